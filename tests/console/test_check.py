from __future__ import annotations

import json
import resource
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.console import credential
from bot.errors import StartError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Verbatim = Callable[..., Result]


def wrong_in(result: Result) -> list[str]:
    return [row for row in result.out.splitlines() if row.startswith("wrong")]


def test_all_is_well_without_a_token_which_is_noted(verbatim: Verbatim) -> None:
    result = verbatim("check")
    assert result.status == 0
    assert "note   No token is set" in result.out
    assert "mehr-iran-drones" in result.out


def test_a_folder_without_an_encoder_is_named(
    verbatim: Verbatim, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBATIM_MODEL", str(home))
    result = verbatim("check")
    assert result.status == 1
    assert f"wrong  VERBATIM_MODEL: {home} has no model.onnx" in result.out
    monkeypatch.setenv("VERBATIM_MEANING", "off")
    assert verbatim("check").status == 0


def test_a_token_is_noticed_but_never_shown(
    verbatim: Verbatim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBATIM_TOKEN", "s3cret")
    result = verbatim("check")
    assert result.status == 0
    assert "A token is set" in result.out
    assert "s3cret" not in result.out + result.err


@pytest.mark.parametrize(
    ("reads", "status", "said"),
    [
        (True, 0, "ok     Discord gives the bot the text of messages"),
        (
            False,
            1,
            "wrong  VERBATIM_MESSAGE_CONTENT is on, but not the Message Content",
        ),
        (None, 1, "wrong  Discord can't be asked now"),
    ],
)
def test_an_intent_that_is_missing_at_discord_is_named(
    verbatim: Verbatim,
    monkeypatch: pytest.MonkeyPatch,
    reads: bool | None,  # noqa: FBT001 - a parameter of the test
    status: int,
    said: str,
) -> None:
    def reads_content(_: str) -> bool:
        if reads is None:
            message = "Discord can't be asked now; check the network and try again."
            raise StartError(message)
        return reads

    monkeypatch.setattr(credential, "reads_content", reads_content)
    monkeypatch.setenv("VERBATIM_TOKEN", "s3cret")
    monkeypatch.setenv("VERBATIM_MESSAGE_CONTENT", "ON")
    result = verbatim("check")
    assert (result.status, said in result.out) == (status, True)


def test_everything_that_is_wrong_is_named_at_once(
    verbatim: Verbatim, home: Path
) -> None:
    (home / ".env").write_text(
        "VERBATIM_LOG_LEVEL=loud\nVERBATIM_TOKN=s3cret\nVERBATIM_ZZZ=1\n"
    )
    (home / "corpus" / "a.md").write_bytes(b"\xff\xfe")
    (home / "corpus" / "b.md").write_text("---\nauthr: Ann\n---\nText.\n")
    (home / ".verbatim").write_text("not a folder")
    result = verbatim("check")
    assert result.status == 1
    level, near, strange, utf, field, state = wrong_in(result)
    assert "VERBATIM_LOG_LEVEL is 'LOUD'" in level
    assert "VERBATIM_TOKN is no setting; did you mean VERBATIM_TOKEN?" in near
    assert "VERBATIM_ZZZ is no setting; remove it" in strange
    assert "corpus/a.md: is not UTF-8" in utf
    assert "corpus/b.md: authr: is no known field; did you mean author?" in field
    assert ".verbatim can't be written to" in state
    assert "No token is set" not in result.out  # its name is misspelt, as is said
    assert "mehr-iran-drones" in result.out
    assert "s3cret" not in result.out


def test_settings_that_can_not_be_read_are_named(
    verbatim: Verbatim, home: Path
) -> None:
    (home / ".env").write_bytes(b"VERBATIM_STATE=\xff")
    result = verbatim("check")
    assert result.status == 1
    assert "The file .env is not UTF-8" in result.out
    assert "mehr-iran-drones" in result.out


def test_a_missing_corpus_is_named(verbatim: Verbatim) -> None:
    result = verbatim("check", "--corpus", "nowhere")
    assert result.status == 1
    assert "The corpus folder nowhere does not exist" in result.out


def test_an_empty_corpus_is_named(verbatim: Verbatim, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    result = verbatim("check", "--corpus", "none")
    assert result.status == 1
    assert "none: no article can be used" in result.out


def test_what_a_file_says_does_not_act_on_the_terminal(
    verbatim: Verbatim, home: Path
) -> None:
    (home / "corpus" / "x.md").write_text('---\n"\\e[31mred": x\n---\nText.\n')
    result = verbatim("check")
    assert result.status == 1
    assert "\x1b" not in result.out
    assert "<U+001B>[31mred" in result.out


def test_a_name_with_a_line_end_makes_no_line_of_its_own(
    verbatim: Verbatim, home: Path
) -> None:
    (home / "corpus" / "a\nok     All is well.md").write_text("It rained.")
    (home / "corpus" / "b\nok     All is well.pdf").write_text("It rained.")
    result = verbatim("check")
    assert "can't be shown" in result.out
    assert "is not read" in result.out
    assert not any(row.startswith("ok     All") for row in result.out.splitlines())


def test_a_state_folder_on_a_full_disk_is_named(verbatim: Verbatim) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        result = verbatim("check")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert result.status == 1
    assert ".verbatim can't be written to (File too large)" in wrong_in(result)[0]


def test_checking_leaves_nothing_behind(verbatim: Verbatim) -> None:
    verbatim("check")
    assert not Path(".verbatim").exists()


def test_files_that_are_not_read_are_named(verbatim: Verbatim, home: Path) -> None:
    (home / "corpus" / "2024").mkdir()
    for name in ("report.pdf", "2024/page.html"):
        (home / "corpus" / name).write_bytes(b"x")
    (home / "corpus" / "2024" / "bridge.md").write_text("The bridge was closed.")
    (home / "corpus" / "more").symlink_to(home)
    result = verbatim("check")
    assert result.status == 0
    assert "note   corpus/2024/page.html: is not read, for only" in result.out
    assert "note   corpus/report.pdf: is not read" in result.out
    assert "note   corpus/more: this folder is not read, for it is a link" in result.out
    assert "ok     corpus: bridge, 1 sentences." in result.out


def test_a_secret_that_others_may_read_is_noted(verbatim: Verbatim, home: Path) -> None:
    (home / ".env").write_text("VERBATIM_TOKEN=s3cret\n")
    (home / ".env").chmod(0o644)
    result = verbatim("check")
    assert result.status == 0
    assert "note   Other users may read .env" in result.out


def test_the_address_of_the_database_is_examined_and_tried(
    verbatim: Verbatim, home: Path
) -> None:
    for address, problem in {
        "mysql://u:s3cret@h/d": "mysql: is neither",
        "postgresql://u:s3cret@127.0.0.1:1/d": "can't be reached",
        "postgresql://u:s3c@ret@127.0.0.1:1/d": "is to be written as %40",
        "postgresql://u:s3cret@127.0.0.1:1/d?ssl=yes": "the word ssl, which is not kno",
    }.items():
        (home / ".env").write_text(f"VERBATIM_DATABASE_URL={address}\n")
        result = verbatim("check")
        assert result.status == 1
        assert problem in wrong_in(result)[0]
        assert "s3c" not in result.out


def test_a_database_that_is_damaged_is_named(verbatim: Verbatim, home: Path) -> None:
    assert "There is no database .verbatim/verbatim.db yet" in verbatim("check").out
    (home / ".verbatim").mkdir()
    (home / ".verbatim" / "verbatim.db").write_bytes(b"no database")
    result = verbatim("check")
    assert result.status == 1
    assert "is no SQLite database" in wrong_in(result)[0]


def test_a_database_that_was_lost_is_said_and_takes_no_backup_s_place(
    verbatim: Verbatim, home: Path, migrated_file: Path
) -> None:
    database = home / ".verbatim" / "verbatim.db"
    database.parent.mkdir()
    database.touch()
    assert "can be reached; `verbatim run` makes its tables" in verbatim("check").out
    (database.parent / "verbatim-saved-0004.db").touch()  # a bot has been here
    for said in ("is empty", "is not there"):
        result = verbatim("check")
        assert result.status == 1
        assert f"verbatim.db {said}, but beside it there is" in wrong_in(result)[0]
        result = verbatim("backup", "--keep", "1", "kept")
        assert result.status == 1
        assert "put back the last backup with `verbatim restore FILE`" in result.err
        assert not (home / "kept").exists()
        database.unlink(missing_ok=True)
    shutil.copyfile(migrated_file, home / "kept.db")
    assert verbatim("restore", "kept.db", "--yes").status == 0
    assert verbatim("check").status == 0


def test_a_self_test_is_read_or_named(verbatim: Verbatim, home: Path) -> None:
    (home / ".env").write_text("VERBATIM_SELFTEST=questions.jsonl\n")
    result = verbatim("check")
    assert result.status == 1
    assert "questions.jsonl" in wrong_in(result)[0]
    question = {"question": "Who denied it?", "article": "a", "start": 0, "end": 9}
    (home / "questions.jsonl").write_text(json.dumps(question))
    result = verbatim("check")
    assert result.status == 0
    assert "with answers in the self-test questions.jsonl: 1." in result.out


def test_a_sound_database_is_read_in_its_form(
    verbatim: Verbatim, home: Path, migrated_file: Path
) -> None:
    (home / ".verbatim").mkdir()
    shutil.copyfile(migrated_file, home / ".verbatim" / "verbatim.db")
    result = verbatim("check")
    assert result.status == 0
    assert (
        "ok     The database .verbatim/verbatim.db can be read, in form" in result.out
    )
