"""What the child process does with a file; each kind loads its own libraries only."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from bot.errors import ExtractionError
from bot.extraction.parsing.kinds import Kind, kind_of

if TYPE_CHECKING:
    from bot.articles import Extract
    from bot.extraction.values import Document

__all__ = ["read_article"]

_UNKNOWN = (
    "is of a kind that is not read; save it as PDF, DOCX, EPUB, HTML, or as UTF-8 text."
)
_FEED = (
    "is a feed and no article; name the address of one of its articles, or add the "
    "feed with `verbatim feed add`."
)


def read_article(document: Document) -> Extract:
    """Return the article that a file holds. Raises ExtractionError, and others."""
    kind = kind_of(document)
    if kind is None:
        raise ExtractionError(document.name, _UNKNOWN)
    if kind is Kind.FEED:
        raise ExtractionError(document.name, _FEED)
    module = import_module(f"bot.extraction.parsing.{kind}")
    extract: Extract = module.read(document)
    return extract
