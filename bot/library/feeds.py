"""Adds the new entries of feeds, each feed when its time has come."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.articles import Source
from bot.articles.duplicates import same_text
from bot.errors import (
    ArticleError,
    ExtractionError,
    FetchError,
    LibraryError,
    SlugTakenError,
)
from bot.fetching import Fetcher
from bot.library.making import make
from bot.sources import read_feed, read_source
from bot.storage import Actor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.articles import Extract
    from bot.extraction import FeedItem
    from bot.library.library import Library
    from bot.storage import Feed
    from bot.storage.store import Store

__all__ = ["FeedReader"]

_EVERY = timedelta(hours=1)
_CLAIM = timedelta(minutes=30)  # in which no other process checks the same feed
_FIRST_PAUSE = timedelta(minutes=15)  # after a failure; doubled after each other one
_LONGEST_PAUSE = timedelta(days=1)
_HOST = Actor()

log = logging.getLogger(__name__)


class FeedReader:
    """Checks the feeds that the store has; without one, nothing is fetched.

    `fetcher` makes what fetches them and the pages of their entries.
    """

    def __init__(
        self, library: Library, fetcher: Callable[[], Fetcher] = Fetcher
    ) -> None:
        self._library = library
        self._fetcher = fetcher

    async def check(self) -> None:
        """Check the feeds that are due, one after the other; raises StorageError."""
        store = await self._library.store()
        while feed := await store.feeds.claim(_CLAIM):
            await store.feeds.checked(await self._checked(feed, store))

    async def _checked(self, feed: Feed, store: Store) -> Feed:
        """Add what is new; return the feed with what this check leaves behind."""
        fetcher = self._fetcher()
        tags = {"etag": feed.etag, "last_modified": feed.last_modified}
        try:
            page, entries = await read_feed(feed.url, fetcher, **tags)
        except (FetchError, ExtractionError) as error:
            log.warning("a feed has to wait: %s", error)
            return _failed(feed)
        checked = replace(feed, failures=0, next_check=datetime.now(UTC) + _EVERY)
        if page.unchanged:
            return checked
        done = await self._take(feed, entries, fetcher, store)
        # Else the server would say "unchanged" of what is still to be added.
        return replace(
            checked,
            etag=page.etag if done else None,
            last_modified=page.last_modified if done else None,
        )

    async def _take(
        self, feed: Feed, entries: Sequence[FeedItem], fetcher: Fetcher, store: Store
    ) -> bool:
        """Add the new entries, as many as one check may; say whether none is left."""
        by_id = {entry.id: entry for entry in entries if entry.link}
        new = await store.feeds.new_among(feed, list(by_id))
        done = len(new) <= feed.limit
        for name in new[: feed.limit]:
            try:
                await self._add(feed, by_id[name], fetcher, store)
            except (FetchError, LibraryError, SlugTakenError) as error:
                log.warning("an entry of a feed has to wait: %s", error)
                done = False
                continue
            except (ExtractionError, ArticleError) as error:
                log.warning("an entry of a feed is left out: %s", error)
            await store.feeds.take(feed, name)
        return done

    async def _add(
        self, feed: Feed, entry: FeedItem, fetcher: Fetcher, store: Store
    ) -> None:
        """Add the article of an entry, unless the very same text is there."""
        found = await read_source(entry.link or "", fetcher)
        known = self._library.everything()
        if await asyncio.to_thread(same_text, found.body, known):
            return
        extract = _with_source(found, feed, entry)
        article = await make(extract, store)
        await self._library.add(article, feed.scope, by=_HOST)


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


def _failed(feed: Feed) -> Feed:
    pause = min(_FIRST_PAUSE * 2**feed.failures, _LONGEST_PAUSE)
    failures = min(feed.failures + 1, 10)  # more would not pause for longer
    return replace(feed, failures=failures, next_check=datetime.now(UTC) + pause)
