"""Makes the name under which an article is kept and asked for."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.articles.files import MAX_SLUG

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["make_slug"]

_LAST = "article"
_UNDIVIDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)
_OTHERS = re.compile(r"[^a-z0-9]+")


def make_slug(names: Iterable[str | None], taken: Collection[str]) -> str:
    """Return a slug of at most 80 characters from the first name that gives one.

    It has ASCII letters, digits and hyphens, and is none of those in `taken`, whatever
    their case. A name in another script gives none.
    """
    slug = next(filter(None, (_slug(name or "") for name in names)), _LAST)
    used = {name.casefold() for name in taken}
    unique, number = slug, 1
    while unique in used:
        number += 1
        unique = f"{_cut(slug, MAX_SLUG - len(f'-{number}'))}-{number}"
    return unique


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
