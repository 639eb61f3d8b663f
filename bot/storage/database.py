"""One database and its connections: a read sees one moment, a write is whole."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import event, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import QueuePool

from bot.errors import StorageError
from bot.storage.engines import BARE, commits_at_once, engine_at, reading
from bot.storage.faults import driven, translated
from bot.storage.location import describe, file_of
from bot.storage.open_file import OpenFile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy import URL, Table
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    Clock = Callable[[], datetime]

__all__ = ["Database", "utc_now"]

_LAST_USE, _MOMENT = 5.0, 0.01  # seconds that closing waits, and looks again after


def utc_now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


class Database:
    """A pool of connections; `name` is what sentences call the database.

    `now` gives the moment that is noted beside what changes; `patience` is in seconds.
    """

    def __init__(
        self, engine: AsyncEngine, url: URL, clock: Clock, patience: float
    ) -> None:
        self.patience = patience
        self._engine = engine
        self._reading = engine.execution_options(**reading(url))
        self._bare = engine.execution_options(**BARE)
        self.now = clock
        self.url = url
        self.name = describe(url)
        self.is_sqlite = file_of(url) is not None
        self.file: OpenFile | None = None
        self._is_silent = False

    @classmethod
    def at(cls, url: URL, patience: float, clock: Clock = utc_now) -> Self:
        """Return the database at a URL, without connecting.

        `patience` is how many seconds to wait for a connection or a lock. Raises
        StorageError where the driver is not installed.
        """
        try:
            return cls(engine_at(url, patience), url, clock, patience)
        except ModuleNotFoundError:
            message = (
                "PostgreSQL needs another library; install it with "
                "`pip install -c constraints.txt asyncpg` in Verbatim's folder."
            )
            raise StorageError(message) from None

    @property
    def fault(self) -> str | None:
        """Why the database is to be opened anew, in words, None where it is not."""
        if self._is_silent:
            return "did not answer"
        return self.file.fault() if self.file else None

    def watch_file(self) -> None:
        """Notice from now on what is done to SQLite's file. Raises StorageError."""
        file = file_of(self.url)
        if file is not None:
            with translated(self.name):
                self.file = OpenFile(file)
            event.listen(self._engine.sync_engine, "do_connect", self._refuse_other)

    def _refuse_other(self, *_: object) -> None:
        """Keep a new connection from opening another file than the others have."""
        if self.file and (fault := self.file.fault()):
            message = f"{self.name} {fault} meanwhile; try again."
            raise StorageError(message)

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection to read with. Raises StorageError."""
        with self._used():
            async with self._reading.connect() as connection:
                yield connection

    async def fetch(
        self, connection: AsyncConnection, statement: str, *values: object
    ) -> Sequence[Any]:
        """Return the rows that a statement reads from a PostgreSQL.

        That is done by the driver itself, in half the time. Raises StorageError.
        """
        raw: Any = (await connection.get_raw_connection()).driver_connection
        alone = commits_at_once(self.url) or raw.is_in_transaction()
        with driven(self.name):
            async with contextlib.nullcontext() if alone else raw.transaction():
                rows: Sequence[Any] = await raw.fetch(statement, *values)
        return rows

    @contextlib.asynccontextmanager
    async def one_process(self, connection: AsyncConnection) -> AsyncIterator[None]:
        """Let one process of a PostgreSQL do all that is fetched inside.

        A pool may give each transaction another one. Raises StorageError.
        """
        raw: Any = (await connection.get_raw_connection()).driver_connection
        with driven(self.name):
            async with raw.transaction():
                yield

    @contextlib.asynccontextmanager
    async def read_one_moment(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection whose reads all see the same moment. Raises StorageError.

        SQLite's transactions do so by themselves.
        """
        async with self.read() as connection:
            if not self.is_sqlite:
                await connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection whose changes count together, or not at all.

        Raises StorageError; then, as after any other error inside, nothing counts.
        """
        async with self._written(self._engine.begin()) as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def write_at_once(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection for one statement that changes something, as `write`."""
        at_once = commits_at_once(self.url)
        opened = self._reading.connect() if at_once else self._engine.begin()
        async with self._written(opened) as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def _written(
        self, opened: AbstractAsyncContextManager[AsyncConnection]
    ) -> AsyncIterator[AsyncConnection]:
        with self._used():
            async with opened as connection:
                yield connection
        if self.file and (fault := self.file.fault()):
            message = f"{self.name} {fault} meanwhile, so nothing was kept; try again."
            raise StorageError(message)

    @contextlib.asynccontextmanager
    async def apart(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that is none of the pool's, for as long as one likes.

        Raises StorageError.
        """
        other = type(self).at(self.url, self.patience, self.now)
        try:
            async with other.bare() as connection:
                yield connection
        finally:
            await other.close()

    @contextlib.asynccontextmanager
    async def bare(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection on which no transaction is begun. Raises StorageError."""
        with self._used():
            async with self._bare.connect() as connection:
                yield connection

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Return an insert that can say what happens where the row is there."""
        # Both dialects spell ON CONFLICT alike, SQLAlchemy's own insert has none.
        if self.is_sqlite:
            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - it takes 2 MB

        return postgresql.insert(table)

    async def upsert(
        self, connection: AsyncConnection, table: Table, values: dict[str, Any]
    ) -> None:
        """Insert a row, or change the one with the same primary key."""
        keys: Sequence[str] = [column.name for column in table.primary_key]
        others = {name: values[name] for name in values if name not in keys}
        await connection.execute(
            self.insert(table)
            .values(values)
            .on_conflict_do_update(index_elements=keys, set_=others)
        )

    async def execute_alone(self, statement: str) -> str:
        """Run one of SQLite's statements outside of a transaction.

        Returns the first column of what it gives. Raises StorageError.
        """
        async with self.bare() as connection:
            result = await connection.execute(text(statement))
            return str(result.scalar())

    async def truncate_log(self) -> None:
        """Take what was deleted out of SQLite's log too, unless a reader holds it."""
        if self.is_sqlite:
            await self.execute_alone("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Close all connections, once those in use are given back.

        One that is not given back within some seconds is left to itself.
        """
        pool = self._engine.pool
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_USE):
                # Whoever was cancelled has its connection given back a moment later.
                while isinstance(pool, QueuePool) and pool.checkedout():  # noqa: ASYNC110
                    await asyncio.sleep(_MOMENT)
        await self._engine.dispose()

    @contextlib.contextmanager
    def _used(self) -> Iterator[None]:
        """Translate what goes wrong with a connection, and note one without answer."""
        try:
            with translated(self.name):
                yield
        except StorageError as error:
            if isinstance(error.__cause__, TimeoutError):
                self._is_silent = True
            raise
