"""Reads what the corpus folder and the store hold, and notices when they change."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from bot.articles import Corpus, read_corpus, read_text
from bot.articles.files import entries
from bot.articles.withdrawn import Withdrawn
from bot.errors import ArticleError, CorpusError, StorageError
from bot.library.catalogue import Catalogue
from bot.library.holdings import Holding, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from os import DirEntry
    from pathlib import Path

    from bot.annotations import Annotator, KnownFiles
    from bot.articles import Annotate, Article, Extract
    from bot.library.keeper import Keeper
    from bot.storage import Shards

    _State = tuple[int, int, int]

__all__ = ["UNREAD", "Contents", "Folder"]

UNREAD = -1  # no change of the store has this number
_LOOK = 0.5  # seconds between two looks at the folder
# Times what a look took, and seconds at most, before the next: many files take long.
_REST, _LONGEST_REST = 100, 10.0
log = logging.getLogger(__name__)


class Contents:
    """The folder's files and the store's articles, each read when it has changed.

    `change` is the number of the store's last change that was read.
    """

    def __init__(
        self,
        folder: Folder,
        keeper: Keeper | None,
        annotator: Annotator,
        shards: Shards,
        withdrawn: Path | None,
    ) -> None:
        self.change = UNREAD
        self._folder = folder
        self._keeper = keeper
        self._annotator = annotator
        self._catalogue = Catalogue(annotator, shards)
        self._withdrawn = Withdrawn(withdrawn, folder.path)
        self._files: tuple[Article, ...] = ()
        self._seen: object = None
        self._looks_from = 0.0  # a moment before which the folder is not looked at
        self._problems: tuple[str, ...] = ()  # of the last reading
        self._said: frozenset[str] = frozenset()

    def files(self) -> list[Holding]:
        """Read the folder alone; raises CorpusError."""
        self._say(self._read())
        return self._files_held()

    async def read(self, before: Sequence[Holding]) -> tuple[list[Holding], list[str]]:
        """Return what there is to ask, and what is wrong with the rest.

        What can't be read is as it was `before`.
        """
        problems = []
        try:
            problems = await asyncio.to_thread(self._read)
        except CorpusError as error:
            problems = [str(error)]
        if self._keeper is None:
            return self._files_held(), problems
        try:
            return await self._held(self._keeper, problems), problems
        except StorageError as error:
            problems.append(str(error))
            self.change = UNREAD  # so it is read once it can be
            return self._held_before(before), problems

    async def wait(self) -> bool:
        """Wait a moment, or until a change is announced; return whether one was."""
        try:
            if self._keeper is not None:
                store = await self._keeper.store()
                return await store.announcements.wait(_LOOK)
        except StorageError:
            pass  # it is said by whoever looks at the store
        await asyncio.sleep(_LOOK)
        return False

    async def have_changed(self, *, at_store: bool) -> bool:
        """Return whether there is something new in the folder, or in the store.

        What an older version of the program found in the texts is found anew first.
        """
        if self._annotator.is_outdated:
            await asyncio.to_thread(self._annotator.renew)
            self._folder.forget()
            self._catalogue.forget()
            return True
        if await asyncio.to_thread(self._folder_has_changed):
            return True
        return at_store and await self._store_has_changed()

    def _folder_has_changed(self) -> bool:
        if time.monotonic() < self._looks_from:
            return False
        began = time.thread_time()
        state = self._folder.state()
        rest = _REST * (time.thread_time() - began)
        self._looks_from = time.monotonic() + min(rest, _LONGEST_REST)
        return state != self._seen

    def drop_stale(self, asked: Collection[bytes]) -> None:
        """Forget the texts that nothing has any more, but for those `asked` still."""
        self._folder.drop_stale(asked)
        self._catalogue.drop_stale(asked)

    def say(self, problems: Sequence[str]) -> None:
        """Log what is wrong with what was read, once for as long as it is."""
        self._problems = tuple(problems)
        self._say(problems)

    def say_also(self, problem: str) -> None:
        """Log what is wrong beside what was read, once for as long as it is."""
        self._say([*self._problems, problem])

    def _say(self, problems: Iterable[str]) -> None:
        problems = dict.fromkeys(problems)
        for problem in problems:
            if problem not in self._said:
                log.warning("%s", problem)
        self._said = frozenset(problems)

    def _read(self) -> list[str]:
        """Read the folder's files; return what is wrong with some of them.

        Raises CorpusError.
        """
        # Before reading: what is written meanwhile is seen at the next look.
        self._seen = self._folder.state()
        corpus = self._folder.read()
        self._files = corpus.articles
        return [f"left out: {problem}" for problem in corpus.problems]

    async def _held(self, keeper: Keeper, problems: list[str]) -> list[Holding]:
        """Return what there is to ask, and add to the problems; raises StorageError."""
        store = await keeper.store()
        change = await store.audit.last()
        held, more, gone = await self._catalogue.holdings(
            self._files, store, self._withdrawn
        )
        problems += more
        self.change = change
        await asyncio.to_thread(self._withdrawn.keep, gone)
        return held

    def _files_held(self) -> list[Holding]:
        return [
            Holding(article, of_folder=True)
            for article in self._files
            if article.slug not in self._withdrawn
        ]

    def _held_before(self, before: Sequence[Holding]) -> list[Holding]:
        """Return the files, and what is known of the store while it can't be read."""
        known = {text_of(h): h for h in before if h.of_folder}
        files = [known.get(text_of(held), held) for held in self._files_held()]
        return [*files, *(h for h in before if not h.of_folder)]

    async def _store_has_changed(self) -> bool:
        if self._keeper is None:
            return False
        try:
            store = await self._keeper.store()
            return await store.audit.last() != self.change
        except StorageError as error:
            self.say_also(str(error))
            return False


class Folder:
    """A corpus folder that is read as often as one likes.

    `files` knows what its files said when the program ran before.
    """

    def __init__(
        self,
        path: Path,
        annotate: Annotate | None = None,
        files: KnownFiles | None = None,
    ) -> None:
        self.path = path
        self._annotate = annotate
        self._files = files
        self._known: dict[Path, tuple[_State | None, Article | ArticleError]] = {}

    def read(self) -> Corpus:
        """Return the articles and the problems; raises CorpusError as read_corpus."""
        states: dict[Path, _State | None] = {}

        def read(path: Path) -> Article | Extract:
            # Taken before reading: what is written meanwhile is seen the next time.
            state = states[path] = _state(path)
            known = self._known.get(path)
            if known is None or known[0] != state or state is None:
                return (self._files.read if self._files else read_text)(path)
            if isinstance(known[1], ArticleError):
                raise known[1]
            return known[1]

        corpus = (
            self._files.corpus(self.path, read)
            if self._files
            else read_corpus(self.path, self._annotate, read)
        )
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

    def drop_stale(self, asked: Collection[bytes]) -> None:
        """Forget the texts that no file has any more, but for those `asked` still."""
        if self._files:
            self._files.drop_stale(asked)

    def state(self) -> frozenset[tuple[str, _State | None]]:
        """Return what changes whenever a file comes, goes or is written.

        It is empty where the folder can't be read.
        """
        return frozenset((entry.path, _state(entry)) for entry in entries(self.path))


def _state(file: Path | DirEntry[str]) -> _State | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
