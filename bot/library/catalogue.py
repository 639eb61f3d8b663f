"""Brings the corpus folder's files and the store's articles into one list.

Files stay where they are; the store notes of each its versions, the numbers of its
paragraphs, and whether it was corrected or withdrawn.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import SlugTakenError
from bot.library.holdings import Holding, article_of, draft_of, given, holding_of
from bot.library.paragraphs import carried, paragraphs
from bot.storage import ALL, Actor, ArticleState

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping, Sequence

    from bot.annotations import Annotator
    from bot.articles import Article
    from bot.articles.kept_article import KeptArticle
    from bot.storage import Draft, Shards, StoredArticle
    from bot.storage.store import Store

    _Told = tuple[str, Draft]  # the hash of a text, and what else there is to it

__all__ = ["Catalogue", "renumbered"]

_LOST = "It was withdrawn before."
HOST = Actor()
_AT_ONCE = 100  # texts that are read together


class Catalogue:
    """Reads the store's articles, each version once; of servers, those of `shards`.

    Their texts are kept by the annotator, so that they need not stand in memory.
    """

    def __init__(self, annotator: Annotator, shards: Shards = ALL) -> None:
        self._annotator = annotator
        self._shards = shards
        self._bodies = _StoredBodies()
        self._texts = annotator.texts(self._bodies)
        self._made: dict[str, tuple[_Told, Article]] = {}

    async def holdings(
        self,
        files: Sequence[Article],
        store: Store,
        withdrawn: Container[str] = (),
    ) -> tuple[list[Holding], list[str], frozenset[str]]:
        """Return what can be asked, sentences about files, and the withdrawn files.

        Files that are new or changed are noted in the store; those of `withdrawn` that
        it does not know were withdrawn in a store that is lost, or by a name in other
        case, and stay so. Raises StorageError.
        """
        self._bodies.are_in(store)
        every = store.articles.all(self._shards, withdrawn=True, bodies=False)
        stored = {s.slug: s for s in await every}
        problems = []
        held = []
        gone = set()
        for article in files:
            known = await _noted(article, stored.get(article.slug), store)
            is_lost = known.of_folder and article.slug not in stored
            if is_lost and article.slug in withdrawn:
                known = await store.articles.withdraw(article.slug, _LOST, by=HOST)
            if not known.of_folder:
                problems.append(
                    f"The file {article.slug} has the name of an article that was "
                    "added on Discord; rename it."
                )
            elif known.state is ArticleState.WITHDRAWN:
                gone.add(article.slug)
            else:
                mine = article.numbered(known.draft.paragraphs)
                held.append(holding_of(known, mine))
        added = await self._added(stored, store)
        return [*held, *added], problems, frozenset(gone)

    async def _added(
        self, stored: Mapping[str, StoredArticle], store: Store
    ) -> list[Holding]:
        """Return what was added on Discord and is not withdrawn."""
        added = {
            s.slug: s
            for s in stored.values()
            if not s.of_folder and s.state is not ArticleState.WITHDRAWN
        }
        made = {slug: self._made[slug] for slug in added if slug in self._made}
        known = {slug: told for slug, (told, _) in made.items()}
        new = [slug for slug, one in added.items() if known.get(slug) != _told(one)]
        for start in range(0, len(new), _AT_ONCE):
            some = await store.articles.some(new[start : start + _AT_ONCE])
            # Dividing texts into sentences takes too long for the event loop.
            articles = await asyncio.to_thread(self._articles, some)
            made |= {a.slug: (_told(s), a) for s, a in zip(some, articles, strict=True)}
        self._made = made
        self._texts.want(article.text_key for _, article in made.values())
        return [
            holding_of(s, made[s.slug][1]) for s in added.values() if s.slug in made
        ]

    def _articles(self, stored: Sequence[StoredArticle]) -> list[Article]:
        """Return articles, without their texts where these are kept."""
        texts = [(s.draft.body, s.draft.language) for s in stored]
        found = zip(stored, self._annotator(texts), strict=True)
        made = [article_of(s.slug, s.draft, sentences) for s, sentences in found]
        if self._texts.keep(made):
            return [*map(self._texts.without_text, made)]
        return made

    def forget(self) -> None:
        """Make all articles anew the next time."""
        self._made = {}

    def drop_stale(self, asked: Collection[bytes]) -> None:
        """Forget texts that no article has any more, but for those `asked` still."""
        self._texts.drop_stale(asked)


def _told(stored: StoredArticle) -> _Told:
    return stored.content_hash, replace(stored.draft, body="")


class _StoredBodies:
    """Reads articles' bodies from the store, for threads that wait for it."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def are_in(self, store: Store) -> None:
        """Read them from a store from now on, in the event loop that runs."""
        self._store, self._loop = store, asyncio.get_running_loop()

    def __call__(self, article: KeptArticle) -> str | None:
        """Return an article's body as it is now; raises StorageError."""
        with suppress(RuntimeError):
            if asyncio.get_running_loop() is self._loop:
                return None  # it would wait for itself
        if self._store is None or self._loop is None:
            return None
        asked = self._store.articles.some([article.slug])
        found = asyncio.run_coroutine_threadsafe(asked, self._loop).result()
        return next((one.draft.body for one in found), None)


async def renumbered(article: Article, store: Store) -> Draft:
    """Return a new text whose paragraphs have the numbers of those they were.

    Raises StorageError.
    """
    versions = await store.articles.versions(article.slug)
    return await asyncio.to_thread(_renumbered, article, versions)


def _renumbered(article: Article, versions: Sequence[StoredArticle]) -> Draft:
    old = article_of(article.slug, versions[-1].draft)
    highest = max(n for v in versions for n in (*v.draft.paragraphs, *old.numbers))
    new = carried(paragraphs(old), old.numbers, paragraphs(article), highest)
    return draft_of(article.numbered(new))


async def _noted(
    article: Article, known: StoredArticle | None, store: Store
) -> StoredArticle:
    """Return what the store has of a file, after noting what is new of it."""
    if known is None:
        draft = await asyncio.to_thread(draft_of, article)
        try:
            add = store.articles.add
            return await add(article.slug, draft, by=HOST, of_folder=True)
        except SlugTakenError:  # by another process that has just started, too
            known = await store.articles.get(article.slug)
            if known is None:
                raise
    if not known.of_folder or _is_same(known, article):
        return known
    new = await renumbered(article, store)
    return await store.articles.update(article.slug, new, by=HOST)


def _is_same(known: StoredArticle, article: Article) -> bool:
    """Return whether the store has a file as it is, with its paragraphs' numbers."""
    draft = known.draft
    return (
        known.content_hash == article.content_hash.hex()
        and len(draft.paragraphs) == len(article.numbers)
        and (draft.label, draft.language) == (article.label, article.language)
        and draft.source == given(article.source)
    )
