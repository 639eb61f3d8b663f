"""SQLAlchemy's engines, set up as both kinds of databases need them."""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import await_only

from bot.storage.faults import unusable
from bot.storage.location import connect_arguments, describe, file_of

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.pool import ConnectionPoolEntry

__all__ = ["BARE", "commits_at_once", "engine_at", "reading"]

_CONNECTIONS = 3  # writes queue in SQLite anyway; few keep the memory small
_ANSWER = 20.0  # seconds for one statement of a server, after which it is silent
_FRESH = 30.0  # seconds after its last use in which a connection is not tried
_TURNS = 4  # of the event loop, in which it reads the end of a connection that is lost
_USED = "verbatim_used"  # when a connection was
_BEGIN = "verbatim_begin"
BARE = {_BEGIN: ""}  # of a connection on which no transaction is begun
_AT_ONCE = {"isolation_level": "AUTOCOMMIT"}  # of one whose statements count at once

# WAL with FULL: a commit is on the disk before it is confirmed. NORMAL would be as
# safe against a killed process, but may lose the last commits with the power, and
# with them an admin's withdrawal of an article. Writes are few, so the price of a
# flush (milliseconds) is small. secure_delete overwrites what is deleted: the keys
# that ballots were made with must not stay readable in the file.
_PRAGMAS = ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON")


class _Connection(sqlite3.Connection):
    """Ends its transaction before it closes.

    A cancelled task may leave a result half read. SQLite then keeps the connection,
    with its transaction and lock, for as long as anything refers to that result.
    """

    def close(self) -> None:
        if self.in_transaction:
            self.rollback()
        super().close()


def engine_at(url: URL, patience: float) -> AsyncEngine:
    """Return the engine of the database at a URL, which has not connected yet.

    `patience` is how many seconds to wait for a connection or a lock. Raises
    ModuleNotFoundError where the driver is not installed.
    """
    made = _postgresql if file_of(url) is None else _sqlite
    return made(url, patience)


def reading(url: URL) -> dict[str, Any]:
    """Return the options of a connection that only reads."""
    if file_of(url) is not None:
        return {_BEGIN: "BEGIN DEFERRED"}
    return _AT_ONCE if commits_at_once(url) else {}


def commits_at_once(url: URL) -> bool:
    """Return whether a statement by itself needs no transaction of ours.

    PostgreSQL shows each statement the newest state whether a transaction was begun or
    not; but behind a pool only that keeps what a statement needs on one server process.
    """
    return file_of(url) is None and url.query.get("pgbouncer") != "true"


async def _open(*arguments: Any, **options: Any) -> aiosqlite.Connection:  # noqa: ANN401 - SQLAlchemy's
    """Open a connection, and close it if its task is cancelled meanwhile.

    aiosqlite would leave it open.
    """
    connection = aiosqlite.connect(*arguments, **options)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does where it opens

    def close(opening: asyncio.Future[aiosqlite.Connection]) -> None:
        if not opening.cancelled() and opening.exception() is None:
            connection.stop()

    opening = asyncio.ensure_future(connection)
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(close)
        raise


def _sqlite(url: URL, patience: float) -> AsyncEngine:
    engine = create_async_engine(
        url,
        connect_args={
            "timeout": patience,
            "factory": _Connection,
            "async_creator_fn": _open,
        },
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=patience,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: DBAPIConnection, _: object) -> None:
        # Python's driver begins transactions on its own, and not before every
        # statement that needs one; so it is told not to, and `begin` does it.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # A write takes its lock at once: SQLite refuses without waiting where a
        # transaction that has read wants to write after somebody else has.
        how = connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE")
        if how:
            connection.exec_driver_sql(how)

    return engine


async def _reach(place: str, *given: Any, **options: Any) -> Any:  # noqa: ANN401 - the driver's
    """Connect to a server, and tell of an address that the driver can't follow.

    What answers there may be no PostgreSQL, and tell nothing of its version.
    """
    from asyncpg import connect  # noqa: PLC0415 - it is there with a server

    try:
        return await connect(*given, **options)
    except ssl.SSLError:  # a certificate's is a ValueError as well
        raise
    except (ArithmeticError, AttributeError, LookupError, ValueError):  # of a port, say
        raise unusable(place) from None


def _postgresql(url: URL, patience: float) -> AsyncEngine:
    arguments = connect_arguments(url, patience)
    arguments["server_settings"]["lock_timeout"] = str(int(patience * 1000))
    engine = create_async_engine(
        url.set(query={}),
        connect_args={
            "command_timeout": _ANSWER,
            "async_creator_fn": partial(_reach, describe(url)),
            **arguments,
        },
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=patience,
    )

    @event.listens_for(engine.sync_engine, "checkin")
    def checkin(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_USED] = time.monotonic()

    # A server may have restarted since. SQLAlchemy's pool_pre_ping would ask it each
    # time, which takes three round trips where most reads take one.
    @event.listens_for(engine.sync_engine, "checkout")
    def checkout(
        connection: DBAPIConnection, entry: ConnectionPoolEntry, _: object
    ) -> None:
        if _USED not in entry.info:  # it was made for this
            return
        for _turn in range(_TURNS):
            await_only(asyncio.sleep(0))
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError
        if time.monotonic() - entry.info[_USED] > _FRESH:
            dialect = engine.sync_engine.dialect
            try:
                dialect.do_ping(connection)
            except dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error

    return engine
