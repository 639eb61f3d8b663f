"""Where the database is: reads the address that a self-hoster gives.

Hosts hand out addresses of PostgreSQL that end in words such as `?sslmode=require`;
section 34.1.2 of its manual lists them. They are read as libpq does: asyncpg reads some
of them itself and would take any other for a setting of the server.
"""

from __future__ import annotations

import re
import shlex
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NAME", "connect_arguments", "describe", "file_of", "locate"]

NAME = "verbatim.db"  # of a database where no other one is set

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
_UNFIT = (
    "The options of the database address are not of the form -c name=value; mend them."
)
_LAST_PORT = 65_535
_SECONDS = re.compile(r"\d{1,9}")  # libpq's are 32-bit integers
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
    elif url.username or url.password or url.host or url.port or url.query:
        message = f"{_FORMS}; a file has no user, no host and no words behind a ?."
        raise StorageError(message)
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
    if "\0" in (url.database or ""):
        raise neither
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


_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_OF_THE_DRIVER = {
    *("host", "port", "passfile", "target_session_attrs", "krbsrvname", "gsslib"),
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslpassword"),
    *("ssl_min_protocol_version", "ssl_max_protocol_version"),
}
# They speak of how libpq itself connects; to leave them out changes no result.
_OF_LIBPQ = {
    *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"),
    *("tcp_user_timeout", "gssencmode", "client_encoding", "fallback_application_name"),
}


def connect_arguments(url: URL, timeout: float) -> dict[str, Any]:
    """Return what asyncpg is to be given beside user, password, host and database.

    `timeout` is how many seconds to wait for a connection where the address does not
    say it. Raises StorageError for a word that can't be followed; its value is not
    quoted.
    """
    words = {name: _last(value) for name, value in url.query.items()}
    arguments: dict[str, Any] = {
        "timeout": _seconds(words.pop("connect_timeout", "0")) or timeout,
        "server_settings": {
            **dict(_options(words.pop("options", ""))),
            "application_name": words.pop("application_name", "verbatim"),
        },
    }
    if words.pop("pgbouncer", "false") == "true":
        # Behind a pool, the next statement may meet another server process.
        arguments["statement_cache_size"] = 0
        arguments["prepared_statement_cache_size"] = 0
        arguments["prepared_statement_name_func"] = lambda: f"__{uuid.uuid4()}__"
    _refuse_unfit(words)
    handed = {name: value for name, value in words.items() if name in _OF_THE_DRIVER}
    if handed:
        arguments["dsn"] = f"postgresql://?{urlencode(handed)}"
    return arguments


def _refuse_unfit(words: dict[str, str]) -> None:
    if words.pop("channel_binding", "prefer") == "require":
        message = (
            "The database address asks for channel_binding=require, which Verbatim's "
            "driver can't do; take it out, and let sslmode=verify-full tell the server."
        )
        raise StorageError(message)
    ports = filter(None, words.get("port", "").split(","))
    if not all(p.isdecimal() and 0 < int(p[:6]) <= _LAST_PORT for p in ports):
        message = f"A port of the database address is none from 1 to {_LAST_PORT}."
        raise StorageError(message)
    if words.get("sslmode", "prefer") not in _SSL_MODES:
        message = (
            "The sslmode of the database address is none of "
            f"{', '.join(_SSL_MODES)}; mend it."
        )
        raise StorageError(message)
    for name in words.keys() - _OF_THE_DRIVER - _OF_LIBPQ:
        message = (
            f"The database address has the word {name}, which is not known here; "
            "take it out."
        )
        raise StorageError(message)


def _seconds(text: str) -> int:
    if not _SECONDS.fullmatch(text):
        message = (
            "The connect_timeout of the database address must be a whole number of up "
            "to nine digits; mend it."
        )
        raise StorageError(message)
    return int(text)


def _options(text: str) -> Iterator[tuple[str, str]]:
    """Yield the settings in `-c name=value -c …`, as a server process takes them."""
    unfit = StorageError(_UNFIT)
    try:
        parts = iter(shlex.split(text))
    except ValueError:  # a quotation mark without its other one
        raise unfit from None
    for part in parts:
        setting = next(parts, "") if part == "-c" else part.removeprefix("--")
        setting = setting.removeprefix("-c")
        name, equals, value = setting.partition("=")
        if not equals:
            raise unfit
        yield name.replace("-", "_"), value


def _last(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else value[-1]
