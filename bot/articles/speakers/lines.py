"""What becomes known of each sentence."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.tokens import Stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.sentence import Sentence
    from bot.articles.speakers.cues import Cue, Cues
    from bot.articles.speakers.frames import Frames
    from bot.articles.speakers.rules import Finding
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["SPEECH", "Line", "Naming", "extent"]

_WORD = re.compile(r"[^\W_]+")
_BEGINNING = re.compile(r"\b[^\W_]")  # of a word
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

    @property
    def may_quote_speech(self) -> bool:
        """Whether a quotation has so many words, however these are counted."""
        text = self.tokeniser.text
        return any(len(_WORD.findall(text, *one)) >= SPEECH for one in self.quoted)

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
    def inside(self) -> list[list[Token]]:
        """The words and marks of each of its quotations, once it has been read."""
        starts = [word.start for word in self.plain] if self.quoted else []
        bounds = [[bisect_left(starts, at) for at in span] for span in self.quoted]
        return [self.plain[first:last] for first, last in bounds]

    @cached_property
    def speech_words(self) -> int:
        """How many words its longest quotation has."""
        counts = (sum(word.text[0].isalnum() for word in one) for one in self.inside)
        return max(counts, default=0)

    @cached_property
    def wholly_quoted(self) -> bool:
        """Whether nothing but quotations and marks stands in the sentence."""
        start, end = self.span
        bounds = [start, *chain.from_iterable(self.quoted), end]
        beside = zip(bounds[::2], bounds[1::2], strict=True)
        text = self.tokeniser.text
        return bool(self.quoted) and not any(
            _BEGINNING.search(text, *one) for one in beside
        )


def extent(members: Sequence[Line]) -> Span:
    """Return where sentences that follow each other begin and end in the text."""
    return Span(members[0].span.start, members[-1].span.end)
