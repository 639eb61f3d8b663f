"""The texts that a sentence is scored in: itself, its neighbours, its paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.retrieval.bm25 import Bm25, count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.bm25 import Counts
    from bot.retrieval.query import Query

    Floats = NDArray[np.float64]

__all__ = ["Level", "build_levels", "count_levels"]


class _Kind(NamedTuple):
    """A kind of level: what texts it has, what it adds, whether by grams or stems."""

    texts: str
    weight: float
    by_grams: bool


# The weights are chosen by `tools.evaluate` on the development sets; neighbouring
# values differ by less than the sets can tell.
_KINDS = (
    _Kind("sentence", 1.0, by_grams=False),
    _Kind("neighbours", 0.6, by_grams=False),
    _Kind("paragraph", 0.8, by_grams=False),
    _Kind("article", 0.2, by_grams=False),
    _Kind("neighbours", 0.15, by_grams=True),
    _Kind("paragraph", 0.2, by_grams=True),
)


@dataclass(frozen=True, slots=True)
class Level:
    """The weighted BM25 scores of the texts that sentences stand in.

    `place` gives for each sentence the number of its text in `index`.
    """

    name: str
    weight: float
    index: Bm25
    place: NDArray[np.intp]
    by_grams: bool

    def terms(self, query: Query) -> dict[str, float]:
        """Return what of a question this level is searched for."""
        return query.grams if self.by_grams else query.terms

    def scores(self, query: Query) -> Floats:
        """Return what this level adds to each sentence's score."""
        return self.weight * self.index.scores(self.terms(query))[self.place]

    def best(self, query: Query, unknown: float, other_words: Collection[str]) -> float:
        """Return the most that this level could add to any sentence's score.

        `unknown` stands for the score of a term that no text holds; it is nothing
        for a term of `other_words`, whose word the texts have in another way.
        """
        best = 0.0
        for term, weight in self.terms(query).items():
            missing = 0.0 if term in other_words else unknown
            best += weight * (self.index.best(term) or missing)
        return self.weight * best


def count_levels(
    paragraphs: Sequence[int],
    stems: Sequence[Sequence[str]],
    grams: Sequence[Sequence[str]],
    numbers: dict[str, int],
) -> tuple[Counts, ...]:
    """Count what the texts of one document hold, level by level.

    `paragraphs`, `stems` and `grams` have one row a sentence; terms that are new get
    the next number in `numbers`.
    """
    return tuple(
        count([[*chain(*terms[t.start : t.stop])] for t in texts], numbers)
        for kind in _KINDS
        for terms in (grams if kind.by_grams else stems,)
        for texts in (_texts(kind.texts, paragraphs),)
    )


def build_levels(
    paragraphs: Sequence[Sequence[int]],
    counts: Sequence[tuple[Counts, ...]],
    numbers: Mapping[str, int],
) -> tuple[Level, ...]:
    """Return the levels, the sentence itself first.

    `paragraphs` and `counts` have one row a document, as `count_levels` has them.
    """
    return tuple(
        Level(
            f"{kind.texts}, parts of words" if kind.by_grams else kind.texts,
            kind.weight,
            Bm25([of_document[number] for of_document in counts], numbers),
            np.fromiter(_places(kind.texts, paragraphs), dtype=np.intp),
            kind.by_grams,
        )
        for number, kind in enumerate(_KINDS)
    )


def _places(name: str, paragraphs: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield for each sentence the number of its text among those of all documents."""
    first = 0
    for rows in paragraphs:
        if name in {"sentence", "neighbours"}:
            yield from range(first, first + len(rows))
            first += len(rows)
            continue
        for text in _texts(name, rows):
            yield from [first] * len(text)
            first += 1


def _texts(name: str, paragraphs: Sequence[int]) -> list[range]:
    """Return a level's texts in one document, as runs of sentences."""
    if name == "sentence":
        return [range(n, n + 1) for n in range(len(paragraphs))]
    if name == "article":
        return [range(len(paragraphs))] if paragraphs else []
    texts = _runs(paragraphs)
    if name == "neighbours":
        return [
            range(max(text.start, n - 1), min(text.stop, n + 2))
            for text in texts
            for n in text
        ]
    return texts


def _runs(keys: Sequence[object]) -> list[range]:
    """Return the runs of equal keys, as ranges of their places."""
    runs, start = [], 0
    for _, run in groupby(keys):
        stop = start + sum(1 for _ in run)
        runs.append(range(start, stop))
        start = stop
    return runs
