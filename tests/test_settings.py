from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings import examine, exposed, read_settings
from bot.storage import Shards


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_need_no_setting() -> None:
    settings = read_settings()
    assert settings.token is None
    assert (settings.corpus, settings.state) == (Path("corpus"), Path(".verbatim"))
    assert settings.log_level == "INFO"


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("VERBATIM_CORPUS=file\nVERBATIM_STATE=kept\n")
    monkeypatch.setenv("VERBATIM_CORPUS", "environment")
    settings = read_settings()
    assert (settings.corpus, settings.state) == (Path("environment"), Path("kept"))


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_a_blank_token_is_none(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    monkeypatch.setenv("VERBATIM_TOKEN", blank)
    assert read_settings().token is None


@pytest.mark.parametrize("name", ["CORPUS", "STATE", "COOLDOWN", "LOG_LEVEL"])
def test_a_blank_value_leaves_the_default(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    default = read_settings()
    monkeypatch.setenv(f"VERBATIM_{name}", "")
    assert read_settings() == default


def test_the_token_is_stripped_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_TOKEN", " s3cret\n")
    settings = read_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings)


def test_a_level_is_read_in_either_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_LOG_LEVEL", "warning")
    assert read_settings().log_level == "WARNING"


def test_what_no_calendar_holds_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("LEFT_DAYS", 36_500), ("COOLDOWN", 60_000)):
        monkeypatch.setenv(f"VERBATIM_{name}", "9" * 15)
        with pytest.raises(SettingsError, match=rf"{name} .*less than .*{most}"):
            read_settings()
        monkeypatch.setenv(f"VERBATIM_{name}", str(most))
        assert read_settings()


@pytest.mark.parametrize("value", ['"a.b.c"', "'a.b.c'", "“a.b.c”", " „a.b.c“ "])
def test_quotation_marks_around_a_value_are_named_and_the_value_is_not(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    for name in ("TOKEN", "CORPUS", "DATABASE_URL"):
        monkeypatch.setenv(f"VERBATIM_{name}", value)
        with pytest.raises(SettingsError) as caught:
            read_settings()
        assert str(caught.value) == (
            f"VERBATIM_{name} has quotation marks around it; take them out."
        )
        monkeypatch.delenv(f"VERBATIM_{name}")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Bot a.b.c", "begins with “Bot”; take that out"),
        ("bot  a.b.c", "begins with “Bot”; take that out"),
        ("Bearer a.b.c", "has a blank in it; the token alone is meant"),
        ("a.b.c # the bot's", "has a blank in it; the token alone is meant"),
        ("\ufeffa.b.c", "has ZERO WIDTH NO-BREAK SPACE in it, which is in no token"),
        ("a\u200b.b.c", "has ZERO WIDTH SPACE in it, which is in no token"),
        ('a.b"c.d', "has QUOTATION MARK in it, which is in no token"),
        ("a\x07.b.c", r"has U\+0007 in it, which is in no token; copy"),
        ("“a.b.c", "has a quotation mark at one end; take it out"),
        ("a.b.c'", "has a quotation mark at one end; take it out"),
        ("your-token-here", "is not filled in yet; copy the bot's token"),
        ("<YOUR_BOT_TOKEN>", "is not filled in yet; copy the bot's token"),
        ("pasteTokenHere", "is not filled in yet; copy the bot's token"),
        ("xxxxx...", "is not filled in yet; copy the bot's token"),
    ],
)
def test_what_is_no_token_as_it_is_written_is_named(
    monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    monkeypatch.setenv("VERBATIM_TOKEN", value)
    with pytest.raises(SettingsError, match=said) as it:
        read_settings()
    assert "a.b.c" not in str(it.value)


def test_a_tilde_is_the_home_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("VERBATIM_CORPUS", "~/articles")
    monkeypatch.setenv("VERBATIM_STATE", "~/state")
    settings = read_settings()
    assert settings.corpus == tmp_path / "articles"
    assert settings.state == tmp_path / "state"
    monkeypatch.setenv("VERBATIM_CORPUS", "~nobody-of-that-name/articles")
    with pytest.raises(SettingsError, match="VERBATIM_CORPUS begins with ~ and a name"):
        read_settings()


def test_a_file_may_have_a_byte_order_mark_and_windows_line_ends() -> None:
    Path(".env").write_bytes(b"\xef\xbb\xbfVERBATIM_CORPUS=a\r\nVERBATIM_STATE=b\r\n")
    settings, problems = examine()
    assert (settings.corpus, settings.state) == (Path("a"), Path("b"))
    assert problems == ()


def test_an_invisible_character_in_a_name_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("\ufeffVERBATIM_TOKEN", "a.b.c")
    settings, problems = examine()
    assert settings.token is None
    (said,) = problems
    assert said.startswith("VERBATIM_TOKEN sets nothing, for its name has an invisible")


@pytest.mark.parametrize("name", ["CORPUS", "STATE", "TOKEN", "DATABASE_URL"])
def test_a_value_with_nul_is_named_and_not_quoted(name: str) -> None:
    Path(".env").write_text(f"VERBATIM_{name}=a\0b\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=f"^VERBATIM_{name} has a NUL"):
        read_settings()


def test_a_secret_that_others_may_read_is_said() -> None:
    env = Path(".env")
    env.write_text("VERBATIM_CORPUS=articles\n")
    env.chmod(0o644)
    assert exposed() is None
    env.write_text("VERBATIM_TOKEN=a.b.c\n")
    assert exposed() == "Other users may read .env, with a secret in it; chmod 600 it."
    env.chmod(0o600)
    assert exposed() is None


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read_settings().corpus = Path("other")  # type: ignore[misc]


def test_a_wrong_value_is_named_with_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VERBATIM_TOKEN", "s3cret")
    monkeypatch.setenv("VERBATIM_LOG_LEVEL", "LOUD")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value) == (
        "VERBATIM_LOG_LEVEL is 'LOUD'; "
        "it should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'."
    )
    assert caught.value.__cause__ is None
    monkeypatch.delenv("VERBATIM_LOG_LEVEL")
    monkeypatch.setenv("VERBATIM_COOLDOWN", "x")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value) == (
        "VERBATIM_COOLDOWN is 'x'; it should be a valid integer."
    )


@pytest.mark.parametrize("value", ["-1", "many", "1.5"])
def test_a_cooldown_is_a_number_of_questions(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    assert read_settings().cooldown == 10
    monkeypatch.setenv("VERBATIM_COOLDOWN", value)
    with pytest.raises(SettingsError, match=f"VERBATIM_COOLDOWN is '{value}'; it"):
        read_settings()


def test_a_file_that_is_not_utf_8_is_named() -> None:
    Path(".env").write_bytes(b"VERBATIM_CORPUS=caf\xe9")
    with pytest.raises(SettingsError, match=r"The file \.env is not UTF-8"):
        read_settings()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_named() -> None:
    Path(".env").touch(mode=0)
    with pytest.raises(SettingsError, match="can't be read"):
        read_settings()


def test_a_file_that_fails_while_it_is_read_is_named() -> None:
    Path(".env").symlink_to("/proc/self/mem")
    with pytest.raises(SettingsError, match=r"\.env can't be read \(Input/output"):
        read_settings()
    assert examine()[1] == (
        "The file .env can't be read (Input/output error); check the file.",
    )


def test_what_is_right_holds_beside_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VERBATIM_LOG_LEVEL", "LOUD")
    monkeypatch.setenv("VERBATIM_CORPUS", "articles")
    settings, problems = examine()
    assert (settings.log_level, settings.corpus) == ("INFO", Path("articles"))
    assert len(problems) == 1


def test_a_line_that_sets_nothing_is_numbered_and_not_quoted() -> None:
    Path(".env").write_text("# mine\nVERBATIM_TOKEN s3cret\n\nVERBATIM_STATE\n")
    _, problems = examine()
    assert problems == (
        "Line 2 of .env is not of the form NAME=value.",
        "Line 4 of .env is not of the form NAME=value.",
    )


def test_an_unknown_name_is_no_obstacle_but_a_problem() -> None:
    Path(".env").write_text("VERBATIM_CORPS=articles\nOTHER=1\n")
    assert read_settings().corpus == Path("corpus")
    _, problems = examine()
    assert problems == ("VERBATIM_CORPS is no setting; did you mean VERBATIM_CORPUS?",)


@pytest.mark.parametrize(
    ("given", "ids", "count"),
    [("0/1", (0,), 1), ("0-3/16", (0, 1, 2, 3), 16), ("1, 4-5/6", (1, 4, 5), 6)],
)
def test_shards_are_read(
    monkeypatch: pytest.MonkeyPatch, given: str, ids: tuple[int, ...], count: int
) -> None:
    monkeypatch.setenv("VERBATIM_SHARDS", given)
    assert read_settings().shards == Shards(ids, count)


@pytest.mark.parametrize(
    "given",
    [
        *("0", "0/0", "/4", "4/4", "2-1/4", "0,0/2", "a/2", "0-/2", "0-9/4", "-1/2"),
        "0-99999999/100000000",
        *(f"0/{'9' * 9_999}", f"{'9' * 9_999}/2", f"0/{10**8:012}", "2-1,0/4"),
        ",".join(["0-99999"] * 99) + "/100000",
    ],
)
def test_shards_that_are_none_are_named(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("VERBATIM_SHARDS", given)
    with pytest.raises(SettingsError, match="VERBATIM_SHARDS is not of the form 0-3/1"):
        read_settings()
