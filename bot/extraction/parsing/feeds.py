"""Reads the entries of an RSS or Atom feed through feedparser."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import feedparser

from bot.errors import ExtractionError
from bot.extraction.parsing.words import address, as_date, language_code, plain
from bot.extraction.values import FeedItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.extraction.values import Document

__all__ = ["read_feed"]

_NONE = "is no feed; name the address of an RSS or Atom feed."


def read_feed(document: Document) -> list[FeedItem]:
    """Return the entries, in the feed's order. Raises ExtractionError."""
    charset = f"; charset={document.charset}" if document.charset else ""
    headers = {"content-type": f"application/xml{charset}"}
    if document.url:
        headers["content-location"] = document.url
    parsed = feedparser.parse(io.BytesIO(document.data), response_headers=headers)
    if not parsed.get("version"):
        raise ExtractionError(document.name, _NONE)
    return [*_items(parsed)]


def _items(parsed: Any) -> Iterator[FeedItem]:  # noqa: ANN401 - feedparser has no types
    feed = parsed.feed
    for entry in parsed.entries:
        link = address(entry.get("link"))
        identity = plain(entry.get("id")) or link
        if identity is None:
            continue
        detail = entry.get("title_detail") or {}
        yield FeedItem(
            id=identity,
            link=link,
            title=plain(entry.get("title")),
            published=as_date(entry.get("published")),
            author=plain(entry.get("author")),
            language=language_code(detail.get("language") or feed.get("language")),
            license=_license(entry) or _license(feed),
            feed=plain(feed.get("title")),
        )


def _license(node: Any) -> str | None:  # noqa: ANN401 - as above
    links = (k.get("href") for k in node.get("links", ()) if k.get("rel") == "license")
    return plain(next(filter(None, links), None) or node.get("license"))
