"""The things in texts that questions may ask for, found once, when a text is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import hash_of
from bot.retrieval.kinds import DIGIT, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["thing_arrays", "thing_marks", "things"]

_KINDS = tuple(Kind)
_SIGN = re.compile(r"[^\W\d_]+")
_ANY_DIGIT = re.compile(r"\d")
_NUMBER_OF = {kind: number for number, kind in enumerate(Kind)}
_THING_BITS = 28  # of the hash of a thing; its kind stands above them
_WORDS = re.compile(r"[\w’'-]+")
_LONGEST = 4  # words of a thing that a question may name itself


def things(text: str) -> Iterator[tuple[Kind, frozenset[str]]]:
    """Yield the kinds of which a text has things, with these in lower case, in order.

    Most texts have no sign of most kinds, and are not gone over for them.
    """
    lower = text.lower()
    signs = {*_SIGN.findall(lower)}
    if _ANY_DIGIT.search(text):
        signs.add(DIGIT)
    for kind in _KINDS:
        if not kind.signs or not kind.signs.isdisjoint(signs):
            found = kind.held.findall(lower if kind.lowered else text)
            if found:
                yield kind, frozenset(map(str.lower, found))


def thing_arrays(texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the marks of the things that texts hold, a ragged row a text."""
    rows = [
        [
            mark
            for kind, found in things(text)
            for mark in sorted({_mark(_NUMBER_OF[kind], thing) for thing in found})
        ]
        for text in texts
    ]
    marks = [mark for row in rows for mark in row]
    return {
        "thing_rows": np.cumsum([0, *map(len, rows)]),
        "things": np.array(marks, dtype=np.uint32),
    }


def thing_marks(kind: Kind, question: str) -> tuple[int, int, set[int]]:
    """Return the range of a kind's marks, and the marks of what a question names."""
    number = _NUMBER_OF[kind]
    text = question.lower()
    words = [*_WORDS.finditer(text)]
    spans = (
        text[words[first].start() : words[last].end()]
        for first in range(len(words))
        for last in range(first, min(first + _LONGEST, len(words)))
    )
    named = {form for span in spans for form in _forms(span)}
    first = number << _THING_BITS
    return first, first + (1 << _THING_BITS), {_mark(number, text) for text in named}


def _forms(named: str) -> Iterator[str]:
    yield named
    yield re.sub("['’]s?$", "", named)


def _mark(kind: int, thing: str) -> int:
    return kind << _THING_BITS | hash_of(thing) >> (64 - _THING_BITS)
