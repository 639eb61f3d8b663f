"""Tells the kind of a file: by its media type, else its name, else its first bytes."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from bot.extraction.values import Document

__all__ = ["Kind", "kind_of"]


class Kind(StrEnum):
    """The kinds that are told apart; each but FEED names the module that reads it."""

    DOCX = "docx"
    EPUB = "epub"
    FEED = "feed"
    HTML = "html"
    MAIL = "mail"
    PDF = "pdf"
    TEXT = "text"


_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "application/atom+xml": Kind.FEED,
    "application/epub+zip": Kind.EPUB,
    "application/pdf": Kind.PDF,
    "application/rss+xml": Kind.FEED,
    f"{_OFFICE}.wordprocessingml.document": Kind.DOCX,
    "application/xhtml+xml": Kind.HTML,
    "message/rfc822": Kind.MAIL,
    "multipart/related": Kind.MAIL,
    "text/html": Kind.HTML,
    "text/markdown": Kind.TEXT,
    "text/plain": Kind.TEXT,
}
_SUFFIXES = {
    ".atom": Kind.FEED,
    ".docx": Kind.DOCX,
    ".eml": Kind.MAIL,
    ".epub": Kind.EPUB,
    ".htm": Kind.HTML,
    ".html": Kind.HTML,
    ".md": Kind.TEXT,
    ".mht": Kind.MAIL,
    ".mhtml": Kind.MAIL,
    ".pdf": Kind.PDF,
    ".rss": Kind.FEED,
    ".txt": Kind.TEXT,
    ".xhtml": Kind.HTML,
}
_HEAD = 1_024  # bytes; PDF readers look for the mark as far
_FEEDS = (b"<rss", b"<feed", b"<rdf:rdf")
# Text that is written for programs: RTF, JSON.
_CODED = re.compile(rb"\{\\rtf|[\[{]\s{0,99}(?:\{\s{0,99})?\"|\{\}|\[\]")
_MAIL = re.compile(rb"[\w-]{1,60}:.*\nmime-version:", re.DOTALL)


def kind_of(document: Document) -> Kind | None:
    """Return the kind of a file, None where it is none of those that are read."""
    if document.media_type in _TYPES:
        return _TYPES[document.media_type]
    for name in (document.name, urlsplit(document.url or "").path):
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in _SUFFIXES:
            return _SUFFIXES[suffix]
    return _by_content(document.data)


def _by_content(data: bytes) -> Kind | None:
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf\t\n\r ").lower()
    if b"%pdf-" in head:
        return Kind.PDF
    if head.startswith(b"pk\3\4"):
        return Kind.EPUB if b"application/epub+zip" in head else Kind.DOCX
    if head.startswith(b"<"):
        return Kind.FEED if any(mark in head for mark in _FEEDS) else Kind.HTML
    if _MAIL.match(head):
        return Kind.MAIL
    return None if b"\0" in head or _CODED.match(head) else Kind.TEXT
