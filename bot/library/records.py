"""Documents of the index in PostgreSQL, as they are read for questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bot.library.filling import FORMAT
from bot.retrieval.arrays import unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.storage.search import Stored

__all__ = ["Record", "Records", "record_of"]

_DOCUMENTS = 64  # of a language in which passages are looked for
_TOGETHER = 16  # documents that are read at once
_MUCH = 4_000_000  # bytes of them, some 10,000 sentences, after which no more are read
_KEPT = 64_000_000  # bytes of them that are remembered


class Record(NamedTuple):
    """A document that was found; `size` is in bytes."""

    slug: str
    key: bytes
    arrays: Mapping[str, NDArray[Any]]
    size: int


def record_of(stored: Stored) -> Record:
    """Return a document as the index has it."""
    arrays = unpack(stored.arrays, FORMAT)
    return Record(stored.slug, stored.key, arrays, len(stored.arrays))


class Records:
    """Remembers what `read` returned, by the numbers that it was given."""

    def __init__(self, read: Callable[[Sequence[int]], Mapping[int, Stored]]) -> None:
        self._read = read
        self._kept: dict[int, Record] = {}

    def best(self, numbers: Sequence[int]) -> Iterator[Record]:
        """Yield the first documents, until there is so much that ranking takes long."""
        size = 0
        for start in range(0, min(len(numbers), _DOCUMENTS), _TOGETHER):
            for record in self._records(numbers[start : start + _TOGETHER]):
                yield record
                size += record.size
                if size >= _MUCH:
                    return

    def _records(self, numbers: Sequence[int]) -> list[Record]:
        held = {n: self._kept[n] for n in numbers if n in self._kept}
        if missing := [n for n in numbers if n not in held]:
            stored = self._read(missing)
            held |= {number: record_of(one) for number, one in stored.items()}
            kept = {n: one for n, one in self._kept.items() if n not in held} | held
            size = sum(one.size for one in kept.values())
            for number in [*kept]:
                if size <= _KEPT:
                    break
                size -= kept.pop(number).size
            self._kept = kept
        return [held[n] for n in numbers if n in held]
