"""Remembers which files of the corpus folder were withdrawn, beside the database.

While the database can't be read, nothing else would say that a file which is still
there must not be asked.
"""

from __future__ import annotations

import contextlib
import json
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Withdrawn"]

_OLDER = "withdrawn.json"  # of all corpus folders, before each had its own

log = logging.getLogger(__name__)


class Withdrawn:
    """The slugs of withdrawn files, in a small file; without a path, in memory.

    A file whose name differs only in case is withdrawn as well.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.slugs = self._read()
        self._folded = _folded(self.slugs)

    def __contains__(self, slug: object) -> bool:
        """Return whether a file of that slug is withdrawn."""
        return str(slug).casefold() in self._folded

    def keep(self, slugs: frozenset[str]) -> None:
        """Remember these and no others; what can't be written is logged."""
        if slugs == self.slugs:
            return
        self.slugs = slugs
        self._folded = _folded(slugs)
        if self._path is None:
            return
        draft = self._path.with_suffix(".tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(sorted(slugs)), encoding="utf-8")
            draft.replace(self._path)
        except OSError as error:
            log.warning("can't write %s (%s)", self._path, error.strerror)
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def _read(self) -> frozenset[str]:
        if self._path is None:
            return frozenset()
        older = self._path.with_name(_OLDER)
        try:
            path = older if older.exists() and not self._path.exists() else self._path
            text = path.read_text(encoding="utf-8")
            return frozenset(map(str, json.loads(text)))
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError, TypeError):
            log.warning("can't read %s; the database has the same", self._path)
            return frozenset()


def _folded(slugs: frozenset[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, slugs))
