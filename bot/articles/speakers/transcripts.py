"""Finds who speaks where no verb says so: in headlines, transcripts and interviews."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lines import Line, Naming, extent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.speakers.entities import Entities
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Transcripts"]

_LABEL = re.compile(r"((?:[^\W\d_][\w.’'-]*[ \t]){0,3}[^\W\d_][\w.’'-]*):(?=\s+\S)")
_ROW = re.compile(
    r"[^;]*;\s*(?![a-zß-öø-ÿ])(?:[^\W_][\w.’'-]*[ \t]){0,3}[^\W_][\w.’'-]*:\s"
)
_MARKS = "\"“„«‘'"
_TURNS = {"asking turns", "answering turns"}
_NO_NAMES = {"days", "times", "documents", "unpersonal", "voiced", "adverbs", "verbal"}
_NO_NAMES |= {"finite", "prepositions", "determiners", "openers", "messages", "say"}
_NO_NAMES |= {"pronouns", *_TURNS}
_KNOWN = {"roles", "people", "several", "organisations"}
_TOLD = {"pronouns", "first person", "addressing"}  # of whom a speaker tells
_VERBS = {"finite", "verbal", "say"}
_TURN = re.compile(r"\w{1,12}(?=\s?:)")  # "Question:"
_NONE: frozenset[str] = frozenset()
_TWICE = 2  # a label or a question, from which on a text is a transcript
_SHORTEST = 40  # characters of a second paragraph of an answer


class Transcripts:
    """The speakers that the form of a text tells."""

    def __init__(self, body: str, entities: Entities, tokeniser: Tokeniser) -> None:
        self._body = body
        self._text = tokeniser.text
        self._entities = entities
        self._tokeniser = tokeniser

    def name(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        """Set the speakers of headlines, labels, statements and answers."""
        self._label(paragraphs)
        self._after_colon(paragraphs)
        self._answers(paragraphs)

    def _label(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        turns = [(p, label) for p in paragraphs if (label := self._labelled(p[0]))]
        names = [" ".join(word.lower for word in label) for _, label in turns]
        counts = Counter(names)
        for name, (members, label) in zip(names, turns, strict=True):
            own = Span(label[0].start, label[-1].end)
            rest = self._text[own.end + 1 : members[-1].span.end].lstrip()
            spoken = rest[:1] in _MARKS or self._tells(members, "first person")
            headline = members[0].sentence.heading and self._known(label[-1])
            if headline or spoken or counts[name] >= _TWICE < len(turns):
                person = self._entities.people.named(label, ())
                speaker = person.span if person else own
                naming = Naming(speaker, "label with a colon", (own,))
                for line in members:
                    first = self._tokeniser.tokens(*(line.speaker or own))[0]
                    if line.speaker is None:
                        line.naming = naming
                    elif first.tags & _TOLD:  # "She denies it", "My boss said so"
                        denies = line.stance is Stance.DENIAL
                        line.naming = None if denies else naming
                    if self._bold([line]):
                        break  # "**Lund Courier: Did you?** No."

    def _labelled(self, first: Line) -> Sequence[Token]:
        """Return the name before a paragraph's colon."""
        found = _LABEL.match(self._text, first.span.start)
        if found is None or _ROW.match(self._text, *first.span):
            return ()  # "Party: Labour; Votes: 5" is a row of a table
        label = self._tokeniser.tokens(*found.span(1))
        return label if self._is_name(label) else ()

    def _is_name(self, label: Sequence[Token]) -> bool:
        """Whether words before a colon are somebody's name, and not "Note"."""
        other = any(word.tags & _NO_NAMES or not word.capital for word in label)
        known = len(label) == 1 or self._known(label[-1])
        return known and not (other and not self._entities.people.named(label, ()))

    def _known(self, last: Token) -> bool:
        return bool(last.tags & _KNOWN) or last.lower in self._entities.people.names

    def _after_colon(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        """Give a statement that stands by itself to who speaks before its colon."""
        for before, members in pairwise(paragraphs):
            last = before[-1]
            if self._text[last.span.end - 1] == ":" and last.naming:
                for line in takewhile(lambda one: not one.speaker, members):
                    line.naming = last.naming._replace(rule="statement behind a colon")

    def _answers(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        """Give the answers of an interview to the one interviewed, if that is sure."""
        asked = [n for n, one in enumerate(paragraphs[:-1]) if self._question(one)]
        if len(asked) >= _TWICE and (who := self._interviewed(paragraphs, asked)):
            for at in asked:
                for line in () if self._turn(paragraphs[at]) else paragraphs[at]:
                    line.naming = None
                for line in self._answer(paragraphs[at + 1 :]):
                    line.naming = Naming(who, "answer in an interview", (who,))

    def _answer(self, paragraphs: Sequence[Sequence[Line]]) -> Iterator[Line]:
        for place, members in enumerate(paragraphs):
            start, end = extent(members)
            caption = place and end - start < _SHORTEST
            said = any(line.speaker or line.says for line in members)
            if caption or said or self._question(members):
                return
            yield from members

    def _interviewed(
        self, paragraphs: Sequence[Sequence[Line]], asked: Sequence[int]
    ) -> Span | None:
        """Return who answers: the only one named before.

        The questions have to open with "Q:", or be put to "you" and the answers be in
        the first person in a text that calls itself an interview: who writes on a
        matter asks on behalf of the reader as well, and answers with "we".
        """
        before = [line for members in paragraphs[: asked[0]] for line in members]
        turned = any(self._turn(paragraphs[at]) for at in asked)
        addressed = any(self._tells(paragraphs[at], "addressing") for at in asked)
        own = any(self._tells(paragraphs[at + 1], "first person") for at in asked)
        called = own and addressed and self._tells(before, "interviews")
        named = [
            (words, line, person)
            for line in before
            for place, person in self._entities.people.mentioned(line.span)
            if not (words := [word for word in line.plain if word.end <= place])
            or words[-1].tags.isdisjoint({"press", "bylines"})
        ]
        one = len({person.span for _, _, person in named}) == 1
        if not (one and (turned or called)):
            return None
        words, line, person = named[0]
        acts = any(w.tags & _VERBS and "interviews" not in w.tags for w in words)
        # "In an interview with X of The Beacon, the mayor opened up."
        comma = next((n for n, w in enumerate(line.plain) if w.text == ","), 0)
        led = comma > len(words) and any("prepositions" in w.tags for w in words[:1])
        owner = line.plain[len(words) + 1].possessive
        return None if acts or led or owner else person.span

    def _question(self, members: Sequence[Line]) -> bool:
        """Whether a paragraph is a question by itself, which nobody is said to ask.

        One that is bold as a whole is the interviewer's, or a heading.
        """
        if turn := self._turn(members):
            return "asking turns" in turn
        told = any(line.speaker or line.quoted for line in members)
        other = told or members[0].sentence.heading
        asks = not other and self._text.endswith("?", 0, members[-1].span.end)
        return asks or self._bold(members)

    def _turn(self, members: Sequence[Line]) -> frozenset[str]:
        """Return what the "Q:" or "A:" is that a paragraph begins with."""
        turn = _TURN.match(self._text, members[0].span.start)
        return self._tokeniser.tokens(*turn.span())[0].tags & _TURNS if turn else _NONE

    def _tells(self, lines: Sequence[Line], section: str) -> bool:
        """Whether sentences have a word of a section; "Sie" is one, unlike "sie"."""
        return any(
            section in token.tags and (token.capital or "she" not in token.tags)
            for line in lines
            for token in line.plain
        )

    def _bold(self, members: Sequence[Line]) -> bool:
        first, last = members[0].sentence.start, members[-1].sentence.end
        return self._body[first] in "*_" and self._body[last - 1] in "*_"
