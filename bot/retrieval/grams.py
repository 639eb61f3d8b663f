"""Cuts the words of a segment into character n-grams, by which parts of them count."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import (
    bounds_by,
    bounds_of,
    entries_of,
    grouped,
    ragged,
    rows_of,
)
from bot.retrieval.hashes import short_hashes
from bot.retrieval.query import GRAM, marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = ["gram_arrays", "grams_of_sentences", "grams_of_words"]

_ASCII = 128


def gram_arrays(joined: Arrays) -> dict[str, Array]:
    """Return the n-grams of the words, by their hashes, and which words have them."""
    every, word_grams = grams_of_words(joined)
    order = np.argsort(every)
    hashes, of = grouped(every[order])
    # Of one n-gram the words come in order, which takes a stable sort twice the time.
    bits = len(every).bit_length()
    by_gram = np.sort(of << bits | order) & ((1 << bits) - 1)
    ids = np.empty(len(every), dtype=np.int32)
    ids[order] = of
    return {
        "grams": hashes,
        "gram_rows": word_grams,
        "gram_ids": ids,
        "gram_word_rows": bounds_by(ids, len(hashes)),
        "gram_words": rows_of(word_grams)[by_gram].astype(np.int32),
    }


def grams_of_words(joined: Arrays) -> tuple[Array, Array]:
    """Return the hashes of the n-grams of each word in a row, and the rows' bounds."""
    names, bounds = joined["names"], joined["name_rows"]
    if names.max(initial=0) < _ASCII:  # as `marked` would
        lengths = np.diff(bounds) + 2
        codes = np.full(len(names) + 2 * len(lengths) + GRAM, ord("_"), dtype=np.uint64)
        codes[np.arange(len(names)) + 2 * rows_of(bounds) + 1] = names
    else:
        letters = names.tobytes()
        words = [
            marked(letters[start:end].decode("utf-8", "surrogatepass"))
            for start, end in pairwise(bounds.tolist())
        ]
        text = "".join(words).encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(text + bytes(4 * GRAM), "<u4").astype(np.uint64)
        lengths = np.array([*map(len, words)], dtype=np.int64)
    counts = np.maximum(lengths - GRAM + 1, 1)
    starts = bounds_of(lengths)[:-1]
    at = ragged(starts, counts)[:, None] + np.arange(GRAM)
    inside = at < (starts + lengths).repeat(counts)[:, None]
    return short_hashes(codes[at] * inside), bounds_of(counts)


def grams_of_sentences(
    joined: Arrays, searched: Arrays, first: int, last: int
) -> tuple[Array, Array]:
    """Return the n-grams of some sentences, as (sentence, n-gram)."""
    rows = joined["word_rows"][first : last + 1]
    words = joined["word_ids"][rows[0] : rows[-1]]
    of, at = entries_of(searched["gram_rows"], words)
    return (rows_of(rows) + first)[of], searched["gram_ids"][at]
