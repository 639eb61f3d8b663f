"""Prepares a Word document for mammoth, which shows hidden text and no formulas."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

from bot.extraction.parsing.archives import xml_of
from bot.extraction.parsing.formulas import formula
from bot.extraction.parsing.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    Styles = dict[str, "_Style"]

__all__ = ["as_read"]

T = TypeVar("T")

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_UNSEEN = ("vanish", "strike", "dstrike")
_OFF = {"0", "false", "none", "off"}
_BLANKS = "{http://www.w3.org/XML/1998/namespace}space"
_ROWS = 2  # at least, of which the first may be of headers
_FIRST_ROW = 0x20  # of the bits of w:tblLook
_DEEPEST = 20  # styles that a style is based on, one on the other
_OBJECTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    f"{_WORD}object",
)


class _Style(NamedTuple):
    """What a style states; None where that is left to the one that it is based on."""

    based_on: str | None
    hides: bool | None
    alignment: str | None
    marks_first_row: bool | None


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
    for table in root.iter(f"{_WORD}tbl"):
        _mark_header(table, styles)
    for element in [*root.iter(f"{_MATH}oMath")]:
        text = f" {formula(element)} "
        del element[:]
        element.tag = f"{_WORD}r"
        shown = etree.SubElement(element, f"{_WORD}t")
        shown.set(_BLANKS, "preserve")
        shown.text = text


def _mark_header(table: _Element, styles: Styles) -> None:
    """Mark the first row as one of headers where the table sets it apart by looks.

    Its style does, if the table takes that style's first row, or shading does.
    """
    properties = table.find(f"{_WORD}tblPr")
    look = _child(properties, "tblLook")
    rows = table.findall(f"{_WORD}tr")
    if len(rows) < _ROWS or any(
        row.find(f".//{_WORD}tblHeader") is not None for row in rows
    ):
        return
    taken = look is not None and _is_taken(look)
    name = _value(properties, "tblStyle")
    styled = _resolved(name, styles, lambda style: style.marks_first_row)
    if (taken and styled) or (_is_shaded(rows[0]) and not _is_shaded(rows[1])):
        row = rows[0].find(f"{_WORD}trPr")
        if row is None:
            row = rows[0].makeelement(f"{_WORD}trPr")
            rows[0].insert(0, row)
        etree.SubElement(row, f"{_WORD}tblHeader")


def _is_taken(look: _Element) -> bool:
    """Return whether a table takes its style's look of the first row (17.7.6.7)."""
    stated = look.get(f"{_WORD}firstRow")
    if stated is not None:
        return stated.lower() not in _OFF
    bits = look.get(f"{_WORD}val", "")
    return bool(re.fullmatch("[0-9A-Fa-f]{4}", bits) and int(bits, 16) & _FIRST_ROW)


def _first_row(style: _Element) -> bool | None:
    """Return whether a style makes the first row of a table bold or shades it."""
    parts = style.findall(f"{_WORD}tblStylePr")
    first = [part for part in parts if part.get(f"{_WORD}type") == "firstRow"]
    looks = (f".//{_WORD}{name}" for name in ("b", "shd"))
    return any(part.find(look) is not None for look in looks for part in first) or None


def _is_shaded(row: _Element) -> bool:
    """Return whether each cell of a row has a colour of its own behind it."""
    shades = [
        shade.get(f"{_WORD}fill", "auto").lower() if shade is not None else "auto"
        for cell in row.findall(f"{_WORD}tc")
        for shade in [cell.find(f"{_WORD}tcPr/{_WORD}shd")]
    ]
    return bool(shades) and not {"auto", "ffffff"} & {*shades}


def _align(run: _Element, styles: Styles) -> None:
    """Raise or lower a run itself where its style does, or a distance in points."""
    properties = run.find(f"{_WORD}rPr")
    aligned = _alignment(run)
    if aligned is None:
        name = _value(properties, "rStyle")
        aligned = _resolved(name, styles, lambda style: style.alignment)
    if properties is not None and aligned:
        for old in properties.findall(f"{_WORD}vertAlign"):
            properties.remove(old)
        etree.SubElement(properties, f"{_WORD}vertAlign").set(f"{_WORD}val", aligned)


def _alignment(element: _Element) -> str | None:
    """Return whether a run or a style raises or lowers text; None if it doesn't say."""
    properties = element.find(f"{_WORD}rPr")
    moved = _value(properties, "position") or ""
    if re.fullmatch(r"-?[1-9]\d{0,4}", moved):
        return "subscript" if moved[0] == "-" else "superscript"
    return _value(properties, "vertAlign")


def _is_unseen(run: _Element, styles: Styles) -> bool:
    properties = run.find(f"{_WORD}rPr")
    own = _hidden(run)
    if own is not None:
        return own
    named = [_value(properties, "rStyle")]
    paragraphs = run.iterancestors(f"{_WORD}p")
    named += [_value(p.find(f"{_WORD}pPr"), "pStyle") for p in paragraphs]
    return any(_resolved(name, styles, lambda style: style.hides) for name in named)


def _hidden(element: _Element) -> bool | None:
    """Return whether a run or a style hides or strikes out text, None where unsaid."""
    properties = element.find(f"{_WORD}rPr")
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
    """Return a document's styles by their identifiers, each looked through once."""
    return {
        element.get(f"{_WORD}styleId", ""): _Style(
            _value(element, "basedOn"),
            _hidden(element),
            _alignment(element),
            _first_row(element),
        )
        for element in ([] if root is None else root.findall(f"{_WORD}style"))
    }


def _resolved(
    name: str | None, styles: Styles, stated: Callable[[_Style], T | None]
) -> T | None:
    """Return what a style states, or else the one that it is based on."""
    for _ in range(_DEEPEST):
        style = styles.get(name or "")
        if style is None:
            break
        found = stated(style)
        if found is not None:
            return found
        name = style.based_on
    return None
