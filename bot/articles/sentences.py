"""Splits a body into paragraphs and sentences, keeping every offset.

sentencex (Wikimedia) finds the sentences. It takes a quotation for one sentence
however many it holds, so it is shown a copy of the text in which quotation marks
are blanks of the same length; the marks then go to the sentence they belong to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sentencex import get_sentence_boundaries

from bot.articles.article import Sentence, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["split"]

# Corner brackets stay: in running Japanese and Chinese text a particle follows them.
_MASK = str.maketrans(dict.fromkeys("\"'`“”„‟‘’‚‛«»‹›", " "))
_OPENING = "“„‟‘‚‛«‹([{"
_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_ITEM = re.compile(r"\s{0,3}(?:[-*+•]|\d{1,3}[.)])\s+")
_NOTE = re.compile(r"\s*\[[^\]]*\]\s*")
_WORD = re.compile(r"\w")


def split(body: str, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of `body` in order; none overlap, none is blank.

    Blank lines separate paragraphs; a Markdown heading or list item is one by
    itself. Offsets are code points into `body`.
    """
    return tuple(
        Sentence(start, end, number, heading=heading)
        for number, (block, heading) in enumerate(_paragraphs(body), start=1)
        for start, end in _sentences(body, block, language)
    )


def _paragraphs(body: str) -> Iterator[tuple[Span, bool]]:
    """Yield the span of each paragraph's text, and whether it is a heading."""
    block: Span | None = None
    for line in _LINE.finditer(body):
        text = line.group()
        words = _WORD.search(text)
        marker = _HEADING.match(text) or _ITEM.match(text)
        if block and (marker or not text.strip()):
            yield block, False
            block = None
        if words and marker and marker.re is _HEADING:
            yield Span(line.start() + marker.end(), line.end()), True
        elif words or (block and text.strip()):  # a rule is no text of its own
            begin = line.start() + (marker.end() if marker else 0)
            block = Span(block.start if block else begin, line.end())
    if block:
        yield block, False


def _sentences(body: str, block: Span, language: str) -> Iterator[Span]:
    """Yield the spans of the sentences inside one paragraph."""
    text = body[block.start : block.end]
    start = 0
    ends = [
        _after_closing(text, boundary["end_index"])
        for boundary in get_sentence_boundaries(language, text.translate(_MASK))
    ]
    for end, following in zip(ends, [*ends[1:], len(text)], strict=True):
        if not _WORD.search(text, start, end):
            continue
        if not _continues(text[start:end], text[end:following]):
            yield _stripped(text, start, end, block.start)
            start = end
    if _WORD.search(text, start):  # nothing came after a mark that opens something
        yield _stripped(text, start, len(text), block.start)


def _continues(sentence: str, following: str) -> bool:
    """Tell whether what follows still belongs to the sentence.

    It does after a quotation that ends in a question mark or a full stop when it
    goes on in lower case ("Why?" she asked), and where it is but a bracketed note.
    """
    first = _WORD.search(following)
    if first is None:
        return bool(following.strip())
    quoted = sentence.rstrip()[-1:].translate(_MASK) == " "
    note = _NOTE.fullmatch(following) is not None
    return note or (quoted and first.group().islower())


def _after_closing(text: str, end: int) -> int:
    """Move a boundary back so that opening marks go to the next sentence.

    The blanks before the boundary were marks or white space: the first real white
    space after the full stop divides closing marks from opening ones.
    """
    masked = text[:end].translate(_MASK)
    tail = len(masked.rstrip())
    for position in range(tail, end):
        if text[position].isspace() or text[position] in _OPENING:
            return position
    return end


def _stripped(text: str, start: int, end: int, offset: int) -> Span:
    """Return the span without white space at its ends, counted from the body."""
    inner = text[start:end]
    lead = len(inner) - len(inner.lstrip())
    return Span(offset + start + lead, offset + start + len(inner.rstrip()))
