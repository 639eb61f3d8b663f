"""Duties that one process at a time has: each with its holder and an end.

A holder renews its leases, see `Leases.take`; when it dies, another one takes them
once they end.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, false, or_, select

from bot.storage.tables import leases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.storage.database import Database

__all__ = ["LASTING", "SWEPT", "Leases"]

LASTING = timedelta(seconds=45)  # so that a dead holder is followed within a minute
SWEPT = "swept"  # not to be had: its end is how far `Servers.count` is
_NOBODY = ""  # holds what is neither renewed nor given back


class Leases:
    """The leases of one holder; every method raises StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = secrets.token_hex(16)
        self._has_taken = False
        self._names: set[str] = set()  # those to renew

    async def take(self, *names: str, anew: bool = False) -> frozenset[str]:
        """Take leases, or renew them; return those that no other holder has.

        With `anew`, those that this holder has already are not returned.

        An end that is further off than a lease lasts was set by a clock that jumped,
        and binds nobody.
        """
        if not names:
            return frozenset()
        self._has_taken = True
        given = await self._take(names, self._holder, LASTING, anew=anew)
        self._names |= given
        return given

    async def take_turn(self, name: str, lasting: timedelta) -> bool:
        """Return whether it is this holder's turn; the next turn comes after `lasting`.

        A turn is neither renewed nor given back.
        """
        return bool(await self._take((name,), _NOBODY, lasting, anew=True))

    async def _take(
        self, names: Iterable[str], holder: str, lasting: timedelta, *, anew: bool
    ) -> frozenset[str]:
        now = self._database.now()
        end = now + lasting
        # In one order: two holders that lock each other's rows would wait for ever.
        rows = [
            {"name": name, "holder": holder, "ends_at": end} for name in sorted(names)
        ]
        taking = self._database.insert(leases).values(rows)
        taken = taking.on_conflict_do_update(
            index_elements=[leases.c.name],
            set_={"holder": holder, "ends_at": end},
            where=or_(
                false() if anew else leases.c.holder == holder,
                leases.c.ends_at <= now,
                leases.c.ends_at > now + 2 * lasting,
            ),
        ).returning(leases.c.name)
        async with self._database.write() as connection:
            return frozenset(await connection.scalars(taken))

    async def renew(self) -> frozenset[str]:
        """Renew and return what this holder has; what has ended meanwhile is lost.

        What could not be given back, as the database was away, is left to its end.
        """
        now = self._database.now()
        renewed = (
            leases.update()
            .where(leases.c.holder == self._holder, leases.c.ends_at > now)
            .where(leases.c.name.in_(self._names))
            .values(ends_at=now + LASTING)
            .returning(leases.c.name)
        )
        async with self._database.write() as connection:
            return frozenset(await connection.scalars(renewed))

    async def holds(self, name: str) -> bool:
        """Return whether this holder still has a lease."""
        mine = select(leases.c.name).where(
            leases.c.name == name,
            leases.c.holder == self._holder,
            leases.c.ends_at > self._database.now(),
        )
        async with self._database.read() as connection:
            return await connection.scalar(mine) is not None

    async def of_others(self) -> Mapping[str, datetime]:
        """Return the leases of other holders, and when each of them ends."""
        theirs = select(leases.c.name, leases.c.ends_at).where(
            leases.c.holder.not_in((self._holder, _NOBODY))
        )
        async with self._database.read() as connection:
            return {row.name: row.ends_at for row in await connection.execute(theirs)}

    async def release(self, *names: str) -> None:
        """Give leases back before their end; without names, all of them."""
        if not self._has_taken:
            return
        self._names -= {*names} or self._names
        mine = delete(leases).where(leases.c.holder == self._holder)
        if names:
            mine = mine.where(leases.c.name.in_(names))
        async with self._database.write() as connection:
            await connection.execute(mine)

    async def drop_ended(self) -> None:
        """Delete what dead holders have left."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(leases).where(
                    leases.c.ends_at <= self._database.now(), leases.c.name != SWEPT
                )
            )
