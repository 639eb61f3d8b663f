"""Finds sentences by the BM25 index of PostgreSQL's extension pg_textsearch.

What it holds is made from the articles and may be deleted at any time: it has a schema
of its own for each version of the analysis, and no part in migrations and backups. A
place is one server's articles, or everyone's, in one language. Each has a partition of
the sentences, with an index of its own: so nothing is counted across servers.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sqlalchemy import TextClause, text

from bot.errors import StorageError
from bot.storage import search_sql as sql
from bot.storage.database import Database
from bot.storage.faults import failure
from bot.storage.location import locate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    # In how many texts of each level a term is, and the most that it adds to one.
    Counted = tuple[int | float, ...]
    # How many texts of each level there are and their length, and counts of terms.
    Counts = tuple[Sequence[int], Mapping[int, Counted]]
    # A slug, a key, arrays for the ranking, and sentences as words.
    Document = tuple[str, bytes, bytes, Sequence[str]]

__all__ = ["Search", "SearchedPlace", "Stored"]

_LONG = 600.0  # seconds for an index that is made anew
_NOT_THERE = (
    "{name} has no extension {extension}, which VERBATIM_SEARCH=postgresql needs; "
    "install it on the server."
)
_NOT_LOADED = (
    "{name} has not loaded the extension {extension}, which VERBATIM_SEARCH=postgresql "
    "needs; add it to the server's shared_preload_libraries, and restart that."
)


class Stored(NamedTuple):
    """A document that was found."""

    slug: str
    key: bytes
    arrays: bytes


class SearchedPlace(NamedTuple):
    """What is counted of some places together, and the documents found there.

    They are numbers, of each place in turn, those first whose sentences share most with
    what was asked.
    """

    totals: tuple[int, ...]
    documents: tuple[int, ...]


class Search:
    """The index in a database; methods raise StorageError.

    `version` tells what the analysis of texts depends on: another one has an index of
    its own.
    """

    def __init__(self, database: Database, version: str) -> None:
        self._database = database
        digest = blake2b(version.encode(), digest_size=8).hexdigest()
        self._schema = f"verbatim_search_{digest}"

    @classmethod
    def at(cls, where: str, version: str, patience: float = 5.0) -> Self:
        """Return the index at the address of a PostgreSQL; nothing is opened yet.

        Of several servers in the address, any is read from that answers.
        """
        url = locate(where)
        # Else the planner would score few rows one by one, also those without a word.
        options = f"{url.query.get('options', '')} -c enable_seqscan=off".strip()
        words = {"options": options}
        if "host" in url.query:
            words["target_session_attrs"] = "any"
        return cls(Database.at(url.update_query_dict(words), patience), version)

    async def prepare(self) -> None:
        """Make the tables, unless they are there."""
        if await self._is_made():
            return
        await self.extension()
        async with self._database.write() as connection:
            await connection.execute(text(sql.LOCK))
            if await self._is_made():  # by another process, meanwhile
                return
            await self._make(connection, sql.MAKE)

    async def extension(self) -> str:
        """Return the version of the extension; raises StorageError without it."""
        async with self._database.read() as connection:
            named = {"name": sql.EXTENSION}
            version: str | None = await connection.scalar(text(sql.VERSION), named)
            loaded = await connection.scalar(text(sql.LOADED))
        if version is None or not loaded:
            fault = _NOT_LOADED if version else _NOT_THERE
            names = {"name": self._database.name, "extension": sql.EXTENSION}
            raise StorageError(fault.format(**names))
        return version

    async def known(self) -> dict[tuple[str, str], bytes]:
        """Return the keys of the documents that there are, by place and slug."""
        async with self._database.read() as connection:
            rows = await connection.execute(self._sql(sql.KNOWN))
            return {(place, slug): key for place, slug, key in rows}

    async def change(
        self,
        place: str,
        counts: tuple[Counts, Counts],
        slugs: Collection[str],
        documents: Sequence[Document],
    ) -> bool:
        """Remove the documents of some slugs and add others, together or not at all.

        `counts` are what is counted of these and of those. Returns whether it was done:
        where another process was there first, it was not, and is to be tried again
        with what is to be done still.
        """
        new = [slug for slug, *_ in documents]
        async with self._database.write() as connection:
            # No other process changes the index until the transaction ends.
            await connection.execute(text(sql.LOCK))
            await self._mend(connection, [place])
            gone = {"place": place, "slugs": [*slugs]}
            removed = [*await connection.scalars(self._sql(sql.REMOVE), gone)]
            added = {"place": place, "slugs": new}
            taken = await connection.scalar(self._sql(sql.OF_SLUGS), added)
            if taken or len(removed) < len(slugs):
                await connection.rollback()
                return False
            part = await self._part(connection, place)
            for counted, sign in zip(counts, (-1, 1), strict=True):
                await self._count(connection, place, counted, sign)
            for document in documents:
                await self._insert(connection, place, part, document)
            forgotten = self._sql(sql.REMOVE_SENTENCES, part=part)
            await connection.execute(forgotten, {"removed": removed})
            return True

    async def find(
        self, places: Sequence[str], words: str, most: int
    ) -> SearchedPlace | None:
        """Return what some places have for some words, None where they have nothing.

        Of each place at most the best `most` sentences are looked at.
        """
        # Whoever mends has no other connection at the same time: there are few.
        if await self._has_lost(places):
            async with self._database.write() as connection:
                await connection.execute(text(sql.LOCK))
                await self._mend(connection, places)
        async with self._database.read() as connection:
            rows = await connection.execute(self._sql(sql.PARTS), {"places": [*places]})
            parts = [*rows]
            found: list[dict[int, None]] = []
            for part, _, recovers in parts if words else ():
                asked = {"words": words, "most": most}
                find = self._sql(
                    sql.FIND_IN_RECOVERY if recovers else sql.FIND, part=part
                )
                found.append(dict.fromkeys(await connection.scalars(find, asked)))
        if not parts:
            return None
        totals = tuple(map(sum, zip(*(totals for _, totals, _ in parts), strict=True)))
        # Scores of different places do not compare: so each has its turn.
        turns = chain.from_iterable(zip_longest(*found))
        return SearchedPlace(totals, tuple(one for one in turns if one is not None))

    async def documents(
        self,
        numbers: Iterable[int] = (),
        places: Iterable[str] = (),
        slugs: Iterable[str] = (),
    ) -> dict[int, Stored]:
        """Return documents by their numbers, or by their places and slugs."""
        asked = {"numbers": [*numbers], "places": [*places], "slugs": [*slugs]}
        async with self._database.read() as connection:
            rows = await connection.execute(self._sql(sql.STORED), asked)
            return {number: Stored(*stored) for number, *stored in rows}

    async def counted(
        self, places: Iterable[str], terms: Iterable[int]
    ) -> dict[int, Counted]:
        """Return what is counted of some terms in some places, none of unknown ones."""
        asked = {"places": [*places], "terms": [*map(_signed, terms)]}
        async with self._database.read() as connection:
            rows = await connection.execute(self._sql(sql.COUNTED), asked)
            return {term % 2**64: tuple(counts) for term, *counts in rows}

    async def close(self) -> None:
        """Close all connections."""
        await self._database.close()

    async def _is_made(self) -> bool:
        named = {"name": f"{self._schema}.terms"}
        async with self._database.read() as connection:
            return bool(await connection.scalar(text(sql.IS_MADE), named))

    async def _make(
        self, connection: AsyncConnection, statements: str, **names: str
    ) -> None:
        for statement in statements.split(";"):
            made = statement.format(schema=self._schema, **names)
            await connection.exec_driver_sql(made)

    def _sql(self, statement: str, **names: str) -> TextClause:
        return text(statement.format(schema=self._schema, **names))

    async def _has_lost(self, places: Sequence[str]) -> bool:
        """Return whether an index of these may have lost something."""
        async with self._database.read() as connection:
            lost = await connection.scalars(self._sql(sql.LOST), {"places": [*places]})
            return bool([*lost])

    async def _mend(self, connection: AsyncConnection, places: Sequence[str]) -> None:
        """Make indexes anew that may have lost something; it takes a while."""
        lost = await connection.scalars(self._sql(sql.LOST), {"places": [*places]})
        for part in [*lost]:
            await self._make_anew(connection, part)
            await connection.execute(self._sql(sql.MADE_ANEW), {"part": part})

    async def _make_anew(self, connection: AsyncConnection, part: str) -> None:
        from asyncpg import PostgresError  # noqa: PLC0415 - it is there with a server

        raw: Any = (await connection.get_raw_connection()).driver_connection
        anew = sql.MAKE_ANEW.format(schema=self._schema, part=part)
        try:  # by the driver, for SQLAlchemy has one timeout for all statements
            await raw.execute(anew, timeout=_LONG)
        except PostgresError as error:
            raise failure(self._database.name, error) from error

    async def _part(self, connection: AsyncConnection, place: str) -> str:
        """Return the name of a place's partition, which is made where there is none."""
        part = f"p{blake2b(place.encode(), digest_size=8).hexdigest()}"
        new = {"place": place, "part": part, "totals": [0] * 2 * len(sql.LEVELS)}
        if await connection.scalar(self._sql(sql.NEW_PLACE), new):
            quoted = await connection.scalar(
                text("SELECT quote_literal(:place)"), {"place": place}
            )
            await self._make(connection, sql.MAKE_PART, part=part, place=str(quoted))
        return part

    async def _insert(
        self, connection: AsyncConnection, place: str, part: str, document: Document
    ) -> None:
        slug, key, arrays, sentences = document
        new = {"place": place, "slug": slug, "key": key, "arrays": arrays}
        number = await connection.scalar(self._sql(sql.INSERT), new)
        told = {"place": place, "number": number, "sentences": [*sentences]}
        await connection.execute(self._sql(sql.INSERT_SENTENCES, part=part), told)

    async def _count(
        self, connection: AsyncConnection, place: str, counts: Counts, sign: int
    ) -> None:
        """Add what is counted of some documents, or take it away again.

        The most that a term adds to one of them stays.
        """
        totals, terms = counts
        texts = {"place": place, "totals": [sign * number for number in totals]}
        await connection.execute(self._sql(sql.COUNT_TEXTS), texts)
        if not terms:
            return
        columns = map(list, zip(*terms.values(), strict=True))
        told = dict(zip(sql.COUNTS, columns, strict=True))
        for name in sql.HELD:
            told[name] = [sign * number for number in told[name]]
        told["term"] = [*map(_signed, terms)]
        await connection.execute(self._sql(sql.COUNT_TERMS), {"place": place, **told})


def _signed(number: int) -> int:
    """Return an unsigned number of 64 bits as PostgreSQL has it."""
    return number - 2**64 if number >= 2**63 else number
