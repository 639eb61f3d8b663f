"""Remembers which files of the corpus folder were withdrawn, beside the database.

While the database can't be read, nothing else would say that a file which is still
there must not be asked.
"""

from __future__ import annotations

import contextlib
import json
import logging
from pathlib import Path

__all__ = ["Withdrawn"]

_OLDER = "withdrawn.json"  # of all corpus folders, before each had its own

_NOTES = "withdrawn-*.json"
_UNREADABLE = (OSError, ValueError, TypeError, KeyError)

log = logging.getLogger(__name__)


class Withdrawn:
    """The slugs of withdrawn files, in a small file; without a path, in memory.

    A file whose name differs only in case is withdrawn as well. `folder` is where the
    files are; under a new name it takes over the notes of folders that are gone.
    """

    def __init__(self, path: Path | None = None, folder: Path | None = None) -> None:
        self._path = path
        self._folder = folder
        self._is_taken_over = False
        self.slugs = self._read()
        self._folded = _folded(self.slugs)

    def __contains__(self, slug: object) -> bool:
        """Return whether a file of that slug is withdrawn."""
        return str(slug).casefold() in self._folded

    def keep(self, slugs: frozenset[str]) -> None:
        """Remember these and no others; what can't be written is logged."""
        if slugs == self.slugs and not self._is_taken_over:
            return
        self.slugs = slugs
        self._folded = _folded(slugs)
        if self._path is None:
            return
        folder = self._folder and str(self._folder.resolve())
        note = {"folder": folder, "slugs": sorted(slugs)}
        draft = self._path.with_suffix(".tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.unlink(missing_ok=True)  # it may be a pipe, as well as a rest
            draft.write_text(json.dumps(note), encoding="utf-8")
            draft.replace(self._path)
            self._is_taken_over = False
        except OSError as error:
            log.warning("can't write %s (%s)", self._path, error.strerror)
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def _read(self) -> frozenset[str]:
        if self._path is None:
            return frozenset()
        older = self._path.with_name(_OLDER)
        try:
            if self._path.exists():
                return _noted(self._path)[1]
            if older.exists():
                return _noted(older)[1]
            return self._left_by_others()
        except _UNREADABLE:
            log.warning("can't read %s; the database has the same", self._path)
            return frozenset()

    def _left_by_others(self) -> frozenset[str]:
        """Return what was noted of folders that are not there any more."""
        if self._path is None or self._folder is None:
            return frozenset()
        found: set[str] = set()
        for path in self._path.parent.glob(_NOTES):
            with contextlib.suppress(*_UNREADABLE):
                folder, slugs = _noted(path)
                if folder and not Path(folder).exists():
                    found |= slugs
        self._is_taken_over = bool(found)
        return frozenset(found)


def _noted(path: Path) -> tuple[str | None, frozenset[str]]:
    """Return the folder of a note, None in an older one, and the slugs in it."""
    if not path.is_file():  # to open a pipe may never end
        raise OSError
    note = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(note, dict):
        return note["folder"], frozenset(map(str, note["slugs"]))
    return None, frozenset(map(str, note))


def _folded(slugs: frozenset[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, slugs))
