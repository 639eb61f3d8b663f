"""Reads what a page's style sheets say of the elements that have a name."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    Declared = dict[str, tuple[tuple[bool, bool, int], str]]

__all__ = ["Styles"]

_READ = {
    *("animation", "animation-name", "bottom", "clip", "clip-path", "display", "font"),
    *("content-visibility", "font-size", "font-weight", "height", "left", "mso-list"),
    *("opacity", "overflow", "position", "right", "text-decoration", "text-indent"),
    *("text-decoration-line", "top", "transform", "transition", "vertical-align"),
    *("visibility", "width"),
}
_BRACES = re.compile(r"([{}])")
_SELECTOR = re.compile(r"(\w*)([.#])[\w-]+")


class Styles:
    """The declarations of a page's elements, by which it hides, strikes or raises text.

    Only rules for single names count (`.note`, `span.note`, `#note`); those for other
    selectors, and for some media only, are left alone.
    """

    def __init__(self, page: HtmlElement) -> None:
        self._rules: defaultdict[str, Declared] = defaultdict(dict)
        sheets = (_without_comments(style.text or "") for style in page.iter("style"))
        rules = chain.from_iterable(map(_parsed, sheets))
        for number, (selectors, declarations) in enumerate(rules):
            declared = _declared(declarations)
            for selector in map(str.strip, selectors.split(",") if declared else ()):
                if match := _SELECTOR.fullmatch(selector):
                    order = (match[2] == "#", bool(match[1]), number)
                    values = {name: (order, value) for name, value in declared.items()}
                    self._rules[selector].update(values)

    def of(self, element: HtmlElement) -> dict[str, str]:
        """Return the declarations of an element, of which the last in force counts."""
        own = element.get("style")
        if not self._rules:
            return _declared(own) if own else {}
        names = [f".{name}" for name in (element.get("class") or "").split()]
        names.append(f"#{element.get('id')}")
        found: Declared = {}
        for name in chain(names, [f"{element.tag}{name}" for name in names]):
            for declared, value in self._rules.get(name, {}).items():
                found[declared] = max(value, found.get(declared, value))
        return {n: value for n, (_, value) in found.items()} | _declared(own or "")


def _declared(declarations: str) -> dict[str, str]:
    """Return the declarations that are read, in small letters."""
    parts = (d.partition(":") for d in declarations.lower().split(";"))
    given = {name.strip(): value for name, _, value in parts if name.strip() in _READ}
    return {n: value.partition("!")[0].strip() for n, value in given.items()}


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
