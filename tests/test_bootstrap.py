from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import bootstrap, operations
from bot.errors import CorpusError, FetchError, SettingsError, StartError, StorageError
from bot.settings import Settings
from tests.storage.test_faults import as_nobody

pytest_plugins = ["tests.searching"]


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


def test_the_bot_does_not_start_where_it_can_keep_nothing(
    home: Path, migrated_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(token=SecretStr("no!token"))

    def run(**others: object) -> None:
        bootstrap.run_bot(settings.model_copy(update=others))

    (home / "file").touch()
    for state in (home / "file", Path("/proc/verbatim")):
        with pytest.raises(SettingsError, match=r"can't be written to .*VERBATIM_ST"):
            run(state=state)
    database = home / "state" / "verbatim.db"
    database.parent.mkdir()
    database.write_bytes(migrated_file.read_bytes()[:4096] + b"\xff" * 16384)
    with pytest.raises(StorageError, match="is damaged; put back the last backup"):
        run(state=home / "state")
    for address, problem in (
        ("postgresql://u:s3cret@127.0.0.1:1/d?sslmod=on", "the word sslmod, which is"),
        ("nonsense", "what is set is neither"),
    ):
        with pytest.raises(StorageError, match=problem):
            run(database_url=SecretStr(address))
    away = SecretStr("postgresql://u:s3cret@127.0.0.1:1/d")
    with pytest.raises(StartError, match="rejects the token"):  # it would begin
        run(database_url=away)
    assert "d on 127.0.0.1:1 can't be reached; check that" in caplog.text


def test_a_state_folder_that_can_not_be_reached_is_a_sentence() -> None:
    with tempfile.TemporaryDirectory() as name:
        shut = Path(name) / "shut"
        shut.mkdir(mode=0)
        for state in (shut / "state", Path(name) / ("a" * 300)):
            settings = Settings(token=SecretStr("no!token"), state=state)
            with as_nobody():
                said, well = bootstrap.try_state(settings)
                assert not well
                assert said.startswith(
                    f"The state folder {state} can't be written to ("
                )
                said, well = bootstrap.try_database(settings)
                assert not well
                assert "verbatim.db can't be reached (" in said
                with pytest.raises(SettingsError, match="VERBATIM_STATE"):
                    bootstrap.run_bot(settings)


def test_answers_do_without_a_state_folder_that_can_not_be_reached(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(corpus=home / "corpus", state=home / ("a" * 300))
    assert bootstrap.build_answerer(settings).articles
    for said in ("texts can't be kept", "can't read", "index can't be kept"):
        assert said in caplog.text
    with pytest.raises(StorageError, match=r"can't be .*verbatim\.db"):
        operations.backup(settings, home / "copy.db")


def test_an_empty_folder_is_no_obstacle_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bootstrap.build_library(Settings(corpus=tmp_path, state=tmp_path / "state"))
    assert f"The corpus folder {tmp_path} holds no article yet." in caplog.text


def test_a_feed_that_can_not_be_fetched_is_named() -> None:
    with pytest.raises(FetchError, match=r"no-such\.invalid"):
        operations.read_feed("https://no-such.invalid/feed")


@pytest.mark.usefixtures("home")
def test_the_bot_does_not_start_with_what_is_no_token() -> None:
    settings = Settings(token=SecretStr("no!token"), health="127.0.0.1:0")
    with pytest.raises(StartError, match="rejects the token"):
        bootstrap.run_bot(settings)


def test_an_index_in_postgresql_needs_one(home: Path) -> None:
    settings = Settings(corpus=home / "corpus", state=home, search="postgresql")
    with pytest.raises(SettingsError, match="needs a PostgreSQL database; give its"):
        bootstrap.build_library(settings)
    said, well = bootstrap.try_database(settings)
    assert not well
    assert "VERBATIM_DATABASE_URL" in said


def test_the_extension_is_tried_and_searched_with(
    home: Path, search_address: str
) -> None:
    settings = Settings(
        corpus=home / "corpus",
        state=home,
        search="postgresql",
        meaning="off",
        database_url=SecretStr(search_address),
    )
    said, well = bootstrap.try_database(settings)
    assert well
    assert "Its extension pg_textsearch is there, in version 0.6.1." in said
    (article,) = operations.library_articles(settings)
    assert article.slug == next((home / "corpus").glob("*.md")).stem
