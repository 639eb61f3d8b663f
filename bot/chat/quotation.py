"""Turns a passage into quoted lines with its matched words in bold."""

from __future__ import annotations

import re
from collections import deque
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.articles import drops, is_mark, seen
from bot.chat.escaping import (
    BEYOND_LATIN,
    BOLD,
    escapable,
    escaped,
    isolated,
    unescaped,
)
from bot.chat.pages import length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.articles import Article, Span

__all__ = ["divided", "emphasised", "quotation", "quoted"]

QUOTE = "> "
_WORD = re.compile(r"\s*\S{1,100}\s*")
_LETTERS = re.compile(r"\S+")
_BLANKS = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_RUN = re.compile(rb"\x00+|\x01+")
_BOLD_OR_ESCAPE = re.compile(r"(\\.)|\*\*", re.DOTALL)
_LONGEST_PIECE = 1_100  # of a message, so that the line under it fits as well


def quotation(
    article: Article, start: int, end: int, highlights: Iterable[Span] = ()
) -> str:
    """Return the text between two offsets as quoted lines of Discord's markdown.

    What Discord shows of it is the article's text with each run of white space as
    one space, and one line a paragraph. Other line breaks no reader would miss, and
    none is left that could end a quotation early.
    """
    places = [start, *_breaks(article.body, start, end), end]
    spans, lines = [*highlights], []
    for first, last in zip(places[::2], places[1::2], strict=True):
        inside = ((s - first, e - first) for s, e in spans)
        if shown := emphasised(article.text(first, last), inside):
            lines.append(f"{QUOTE}{isolated(shown)}")
    return "\n".join(lines)


def _breaks(body: str, start: int, end: int) -> Iterator[int]:
    """Yield where the blank lines between two offsets begin and end, in turn."""
    for blank in _BLANK_LINES.finditer(body, start, end):
        yield from blank.span()


def quoted(line: str) -> str | None:
    """Return what a reader sees of a line that `quotation` made, None of another."""
    if not line.startswith(QUOTE):
        return None
    plain = _BOLD_OR_ESCAPE.sub(lambda m: m[1] or "", line.removeprefix(QUOTE))
    return unescaped(plain)


def divided(
    article: Article, start: int, end: int, highlights: Iterable[Span] = ()
) -> Iterator[str]:
    """Yield quoted lines that give a long text whole.

    It is divided between sentences, and a long sentence between words. Each line takes
    as long as it is long, so who wants but some of them waits for no more.
    """
    spans = deque(highlights)
    ends = deque(s.end for s in article.sentences if start < s.end < end)
    while start < end:
        while spans and spans[0].end <= start:
            spans.popleft()
        stop = _stop(article.body, start, end, spans, ends)
        if seen(article.text(start, stop)):
            inside = takewhile(lambda s: s.start < stop, spans)  # noqa: B023 - used now
            yield quotation(article, start, stop, inside)
        start = stop


def _stop(
    body: str, start: int, end: int, spans: Iterable[Span], ends: deque[int]
) -> int:
    """Return where a quoted line that begins at `start` has to end.

    What it may come to is counted and not rendered: a sign that might be escaped
    counts twice, and each word of a highlight has its own asterisks.
    """
    room, stop, sentence = _LONGEST_PIECE, start, 0
    following = iter(spans)
    span = next(following, None)
    for word in _WORD.finditer(body, start, end):
        room -= length(word[0]) + len(escapable(word[0]))
        while span and span.start < word.end():
            room -= 2 * len(BOLD)
            if span.end > word.end():
                break  # it goes on in the next word
            span = next(following, None)
        if room < 0 and stop > start:
            return sentence or stop
        stop = word.end()
        while ends and ends[0] <= stop:
            sentence = ends.popleft()
    return end


def emphasised(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text, escaped, with some spans of it (code points) in bold."""
    bold = bytearray(len(text))
    for start, end in spans:
        for letters in _LETTERS.finditer(text, start, end):
            bold[slice(*letters.span())] = b"\1" * len(letters[0])
    text, bold = _without_unseen(text, bold)
    for found in () if text.isascii() else BEYOND_LATIN.finditer(text):
        # A mark belongs to the letter before it, or it would sit on an asterisk.
        if is_mark(found[0]):
            bold[found.start()] = found.start() and bold[found.start() - 1]
    runs = ((run[0][0], text[slice(*run.span())]) for run in _RUN.finditer(bold))
    pieces = ((is_bold, escaped(_BLANKS.sub(" ", run))) for is_bold, run in runs)
    return "".join(f"{BOLD}{p}{BOLD}" if is_bold else p for is_bold, p in pieces)


def _without_unseen(text: str, bold: bytearray) -> tuple[str, bytearray]:
    """Return what is seen of a text, from its first word to its last."""
    if unseen := drops(text):
        places = [place for place in range(len(text)) if place not in unseen]
        text = "".join(map(text.__getitem__, places))
        bold = bytearray(map(bold.__getitem__, places))
    stripped = text.strip()
    start = len(text) - len(text.lstrip())
    return stripped, bold[start : start + len(stripped)]
