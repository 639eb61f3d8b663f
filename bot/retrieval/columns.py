"""Documents as a few columns of numbers, of which many are quickly put together.

What a document has by sentence, by paragraph and by word stands in one array each, a
row a sentence, paragraph or word; ragged rows have lengths there instead of bounds.
"""

from __future__ import annotations

import zlib
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import bounds_of
from bot.retrieval.grams import grams_of_words
from bot.retrieval.hashes import hashes_of
from bot.retrieval.joining import learned_of, vectors_of
from bot.retrieval.segment import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = ["Joined", "from_columns", "in_columns", "is_whole"]

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
    *("keys", "terms", "names", "things", "learned", "vectors"),
    *("word_ids", "concept_ids", "also_ids", "label_ids"),
)
_NAMES = (*_COLUMNS, *_APART, "grams")
_TYPES = [*map(np.dtype, ("<i2", "<i4", "<u4", "<u8", "|u1", "|i1"))]
_CHECKSUM = 4  # bytes
_FLAT = -1  # columns of an array that has rows only
# Of each array its type, rows, columns, and where it begins and ends, in bytes.
_HEAD = np.dtype(("<i4", (len(_NAMES), 5)))


def in_columns(arrays: Arrays) -> bytes:
    """Return a document's arrays in columns, as bytes.

    With them come the lengths of its texts at each level, and as `grams` the last 32
    bits of the hashes of the n-grams of each word; words have letters and no hashes.
    Many such documents are kept, so numbers have as few bits as are enough; the columns
    stand side by side in a row, and a checksum behind them.
    """
    grams, bounds = grams_of_words(arrays)
    every = {**arrays, "gram_rows": bounds}
    every |= texts_of(every)
    told = {n: np.diff(a) if n.endswith("_rows") else a for n, a in every.items()}
    columns = {
        name: np.array([told[column] for column in columns], dtype=np.int64).T
        for name, columns in _COLUMNS.items()
    }
    rest = {name: arrays[name] for name in _APART}
    document = {**columns, **rest, "grams": grams.astype(np.uint32)}
    held = [_small(document[name]) for name in _NAMES]
    ends = accumulate((array.nbytes for array in held), initial=_HEAD.itemsize)
    head = [
        (_TYPES.index(array.dtype), *(*array.shape, _FLAT)[:2], start, end)
        for array, (start, end) in zip(held, pairwise(ends), strict=True)
    ]
    data = b"".join(a.tobytes() for a in (np.array(head, _HEAD.base), *held))
    return data + _checksum(data)


def is_whole(document: bytes) -> bool:
    """Return whether a document in columns is as it was made."""
    data = memoryview(document)
    return data[-_CHECKSUM:] == _checksum(data[:-_CHECKSUM])


def _checksum(data: bytes | memoryview) -> bytes:
    return zlib.crc32(data).to_bytes(_CHECKSUM, "little")


def _small(array: Array) -> Array:
    """Return signed numbers in fewer bits, if these are enough; others as they are."""
    if array.dtype not in {np.dtype(np.int32), np.dtype(np.int64)}:
        return array
    least, most = array.min(initial=0), array.max(initial=0)
    few = np.iinfo(np.int16)
    return array.astype(np.int16 if few.min <= least and most <= few.max else np.int32)


def from_columns(document: bytes) -> dict[str, Array]:
    """Return the arrays of a document in columns."""
    joined = Joined([document])
    told = {
        column: bounds_of(values) if column.endswith("_rows") else values
        for name in _COLUMNS
        for column, values in joined.columns(name).items()
    }
    told["doc_rows"] = np.array([0, *joined.sizes])
    letters = joined["names"].tobytes()
    words = [
        letters[start:end].decode("utf-8", "surrogatepass")
        for start, end in pairwise(told["name_rows"].tolist())
    ]
    return {**told, "words": hashes_of(words), **{n: joined[n] for n in _APART}}


class Joined(dict[str, "Array"]):
    """Documents in columns behind one another, each put together when asked for.

    Places of terms and words are those in their document.
    """

    def __init__(self, parts: Sequence[bytes]) -> None:
        super().__init__()
        self._parts = [memoryview(part) for part in parts]  # slices are no copies
        heads = b"".join([part[: _HEAD.itemsize] for part in self._parts])
        told = np.frombuffer(heads, _HEAD).transpose(1, 2, 0)
        self._heads = dict(zip(_NAMES, told, strict=True))
        self.sizes = self._many("sentences")

    def _many(self, name: str) -> Array:
        """Return how many rows of an array each document has."""
        return np.asarray(self._heads[name][1])

    def __missing__(self, name: str) -> Array:
        """Put an array together."""
        if name == "vectors":
            found = vectors_of([{name: array} for array in self._each(name)])
        elif name == "learned":
            each = zip(self._each("keys"), self._each(name), strict=True)
            found = learned_of([{"keys": keys, name: told} for keys, told in each])
        elif name == "name_rows":
            found = bounds_of(self.columns("vocabulary")[name])
        else:
            found = self._together(name)
        self[name] = found
        return found

    def _together(self, name: str) -> Array:
        kinds, _, widths, starts, ends = self._heads[name].tolist()
        if kinds.count(kinds[0]) < len(kinds):
            return np.concatenate([*self._each(name)])
        each = zip(self._parts, starts, ends, strict=True)
        data = b"".join([part[start:end] for part, start, end in each])
        found = np.frombuffer(data, _TYPES[kinds[0]])
        return found if widths[0] == _FLAT else found.reshape(-1, widths[0])

    def _each(self, name: str) -> Iterator[Array]:
        """Yield an array of each document."""
        for part, head in zip(self._parts, self._heads[name].T.tolist(), strict=True):
            kind, rows, width, start, end = head
            array = np.frombuffer(part[start:end], _TYPES[kind])
            yield array if width == _FLAT else array.reshape(rows, width)

    def columns(self, name: str) -> dict[str, Array]:
        """Return an array's columns by their names."""
        columns = self[name].T.astype(np.int32, order="C")
        return dict(zip(_COLUMNS[name], columns, strict=True))

    def raw(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of an array of each document."""
        _, _, _, starts, ends = self._heads[name].tolist()
        for part, start, end in zip(self._parts, starts, ends, strict=True):
            yield part[start:end].tobytes()

    def behind(self, places: Array, name: str, of: str) -> Array:
        """Return places in each document's array `of` as places in that of all.

        There are as many in each document as it has rows of a name.
        """
        before = bounds_of(self._many(of))[:-1].astype(np.int32)
        return np.asarray(places + before.repeat(self._many(name)))
