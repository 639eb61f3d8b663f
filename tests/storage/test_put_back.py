"""A backup takes the place of a database that can't be opened."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.storage import Actor, Draft
from bot.storage.revisions import NEWEST
from bot.storage.store import Store, put_back
from tests.restoring import restore
from tests.storage.postgresql_server import execute

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Return one with a database that has one article more than a backup, `good.db`."""
    async with await Store.open(tmp_path / "state" / "verbatim.db") as store:
        await store.articles.add("kept", Draft("Text. " * 9999), by=Actor())
        await store.backup(tmp_path / "good.db")
        await store.articles.add("since", Draft("Text."), by=Actor())
    return tmp_path / "state"


async def slugs(file: Path) -> list[str]:
    async with await Store.open(file) as store:
        return [article.slug for article in await store.articles.all()]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def set_revision(file: Path, revision: str) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("UPDATE verbatim_version SET version_num = ?", (revision,))


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("size", [40_000, 100])
async def test_a_file_that_was_cut_short_is_set_aside(
    folder: Path, tmp_path: Path, size: int
) -> None:
    file = folder / "verbatim.db"
    os.truncate(file, size)
    left = file.read_bytes()
    file.chmod(0o640)
    with pytest.raises(StorageError, match="put back the last backup"):
        await Store.open(file)
    aside = await put_back(file, tmp_path / "good.db")
    assert aside
    assert (folder / aside.name).read_bytes() == left
    assert file.stat().st_mode & 0o777 == 0o640
    assert await slugs(file) == ["kept"]
    assert names(folder) == [aside.name, "verbatim.db"]


@pytest.mark.usefixtures("uncovered")
async def test_a_file_that_was_overwritten_is_set_aside_with_its_log(
    folder: Path, tmp_path: Path
) -> None:
    file = folder / "verbatim.db"
    with closing(sqlite3.connect(file)) as killed:  # it leaves its log behind
        killed.execute("UPDATE articles SET slug = 'logged' WHERE slug = 'kept'")
        killed.commit()
        shutil.copyfile(folder / "verbatim.db-wal", tmp_path / "log")
    (folder / "verbatim.db-wal").write_bytes((tmp_path / "log").read_bytes())
    file.write_bytes(os.urandom(40_000))
    aside = await put_back(file, tmp_path / "good.db")
    assert aside
    assert await slugs(file) == ["kept"]
    logs = [folder / f"{aside.name}-wal", tmp_path / "log"]
    assert logs[0].read_bytes() == logs[1].read_bytes()


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[:18] + b"\t" + whole[19:],  # SQLite would only read it
        lambda whole: whole.replace(b"CREATE TABLE feeds", b"CREATE TABL\xff feeds"),
        lambda whole: whole.replace(b"CREATE TABLE feeds", b"CREATE TABLE feedz"),
        lambda whole: whole[:47] + b"\t" + whole[48:],  # another form of the schema
    ],
)
async def test_a_file_that_says_odd_things_of_itself_is_set_aside(
    folder: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = folder / "verbatim.db"
    odd = damage(file.read_bytes())
    file.write_bytes(odd)
    with pytest.raises(StorageError, match="put back the last backup"):
        async with await Store.open(file) as store:
            await store.feeds.all()
    aside = await put_back(file, tmp_path / "good.db")
    assert aside
    assert (folder / aside.name).read_bytes() == odd
    assert await slugs(file) == ["kept"]


@pytest.mark.usefixtures("uncovered")
async def test_damage_that_only_a_restore_meets_is_no_obstacle(
    folder: Path, tmp_path: Path
) -> None:
    file = folder / "verbatim.db"
    with closing(sqlite3.connect(file)) as opened, opened:
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'feeds'"
        opened.execute("PRAGMA writable_schema = ON")
        opened.execute(f"UPDATE sqlite_master SET rootpage = ({root})")  # noqa: S608 - ours
    await put_back(file, tmp_path / "good.db")
    assert await slugs(file) == ["kept"]


@pytest.mark.usefixtures("uncovered")
async def test_a_file_of_a_newer_version_is_set_aside_and_opens_with_that_one(
    folder: Path, tmp_path: Path
) -> None:
    file, linked = folder / "verbatim.db", tmp_path / "linked.db"
    linked.symlink_to(file)
    set_revision(file, "9999")
    aside = await put_back(linked, tmp_path / "good.db")
    assert linked.is_symlink()
    assert await slugs(linked) == await slugs(file) == ["kept"]
    assert aside
    assert aside.parent == folder
    set_revision(aside, NEWEST)
    assert await slugs(aside) == ["kept", "since"]


async def test_a_disk_without_links_keeps_a_copy(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", unsupported)
    file = folder / "verbatim.db"
    file.write_bytes(b"damaged")
    aside = await put_back(file, tmp_path / "good.db")
    assert aside
    copy = folder / aside.name
    assert (copy.read_bytes(), copy.stat().st_mode & 0o077) == (b"damaged", 0)
    assert await slugs(file) == ["kept"]


async def test_nothing_is_set_aside_for_a_backup_that_is_none(
    folder: Path, tmp_path: Path
) -> None:
    file = folder / "verbatim.db"
    file.write_bytes(b"damaged")
    os.truncate(tmp_path / "good.db", 40_000)
    with pytest.raises(StorageError, match=r"The backup .*good\.db is damaged"):
        await put_back(file, tmp_path / "good.db")
    assert file.read_bytes() == b"damaged"
    assert names(folder) == ["verbatim.db"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP TABLE feeds", r"gave it \(no such table: feeds\); name another backup"),
        (
            "ALTER TABLE feeds DROP COLUMN etag",
            r"no such column: feeds\.etag\); name an",
        ),
        ("UPDATE articles SET slug = CAST(x'ff' AS TEXT)", "damaged; name another b"),
    ],
)
async def test_a_fault_of_the_backup_is_not_the_databases(
    address: Path | str, folder: Path, tmp_path: Path, change: str, said: str
) -> None:
    backup = tmp_path / "good.db"
    shutil.copyfile(backup, tmp_path / "b.db")
    async with await Store.open(address) as store:
        await restore(store, tmp_path / "b.db")
    with closing(sqlite3.connect(backup)) as opened, opened:
        opened.execute(change)
    for place in (address, folder / "verbatim.db"):
        with pytest.raises(StorageError, match=rf"The backup .*good\.db .*{said}"):
            await put_back(place, backup)
    async with await Store.open(address) as store:
        assert [article.slug for article in await store.articles.all()] == ["kept"]
    assert names(folder) == ["verbatim.db"]
    assert await slugs(folder / "verbatim.db") == ["kept", "since"]


async def test_only_a_regular_file_is_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    os.mkfifo(tmp_path / "pipe")
    for place in (Path("/dev/zero"), tmp_path / "pipe", tmp_path):
        with pytest.raises(StorageError, match=f"{place} is no regular file; name one"):
            await put_back(folder / "verbatim.db", place)
    assert names(tmp_path / "temporary") == []


@pytest.mark.usefixtures("uncovered")
async def test_a_database_that_can_be_opened_or_is_anothers_is_not_set_aside(
    folder: Path, tmp_path: Path
) -> None:
    assert await put_back(folder / "verbatim.db", tmp_path / "good.db") is None
    assert await slugs(folder / "verbatim.db") == ["kept"]
    (tmp_path / "foreign").mkdir()
    foreign = tmp_path / "foreign" / "foreign.db"
    with closing(sqlite3.connect(foreign)) as other, other:
        other.execute("CREATE TABLE articles (mine)")
    with pytest.raises(StorageError, match="another program's tables"):
        await put_back(foreign, tmp_path / "good.db")
    assert names(tmp_path / "foreign") == ["foreign.db"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "content", [b"to do: call Ada", b"SQLite format 4\0" + b"x" * 99]
)
async def test_what_was_never_a_database_is_not_set_aside(
    tmp_path: Path, content: bytes
) -> None:
    notes = tmp_path / "notes" / "notes.txt"
    notes.parent.mkdir()
    notes.write_bytes(content)
    with pytest.raises(
        StorageError, match=r"The file .*notes\.txt is no SQLite .* name"
    ):
        await put_back(notes, tmp_path / "good.db")
    assert notes.read_bytes() == content
    assert names(notes.parent) == ["notes.txt"]


@pytest.mark.usefixtures("uncovered")
@pytest.mark.usefixtures("folder")
async def test_a_table_that_was_dropped_is_named(
    address: Path | str, tmp_path: Path
) -> None:
    async with await Store.open(address) as store:
        async with store._database.write() as connection:  # noqa: SLF001 - to break it
            await connection.exec_driver_sql("ALTER TABLE feeds RENAME TO away")
        try:
            named = (
                r"form that Verbatim gave it \([^()']*feeds[^()']*\); put back the last"
            )
            with pytest.raises(StorageError, match=named):
                await store.feeds.all()
            if isinstance(address, str):
                with pytest.raises(StorageError, match="create an empty one"):
                    await put_back(address, tmp_path / "good.db")
            else:
                assert await put_back(address, tmp_path / "good.db")
                assert await slugs(address) == ["kept"]
        finally:
            with suppress(StorageError):  # it says that the file was replaced
                async with store._database.write() as connection:  # noqa: SLF001
                    await connection.exec_driver_sql("ALTER TABLE away RENAME TO feeds")


@pytest.mark.usefixtures("folder")
async def test_of_a_server_it_is_said_what_to_do(
    migrated_database: str, tmp_path: Path
) -> None:
    execute_ = partial(asyncio.to_thread, execute, migrated_database)
    change = "UPDATE verbatim_version SET version_num = '{}'"
    await execute_(change.format("9999"))
    try:
        with pytest.raises(StorageError, match=r"newer version.* create an empty one"):
            await put_back(migrated_database, tmp_path / "good.db")
    finally:
        await execute_(change.format(NEWEST))  # other tests share it
