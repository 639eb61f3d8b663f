"""What each server's admins decided."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from bot.storage.leases import SWEPT
from bot.storage.tables import leases, owned, presences, servers
from bot.storage.values import ALL, ServerSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database
    from bot.storage.values import Shards

__all__ = ["Servers"]

_MOST = timedelta(days=1)  # that a sweep counts
_COUNTED = select(leases.c.ends_at).where(leases.c.name == SWEPT)


class Servers:
    """Reads and changes settings; every method raises StorageError."""

    def __init__(self, database: Database, ticks: Callable[[], float]) -> None:
        self._database = database
        self._ticks = ticks
        self._seen: tuple[datetime | None, float] = (None, 0.0)  # at the last sweep

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
        counted = await connection.scalar(_COUNTED)
        # Beyond what is counted by now: the next sweep begins with it.
        left_at = max(now, counted + 2 * _MOST) if counted else now
        await connection.execute(
            update(servers)
            .where(servers.c.guild == guild, servers.c.left_at.is_(None))
            .values(left_at=left_at)
        )

    async def count(self) -> datetime:
        """Count the time since the last sweep for servers that were left.

        Returns the moment that the count has reached. It moves on by what a process
        saw pass between two sweeps of its own, a day at most, where no other one
        counted in between. So no two count the same hour, and clocks that are wrong or
        differ count for nothing. A server's time begins with the first sweep that
        counts after it was left; with the count itself, where that is new, as after a
        restore.
        """
        left_at, now = servers.c.left_at, self._database.now()
        async with self._database.write() as connection:
            beginning = {"name": SWEPT, "holder": "", "ends_at": now}
            begun = await connection.scalar(
                self._database.insert(leases)
                .values(beginning)
                .on_conflict_do_nothing()
                .returning(leases.c.ends_at)
            )
            locked = _COUNTED.with_for_update()
            before: datetime = begun or (await connection.scalars(locked)).one()
            (seen, since), ticks = self._seen, self._ticks()
            passed = timedelta(seconds=ticks - since if seen == before else 0)
            counted = before + min(passed, _MOST)
            if begun or passed:
                old = left_at.is_not(None) if begun else left_at > before
                await connection.execute(
                    update(servers).where(old).values(left_at=counted)
                )
                await connection.execute(
                    update(leases).where(leases.c.name == SWEPT).values(ends_at=counted)
                )
        self._seen = counted, ticks
        return counted

    async def others(self, application: int) -> int:
        """Return how many other applications are known to use this database."""
        other = presences.c.application != application
        query = select(func.count(presences.c.application.distinct())).where(other)
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def left_for(self, period: timedelta) -> tuple[int, ...]:
        """Return the servers that the bot left that long ago, as `count` counts."""
        left_at, counted = servers.c.left_at, await self.count()
        # Nothing is counted yet for one that was just left, which no period asks for.
        long_ago = left_at <= counted - period if period else left_at.is_not(None)
        async with self._database.read() as connection:
            guilds = select(servers.c.guild).where(long_ago)
            return tuple(await connection.scalars(guilds))

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
