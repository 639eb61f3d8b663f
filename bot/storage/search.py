"""Finds sentences by the BM25 index of PostgreSQL's extension pg_textsearch.

What it holds is made from the articles and may be deleted at any time: it has a schema
of its own for each version of the analysis, and no part in migrations and backups. A
place is one server's articles, or everyone's, in one language. Each has a partition of
the sentences, with an index of its own: so nothing is counted across servers.
"""

from __future__ import annotations

import contextlib
from functools import partial
from hashlib import blake2b
from itertools import chain, zip_longest
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import text

from bot.errors import StorageBusyError, StorageError
from bot.storage import search_sql as sql
from bot.storage.database import Database
from bot.storage.location import locate
from bot.storage.search_change import Change, signed
from bot.storage.search_found import SearchedPlace, Stored, ranked, together

if TYPE_CHECKING:
    from collections.abc import (
        AsyncIterator,
        Callable,
        Collection,
        Iterable,
        Sequence,
    )

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.search_change import Counted, Counts, Document

__all__ = ["Search"]

_STATES = "verbatim_states"  # those of a connection, by the places found whole there
_NO_TABLE = "42P01"  # what PostgreSQL says where a place, or the index, is not there
_STAYS = 10.0  # seconds in which one connection at most is taken from a replica
_LOST = "The index in PostgreSQL has to be made anew; try again in a few minutes."
_NOT_THERE = (
    f"{{name}} has no extension {sql.EXTENSION}, which VERBATIM_SEARCH=postgresql "
    "needs; install it on the server."
)
_NOT_LOADED = (
    f"{{name}} has not loaded {sql.EXTENSION}, which VERBATIM_SEARCH=postgresql needs; "
    "add it to the server's shared_preload_libraries and restart the server."
)


class _LostError(StorageBusyError):
    """An index may have lost something, and is to be made anew."""


class Search:
    """The index in a database; methods raise StorageError.

    `version` tells what the analysis of texts depends on: another one has an index of
    its own, as has another form of the tables.
    """

    def __init__(self, database: Database, writing: Database, version: str) -> None:
        self._database = database
        self._writing = writing
        self._left = 0.0  # when a replica was left
        digest = blake2b((version + sql.MAKE).encode(), digest_size=8).hexdigest()
        self._schema = f"verbatim_search_{digest}"
        self._sql = partial(sql.of_schema, self._schema)

    @classmethod
    def at(cls, where: str, version: str, patience: float = 5.0) -> Self:
        """Return the index at the address of a PostgreSQL; nothing is opened yet.

        Of several servers in the address, the first is read from that answers.
        """
        url = locate(where)
        # Else the planner would score few rows one by one, also those without a word.
        options = f"{url.query.get('options', '')} -c enable_seqscan=off {sql.OPTIONS}"
        words = {"options": options.strip()}
        if "host" not in url.query:
            database = Database.at(url.update_query_dict(words), patience)
            return cls(database, database, version)
        reading, writing = (
            url.update_query_dict({**words, "target_session_attrs": kind})
            for kind in ("any", "read-write")
        )
        both = Database.at(reading, patience), Database.at(writing, patience)
        return cls(*both, version)

    async def prepare(self) -> None:
        """Make the tables, unless they are there."""
        if await self._is_made():
            return
        await self.extension()
        async with self._change() as change:
            if await self._is_made():  # by another process, meanwhile
                return
            await change.make(sql.MAKE)

    async def empty(self) -> None:
        """Make the tables anew, which are to be filled again."""
        async with self._change() as change:
            await change.make(f"{sql.DROP};{sql.MAKE}")

    async def extension(self) -> str:
        """Return the version of the extension; raises StorageError without it."""
        async with self._database.read() as connection:
            named = {"name": sql.EXTENSION}
            version: str | None = await connection.scalar(text(sql.VERSION), named)
            loaded = await connection.scalar(text(sql.LOADED))
        if version is None or not loaded:
            fault = _NOT_LOADED if version else _NOT_THERE
            raise StorageError(fault.format(name=self._database.name))
        return version

    async def known(
        self, is_asked: Callable[[str], bool]
    ) -> dict[tuple[str, str], bytes]:
        """Return the keys of the documents of some places, by place and slug."""
        async with self._database.read() as connection:
            places = await connection.scalars(self._sql(sql.PLACES))
            asked = {"places": [*filter(is_asked, places)]}
            rows = await connection.execute(self._sql(sql.KNOWN), asked)
            return {(place, slug): key for place, slug, key in rows}

    async def change(
        self,
        place: str,
        counts: tuple[Counts, Counts],
        numbers: Collection[int],
        documents: Sequence[Document],
    ) -> bool:
        """Remove documents by their numbers and add others, together or not at all.

        `counts` are what is counted of these and of those. Returns whether it was done:
        where another process was there first, it was not, and is to be tried again
        with what is to be done still.
        """
        async with self._change() as change:
            await change.mend([place])
            new = [slug for slug, *_ in documents]
            if not await change.remove(place, numbers, new):
                return False
            part = await change.part(place)
            for counted, sign in zip(counts, (-1, 1), strict=True):
                await change.count(place, counted, sign)
            for document in documents:
                await change.insert(place, part, document)
            await change.forget(place, part, numbers, counts[0])
            return True

    async def write(self, place: str) -> None:
        """Write what was added to a place where it is found in less time."""
        async with self._change() as change:
            await change.write(sql.part_of(place))

    async def find(
        self, places: Collection[str], words: str, most: int, terms: Iterable[int] = ()
    ) -> SearchedPlace | None:
        """Return what some places have for some words, None where they have nothing.

        Of each place at most the best `most` sentences are looked at.
        """
        try:
            return await self._find(places, words, most, terms)
        except _LostError:  # its connection is given back, for there are few
            async with self._change() as change:
                await change.mend([*places])
            return await self._find(places, words, most, terms)

    async def _find(
        self, places: Collection[str], words: str, most: int, terms: Iterable[int]
    ) -> SearchedPlace | None:
        """Find; raises _LostError where an index may have lost something."""
        asked = [*map(signed, terms)], words
        async with self._database.read() as connection:
            looked = [
                await self._look(connection, place, most, asked)
                for place in sorted(places)
            ]
            states = connection.info.get(_STATES, {}).values()
            if any(recovers for recovers, _ in states) and self._leaves():
                await connection.invalidate()
        found = [one for one in looked if one is not None]
        if not found:
            return None
        every, documents, scores, *counts = zip(*found, strict=True)
        # Scores of different places do not compare: so each has its turn.
        turns = chain.from_iterable(zip_longest(*map(ranked, documents, scores)))
        return SearchedPlace(
            tuple(map(sum, zip(*every, strict=True))),
            tuple(one for one in turns if one is not None),
            together(zip(*counts, strict=True)),
        )

    async def _look(
        self,
        connection: AsyncConnection,
        place: str,
        most: int,
        asked: tuple[Sequence[int], str],
    ) -> list[Sequence[Any]] | None:
        """Return totals, documents, scores, terms and counts; None without the place.

        `asked` are terms and words. Raises _LostError as `_find`.
        """
        terms, words = asked
        states: dict[str, tuple[bool, int]] = connection.info.setdefault(_STATES, {})

        async def ask(state: tuple[bool, int]) -> Sequence[Any]:
            best = sql.BEST_IN_RECOVERY if state[0] else sql.BEST
            find = sql.find(self._schema, place, best if words else sql.NONE, most)
            return await self._database.fetch(connection, find, place, terms, words)

        state = states.pop(place, None)
        try:
            rows = await ask(state) if state else ()
            if not state or not rows or rows[0][:2] != state:
                async with self._database.one_process(connection):
                    state = await self._state(connection, place)
                    rows = await ask(state)
        except StorageError as error:
            if getattr(error.__cause__, "sqlstate", None) == _NO_TABLE:
                return None
            raise
        if not rows:
            return None
        states[place] = state
        return [one or () for one in rows[0][2:]]

    async def _state(self, connection: AsyncConnection, place: str) -> tuple[bool, int]:
        """Return whether a connection is to a replica, and its server process.

        What is whole stays so while the process lives that found it so. On a replica it
        is not looked at: unlogged tables can't be read there, nor indexes mended.
        """
        fetch = partial(self._database.fetch, connection)
        ((recovers, process, *_),) = await fetch(sql.STATE)
        lost = sql.LOST.format(schema=self._schema)
        if not recovers and await fetch(lost, [place]):
            raise _LostError(_LOST)
        return recovers, process

    async def documents(
        self,
        numbers: Iterable[int] = (),
        places: Iterable[str] = (),
        slugs: Iterable[str] = (),
    ) -> dict[int, Stored]:
        """Return documents by their numbers, or by their places and slugs."""
        asked = [*numbers], [*places], [*slugs]
        stored = sql.STORED.format(schema=self._schema)
        async with self._database.read() as connection:
            rows = await self._database.fetch(connection, stored, *asked)
        return {number: Stored(*told) for number, *told in rows}

    async def counted(
        self, places: Iterable[str], terms: Iterable[int]
    ) -> dict[int, Counted]:
        """Return what is counted of some terms in some places, none of unknown ones."""
        asked, counted = [*map(signed, terms)], sql.COUNTED.format(schema=self._schema)
        async with self._database.read() as connection:
            fetch = partial(self._database.fetch, connection, counted)
            rows = [row for place in places for row in await fetch(place, asked)]
        return together([one or () for one in row] for row in rows)

    async def close(self) -> None:
        """Close all connections."""
        for database in {self._database, self._writing}:
            await database.close()

    def _leaves(self) -> bool:
        """Return whether it is time to look for the primary server again."""
        if monotonic() - self._left < _STAYS:
            return False
        self._left = monotonic()
        return True

    async def _is_made(self) -> bool:
        named = {"name": f"{self._schema}.terms"}
        async with self._database.read() as connection:
            return bool(await connection.scalar(text(sql.IS_MADE), named))

    @contextlib.asynccontextmanager
    async def _change(self) -> AsyncIterator[Change]:
        """Give what changes the index, until the end of its transaction alone."""
        async with self._writing.write() as connection:
            await connection.execute(text(sql.LOCK))
            yield Change(connection, self._schema, self._writing.name)
