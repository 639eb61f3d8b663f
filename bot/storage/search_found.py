"""Puts together what PostgreSQL's index finds and counts in some places."""

from __future__ import annotations

from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.storage.search_sql import HELD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.storage.search_change import Counted

__all__ = ["SearchedPlace", "Stored", "ranked", "together"]

# Seen on 715 questions of two development sets, over 100,000 sentences of other news
# and their own: the article of the best passage of all was among these for all but one,
# and they were 19. When all sentences of an article counted, long ones stood before it:
# with a third of the first one's score it was missing for 7, and they were 34.
_SHARES = (1.0, 0.1, 0.1)  # what an article's best sentences count for
_LEAST = 0.55  # of the best score, below which no more articles are told
_FEW = 8  # that are told whatever their scores are


class Stored(NamedTuple):
    """A document that was found."""

    slug: str
    key: bytes
    arrays: bytes


class SearchedPlace(NamedTuple):
    """What is counted of some places together, and the documents found there.

    They are numbers, of each place in turn, those first whose sentences share most with
    what was asked. `counts` are of terms that were asked for, none of unknown ones.
    """

    totals: tuple[int, ...]
    documents: tuple[int, ...]
    counts: Mapping[int, Counted]


def ranked(documents: Sequence[int], scores: Sequence[float]) -> list[int]:
    """Return the documents that are likely to have the best passage, best first.

    They are given once for each of their best sentences, these best first, with their
    scores, which are negative.
    """
    total: dict[int, float] = {}
    counted: dict[int, int] = {}  # sentences of each article
    for document, score in zip(documents, scores, strict=True):
        count = counted.get(document, 0)
        if count < len(_SHARES):
            total[document] = total.get(document, 0.0) - _SHARES[count] * score
            counted[document] = count + 1
    best = sorted(total, key=total.__getitem__, reverse=True)
    least = _LEAST * total[best[0]] if best else 0.0
    return [*best[:_FEW], *(one for one in best[_FEW:] if total[one] >= least)]


def together(places: Iterable[Iterable[Sequence[Any]]]) -> dict[int, Counted]:
    """Return what is counted of terms in all of some places.

    Each place gives its terms, then each column of what is counted of these.
    """
    found: dict[int, Counted] = {}
    for terms, *columns in places:
        for term, counts in zip(terms, zip(*columns, strict=True), strict=True):
            key, other = term % 2**64, found.get(term % 2**64)
            found[key] = _added(other, counts) if other else counts
    return found


def _added(one: Counted, other: Counted) -> Counted:
    """Return what is counted of a term in two places together."""
    held = len(HELD)
    return (
        *map(add, one[:held], other[:held]),
        *map(max, one[held:], other[held:]),
    )
