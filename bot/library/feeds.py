"""Adds the new entries of feeds, each feed when its time has come."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.errors import (
    ArticleError,
    ExtractionError,
    FetchError,
    LibraryError,
    QuotaError,
    SlugTakenError,
    StorageError,
)
from bot.fetching import Fetcher
from bot.library.entries import Entries
from bot.sources import read_feed
from bot.storage import LONGEST_PAUSE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.extraction import FeedItem
    from bot.library.library import Library
    from bot.storage import Feed
    from bot.storage.store import Store

__all__ = ["FeedReader"]

_EVERY = timedelta(hours=1)
_FIRST_PAUSE = timedelta(minutes=15)  # after a failure; doubled after each other one
# With these, an entry is tried again at the next check.
_WAITING = (FetchError, LibraryError, QuotaError, SlugTakenError)

_LOST = "The feed {url} is another process's by now, as this one took too long."

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
        """Check the feeds that are due, one after the other.

        One whose check fails unforeseen keeps none of the others from being checked;
        its error is raised at the end. Raises StorageError.
        """
        store = await self._library.store()
        failure: Exception | None = None
        while feed := await store.feeds.claim(self._library.shards):
            try:
                checked = await self._checked(feed, store)
            except Exception as error:  # noqa: BLE001 - else no feed would be checked
                failure = failure or error
                log.warning("%s has to wait: %s", feed.url, type(error).__name__)
                checked = _failed(feed)
            await store.feeds.checked(checked)
        if failure:
            raise failure

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
        """Take what is new, as much as one check may; return whether none is left."""
        by_id = {entry.id: entry for entry in entries if entry.link}
        names = {entry.id: (entry.id, _edition(entry)) for entry in by_id.values()}
        asked = [name for both in names.values() for name in both]
        fresh = {*await store.feeds.new_among(feed, asked)}
        new = [
            entry for entry in by_id.values() if not fresh.isdisjoint(names[entry.id])
        ]
        done = len(new) <= feed.limit
        taking = Entries(feed, self._library, store, fetcher)
        for entry in new[: feed.limit]:
            if not await store.feeds.is_claimed(feed):
                raise StorageError(_LOST.format(url=feed.url))
            try:
                await taking.take(entry)
            except _WAITING as error:
                log.warning("an entry of a feed has to wait: %s", error)
                done = False
                continue
            except (ExtractionError, ArticleError) as error:
                log.warning("an entry of a feed is left out: %s", error)
            for name in names[entry.id]:
                await store.feeds.take(feed, name)
        return done


def _edition(entry: FeedItem) -> str:
    """Return the name under which an entry is noted as it stands in the feed now."""
    return f"{entry.id}\x1f{entry.edition}"


def _failed(feed: Feed) -> Feed:
    pause = min(_FIRST_PAUSE * 2**feed.failures, LONGEST_PAUSE)
    failures = min(feed.failures + 1, 10)  # more would not pause for longer
    return replace(feed, failures=failures, next_check=datetime.now(UTC) + pause)
