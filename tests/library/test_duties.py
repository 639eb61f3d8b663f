"""Several processes on one database: who does what."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.fetching import Fetcher
from bot.library import Duties, FeedReader, Folder, Keeper, Library
from bot.storage import Actor, Feed, Shards
from bot.storage.database import utc_now
from bot.storage.leases import LASTING
from tests.conftest import REPOSITORY
from tests.fetching.misbehaving import serving
from tests.library.test_feeds import offer, slugs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection
    from pathlib import Path

APPLICATION = 42


@pytest.fixture
async def others(
    corpus: Path, tmp_path: Path, keeper: Keeper
) -> AsyncIterator[Callable[[Shards], Duties]]:
    """Return a function that makes the duties of one more process."""
    assert keeper
    keepers: list[Keeper] = []

    def another(shards: Shards) -> Duties:
        keepers.append(Keeper(tmp_path / "state" / "verbatim.db"))
        duties = Duties(Library(Folder(corpus), keepers[-1], shards=shards))
        duties.serve(APPLICATION)
        return duties

    yield another
    for each in keepers:
        await each.close()


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Shards((0, 1), 4), Shards((1, 2), 4), "shard 1/4 of 42"),
        (Shards((0,), 2), Shards((2,), 4), "shard 2/4 of 42"),
        (Shards(), Shards((3,), 16), "shard 3/16 of 42"),
        (Shards(), Shards(), "shard 0/1 of 42"),
        (Shards((0,), 2), Shards((1, 3), 4), None),
        (Shards((0, 1), 4), Shards((2, 3), 4), None),
    ],
)
async def test_shards_that_two_living_processes_have_are_said_once(
    others: Callable[[Shards], Duties],
    caplog: pytest.LogCaptureFixture,
    one: Shards,
    other: Shards,
    overlap: str | None,
) -> None:
    first, second = others(one), others(other)
    await first.beat()
    for _ in range(3):
        await second.beat()
    assert caplog.text == ""  # the first may have died just now
    for _ in range(2):
        await first.beat()
        await second.beat()
    said = f"another process has {overlap} too, so both answer there; give each its"
    assert caplog.text.count(said) == (1 if overlap else 0)
    assert bool(caplog.text) == bool(overlap)
    second.serve(APPLICATION + 1)  # another bot on the same database
    await first.beat()
    await second.beat()
    caplog.clear()
    second.serve(APPLICATION)
    await first.beat()
    await second.beat()
    assert bool(caplog.text) == bool(overlap)


async def test_one_process_sweeps_and_one_mends_until_it_ends(
    others: Callable[[Shards], Duties],
) -> None:
    first, second, third = others(Shards()), others(Shards()), others(Shards((1,), 2))
    led: list[str] = []
    second.on_lead = lambda: led.append("second")
    for duties, may in ((first, True), (second, False), (first, True)):
        assert (await duties.may_sweep(), await duties.may_mend()) == (may, may)
    assert await third.may_mend()
    assert not await third.may_sweep()
    await second.beat()
    assert led == []
    await (await first._library.store()).leases.release()  # noqa: SLF001 - as at its end
    await second.beat()
    await second.beat()
    assert led == ["second"]
    assert await second.may_mend()
    assert await second.may_sweep()


@pytest.mark.usefixtures("uncovered")
async def test_a_feed_that_a_killed_process_had_is_checked_on_and_nothing_twice(
    library: Library, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await library.store()
    reader = FeedReader(library, partial(Fetcher, allowed={"127.0.0.1"}.__contains__))
    reached, killed = asyncio.Event(), asyncio.Event()

    async def never(_: asyncio.StreamWriter) -> None:
        reached.set()
        await killed.wait()

    async with serving() as site:
        url = offer(site, 1, 2)
        page, site.replies["/2"] = site.replies["/2"], never
        await store.feeds.save(Feed(url), by=Actor())
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.library.feeding",
            *(tmp_path / "state" / "verbatim.db", corpus),
            cwd=REPOSITORY,
        )
        either = [asyncio.create_task(one) for one in (reached.wait(), process.wait())]
        async with asyncio.timeout(600):
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        assert process.returncode is None  # else it has told why
        await reader.check()
        process.kill()
        await asyncio.wait(either)
        killed.set()
        site.replies["/2"] = page
        await reader.check()
        assert site.asked.count("/feed") == 1
        later = LASTING + timedelta(seconds=1)
        monkeypatch.setattr(store._database, "now", lambda: utc_now() + later)  # noqa: SLF001 - the clock
        await library.refresh()
        await reader.check()
    assert slugs(library) == ["harbour", "news-1", "news-2"]
    assert [site.asked.count(path) for path in ("/1", "/2")] == [1, 2]
    added = [e.subject for e in await store.audit.entries(None) if e.action == "add"]
    assert sorted(added) == ["harbour", "news-1", "news-2"]


async def test_a_process_that_was_taken_for_dead_adds_nothing_more(
    library: Library, others: Callable[[Shards], Duties]
) -> None:
    store = await library.store()
    other = others(Shards())._library  # noqa: SLF001 - a second process's
    reader = FeedReader(library, partial(Fetcher, allowed={"127.0.0.1"}.__contains__))
    async with serving() as site:
        await store.feeds.save(Feed(offer(site, 1, 2)), by=Actor())
        page = site.replies["/1"]

        async def late(writer: asyncio.StreamWriter) -> None:
            await store.leases.release()  # as if it had ended meanwhile
            assert await (await other.store()).feeds.claim()
            assert isinstance(page, bytes)
            writer.write(page)

        site.replies["/1"] = late
        with pytest.raises(StorageError, match="is another process's by now"):
            await reader.check()
    assert "/2" not in site.asked


async def _count_done(tasks: Collection[asyncio.Task[None]]) -> int:
    """Return how many are done when each has had time to look a few times."""
    done, _ = await asyncio.wait(tasks, timeout=0.2)
    return len(done)


async def test_processes_take_turns_to_identify(
    others: Callable[[Shards], Duties], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.library.duties._LOOK", 0.01)
    clock = [utc_now()]
    two = others(Shards((0,), 2)), others(Shards((1,), 2))
    for duties in two:
        store = await duties._library.store()  # noqa: SLF001 - a process's clock
        monkeypatch.setattr(store._database, "now", lambda: clock[0])  # noqa: SLF001
    await two[0].wait_to_identify(APPLICATION, 0)
    await two[1].wait_to_identify(APPLICATION, 1)
    waiting = asyncio.create_task(two[1].wait_to_identify(APPLICATION, 0))
    assert await _count_done({waiting}) == 0
    clock[0] += timedelta(seconds=6)
    await waiting


async def test_a_process_without_its_database_keeps_to_its_own_turns(
    tmp_path: Path,
    corpus: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.library.duties._IDENTIFY", timedelta(hours=1))
    (tmp_path / "folder.db").mkdir()
    duties = Duties(Library(Folder(corpus), Keeper(tmp_path / "folder.db")))
    first, *more = (
        asyncio.create_task(duties.wait_to_identify(APPLICATION, bucket))
        for bucket in (0, 0, 0)
    )
    await first
    assert await _count_done(more) == 0
    await duties.wait_to_identify(APPLICATION, 1)
    assert "other processes may begin shards, too" in caplog.text
    for task in more:
        task.cancel()
