"""Opens the store when it is first needed, and again after that failed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bot.storage.store import Store

__all__ = ["Keeper"]


class Keeper:
    """Keeps the way to the store: an address, or the path of a SQLite file."""

    def __init__(self, where: str | Path) -> None:
        self._where = where
        self._store: Store | None = None
        self._opening = asyncio.Lock()

    async def store(self) -> Store:
        """Return the open store; raises StorageError, one sentence."""
        async with self._opening:
            if self._store is None:
                # It takes 20 MB, which a bot that is only built does not need.
                from bot.storage.store import Store  # noqa: PLC0415

                self._store = await Store.open(self._where)
            return self._store

    async def close(self) -> None:
        """Close the store if it is open."""
        async with self._opening:
            if self._store is not None:
                await self._store.close()
                self._store = None
