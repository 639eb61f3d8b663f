"""Finds who speaks where no verb says so: headlines, transcripts and interviews."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lines import Naming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.articles.speakers.entities import Entities
    from bot.articles.speakers.lines import Line
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Labels"]

_LABEL = re.compile(r"((?:[^\W\d_][\w.’'-]*[ \t]){0,3}[^\W\d_][\w.’'-]*):(?=\s+\S)")
_BEHIND = re.compile(r":\s+((?:[^\W\d_][\w.’'-]*[ \t]){0,3}[^\W\d_][\w.’'-]*)\s*$")
_ROW = re.compile(
    r"[^;]*;\s*(?![a-zß-öø-ÿ])(?:[^\W_][\w.’'-]*[ \t]){0,3}[^\W_][\w.’'-]*:\s"
)
_MARKS = "\"“„«‘'"
_OURS = re.compile(r"\b(?:I|I['’]\w+|we|my|our|us|me|No|Yes)\b")
_QUESTIONS = 2  # from so many on an article is an interview
_LABELS = 2  # paragraphs that one label begins in a transcript
_SHORTEST = 40  # characters of a second paragraph of an answer
_LONGEST = 400  # characters of a question


class Labels:
    """The speakers that the form of a text tells."""

    def __init__(
        self, body: str, text: str, entities: Entities, tokeniser: Tokeniser
    ) -> None:
        self._body = body
        self._text = text
        self._entities = entities
        self._tokeniser = tokeniser
        self._interviewer = False  # whose turns are bold

    def name(
        self, paragraphs: Sequence[Sequence[Line]], resolve: Callable[[Span], Span]
    ) -> None:
        """Set the speaker of headlines, of labelled paragraphs and of answers."""
        self._label(paragraphs, resolve)
        self._after_colon(paragraphs)
        self._answer(paragraphs)

    def _label(
        self, paragraphs: Sequence[Sequence[Line]], resolve: Callable[[Span], Span]
    ) -> None:
        labels = [self._labelled(members) for members in paragraphs]
        counts: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        for members, label in zip(paragraphs, labels, strict=True):
            if label:
                name = self._text[label.start : label.end].lower()
                counts[name] += 1
                asked[name] += self._asks(members[-1])
        dialogue = counts.total()
        for members, label in zip(paragraphs, labels, strict=True):
            if label is None or members[0].labelled:
                continue
            name = self._text[label.start : label.end].lower()
            rest = self._text[label.end + 1 : members[-1].span.end]
            spoken = bool(_OURS.search(rest)) or rest.lstrip()[:1] in _MARKS
            repeated = counts[name] >= _LABELS and dialogue > _LABELS
            headline = members[0].sentence.heading and self._known(label)
            if headline or spoken or repeated:
                naming = Naming(resolve(label), "label with a colon", (label,))
                interviewer = asked[name] > counts[name] - asked[name]
                for line in members:
                    if self._is_open(line) or line.speaker == label:
                        asks = interviewer and self._asks(line)
                        line.naming = None if asks else naming
                        line.labelled = True
                    if self._bold([line]) and line is not members[-1]:
                        break  # "**Lund Courier: Did you?** No."

    def _is_open(self, line: Line) -> bool:
        """Whether nobody is said to speak, or just "he says", whoever that is."""
        if line.speaker is None:
            return True
        first, *_ = self._tokeniser.tokens(*line.speaker)
        return line.stance is Stance.REPORT and "pronouns" in first.tags

    def _asks(self, line: Line) -> bool:
        return self._text.endswith("?", 0, line.span.end)

    def _labelled(self, members: Sequence[Line]) -> Span | None:
        """Return the name before a paragraph's colon, or behind that of a headline."""
        first = members[0]
        found = _LABEL.match(self._text, first.span.start)
        if found is None and first.sentence.heading:
            found = _BEHIND.search(self._text, first.span.start, first.span.end)
        if found is None or _ROW.match(self._text, *first.span):
            return None  # "Party: Labour; Votes: 5" is a row of a table
        tokens = self._tokeniser.tokens(*found.span(1))
        return Span(*found.span(1)) if self._is_name(tokens) else None

    def _is_name(self, tokens: Sequence[Token]) -> bool:
        """Whether words before a colon are somebody's name, and not "Note"."""
        people = self._entities.people
        last = tokens[-1]
        if not all(token.capital or "particles" in token.tags for token in tokens):
            return False
        other = {
            "days",
            "times",
            "documents",
            "unpersonal",
            "voiced",
            "adverbs",
            "verbal",
        }
        other |= {"finite", "prepositions", "determiners", "openers", "messages", "say"}
        if any(token.tags & other for token in tokens) and not people.named(tokens, ()):
            return False
        if len(last.text) == 1 or "pronouns" in last.tags:
            return False  # "Q" and "A" are no names
        return len(tokens) == 1 or last.text.isupper() or self._known(last)

    def _known(self, label: Span | Token) -> bool:
        """Whether a label is somebody of whom the text or the lexicon knows."""
        *_, last = self._tokeniser.tokens(label.start, label.end)
        speakers = {"roles", "people", "several", "organisations"}
        return bool(last.tags & speakers) or last.lower in self._entities.people.names

    def _after_colon(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        """Give a statement that stands by itself to who speaks before its colon."""
        for before, members in pairwise(paragraphs):
            last = before[-1]
            ends = self._text[last.span.end - 1] == ":"
            if not ends or last.naming is None or members[0].sentence.heading:
                continue
            for line in members:
                if line.speaker or line.says:
                    break
                line.naming = last.naming._replace(rule="statement behind a colon")

    def _answer(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        """Give each answer of an interview to the one person whom it is with."""
        bold = [members for members in paragraphs if self._bold(members)]
        self._interviewer = any(self._asks(members[-1]) for members in bold)
        asked = [*self._asked(paragraphs)]
        if len(asked) < _QUESTIONS:
            return
        opening = Span(paragraphs[0][0].span.start, paragraphs[asked[0]][0].span.start)
        interviewed = self._interviewed(opening, paragraphs[: asked[0]])
        if interviewed is None:
            return
        naming = Naming(interviewed, "answer in an interview", (interviewed,))
        for at in asked:
            for line in paragraphs[at]:
                line.naming = None
            for place, members in enumerate(paragraphs[at + 1 :]):
                if members[0].sentence.heading or self._question(members):
                    break
                if place and self._caption(members):
                    break
                if any(line.speaker or line.says for line in members):
                    break
                for line in members:
                    line.naming = naming

    def _caption(self, members: Sequence[Line]) -> bool:
        """Whether a paragraph is a caption or a credit, and no more of an answer."""
        start, end = members[0].span.start, members[-1].span.end
        return end - start < _SHORTEST or _LABEL.match(self._text, start) is not None

    def _interviewed(
        self, opening: Span, paragraphs: Sequence[Sequence[Line]]
    ) -> Span | None:
        """Return the one who is named before the first question, or who answers."""
        named = self._entities.people.within(opening)
        if len(named) == 1:
            return named[0].span
        for line in (line for members in paragraphs for line in members):
            talks = any("interviews" in token.tags for token in line.plain)
            people = self._entities.people.within(line.span) if talks else []
            if people:
                return people[0].span
        return None

    def _asked(self, paragraphs: Sequence[Sequence[Line]]) -> Iterator[int]:
        for at, members in enumerate(paragraphs[:-1]):
            if self._question(members) and not self._question(paragraphs[at + 1]):
                yield at

    def _bold(self, members: Sequence[Line]) -> bool:
        """Whether some sentences are emphasised from their beginning to their end."""
        first, last = members[0].sentence, members[-1].sentence
        return self._body[first.start] in "*_" and self._body[last.end - 1] in "*_"

    def _question(self, members: Sequence[Line]) -> bool:
        """Whether a paragraph is a question by itself, which nobody is said to ask.

        Where questions are bold, the interviewer's statements are as well.
        """
        start, end = members[0].span.start, members[-1].span.end
        if members[0].sentence.heading or end - start >= _LONGEST:
            return False
        if self._interviewer and self._bold(members):
            return True
        return self._asks(members[-1]) and all(
            line.speaker is None and not (line.labelled or line.quoted)
            for line in members
        )
