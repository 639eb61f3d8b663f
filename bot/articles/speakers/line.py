"""What becomes known of one sentence: its words, its cues, its speaker."""

from __future__ import annotations

import sys
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bot.articles.sentence import Stance
from bot.articles.speakers.rules import Stream
from bot.articles.speakers.tokens import QUOTE

if TYPE_CHECKING:
    from bot.articles.sentence import Sentence, Span
    from bot.articles.speakers.cues import Cues
    from bot.articles.speakers.frames import Frames
    from bot.articles.speakers.rules import Finding
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Line"]

_SPEECH = 3  # words; shorter quotations are words, not speech


@dataclass
class Line:
    """What is known so far of one sentence; `span` is that of the text as it reads."""

    sentence: Sentence
    span: Span
    tokeniser: Tokeniser
    quoted: list[Span] = field(default_factory=list)
    frames: Frames | None = None
    cues: Cues | None = None
    tags: bool = False  # it only says who spoke, after a quotation
    speaker: Span | None = None
    finding: Finding | None = None
    actor: Span | None = None  # who does something in it, saying nothing
    labelled: bool = False  # a name and a colon open its paragraph
    limit: int = sys.maxsize  # from here on somebody else speaks in it
    judged: bool = False
    by_verb: bool = False  # a verb and its object gave its stance
    mute: bool = False  # it has no word that matters, and no quotation

    @property
    def codes(self) -> str:
        """The letters of its chunks; see `Chunks`."""
        return self.frames.codes if self.frames else ""

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
        return self.tokeniser.outside(*self.span, self.quoted)

    @cached_property
    def stream(self) -> Stream:
        """All its words, as the table of rules sees them."""
        return Stream(self.plain)

    @cached_property
    def inside(self) -> list[list[Token]]:
        """The words and marks of each of its quotations, once it has been read."""
        if not self.quoted:
            return []
        starts = [word.start for word in self.plain]
        return [
            self.plain[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
            for span in self.quoted
        ]

    @cached_property
    def speech_words(self) -> int:
        """How many words its longest quotation has."""
        return max(
            (sum(word.text[0].isalnum() for word in words) for words in self.inside),
            default=0,
        )

    @property
    def speech(self) -> bool:
        """Whether it quotes more than a word or two."""
        return self.speech_words >= _SPEECH

    def quoted_words(self) -> list[Token]:
        """Return the words inside its quotations, if these are speech.

        A word or two are, where the sentence begins with them: “Rubbish,” she said.
        """
        opens = bool(self.tokens) and self.tokens[0].lower == QUOTE
        if not (self.speech or opens):
            return []
        return [word for words in self.inside for word in words]

    @cached_property
    def wholly_quoted(self) -> bool:
        """Whether nothing but quotations and marks stands in the sentence."""
        return bool(self.quoted) and not any(
            word.text[0].isalnum() for word in self.tokens
        )
