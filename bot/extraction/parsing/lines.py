"""Makes paragraphs of the lines that a PDF has.

A PDF has no paragraphs and no words that go on in the next line, only lines. Lines are
joined by a blank until one ends a sentence and is shorter than its page's lines, or is
much shorter and followed by a capital letter. A word that a hyphen divides at a line's
end is joined only where the same document has it undivided elsewhere; else hyphen and
line end stay as they are printed, for it can't be told whether the hyphen is the word's
own. Lines that stand at the head or foot of most pages are left out, and page numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["joins_columns", "paragraphs"]

# Of the page's usual long line: justified lines are longer than the first, headings
# shorter than the second.
_SHORT, _HEADING = 0.85, 0.6
_REPEATED = 3  # pages, and more than half of them
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-\u2013\u2014| ]*(?:\d{1,4}|[ivxlc]{1,6})[-\u2013\u2014| ]*"
)
_ENDING = re.compile(r"[.!?:…。\uff01\uff1f][\"'”’»›)\]」』]*\Z")
_DIVIDED = re.compile(r"(?<![^\W\d_])([^\W\d_]+)([-\u2010\u00ad])\Z")
_FIRST = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_SPACELESS = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_SOFT_HYPHEN = "\u00ad"
_SPACE = re.compile(r" {4,}")
_WORDS = 3  # at least, in each column; less is a table
_JOINED, _SHARE = 4, 0.3  # lines of a page, and of all its lines


def paragraphs(pages: Sequence[str]) -> str:
    """Return the text of all pages with blank lines between paragraphs."""
    numbered = [[*map(_trim, page.splitlines())] for page in pages]
    kept = [*_without_margins(numbered)]
    words = Counter(_WORD.findall("\n".join(chain.from_iterable(kept)).lower()))
    blocks: list[str] = []
    ended = True
    for line, ends in chain.from_iterable(map(_marked, kept)):
        if line and ended:
            blocks.append(line)
        elif line:
            blocks[-1] = _joined(blocks[-1], line, words)
        ended = ends
    return "\n\n".join(blocks)


def _trim(line: str) -> str:
    """Return a line with one blank where there are several; a PDF has none itself."""
    return " ".join(filter(None, line.strip().split(" ")))


def joins_columns(drawn: str, layout: str) -> bool:
    """Return whether lines of a page join what stands in different columns.

    `drawn` is the page's text as it is read, `layout` with blanks where space is.
    """
    lines = {_squeezed(line) for line in drawn.splitlines()}
    rows = [_SPACE.split(line.strip()) for line in layout.splitlines() if line.strip()]
    joined = sum(
        len(row) > 1
        and all(len(part.split()) >= _WORDS for part in row)
        and not lines.isdisjoint({_squeezed("".join(r)) for r in (row, row[::-1])})
        for row in rows
    )
    return joined >= max(_JOINED, _SHARE * len(rows))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _without_margins(pages: Sequence[list[str]]) -> Iterator[list[str]]:
    """Yield the pages without what stands at their heads and feet on most of them."""
    filled = [[*filter(None, page)] for page in pages]
    ends = [{_pattern(line) for line in (*p[:1], *p[-1:])} for p in filled]
    counts = Counter(chain.from_iterable(ends))
    least = max(_REPEATED, len(pages) // 2 + 1)
    margins = {pattern for pattern, count in counts.items() if count >= least}
    for page in pages:
        lines = _trimmed(page, margins)
        lines.reverse()
        lines = _trimmed(lines, margins)
        lines.reverse()
        yield lines


def _trimmed(lines: Iterable[str], margins: set[str]) -> list[str]:
    """Return the lines from the first one that is no margin."""
    rest = [*lines]
    while rest and (
        not rest[0] or _PAGE_NUMBER.fullmatch(rest[0]) or _pattern(rest[0]) in margins
    ):
        del rest[0]
    return rest


def _pattern(line: str) -> str:
    return _NUMBER.sub("0", line)


def _marked(page: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield each line and whether its paragraph ends with it."""
    lengths = sorted(map(len, filter(None, page)))
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    for line, following in zip_longest(page, page[1:], fillvalue=""):
        ends = len(line) < _SHORT * usual and _ENDING.search(line)
        heads = len(line) < _HEADING * usual and following[:1].isupper()
        yield line, bool(not line or ends or heads)


def _joined(text: str, line: str, words: Counter[str]) -> str:
    """Return a paragraph with one more line."""
    divided, first = _DIVIDED.search(text), _FIRST.match(line)
    if divided and first:
        head, hyphen = divided.groups()
        if hyphen == _SOFT_HYPHEN or words[(head + first[0]).lower()]:
            return text[:-1] + line
        if words[f"{head}{hyphen}{first[0]}".lower()]:
            return text + line
        return f"{text}\n{line}"
    spaceless = _SPACELESS.match(text[-1]) and _SPACELESS.match(line)
    return f"{text}{line}" if spaceless else f"{text} {line}"
