"""BM25 scores from postings: the one module that imports rank-bm25.

rank-bm25 fits the model (inverse document frequencies, lengths, parameters) and
defines the scores; here they are computed once for each posting, and a question
adds up those of its terms. Three things differ from rank-bm25 as it comes: only
documents that hold a term gain by it (its Plus gives the constant idf * delta to
all of them), a term counts once however often it is asked, and nothing to index
is no error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import rank_bm25

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Bm25"]

# Lv and Zhai, Lower-bounding term frequency normalization (CIKM 2011).
_DELTA = 1.0


class Bm25:
    """A BM25 index over documents, each a sequence of terms.

    `variant` is "plus" (Lv and Zhai 2011: a long document that holds a term stays
    above one that does not) or "okapi", as rank-bm25 fits them; its L ranks clearly
    worse and is left out. `k1` and `b` are within the ranges that Robertson and
    Zaragoza (The Probabilistic Relevance Framework, 2009, 3.5) call reasonable, 1.2
    to 2 and 0.5 to 0.8; other values in them gained nothing.
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
        self._postings: dict[str, tuple[NDArray[np.intp], Floats]] = {}
        self._best: dict[str, float] = {}
        self.idf: dict[str, float] = {}
        if any(documents):  # an average length of zero can't be divided by
            self._fit(documents, variant, k1, b)

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """Return one score a document: the weighted sum over the terms it holds."""
        scores = np.zeros(self._size)
        for term, weight in weights.items():
            if term in self._postings:
                documents, values = self._postings[term]
                scores[documents] += weight * values
        return scores

    def score(self, term: str, document: int) -> float:
        """Return what a term gives a document; zero where it does not hold it."""
        if term not in self._postings:
            return 0.0
        documents, values = self._postings[term]
        place = int(np.searchsorted(documents, document))
        held = place < len(documents) and documents[place] == document
        return float(values[place]) if held else 0.0

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
        if variant == "plus":
            model = rank_bm25.BM25Plus(documents, k1=k1, b=b, delta=_DELTA)
        else:
            model = rank_bm25.BM25Okapi(documents, k1=k1, b=b)
        self.idf = model.idf
        shares = np.asarray(model.doc_len) / model.avgdl
        floor = k1 * (1 - b + b * shares)
        delta = _DELTA if variant == "plus" else 0.0
        found: dict[str, tuple[list[int], list[int]]] = {t: ([], []) for t in model.idf}
        for number, counts in enumerate(model.doc_freqs):
            for term, count in counts.items():
                places, frequencies = found[term]
                places.append(number)
                frequencies.append(count)
        for term, (places, frequencies) in found.items():
            at, tf = np.array(places), np.array(frequencies)
            values = model.idf[term] * (delta + tf * (k1 + 1) / (floor[at] + tf))
            self._postings[term] = at, values
            self._best[term] = float(values.max())
