"""Documents as a few columns of numbers, of which many are quickly put together.

What a document has by sentence, by paragraph and by word stands in one array each, a
column a sentence, paragraph or word; ragged rows have lengths there instead of bounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import bounds_of
from bot.retrieval.grams import grams_of_words
from bot.retrieval.joining import learned_of, vectors_of
from bot.retrieval.segment import texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = ["Joined", "from_columns", "in_columns"]

# Of each array the columns: those that end in `_rows` have the lengths of these rows.
_COLUMNS = {
    "sentences": (
        *("starts", "ends", "tags", "asks"),
        *("word_rows", "concept_rows", "also_rows", "label_rows", "thing_rows"),
        *("sentence_lengths", "neighbours_lengths", "near_lengths"),
    ),
    "paragraphs": ("paragraph_rows", "paragraph_lengths", "around_lengths"),
    "vocabulary": ("word_terms", "capitals", "gram_rows", "name_rows"),
}
_APART = (
    *("keys", "terms", "words", "names", "things", "learned", "vectors"),
    *("word_ids", "concept_ids", "also_ids", "label_ids"),
)


def in_columns(arrays: Arrays) -> dict[str, Array]:
    """Return a document's arrays in columns.

    With them come the lengths of its texts at each level, and as `grams` the last 32
    bits of the hashes of the n-grams of each word. Many such documents are kept, so
    numbers have as few bits as are enough.
    """
    grams, bounds = grams_of_words(arrays)
    every = {**arrays, "gram_rows": bounds}
    every |= texts_of(every)
    told = {n: np.diff(a) if n.endswith("_rows") else a for n, a in every.items()}
    columns = {
        name: _small(np.array([told[column] for column in columns], dtype=np.int64))
        for name, columns in _COLUMNS.items()
    }
    rest = {name: _small(arrays[name]) for name in _APART}
    return {**columns, **rest, "grams": grams.astype(np.uint32)}


def _small(array: Array) -> Array:
    """Return signed numbers in fewer bits, if these are enough; others as they are."""
    if array.dtype not in {np.dtype(np.int32), np.dtype(np.int64)}:
        return array
    least, most = array.min(initial=0), array.max(initial=0)
    few = np.iinfo(np.int16)
    return array.astype(np.int16 if few.min <= least and most <= few.max else np.int32)


def from_columns(document: Arrays) -> dict[str, Array]:
    """Return the arrays of a document in columns."""
    told = {
        column: bounds_of(values) if column.endswith("_rows") else values
        for name, columns in _COLUMNS.items()
        for column, values in zip(columns, document[name], strict=True)
    }
    told["doc_rows"] = np.array([0, document["sentences"].shape[1]])
    return {**told, **{name: document[name] for name in _APART}}


class Joined(dict[str, "Array"]):
    """Documents in columns behind one another, each put together when asked for.

    Places of terms and words are those in their document.
    """

    def __init__(self, parts: Sequence[Arrays]) -> None:
        super().__init__()
        self._parts = parts
        self.sizes = [part["sentences"].shape[1] for part in parts]

    def __missing__(self, name: str) -> Array:
        """Put an array together."""
        if name == "vectors":
            found = vectors_of(self._parts)
        elif name == "learned":
            found = learned_of(self._parts)
        elif name == "name_rows":
            found = bounds_of(self.columns("vocabulary")[name])
        else:
            found = np.concatenate([part[name] for part in self._parts], axis=-1)
        self[name] = found
        return found

    def columns(self, name: str) -> dict[str, Array]:
        """Return an array's columns by their names."""
        columns = self[name].astype(np.int32, copy=False)
        return dict(zip(_COLUMNS[name], columns, strict=True))

    def behind(self, places: Array, name: str, of: str) -> Array:
        """Return places in each document's array `of` as places in that of all.

        There are as many in each document as it has columns or entries of a name.
        """
        before = bounds_of([len(part[of]) for part in self._parts])[:-1]
        many = [part[name].shape[-1] for part in self._parts]
        return np.asarray(places + before.astype(np.int32).repeat(many))
