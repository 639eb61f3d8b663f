from __future__ import annotations

import asyncio
import os
import re
import resource
import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.storage import (
    Actor,
    AnsweredMessage,
    Draft,
    Feed,
    PassageAddress,
    Scope,
    WordCount,
)
from bot.storage.store import Store
from tests.quoting import quoting
from tests.restoring import restore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.storage.conftest import Address, Clock

ADMIN = Actor(7, 1)
COUNTS = """
SELECT (SELECT current FROM articles),
       (SELECT count(*) FROM article_versions),
       (SELECT count(*) FROM audit)
"""
PASSAGE = PassageAddress("a", "hash", 0, 4)


async def fill(store: Store, clock: Clock) -> None:
    await store.articles.add("a", Draft("Té\U0001f600xt."), Scope(1), by=ADMIN)
    await store.articles.update("a", Draft("Text 2."), by=ADMIN)
    await store.articles.withdraw("a", "It was made up.", by=ADMIN)
    await store.servers.change(1, lambda s: replace(s, channel_articles={5: ("a",)}))
    await store.feeds.save(Feed("https://example.org/", etag='"1"'), by=ADMIN)
    await store.answers.remember(
        AnsweredMessage(1, 2, (PASSAGE,)), until=clock() + timedelta(days=7)
    )
    for user in range(3):
        await store.words.note((1, user, ["ferry", f"only{'abc'[user]}"]))
        await store.feedback.vote(1, user, PASSAGE, helpful=True)


async def all_of(store: Store) -> list[object]:
    trail = await store.audit.entries(None)
    return [
        await store.articles.versions("a"),
        await store.servers.get(1),
        await store.feeds.all(),
        await quoting(store, "a"),
        await store.words.most_asked(1),
        await store.feedback.counts(1),
        [replace(entry, number=0) for entry in trail],
    ]


@pytest.mark.usefixtures("uncovered")
async def test_all_that_is_kept_comes_back_from_a_backup(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    await fill(store, clock)
    before = await all_of(store)
    last = await store.audit.last()
    await store.backup(tmp_path / "backup")
    await store.articles.reinstate("a", by=ADMIN)
    await store.articles.add("b", Draft("Text."), by=ADMIN)
    await store.servers.change(1, lambda s: replace(s, private=True))
    await restore(store, tmp_path / "backup")
    assert await all_of(store) == before
    assert await store.articles.get("b") is None
    assert await store.audit.last() > last


@pytest.mark.usefixtures("uncovered")
async def test_the_store_is_written_to_after_a_restore(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    await fill(store, clock)
    await store.backup(tmp_path / "backup")
    await restore(store, tmp_path / "backup")
    await store.articles.reinstate("a", by=ADMIN)
    await store.feedback.vote(1, 9, PASSAGE, helpful=True)
    await store.words.note((1, 9, ["ferry"]))
    assert await store.words.most_asked(1) == (WordCount("ferry", 4),)
    assert (await store.audit.entries(1))[0].action == "reinstate"


@pytest.mark.usefixtures("uncovered")
async def test_a_backup_moves_to_the_other_database(
    store: Store, clock: Clock, postgresql: str, tmp_path: Path
) -> None:
    await fill(store, clock)
    await store.backup(tmp_path / "backup")
    others: list[Address] = [tmp_path / "other.db", f"{postgresql}/postgres"]
    for other in others:
        async with await Store.open(other, clock=clock) as opened:
            await restore(opened, tmp_path / "backup")
            assert await all_of(opened) == await all_of(store)


@pytest.mark.usefixtures("uncovered")
async def test_a_backup_holds_no_key_and_no_mark(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    await fill(store, clock)
    file = tmp_path / "backup"
    await store.backup(file)
    with closing(sqlite3.connect(file)) as copy:
        for table in ("periods", "ballots", "word_ballots"):
            assert copy.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608 - ours
    assert b"onlya" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("uncovered")
async def test_a_backup_while_others_write_is_of_one_moment(
    store: Store, tmp_path: Path
) -> None:
    await store.articles.add("a", Draft("Text."), by=ADMIN)

    async def write() -> None:
        for number in range(30):
            await store.articles.update("a", Draft(f"Text {number}."), by=ADMIN)

    async def back_up() -> None:
        for number in range(5):
            await store.backup(tmp_path / f"{number}")

    await asyncio.gather(write(), back_up())
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}")) as copy:
            assert len({*copy.execute(COUNTS).fetchone()}) == 1


@pytest.mark.usefixtures("uncovered")
async def test_readers_see_all_of_a_restore_or_nothing(
    store: Store, tmp_path: Path
) -> None:
    for slug in ("a", "b"):
        await store.articles.add(slug, Draft("Text. " * 9999), by=ADMIN)
    await store.backup(tmp_path / "backup")
    restoring = asyncio.create_task(restore(store, tmp_path / "backup"))
    while not restoring.done():
        assert [each.slug for each in await store.articles.all()] == ["a", "b"]
    await restoring


@pytest.mark.usefixtures("uncovered")
async def test_what_is_confirmed_after_a_restore_under_load_stays(
    store: Store, tmp_path: Path
) -> None:
    await store.articles.add("a", Draft("Text. " * 9999), by=ADMIN)
    await store.backup(tmp_path / "backup")
    confirmed: list[tuple[str, bool]] = []
    restoring = asyncio.create_task(restore(store, tmp_path / "backup"))

    async def write(number: int) -> None:
        while not confirmed or not confirmed[-1][1]:
            slug = f"b{number}-{len(confirmed)}"
            is_after = restoring.done()
            await store.articles.add(slug, Draft("Text."), by=ADMIN)
            confirmed.append((slug, is_after))

    await asyncio.gather(restoring, *map(write, range(3)))
    kept = {article.slug for article in await store.articles.all()}
    assert {slug for slug, is_after in confirmed if is_after} | {"a"} <= kept
    assert await store.audit.last() > len(kept)


async def test_a_second_backup_replaces_the_first_and_leaves_nothing_beside(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    await store.backup(folder / "backup")
    await store.articles.add("a", Draft("Text."), by=ADMIN)
    await store.backup(folder / "backup")
    await store.articles.withdraw("a", "gone", by=ADMIN)
    await restore(store, folder / "backup")
    assert [each.slug for each in await store.articles.all()] == ["a"]
    assert [file.name for file in folder.iterdir()] == ["backup"]


@pytest.fixture
async def lasting(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Store]:
    """Give an open store in a file, which is `verbatim.db` in a folder of its own."""
    (tmp_path / "state").mkdir()
    file = tmp_path / "state" / "verbatim.db"
    shutil.copyfile(migrated_file, file)
    async with await Store.open(file) as opened:
        await opened.articles.add("a", Draft("Text."), by=ADMIN)
        yield opened


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
async def test_a_backup_never_takes_the_place_of_the_database(
    lasting: Store, tmp_path: Path, end: str
) -> None:
    state = tmp_path / "state"
    (tmp_path / "link").symlink_to(state / f"verbatim.db{end}")
    (tmp_path / "same").symlink_to(state)
    before = (state / "verbatim.db").read_bytes()
    for file in (
        state / f"verbatim.db{end}",
        tmp_path / "same" / f"verbatim.db{end}",
        tmp_path / "link",
    ):
        with pytest.raises(StorageError, match="belongs to the database itself"):
            await lasting.backup(file)
    assert (state / "verbatim.db").read_bytes() == before
    for number in range(3):
        await lasting.articles.add(f"b{number}", Draft("Text."), by=ADMIN)
    assert len(await lasting.articles.all()) == 4


async def test_a_hard_link_to_the_database_is_the_database(
    lasting: Store, tmp_path: Path
) -> None:
    (tmp_path / "twin").hardlink_to(tmp_path / "state" / "verbatim.db")
    with pytest.raises(StorageError, match="belongs to the database itself"):
        await lasting.backup(tmp_path / "twin")


async def test_a_backup_takes_the_place_of_no_other_file(
    store: Store, tmp_path: Path
) -> None:
    others = {"article.md": b"The mill grinds rye.", ".env": b"A=1\n", "empty": b""}
    others["damaged.db"] = b"SQLite format 3\0" + b"\1" * 4096
    for name, content in others.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StorageError, match=f"{name} is there already and no back"):
            await store.backup(tmp_path / name)
        assert (tmp_path / name).read_bytes() == content
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as foreign:
        foreign.execute("CREATE TABLE mine (a)")
        foreign.commit()
    with pytest.raises(StorageError, match="no backup of Verbatim's"):
        await store.backup(tmp_path / "foreign.db")


async def test_a_backup_takes_the_place_of_no_other_bots_database(
    store: Store, tmp_path: Path
) -> None:
    await (await Store.open(tmp_path / "others.db")).close()
    with pytest.raises(StorageError, match="no backup of Verbatim's"):
        await store.backup(tmp_path / "others.db")


async def test_a_backup_goes_into_no_device_and_no_folder(
    store: Store, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (Path(os.devnull), tmp_path / "pipe", tmp_path):
        with pytest.raises(StorageError, match="is no regular file; name a new one"):
            await store.backup(place)
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116 - no path of ours


async def test_a_backup_that_was_put_in_place_by_hand_is_a_database_again(
    store: Store, tmp_path: Path
) -> None:
    await store.backup(tmp_path / "backup")
    shutil.copyfile(tmp_path / "backup", tmp_path / "put-back.db")
    async with await Store.open(tmp_path / "put-back.db"):
        pass
    with pytest.raises(StorageError, match="no backup of Verbatim's"):
        await store.backup(tmp_path / "put-back.db")


async def test_what_a_killed_backup_or_restore_left_goes_with_the_next_one(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.backup(tmp_path / "backup")
    left = [tmp_path / f".verbatim-draft-abc{end}" for end in ("", "-journal")]
    fresh, mine = tmp_path / ".verbatim-draft-new", tmp_path / ".backup-notes"
    for file in (*left, fresh, mine):
        file.touch()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    copy = tmp_path / "verbatim-restore-abc"
    copy.mkdir()
    (copy / "backup.db").touch()
    for file in (*left, mine, copy):
        os.utime(file, (0, 0))
    await store.backup(tmp_path / "other")
    assert [file.exists() for file in (*left, fresh, mine)] == [
        False,
        False,
        True,
        True,
    ]
    await restore(store, tmp_path / "backup")
    assert not copy.exists()


async def test_a_backup_into_no_folder_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"The backup .* can't be opened \(No such"):
        await store.backup(tmp_path / "none" / "backup")


async def test_a_link_to_no_file_is_not_written_through(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="link is a link to a file that is not the"):
        await store.backup(tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.usefixtures("uncovered")
async def test_what_stands_in_the_way_of_a_backup_is_said_by_the_name_that_was_given(
    store: Store, tmp_path: Path
) -> None:
    await store.articles.add("a", Draft("Text. " * 99_999), by=ADMIN)
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / "backup"
    await store.backup(file)
    whole = file.read_bytes()
    for place in (tmp_path / "none" / "backup", Path("/proc/backup")):
        with pytest.raises(StorageError) as caught:
            await store.backup(place)
        assert re.findall(r"/[\w./-]+", str(caught.value)) == [str(place)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) // 2, before[1]))
    try:
        for work in (store.backup, partial(restore, store)):
            with pytest.raises(StorageError) as caught:
                await work(file)
            assert re.findall(r"/[\w./-]+", str(caught.value)) == [str(file)]
            assert not re.search("draft|restore-", str(caught.value))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert file.read_bytes() == whole
    assert [*folder.iterdir()] == [file]


async def test_what_is_no_backup_is_refused_and_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    await store.articles.add("a", Draft("Text."), by=ADMIN)
    await store.backup(tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    damaged = {
        "empty": b"",
        "text": b"This is no database. " * 500,
        "half": whole[: len(whole) // 2],
        "overwritten": whole[:8192] + b"\xff" * 8192 + whole[16384:],
    }
    for name, content in damaged.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StorageError) as caught:
            await restore(store, tmp_path / name)
        assert name in str(caught.value)
        assert str(caught.value).count(".") <= str(tmp_path / name).count(".") + 1
    with pytest.raises(StorageError, match="No such file"):
        await restore(store, tmp_path / "missing")
    assert await store.articles.get("a")


@pytest.mark.usefixtures("uncovered")
async def test_a_backup_of_a_newer_version_is_refused(
    store: Store, tmp_path: Path
) -> None:
    await store.backup(tmp_path / "backup")
    with closing(sqlite3.connect(tmp_path / "backup")) as copy:
        copy.execute("UPDATE verbatim_version SET version_num = '9999'")
        copy.commit()
    with pytest.raises(StorageError, match=r"The backup .* newer version"):
        await restore(store, tmp_path / "backup")
