"""Reads the tables of Markdown: rows of cells between pipes below a row of headers."""

from __future__ import annotations

import re

from bot.articles.sentence import Span

__all__ = ["cells", "columns_of", "is_rule"]

_DASHES = re.compile(r":?-+:?")
_BETWEEN = re.compile(r"(?<!\\)\|")
_LONGEST = 300  # characters of headers that are shown above a row


def cells(line: str) -> list[str]:
    """Return the cells of a row, none where a line is no row."""
    if "|" not in line:
        return []
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.replace("\\|", "|").strip() for cell in _BETWEEN.split(inner)]


def is_rule(line: str, headers: str) -> bool:
    """Return whether a line is the one below these headers (GitHub's Markdown)."""
    dashes = cells(line)
    return (
        bool(dashes)
        and all(map(_DASHES.fullmatch, dashes))
        and len(dashes) == len(cells(headers))
    )


def columns_of(body: str, start: int) -> Span | None:
    """Return where the headers stand of the row that begins at an offset.

    None where no row begins there, or the headers are too long to be shown with it.
    """
    first, last = _line_at(body, start)
    row = body[first:last]
    if "|" not in row or is_rule(row, row):
        return None
    while first:
        under = body[first:last]
        first, last = _line_at(body, first - 1)
        line = body[first:last]
        if is_rule(under, line):
            text = line.strip()
            begin = body.index(text, first)
            return Span(begin, begin + len(text)) if len(text) <= _LONGEST else None
        if "|" not in under:
            return None
    return None


def _line_at(body: str, place: int) -> tuple[int, int]:
    """Return where the line begins and ends that an offset is in."""
    end = body.find("\n", place)
    return body.rfind("\n", 0, place) + 1, len(body) if end < 0 else end
