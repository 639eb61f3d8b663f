"""A library of articles that are in no folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles import Corpus
from bot.library import Folder, Library

if TYPE_CHECKING:
    from bot.answering import Answerer

__all__ = ["library_of"]


class _Fixed(Folder):
    def __init__(self, answerer: Answerer) -> None:
        super().__init__(Path())
        self._corpus = Corpus(answerer.articles, ())

    def read(self) -> Corpus:
        return self._corpus

    def state(self) -> frozenset[object]:  # type: ignore[override]
        return frozenset()


class _Single(Library):
    def __init__(self, answerer: Answerer) -> None:
        super().__init__(_Fixed(answerer))
        self._answerer = answerer

    async def watch(self) -> None:
        """End at once: simcord waits for whatever sleeps and wakes again."""

    def answerer(self, *_: object) -> Answerer:
        return self._answerer


def library_of(answerer: Answerer) -> Library:
    """Return a library that everywhere has this one Answerer, and keeps nothing."""
    library = _Single(answerer)
    library.load()
    return library
