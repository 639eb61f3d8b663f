"""Brings a database to the newest form."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, select, text

from bot.storage.backup_file import beside, destination
from bot.storage.database import Database
from bot.storage.faults import translated
from bot.storage.location import NAME, file_of, locate
from bot.storage.revisions import NEWEST, revision_of, version_table
from bot.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Column, Connection, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["copy_rows", "migrate", "migrate_if_older"]

log = logging.getLogger(__name__)

_ROWS = 100  # at a time; an article's row is its whole text
_FOLDER = Path(__file__).with_name("migrations")
_PATIENCE = 60.0  # seconds to wait for another process that migrates
_LOCK = 0x7665726261746D  # ours among PostgreSQL's advisory locks


async def migrate_if_older(database: Database, folder: Path | None = None) -> None:
    """Migrate unless the database is in the newest form. Raises StorageError.

    What it holds until then is kept as a backup, which an older version of the program
    can be given back: beside SQLite's file, of a server's in `folder`.
    """
    revision = await revision_of(database)
    if revision == NEWEST:
        return
    log.info("%s goes from revision %s to %s", database.name, revision, NEWEST)
    # The copy of a server's database is named like a file.
    file = file_of(database.url) or (folder and folder / NAME)
    if revision is not None and file is not None:
        target = file.with_name(f"{file.stem}-before-{NEWEST}{file.suffix}")
        with translated(f"The backup {target}"):
            target.parent.mkdir(parents=True, exist_ok=True)
            await _copy(database, revision, target)
        log.info("before that, it was copied to %s", target)
    await migrate(database)


async def _copy(database: Database, revision: str, target: Path) -> None:
    """Write a backup in an older form, without what must not outlive its day."""
    target = await asyncio.to_thread(destination, target, database.url)
    with beside(target) as draft:
        copy = Database.at(locate(draft), _PATIENCE)
        copy.name = f"The backup {target}"
        try:
            async with database.read_one_moment() as source, copy.write() as to:
                await to.run_sync(_upgrade, revision)
                for table in await to.run_sync(_lasting_tables):
                    await copy_rows(source, to, table, table.columns)
        finally:
            await copy.close()
        draft.replace(target)


def _lasting_tables(connection: Connection) -> list[Table]:
    """Return the tables of an older form, but for those that never leave a database."""
    older = MetaData()
    older.reflect(connection)
    transient = {t.name for t in metadata.sorted_tables if "transient" in t.info}
    others = {*transient, version_table.name}
    return [table for table in older.sorted_tables if table.name not in others]


async def copy_rows(
    source: AsyncConnection,
    target: AsyncConnection,
    table: Table,
    columns: Iterable[Column[Any]],
) -> None:
    """Insert some columns of a table's rows elsewhere."""
    result = await source.stream(select(*columns))
    async for rows in result.mappings().partitions(_ROWS):
        await target.execute(table.insert(), [{**row} for row in rows])


async def migrate(database: Database) -> None:
    """Run the steps that are missing, all or none. Raises StorageError."""
    patient = Database.at(database.url, _PATIENCE)
    patient.name = database.name
    try:
        async with patient.write() as connection:
            if not patient.is_sqlite:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await connection.run_sync(_upgrade)
    finally:
        await patient.close()


def _upgrade(connection: Connection, revision: str = "head") -> None:
    # Loaded once in a database's life: it takes 12 MB.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    # A percent sign in the path is no reference to another option.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    command.upgrade(config, revision)
