"""Opens a ZIP file, unless it holds more than a book does."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from bot.errors import ExtractionError
from bot.extraction.parsing.xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

    from bot.extraction.values import Document

__all__ = ["opened", "xml_of"]

_MOST_FILES = 10_000


def opened(document: Document) -> ZipFile:
    """Return the archive. Raises ExtractionError where it is none, or too much.

    The sizes that are declared are the limit of what zipfile unpacks.
    """
    try:
        archive = ZipFile(io.BytesIO(document.data))
    except BadZipFile:
        problem = "is damaged; get it again, or save it anew."
        raise ExtractionError(document.name, problem) from None
    files = archive.infolist()
    size = sum(file.file_size for file in files)
    if size > document.unpacked or len(files) > _MOST_FILES:
        problem = f"holds {size / 1e6:,.0f} MB in {len(files):,} files when unpacked, "
        problem += "which is too much; divide it."
        raise ExtractionError(document.name, problem)
    return archive


def xml_of(archive: ZipFile, name: str) -> _Element | None:
    """Return the root of an XML file, None where it is not there."""
    return parse_xml(archive.read(name)) if name in archive.namelist() else None
