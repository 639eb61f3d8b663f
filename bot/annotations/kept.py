"""Keeps what was found in texts, in a SQLite file that several processes may use.

Nothing depends on it: what can't be read is found anew, what can't be written is found
anew at the next start.
"""

from __future__ import annotations

import logging
import sqlite3
import stat
import threading
import weakref
import zlib
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = ["Kept", "KeptRecord"]

_WAIT = 5.0  # seconds for another process that writes
_ENDINGS = ("", "-wal", "-shm", "-journal")  # of SQLite's files
_AT_ONCE = 500  # parameters; SQLite takes at least 999
_TABLE = """
CREATE TABLE IF NOT EXISTS annotations (
    key BLOB PRIMARY KEY,
    version TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    data BLOB NOT NULL
)
"""

_ONE = "SELECT * FROM annotations WHERE key = ?"
_DELETE = "DELETE FROM annotations WHERE key = ?"
_INSERT = "INSERT OR REPLACE INTO annotations VALUES (?, ?, ?, ?)"

# SQLite cites what is damaged, which is not always text.
_FAILURES = (sqlite3.DatabaseError, OSError, UnicodeDecodeError)

log = logging.getLogger(__name__)


class KeptRecord(NamedTuple):
    """What was found in a text, and by what version of the program."""

    version: str
    data: bytes


class Kept:
    """Records by the keys of texts; without a file, nothing is kept.

    A `quiet` one does not say when it can't be written.
    """

    def __init__(self, file: Path | None, *, quiet: bool = False) -> None:
        self._file = file
        # Whoever reads must not wait for another process that this one waits for.
        self._lock, self._writing = threading.RLock(), threading.Lock()
        self._said = quiet
        self._reading: sqlite3.Connection | None = None
        self._close: Callable[[], object] = bool  # of that one; nothing yet

    def find(self, keys: Sequence[bytes] | None = None) -> dict[bytes, KeptRecord]:
        """Return the records that there are, of some keys or all of them.

        One that is damaged is not among them.
        """
        if self._file is None:
            return {}
        with self._lock:
            try:
                return self._found(self._file, keys) if self._file.exists() else {}
            except _FAILURES as error:
                self._give_up(error)
                return {}

    def read(self, key: bytes) -> KeptRecord | None:
        """Return one record, None where it is damaged or not there.

        The file stays open, for whoever reads many of them one by one: what is deleted
        or replaced meanwhile is still read.
        """
        with self._lock:
            try:
                return self._read(key) or self._read(key, anew=True)
            except _FAILURES as error:
                self._end()
                self._give_up(error)
                return None

    def keys(self) -> set[bytes]:
        """Return the keys of the records that there are."""
        with self._lock:
            try:
                if connection := self._opened(anew=False):
                    rows = connection.execute("SELECT key FROM annotations")
                    return {key for (key,) in rows}
            except _FAILURES as error:
                self._give_up(error)
        return set()

    def keep(
        self,
        version: str,
        records: Iterable[tuple[bytes, bytes]],
        gone: Iterable[bytes] = (),
    ) -> bool:
        """Keep records, delete those with the keys `gone`; return whether it was done.

        What fails is logged once. Of what is deleted, nothing is left in the file.
        """
        if self._file is None:
            return False
        keys = [(key,) for key in gone]
        # One by one, for the memory's sake: together they hold the texts once more.
        rows = ((key, version, zlib.crc32(data), data) for key, data in records)
        with self._writing:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with closing(_connected(self._file)) as connection:
                    with connection:
                        connection.execute(_TABLE)
                        connection.executemany(_DELETE, keys)
                        connection.executemany(_INSERT, rows)
                    if keys:  # they stand in the log of what was written, too
                        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except _FAILURES as error:
                with self._lock:
                    self._give_up(error)
                return False
        return True

    def _read(self, key: bytes, *, anew: bool = False) -> KeptRecord | None:
        if (connection := self._opened(anew=anew)) is None:
            return None
        rows = connection.execute(_ONE, (key,))
        return next((record for _, record in _checked(rows)), None)

    def _opened(self, *, anew: bool) -> sqlite3.Connection | None:
        """Return the connection that stays open, or another one; None for no file."""
        if anew:
            self._end()
        if self._reading is None and self._file is not None and self._file.exists():
            self._reading = _connected(self._file, check_same_thread=False)
            self._close = weakref.finalize(self, _close, self._reading, self._lock)
        return self._reading

    def _end(self) -> None:
        self._close()
        self._reading = None

    def _found(
        self, file: Path, keys: Sequence[bytes] | None
    ) -> dict[bytes, KeptRecord]:
        with closing(_connected(file)) as connection:
            return dict(_checked(_rows(connection, keys)))

    def _give_up(self, error: Exception) -> None:
        """Say once that nothing can be kept; a file that is no database goes."""
        if isinstance(error, sqlite3.OperationalError) and "no such table" in str(
            error
        ):
            return
        damaged = type(error) in {sqlite3.DatabaseError, UnicodeDecodeError}
        if damaged and self._file is not None:
            self._end()
            for path in _files(self._file):
                with suppress(OSError):
                    path.unlink()
            log.warning("%s was damaged (%s) and is made anew", self._file, error)
        elif not self._said:
            self._said = True
            log.warning(
                "what is found in texts can't be kept in %s (%s); it is found anew at "
                "each start",
                self._file,
                getattr(error, "strerror", None) or error,
            )


def _close(connection: sqlite3.Connection, lock: threading.RLock) -> None:
    """Close a connection once no thread reads: else the program's end may crash."""
    with lock:
        connection.close()


def _rows(
    connection: sqlite3.Connection, keys: Sequence[bytes] | None
) -> Iterator[tuple[bytes, str, int, bytes]]:
    if keys is None:
        yield from connection.execute("SELECT * FROM annotations")
        return
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        yield from connection.execute(
            f"SELECT * FROM annotations WHERE key IN ({marks})",  # noqa: S608
            some,
        )


def _checked(
    rows: Iterable[tuple[bytes, str, int, bytes]],
) -> Iterator[tuple[bytes, KeptRecord]]:
    """Yield the records that are whole."""
    for key, version, checksum, data in rows:
        if isinstance(data, bytes) and zlib.crc32(data) == checksum:
            yield key, KeptRecord(version, data)


def _files(file: Path) -> list[Path]:
    """Return a database's file, and those that SQLite keeps beside it."""
    return [file.with_name(file.name + ending) for ending in _ENDINGS]


def _refuse_odd(file: Path) -> None:
    """Raise DatabaseError where SQLite would open a pipe or a device, and may wait.

    For a folder, which nobody removes, it is OperationalError.
    """
    for path in _files(file):
        with suppress(FileNotFoundError):
            mode = path.stat().st_mode
            if not stat.S_ISREG(mode):
                message = f"{path.name} is no file"
                is_folder = stat.S_ISDIR(mode)
                error = sqlite3.OperationalError if is_folder else sqlite3.DatabaseError
                raise error(message)


def _connected(file: Path, *, check_same_thread: bool = True) -> sqlite3.Connection:
    """Return a connection to the file, closed where that turns out no database."""
    _refuse_odd(file)
    connection = sqlite3.connect(
        file, timeout=_WAIT, check_same_thread=check_same_thread
    )
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        # A lost record is found anew: a crash of the machine may take the last ones.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")  # not everywhere the default
    except BaseException:
        connection.close()
        raise
    return connection
