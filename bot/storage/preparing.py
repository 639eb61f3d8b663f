"""Makes a SQLite file ready to be opened, and sees whether it is sound.

What is no database is never written over, and a database that was lost is not begun
anew without a word.
"""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StorageBusyError, UnusableError
from bot.storage.faults import translated
from bot.storage.open_file import COMPANIONS, lost

if TYPE_CHECKING:
    from bot.storage.database import Database

__all__ = ["BEGINNING", "examine", "prepare"]

log = logging.getLogger(__name__)

_MOMENT = 0.05  # seconds
BEGINNING = b"SQLite format 3\0"  # of a SQLite file


async def prepare(database: Database, file: Path) -> None:
    """Make the file, for its owner's eyes only, or see whether the one there is sound.

    Raises StorageError.
    """
    with translated(database.name):
        _make(file)
        if said := lost(file):
            log.warning("%s", said)
    await _see(database)


async def examine(database: Database, file: Path) -> None:
    """See whether the file is sound, and change nothing in an empty one.

    Raises StorageError.
    """
    with translated(database.name):
        is_empty = _make(file)
    if not is_empty:
        await _see(database)


async def _see(database: Database) -> None:
    sound = await database.execute_alone("PRAGMA quick_check(1)")
    if sound != "ok":
        message = f"{database.name} is damaged; put back the last backup."
        raise UnusableError(message)
    # Lets readers go on during a write. The file remembers it; a backup that was put
    # in its place by hand does not have it yet.
    await _log_ahead(database)


async def _log_ahead(database: Database) -> None:
    """Switch a file to write-ahead logging, once nobody else reads or writes it.

    SQLite does not wait for that by itself where several switch it at once.
    """
    end = time.monotonic() + database.patience
    while True:
        try:
            await database.execute_alone("PRAGMA journal_mode = WAL")
        except StorageBusyError:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(_MOMENT)
        else:
            return


def _make(file: Path) -> bool:
    """Make the folder and an empty file where there are none; say whether it is empty.

    Raises StorageError for a file of another kind: SQLite would take a short one for
    an empty database, and write over it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
    for path in (file, *(Path(f"{file}{companion}") for companion in COMPANIONS)):
        if path.exists() and not path.is_file():
            message = (
                f"The database {file} can't be opened, since {path} is no file; move "
                "that away, or name another database."
            )
            raise UnusableError(message)
    with file.open("rb") as opened:
        beginning = opened.read(len(BEGINNING) + 3)
    # The 19th byte is the version to be written, which SQLite does not beyond 2.
    if beginning[: len(BEGINNING)] not in {b"", BEGINNING} or beginning[18:] > b"\2":
        message = (
            f"The file {file} is no SQLite database, or its beginning is damaged; put "
            "back the last backup, or name another one."
        )
        raise UnusableError(message)
    return not beginning
