"""Reads the words of a PostgreSQL address as libpq does, for the driver asyncpg.

Hosts hand out addresses that end in words such as `?sslmode=require`; section 34.1.2 of
PostgreSQL's manual lists them. asyncpg reads some of them itself and would take any
other for a setting of the server.
"""

from __future__ import annotations

import shlex
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

__all__ = ["connect_arguments"]

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
    if not text.isdecimal():
        message = "The connect_timeout of the database address is no number; mend it."
        raise StorageError(message)
    return int(text)


def _options(text: str) -> Iterator[tuple[str, str]]:
    """Yield the settings in `-c name=value -c …`, as a server process takes them."""
    parts = iter(shlex.split(text))
    for part in parts:
        setting = next(parts, "") if part == "-c" else part.removeprefix("--")
        setting = setting.removeprefix("-c")
        name, equals, value = setting.partition("=")
        if not equals:
            message = (
                "The options of the database address are not of the form "
                "-c name=value; mend them."
            )
            raise StorageError(message)
        yield name.replace("-", "_"), value


def _last(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else value[-1]
