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
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.errors import StorageError
from bot.storage.backup_file import beside, destination, remove_old
from bot.storage.database import Database
from bot.storage.faults import translated
from bot.storage.location import locate
from bot.storage.migrating import migrate_if_older
from bot.storage.revisions import NEWEST, revision_of, version_table
from bot.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Column, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["backup", "restore"]

_ROWS = 100  # at a time; an article's row is its whole text
_PATIENCE = 5.0
_COPIES = "verbatim-restore-"

_KEPT = [table for table in metadata.sorted_tables if "transient" not in table.info]


async def backup(database: Database, file: Path) -> None:
    """Write a backup; an older one of the same name is replaced once it is whole.

    Readers and writers go on meanwhile. Raises StorageError, also where the file is
    anything but new or an older backup.
    """
    with translated(f"The backup {file}"):
        target = await asyncio.to_thread(destination, file, database.url)
        with beside(target) as draft:
            await _write(database, draft)
            draft.replace(target)


async def restore(database: Database, file: Path) -> None:
    """Put a backup in place of all that is kept, at once. Raises StorageError.

    The backup itself is only read.
    """
    remove_old(Path(tempfile.gettempdir()), f"{_COPIES}*/*")  # of killed processes
    with (
        translated(f"The backup {file}"),
        tempfile.TemporaryDirectory(prefix=_COPIES) as folder,
    ):
        draft = Path(folder) / "backup.db"
        await asyncio.to_thread(shutil.copyfile, file, draft)
        async with _opened(draft) as copy:
            await _check(copy, file)
            async with copy.read() as source, database.write() as target:
                for table in reversed(metadata.sorted_tables):
                    await target.execute(table.delete())
                await _copy(source, target)


async def _write(database: Database, draft: Path) -> None:
    async with (
        _opened(draft) as copy,
        database.read_one_moment() as source,
        copy.write() as target,
    ):
        await target.run_sync(metadata.create_all)
        await target.run_sync(version_table.create)
        await target.execute(version_table.insert().values(version_num=NEWEST))
        await _copy(source, target)


async def _check(copy: Database, file: Path) -> None:
    """Refuse what is no backup, or damaged; bring it to today's form."""
    try:
        sound = await copy.execute_alone("PRAGMA integrity_check(1)")
        revision = await revision_of(copy) if sound == "ok" else None
    except StorageError as error:
        problem = str(error).removeprefix(copy.name)
        message = f"The backup {file}{problem}"
        raise StorageError(message) from None
    if revision is None:
        message = f"The file {file} is damaged or no backup of Verbatim's."
        raise StorageError(message)
    await migrate_if_older(copy)


async def _copy(source: AsyncConnection, target: AsyncConnection) -> None:
    for table in _KEPT:
        result = await source.stream(select(*_columns(table)))
        async for rows in result.mappings().partitions(_ROWS):
            await target.execute(table.insert(), [{**row} for row in rows])


def _columns(table: Table) -> list[Column[object]]:
    """Return the columns to copy, and those to order by first.

    Numbers that a database counts up are given anew, in the same order: PostgreSQL
    does not count on from a number that was inserted.
    """
    counted = table.autoincrement_column
    return [column for column in table.columns if column is not counted]


@contextlib.asynccontextmanager
async def _opened(file: Path) -> AsyncIterator[Database]:
    database = Database.at(locate(file), _PATIENCE)
    try:
        yield database
    finally:
        await database.close()
