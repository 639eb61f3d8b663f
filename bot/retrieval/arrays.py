"""Keeps named arrays in one file that is mapped into memory, whole or not at all."""

from __future__ import annotations

import json
import math
import mmap
import os
import stat
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

    Arrays = Mapping[str, NDArray[Any]]

__all__ = [
    "DamagedError",
    "bounds_by",
    "bounds_of",
    "common",
    "covered",
    "distinct",
    "entries_of",
    "give_back",
    "grouped",
    "is_among",
    "joined",
    "load",
    "pack",
    "places_of",
    "ragged",
    "rows_of",
    "save",
    "unpack",
]

_MAGIC = b"VERBATIM"
_ALIGNED = 64  # bytes
_HEAD = len(_MAGIC) + 8  # the magic, the header's length and its checksum


class DamagedError(Exception):
    """A file or a record that is cut short, of another version, or something else."""


def pack(arrays: Arrays, version: str) -> Iterator[bytes]:
    """Yield the bytes of some arrays: a header with a checksum, then their data."""
    layout, place = {}, 0
    for name, array in arrays.items():
        layout[name] = (array.dtype.str, array.shape, place)
        place += -(-array.nbytes // _ALIGNED) * _ALIGNED
    header = json.dumps({"version": version, "arrays": layout, "size": place}).encode()
    yield _MAGIC
    yield np.array([len(header), zlib.crc32(header)], dtype="<u4").tobytes()
    yield header.ljust(_data_at(len(header)) - _HEAD)
    for array in arrays.values():
        yield np.ascontiguousarray(array).tobytes()
        yield bytes(-array.nbytes % _ALIGNED)


def unpack(data: bytes | mmap.mmap, version: str) -> dict[str, NDArray[Any]]:
    """Return arrays that look into the data; raises DamagedError."""
    if len(data) < _HEAD or data[: len(_MAGIC)] != _MAGIC:
        message = "is none of Verbatim's files"
        raise DamagedError(message)
    length, checksum = np.frombuffer(data, "<u4", 2, len(_MAGIC)).tolist()
    raw = data[_HEAD : _HEAD + length]
    if zlib.crc32(raw) != checksum:
        message = "has a damaged header"
        raise DamagedError(message)
    header = json.loads(raw)
    if header["version"] != version:
        message = "is of another version"
        raise DamagedError(message)
    start = _data_at(length)
    if len(data) != start + header["size"]:
        message = "is cut short"
        raise DamagedError(message)
    arrays = {}
    for name, (dtype, shape, place) in header["arrays"].items():
        array = np.frombuffer(data, dtype, math.prod(shape), start + place)
        arrays[name] = array if len(shape) == 1 else array.reshape(shape)
    return arrays


def save(path: Path, arrays: Arrays, version: str) -> None:
    """Write a file of arrays; until it is whole it does not have its name.

    Raises OSError, and leaves nothing behind then.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for data in pack(arrays, version):
                file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def load(path: Path, version: str) -> dict[str, NDArray[Any]]:
    """Map a file of arrays into memory; raises DamagedError and OSError."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) or not status.st_size:
        message = "is empty, or no file"  # to open a pipe may never end
        raise DamagedError(message)
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return unpack(data, version)


def give_back() -> None:
    """Let the system have the memory that making arrays no longer takes.

    glibc keeps what was freed below something that is still there.
    """
    import ctypes  # noqa: PLC0415 - a start that makes none does without

    with suppress(OSError, AttributeError, TypeError):  # of another C library
        ctypes.CDLL(None).malloc_trim(0)


def ragged(starts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[np.int64]:
    """Return the places of some runs, one after the other, by start and length."""
    before = lengths.cumsum(dtype=np.int64)
    before -= lengths
    places = (starts - before).repeat(lengths)
    return np.asarray(places + np.arange(len(places)))


def covered(starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.int64]:
    """Return the places of runs that may overlap, each once; both bounds are sorted."""
    starts = starts.copy()
    starts[1:] = np.maximum(starts[1:], ends[:-1])
    return ragged(starts, ends - starts)


def entries_of(
    bounds: NDArray[Any], rows: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of the entries of some rows, by the bounds of all rows.

    With them, and before, comes for each the place of its row in `rows`.
    """
    starts = bounds[rows]
    lengths = bounds[rows + 1] - starts
    return np.arange(len(rows)).repeat(lengths), ragged(starts, lengths)


def places_of(
    bounds: NDArray[Any], rows: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the places of the entries of some rows, by the bounds of all rows.

    With them comes how many there are up to the end of each of these rows, by which the
    row of a few of them is sooner found than that of all.
    """
    starts = bounds[rows]
    lengths = bounds[rows + 1] - starts
    return ragged(starts, lengths), lengths.cumsum()


def rows_of(bounds: NDArray[Any]) -> NDArray[np.int64]:
    """Return for each entry the row that it is in; `bounds` has one more than rows."""
    return np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))


def bounds_of(lengths: ArrayLike) -> NDArray[np.int64]:
    """Return where rows of these lengths begin, and where the last one ends."""
    lengths = np.asarray(lengths)
    bounds = np.zeros(len(lengths) + 1, dtype=np.int64)
    lengths.cumsum(out=bounds[1:])
    return bounds


def bounds_by(rows: NDArray[Any], size: int) -> NDArray[np.int64]:
    """Return the bounds of `size` rows, by the row that each of their entries is in."""
    return bounds_of(np.bincount(rows, minlength=size))


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Return the distinct values of an array, in order.

    np.unique would import numpy.ma, which takes 8 MB and a fiftieth of a second. Most
    values come as a few sorted runs, which a stable sort only merges.
    """
    ordered = np.sort(values, axis=None, kind="stable")
    return ordered[_is_new(ordered)]


def grouped(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the distinct ones of sorted values, and which of them each value is."""
    new = _is_new(values)
    return values[new], new.cumsum() - 1


def _is_new(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which of sorted values differ from the one before."""
    new = np.empty(len(values), dtype=np.bool_)
    new[:1] = True
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def is_among(some: NDArray[Any], others: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which of some values are among others, which are sorted.

    As above, np.isin would import numpy.ma.
    """
    if not len(others):
        return np.zeros(len(some), dtype=np.bool_)
    at = others.searchsorted(some)
    return np.asarray(others.take(at, mode="clip") == some)


def common(
    some: NDArray[Any], others: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the values that both have stand in two arrays, sorted and distinct.

    The fewer are looked up among the others.
    """
    if len(some) > len(others):
        return common(others, some)[::-1]
    at = others.searchsorted(some)
    found = (others.take(at, mode="clip") == some).nonzero()[0]
    return found, at[found]


def joined(
    arrays: Iterable[NDArray[Any]], dtype: type[np.generic] = np.int64
) -> NDArray[Any]:
    """Return arrays as one, also where there is none: then it is of `dtype`."""
    return np.concatenate([np.zeros(0, dtype), *arrays])


def _data_at(header: int) -> int:
    """Return where the data begin behind a header of so many bytes."""
    return -(-(_HEAD + header) // _ALIGNED) * _ALIGNED
