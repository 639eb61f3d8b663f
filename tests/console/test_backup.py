from __future__ import annotations

import asyncio
import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from bot import bootstrap
from bot.articles import parse_article
from bot.library import EVERYWHERE, Where
from bot.settings import Settings
from bot.storage import Actor, Scope
from tests.console.terminal import typing_at_a_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path
    from typing import Any

    from bot.library import Library
    from tests.conftest import Result

    Verbatim = Callable[..., Result]

ADDED = b"---\npublisher: The Post\n---\nThe mill grinds rye.\n\nThe miller sings.\n"
HOST = Actor()


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(_env_file=None, corpus=home / "corpus", state=home / ".verbatim")


def with_library(
    settings: Settings, work: Callable[[Library], Coroutine[Any, Any, None]]
) -> None:
    async def run() -> None:
        library = bootstrap.build_library(settings)
        await library.refresh()
        try:
            await work(library)
        finally:
            await library.close()

    asyncio.run(run())


@pytest.fixture
def added(settings: Settings, tmp_path: Path) -> None:
    async def add(library: Library) -> None:
        article = parse_article(tmp_path / "mill.md", ADDED)
        await library.add(article, Scope(7), by=HOST)
        gone = parse_article(tmp_path / "gone.md", b"Nobody may read this.")
        await library.add(gone, Scope(), by=HOST)
        await library.withdraw("gone", "a mistake", by=HOST)

    with_library(settings, add)


@pytest.mark.usefixtures("uncovered")
@pytest.mark.usefixtures("added")
def test_a_backup_brings_back_what_was_lost(
    verbatim: Verbatim, home: Path, settings: Settings
) -> None:
    result = verbatim("backup", "kept.db")
    assert (result.status, result.out) == (0, "Written to kept.db.\n")
    shutil.rmtree(home / ".verbatim")  # a disk is lost; the rest is another machine's
    result = verbatim("restore", "kept.db", "--yes")
    assert (result.status, result.out) == (0, "Restored from kept.db.\n")

    async def look(library: Library) -> None:
        here = library.articles(Where(7))
        assert {a.slug for a in here} == {"mehr-iran-drones", "mill"}

    with_library(settings, look)


@pytest.mark.usefixtures("added")
def test_a_damaged_database_gives_way_to_the_last_backup(
    verbatim: Verbatim, home: Path, settings: Settings
) -> None:
    verbatim("backup", "good.db")
    os.truncate(home / ".verbatim" / "verbatim.db", 40_000)
    assert "put back the last backup" in verbatim("backup", "other.db").err
    result = verbatim("restore", "good.db", "--yes")
    (aside,) = (home / ".verbatim").glob("verbatim-aside-*.db")
    assert (result.status, result.err) == (0, "")
    said = " ".join(result.out.split())
    assert said.startswith("The database could not be used as it was, and is set aside")
    assert said.endswith(f"{aside}. Restored from good.db.")

    async def look(library: Library) -> None:
        assert "mill" in {article.slug for article in library.articles(Where(7))}

    with_library(settings, look)


@pytest.mark.usefixtures("added")
def test_of_backups_in_a_folder_the_newest_stay_and_all_other_files(
    verbatim: Verbatim, home: Path
) -> None:
    folder = home / "kept" / "daily"
    result = verbatim("backup", "kept/daily", "--keep", "2")
    (first,) = folder.iterdir()
    assert (result.status, result.out) == (0, f"Written to kept/daily/{first.name}.\n")
    assert re.fullmatch(r"verbatim-\d{8}T\d{6}Z\.db", first.name)
    assert folder.stat().st_mode & 0o077 == first.stat().st_mode & 0o077 == 0
    for day in (1, 2):
        shutil.copyfile(first, folder / f"verbatim-2020010{day}T000000Z.db")
    first.unlink()
    mine = {"verbatim-20190101T000000Z.db": b"mine", "verbatim-before-0002.db": b""}
    for name, content in mine.items():
        (folder / name).write_bytes(content)
    assert verbatim("backup", "kept/daily", "--keep", "2").status == 0
    left = sorted(file.name for file in folder.iterdir() if file.name not in mine)
    assert left[0] == "verbatim-20200102T000000Z.db"
    assert len(left) == 2
    assert {name for name in mine if (folder / name).exists()} == {*mine}
    (home / "file").touch()
    result = verbatim("backup", "file/daily", "--keep", "2")
    assert result.status == 1
    assert "The folder file/daily can't be opened" in result.err
    for number in ("0", "many", "-1"):
        result = verbatim("backup", "kept", "--keep", number)
        assert result.status == 2
        assert "invalid number of backups value" in result.err


@pytest.mark.usefixtures("uncovered")
@pytest.mark.usefixtures("added")
def test_a_new_backup_stays_where_others_have_later_dates(
    verbatim: Verbatim, home: Path
) -> None:
    folder = home / "daily"
    verbatim("backup", "daily", "--keep", "2")
    (first,) = folder.iterdir()
    for day in (29, 30, 31):  # as of a clock that was ahead
        shutil.copyfile(first, folder / f"verbatim-209912{day}T000000Z.db")
    first.unlink()
    result = verbatim("backup", "daily", "--keep", "2")
    new = home / result.out.removeprefix("Written to ").removesuffix(".\n")
    ahead = folder / "verbatim-20991231T000000Z.db"
    assert {*folder.iterdir()} == {new, ahead}
    shutil.copyfile(new, folder / "verbatim-20200101T000000Z.db")
    result = verbatim("backup", "daily", "--keep", "2")
    left = sorted(file.name for file in folder.iterdir())
    assert len(left) == 2
    assert result.out == f"Written to daily/{left[1]}.\n"
    assert ahead.name not in left


@pytest.mark.usefixtures("uncovered")
@pytest.mark.usefixtures("added")
def test_a_running_library_sees_what_was_restored(
    verbatim: Verbatim, settings: Settings
) -> None:
    verbatim("backup", "kept.db")

    async def look(library: Library) -> None:
        await library.withdraw("mill", "for a while", by=HOST)
        assert "mill" not in {a.slug for a in library.articles(Where(7))}
        watching = asyncio.create_task(library.watch())
        restored = await asyncio.to_thread(verbatim, "restore", "kept.db", "--yes")
        assert restored.status == 0
        async with asyncio.timeout(20):
            while not library.articles(Where(7))[1:]:  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.1)
        watching.cancel()

    with_library(settings, look)


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize(("typed", "status"), [("yes\r", 0), ("no\r", 1), ("\x03", 1)])
def test_a_restore_is_confirmed_at_the_terminal(
    verbatim: Verbatim,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    typed: str,
    status: int,
) -> None:
    from bot.__main__ import main  # noqa: PLC0415

    verbatim("backup", "kept.db")
    monkeypatch.chdir(home)
    monkeypatch.setattr("sys.argv", ["verbatim", "restore", "kept.db"])
    with typing_at_a_terminal(monkeypatch, typed):
        assert main() == status


def test_what_can_not_be_done_is_said(verbatim: Verbatim, home: Path) -> None:
    nothing = verbatim("backup", "kept.db")
    assert nothing.status == 1
    assert "There is no database" in nothing.err
    database = home / ".verbatim" / "verbatim.db"
    database.parent.mkdir(exist_ok=True)
    database.touch()
    assert "or nothing in it to be backed up" in verbatim("backup", "kept.db").err
    assert not (home / "kept.db").exists()
    database.unlink()
    unconfirmed = verbatim("restore", "kept.db")
    assert unconfirmed.status == 2
    assert "add --yes" in unconfirmed.err
    (home / "kept.db").write_bytes(b"no backup at all")
    broken = verbatim("restore", "kept.db", "--yes")
    assert broken.status == 1
    assert "kept.db" in broken.err
    missing = verbatim("restore", "none.db", "--yes")
    assert missing.status == 1
    assert "none.db" in missing.err


@pytest.mark.usefixtures("added")
def test_an_export_is_a_corpus_folder_of_all_but_the_withdrawn(
    verbatim: Verbatim, home: Path, settings: Settings
) -> None:
    result = verbatim("export", "all")
    assert result.status == 0
    assert result.out.startswith("2 articles written to all.")
    names = sorted(file.name for file in (home / "all").iterdir())
    assert names == ["mehr-iran-drones.md", "mill.md"]
    answer = verbatim("ask", "Who sings?", "--corpus", "all")
    assert "> The miller sings." in answer.out
    assert "The Post" in answer.out
    before = bootstrap.build_library(settings).articles(EVERYWHERE)[0]
    after = parse_article(
        home / "all" / "mehr-iran-drones.md",
        (home / "all" / "mehr-iran-drones.md").read_bytes(),
    )
    assert after == before


def test_an_export_overwrites_nothing(verbatim: Verbatim, home: Path) -> None:
    (home / "all").mkdir()
    (home / "all" / "mine.md").write_text("Mine.", "utf-8")
    taken = verbatim("export", "all")
    assert taken.status == 2
    assert "is not empty" in taken.err
    file = verbatim("export", "all/mine.md")
    assert file.status == 2
    assert "can't be made" in file.err
    assert [f.name for f in (home / "all").iterdir()] == ["mine.md"]
