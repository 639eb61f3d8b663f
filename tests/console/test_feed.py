from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from bot import console, operations
from bot.errors import FetchError
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.storage.store import Store

URL = "https://rain.example/feed"


def never(*_: object) -> NoReturn:
    raise AssertionError


def entries(url: str) -> int:
    if url != URL:
        raise FetchError(url, "answers with the status 404")
    return 3


_UNUSED = (never,) * 13


@pytest.fixture
def feed(home: Path) -> Callable[..., int]:
    settings = Settings(_env_file=None, state=home / ".verbatim")

    def with_store(work: Any) -> Any:  # noqa: ANN401 - whatever the work gives
        return operations.with_store(settings, work)

    application = console.Application(*_UNUSED, entries, with_store)
    return lambda *arguments: console.main(["feed", *arguments], application)


def test_a_feed_is_added_listed_and_removed(
    feed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert feed("list") == 0
    assert "There is no feed" in capsys.readouterr().out
    assert feed("add", URL, "--publisher", "The Post", "--limit", "4") == 0
    assert "3 entries now" in capsys.readouterr().out
    assert feed() == 0
    assert f"{URL} · The Post · at most 4 at a time\n" in capsys.readouterr().out
    assert feed("remove", URL) == 0
    assert feed("list") == 0
    assert "There is no feed" in capsys.readouterr().out


def test_a_limit_that_no_database_holds_is_the_most_there_is(
    feed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert feed("add", URL, "--limit", "9" * 20) == 0
    assert "at most 1000000 new articles" in capsys.readouterr().out


def test_what_is_no_feed_or_not_there_is_said(
    feed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert feed("add", "https://rain.example/none") == 1
    assert "404" in capsys.readouterr().err
    assert feed("remove", URL) == 1
    assert "is not among the feeds" in capsys.readouterr().err


def test_failures_are_listed(
    feed: Callable[..., int], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed("add", URL)
    settings = Settings(_env_file=None, state=home / ".verbatim")

    async def fail(store: Store) -> None:
        (known,) = await store.feeds.all()
        moment = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
        await store.feeds.checked(replace(known, failures=2, next_check=moment))

    operations.with_store(settings, fail)
    feed("list")
    out = capsys.readouterr().out
    assert "next looked at 2030-01-02 03:04 UTC · failed 2 times" in out
