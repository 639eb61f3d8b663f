"""What is fetched, and how much of it at most."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ARTICLES", "Limits", "Page"]

ARTICLES = frozenset({
    "application/atom+xml",
    "application/epub+zip",
    "application/pdf",
    "application/rss+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/xhtml+xml",
    "application/xml",
    "text/html",
    "text/markdown",
    "text/plain",
    "text/xml",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take.

    `size` is in bytes, before and after decompression; `seconds` is for all of it,
    with redirects and robots.txt; `redirects` is how many are followed.
    """

    size: int = 10_000_000
    seconds: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave.

    `url` is where the redirects led, `media_type` is in lower case and without
    parameters, `charset` what the server says of it or None. With `unchanged`, the
    server said that there is nothing new, and the body is empty.
    """

    url: str
    media_type: str
    charset: str | None
    body: bytes
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False
