"""Reads an article and one of its versions from a row of the two tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.storage.tables import article_versions, articles
from bot.storage.values import ArticleState, Draft, Scope, StoredArticle

if TYPE_CHECKING:
    from sqlalchemy import Row, Select

__all__ = ["joined", "stored_article"]


def joined(*, bodies: bool = True) -> Select[Any]:
    """Return the query for every version, each with its article."""
    columns = [c for c in article_versions.c if bodies or c.name != "body"]
    return select(articles, *columns).select_from(articles.join(article_versions))


def stored_article(row: Row[Any]) -> StoredArticle:
    """Return the version that a row of `joined` is, without a body if that has none."""
    got = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name for it
    article, version = articles.c, article_versions.c
    return StoredArticle(
        slug=got[article.slug],
        version=got[version.version],
        current=got[article.current],
        content_hash=got[version.content_hash],
        draft=Draft(
            body=got.get(version.body, ""),
            source=got[version.source],
            label=got[version.label],
            language=got[version.language],
            paragraphs=tuple(got[version.paragraphs]),
        ),
        scope=Scope(got[article.guild], frozenset(got[article.channels])),
        state=ArticleState(got[article.state]),
        reason=got[article.reason],
        changed_at=got[article.changed_at],
        added_at=got[version.added_at],
        of_folder=got[article.of_folder],
    )
