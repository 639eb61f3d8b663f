"""A PostgreSQL that has the extension pg_textsearch, for tests in several rooms."""

from __future__ import annotations

import asyncio
import os
from itertools import count
from typing import TYPE_CHECKING

import asyncpg
import pytest

from tests.storage.postgresql_server import NoPostgreSQLError, searching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.storage.postgresql_server import Server

_numbers = count()


@pytest.fixture(scope="session")
def search_servers() -> Iterator[tuple[Server, Server]]:
    """Give a server and one that can follow it, or skip; the gate refuses to skip."""
    try:
        with searching() as servers:
            yield servers
    except NoPostgreSQLError as error:
        if os.environ.get("REQUIRE_POSTGRESQL"):
            pytest.fail(f"PostgreSQL with pg_textsearch is required here: {error}")
        pytest.skip(f"no PostgreSQL with pg_textsearch: {error}")


@pytest.fixture
def search_address(search_servers: tuple[Server, Server]) -> str:
    """Make an empty database and return its address."""
    server, _ = search_servers
    name = f"search{next(_numbers)}"

    async def make() -> None:
        connection = await asyncpg.connect(f"{server.address}/postgres")
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()

    asyncio.run(make())
    return f"{server.address}/{name}"
