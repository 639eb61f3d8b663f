"""Reads the tables of Markdown: rows of cells between pipes below a row of headers."""

from __future__ import annotations

import re

from bot.articles.sentence import Span

__all__ = ["APART", "cells", "columns_of", "is_rule"]

APART = re.compile(r"\n[^\S\n]*\n")  # what ends a table
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
    headers: Span | None = None  # of the highest rule: a row may hold dashes as well
    while first and "|" in body[first:last]:
        under = body[first:last]
        first, last = _line_at(body, first - 1)
        if is_rule(under, body[first:last]):
            headers = Span(first, last)
    text = body[slice(*headers)].strip() if headers else ""
    if headers is None or len(text) > _LONGEST:
        return None
    begin = body.index(text, headers.start)
    return Span(begin, begin + len(text))


def _line_at(body: str, place: int) -> tuple[int, int]:
    """Return where the line begins and ends that an offset is in."""
    end = body.find("\n", place)
    return body.rfind("\n", 0, place) + 1, len(body) if end < 0 else end
