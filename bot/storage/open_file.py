"""Notices that a database's file was lost, or replaced or cut short while it is open.

SQLite does not: it goes on with the file that it has opened, and what it confirms
there is gone with the process.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

__all__ = ["COMPANIONS", "OpenFile", "lost"]

COMPANIONS = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database
_BESIDE = ("commands-*.sha256", "withdrawn*.json", "verbatim-saved-*.db")


class OpenFile:
    """A database's file as it was when it was opened; raises OSError without one."""

    def __init__(self, file: Path) -> None:
        self.path = file
        self._log = Path(f"{file}-wal")
        status = file.stat()
        self._identity = _identity(status)
        self._size = status.st_size
        self._log_identity: tuple[int, int] | None = None

    def fault(self) -> str | None:
        """Return what was done to the file since, in words, None for nothing.

        It costs two calls of the system.
        """
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return "was deleted"
        except OSError:
            return None  # whoever reads or writes is told what stands in the way
        if _identity(status) != self._identity:
            return "was replaced"
        if status.st_size < self._size:  # it never shrinks by itself
            return "was cut short"
        self._size = status.st_size
        with contextlib.suppress(OSError):
            self._log_identity = _identity(self._log.stat())
        return None

    def set_log_aside(self) -> None:
        """Keep SQLite from replaying the log of the file that is gone over another.

        To be called once the database is closed. Raises OSError.
        """
        with contextlib.suppress(FileNotFoundError):
            if _identity(self._log.stat()) == self._log_identity:
                self._log.replace(f"{self._log}.old")
                Path(f"{self.path}-shm").unlink(missing_ok=True)


def lost(file: Path) -> str | None:
    """Return a warning about a database that is empty or missing, None for a good one.

    One that never existed was not lost: nothing lies beside it that only a bot with a
    database leaves. Raises OSError.
    """
    is_there = file.exists()
    if is_there and file.stat().st_size:
        return None
    names = [f"{file.name}-wal", *_BESIDE]
    traces = sorted(p.name for name in names for p in file.parent.glob(name))
    if not traces:
        return None
    return (
        f"The database {file} is {'empty' if is_there else 'not there'}, but beside it "
        f"there is {' and '.join(traces)}: if it was lost, put back the last backup "
        "with `verbatim restore FILE`."
    )


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino
