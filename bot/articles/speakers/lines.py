"""What becomes known of each sentence, and who of them speaks in which quotation."""

from __future__ import annotations

import sys
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.tokens import MARKS, QUOTE, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.sentence import Sentence
    from bot.articles.speakers.cues import Cue, Cues
    from bot.articles.speakers.frames import Frames
    from bot.articles.speakers.quotations import Quotation
    from bot.articles.speakers.rules import Finding
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Line", "Naming", "Spread", "extent"]

_SPEECH = 3  # words; shorter quotations are words, not speech


class Naming(NamedTuple):
    """Who speaks in a sentence, the rule that says so and the words it fired on."""

    speaker: Span
    rule: str
    words: tuple[Span, ...]


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
    naming: Naming | None = None
    finding: Finding | None = None
    labelled: bool = False  # a name and a colon open its paragraph
    limit: int = sys.maxsize  # from here on somebody else speaks in it
    mute: bool = False  # it has no word that matters, and no quotation

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
        return self.tokeniser.outside(*self.span, self.quoted)

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

    @property
    def caption(self) -> bool:
        """Whether it may stand below a picture: no heading, with no mark at its end."""
        open_ended = any(word.text[-1].isalnum() for word in self.plain[-1:])
        said = "that" in self.stream.known
        return open_ended and not (said or self.sentence.heading)

    @cached_property
    def speech_words(self) -> int:
        """How many words its longest quotation has."""
        counts = (sum(word.text[0].isalnum() for word in one) for one in self.inside)
        return max(counts, default=0)

    @property
    def speech(self) -> bool:
        """Whether it quotes more than a word or two."""
        return self.speech_words >= _SPEECH

    def another_says(self, finding: Finding) -> bool:
        """Whether the words of a finding stand where somebody else speaks."""
        return bool(finding.words) and finding.words[0].start > self.limit

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


def extent(members: Sequence[Line]) -> Span:
    """Return where sentences that follow each other begin and end in the text."""
    return Span(members[0].span.start, members[-1].span.end)


class Spread:
    """The quotations of one text and the sentences, which it tells what they quote."""

    def __init__(
        self, text: str, lines: Sequence[Line], found: Sequence[Quotation]
    ) -> None:
        self._text = text
        self._lines = lines
        # Those of each quotation, each once: a sentence may have hundreds.
        self._quotations = [*dict.fromkeys(self._members(found))]
        self._openings: dict[int, int] = {}
        for members in self._quotations:
            self._openings.update(dict.fromkeys(members, members.start))

    def opening(self, number: int) -> int:
        """Return where the quotation begins that a sentence is in, else itself."""
        return self._openings.get(number, number)

    def _members(self, found: Sequence[Quotation]) -> Iterator[range]:
        lines, number = self._lines, 0
        for quotation in found:
            first = -1
            for part in quotation:
                while lines[number].span.end <= part.start:
                    number += 1
                last = number
                first = number if first < 0 else first
                while last < len(lines) and lines[last].span.start < part.end:
                    lines[last].quoted.append(part)
                    last += 1
            yield range(first, last)

    def all(self) -> None:
        """Give every quotation its speaker, where the text tells."""
        found = [self._lines[one.start : one.stop] for one in self._quotations]
        for lines in found:
            if naming := next((one.naming for one in lines if one.naming), None):
                _give(lines, naming, "the same quotation")
        for members, lines in zip(self._quotations, found, strict=True):
            if all(line.wholly_quoted for line in lines):
                before = self._lines[members.start - 1] if members.start else None
                after = [*self._lines[members.stop : members.stop + 1], None][0]
                self._from_beside(lines, before, after)

    def _from_beside(
        self, lines: Sequence[Line], before: Line | None, after: Line | None
    ) -> None:
        """Take the speaker for a quotation that names none from beside it.

        It is "X said." after it; else who spoke in the sentence before, in the same
        paragraph or, where the quotation is a paragraph by itself, in the one before.
        """
        first, last = lines[0].sentence.paragraph, lines[-1].sentence.paragraph
        follows = after is not None and after.sentence.paragraph == last
        if after is not None and follows and after.tags:
            if after.naming:
                _give(lines, after.naming, "quotation before who spoke")
        elif before is not None and before.naming and not before.sentence.heading:
            apart = first - before.sentence.paragraph
            alone = apart == 1 and not follows and any(line.speech for line in lines)
            another = _is_title(lines[-1]) or self._of_another(lines, before)
            if (alone or not apart) and not another:
                _give(lines, before.naming, "quotation behind who spoke")

    def _of_another(self, lines: Sequence[Line], before: Line) -> bool:
        """Whether a quotation speaks of who spoke before it: another says it."""
        name = self._text[slice(*before.speaker or ())].split()[-1]
        words = [
            word for line in lines for word in line.plain if word.text[0].isalpha()
        ]
        first = words[0].lower if words else ""
        if before.stance is Stance.DENIAL:
            return any(w.text == name for w in words) or first in {"he", "she"}
        return first == name.lower()


def _give(lines: Sequence[Line], naming: Naming, rule: str) -> None:
    for line in lines:
        speech = line.speech or line.wholly_quoted or len(lines) > 1
        if line.naming is None and speech and not line.says:
            line.naming = naming._replace(rule=rule)


def _is_title(line: Line) -> bool:
    """Whether a quotation has no mark at its end: “The Long Way Home”."""
    words = (word for word in reversed(line.plain) if word.text not in MARKS)
    return next(words).text.rstrip("'’")[-1:].isalnum()
