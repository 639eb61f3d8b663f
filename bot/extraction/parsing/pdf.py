"""Reads a PDF through pypdf: its text in the order in which the file draws it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError

from bot.articles import Extract, Source
from bot.errors import ExtractionError
from bot.extraction.parsing.lines import paragraphs
from bot.extraction.parsing.words import address, language_code, license_name, plain

if TYPE_CHECKING:
    from bot.extraction.values import Document

__all__ = ["read"]

_LOCKED = "is locked with a password; save it without one."
_EMPTY = "has no text; it may be a scan: save it with its text recognised."
_TOO_LARGE = "holds more than may be unpacked from one file; divide it."
_NOBODY = {"admin", "administrator", "anonymous", "author", "owner", "unknown", "user"}
_UNTITLED = ("untitled", "microsoft word - ", "document", "slide 1", "powerpoint pres")
_FILES = (".doc", ".docx", ".dvi", ".indd", ".odt", ".pdf", ".qxd", ".rtf", ".tex")


def read(document: Document) -> Extract:
    """Return the article; a PDF says when it was made, not when it was published."""
    reader = PdfReader(io.BytesIO(document.data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ExtractionError(document.name, _LOCKED)
    try:
        body = paragraphs([page.extract_text() for page in reader.pages])
    except LimitReachedError:
        raise ExtractionError(document.name, _TOO_LARGE) from None
    if not body:
        raise ExtractionError(document.name, _EMPTY)
    language = reader.root_object.get("/Lang")
    return Extract(body, _source(reader, document.url), language_code(language))


def _source(reader: PdfReader, url: str | None) -> Source:
    information = reader.metadata
    title = plain(information and information.title)
    author = plain(information and information.author)
    rights, license_url = _rights(reader)
    return Source(
        title=title if title and _is_title(title) else None,
        author=author if author and author.lower() not in _NOBODY else None,
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
    try:
        metadata: Any = reader.xmp_metadata
        rights = plain(next(iter(metadata.dc_rights.values()), None))
        statement = address(metadata.xmp_rights_web_statement)
    except Exception:  # noqa: BLE001 - broken XMP is common, and the text is worth more
        return None, None
    return rights, statement
