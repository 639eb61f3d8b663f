"""Writes an article as a file of the corpus folder, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from typing import TYPE_CHECKING

import yaml

from bot.articles.files import file_of, refuse_name
from bot.errors import ArticleError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.articles.article import Extract

__all__ = ["article_data", "write_article"]

_NO_NAME = "can't be a slug; take letters, digits and hyphens."
_DRAFT = re.compile(r"\..*\.[0-9a-f]{8}\.tmp")
_UNDER_WAY = 600.0  # seconds; another program may be writing
_TAKEN = "is there already; name another slug, or replace it."


def article_data(extract: Extract) -> bytes:
    """Return the bytes of the file that reads back as this.

    Fields are on one line each, as the reader has them; what is None is left out.
    """
    fields = extract.fields.items()
    lines = {name: " ".join(value.split()) for name, value in fields if value}
    given = {name: value for name, value in lines.items() if value}
    front_matter = yaml.safe_dump(
        given, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return f"---\n{front_matter if given else ''}---\n{extract.body}".encode()


def write_article(
    folder: Path, slug: str, data: bytes, *, replace: bool = False
) -> Path:
    """Write a file of the folder and return its path.

    At every moment the folder has the article as before or as it shall be; a file
    that is there is only replaced where `replace` says so. Raises ArticleError.
    """
    if slug.startswith(".") or re.search(r"[/\\]", slug) or not slug:
        raise ArticleError(folder / slug, _NO_NAME)
    there = file_of(folder, slug)
    path = there or folder / f"{slug}.md"
    refuse_name(path)
    if there and not replace:
        raise ArticleError(path, _TAKEN)
    _sweep(folder)
    draft = folder / f".{slug}.{secrets.token_hex(4)}.tmp"
    try:
        _write(draft, data)
        _publish(draft, path, replace=replace)
        _keep(folder)
    except FileExistsError:
        raise ArticleError(path, _TAKEN) from None
    except OSError as error:
        problem = f"can't be written ({error.strerror}); check the disk and the folder."
        raise ArticleError(path, problem) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return path


def _sweep(folder: Path) -> None:
    """Remove the drafts that a killed run has left."""
    with contextlib.suppress(OSError):
        for path in folder.glob(".*.tmp"):
            is_old = time.time() - path.stat().st_mtime > _UNDER_WAY
            if is_old and _DRAFT.fullmatch(path.name):
                path.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _publish(draft: Path, path: Path, *, replace: bool) -> None:
    """Give the file its name; a link fails where the name is taken meanwhile."""
    if replace:
        draft.replace(path)
        return
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        draft.rename(path)


def _keep(folder: Path) -> None:
    """Write the folder's new entry to the disk, where folders can be opened."""
    with contextlib.suppress(PermissionError):  # Windows
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
