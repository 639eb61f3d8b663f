"""Brings a database to the newest form."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.storage.database import Database
from bot.storage.revisions import NEWEST, revision_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["migrate", "migrate_if_older"]

log = logging.getLogger(__name__)

_FOLDER = Path(__file__).with_name("migrations")
_PATIENCE = 60.0  # seconds to wait for another process that migrates
_LOCK = 0x7665726261746D  # ours among PostgreSQL's advisory locks


async def migrate_if_older(database: Database) -> None:
    """Migrate unless the database is in the newest form. Raises StorageError."""
    revision = await revision_of(database)
    if revision != NEWEST:
        log.info("%s goes from revision %s to %s", database.name, revision, NEWEST)
        await migrate(database)


async def migrate(database: Database) -> None:
    """Run the steps that are missing, all or none. Raises StorageError."""
    patient = Database.at(database.url, _PATIENCE)
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
