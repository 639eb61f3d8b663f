from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot import bootstrap
from bot.errors import CorpusError, SettingsError, StartError
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_an_answerer_is_built_over_the_corpus(home: Path) -> None:
    answerer = bootstrap.build_answerer(Settings(corpus=home / "corpus"))
    assert [a.slug for a in answerer.articles] == ["mehr-iran-drones"]


def test_a_bad_file_is_logged_and_left_out(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "corpus" / "bad.md").write_bytes(b"\xff")
    answerer = bootstrap.build_answerer(Settings())
    assert len(answerer.articles) == 1
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "bad.md: is not UTF-8" in record.getMessage()


def test_nothing_to_ask_about_is_an_error(tmp_path: Path) -> None:
    settings = Settings(corpus=tmp_path)
    with pytest.raises(CorpusError, match="holds no article; put one"):
        bootstrap.build_answerer(settings)
    (tmp_path / "bad.md").write_bytes(b"\xff")
    with pytest.raises(CorpusError, match="`verbatim check` says what to mend"):
        bootstrap.build_answerer(settings)


def test_the_bot_is_built_without_a_token(home: Path) -> None:
    bot = bootstrap.build_bot(Settings(corpus=home / "corpus", state=home / "state"))
    assert bot.user is None
    assert not (home / "state" / "verbatim.db").exists()


def test_the_bot_does_not_start_without_a_token() -> None:
    with pytest.raises(SettingsError, match="VERBATIM_TOKEN is not set"):
        bootstrap.run_bot(Settings())


@pytest.mark.usefixtures("home")
def test_the_bot_does_not_start_with_what_is_no_token() -> None:
    settings = Settings(token=SecretStr("not a token"))
    with pytest.raises(StartError, match="rejects the token"):
        bootstrap.run_bot(settings)
