"""Tells in which encoding a page is written, and decodes it."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from bot.errors import ExtractionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.extraction.values import Document

__all__ = ["codec_of", "decode", "marked"]

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
_LATE = re.compile(
    rb"""<meta[^>]{0,500}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_STATEFUL = "iso2022_jp"  # whose bytes are all ASCII's, and so UTF-8's
# The encodings of the WHATWG's standard and of old systems, by Python's names. Python
# knows others (unicode_escape, idna) that give other words than are there.
_KNOWN = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-[lb]e|-sig)?|iso8859-\d{1,2}|cp125\d|cp(?:437|85\d|86\d)"
    r"|cp(?:874|932|936|949|950)|koi8-[rtu]|mac-(?:roman|cyrillic)|gbk|gb2312|gb18030|hz"
    r"|big5(?:hkscs)?|euc_(?:jp|kr)|euc_jis_2004|iso2022_(?:jp|kr)|shift_jis|johab|tis-620"
)
# Names of the WHATWG's Encoding Standard, and of old programs, that Python lacks.
_OTHERS = (
    (re.compile(r"(?:x-)+(.+)"), r"\1"),
    (re.compile(r"cs(iso8859\d+|macintosh|gb|eu[ck]|ks)(.*)"), r"\1\2"),
    (re.compile(r"(iso[-_]?8859-?\d+)-?[ei]"), r"\1"),
    (re.compile(r"iso8859(\d+)"), r"iso8859-\1"),
    (re.compile(r"(?:windows|dos)[-_]?(\d+)j?"), r"cp\1"),
    (re.compile(r"cp31"), "cp932"),
    (re.compile(r"utf-?8(?:mb[34]|-bom)|unicode[\d-]*utf-?8"), "utf-8"),
    (re.compile(r"unicode(?:feff)?|(?:iso-10646-)?ucs-2|csunicode"), "utf-16"),
    (re.compile(r"unicodefffe"), "utf-16-be"),
    (re.compile(r"csisolatin9"), "iso8859-15"),
    (re.compile(r"sun_eu_greek"), "iso8859-7"),
    (re.compile(r"eucpkdfmtjapanese"), "euc_jp"),
    (re.compile(r"ansi"), "cp1252"),
    (re.compile(r"mac(?:intosh)?"), "mac-roman"),
    (re.compile(r"mac-ukrainian"), "mac-cyrillic"),
    (re.compile(r"koi8?"), "koi8-r"),
    (re.compile(r"koi8-ru"), "koi8-u"),
    (re.compile(r"visual|logical"), "iso8859-8"),
    (re.compile(r"gb_?2312.*|gb58.*"), "gb2312"),
    (re.compile(r"cn-big5"), "big5"),
    (re.compile(r"ks_?c_?5601.*|iso-ir-149"), "cp949"),
)
# What pages call by the first name is the second (the WHATWG's Encoding Standard).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "big5": "big5hkscs",
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


def marked(data: bytes) -> str | None:
    """Return the encoding of the byte order mark that data begins with."""
    return next((codec for mark, codec in _MARKS if data.startswith(mark)), None)


def codec_of(name: str | None) -> str | None:
    """Return Python's name of an encoding for text, None where there is none."""
    label = (name or "").strip().lower()
    try:
        codecs.lookup(label)
    except (LookupError, ValueError):
        for pattern, usual in _OTHERS:
            if match := pattern.fullmatch(label):
                label = match.expand(usual)
    try:
        codec = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return codec if _KNOWN.fullmatch(codec) else None


def _encodings(document: Document) -> Iterator[str]:
    """Yield encodings, the surest first.

    One that is named late counts as in browsers, but not against valid UTF-8.
    """
    if encoding := marked(document.data):
        yield encoding
    early = _named(_NAMED.search(document.data, 0, _HEAD))
    late = _named(_LATE.search(document.data))
    first = (document.charset, early, late if codec_of(late) == _STATEFUL else None)
    # Of UTF-16 and UTF-32, every second byte of markup is 0: none else is in them.
    wide = b"\0" in document.data[:_HEAD]
    for name in (*first, "utf-8", late):
        codec = codec_of(name)
        if codec and (wide or not codec.startswith(("utf-16", "utf-32"))):
            yield _WIDER.get(codec, codec)


def _named(match: re.Match[bytes] | None) -> str | None:
    return match[1].decode(errors="replace") if match else None
