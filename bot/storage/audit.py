"""The audit trail: who changed what in the library, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from bot.storage.announcements import announce
from bot.storage.tables import audit
from bot.storage.values import AuditEntry

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database
    from bot.storage.values import Actor

__all__ = ["AuditTrail", "record"]


class AuditTrail:
    """Reads the trail; what changes the library writes it, in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def entries(
        self, guild: int | None, *, limit: int = 20, before: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """Return a server's entries (None: all of them), the newest first.

        `before` is the number of the entry to go on after. Raises StorageError.
        """
        query = select(audit).order_by(audit.c.number.desc()).limit(limit)
        if guild is not None:
            query = query.where(audit.c.guild == guild)
        if before is not None:
            query = query.where(audit.c.number < before)
        async with self._database.read() as connection:
            return tuple(AuditEntry(*row) for row in await connection.execute(query))

    async def latest(self, guild: int | None) -> tuple[AuditEntry, ...]:
        """Return the newest entry of each subject of a server (None: of all servers).

        Raises StorageError.
        """
        newest = select(func.max(audit.c.number)).group_by(audit.c.subject)
        if guild is not None:
            newest = newest.where(audit.c.guild == guild)
        query = select(audit).where(audit.c.number.in_(newest))
        async with self._database.read() as connection:
            return tuple(AuditEntry(*row) for row in await connection.execute(query))

    async def last(self) -> int:
        """Return the newest entry's number, 0 for none.

        It differs whenever anybody, in this process or another, has changed the
        library since. Raises StorageError.
        """
        async with self._database.read() as connection:
            number = await connection.scalar(select(func.max(audit.c.number)))
            return int(number or 0)

    async def forget(self, user: int) -> None:
        """Keep what a person did, but not who it was. Raises StorageError."""
        async with self._database.write() as connection:
            await connection.execute(
                update(audit).where(audit.c.user == user).values(user=None)
            )


async def record(
    connection: AsyncConnection,
    database: Database,
    actor: Actor,
    *what: str | None,
) -> None:
    """Add an entry: the action, its subject and, if any, a detail.

    Other processes are told of it once it counts.
    """
    await announce(database, connection)
    action, subject, *detail = what
    values = {
        "at": database.now(),
        "guild": actor.guild,
        "user": actor.user,
        "action": action,
        "subject": subject,
        "detail": detail[0] if detail else None,
    }
    await connection.execute(audit.insert().values(values))
