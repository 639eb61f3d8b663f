"""Divides what is said into messages that Discord takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["LIMIT", "fits", "length", "limited", "paged"]

LIMIT = 2_000  # Discord's own, for the content of a message
_SPARE = 60  # of it, for saying in an earlier answer what was corrected since


_MOST = 5  # messages that one command is answered with


def limited(pages: tuple[str, ...], rest: str) -> tuple[str, ...]:
    """Return five messages at most; `rest` is the last where there are more."""
    return pages if len(pages) <= _MOST else (*pages[: _MOST - 1], rest)


def length(text: str) -> int:
    """Count as the stricter of Discord's two sides does.

    The API counts code points, the client UTF-16 code units, which are never fewer.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str) -> bool:
    """Tell whether a text can be one message, with some room left."""
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
