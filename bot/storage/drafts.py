"""Removes what a killed process left unfinished."""

from __future__ import annotations

import contextlib
import shutil
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["remove_old"]

_OLD = 60 * 60.0  # seconds after which nothing is still being written


def remove_old(folder: Path, pattern: str) -> None:
    """Remove what matches and has not been written to for an hour."""
    for path in folder.glob(pattern):
        with contextlib.suppress(OSError):
            if time.time() - path.lstat().st_mtime <= _OLD:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
