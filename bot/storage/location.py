"""Where the database is: reads the address that a self-hoster gives."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StorageError

__all__ = ["describe", "file_of", "locate"]

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_FORMS = (
    "A database address has the form postgresql://user:password@host/database "
    "or sqlite:///file"
)


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
    return url.set(drivername=driver)


def _parsed(where: str) -> URL:
    try:
        return make_url(where.strip())
    except (ArgumentError, ValueError):
        message = f"{_FORMS}; what is set is neither."
        raise StorageError(message) from None


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
