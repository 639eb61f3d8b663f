"""The sentences of a body as numbers, made into values when they are first read.

A library of a million sentences is opened without making one of them.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from hashlib import blake2b
from itertools import chain, groupby, repeat
from struct import pack
from typing import TYPE_CHECKING, overload

from bot.articles.sentence import Sentence, Span, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["AnnotatedSentences"]

_COLUMNS = 9  # numbers that a sentence takes
_PARAGRAPH = 2  # the column of its paragraph's number
_NOBODY = (-1, -1)
_STANCES = [*Stance]
_TYPE = "i"  # 32 bits on all that Python runs on
_BYTES = 4


class AnnotatedSentences(Sequence[Sentence]):
    """Sentences in order; equal to any other sequence of the same ones."""

    __slots__ = ("_made", "_numbers", "_starts")

    def __init__(self, numbers: array[int]) -> None:
        self._numbers = numbers
        self._starts: array[int] | None = None
        self._made: tuple[Sentence, ...] | None = None

    @classmethod
    def of(cls, sentences: Iterable[Sentence]) -> AnnotatedSentences:
        """Return some sentences in this form."""
        if isinstance(sentences, cls):
            return sentences
        made = tuple(sentences)
        found = cls(array(_TYPE, chain.from_iterable(map(_row, made))))
        found._made = made
        return found

    @classmethod
    def from_bytes(cls, data: bytes) -> AnnotatedSentences:
        """Return what `to_bytes` gave; raises ValueError for other bytes."""
        if len(data) % (_BYTES * _COLUMNS):
            message = "the numbers of a sentence are missing"
            raise ValueError(message)
        numbers = array(_TYPE, data)
        if sys.byteorder == "big":
            numbers.byteswap()
        return cls(numbers)

    def __reduce__(self) -> tuple[object, ...]:
        """Return how it is made again in another process."""
        return AnnotatedSentences.from_bytes, (self.to_bytes(),)

    def to_bytes(self) -> bytes:
        """Return the sentences as bytes, alike on every machine."""
        return pack(f"<{len(self._numbers)}i", *self._numbers)

    def digest(self, text: str, size: int) -> bytes:
        """Return `size` bytes that tell a text with these annotations from others.

        Which numbers paragraphs have is no matter, where they begin is.
        """
        numbers = self._numbers[:]
        runs, before = 0, None
        for at in range(_PARAGRAPH, len(numbers), _COLUMNS):
            runs += numbers[at] != before
            before, numbers[at] = numbers[at], runs
        told = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size)
        told.update(numbers.tobytes())
        return told.digest()

    def __len__(self) -> int:
        """Return how many sentences there are."""
        return len(self._numbers) // _COLUMNS

    @overload
    def __getitem__(self, place: int) -> Sentence: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Sentence, ...]: ...
    def __getitem__(self, place: int | slice) -> Sentence | tuple[Sentence, ...]:
        """Return one sentence, made for this, or some of them as a tuple."""
        if self._made is not None:
            return self._made[place]
        rows = range(len(self))[place]
        if isinstance(rows, range):
            return tuple(map(self._sentence, rows))
        return self._sentence(rows)

    @property
    def paragraphs(self) -> array[int]:
        """The number of each sentence's paragraph."""
        return self._numbers[_PARAGRAPH::_COLUMNS]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the paragraphs, in the order of the text."""
        return tuple(dict.fromkeys(self.paragraphs))

    def renumbered(self, numbers: Iterable[int]) -> AnnotatedSentences:
        """Return the sentences with these numbers on their paragraphs, in order."""
        runs = (len([*run]) for _, run in groupby(self.paragraphs))
        each = (repeat(n, size) for n, size in zip(numbers, runs, strict=True))
        renumbered = self._numbers[:]
        renumbered[_PARAGRAPH::_COLUMNS] = array(_TYPE, chain.from_iterable(each))
        return AnnotatedSentences(renumbered)

    def within(self, start: int, end: int) -> tuple[Sentence, ...]:
        """Return the sentences that lie wholly between two offsets, in order."""
        first, last = self._first_from(start), self._first_from(end)
        return tuple(s for s in self[first:last] if s.end <= end)

    def at(self, start: int) -> Sentence:
        """Return the first sentence that begins at an offset or after it.

        Raises IndexError where none does.
        """
        return self[self._first_from(start)]

    def around(self, place: int) -> Sentence:
        """Return the sentence that has an offset, or the first one behind it.

        Raises IndexError where there is none.
        """
        before = max(self._first_from(place + 1) - 1, 0)
        sentence = self[before]
        return sentence if sentence.end > place else self[before + 1]

    def _first_from(self, start: int) -> int:
        """Return the place of the first sentence that begins at an offset or after."""
        if self._starts is None:
            self._starts = self._numbers[::_COLUMNS]
        return bisect_left(self._starts, start)

    def __iter__(self) -> Iterator[Sentence]:
        """Yield the sentences in order."""
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        """Return whether another sequence has the same sentences."""
        if isinstance(other, AnnotatedSentences):
            return self._numbers == other._numbers
        return isinstance(other, tuple) and self._all == other

    def __hash__(self) -> int:
        """Return what equal sentences have in common."""
        return hash(self._all)

    def __repr__(self) -> str:
        """Return the sentences as a tuple shows them."""
        return repr(self._all)

    @property
    def _all(self) -> tuple[Sentence, ...]:
        if self._made is None:
            self._made = tuple(map(self._sentence, range(len(self))))
        return self._made

    def _sentence(self, row: int) -> Sentence:
        first = row * _COLUMNS
        return _sentence(*self._numbers[first : first + _COLUMNS])


def _row(sentence: Sentence) -> tuple[int, ...]:
    return (
        sentence.start,
        sentence.end,
        sentence.paragraph,
        sentence.heading,
        _STANCES.index(sentence.stance),
        *(sentence.speaker or _NOBODY),
        *(sentence.introduced or _NOBODY),
    )


def _sentence(*row: int) -> Sentence:
    start, end, paragraph, heading, stance, *spans = row
    return Sentence(
        start,
        end,
        paragraph,
        heading=bool(heading),
        speaker=_span(*spans[:2]),
        stance=_STANCES[stance],
        introduced=_span(*spans[2:]),
    )


def _span(start: int, end: int) -> Span | None:
    return None if start < 0 else Span(start, end)
