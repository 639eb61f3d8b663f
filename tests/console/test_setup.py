"""From nothing to a bot that can be invited: `verbatim setup`; completions."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import main
from bot.console import credential
from bot.console.setup import PERMISSIONS
from bot.errors import SettingsError, StartError
from bot.settings import keep_token, read_settings
from tests.chat.discord_server import FakeDiscord
from tests.conftest import REPOSITORY
from tests.console.terminal import typing_at_a_terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Verbatim = Callable[..., Result]

TOKEN = "OTE.made-up.4f1d"  # noqa: S105 - made up


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Discord know every token."""
    monkeypatch.setattr(credential, "try_token", lambda _: (42, "Verbatim"))


@pytest.mark.usefixtures("uncovered")
@pytest.mark.usefixtures("known")
def test_a_token_is_tried_kept_and_never_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / ".env").write_text("# mine\nVERBATIM_COOLDOWN=3\n")
    (home / ".env").chmod(0o644)
    monkeypatch.setattr("sys.argv", ["verbatim", "setup"])
    for _ in range(2):  # it can be run again
        with typing_at_a_terminal(monkeypatch, f"{TOKEN}\r\r"):
            assert main() == 0
        out = capsys.readouterr().out
        assert (
            f"client_id=42&scope=bot+applications.commands&permissions={PERMISSIONS}"
            in (out.replace("\n", ""))
        )
        assert TOKEN not in out
    assert (home / ".env").stat().st_mode & 0o077 == 0
    settings = read_settings()
    assert settings.token
    assert settings.token.get_secret_value() == TOKEN
    assert settings.cooldown == 3
    assert (home / ".env").read_text().count("VERBATIM_TOKEN") == 1
    assert "# mine" in (home / ".env").read_text()


@pytest.mark.usefixtures("unmeasured")  # what it counts would not fit either
def test_a_link_stays_one_and_a_full_disk_leaves_what_was_there(home: Path) -> None:
    (home / "kept").mkdir()
    (home / "kept" / "settings").write_text("# mine\n")
    (home / ".env").symlink_to("kept/settings")
    keep_token(TOKEN)
    assert (home / ".env").is_symlink()
    kept = (home / "kept" / "settings").read_text()
    assert kept == f"# mine\nVERBATIM_TOKEN={TOKEN}\n"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(kept), before[1]))
    try:
        with pytest.raises(
            SettingsError, match=r"\.env can't be written \(File too la"
        ):
            keep_token(TOKEN * 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (home / "kept" / "settings").read_text() == kept
    (home / "kept" / "settings").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="is not UTF-8"):
        keep_token(TOKEN)
    assert [file.name for file in (home / "kept").iterdir()] == ["settings"]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("\r", 1, "Nothing was changed."),
        ("\x03", 1, "Leave the privileged intents off."),
        (f"{TOKEN}\rnone.html\r", 1, "VERBATIM_TOKN is no setting"),
    ],
)
def test_what_is_typed_is_taken_as_far_as_it_goes(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    typed: str,
    status: int,
    said: str,
) -> None:
    (home / ".env").write_text("VERBATIM_TOKN=x\n")
    monkeypatch.setattr("sys.argv", ["verbatim", "setup"])
    with typing_at_a_terminal(monkeypatch, typed):
        assert main() == status
    out, err = capsys.readouterr()
    assert said in out
    assert TOKEN not in out + err
    assert ("none.html" in err) == ("none.html" in typed)


def test_without_a_terminal_it_says_what_to_write_where(verbatim: Verbatim) -> None:
    result = verbatim("setup")
    assert result.status == 2
    assert "Write a line VERBATIM_TOKEN=" in result.err


def test_a_rejected_token_is_not_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def reject(_: str) -> tuple[int, str]:
        message = "Discord rejects the token; press Reset Token once more."
        raise SettingsError(message)

    monkeypatch.setattr(credential, "try_token", reject)
    monkeypatch.setattr("sys.argv", ["verbatim", "setup"])
    with typing_at_a_terminal(monkeypatch, f"{TOKEN}\r"):
        assert main() == 2
    assert "rejects the token" in capsys.readouterr().err
    assert not (home / ".env").exists()


async def test_discord_is_asked_whose_token_it_is() -> None:
    async with FakeDiscord() as server:
        api = f"http://127.0.0.1:{server.port}"
        number, name = await asyncio.to_thread(credential.try_token, TOKEN, api)
        assert number > 0
        assert name
    for flags, reads in ((0, False), (1 << 18, True), (1 << 19, True)):
        async with FakeDiscord(flags=flags) as server:
            api = f"http://127.0.0.1:{server.port}"
            said = await asyncio.to_thread(credential.reads_content, TOKEN, api)
            assert said is reads
    async with FakeDiscord(status=401) as server:
        api = f"http://127.0.0.1:{server.port}"
        with pytest.raises(SettingsError, match="rejects the token"):
            await asyncio.to_thread(credential.try_token, TOKEN, api)
    with pytest.raises(StartError, match="can't be asked now"):
        await asyncio.to_thread(credential.try_token, TOKEN, "http://127.0.0.1:9")


def test_the_invitation_is_that_of_the_documentation() -> None:
    hosting = (REPOSITORY / "docs" / "hosting.md").read_text("utf-8")
    assert re.findall(r"permissions=(\d+)", hosting) == [str(PERMISSIONS)]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_shell_is_told_how_to_complete(verbatim: Verbatim, shell: str) -> None:
    result = verbatim("completion", shell)
    assert result.status == 0
    assert "_ARGCOMPLETE" in result.out
    assert "verbatim" in result.out


def test_commands_are_completed_as_a_shell_asks_for_them(tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    asked = "verbatim re"
    environment = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": asked,
        "COMP_POINT": str(len(asked)),
        "_ARGCOMPLETE_IFS": "\n",
    }
    subprocess.run(
        [sys.executable, "-m", "bot"],
        cwd=REPOSITORY,
        env=os.environ | environment,
        check=False,
    )
    assert {word.strip() for word in answer.read_text().split("\n")} == {
        "reinstate",
        "restore",
    }
