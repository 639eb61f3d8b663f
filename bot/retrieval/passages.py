"""Grows passages of whole sentences around the sentences that score best."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["MAX_CHARACTERS", "MAX_SENTENCES", "Hit", "Unit", "grow"]

MAX_SENTENCES = 3
MAX_CHARACTERS = 600  # of a passage with more than one sentence

# The other side of the best sentence gets this share of its score on top, so that
# what leads up to it and what follows are both shown unless one clearly says more.
_BALANCE = 0.1


class Unit(NamedTuple):
    """A sentence that can be found: the document it is in, its code points there."""

    document: int
    start: int
    end: int
    paragraph: int


class Hit(NamedTuple):
    """A passage that was found: the numbers of its first, last and best sentence."""

    first: int
    last: int
    best: int
    score: float


def grow(
    units: Sequence[Unit],
    scores: NDArray[np.float64],
    matching: NDArray[np.bool_],
    beside: Iterable[Hit] = (),
) -> Iterator[Hit]:
    """Yield passages, best first; none overlaps one before it or one of `beside`.

    `scores` and `matching` have one row a unit; a passage is grown around each
    sentence that matches, and takes in the neighbours that score best, within a
    paragraph. Sentences of one score come in the order of the articles.
    """
    taken = np.zeros(len(units), dtype=bool)
    for hit in beside:
        taken[hit.first : hit.last + 1] = True
    for best in np.argsort(-scores, kind="stable").tolist():
        if not taken[best] and matching[best]:
            first, last = _extent(units, scores, taken, best)
            taken[first : last + 1] = True
            yield Hit(first, last, best, float(scores[best]))


def _extent(
    units: Sequence[Unit],
    scores: NDArray[np.float64],
    taken: NDArray[np.bool_],
    best: int,
) -> tuple[int, int]:
    """Return the first and the last sentence of the passage around a sentence."""
    first = last = best
    while last - first + 1 < MAX_SENTENCES:
        options = [
            (_gain(scores, new, best, beyond=beyond), wider)
            for new, beyond, wider in (
                (first - 1, first == best, (first - 1, last)),
                (last + 1, last == best, (first, last + 1)),
            )
            if 0 <= new < len(units) and not taken[new] and _fits(units, *wider)
        ]
        if not options:
            break
        _, (first, last) = max(options)
    return first, last


def _gain(scores: NDArray[np.float64], new: int, best: int, *, beyond: bool) -> float:
    """Return what a sentence is worth; `beyond`: nothing on its side is taken in."""
    return float(scores[new] + (_BALANCE * scores[best] if beyond else 0.0))


def _fits(units: Sequence[Unit], first: int, last: int) -> bool:
    """Tell whether sentences are of one paragraph, and short enough together."""
    one, other = units[first], units[last]
    same = (one.document, one.paragraph) == (other.document, other.paragraph)
    return same and other.end - one.start <= MAX_CHARACTERS
