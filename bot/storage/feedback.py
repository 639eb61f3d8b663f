"""How often people found a passage helpful, one vote a person, day and passage."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from bot.storage.periods import FEEDBACK, current
from bot.storage.tables import EVERYWHERE, ballots, feedback
from bot.storage.values import FeedbackCount, PassageAddress

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database
    from bot.storage.periods import Period

__all__ = ["Feedback"]

_PLACE = ("guild", "slug", "content_hash", "start", "end")


class Feedback:
    """Counts votes; every method raises StorageError. `guild` None: direct messages.

    Who voted is not kept, see `bot.storage.periods`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def vote(
        self, guild: int | None, user: int, passage: PassageAddress, *, helpful: bool
    ) -> bool:
        """Count a vote, in place of the person's earlier one of the same day.

        Returns False where the person has voted the same already.
        """
        place = (guild or EVERYWHERE, *astuple(passage))
        async with self._database.write() as connection:
            period = await current(self._database, connection, FEEDBACK)
            mark = period.mark(user, *place)
            before = await _vote(connection, mark)
            if before is helpful:
                return False
            if before is None:
                ballot = _ballot(period, mark, place, helpful=helpful)
                await connection.execute(ballots.insert().values(ballot))
            else:
                await connection.execute(
                    update(ballots)
                    .where(ballots.c.mark == mark)
                    .values(helpful=helpful)
                )
                await self._count(connection, place, helpful=before, step=-1)
            await self._count(connection, place, helpful=helpful, step=1)
        return True

    async def counts(self, guild: int | None) -> tuple[FeedbackCount, ...]:
        """Return a server's counts by passage, those with the most votes first."""
        votes = feedback.c.helpful + feedback.c.unhelpful
        columns = [feedback.c[name] for name in _PLACE[1:]]
        query = (
            select(*columns, feedback.c.helpful, feedback.c.unhelpful)
            .where(feedback.c.guild == (guild or EVERYWHERE), votes > 0)
            .order_by(votes.desc(), *columns)
        )
        async with self._database.read() as connection:
            return tuple(
                FeedbackCount(PassageAddress(*row[:4]), row.helpful, row.unhelpful)
                for row in await connection.execute(query)
            )

    async def forget(self, user: int) -> None:
        """Take a person's votes back, as far as they can be told apart: today's."""
        async with self._database.write() as connection:
            period = await current(self._database, connection, FEEDBACK)
            for row in (await connection.execute(select(ballots))).all():
                if row.mark == period.mark(user, *_place(row)):
                    await connection.execute(
                        delete(ballots).where(ballots.c.mark == row.mark)
                    )
                    await self._count(
                        connection, _place(row), helpful=row.helpful, step=-1
                    )

    async def _count(
        self,
        connection: AsyncConnection,
        place: tuple[Any, ...],
        *,
        helpful: bool,
        step: int,
    ) -> None:
        name = "helpful" if helpful else "unhelpful"
        key = dict(zip(_PLACE, place, strict=True))
        first = {"helpful": 0, "unhelpful": 0, name: max(step, 0)}
        await connection.execute(
            self._database.insert(feedback)
            .values(key | first)
            .on_conflict_do_update(
                index_elements=_PLACE, set_={name: feedback.c[name] + step}
            )
        )


def _ballot(
    period: Period, mark: bytes, place: tuple[Any, ...], *, helpful: bool
) -> dict[str, Any]:
    return {
        "purpose": period.purpose,
        "period": period.number,
        "mark": mark,
        "helpful": helpful,
        **dict(zip(_PLACE, place, strict=True)),
    }


async def _vote(connection: AsyncConnection, mark: bytes) -> bool | None:
    query = select(ballots.c.helpful).where(ballots.c.mark == mark)
    return (await connection.execute(query)).scalar_one_or_none()


def _place(row: Row[Any]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _PLACE)
