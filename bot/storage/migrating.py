"""Brings a database to the newest form."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.storage.backup_file import beside, destination
from bot.storage.database import Database
from bot.storage.faults import translated
from bot.storage.location import file_of
from bot.storage.revisions import NEWEST, revision_of
from bot.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["migrate", "migrate_if_older"]

log = logging.getLogger(__name__)

_FOLDER = Path(__file__).with_name("migrations")
_PATIENCE = 60.0  # seconds to wait for another process that migrates
_LOCK = 0x7665726261746D  # ours among PostgreSQL's advisory locks


async def migrate_if_older(database: Database) -> None:
    """Migrate unless the database is in the newest form. Raises StorageError.

    What SQLite's file holds until then is kept beside it as a backup, which an older
    version of the program can be given back.
    """
    revision = await revision_of(database)
    if revision == NEWEST:
        return
    log.info("%s goes from revision %s to %s", database.name, revision, NEWEST)
    file = file_of(database.url)
    if revision is not None and file is not None:
        target = file.with_name(f"{file.stem}-before-{NEWEST}{file.suffix}")
        with translated(f"The backup {target}"):
            await _copy(database, target)
        log.info("before that, it was copied to %s", target)
    await migrate(database)


async def _copy(database: Database, target: Path) -> None:
    """Copy a database as it is, but for what must not outlive its day."""
    target = await asyncio.to_thread(destination, target, database.url)
    with beside(target) as draft:
        quoted = str(draft).replace("'", "''")
        async with database.bare() as connection:
            await connection.exec_driver_sql(f"VACUUM INTO '{quoted}'")
        await asyncio.to_thread(_without_marks, draft)
        draft.replace(target)


def _without_marks(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as copy:
        for table in metadata.sorted_tables:
            if "transient" in table.info:
                copy.execute(f"DELETE FROM {table.name}")  # noqa: S608 - ours
        copy.commit()
        copy.execute("VACUUM")


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


def _upgrade(connection: Connection) -> None:
    # Loaded once in a database's life: it takes 12 MB.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    # A percent sign in the path is no reference to another option.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    command.upgrade(config, "head")
