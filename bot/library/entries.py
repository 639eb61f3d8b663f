"""Takes the entries of one feed: a new one is added, a changed one is an update."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles import Doubt, Source, parse_article
from bot.articles.addresses import page_of
from bot.articles.duplicates import resemblance, same_text, sketch
from bot.articles.files import make_slug
from bot.articles.writing import article_data
from bot.errors import ExtractionError
from bot.library.holdings import EVERYWHERE
from bot.sources import read_source
from bot.storage import Actor, ArticleState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles import Article, Extract
    from bot.extraction import FeedItem
    from bot.fetching import Fetcher
    from bot.library.library import Library
    from bot.storage import Feed, StoredArticle
    from bot.storage.store import Store

__all__ = ["Entries", "make"]

_HOST = Actor()
_SAME = 0.8  # of the words' runs: another paper's print of the same text
_OTHER = 0.2  # a page with less in common with what it was has become another one
_SOLD = "seems to be only the beginning of an article that is sold."
_ASKS = "an entry may be only a notice that asks for consent; check it: %s"
log = logging.getLogger(__name__)


class Entries:
    """Takes entries one after the other, each by its page."""

    def __init__(
        self, feed: Feed, library: Library, store: Store, fetcher: Fetcher
    ) -> None:
        self._feed = feed
        self._library = library
        self._store = store
        self._fetcher = fetcher
        self._sketches: dict[str, frozenset[int]] = {}

    async def take(self, entry: FeedItem) -> None:
        """Add the article of an entry, or update it where its page is there already.

        What is there in the same words, or nearly so, is passed over. Raises
        FetchError, ExtractionError, ArticleError, LibraryError and StorageError.
        """
        found = await read_source(entry.link or "", self._fetcher)
        if Doubt.PAYWALL in found.doubts:
            raise ExtractionError(entry.link or "", _SOLD)
        if Doubt.CONSENT in found.doubts:
            log.warning(_ASKS, entry.link)
        known = self._visible()
        if await asyncio.to_thread(same_text, found.body, known):
            return
        extract = _with_source(found, self._feed, entry)
        pages = {page_of(url) for url in (entry.link, found.source.url) if url}
        there = await self._at(pages)
        if there:
            await self._update(there, extract)
        elif near := await asyncio.to_thread(self._nearest, found.body, known):
            log.info("an entry is passed over: %s is much like %s", entry.link, near)
        else:
            guild = self._feed.scope.guild
            article = await make(extract, self._library, guild=guild)
            await self._library.add(article, self._feed.scope, by=_HOST)

    def _visible(self) -> Sequence[Article]:
        """Return what can be asked wherever the feed's articles can."""
        guild = self._feed.scope.guild
        if guild is None:
            return self._library.articles(EVERYWHERE)
        return self._library.of_server(guild)

    async def _at(self, pages: set[str]) -> StoredArticle | None:
        """Return the article of one of these pages, withdrawn or not."""
        guild = self._feed.scope.guild
        articles = self._store.articles
        shards = self._library.shards
        stored = await articles.all(shards, withdrawn=True, bodies=False)
        for article in stored:
            url = article.draft.source.get("url") or ""
            if article.scope.guild in {None, guild} and page_of(url) in pages:
                return await articles.get(article.slug)
        return None

    async def _update(self, stored: StoredArticle, extract: Extract) -> None:
        """Give an article its page's new text, unless somebody decided about it."""
        own = stored.scope.guild == self._feed.scope.guild
        if stored.of_folder or not own or stored.state is ArticleState.WITHDRAWN:
            return
        alike = partial(self._alike, stored.draft.body, extract.body)
        if await asyncio.to_thread(alike) < _OTHER:
            log.warning("%s stays: its page has another text now", stored.slug)
            return
        given = {n: v for n, v in asdict(extract.source).items() if v}
        source = Source(**{**stored.draft.source, **given})
        renewed = replace(extract, source=source)
        article = await make(renewed, self._library, stored.slug)
        await self._library.update(article, by=_HOST)

    def _nearest(self, body: str, known: Sequence[Article]) -> str | None:
        near = (a.slug for a in known if self._alike(a.body, body) >= _SAME)
        return next(near, None)

    def _alike(self, one: str, other: str) -> float:
        for body in (one, other):
            if body not in self._sketches:
                self._sketches[body] = sketch(body)
        return resemblance(self._sketches[one], self._sketches[other])


def _with_source(found: Extract, feed: Feed, entry: FeedItem) -> Extract:
    """Return it with the feed's fields over the page's, and those over the entry's."""
    is_address = (entry.license or "").startswith(("http://", "https://"))
    of_entry = {
        "title": entry.title,
        "author": entry.author,
        "published": entry.published,
        "license_url" if is_address else "license": entry.license,
    }
    of_page = {name: value for name, value in asdict(found.source).items() if value}
    if feed.source.keys() & {"license", "license_url"}:
        for name in ("license", "license_url"):  # not one's name with another's link
            of_page.pop(name, None)
            of_entry.pop(name, None)
    of_feed = dict(feed.source)
    language = of_feed.pop("language", None) or found.language or entry.language
    source = Source(**{**of_entry, **of_page, **of_feed})
    return replace(found, source=source, language=language)


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
    return await asyncio.to_thread(_made, extract, Path(f"{slug}.md"), library)


def _made(extract: Extract, path: Path, library: Library) -> Article:
    if not extract.language:
        language = library.annotator.language(extract.body)
        extract = replace(extract, language=language)
    return parse_article(path, article_data(extract), library.annotator)
