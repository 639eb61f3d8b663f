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

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import rank_bm25

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["DELTA", "K1", "B", "idf", "mean_lengths", "share"]

K1, B = 1.2, 0.75
_MODEL = rank_bm25.BM25Plus([[""]], k1=K1, b=B)  # nothing can't be fitted
DELTA = float(_MODEL.delta)


def idf(held_by: Sequence[int], size: int) -> Floats:
    """Return terms' inverse document frequencies, 0 for a term of no document.

    `held_by` is for each term the number of documents, of `size`, that hold it.
    """
    model = SimpleNamespace(corpus_size=size, idf={})  # fitted, it would read a text
    known = {number: held for number, held in enumerate(held_by) if held}
    rank_bm25.BM25Plus._calc_idf(model, known)  # noqa: SLF001 - it offers no other way
    return np.array([model.idf.get(n, 0.0) for n in range(len(held_by))])


def mean_lengths(totals: NDArray[Any]) -> Floats:
    """Return the mean length of texts, 1 where none has a length.

    `totals` has a row for each set of texts: how many there are, and their length.
    """
    size, length = totals.T
    return np.where(length > 0, length / np.maximum(size, 1), 1.0)


def share(tf: Any, lengths: Any, average: Any) -> Floats:  # noqa: ANN401 - numbers or arrays
    """Return what a term adds to a text, beside DELTA, as a multiple of its idf.

    `tf` is how often the text holds it; `lengths` are texts' in terms, `average` the
    mean of those of all texts.
    """
    norm = K1 * (1 - B + B * np.asarray(lengths) / average)
    return np.asarray(tf * (K1 + 1) / (norm + tf))
