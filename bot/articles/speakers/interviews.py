"""Finds who answers in an interview: the text says once with whom it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles.sentence import Span
from bot.articles.speakers.lines import Naming, extent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.speakers.entities import Entities
    from bot.articles.speakers.labels import Labels
    from bot.articles.speakers.lines import Line
    from bot.articles.speakers.people import Person

__all__ = ["Interviews"]

_FIRST_PERSON = re.compile(
    r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Uu]s|me|[Ii]ch|[Ww]ir|[Mm]ein\w{0,2}|[Uu]nser\w{0,2}"
    r"|[Uu]ns|mich|[Mm]ir)\b"
)
# Who is interviewed follows these; those in neither group need an asker before them.
_TALKS = re.compile(
    r"\b(?:(?P<noun>(?:interview|conversation|talk|q&a)s? with)"
    r"|interview(?:ed|s)|sat down with"
    r"|(?:spoke|speaks|talked|talks) (?:to|with)|(?P<asker>I|we) (?:met|asked))\b",
    re.IGNORECASE,
)
_PRESS = (
    r"reporters?|correspondents?|journalists?|editors?|writers?|colleagues?|newspaper"
    r"|paper|magazine|radio|tv|news|times|post|courier|herald|gazette|journal|tribune"
)
# Whoever else is the subject may be the one who is interviewed.
_ASKER = re.compile(
    r"\b(?:(?:I|[Ww]e)(?:\s(?!s?he\b|they\b|who\b|that\b)[a-z]+){0,3}"
    rf"|(?:[Oo]ur|[Mm]y)(?:\s[a-z]+){{0,2}}|(?i:{_PRESS})(?:\s[A-Z][\w-]+){{0,3}}"
    r"|[Tt]he(?:\s[A-Z][\w-]+){1,3})\s+\Z"
)
_PERSONAL = re.compile(r"(?:I|[Ww]e|[Oo]ur|[Mm]y)\b")
_LED = re.compile(
    r"\b(?:in|after|during|following|at|for|by)(?:\s\w+){0,3}\s+\Z", re.IGNORECASE
)
_ADDRESSED = re.compile(
    r"\b(?:you|your|yours|Sie|Ihr(?:e[nmrs]?)?|Ihnen|du|dich|dir|dein(?:e[nmrs]?)?)\b",
)
_FOR_US = re.compile(
    rf"\b(?:I|[Ww]e|[Uu]s|[Oo]ur|[Mm]e|[Mm]y|[Tt]his (?:{_PRESS})|[Tt]he [A-Z]\w+)\b"
)
_INTERVIEW = re.compile(
    r"\b(?:interview(?:ed|s)?|q ?& ?a|conversation|speaks|gespräch"
    r"|answer(?:ed|s)?\s(?:\w+\s){0,3}questions)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:(?!\b(?:of|for|about|on|by|from|at|in|and)\b)[^.;:\"“”]){0,60}"
)
_RUN = re.compile(r"[^\W\d_][\w-]*(?:\s(?![a-zß-öø-ÿ])[^\W\d_][\w-]*)*")
_NOT_ALONE = re.compile(r"['’](?:s\b|(?!\w))|\s*+(?:,[^,.]{0,60},\s*+)?(?:and|&|or)\s")
_JOINED = re.compile(r"\W*(?:(?:and|or|&)\W.*)?", re.DOTALL)
_BYLINE = re.compile(rf"\b(?:by|von|{_PRESS})\s\Z", re.IGNORECASE)
_TITLED = re.compile(
    r"(?i:interview|conversation|q ?& ?a) with ((?:[^\W\d_][\w’'-]+ ){1,3}"
    r"[^\W\d_][\w’'-]+)(?=\s*(?:\Z|[,:|\u2013\u2014]))"
)
_QUESTIONS = 2  # from so many on an article is an interview
_NEAR, _LEAD = 5, 15  # characters
_SHORTEST = 40  # characters of a second paragraph of an answer
_LONGEST = 400  # characters of a question


class Interviews:
    """Gives the answers of an interview to the one interviewed, if that is certain."""

    def __init__(self, text: str, entities: Entities, labels: Labels) -> None:
        self._text = text
        self._people = entities.people
        self._labels = labels
        self._interviewer = False  # whose turns are bold

    def name(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        """Set the speaker of answers."""
        bold = [members for members in paragraphs if self._labels.bold(members)]
        self._interviewer = any(self._labels.asks(members[-1]) for members in bold)
        asked = [*self._asked(paragraphs)]
        if len(asked) < _QUESTIONS:
            return
        interviewed = self._interviewed(paragraphs, asked)
        if interviewed is None:
            return
        naming = Naming(interviewed, "answer in an interview", (interviewed,))
        for at in asked:
            if not self._labels.turn(paragraphs[at]):
                for line in paragraphs[at]:
                    line.naming = None
            for line in self._answer(paragraphs[at + 1 :]):
                line.naming = naming

    def _answer(self, paragraphs: Sequence[Sequence[Line]]) -> Iterator[Line]:
        """Yield the sentences below a question that answer it."""
        for place, members in enumerate(paragraphs):
            if members[0].sentence.heading or self._question(members):
                break
            if place and self._caption(members):
                break
            if any(line.speaker or line.says for line in members):
                break
            yield from members

    def _caption(self, members: Sequence[Line]) -> bool:
        """Whether a paragraph is a caption or a credit, and no more of an answer."""
        start, end = extent(members)
        return end - start < _SHORTEST or self._labels.begins(start)

    def _interviewed(
        self, paragraphs: Sequence[Sequence[Line]], asked: Sequence[int]
    ) -> Span | None:
        """Return who answers: the text says so, or nobody else is named before.

        The answers have to be in the first person, unless the text calls itself an
        interview: who writes on a matter asks on behalf of the reader as well, and
        answers with "we", but neither asks what "you" did nor writes "Q:".
        """
        before = paragraphs[: asked[0]]
        for line in (line for members in before for line in members):
            if line.sentence.heading and (titled := self._titled(line)):
                return titled
        lines = [line for m in before for line in m if not line.sentence.heading]
        answers = [paragraphs[at + 1] for at in asked]
        own = any(self._own(*extent(one)) for one in answers)
        turned = any(self._labels.turn(paragraphs[at]) for at in asked)
        addressed = any(self._addresses(paragraphs[at]) for at in asked)
        talking = turned or addressed
        for line in lines:
            mentioned = self._people.mentioned(line.span)
            talks = _TALKS.search(self._text, *line.span)
            behind = [m for m in mentioned if talks and m[0] >= talks.end()]
            if talks and behind and (own or self._own(*line.span)):
                last = line.plain[-2:][0].end
                met = last == self._end(behind[0][0])  # "I met X.", not "when X left."
                sure = talking or met or not talks["asker"]
                return self._behind(line, talks, behind[0]) if sure else None
            told = any("interviews" in token.tags for token in line.plain)
            ours = talking or _FOR_US.search(self._text, *line.span)
            if told and mentioned and own and ours:
                return self._before(mentioned)
        if not (own and talking):
            return None
        called = any(_INTERVIEW.search(self._text, *x.span) for m in before for x in m)
        called = addressed and (turned or called)
        return self._leading(before) or (self._only(lines) if called else None)

    def _addresses(self, members: Sequence[Line]) -> bool:
        """Whether a question is put to who answers, and not to the reader."""
        return _ADDRESSED.search(self._text, *extent(members)) is not None

    def _own(self, start: int, end: int) -> bool:
        return _FIRST_PERSON.search(self._text, start, end) is not None

    def _titled(self, heading: Line) -> Span | None:
        """Return whom the interview is with, where a heading says so."""
        titled = _TITLED.search(self._text, *heading.span)
        if titled is None:
            return None
        name = Span(*titled.span(1))
        talks = Span(titled.start(), name.start)
        sure = self._labels.names(name) and not self._another(heading, talks, name)
        return name if sure else None

    def _behind(
        self, line: Line, talks: re.Match[str], mention: tuple[int, Person]
    ) -> Span | None:
        """Return who is named behind "spoke to", if it is that one alone."""
        place, person = mention
        end = self._end(place)
        alone = not _NOT_ALONE.match(self._text, end)
        near = _BETWEEN.fullmatch(self._text, talks.end(), place)
        if not (alone and near):
            return None
        asker = _ASKER.search(self._text, line.span.start, talks.start())
        if talks["asker"] or (asker and _PERSONAL.match(asker[0])):
            return person.span
        if self._another(line, Span(*talks.span()), Span(place, end)):
            return None
        return person.span if asker or talks["noun"] else None

    def _another(self, line: Line, talks: Span, name: Span) -> bool:
        """Whether who is interviewed may be another than who stands behind "with".

        In "in an interview with X, the mayor spoke of Y" it is the mayor.
        """
        if any(
            not name.start <= place < name.end
            and not _BYLINE.search(self._text, max(place - _LEAD, 0), place)
            for place, _ in self._people.mentioned(line.span)
        ):
            return True
        before = [token for token in line.plain if token.start < talks.start]
        if any(
            token.tags & {"roles", "people", "pronouns"}
            and not _BYLINE.search(f"{token.text} ")
            for token in before
        ):
            return True
        led = _LED.search(self._text, line.span.start, talks.start)
        apart = "," in self._text[talks.end : name.start]  # "with us, X said"
        return (
            led is not None
            and not apart
            and "," in self._text[name.end : line.span.end]
        )

    def _before(self, mentioned: Sequence[tuple[int, Person]]) -> Span | None:
        """Return who alone answers in "Berg, who follows Lund, answered"."""
        (first, person), *others = mentioned
        end = self._end(first)
        later = [place for place, _ in others if place >= end]
        joined = later and _JOINED.fullmatch(self._text, end, later[0])
        return None if joined else person.span

    def _end(self, place: int) -> int:
        """Return where a name ends that begins at a place."""
        name = _RUN.match(self._text, place)
        return name.end() if name else place

    def _leading(self, paragraphs: Sequence[Sequence[Line]]) -> Span | None:
        """Return whose name begins a paragraph in bold, if only one does."""
        leads = [
            person.span
            for members in paragraphs
            if self._labels.emphasised(members) and not self._labels.bold(members)
            for start in [members[0].span.start]
            for person in self._people.within(Span(start, start + _NEAR))
        ]
        return leads[0] if len(leads) == 1 else None

    def _only(self, lines: Sequence[Line]) -> Span | None:
        """Return the only one who is named, if a sentence has that one as subject."""
        people = [
            (line, place, person)
            for line in lines
            for place, person in self._people.mentioned(line.span)
            if not _BYLINE.search(self._text, max(place - _LEAD, 0), place)
        ]
        if len({person.span for _, _, person in people}) != 1:
            return None
        line, place, person = people[0]
        before = [token for token in line.plain if token.start < place]
        acts = any(token.tags & {"finite", "verbal", "say"} for token in before)
        return None if acts else person.span

    def _asked(self, paragraphs: Sequence[Sequence[Line]]) -> Iterator[int]:
        for at, members in enumerate(paragraphs[:-1]):
            if self._question(members) and not self._question(paragraphs[at + 1]):
                yield at

    def _question(self, members: Sequence[Line]) -> bool:
        """Whether a paragraph is a question by itself, which nobody is said to ask.

        Where questions are bold, the interviewer's statements are as well.
        """
        start, end = extent(members)
        if members[0].sentence.heading or end - start >= _LONGEST:
            return False
        if turn := self._labels.turn(members):
            return turn["asks"] is not None
        if self._interviewer and self._labels.bold(members):
            return True
        return self._labels.asks(members[-1]) and all(
            line.speaker is None and not (line.labelled or line.quoted)
            for line in members
        )
