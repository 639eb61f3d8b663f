"""Shows a text without what changes nothing in it, and leads back to each offset.

Soft hyphens, decomposed accents, zero-width characters, wide blanks, ligatures and the
marks of Markdown's emphasis and links are no part of what a sentence says. Who reads a
text by its words reads the plain one; what is shown to people is always the body.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.abbreviations import abbreviations
from bot.articles.article import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["PlainText", "normalise"]

# Soft hyphen, zero-width and bidirectional marks, joiners, byte order mark; they are
# written as escapes, since nobody sees them.
_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
)
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
# The mark of "Westward Ho!" and "Guess?" inside a sentence.
_MARKED = "|".join(
    rf"(?<=\b{re.escape(name[:-1])}[!?])" for name in sorted(abbreviations("en").marked)
)
_ADDRESS = r'\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s+"[^"\n]*")?\)'
_ODDITIES = rf"{_UNSEEN}{_BLANKS}{_MARKS}\u2010\u2011\ufb00-\ufb06\[\]*_!?"
# A text without any of these stays as it is, and is gone over but once; each thing that
# is odd begins with one, so that at other characters nothing is tried.
_ANY = re.compile(f"[{_ODDITIES}]")
_ODD = re.compile(
    rf"""
    (?=[{_ODDITIES}])
    (?: (?P<unseen>[{_UNSEEN}]+)
    | (?P<blank>[{_BLANKS}])
    | (?P<hyphen>[\u2010\u2011])
    | (?P<ligature>[\ufb00-\ufb06])
    | (?P<accented>(?<=[^\W\d_\ufb00-\ufb06])[{_MARKS}][{_MARKS}{_UNSEEN}]*)
    | (?P<mark>[{_MARKS}]+)
    | (?P<image>!\[[^\[\]\n]*{_ADDRESS})
    | (?P<opened>\[(?=[^\[\]\n]*{_ADDRESS}))
    | (?P<address>{_ADDRESS})
    | (?P<marked>[!?](?:{_MARKED})(?=\s+\w))
    | (?P<emphasis>\*+|_+)
    )""",
    re.VERBOSE,
)
_INSTEAD = {"unseen": "", "mark": "", "image": "", "blank": " ", "hyphen": "-"}
_PARAGRAPH = re.compile(r"\n\s*\n")
_LONGEST_MARK = 3  # asterisks of what is bold and slanted


class _Change(NamedTuple):
    """What stands in the plain text for a stretch of the body."""

    start: int
    end: int
    plain: str


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text without what changes nothing, and where each character comes from.

    `text` is the plain text. `_plain` and `_body` are the offsets at which stretches
    begin in it and in the body, alternately as they stand and changed.
    """

    text: str
    _plain: tuple[int, ...]
    _body: tuple[int, ...]

    def span_in_body(self, start: int, end: int) -> Span:
        """Return the span of the body that a span of the plain text comes from."""
        return Span(self._to_body(start, 0), self._to_body(end - 1, 1))

    def span_in_plain(self, start: int, end: int) -> Span:
        """Return the span of the plain text that a span of the body became."""
        if len(self._body) == 1:  # nothing is changed
            return Span(start, end)
        return Span(self._to_plain(start), self._to_plain(end))

    def _to_body(self, at: int, width: int) -> int:
        """Return where the character at a place begins (`width` 0) or ends (1)."""
        place = bisect_right(self._plain, at) - 1
        if place % 2:
            return self._body[place + width]
        return self._body[place] + at + width - self._plain[place]

    def _to_plain(self, offset: int) -> int:
        place = bisect_right(self._body, offset) - 1
        if place % 2:
            inside = offset > self._body[place]
            return self._plain[place + inside]
        return self._plain[place] + offset - self._body[place]


def normalise(body: str) -> PlainText:
    """Return the plain text of a body; it takes time linear in its length."""
    if not _ANY.search(body):
        return PlainText(body, (0,), (0,))
    plain, inside, pieces = [0], [0], []
    for change in _changes(body):
        same = body[inside[-1] : change.start]
        pieces += [same, change.plain]
        plain += [plain[-1] + len(same), plain[-1] + len(same) + len(change.plain)]
        inside += [change.start, change.end]
    return PlainText("".join([*pieces, body[inside[-1] :]]), (*plain,), (*inside,))


def _changes(body: str) -> Iterator[_Change]:
    """Yield what is changed, in order."""
    found = list(_ODD.finditer(body))
    paired = {*_links(found), *_emphasis(body, found)}
    for match in found:
        start, end = match.span()
        start -= match.lastgroup in {"accented", "marked"}  # with its letter
        raw = body[start:end]
        plain = "" if start in paired else _plain(raw, match.lastgroup or "")
        if plain != raw:
            yield _Change(start, end, plain)


def _links(found: Iterable[re.Match[str]]) -> Iterator[int]:
    """Yield where "[" and "](address)" stand that belong together."""
    opened = False
    for match in found:
        if match.lastgroup == "opened" or (match.lastgroup == "address" and opened):
            opened = match.lastgroup == "opened"
            yield match.start()


def _plain(raw: str, kind: str) -> str:
    """Return what stands for characters that look alike or can't be seen."""
    if kind == "accented":
        composed = unicodedata.normalize("NFC", raw)
        return "".join(c for c in composed if not unicodedata.combining(c))[:1] or raw
    if kind == "ligature":
        return unicodedata.normalize("NFKC", raw)
    if kind == "marked":
        return raw[:-1]
    return _INSTEAD.get(kind, raw)


def _emphasis(body: str, found: Iterable[re.Match[str]]) -> set[int]:
    """Return where the marks of emphasis begin that are opened and closed.

    They open before a word and close behind one, in the same paragraph, as CommonMark
    has it; a mark between two letters or two blanks is neither.
    """
    breaks = [match.start() for match in _PARAGRAPH.finditer(body)]
    pairs: set[int] = set()
    opened: dict[str, tuple[int, int]] = {}
    for match in found:
        mark = match.group()
        if match.lastgroup != "emphasis" or len(mark) > _LONGEST_MARK:
            continue
        before = body[match.start() - 1 : match.start()] or " "
        after = body[match.end() : match.end() + 1] or " "
        paragraph = bisect_right(breaks, match.start())
        if before.isalnum() and after.isalnum():
            continue
        start, opening = opened.get(mark, (0, -1))
        if not before.isspace() and opening == paragraph:
            pairs |= {start, match.start()}
            del opened[mark]
        elif not after.isspace():
            opened[mark] = (match.start(), paragraph)
    return pairs
