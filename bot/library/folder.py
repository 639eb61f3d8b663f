"""The corpus folder, of which only the files that changed are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles import Corpus, read_corpus, read_text
from bot.articles.files import all_files
from bot.errors import ArticleError, CorpusError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.articles import Annotate, Article, Extract

    _State = tuple[int, int, int]

__all__ = ["Folder"]


class Folder:
    """A corpus folder that is read as often as one likes."""

    def __init__(self, path: Path, annotate: Annotate | None = None) -> None:
        self.path = path
        self._annotate = annotate
        self._known: dict[Path, tuple[_State | None, Article | ArticleError]] = {}

    def read(self) -> Corpus:
        """Return the articles and the problems; raises CorpusError as read_corpus."""
        states: dict[Path, _State | None] = {}

        def read(path: Path) -> Article | Extract:
            # Taken before reading: what is written meanwhile is seen the next time.
            state = states[path] = _state(path)
            known = self._known.get(path)
            if known is None or known[0] != state or state is None:
                return read_text(path)
            if isinstance(known[1], ArticleError):
                raise known[1]
            return known[1]

        corpus = read_corpus(self.path, self._annotate, read)
        articles = {article.slug: article for article in corpus.articles}
        problems = {problem.path: problem for problem in corpus.problems}
        self._known = {
            path: (state, problems.get(path) or articles[path.stem])
            for path, state in states.items()
        }
        return corpus

    def forget(self) -> None:
        """Read all files anew the next time."""
        self._known = {}

    def state(self) -> frozenset[tuple[str, _State | None]]:
        """Return what changes whenever a file comes, goes or is written.

        It is empty where the folder can't be read.
        """
        try:
            files = all_files(self.path)
        except CorpusError:
            return frozenset()
        return frozenset((str(path), _state(path)) for path in files)


def _state(path: Path) -> _State | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
