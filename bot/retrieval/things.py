"""The things in texts that questions may ask for, found once, when a text is read."""

from __future__ import annotations

import re
from functools import reduce
from itertools import chain, pairwise
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.retrieval.arrays import (
    bounds_by,
    bounds_of,
    covered,
    distinct,
    is_among,
    joined,
    places_of,
    rows_of,
)
from bot.retrieval.hashes import hashes_of
from bot.retrieval.kinds import COUNT, Kind
from bot.retrieval.word_patterns import without_possessive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["Marks", "marks_asked", "thing_arrays", "things"]

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
    Kind.MONEY: _figures(r"[\d$€£¥₹](?:(?<=\d)(?:m|bn|k)\b|(?<!\d) ?\d)"),
    Kind.SHARE: _figures(r"\d(?: ?%|(?<!\w\d)\.\d+\b)"),
    Kind.DURATION: _figures(r"\d(?<!\w\d)\d{3} ?(?:[-\u2013]|to|and) ?\d{2,4}\b"),
    Kind.NUMBER: _figures(COUNT),
    Kind.YEAR: _figures(rf"[12](?<!\w.){_YEAR}"),
    Kind.TIME: _figures(rf"\d(?<!\w\d)(?:{_TIME})"),
}
# How many blanks may stand between a sign and either end of what has to be seen of a
# text to know a thing by it.
_REACH = {Kind.AGE: 3, Kind.DURATION: 2, Kind.NUMBER: 2, Kind.TIME: 2}
_KEPT = 16_384  # parts of texts that are remembered from one text to the next
_LONG = 40  # characters of a part that isn't


class _Sought(NamedTuple):
    """How things of a kind are found: in full where a bit of `telling` stands."""

    kind: Kind
    wanted: int
    telling: int
    alone: re.Pattern[str]
    reach: int


_DIGIT_BIT = 1 << 2 * len(Kind)


def _bits_of_signs() -> dict[str, int]:
    """Return the bits of words, and of a digit, which "0" has.

    There is one for each kind whose sign a word is, and one for each kind with a thing
    of which the word may stand beside a digit.
    """
    bits = {"0": _DIGIT_BIT}
    for kind, number in _NUMBER_OF.items():
        _, beside = _FIGURES.get(kind, (None, ()))
        for bit, words in ((number, kind.signs), (number + len(Kind), beside)):
            for word in words:
                bits[word] = bits.get(word, 0) | 1 << bit
    return bits


def _sought(kind: Kind, number: int) -> _Sought:
    """Return how things of a kind are found."""
    own, with_digit = 1 << number, 1 << number + len(Kind)
    alone, _ = _FIGURES.get(kind, (kind.held, ()))
    wanted = own | _DIGIT_BIT if kind in _FIGURES else own
    return _Sought(kind, wanted, own | with_digit, alone, _REACH.get(kind, 1))


_BITS_OF = _bits_of_signs()
_SOUGHT = [_sought(kind, number) for kind, number in _NUMBER_OF.items()]


class _Signs(dict[str, int]):
    """The bits of what parts of texts between blanks have, as they are asked for."""

    def __missing__(self, part: str) -> int:
        words = _WORD.findall(part)
        if _DIGIT.search(part):
            words.append("0")
        bits = reduce(or_, (_BITS_OF.get(word, 0) for word in words), 0)
        if len(part) <= _LONG:
            self[part] = bits
        return bits


_SIGNS = _Signs()


class _Parts:
    """The parts of some texts between blanks, and what is found in them."""

    def __init__(self, texts: Sequence[str]) -> None:
        lower = [text.lower() for text in texts]
        self._parts = [" ".join(some).split(" ") for some in (texts, lower)]
        bounds = bounds_of([text.count(" ") + 1 for text in texts])
        self._rows = rows_of(bounds)
        self._bounds = bounds[self._rows], bounds[self._rows + 1]
        if len(_SIGNS) > _KEPT:
            _SIGNS.clear()
        own = _BITS_OF.get
        bits = [own(p, 0) if p.isalpha() else _SIGNS[p] for p in self._parts[True]]
        self._bits = np.array(bits)

    def found(self, sought: _Sought) -> tuple[list[str], Array]:
        """Return the things of a kind, and the texts that they stand in."""
        reach = sought.reach
        at = np.flatnonzero(self._bits & sought.wanted)
        if not len(at):
            return [], at
        first, last = (bounds[at] for bounds in self._bounds)
        near = covered(np.maximum(at - reach, first), np.minimum(at + reach + 1, last))
        begins = self._beginning(near)
        bits = np.bitwise_or.reduceat(self._bits[near], begins)
        in_full = (bits & sought.telling > 0).repeat(np.diff(begins, append=len(near)))
        found = [
            self._in_parts(pattern.findall, near[some], sought.kind)
            for pattern, some in (
                (sought.kind.held, in_full),
                (sought.alone, ~in_full),
            )
        ]
        return [*chain(*(things for things, _ in found))], joined(r for _, r in found)

    def _beginning(self, near: Array) -> Array:
        """Return which of some parts do not follow the one before in their text."""
        apart = np.diff(near, prepend=-2) > 1
        return np.flatnonzero(apart | (np.diff(self._rows[near], prepend=-1) > 0))

    def _in_parts(
        self, find: Callable[[str], list[str]], near: Array, kind: Kind
    ) -> tuple[list[str], Array]:
        """Return what is found in some parts, and the texts that it stands in."""
        of, rows = self._parts[kind.lowered], self._rows[near]
        parts = [of[place] for place in near.tolist()]
        for place in self._beginning(near).tolist():
            parts[place] = f"\n{parts[place]}"  # which is in no thing
        bounds = np.flatnonzero(np.diff(rows, prepend=-1, append=-1))
        found = [find(" ".join(parts[a:b])) for a, b in pairwise(bounds.tolist())]
        return [*chain(*found)], rows[bounds[:-1]].repeat([*map(len, found)])


def things(texts: Sequence[str]) -> Iterator[tuple[Kind, list[str], Array]]:
    """Yield the things of each kind, in lower case, and the texts that they stand in.

    Texts are gone over for a kind around the signs of it alone.
    """
    parts = _Parts(texts)
    for sought in _SOUGHT:
        if sought.kind.signs:
            found, rows = parts.found(sought)
        else:
            by_text = [*map(sought.kind.held.findall, texts)]
            found, rows = [*chain(*by_text)], rows_of(bounds_of([*map(len, by_text)]))
        yield sought.kind, [*map(str.lower, found)], rows


def thing_arrays(texts: Sequence[str]) -> dict[str, Array]:
    """Return the marks of the things that texts hold, a ragged row a text."""
    marks = []
    for kind, found, rows in things(texts):
        each = [*{*found}]
        mark_of = dict(zip(each, _marks(kind, each).tolist(), strict=True))
        own = np.fromiter(map(mark_of.__getitem__, found), np.int64, len(found))
        marks.append(rows << 32 | own)
    every = distinct(joined(marks))
    return {
        "thing_rows": bounds_by(every >> 32, len(texts)),
        "things": every.astype(np.uint32),
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
        at, ends = places_of(arrays["thing_rows"], sentences)
        marks = arrays["things"][at]
        of_kind = ((marks >= self.least) & (marks < self.most)).nonzero()[0]
        other = of_kind[~is_among(marks[of_kind], self.named)]
        held = np.zeros(len(sentences))
        held[ends.searchsorted(other, "right")] = 1.0
        return held


def marks_asked(kind: Kind, question: str) -> Marks:
    """Return the marks of a kind that a question asks for.

    What it names is each few words in a row, without a possessive ending as well.
    """
    text = question.lower()
    words = [match.span() for match in _WORDS.finditer(text)]
    named = {
        text[start:end]
        for at, (start, _) in enumerate(words)
        for _, end in words[at : at + _LONGEST]
    }
    named |= {*map(without_possessive, named)}
    first = _NUMBER_OF[kind] << _THING_BITS
    return Marks(first, first + (1 << _THING_BITS), distinct(_marks(kind, [*named])))


def _marks(kind: Kind, things: Sequence[str]) -> NDArray[np.uint32]:
    hashes = hashes_of(things) >> np.uint64(64 - _THING_BITS)
    return hashes.astype(np.uint32) | np.uint32(_NUMBER_OF[kind] << _THING_BITS)
