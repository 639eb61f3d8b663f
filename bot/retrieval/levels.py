"""The texts that a sentence is scored in: itself, its neighbours, its paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING

import numpy as np

from bot.retrieval.bm25 import Bm25

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.passages import Unit
    from bot.retrieval.query import Query

    Floats = NDArray[np.float64]

__all__ = ["Level", "build_levels"]

# What each level adds to a sentence's score, by stems and by grams. Chosen by
# `verbatim eval` on the development sets; neighbouring values differ by less than
# the sets can tell.
_STEMS = {"sentence": 1.0, "neighbours": 0.6, "paragraph": 0.8, "article": 0.2}
_GRAMS = {"neighbours": 0.15, "paragraph": 0.2}


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


def build_levels(
    units: Sequence[Unit],
    stems: Sequence[Sequence[str]],
    grams: Sequence[Sequence[str]],
) -> tuple[Level, ...]:
    """Return the levels, the sentence itself first; stems and grams are a unit's."""
    return tuple(
        _level(name, weight, units, terms, by_grams=terms is grams)
        for terms, weights in ((stems, _STEMS), (grams, _GRAMS))
        for name, weight in weights.items()
    )


def _level(
    name: str,
    weight: float,
    units: Sequence[Unit],
    terms: Sequence[Sequence[str]],
    *,
    by_grams: bool,
) -> Level:
    texts, place = _texts(name, units)
    documents = [list(chain.from_iterable(terms[n] for n in text)) for text in texts]
    name = f"{name}, parts of words" if by_grams else name
    return Level(
        name, weight, Bm25(documents), np.array(place, dtype=np.intp), by_grams
    )


def _texts(name: str, units: Sequence[Unit]) -> tuple[list[range], list[int]]:
    """Return a level's texts as runs of units, and each unit's place among them."""
    if name == "sentence":
        texts = [range(n, n + 1) for n in range(len(units))]
    elif name == "article":
        texts = _runs([unit.document for unit in units])
    else:
        texts = _runs([(unit.document, unit.paragraph) for unit in units])
    if name == "neighbours":
        texts = [
            range(max(text.start, n - 1), min(text.stop, n + 2))
            for text in texts
            for n in text
        ]
        return texts, list(range(len(units)))
    return texts, [number for number, text in enumerate(texts) for _ in text]


def _runs(keys: Sequence[object]) -> list[range]:
    """Return the runs of equal keys, as ranges of their places."""
    runs, start = [], 0
    for _, run in groupby(keys):
        stop = start + sum(1 for _ in run)
        runs.append(range(start, stop))
        start = stop
    return runs
