"""Grows passages of whole sentences around the sentences that score best."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

__all__ = [
    "MAX_CHARACTERS",
    "MAX_SENTENCES",
    "Hit",
    "Unit",
    "fits",
    "grow",
    "widened",
]

MAX_SENTENCES = 3
MAX_CHARACTERS = 600  # of a passage with more than one sentence

# The other side of the best sentence gets this share of its score on top, so that
# what leads up to it and what follows are both shown unless one clearly says more.
_BALANCE = 0.1
# Of the best sentence's score, what one of another paragraph has to reach, as one does
# that tells who is meant. From 0.3 to 0.6 the development sets find the same answers.
_BEYOND = 0.3
_FIRST = 3  # passages that are shown unless more are asked for


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
            one = Hit(best, best, best, score(best))
            own = unit(best).beside
            hit = _grown(one, score, unit, taken, own.__contains__)
            taken.update(hit.sentences)
            yield hit


def widened(
    hits: Sequence[Hit],
    fixed: Collection[Hit],
    score: Callable[[int], float],
    unit: Callable[[int], Unit],
    joins: Callable[[int, int], bool],
    *,
    shows: Callable[[int, int], bool],
) -> Iterator[Hit]:
    """Yield passages, of which some go on beyond their paragraphs.

    They do where they hold all of a short one, and take in sentences that score enough
    but not more than their best one (`score` is -inf for what is not to be taken in),
    and that `joins` allows, given that one and the other. The first passages lose
    nothing by it, but for one whose best sentence stands beside the best of another,
    which `shows` it. The `fixed` ones do not even lose that. Later ones are without
    what those before them take in.
    """

    def adds(best: int, other: int) -> bool:
        most = score(best)
        return _BEYOND * most <= score(other) <= most and joins(best, other)

    first = [*hits[:_FIRST], *fixed]
    taken = {n for hit in first for n in hit.sentences}
    later = {hit.best for hit in first} - {hit.best for hit in fixed}
    shown: set[int] = set()
    for hit in hits:
        best, own = hit.best, unit(hit.best).beside
        later.discard(best)
        lost = shown if hit in first else taken
        free = [n for n in hit.sentences if n not in lost]
        if best not in free:
            continue
        one = hit._replace(first=free[0], last=free[-1])
        if own[0] in free and own[-1] in free:
            near = {n for n in later & {best - 1, best + 1} if shows(best, n)}
            one = _grown(one, score, unit, taken - near, partial(adds, best))
            shown |= near & {*one.sentences}
        taken.update(one.sentences)
        yield one


def _grown(
    hit: Hit,
    score: Callable[[int], float],
    unit: Callable[[int], Unit],
    taken: Collection[int],
    is_open: Callable[[int], bool],
) -> Hit:
    """Return a passage with those beside it that score best, are open and not taken."""
    first, last = hit.first, hit.last
    while last - first + 1 < MAX_SENTENCES:
        options = [
            (score(new) + (_BALANCE * hit.score if beyond else 0.0), wider)
            for new, beyond, wider in (
                (first - 1, first == hit.best, (first - 1, last)),
                (last + 1, last == hit.best, (first, last + 1)),
            )
            if new not in taken and is_open(new) and fits(unit, *wider)
        ]
        if not options:
            break
        _, (first, last) = max(options)
    return hit._replace(first=first, last=last)


def fits(unit: Callable[[int], Unit], first: int, last: int) -> bool:
    """Return whether the sentences from one to another are short enough together."""
    return unit(last).end - unit(first).start <= MAX_CHARACTERS
