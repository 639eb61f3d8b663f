"""What becomes known of each sentence, and who speaks in what is quoted.

Marks are paired in one pass over each paragraph. A quotation that is opened again
before it was closed ends there; one that stays open goes on where the next paragraph
opens with the same mark, as newspapers print it. What is quoted inside a quotation
belongs to it.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.sentence import Sentence, Span, Stance
from bot.articles.speakers.tokens import MARKS, Stream, Token, Tokeniser

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.articles.speakers.cues import Cue, Cues
    from bot.articles.speakers.frames import Frames
    from bot.articles.speakers.rules import Finding

__all__ = ["SPEECH", "Line", "Naming", "extent", "mark_quoted", "pair_marks", "spread"]

Quotation = tuple[Span, ...]  # marks included: the part it has in each paragraph

# An opening mark may close by mistake: “Yes,“ she said.
_OPENERS = "\"“““„„„‟«»‹›「『‘‚‚'"
_CLOSERS = '"”“"”“"”»«›‹」』’’‘\''
_PAIRS = {*zip(_OPENERS, _CLOSERS, strict=True)}
_SINGLE = "'‘’‚"  # their closing marks are apostrophes as well
_OPENING = re.compile(r"(?<!['\w])(?:''|``)(?=\w)")
_CLOSING = re.compile(r"(?<!')(?:''|``)(?!')")
_MARK = re.compile(f"[{_OPENERS}{_CLOSERS}]")
_CLOSES = re.compile(rf"[”»›」』]|[{_CLOSERS}](?![^\W_])")  # “Yes,”she said
# Before a word, not after one; '90s
_OPENS = re.compile(rf"(?<![^\W_])[{_OPENERS}](?:(?<![{_SINGLE}])\S|[^\W\d_])")
# Before a mark without a partner that is one: it opens a line or follows a sentence.
_ALONE = re.compile(r"""(?:\A|[\n.:!?”"’]) {0,2}\Z""")
_WORD = re.compile(r"[^\W_]+")
SPEECH = 3  # words; shorter quotations are words, not speech


class Naming(NamedTuple):
    """Who speaks in a sentence, the rule that says so and the words it fired on."""

    speaker: Span
    rule: str
    words: tuple[Span, ...]


@dataclass
class Line:
    """What is known so far of one sentence; `span` is that of the text as it reads.

    `previous` is the number of the sentence before; of one in a quotation, that before
    the quotation.
    """

    number: int
    previous: int
    sentence: Sentence
    span: Span
    tokeniser: Tokeniser
    quoted: list[Span] = field(default_factory=list)
    frames: Frames | None = None
    cues: Cues | None = None
    is_tag: bool = False  # it only says who spoke, after a quotation
    naming: Naming | None = None
    finding: Finding | None = None
    limit: int = sys.maxsize  # from here on somebody else speaks in it
    mute: bool = False  # it has no word that matters, and quotes no speech

    @property
    def speaker(self) -> Span | None:
        """Who speaks in it."""
        return self.naming.speaker if self.naming else None

    @property
    def says(self) -> list[Cue]:
        """Where it says who says something, in order."""
        return self.cues.all if self.cues else []

    @property
    def stance(self) -> Stance:
        """Where it stands."""
        return self.finding.stance if self.finding else Stance.REPORT

    @cached_property
    def plain(self) -> list[Token]:
        """Its words and marks."""
        return self.tokeniser.tokens(*self.span)

    @cached_property
    def tokens(self) -> list[Token]:
        """Its words and marks, each quotation as one."""
        if not self.quoted:
            return self.plain
        return self.tokeniser.outside(self.span, self.quoted)

    @cached_property
    def stream(self) -> Stream:
        """All its words, as the table of rules sees them."""
        return Stream(self.plain)

    @cached_property
    def speech_words(self) -> int:
        """How many words its longest quotation has."""
        start, end = self.span
        parts = ((max(start, one.start), min(end, one.end)) for one in self.quoted)
        counts = (len(_WORD.findall(self.tokeniser.text, *part)) for part in parts)
        return max(counts, default=0)

    @cached_property
    def wholly_quoted(self) -> bool:
        """Whether nothing but quotations and marks stands in the sentence."""
        words = (word for word in self.tokens if word.text[0].isalnum())
        return bool(self.quoted) and not any(words)


def extent(members: Sequence[Line]) -> Span:
    """Return where sentences that follow each other begin and end in the text."""
    return Span(members[0].span.start, members[-1].span.end)


def pair_marks(text: str) -> str:
    """Return a text of the same length with a mark for each two apostrophes."""
    opened = _OPENING.sub(' "', text)
    return _CLOSING.sub('" ', opened)


def _quotations(text: str, paragraphs: Iterable[Span]) -> list[Quotation]:
    """Return the outermost quotations of a text in order; none overlap."""
    found: list[Quotation] = []
    unclosed: list[Span] = []
    for paragraph in [*paragraphs, Span(len(text), len(text))]:
        pairs, left = _pairs(text, paragraph)
        opened = unclosed[0].start if unclosed else paragraph.start
        again = unclosed and text[paragraph.start : paragraph.start + 1] == text[opened]
        if again and left == paragraph.start:
            unclosed.append(Span(left, paragraph.end))
            continue
        if again and pairs:
            found.append((*unclosed, pairs.pop(0)))
        elif unclosed and _ALONE.search(text, max(0, opened - 3), opened):
            found.append(tuple(unclosed))  # nobody closed it: it ends with a paragraph
        unclosed = [] if left is None else [Span(left, paragraph.end)]
        found.extend((pair,) for pair in pairs)
    return sorted(found)


def _pairs(text: str, paragraph: Span) -> tuple[list[Span], int | None]:
    """Return the outermost pairs of marks, and a double mark that stays open."""
    pairs: list[Span] = []
    opened: dict[bool, int] = {}  # the mark that is open, by whether it is a single one
    for mark in _MARK.finditer(text, *paragraph):
        at, end = mark.span()
        single, opens = mark[0] in _SINGLE, _OPENS.match(text, at, paragraph.end)
        start = opened.get(single, at)
        opener = text[start] if single in opened else ""
        if (opener, mark[0]) in _PAIRS and _CLOSES.match(text, at):
            del opened[single]
        elif opens and opener == mark[0] and not single:
            end = start + len(text[start:at].rstrip())
            opened[single] = at
        else:
            if opens and False not in opened:
                opened[single] = at
            continue
        if not single or False not in opened:
            while pairs and pairs[-1].start > start:
                pairs.pop()
            pairs.append(Span(start, end))
    return pairs, opened.get(False)


def mark_quoted(text: str, paragraphs: Sequence[Sequence[Line]]) -> list[range]:
    """Tell sentences what they quote; return those of each quotation, each once."""
    found = _quotations(text, map(extent, paragraphs))
    lines = [line for members in paragraphs for line in members]
    starts, ends = zip(*(line.span for line in lines), strict=True)

    def touching(start: int, end: int) -> range:
        return range(bisect_right(ends, start), bisect_left(starts, end))

    wholes = [touching(parts[0].start, parts[-1].end) for parts in found]
    for members, parts in zip(wholes, found, strict=True):
        for number in members:
            lines[number].previous = members.start - 1
        for part in parts:
            for number in touching(*part):
                lines[number].quoted.append(part)
    return [*dict.fromkeys(wholes)]  # a sentence may have hundreds


def spread(lines: Sequence[Line], quoted: Iterable[range]) -> None:
    """Give every quotation its speaker, where the text tells."""
    found = [lines[one.start : one.stop] for one in quoted]
    for members in found:
        if naming := next((one.naming for one in members if one.naming), None):
            _give(members, naming, "the same quotation")
    around = [None, *lines, None]
    for members in found:
        if all(line.wholly_quoted for line in members):
            before, after = around[members[0].number], around[members[-1].number + 2]
            _spread_from_beside(members, before, after)


def _spread_from_beside(
    lines: Sequence[Line], before: Line | None, after: Line | None
) -> None:
    """Take the speaker for a quotation that names none from beside it.

    It is "X said." after it; else who spoke in the sentence before, in the same
    paragraph or, where the quotation is a paragraph by itself, in the one before.
    """
    if after and after.is_tag and after.naming:
        _give(lines, after.naming, "quotation before who spoke")
    elif before and before.naming and not before.sentence.heading:
        text = before.tokeniser.text
        name = text[slice(*before.naming.speaker)].split()[-1]
        words = (word.text for line in lines for word in line.plain)
        first = next((word for word in words if word[0].isalpha()), "")
        # “Bond sold the pier” is said by another than Bond.
        others = {name, "He", "She"} if before.stance is Stance.DENIAL else {name}
        end = text[slice(*lines[-1].span)].rstrip("".join(MARKS))[-1]
        if not (first in others or end.isalnum()):  # a title: “The Long Way Home”
            _give(lines, before.naming, "quotation behind who spoke")


def _give(lines: Sequence[Line], naming: Naming, rule: str) -> None:
    for line in lines:
        if line.naming is None:
            line.naming = naming._replace(rule=rule)
