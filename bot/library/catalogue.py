"""Brings the corpus folder's files and the store's articles into one list.

Files stay where they are; the store notes of each its versions, the numbers of its
paragraphs, and whether it was corrected or withdrawn.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.articles import annotate_each
from bot.errors import SlugTakenError
from bot.library.holdings import Holding, article_of, draft_of, holding_of
from bot.library.paragraphs import carried, paragraphs
from bot.storage import ALL, Actor, ArticleState

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from bot.articles import Annotate, Article
    from bot.storage import Draft, Shards, StoredArticle
    from bot.storage.store import Store

__all__ = ["Catalogue", "renumbered"]

_LOST = "It was withdrawn before."
HOST = Actor()


class Catalogue:
    """Reads the store's articles, each version once; of servers, those of `shards`."""

    def __init__(self, annotate: Annotate | None = None, shards: Shards = ALL) -> None:
        self._annotate = annotate or annotate_each
        self._shards = shards
        self._made: dict[str, tuple[Draft, Article]] = {}

    async def holdings(
        self,
        files: Sequence[Article],
        store: Store,
        withdrawn: Container[str] = (),
    ) -> tuple[list[Holding], list[str], frozenset[str]]:
        """Return what can be asked, sentences about files, and the withdrawn files.

        Files that are new or changed are noted in the store; those of `withdrawn` that
        it does not know were withdrawn in a store that is lost, or by a name in other
        case, and stay so. Raises
        StorageError.
        """
        stored = {
            s.slug: s for s in await store.articles.all(self._shards, withdrawn=True)
        }
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
        # Dividing texts into sentences takes a while, which the event loop has not.
        added = await asyncio.to_thread(self._added, stored)
        return [*held, *added], problems, frozenset(gone)

    def _added(self, stored: Mapping[str, StoredArticle]) -> list[Holding]:
        """Return what was added on Discord and is not withdrawn."""
        added = [
            s
            for s in stored.values()
            if not s.of_folder and s.state is not ArticleState.WITHDRAWN
        ]
        new = [s for s in added if self._known(s) is None]
        texts = [(s.draft.body, s.draft.language) for s in new]
        made = {
            s.slug: article_of(s.slug, s.draft, sentences)
            for s, sentences in zip(new, self._annotate(texts), strict=True)
        }
        self._made = {s.slug: (s.draft, self._known(s) or made[s.slug]) for s in added}
        return [holding_of(s, self._made[s.slug][1]) for s in added]

    def forget(self) -> None:
        """Make all articles anew the next time."""
        self._made = {}

    def _known(self, stored: StoredArticle) -> Article | None:
        draft, article = self._made.get(stored.slug, (None, None))
        return article if draft == stored.draft else None


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
    draft = draft_of(article)
    if known is None:
        try:
            add = store.articles.add
            return await add(article.slug, draft, by=HOST, of_folder=True)
        except SlugTakenError:  # by another process that has just started, too
            known = await store.articles.get(article.slug)
            if known is None:
                raise
    if not known.of_folder or _same(known.draft, draft):
        return known
    new = await renumbered(article, store)
    return await store.articles.update(article.slug, new, by=HOST)


def _same(known: Draft, draft: Draft) -> bool:
    alike = len(known.paragraphs) == len(draft.paragraphs)
    return alike and replace(known, paragraphs=()) == replace(draft, paragraphs=())
