from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.storage import (
    ALL,
    Actor,
    Draft,
    Feed,
    PassageAddress,
    Scope,
    ServerSettings,
    Shards,
)
from bot.storage.store import Store
from tests.restoring import restore

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tests.storage.conftest import Clock

pytestmark = pytest.mark.usefixtures("uncovered")

HOST = Actor()
BIG = 2**63 - 1  # the greatest id that Discord could give
BOT = 11  # Discord's application
MONTH, SIX_DAYS = timedelta(days=30), timedelta(days=6)
DECIDED = ServerSettings(
    BIG,
    mention_channels=frozenset({BIG, 5}),
    ask_channels=frozenset({BIG, 6}),
    channel_articles={BIG: ("a", "b"), 5: ()},
    private=True,
    per_page=5,
    language="de",
    feedback=False,
    librarian_role=BIG,
)


async def test_a_server_that_decided_nothing_has_the_defaults(store: Store) -> None:
    assert await store.servers.get(1) == ServerSettings(1)


async def test_a_process_reads_what_its_own_servers_decided_and_added(
    store: Store,
) -> None:
    guilds = [number << 22 for number in (1, 2, 3, (1 << 41) - 1)]
    for guild in guilds:
        await store.servers.change(guild, lambda settings: settings)
        await store.articles.add(f"of-{guild}", Draft("Text."), Scope(guild), by=HOST)
    await store.articles.add("of-everyone", Draft("Text."), by=HOST)
    for shards in (ALL, Shards((0,), 2), Shards((1, 3), 4), Shards((9,), 16)):
        owned = {guild for guild in guilds if shards.owns(guild)}
        assert {s.guild for s in await store.servers.all(shards)} == owned
        theirs = {article.scope.guild for article in await store.articles.all(shards)}
        assert theirs == {None, *owned}
    (article,) = await store.articles.all(guild=guilds[1])
    assert article.slug == f"of-{guilds[1]}"


async def test_what_was_decided_comes_back(store: Store) -> None:
    await store.servers.change(BIG, lambda _: DECIDED)
    assert await store.servers.get(BIG) == DECIDED
    assert await store.servers.get(1) == ServerSettings(1)


async def test_mentions_in_no_channel_are_not_mentions_in_all(store: Store) -> None:
    await store.servers.change(1, lambda s: replace(s, mention_channels=frozenset()))
    assert (await store.servers.get(1)).mention_channels == frozenset()


async def test_changes_at_once_are_all_there(store: Store) -> None:
    await asyncio.gather(
        *(
            store.servers.change(1, lambda s: replace(s, per_page=s.per_page + 1))
            for _ in range(20)
        )
    )
    assert (await store.servers.get(1)).per_page == ServerSettings(1).per_page + 20


async def test_a_decision_that_fails_changes_nothing(store: Store) -> None:
    def fail(_: ServerSettings) -> ServerSettings:
        message = "no"
        raise ValueError(message)

    await store.servers.change(1, lambda s: replace(s, private=True))
    with pytest.raises(ValueError, match="no"):
        await store.servers.change(1, fail)
    assert (await store.servers.get(1)).private


async def test_a_server_that_was_left_is_gone_after_a_while(
    store: Store, clock: Clock
) -> None:
    admin = Actor(7, 1)
    await store.servers.change(1, lambda s: replace(s, private=True))
    await store.articles.add("a", Draft("Text."), Scope(1), by=admin)
    await store.articles.add("b", Draft("Text."), by=Actor())
    await store.feeds.save(Feed("https://example.org/feed", Scope(1)), by=admin)
    await store.feedback.vote(1, 7, PassageAddress("b", "h", 0, 5), helpful=True)
    for user in range(3):
        await store.words.note((1, user, ["ferry"]))
    await store.sweep(left_for=SIX_DAYS)
    await store.servers.leave(BOT, 1)
    for _ in range(6):
        clock.advance(days=1)
        await store.servers.leave(BOT, 1)
        assert await store.sweep(left_for=SIX_DAYS) == ()
    assert (await store.servers.get(1)).private
    clock.advance(days=1)
    assert await store.sweep(left_for=SIX_DAYS) == (1,)
    assert await store.servers.get(1) == ServerSettings(1)
    assert [article.slug for article in await store.articles.all()] == ["b"]
    assert await store.feeds.all() == ()
    assert await store.feedback.counts(1) == ()
    assert await store.words.most_asked(1) == ()
    assert await store.audit.entries(1) == ()


@pytest.mark.parametrize("swept", [True, False])
@pytest.mark.parametrize("wrong", [-200, 365])
async def test_days_that_only_a_wrong_clock_has_seen_do_not_count(
    store: Store, clock: Clock, wrong: int, *, swept: bool
) -> None:
    async def sweeps(days: int) -> set[int]:
        gone: set[int] = set()
        for _ in range(days):
            clock.advance(days=1)
            gone.update(await store.sweep(left_for=SIX_DAYS))
        return gone

    await store.sweep(left_for=SIX_DAYS)
    await store.servers.leave(BOT, 1)
    assert await sweeps(4) == set()
    clock.jump(days=wrong)  # a bot starts, and its clock is put right later
    if swept:
        assert await store.sweep(left_for=SIX_DAYS) == ()
    await store.servers.leave(BOT, 2)
    if swept:
        assert await store.sweep(left_for=SIX_DAYS) == ()
    clock.jump(days=-wrong)
    assert await sweeps(2) == set()
    assert await sweeps(1) == {1}
    assert await sweeps(3) == set()
    assert await sweeps(1) == {2}


@pytest.mark.parametrize("ahead", [[0], [0, 2], [24, 0], [0, 2, 4], [0, 24 * 400, -24]])
async def test_processes_whose_clocks_differ_count_no_hour_twice(
    address: Path | str, clock: Clock, ahead: list[int]
) -> None:
    two_days = timedelta(days=2)

    async def opened(hours: int) -> Store:
        def wrong() -> datetime:
            return clock() + timedelta(hours=hours)

        store = await Store.open(address, clock=wrong, ticks=clock.ticks)
        return await stack.enter_async_context(store)

    async with AsyncExitStack() as stack:
        stores = [await opened(hours) for hours in ahead]
        for guild, store in enumerate(stores, 1):
            await store.sweep(left_for=two_days)
            await store.servers.leave(BOT, guild)
        gone: list[int] = []
        for turn in range(11 * len(stores)):
            clock.advance(hours=6 / len(stores))
            gone += await stores[turn % len(stores)].sweep(left_for=two_days)
            assert turn + 1 >= 8 * len(stores) or not gone
        assert sorted(gone) == [*range(1, len(stores) + 1)]
        # Where the one that counted has ended, another one goes on.
        await stores[0].servers.leave(BOT, 9)
        for _ in range(11):
            clock.advance(hours=6)
            gone += await stores[-1].sweep(left_for=two_days)
        assert gone[-1] == 9


async def test_a_restored_server_has_its_days_from_then_on(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    await store.servers.leave(BOT, 1)
    await store.backup(tmp_path / "backup")
    clock.advance(days=90)
    await restore(store, tmp_path / "backup")
    assert await store.sweep(left_for=MONTH) == ()
    assert (await store.servers.get(1)).left_at == clock()


async def test_a_server_that_asked_the_bot_back_keeps_its_settings(
    store: Store, clock: Clock
) -> None:
    await store.servers.change(1, lambda s: replace(s, private=True))
    await store.servers.leave(BOT, 1)
    await store.servers.join(BOT, 1)
    clock.advance(days=365)
    assert await store.sweep(left_for=MONTH) == ()
    assert (await store.servers.get(1)).private
