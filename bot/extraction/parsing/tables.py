"""Writes a table as rows, each a line that names the columns its cells stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain, repeat, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    Row = list["_Cell"]

__all__ = ["BOLD", "is_layout", "lines_of", "rows_of"]

BOLD = "bold"  # an attribute of what a style makes bold

_WIDEST = 50  # columns, behind which no cell spans others
_HIGHEST = 10_000  # rows
_LONGEST = 100  # characters of what is repeated in each row
_MOST_HEADERS = 3  # rows
_NUMBER = re.compile(r"[^\w]*\d[\d\W]*(?:[^\W\d_]{1,3}\W*)?|[-–—\u2212\s]*")  # noqa: RUF001 - dashes
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_INSIDE = ("table", "article", "section", "form")
# Below headers of its own a table may have these in its cells.
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARAGRAPHS = 4  # in one cell make a page's frame of a table
_FEW = 3  # rows at least, to take the first for headers that are not marked as such


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell in one column; `goes_on` where it began in a column before."""

    text: str
    is_header: bool
    is_bold: bool
    goes_on: bool = False


def is_layout(table: HtmlElement) -> bool:
    """Return whether a table only places what is in it, as old pages do."""
    if table.get("role") in {"presentation", "none"}:
        return True
    named = next(table.iterdescendants("th"), None) is not None
    inside = _INSIDE if named else (*_INSIDE, *_HEADINGS)
    if next(table.iterdescendants(*inside), None) is not None:
        return True
    if all(len(row) < 2 for row in table.iter("tr")):  # noqa: PLR2004 - one column
        return True
    return any(len(cell.findall("p")) >= _PARAGRAPHS for cell in table.iter("td"))


def rows_of(table: HtmlElement, text_of: Callable[[HtmlElement], str]) -> Iterator[str]:
    """Yield the rows as lines: `Column: cell; Column: cell`.

    The header of a column stands before each of its cells, and where there is none
    the row's own header before its cells. A header that is too long to repeat is a
    line of its own, and so is a cell that is as wide as the table. `text_of` gives the
    text of a cell on one line.
    """
    grid = [row for row in _grid(table, text_of) if any(cell.text for cell in row)]
    while grid and _is_title(grid[0]):
        yield grid.pop(0)[0].text
    count = _header_rows(grid)
    headers = _headers(grid[:count])
    if count == len(grid) or any(len(text) > _LONGEST for text in headers):
        yield from (_line(row, []) for row in grid[:count])
        headers = []
    for row in grid[count:]:
        yield row[0].text if _is_title(row) else _line(row, headers)


def _grid(table: HtmlElement, text_of: Callable[[HtmlElement], str]) -> Iterator[Row]:
    """Yield the rows with a cell for each column (HTML, 4.9.12)."""
    hanging: dict[int, tuple[int, _Cell]] = {}  # by column: rows to come, and the cell
    for row in table.iter("tr"):
        cells: Row = []
        for element in row.iterchildren("td", "th"):
            _hang(cells, hanging)
            is_header = element.tag == "th" or row.getparent().tag == "thead"
            cell = _Cell(text_of(element), is_header, _is_bold(element))
            wide, high = (_span(element, name) for name in ("colspan", "rowspan"))
            if len(cells) >= _WIDEST or len(cell.text) > _LONGEST:
                wide = high = 1
            for number in range(wide):
                if high > 1:
                    hanging[len(cells)] = high - 1, cell
                cells.append(cell)
                cell = cell if number else replace(cell, goes_on=True)
        _hang(cells, hanging)
        yield cells


def _hang(cells: Row, hanging: dict[int, tuple[int, _Cell]]) -> None:
    """Add the cells that reach down into this row, as far as they join."""
    while (column := len(cells)) in hanging:
        left, cell = hanging.pop(column)
        if left > 1:
            hanging[column] = left - 1, cell
        cells.append(cell)


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "").strip()[:5]
    most = _WIDEST if name == "colspan" else _HIGHEST
    return min(max(int(value), 1), most) if value.isdecimal() else 1


def _is_bold(cell: HtmlElement) -> bool:
    """Return whether all that stands in a cell is bold, by its markup or its style."""
    if {cell.get(BOLD), cell.getparent().get(BOLD)} != {None}:
        return True
    inner = (e for e in cell.iter() if e.tag in {"b", "strong"} or e.get(BOLD))
    bold = sum(len("".join(e.itertext()).strip()) for e in inner)
    return 0 < len("".join(cell.itertext()).strip()) <= bold


def _is_title(row: Row) -> bool:
    """Return whether one cell is as wide as the table."""
    return len(row) > 1 and not row[0].goes_on and all(c.goes_on for c in row[1:])


def _header_rows(grid: Sequence[Row]) -> int:
    """Return how many of the first rows name the columns."""
    if any(cell.is_header for row in grid for cell in row):
        marked = [*takewhile(lambda row: _all(row, "is_header"), grid)]
    else:
        marked = [*takewhile(lambda row: _all(row, "is_bold"), grid[:1])]
        if not marked and _names_figures(grid):
            return 1
    return min(len(marked), _MOST_HEADERS)


def _all(row: Row, name: str) -> bool:
    """Return whether all cells are so; the one in the corner may be empty."""
    rest = [cell for cell in row[1:] if cell.text]
    first = [row[0]] if row[0].text else []
    return bool(rest) and all(getattr(cell, name) for cell in first + rest)


def _names_figures(grid: Sequence[Row]) -> bool:
    """Return whether only words stand in the first row, and figures in a column.

    Years name columns, too, where none stands below them.
    """
    columns = range(1, len(grid[0]))
    below = [[row[c] for row in grid[1:] if c < len(row)] for c in columns]
    years = {cell.text for cell in grid[0][1:] if _YEAR.fullmatch(cell.text)}
    named = 1 < len(years) == len(columns)
    if named and not any(_YEAR.fullmatch(c.text) for column in below for c in column):
        return True
    if len(grid) < _FEW or not all(c.text and not _is_figure(c) for c in grid[0][1:]):
        return False
    return any(
        column and all(map(_is_figure, column)) and any(c.text for c in column)
        for column in below
    )


def _is_figure(cell: _Cell) -> bool:
    return bool(_NUMBER.fullmatch(cell.text))


def _headers(rows: Sequence[Row]) -> list[str]:
    """Return what stands above each column, the wider before the narrower."""
    width = max(map(len, rows), default=0)
    columns = ([row[c].text for row in rows if c < len(row)] for c in range(width))
    return [" ".join(dict.fromkeys(filter(None, column))) for column in columns]


def _line(row: Row, headers: Sequence[str]) -> str:
    shown = [
        (headers[column] if column < len(headers) else "", cell)
        for column, cell in enumerate(row)
        if cell.text and not cell.goes_on
    ]
    cells = [_named(header, cell.text) for header, cell in shown]
    first, last = shown[0][1], shown[-1][1]
    if first.is_header and not last.is_header and not any(headers[1:]):
        return _named(cells[0], "; ".join(cells[1:]))
    return "; ".join(cells)


def lines_of(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield rows of plain texts as lines, their headers as `rows_of` has them."""
    if any(len(text) > _LONGEST for text in headers):
        yield "; ".join(filter(None, headers))
        headers = []
    for cells in rows:
        named = zip(chain(headers, repeat("")), cells, strict=False)
        yield "; ".join(_named(header, cell) for header, cell in named if cell)


def _named(header: str, text: str) -> str:
    if not header or header == text:
        return text
    return f"{header} {text}" if header[-1] in ":?\uff1a" else f"{header}: {text}"
