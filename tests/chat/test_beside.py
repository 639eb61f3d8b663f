from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.chat.beside import Beside
from bot.errors import StorageError

if TYPE_CHECKING:
    import pytest


async def test_what_is_left_is_done_when_the_bot_stops() -> None:
    done: list[str] = []

    async def work() -> None:
        await asyncio.sleep(0.01)
        done.append("noted")

    beside = Beside("it failed")
    beside.do(work())
    assert done == []
    await beside.close()
    assert done == ["noted"]


async def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chat.beside._PATIENCE", 0.01)
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    beside = Beside("it failed")
    beside.do(work())
    await beside.close()
    await asyncio.wait_for(ended.wait(), 5)


async def test_a_fault_is_logged_once_until_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    beside = Beside("it failed")

    async def work(fault: str = "") -> None:
        if fault:
            raise StorageError(fault)

    for fault in ("full", "full", "", "gone"):
        beside.do(work(fault))
        await asyncio.sleep(0)
    await beside.close()
    assert [record.message for record in caplog.records] == [
        "it failed: full",
        "it failed: gone",
    ]
