"""Writes formulas, raised and lowered figures in one line of Unicode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.etree import _Element

__all__ = ["formula", "lowered", "raised", "with_fractions"]

_STROKE = "\u2044"  # of fractions
_PLAIN = "0123456789+-\u2212=()"
_RAISED = str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SINGLE = {"TM": "™", "SM": "℠"}
_DIGIT_OR_SIGN = re.compile(r"[\d+\u2212]")
_FRACTIONS = {
    "1/2": "½",
    "1/3": "⅓",
    "2/3": "⅔",
    "1/4": "¼",
    "3/4": "¾",
    "1/5": "⅕",
    "2/5": "⅖",
    "3/5": "⅗",
    "4/5": "⅘",
    "1/6": "⅙",
    "5/6": "⅚",
    "1/7": "⅐",
    "1/8": "⅛",
    "3/8": "⅜",
    "5/8": "⅝",
    "7/8": "⅞",
    "1/9": "⅑",
    "1/10": "⅒",
}
_BY_SCRIPT = {
    f"{over.translate(_RAISED)}{_STROKE}{under.translate(_LOWERED)}": sign
    for (over, _, under), sign in (
        (text.partition("/"), sign) for text, sign in _FRACTIONS.items()
    )
}
_FRACTION = re.compile(r"([⁰¹²³⁴-⁹]{1,9})\s?[\u2044/\u2215]\s?([₀-₉]{1,9})")
_SPACED = set("=+\u2212-\u00d7·÷<>≤≥≈≠→±∈")
_ATOM = re.compile(r"[\w.,]*")

# Names of MathML and, where they differ, of Word's formulas, without namespaces.
_SILENT = {
    *("annotation", "annotation-xml", "mphantom", "ctrlPr", "rPr", "fPr", "sSupPr"),
    *("sSubPr", "sSubSupPr", "radPr", "dPr", "naryPr"),
}


def raised(text: str) -> str:
    """Return a superscript: its figures as superscript figures, its letters as such.

    Letters stay, for the reader of “1st” looks for “1st”.
    """
    return _SINGLE.get(text) or _written(text, _RAISED)


def lowered(text: str) -> str:
    """Return a subscript, likewise."""
    return _written(text, _LOWERED)


def with_fractions(text: str) -> str:
    """Return a text with raised and lowered figures around a stroke as fractions."""
    return _FRACTION.sub(_fraction, text)


def formula(element: _Element) -> str:
    """Return a formula (MathML, or Office Open XML's) as one line."""
    text = " ".join(with_fractions(_text(element)).split())
    return text or " ".join((element.get("alttext") or "").split())


def _written(text: str, table: dict[int, int]) -> str:
    return text.translate(table) if _DIGIT_OR_SIGN.search(text) else text


def _fraction(match: re.Match[str]) -> str:
    whole = f"{match[1]}{_STROKE}{match[2]}"
    return _BY_SCRIPT.get(whole, whole)


def _text(element: _Element) -> str:
    name = _name(element)
    writer = _WRITERS.get(name)
    parts = [_text(child) for child in element if _name(child) not in _SILENT]
    if writer and len(parts) > 1:
        return writer(parts)
    if name in {"msqrt", "rad"}:
        return f"√{_grouped(''.join(parts))}"
    if name == "mfenced":
        return f"({', '.join(parts)})"
    own = "".join(_own(element, parts))
    sign = own.strip()
    return f" {sign} " if name == "mo" and sign in _SPACED else own


def _own(element: _Element, parts: Sequence[str]) -> Iterator[str]:
    """Yield the text of an element between and around its children's."""
    yield (element.text or "").strip("\n\t")
    children = [child for child in element if _name(child) not in _SILENT]
    for child, part in zip(children, parts, strict=True):
        yield part
        yield (child.tail or "").strip()
    if _name(element) in {"mtr", "mtd"}:
        yield "; " if _name(element) == "mtr" else " "


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _grouped(text: str) -> str:
    text = text.strip()
    return text if _ATOM.fullmatch(text) else f"({text})"


def _power(text: str) -> str:
    text = text.strip()
    written = text.translate(_RAISED)
    whole = not any(c.isalpha() or c in ".,/" for c in text)
    return written if text and whole else f"^{_grouped(text)}"


def _index(text: str) -> str:
    text = text.strip()
    return text.translate(_LOWERED) if text.isdigit() else f"_{_grouped(text)}"


_WRITERS: dict[str, Callable[[Sequence[str]], str]] = {
    "mfrac": lambda p: f"{_grouped(p[0])}/{_grouped(p[1])}",
    "f": lambda p: f"{_grouped(p[0])}/{_grouped(p[1])}",
    "msup": lambda p: p[0].strip() + _power(p[1]),
    "sSup": lambda p: p[0].strip() + _power(p[1]),
    "msub": lambda p: p[0].strip() + _index(p[1]),
    "sSub": lambda p: p[0].strip() + _index(p[1]),
    "msubsup": lambda p: p[0].strip() + _index(p[1]) + _power("".join(p[2:])),
    "sSubSup": lambda p: p[0].strip() + _index(p[1]) + _power("".join(p[2:])),
    "mroot": lambda p: f"{_power(p[1])}√{_grouped(p[0])}",
}
