"""From an address or a file to the text of an article, safely fetched and parsed."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from bot import extraction
from bot.errors import ExtractionError
from bot.extraction import Limits, extract
from bot.fetching import Fetcher

if TYPE_CHECKING:
    from bot.articles import Extract
    from bot.extraction import FeedItem
    from bot.fetching import Page

__all__ = ["read_feed", "read_source"]

_ADDRESSES = ("http://", "https://")
# What servers call feeds; which of them are none is told when they are read.
_FEEDS = frozenset({
    "application/atom+xml",
    "application/octet-stream",
    "application/rdf+xml",
    "application/rss+xml",
    "application/x-rss+xml",
    "application/xml",
    "text/html",
    "text/plain",
    "text/rss+xml",
    "text/xml",
})  # fmt: skip


async def read_source(where: str, fetcher: Fetcher | None = None) -> Extract:
    """Return the article at a web address or in a file.

    Raises FetchError and ExtractionError, each one sentence.
    """
    if not where.lower().startswith(_ADDRESSES):
        path = Path(where)
        return await extract(_data(path), name=path.name)
    async with fetcher or Fetcher() as opened:
        page = await opened.fetch(where)
    return await extract(page.body, page.media_type, url=page.url, charset=page.charset)


async def read_feed(
    url: str,
    fetcher: Fetcher | None = None,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
) -> tuple[Page, tuple[FeedItem, ...]]:
    """Return what a feed's address gives, and its entries in its order.

    `etag` and `last_modified` are those of an earlier page; where it is unchanged
    there are no entries. Raises FetchError and ExtractionError, each one sentence.
    """
    async with fetcher or Fetcher() as opened:
        page = await opened.fetch(url, _FEEDS, etag=etag, last_modified=last_modified)
    if page.unchanged:
        return page, ()
    entries = await extraction.read_feed(page.body, url=page.url, charset=page.charset)
    return page, entries


def _data(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ExtractionError(str(path), "is not a file; name one file.")
        with path.open("rb") as file:
            return file.read(Limits().size + 1)  # one too many is refused
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path"
        problem = f"can't be read ({reason}); check the path, or begin an address "
        raise ExtractionError(str(path), problem + "with https://.") from None
