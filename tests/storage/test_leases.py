"""Duties that are leased: one holder each, until it gives them back or dies."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.storage.leases import LASTING
from bot.storage.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.conftest import Address, Clock

ONE = frozenset({"one"})
NONE: frozenset[str] = frozenset()


async def test_a_lease_is_one_holders_until_that_one_dies(
    store: Store, address: Address, clock: Clock
) -> None:
    assert timedelta(0) < LASTING < timedelta(minutes=1)
    async with await Store.open(address, clock=clock) as other:
        taken = await asyncio.gather(
            *(s.leases.take("one") for s in (store, other) * 5)
        )
        first, second = (store, other) if taken[0] else (other, store)
        assert sorted(map(bool, taken)) == [False] * 5 + [True] * 5
        assert await second.leases.take("one", "two") == {"two"}
        assert await first.leases.take("one", anew=True) == NONE
        clock.advance(seconds=44)
        assert await first.leases.renew() == ONE
        clock.advance(seconds=44)
        assert await second.leases.take("one") == NONE
        assert await second.leases.take() == NONE
        clock.advance(seconds=1)
        assert not await first.leases.holds("one")
        assert await second.leases.take("one") == ONE
        assert await second.leases.holds("one")
        assert await first.leases.renew() == await first.leases.take("one") == NONE
        assert {*await first.leases.of_others()} == {"one", "two"}
        await second.leases.release("one")
        assert await first.leases.take("one") == ONE


async def test_a_clock_that_jumped_binds_nobody(
    store: Store, address: Address, clock: Clock
) -> None:
    ahead = type(clock)()
    ahead.advance(hours=1)
    async with await Store.open(address, clock=ahead) as jumped:
        assert await jumped.leases.take("one") == ONE
        assert await store.leases.take("one") == ONE


@pytest.mark.usefixtures("uncovered")
async def test_a_store_that_is_closed_or_swept_leaves_no_lease_and_a_backup_has_none(
    store: Store, address: Address, clock: Clock, tmp_path: Path
) -> None:
    async with await Store.open(address, clock=clock) as other:
        await other.leases.take("one")
        await store.backup(tmp_path / "backup")
    assert await store.leases.of_others() == {}
    with closing(sqlite3.connect(tmp_path / "backup")) as copy:
        assert copy.execute("SELECT count(*) FROM leases").fetchone() == (0,)
    async with await Store.open(address, clock=clock) as other:
        await store.leases.take("dead", "alive")
        clock.advance(seconds=45)
        await store.leases.take("alive")
        await other.sweep(left_for=timedelta(days=30))
        assert {*await other.leases.of_others()} == {"alive"}


async def test_turns_come_at_their_distance_and_are_neither_renewed_nor_given_back(
    store: Store, address: Address, clock: Clock
) -> None:
    lasting = timedelta(seconds=5)
    async with await Store.open(address, clock=clock) as other:
        taken = await asyncio.gather(
            *(s.leases.take_turn("identify", lasting) for s in (store, other) * 3)
        )
        assert sorted(taken) == [False] * 5 + [True]
        assert await other.leases.take_turn("another", lasting)
        assert await store.leases.renew() == await other.leases.renew() == NONE
        clock.advance(seconds=4)
        await other.leases.release()
    assert not await store.leases.take_turn("identify", lasting)
    clock.advance(seconds=1)
    assert await store.leases.take_turn("identify", lasting)
