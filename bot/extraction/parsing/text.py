"""Reads `.md` and `.txt` files as the corpus folder's own reader does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.articles import parse
from bot.errors import ArticleError, ExtractionError
from bot.extraction.parsing.decoding import codec_of, marked
from bot.extraction.parsing.pipes import with_rows

if TYPE_CHECKING:
    from bot.articles import Extract
    from bot.extraction.values import Document

__all__ = ["read"]


def read(document: Document) -> Extract:
    """Return the article; its text is UTF-8, or what its mark or its server says."""
    try:
        extract = parse(PurePosixPath(document.name), _utf8(document))
        return replace(extract, body=with_rows(extract.body))
    except ArticleError as error:
        name = document.name
        raise ExtractionError(name, error.problem, error.field) from error


def _utf8(document: Document) -> bytes:
    charset = marked(document.data) or document.charset or "utf-8"
    codec = codec_of(charset)
    try:
        if codec in {"utf-8", "utf-8-sig"}:
            return document.data
        if codec:
            return document.data.decode(codec).encode()
    except ValueError:
        pass
    problem = f"is not in the encoding {charset:.40}, as it is said to be; "
    problem += "save it as UTF-8."
    raise ExtractionError(document.name, problem)
