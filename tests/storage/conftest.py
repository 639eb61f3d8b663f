"""What asks for `empty`, `address` or `store` runs against both databases."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.store import Store
from tests.storage.postgresql_server import NoPostgreSQLError, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    Address = str | Path

_numbers = itertools.count()


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment

    def advance(self, **by: float) -> None:
        """Move on, by days, hours and so on."""
        self.moment += timedelta(**by)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Give the address of a PostgreSQL server, or skip; the gate refuses to skip."""
    try:
        with running() as server:
            yield server
    except NoPostgreSQLError as error:
        if os.environ.get("REQUIRE_POSTGRESQL"):
            pytest.fail(f"PostgreSQL is required here: {error}")
        pytest.skip(f"no PostgreSQL: {error}")


@pytest.fixture(scope="session")
def migrated_database(postgresql: str) -> str:
    """Make a PostgreSQL database in the newest form, the template of the others."""
    _make(postgresql, "migrated")
    asyncio.run(_open_and_close(f"{postgresql}/migrated"))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """Return the address of a database without a table."""
    if request.param == "sqlite":
        return tmp_path / "empty.db"
    server = request.getfixturevalue("postgresql")
    name = f"empty{next(_numbers)}"
    _make(server, name)
    return f"{server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """Return the address of a database in the newest form, with nothing in it."""
    if request.param == "sqlite":
        file = tmp_path / "verbatim.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), file)
        return file
    template = request.getfixturevalue("migrated_database")
    server = request.getfixturevalue("postgresql")
    name = f"test{next(_numbers)}"
    _make(server, name, template)
    return f"{server}/{name}"


@pytest.fixture
def clock() -> Clock:
    """Return the clock that `store` goes by."""
    return Clock()


@pytest.fixture
async def store(address: Address, clock: Clock) -> AsyncIterator[Store]:
    """Give an open store with nothing in it."""
    async with await Store.open(address, clock=clock) as opened:
        yield opened


async def _open_and_close(address: Address) -> None:
    await (await Store.open(address)).close()


def _make(server: str, name: str, template: str = "template1") -> None:
    async def make() -> None:
        engine = create_async_engine(
            server.replace("postgresql", "postgresql+asyncpg") + "/postgres",
            isolation_level="AUTOCOMMIT",
        )
        async with engine.connect() as connection:
            await connection.execute(
                text(f"CREATE DATABASE {name} TEMPLATE {template}")
            )
        await engine.dispose()

    asyncio.run(make())
