from __future__ import annotations

import asyncio
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.articles.withdrawn import Withdrawn
from bot.library import EVERYWHERE, Folder, Keeper, Library
from bot.storage import Actor, Draft

if TYPE_CHECKING:
    from pathlib import Path

HOST = Actor()


def slugs(library: Library) -> list[str]:
    return [article.slug for article in library.articles(EVERYWHERE)]


def library_over(corpus: Path, database: Path, note: Path) -> Library:
    # With a clock that stands still, no try at the database is passed over.
    keeper = Keeper(database, clock=lambda: 0.0)
    library = Library(Folder(corpus), keeper, withdrawn=note)
    library.load()
    return library


async def test_a_withdrawn_file_is_not_asked_while_the_database_can_not_be_read(
    corpus: Path, tmp_path: Path
) -> None:
    database, note = tmp_path / "kept" / "verbatim.db", tmp_path / "withdrawn.json"
    library = library_over(corpus, database, note)
    await library.refresh()
    await library.withdraw("harbour", "taken back", by=HOST)
    await library.close()
    before = database.read_bytes()
    database.write_bytes(b"this is no database")
    again = library_over(corpus, database, note)
    assert slugs(again) == []
    await again.refresh()
    assert slugs(again) == []
    database.write_bytes(before)
    await again.refresh()
    assert slugs(again) == []
    await again.reinstate("harbour", by=HOST)
    assert slugs(again) == ["harbour"]
    await again.close()
    assert slugs(library_over(corpus, database, note)) == ["harbour"]


@pytest.mark.usefixtures("uncovered")
async def test_a_withdrawn_file_stays_withdrawn_though_the_database_is_lost(
    corpus: Path, tmp_path: Path
) -> None:
    database, note = tmp_path / "kept" / "verbatim.db", tmp_path / "withdrawn.json"
    (corpus / "mill.md").write_text("The mill grinds rye.", "utf-8")
    library = library_over(corpus, database, note)
    await library.refresh()
    await library.withdraw("harbour", "taken back", by=HOST)
    await library.close()
    shutil.rmtree(database.parent)
    for _ in range(2):
        again = library_over(corpus, database, note)
        await again.refresh()
        assert slugs(again) == ["mill"]
        await again.close()
    again = library_over(corpus, database, note)
    await again.refresh()
    await again.reinstate("harbour", by=HOST)
    assert slugs(again) == ["harbour", "mill"]
    await again.close()


async def test_a_file_with_the_name_of_another_article_is_not_noted_as_withdrawn(
    corpus: Path, tmp_path: Path
) -> None:
    database, note = tmp_path / "kept" / "verbatim.db", tmp_path / "withdrawn-1.json"
    (tmp_path / "withdrawn.json").write_text('["harbour"]')  # an earlier version's
    library = library_over(corpus, database, note)
    assert slugs(library) == []
    await library.refresh()
    store = await library.store()
    await store.articles.add("mill", Draft("The mill grinds oats."), by=HOST)
    (corpus / "mill.md").write_text("The mill grinds rye.", "utf-8")
    await library.refresh()
    assert slugs(library) == ["mill"]
    assert Withdrawn(note).slugs == {"harbour"}
    await library.reinstate("harbour", by=HOST)
    assert Withdrawn(note).slugs == frozenset()
    await library.close()


@pytest.mark.parametrize("text", ["no JSON", "7", "\udcff"])
def test_a_note_that_can_not_be_read_is_none(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    note = tmp_path / "withdrawn.json"
    note.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert Withdrawn(note).slugs == frozenset()
    assert "the database has the same" in caplog.text


def test_pipes_in_place_of_a_note_and_its_draft_are_not_opened(tmp_path: Path) -> None:
    note = tmp_path / "withdrawn.json"
    os.mkfifo(note)
    os.mkfifo(tmp_path / "withdrawn.tmp")
    withdrawn = Withdrawn(note)
    assert withdrawn.slugs == frozenset()
    withdrawn.keep(frozenset({"harbour"}))
    assert Withdrawn(note).slugs == {"harbour"}


def test_a_note_that_can_not_be_written_is_logged_and_holds_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    withdrawn = Withdrawn(tmp_path / "file" / "withdrawn.json")
    withdrawn.keep(frozenset({"harbour"}))
    assert withdrawn.slugs == {"harbour"}
    assert "can't write" in caplog.text


class _Failing(Folder):
    """A folder at which looking fails as nobody expects, now and then."""

    fails = False

    def state(self) -> frozenset[object]:  # type: ignore[override]
        if self.fails:
            message = "something odd"
            raise RuntimeError(message)
        return frozenset(super().state())


async def test_the_watch_outlives_what_nobody_expects(
    corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = _Failing(corpus)
    library = Library(folder)
    library.load()
    watching = asyncio.create_task(library.watch())
    folder.fails = True
    await asyncio.sleep(1.6)
    assert caplog.text.count("looking for changes failed") == 1
    folder.fails = False
    (corpus / "mill.md").write_text("The mill grinds rye.", encoding="utf-8")
    async with asyncio.timeout(10):
        while slugs(library) != ["harbour", "mill"]:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.05)
    watching.cancel()


@pytest.mark.usefixtures("uncovered")
async def test_a_database_that_comes_back_is_read(corpus: Path, tmp_path: Path) -> None:
    database, note = tmp_path / "kept" / "verbatim.db", tmp_path / "withdrawn.json"
    first = library_over(corpus, database, note)
    await first.refresh()
    await first.withdraw("harbour", "taken back", by=HOST)
    await first.close()
    note.unlink()
    kept = database.read_bytes()
    database.write_bytes(b"this is no database")
    library = library_over(corpus, database, note)
    await library.refresh()
    assert slugs(library) == ["harbour"]  # nothing says otherwise any more
    watching = asyncio.create_task(library.watch())
    database.write_bytes(kept)
    async with asyncio.timeout(20):
        while slugs(library):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.05)
    watching.cancel()
    await library.close()
