"""The articles that can be asked, as one set that is swapped at once."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.annotations import Annotator
from bot.errors import (
    CorpusError,
    LibraryError,
    QuotaError,
    SlugUnknownError,
    StorageError,
)
from bot.library.catalogue import Catalogue, renumbered
from bot.library.holdings import (
    EVERYWHERE,
    Holding,
    Where,
    draft_of,
    text_of,
    without_news,
)
from bot.library.judging import refuse_worse
from bot.library.quotas import Quota
from bot.library.views import Shared, View
from bot.library.withdrawn import Withdrawn
from bot.storage import Shards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from bot.annotations import IndexFolder
    from bot.answering import Answerer
    from bot.articles import Article
    from bot.library.folder import Folder
    from bot.library.judging import Judge
    from bot.library.keeper import Keeper
    from bot.meaning import Encoder
    from bot.storage import Actor, Draft, Scope, StoredArticle
    from bot.storage.store import Store

__all__ = ["Library"]

_LOOK = 0.5  # seconds between two looks at the folder
_UNREAD = -1  # no change of the store has this number
_LOOKS = 8  # at the folder for each at the store, which other processes may change

log = logging.getLogger(__name__)


class Library:
    """Holds the corpus folder's articles and those of the store, where one is kept.

    Every question is answered from one set of articles, also while they change. It
    sees only what may be seen where it is asked: each set of articles that somebody
    asks has an index of its own, so not even a word of other ones is suggested.
    `judge` tells by number which questions of the self-test, of those that the
    articles hold an answer to, are answered as expected. `withdrawn` is a small file
    that says which files of the folder are withdrawn while the store can't be read.
    `encoder` finds what is said in other words than it is asked for. `quota` is how
    much one server may add, `shards` whose articles are read beside everyone's.
    """

    def __init__(  # noqa: PLR0913 - what a library is made of, by name
        self,
        folder: Folder,
        keeper: Keeper | None = None,
        *,
        judge: Judge | None = None,
        withdrawn: Path | None = None,
        encoder: Encoder | None = None,
        annotator: Annotator | None = None,
        index: IndexFolder | None = None,
        quota: Quota = Quota(),  # noqa: B008 - frozen
        shards: Shards = Shards(),  # noqa: B008 - frozen
    ) -> None:
        self._folder = folder
        self._keeper = keeper
        self._judge = judge
        self._quota = quota
        self.shards = shards
        self._withdrawn = Withdrawn(withdrawn)
        self._annotator = annotator or Annotator()
        self._catalogue = Catalogue(self._annotator, shards)
        self._files: tuple[Article, ...] = ()
        self._seen: object = None
        self._change = _UNREAD
        self._problems: tuple[str, ...] = ()  # of the last refresh
        self._said: frozenset[str] = frozenset()
        self._changing = asyncio.Lock()
        self._listeners: list[Callable[[], None]] = []
        self._shared = Shared(index, encoder)
        self._view = View((), self._shared)

    def load(self) -> None:
        """Read the folder alone; the store's articles come with the first `refresh`.

        Raises CorpusError where the folder can't be read.
        """
        self._say(self._read())
        self._view = View(self._files_held(), self._shared)
        self._view.answerer(EVERYWHERE)

    def articles(
        self, where: Where, only: frozenset[str] | None = None
    ) -> tuple[Article, ...]:
        """Return what may be asked there, of the slugs in `only` if it is given."""
        return self._view.articles(where, only)

    def of_server(self, guild: int) -> tuple[Article, ...]:
        """Return what may be asked in any channel of a server."""
        return tuple(
            holding.article
            for holding in self._view.holdings
            if holding.scope.guild in {None, guild}
        )

    def everything(self) -> tuple[Article, ...]:
        """Return what may be asked anywhere, by whomever."""
        return tuple(holding.article for holding in self._view.holdings)

    def answerer(self, where: Where, only: frozenset[str] | None = None) -> Answerer:
        """Return what answers there; the first time, it has to be made."""
        return self._view.answerer(where, only)

    async def watch(self) -> None:
        """Refresh whenever the folder or the store changes, until cancelled."""
        look = 0
        while True:
            heard = await self._pause()
            look = (look + 1) % _LOOKS
            try:
                await self._look(at_store=heard or look == 0)
            except Exception as error:  # noqa: BLE001 - else nothing is seen any more
                self._say([*self._problems, f"looking for changes failed: {error!r}"])

    async def _pause(self) -> bool:
        """Wait a moment, or until a change is announced; return whether one was."""
        try:
            if self._keeper is not None:
                store = await self._keeper.store()
                return await store.announcements.wait(_LOOK)
        except StorageError:
            pass  # it is said by whoever looks at the store
        await asyncio.sleep(_LOOK)
        return False

    async def _look(self, *, at_store: bool) -> None:
        """Refresh where the folder, or the store, has changed."""
        if self._annotator.is_outdated:
            await self._renew()
        state = await asyncio.to_thread(self._folder.state)
        if state != self._seen or (at_store and await self._store_changed()):
            await self.refresh()

    async def _renew(self) -> None:
        """Find anew what an older version of the program found in the texts."""
        await asyncio.to_thread(self._annotator.renew)
        self._folder.forget()
        self._catalogue.forget()
        await self.refresh()

    @property
    def keeps(self) -> bool:
        """Whether there is a store."""
        return self._keeper is not None

    @property
    def is_read(self) -> bool:
        """Whether the store's articles are among those that can be asked."""
        return self._keeper is None or self._change != _UNREAD

    def listen(self, listener: Callable[[], None]) -> None:
        """Call something after each change of the store that is answered from."""
        self._listeners.append(listener)

    async def store(self) -> Store:
        """Return the open store; raises StorageError, one sentence."""
        if self._keeper is None:
            message = "Nothing is kept here; the articles are the corpus folder's."
            raise StorageError(message)
        return await self._keeper.store()

    async def close(self) -> None:
        """Close the store."""
        if self._keeper is not None:
            await self._keeper.close()

    async def refresh(self) -> None:
        """Read what changed and answer from it.

        What can't be read is said in the log, once, and stays as it was.
        """
        async with self._changing:
            await self._refresh()

    async def add(self, article: Article, scope: Scope, *, by: Actor) -> StoredArticle:
        """Add an article, which can be asked at once.

        Raises StorageError, LibraryError where the self-test refuses it, and
        QuotaError where its server has as much as it may.
        """
        async with self._changing:
            store = await self.store()
            await self._refuse_too_much(article, scope, store)
            await self._test(article, scope)
            draft = draft_of(article)
            added = await store.articles.add(article.slug, draft, scope, by=by)
            await self._refresh()
            return added

    async def update(self, article: Article, *, by: Actor) -> StoredArticle:
        """Give the article of that slug a new text; raises as `add` does."""
        async with self._changing:
            store = await self.store()
            draft = await self._renumbered(article)
            updated = await store.articles.update(article.slug, draft, by=by)
            await self._refresh()
            return updated

    async def correct(
        self, slug: str, reason: str, article: Article | None = None, *, by: Actor
    ) -> StoredArticle:
        """Mark an article as corrected, with a new text if there is one; as `add`."""
        async with self._changing:
            store = await self.store()
            draft = await self._renumbered(article) if article else None
            corrected = await store.articles.correct(slug, reason, draft, by=by)
            await self._refresh()
            return corrected

    async def withdraw(self, slug: str, reason: str, *, by: Actor) -> StoredArticle:
        """Take an article out, whatever the self-test says; raises StorageError."""
        async with self._changing:
            store = await self.store()
            withdrawn = await store.articles.withdraw(slug, reason, by=by)
            await self._refresh()
            return withdrawn

    async def reinstate(self, slug: str, *, by: Actor) -> StoredArticle:
        """Take a withdrawal or a correction's mark back; raises StorageError."""
        async with self._changing:
            store = await self.store()
            reinstated = await store.articles.reinstate(slug, by=by)
            await self._refresh()
            return reinstated

    def _read(self) -> list[str]:
        """Read the folder's files; return what is wrong with some of them.

        Raises CorpusError.
        """
        # Before reading: what is written meanwhile is seen at the next look.
        self._seen = self._folder.state()
        corpus = self._folder.read()
        self._files = corpus.articles
        return [f"left out: {problem}" for problem in corpus.problems]

    def _say(self, problems: Iterable[str]) -> None:
        """Log what is wrong, once for as long as it is."""
        problems = dict.fromkeys(problems)
        for problem in problems:
            if problem not in self._said:
                log.warning("%s", problem)
        self._said = frozenset(problems)

    async def _store_changed(self) -> bool:
        if self._keeper is None:
            return False
        try:
            store = await self._keeper.store()
            return await store.audit.last() != self._change
        except StorageError as error:
            self._say([*self._problems, str(error)])
            return False

    async def _refresh(self) -> None:
        before = self._change
        problems = []
        try:
            problems = await asyncio.to_thread(self._read)
        except CorpusError as error:
            problems = [str(error)]
        try:
            held = await self._held(problems)
        except StorageError as error:
            problems.append(str(error))
            held = self._held_before()
            self._change = _UNREAD  # so it is read once it can be
        await self._swap(held, problems)
        self._problems = tuple(problems)
        self._say(problems)
        if self._change not in {before, _UNREAD}:
            for listener in self._listeners:
                listener()

    async def _held(self, problems: list[str]) -> list[Holding]:
        """Return what there is to ask, and add to the problems; raises StorageError."""
        if self._keeper is None:
            return self._files_held()
        store = await self._keeper.store()
        change = await store.audit.last()
        held, more = await self._catalogue.holdings(self._files, store)
        problems += more
        self._change = change
        there = {holding.article.slug for holding in held}
        files = {article.slug for article in self._files}
        await asyncio.to_thread(self._withdrawn.keep, frozenset(files - there))
        return held

    def _files_held(self) -> list[Holding]:
        return [
            Holding(article, of_folder=True)
            for article in self._files
            if article.slug not in self._withdrawn.slugs
        ]

    def _held_before(self) -> list[Holding]:
        """Return the files, and what is known of the store while it can't be read."""
        before = {text_of(h): h for h in self._view.holdings if h.of_folder}
        files = [before.get(text_of(held), held) for held in self._files_held()]
        return [*files, *(h for h in self._view.holdings if not h.of_folder)]

    async def _swap(self, held: Sequence[Holding], problems: list[str]) -> None:
        """Answer from these holdings, unless the self-test says that they are worse."""
        if tuple(held) == self._view.holdings:
            return
        after = await asyncio.to_thread(self._view.renewed, held)
        try:
            await self._judged(after, EVERYWHERE)
        except LibraryError as error:
            problems.append(str(error))
            held = without_news(held, self._view.holdings)
            after = await asyncio.to_thread(self._view.renewed, held)
        self._view = after
        self._shared.keep(held)

    async def _test(self, article: Article, scope: Scope) -> None:
        """Raise LibraryError where the self-test refuses an article."""
        others = [h for h in self._view.holdings if h.article.slug != article.slug]
        where = Where(scope.guild, tuple(scope.channels))
        after = View([*others, Holding(article, scope)], self._shared)
        await self._judged(after, where)

    async def _judged(self, after: View, where: Where) -> None:
        """Raise LibraryError where fewer questions of the self-test are answered."""
        if self._judge is None or not self._view.holdings:
            return
        await refuse_worse(self._judge, self._view, after, where)

    async def _renumbered(self, article: Article) -> Draft:
        """Return a new text with the old paragraphs' numbers, once it is tested."""
        store = await self.store()
        known = await store.articles.get(article.slug)
        if known is None:
            raise SlugUnknownError(article.slug)
        await self._refuse_too_much(article, known.scope, store)
        await self._test(article, known.scope)
        return await renumbered(article, store)

    async def quota(self, guild: int, size: int = 0) -> QuotaError | None:
        """Return what is to be said where a server has nearly as much as it may.

        Raises QuotaError where one more article, of `size` bytes, would be too much,
        and StorageError.
        """
        used = await (await self.store()).articles.usage(guild)
        self._quota.refuse(used, size)
        return self._quota.near(used)

    async def _refuse_too_much(
        self, article: Article, scope: Scope, store: Store
    ) -> None:
        """Raise QuotaError where a server's article would be too much."""
        if scope.guild is None:
            return
        used = await store.articles.usage(scope.guild, but=article.slug)
        self._quota.refuse(used, len(article.body.encode()))
