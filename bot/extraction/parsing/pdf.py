"""Reads a PDF through pypdf: its text in the order in which the file draws it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from lxml import etree
from pypdf import PdfReader
from pypdf.errors import (
    DependencyError,
    LimitReachedError,
    PdfReadError,
)
from pypdf.generic import StreamObject

from bot.articles import Doubt, Extract, Source
from bot.errors import ExtractionError
from bot.extraction.parsing.drawn import drawn_text
from bot.extraction.parsing.lines import joins_columns, paragraphs
from bot.extraction.parsing.words import (
    address,
    language_code,
    license_name,
    person,
    plain,
)
from bot.extraction.parsing.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdf import PageObject

    from bot.extraction.values import Document

__all__ = ["read"]

_LOCKED = "is locked, perhaps against copying only; save it without a lock."
_EMPTY = "has no text; it may be a scan: save it with its text recognised."
_TOO_LARGE = "holds more than may be unpacked from one file; divide it."
_LOOKED_AT = 20  # pages, of which the columns are looked at
_UNTITLED = (
    "untitled",
    "(anonymous)",
    "(unspecified)",
    "microsoft word - ",
    "document",
    "slide 1",
    "powerpoint pres",
)
_XMP_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}WebStatement"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_FILES = (".doc", ".docx", ".dvi", ".indd", ".odt", ".pdf", ".qxd", ".rtf", ".tex")


def read(document: Document) -> Extract:
    """Return the article; a PDF says when it was made, not when it was published."""
    reader = _opened(document)
    try:
        pages = [_text(drawn_text(page)) for page in reader.pages]
    except LimitReachedError:
        raise ExtractionError(document.name, _TOO_LARGE) from None
    body = paragraphs(pages)
    if not body:
        raise ExtractionError(document.name, _EMPTY)
    empty = sum(1 for page in pages if not page.strip())
    return Extract(
        body,
        _source(reader, document.url),
        language_code(reader.root_object.get("/Lang")),
        left_out=(("page", empty),) if empty else (),
        doubts=(Doubt.COLUMNS,) if _are_columns(reader, pages) else (),
    )


def _are_columns(reader: PdfReader, pages: Sequence[str]) -> bool:
    """Return whether the file draws two columns row by row, so that they are mixed."""
    return any(
        joins_columns(drawn, _layout(page))
        for drawn, page in zip(pages[:_LOOKED_AT], reader.pages, strict=False)
    )


def _layout(page: PageObject) -> str:
    """Return a page's text with blanks where space is; none where that is unknown."""
    try:
        return page.extract_text(extraction_mode="layout")
    except Exception:  # noqa: BLE001 - of fonts that plain reading does without
        return ""


def _opened(document: Document) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(document.data))
        if not reader.is_encrypted or reader.decrypt(""):
            return reader
    except DependencyError:  # AES, which pypdf leaves to another library
        pass
    raise ExtractionError(document.name, _LOCKED)


def _text(drawn: str) -> str:
    """Return the text with whole characters only; wrong fonts give halves of some."""
    data = drawn.replace("\0", "").encode("utf-16", "surrogatepass")
    return data.decode("utf-16", "replace")


def _source(reader: PdfReader, url: str | None) -> Source:
    information = reader.metadata
    title = plain(information and information.title)
    author = person(information and information.author)
    rights, license_url = _rights(reader)
    return Source(
        title=title if title and _is_title(title) else None,
        author=author,
        url=url,
        license=license_name(license_url),
        license_url=license_url,
        notice=rights,
    )


def _is_title(text: str) -> bool:
    """Say whether it is more than a file's name or what a program fills in."""
    lowered = text.lower()
    return not lowered.startswith(_UNTITLED) and not lowered.endswith(_FILES)


def _rights(reader: PdfReader) -> tuple[str | None, str | None]:
    """Return the sentence on rights and the address of the licence, from XMP."""
    metadata = (reader.root_object.get("/Metadata") or reader.root_object).get_object()
    if not isinstance(metadata, StreamObject):
        return None, None
    try:
        root = parse_xml(metadata.get_data())
    except (PdfReadError, etree.LxmlError):
        return None, None
    holders = root.iter(f"{_RDF}Description")  # an element or an attribute of it
    stated = (e.findtext(_XMP_RIGHTS) or e.get(_XMP_RIGHTS) for e in holders)
    rights = plain(root.findtext(f".//{_DUBLIN_CORE}rights//{_RDF}li"))
    return rights, next(filter(None, map(address, stated)), None)
