"""What one process hears of another's changes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.library import EVERYWHERE, Folder, Keeper, Library
from bot.storage import Actor, Draft
from bot.storage.audit import record
from bot.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.storage.conftest import Address

HOST = Actor()


@pytest.fixture(params=["postgresql"])
async def other(address: Address) -> AsyncIterator[Store]:
    async with await Store.open(address) as opened:
        yield opened


postgresql_alone = pytest.mark.parametrize("address", ["postgresql"], indirect=True)


@postgresql_alone
async def test_a_change_is_heard_once_it_counts(store: Store, other: Store) -> None:
    assert await store.announcements.wait(5)  # what came before it listened
    assert not await store.announcements.wait(0.05)
    waiting = asyncio.create_task(store.announcements.wait(20))
    await other.articles.add("a", Draft("Text."), by=HOST)
    assert await waiting
    assert await store.articles.get("a")


@postgresql_alone
async def test_a_connection_that_is_lost_is_made_again(
    store: Store, other: Store
) -> None:
    assert await store.announcements.wait(5)
    database = other._database  # noqa: SLF001 - to break the connections
    async with database.write() as connection:
        await connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
    assert await store.announcements.wait(5)  # of the loss, or of listening again
    await store.announcements.wait(0.5)
    waiting = asyncio.create_task(store.announcements.wait(20))
    await other.articles.add("a", Draft("Text."), by=HOST)
    assert await waiting


@postgresql_alone
async def test_changes_come_to_count_in_the_order_of_their_numbers(
    store: Store, other: Store
) -> None:
    database = store._database  # noqa: SLF001 - to stand inside a transaction
    async with database.write() as connection:
        await record(connection, database, HOST, "add", "first")
        later = asyncio.create_task(other.articles.add("b", Draft("Text."), by=HOST))
        done, _ = await asyncio.wait({later}, timeout=0.5)
        assert not done
        assert await other.audit.last() == 0
    await later
    trail = await store.audit.entries(None)
    assert [entry.subject for entry in trail] == ["b", "first"]


@postgresql_alone
async def test_a_library_answers_at_once_from_what_another_process_added(
    address: Address, other: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.library.library._LOOKS", 1_000_000)  # it hears or nothing
    (tmp_path / "corpus").mkdir()
    library = Library(Folder(tmp_path / "corpus"), Keeper(address))
    library.load()
    await library.refresh()
    watching = asyncio.create_task(library.watch())
    for slug in ("a", "b"):
        await other.articles.add(slug, Draft("The mill grinds rye."), by=HOST)
        async with asyncio.timeout(20):
            while slug not in {a.slug for a in library.articles(EVERYWHERE)}:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    watching.cancel()
    await asyncio.wait({watching})
    await library.close()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
async def test_with_sqlite_there_is_nothing_to_hear(store: Store) -> None:
    assert not await store.announcements.wait(0.01)
