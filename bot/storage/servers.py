"""What each server's admins decided."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, delete, func, select, type_coerce, update

from bot.storage.leases import SWEPT
from bot.storage.tables import EPOCH, leases, owned, presences, servers
from bot.storage.values import ALL, ServerSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database
    from bot.storage.values import Shards

__all__ = ["Servers"]

_COUNTED = timedelta(days=1)
_LAST_SWEEP = select(leases.c.ends_at).where(leases.c.name == SWEPT)


class Servers:
    """Reads and changes settings; every method raises StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, guild: int) -> ServerSettings:
        """Return a server's settings, the defaults where it decided nothing."""
        query = select(servers).where(servers.c.guild == guild)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
            return _settings(row) if row else ServerSettings(guild)

    async def all(self, shards: Shards = ALL) -> tuple[ServerSettings, ...]:
        """Return the settings of some shards' servers that decided something."""
        query = select(servers).where(owned(servers.c.guild, shards))
        async with self._database.read() as connection:
            rows = await connection.execute(query)
        return await asyncio.to_thread(lambda: tuple(map(_settings, rows)))

    async def change(
        self, guild: int, decide: Callable[[ServerSettings], ServerSettings]
    ) -> ServerSettings:
        """Replace a server's settings by what `decide` makes of them, and return it.

        Nobody else changes them in between; so `decide` must be quick.
        """
        async with self._database.write() as connection:
            await self._ensure(connection, guild)
            query = select(servers).where(servers.c.guild == guild).with_for_update()
            before = _settings((await connection.execute(query)).one())
            settings = decide(before)
            await connection.execute(
                update(servers)
                .where(servers.c.guild == guild)
                .values(_values(settings) | {"guild": guild})
            )
        return settings

    async def leave(self, application: int, guild: int) -> None:
        """Note that an application is no longer in a server.

        The server counts as left once no application is there that was; a second time
        changes nothing.
        """
        async with self._database.write() as connection:
            await self._leave(connection, application, guild)

    async def join(self, application: int, guild: int) -> None:
        """Note that an application is in a server (again); the settings are kept."""
        async with self._database.write() as connection:
            await connection.execute(
                self._database.insert(presences)
                .values(application=application, guild=guild)
                .on_conflict_do_nothing()
            )
            await connection.execute(
                update(servers).where(servers.c.guild == guild).values(left_at=None)
            )

    async def compare(
        self, application: int, there: Collection[int], owns: Callable[[int], bool]
    ) -> None:
        """Note which servers an application has joined and left meanwhile.

        `there` are those that it is in by now, of those that `owns` says yes to, which
        are the servers of the shards that have just come. Others stay as they are, and
        so do servers that this application was never in.
        """
        mine = select(presences.c.guild).where(presences.c.application == application)
        async with self._database.write() as connection:
            known = {*(await connection.scalars(mine)).all()}
            new = [
                {"application": application, "guild": guild}
                for guild in {*there} - known
            ]
            if new:
                adding = self._database.insert(presences).on_conflict_do_nothing()
                await connection.execute(adding, new)
            await connection.execute(
                update(servers)
                .where(servers.c.guild.in_(mine), servers.c.left_at.is_not(None))
                .values(left_at=None)
            )
            for guild in known - {*there}:
                if owns(guild):
                    await self._leave(connection, application, guild)

    async def _leave(
        self, connection: AsyncConnection, application: int, guild: int
    ) -> None:
        await connection.execute(
            delete(presences).where(
                presences.c.application == application, presences.c.guild == guild
            )
        )
        others = select(presences.c.guild).where(presences.c.guild == guild).limit(1)
        if await connection.scalar(others) is not None:
            return
        await self._ensure(connection, guild)
        now = self._database.now()
        swept = await connection.scalar(_LAST_SWEEP)
        await connection.execute(
            update(servers)
            .where(servers.c.guild == guild, servers.c.left_at.is_(None))
            .values(left_at=max(now, swept or now))
        )

    async def note_sweep(self, now: datetime) -> None:
        """Let a day at most count since the last sweep for servers that were left.

        Where it seems longer, or less than nothing, the clock has jumped, or nobody
        swept: what has counted until then stays, as the moments of leaving move along.
        Where no sweep is known, as after a restore, all of it counts from now.
        """
        left_at = servers.c.left_at
        async with self._database.write() as connection:
            gap = now - (await connection.scalar(_LAST_SWEEP) or EPOCH)
            jump = gap - min(max(gap, timedelta(0)), _COUNTED)
            moved = type_coerce(left_at, BigInteger) + jump // timedelta(microseconds=1)
            if jump:
                moving = update(servers).where(left_at.is_not(None))
                await connection.execute(moving.values(left_at=moved))
            await connection.execute(
                update(servers).where(left_at > now).values(left_at=now)
            )
            values = {"name": SWEPT, "holder": "", "ends_at": now}
            await self._database.upsert(connection, leases, values)

    async def others(self, application: int) -> int:
        """Return how many other applications are known to use this database."""
        other = presences.c.application != application
        query = select(func.count(presences.c.application.distinct())).where(other)
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def left_before(self, moment: datetime) -> tuple[int, ...]:
        """Return the servers that the bot left before a moment, or at it."""
        query = select(servers.c.guild).where(servers.c.left_at <= moment)
        async with self._database.read() as connection:
            return tuple(await connection.scalars(query))

    async def _ensure(self, connection: AsyncConnection, guild: int) -> None:
        await connection.execute(
            self._database.insert(servers)
            .values(_values(ServerSettings(guild)))
            .on_conflict_do_nothing()
        )


def _values(settings: ServerSettings) -> dict[str, Any]:
    channels = settings.mention_channels
    return {
        "guild": settings.guild,
        "mention_channels": None if channels is None else sorted(channels),
        "ask_channels": sorted(settings.ask_channels),
        "channel_articles": {
            str(channel): list(slugs)  # JSON's keys are texts
            for channel, slugs in settings.channel_articles.items()
        },
        "private": settings.private,
        "per_page": settings.per_page,
        "language": settings.language,
        "feedback": settings.feedback,
        "librarian_role": settings.librarian_role,
        "left_at": settings.left_at,
    }


def _settings(row: Row[Any]) -> ServerSettings:
    channels = row.mention_channels
    return ServerSettings(
        guild=row.guild,
        mention_channels=None if channels is None else frozenset(channels),
        ask_channels=frozenset(row.ask_channels or ()),
        channel_articles={
            int(channel): tuple(slugs)
            for channel, slugs in row.channel_articles.items()
        },
        private=row.private,
        per_page=row.per_page,
        language=row.language,
        feedback=row.feedback,
        librarian_role=row.librarian_role,
        left_at=row.left_at,
    )
