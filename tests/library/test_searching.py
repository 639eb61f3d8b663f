"""Answers from an index in PostgreSQL are those of the index in the state folder."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.annotations import IndexFolder
from bot.answering import WHICH_ARTICLE, Status
from bot.articles import Source, make_article
from bot.errors import LibraryError, QuestionError, StorageError
from bot.library import EVERYWHERE, Folder, Keeper, Library, Where
from bot.library.holdings import Holding
from bot.library.searching import Searching
from bot.storage import Actor, Scope, Shards
from bot.storage.search import Search
from bot.storage.search_sql import LOCK
from tests.storage.postgresql_server import PRELOADED, searching, silenced

from .conftest import MILL, watching

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence
    from pathlib import Path

    from bot.answering import Answer, Answers
    from bot.articles import Article
    from bot.library.safeguards import Judge
    from bot.storage.search_found import SearchedPlace, Stored

    Opens = Callable[..., contextlib.AbstractAsyncContextManager[Library]]

pytest_plugins = ["tests.searching"]

ADMIN = Actor(7, 1)
SCHOOL = "The school bought a wheel.\n\nIts pupils read of the harbour's fee.\n"
GERMAN = "Der Hafen nimmt keine Gebühr.\n\nDas Rathaus zahlt seinen Umbau selbst.\n"
QUESTIONS = (
    "When was the wheel repaired?",
    "Who is Olga Lind?",
    "Did the board deny the fee?",
    "What does the mill grind?",
    "Wer zahlt den Umbau?",
    "Who climbed the tower?",
    "Who denied it?",
    "When was the wheeel repaired?",
)


def text(slug: str, body: str, language: str = "en") -> Article:
    return make_article(slug, body, Source(), language=language)


async def ask(library: Library, question: str, where: Where = EVERYWHERE) -> Answer:
    return await asyncio.to_thread(library.answerer(where).answer, question)


async def first(library: Library, question: str, where: Where = EVERYWHERE) -> str:
    answer = await ask(library, question, where)
    return answer.evidence[0].text if answer.evidence else ""


@pytest.fixture
async def opens(corpus: Path, search_address: str) -> Opens:
    return opening(corpus, search_address)


def opening(corpus: Path, search_address: str) -> Opens:
    @contextlib.asynccontextmanager
    async def library(
        address: str = search_address,
        shards: Shards = Shards(),  # noqa: B008 - frozen
        judge: Judge | None = None,
        kept: str = search_address,
    ) -> AsyncIterator[Library]:
        index = IndexFolder()
        search = Searching(partial(Search.at, address), index, None, shards)
        keeper = Keeper(kept)
        opened = Library(
            Folder(corpus),
            keeper,
            judge=judge,
            index=index,
            search=search,
            shards=shards,
        )
        opened.load()
        await opened.refresh()
        yield opened
        await opened.close()

    return library


async def test_nobody_waits_long_for_a_server_that_does_not_answer(
    opens: Opens, search_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.library.searching.monotonic", lambda: 1_000.0)
    async with opens() as library:
        assert await first(library, "Who is Olga Lind?")
        async with silenced(search_address):
            for patience in (0.1, 60):  # the second one is told at once
                monkeypatch.setattr("bot.library.searching._PATIENCE", patience)
                with pytest.raises(StorageError, match="does not answer in time"):
                    await ask(library, "Who is Olga Lind?")
        # The first one is answered after all, in another thread.
        async with asyncio.timeout(20):
            while not (said := await said_by(library)):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
        assert said.endswith("Olga Lind is its director.")


async def said_by(library: Library) -> str:
    """Return what answers a question, nothing where the index does not."""
    with contextlib.suppress(StorageError):
        return await first(library, "Who is Olga Lind?")
    return ""


async def rows(address: str, table: str) -> int:
    connection = await asyncpg.connect(address)
    schema = await schema_of(connection)
    number: int = await connection.fetchval(f"SELECT count(*) FROM {schema}.{table}")  # noqa: S608 - ours
    await connection.close()
    return number


@pytest.mark.usefixtures("uncovered")
async def test_answers_are_those_of_the_index_in_the_state_folder(
    opens: Opens, corpus: Path
) -> None:
    (corpus / "mill.md").write_text(MILL, encoding="utf-8")
    (corpus / "school.md").write_text(SCHOOL, encoding="utf-8")
    front = "---\nlanguage: de\n---\n\n"
    (corpus / "hafen.md").write_text(front + GERMAN, encoding="utf-8")
    embedded = Library(Folder(corpus))
    embedded.load()
    async with opens() as library:
        for question in QUESTIONS:
            expected = embedded.answerer(EVERYWHERE).answer(question)
            answer = await ask(library, question)
            assert answer.status is expected.status, question
            assert answer.unknown_words == expected.unknown_words
            assert [e.text for e in answer.evidence] == [
                e.text for e in expected.evidence
            ]
            assert answer.confidence == pytest.approx(expected.confidence, abs=0.02)


async def test_articles_that_come_change_and_go_are_answered_from_as_they_are(
    opens: Opens, search_address: str
) -> None:
    async with opens() as library:
        await library.add(text("mill", MILL), Scope(), by=ADMIN)
        assert "repaired in May" in await first(library, QUESTIONS[0])
        await library.update(text("mill", MILL.replace("May", "June")), by=ADMIN)
        assert "repaired in June" in await first(library, QUESTIONS[0])
        await library.withdraw("mill", "It was wrong.", by=ADMIN)
        assert (await ask(library, QUESTIONS[0])).status is Status.NOT_FOUND
        assert await rows(search_address, "documents") == 1
        assert await rows(search_address, "sentences") == 2
        await library.reinstate("mill", by=ADMIN)
        assert "repaired in June" in await first(library, QUESTIONS[0])


async def test_an_article_itself_is_asked_about_as_anywhere(opens: Opens) -> None:
    async with opens() as library:
        assert (await ask(library, "tl;dr")).opening
        await library.add(text("mill", MILL), Scope(), by=ADMIN)
        assert (await ask(library, "tl;dr")).remark == WHICH_ARTICLE
        answer = library.answerer(EVERYWHERE).answer("tl;dr", article="mill")
        assert answer.evidence[0].article.slug == "mill"
        assert answer.evidence[0].start == 0


@pytest.mark.usefixtures("uncovered")
async def test_a_servers_articles_are_found_and_counted_there_alone(
    opens: Opens,
) -> None:
    here, there = Where(5, (8,)), Where(6, (8,))
    async with opens() as library:
        await library.add(text("mill", MILL), Scope(5), by=ADMIN)
        await library.add(text("school", SCHOOL), Scope(5, frozenset({9})), by=ADMIN)
        assert "repaired" in await first(library, QUESTIONS[0], here)
        for where in (there, EVERYWHERE):
            answer = await ask(library, QUESTIONS[0], where)
            assert "wheel" in answer.unknown_words
            assert not answer.evidence
        assert (
            "pupils" in (await ask(library, "What do pupils read?", here)).unknown_words
        )
        assert "pupils" in await first(library, "What do pupils read?", Where(5, (9,)))


async def test_one_article_is_asked_and_some_are(opens: Opens) -> None:
    async with opens() as library:
        await library.add(text("mill", MILL), Scope(), by=ADMIN)
        await library.add(text("school", SCHOOL), Scope(), by=ADMIN)
        answerer = library.answerer(EVERYWHERE)
        assert {a.slug for a in answerer.articles} == {"harbour", "mill", "school"}
        ask_one = partial(answerer.answer, "Who bought the wheel?", article="school")
        answer = await asyncio.to_thread(ask_one)
        assert [e.article.slug for e in answer.evidence] == ["school"]
        chosen = library.answerer(EVERYWHERE, frozenset({"harbour"}))
        assert not chosen.answer(QUESTIONS[0]).evidence
        assert chosen.answer(QUESTIONS[1]).evidence


def finds_lind(answerer: Answers) -> dict[int, bool]:
    answer = answerer.answer(QUESTIONS[1], limit=1)
    return {1: any("Olga Lind" in evidence.text for evidence in answer.evidence)}


@pytest.mark.usefixtures("uncovered")
async def test_what_the_self_test_refuses_is_not_added(
    opens: Opens, search_address: str
) -> None:
    asks, answers = "Who is Olga Lind? Who is Olga?", "Olga Lund is Lind, is Olga."
    worse = f"{asks}\n\n# Lund\n\n{answers}\n"
    nowhere = search_address.rpartition("/")[0] + "/nowhere"
    async with opens(judge=finds_lind) as library:
        await library.add(text("mill", MILL), Scope(), by=ADMIN)
        assert "repaired" in await first(library, QUESTIONS[0])
        with pytest.raises(LibraryError):
            await library.add(text("worse", worse), Scope(), by=ADMIN)
        assert "Olga Lind is its director" in await first(library, QUESTIONS[1])
    async with opens(judge=finds_lind, address=nowhere) as away:
        with pytest.raises(LibraryError):
            await away.add(text("worse", worse), Scope(), by=ADMIN)
        assert {a.slug for a in away.everything()} == {"harbour", "mill"}


def finds_may(answerer: Answers) -> dict[int, bool]:
    if not any("wheel" in article.body for article in answerer.articles):
        return {}
    answer = answerer.answer(QUESTIONS[0], limit=1)
    return {1: any("May" in evidence.text for evidence in answer.evidence)}


async def test_a_text_that_the_self_test_refuses_leaves_the_one_before(
    opens: Opens, corpus: Path
) -> None:
    worse = MILL.replace(" in May", "")
    (corpus / "mill.md").write_text(MILL, encoding="utf-8")
    async with opens(judge=finds_may) as library:
        await library.add(text("school", SCHOOL), Scope(5), by=ADMIN)
        with pytest.raises(LibraryError):
            await library.update(text("mill", worse), by=ADMIN)
        assert "in May" in await first(library, QUESTIONS[0])
        (corpus / "mill.md").write_text(worse, encoding="utf-8")
        await library.refresh()
        assert "in May" in await first(library, QUESTIONS[0])
        assert not library.is_behind


@pytest.mark.usefixtures("uncovered")
async def test_several_processes_keep_one_index(
    opens: Opens, search_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_shard, second_shard = Shards((0,), 2), Shards((1,), 2)
    own, other = 2 << 22, 1 << 22
    known, places = Search.known, set[str]()

    async def noted(
        self: Search, is_asked: Callable[[str], bool]
    ) -> dict[tuple[str, str], bytes]:
        found = await known(self, is_asked)
        places.update(place for place, _ in found)
        return found

    async with opens(shards=first_shard) as one, opens(shards=second_shard) as two:
        await one.add(text("mill", MILL), Scope(own), by=ADMIN)
        await two.add(text("school", SCHOOL), Scope(other), by=ADMIN)
        await asyncio.gather(one.refresh(), two.refresh())
        assert "repaired" in await first(one, QUESTIONS[0], Where(own, (1,)))
        assert "bought" in await first(two, "Who bought a wheel?", Where(other, (1,)))
        assert await rows(search_address, "documents") == 3
        await two.add(text("tower", "Ann Lee climbed the tower.\n"), Scope(), by=ADMIN)
        await asyncio.gather(one.refresh(), two.refresh())
        assert "climbed" in await first(one, "Who climbed the tower?")
        monkeypatch.setattr(Search, "known", noted)
        await two.update(text("tower", "Ann Lee left it.\n"), by=ADMIN)
        assert places == {"en ", f"en {other}:"}
        assert await rows(search_address, "documents") == 4


async def test_who_can_not_read_the_store_leaves_the_index_as_it_is(
    opens: Opens, search_address: str
) -> None:
    nowhere = search_address.rpartition("/")[0] + "/nowhere"
    async with opens() as library:
        await library.add(text("mill", MILL), Scope(), by=ADMIN)
        async with opens(kept=nowhere) as other:
            assert [article.slug for article in other.everything()] == ["harbour"]
            assert other.is_behind
        assert "repaired" in await first(library, QUESTIONS[0])


@pytest.mark.usefixtures("uncovered")
async def test_what_another_process_took_out_is_put_back(
    opens: Opens, search_address: str
) -> None:
    other = Searching(partial(Search.at, search_address), IndexFolder(), None, Shards())
    async with opens() as library:
        await library.add(text("mill", MILL), Scope(), by=ADMIN)
        await asyncio.to_thread(other.fill, [Holding(text("school", SCHOOL))])
        assert (await ask(library, QUESTIONS[1])).status is Status.NOT_FOUND
        assert library.is_behind
        await library.refresh()
        assert "repaired" in await first(library, QUESTIONS[0])
        assert not library.is_behind
    other.close()


@pytest.mark.parametrize("late", [1, 9])
async def test_who_knows_less_than_there_is_looks_again(
    opens: Opens, corpus: Path, monkeypatch: pytest.MonkeyPatch, late: int
) -> None:
    known = Search.known
    lates = count()

    async def stale(
        self: Search, is_asked: Callable[[str], bool]
    ) -> dict[tuple[str, str], bytes]:
        """Return what was known before another process had filled the index."""
        return {} if next(lates) < late else await known(self, is_asked)

    async with opens() as library:
        monkeypatch.setattr(Search, "known", stale)
        (corpus / "mill.md").write_text(MILL, encoding="utf-8")
        await library.refresh()
        assert library.is_behind is (late > 1)
        await library.refresh()
        assert not library.is_behind
        assert "repaired" in await first(library, QUESTIONS[0])


async def test_many_articles_are_added_in_several_transactions(
    opens: Opens,
    corpus: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refused(_: Search, place: str) -> None:
        raise StorageError(place)

    monkeypatch.setattr(Search, "write", refused)
    monkeypatch.setattr("bot.library.filling._AT_ONCE", 2)
    monkeypatch.setattr("bot.library.records._KEPT", 3_000)
    for number in range(6):
        body = f"The bell of tower{number} rang.\n"
        (corpus / f"tower{number}.md").write_text(body, encoding="utf-8")
    async with opens() as library:
        for number in (0, 3, 5, 0):
            assert f"tower{number}" in await first(library, f"Who rang tower{number}?")
    assert "what was added is not in a segment yet: " in caplog.text


async def test_what_is_read_for_a_question_is_bounded_and_remembered(
    opens: Opens, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, read = Search.documents, list[list[int]]()

    async def noted(
        self: Search, numbers: Iterable[int] = (), **others: Sequence[str]
    ) -> dict[int, Stored]:
        read.append([*numbers])
        return await documents(self, numbers, **others)

    for number in range(6):
        body = f"The bell of tower{number} rang.\n"
        (corpus / f"tower{number}.md").write_text(body, encoding="utf-8")
    monkeypatch.setattr("bot.library.records._TOGETHER", 2)
    async with opens() as library:
        monkeypatch.setattr(Search, "documents", noted)
        assert "rang" in await first(library, "What rang?")
        assert [*map(len, read)] == [2, 2, 2]
        assert "rang" in await first(library, "What rang?")
        assert len(read) == 3
        monkeypatch.setattr("bot.library.records._KEPT", 0)
        await first(library, "Who is Olga Lind?")
        del read[:]
        monkeypatch.setattr("bot.library.records._MUCH", 1)
        for _ in range(2):
            assert "rang" in await first(library, "What rang?")
        assert [len(some) for some in read if some] == [2, 2]


async def test_what_can_not_be_filled_is_filled_later(
    opens: Opens, caplog: pytest.LogCaptureFixture, search_address: str
) -> None:
    nowhere = search_address.rpartition("/")[0] + "/nowhere"
    async with opens(address=nowhere) as library:
        assert "does not exist on the server" in caplog.text
        with pytest.raises(StorageError):
            await ask(library, QUESTIONS[1])
        connection = await asyncpg.connect(search_address)
        await connection.execute("CREATE DATABASE nowhere")
        with watching(library):
            async with asyncio.timeout(20):
                while library.is_behind:  # noqa: ASYNC110 - nothing tells of it
                    await asyncio.sleep(0.05)
        assert "Olga Lind" in await first(library, QUESTIONS[1])
    await connection.execute("DROP DATABASE nowhere WITH (FORCE)")
    await connection.close()


@pytest.mark.usefixtures("uncovered")
@pytest.mark.usefixtures("search_servers")  # skips where there is none
async def test_a_server_that_is_killed_and_started_again_is_used_again(
    corpus: Path,
) -> None:
    with searching() as (server, _):
        opens = opening(corpus, f"{server.address}/postgres")
        async with opens() as library, opens() as other:
            await library.add(text("mill", MILL), Scope(), by=ADMIN)
            assert "repaired" in await first(library, QUESTIONS[0])
            server.kill()
            with pytest.raises(StorageError, match="can't be reached"):
                await ask(library, QUESTIONS[0])
            with pytest.raises(StorageError, match="can't be reached"):
                await library.withdraw("mill", "It was wrong.", by=ADMIN)
            assert {a.slug for a in library.articles(EVERYWHERE)} == {"harbour", "mill"}
            server.start(PRELOADED)
            assert "repaired" in await first(library, QUESTIONS[0])
            await library.add(text("school", SCHOOL), Scope(), by=ADMIN)
            assert "bought" in await first(library, "Who bought a wheel?")
            with watching(other):  # it listens again, or looks every 4 s
                async with asyncio.timeout(20):
                    while len(other.everything()) < 3:  # noqa: ASYNC110 - as above
                        await asyncio.sleep(0.05)
            assert "bought" in await first(other, "Who bought a wheel?")


async def test_before_the_first_filling_a_sentence_says_so(
    opens: Opens, search_address: str
) -> None:
    async with opens() as library:
        connection = await asyncpg.connect(search_address)
        schema = await schema_of(connection)
        await connection.execute(f"TRUNCATE {schema}.places")
        await connection.close()
        with pytest.raises(StorageError, match="try again in a few minutes"):
            await ask(library, QUESTIONS[0])


@pytest.mark.parametrize("damage", ["substr(arrays, 1, 200)", "''", "arrays || 'x'"])
async def test_for_a_damaged_article_the_index_is_made_anew(
    opens: Opens, corpus: Path, search_address: str, damage: str
) -> None:
    async def open_damaged() -> Library:
        connection = await asyncpg.connect(search_address)
        documents = f"{await schema_of(connection)}.documents"
        await connection.execute(f"UPDATE {documents} SET arrays = {damage}")  # noqa: S608 - ours
        await connection.close()
        return await close.enter_async_context(opens())

    async with contextlib.AsyncExitStack() as close:
        (corpus / "mill.md").write_text(MILL, encoding="utf-8")
        await close.enter_async_context(opens())
        library = await open_damaged()
        assert (await ask(library, QUESTIONS[0])).status is Status.NOT_FOUND
        await library.refresh()
        assert "repaired in May" in await first(library, QUESTIONS[0])
        (corpus / "school.md").write_text(SCHOOL, encoding="utf-8")
        await library.refresh()  # the numbers of the index before are given again
        assert "bought" in await first(library, "Who bought a wheel?")
        (corpus / "mill.md").write_text(MILL.replace("May", "June"), encoding="utf-8")
        library = await open_damaged()  # the damaged one is of an older text
        assert "repaired in June" in await first(library, QUESTIONS[0])


async def test_an_opening_is_not_looked_for_nor_is_small_talk(
    opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Search.find
    looked_for: list[str] = []

    async def noting(
        self: Search,
        places: Sequence[str],
        words: str,
        most: int,
        terms: Sequence[int],
    ) -> SearchedPlace | None:
        looked_for.append(words)
        return await find(self, places, words, most, terms)

    async with opens() as library:
        monkeypatch.setattr(Search, "find", noting)
        for question in ("Can you tell me who Olga Lind is?", "who Olga Lind is?"):
            assert "Olga Lind" in await first(library, question)
        assert looked_for[0] == looked_for[1]
        assert (await ask(library, "Thank you!")).remark
        for unfit in (" ", "Who is Olga Lind? " * 60):
            with pytest.raises(QuestionError):
                await ask(library, unfit)
        assert len(looked_for) == 2


async def test_closing_ends_what_is_waited_for(
    opens: Opens, corpus: Path, search_address: str
) -> None:
    blocking = await asyncpg.connect(search_address)
    async with opens() as library:
        async with blocking.transaction():
            await blocking.execute(LOCK)
            (corpus / "mill.md").write_text(MILL, encoding="utf-8")
            filling = asyncio.ensure_future(library.refresh())
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while not await blocking.fetchval(waiting):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
            await library.close()
        async with asyncio.timeout(20):
            await filling
        assert library.is_behind
        with pytest.raises(StorageError, match="is closed"):
            await ask(library, QUESTIONS[0])
    await blocking.close()
    never_opened = partial(Search.at, search_address)
    Searching(never_opened, IndexFolder(), None, Shards()).close()


async def schema_of(connection: asyncpg.Connection[asyncpg.Record]) -> str:
    query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'verbatim_search_%'"
    return str(await connection.fetchval(query))
