"""Tells in which encoding a page is written, and decodes it."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from bot.errors import ExtractionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.extraction.values import Document

__all__ = ["decode"]

_UNKNOWN = "is in no encoding that it names, nor in UTF-8; save it as UTF-8."
_SINGLE = 2_000  # characters for each one that is broken
_HEAD = 1_024  # bytes in which a page must name its encoding (HTML, 4.2.5.4)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMED = re.compile(
    rb"""(?:charset|encoding)\s*=\s*(?:["']\s*)?([\w.:-]+)""", re.IGNORECASE
)
# What pages call by the first name is the second (the WHATWG's Encoding Standard).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}


def decode(document: Document) -> str:
    """Return a page's text, by its byte order mark, its server, itself, or UTF-8.

    Nothing is guessed, for a wrong guess changes words. Single broken characters are
    shown as such, as browsers do. Raises ExtractionError where there are many.
    """
    for encoding in _encodings(document):
        try:
            return document.data.decode(encoding)
        except (LookupError, ValueError):  # "base64" is a codec, but of no text
            continue
    text = document.data.decode("utf-8", errors="replace")
    if text.count("\ufffd") * _SINGLE > len(text):
        raise ExtractionError(document.name, _UNKNOWN)
    return text


def _encodings(document: Document) -> Iterator[str]:
    for mark, encoding in _MARKS:
        if document.data.startswith(mark):
            yield encoding
    named = _NAMED.search(document.data, 0, _HEAD)
    for name in (document.charset, named[1].decode() if named else None, "utf-8"):
        try:
            encoding = codecs.lookup(name or "").name
        except LookupError:
            continue
        yield _WIDER.get(encoding, encoding)
