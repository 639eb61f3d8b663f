"""Takes out of a page what its reader does not see, or sees struck out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

__all__ = ["drop_unseen"]

_STRUCK = {"del", "s", "strike"}
_WHOLE = {"html", "body"}  # which a script uncovers when the page is there
_NEVER = {"datalist", "noscript", "rp", "rt", "script", "style", "template"}
# What style sheets commonly call text for screen readers, and text that is hidden.
_NAMES = re.compile(
    r"sr-?only|screen-?readers?(?:-(?:text|only))?|visually-?hidden|(?:is-|u-)?hidden"
    r"|(?:u-|is-)?hidden-?visually|is-visually-hidden|element-invisible|assistive-text"
    r"|a11y-hidden|off-?screen|hide|d-none|display-none|invisible|show-for-sr"
    r"|print-only|visible-print(?:-block|-inline)?"
)
# “hidden md:block”: hidden on small screens only
_SHOWN_WIDE = re.compile(
    r"(?:(?:sm|md|lg|xl|xxl|2xl):|d-(?:sm|md|lg|xl|xxl)-)"
    r"(?:block|flex|grid|inline|inline-block|inline-flex|table|contents)"
)
_HIDING = re.compile(r"(?:^|;)(?:display:none|visibility:hidden)")
_STRIKING = re.compile(r"(?:^|;)text-decoration(?:-line)?:[a-z ]{0,40}line-through")
_BRACES = re.compile(r"([{}])")
_FEW = 20  # words; a page that shows fewer shows its text by a script


def drop_unseen(page: HtmlElement) -> None:
    """Take out hidden and struck-out elements; text behind them stays.

    Where hardly a word would be left, a script shows the page, and hidden text stays.
    """
    rules = _rules(page)
    elements = [e for e in page.iter(etree.Element) if e.tag not in _WHOLE]
    unseen = [e for e in elements if _is_struck(e, rules)]
    hidden = [e for e in elements if _is_hidden(e, rules)]
    if hidden and not _shows_little(page, hidden):
        unseen += hidden
    for element in unseen:
        element.tag = "unseen"
    etree.strip_elements(page, "unseen", *_NEVER, with_tail=False)


def _is_struck(element: HtmlElement, rules: dict[str, str]) -> bool:
    return element.tag in _STRUCK or bool(_STRIKING.search(_styled(element, rules)))


def _is_hidden(element: HtmlElement, rules: dict[str, str]) -> bool:
    attributes = (
        element.get("aria-hidden") == "true" or element.get("hidden") is not None
    )
    closed = element.tag == "dialog" and element.get("open") is None
    named = attributes or closed or _is_named_hidden(element)
    hidden = named or bool(_HIDING.search(_styled(element, rules)))
    return hidden and not _is_formula(element)


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


def _styled(element: HtmlElement, rules: dict[str, str]) -> str:
    """Return the declarations of an element, its own and those of its names."""
    own = element.get("style")
    given = [_squeezed(own)] if own else []
    if rules:
        names = [f".{name}" for name in (element.get("class") or "").split()]
        names.append(f"#{element.get('id')}")
        given += [rules[name] for name in names if name in rules]
    return ";".join(given)


def _squeezed(declarations: str) -> str:
    """Return declarations in small letters, with no blanks around their marks."""
    parts = (d.partition(":") for d in declarations.lower().split(";"))
    return ";".join(f"{name.strip()}:{value.strip()}" for name, _, value in parts)


def _rules(page: HtmlElement) -> dict[str, str]:
    """Return the declarations of the page's style sheets for single names.

    Those for other selectors, and for some media only, are left alone.
    """
    rules: dict[str, str] = {}
    for style in page.iter("style"):
        for selectors, declarations in _parsed(_without_comments(style.text or "")):
            squeezed = _squeezed(declarations)
            if _HIDING.search(squeezed) or _STRIKING.search(squeezed):
                for selector in selectors.split(","):
                    rules[selector.strip()] = squeezed
    return rules


def _without_comments(css: str) -> str:
    first, *rest = css.split("/*")
    return first + "".join(part.partition("*/")[2] for part in rest)


def _parsed(css: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules that stand in no other one."""
    depth, selectors, last = 0, "", ""
    for part in _BRACES.split(css):
        if part == "{":
            depth += 1
            selectors = last if depth == 1 else "@"
        elif part == "}":
            if depth == 1 and "@" not in selectors:
                yield selectors, last
            depth = max(depth - 1, 0)
        else:
            last = part


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
