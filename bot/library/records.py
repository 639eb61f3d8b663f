"""Documents of the index in PostgreSQL, as they are read for questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.storage.search_found import Stored

__all__ = ["Records"]

_DOCUMENTS = 100  # of a language in which passages are looked for
_TOGETHER = 50  # documents that are read at once
_MUCH = 4_000_000  # bytes of them, some 10,000 sentences, after which no more are read
_KEPT = 48_000_000  # bytes of them that are remembered


class Records:
    """Remembers what `read` returned, by the numbers that it was given."""

    def __init__(
        self, read: Callable[[Sequence[int]], Awaitable[Mapping[int, Stored]]]
    ) -> None:
        self._read = read
        self._kept: dict[int, Stored] = {}  # those used last are the last
        self._size = 0

    async def best(self, numbers: Sequence[int]) -> list[Stored]:
        """Return the first documents, until there is so much that ranking is long."""
        found: list[Stored] = []
        size = 0
        for start in range(0, min(len(numbers), _DOCUMENTS), _TOGETHER):
            for record in await self._records(numbers[start : start + _TOGETHER]):
                found.append(record)
                size += len(record.arrays)
                if size >= _MUCH:
                    return found
        return found

    async def _records(self, numbers: Sequence[int]) -> list[Stored]:
        held = {n: self._kept[n] for n in numbers if n in self._kept}
        if missing := [n for n in numbers if n not in held]:
            held |= await self._read(missing)
        for number, record in held.items():
            before = self._kept.pop(number, None)
            self._size += 0 if before else len(record.arrays)
            self._kept[number] = record
        while self._size > _KEPT:
            self._size -= len(self._kept.pop(next(iter(self._kept))).arrays)
        return [held[n] for n in numbers if n in held]
