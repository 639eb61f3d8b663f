"""What is parsed, how much that may take, and what a feed holds."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Document", "FeedItem", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the parsing of one file may take.

    `size` is of the file and `unpacked` of what a compressed file holds, `memory` of
    the child process, `text` of what comes out as UTF-8, all in bytes. `seconds` is
    for all of it, with the start of the child.
    """

    size: int = 20_000_000
    unpacked: int = 100_000_000
    memory: int = 512_000_000
    text: int = 5_000_000
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Document:
    """A file to parse, and what is known of it beside its bytes.

    `name` is for sentences, and its ending may tell the kind. `media_type` is in
    lower case and without parameters, None where nobody says; so is `charset`.
    """

    data: bytes
    name: str
    media_type: str | None = None
    url: str | None = None
    charset: str | None = None
    unpacked: int = 100_000_000


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed; what the feed does not give is None.

    `id` is the entry's own, else its link; an entry without both is left out.
    `license` is an address or a name, the entry's own or the feed's. `feed` is the
    title of the feed. `edition` changes whenever the feed says something else of the
    entry.
    """

    id: str
    link: str | None = None
    title: str | None = None
    published: str | None = None
    author: str | None = None
    language: str | None = None
    license: str | None = None
    feed: str | None = None
    edition: str = ""
