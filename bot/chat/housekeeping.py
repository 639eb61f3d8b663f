"""What has to be done again and again while the bot runs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from discord.ext import tasks

from bot.chat.logs import described
from bot.errors import StorageError
from bot.library import Duties, FeedReader

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Iterable
    from datetime import timedelta
    from typing import Any

    from bot.chat.servers import Servers
    from bot.library import Library

__all__ = ["Housekeeping", "tried"]

log = logging.getLogger(__name__)


class Housekeeping:
    """Reads settings that another process changed; deletes what was kept long enough.

    `left_for` is how long a server's things are kept when the bot has left it.
    """

    def __init__(
        self, library: Library, servers: Servers, *, left_for: timedelta
    ) -> None:
        self.left_for = left_for
        # The application and the servers that it is in by now.
        self.present: Callable[[], tuple[int, Collection[int]]] = lambda: (0, ())
        self.duties = Duties(library)
        self._waits = False  # for the process that sweeps to end
        self._feeds = FeedReader(library)
        # Else a server that was just deleted could be noted as left once more.
        self._turn = asyncio.Lock()
        self._library = library
        self._servers = servers

    async def start(self) -> None:
        """Read the settings, and do it all from now on."""
        await self._servers.load()
        if self._library.keeps:
            self._beating.start()
            self._reading.start()
            self._sweeping.start()
            self._feeding.start()

    def stop(self) -> None:
        """Do nothing any more."""
        self._beating.cancel()
        self._reading.cancel()
        self._sweeping.cancel()
        self._feeding.cancel()

    async def joined(self, application: int, guild: int) -> None:
        """Note that the bot, one of Discord's applications, is in a server (again)."""
        await tried(self._note(application, guild, there=True))

    async def left(self, application: int, guild: int) -> None:
        """Note that the bot has left a server."""
        await tried(self._note(application, guild, there=False))

    async def compare(
        self, application: int, guilds: Iterable[int], owns: Callable[[int], bool]
    ) -> None:
        """Note which servers the bot has joined and left while it did not run.

        `owns` says whether a server is of a shard of this process, which alone sees
        whether the bot has left it.
        """
        self.duties.serve(application)
        await tried(self._compare(application, frozenset(guilds), owns))

    async def sweep(self) -> None:
        """Delete what was kept long enough, unless another process does.

        Raises StorageError.
        """
        async with self._turn:
            store = await self._library.store()
            # It may have come back to one while that could not be noted.
            await store.servers.compare(*self.present(), owns=lambda _: False)
            self._waits = not await self.duties.may_sweep()
            if self._waits:
                return
            gone = await store.sweep(left_for=self.left_for)
        if gone:
            log.info("deleted what was kept of %d servers", len(gone))
            await self._servers.load()
            await self._library.refresh()

    async def beat(self) -> None:
        """Renew what is leased, and sweep where the process that did it has ended."""
        with contextlib.suppress(StorageError):  # the others say it, less often
            await self.duties.beat()
            if self._waits and await self.duties.may_sweep():
                await self.sweep()

    async def _note(self, application: int, guild: int, *, there: bool) -> None:
        if self._library.keeps:
            servers = (await self._library.store()).servers
            await (servers.join if there else servers.leave)(application, guild)

    async def _compare(
        self, application: int, there: frozenset[int], owns: Callable[[int], bool]
    ) -> None:
        if not self._library.keeps:
            return
        async with self._turn:
            servers = (await self._library.store()).servers
            await servers.compare(application, there, owns)
            if others := await servers.others(application):
                log.warning(
                    "%d other applications use this database too; each one keeps and "
                    "leaves its own servers",
                    others,
                )

    @tasks.loop(seconds=15)
    async def _beating(self) -> None:
        await tried(self.beat())

    @tasks.loop(minutes=1)
    async def _reading(self) -> None:
        await tried(self._servers.load())

    @tasks.loop(seconds=15)
    async def _feeding(self) -> None:
        await tried(self._feeds.check())

    @tasks.loop(hours=1)
    async def _sweeping(self) -> None:
        await tried(self.sweep())


async def tried(work: Coroutine[Any, Any, None]) -> None:
    """Do some work; log in one line why it failed, so that it is tried again."""
    try:
        await work
    except StorageError as error:
        log.warning("housekeeping has to wait: %s", error)
    except Exception as error:  # noqa: BLE001 - else it would never be done again
        log.error("housekeeping failed: %s", described(error))  # noqa: TRY400
