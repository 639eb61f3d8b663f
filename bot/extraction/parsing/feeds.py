"""Reads the entries of an RSS or Atom feed through feedparser."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import feedparser

from bot.articles.addresses import without_tracking
from bot.errors import ExtractionError
from bot.extraction.parsing.decoding import decode
from bot.extraction.parsing.html import page_of
from bot.extraction.parsing.words import address, as_date, language_code, plain
from bot.extraction.values import FeedItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.extraction.values import Document

__all__ = ["read_feed"]

_MAIL = re.compile(r"(?<![^\s()<>@,;])[^\s()<>@,;]{1,64}+@[^\s()<>@,;]{1,255}")
_TYPES = {"application/rss+xml", "application/atom+xml"}
_NONE = "is no feed; name the address of an RSS or Atom feed."


def read_feed(document: Document) -> list[FeedItem]:
    """Return the entries, in the feed's order. Raises ExtractionError."""
    # Decoded as pages are: feedparser would take Python's own codecs, too.
    headers = {"content-type": "application/xml; charset=utf-8"}
    if document.url:
        headers["content-location"] = document.url
    text = decode(document)
    data = text.encode(errors="replace")
    parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    if not parsed.get("version"):
        raise ExtractionError(document.name, _no_feed(text, document.url or ""))
    return [*_items(parsed)]


def _no_feed(text: str, url: str) -> str:
    """Return what to do about a text that is no feed; a page may name its own."""
    links = page_of(text).iter("link")
    named = (e.get("href") or "" for e in links if e.get("type") in _TYPES)
    with suppress(StopIteration, ValueError):
        own = urljoin(url, next(named))
        return f"is no feed but a page, whose feed is {own:.500}; name that."
    return _NONE


def _items(parsed: Any) -> Iterator[FeedItem]:  # noqa: ANN401 - feedparser has no types
    feed = parsed.feed
    is_atom = str(parsed.version).startswith("atom")
    for entry in parsed.entries:
        link = address(entry.get("link"))
        link = without_tracking(link) if link else None
        identity = _identity(entry) or link
        if identity is None:
            continue
        detail = entry.get("title_detail") or {}
        # dc:date, which feedparser takes for the moment of a change
        published = entry.get("published") or (not is_atom and _updated(entry))
        yield FeedItem(
            id=identity,
            link=link,
            title=plain(entry.get("title")),
            published=as_date(published),
            author=_author(entry, feed, is_atom=is_atom),
            language=language_code(detail.get("language") or feed.get("language")),
            license=_license(entry) or _license(feed),
            feed=plain(feed.get("title")),
            edition=_edition(entry),
        )


def _identity(entry: Any) -> str | None:  # noqa: ANN401 - as above
    identity = plain(entry.get("id"))
    return without_tracking(identity) if identity and address(identity) else identity


def _updated(entry: Any) -> str | None:  # noqa: ANN401 - as above
    """Return the moment of a change; feedparser warns where it is asked for none."""
    return entry.get("updated") if "updated" in entry else None


def _author(entry: Any, feed: Any, *, is_atom: bool) -> str | None:  # noqa: ANN401 - as above
    """Return an entry's authors, else those of what it is from (Atom, 4.1.2)."""
    above = (entry.get("source") or {}, feed) if is_atom else ()
    found = (_authors(one, is_atom=is_atom) for one in (entry, *above))
    return next(filter(None, found), None)


def _authors(entry: Any, *, is_atom: bool) -> str | None:  # noqa: ANN401 - as above
    """Return the names of all authors, without their e-mail addresses."""
    details = entry.get("authors") or ()
    raw = [_raw(detail, is_atom=is_atom) for detail in details]
    if len(raw) < 2:  # noqa: PLR2004 - of one there is the field as it is written
        raw = [entry.get("author")]
    names = (plain(_MAIL.sub(" ", name)) for name in raw if name)
    bare = ((name or "").strip(" ()<>,;") for name in names)
    return ", ".join(dict.fromkeys(filter(None, bare))) or None


def _raw(detail: Any, *, is_atom: bool) -> str:  # noqa: ANN401 - as above
    """Return an author's name, of which feedparser leaves the end of a mail's host."""
    name: str = detail.get("name") or ""
    if is_atom or not detail.get("email"):
        return name
    return name.partition("(")[2] or name.partition("<")[0]


def _edition(entry: Any) -> str:  # noqa: ANN401 - as above
    """Return a mark of what the feed says of an entry."""
    contents = [content.get("value") for content in entry.get("content", ())]
    said = [entry.get(name) for name in ("title", "summary", "published", "author")]
    return blake2b(
        repr([said, _updated(entry), contents]).encode(), digest_size=8
    ).hexdigest()


def _license(node: Any) -> str | None:  # noqa: ANN401 - as above
    links = (k.get("href") for k in node.get("links", ()) if k.get("rel") == "license")
    return plain(next(filter(None, links), None) or node.get("license"))
