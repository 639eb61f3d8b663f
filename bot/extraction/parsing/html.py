"""Reads a page: trafilatura tells the article from what stands around it."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HTMLParser, document_fromstring
from trafilatura import bare_extraction

from bot.articles import Extract
from bot.errors import ExtractionError
from bot.extraction.parsing.blocks import body_of
from bot.extraction.parsing.decoding import decode
from bot.extraction.parsing.page_source import language_of, source_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from bot.extraction.values import Document

__all__ = ["page_of", "read"]

_EMPTY = "has no article in its text; copy the article into a .md file and add that."
# trafilatura takes formats away, without which Persian is misspelt, and makes one blank
# of all; so these characters pass it as variation selectors, which no text has.
_CHANGED = (0xA0, 0xAD, 0x61C, *range(0x2000, 0x2010), *range(0x202A, 0x2030))
_CHANGED += (*range(0x205F, 0x2065), *range(0x2066, 0x206A), 0x3000, 0xFEFF)
_GUARD = {code: 0xE01B0 + place for place, code in enumerate(_CHANGED)}
_UNGUARD = {guard: code for code, guard in _GUARD.items()}
# The names that trafilatura gives to elements.
_NAMES = {"lb": "br", "item": "li", "list": "ul", "quote": "blockquote", "row": "tr"}
_NAMES |= {"cell": "td", "code": "pre"}


def read(document: Document) -> Extract:
    """Return the article of a page; its words are those that the page has."""
    page = page_of(decode(document))
    body = _body(page)
    if not body:
        raise ExtractionError(document.name, _EMPTY)
    return Extract(body, source_of(page, document.url), language_of(page))


def page_of(text: str) -> HtmlElement:
    """Return the root of a page; an empty one where the text has no markup."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = text.replace("\0", "").encode(errors="replace")
    try:
        page = document_fromstring(data, parser=parser)
    except etree.ParserError:
        return document_fromstring("<html></html>")
    etree.strip_elements(page, "rt", "rp", with_tail=False)
    return page


def _body(page: HtmlElement) -> str:
    tree = deepcopy(page)
    for element in tree.iter():
        element.text = element.text and element.text.translate(_GUARD)
        element.tail = element.tail and element.tail.translate(_GUARD)
    found = bare_extraction(tree, include_comments=False)
    root = getattr(found, "body", None)
    if root is None:
        return ""
    for element in root.iter():
        rend = element.get("rend", "")
        heading = rend if rend[:1] == "h" and rend[1:].isdigit() else "h2"
        element.tag = (
            heading if element.tag == "head" else _NAMES.get(element.tag, element.tag)
        )
    return body_of(root).translate(_UNGUARD).strip()
