"""Finds abbreviations that a text explains: `unmanned aerial vehicles (UAVs)`.

After Schwartz and Hearst, A Simple Algorithm for Identifying Abbreviation
Definitions in Biomedical Text (Pacific Symposium on Biocomputing, 2003): a short
form in brackets is matched, from its end, to letters of the words before it, and
its first letter must begin a word there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["abbreviations"]

_BRACKETS = re.compile(r"\(([^\W_][\w.&-]{1,9})\)")
_SPARE_WORDS = 5  # of the long form beyond the short form's letters, as published
_REACH = 500  # characters that hold so many words; time stays linear in the text


def abbreviations(text: str) -> Iterator[tuple[str, str]]:
    """Yield (short form, long form) for each abbreviation that a text explains."""
    for match in _BRACKETS.finditer(text):
        short = match[1]
        if len(short) > len("Xs") and short.endswith("s") and short[:-1].isupper():
            short = short[:-1]
        letters = [c for c in short if c.isalnum()]
        if sum(c.isupper() for c in letters) > 1:
            start = match.start()
            before = text[max(0, start - _REACH) : start].rsplit("\n", 1)[-1].split()
            words = before[-min(len(letters) + _SPARE_WORDS, 2 * len(letters)) :]
            long = _long_form(letters, " ".join(words))
            if long:
                yield short, long


def _long_form(letters: list[str], before: str) -> str | None:
    """Return the shortest end of `before` that holds the letters in order."""
    place = len(before)
    for letter in reversed(letters[1:]):
        place = before.lower().rfind(letter.lower(), 0, place)
        if place < 0:
            return None
    starts = [m.start() for m in re.finditer(r"\b\w", before[:place])]
    fitting = [s for s in starts if before[s].lower() == letters[0].lower()]
    if not fitting:
        return None
    long = before[fitting[-1] :]
    return long if len(long.split()) > 1 else None
