"""Remembers which command definitions Discord was last given."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from bot.storage.drafts import remove_old

__all__ = ["CommandRecord"]

_DRAFTS = ".commands-"


class CommandRecord:
    """One small file for each application, in a folder made when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, application: int) -> str | None:
        """Return the digest recorded for an application's id, None where none is.

        Raises OSError where the folder or the file can't be read.
        """
        path = self._path(application)
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe may never end
                return None
            return path.read_text("ascii", errors="replace").strip()
        except FileNotFoundError:
            return None

    def write(self, application: int, digest: str) -> None:
        """Record a digest; another process sees the old one or the new, whole.

        Raises OSError where the folder can't be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        remove_old(self._folder, f"{_DRAFTS}*")  # of killed processes
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=_DRAFTS)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(f"{digest}\n")
            Path(name).replace(self._path(application))
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _path(self, application: int) -> Path:
        return self._folder / f"commands-{application}.sha256"
