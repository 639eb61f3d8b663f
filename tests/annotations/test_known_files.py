"""Files of a corpus folder that are known: read once, unless they are changed."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from bot.annotations import Annotator, KnownFiles, known_files
from bot.annotations import annotator as annotating
from bot.annotations.kept import Kept
from bot.articles import Corpus, read_corpus, read_text
from bot.bootstrap import build_answerer
from bot.library import Folder
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

MILL = """---
title: The mill
language: en
---
Ann Lee said the mill was safe. It burned down.
"""
FERRY = "The ferry sank. Nobody was hurt, the pilot said."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "below").mkdir(parents=True)
    (folder / "mill.md").write_text(MILL, encoding="utf-8")
    (folder / "below" / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read."""
    names: list[str] = []

    def reading(path: Path) -> object:
        names.append(path.name)
        return read_text(path)

    monkeypatch.setattr(known_files, "read_text", reading)
    return names


def later() -> int:
    return time.time_ns() + 60 * 10**9


def start(corpus: Path, state: Path, *, old: bool = True) -> Corpus:
    """Read the folder as a start does, long after its files were changed if `old`."""
    annotator = Annotator(state)
    clock = later if old else time.time_ns
    files = KnownFiles(annotator, state, clock)
    return files.corpus(corpus)


def test_a_file_is_read_once(corpus: Path, tmp_path: Path, opened: list[str]) -> None:
    first = start(corpus, tmp_path)
    assert opened == ["ferry.txt", "mill.md"]
    again = start(corpus, tmp_path)
    assert opened == ["ferry.txt", "mill.md"]
    assert again == first == read_corpus(corpus)
    assert [a.key for a in again.articles] == [
        a.key for a in read_corpus(corpus).articles
    ]
    assert [a.source.title for a in again.articles] == [None, "The mill"]


def test_a_changed_file_is_read_again_though_its_time_and_size_are_the_same(
    corpus: Path, tmp_path: Path, opened: list[str]
) -> None:
    start(corpus, tmp_path)
    file = corpus / "mill.md"
    before = file.stat()
    with file.open("r+", encoding="utf-8") as written:
        written.write(MILL.replace("burned", "melted"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    opened.clear()
    texts = [article.body for article in start(corpus, tmp_path).articles]
    assert opened == ["mill.md"]
    assert "It melted down.\n" in texts[1]


def test_what_may_change_within_a_tick_of_the_clock_is_not_known(
    corpus: Path, tmp_path: Path, opened: list[str]
) -> None:
    for _ in range(2):
        start(corpus, tmp_path, old=False)
    assert opened == ["ferry.txt", "mill.md"] * 2


def test_a_file_that_was_moved_is_known_and_one_that_is_gone_is_not(
    corpus: Path, tmp_path: Path, opened: list[str]
) -> None:
    start(corpus, tmp_path)
    (corpus / "below" / "ferry.txt").unlink()
    assert [a.slug for a in start(corpus, tmp_path).articles] == ["mill"]
    assert len(Kept(tmp_path / "files.db").find()) == 1
    opened.clear()
    (corpus / "below" / "ferry.txt").write_text(FERRY, encoding="utf-8")
    start(corpus, tmp_path)
    assert opened == ["ferry.txt"]


def test_another_version_of_the_program_reads_all_files(
    corpus: Path,
    tmp_path: Path,
    opened: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start(corpus, tmp_path)
    opened.clear()
    monkeypatch.setattr(annotating, "version_of", lambda _: "another")
    start(corpus, tmp_path)
    assert opened == ["ferry.txt", "mill.md"]


def test_what_an_older_version_found_is_used_and_not_kept(
    corpus: Path,
    tmp_path: Path,
    opened: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start(corpus, tmp_path)
    monkeypatch.setattr(annotating, "version_of", lambda _: "another")
    for _ in range(2):
        annotator = Annotator(tmp_path, patient=True)
        files = KnownFiles(annotator, tmp_path, later)
        opened.clear()
        Folder(corpus, annotator, files).read()
        assert opened == ["ferry.txt", "mill.md"]


@pytest.mark.usefixtures("opened")
def test_a_file_that_cannot_be_used_is_a_problem_each_time(
    corpus: Path, tmp_path: Path
) -> None:
    (corpus / "empty.md").write_text("", encoding="utf-8")
    (corpus / "gone.md").symlink_to(corpus / "nothing")
    for _ in range(2):
        problems = start(corpus, tmp_path).problems
        assert [problem.path.name for problem in problems] == ["empty.md", "gone.md"]


def test_a_folder_reads_what_changes_while_the_program_runs(
    corpus: Path, tmp_path: Path, opened: list[str]
) -> None:
    annotator = Annotator(tmp_path)
    start(corpus, tmp_path)
    opened.clear()
    folder = Folder(corpus, annotator, KnownFiles(annotator, tmp_path))
    assert folder.read().articles == read_corpus(corpus).articles
    assert not opened
    (corpus / "storm.txt").write_text("A storm came.", encoding="utf-8")
    assert len(folder.read().articles) == len(("ferry", "mill", "storm"))
    assert opened == ["storm.txt"]


def test_the_program_reads_no_file_at_its_second_start(
    corpus: Path, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_files, "_TICK", -(10**12))
    settings = Settings(corpus=corpus, state=tmp_path / "state", meaning="off")
    answers = [build_answerer(settings).answer("What sank?") for _ in range(2)]
    assert opened == ["ferry.txt", "mill.md"]
    assert answers[0] == answers[1]
    assert answers[0].evidence[0].text.startswith("The ferry sank.")
