"""Turns what SQLite, PostgreSQL and the system report into one sentence."""

from __future__ import annotations

import contextlib
import re
import ssl
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import StorageBusyError, StorageError, UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["driven", "failure", "translated", "unusable"]

_Problem = tuple[type[StorageError], str]

_BUSY = StorageBusyError, "is held by another program; try again in a moment"
_SILENT = StorageBusyError, "does not answer in time; try again in a moment"
_UNREACHABLE = (
    StorageBusyError,
    "can't be reached; check that the server runs and its address is right",
)
_CROWDED = StorageBusyError, "has no room for another connection; try again in a moment"
_CORRUPT = UnusableError, "is damaged; put back the last backup"
_FOREIGN = UnusableError, "is no database of Verbatim's; name another one"
_CHANGED = "does not have the form that Verbatim gave it"
_FULL = StorageError, "can't grow, the disk is full; make room"
_SHUT = (
    StorageError,
    "can't be opened; check that the folder and the file may be written to",
)
_READ_ONLY = (
    StorageError,
    "can't be written to; check the folder's and the file's permissions",
)
_ONLY_READS = (
    StorageError,
    "is read-only; check that its address leads to a server that takes changes",
)
_FAILING = (
    StorageError,
    "can't be read or written, the disk is full or fails; check it",
)
_UNTRUSTED = (
    StorageError,
    "has a certificate that is not trusted; check sslmode and sslrootcert",
)
_UNENCRYPTED = (
    StorageError,
    "takes no encrypted connection; check the sslmode of its address",
)
_UNUSABLE = (
    StorageError,
    "can't be connected to as its address says; check its hosts, ports and files",
)
_REFUSED = StorageError, "refuses the user; check user name and password"
_MISSING = StorageError, "does not exist on the server; create it"
_NOT_ALLOWED = (
    StorageError,
    "may not be changed by this user; give it the right to create tables",
)
_TEXT = (
    StorageError,
    "can't hold a text with a NUL or half a character in it; remove that",
)

# What SQLite says of a file that is not as it was written; all else that it calls
# SQLITE_ERROR is a fault of the program, which no backup would mend.
_ODD = re.compile(
    r"no such (table|column): |table \S+ has no column |malformed database schema|"
    "unsupported file format"
)
# asyncpg's: the server is not the one that may be written to, or it just told its end.
_LOST = {"TargetServerAttributeNotMatched", "InternalClientError"}
_UNDECODED = "Could not decode to UTF-8"  # Python's driver, without a code
_NO_TABLE = "42P01"  # PostgreSQL's
_INDEX = "verbatim_search_"  # its tables are made anew by each start

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
    "SQLITE_IOERR": _FAILING,
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
        InternalClientError,
        PostgresError,
    )

    try:
        yield
    except (PostgresError, InterfaceError, InternalClientError) as error:
        raise failure(place, error) from error


def failure(place: str, error: Exception) -> StorageError:
    """Return the error that says in one sentence what is wrong and what to do."""
    return _told(place, _problem(error))


def unusable(place: str) -> StorageError:
    """Return the error for an address that the driver can't follow, unquoted."""
    return _told(place, _UNUSABLE)


def _told(place: str, problem: _Problem) -> StorageError:
    kind, said = problem
    return kind(f"{place} {said}.")


def _problem(error: BaseException) -> _Problem:
    if isinstance(error, PoolTimeoutError):
        return _SILENT
    if isinstance(error, UnicodeError):
        return _of_a_text(error)
    if isinstance(error, OSError):
        return _of_the_system(error)
    origin = error.orig if isinstance(error, DBAPIError) else error
    return _of_the_driver(origin or error)


def _of_a_text(error: BaseException) -> _Problem:
    # What is read was written as UTF-8, or it was not Verbatim that wrote it.
    is_read = isinstance(error, UnicodeDecodeError) or _UNDECODED in str(error)
    return _CORRUPT if is_read else _TEXT


def _of_the_system(error: OSError) -> _Problem:
    if isinstance(error, ssl.SSLError):
        return _UNTRUSTED
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return _UNUSABLE
    if error.filename is None:  # a socket's, not a file's
        return _UNENCRYPTED if "SSL" in str(error) else _UNREACHABLE
    what = f"{error.strerror}: {error.filename}"
    return StorageError, f"can't be opened ({what}); check the folder"


def _of_the_driver(error: BaseException) -> _Problem:
    said = type(error).__name__
    for cause in _chain(error):
        if isinstance(cause, UnicodeError) or _UNDECODED in str(cause):
            return _of_a_text(cause)
        if type(cause).__name__ == "ClientConfigurationError":  # asyncpg's
            return _UNUSABLE
        if type(cause).__name__ in _LOST:
            return _UNREACHABLE
        code = getattr(cause, "sqlite_errorname", None)
        state = getattr(cause, "sqlstate", None)
        problem = _longest(_SQLITE, code) or _longest(_POSTGRESQL, state)
        if problem:
            return problem
        if code == "SQLITE_ERROR" or (state or "").startswith("42"):  # of statements
            what = str(cause).rpartition(">: ")[2].partition("\n")[0]
            if problem := _of_a_form(state, what):
                return problem
            said = f"{state or code}: {what}"
        else:
            said = state or code or said
    return StorageError, f"can't do what was asked ({said}); report that, please"


def _of_a_form(state: str | None, what: str) -> _Problem | None:
    if _INDEX in what:
        return StorageError, f"{_CHANGED} ({what}); start the bot anew"
    if state == _NO_TABLE or (not state and _ODD.match(what)):
        return UnusableError, f"{_CHANGED} ({what}); put back the last backup"
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that it came from; drivers wrap each other's."""
    while error is not None:
        yield error
        error = error.__cause__


def _longest(problems: dict[str, _Problem], code: str | None) -> _Problem | None:
    fitting = [start for start in problems if (code or "").startswith(start)]
    return problems[max(fitting, key=len)] if fitting else None
