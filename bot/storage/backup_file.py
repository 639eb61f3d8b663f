"""Which file a backup may be written to, so that none takes the place of another."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StorageError
from bot.storage.drafts import remove_old
from bot.storage.location import NAME, file_of
from bot.storage.open_file import COMPANIONS
from bot.storage.preparing import BEGINNING
from bot.storage.revisions import version_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

__all__ = [
    "beside",
    "dated",
    "destination",
    "may_be_ours",
    "prune",
    "set_aside",
]

_WAL = 2  # the 19th byte of a database that is written to through a log
_DATED = re.compile(r"verbatim-\d{8}T\d{6}Z\.db")
_DRAFTS = ".verbatim-draft-"


def destination(file: Path, url: URL) -> Path:
    """Return where a backup is to be written, with links followed.

    Raises StorageError unless that is a new file, or an earlier backup of Verbatim's,
    and OSError where it can't be looked at. `url` is the database's.
    """
    database = file_of(url)
    if database is not None and _is_of(file, database):
        message = f"The file {file} belongs to the database itself; name another one."
        raise StorageError(message)
    try:
        kind = file.stat().st_mode
    except FileNotFoundError:
        if file.is_symlink():  # what it is to lead to is for its maker to make
            message = f"{file} is a link to a file that is not there; name a new one."
            raise StorageError(message) from None
        return file.resolve()
    if not stat.S_ISREG(kind):
        message = f"{file} is no regular file; name a new one for the backup."
        raise StorageError(message)
    if not _is_backup(file):
        message = (
            f"The file {file} is there already and no backup of Verbatim's, so it "
            "stays as it is; name a new one."
        )
        raise StorageError(message)
    return file.resolve()


@contextlib.contextmanager
def beside(file: Path) -> Iterator[Path]:
    """Give a new file's path in the same folder, which is gone afterwards.

    What an earlier process that was killed left there goes as well.
    """
    remove_old(file.parent, f"{_DRAFTS}*")
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=_DRAFTS)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
    finally:
        for companion in ("", *COMPANIONS):
            Path(f"{draft}{companion}").unlink(missing_ok=True)


def dated(folder: Path, moment: datetime) -> Path:
    """Return the name, in a folder, of the backup of a moment in UTC."""
    return folder / moment.strftime("verbatim-%Y%m%dT%H%M%SZ.db")


def prune(new: Path, keep: int) -> None:
    """Remove the oldest of the backups beside `new` that `dated` named, but for `keep`.

    `new` was just made, and stays: what has a later date in its name comes from a clock
    that was ahead, or this one's is behind; so it counts as older than all others.
    Nothing else is removed. Raises OSError.
    """
    files = [path for path in new.parent.iterdir() if _DATED.fullmatch(path.name)]
    backups = [path for path in files if path.is_file() and _is_backup(path)]
    backups.sort(key=lambda path: (path.name <= new.name, path.name))
    for path in backups[:-keep]:
        path.unlink()


def may_be_ours(file: Path) -> bool:
    """Return whether a file's name or beginning says that it was a database of ours.

    What a mistyped address leads to may be a text, for instance. Raises OSError.
    """
    if NAME in {file.name, file.resolve().name}:
        return True
    with file.open("rb") as opened:
        return opened.read(len(BEGINNING)) in {b"", BEGINNING}


def set_aside(file: Path, new: Path) -> Path:
    """Give a database's file another name beside it, and the name of it to a new one.

    So a process that is killed on the way leaves one of both there. What SQLite keeps
    beside the old one goes with that: it would be replayed over the new one. Returns
    the old one's new path. Raises OSError.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = file.with_name(f"{file.stem}-aside-{stamp}{file.suffix}")
    status = file.stat()
    try:
        aside.hardlink_to(file)
    except OSError:  # not every disk has links
        aside.touch(mode=0o600, exist_ok=False)
        shutil.copyfile(file, aside)
    for companion in COMPANIONS:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{file}{companion}").replace(f"{aside}{companion}")
    new.chmod(stat.S_IMODE(status.st_mode))
    with contextlib.suppress(PermissionError):
        os.chown(new, status.st_uid, status.st_gid)
    new.replace(file)
    return aside


def _is_of(file: Path, database: Path) -> bool:
    """Return whether a path leads to a database or to what SQLite keeps beside it."""
    for companion in ("", *COMPANIONS):
        one = Path(f"{database}{companion}")
        if file.resolve() == one.resolve():
            return True
        with contextlib.suppress(OSError):
            if file.samefile(one):
                return True
    return False


def _is_backup(file: Path) -> bool:
    """Return whether a file is a database as `backup` writes it.

    It has Verbatim's table of the version, and no log beside it: a bot's own database,
    another one's as well, always has.
    """
    with file.open("rb") as opened:
        header = opened.read(20)
    if not header.startswith(BEGINNING) or header[19] == _WAL:
        return False
    try:
        with contextlib.closing(
            sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        ) as opened_:
            names = opened_.execute("SELECT name FROM sqlite_master").fetchall()
    except sqlite3.Error:
        return False
    return (version_table.name,) in names
