"""Which duties of a bot this process has, where several share a database."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from datetime import timedelta
from math import gcd
from typing import TYPE_CHECKING

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.library.library import Library
    from bot.storage.store import Store

__all__ = ["Duties"]

_SWEEPING = "sweeping"
_IDENTIFY = timedelta(seconds=5.5)  # Discord takes one in 5 s, and the ways differ
_LOOK = 0.5  # seconds between two looks whether it is this process's turn
_SHARD = re.compile(r"shard (\d+)/(\d+) of (\d+)")
_OVERLAP = (
    "another process has %s too, so both answer there; give each its own in "
    "VERBATIM_SHARDS, or end one"
)

log = logging.getLogger(__name__)


class Duties:
    """Leases duties for this process; methods that say no other raise StorageError.

    To sweep is one process's duty, to mend what was answered in the servers of a shard
    is that of the shard's process, and each feed's check is leased by itself.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._shards: tuple[str, ...] = ()
        self._others: Mapping[str, datetime] = {}
        self._said: frozenset[str] = frozenset()
        self._own_turn: dict[int, float] = {}  # when the next comes, by bucket
        self.on_lead: Callable[[], None] = lambda: None

    def serve(self, application: int) -> None:
        """Have the shards of this process as an application of Discord's from now."""
        shards = self._library.shards
        self._shards = tuple(
            f"shard {shard}/{shards.count} of {application}"
            for shard in shards.ids or (0,)
        )

    async def beat(self) -> None:
        """Renew the leases, and take those that have come free; to be called often.

        `on_lead` is called where they are of shards: whoever had them may have left
        something undone.
        """
        store = await self._library.store()
        missing = {*self._shards} - await store.leases.renew()
        if await store.leases.take(*missing):
            self.on_lead()
        await self._look_at_others(store)

    async def may_sweep(self) -> bool:
        """Return whether it is this process that sweeps."""
        store = await self._library.store()
        return bool(await store.leases.take(_SWEEPING))

    async def may_mend(self) -> bool:
        """Return whether it is this process that mends answers of its shards."""
        store = await self._library.store()
        return await store.leases.take(*self._shards) == {*self._shards}

    async def wait_to_identify(self, application: int, bucket: int) -> None:
        """Wait until Discord takes an identify of a bucket, whoever sent the last.

        Where the store can't be reached, only this process's own are known.
        """
        now = time.monotonic()
        turn = max(now, self._own_turn.get(bucket, now))
        self._own_turn[bucket] = turn + _IDENTIFY.total_seconds()
        await asyncio.sleep(turn - now)
        if self._library.keeps:
            name = f"identify {bucket} of {application}"
            try:
                store = await self._library.store()
                while not await store.leases.take_turn(name, _IDENTIFY):  # noqa: ASYNC110 - another process sets no event
                    await asyncio.sleep(_LOOK)
            except StorageError as error:
                log.warning("other processes may begin shards, too: %s", error)

    async def _look_at_others(self, store: Store) -> None:
        """Say which shards another process has that is seen to be alive."""
        others = await store.leases.of_others()
        alive = {n for n, end in others.items() if end > self._others.get(n, end)}
        self._others = others
        overlapping = frozenset(
            mine for mine in self._shards if any(_overlap(mine, n) for n in alive)
        )
        if overlapping - self._said:
            log.error(_OVERLAP, ", ".join(sorted(overlapping)))
        self._said = overlapping


def _overlap(one: str, other: str) -> bool:
    """Return whether two shards, perhaps of different numbers of them, share servers.

    That of a server is its number modulo the number of shards.
    """
    mine, theirs = _SHARD.fullmatch(one), _SHARD.fullmatch(other)
    if mine is None or theirs is None or mine[3] != theirs[3]:
        return False
    return (int(mine[1]) - int(theirs[1])) % gcd(int(mine[2]), int(theirs[2])) == 0
