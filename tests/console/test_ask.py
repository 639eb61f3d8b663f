from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Verbatim = Callable[..., Result]

FULL = Path("/dev/full")
QUESTION = "Who denied the allegations?"
KEYS = ["question", "status", "confidence", "evidence", "closest", "unknown_words"]
EVIDENCE_KEYS = [
    "article",
    "start",
    "end",
    "text",
    "score",
    "sentence",
    "highlights",
    "speaker",
    "stance",
    "source",
]
SOURCE_KEYS = [
    "title",
    "publisher",
    "author",
    "place",
    "url",
    "published",
    "license",
    "license_url",
    "notice",
]
UNASKABLE = ["", "   ", "why " * 1_500, "\ud800", "\udcff"]
SILENT = ["the of and", "🙂🙃", "\0", "Кто отрицал?", "谁否认了指控", "¿?", "\u202e"]


def test_an_answer_is_quoted_and_credited(verbatim: Verbatim) -> None:
    result = verbatim("ask", QUESTION)
    assert result.status == 0
    assert result.err == ""
    assert "\n— " in result.out
    assert "Mehr News Agency" in result.out
    assert "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/" in result.out
    assert result.out.rstrip().endswith("International License.")


def test_a_row_of_a_table_is_found_by_its_headers_and_shown_below_them(
    verbatim: Verbatim, home: Path
) -> None:
    table = "| Quay | Depth |\n|---|---|\n| Berg quay | 9 m |\n| Lund quay | 4 m |\n"
    body = f"# The port\n\nThe port has two quays.\n\n{table}\nIt is old.\n"
    (home / "corpus" / "port.md").write_text(body)
    done = verbatim("ask", "What is the depth at Lund quay?", "--article", "port")
    assert done.out.startswith("> | Quay | Depth |\n> | Lund quay | 4 m |\n— reported")
    assert "|---|" not in done.out


def test_words_need_no_quotes(verbatim: Verbatim) -> None:
    assert verbatim("ask", *QUESTION.split()).out == verbatim("ask", QUESTION).out


def test_json_has_the_keys_that_scripts_rely_on(verbatim: Verbatim) -> None:
    answer = json.loads(verbatim("ask", QUESTION, "--json").out)
    assert list(answer)[: len(KEYS)] == KEYS
    assert answer["question"] == QUESTION
    assert answer["status"] == "answered"
    assert 0 <= answer["confidence"] <= 1
    for evidence in answer["evidence"]:
        assert list(evidence)[: len(EVIDENCE_KEYS)] == EVIDENCE_KEYS
        assert list(evidence["source"]) == SOURCE_KEYS


def test_offsets_point_into_the_file_after_its_front_matter(
    verbatim: Verbatim, home: Path
) -> None:
    file = (home / "corpus" / "mehr-iran-drones.md").read_text("utf-8")
    body = file.split("---\n", 2)[2]
    answer = json.loads(verbatim("ask", QUESTION, "--json").out)
    for evidence in answer["evidence"]:
        start, end = evidence["start"], evidence["end"]
        assert body[start:end] == evidence["text"]
        first, last = evidence["sentence"]
        assert start <= first < last <= end
        assert all(start <= a < b <= end for a, b in evidence["highlights"])


def test_a_question_that_nothing_answers_is_no_failure(verbatim: Verbatim) -> None:
    result = verbatim("ask", "zebra xylophone", "--json")
    answer = json.loads(result.out)
    assert result.status == 0
    assert answer["status"] == "not_found"
    assert answer["evidence"] == []
    text = verbatim("ask", "zebra xylophone", "long" * 100)
    assert text.status == 0
    assert "do not answer" in text.out
    assert "“xylophone”" in text.out
    assert f"“{'long' * 14}lon…”" in text.out.replace("\n", "")


@pytest.mark.parametrize("question", UNASKABLE)
def test_what_is_no_question_is_refused_in_one_sentence(
    verbatim: Verbatim, question: str
) -> None:
    result = verbatim("ask", question)
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("verbatim: The question ")
    assert result.err.count("\n") == 1


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("question", SILENT)
def test_what_has_no_word_of_the_articles_gets_no_quotation(
    verbatim: Verbatim, question: str
) -> None:
    result = verbatim("ask", question, "--json")
    assert result.status == 0
    assert json.loads(result.out)["evidence"] == []
    shown = verbatim("ask", question).out
    assert shown.strip()
    assert "\0" not in shown
    assert "\u202e" not in shown


def test_many_questions_are_answered_in_order_one_a_line(verbatim: Verbatim) -> None:
    lines = [QUESTION, "", "a" * 6_000, "Iran?\r", "nul \0 byte", "zebra"]
    batch = "\ufeff" + "\n".join(lines)
    result = verbatim("ask", "-", "--json", stdin=batch.encode())
    answers = [json.loads(line) for line in result.out.splitlines()]
    assert result.status == 0
    assert [a["question"] for a in answers] == [line.rstrip("\r") for line in lines]
    assert ["error" in a for a in answers] == [False, True, True, False, False, False]
    assert all(list(a)[: len(KEYS)] == KEYS for a in answers)
    assert answers[1]["status"] == answers[2]["status"] == "not_found"


def test_a_line_that_is_not_utf_8_is_refused_and_the_next_answered(
    verbatim: Verbatim,
) -> None:
    result = verbatim("ask", "-", "--json", stdin=b"caf\xe9?\n" + QUESTION.encode())
    first, second = map(json.loads, result.out.splitlines())
    assert first["question"] == "caf\ufffd?"
    assert "UTF-8" in first["error"]
    assert second["status"] == "answered"


def test_many_questions_read_as_text_stand_above_their_answers(
    verbatim: Verbatim,
) -> None:
    result = verbatim("ask", "-", stdin=b"Who denied?\n\nzebra\n")
    heads = [line for line in result.out.splitlines() if line.startswith("? ")]
    assert heads == ["? Who denied?", "? ", "? zebra"]
    assert "The question is empty" in result.out


def test_a_line_without_an_end_is_refused_before_it_ends(verbatim: Verbatim) -> None:
    endless = "é" * 100_001  # the first so many bytes end within a letter
    batch = f"?{endless}\n{QUESTION}".encode()
    result = verbatim("ask", "-", "--json", stdin=batch)
    first, second = map(json.loads, result.out.splitlines())
    assert first["question"] == "?" + "é" * 32_767
    assert "characters; shorten it" in first["error"]
    assert second["status"] == "answered"


def test_no_question_at_all_is_answered_with_nothing(verbatim: Verbatim) -> None:
    result = verbatim("ask", "-", "--json", stdin=b"")
    assert (result.status, result.out, result.err) == (0, "", "")


def test_one_article_alone_can_be_asked(verbatim: Verbatim, home: Path) -> None:
    (home / "corpus" / "moon.txt").write_text("The mayor denied the allegations.")
    result = verbatim("ask", QUESTION, "--json", "--article", "moon")
    assert {e["article"] for e in json.loads(result.out)["evidence"]} == {"moon"}


def test_an_unknown_article_gets_the_nearest_name(verbatim: Verbatim) -> None:
    result = verbatim("ask", QUESTION, "--article", "mehr-iran-drone")
    assert result.status == 2
    assert "did you mean 'mehr-iran-drones'?" in result.err
    assert "verbatim articles" in verbatim("ask", "x", "--article", "zzz").err


def test_another_folder_can_be_asked(verbatim: Verbatim, home: Path) -> None:
    folder = home / "other"
    folder.mkdir()
    (folder / "moon.txt").write_text("The Moon is made of rock.\n")
    result = verbatim("ask", "What is the Moon made of?", "--json", "--corpus", "other")
    (evidence,) = json.loads(result.out)["evidence"]
    assert evidence["article"] == "moon"
    assert set(evidence["source"].values()) == {None}


def test_a_setting_that_is_misspelt_is_said_by_what_reads_them(
    verbatim: Verbatim, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (home / ".env").write_text("VERBATIM_TOKN=s3cret\nVERBATIM_STATE s3cret\n")
    for call, status in (("ask", QUESTION), 0), (("run",), 2):
        caplog.clear()
        assert verbatim(*call).status == status
        assert "VERBATIM_TOKN is no setting; did you mean VERBATIM_TO" in caplog.text
        assert "Line 2 of .env is not of the form NAME=value." in caplog.text
        assert "s3cret" not in caplog.text


@pytest.mark.usefixtures("unmeasured")
def test_a_bad_file_is_a_warning_and_the_others_answer(home: Path) -> None:
    (home / "corpus" / "bad.md").write_bytes(b"\xff\xfe\xfd")
    done = in_a_process("ask", QUESTION, cwd=home)
    assert done.returncode == 0
    assert b"> " in done.stdout
    (warning,) = done.stderr.splitlines()
    assert warning.startswith(b"WARNING: left out: corpus/bad.md: is not UTF-8")


@pytest.mark.parametrize("arguments", [[], ["ask"], ["ask", "x", "--jsn"], ["nosuch"]])
def test_a_wrong_call_is_status_2(verbatim: Verbatim, arguments: list[str]) -> None:
    result = verbatim(*arguments)
    assert result.status == 2
    assert result.out == ""
    assert "usage: verbatim" in result.err


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_bytes_that_are_no_utf_8_end_in_a_sentence(home: Path, locale: str) -> None:
    done = in_a_process("ask", b"caf\xe9", cwd=home, env={"LC_ALL": locale})
    assert done.returncode == 2
    assert done.stderr.startswith(b"verbatim: The question is not UTF-8")


def test_a_reader_that_is_gone_hears_no_complaint(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        done = in_a_process("--version", cwd=home, stdout=gone)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.usefixtures("unmeasured")
def test_a_reader_that_leaves_early_hears_no_complaint(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "-", "--json"],
        cwd=home,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(b"Iran\n")
    process.stdin.flush()
    assert process.stdout.readline().startswith(b'{"question": "Iran"')
    process.stdout.close()
    process.stdin.write(b"Iran\n" * 10)
    process.stdin.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141
    process.stderr.close()


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a disk always full")
@pytest.mark.parametrize(
    ("unbuffered", "arguments"),
    [("", ("ask", QUESTION)), ("", ("--version",)), ("1", ("ask", "--help"))],
)
def test_a_full_disk_is_a_failure_in_one_sentence(
    home: Path,
    unbuffered: str,
    arguments: tuple[str, ...],
    request: pytest.FixtureRequest,
) -> None:
    if arguments != ("--version",):  # which takes least time
        request.getfixturevalue("unmeasured")
    environment = {"PYTHONUNBUFFERED": unbuffered}
    with FULL.open("wb") as full:
        done = in_a_process(*arguments, cwd=home, env=environment, stdout=full)
    assert done.returncode == 1
    said = b"verbatim: The output can't be written (No space left on device).\n"
    assert done.stderr == said


@pytest.mark.usefixtures("unmeasured")
def test_a_bad_line_of_settings_is_said_once(home: Path) -> None:
    (home / ".env").write_text("VERBATIM_TOKEN s3cret\n")
    done = in_a_process("ask", QUESTION, cwd=home)
    said = b"WARNING: Line 1 of .env is not of the form NAME=value.\n"
    assert (done.returncode, done.stderr) == (0, said)


def in_a_process(
    *arguments: str | bytes,
    cwd: Path,
    env: dict[str, str] | None = None,
    stdout: int | BinaryIO = subprocess.PIPE,
) -> subprocess.CompletedProcess[bytes]:
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=os.environ | path | (env or {}),
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
