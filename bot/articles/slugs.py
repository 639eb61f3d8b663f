"""Makes the name under which an article is kept and asked for."""

from __future__ import annotations

import re
import secrets
import unicodedata
from itertools import chain, count
from typing import TYPE_CHECKING

from bot.articles.files import MAX_SLUG

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["make_slug"]

_LAST = "article"
_ENDING = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_ENDING_LENGTH = 4
_UNDIVIDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)
_OTHERS = re.compile(r"[^a-z0-9]+")


def make_slug(
    names: Iterable[str | None], taken: Collection[str], *, apart: bool = False
) -> str:
    """Return a slug of at most 80 characters from the first name that gives one.

    It has ASCII letters, digits and hyphens, and is none of those in `taken`, whatever
    their case. A name in another script gives none. Where a slug is taken it gets the
    next number. With `apart` it gets a random ending, taken or not, which tells of no
    other article that it is there.
    """
    slug = next(filter(None, (_slug(name or "") for name in names)), _LAST)
    used = {name.casefold() for name in taken}
    numbers = chain([""], map("-{}".format, count(2)))
    endings = iter(_random_ending, "") if apart else numbers
    slugs = (f"{_cut(slug, MAX_SLUG - len(ending))}{ending}" for ending in endings)
    return next(unique for unique in slugs if unique not in used)


def _random_ending() -> str:
    return "-" + "".join(secrets.choice(_ENDING) for _ in range(_ENDING_LENGTH))


def _slug(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.lower().translate(_UNDIVIDED))
    letters = parts.encode("ascii", "ignore").decode().replace("'", "")
    if 2 * len(letters.strip()) < len(name.strip()):  # some digits of a Russian title
        return ""
    return _cut(_OTHERS.sub("-", letters).strip("-"), MAX_SLUG)


def _cut(slug: str, length: int) -> str:
    """Return the slug's whole words as far as they fit, or what fits of the first."""
    if len(slug) <= length:
        return slug
    return slug[: length + 1].rpartition("-")[0] or slug[:length]
