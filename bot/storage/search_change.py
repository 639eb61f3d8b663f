"""Changes the index in PostgreSQL: what is done within one transaction."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from bot.storage import search_sql as sql
from bot.storage.faults import driven

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    # In how many texts of each level a term is, and the most that it adds to one.
    Counted = tuple[int | float, ...]
    # How many texts of each level there are and their length, and counts of terms.
    Counts = tuple[Sequence[int], Mapping[int, Counted]]
    # A slug, a key, arrays for the ranking, and sentences as words.
    Document = tuple[str, bytes, bytes, Sequence[str]]

__all__ = ["Change", "signed"]

_LONG = 600.0  # seconds for an index that is made anew, or written


class Change:
    """A transaction in which a schema's index is changed, by nobody else meanwhile.

    `name` is what sentences call the database. Methods raise what the driver raises.
    """

    def __init__(self, connection: AsyncConnection, schema: str, name: str) -> None:
        self._connection = connection
        self._schema = schema
        self._sql = partial(sql.of_schema, schema)
        self._name = name

    async def make(self, statements: str, **names: str) -> None:
        """Execute statements that have no parameters."""
        for statement in statements.split(";"):
            made = statement.format(schema=self._schema, **names)
            await self._connection.exec_driver_sql(made)

    async def mend(self, places: Sequence[str]) -> None:
        """Make indexes anew that may have lost something; it takes a while."""
        statement = sql.LOST.format(schema=self._schema)
        lost = await self._connection.exec_driver_sql(statement, ([*places],))
        for part in [*lost.scalars()]:
            await self._at_length(sql.MAKE_ANEW, part)
            await self._connection.execute(self._sql(sql.MADE_ANEW), {"part": part})

    async def write(self, part: str) -> None:
        """Write a segment of what was added to a partition, if it is there."""
        await self._at_length(sql.WRITE, part)

    async def _at_length(self, statement: str, part: str) -> None:
        raw: Any = (await self._connection.get_raw_connection()).driver_connection
        # By the driver, for SQLAlchemy has one timeout for all statements.
        with driven(self._name):
            made = statement.format(schema=self._schema, part=part)
            await raw.execute(made, timeout=_LONG)

    async def remove(
        self, place: str, numbers: Collection[int], new: Sequence[str]
    ) -> bool:
        """Remove documents; return whether all were there, and none of the new slugs.

        Else nothing of the transaction counts.
        """
        gone = {"gone": [*numbers]}
        removed = await self._connection.scalars(self._sql(sql.REMOVE), gone)
        added = {"place": place, "slugs": new}
        taken = await self._connection.scalar(self._sql(sql.OF_SLUGS), added)
        if taken or len([*removed]) < len(numbers):
            await self._connection.rollback()
            return False
        return True

    async def part(self, place: str) -> str:
        """Return the name of a place's partition, which is made where there is none."""
        part = sql.part_of(place)
        new = {"place": place, "part": part, "totals": [0] * 2 * len(sql.LEVELS)}
        if await self._connection.scalar(self._sql(sql.NEW_PLACE), new):
            quoted = await self._connection.scalar(
                text("SELECT quote_literal(:place)"), {"place": place}
            )
            await self.make(sql.MAKE_PART, part=part, place=str(quoted))
            await self._connection.execute(self._sql(sql.MADE_ANEW), {"part": part})
        return part

    async def forget(
        self, place: str, part: str, numbers: Collection[int], removed: Counts
    ) -> None:
        """Forget sentences of documents, and what is of no document any more.

        These are terms, of what was counted of the removed ones, and the place.
        """
        gone = {"place": place, "gone": [*numbers], "terms": [*map(signed, removed[1])]}
        statements = [sql.FORGET_SENTENCES, sql.FORGET_TERMS]
        if await self._connection.scalar(self._sql(sql.IS_EMPTY), {"place": place}):
            statements = sql.FORGET_PLACE.split(";")
        for statement in statements:
            await self._connection.execute(self._sql(statement, part=part), gone)

    async def insert(self, place: str, part: str, document: Document) -> None:
        """Add a document and its sentences."""
        slug, key, arrays, sentences = document
        new = {"place": place, "slug": slug, "key": key, "arrays": arrays}
        number = await self._connection.scalar(self._sql(sql.INSERT), new)
        told = {"place": place, "number": number, "sentences": [*sentences]}
        await self._connection.execute(self._sql(sql.INSERT_SENTENCES, part=part), told)

    async def count(self, place: str, counts: Counts, sign: int) -> None:
        """Add what is counted of some documents, or take it away again.

        The most that a term adds to one of them stays.
        """
        totals, terms = counts
        texts = {"place": place, "totals": [sign * number for number in totals]}
        await self._connection.execute(self._sql(sql.COUNT_TEXTS), texts)
        if not terms:
            return
        columns = map(list, zip(*terms.values(), strict=True))
        told = dict(zip(sql.COUNTS, columns, strict=True))
        for name in sql.HELD:
            told[name] = [sign * number for number in told[name]]
        told["term"] = [*map(signed, terms)]
        await self._connection.execute(
            self._sql(sql.COUNT_TERMS), {"place": place, **told}
        )


def signed(number: int) -> int:
    """Return an unsigned number of 64 bits as PostgreSQL has it."""
    return number - 2**64 if number >= 2**63 else number
