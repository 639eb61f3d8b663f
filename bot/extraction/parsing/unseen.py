"""Takes out of a page what its reader does not see, or sees struck out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from bot.extraction.parsing.styles import Styles

__all__ = ["drop_unseen"]

_STRUCK = {"del", "s", "strike"}
_WHOLE = {"html", "body"}  # which a script uncovers when the page is there
_NEVER = {"datalist", "noscript", "rp", "rt", "script", "style", "template"}
# What style sheets commonly call text for screen readers, and text that is hidden.
_NAMES = re.compile(
    r"(?:is-|u-|uk-)?hidden|element-invisible|assistive-text|a11y-hidden|off-?screen"
    r"|hide|d-none|display-none|invisible|show-for-sr|text-hide|hidden-accessible"
    r"|print-only|visible-print(?:-block|-inline)?"
    # also as a part of a longer name, which style sheets that are built make
    r"|(?:.*[^a-z])?(?:visually-?hidden|hidden-?visually|sr-?only"
    r"|screen-?readers?(?:-?(?:text|only))?|helper-hidden-accessible)(?:[^a-z].*)?"
)
# “hidden md:block”: hidden on small screens only
_SHOWN_WIDE = re.compile(
    r"(?:(?:sm|md|lg|xl|xxl|2xl):|d-(?:sm|md|lg|xl|xxl)-)"
    r"(?:block|flex|grid|inline|inline-block|inline-flex|table|contents)"
    r"|(?:(?:sm|md|lg|xl|xxl|2xl):)?not-sr-only"
)
_STRUCK_NAMES = re.compile(
    r"strike-?through|struck-?out|(?:(?:has-)?text-decoration-)?line-through"
)
# What may be struck out by a name; that of a larger part may name what it is about.
_NAMED = {*("a", "b", "em", "font", "i", "li", "p", "small", "span", "strong", "u")}
# A place outside of every screen.
_AWAY = re.compile(r"-(?:999|\d{4,})(?:\.\d+)?[a-z]+|-(?:[1-9]\d{2,})(?:%|v[wh])")
_CLIPPED = re.compile(
    r"rect\(\s*[01](?:px)?(?:[\s,]+[01](?:px)?){3}\s*\)"
    r"|inset\(\s*(?:50|100)%.{0,40}\)|circle\(\s*0.{0,20}\)"
)
_HIDING = {
    *(("display", "none"), ("visibility", "hidden"), ("content-visibility", "hidden")),
    *(("font", "0/0 a"), ("mso-list", "ignore")),
}
_NOTHING = re.compile(r"\.?0[.0]*(?:[a-z]+|%)?")
_NO_SIZE = re.compile(r"[01](?:px)?")
_OVER = {"absolute", "fixed"}
_MOVES = {"animation", "animation-name", "transform", "transition"}
_PLACES = ("bottom", "left", "right", "text-indent", "top")
_FEW = 20  # words; a page that shows fewer shows its text by a script


def drop_unseen(page: HtmlElement, styles: Styles) -> None:
    """Take out hidden and struck-out elements; text behind them stays.

    Where hardly a word would be left, a script shows the page, and hidden text stays.
    """
    elements = [e for e in page.iter(etree.Element) if e.tag not in _WHOLE]
    declared = [(e, styles.of(e)) for e in elements]
    unseen = [e for e, given in declared if _is_struck(e, given)]
    unseen += [c for a in page.iter("a") if (c := _comment(a)) is not None]
    small = _without_size(declared)
    hidden = [e for e, given in declared if e in small or _is_hidden(e, given)]
    if hidden and not _shows_little(page, hidden):
        unseen += hidden
    for element in unseen:
        element.tag = "unseen"
    etree.strip_elements(page, "unseen", *_NEVER, with_tail=False)


def _comment(link: HtmlElement) -> HtmlElement | None:
    """Return the editor's comment that begins here, as Google Docs exports it."""
    is_mark = re.fullmatch(r"\[[a-z]{1,3}\]", link.text or "")
    if not is_mark or not re.fullmatch(r"cmnt\d+", link.get("id") or ""):
        return None
    return next(link.iterancestors("div"), None)


def _is_struck(element: HtmlElement, declared: dict[str, str]) -> bool:
    lines = f"{declared.get('text-decoration')} {declared.get('text-decoration-line')}"
    names = (element.get("class") or "").lower().split()
    named = element.tag in _NAMED and any(map(_STRUCK_NAMES.fullmatch, names))
    return element.tag in _STRUCK or "line-through" in lines or named


def _is_hidden(element: HtmlElement, declared: dict[str, str]) -> bool:
    attributes = (
        element.get("aria-hidden") == "true" or element.get("hidden") is not None
    )
    closed = element.tag == "dialog" and element.get("open") is None
    named = attributes or closed or _is_named_hidden(element)
    hidden = named or _is_styled_away(declared)
    return hidden and not _is_formula(element)


def _is_styled_away(declared: dict[str, str]) -> bool:
    """Return whether an element is not drawn, or drawn where nobody sees it.

    What Word writes for those who know no lists, is the mark of an item.
    """
    if not _HIDING.isdisjoint(declared.items()):
        return True
    places = (declared.get(name, "") for name in _PLACES)
    clips = (declared.get(name, "") for name in ("clip", "clip-path"))
    if any(map(_AWAY.fullmatch, places)) or any(map(_CLIPPED.fullmatch, clips)):
        return True
    # What fades in stands in its place, not over the page as a bubble does.
    over = declared.get("position") in _OVER and _MOVES.isdisjoint(declared)
    if over and _NOTHING.fullmatch(declared.get("opacity", "")):
        return True
    sizes = (declared.get(name, "") for name in ("height", "width"))
    return declared.get("overflow") == "hidden" and all(map(_NO_SIZE.fullmatch, sizes))


def _without_size(
    declared: list[tuple[HtmlElement, dict[str, str]]],
) -> set[HtmlElement]:
    """Return the elements whose letters have no size and that hold none of any size."""
    sizes = {e: given["font-size"] for e, given in declared if "font-size" in given}
    gone = {e for e, size in sizes.items() if _NOTHING.fullmatch(size)}
    around: set[HtmlElement] = set()
    for element in sizes.keys() - gone if gone else ():
        for outer in element.iterancestors():
            if outer in around:
                break
            around.add(outer)
    return gone - around


def _is_formula(element: HtmlElement) -> bool:
    """Return whether it holds but a formula, which is hidden beside its picture."""
    inner = element.find(".//math")
    if inner is None:
        return False
    return "".join(inner.itertext()).split() == "".join(element.itertext()).split()


def _is_named_hidden(element: HtmlElement) -> bool:
    names = (element.get("class") or "").lower().split()
    if not any(_NAMES.fullmatch(name) for name in names):
        return False
    return not any(_SHOWN_WIDE.fullmatch(name) for name in names)


def _shows_little(page: HtmlElement, hidden: list[HtmlElement]) -> bool:
    """Return whether most words are hidden, and but a few are shown."""
    gone = set(hidden)
    counts = {True: 0, False: 0}
    depth = 0
    walker = etree.iterwalk(page, events=("start", "end"))
    for event, element in walker:
        is_start = event == "start"
        if is_start and element.tag in _NEVER | {"head"}:
            walker.skip_subtree()
        elif is_start:
            depth += element in gone
            counts[depth > 0] += len((element.text or "").split())
        elif element.tag not in _NEVER | {"head"}:
            depth -= element in gone
        if not is_start:
            counts[depth > 0] += len((element.tail or "").split())
    return counts[False] < _FEW < counts[True]
