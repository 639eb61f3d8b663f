from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.articles import parse_article
from bot.chat.housekeeping import Housekeeping, tried
from bot.chat.servers import Servers
from bot.errors import StorageError
from bot.library import Where
from bot.storage import Actor, Scope
from bot.storage.store import Store
from tests.chat.shelved import library_in, library_of

if TYPE_CHECKING:
    from bot.answering import Answerer
    from bot.library import Library

BOT, OTHER_BOT = 11, 12  # Discord's applications
NOW = timedelta(0)
LATER = timedelta(days=1)


def all_of_them(_: int) -> bool:
    return True


async def settled(library: Library, guild: int) -> None:
    await Servers(library).change(guild, lambda settings: settings)


async def known(library: Library) -> frozenset[int]:
    return await (await library.store()).guilds()


async def test_servers_left_while_the_bot_did_not_run_are_swept(
    library: Library,
) -> None:
    house = Housekeeping(library, Servers(library), left_for=NOW)
    for guild in (1, 2, 3):
        await settled(library, guild)
        await house.joined(BOT, guild)
    await house.left(BOT, 3)
    await house.compare(BOT, [1, 3], all_of_them)
    await house.sweep()
    assert await known(library) == {1, 3}


@pytest.mark.usefixtures("uncovered")
async def test_servers_of_another_application_are_not_taken_for_left(
    library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    for guild in (1, 2):
        await settled(library, guild)
    house = Housekeeping(library, Servers(library), left_for=NOW)
    await house.compare(BOT, [1], all_of_them)
    await house.compare(OTHER_BOT, [2], all_of_them)
    assert "1 other applications use this database too" in caplog.text
    await house.sweep()
    assert await known(library) == {1, 2}
    await house.compare(OTHER_BOT, [], all_of_them)
    await house.sweep()
    assert await known(library) == {1}


async def test_a_server_that_another_application_is_in_is_kept(
    library: Library,
) -> None:
    await settled(library, 1)
    house = Housekeeping(library, Servers(library), left_for=NOW)
    await house.compare(BOT, [1], all_of_them)
    await house.compare(OTHER_BOT, [1], all_of_them)
    await house.left(BOT, 1)
    await house.sweep()
    assert await known(library) == {1}
    await house.left(OTHER_BOT, 1)
    await house.sweep()
    assert await known(library) == frozenset()


async def test_servers_of_other_shards_are_not_taken_for_left(library: Library) -> None:
    house = Housekeeping(library, Servers(library), left_for=NOW)
    for guild in (1, 2, 3, 4):
        await settled(library, guild)
        await house.joined(BOT, guild)
    await house.compare(BOT, [2], lambda guild: guild % 2 == 0)
    await house.sweep()
    assert await known(library) == {1, 2, 3}


async def test_one_process_at_a_time_sweeps(library: Library, tmp_path: Path) -> None:
    await settled(library, 1)
    house = Housekeeping(library, Servers(library), left_for=NOW)
    await house.left(BOT, 1)
    async with await Store.open(tmp_path / "verbatim.db") as other:
        assert await other.leases.take("sweeping")
        await house.sweep()
        await house.beat()
        assert await known(library) == {1}
    await house.beat()
    assert await known(library) == frozenset()


async def test_a_server_that_was_left_a_moment_ago_is_kept(library: Library) -> None:
    await settled(library, 1)
    house = Housekeeping(library, Servers(library), left_for=LATER)
    await house.left(BOT, 1)
    await house.sweep()
    assert await known(library) == {1}
    await house.joined(BOT, 1)
    await Housekeeping(library, Servers(library), left_for=NOW).sweep()
    assert await known(library) == {1}


async def test_a_server_that_the_bot_came_back_to_unnoted_is_kept(
    library: Library,
) -> None:
    house = Housekeeping(library, Servers(library), left_for=NOW)
    for guild in (1, 2):
        await settled(library, guild)
        await house.left(BOT, guild)
    house.present = lambda: (BOT, [1])
    await house.sweep()
    assert await known(library) == {1}


async def test_articles_of_a_server_that_is_gone_are_not_asked(
    library: Library,
) -> None:
    await library.refresh()
    seven = Where(7, (70,))
    article = parse_article(Path("of-seven.md"), b"The mayor denied it.")
    await library.add(article, Scope(7), by=Actor(guild=7))
    assert "of-seven" in [a.slug for a in library.articles(seven)]
    house = Housekeeping(library, Servers(library), left_for=NOW)
    await house.left(BOT, 7)
    await house.sweep()
    assert "of-seven" not in [a.slug for a in library.articles(seven)]


async def test_a_database_that_fails_is_logged_in_one_line(
    corpus: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "verbatim.db"
    database.write_bytes(b"this is no database")
    library = library_in(corpus, database)
    house = Housekeeping(library, Servers(library), left_for=NOW)
    await house.left(BOT, 1)
    await house.joined(BOT, 1)
    await house.compare(BOT, [1], all_of_them)
    lines = [r.getMessage() for r in caplog.records if "housekeeping" in r.name]
    assert len(lines) == 3
    assert all(line.startswith("housekeeping has to wait: ") for line in lines)
    await library.close()


async def test_a_library_that_keeps_nothing_has_nothing_to_tidy(
    answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    library = library_of(answerer)
    house = Housekeeping(library, Servers(library), left_for=NOW)
    await house.start()
    await house.left(BOT, 1)
    await house.joined(BOT, 1)
    await house.compare(BOT, [1], all_of_them)
    house.stop()
    assert caplog.records == []


async def test_what_fails_is_logged_in_a_line_and_done_again_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(error: Exception) -> None:
        raise error

    await tried(fail(StorageError("The database is away.")))
    await tried(fail(ValueError("a member's words")))
    assert "has to wait: The database is away." in caplog.text
    assert "housekeeping failed: ValueError at" in caplog.text
    assert "a member's words" not in caplog.text
