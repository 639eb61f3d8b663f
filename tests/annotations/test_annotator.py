"""Annotations that are kept: once for each text, whatever happens to the file."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import weakref
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bot.annotations import Annotator, IndexFolder, Progress, workers
from bot.annotations import annotator as annotating
from bot.annotations.versions import version_of
from bot.articles import annotate_each
from bot.retrieval import Document, Index
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

ONE = ("Ann Lee said the mill was safe. It burned down.\n\nThe owner denied it.", "en")
OTHER = ("Nobody was hurt. “We left early,” said Bo Ek.", "en")
GERMAN = ("Die Mühle brannte. Niemand wurde verletzt.", "de")
TEXTS = [ONE, OTHER, GERMAN]
PLAIN = annotate_each(TEXTS)


def test_a_text_is_annotated_once(tmp_path: Path, annotated: list[str]) -> None:
    assert Annotator(tmp_path)(TEXTS) == PLAIN
    assert len(annotated) == len(TEXTS)
    assert Annotator(tmp_path)([*TEXTS, ONE]) == [*PLAIN, PLAIN[0]]
    assert len(annotated) == len(TEXTS)


def test_the_language_tells_texts_apart(tmp_path: Path, annotated: list[str]) -> None:
    Annotator(tmp_path)([(ONE[0], "en"), (ONE[0], "fr")])
    assert annotated == [ONE[0], ONE[0]]


def test_without_a_folder_nothing_is_kept(annotated: list[str]) -> None:
    annotator = Annotator()
    assert annotator(TEXTS) == annotator(TEXTS) == PLAIN
    assert len(annotated) == 2 * len(TEXTS)


def test_a_torn_record_is_made_anew(tmp_path: Path, annotated: list[str]) -> None:
    Annotator(tmp_path)(TEXTS)
    with closing(sqlite3.connect(tmp_path / "annotations.db")) as connection:
        connection.execute("UPDATE annotations SET data = substr(data, 5)")
        connection.commit()
    assert Annotator(tmp_path)(TEXTS) == PLAIN
    assert len(annotated) == 2 * len(TEXTS)
    assert Annotator(tmp_path)(TEXTS) == PLAIN
    assert len(annotated) == 2 * len(TEXTS)


@pytest.mark.parametrize("size", [0, 10, 100, 5_000])
def test_a_damaged_file_is_made_anew(tmp_path: Path, size: int) -> None:
    Annotator(tmp_path)(TEXTS)
    (tmp_path / "annotations.db").write_bytes(os.urandom(size))
    for _ in range(2):
        assert Annotator(tmp_path)(TEXTS) == PLAIN


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
def test_a_pipe_in_place_of_a_file_is_made_anew(
    tmp_path: Path, ending: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = Annotator(tmp_path)(TEXTS)
    pipe = tmp_path / f"annotations.db{ending}"
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    assert Annotator(tmp_path)(TEXTS) == found
    assert f"({pipe.name} is no file) and is made anew" in caplog.text
    assert not pipe.exists() or pipe.is_file()
    caplog.clear()
    assert Annotator(tmp_path)(TEXTS) == found
    assert not caplog.messages


def test_a_folder_in_place_of_a_file_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "annotations.db-wal").mkdir()
    annotator = Annotator(tmp_path)
    for _ in range(2):
        assert annotator(TEXTS) == PLAIN
    (said,) = caplog.messages
    assert "can't be kept" in said
    assert "(annotations.db-wal is no file)" in said


def test_a_file_whose_table_has_lost_its_name_is_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Annotator(tmp_path)(TEXTS)
    file = tmp_path / "annotations.db"
    file.write_bytes(
        file.read_bytes().replace(b"tableannotations", b"t" + b"\x90" * 15)
    )
    for _ in range(2):
        assert Annotator(tmp_path)(TEXTS) == PLAIN
    (said,) = caplog.messages
    assert "is made anew" in said


@pytest.mark.parametrize(
    "damage", ["data = 5", "data = 'text'", "version = CAST(x'90' AS TEXT)"]
)
def test_a_record_that_has_lost_its_type_is_found_anew(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    Annotator(tmp_path)(TEXTS)
    with closing(sqlite3.connect(tmp_path / "annotations.db")) as connection:
        connection.execute(f"UPDATE annotations SET {damage}")  # noqa: S608
        connection.commit()
    for _ in range(2):
        assert Annotator(tmp_path)(TEXTS) == PLAIN
    assert not caplog.messages


def test_a_folder_that_cannot_be_written_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    annotator = Annotator(tmp_path / "file")
    assert annotator(TEXTS) == annotator(TEXTS) == PLAIN
    (said,) = caplog.messages
    assert "can't be kept" in said


LIMITED = """
import resource, signal
from pathlib import Path
from bot.annotations import Annotator
from bot.articles import annotate_each
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
texts = [("The mill burned. " * 99 + str(n), "en") for n in range(9)]
assert Annotator(Path({folder!r}))(texts) == annotate_each(texts)
"""


@pytest.mark.usefixtures("unmeasured")  # what it counts would not fit either
def test_a_full_disk_is_said_and_answers_go_on(tmp_path: Path) -> None:
    program = LIMITED.format(folder=str(tmp_path))
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stderr.count("can't be kept") == 1
    assert Annotator(tmp_path)(TEXTS) == PLAIN


def test_the_file_may_be_deleted_while_it_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    annotator = Annotator(folder)
    assert annotator(TEXTS) == PLAIN
    shutil.rmtree(folder)
    assert annotator(TEXTS) == PLAIN
    assert (folder / "annotations.db").exists()


def test_what_an_older_version_found_is_used_until_it_is_found_anew(
    tmp_path: Path, annotated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "version_of", lambda _: "older")
    Annotator(tmp_path)(TEXTS)
    monkeypatch.undo()
    assert version_of("bot.articles") != "older"
    patient = Annotator(tmp_path, patient=True)
    assert patient(TEXTS) == PLAIN
    assert patient.is_outdated
    assert len(annotated) == len(TEXTS)
    patient.renew()
    assert not patient.is_outdated
    again = Annotator(tmp_path, patient=True)
    assert again(TEXTS) == PLAIN
    assert not again.is_outdated


def test_one_that_is_not_patient_finds_anew_what_is_older(
    tmp_path: Path, annotated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(annotating, "version_of", lambda _: "older")
        Annotator(tmp_path)(TEXTS)
    assert Annotator(tmp_path)(TEXTS) == PLAIN
    assert len(annotated) == 2 * len(TEXTS)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return what is more than one process reads at once."""
    monkeypatch.setattr(workers, "_FEW", 2_000)
    monkeypatch.setattr(workers, "_PIECE", 1_000)
    return [
        (f"Ann Lee said it is {n}. " * 20 + "Bo Ek denied it.", "en") for n in range(8)
    ]


class Noting(Progress):
    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def begin(self, what: str, whole: int) -> None:
        self.told.append((what, whole))

    def done(self, characters: int) -> None:
        self.told.append(("done", characters))

    def end(self) -> None:
        self.told.append(("end", 0))


def test_many_texts_are_annotated_in_processes_of_their_own(
    tmp_path: Path,
    annotated: list[str],
    many: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VERBATIM_TOKEN", "secret")
    monkeypatch.setattr(annotating, "_AT_ONCE", 1_500)
    progress = Noting()
    assert Annotator(tmp_path, progress=progress)(many) == annotate_each(many)
    assert annotated == []
    (what, whole), *steps, last = progress.told
    assert (what, last) == ("Reading articles", ("end", 0))
    assert sum(done for _, done in steps) == whole == sum(len(t[0]) for t in many)
    assert "VERBATIM_TOKEN" not in workers._environment()  # noqa: SLF001 - of theirs


def test_only_a_few_pieces_are_begun_before_the_first_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_FEW", 0)
    monkeypatch.setattr(workers, "_PIECE", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    given: list[slice] = []

    class Noted(list[str]):
        def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - as a list's
            given.append(place)
            return super().__getitem__(place)

    texts = Noted(map(str, range(30)))
    found = workers.each(int, texts, len, what="Counting", progress=Progress())
    assert next(found) == 0
    assert len(given) == workers._AHEAD + 1  # noqa: SLF001 - the bound
    assert [*found] == [*range(1, 30)]


def test_what_went_round_in_circles_while_texts_were_annotated_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Circle:
        def __init__(self) -> None:
            self.itself = self

    monkeypatch.setattr(gc, "freeze", lambda: None)
    annotator = Annotator()
    for texts, goes in ([], False), (TEXTS, True):
        annotator(texts)
        circle = weakref.ref(Circle())
        annotator.freeze()
        assert (circle() is None) == goes


LANGUAGES = """
import sys
from pathlib import Path
from bot.annotations import Annotator
found = Annotator().languages(["Die Mühle brannte am Montag.", "It burned down."])
assert found == ["de", "en"], found
assert "py3langid" not in sys.modules
"""


@pytest.mark.usefixtures("uncovered")
def test_of_the_texts_added_last_the_language_is_remembered_and_no_word() -> None:
    annotator = Annotator()
    texts = [f"The mill burned down on day {day}." for day in range(100)]
    assert {annotator.language(text) for text in (*texts, *texts)} == {"en"}
    remembered = annotator._languages  # noqa: SLF001 - what stays in memory
    assert len(remembered) < len(texts)
    assert not any(b"mill" in key for key in remembered)


def test_another_process_finds_out_languages() -> None:
    subprocess.run([sys.executable, "-c", LANGUAGES], check=True)  # noqa: S603 - ours


@pytest.mark.usefixtures("uncovered")
def test_what_a_process_fails_at_is_done_here(
    annotated: list[str], many: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_SERVE", "raise SystemExit(3)")
    assert Annotator()(many) == annotate_each(many)
    assert len(annotated) == len(many)


def test_what_no_process_can_do_fails_here_and_says_nothing_else(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ZeroDivisionError):
        workers.apart(eval, ["1/0"])
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("uncovered")
def test_a_process_collects_what_a_text_leaves_when_it_is_done_with(
    many: list[tuple[str, str]],
) -> None:
    told = "(gc := __import__('gc')).isenabled(), gc.get_freeze_count()"
    asked, progress = [told] * len(many), Progress()
    each = workers.each(eval, asked, lambda _: 1_000, what="", progress=progress)
    found = [*each]
    assert {enabled for enabled, _ in found} == {False}
    frozen = [count for _, count in found]
    assert min(frozen) < max(frozen)  # Python 3.12 has some frozen from the start


@pytest.mark.usefixtures("uncovered")
def test_many_texts_are_indexed_in_processes_too(
    tmp_path: Path, many: list[tuple[str, str]]
) -> None:
    documents = [Document(body, [(0, len(body), 1, False)]) for body, _ in many]
    folder = IndexFolder(tmp_path)
    assert len(Index(documents, "en", folder.segments("en"))) == len(documents)
    assert list(tmp_path.glob("en/*.segment"))
    folder.keep([("de", documents[0].key, "")])
    assert not list(tmp_path.glob("en/*.segment"))


@pytest.mark.parametrize("package", ["articles", "answering", "retrieval"])
def test_an_index_is_made_anew_whenever_a_word_or_a_rule_is_another(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = IndexFolder().version
    monkeypatch.setattr(
        "bot.annotations.index_folder.version_of",
        lambda name: "new" if name == f"bot.{package}" else version_of(name),
    )
    assert IndexFolder().version != before


KEEPING = """
import sys
from pathlib import Path
from bot.annotations import Annotator
annotator = Annotator(Path({folder!r}))
print("ready", flush=True)
for number in range({count}):
    annotator([(f"The mill burned {{number}} times. Ann Lee denied it.", "en")])
"""


@pytest.mark.usefixtures("unmeasured")
def test_two_processes_on_one_folder_do_each_other_no_harm(tmp_path: Path) -> None:
    program = KEEPING.format(folder=str(tmp_path), count=60)
    both = [
        subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE)  # noqa: S603
        for _ in range(2)
    ]
    for process in both:
        _, told = process.communicate()
        assert (process.returncode, told) == (0, b"")


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.13])
def test_a_kill_loses_nothing_that_was_kept(
    tmp_path: Path, annotated: list[str], seconds: float
) -> None:
    Annotator(tmp_path)(TEXTS)
    program = KEEPING.format(folder=str(tmp_path), count=100_000)
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    before = len(annotated)
    assert Annotator(tmp_path)(TEXTS) == PLAIN
    assert len(annotated) == before


WORKING = """
import os, subprocess, sys
from bot.annotations.workers import write
from bot.annotations.workers import _SERVE
worker = subprocess.Popen([sys.executable, "-c", _SERVE], stdin=subprocess.PIPE)
write(worker.stdin, (os.system, sys.argv[1:]))
worker.wait()
"""


def test_a_worker_whose_program_was_killed_ends_before_its_next_text(
    tmp_path: Path,
) -> None:
    until_killed = "touch began; while [ ! -e killed ]; do sleep 0.01; done"
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", WORKING, until_killed, "touch next"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        while not (tmp_path / "began").exists():
            time.sleep(0.01)
        process.kill()
        process.wait()
        (tmp_path / "killed").touch()
        process.stderr.read()  # its end is the worker's as well
    assert not (tmp_path / "next").exists()
