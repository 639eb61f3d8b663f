"""A PostgreSQL that has the extension pg_textsearch, for tests in several rooms."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.storage.postgresql_server import execute, required, searching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.storage.postgresql_server import Server

_numbers = count()


@pytest.fixture(scope="session")
def search_servers() -> Iterator[tuple[Server, Server]]:
    """Give a server and one that can follow it, or skip; the gate refuses to skip."""
    with required("PostgreSQL with pg_textsearch"), searching() as servers:
        yield servers


@pytest.fixture
def search_address(search_servers: tuple[Server, Server]) -> str:
    """Make an empty database and return its address."""
    server, _ = search_servers
    name = f"search{next(_numbers)}"
    execute(f"{server.address}/postgres", f"CREATE DATABASE {name}")
    return f"{server.address}/{name}"
