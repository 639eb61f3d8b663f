from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.errors import StorageError
from bot.storage import Actor, Feed, Scope, Shards
from bot.storage.store import Store

if TYPE_CHECKING:
    from tests.storage.conftest import Address, Clock

ADMIN = Actor(7, 1)
URL = "https://example.org/feed"
FEED = Feed(URL, Scope(1, frozenset({5})), {"license": "CC BY 4.0"}, limit=3)


async def test_a_feed_comes_back_and_is_due(store: Store) -> None:
    await store.feeds.save(FEED, by=ADMIN)
    assert await store.feeds.all() == (FEED,)
    assert await store.feeds.claim() == FEED


async def test_a_checked_feed_is_due_when_its_time_comes(
    store: Store, clock: Clock
) -> None:
    await store.feeds.save(FEED, by=ADMIN)
    later = clock() + timedelta(hours=1)
    checked = replace(
        FEED, etag='"1"', last_modified="today", next_check=later, failures=2
    )
    await store.feeds.checked(checked)
    assert await store.feeds.all() == (checked,)
    assert await store.feeds.claim() is None
    clock.advance(hours=1)
    assert await store.feeds.claim() == checked


async def test_a_feed_is_due_that_a_clock_which_was_ahead_put_off(
    store: Store, clock: Clock
) -> None:
    await store.feeds.save(FEED, by=ADMIN)
    clock.advance(days=365)
    assert await store.feeds.claim()
    checked = replace(FEED, next_check=clock() + timedelta(hours=1))
    await store.feeds.checked(checked)
    clock.advance(days=-365)
    assert await store.feeds.claim() == checked


@pytest.mark.usefixtures("uncovered")
async def test_a_feed_is_given_to_one_who_asks_until_that_one_is_taken_for_dead(
    store: Store, address: Address, clock: Clock
) -> None:
    feeds = [Feed(f"{URL}/{number}") for number in range(5)]
    for feed in feeds:
        await store.feeds.save(feed, by=ADMIN)
    async with await Store.open(address, clock=clock) as other:
        claims = [s.feeds.claim() for s in (store, other) * 4]
        claimed = [feed for feed in await asyncio.gather(*claims) if feed]
        assert len({feed.url for feed in claimed}) == len(claimed)
        while more := await other.feeds.claim():
            claimed.append(more)
        assert sorted(feed.url for feed in claimed) == [feed.url for feed in feeds]
        clock.advance(seconds=44)
        assert await store.feeds.claim() is await other.feeds.claim() is None
        await store.leases.renew()
        clock.advance(seconds=2)
        taken = []
        while more := await store.feeds.claim():
            taken.append(more)
            assert await store.feeds.is_claimed(more)
            assert not await other.feeds.is_claimed(more)


async def test_a_process_is_given_the_feeds_of_its_own_servers_and_everyones(
    store: Store,
) -> None:
    for guild in (None, 1 << 22, 2 << 22):
        await store.feeds.save(Feed(f"{URL}/{guild}", Scope(guild)), by=ADMIN)
    mine = Shards((1,), 2)
    given = [await store.feeds.claim(mine) for _ in range(3)]
    assert {f.scope.guild for f in given if f} == {None, 1 << 22}


async def test_a_feed_that_was_checked_just_before_it_is_leased_is_not_given(
    store: Store, address: Address, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.feeds.save(FEED, by=ADMIN)
    take = store.leases.take
    async with await Store.open(address, clock=clock) as other:

        async def take_late(*names: str, anew: bool = False) -> frozenset[str]:
            later = clock() + timedelta(hours=1)
            await other.feeds.checked(replace(FEED, next_check=later))
            return await take(*names, anew=anew)

        monkeypatch.setattr(store.leases, "take", take_late)
        assert await store.feeds.claim() is None
        clock.advance(hours=1)
        assert await other.feeds.claim()


async def test_a_feed_that_could_not_be_given_back_is_given_again_later(
    store: Store, clock: Clock
) -> None:
    async def rename(table: str, to: str) -> None:
        async with store._database.write() as connection:  # noqa: SLF001 - to break it
            await connection.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))

    await store.feeds.save(FEED, by=ADMIN)
    assert await store.feeds.claim() == FEED
    await rename("leases", "away")
    with pytest.raises(StorageError):
        await store.feeds.checked(FEED)
    await rename("away", "leases")
    clock.advance(seconds=44)
    assert await store.leases.renew() == frozenset()
    assert await store.feeds.claim() is None
    clock.advance(seconds=1)
    assert await store.feeds.claim() == FEED
    assert await store.leases.renew()


async def test_two_servers_and_the_host_may_have_the_same_feed(store: Store) -> None:
    for scope in (Scope(), Scope(1), Scope(2)):
        await store.feeds.save(Feed(URL, scope), by=ADMIN)
    await store.feeds.save(Feed(URL, Scope(2), limit=1), by=Actor(8, 2))
    assert [(f.scope.guild, f.limit) for f in await store.feeds.all()] == [
        (None, 10),
        (1, 10),
        (2, 1),
    ]
    assert await store.feeds.remove(URL, None, by=Actor())
    assert [feed.scope.guild for feed in await store.feeds.all()] == [1, 2]


async def test_a_feed_that_was_removed_stays_removed(store: Store) -> None:
    await store.feeds.save(FEED, by=ADMIN)
    assert await store.feeds.remove(URL, 1, by=ADMIN)
    assert not await store.feeds.remove(URL, 1, by=ADMIN)
    await store.feeds.checked(FEED)
    assert await store.feeds.all() == ()
    trail = await store.audit.entries(1)
    assert [entry.action for entry in trail] == ["remove feed", "save feed"]


async def test_no_entry_is_taken_twice(store: Store) -> None:
    other = replace(FEED, scope=Scope(2))
    for feed in (FEED, other):
        await store.feeds.save(feed, by=ADMIN)
    assert await store.feeds.new_among(FEED, ["b", "a"]) == ("b", "a")
    for _ in range(2):
        await store.feeds.take(FEED, "b")
    await store.feeds.save(replace(FEED, limit=1), by=ADMIN)
    assert await store.feeds.new_among(FEED, ["b", "a"]) == ("a",)
    assert await store.feeds.new_among(other, ["b", "a"]) == ("b", "a")


async def test_a_removed_feed_leaves_no_entry(store: Store) -> None:
    await store.feeds.save(FEED, by=ADMIN)
    await store.feeds.take(FEED, "a")
    await store.feeds.remove(URL, 1, by=ADMIN)
    await store.feeds.take(FEED, "b")
    await store.feeds.save(FEED, by=ADMIN)
    assert await store.feeds.new_among(FEED, ["a", "b"]) == ("a", "b")
