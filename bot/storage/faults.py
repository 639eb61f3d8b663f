"""Turns what SQLite, PostgreSQL and the system report into one sentence."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import StorageBusyError, StorageError, UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["driven", "failure", "translated", "unusable"]

_BUSY = "is held by another program; try again in a moment"
_SILENT = "does not answer in time; try again in a moment"
_FULL = "can't grow, the disk is full; make room"
_SHUT = "can't be opened; check that the folder and the file may be written to"
_READ_ONLY = "can't be written to; check the folder's and the file's permissions"
_ONLY_READS = (
    "is read-only; check that its address leads to a server that takes changes"
)
_CHANGED = "is not as it was made"
_ODD = {"42P01", "42703"}  # of a table and a column that are not there
_CORRUPT = "is damaged; put back the last backup"
_FOREIGN = "is no database of Verbatim's; name another one"
_UNREACHABLE = "can't be reached; check that the server runs and its address is right"
_UNTRUSTED = "has a certificate that is not trusted; check sslmode and sslrootcert"
_UNENCRYPTED = "takes no encrypted connection; check the sslmode of its address"
_UNUSABLE = (
    "can't be connected to as its address says; check its hosts, ports and files"
)
_CROWDED = "has no room for another connection; try again in a moment"
_REFUSED = "refuses the user; check user name and password"
_MISSING = "does not exist on the server; create it"
_NOT_ALLOWED = "may not be changed by this user; give it the right to create tables"
_TEXT = "can't hold a text with a NUL or half a character in it; remove that"

_KINDS = {
    **dict.fromkeys((_BUSY, _SILENT, _UNREACHABLE, _CROWDED), StorageBusyError),
    **dict.fromkeys((_CORRUPT, _FOREIGN, _CHANGED), UnusableError),
}

# SQLite's result codes by name, the longest that fits goes first.
_SQLITE = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_FULL": _FULL,
    "SQLITE_CANTOPEN": _SHUT,
    "SQLITE_PERM": _SHUT,
    "SQLITE_AUTH": _SHUT,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CORRUPT": _CORRUPT,
    "SQLITE_NOTADB": _FOREIGN,
    "SQLITE_IOERR": "can't be read or written, the disk is full or fails; check it",
}
# PostgreSQL's SQLSTATE, by its beginning (appendix A of its manual).
_POSTGRESQL = {
    "08": _UNREACHABLE,
    "22021": _TEXT,
    "25006": _ONLY_READS,
    "28": _REFUSED,
    "3D000": _MISSING,
    "40": _BUSY,
    "42501": _NOT_ALLOWED,
    "42P07": _FOREIGN,
    "53100": _FULL,
    "53": _CROWDED,
    "55P03": _BUSY,
    "57014": _BUSY,
    "57P": _UNREACHABLE,
    "XX001": _CORRUPT,
    "XX002": _CORRUPT,
}


@contextlib.contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise StorageError for what goes wrong inside; `place` names the database."""
    try:
        yield
    except (SQLAlchemyError, OSError, UnicodeError) as error:
        raise failure(place, error) from error


@contextlib.contextmanager
def driven(place: str) -> Iterator[None]:
    """Do the same for what PostgreSQL's driver raises where it is used directly."""
    from asyncpg import (  # noqa: PLC0415 - it is there with a server
        InterfaceError,
        PostgresError,
    )

    try:
        yield
    except (PostgresError, InterfaceError) as error:
        raise failure(place, error) from error


def failure(place: str, error: Exception) -> StorageError:
    """Return the error that says in one sentence what is wrong and what to do."""
    problem = _problem(error)
    kind = next((_KINDS[p] for p in _KINDS if problem.startswith(p)), StorageError)
    return kind(f"{place} {problem}.")


def unusable(place: str) -> StorageError:
    """Return the error for an address that the driver can't follow, unquoted."""
    return StorageError(f"{place} {_UNUSABLE}.")


def _problem(error: BaseException) -> str:
    if isinstance(error, PoolTimeoutError):
        return _SILENT
    if isinstance(error, UnicodeError):
        return _of_a_text(error)
    if isinstance(error, OSError):
        return _of_the_system(error)
    origin = error.orig if isinstance(error, DBAPIError) else error
    return _of_the_driver(origin or error)


def _of_a_text(error: UnicodeError) -> str:
    # What is read was written as UTF-8, or it was not Verbatim that wrote it.
    return _CORRUPT if isinstance(error, UnicodeDecodeError) else _TEXT


def _of_the_system(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return _UNTRUSTED
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return _UNUSABLE
    if error.filename is None:  # a socket's, not a file's
        return _UNENCRYPTED if "SSL" in str(error) else _UNREACHABLE
    return f"can't be opened ({error.strerror}: {error.filename}); check the folder"


def _of_the_driver(error: BaseException) -> str:
    said = type(error).__name__
    for cause in _chain(error):
        if isinstance(cause, UnicodeError):
            return _of_a_text(cause)
        if type(cause).__name__ == "ClientConfigurationError":  # asyncpg's
            return _UNUSABLE
        if type(cause).__name__ == "TargetServerAttributeNotMatched":  # asyncpg's
            return _UNREACHABLE  # the one that may be written to
        code = getattr(cause, "sqlite_errorname", None)
        state = getattr(cause, "sqlstate", None)
        problem = _longest(_SQLITE, code) or _longest(_POSTGRESQL, state)
        if problem:
            return problem
        if state in _ODD or code == "SQLITE_ERROR":
            what = str(cause).rpartition(">: ")[2].partition("\n")[0]
            is_index = "verbatim_search_" in what  # which each start makes anew
            cure = "start the bot anew" if is_index else "put back the last backup"
            return f"{_CHANGED} ({what}); {cure}"
        said = state or code or said
    return f"can't do what was asked ({said}); report that, please"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that it came from; drivers wrap each other's."""
    while error is not None:
        yield error
        error = error.__cause__


def _longest(problems: dict[str, str], code: str | None) -> str | None:
    fitting = [start for start in problems if (code or "").startswith(start)]
    return problems[max(fitting, key=len)] if fitting else None
