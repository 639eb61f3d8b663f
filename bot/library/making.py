"""Makes an article of what a page or a file holds, ready to be added."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles import parse_article
from bot.articles.slugs import make_slug
from bot.articles.writing import article_data

if TYPE_CHECKING:
    from bot.articles import Article, Extract
    from bot.library.library import Library

__all__ = ["make"]


async def make(
    extract: Extract,
    library: Library,
    slug: str | None = None,
    *,
    guild: int | None = None,
) -> Article:
    """Return the article under a slug, else under one that no other has.

    Where servers share the store, a slug says nothing of what others than `guild` have.
    What is found in the text is kept, so that nobody looks for it again. Raises
    ArticleError, and StorageError where the slugs can't be read.
    """
    if slug is None:
        stored = (await library.store()).articles
        source = extract.source
        names = (source.title, extract.label, source.publisher)
        others = set(await stored.guilds()) - {guild}
        slug = make_slug(names, await stored.slugs(), apart=bool(others))
    # Dividing a text into sentences takes a while, which the event loop has not.
    path, data = Path(f"{slug}.md"), article_data(extract)
    return await asyncio.to_thread(parse_article, path, data, library.annotator)
