"""A PostgreSQL that stops answering, as a paused machine's does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.library import Keeper
from bot.storage import Actor, Draft
from tests.storage.postgresql_server import silenced

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HOST = Actor()


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
    async with silenced(migrated_database):
        with pytest.raises(StorageError, match="can't be reached; check that the ser"):
            await store.articles.add("silent-lost", Draft("Text."), by=HOST)
        assert store.fault == "did not answer"
        monkeypatch.undo()  # the next connections have all the time that they need
        again = await keeper.store()
        assert again is not store
        await again.articles.add("silent-after", Draft("Text."), by=HOST)
    slugs = {article.slug for article in await again.articles.all()}
    assert slugs >= {"silent-before", "silent-after"}
