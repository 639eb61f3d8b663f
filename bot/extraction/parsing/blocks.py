"""Divides what stands below an element into blocks of text, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from lxml import etree

from bot.extraction.parsing.formulas import with_fractions
from bot.extraction.parsing.labels import is_label, is_speaker, is_time
from bot.extraction.parsing.tables import is_layout, rows_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["BLOCKS", "Block", "Kind", "blocks_of", "body_of"]

_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
BLOCKS = {
    *_HEADINGS,
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
    *("details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
    *("footer", "form", "header", "hr", "html", "legend", "li", "main", "nav"),
    *("ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td"),
    *("tfoot", "th", "thead", "tr", "ul", "amp-story-page"),
}
_SKIPPED = {
    *("audio", "button", "canvas", "embed", "head", "iframe", "noscript", "object"),
    *("option", "script", "select", "style", "svg", "template", "textarea", "title"),
    *("video",),
}
_BREAK = "\0"  # XML has none, so no page does
_BLANKS = re.compile(r"[ \t\n\r\f]+")  # that HTML shows as one; others are words' own
_GAP = re.compile(r"\n{3,}")
_ENDINGS = set(".,;:!?…。、！？")  # noqa: RUF001 - Chinese marks
# Control characters, of which some divide words.
_CONTROLS: dict[int, str | None] = {
    c: None for c in (*range(0x20), *range(0x7F, 0xA0)) if c != ord("\n")
}
_CONTROLS |= dict.fromkeys((0x0B, *range(0x1C, 0x20), 0x85), " ")


class Kind(StrEnum):
    """What a block is on the page."""

    CAPTION = "caption"
    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    ROW = "row"


_KINDS = {
    **dict.fromkeys(_HEADINGS, Kind.HEADING),
    **dict.fromkeys(("li", "dd", "dt"), Kind.ITEM),
    "figcaption": Kind.CAPTION,
}


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One block as the body has it; `linked` is how much of it is links, 0 to 1.

    `element` is the innermost block element that it stands in.
    """

    text: str
    kind: Kind
    element: HtmlElement
    linked: float


def body_of(root: HtmlElement) -> str:
    """Return the text below an element, with blank lines between blocks."""
    return "\n\n".join(block.text for block in blocks_of(root))


def blocks_of(root: HtmlElement) -> list[Block]:
    """Return the blocks below an element, in the words that a reader of the page sees.

    Headings become lines with `#`, line breaks stay, and a row of a table becomes a
    line. No mark is set before list items, which are paragraphs anyway. A term, the
    name of who speaks, and the time of an entry stand before the block they are for.
    """
    writer = _Writer()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tail = "" if element is root else element.tail or ""
        if event == "start" and element.tag in _SKIPPED:
            walker.skip_subtree()
        elif event == "start" and element.tag == "table" and not is_layout(element):
            writer.table(element)
            walker.skip_subtree()
        elif event == "start":
            writer.start(element)
        else:
            writer.end(element, tail)
    writer.flush()
    writer.close()
    return writer.blocks


class _Writer:
    """Gathers the text of one block after the other."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._open: list[HtmlElement] = []
        self._labels: list[Block] = []
        self._linked = 0
        self._links = self._listings = 0
        self._quoted = False  # in the figure that is open

    def start(self, element: HtmlElement) -> None:
        """Begin an element, whose text comes before its children's."""
        tag = element.tag
        if tag in BLOCKS or not self._open or is_speaker(element):
            self.flush()
            self._open.append(element)
        if tag == "br":
            self._pieces.append(_BREAK)
        self._links += tag == "a"
        self._listings += tag == "pre"
        self._add(element.text or "")

    def end(self, element: HtmlElement, tail: str) -> None:
        """End an element; its tail comes after it."""
        if self._open and self._open[-1] is element:
            self.flush()
            self._open.pop()
        if element.tag in {"blockquote", "figure"}:
            self._quoted = element.tag == "blockquote"
        if element.tag not in _SKIPPED:
            self._links -= element.tag == "a"
            self._listings -= element.tag == "pre"
        if element.tag == "dl":
            self.close()
        self._add(tail)

    def table(self, element: HtmlElement) -> None:
        """Write a table's caption and its rows."""
        self.flush()
        self.close()
        for caption in element.iterchildren("caption"):
            self.blocks += blocks_of(caption)
        links = sum(len("".join(a.itertext())) for a in element.iter("a"))
        whole = len("".join(element.itertext())) or 1
        linked = min(links / whole, 1.0)
        rows = rows_of(element, _on_one_line)
        self.blocks += [Block(text, Kind.ROW, element, linked) for text in rows]

    def flush(self) -> None:
        """End the block, unless there is nothing in it."""
        lines = _BLANKS.sub(" ", "".join(self._pieces)).split(_BREAK)
        length = sum(map(len, self._pieces)) or 1
        linked, self._linked = self._linked / length, 0
        self._pieces.clear()
        text = "\n".join(line.strip(" \u00a0") for line in lines).strip("\n")
        text = with_fractions(text.translate(_CONTROLS))
        if text.strip():
            self._put(_GAP.sub("\n\n", text), min(linked, 1.0))

    def close(self) -> None:
        """Let labels that nothing follows be blocks of their own."""
        self.blocks += self._labels
        self._labels.clear()

    def _add(self, text: str) -> None:
        self._pieces.append(text.replace("\n", _BREAK) if self._listings else text)
        if self._links:
            self._linked += len(text)

    def _put(self, text: str, linked: float) -> None:
        element = self._open[-1]
        kind = _kind(self._open)
        if kind is Kind.CAPTION and self._quoted:
            kind = Kind.PARAGRAPH  # it says whose words the figure quotes
        if is_label(element, text) or is_time(element, text):
            self._labels.append(Block(text, kind, element, linked))
            return
        text = " ".join([*map(_as_label, self._labels), text])
        self._labels.clear()
        heading = next((e.tag for e in reversed(self._open) if e.tag in _HEADINGS), "")
        if heading:
            text = _HEADINGS[heading] + " ".join(text.split("\n"))
        self.blocks.append(Block(text, kind, element, linked))


def _kind(opened: list[HtmlElement]) -> Kind:
    kinds = (_KINDS[e.tag] for e in reversed(opened) if e.tag in _KINDS)
    return next(kinds, Kind.PARAGRAPH)


def _as_label(label: Block) -> str:
    if label.text[-1] in _ENDINGS:
        return label.text
    return f"{label.text}:"


def _on_one_line(cell: HtmlElement) -> str:
    """Return the text of a table's cell, with commas between its lines."""
    lines = [line for b in blocks_of(cell) for line in b.text.lstrip("#").split("\n")]
    kept = [*filter(None, map(str.strip, lines))]
    marks = [" " if line[-1] in _ENDINGS else ", " for line in kept[:-1]]
    return "".join(chain.from_iterable(zip_longest(kept, marks, fillvalue="")))
