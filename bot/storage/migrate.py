"""The process that migrates: reads the database's address from standard input."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, make_url, text

from bot.errors import StorageError
from bot.storage.database import Database

__all__ = ["main"]

_FOLDER = Path(__file__).with_name("migrations")
_PATIENCE = 60.0  # seconds to wait for another process that migrates
_LOCK = 0x7665726261746D  # ours among PostgreSQL's advisory locks
_SAID = 3


def main() -> int:
    """Migrate; return 0, or 3 with a sentence on standard output."""
    try:
        asyncio.run(_migrate(sys.stdin.read()))
    except StorageError as error:
        sys.stdout.write(f"{error}\n")
        return _SAID
    return 0


async def _migrate(address: str) -> None:
    database = Database.at(make_url(address), _PATIENCE)
    try:
        async with database.write() as connection:
            if not database.is_sqlite:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await connection.run_sync(_upgrade)
    finally:
        await database.close()


def _upgrade(connection: Connection) -> None:
    config = Config(attributes={"connection": connection})
    # A percent sign in the path is no reference to another option.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    command.upgrade(config, "head")


if __name__ == "__main__":
    sys.exit(main())
