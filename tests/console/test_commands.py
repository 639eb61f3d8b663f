from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, NoReturn

import pytest

from bot import console
from bot.__main__ import main
from bot.answering import Answerer
from bot.articles import read_corpus
from bot.errors import StartError
from tests.console.terminal import typing_at_a_terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Verbatim = Callable[..., Result]

MEMBERS = len(fields(console.Application))

LIBRARIES = ("discord", "rich", "prompt_toolkit", "aiohttp", "lxml")
LOADED = f"""
import sys
from bot.__main__ import main
main()
print(*(name for name in {LIBRARIES} if name in sys.modules), file=sys.stderr)
"""


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, *arguments: str, **env: str) -> str:
    """Run a command whose standard output is a terminal; return what stands there."""
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["verbatim", *arguments])
    screen, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        assert main() == 0
    with os.fdopen(screen, "rb", buffering=0) as output:
        return output.read(100_000).decode()


def test_articles_are_listed_with_source_and_licence(verbatim: Verbatim) -> None:
    result = verbatim("articles")
    assert result.status == 0
    assert result.out.startswith("mehr-iran-drones\n  Mehr News Agency, ")
    assert "(our label) · CC BY 4.0 https://creativecommons.org" in result.out


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_are_no_failure(verbatim: Verbatim, option: str) -> None:
    result = verbatim(option)
    assert result.status == 0
    assert "verbatim" in result.out


def test_a_program_that_is_not_installed_has_no_version(
    verbatim: Verbatim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "importlib.metadata.Distribution.discover", lambda **_: iter(())
    )
    assert verbatim("--version").out == "verbatim (not installed)\n"


def test_a_folder_without_an_article_ends_in_one_sentence(
    verbatim: Verbatim, tmp_path: Path
) -> None:
    (tmp_path / "none").mkdir()
    empty = verbatim("ask", "x", "--corpus", "none")
    assert empty.status == 2
    assert empty.err == (
        "verbatim: The corpus folder none holds no article; "
        "put one into it as a .md or .txt file.\n"
    )
    (tmp_path / "none" / "a.md").write_bytes(b"\xff")
    bad = verbatim("ask", "x", "--corpus", "none")
    assert bad.status == 2
    assert "`verbatim check` says what to mend." in bad.err
    missing = verbatim("articles", "--corpus", "nowhere")
    assert missing.status == 2
    assert "nowhere does not exist" in missing.err


def test_a_wrong_setting_ends_in_one_sentence(
    verbatim: Verbatim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBATIM_LOG_LEVEL", "loud")
    result = verbatim("ask", "x")
    assert result.status == 2
    assert result.err.startswith("verbatim: VERBATIM_LOG_LEVEL is 'LOUD'; ")


def test_running_needs_a_token(verbatim: Verbatim) -> None:
    result = verbatim("run")
    assert result.status == 2
    assert result.err.startswith("verbatim: VERBATIM_TOKEN is not set; ")


def test_what_fails_is_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    def refused() -> None:
        message = "Discord rejects the token."
        raise StartError(message)

    assert console.main(["run"], application(refused)) == 1
    assert capsys.readouterr().err == "verbatim: Discord rejects the token.\n"


def test_the_bot_runs_until_it_is_stopped() -> None:
    assert console.main(["run"], application(lambda: None)) == 0


def test_an_interrupt_ends_quietly(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    assert console.main(["run"], application(interrupted)) == 130
    assert capsys.readouterr() == ("", "")


def test_a_chat_without_a_terminal_points_to_the_pipe(verbatim: Verbatim) -> None:
    result = verbatim("chat", stdin=b"Who denied?\n")
    assert result.status == 2
    assert "verbatim ask -" in result.err


def test_a_chat_answers_until_the_input_ends(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answerer = Answerer(read_corpus(home / "corpus").articles)
    chat = console.Application(lambda _: answerer, *[never] * (MEMBERS - 1))
    pasted = f"\x1b[200~{'x' * 6_000}\x1b[201~"
    typed = f"\rWho denied the allegations?\r{pasted}\runfinished\x03\x04"
    with typing_at_a_terminal(monkeypatch, typed):
        assert console.main(["chat"], chat) == 0
    out = capsys.readouterr().out
    assert out.startswith("Ask about the articles; Ctrl-D ends.")
    assert "Mehr News Agency" in out
    assert "The question has 6,000 characters" in out
    assert "unfinished" not in out


@pytest.mark.usefixtures("unmeasured")
def test_a_pipe_waits_for_no_library_it_does_not_need(home: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", LOADED, "ask", "Who denied the allegations?"],
        cwd=home,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "\n"


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("call", ['ask "Who denied the allegations?"', "--version"])
def test_closed_streams_stop_no_command(
    home: Path, call: str, closed: str, request: pytest.FixtureRequest
) -> None:
    if call != "--version":  # which takes a quarter of the time
        request.getfixturevalue("unmeasured")
    command = f'"{sys.executable}" -m bot {call} {closed}'
    done = subprocess.run(  # noqa: S602 - a shell closes them
        command,
        shell=True,
        cwd=home,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.usefixtures("home")
def test_a_terminal_gets_colours_unless_it_wants_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = ("ask", "Who denied the allegations?")
    colours = re.compile(r"\x1b\[[\d;]*3\d")
    assert colours.search(on_a_terminal(monkeypatch, *question, TERM="xterm"))
    plain = on_a_terminal(monkeypatch, *question, TERM="xterm", NO_COLOR="1")
    assert not colours.search(plain)


@pytest.mark.usefixtures("home")
def test_lines_on_a_terminal_keep_to_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = on_a_terminal(monkeypatch, "ask", "Who denied?", TERM="xterm", COLUMNS="50")
    rows = re.sub(r"\x1b\[[\d;]*m", "", shown).split("\r\n")
    assert max(map(len, rows)) <= 50


def never(*_: object) -> NoReturn:
    raise AssertionError


def application(run_bot: Callable[[], None]) -> console.Application:
    return console.Application(never, never, run_bot, *[never] * (MEMBERS - 3))
