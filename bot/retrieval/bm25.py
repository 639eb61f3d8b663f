"""BM25 scores from postings: the one module that imports rank-bm25.

rank-bm25 counts the terms and defines the scores; here they are computed once for
each posting, and a question adds up those of its terms. Four things differ from
rank-bm25 as it comes: only documents that hold a term gain by it (its Plus gives the
constant idf * delta to all of them), a term counts once however often it is asked,
nothing to index is no error, and what was counted in some documents serves again when
others come or go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
import rank_bm25

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]

__all__ = ["Bm25", "Counts", "Postings", "count"]

_MODELS = {"plus": rank_bm25.BM25Plus, "okapi": rank_bm25.BM25Okapi}


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How often terms stand in some documents, in the order of the terms' numbers.

    One row of `terms`, `documents` and `tf` is a posting; `lengths` are the
    documents' in terms.
    """

    terms: Integers
    documents: Integers
    tf: Integers
    lengths: Integers


def count(documents: Sequence[Sequence[str]], numbers: dict[str, int]) -> Counts:
    """Count terms; those that are new get the next number in `numbers`."""
    # An average length of zero can't be divided by; what is fitted is not used here.
    model = rank_bm25.BM25Plus(documents) if any(documents) else None
    postings = [
        (numbers.setdefault(term, len(numbers)), document, tf)
        for document, counts in enumerate(model.doc_freqs if model else ())
        for term, tf in counts.items()
    ]
    rows = np.array(postings, dtype=np.int32).reshape(-1, 3)
    terms, places, tf = rows[rows[:, 0].argsort(kind="stable")].T.copy()
    lengths = np.array([len(document) for document in documents], dtype=np.int32)
    return Counts(terms, places, tf, lengths)


class Postings:
    """Which documents hold which terms; the documents of all `counts`, in a row."""

    def __init__(self, counts: Sequence[Counts], numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self.lengths = _joined([c.lengths for c in counts])
        firsts = np.cumsum([0, *(len(c.lengths) for c in counts)])
        terms = _joined([c.terms for c in counts])
        # In the order of terms; a term's documents stay in theirs.
        order = terms.argsort(kind="stable")
        shifted = [c.documents + n for c, n in zip(counts, firsts, strict=False)]
        self.documents = _joined(shifted)[order]
        self.tf = _joined([c.tf for c in counts])[order]
        terms = terms[order]
        self.starts = np.flatnonzero(np.diff(terms, prepend=-1))
        self.terms = terms[self.starts]
        self.held_by = np.diff(self.starts, append=len(order))  # a document frequency

    def place(self, term: str) -> int | None:
        """Return the place of a term among `terms`, None where no document has it."""
        number = self._numbers.get(term)
        if number is None:
            return None
        place = int(self.terms.searchsorted(number))
        if place == len(self.terms) or self.terms[place] != number:
            return None
        return place

    def range(self, place: int) -> slice:
        """Return where the postings of the term at a place are."""
        start = int(self.starts[place])
        return slice(start, start + int(self.held_by[place]))

    def holders(self, term: str) -> Integers:
        """Return the documents that hold a term, in order."""
        place = self.place(term)
        return self.documents[slice(0) if place is None else self.range(place)]


class Bm25:
    """A BM25 index over the documents of some counts.

    `variant` is "plus" (Lv and Zhai, Lower-bounding term frequency normalization,
    CIKM 2011: a long document that holds a term stays above one that does not) or
    "okapi", as rank-bm25 fits them; its L, which counts a term as often as it stands
    there, ranks clearly worse and is left out. `k1` and `b` are within the ranges
    that Robertson and Zaragoza (The Probabilistic Relevance Framework, 2009, 3.5)
    call reasonable, 1.2 to 2 and 0.5 to 0.8; other values in them gained nothing.
    """

    def __init__(
        self,
        counts: Sequence[Counts],
        numbers: Mapping[str, int],
        *,
        variant: Literal["plus", "okapi"] = "plus",
        k1: float = 1.2,
        b: float = 0.75,
    ) -> None:
        self._postings = Postings(counts, numbers)
        self._size = len(self._postings.lengths)
        model = _MODELS[variant]([[""]], k1=k1, b=b)  # nothing can't be fitted
        self._idf = self._fitted(model)
        self._values = self._scored(model)
        starts = self._postings.starts
        # Nothing can't be reduced.
        best = np.maximum.reduceat(self._values, starts) if starts.size else starts
        self._best: Floats = best.astype(np.float64)

    @classmethod
    def over(
        cls,
        documents: Sequence[Sequence[str]],
        *,
        variant: Literal["plus", "okapi"] = "plus",
        k1: float = 1.2,
        b: float = 0.75,
    ) -> Self:
        """Return an index over documents, each a sequence of terms."""
        numbers: dict[str, int] = {}
        counts = [count(documents, numbers)]
        return cls(counts, numbers, variant=variant, k1=k1, b=b)

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """Return one score a document: the weighted sum over the terms it holds."""
        scores = np.zeros(self._size)
        for term, weight in weights.items():
            place = self._postings.place(term)
            if place is not None:
                held = self._postings.range(place)
                scores[self._postings.documents[held]] += weight * self._values[held]
        return scores

    def score(self, term: str, document: int) -> float:
        """Return what a term gives a document; zero where it does not hold it."""
        place = self._postings.place(term)
        if place is None:
            return 0.0
        held = self._postings.range(place)
        here = self._postings.documents[held] == document
        return float(self._values[held][here].sum())

    def best(self, term: str) -> float:
        """Return the most that a term gives any document; 0 where none has it."""
        place = self._postings.place(term)
        return 0.0 if place is None else float(self._best[place])

    def idf(self, term: str) -> float:
        """Return a term's inverse document frequency; 0 where no document has it."""
        place = self._postings.place(term)
        return 0.0 if place is None else float(self._idf[place])

    def _fitted(self, model: rank_bm25.BM25) -> Floats:
        """Return the terms' inverse document frequencies, by rank-bm25."""
        postings = self._postings
        model.corpus_size, model.idf = self._size, {}
        frequencies = zip(
            postings.terms.tolist(), postings.held_by.tolist(), strict=True
        )
        if postings.terms.size:
            model._calc_idf(dict(frequencies))  # noqa: SLF001 - it offers no other way
        return np.fromiter(model.idf.values(), np.float64, len(model.idf))

    def _scored(self, model: rank_bm25.BM25) -> Floats:
        """Return what each posting adds to a score."""
        postings, k1, b = self._postings, model.k1, model.b
        if not postings.terms.size:
            return np.zeros(0)
        average = postings.lengths.sum() / self._size
        lengths = postings.lengths[postings.documents] / average
        share = postings.tf * (k1 + 1) / (k1 * (1 - b + b * lengths) + postings.tf)
        idf = np.repeat(self._idf, postings.held_by)
        return np.asarray(idf * (getattr(model, "delta", 0.0) + share))


def _joined(arrays: Sequence[Integers]) -> Integers:
    return np.concatenate([np.zeros(0, dtype=np.int32), *arrays])
