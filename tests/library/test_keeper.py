"""A database that goes away, or says nothing, while the program runs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.library import Keeper
from bot.storage import Actor, Draft
from bot.storage.store import Store
from tests.restoring import restore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

HOST = Actor()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "verbatim.db"


async def add(keeper: Keeper, slug: str) -> None:
    await (await keeper.store()).articles.add(slug, Draft("Text."), by=HOST)


async def slugs(keeper: Keeper) -> list[str]:
    return [a.slug for a in await (await keeper.store()).articles.all()]


def saved(file: Path) -> Path:
    (found,) = file.parent.glob("verbatim-saved-*.db")
    return found


async def restored(backup: Path, tmp_path: Path) -> list[str]:
    async with await Store.open(tmp_path / "restored.db") as store:
        await restore(store, backup)
        return [article.slug for article in await store.articles.all()]


@pytest.mark.parametrize("with_log", [True, False])
async def test_a_database_that_is_deleted_is_noticed_and_what_it_held_is_saved(
    keeper: Keeper,
    file: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    *,
    with_log: bool,
) -> None:
    await add(keeper, "before")
    for path in file.parent.glob("verbatim.db*" if with_log else "verbatim.db"):
        path.unlink()
    await add(keeper, "after")
    assert await slugs(keeper) == ["after"]
    await keeper.close()
    async with await Store.open(file) as store:  # as after a restart
        assert [a.slug for a in await store.articles.all()] == ["after"]
    assert "was deleted while it was open, and is opened anew" in caplog.text
    assert await restored(saved(file), tmp_path) == ["before"]


async def test_a_database_that_is_replaced_is_the_one_that_is_used(
    keeper: Keeper, file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = Keeper(tmp_path / "other.db")
    await add(other, "other")
    await other.close()
    await add(keeper, "before")
    shutil.move(tmp_path / "other.db", file)
    assert await slugs(keeper) == ["other"]
    await add(keeper, "after")
    await keeper.close()
    async with await Store.open(file) as store:  # as after a restart
        assert [a.slug for a in await store.articles.all()] == ["after", "other"]
    assert "was replaced while it was open" in caplog.text
    assert await restored(saved(file), tmp_path) == ["before"]


@pytest.mark.usefixtures("uncovered")
async def test_a_database_that_is_emptied_is_noticed(
    keeper: Keeper, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await add(keeper, "before")
    os.truncate(file, 0)
    await add(keeper, "after")
    assert await slugs(keeper) == ["after"]
    assert "was cut short while it was open" in caplog.text
    with contextlib.closing(sqlite3.connect(file)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_database_that_is_cut_in_half_confirms_nothing(
    keeper: Keeper, file: Path
) -> None:
    await add(keeper, "before")
    await (await keeper.store()).articles.all()
    os.truncate(file, 20_000)
    with pytest.raises(StorageError, match="is damaged; put back the last backup"):
        await add(keeper, "after")


async def test_what_is_written_while_the_file_goes_is_not_confirmed(
    keeper: Keeper, file: Path
) -> None:
    store = await keeper.store()
    delete = file.unlink

    async def write() -> None:
        database = store._database  # noqa: SLF001 - to stand inside a transaction
        async with database.write() as connection:
            await connection.exec_driver_sql("DELETE FROM articles")
            delete()

    with pytest.raises(StorageError, match="was deleted meanwhile, so nothing was"):
        await write()


async def test_an_empty_database_beside_traces_of_another_is_said_at_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await (await Store.open(tmp_path / "first.db")).close()
    assert caplog.text == ""
    (tmp_path / "commands-1.sha256").touch()
    await (await Store.open(tmp_path / "second.db")).close()
    assert "second.db is empty, but beside it there is commands-1.sha256" in caplog.text
    caplog.clear()
    await (await Store.open(tmp_path / "second.db")).close()
    assert caplog.text == ""


@pytest.fixture
async def silent() -> AsyncIterator[tuple[str, list[object]]]:
    """Give the address of a server that takes connections and says nothing."""
    taken: list[asyncio.StreamWriter] = []

    async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append(writer)

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"postgresql://verbatim@127.0.0.1:{port}/verbatim", taken  # type: ignore[misc]
    for writer in taken:
        writer.close()
    server.close()


async def test_a_silent_database_fails_all_who_wait_with_one_try(
    silent: tuple[str, list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, taken = silent
    open_ = Store.open

    async def hasty(where: str | Path, *, copies: Path | None) -> Store:
        return await open_(where, patience=0.2, copies=copies)

    monkeypatch.setattr(Store, "open", hasty)
    begins, ends, soon, later = 0.0, 5.0, 9.0, 11.0
    moments = iter([begins, ends, soon, later, later, later])
    keeper = Keeper(address, lambda: next(moments))
    got = await asyncio.gather(
        *(keeper.store() for _ in range(20)), return_exceptions=True
    )
    assert {str(error).count("can't be reached") for error in got} == {1}
    tries = len(taken)
    with pytest.raises(StorageError, match="can't be reached"):
        await keeper.store()
    assert len(taken) == tries  # it fails at once, for as long as the try took
    with pytest.raises(StorageError, match="can't be reached"):
        await keeper.store()
    assert len(taken) == 2 * tries


async def test_one_who_gives_up_waiting_ends_nobody_elses_try(
    tmp_path: Path,
) -> None:
    keeper = Keeper(tmp_path / "verbatim.db")
    hasty = asyncio.create_task(keeper.store())
    patient = asyncio.create_task(keeper.store())
    await asyncio.sleep(0)
    hasty.cancel()
    assert (await patient).fault is None
    await keeper.close()


async def test_a_store_that_is_being_opened_is_closed_and_opened_for_nobody_else(
    tmp_path: Path,
) -> None:
    keeper = Keeper(tmp_path / "verbatim.db")
    asked = asyncio.create_task(keeper.store())
    await asyncio.sleep(0)
    await keeper.close()
    assert await asked
    with pytest.raises(StorageError, match="Verbatim is stopping"):
        await keeper.store()
