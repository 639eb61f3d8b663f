"""Documents of the index in PostgreSQL, as they are read for questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bot.library.filling import FORMAT
from bot.retrieval.arrays import unpack

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.storage.search_found import Stored

__all__ = ["Record", "Records", "record_of"]

_DOCUMENTS = 100  # of a language in which passages are looked for
_TOGETHER = 50  # documents that are read at once
_MUCH = 4_000_000  # bytes of them, some 10,000 sentences, after which no more are read
_KEPT = 32_000_000  # bytes of them that are remembered


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

    def __init__(
        self, read: Callable[[Sequence[int]], Awaitable[Mapping[int, Stored]]]
    ) -> None:
        self._read = read
        self._kept: dict[int, Record] = {}  # those used last are the last
        self._size = 0

    async def best(self, numbers: Sequence[int]) -> list[Record]:
        """Return the first documents, until there is so much that ranking is long."""
        found: list[Record] = []
        size = 0
        for start in range(0, min(len(numbers), _DOCUMENTS), _TOGETHER):
            for record in await self._records(numbers[start : start + _TOGETHER]):
                found.append(record)
                size += record.size
                if size >= _MUCH:
                    return found
        return found

    async def _records(self, numbers: Sequence[int]) -> list[Record]:
        held = {n: self._kept[n] for n in numbers if n in self._kept}
        if missing := [n for n in numbers if n not in held]:
            stored = await self._read(missing)
            held |= {number: record_of(one) for number, one in stored.items()}
        for number, record in held.items():
            before = self._kept.pop(number, None)
            self._size += record.size - (before.size if before else 0)
            self._kept[number] = record
        while self._size > _KEPT:
            self._size -= self._kept.pop(next(iter(self._kept))).size
        return [held[n] for n in numbers if n in held]
