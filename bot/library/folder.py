"""The corpus folder, of which only the files that changed are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles import Corpus, read_article, read_corpus
from bot.articles.files import all_files
from bot.errors import ArticleError, CorpusError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.articles import Article

    _State = tuple[int, int, int]

__all__ = ["Folder"]


class Folder:
    """A corpus folder that is read as often as one likes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[Path, tuple[_State | None, Article | ArticleError]] = {}

    def read(self) -> Corpus:
        """Return the articles and the problems; raises CorpusError as read_corpus."""
        seen: set[Path] = set()

        def read(path: Path) -> Article:
            seen.add(path)
            return self._read(path)

        corpus = read_corpus(self.path, read)
        for path in self._known.keys() - seen:
            del self._known[path]
        return corpus

    def state(self) -> frozenset[tuple[str, _State | None]]:
        """Return what changes whenever a file comes, goes or is written.

        It is empty where the folder can't be read.
        """
        try:
            files = all_files(self.path)
        except CorpusError:
            return frozenset()
        return frozenset((str(path), _state(path)) for path in files)

    def _read(self, path: Path) -> Article:
        # Taken before reading: what is written meanwhile is seen the next time.
        state = _state(path)
        known = self._known.get(path)
        if known is None or known[0] != state or state is None:
            known = self._known[path] = (state, _attempt(path))
        if isinstance(known[1], ArticleError):
            raise known[1]
        return known[1]


def _attempt(path: Path) -> Article | ArticleError:
    try:
        return read_article(path)
    except ArticleError as problem:
        return problem


def _state(path: Path) -> _State | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
