"""Writes the elements of a page as a body: blank lines between paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["body_of"]

_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_BLOCKS = {
    *_HEADINGS,
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
    *("details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer"),
    *("form", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre"),
    *("section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
}
# What is not read as text; rt and rp repeat a word's sound beside the word.
_SKIPPED = {
    *("audio", "button", "canvas", "embed", "head", "iframe", "math", "noscript"),
    *("object", "rp", "rt", "script", "select", "style", "svg", "template", "title"),
    *("textarea", "video"),
}
_CELLS = {"td", "th"}
_BREAK, _TAB = "\0", "\1"  # XML has neither, so no page does
_BLANKS = re.compile(r"[ \t\n\r\f]+")  # that HTML shows as one; others are words' own
_GAP = re.compile(r"\n{3,}")


def body_of(root: HtmlElement) -> str:
    """Return the text below an element, in the words that a reader of the page sees.

    Headings become lines with `#`, line breaks stay, cells of a row are divided by
    tabs. No mark is set before list items, which are paragraphs anyway.
    """
    writer = _Writer()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if element.tag in _SKIPPED:
                walker.skip_subtree()
            else:
                writer.start(element.tag, element.text or "")
        else:
            writer.end(element.tag, element.tail or "" if element is not root else "")
    writer.flush()
    return "\n\n".join(writer.blocks)


class _Writer:
    """Gathers the text of one block after the other."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._pieces: list[str] = []
        self._heading = ""
        self._preformatted = False

    def start(self, tag: str, text: str) -> None:
        """Begin an element whose text comes before its children's."""
        if tag in _BLOCKS:
            self.flush()
            self._heading = _HEADINGS.get(tag, self._heading)
        if tag == "br":
            self._pieces.append(_BREAK)
        self._preformatted = self._preformatted or tag == "pre"
        self._add(text)

    def end(self, tag: str, tail: str) -> None:
        """End an element; its tail comes after it."""
        if tag in _BLOCKS:
            self.flush()
        if tag in _HEADINGS:
            self._heading = ""
        if tag == "pre":
            self._preformatted = False
        self._add(_TAB + tail if tag in _CELLS else tail)

    def _add(self, text: str) -> None:
        lines = text.replace("\n", _BREAK) if self._preformatted else text
        self._pieces.append(lines)

    def flush(self) -> None:
        """End the block, unless there is nothing in it."""
        lines = _BLANKS.sub(" ", "".join(self._pieces)).split(_BREAK)
        self._pieces.clear()
        text = "\n".join(_line(line) for line in lines).strip("\n")
        text = text if text.strip() else ""
        if text and self._heading:
            text = self._heading + " ".join(text.split("\n"))
        if text:
            self.blocks.append(_GAP.sub("\n\n", text))


def _line(text: str) -> str:
    cells = [cell.strip(" ") for cell in text.split(_TAB)]
    return "\t".join(cells).strip("\t")
