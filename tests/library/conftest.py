"""A library over a real folder and a real database."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.library import Folder, Keeper, Library

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

HARBOUR = "The harbour board denied the fee.\n\nOlga Lind is its director.\n"
MILL = "The mill grinds rye.\n\nIts wheel was repaired in May.\n"


@contextlib.contextmanager
def watching(library: Library) -> Iterator[None]:
    """Let a library look for changes."""
    task = asyncio.ensure_future(library.watch())
    try:
        yield
    finally:
        task.cancel()


@pytest.fixture(autouse=True)
def _annotated_once(annotated_once: None) -> None:
    pass


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    return folder


@pytest.fixture
async def keeper(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Keeper]:
    (tmp_path / "state").mkdir()
    shutil.copyfile(migrated_file, tmp_path / "state" / "verbatim.db")
    keeper = Keeper(tmp_path / "state" / "verbatim.db")
    yield keeper
    await keeper.close()


@pytest.fixture
async def library(corpus: Path, keeper: Keeper) -> Library:
    library = Library(Folder(corpus), keeper)
    library.load()
    await library.refresh()
    return library
