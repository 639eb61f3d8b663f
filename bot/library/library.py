"""The articles that can be asked, as one set that is swapped at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.annotations import Annotator
from bot.errors import LibraryError, SlugUnknownError, StorageError
from bot.library.catalogue import renumbered
from bot.library.contents import UNREAD, Contents
from bot.library.holdings import (
    EVERYWHERE,
    Holding,
    Shared,
    View,
    Where,
    draft_of,
    without_news,
)
from bot.library.safeguards import Quota, refuse_worse
from bot.storage import Shards

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.annotations import IndexFolder
    from bot.answering import Answers
    from bot.articles import Article
    from bot.errors import QuotaError
    from bot.library.contents import Folder
    from bot.library.holdings import RemoteIndex
    from bot.library.keeper import Keeper
    from bot.library.safeguards import Judge
    from bot.meaning import Encoder
    from bot.storage import Actor, Draft, Scope, StoredArticle
    from bot.storage.store import Store

__all__ = ["Library"]

_LOOKS = 8  # at the folder for each at the store, which other processes may change


class Library:
    """Holds the corpus folder's articles and those of the store, where one is kept.

    Every question is answered from one set of articles, also while they change. It
    sees only what may be seen where it is asked: each set of articles that somebody
    asks has an index of its own, so not even a word of other ones is suggested.
    `judge` tells by number which questions of the self-test, of those that the
    articles hold an answer to, are answered as expected. `withdrawn` is a small file
    that says which files of the folder are withdrawn while the store can't be read.
    `encoder` finds what is said in other words than it is asked for. `quota` is how
    much one server may add, `shards` whose articles are read beside everyone's,
    `annotator` what finds who says what in a text, `search` an index elsewhere that
    takes the place of `index`.
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
        search: RemoteIndex | None = None,
    ) -> None:
        self._keeper = keeper
        self._judge = judge
        self._quota = quota
        self.shards = shards
        self.annotator = annotator or Annotator()
        self._contents = Contents(folder, keeper, self.annotator, shards, withdrawn)
        self._changing = asyncio.Lock()
        self._listeners: list[Callable[[], None]] = []
        self._shared = Shared(index, encoder, search)
        self._view = View((), self._shared)

    def load(self) -> None:
        """Read the folder alone; the store's articles come with the first `refresh`.

        Raises CorpusError where the folder can't be read.
        """
        files = self._contents.files()
        self.annotator.freeze()
        self._view = View(files, self._shared)
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

    def answerer(self, where: Where, only: frozenset[str] | None = None) -> Answers:
        """Return what answers there; the first time, it has to be made."""
        return self._view.answerer(where, only)

    async def watch(self) -> None:
        """Refresh whenever the folder or the store changes, until cancelled."""
        look = 0
        while True:
            heard = await self._contents.wait()
            look = (look + 1) % _LOOKS
            try:
                at_store = heard or look == 0
                behind = at_store and self.is_behind
                if behind or await self._contents.have_changed(at_store=at_store):
                    await self.refresh()
            except Exception as error:  # noqa: BLE001 - else nothing is seen any more
                self._contents.say_also(f"looking for changes failed: {error!r}")

    @property
    def keeps(self) -> bool:
        """Whether there is a store."""
        return self._keeper is not None

    @property
    def is_read(self) -> bool:
        """Whether the store's articles are among those that can be asked."""
        return self._keeper is None or self._contents.change != UNREAD

    @property
    def is_behind(self) -> bool:
        """Whether an index elsewhere lacks some of the articles that can be asked."""
        return self._shared.search is not None and self._shared.search.is_behind

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
        """Close the store, and the index where it is elsewhere."""
        if self._shared.search is not None:
            await asyncio.to_thread(self._shared.search.close)
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
            await self._refuse(article, scope, store)
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
        """Take a withdrawal or a correction's mark back.

        Raises StorageError, and QuotaError where its server has as much as it may.
        """
        async with self._changing:
            store = await self.store()
            await self._quota.refuse_again(slug, store)
            reinstated = await store.articles.reinstate(slug, by=by)
            await self._refresh()
            return reinstated

    async def _refresh(self) -> None:
        before = self._contents.change
        held, problems = await self._contents.read(self._view.holdings)
        await self._swap(held, problems)
        await asyncio.to_thread(self._drop_stale)
        self._contents.say(problems)
        if self._contents.change not in {before, UNREAD}:
            for listener in self._listeners:
                listener()

    def _drop_stale(self) -> None:
        """Forget texts that are not asked any more; the self-test may keep old ones."""
        self._contents.drop_stale({h.article.text_key for h in self._view.holdings})

    async def _swap(self, held: Sequence[Holding], problems: list[str]) -> None:
        """Answer from these holdings, unless the self-test says that they are worse."""
        if tuple(held) == self._view.holdings and not self.is_behind:
            return
        try:
            after = await asyncio.to_thread(self._view.renewed, held)
            await self._judged(after, EVERYWHERE)
        except (LibraryError, StorageError) as error:
            problems.append(str(error))
            if isinstance(error, StorageError):  # of a text that is lost just now
                self._contents.change = UNREAD  # so it is tried again
            held = without_news(held, self._view.holdings)
            after = await asyncio.to_thread(self._view.renewed, held)
        try:
            await asyncio.to_thread(self._shared.fill, held, complete=self.is_read)
        except StorageError as error:
            problems.append(str(error))
        self._view = after
        self._shared.keep(held)

    async def _judged(self, after: View, where: Where) -> None:
        """Raise LibraryError where fewer questions are answered, if one can ask."""
        before = self._view.holdings
        if self._judge is None or not before or before == after.holdings:
            return
        await refuse_worse(self._judge, self._view, after, where)

    async def _renumbered(self, article: Article) -> Draft:
        """Return a new text with the old paragraphs' numbers, once it is tested."""
        store = await self.store()
        known = await store.articles.get(article.slug)
        if known is None:
            raise SlugUnknownError(article.slug)
        await self._refuse(article, known.scope, store)
        return await renumbered(article, store)

    async def quota(self, guild: int, size: int = 0) -> QuotaError | None:
        """Return what is to be said where a server has nearly as much as it may.

        Raises QuotaError where one more article, of `size` bytes, would be too much,
        and StorageError.
        """
        used = await (await self.store()).articles.usage(guild)
        self._quota.refuse(used, size)
        return self._quota.near(used)

    async def _refuse(self, article: Article, scope: Scope, store: Store) -> None:
        """Raise QuotaError for too much, LibraryError if the self-test refuses it."""
        if scope.guild is not None:
            used = await store.articles.usage(scope.guild, but=article.slug)
            self._quota.refuse(used, len(article.body.encode()))
        others = [h for h in self._view.holdings if h.article.slug != article.slug]
        after = View([*others, Holding(article, scope)], self._shared)
        await self._judged(after, Where(scope.guild, tuple(scope.channels)))
