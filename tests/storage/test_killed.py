"""A process that is killed leaves what was before or what is after."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bot.storage import Actor, Draft
from bot.storage.store import Store
from bot.storage.tables import metadata
from tests.conftest import REPOSITORY
from tests.storage.dying import held

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.conftest import Address

TABLES = len(metadata.tables) + 1  # with the one of the version
KILLED = signal.SIGKILL
pytestmark = [
    pytest.mark.skipif(
        not hasattr(os, "fork"), reason="no process can be killed here as on Unix"
    ),
    pytest.mark.usefixtures("unmeasured"),
]


@pytest.mark.usefixtures("uncovered")
async def test_a_correction_that_is_killed_is_whole_or_not_there(
    address: Address,
) -> None:
    async with await Store.open(address) as store:
        await store.articles.add("a", Draft("Old."), by=Actor())
    before = [TABLES, [["a", 1, "active"]], 1, 1]
    after = [TABLES, [["a", 2, "corrected"]], 2, 2]
    await hold_before_or_after("correct", address, before, after)


async def test_a_migration_that_is_killed_is_whole_or_not_there(
    empty: Address,
) -> None:
    await hold_before_or_after("migrate", empty, [], [TABLES, [], 0, 0])


@pytest.mark.usefixtures("uncovered")
async def test_a_restore_that_is_killed_is_whole_or_not_there(
    address: Address, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    async with await Store.open(address) as store:
        await store.articles.add("b", Draft("Kept."), by=Actor())
        await store.articles.update("b", Draft("Kept too."), by=Actor())
        await store.backup(file)
        await store.articles.withdraw("b", "It was made up.", by=Actor())
        await store.articles.add("a", Draft("New."), by=Actor())
    before = [TABLES, [["a", 1, "active"], ["b", 2, "withdrawn"]], 3, 4]
    after = [TABLES, [["b", 2, "active"]], 2, 2]
    await hold_before_or_after("restore", address, before, after, file)


async def test_a_database_is_set_aside_whole_or_not_at_all(
    migrated_file: Path, tmp_path: Path
) -> None:
    backup, file = tmp_path / "backup", tmp_path / "verbatim.db"
    shutil.copyfile(migrated_file, file)
    async with await Store.open(file) as store:
        await store.articles.add("b", Draft("Kept."), by=Actor())
        await store.backup(backup)
        await store.articles.add("a", Draft("New."), by=Actor())
    with closing(sqlite3.connect(file)) as newer, newer:
        newer.execute("UPDATE verbatim_version SET version_num = '9999'")
    before = [TABLES, [["a", 1, "active"], ["b", 1, "active"]], 2, 2]
    after = [TABLES, [["b", 1, "active"]], 1, 1]
    await hold_before_or_after("put back", file, before, after, backup)
    asides = await asyncio.to_thread(lambda: [*tmp_path.glob("verbatim-aside-*.db")])
    assert len(asides) > 1
    for aside in asides:
        assert await held(str(aside)) == before


async def test_one_who_writes_without_a_pause_can_be_killed_at_any_moment(
    address: Address, tmp_path: Path
) -> None:
    async with await Store.open(address) as store:
        await store.articles.add("a", Draft("Old."), by=Actor())
    sign = tmp_path / "sign"
    sign.touch()
    ends = await ends_of("write", address, sign)
    versions = [what[2] for _, what in ends]
    assert len(ends) == 10
    assert versions == sorted({*versions})
    for status, what in ends:
        count = what[2]
        assert (status, what[1]) == (KILLED, [["a", count, "corrected"]])
        assert what[3] == count


async def hold_before_or_after(
    action: str, address: Address, before: list[Any], after: list[Any], *more: Path
) -> None:
    """Kill an action after each of its statements."""
    ends = await ends_of(action, address, *more)
    assert len(ends) > 5
    assert all(status == KILLED for status, _ in ends[:-1])
    assert ends[0][1] == before
    assert ends[-1] == [0, after]
    assert all(what in (before, after) for _, what in ends)
    assert before in [what for _, what in ends[1:]]


async def ends_of(action: str, address: Address, *more: Path) -> list[Any]:
    """Return for each death its status and what the database held then."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.storage.dying",
        str(address),
        action,
        *map(str, more),
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    return [json.loads(line) for line in out.splitlines()]
