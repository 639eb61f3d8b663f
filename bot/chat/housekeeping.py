"""What has to be done again and again while the bot runs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord.ext import tasks

from bot.chat.logs import described
from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from bot.chat.servers import Servers
    from bot.library import Library

__all__ = ["Housekeeping"]

log = logging.getLogger(__name__)


class Housekeeping:
    """Reads settings that another process changed; deletes what was kept long enough.

    `left_for` is how long a server's things are kept when the bot has left it.
    """

    def __init__(
        self, library: Library, servers: Servers, *, left_for: timedelta
    ) -> None:
        self.left_for = left_for
        self._library = library
        self._servers = servers

    async def start(self) -> None:
        """Read the settings, and do it all from now on."""
        await self._servers.load()
        if self._library.keeps:
            self._reading.start()
            self._sweeping.start()

    def stop(self) -> None:
        """Do nothing any more."""
        self._reading.cancel()
        self._sweeping.cancel()

    async def joined(self, guild: int) -> None:
        """Note that the bot is in a server (again)."""
        try:
            await (await self._library.store()).servers.join(guild)
        except StorageError as error:
            log.warning("that the bot joined a server was not noted: %s", error)

    async def left(self, guild: int) -> None:
        """Note that the bot has left a server."""
        try:
            await (await self._library.store()).servers.leave(guild)
        except StorageError as error:
            log.warning("that the bot left a server was not noted: %s", error)

    async def compare(self, guilds: Iterable[int]) -> None:
        """Note which servers the bot has joined and left while it did not run."""
        if not self._library.keeps:
            return
        there = set(guilds)
        try:
            store = await self._library.store()
            known = await store.guilds()
            for guild in known - there:
                await store.servers.leave(guild)
            for guild in known & there:
                await store.servers.join(guild)
        except StorageError as error:
            log.warning("which servers the bot has left was not noted: %s", error)

    async def sweep(self) -> None:
        """Delete what was kept long enough."""
        store = await self._library.store()
        if gone := await store.sweep(left_for=self.left_for):
            log.info("deleted what was kept of %d servers", len(gone))
            await self._servers.load()
            await self._library.refresh()

    @tasks.loop(minutes=1)
    async def _reading(self) -> None:
        await self._servers.load()

    @tasks.loop(hours=1)
    async def _sweeping(self) -> None:
        try:
            await self.sweep()
        except StorageError as error:
            log.warning("what was kept long enough is not deleted yet: %s", error)
        except Exception as error:  # noqa: BLE001 - else it would never be done again
            log.error("housekeeping failed: %s", described(error))  # noqa: TRY400
