"""BM25 scores from postings: the one module that imports rank-bm25.

rank-bm25 fits the model (inverse document frequencies, lengths, parameters) and
defines the scores; here they are computed once for each posting, and a question
adds up those of its terms. Three things differ from rank-bm25 as it comes: only
documents that hold a term gain by it (its Plus gives the constant idf * delta to
all of them), a term counts once however often it is asked, and nothing to index
is no error.
"""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Literal

import numpy as np
import rank_bm25

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Bm25"]

_MODELS = {"plus": rank_bm25.BM25Plus, "okapi": rank_bm25.BM25Okapi}


class Bm25:
    """A BM25 index over documents, each a sequence of terms.

    `variant` is "plus" (Lv and Zhai, Lower-bounding term frequency normalization,
    CIKM 2011: a long document that holds a term stays above one that does not) or
    "okapi", as rank-bm25 fits them; its L, which counts a term as often as it stands
    there, ranks clearly worse and is left out. `k1` and `b` are within the ranges
    that Robertson and Zaragoza (The Probabilistic Relevance Framework, 2009, 3.5)
    call reasonable, 1.2 to 2 and 0.5 to 0.8; other values in them gained nothing.
    """

    def __init__(
        self,
        documents: Sequence[Sequence[str]],
        *,
        variant: Literal["plus", "okapi"] = "plus",
        k1: float = 1.2,
        b: float = 0.75,
    ) -> None:
        self._size = len(documents)
        self.idf: dict[str, float] = {}
        self._ranges: dict[str, slice] = {}
        self._best: dict[str, float] = {}
        if any(documents):  # an average length of zero can't be divided by
            self._fit(documents, variant, k1, b)

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """Return one score a document: the weighted sum over the terms it holds."""
        scores = np.zeros(self._size)
        for term, weight in weights.items():
            held = self._ranges.get(term)
            if held:
                scores[self._documents[held]] += weight * self._values[held]
        return scores

    def score(self, term: str, document: int) -> float:
        """Return what a term gives a document; zero where it does not hold it."""
        held = self._ranges.get(term)
        if held is None:
            return 0.0
        return float(self._values[held][self._documents[held] == document].sum())

    def best(self, term: str) -> float:
        """Return the most that a term gives any document."""
        return self._best.get(term, 0.0)

    def _fit(
        self,
        documents: Sequence[Sequence[str]],
        variant: Literal["plus", "okapi"],
        k1: float,
        b: float,
    ) -> None:
        model = _MODELS[variant](documents, k1=k1, b=b)
        self.idf = model.idf
        numbers = {term: number for number, term in enumerate(model.idf)}
        postings = np.array(
            [
                (numbers[term], document, count)
                for document, counts in enumerate(model.doc_freqs)
                for term, count in counts.items()
            ]
        )
        # In the order of terms; a term's documents stay in theirs.
        terms, documents_, tf = postings[postings[:, 0].argsort(kind="stable")].T
        lengths = np.asarray(model.doc_len)[documents_] / model.avgdl
        delta = getattr(model, "delta", 0.0)
        share = tf * (k1 + 1) / (k1 * (1 - b + b * lengths) + tf)
        self._documents = documents_
        self._values: Floats = np.array([*model.idf.values()])[terms] * (delta + share)
        ends = np.bincount(terms).cumsum()
        starts = ends - np.bincount(terms)
        ranges = zip(starts.tolist(), ends.tolist(), strict=True)
        self._ranges = dict(zip(numbers, starmap(slice, ranges), strict=True))
        best = np.maximum.reduceat(self._values, starts)
        self._best = dict(zip(numbers, best.tolist(), strict=True))
