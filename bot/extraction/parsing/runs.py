"""Prepares a Word document for mammoth, which shows hidden text and no formulas."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING, TypeVar
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

from bot.extraction.parsing.archives import xml_of
from bot.extraction.parsing.formulas import formula
from bot.extraction.parsing.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    Styles = dict[str, _Element]

__all__ = ["as_read"]

T = TypeVar("T")

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_UNSEEN = ("vanish", "strike", "dstrike")
_OFF = {"0", "false", "none", "off"}
_BLANKS = "{http://www.w3.org/XML/1998/namespace}space"
_DEEPEST = 20  # styles that a style is based on, one on the other
_OBJECTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    f"{_WORD}object",
)


def as_read(data: bytes) -> tuple[bytes, tuple[tuple[str, int], ...]]:
    """Return a document without what its reader can't see, and what is left out of it.

    Hidden and struck-out runs go, as tracked deletions do; formulas become text.
    Charts and embedded objects are counted, for no text is made of them.
    """
    written = io.BytesIO()
    left_out: Counter[str] = Counter()
    with ZipFile(io.BytesIO(data)) as archive, ZipFile(written, "w", ZIP_STORED) as new:
        styles = _styles(xml_of(archive, "word/styles.xml"))
        for name in dict.fromkeys(archive.namelist()):
            content = archive.read(name)
            if name in _PARTS:
                root = parse_xml(content)
                _prepare(root, styles)
                left_out["embedded"] += sum(1 for _ in root.iter(*_OBJECTS))
                content = etree.tostring(root)
            new.writestr(name, content)
    return written.getvalue(), tuple((+left_out).items())


def _prepare(root: _Element, styles: Styles) -> None:
    for run in [*root.iter(f"{_WORD}r")]:
        if _is_unseen(run, styles):
            run.tag = f"{_WORD}del"  # which mammoth passes over
        _align(run, styles)
    for element in [*root.iter(f"{_MATH}oMath")]:
        text = f" {formula(element)} "
        del element[:]
        element.tag = f"{_WORD}r"
        shown = etree.SubElement(element, f"{_WORD}t")
        shown.set(_BLANKS, "preserve")
        shown.text = text


def _align(run: _Element, styles: Styles) -> None:
    """Say of a run that is raised by its style or by points, as it can say itself."""
    properties = run.find(f"{_WORD}rPr")
    aligned = _alignment(properties)
    if aligned is None:
        aligned = _resolved(_value(properties, "rStyle"), styles, _alignment)
    if properties is not None and aligned:
        for old in properties.findall(f"{_WORD}vertAlign"):
            properties.remove(old)
        etree.SubElement(properties, f"{_WORD}vertAlign").set(f"{_WORD}val", aligned)


def _alignment(properties: _Element | None) -> str | None:
    """Return whether properties raise or lower text; None if they don't say."""
    moved = _value(properties, "position") or ""
    if re.fullmatch(r"-?[1-9]\d{0,4}", moved):
        return "subscript" if moved[0] == "-" else "superscript"
    return _value(properties, "vertAlign")


def _is_unseen(run: _Element, styles: Styles) -> bool:
    properties = run.find(f"{_WORD}rPr")
    own = _hidden(properties)
    if own is not None:
        return own
    named = [_value(properties, "rStyle")]
    paragraphs = run.iterancestors(f"{_WORD}p")
    named += [_value(p.find(f"{_WORD}pPr"), "pStyle") for p in paragraphs]
    return any(_resolved(name, styles, _hidden) for name in named)


def _hidden(properties: _Element | None) -> bool | None:
    """Return whether properties hide or strike out text; None if they don't say."""
    found = [e for name in _UNSEEN for e in [_child(properties, name)] if e is not None]
    if not found:
        return None
    return any(e.get(f"{_WORD}val", "true").lower() not in _OFF for e in found)


def _child(properties: _Element | None, name: str) -> _Element | None:
    return None if properties is None else properties.find(_WORD + name)


def _value(properties: _Element | None, name: str) -> str | None:
    element = _child(properties, name)
    return None if element is None else element.get(f"{_WORD}val")


def _styles(root: _Element | None) -> Styles:
    """Return the elements of a document's styles by their identifiers."""
    elements = [] if root is None else root.findall(f"{_WORD}style")
    return {element.get(f"{_WORD}styleId", ""): element for element in elements}


def _resolved(
    name: str | None, styles: Styles, stated: Callable[[_Element | None], T | None]
) -> T | None:
    """Return what a style states, or else the one that it is based on."""
    for _ in range(_DEEPEST):
        element = styles.get(name or "")
        if element is None:
            break
        found = stated(element.find(f"{_WORD}rPr"))
        if found is not None:
            return found
        name = _value(element, "basedOn")
    return None
