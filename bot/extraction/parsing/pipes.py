"""Writes the tables of Markdown, whose cells stand between pipes, as rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.extraction.parsing.tables import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["with_rows"]

_DASHES = re.compile(r":?-+:?")  # of the line below the headers (GitHub's Markdown)
_BETWEEN = re.compile(r"(?<!\\)\|")


def with_rows(body: str) -> str:
    """Return a text in which each row of a table is a line that names its columns."""
    return "".join(_lines(body.splitlines(keepends=True)))


def _lines(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        headers, rule = map(_cells, (*lines[at : at + 2], "")[:2])
        if (
            not rule
            or len(headers) != len(rule)
            or not all(map(_DASHES.fullmatch, rule))
        ):
            yield lines[at]
            at += 1
            continue
        at += 2
        rows = []
        while at < len(lines) and (cells := _cells(lines[at])):
            rows.append(cells)
            at += 1
        written = lines_of(headers, rows) if rows else ["; ".join(headers)]
        yield "\n" + "\n\n".join(filter(None, written)) + "\n"


def _cells(line: str) -> list[str]:
    """Return the cells of a row, none where the line is no row."""
    if "|" not in line:
        return []
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.replace("\\|", "|").strip() for cell in _BETWEEN.split(inner)]
