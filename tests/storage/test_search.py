from __future__ import annotations

import asyncio
import os
import signal
from itertools import count
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.search import Search
from bot.storage.search_found import ranked
from tests.storage.postgresql_server import PRELOADED, searching

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from tests.storage.postgresql_server import Server

pytest_plugins = ["tests.searching"]

EVERYONE, SERVER = "en ", "en 5:7,8"
ODD = 'en 1:it\'s; "two" {part} :words'
NOTHING: tuple[Sequence[int], Mapping[int, tuple[int, ...]]] = ([0] * 12, {})


def document(
    slug: str, *sentences: str, key: bytes = b"1"
) -> tuple[str, bytes, bytes, list[str]]:
    return slug, key, b"arrays of " + slug.encode(), [*sentences]


async def add(
    search: Search, *documents: tuple[str, bytes, bytes, list[str]], at: str = EVERYONE
) -> None:
    assert await search.change(at, (NOTHING, NOTHING), [], documents)


async def slugs(search: Search, words: str, *places: str) -> list[str]:
    found = await search.find(places or [EVERYONE], words, 10)
    if found is None:
        return []
    stored = await search.documents(found.documents)
    return [stored[number].slug for number in found.documents]


@pytest.fixture
async def search(search_address: str) -> AsyncIterator[Search]:
    opened = Search.at(search_address, "one")
    await opened.prepare()
    yield opened
    await opened.close()


@pytest.mark.usefixtures("uncovered")
async def test_the_documents_come_first_that_share_most(search: Search) -> None:
    await add(
        search,
        document("mill", "wheel grinds rye", "wheel turns"),
        document("harbour", "board denies fee", "fee of wheel"),
        document("school", "pupils read books"),
    )
    assert await slugs(search, "fee fee wheel") == ["harbour", "mill"]
    assert await slugs(search, "wheel grinds") == ["mill", "harbour"]
    assert await slugs(search, "unknown") == []
    assert await slugs(search, "") == []


def test_documents_are_ranked_by_their_best_sentence_and_a_little_by_others() -> None:
    assert ranked([], []) == []
    found = [(1, -9.0), (2, -8.0), (3, -7.9), (3, -4.0), (3, -4.0), (1, -0.5)]
    assert ranked(*zip(*found, strict=True)) == [1, 3, 2]
    poor = [(number, -4.9) for number in range(10, 30)]
    assert ranked(*zip(*found, *poor, strict=True)) == [1, 3, 2, *range(10, 15)]
    fair = [(number, -5.0) for number in range(10, 30)]
    assert ranked(*zip(*found, *fair, strict=True)) == [1, 3, 2, *range(10, 30)]


def test_an_article_is_not_ranked_by_how_many_sentences_it_has() -> None:
    long = [(1, -5.0)] * 100
    best = [(number, -6.0) for number in range(2, 20)]
    assert ranked(*zip(*best, *long, strict=True)) == [*range(2, 20), 1]


async def test_the_best_sentences_are_scored_once(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(search, document("mill", "wheel grinds rye"))
    fetch, plans = Database.fetch, []

    async def explaining(
        self: Database, connection: AsyncConnection, statement: str, *values: object
    ) -> Sequence[Any]:
        rows = await fetch(self, connection, statement, *values)
        if "bm25query" in statement:
            named = "SELECT name FROM pg_prepared_statements WHERE statement = $1"
            ((name,),) = await fetch(self, connection, named, statement)
            asked = f"('{EVERYONE}', '{{}}', 'wheel')"
            explain = f"EXPLAIN VERBOSE EXECUTE {name}{asked}"
            plan = await fetch(self, connection, explain)
            plans.append([line for (line,) in plan])
        return rows

    monkeypatch.setattr(Database, "fetch", explaining)
    for _ in range(7):  # the server plans anew, where it may, the first five times
        assert await slugs(search, "wheel") == ["mill"]
    assert len(plans) == 7
    for plan in plans:
        assert any("Order By: (" in line and "<@>" in line for line in plan)
        assert not any("Output: " in line and "<@>" in line for line in plan)


async def test_a_pool_may_give_each_statement_another_process(
    search: Search, search_address: str
) -> None:
    await add(search, document("mill", "wheel grinds rye"))
    pooled = Search.at(f"{search_address}?pgbouncer=true", "one")
    assert await slugs(pooled, "wheel") == ["mill"]
    assert await slugs(pooled, "wheel", "de ", EVERYONE) == ["mill"]
    await pooled.close()


@pytest.mark.parametrize("words", ["", "?pgbouncer=true"])
async def test_a_search_ends_where_each_transaction_has_another_process(
    search: Search, search_address: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(search, document("mill", "wheel grinds rye"))
    fetch, processes = Database.fetch, count()
    current = 0

    async def elsewhere(
        self: Database, connection: AsyncConnection, statement: str, *values: object
    ) -> Sequence[Any]:
        nonlocal current
        rows = await fetch(self, connection, statement, *values)
        raw: Any = (await connection.get_raw_connection()).driver_connection
        if not raw.is_in_transaction():
            current = next(processes)
        if "pg_backend_pid" not in statement:
            return rows
        return [(recovers, current, *others) for recovers, _, *others in rows]

    monkeypatch.setattr(Database, "fetch", elsewhere)
    pooled = Search.at(f"{search_address}{words}", "one")
    async with asyncio.timeout(60):
        for _ in range(3):
            assert await slugs(pooled, "wheel") == ["mill"]
    await pooled.close()


async def test_a_search_goes_on_where_its_connection_is_lost(
    search: Search, search_address: str
) -> None:
    await add(search, document("mill", "wheel grinds rye"))
    other = await asyncpg.connect(search_address)
    mine = "FROM pg_stat_activity WHERE query LIKE '%bm25_get_current_score%'"
    mine = f"{mine} AND pid <> pg_backend_pid()"
    assert await slugs(search, "wheel") == ["mill"]
    await other.execute(f"SELECT pg_terminate_backend(pid, 5000) {mine}")
    assert await slugs(search, "wheel") == ["mill"]
    await other.close()


async def test_what_was_added_is_written_and_found_as_before(
    search: Search, search_address: str
) -> None:
    await search.write(EVERYONE)  # where there is nothing yet
    await add(search, document("mill", "wheel grinds rye"), document("fee", "wheel"))
    before = await search.find([EVERYONE], "wheel grinds", 10)
    await search.write(EVERYONE)
    connection = await asyncpg.connect(search_address)
    index = await connection.fetchval(
        "SELECT indexrelid::regclass FROM pg_stat_user_indexes "
        "WHERE indexrelname LIKE '%bm25'"
    )
    told = await connection.fetchval("SELECT bm25_summarize_index($1)", index)
    await connection.close()
    assert "1 segments" in told
    assert await search.find([EVERYONE], "wheel grinds", 10) == before
    await add(search, document("mast", "grinds"))
    assert await slugs(search, "grinds") == ["mast", "mill"]


async def test_no_other_places_documents_are_found_or_counted(search: Search) -> None:
    term = {7: (1,) * 6 + (0.5,) * 6}
    await add(search, document("mill", "wheel"))
    for place in (SERVER, ODD):
        counts = (NOTHING, ([1] * 12, term))
        assert await search.change(place, counts, [], [document("secret", "wheel")])
        assert await slugs(search, "wheel", place) == ["secret"]
        known = await search.known(place.__eq__)
        assert known == {(place, "secret"): b"1"}
    assert await slugs(search, "wheel") == ["mill"]
    assert await slugs(search, "wheel", EVERYONE, SERVER) == ["mill", "secret"]
    assert await slugs(search, "wheel", "de ") == []
    assert await search.counted([EVERYONE], [7]) == {}
    assert await search.counted([SERVER, ODD], [7, 8]) == {7: (2,) * 6 + (0.5,) * 6}


async def test_no_place_crowds_out_another(search: Search) -> None:
    await add(search, *(document(f"stone{n}", "wheel") for n in range(70)))
    await add(search, document("own", "wheel repaired in may"), at=SERVER)
    for places in ((EVERYONE, SERVER), (SERVER, EVERYONE)):
        found = await slugs(search, "wheel repaired", *places)
        assert "own" in found[:2]
        assert len(found) == 11


async def test_what_is_removed_is_neither_found_nor_counted(search: Search) -> None:
    large = 2**64 - 1
    old = ([3] * 12, {large: (2,) * 6 + (0.5,) * 6})
    new = ([1] * 12, {large: (1,) * 6 + (0.25,) * 6})
    await search.change(EVERYONE, (NOTHING, old), [], [document("mill", "old wheel")])
    renewed = document("mill", "new wheel", key=b"2")
    (number,) = await search.documents(places=[EVERYONE], slugs=["mill"])
    assert await search.change(EVERYONE, (old, new), [number], [renewed])
    assert await slugs(search, "old") == []
    assert await slugs(search, "new") == ["mill"]
    assert await search.known(bool) == {(EVERYONE, "mill"): b"2"}
    assert await search.counted([EVERYONE], [large]) == {
        large: (1,) * 6 + (0.5,) * 6  # the most that it ever added stays
    }
    found = await search.find([EVERYONE], "new", 10)
    assert found is not None
    assert found.totals == (1,) * 12


async def test_what_is_counted_of_nothing_is_forgotten(
    search: Search, search_address: str
) -> None:
    both = ([2] * 12, {7: (1,) * 6 + (0.5,) * 6, 8: (1,) * 6 + (0.5,) * 6})
    first, second = (([1] * 12, {n: (1,) * 6 + (0.5,) * 6}) for n in (7, 8))
    documents = [document("mill", "wheel"), document("fee", "board")]
    await search.change(SERVER, (NOTHING, both), [], documents)
    mill, fee = await search.documents(places=[SERVER], slugs=["mill", "fee"])
    assert await search.change(SERVER, (first, NOTHING), [mill], [])
    assert (await search.counted([SERVER], [7, 8])).keys() == {8}
    assert await slugs(search, "board", SERVER) == ["fee"]
    assert await search.change(SERVER, (second, NOTHING), [fee], [])
    assert await search.find([SERVER], "board", 10) is None
    connection = await asyncpg.connect(search_address)
    schema = "(SELECT max(nspname) FROM pg_namespace WHERE nspname ~ '^verbatim_se')"
    left = f"SELECT count(*) FROM pg_tables WHERE schemaname = {schema}"  # noqa: S608
    assert await connection.fetchval(left) == 5
    await connection.close()
    await add(search, document("mill", "wheel"), at=SERVER)
    assert await slugs(search, "wheel", SERVER) == ["mill"]


async def test_no_number_of_a_document_is_given_again_where_tables_are_made_anew(
    search: Search,
) -> None:
    names = ["mill", "harbour"]
    await add(search, *(document(name, "wheel") for name in names))
    before = await search.documents(places=[EVERYONE], slugs=names)
    await search.empty()
    assert await slugs(search, "wheel") == []
    await add(search, *(document(name, "wheel") for name in names))
    after = await search.documents(places=[EVERYONE], slugs=names)
    assert len(before) == len(after) == 2
    assert before.keys().isdisjoint(after)


async def test_where_the_tables_are_gone_nothing_is_found_and_else_a_sentence_says_so(
    search: Search, search_address: str
) -> None:
    counts = ([1] * 12, {7: (1,) * 6 + (0.5,) * 6})
    await search.change(SERVER, (NOTHING, counts), [], [document("mill", "wheel")])
    assert (await search.counted([SERVER], [7])).keys() == {7}
    assert await search.find([], "wheel", 10) is None
    connection = await asyncpg.connect(search_address)
    schema = await connection.fetchval(
        "SELECT nspname FROM pg_namespace WHERE nspname ~ '^verbatim_se'"
    )
    await connection.execute(f"DROP SCHEMA {schema} CASCADE")
    await connection.close()
    for _ in range(2):
        assert await search.find([SERVER], "wheel", 10) is None
    with pytest.raises(StorageError, match=r"gave it \(rel.*; start the bot anew"):
        await search.counted([SERVER], [7])
    with pytest.raises(StorageError, match=r"gave it \(rel.*; start the bot anew"):
        await search.documents(places=[SERVER], slugs=["mill"])


async def test_who_comes_second_changes_nothing(search: Search) -> None:
    await add(search, document("mill", "old wheel", key=b"0"))
    (old,) = await search.documents(places=[EVERYONE], slugs=["mill"])
    new = document("mill", "wheel")
    assert await search.change(EVERYONE, (NOTHING, NOTHING), [old], [new])
    counts = (NOTHING, ([1] * 12, dict[int, tuple[int, ...]]()))
    again = [document("harbour", "fee"), new]
    assert not await search.change(EVERYONE, counts, [], again)
    assert not await search.change(EVERYONE, counts, [old], [new])
    assert not await search.change(EVERYONE, counts, [old], [])
    assert await search.known(bool) == {(EVERYONE, "mill"): b"1"}
    found = await search.find([EVERYONE], "fee", 10)
    assert found is not None
    assert found.totals == (0,) * 12


async def test_several_processes_make_the_tables_at_once(search_address: str) -> None:
    several = [Search.at(search_address, "one") for _ in range(3)]
    await asyncio.gather(*(each.prepare() for each in several))
    await add(several[0], document("mill", "wheel"))
    assert await slugs(several[1], "wheel") == ["mill"]
    for each in several:
        await each.close()


async def test_another_version_has_an_index_of_its_own(
    search: Search, search_address: str
) -> None:
    await add(search, document("mill", "wheel"))
    other = Search.at(search_address, "two")
    await other.prepare()
    assert await slugs(other, "wheel") == []
    await other.close()


async def test_without_the_extension_a_sentence_says_so(postgresql: str) -> None:
    search = Search.at(f"{postgresql}/postgres", "one")
    with pytest.raises(StorageError, match="has no extension pg_textsearch"):
        await search.prepare()
    await search.close()


async def test_an_extension_that_was_dropped_ends_in_a_sentence(
    search: Search, search_address: str
) -> None:
    await add(search, document("mill", "wheel"))
    assert await slugs(search, "wheel") == ["mill"]
    connection = await asyncpg.connect(search_address)
    await connection.execute("DROP EXTENSION pg_textsearch CASCADE")
    await connection.close()
    for _ in range(2):
        with pytest.raises(StorageError, match="can't do what was asked"):
            await search.find([EVERYONE], "wheel", 10)


async def test_an_extension_that_is_not_loaded_is_told(
    search_servers: tuple[Server, Server],  # noqa: ARG001 - skips where there is none
) -> None:
    with searching(preloaded=False) as (server, _):
        search = Search.at(f"{server.address}/postgres", "one")
        with pytest.raises(StorageError, match="add it to the server's shared_preload"):
            await search.prepare()
        await search.close()


@pytest.mark.usefixtures("search_servers")  # skips where there is none
async def test_reading_goes_on_from_a_replica_while_the_primary_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with searching() as (primary, replica):
        connection = await asyncpg.connect(f"{primary.address}/postgres")
        await connection.execute("CREATE DATABASE verbatim")
        await connection.close()
        hosts = f"{primary.host},{replica.host}"
        address = f"postgresql://verbatim@/verbatim?host={hosts}"
        search = Search.at(address, "one")
        await search.prepare()
        await add(search, document("mill", "wheel grinds rye"))
        replica.copy(primary)
        replica.start(PRELOADED)
        await add(search, document("late", "wheel of the late"))
        await until_followed(primary, replica)
        primary.kill()
        assert (await search.known(bool)).keys() == {
            (EVERYONE, "mill"),
            (EVERYONE, "late"),
        }
        assert await slugs(search, "wheel grinds") == ["mill", "late"]
        # The extension counts there no words of what came since the replica started.
        assert await slugs(search, "late") == []
        with pytest.raises(StorageError, match="can't be reached"):
            await add(search, document("new", "wheel"))
        primary.start(PRELOADED)
        await add(search, document("new", "wheel"))
        monkeypatch.setattr("bot.storage.search._STAYS", 0.0)
        await slugs(search, "late")
        assert await slugs(search, "late") == ["late"]
        await search.close()


@pytest.mark.usefixtures("search_servers")  # skips where there is none
async def test_what_a_killed_server_has_lost_is_made_anew() -> None:
    with searching() as (server, _):
        search = Search.at(f"{server.address}/postgres", "one")
        await search.prepare()
        await add(search, document("mill", "wheel grinds"))
        await add(search, document("secret", "wheel"), at=SERVER)
        server.kill()
        server.start(PRELOADED)
        several = [slugs(search, "wheel", EVERYONE, SERVER) for _ in range(9)]
        assert await asyncio.gather(*several) == [["mill", "secret"]] * 9
        server.kill()
        server.start(PRELOADED)
        other = await asyncpg.connect(f"{server.address}/postgres")
        part = await other.fetchval(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent::regclass::text LIKE '%.sentences' LIMIT 1"
        )
        async with other.transaction():  # somebody changes it for long
            await other.execute(f"LOCK TABLE {part}")
            with pytest.raises(StorageError, match="is held by another program"):
                await slugs(search, "wheel", EVERYONE, SERVER)
        await other.close()
        await add(search, document("harbour", "wheel of the board"))
        assert {*await slugs(search, "wheel")} == {"mill", "harbour"}
        await search.close()


@pytest.mark.usefixtures("uncovered")
@pytest.mark.usefixtures("search_servers")  # skips where there is none
async def test_what_is_lost_with_a_process_of_the_server_is_made_anew() -> None:
    with searching() as (server, _):
        address = f"{server.address}/postgres"
        search = Search.at(address, "one")
        await search.prepare()
        await add(search, document("mill", "wheel grinds"))
        other, witness = [await asyncpg.connect(address) for _ in range(2)]
        os.kill(await other.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)
        async with asyncio.timeout(60):
            while not witness.is_closed():  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.05)  # the server ends all that are connected
            while not await is_up(address):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.05)
        assert await slugs(search, "wheel") == ["mill"]
        await add(search, document("harbour", "wheel of the board"))
        assert {*await slugs(search, "wheel")} == {"mill", "harbour"}
        await search.close()


async def is_up(address: str) -> bool:
    try:
        connection = await asyncpg.connect(address)
    except (OSError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


async def until_followed(primary: Server, replica: Server) -> None:
    one = await asyncpg.connect(f"{primary.address}/verbatim")
    other = await asyncpg.connect(f"{replica.address}/verbatim")
    wanted = await one.fetchval("SELECT pg_current_wal_lsn()::text")
    followed = "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn"
    async with asyncio.timeout(20):
        while not await other.fetchval(followed, wanted):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.02)
    await one.close()
    await other.close()
