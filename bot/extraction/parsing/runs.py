"""Prepares a Word document for mammoth, which shows hidden text and no formulas."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

from bot.extraction.parsing.archives import xml_of
from bot.extraction.parsing.formulas import formula
from bot.extraction.parsing.xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["as_read"]

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
        styles = _unseen_styles(xml_of(archive, "word/styles.xml"))
        for name in dict.fromkeys(archive.namelist()):
            content = archive.read(name)
            if name in _PARTS:
                root = parse_xml(content)
                _prepare(root, styles)
                left_out["embedded"] += sum(1 for _ in root.iter(*_OBJECTS))
                content = etree.tostring(root)
            new.writestr(name, content)
    return written.getvalue(), tuple((+left_out).items())


def _prepare(root: _Element, styles: set[str]) -> None:
    for run in [*root.iter(f"{_WORD}r")]:
        if _is_unseen(run, styles):
            run.tag = f"{_WORD}del"  # which mammoth passes over
        _align(run)
    for element in [*root.iter(f"{_MATH}oMath")]:
        text = f" {formula(element)} "
        del element[:]
        element.tag = f"{_WORD}r"
        shown = etree.SubElement(element, f"{_WORD}t")
        shown.set(_BLANKS, "preserve")
        shown.text = text


def _align(run: _Element) -> None:
    """Say of a run that is moved up or down by points, as Word's own way is to say."""
    properties = run.find(f"{_WORD}rPr")
    moved = _value(properties, "position") or ""
    if properties is None or not re.fullmatch(r"-?[1-9]\d{0,4}", moved):
        return
    aligned = etree.SubElement(properties, f"{_WORD}vertAlign")
    aligned.set(f"{_WORD}val", "subscript" if moved[0] == "-" else "superscript")


def _is_unseen(run: _Element, styles: set[str]) -> bool:
    properties = run.find(f"{_WORD}rPr")
    own = None if properties is None else _stated(properties)
    if own is not None:
        return own
    named = [_value(properties, "rStyle")]
    paragraphs = run.iterancestors(f"{_WORD}p")
    named += [_value(p.find(f"{_WORD}pPr"), "pStyle") for p in paragraphs]
    return not styles.isdisjoint(filter(None, named))


def _stated(properties: _Element) -> bool | None:
    """Return whether properties hide or strike out text; None if they don't say."""
    found = [
        e for e in map(properties.find, map(_WORD.__add__, _UNSEEN)) if e is not None
    ]
    if not found:
        return None
    return any(e.get(f"{_WORD}val", "true").lower() not in _OFF for e in found)


def _value(properties: _Element | None, name: str) -> str | None:
    element = None if properties is None else properties.find(_WORD + name)
    return None if element is None else element.get(f"{_WORD}val")


def _unseen_styles(root: _Element | None) -> set[str]:
    """Return the names of the styles that hide or strike out text."""
    elements = [] if root is None else root.findall(f"{_WORD}style")
    styles = {element.get(f"{_WORD}styleId", ""): element for element in elements}
    return {name for name in styles if _hides(name, styles)}


def _hides(name: str | None, styles: dict[str, _Element]) -> bool:
    for _ in range(_DEEPEST):
        element = styles.get(name or "")
        if element is None:
            return False
        properties = element.find(f"{_WORD}rPr")
        stated = None if properties is None else _stated(properties)
        if stated is not None:
            return stated
        name = _value(element, "basedOn")
    return False
