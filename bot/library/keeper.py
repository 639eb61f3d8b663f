"""Opens the store when it is first needed, and again after that failed."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.storage.store import Store

__all__ = ["Keeper"]

log = logging.getLogger(__name__)


class Keeper:
    """Keeps the way to the store: an address, or the path of a SQLite file.

    `copies` is the folder for a copy of it, should it be in an older form.

    Whoever asks for the store while it is being opened shares the one try, and its
    failure is everybody's for as long as that took: a database that hangs makes nobody
    wait for longer than one try. A store whose file was deleted, replaced or cut
    short, or whose server did not answer, is opened anew.
    """

    def __init__(
        self,
        where: str | Path,
        clock: Callable[[], float] = time.monotonic,
        *,
        copies: Path | None = None,
    ) -> None:
        self._where = where
        self._copies = copies
        self._clock = clock
        self._store: Store | None = None
        self._opening: asyncio.Task[Store] | None = None
        self._failure: StorageError | None = None
        self._began = self._rests_until = 0.0
        self._is_closed = False

    async def store(self) -> Store:
        """Return the open store; raises StorageError, one sentence."""
        if self._is_closed:
            message = "The database is closed, since Verbatim is stopping."
            raise StorageError(message)
        if self._opening is None:
            if self._store is not None and self._store.fault is None:
                return self._store
            if self._failure is not None and self._clock() < self._rests_until:
                raise type(self._failure)(str(self._failure))
            self._began = self._clock()
            self._opening = asyncio.create_task(self._open())
            self._opening.add_done_callback(self._opened)
        # Shielded: of several who wait, one that gives up ends nobody else's try.
        return await asyncio.shield(self._opening)

    async def close(self) -> None:
        """Close the store, and keep whoever comes late from opening it."""
        self._is_closed = True
        if self._opening is not None:
            await asyncio.wait({self._opening})
        if self._store is not None:
            store, self._store = self._store, None
            await store.close()

    async def _open(self) -> Store:
        # It takes 20 MB, which a bot that is only built does not need.
        from bot.storage.store import Store  # noqa: PLC0415

        if self._store is not None:
            await self._store.abandon()
            self._store = None
        return await Store.open(self._where, copies=self._copies)

    def _opened(self, opening: asyncio.Task[Store]) -> None:
        self._opening = self._failure = None
        if opening.cancelled():
            return
        error = opening.exception()
        if error is None:
            self._store = opening.result()
        elif isinstance(error, StorageError):
            self._failure = error
            now = self._clock()
            self._rests_until = now + (now - self._began)
