"""Texts of articles that are kept in a file and not in memory."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from bot.annotations import Annotator, KnownFiles, kept, texts
from bot.annotations.kept import Kept
from bot.annotations.texts import Texts
from bot.answering import Answerer
from bot.articles import read_corpus, reading
from bot.articles.kept_article import KeptArticle
from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.articles import Article

TEXT = """---
language: en
---
# {name}

The owner of {name} denied it.

“No,” said Ann Lee.
"""
NAMES = [f"mill-{number}" for number in range(9)]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.txt").write_text(TEXT.format(name=name), encoding="utf-8")
    return folder


def start(corpus: Path, state: Path) -> tuple[KnownFiles, tuple[Article, ...]]:
    annotator = Annotator(state)
    files = KnownFiles(annotator, state, lambda: time.time_ns() + 10**11)
    return files, files.corpus(corpus).articles


def test_no_text_stands_in_memory_and_each_is_that_of_its_file(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "_HELD", 200)  # characters: some three texts
    for _ in range(2):
        _, articles = start(corpus, tmp_path)
        for article, whole in zip(articles, read_corpus(corpus).articles, strict=True):
            assert vars(article).keys().isdisjoint({"body", "sentences"})
            assert article == whole == article.held()
            for one in (article, article.held()):
                assert (one.body, one.sentences) == (whole.body, whole.sentences)
                assert (one.key, one.numbers) == (whole.key, whole.numbers)
        reader = articles[0]._reader  # type: ignore[attr-defined]  # noqa: SLF001
        assert sum(len(content.body) for content in reader._held.values()) <= 200  # noqa: SLF001


def test_many_files_are_read_so_many_at_once(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", 100)
    (corpus / "mill-2.txt").write_text("", encoding="utf-8")
    (corpus / "mill-5.txt").write_text("---\nlanguage: en\n---\n…", encoding="utf-8")
    (corpus / "mill-7.txt").write_text("It burned down on Monday.", encoding="utf-8")
    times: list[int] = []
    keep = Texts.keep

    def noting(self: Texts, articles: Sequence[Article]) -> bool:
        times.append(len(articles))
        return keep(self, articles)

    monkeypatch.setattr(Texts, "keep", noting)
    whole = read_corpus(corpus)
    for _ in range(2):
        annotator = Annotator(tmp_path)
        files = KnownFiles(annotator, tmp_path)
        found = files.corpus(corpus)
        assert found.articles == whole.articles
        assert [*map(str, found.problems)] == [*map(str, whole.problems)]
        assert len(found.problems) == 2
    assert max(times) <= 4 < len(NAMES) - 2


def test_paragraphs_have_the_numbers_that_they_are_given(
    corpus: Path, tmp_path: Path
) -> None:
    _, (article, *_) = start(corpus, tmp_path)
    renumbered = article.numbered((1, 7, 4))
    assert (article.numbers, renumbered.numbers) == ((1, 2, 3), (1, 7, 4))
    assert [s.paragraph for s in renumbered.sentences] == [1, 7, 4]
    assert [s.paragraph for s in article.sentences] == [1, 2, 3]
    assert article.numbered((1, 2, 3)) is article
    assert renumbered.key == article.key
    assert renumbered != article != article.corrected("By three metres.")


def torn(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE annotations SET data = substr(data, 9)")


def emptied(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM annotations")


def overwritten(file: Path) -> None:
    for path in file.parent.glob(f"{file.name}*"):
        path.write_bytes(os.urandom(9_000))


def deleted(file: Path) -> None:
    shutil.rmtree(file.parent)


HARM = [torn, emptied, overwritten, deleted]


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("harm", HARM)
def test_a_text_that_is_lost_while_the_program_runs_is_read_from_its_file(
    corpus: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    state = tmp_path / "state"
    for _ in range(2):  # with nothing kept, and again
        _, articles = start(corpus, state)
        whole = read_corpus(corpus).articles
        harm(state / "texts.db")
        answer = Answerer(articles).answer("Who denied mill-3?")
        assert answer.evidence[0].text == "The owner of mill-3 denied it."
        assert [a.body for a in articles] == [a.body for a in whole]
        assert [a.sentences for a in articles] == [a.sentences for a in whole]


@pytest.mark.parametrize("harm", HARM)
def test_a_text_that_is_lost_before_a_start_is_kept_again(
    corpus: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    state = tmp_path / "state"
    first = start(corpus, state)
    harm(state / "texts.db")
    del first
    _, articles = start(corpus, state)
    assert [a.body for a in articles] == [a.body for a in read_corpus(corpus).articles]
    assert Kept(state / "texts.db").keys() == {a.text_key for a in articles}


def test_a_text_that_is_nowhere_any_more_is_said(corpus: Path, tmp_path: Path) -> None:
    _, articles = start(corpus, tmp_path)
    emptied(tmp_path / "texts.db")
    changed, gone = (corpus / f"{name}.txt" for name in NAMES[:2])
    changed.write_text("It burned down.", encoding="utf-8")
    gone.unlink()
    for article in articles[:2]:
        with pytest.raises(StorageError, match="was changed or deleted; ask again"):
            _ = article.body
    assert "The owner of mill-2 denied it." in articles[2].body


def test_the_text_of_a_changed_file_goes_when_nobody_asks_it_any_more(
    corpus: Path, tmp_path: Path
) -> None:
    files, before = start(corpus, tmp_path)
    (corpus / "mill-0.txt").write_text("It burned down.", encoding="utf-8")
    after = files.corpus(corpus).articles
    assert "denied it" in before[0].body
    files.drop_stale()
    assert Kept(tmp_path / "texts.db").keys() == {a.text_key for a in after}
    assert after[0].body == "It burned down."


def test_whoever_reads_waits_for_nobody_who_writes(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_WAIT", 60)  # as long as another process writes
    start(corpus, tmp_path)
    texts_db, begun = Kept(tmp_path / "texts.db"), threading.Event()
    (key, *_) = texts_db.keys()

    def records() -> Iterator[tuple[bytes, bytes]]:
        begun.set()
        yield b"new", b"text"

    writing = threading.Thread(target=texts_db.keep, args=("1", records()))
    with closing(sqlite3.connect(tmp_path / "texts.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing.start()
        begun.wait()
        assert texts_db.read(key)
        assert writing.is_alive()
    writing.join()
    assert texts_db.read(b"new")


def connections(*, still_open: bool = False) -> int:
    gc.collect()
    found = [one for one in gc.get_objects() if isinstance(one, sqlite3.Connection)]
    return sum(not still_open or is_open(one) for one in found)


def is_open(connection: sqlite3.Connection) -> bool:
    with suppress(sqlite3.ProgrammingError):
        return connection.total_changes >= 0
    return False


def test_however_often_texts_are_lost_one_connection_is_open(tmp_path: Path) -> None:
    texts_db, before = Kept(tmp_path / "texts.db", quiet=True), connections()
    for _ in range(5):
        assert texts_db.keep("1", [(b"key", b"text" * 99)])
        assert texts_db.read(b"none") is None
    assert connections() == before + 1
    before = connections(still_open=True)
    for _ in range(5):
        assert texts_db.keep("1", [(b"key", b"text" * 99)])
        assert texts_db.read(b"key")
        assert connections(still_open=True) == before
        overwritten(tmp_path / "texts.db")
        assert texts_db.read(b"none") is None


ENDING = """
import sys, threading, time
from pathlib import Path
from bot.annotations.kept import Kept
kept = Kept(Path(sys.argv[1]))
keys = [bytes([number]) * 16 for number in range(200)]
kept.keep("1", [(key, bytes(36_000)) for key in keys])
kept.read(keys[0])
inside = threading.Event()
kept._reading.set_progress_handler(lambda: inside.set() or time.sleep(0.1), 1)
reading = lambda: [kept.read(key) for key in keys]
threading.Thread(target=reading, daemon=True).start()
inside.wait()
"""


@pytest.mark.usefixtures("uncovered")
def test_the_program_ends_well_while_a_thread_reads(tmp_path: Path) -> None:
    programs = [  # one in six crashed; each waits for most of its time
        subprocess.Popen([sys.executable, "-c", ENDING, str(tmp_path / f"{n}.db")])  # noqa: S603 - our own program
        for n in range(8)
    ]
    assert [program.wait() for program in programs] == [0] * 8


FULL = """
import resource, signal, sys
from pathlib import Path
from bot.bootstrap import build_answerer
from bot.settings import Settings
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
corpus, state = map(Path, sys.argv[1:])
answerer = build_answerer(Settings(corpus=corpus, state=state, meaning="off"))
print(answerer.answer("Who denied mill-3?").evidence[0].text)
"""


@pytest.mark.usefixtures("unmeasured")  # what it counts would not fit either
def test_on_a_full_disk_texts_stay_in_memory(corpus: Path, tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", FULL, str(corpus), str(tmp_path / "state")],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "The owner of mill-3 denied it.\n"
    _, articles = start(corpus, tmp_path / "state")
    assert all(isinstance(article, KeptArticle) for article in articles)


def test_several_threads_and_processes_read_the_same_texts(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "_HELD", 200)
    both = [start(corpus, tmp_path)[1] for _ in range(2)]
    whole = [article.body for article in read_corpus(corpus).articles]

    def read(number: int) -> list[str]:
        return [article.body for article in both[number % 2]]

    with ThreadPoolExecutor(4) as pool:
        assert all(found == whole for found in pool.map(read, range(40)))
