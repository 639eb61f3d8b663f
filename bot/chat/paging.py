"""Divides what is said into messages that Discord takes."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.chat.places import MOST_PLACES
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.chat.page import Page
    from bot.chat.places import Place

__all__ = [
    "LABEL",
    "LIMIT",
    "MOST_ANSWERS",
    "MOST_SAID",
    "capped",
    "fits",
    "length",
    "limited",
    "paged",
]

LIMIT = 2_000  # Discord's own, for the content of a message
LABEL = 80  # characters of a button, Discord's own
_SPARE = 60  # of it, for saying in an earlier answer what was corrected since
_CUT = marked("There is more: Whole text shows all of it.")
MOST_ANSWERS = 3  # messages that answer a question
MOST_SAID = 5  # messages that a command is answered with; Discord's own, see `visits`


def limited(pages: tuple[str, ...], rest: str) -> tuple[str, ...]:
    """Return five messages at most; `rest` is the last where there are more."""
    return pages if len(pages) <= MOST_SAID else (*pages[: MOST_SAID - 1], rest)


def capped(
    pages: Iterable[Page], most: int, whole: Sequence[Place]
) -> tuple[Page, ...]:
    """Return the first `most` pages; where there are more, the last one says so.

    It then leads to the `whole` passages. What is left is not even made.
    """
    kept = list(islice(pages, most + 1))
    if len(kept) <= most:
        return tuple(kept)
    *kept, last = kept[:most]
    text = f"{last.text}\n-# {_(_CUT)}"
    return (*kept, replace(last, text=text, whole=tuple(whole[:MOST_PLACES])))


def length(text: str) -> int:
    """Count as the stricter of Discord's two sides does.

    The API counts code points, the client UTF-16 code units, which are never fewer.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str) -> bool:
    """Return whether a text can be one message, with some room left."""
    return length(text) <= LIMIT - _SPARE


def paged(blocks: Iterable[str], gap: str = "\n\n") -> tuple[str, ...]:
    """Join blocks, none longer than a message, into as few messages as in order can."""
    pages: list[str] = []
    for block in blocks:
        joined = f"{pages[-1]}{gap}{block}" if pages else block
        if pages and fits(joined):
            pages[-1] = joined
        else:
            pages.append(block)
    return tuple(pages)
