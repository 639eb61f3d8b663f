"""Reads a Word document through mammoth, which tells headings by their styles."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import mammoth

from bot.articles import Extract, Source
from bot.errors import ExtractionError
from bot.extraction.parsing.archives import opened, xml_of
from bot.extraction.parsing.blocks import body_of
from bot.extraction.parsing.html import page_of
from bot.extraction.parsing.runs import as_read
from bot.extraction.parsing.shown import as_shown
from bot.extraction.parsing.words import language_code, person, plain

if TYPE_CHECKING:
    from bot.extraction.values import Document

__all__ = ["read"]

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
r[style-name='footnote reference'] => sup.footnote-ref
r[style-name='endnote reference'] => sup.footnote-ref
"""
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_NONE = "is no Word document; save it as DOCX, PDF or text."
_EMPTY = "has no text; write the article into it."


def read(document: Document) -> Extract:
    """Return the article; changes that are tracked count as accepted."""
    with opened(document) as archive:
        if "word/document.xml" not in archive.namelist():
            raise ExtractionError(document.name, _NONE)
        core = xml_of(archive, "docProps/core.xml")

    def field(name: str) -> str | None:
        return plain(None if core is None else core.findtext(_DUBLIN_CORE + name))

    data, left_out = as_read(document.data)
    body = _body(data)
    if not body:
        raise ExtractionError(document.name, _EMPTY)
    source = Source(
        title=field("title"), author=person(field("creator")), url=document.url
    )
    language = language_code(field("language"))
    return Extract(body, source, language, left_out=left_out)


def _body(data: bytes) -> str:
    done = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        include_embedded_style_map=False,
        convert_image=lambda _: [],
    )
    page = page_of(done.value)
    for link in [*page.iter("a")]:
        # mammoth's own arrows, from a footnote back to its place
        if link.get("href", "").startswith(("#footnote-ref", "#endnote-ref")):
            link.drop_tree()
    as_shown(page)
    return body_of(page)
