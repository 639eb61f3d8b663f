"""Writes the tables of Markdown, whose cells stand between pipes, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.tables import cells, is_rule
from bot.extraction.parsing.tables import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["with_rows"]


def with_rows(body: str) -> str:
    """Return a text in which each row of a table is a line that names its columns."""
    return "".join(_lines(body.splitlines(keepends=True)))


def _lines(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        if at + 1 == len(lines) or not is_rule(lines[at + 1], lines[at]):
            yield lines[at]
            at += 1
            continue
        headers = cells(lines[at])
        at += 2
        rows = []
        while at < len(lines) and (row := cells(lines[at])):
            rows.append(row)
            at += 1
        written = lines_of(headers, rows) if rows else ["; ".join(headers)]
        yield "\n" + "\n\n".join(filter(None, written)) + "\n"
