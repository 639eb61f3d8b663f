"""Turns a piece of evidence into a quotation with its matched words in bold."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

from bot.chat.escaping import BOLD, drops, escaped, isolated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.answering import Evidence

__all__ = ["emphasised", "quotation"]

_JOINERS = "\u200c\u200d"


def quotation(evidence: Evidence) -> str:
    """Return the passage as one quoted line of Discord's markdown.

    What Discord shows of it is the article's text with each run of white space as
    one space. One line is enough: a quotation has no line breaks of its own that a
    reader would miss, and none that could end it early.
    """
    spans = ((s - evidence.start, e - evidence.start) for s, e in evidence.highlights)
    return f"> {isolated(emphasised(evidence.text, spans))}"


def emphasised(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text, escaped, with some spans of it (code points) in bold."""
    signs = _signs(text, {i for start, end in spans for i in range(start, end)})
    pieces = (
        (bold, escaped("".join(sign for _, sign in run)))
        for bold, run in groupby(signs, key=lambda sign: sign[0])
    )
    return "".join(f"{BOLD}{p}{BOLD}" if bold else p for bold, p in pieces)


def _signs(text: str, bold: set[int]) -> Iterator[tuple[bool, str]]:
    """Yield what is seen of a text, sign by sign, and whether it is in bold."""
    unseen = drops(text)
    blank = emphasis = started = False
    for place, sign in enumerate(text):
        if place in unseen:
            continue
        if sign.isspace():
            blank = True
            continue
        if blank and started:
            yield False, " "
        # A mark belongs to the letter before it, or it would sit on an asterisk.
        emphasis = emphasis and not blank if _is_mark(sign) else place in bold
        blank, started = False, True
        yield emphasis, sign


def _is_mark(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign).startswith("M")
