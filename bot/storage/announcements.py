"""Tells a process at once that another one has changed the library.

PostgreSQL carries it (LISTEN and NOTIFY), at each commit; with SQLite, whose writers
are mostly one process, there is nothing to hear.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database

__all__ = ["Announcements", "announce"]

_CHANNEL = "verbatim_changes"
_IN_ORDER = 0x7665726261  # ours among PostgreSQL's advisory locks


async def announce(database: Database, connection: AsyncConnection) -> None:
    """Announce a change, once it counts, to be called before it gets its number.

    Until then nobody else's change gets one. So numbers come to count in their order,
    and who has seen one has seen all before it.
    """
    if not database.is_sqlite:
        lock = text(f"SELECT pg_advisory_xact_lock({_IN_ORDER})")
        await connection.execute(lock)
        await connection.execute(text(f"SELECT pg_notify('{_CHANNEL}', '')"))


class Announcements:
    """Listens over a connection of its own, which is made when first waited for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stack = contextlib.AsyncExitStack()
        self._heard = asyncio.Event()
        self._listens = False

    async def wait(self, seconds: float) -> bool:
        """Wait for an announcement; return whether one came within some seconds.

        Raises StorageError where nothing can be heard.
        """
        if self._database.is_sqlite:
            await asyncio.sleep(seconds)
            return False
        if not self._listens:
            await self._listen()
        try:
            async with asyncio.timeout(seconds):
                await self._heard.wait()
        except TimeoutError:
            return False
        self._heard.clear()
        return True

    async def close(self) -> None:
        """Listen no more."""
        self._listens = False
        await self._stack.aclose()

    async def _listen(self) -> None:
        await self._stack.aclose()
        connection = await self._stack.enter_async_context(self._database.apart())
        raw: Any = (await connection.get_raw_connection()).driver_connection
        await raw.add_listener(_CHANNEL, self._hear)
        raw.add_termination_listener(self._lose)
        self._listens = True
        self._heard.set()  # what came before is looked for as well

    def _hear(self, *_: object) -> None:
        self._heard.set()

    def _lose(self, *_: object) -> None:
        self._listens = False
        self._heard.set()
