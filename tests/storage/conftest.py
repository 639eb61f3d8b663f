"""What asks for `empty`, `address` or `store` runs against both databases."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.storage.revisions import NEWEST, version_table
from bot.storage.store import Store
from bot.storage.tables import metadata
from tests.storage.postgresql_server import execute, required, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    Address = str | Path

# Whoever a test has left behind holds locks that emptying would wait for.
_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid != pg_backend_pid()
"""
_NO_TABLES = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
_NO_ROWS = f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"
_NEWEST = f"UPDATE {version_table} SET version_num = '{NEWEST}'"  # noqa: S608 - ours


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
        self.passed = 0.0

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment

    def advance(self, **by: float) -> None:
        """Move on, by days, hours and so on."""
        self.jump(**by)
        self.passed += timedelta(**by).total_seconds()

    def jump(self, **by: float) -> None:
        """Show another moment, though no time has passed."""
        self.moment += timedelta(**by)

    def ticks(self) -> float:
        """Return the seconds that have passed."""
        return self.passed


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Give the address of a PostgreSQL server, or skip; the gate refuses to skip."""
    with required("PostgreSQL"), running() as server:
        yield server


@pytest.fixture(scope="session")
def bare_database(postgresql: str) -> str:
    """Make a PostgreSQL database and return its address."""
    execute(f"{postgresql}/postgres", "CREATE DATABASE bare")
    return f"{postgresql}/bare"


@pytest.fixture(scope="session")
def migrated_database(postgresql: str) -> str:
    """Make a PostgreSQL database in the newest form and return its address."""
    execute(f"{postgresql}/postgres", "CREATE DATABASE migrated")
    asyncio.run(_open_and_close(f"{postgresql}/migrated"))
    return f"{postgresql}/migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """Return the address of a database without a table."""
    if request.param == "sqlite":
        return tmp_path / "empty.db"
    bare: str = request.getfixturevalue("bare_database")
    execute(bare, _ALONE, _NO_TABLES)
    return bare


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """Return the address of a database in the newest form, with nothing in it."""
    if request.param == "sqlite":
        file = tmp_path / "verbatim.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), file)
        return file
    migrated: str = request.getfixturevalue("migrated_database")
    execute(migrated, _ALONE, _NO_ROWS, _NEWEST)
    return migrated


@pytest.fixture
def clock() -> Clock:
    """Return the clock that `store` goes by."""
    return Clock()


@pytest.fixture
async def store(address: Address, clock: Clock) -> AsyncIterator[Store]:
    """Give an open store with nothing in it."""
    async with await Store.open(address, clock=clock, ticks=clock.ticks) as opened:
        yield opened


async def _open_and_close(address: Address) -> None:
    await (await Store.open(address)).close()
