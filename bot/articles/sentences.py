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
    start = end = None
    for line in _LINE.finditer(body):
        text = line.group()
        marker = _HEADING.match(text) or _ITEM.match(text)
        if start is not None and end is not None and (marker or not text.strip()):
            yield Span(start, end), False
            start = end = None
        if not _WORD.search(text):
            # Rules and underlines are no text of their own.
            end = line.end() if start is not None and text.strip() else end
        elif marker and marker.re is _HEADING:
            yield Span(line.start() + marker.end(), line.end()), True
        else:
            end = line.end()
            if start is None:
                start = line.start() + (marker.end() if marker else 0)
    if start is not None and end is not None:
        yield Span(start, end), False


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
