"""The numbers that stand for terms, and for things of a kind, in the arrays."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.kinds import Kind, all_things

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

__all__ = ["hash_of", "thing_arrays", "thing_marks"]

_NUMBERS = {kind: number for number, kind in enumerate(Kind)}
_THING_BITS = 28  # of the hash of a thing; its kind stands above them
_WORDS = re.compile(r"[\w’'-]+")
_REMEMBERED = 65_536  # terms of which the hash is
_LONGEST = 4  # words of a thing that a question may name itself


@lru_cache(_REMEMBERED)
def hash_of(term: str) -> int:
    """Return the number, of 64 bits, that stands for a term in the arrays."""
    digest = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def thing_arrays(texts: Sequence[str]) -> Arrays:
    """Return the marks of the things that texts hold, a ragged row a text."""
    rows = [
        [
            mark
            for kind, found in all_things(text)
            for mark in sorted({_mark(_NUMBERS[kind], thing) for thing in found})
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
    number = _NUMBERS[kind]
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
