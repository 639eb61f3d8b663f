"""The feeds that articles come from, and when each is looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from bot.storage.audit import record
from bot.storage.tables import EVERYWHERE, feed_entries, feeds, owned
from bot.storage.values import ALL, LONGEST_PAUSE, Feed, Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row

    from bot.storage.database import Database
    from bot.storage.leases import Leases
    from bot.storage.values import Actor, Shards

__all__ = ["Feeds"]


class Feeds:
    """Keeps feeds by address and server; every method raises StorageError."""

    def __init__(self, database: Database, leases: Leases) -> None:
        self._database = database
        self._leases = leases

    async def save(self, feed: Feed, *, by: Actor) -> None:
        """Add a feed, or change the one with the same address in the same server."""
        async with self._database.write() as connection:
            await self._database.upsert(connection, feeds, _values(feed))
            await record(connection, self._database, by, "save feed", feed.url)

    async def remove(self, url: str, guild: int | None, *, by: Actor) -> bool:
        """Remove a feed; return False where there was none."""
        async with self._database.write() as connection:
            done = await connection.execute(delete(feeds).where(*_is(url, guild)))
            if done.rowcount:
                await record(connection, self._database, by, "remove feed", url)
            return bool(done.rowcount)

    async def all(self) -> tuple[Feed, ...]:
        """Return all feeds, by address."""
        return await self._found()

    async def claim(self, shards: Shards = ALL) -> Feed | None:
        """Return a feed of some shards whose next check has come, None for none.

        It is leased, so that nobody else is given it: who checks it says with `checked`
        when it is next due, and if that process dies another one tries again.
        """
        now = self._database.now()
        is_due = or_(
            feeds.c.next_check.is_(None),
            feeds.c.next_check <= now,
            feeds.c.next_check > now + 2 * LONGEST_PAUSE,  # set by a clock that jumped
        )
        for feed in await self._found(is_due, owned(feeds.c.guild, shards)):
            if not await self._leases.take(_lease(feed), anew=True):
                continue
            still: tuple[Feed, ...] = ()
            try:  # another one may have checked it before it was leased
                still = await self._found(*_is(feed.url, feed.scope.guild), is_due)
            finally:
                if not still:
                    await self._leases.release(_lease(feed))
            if still:
                return still[0]
        return None

    async def is_claimed(self, feed: Feed) -> bool:
        """Return whether the feed is still this process's to check."""
        return await self._leases.holds(_lease(feed))

    async def checked(self, feed: Feed) -> None:
        """Keep what a check left behind: tags, failures and the next check.

        A feed that was removed meanwhile stays removed, its settings as they are.
        """
        values = {
            "etag": feed.etag,
            "last_modified": feed.last_modified,
            "next_check": feed.next_check,
            "failures": feed.failures,
        }
        try:
            async with self._database.write() as connection:
                await connection.execute(
                    update(feeds).where(*_is(feed.url, feed.scope.guild)).values(values)
                )
        finally:
            await self._leases.release(_lease(feed))

    async def new_among(self, feed: Feed, entries: Sequence[str]) -> tuple[str, ...]:
        """Return the entries that were not taken yet, in their order."""
        guild = feed.scope.guild or EVERYWHERE
        query = select(feed_entries.c.entry).where(
            feed_entries.c.url == feed.url,
            feed_entries.c.guild == guild,
            feed_entries.c.entry.in_(entries),
        )
        async with self._database.read() as connection:
            taken = {*await connection.scalars(query)}
        return tuple(entry for entry in entries if entry not in taken)

    async def take(self, feed: Feed, entry: str) -> None:
        """Note that an entry was taken, to be called once its article is there.

        Of a feed that was removed meanwhile nothing is noted.
        """
        guild = feed.scope.guild or EVERYWHERE
        values = {"url": feed.url, "guild": guild, "entry": entry}
        there = select(feeds.c.url).where(*_is(feed.url, guild)).with_for_update()
        async with self._database.write() as connection:
            if await connection.scalar(there):
                await connection.execute(
                    self._database.insert(feed_entries)
                    .values(values)
                    .on_conflict_do_nothing()
                )

    async def _found(self, *conditions: ColumnElement[bool]) -> tuple[Feed, ...]:
        query = select(feeds).where(*conditions).order_by(feeds.c.url, feeds.c.guild)
        async with self._database.read() as connection:
            return tuple(_feed(row) for row in await connection.execute(query))


def _lease(feed: Feed) -> str:
    return f"feed {feed.scope.guild or EVERYWHERE} {feed.url}"


def _is(url: str, guild: int | None) -> tuple[ColumnElement[bool], ...]:
    return feeds.c.url == url, feeds.c.guild == (guild or EVERYWHERE)


def _values(feed: Feed) -> dict[str, Any]:
    return {
        "url": feed.url,
        "guild": feed.scope.guild or EVERYWHERE,
        "channels": sorted(feed.scope.channels),
        "source": dict(feed.source),
        "limit": feed.limit,
        "etag": feed.etag,
        "last_modified": feed.last_modified,
        "next_check": feed.next_check,
        "failures": feed.failures,
    }


def _feed(row: Row[Any]) -> Feed:
    return Feed(
        url=row.url,
        scope=Scope(row.guild or None, frozenset(row.channels)),
        source=row.source,
        limit=row.limit,
        etag=row.etag,
        last_modified=row.last_modified,
        next_check=row.next_check,
        failures=row.failures,
    )
