"""Turns what a page shows by markup into characters: raised figures, quotation marks.

What is done here keeps every element where it is, so that the time taken is linear.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from bot.extraction.parsing.blocks import BLOCKS
from bot.extraction.parsing.formulas import formula
from bot.extraction.parsing.scripts import SEEN_BEFORE, is_mark, script
from bot.extraction.parsing.styles import Styles
from bot.extraction.parsing.tables import BOLD
from bot.extraction.parsing.unseen import drop_unseen
from bot.extraction.parsing.xml import xml_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["as_shown"]

_MARKS = {
    "de": ("„", "“", "‚", "‘"),
    "fr": ("«\u00a0", "\u00a0»", "“", "”"),
    **dict.fromkeys(("es", "it", "pt", "el", "ru", "uk"), ("«", "»", "“", "”")),
    **dict.fromkeys(("ja", "zh"), ("「", "」", "『", "』")),
}
_ENGLISH = ("“", "”", "‘", "’")
_BOLD = re.compile("bold(?:er)?|[6-9]00")
_QUOTED = re.compile(r"\s*[\"“„«‹‘‚「『']")
_ROLES = {  # elements that are made to tables and lists by style
    **dict.fromkeys(("table", "grid"), "table"),
    "row": "tr",
    **dict.fromkeys(("cell", "gridcell"), "td"),
    **dict.fromkeys(("columnheader", "rowheader"), "th"),
    "list": "ul",
    "listitem": "li",
}
_INLINE = ("a", "b", "em", "font", "i", "small", "span", "strong")
_SCRIPTS = {"sub", "sup", *_INLINE}
_NOTE_NAMES = re.compile(
    r"(?:[\w-]*[-_])?(?:(?:foot|end|side)-?notes?|note-?ref)"
    r"(?:[-_]?(?:anchor|call|link|mark(?:er)?|number|ref(?:erence)?s?))?"
    r"|references?|cite|citation|fn(?:-?ref)?"
)

_NEAR = re.compile(r"(?![\w+.-]*:|/)[^#]*#(.+)")
_FIRST = re.compile(r"\d+|[a-z]+")
_GLUED = re.compile(r"[^\W_]\Z|[.,;:!?…)\]\"”’»“]\Z")
_AMOUNT = re.compile(r"[^\w\s.,;:!?…)\]\"'”’»“*]\Z")


def as_shown(page: HtmlElement, language: str | None = None) -> None:
    """Change a page to what its reader sees, with no markup needed to tell it.

    Hidden and struck-out text goes. Figures that are raised or lowered become such
    characters, so that none runs into the figures beside it; the marks of notes are
    left out. `<q>` gets the quotation marks of its language, formulas become a line.
    """
    _show_formula_scripts(page)
    styles = Styles(page)
    drop_unseen(page, styles)
    _mark_scripts(page, styles)
    _mark_bold(page, styles)
    for element in page.iter("div", "span"):
        element.tag = _ROLES.get(element.get("role") or "", element.tag)
    for element in page.iter("dir", "menu"):  # lists of another name (HTML, 4.4.7)
        element.tag = "ul"
    for element in [*page.iter("math", "m:math", "mml:math")]:
        _become(element, formula(element))
    for element, before in _scripts(page):
        if element.tag in {"sup", "sub"}:
            _become(element, _shown_script(element, before))
        elif _is_note(element, before):
            _become(element, "")
    for element in [*page.iter("q")]:
        _quote(element, language)
    _write_emojis(page)


def _write_emojis(page: HtmlElement) -> None:
    for element in page.iter("img"):
        if "emoji" in (element.get("class") or ""):
            _become(element, element.get("alt") or "")


def _become(element: HtmlElement, text: str) -> None:
    """Replace what is in an element by a text."""
    del element[:]
    element.tag, element.text = "span", xml_text(text)


def _show_formula_scripts(page: HtmlElement) -> None:
    for element in [*page.iter("script")]:
        if (element.get("type") or "").startswith("math/tex"):
            _become(element, element.text or "")


def _mark_bold(page: HtmlElement, styles: Styles) -> None:
    """Mark what a style makes bold, by which the headers of a table may be known."""
    for element in page.iter("tr", "td", "p", "span"):
        if _BOLD.fullmatch(styles.of(element).get("font-weight", "")):
            element.set(BOLD, "yes")


def _mark_scripts(page: HtmlElement, styles: Styles) -> None:
    """Mark what a style raises or lowers as `<sup>` and `<sub>` do."""
    for element in page.iter(*_INLINE):
        names = (element.get("class") or "").lower().split()
        placed = styles.of(element).get("vertical-align")
        if placed == "super" or "superscript" in names:
            element.tag = "sup"
        elif placed == "sub" or "subscript" in names:
            element.tag = "sub"


def _scripts(page: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """Return what may be raised, lowered or a note's mark, and the text before each."""
    found = []
    before = ""
    for event, element in etree.iterwalk(page, events=("start", "end")):
        if element.tag in BLOCKS:
            before = ""
        if event == "start" and element.tag in _SCRIPTS:
            found.append((element, before))
        text = element.text if event == "start" else element.tail
        if text:
            before = (before + text[-SEEN_BEFORE:])[-SEEN_BEFORE:]
    return found


def _shown_script(element: HtmlElement, before: str) -> str:
    whole = "".join(element.itertext())
    linked = _is_linked(element)
    return script(whole, before, is_low=element.tag == "sub", is_linked=linked)


def _is_note(element: HtmlElement, before: str) -> bool:
    """Return whether it is a note's mark that nothing raises, or leads back to one.

    A bare figure is one by its name, or glued behind a word or a sentence's end as a
    link to a place that ends in the figure (#fn4); never behind “$” or “(”.
    """
    place = _place(element)
    named = _names_note(element)
    if not place and not named:
        return False
    text = "".join(element.itertext())
    first = _FIRST.match(text)
    figure = first[0] if first else "#"
    numbered = place.endswith(figure) and not place[: -len(figure)][-1:].isdecimal()
    bare = named and not _AMOUNT.search(before)
    return is_mark(text, bare=bool(bare or (numbered and _GLUED.search(before))))


def _is_linked(element: HtmlElement) -> bool:
    """Return whether the mark links to a note, or is named as one."""
    parent = element.getparent()
    near = [element, *element.iter("a", "span"), *([] if parent is None else [parent])]
    return any(_links_within(e) or _names_note(e) for e in near[:4])


def _links_within(element: HtmlElement) -> bool:
    return bool(_place(element)) and element.get("href").startswith("#")


def _place(element: HtmlElement) -> str:
    """Return the place that a link leads to, in its page or in one beside it."""
    link = _NEAR.fullmatch(element.get("href") or "") if element.tag == "a" else None
    return link[1].lower() if link else ""


def _names_note(element: HtmlElement) -> bool:
    kinds = (element.get("class"), element.get("role"), element.get("epub:type"))
    names = " ".join(filter(None, kinds)).lower().split()
    return any(_NOTE_NAMES.fullmatch(n.removeprefix("doc-")) for n in names)


def _quote(element: HtmlElement, language: str | None) -> None:
    """Set the marks of a quotation, those of the inner one in another."""
    depth = sum(1 for _ in element.iterancestors("span") if _.get("quoted"))
    code = (language or "en").partition("-")[0]
    marks = _MARKS.get(code, _ENGLISH)
    first, last = marks[2:] if depth % 2 else marks[:2]
    element.tag = "span"
    element.set("quoted", "yes")
    if _QUOTED.match(element.text or ""):
        return
    element.text = first + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + last
    else:
        element.text += last
