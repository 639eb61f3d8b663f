"""Reads a page: the words of its article as its reader sees them, and its source."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from bot.articles import Doubt, Extract
from bot.errors import ExtractionError
from bot.extraction.parsing.blocks import blocks_of
from bot.extraction.parsing.consent import is_consent, may_ask_consent
from bot.extraction.parsing.decoding import decode
from bot.extraction.parsing.page_source import language_of, source_of
from bot.extraction.parsing.selection import selected
from bot.extraction.parsing.shown import as_shown
from bot.extraction.parsing.stubs import is_sold, is_stub, is_wall, without_notices
from bot.extraction.parsing.xml import xml_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from bot.extraction.values import Document

__all__ = ["page_of", "read"]

_OF_HEAD = {"base", "link", "meta", "noscript", "script", "style", "template", "title"}
_WALL = (
    "shows no article but a notice on cookies, scripts or robots; open it in a "
    "browser, save the page there, and add that file."
)
_EMPTY = "has no article in its text; copy the article into a .md file and add that."
# An element's first 200 attributes, and the rest, which are left out: libxml2 compares
# each with all before it, and so do others.
_ATTRIBUTE = (
    r"(?:[\s/]++[^\s<>=/\"']++(?>(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>\"']++))?))"
)
_CROWDED = re.compile(rf"(<[A-Za-z][^\s<>/]*+{_ATTRIBUTE}{{200}})(?>{_ATTRIBUTE}+)")


def read(document: Document) -> Extract:
    """Return the article of a page; its words are those that a reader of it sees."""
    page = page_of(decode(document))
    _name(page)
    source, language = source_of(page, document.url), language_of(page)
    sold = is_sold(page)
    as_shown(page, language)
    blocks = blocks_of(page)
    article, left_out = selected(page, blocks)
    if article and is_wall(page, article, blocks):
        raise ExtractionError(document.name, _WALL)
    is_cut = is_stub(article, blocks, sold=sold)
    own = without_notices(article, cut=is_cut)
    if not own:
        asked = any(map(is_consent, blocks))
        raise ExtractionError(document.name, _WALL if asked else _EMPTY)
    doubts = {
        Doubt.PAYWALL: is_cut,
        Doubt.CONSENT: may_ask_consent(page, own, blocks),
    }
    return Extract(
        "\n\n".join(block.text for block in own),
        source,
        language,
        left_out=tuple(sorted(left_out.items())),
        doubts=tuple(doubt for doubt, is_doubted in doubts.items() if is_doubted),
    )


def _name(page: HtmlElement) -> None:
    """Let the one paragraph that is styled as the title be one, as in Google Docs.

    On other pages, only where the text begins with it: it may be that of a form.
    """
    titles = [p for p in page.iter("p") if "title" in _classes(p)]
    if len(titles) != 1 or next(page.iter("h1"), None) is not None:
        return
    is_google = any("doc-content" in _classes(body) for body in page.iter("body"))
    if is_google or _begins(page, titles[0]):
        titles[0].tag = "h1"


def _classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


def _begins(page: HtmlElement, paragraph: HtmlElement) -> bool:
    """Return whether no text of the page stands before a paragraph."""
    walk = etree.iterwalk(page, events=("start", "end"))
    texts = (
        element.tail if event == "end" else element.text
        for event, element in takewhile(lambda step: step[1] is not paragraph, walk)
        if event == "end" or element.tag not in _OF_HEAD
    )
    return not any(text and not text.isspace() for text in texts)


def page_of(text: str) -> HtmlElement:
    """Return the root of a page; an empty one where the text has no markup."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = _CROWDED.sub(r"\1", text.replace("\0", "")).encode(errors="replace")
    try:
        page = document_fromstring(data, parser=parser)
    except etree.ParserError:
        return document_fromstring("<html></html>")
    _free_head(page)
    _clean(page)
    return page


def _free_head(page: HtmlElement) -> None:
    """Let a head hold no article; libxml2 does not end one where a new element begins.

    Without `<body>`, `<article>` behind a `<style>` is inside the head to it.
    """
    head = page.find("head")
    if head is None or all(child.tag in _OF_HEAD for child in head):
        return
    body = page.find("body")
    own = page.makeelement("head")
    own.extend([*takewhile(lambda child: child.tag in _OF_HEAD, head)])
    head.tag = "div"
    if body is None:
        head.tag = "body"
    else:
        body.insert(0, head)
    page.insert(0, own)


def _clean(page: HtmlElement) -> None:
    """Take out the characters that no text of the page can be given again."""
    for element in page.iter():
        for name in ("text", "tail"):
            text = getattr(element, name)
            if text and (cleaned := xml_text(text)) != text:
                setattr(element, name, cleaned)
