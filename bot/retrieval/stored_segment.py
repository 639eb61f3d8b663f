"""A segment in a file, which is open while somebody asks, or in memory."""

from __future__ import annotations

import zlib
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import DamagedError, load
from bot.retrieval.document import KEY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

__all__ = [
    "StoredSegment",
    "document_batches",
    "keys_of",
    "segment_batches",
    "to_join",
    "with_checksums",
]

_AT_ONCE = 10_000  # sentences whose arrays are held before they become a segment
_FEW = 6  # segments of about one size that are searched beside one another
_ALIKE = 8  # times as large a segment may be as another of about its size
_MOST = 200_000  # sentences that are joined at once; each takes some 1.5 kB meanwhile
# What tells where other things stand: damaged, it could take any amount of memory, or
# show the words of another article. With what is small, a seventh of a segment.
_PLACES, _SMALL = ("_rows", "_of", "starts", "ends"), 1 << 16  # bytes


class StoredSegment:
    """The arrays of some documents of one `group`; `keys` are the documents'.

    Each file that is mapped takes one of the file descriptors of the process, of which
    it has about a thousand: so one whose documents nobody asks is closed.
    """

    def __init__(self, arrays: Arrays, version: str, path: Path | None = None) -> None:
        data = arrays["keys"].tobytes()
        self.keys = tuple(data[at : at + KEY] for at in range(0, len(data), KEY))
        self.group = arrays["group"].tobytes().decode()
        self.size = len(arrays["starts"])  # sentences
        self.path = path
        self._version = version
        self._arrays: Arrays | None = arrays
        self._asked = float("-inf")

    def arrays(self, now: float, *, whole: bool = False) -> Arrays:
        """Return the arrays; raises OSError and DamagedError where the file is gone.

        So it does where what tells places is damaged, or anything (`whole`): who looks
        at all of it does not ask, and lets it be closed.
        """
        self._asked = self._asked if whole else now
        arrays = self._arrays  # it may be closed meanwhile
        if self.path is not None and (whole or arrays is None):
            arrays = load(self.path, self._version) if arrays is None else arrays
            _refuse_damaged(arrays, whole=whole)
            self._arrays = arrays
        return arrays or {}

    def close_unless_asked(self, since: float) -> None:
        """Close the file unless somebody has asked since then."""
        if self._asked < since:
            self.close()

    def close(self) -> None:
        """Close the file until somebody asks; views of it go on with it."""
        if self.path is not None:
            self._arrays = None


def with_checksums(arrays: Arrays) -> Arrays:
    """Return arrays, and behind them the checksum of each."""
    flat = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    checksums = np.array(
        [zlib.crc32(array.data) for array in flat.values()], dtype=np.uint32
    )
    return {**flat, "checksums": checksums}


def _refuse_damaged(arrays: Arrays, *, whole: bool) -> None:
    """Raise DamagedError where an array does not have its checksum.

    They are all looked at, or only what tells places and what is small.
    """
    *names, last = arrays
    for name, checksum in zip(names, arrays[last].tolist(), strict=True):
        array = arrays[name]
        looked_at = whole or array.nbytes <= _SMALL or name.endswith(_PLACES)
        if looked_at and zlib.crc32(array.data) != checksum:
            message = f"has damaged {name}"
            raise DamagedError(message)


def to_join(
    segments: Sequence[StoredSegment], wanted: Collection[bytes]
) -> Iterator[list[StoredSegment]]:
    """Yield segments that are to be one: many of about one size, or mostly removed."""
    sizes = {id(s): sum(key in wanted for key in s.keys) for s in segments}
    mostly_gone = [s for s in segments if 2 * sizes[id(s)] < len(s.keys)]
    rest = sorted(
        (s for s in segments if s not in mostly_gone), key=lambda s: len(s.keys)
    )
    yield from segment_batches(mostly_gone)
    while len(rest) >= _FEW:
        alike = [s for s in rest if len(s.keys) <= _ALIKE * len(rest[0].keys)]
        if len(alike) >= _FEW:
            yield from (some for some in segment_batches(alike) if len(some) > 1)
        rest = rest[len(alike) :]


def segment_batches(segments: Iterable[StoredSegment]) -> Iterator[list[StoredSegment]]:
    """Yield all segments, as many at once as memory has room to join."""
    some: list[StoredSegment] = []
    for segment in segments:
        if some and sum(s.size for s in some) + segment.size > _MOST:
            yield some
            some = []
        some.append(segment)
    if some:
        yield some


def keys_of(documents: Iterable[tuple[bytes, str]]) -> list[bytes]:
    """Return what tells documents apart that may be alike, by their keys and groups.

    Two servers that have the same text do not share what is known of it.
    """
    documents = [*documents]
    plain = [key for key, group in documents if not group]
    if len({*plain}) == len(documents):
        return plain  # of which there may be many
    counts: dict[tuple[bytes, str], int] = {}
    keys = []
    for document in documents:
        count = counts[document] = counts.get(document, -1) + 1
        key, group = document
        if count or group:
            told = key + count.to_bytes(4, "big") + group.encode()
            key = blake2b(told, digest_size=KEY).digest()
        keys.append(key)
    return keys


def document_batches(
    parts: Iterable[tuple[int, Mapping[str, NDArray[Any]]]],
) -> Iterator[list[tuple[int, Mapping[str, NDArray[Any]]]]]:
    """Yield documents with their arrays, so many at once as memory has room for."""
    parts = iter(parts)
    while some := list(_filled(parts)):
        yield some


def _filled(
    parts: Iterator[tuple[int, Mapping[str, NDArray[Any]]]],
) -> Iterator[tuple[int, Mapping[str, NDArray[Any]]]]:
    """Yield the next documents, until they have so many sentences."""
    size = 0
    while size < _AT_ONCE and (part := next(parts, None)):
        size += len(part[1]["starts"])
        yield part
