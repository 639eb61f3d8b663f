"""The store: one database, opened once, with a repository for each kind of thing."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import delete, select, union

from bot.errors import StorageError, UnusableError
from bot.storage import backup
from bot.storage.announcements import Announcements
from bot.storage.answers import Answers
from bot.storage.articles import Articles
from bot.storage.audit import AuditTrail
from bot.storage.database import Database, utc_now
from bot.storage.faults import translated
from bot.storage.feedback import Feedback
from bot.storage.feeds import Feeds
from bot.storage.leases import Leases
from bot.storage.location import describe, file_of, locate
from bot.storage.migrating import migrate_if_older
from bot.storage.periods import delete_past
from bot.storage.preparing import examine, prepare
from bot.storage.revisions import NEWEST, revision_of
from bot.storage.servers import Servers
from bot.storage.tables import (
    EVERYWHERE,
    articles,
    audit,
    ballots,
    feedback,
    feeds,
    servers,
    unknown_words,
    word_ballots,
)
from bot.storage.words import UnknownWords

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

__all__ = ["Store", "put_back", "try_open"]

log = logging.getLogger(__name__)

_GIVEN_BACK = 1.0  # seconds that giving back what is leased may take
_TRIAL = 5.0  # seconds that trying to open a database waits
_NOT_ASIDE = (
    "is damaged or of a newer version of Verbatim, and is not set aside for a backup "
    "as a file is; create an empty one, name that in VERBATIM_DATABASE_URL, and "
    "restore the backup again."
)
_WORDS_KEPT = timedelta(days=180)
_BY_GUILD = (
    servers,
    feedback,
    ballots,
    unknown_words,
    word_ballots,
    articles,
    audit,
    feeds,
)


class Store:
    """What outlives a restart. Open it with `Store.open`, close it with `close`."""

    def __init__(self, database: Database, ticks: Callable[[], float]) -> None:
        self._database = database
        self.servers = Servers(database, ticks)
        self.feedback = Feedback(database)
        self.words = UnknownWords(database)
        self.articles = Articles(database)
        self.audit = AuditTrail(database)
        self.answers = Answers(database)
        self.leases = Leases(database)
        self.feeds = Feeds(database, self.leases)
        self.announcements = Announcements(database)

    @classmethod
    async def open(
        cls,
        where: str | Path,
        *,
        patience: float = 5.0,
        copies: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
        ticks: Callable[[], float] = time.monotonic,
    ) -> Self:
        """Open the database and bring it to its newest form.

        `where` is an address (postgresql://… or sqlite:///…) or the path of a SQLite
        file; file and folder are made when needed. `patience` is how many seconds to
        wait for a connection or a lock; `clock` gives the moment, in UTC, and `ticks`
        seconds that only go on. `copies` is the folder for a copy of a server's
        database in an older form. Raises StorageError, one sentence that says what is
        wrong and what to do.
        """
        url = locate(where)
        database = Database.at(url, patience, clock)
        file = file_of(url)
        try:
            if file is not None:
                await prepare(database, file)
            await migrate_if_older(database, copies)
            database.watch_file()
        except BaseException:
            await database.close()
            raise
        return cls(database, ticks)

    async def __aenter__(self) -> Self:
        """Return the store."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the store."""
        await self.close()

    async def close(self) -> None:
        """Give back what is leased, and close all connections."""
        # What is not given back ends by itself.
        with contextlib.suppress(StorageError, TimeoutError):
            async with asyncio.timeout(_GIVEN_BACK):
                await self.leases.release()
        await self.announcements.close()
        await self._database.close()

    @property
    def fault(self) -> str | None:
        """Why the store is to be opened anew, in words, None where it is not."""
        return self._database.fault

    async def abandon(self) -> None:
        """Close a store that has a fault, and say in the log what became of it.

        What a file held that was deleted or replaced is saved as a backup beside it,
        as long as it can be read.
        """
        database, fault = self._database, self._database.fault
        await self.announcements.close()
        file = database.file
        if file is None:
            log.warning("%s %s; it is opened anew", database.name, fault)
            await database.close()
            return
        saved = await self._saved(file.path)
        await database.close()
        with translated(database.name):
            await asyncio.to_thread(file.set_log_aside)
        log.error(
            "%s %s while it was open, and is opened anew; what was kept until then %s",
            database.name,
            fault,
            f"is saved: `verbatim restore {saved}` puts it back"
            if saved
            else "is lost: put back the last backup",
        )

    async def _saved(self, file: Path) -> Path | None:
        """Save what is still readable through an open connection, if anything is."""
        stamp = self._database.now().strftime("%Y%m%dT%H%M%S")
        saved = file.with_name(f"{file.stem}-saved-{stamp}{file.suffix}")
        try:
            await backup.backup(self._database, saved)
        except StorageError:
            return None
        return saved

    async def backup(self, file: Path) -> None:
        """Write all that is kept to a file, while others read and write.

        The file is a SQLite database whichever database this is. Raises StorageError.
        """
        await backup.backup(self._database, file)

    async def restore(self, copy: Database) -> None:
        """Put a backup that was `checked` in place of all that is kept, or nothing.

        Raises StorageError.
        """
        await backup.restore(self._database, copy)

    async def guilds(self) -> frozenset[int]:
        """Return the servers that anything is kept for. Raises StorageError."""
        columns = [select(table.c.guild) for table in _BY_GUILD]
        async with self._database.read() as connection:
            found = await connection.scalars(union(*columns))
            return frozenset(found) - {EVERYWHERE, None}

    async def forget_person(self, user: int) -> None:
        """Delete what there is about a person. Raises StorageError.

        Counts go down by what can still be told apart; the audit trail keeps what a
        librarian did, not who it was.
        """
        await self.feedback.forget(user)
        await self.words.forget(user)
        await self.audit.forget(user)
        await self._database.truncate_log()

    async def forget_server(self, guild: int) -> None:
        """Delete a server's settings, counts, articles, feeds and audit trail.

        Raises StorageError.
        """
        async with self._database.write() as connection:
            for table in _BY_GUILD:
                await connection.execute(delete(table).where(table.c.guild == guild))

    async def sweep(self, *, left_for: timedelta) -> tuple[int, ...]:
        """Delete what was kept long enough; to be called every hour or so.

        That is: keys and marks of past days, expired answers, words that nobody asked
        for in half a year, and all of the servers that the bot left longer than
        `left_for` ago, as `Servers.count` counts, and whose ids are returned. Raises
        StorageError.
        """
        now = self._database.now()
        async with self._database.write() as connection:
            await delete_past(connection, now)
        await self.answers.drop_expired()
        await self.leases.drop_ended()
        await self.words.drop_before(now - _WORDS_KEPT)
        gone = await self.servers.left_for(left_for)
        for guild in gone:
            await self.forget_server(guild)
        await self._database.truncate_log()
        return gone


async def put_back(
    where: str | Path, file: Path, *, copies: Path | None = None
) -> Path | None:
    """Put a backup in place of all that a database keeps, at once or not at all.

    A SQLite file that is damaged or of a newer version is set aside for it, and its
    new path returned. `where` and `copies` are those of `Store.open`. Raises
    StorageError.
    """
    async with backup.checked(file) as copy:
        try:
            async with await Store.open(where, copies=copies) as store:
                await store.restore(copy)
                return None
        except UnusableError as error:
            damaged = file_of(locate(where))
            if damaged is None:
                message = f"{describe(locate(where))} {_NOT_ASIDE}"
                raise StorageError(message) from error
        return await backup.restore_beside(damaged, copy)


async def try_open(where: str | Path) -> str:
    """Return a sentence about a database that can be opened; change nothing in it.

    Raises StorageError.
    """
    database = Database.at(locate(where), _TRIAL)
    try:
        if file := file_of(database.url):
            await examine(database, file)
        revision = await revision_of(database)
    finally:
        await database.close()
    if revision is None:
        return f"{database.name} can be reached; `verbatim run` makes its tables."
    return f"{database.name} can be read, in form {revision} of {NEWEST}."
