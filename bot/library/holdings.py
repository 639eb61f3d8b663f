"""What the library holds, and who may ask it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, NamedTuple

from bot.articles import Article, Source, annotate_each
from bot.library.paragraphs import numbered, numbers
from bot.storage import ArticleState, Draft, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.articles import AnnotatedSentences
    from bot.storage import StoredArticle

__all__ = [
    "EVERYWHERE",
    "Holding",
    "Where",
    "article_of",
    "draft_of",
    "holding_of",
    "text_of",
    "without_news",
]

EVERYONE = Scope()


class Where(NamedTuple):
    """Where something is asked: a server (None in a direct message), its channel.

    `channels` is the channel and, for a thread, the one that it belongs to.
    """

    guild: int | None = None
    channels: tuple[int, ...] = ()


EVERYWHERE = Where()


@dataclass(frozen=True, slots=True)
class Holding:
    """An article, who may ask it, and whether it is a file of the corpus folder."""

    article: Article
    scope: Scope = EVERYONE
    of_folder: bool = False

    def is_seen(self, where: Where) -> bool:
        """Say whether a question that is asked there may see the article."""
        return self.scope.covers(where.guild, *where.channels)


def text_of(holding: Holding) -> tuple[str, str]:
    """Return what tells an article in one text from others: its slug, the text."""
    return holding.article.slug, holding.article.body


def without_news(held: Iterable[Holding], before: Iterable[Holding]) -> list[Holding]:
    """Return the holdings from before that are not gone."""
    slugs = {holding.article.slug for holding in held}
    return [holding for holding in before if holding.article.slug in slugs]


def draft_of(article: Article) -> Draft:
    """Return an article as the store keeps it."""
    source = asdict(article.source)
    return Draft(
        article.body,
        {name: value for name, value in source.items() if value},
        article.label,
        article.language,
        numbers(article),
    )


def article_of(
    slug: str, draft: Draft, sentences: AnnotatedSentences | None = None
) -> Article:
    """Return what the store keeps as an article; its sentences may be known."""
    if sentences is None:
        (sentences,) = annotate_each([(draft.body, draft.language)])
    article = Article(
        slug,
        draft.body,
        _source(draft.source),
        sentences,
        draft.label,
        draft.language,
    )
    if len(draft.paragraphs) == len(numbers(article)):
        return numbered(article, draft.paragraphs)
    return article  # the sentences were divided by an older version of Verbatim


def holding_of(stored: StoredArticle, article: Article) -> Holding:
    """Return an article with the scope and the correction that the store has."""
    if stored.state is ArticleState.CORRECTED:
        article = replace(article, correction=stored.reason)
    return Holding(article, stored.scope, stored.of_folder)


def _source(given: Mapping[str, str]) -> Source:
    names = {field.name for field in fields(Source)}
    return Source(**{name: value for name, value in given.items() if name in names})
