"""Which form the database has, and whether this version of Verbatim knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, Table, Text, inspect, select

from bot.errors import StorageError, UnusableError
from bot.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.storage.database import Database

__all__ = ["NEWEST", "REVISIONS", "revision_of", "version_table"]

# In their order; kept here so that a database in the newest form opens without
# Alembic, which takes 12 MB. A test holds it to the folder `migrations`.
REVISIONS = ("0001", "0002", "0003", "0004", "0005")
NEWEST = REVISIONS[-1]

# As Alembic makes it; not under its usual name, which other software may have taken.
version_table = Table(
    "verbatim_version", MetaData(), Column("version_num", Text, primary_key=True)
)


async def revision_of(database: Database) -> str | None:
    """Return the revision that the database has, None where it has no table yet.

    Raises StorageError where it comes from a newer version, or from other software.
    """
    async with database.read() as connection:
        names = {*await connection.run_sync(_table_names)}
        if version_table.name not in names:
            _refuse_foreign(database, names)
            return None
        query = select(version_table.c.version_num)
        revision: str | None = await connection.scalar(query)
    if revision not in REVISIONS:
        message = (
            f"{database.name} was written by a newer version of Verbatim "
            f"(revision {revision}); install that one, or put back a backup."
        )
        raise UnusableError(message)
    return revision


def _table_names(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _refuse_foreign(database: Database, names: set[str]) -> None:
    taken = sorted(names & {*metadata.tables})
    if taken:
        message = (
            f"{database.name} holds another program's tables ({', '.join(taken)}); "
            "name a database of Verbatim's own."
        )
        raise StorageError(message)
