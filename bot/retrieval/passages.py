"""Grows passages of whole sentences around the sentences that score best."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

__all__ = ["MAX_CHARACTERS", "MAX_SENTENCES", "Hit", "Unit", "grow"]

MAX_SENTENCES = 3
MAX_CHARACTERS = 600  # of a passage with more than one sentence

# The other side of the best sentence gets this share of its score on top, so that
# what leads up to it and what follows are both shown unless one clearly says more.
_BALANCE = 0.1


class Unit(NamedTuple):
    """A sentence that can be found: the document it is in, its code points there.

    `beside` are the numbers of the sentences of its paragraph.
    """

    document: int
    start: int
    end: int
    beside: range


class Hit(NamedTuple):
    """A passage that was found: the numbers of its first, last and best sentence."""

    first: int
    last: int
    best: int
    score: float

    @property
    def sentences(self) -> range:
        """The numbers of its sentences."""
        return range(self.first, self.last + 1)


def grow(
    sentences: Iterable[int],
    score: Callable[[int], float],
    unit: Callable[[int], Unit],
    beside: Iterable[Hit] = (),
) -> Iterator[Hit]:
    """Yield passages, best first; none overlaps one before it or one of `beside`.

    A passage is grown around each of the `sentences`, which are the best first, and
    takes in the neighbours that score best, within a paragraph.
    """
    taken = {n for hit in beside for n in hit.sentences}
    for best in sentences:
        if best not in taken:
            first, last = _extent(score, unit, taken, best)
            taken.update(range(first, last + 1))
            yield Hit(first, last, best, score(best))


def _extent(
    score: Callable[[int], float],
    unit: Callable[[int], Unit],
    taken: Collection[int],
    best: int,
) -> tuple[int, int]:
    """Return the first and the last sentence of the passage around a sentence."""
    first = last = best
    own = unit(best)
    while last - first + 1 < MAX_SENTENCES:
        options = [
            (score(new) + (_BALANCE * score(best) if beyond else 0.0), wider)
            for new, beyond, wider in (
                (first - 1, first == best, (first - 1, last)),
                (last + 1, last == best, (first, last + 1)),
            )
            if new in own.beside and new not in taken and _fits(unit, *wider)
        ]
        if not options:
            break
        _, (first, last) = max(options)
    return first, last


def _fits(unit: Callable[[int], Unit], first: int, last: int) -> bool:
    """Return whether sentences of one paragraph are short enough together."""
    return unit(last).end - unit(first).start <= MAX_CHARACTERS
