"""The things in texts that questions may ask for, found once, when a text is read."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.retrieval.arrays import bounds_of, entries_of, hash_of, is_among
from bot.retrieval.kinds import COUNT, UNITS, Kind
from bot.retrieval.word_patterns import without_possessive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Marks", "marks_asked", "thing_arrays", "things"]

_KINDS = tuple(Kind)
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_NUMBER_OF = {kind: number for number, kind in enumerate(Kind)}
_THING_BITS = 28  # of the hash of a thing; its kind stands above them
_WORDS = re.compile(r"[\w’'-]+")
_LONGEST = 4  # words of a thing that a question may name itself


def _figures(pattern: str, *beside: str) -> tuple[re.Pattern[str], frozenset[str]]:
    return re.compile(pattern), frozenset(beside)


# What finds the things of a kind in a text that has a digit but none of its signs, and
# no word of those which may stand with a digit there. That begins with a digit, where
# it can, for this is found soonest.
_YEAR = r"(?:(?<=1)\d|(?<=2)0)\d\ds?\b"  # behind its first digit
_TIME = rf"{_YEAR}|\d?(?:[:.]\d\d)? ?(?i:[ap]\.?m)\b|\d?:\d\d\b"
_FIGURES = {
    Kind.AGE: _figures(
        r", \d{1,3}(?=[,.;)]| who\b)(?!, \d)|\(\d{1,3}\)",
        *("man", "woman", "boy", "girl", "child", "father", "mother", "widow"),
        *("pensioner", "student", "is", "am", "are", "was", "were", "turn", "turns"),
        *("turned", "turning", "old", "his", "her", "their"),
    ),
    Kind.MONEY: _figures(r"[$€£¥₹] ?\d|\d(?:m|bn|k)\b"),
    Kind.SHARE: _figures(r"\d(?: ?%|(?<!\w\d)\.\d+\b)"),
    Kind.DURATION: _figures(
        r"\d(?<!\w\d)\d{3} ?(?:[-\u2013]|to|and) ?\d{2,4}\b",
        *(word for unit in UNITS.split("|") for word in (unit, f"{unit}s")),
    ),
    Kind.NUMBER: _figures(COUNT),
    Kind.YEAR: _figures(rf"\d(?<!\w\d){_YEAR}"),
    Kind.TIME: _figures(rf"\d(?<!\w\d)(?:{_TIME})", "at"),
}


def things(text: str) -> Iterator[tuple[Kind, frozenset[str]]]:
    """Yield the kinds of which a text has things, with these in lower case, in order.

    Most texts have no sign of most kinds, and are not gone over for them.
    """
    lower = text.lower()
    words = {*_WORD.findall(lower)}
    figures = _FIGURES if _DIGIT.search(text) else {}
    for kind in _KINDS:
        pattern = kind.held
        if kind.signs and kind.signs.isdisjoint(words):
            if kind not in figures:
                continue
            alone, beside = figures[kind]
            pattern = alone if beside.isdisjoint(words) else pattern
        found = pattern.findall(lower if kind.lowered else text)
        if found:
            yield kind, frozenset(map(str.lower, found))


def thing_arrays(texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the marks of the things that texts hold, a ragged row a text."""
    rows = [
        [
            mark
            for kind, found in things(text)
            for number in [_NUMBER_OF[kind]]
            for mark in sorted({_mark(number, thing) for thing in found})
        ]
        for text in texts
    ]
    marks = [*chain.from_iterable(rows)]
    return {
        "thing_rows": bounds_of([*map(len, rows)]),
        "things": np.array(marks, dtype=np.uint32),
    }


class Marks(NamedTuple):
    """The range of a kind's marks, and those of what a question names, sorted."""

    least: int
    most: int
    named: NDArray[np.uint32]

    def held_by(
        self, arrays: Mapping[str, NDArray[Any]], sentences: NDArray[Any]
    ) -> NDArray[np.float64]:
        """Return 1 for each sentence with a thing of the kind, 0 for others.

        What the question names itself is no answer.
        """
        rows, at = entries_of(arrays["thing_rows"], sentences)
        marks = arrays["things"][at]
        of_kind = (marks >= self.least) & (marks < self.most)
        of_kind &= ~is_among(marks, self.named)
        held = np.zeros(len(sentences))
        held[rows[of_kind]] = 1.0
        return held


def marks_asked(kind: Kind, question: str) -> Marks:
    """Return the marks of a kind that a question asks for.

    What it names is each few words in a row, without a possessive ending as well.
    """
    number = _NUMBER_OF[kind]
    text = question.lower()
    words = [match.span() for match in _WORDS.finditer(text)]
    named = {
        text[start:end]
        for at, (start, _) in enumerate(words)
        for _, end in words[at : at + _LONGEST]
    }
    named |= {*map(without_possessive, named)}
    marks = np.array(sorted({_mark(number, span) for span in named}), dtype=np.uint32)
    first = number << _THING_BITS
    return Marks(first, first + (1 << _THING_BITS), marks)


def _mark(kind: int, thing: str) -> int:
    return kind << _THING_BITS | hash_of(thing) >> (64 - _THING_BITS)
