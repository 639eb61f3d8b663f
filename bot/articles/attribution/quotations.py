"""Finds the quotations of a body: which marks open one, which close it.

Marks are paired paragraph by paragraph. A quotation that is not closed goes on where
the next paragraph opens with the same mark, as newspapers print it; otherwise a mark
without a partner is none. What is quoted inside a quotation belongs to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles.article import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Quotation", "quotations"]

Quotation = tuple[Span, ...]  # marks included: the part it has in each paragraph

_CLOSERS = {
    '"': '"',
    "“": "”",
    "„": "”“",
    "‟": "”",
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    "‚": "’‘",
    "'": "'",
}
_SINGLE = "'‘‚"  # their closing marks are apostrophes as well
_MARK = re.compile(f"[{''.join({*_CLOSERS, *''.join(_CLOSERS.values())})}]")


def quotations(body: str, paragraphs: Iterable[Span]) -> tuple[Quotation, ...]:
    """Return the outermost quotations of `body` in order; none overlap."""
    found: list[Quotation] = []
    unclosed: list[Span] = []
    for paragraph in paragraphs:
        pairs, left = _paired(body, paragraph)
        if unclosed and body[paragraph.start] == body[unclosed[0].start]:
            if left == paragraph.start:
                unclosed.append(Span(left, paragraph.end))
                continue
            if pairs and pairs[0].start == paragraph.start:
                found.append((*unclosed, pairs.pop(0)))
        unclosed = [] if left is None else [Span(left, paragraph.end)]
        found.extend((pair,) for pair in pairs)
    return tuple(sorted(found))


def _paired(body: str, paragraph: Span) -> tuple[list[Span], int | None]:
    """Return the outermost pairs, and the first double mark that stays open."""
    stack: list[int] = []
    pairs: list[Span] = []
    for mark in _MARK.finditer(body, *paragraph):
        opener = _partner(body, stack, mark.start(), paragraph)
        if opener is not None:
            del stack[opener + 1 :]
            start = stack.pop()
            while pairs and pairs[-1].start > start:
                pairs.pop()
            pairs.append(Span(start, mark.end()))
        elif _opens(body, mark.start(), paragraph):
            stack.append(mark.start())
    left = [start for start in stack if body[start] not in _SINGLE]
    return pairs, left[0] if left else None


def _partner(body: str, stack: list[int], at: int, paragraph: Span) -> int | None:
    """Return the place in the stack of the mark that the one at `at` closes."""
    if not _may_close(body, at, paragraph):
        return None
    # Marks that nobody closed are few; looking further down would not be linear.
    for place in range(len(stack) - 1, max(-1, len(stack) - 4), -1):
        opener = body[stack[place]]
        if body[at] in _CLOSERS[opener]:
            return place
        if body[at] in "'’":
            return None  # an apostrophe, inside a quotation with other marks
    return None


def _may_close(body: str, at: int, paragraph: Span) -> bool:
    """Tell whether a mark stands where one can close: not before a word."""
    if body[at] in "”»›」』":
        return True
    before = body[at - 1] if at > paragraph.start else " "
    after = body[at + 1] if at + 1 < paragraph.end else " "
    return not before.isspace() and not after.isalnum()


def _opens(body: str, at: int, paragraph: Span) -> bool:
    """Tell whether a mark stands where one can open: before a word, not after one."""
    if body[at] not in _CLOSERS:
        return False
    before = body[at - 1] if at > paragraph.start else " "
    after = body[at + 1] if at + 1 < paragraph.end else " "
    if body[at] in _SINGLE and not (after.isalpha() or after in '"“‘'):
        return False  # '90s
    return not before.isalnum() and not after.isspace()
