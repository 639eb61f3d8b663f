"""Brings a database to the newest form, in a process of its own.

So Alembic's memory goes with that process, and the running bot stays small.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from bot.errors import StorageError
from bot.storage.revisions import NEWEST, revision_of

if TYPE_CHECKING:
    from bot.storage.database import Database

__all__ = ["migrate", "migrate_if_older"]

log = logging.getLogger(__name__)

_SAID = 3  # the exit status with which a sentence comes on standard output


async def migrate_if_older(database: Database) -> None:
    """Migrate unless the database is in the newest form. Raises StorageError."""
    revision = await revision_of(database)
    if revision != NEWEST:
        log.info("%s goes from revision %s to %s", database.name, revision, NEWEST)
        await migrate(database)


async def migrate(database: Database) -> None:
    """Run the steps that are missing, all or none. Raises StorageError.

    The address goes through standard input, where other users of the machine do not
    see the password in it.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.storage.migrate",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    address = database.url.render_as_string(hide_password=False)
    out, err = await process.communicate(address.encode())
    if process.returncode == 0:
        return
    if process.returncode == _SAID:
        raise StorageError(out.decode().strip())
    log.error("the migration ended with %s: %s", process.returncode, err.decode())
    message = f"{database.name} can't be brought to its newest form; see the log."
    raise StorageError(message)
