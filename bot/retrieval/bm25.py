"""BM25 as rank-bm25 fits it: the one module that imports it.

rank-bm25 gives the model, its inverse document frequencies and its parameters; a
score is the sum of what each term of a question that a text holds adds to it. Three
things differ from rank-bm25 as it comes: only texts that hold a term gain by it (its
Plus gives the constant idf * delta to all of them), a term counts once however often
it is asked, and nothing to index is no error.

The variant is Plus (Lv and Zhai, Lower-bounding term frequency normalization, CIKM
2011: a long document that holds a term stays above one that does not); rank-bm25's L,
which counts a term as often as it stands there, ranks clearly worse. `K1` and `B` are
within the ranges that Robertson and Zaragoza (The Probabilistic Relevance Framework,
2009, 3.5) call reasonable, 1.2 to 2 and 0.5 to 0.8; other values in them gained
nothing.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import rank_bm25

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["DELTA", "K1", "B", "idf", "length_norm", "mean_lengths", "share"]

_SIZES = 16  # numbers of documents of which inverse document frequencies are kept

K1, B = 1.2, 0.75
_MODEL = rank_bm25.BM25Plus([[""]], k1=K1, b=B)  # nothing can't be fitted
DELTA = float(_MODEL.delta)


def idf(held_by: Sequence[int], size: int) -> list[float]:
    """Return terms' inverse document frequencies, 0 for a term of no document.

    `held_by` is for each term the number of documents, of `size`, that hold it.
    """
    known = _idf_by_count(size)
    return [known[held] for held in held_by]


class _IdfByCount(dict[int, float]):
    """The inverse document frequencies in so many documents, as they are asked for."""

    def __init__(self, size: int) -> None:
        super().__init__({0: 0.0})
        # Fitted, the model would read a text.
        self._model = SimpleNamespace(corpus_size=size, idf=self)

    def __missing__(self, held: int) -> float:
        rank_bm25.BM25Plus._calc_idf(self._model, {held: held})  # noqa: SLF001 - it offers no other way
        return self[held]


@lru_cache(_SIZES)
def _idf_by_count(size: int) -> _IdfByCount:
    return _IdfByCount(size)


def mean_lengths(totals: NDArray[Any]) -> Floats:
    """Return the mean length of texts, 1 where none has a length.

    `totals` has a row for each set of texts: how many there are, and their length.
    """
    size, length = totals.T
    return np.where(length > 0, length / np.maximum(size, 1), 1.0)


def length_norm(lengths: Any, average: Any) -> Floats:  # noqa: ANN401 - numbers or arrays
    """Return what stands beside the frequency in the model's denominator.

    `lengths` are texts' in terms, `average` the mean of those of all texts.
    """
    return np.asarray(K1 * (1 - B + B * np.asarray(lengths) / average))


def share(tf: Any, norm: Any) -> Floats:  # noqa: ANN401 - as above
    """Return what a term adds to a text, beside DELTA, as a multiple of its idf.

    `tf` is how often the text holds it, `norm` its length_norm.
    """
    return np.asarray(tf * (K1 + 1) / (norm + tf))
