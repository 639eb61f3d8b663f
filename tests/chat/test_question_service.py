from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from bot.annotations import Annotator, KnownFiles
from bot.answering import Answer, Answerer, Status
from bot.articles import Source, make_article, read_corpus
from bot.chat.citing import Citation
from bot.chat.cooldown import Cooldown
from bot.chat.question_request import QuestionRequest
from bot.chat.question_service import QuestionService
from bot.chat.worker import FAILED, SLOW, Worker, _Task
from bot.errors import AbandonedError, QuestionError, StorageError
from bot.library import EVERYWHERE, Folder, Library
from tests.chat.shelved import INDEX, library_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.usefixtures("uncovered")
async def test_a_burst_is_answered_in_order_while_the_event_loop_turns(
    answerer: Answerer,
) -> None:
    asking = QuestionService(library_of(answerer), Cooldown(0))
    answered: list[int] = []

    async def ask(number: int) -> None:
        await asking.at(EVERYWHERE).pages(
            QuestionRequest(f"Who denied the allegations {number}?")
        )
        answered.append(number)

    burst = asyncio.gather(*map(ask, range(30)))
    turns = 0
    while not burst.done():
        await asyncio.sleep(0)
        turns += 1
    asking.close()
    assert answered == list(range(30))
    assert turns > 30


class FaultyAnswerer(Answerer):
    """Fails, or works until the test has an end, as its question says."""

    ended = threading.Event()
    waited_for = False

    def answer(self, question: str, **more: Any) -> Answer:  # noqa: ANN401
        if question == "fail":
            raise OSError(question)
        if question == "away":
            message = "The index is away."
            raise StorageError(message)
        if question == "late" and not self.ended.wait(20):
            self.waited_for = True
        return super().answer("Who denied the allegations?", **more)


async def test_what_fails_or_takes_too_long_ends_in_a_sentence_and_the_next_is_answered(
    corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    faulty = FaultyAnswerer(read_corpus(corpus).articles, INDEX.segments)
    asking = QuestionService(library_of(faulty), Cooldown(0))
    said = []
    for question in ("soon", "late", "fail", "away", "soon"):
        # On a busy machine, only the late one may be late.
        asking.answers._limit = 0.25 if question == "late" else 60  # noqa: SLF001
        pages = await asking.at(EVERYWHERE).pages(QuestionRequest(question))
        said.append(pages[0].text)
    faulty.ended.set()
    asking.close()
    assert not faulty.waited_for
    assert said[1:3] == [SLOW, FAILED]
    assert said[3].startswith("I can't save or look that up right now")
    assert "The index is away." in caplog.text
    assert said[0] == said[4]
    assert said[0].startswith("**")
    assert "late" not in caplog.text


async def test_a_question_that_meets_a_change_is_answered_from_the_new_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "corpus" / "mill.txt"
    file.parent.mkdir()
    file.write_text("The mill burned down in May.", encoding="utf-8")
    annotator = Annotator(tmp_path)
    files = KnownFiles(annotator, tmp_path)
    library = Library(Folder(file.parent, annotator, files), annotator=annotator)
    library.load()
    before = library.answerer(EVERYWHERE)
    file.write_text("The mill burned down in June.", encoding="utf-8")
    await library.refresh()
    before.articles[0]._reader._held.clear()  # type: ignore[attr-defined]  # noqa: SLF001
    given = [before]
    new = library.answerer
    monkeypatch.setattr(
        library, "answerer", lambda *where: given.pop() if given else new(*where)
    )
    asking = QuestionService(library, Cooldown(0))
    (page,) = await asking.at(EVERYWHERE).pages(QuestionRequest("When did it burn?"))
    asking.close()
    assert "June" in page.text
    assert not given


async def test_what_outruns_its_time_is_told_to_stop_and_its_thread_ends(
    answerer: Answerer,
) -> None:
    worker = Worker("late", 0.1)
    stopped = threading.Event()
    threads: list[threading.Thread] = []

    def late(stop: threading.Event) -> None:
        threads.append(threading.current_thread())
        stop.wait(20)
        stopped.set()
        answerer.answer("Who denied it?", stop=stop)

    with pytest.raises(QuestionError, match="too long"):
        await worker.do(late)
    assert threads[0].daemon
    assert await asyncio.to_thread(stopped.wait, 10)
    await asyncio.to_thread(threads[0].join, 10)
    assert not threads[0].is_alive()
    assert await worker.do(lambda _: "next") == "next"
    worker.close()


async def test_work_that_ends_an_iteration_fails_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    worker = Worker("ends", 60.0)
    with pytest.raises(QuestionError, match="went wrong"):
        await asyncio.wait_for(worker.do(lambda _: next(iter(()))), 20)
    assert f"RuntimeError at {__file__}" in caplog.text
    worker.close()


async def test_what_follows_a_question_of_denial_is_answered(
    answerer: Answerer,
) -> None:
    asking = QuestionService(library_of(answerer), Cooldown(0))
    earlier = "Did the mayor deny that she had taken a bribe?"
    for question in ("did she?", "has it?", "What?"):
        request = QuestionRequest(question, context=earlier)
        pages = await asking.at(EVERYWHERE).pages(request)
        assert pages[0].text not in {FAILED, SLOW}
    asking.close()


async def test_who_stops_waiting_stops_the_work() -> None:
    worker = Worker("late", 60.0)
    begun, stopped = threading.Event(), threading.Event()

    def late(stop: threading.Event) -> None:
        begun.set()
        stop.wait(20)
        stopped.set()

    task = asyncio.create_task(worker.do(late))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    assert await asyncio.to_thread(stopped.wait, 10)
    assert await worker.do(lambda _: "next") == "next"
    worker.close()


async def test_work_that_nobody_waits_for_any_more_is_not_begun() -> None:
    begun: list[int] = []
    task = _Task(lambda _: begun.append(1))
    task.future.cancel()
    task.run()
    assert begun == []


async def test_who_would_wait_too_long_hears_so_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    worker = Worker("busy", 60.0)
    worker._pace = 1_000.0  # noqa: SLF001 - seconds that a turn took of late
    end = threading.Event()
    first = asyncio.create_task(worker.do(lambda _: end.wait(20)))
    await asyncio.sleep(0)
    for _ in range(3):
        with pytest.raises(QuestionError, match="More is being asked"):
            await worker.do(lambda _: None)
    end.set()
    assert await first
    assert await worker.do(lambda _: "next") == "next"
    assert caplog.text.count("some are turned away") == 1
    worker.close()


async def test_who_waited_too_long_is_not_waited_with_any_more() -> None:
    worker = Worker("busy", 60.0, patience=0.1)
    end = threading.Event()
    first = asyncio.create_task(worker.do(lambda _: end.wait(20)))
    others = [asyncio.create_task(worker.do(lambda _: None)) for _ in range(3)]
    await asyncio.sleep(0.2)
    end.set()
    assert await first
    for other in others:
        with pytest.raises(QuestionError, match="More is being asked"):
            await other
    assert await worker.do(lambda _: "next") == "next"
    worker.close()


async def test_a_citation_that_fails_is_a_sentence(answerer: Answerer) -> None:
    asking = QuestionService(library_of(answerer), Cooldown(0))
    wanted = (Citation("a", 1 // zero) for zero in [0])
    (page,) = await asking.at(EVERYWHERE).cited(wanted, 3)
    assert (page.text, page.error) == (FAILED, True)
    asking.close()


class _Looked(threading.Event):
    """Is set after so many looks at it."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.left = most

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("looks", [0, 1, 2])
def test_an_answer_that_nobody_waits_for_is_not_finished(
    answerer: Answerer, looks: int
) -> None:
    stop = _Looked(looks)
    with pytest.raises(AbandonedError):
        answerer.answer("Who denied the allegations?", stop=stop)
    assert stop.left == -1  # it ended there, within the search of one language


@pytest.mark.parametrize(
    ("language", "text", "told", "talk"),
    [
        (
            "de",
            "Am Ufer war das Wetter schlecht. Die Mühle gehört dem Müller Anton Roth.",
            "Wem gehört die Mühle?",
            ("Wie ist das Wetter?", "Wie war das Wetter am Montag?"),
        ),
        (
            "en",
            "It rained in Dover on Friday. The weather was bad. Its mill burned.",
            "What happened in Dover?",
            ("How was your Friday?", "How is the weather?"),
        ),
    ],
)
async def test_what_nobody_asked_the_bot_needs_a_name_or_two_words(
    language: str, text: str, told: str, talk: tuple[str, ...]
) -> None:
    article = make_article("mill", text, Source(), language=language)
    asking = QuestionService(library_of(Answerer([article])), Cooldown(0))
    here = asking.at(EVERYWHERE)
    quiet = frozenset({Status.NOT_FOUND})
    for question in (told, *talk):
        assert await here.pages(QuestionRequest(question))
        pages = await here.pages(QuestionRequest(question, quiet=quiet))
        assert bool(pages) == (question == told)
    asking.close()
