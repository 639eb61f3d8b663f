from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.chat.logs import described, tame_discord

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _discord_loggers() -> Iterator[None]:
    """Leave discord.py's loggers as they were."""
    names = [n for n in logging.root.manager.loggerDict if n.startswith("discord")]
    loggers = [logging.getLogger(name) for name in names]
    before = [(one.level, list(one.filters)) for one in loggers]
    yield
    for one, (level, filters) in zip(loggers, before, strict=True):
        one.setLevel(level)
        one.filters = filters


def test_discord_never_logs_payloads_even_where_the_program_logs_all(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("discord").setLevel(logging.NOTSET)
    tame_discord()
    for name in ("discord.http", "discord.gateway", "discord.client"):
        logging.getLogger(name).debug("payload with a token")
    assert caplog.records == []


def test_discord_stays_as_quiet_as_it_was_asked_to_be() -> None:
    logging.getLogger("discord").setLevel(logging.ERROR)
    tame_discord()
    assert logging.getLogger("discord").level == logging.ERROR


def test_a_traceback_of_discord_becomes_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tame_discord()
    try:
        Path("/a secret").read_text()
    except OSError:
        logging.getLogger("discord.client").exception("Reconnecting in %.2fs", 1.5)
    (record,) = caplog.records
    assert record.exc_info is None
    assert record.getMessage().startswith(
        "Reconnecting in 1.50s (FileNotFoundError at "
    )
    assert "secret" not in caplog.text


def test_a_line_without_a_traceback_stays_as_it_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tame_discord()
    logging.getLogger("discord.client").warning("behind by %d s", 9)
    assert caplog.messages == ["behind by 9 s"]


def test_an_error_that_was_never_raised_has_a_name_at_least() -> None:
    assert described(ValueError("x")) == "ValueError"
