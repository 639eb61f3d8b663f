from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.annotations import Annotator
from bot.annotations import annotator as annotating
from bot.answering import Answers, Status
from bot.articles import (
    AnnotatedSentences,
    Article,
    Extract,
    Source,
    make_article,
    reading,
)
from bot.errors import CorpusError, LibraryError, SlugTakenError, StorageError
from bot.library import EVERYWHERE, Folder, Keeper, Library, Where, make
from bot.library.holdings import Shared
from bot.storage import Actor, Draft, Scope

from .conftest import HARBOUR, MILL, watching

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.library.holdings import Holding

ADMIN = Actor(7, 1)
WHEEL = "When was the wheel repaired?"
LIND = "Is Olga Lind a director?"


def answers(library: Library, question: str, where: Where = EVERYWHERE) -> bool:
    answer = library.answerer(where).answer(question)
    return answer.status is Status.ANSWERED


def slugs(library: Library, where: Where = EVERYWHERE) -> list[str]:
    return [article.slug for article in library.articles(where)]


def paragraph_of(library: Library, words: str) -> int:
    (article,) = (a for a in library.articles(EVERYWHERE) if words in a.body)
    place = article.body.index(words)
    return next(s.paragraph for s in article.sentences if s.start <= place < s.end)


async def until(library: Library, expected: list[str]) -> None:
    async with asyncio.timeout(5):
        while slugs(library) != expected:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.02)


def mill(body: str = MILL, slug: str = "mill", publisher: str | None = None) -> Article:
    return make_article(slug, body, Source(publisher=publisher), language="en")


def judge(answerer: Answers) -> dict[int, bool]:
    return {
        number: answerer.answer(question).status is Status.ANSWERED
        for number, question in enumerate((WHEEL, LIND))
    }


async def test_a_file_that_comes_is_asked_and_one_that_goes_is_not(
    library: Library, corpus: Path
) -> None:
    with watching(library):
        (corpus / "mill.txt").write_text(MILL, encoding="utf-8")
        await until(library, ["harbour", "mill"])
        assert answers(library, WHEEL)
        (corpus / "mill.txt").unlink()
        await until(library, ["harbour"])
        assert not answers(library, WHEEL)


async def test_the_index_of_a_text_that_goes_is_forgotten(
    library: Library, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []

    def keep(self: Shared, holdings: Iterable[Holding]) -> None:
        kept[:] = [holding.article.slug for holding in holdings]
        keep_really(self, holdings)

    keep_really = Shared.keep
    monkeypatch.setattr(Shared, "keep", keep)
    (corpus / "mill.txt").write_text(MILL, encoding="utf-8")
    await library.refresh()
    assert kept == ["harbour", "mill"]
    (corpus / "mill.txt").unlink()
    await library.refresh()
    assert kept == ["harbour"]


async def test_a_file_that_is_written_anew_is_read_anew(
    library: Library, corpus: Path
) -> None:
    (corpus / "harbour.md").write_text(MILL, encoding="utf-8")
    await library.refresh()
    assert answers(library, WHEEL)
    assert not answers(library, LIND)


async def test_a_question_in_flight_ends_on_the_old_articles(
    library: Library, corpus: Path
) -> None:
    before = library.answerer(EVERYWHERE)
    (corpus / "harbour.md").unlink()
    await library.refresh()
    assert before.answer(LIND).status is Status.ANSWERED
    assert not answers(library, LIND)


async def test_a_place_whose_index_is_ready_never_waits_for_one_that_is_made(
    library: Library,
) -> None:
    ready = library.answerer(EVERYWHERE)
    making = library._shared.making  # noqa: SLF001 - held as by one who makes an index
    with making:
        asked = asyncio.create_task(asyncio.to_thread(library.answerer, EVERYWHERE))
        done, _ = await asyncio.wait({asked}, timeout=10)
        assert done, "the question waits for the index of others"
    assert await asked is ready


async def test_an_index_that_two_ask_for_at_once_is_made_once(
    library: Library,
) -> None:
    where = Where(1, (11,))
    await library.add(mill(), Scope(1), by=ADMIN)
    ask = asyncio.to_thread
    made = await asyncio.gather(*(ask(library.answerer, where) for _ in range(8)))
    assert len({*map(id, made)}) == 1


async def test_without_any_article_the_answer_says_so(
    library: Library, corpus: Path
) -> None:
    (corpus / "harbour.md").unlink()
    await library.refresh()
    remark = library.answerer(EVERYWHERE).answer(LIND).remark
    assert remark == "There are no articles to ask about here yet."


async def test_a_folder_that_vanishes_leaves_the_articles_as_they_were(
    library: Library, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.move(corpus, corpus.with_name("elsewhere"))
    await library.refresh()
    await library.refresh()
    assert answers(library, LIND)
    (said,) = (r.message for r in caplog.records if r.levelno == logging.WARNING)
    assert "does not exist" in said


def test_a_library_without_a_folder_does_not_load(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        Library(Folder(tmp_path / "none")).load()


async def test_an_added_article_is_asked_and_is_there_after_a_restart(
    library: Library, corpus: Path, keeper: Keeper
) -> None:
    await library.add(mill(publisher="B"), Scope(), by=ADMIN)
    assert answers(library, WHEEL)
    again = Library(Folder(corpus), keeper)
    again.load()
    assert not answers(again, WHEEL)
    await again.refresh()
    assert answers(again, WHEEL)
    assert again.articles(EVERYWHERE)[1].source.publisher == "B"


async def test_an_article_of_one_channel_can_be_reached_from_no_other_place(
    library: Library,
) -> None:
    scope = Scope(1, frozenset({11}))
    await library.add(mill(), scope, by=ADMIN)
    inside, thread = Where(1, (11,)), Where(1, (111, 11))
    assert answers(library, WHEEL, inside)
    assert answers(library, WHEEL, thread)
    for outside in (Where(1, (12,)), Where(2, (11,)), Where(None, (11,)), EVERYWHERE):
        assert "mill" not in slugs(library, outside)
        answerer = library.answerer(outside)
        found = answerer.answer(WHEEL)
        assert {e.article.slug for e in (*found.evidence, *found.closest)} <= {
            "harbour"
        }
        # Nor does a suggestion or a correction tell of a word that only it has.
        misspelt = answerer.answer("What about the whele of the mlil grindss?")
        assert not [r for r in misspelt.readings if r.taken_for in {"wheel", "mill"}]
        assert not [r for r in misspelt.suggestions if r.taken_for in {"wheel", "mill"}]
        assert "wheel" in found.unknown_words


async def test_only_named_articles_are_asked_where_a_channel_names_some(
    library: Library,
) -> None:
    await library.add(mill(), Scope(), by=ADMIN)
    only = frozenset({"mill"})
    answerer = library.answerer(EVERYWHERE, only)
    assert answerer.answer(LIND).status is Status.NOT_FOUND
    assert answerer.answer(WHEEL).status is Status.ANSWERED


async def test_a_withdrawn_article_is_not_asked_whether_added_or_a_file(
    library: Library, corpus: Path, keeper: Keeper
) -> None:
    await library.add(mill(), Scope(), by=ADMIN)
    await library.withdraw("mill", "It was wrong.", by=ADMIN)
    await library.withdraw("harbour", "It was wrong, too.", by=ADMIN)
    assert slugs(library) == []
    again = Library(Folder(corpus), keeper)
    again.load()
    await again.refresh()
    assert slugs(again) == []
    await library.reinstate("harbour", by=ADMIN)
    assert slugs(library) == ["harbour"]


async def test_paragraphs_keep_their_numbers_when_text_comes_between(
    library: Library, corpus: Path
) -> None:
    assert paragraph_of(library, "Olga Lind") == 2
    new = HARBOUR.replace("\n\n", "\n\nIt met on Monday at noon.\n\n")
    (corpus / "harbour.md").write_text(new, encoding="utf-8")
    await library.refresh()
    assert paragraph_of(library, "Olga Lind") == 2
    assert paragraph_of(library, "It met") == 3
    shorter = new.replace("It met on Monday at noon.\n\n", "Snow fell in Hull.\n\n")
    (corpus / "harbour.md").write_text(shorter, encoding="utf-8")
    await library.refresh()
    assert paragraph_of(library, "Snow fell") == 4  # 3 was another paragraph's


async def test_every_version_stays_readable(library: Library, keeper: Keeper) -> None:
    await library.add(mill(), Scope(), by=ADMIN)
    await library.update(mill(MILL.replace("May", "June")), by=ADMIN)
    assert answers(library, "Was the wheel repaired in June?")
    versions = await (await keeper.store()).articles.versions("mill")
    assert [v.draft.body for v in versions] == [MILL, MILL.replace("May", "June")]
    assert [v.draft.paragraphs for v in versions] == [(1, 2), (1, 2)]


async def test_a_correction_is_marked_on_the_article(library: Library) -> None:
    await library.add(mill(), Scope(), by=ADMIN)
    await library.correct("mill", "It was June.", by=ADMIN)
    assert library.articles(EVERYWHERE)[1].correction == "It was June."
    await library.reinstate("mill", by=ADMIN)
    assert library.articles(EVERYWHERE)[1].correction is None


async def test_a_file_can_not_take_the_name_of_an_added_article(
    library: Library, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await library.add(mill(), Scope(1), by=ADMIN)
    (corpus / "mill.md").write_text(HARBOUR, encoding="utf-8")
    await library.refresh()
    assert slugs(library) == ["harbour"]
    assert slugs(library, Where(1)) == ["harbour", "mill"]
    assert "added on Discord; rename it" in caplog.text


async def test_an_article_can_not_take_the_name_of_a_file(library: Library) -> None:
    with pytest.raises(SlugTakenError):
        await library.add(mill(slug="harbour"), Scope(), by=ADMIN)
    assert not answers(library, WHEEL)


async def test_what_another_process_changes_is_seen(
    library: Library, tmp_path: Path
) -> None:
    with watching(library):
        other = Keeper(tmp_path / "state" / "verbatim.db")
        await (await other.store()).articles.add("mill", Draft(MILL), by=Actor())
        await other.close()
        await until(library, ["harbour", "mill"])


async def test_a_database_that_can_not_be_read_leaves_the_folder_to_be_asked(
    corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "no.db").write_text("This is a letter.", encoding="utf-8")
    library = Library(Folder(corpus), Keeper(tmp_path / "no.db"))
    library.load()
    await library.refresh()
    assert answers(library, LIND)
    assert "is no SQLite database" in caplog.text
    with pytest.raises(StorageError, match="is no SQLite database"):
        await library.add(mill(), Scope(), by=ADMIN)
    assert not answers(library, WHEEL)


async def test_a_database_that_goes_leaves_what_was_known_of_it(
    library: Library, corpus: Path, tmp_path: Path
) -> None:
    await library.add(mill(), Scope(1), by=ADMIN)
    with contextlib.closing(sqlite3.connect(tmp_path / "state/verbatim.db")) as file:
        file.execute("ALTER TABLE articles RENAME TO gone")
        file.commit()
    (corpus / "harbour.md").unlink()
    await library.refresh()
    assert slugs(library, Where(1)) == ["mill"]
    assert slugs(library, Where(2)) == []


async def test_files_of_one_text_stay_two_where_the_database_goes(
    library: Library, corpus: Path, tmp_path: Path
) -> None:
    (corpus / "port.md").write_text(HARBOUR, encoding="utf-8")
    await library.refresh()
    with contextlib.closing(sqlite3.connect(tmp_path / "state/verbatim.db")) as file:
        file.execute("ALTER TABLE articles RENAME TO gone")
        file.commit()
    await library.refresh()
    assert slugs(library) == ["harbour", "port"]


async def test_what_makes_the_self_test_worse_is_refused(
    corpus: Path, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    (corpus / "mill.md").write_text(MILL, encoding="utf-8")
    library = Library(Folder(corpus), keeper, judge=judge)
    library.load()
    await library.refresh()
    (corpus / "mill.md").write_text(MILL.split("\n")[0], encoding="utf-8")
    await library.refresh()
    assert "answered as expected would be 1 and not" in caplog.text
    assert answers(library, WHEEL)
    with pytest.raises(LibraryError):
        await library.update(mill("Nothing is here."), by=ADMIN)
    (corpus / "mill.md").unlink()  # what is taken away is never answered from
    await library.refresh()
    assert not answers(library, WHEEL)


async def test_what_is_added_is_annotated_once(
    corpus: Path, keeper: Keeper, tmp_path: Path, annotated: list[str]
) -> None:
    for _ in range(2):  # and not again after a restart
        annotator = Annotator(tmp_path / "state")
        library = Library(Folder(corpus, annotator), keeper, annotator=annotator)
        await library.refresh()
        if "the-mill" not in slugs(library):
            article = await make(Extract(MILL, Source(title="The mill")), library)
            await library.add(article, Scope(), by=ADMIN)
    assert answers(library, WHEEL)
    assert sorted(annotated) == sorted([HARBOUR, MILL])


async def test_what_an_older_version_found_is_found_anew_while_it_is_asked(
    corpus: Path,
    keeper: Keeper,
    tmp_path: Path,
    annotated: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def opened() -> tuple[Library, Annotator]:
        annotator = Annotator(tmp_path / "state", patient=True)
        folder = Folder(corpus, annotator)
        return Library(folder, keeper, annotator=annotator), annotator

    def beginning(body: str, language: str) -> AnnotatedSentences:
        return AnnotatedSentences.of(reading.annotated(body, language)[:1])

    with monkeypatch.context() as older:
        older.setattr(annotating, "version_of", lambda _: "older")
        older.setattr(annotating, "annotated", beginning)
        library, _ = opened()
        await library.refresh()
        await library.add(mill(), Scope(), by=ADMIN)
    library, annotator = opened()
    await library.refresh()
    assert annotator.is_outdated
    assert annotated == []
    assert slugs(library) == ["harbour", "mill"]
    assert not answers(library, WHEEL)
    with watching(library):
        async with asyncio.timeout(10):
            while not answers(library, WHEEL):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.02)
    assert answers(library, LIND)
    assert not annotator.is_outdated
    assert sorted(annotated) == sorted([HARBOUR, MILL])


async def test_two_programs_that_start_at_once_note_a_file_once(
    corpus: Path, keeper: Keeper
) -> None:
    both = [Library(Folder(corpus), keeper) for _ in range(2)]
    await asyncio.gather(*(library.refresh() for library in both))
    assert [slugs(library) for library in both] == [["harbour"]] * 2
    trail = await (await keeper.store()).audit.last()
    assert trail == 1


async def test_nothing_can_be_added_where_nothing_is_kept(corpus: Path) -> None:
    library = Library(Folder(corpus))
    library.load()
    await library.refresh()
    assert answers(library, LIND)
    with pytest.raises(StorageError, match="Nothing is kept"):
        await library.add(mill(), Scope(), by=ADMIN)
