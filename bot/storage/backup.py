"""Backups: one SQLite file with all rows, whichever database they come from.

So one format serves both databases, a backup can be looked into with any SQLite tool,
one of an older version is brought to today's form like any other database, and a bot
that has outgrown SQLite moves to PostgreSQL by a backup and a restore. What must not
outlive its day (see `bot.storage.periods`) stays out.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.errors import StorageError, UnusableError
from bot.storage.backup_file import beside, destination, may_be_ours, set_aside
from bot.storage.database import Database
from bot.storage.drafts import remove_old
from bot.storage.faults import translated
from bot.storage.location import locate
from bot.storage.migrating import copy_rows, migrate
from bot.storage.revisions import NEWEST, revision_of, version_table
from bot.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sqlalchemy import Column, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["backup", "checked", "restore", "restore_beside"]

_PATIENCE = 5.0
_ROWS = 100  # at a time
_COPIES = "verbatim-restore-"

_KEPT = [table for table in metadata.sorted_tables if "transient" not in table.info]


async def backup(database: Database, file: Path) -> None:
    """Write a backup; an older one of the same name is replaced once it is whole.

    Readers and writers go on meanwhile. Raises StorageError, also where the file is
    anything but new or an older backup.
    """
    with _translated(file) as name:
        target = await asyncio.to_thread(destination, file, database.url)
        with beside(target) as draft:
            await _write(database, draft, name)
            draft.replace(target)


@contextlib.asynccontextmanager
async def checked(file: Path) -> AsyncIterator[Database]:
    """Open a copy of a backup in today's form; the backup itself is only read.

    Raises StorageError for what is no backup, or damaged.
    """
    remove_old(Path(tempfile.gettempdir()), f"{_COPIES}*")  # of killed processes
    async with contextlib.AsyncExitStack() as stack:
        with _translated(file) as name:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=_COPIES))
            draft = Path(folder) / "backup.db"
            await asyncio.to_thread(_copy_file, file, draft)
            copy = await stack.enter_async_context(_opened(draft, name))
            await _check(copy)
        yield copy


async def restore(database: Database, copy: Database) -> None:
    """Put a backup in place of all that is kept, at once. Raises StorageError."""
    async with copy.read() as source, database.write() as target:
        for table in reversed(metadata.sorted_tables):
            await target.execute(table.delete())
        await _copy(source, target)


async def restore_beside(file: Path, copy: Database) -> Path:
    """Put a backup in place of a SQLite file that can't be opened.

    Returns where that file is kept from now on. Raises StorageError, also for one that
    is no database and does not have the name of one.
    """
    name = f"The database {file}"
    with translated(name):
        if not await asyncio.to_thread(may_be_ours, file):
            message = (
                f"The file {file} is no SQLite database, so it stays as it is; name "
                "another database in VERBATIM_DATABASE_URL."
            )
            raise StorageError(message)
    file = await asyncio.to_thread(file.resolve)
    with translated(name), beside(file) as draft:
        await _write(copy, draft, name)
        return await asyncio.to_thread(set_aside, file, draft)


def _copy_file(file: Path, draft: Path) -> None:
    """Copy a regular file: a device may have no end, and a pipe no beginning."""
    if not stat.S_ISREG(file.stat().st_mode):
        message = f"{file} is no regular file; name one that `verbatim backup` wrote."
        raise StorageError(message)
    shutil.copyfile(file, draft)


@contextlib.contextmanager
def _translated(file: Path) -> Iterator[str]:
    """Give the backup's name for sentences; none names a draft or a copy of it."""
    name = f"The backup {file}"
    try:
        with translated(name):
            yield name
    except StorageError as error:
        if isinstance(error.__cause__, OSError):
            why = error.__cause__.strerror
            message = f"{name} can't be opened ({why}); check the folder and the disk."
            raise StorageError(message) from error
        raise


async def _write(database: Database, draft: Path, name: str) -> None:
    async with (
        _opened(draft, name) as copy,
        database.read_one_moment() as source,
        copy.write() as target,
    ):
        await target.run_sync(metadata.create_all)
        await target.run_sync(version_table.create)
        await target.execute(version_table.insert().values(version_num=NEWEST))
        await _copy(source, target)


async def _check(copy: Database) -> None:
    """Refuse what is no backup, or damaged; bring it to today's form."""
    sound = await copy.execute_alone("PRAGMA integrity_check(1)")
    revision = await revision_of(copy) if sound == "ok" else None
    if revision is None:
        message = f"{copy.name} is damaged or no backup of Verbatim's."
        raise StorageError(message)
    if revision != NEWEST:
        await migrate(copy)
    try:
        await _read(copy)
    except UnusableError as error:  # whose cure is for a database
        message = f"{str(error).rpartition('; ')[0]}; name another backup."
        raise StorageError(message) from error


async def _read(copy: Database) -> None:
    """Read all that is to be restored: later, its faults would pass for another's."""
    async with copy.read() as source:
        for table in _KEPT:
            rows = await source.stream(select(*_columns(table)))
            async for _ in rows.partitions(_ROWS):
                pass


async def _copy(source: AsyncConnection, target: AsyncConnection) -> None:
    for table in _KEPT:
        await copy_rows(source, target, table, _columns(table))


def _columns(table: Table) -> list[Column[object]]:
    """Return the columns to copy, and those to order by first.

    Numbers that a database counts up are given anew, in the same order: PostgreSQL
    does not count on from a number that was inserted.
    """
    counted = table.autoincrement_column
    return [column for column in table.columns if column is not counted]


@contextlib.asynccontextmanager
async def _opened(file: Path, name: str) -> AsyncIterator[Database]:
    database = Database.at(locate(file), _PATIENCE)
    database.name = name
    try:
        yield database
    finally:
        await database.close()
