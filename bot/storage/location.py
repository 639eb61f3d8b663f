"""Where the database is: reads the address that a self-hoster gives."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StorageError
from bot.storage.libpq import connect_arguments

__all__ = ["describe", "file_of", "locate"]

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_FORMS = (
    "A database address has the form postgresql://user:password@host/database "
    "or sqlite:///file"
)

_UNESCAPED = (
    "In the database address, a @ : / ? # or % of the user name or the password is to "
    "be written as %40 %3A %2F %3F %23 or %25."
)
_LAST_PORT = 65_535
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def locate(where: str | Path) -> URL:
    """Return SQLAlchemy's URL of a SQLite file or of a database's address.

    Raises StorageError, which never quotes the address: it may hold a password.
    """
    if isinstance(where, Path):
        return URL.create(_DRIVERS["sqlite"], database=str(where))
    url = _parsed(where)
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        message = f"{_FORMS}; {url.drivername}: is neither."
        raise StorageError(message)
    if url.database in {None, "", ":memory:"}:
        message = f"{_FORMS}; it names no database."
        raise StorageError(message)
    url = url.set(drivername=driver)
    if url.get_backend_name() == "postgresql":
        connect_arguments(url, 0)  # raises for what can't be followed
    return url


def _parsed(where: str) -> URL:
    where = where.strip()
    user, at, _ = where.partition("://")[2].rpartition("@")
    if at and (set(user) & set("/?#@") or user.count(":") > 1 or _PERCENT.search(user)):
        # A part of the password would pass for the host's or the database's name.
        raise StorageError(_UNESCAPED)
    neither = StorageError(f"{_FORMS}; what is set is neither.")
    if not where.isprintable():
        raise neither
    try:
        url = make_url(where)
        (url.host or "").encode("idna")
    except (ArgumentError, ValueError):
        raise neither from None
    if url.port is not None and not 0 < url.port <= _LAST_PORT:
        message = f"{_FORMS}; its port is none from 1 to {_LAST_PORT}."
        raise StorageError(message)
    return url


def file_of(url: URL) -> Path | None:
    """Return the file of a SQLite database, None for a server's."""
    if url.get_backend_name() != "sqlite":
        return None
    return Path(url.database or "")


def describe(url: URL) -> str:
    """Return the database's name for a person, without user and password."""
    file = file_of(url)
    if file is not None:
        return f"The database {file}"
    port = f":{url.port}" if url.port else ""
    return f"The database {url.database} on {url.host or 'this machine'}{port}"
