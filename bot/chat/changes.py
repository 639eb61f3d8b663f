"""What became of an article that earlier answers quote."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.articles import Article, Source
from bot.chat.attribution import article_name, credit
from bot.chat.codes import Kind, read
from bot.chat.escaping import seen
from bot.chat.places import key_of, slug_key
from bot.errors import QuestionError
from bot.storage import ArticleState

if TYPE_CHECKING:
    from bot.storage import StoredArticle
    from bot.storage.store import Store

__all__ = ["Change"]


@dataclass(frozen=True, slots=True)
class Change:
    """That an article was corrected or withdrawn.

    `versions` are the article as it ever was, the newest last, but not divided into
    sentences; `texts` are their texts as a reader sees them.
    """

    stored: StoredArticle
    versions: tuple[Article, ...]
    texts: tuple[str, ...]

    @classmethod
    async def of(cls, slug: str, store: Store) -> Self | None:
        """Return what became of an article, None where it stands as it was.

        Raises StorageError.
        """
        newest = await store.articles.get(slug)
        if newest is None or newest.state is ArticleState.ACTIVE:
            return None
        versions = tuple(map(_undivided, await store.articles.versions(slug)))
        # A long text takes a moment, in which the bot has to go on answering.
        texts = await asyncio.to_thread(lambda: tuple(seen(v.body) for v in versions))
        return cls(newest, versions, texts)

    @property
    def slug(self) -> str:
        """The article's slug."""
        return self.stored.slug

    @property
    def is_final(self) -> bool:
        """Whether the article was withdrawn."""
        return self.stored.state is ArticleState.WITHDRAWN

    @property
    def reason(self) -> str:
        """Why."""
        return self.stored.reason or ""

    @property
    def name(self) -> str:
        """What to call the article."""
        return article_name(self.versions[-1])

    @property
    def credits(self) -> frozenset[str]:
        """All credits that ever stood under a quotation of it."""
        return frozenset(map(credit, self.versions))

    @property
    def mark(self) -> object:
        """What tells this change from an earlier or a later one."""
        return self.slug, self.stored.state, self.stored.changed_at

    def ends(self, custom_id: str) -> bool:
        """Return whether a button no longer leads anywhere."""
        if custom_id.startswith(f"{Kind.MENU}:"):
            return False  # an answer can be deleted in any case
        try:
            code = read(custom_id)
        except QuestionError:
            return False
        keys = {*(place.key for place in code.places), code.article or b""}
        mine = {key for key in keys if key.startswith(slug_key(self.slug))}
        return bool(mine if self.is_final else mine - {key_of(self.versions[-1])})


def _undivided(stored: StoredArticle) -> Article:
    draft = stored.draft
    source = Source(**draft.source)
    return Article(stored.slug, draft.body, source, (), draft.label)
