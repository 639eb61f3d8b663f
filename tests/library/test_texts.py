"""Texts of a library that stand in no memory, whatever becomes of the state folder."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.annotations import Annotator, KnownFiles
from bot.annotations.kept import Kept
from bot.articles import Source, make_article
from bot.errors import StorageError
from bot.library import EVERYWHERE, Folder, Library
from bot.storage import Actor, Draft, Scope

from .conftest import HARBOUR, MILL

if TYPE_CHECKING:
    from pathlib import Path

    from bot.answering import Answers
    from bot.articles import Article, Corpus
    from bot.library import Keeper
    from bot.library.safeguards import Judge

HOST = Actor()
CHANGED = MILL.replace("rye", "wheat")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
async def library(corpus: Path, keeper: Keeper, kept: Path) -> Library:
    return await opened(corpus, keeper, kept)


async def opened(
    corpus: Path, keeper: Keeper, kept: Path, judge: Judge | None = None
) -> Library:
    annotator = Annotator(kept)
    files = KnownFiles(annotator, kept / "index")
    folder = Folder(corpus, annotator, files)
    library = Library(folder, keeper, annotator=annotator, judge=judge)
    library.load()
    await library.refresh()
    return library


def mill(body: str = MILL) -> Article:
    return make_article("mill", body, Source(title="The mill"), language="en")


def bodies(library: Library) -> list[str]:
    """Return all texts; none of them stands in memory."""
    articles = library.articles(EVERYWHERE)
    assert all("body" not in vars(article) for article in articles)
    return [article.body for article in articles]


def lose(library: Library, kept: Path) -> None:
    """Delete all texts that are kept or remembered."""
    for file in kept.rglob("texts.db"):
        Kept(file).keep("1", (), Kept(file).keys())
    for article in library.everything():
        article._reader._held.clear()  # type: ignore[attr-defined]  # noqa: SLF001


async def answer(library: Library, question: str) -> str:
    answerer = library.answerer(EVERYWHERE)
    found = await asyncio.to_thread(answerer.answer, question)
    return found.evidence[0].text


async def test_neither_files_nor_what_was_added_stand_in_memory(
    library: Library, corpus: Path, keeper: Keeper, kept: Path
) -> None:
    await library.add(mill(), Scope(), by=HOST)
    assert bodies(library) == [HARBOUR, MILL]
    again = await opened(corpus, keeper, kept)
    assert bodies(again) == [HARBOUR, MILL]
    assert again.articles(EVERYWHERE) == library.articles(EVERYWHERE)
    assert again.articles(EVERYWHERE)[1] == mill()
    assert "Olga Lind" in await answer(again, "Who is Olga Lind?")


async def test_paragraphs_of_a_changed_text_keep_their_numbers_though_it_is_kept(
    library: Library, corpus: Path, keeper: Keeper, kept: Path
) -> None:
    await library.add(mill(), Scope(), by=HOST)
    await library.update(mill(f"It burned in 1890.\n\n{MILL}"), by=HOST)
    for one in (library, await opened(corpus, keeper, kept)):
        article = one.articles(EVERYWHERE)[1]
        assert article.numbers == (3, 1, 2)
        assert [s.paragraph for s in article.sentences] == [3, 1, 2]


async def test_where_the_state_folder_is_deleted_texts_come_from_files_and_the_store(
    library: Library, kept: Path
) -> None:
    await library.add(mill(), Scope(), by=HOST)
    before = bodies(library)
    lose(library, kept)
    shutil.rmtree(kept)
    article = library.articles(EVERYWHERE)[1]
    with pytest.raises(StorageError, match="mill was changed or deleted"):
        _ = article.body  # in the event loop, which would wait for itself
    assert "May" in await answer(library, "When was the wheel repaired?")
    assert await asyncio.to_thread(bodies, library) == before


@pytest.mark.usefixtures("uncovered")
async def test_a_text_that_goes_is_kept_no_longer(library: Library, kept: Path) -> None:
    await library.add(mill(), Scope(), by=HOST)
    await library.update(mill(CHANGED), by=HOST)
    assert bodies(library) == [HARBOUR, CHANGED]
    texts = Kept(kept / "texts.db")
    assert texts.keys() == {mill(CHANGED).text_key}
    await library.withdraw("mill", "wrong", by=HOST)
    assert not texts.keys()
    await library.reinstate("mill", by=HOST)
    assert bodies(library) == [HARBOUR, CHANGED]


@pytest.mark.usefixtures("uncovered")
async def test_the_text_that_the_self_test_keeps_asking_stays(
    corpus: Path, keeper: Keeper, kept: Path
) -> None:
    def judge(answerer: Answers) -> dict[int, bool]:
        return {0: bool(answerer.answer("Who is Olga Lind?").evidence)}

    library = await opened(corpus, keeper, kept, judge)
    texts = Kept(kept / "index" / "texts.db")
    (before,) = texts.keys()
    (corpus / "harbour.md").write_text(MILL, encoding="utf-8")
    await library.refresh()
    assert (len(texts.keys()), before in texts.keys()) == (2, True)  # noqa: SIM118
    assert bodies(library) == [HARBOUR]
    (corpus / "harbour.md").write_text(f"{HARBOUR}\n{MILL}", encoding="utf-8")
    await library.refresh()
    assert bodies(library) == [f"{HARBOUR}\n{MILL}"]
    assert len(texts.keys()) == 1


def judge(answers: Answers) -> dict[int, bool]:
    return {0: any("Olga" in article.body for article in answers.articles)}


async def test_where_the_self_test_finds_old_texts_lost_the_new_ones_are_asked(
    corpus: Path, keeper: Keeper, kept: Path
) -> None:
    library = await opened(corpus, keeper, kept, judge)
    lose(library, kept)
    (corpus / "harbour.md").write_text("There is no fee.", encoding="utf-8")
    await library.refresh()
    assert bodies(library) == ["There is no fee."]


async def test_a_text_that_is_lost_before_it_is_asked_is_read_at_the_next_look(
    corpus: Path, keeper: Keeper, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = await opened(corpus, keeper, kept)
    folder = library._contents._folder  # noqa: SLF001
    read = folder.read

    def late() -> Corpus:
        found = read()
        lose(library, kept)
        (corpus / "harbour.md").write_text("The fee is two crowns.", encoding="utf-8")
        folder.read = read  # type: ignore[method-assign]
        return found

    folder.read = late  # type: ignore[method-assign]
    (corpus / "harbour.md").write_text("There is no fee.", encoding="utf-8")
    await library.refresh()
    assert "The text of harbour was changed or deleted" in caplog.text
    await library.refresh()
    assert bodies(library) == ["The fee is two crowns."]


def written(kept: Path) -> bytes:
    return b"".join(file.read_bytes() for file in kept.glob("texts.db*"))


async def test_no_byte_of_a_text_that_goes_stays_though_somebody_still_asks_it(
    library: Library, kept: Path
) -> None:
    await library.add(mill(), Scope(), by=HOST)
    assert MILL[:20].encode() in written(kept)
    article = library.articles(EVERYWHERE)[1]
    await library.withdraw("mill", "wrong", by=HOST)
    article._reader._held.clear()  # type: ignore[attr-defined]  # noqa: SLF001
    assert await asyncio.to_thread(lambda: article.body) == MILL
    assert not Kept(kept / "texts.db").keys()
    assert MILL[:20].encode() not in written(kept)


async def test_all_articles_can_be_listed_without_their_texts(keeper: Keeper) -> None:
    store = await keeper.store()
    draft = Draft(MILL, {"title": "The mill"}, paragraphs=(1, 2))
    whole = await store.articles.add("mill", draft, by=HOST)
    (listed,) = await store.articles.all(bodies=False)
    assert listed.draft == Draft("", {"title": "The mill"}, paragraphs=(1, 2))
    assert listed.content_hash == whole.content_hash == draft.content_hash
    assert await store.articles.some(["mill", "none"]) == (whole,)
