from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.chat.background import BackgroundTasks
from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine


def taking(
    done: list[int], faults: list[str]
) -> Callable[[list[int]], Coroutine[None, None, None]]:
    """Return work that notes what it is given, after it failed for each fault."""

    async def work(items: list[int]) -> None:
        await asyncio.sleep(0)
        if faults and (fault := faults.pop(0)):
            raise StorageError(fault)
        done.extend(items)

    return work


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_is_left_is_done_when_the_bot_stops() -> None:
    done: list[int] = []
    beside = BackgroundTasks(taking(done, []), "it failed")
    beside.add(1, 2)
    assert done == []
    await beside.close()
    assert done == [1, 2]


async def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chat.background._PATIENCE", 0.01)
    ended = asyncio.Event()

    async def work(_: list[int]) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    beside = BackgroundTasks(work, "it failed")
    beside.add(1)
    await beside.close()
    await asyncio.wait_for(ended.wait(), 5)


async def test_a_fault_is_logged_once_until_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    beside = BackgroundTasks(taking([], ["full", "full", "", "gone"]), "it failed")
    for number in range(4):
        beside.add(number)
        await settled()
    await beside.close()
    assert [record.message for record in caplog.records] == [
        "it failed: full",
        "it failed: gone",
    ]


@pytest.mark.parametrize("keep", [True, False])
async def test_what_the_store_did_not_take_waits_in_order_or_is_dropped(
    *, keep: bool
) -> None:
    done: list[int] = []
    beside = BackgroundTasks(taking(done, ["full", "full"]), "it failed", keep=keep)
    for number in range(3):
        beside.add(number)
        await settled()
    beside.retry()
    await beside.close()
    assert done == ([0, 1, 2] if keep else [2])


async def test_one_batch_at_a_time_is_done_however_many_come() -> None:
    sizes = []
    running = 0

    async def work(items: list[int]) -> None:
        nonlocal running
        running += 1
        assert running == 1
        await asyncio.sleep(0)
        sizes.append(len(items))
        running -= 1

    beside = BackgroundTasks(work, "it failed")
    for number in range(1_000):
        beside.add(number)
    await beside.close()
    assert sum(sizes) == 1_000
    assert len(sizes) < 10


@pytest.mark.parametrize("gather", [0.05, 60.0])
async def test_where_much_comes_in_it_is_gathered(gather: float) -> None:
    batches: list[list[int]] = []
    seventh = asyncio.Event()

    async def work(items: list[int]) -> None:
        batches.append(items)
        if 6 in items:
            seventh.set()

    beside = BackgroundTasks(work, "it failed", gather=gather)
    for number in range(8):
        beside.add(number)
        await settled()
    if gather < 1:
        await asyncio.wait_for(seventh.wait(), 20)
    await beside.close()
    assert [number for batch in batches for number in batch] == [*range(8)]
    assert batches[:5] == [[0], [1], [2], [3], [4]] or gather < 1
    assert batches[5:] == [[5, 6, 7]] or gather < 1
    beside.add(8)
    await settled()
    assert batches[-1] == [8]


async def test_while_much_comes_in_each_batch_is_gathered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batches: list[int] = []
    now = 1_000.0

    async def work(items: list[int]) -> None:
        batches.append(len(items))

    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now)
    beside = BackgroundTasks(work, "it failed", gather=2.0)
    for number in range(200):
        now = 1_000.0 + number / 10
        beside.add(number)
        await settled()
    await beside.close()
    assert sum(batches) == 200
    assert len(batches) <= 5 + 10 + 1


async def test_a_full_batch_is_not_waited_for() -> None:
    done = asyncio.Event()
    sizes: list[int] = []

    async def work(items: list[int]) -> None:
        sizes.append(len(items))
        if sum(sizes) == 4_010:
            done.set()

    beside = BackgroundTasks(work, "it failed", gather=60.0)
    beside.add(*range(4_010))
    await asyncio.wait_for(done.wait(), 20)
    await beside.close()


async def test_of_too_many_that_wait_the_newest_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.chat.background._MOST", 5)
    done: list[int] = []
    beside = BackgroundTasks(taking(done, ["full"]), "it failed", keep=True)
    beside.add(0, 1, 2)
    await asyncio.sleep(0)
    beside.add(3, 4, 5, 6)
    await settled()
    beside.retry()
    await beside.close()
    assert done == [2, 3, 4, 5, 6]


async def test_work_that_is_broken_does_not_stop_what_comes_after(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[int] = []

    async def work(items: list[int]) -> None:
        if 0 in items:
            raise ZeroDivisionError
        done.extend(items)

    beside = BackgroundTasks(work, "it failed", keep=True)
    beside.add(0)
    await settled()
    beside.add(1)
    await beside.close()
    assert done == [1]
    assert "it failed: ZeroDivisionError" in caplog.text


async def test_what_is_lost_at_the_end_is_counted_with_what_is_under_way(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.background._PATIENCE", 0.01)

    async def work(_: list[int]) -> None:
        await asyncio.sleep(60)

    beside = BackgroundTasks(work, "it failed", keep=True, lost="so many are lost")
    beside.add(1, 2)
    await asyncio.sleep(0)
    beside.add(3)
    await beside.close()
    assert "so many are lost: 3" in caplog.text
