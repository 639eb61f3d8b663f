"""A PostgreSQL that stops answering, as a paused machine's does."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.errors import StorageError
from bot.library import Keeper
from bot.storage import Actor, Draft

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

HOST = Actor()
OTHERS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND pid != pg_backend_pid()
"""


def _signal(processes: Iterable[int], number: signal.Signals) -> None:
    for process in processes:
        # One that another test has closed may be gone by now.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


@pytest.fixture
async def keeper(migrated_database: str) -> AsyncIterator[Keeper]:
    opened = Keeper(migrated_database)
    yield opened
    await opened.close()


async def test_a_change_fails_once_the_server_does_not_answer_and_then_goes_on(
    keeper: Keeper, migrated_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.engines._ANSWER", 2)
    store = await keeper.store()
    await store.articles.add("silent-before", Draft("Text."), by=HOST)
    other = await asyncpg.connect(migrated_database)
    stopped = [row["pid"] for row in await other.fetch(OTHERS)]
    assert stopped
    monkeypatch.undo()  # the next connections have all the time that they need
    _signal(stopped, signal.SIGSTOP)
    try:
        with pytest.raises(StorageError, match="can't be reached; check that the ser"):
            await store.articles.add("silent-lost", Draft("Text."), by=HOST)
        assert store.fault == "did not answer"
        again = await keeper.store()
        assert again is not store
        await again.articles.add("silent-after", Draft("Text."), by=HOST)
    finally:
        _signal(stopped, signal.SIGCONT)
        await other.close()
    slugs = {article.slug for article in await again.articles.all()}
    assert slugs >= {"silent-before", "silent-after"}
