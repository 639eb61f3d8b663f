"""Reads a page: trafilatura tells the article from what stands around it."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING
from unicodedata import category

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
# Variation selectors, of which hardly any is in use; trafilatura leaves them alone.
_STAND_INS = range(0xE0100, 0xE01F0)
_BLANKS = set(" \t\n\r")  # which HTML shows as one
# The names that trafilatura gives to elements.
_LEVEL = re.compile(r"h[1-6]")
_NAMES = {"lb": "br", "item": "li", "list": "ul", "quote": "blockquote", "row": "tr"}
_NAMES |= {"cell": "td"}


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
    guards = _guards("".join(tree.itertext()))
    _translate(tree, guards)
    found = bare_extraction(tree, include_comments=False)
    root = getattr(found, "body", None)
    if root is None:
        return ""
    _translate(root, {g: code for code, g in guards.items() if g and g in _STAND_INS})
    for element in root.iter():
        element.tag = _name(element)
    return body_of(root)


def _name(element: HtmlElement) -> str:
    """Return the name that HTML has for an element of trafilatura's."""
    tag: str = element.tag
    if tag == "head":
        level: str = element.get("rend", "")
        return level if _LEVEL.fullmatch(level) else "h2"
    if tag == "code" and element.getparent().tag == "body" and not element.tail:
        return "pre"
    return _NAMES.get(tag, tag)


def _guards(text: str) -> dict[int, int | None]:
    """Return what stands for the characters that trafilatura would change.

    It takes away what is not printable, such as the joiners without which Persian is
    misspelt, and makes a blank of every space. Control characters stand for nothing.
    """
    odd = {c for c in set(text) if c.isspace() or not c.isprintable()} - _BLANKS
    controls = {c for c in odd if category(c) == "Cc"}
    free = (code for code in _STAND_INS if chr(code) not in text)
    kept = zip(map(ord, sorted(odd - controls)), free, strict=False)
    return dict(kept) | {ord(c): 0x20 if c.isspace() else None for c in controls}


def _translate(tree: HtmlElement, table: dict[int, int | None]) -> None:
    for element in tree.iter():
        element.text = element.text and element.text.translate(table)
        element.tail = element.tail and element.tail.translate(table)
