"""A library of articles that are in no folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.annotations import IndexFolder
from bot.articles import Corpus
from bot.library import Folder, Keeper, Library

if TYPE_CHECKING:
    from bot.answering import Answerer

__all__ = ["INDEX", "library_in", "library_of"]

INDEX = IndexFolder()  # what one test has analysed serves the others


class _Fixed(Folder):
    def __init__(self, answerer: Answerer) -> None:
        super().__init__(Path())
        self._corpus = Corpus(answerer.articles, ())

    def read(self) -> Corpus:
        return self._corpus

    def state(self) -> frozenset[object]:  # type: ignore[override]
        return frozenset()


class _Single(Library):
    def __init__(self, answerer: Answerer, keeper: Keeper | None) -> None:
        super().__init__(_Fixed(answerer), keeper, index=INDEX)
        self._answerer = answerer

    async def watch(self) -> None:
        """End at once: simcord waits for whatever sleeps and wakes again."""

    def answerer(self, *_: object) -> Answerer:
        return self._answerer


def library_of(answerer: Answerer, keeper: Keeper | None = None) -> Library:
    """Return a library that everywhere has this one Answerer."""
    library = _Single(answerer, keeper)
    library.load()
    return library


class _Unwatched(Library):
    async def watch(self) -> None:
        """End at once: simcord waits for whatever sleeps and wakes again."""


def library_in(folder: Path, database: Path) -> Library:
    """Return a library of the files in a folder and of a database, not watched."""
    library = _Unwatched(Folder(folder), Keeper(database), index=INDEX)
    library.load()
    return library
