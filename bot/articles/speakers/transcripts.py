"""Finds who speaks where no verb says so: in headlines, transcripts and interviews."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lines import Naming, extent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from bot.articles.speakers.entities import Entities
    from bot.articles.speakers.lines import Line
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Transcripts"]

_NAME = r"(?:[^\W\d_][\w.’'-]*[ \t]){0,3}[^\W\d_][\w.’'-]*"
_LABEL = re.compile(rf"({_NAME}):(?=\s+\S)")
_BEHIND = re.compile(rf":\s+({_NAME})\s*$")
_ROW = re.compile(
    r"[^;]*;\s*(?![a-zß-öø-ÿ])(?:[^\W_][\w.’'-]*[ \t]){0,3}[^\W_][\w.’'-]*:\s"
)
_MARKS = "\"“„«‘'"
_NO_NAMES = {"days", "times", "documents", "unpersonal", "voiced", "adverbs", "verbal"}
_NO_NAMES |= {"finite", "prepositions", "determiners", "openers", "messages", "say"}
_NO_NAMES |= {"asking turns", "answering turns"}
_KNOWN = {"roles", "people", "several", "organisations"}
_VERBS = {"finite", "verbal", "say"}
_FULL = 2  # words of a full name
_TURN = 12  # characters that hold "Question:"
_TWICE = 2  # a label, a "Q." or a question, from which on a text is a transcript
_SHORTEST = 40  # characters of a second paragraph of an answer
_LONGEST = 400  # characters of a question


class Transcripts:
    """The speakers that the form of a text tells."""

    def __init__(
        self, body: str, text: str, entities: Entities, tokeniser: Tokeniser
    ) -> None:
        self._body = body
        self._text = text
        self._people = entities.people
        self._tokeniser = tokeniser
        self._stops = False  # whether "Q." with a full stop opens a question
        self._interviewer = False  # whose turns are bold

    def name(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        """Set the speakers of headlines, labels, statements and answers."""
        for line in chain.from_iterable(paragraphs):
            self._unlead(line, "addressing")
        asked = [members for members in paragraphs if self._asks(members[-1])]
        self._stops = sum(bool(self._turn(one, ".")) for one in asked) >= _TWICE
        self._interviewer = any(map(self._bold, asked))
        self._label(paragraphs)
        self._after_colon(paragraphs)
        self._answers(paragraphs)

    def _label(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        labels: list[Span | None] = [None]
        for members in paragraphs:
            labels.append(self._labelled(members, behind=labels[-1]))
        turns = [
            (members, label, self._text[slice(*label)].lower())
            for members, label in zip(paragraphs, labels[1:], strict=True)
            if label
        ]
        counts = Counter(name for _, _, name in turns)
        asked = Counter(name for members, _, name in turns if self._asks(members[-1]))
        for members, label, name in turns:
            rest = self._text[label.end + 1 : members[-1].span.end]
            spoken = self._tells(members, "first person")
            spoken = spoken or rest.lstrip()[:1] in _MARKS
            repeated = counts[name] >= _TWICE < len(turns)
            headline = members[0].sentence.heading and self._known(label)
            if not (headline or spoken or repeated):
                continue
            person = self._people.named(self._tokeniser.tokens(*label))
            speaker = person.span if person else label
            naming = Naming(speaker, "label with a colon", (label,))
            interviewer = 2 * asked[name] > counts[name]
            for line in members:
                self._unlead(line, "first person")
                if self._is_open(line):
                    asks = interviewer and self._asks(line)
                    line.naming = None if asks else naming
                    line.labelled = True
                if self._bold([line]):
                    break  # "**Lund Courier: Did you?** No."

    def _unlead(self, line: Line, owner: str) -> None:
        """Leave a pronoun as it is that was led to "your father", or "my boss".

        `owner` is the section of that word, which means another in another's turn.
        """
        if line.naming is None or line.span.start <= line.naming.speaker.start:
            return
        first, *_ = self._tokeniser.tokens(*line.naming.speaker)
        words, tokens = line.naming.words, self._tokeniser.tokens
        alone = [word for word in words if "pronouns" in tokens(*word)[0].tags]
        if alone and owner in first.tags:
            line.naming = line.naming._replace(speaker=alone[0])

    def _is_open(self, line: Line) -> bool:
        """Whether nobody is said to speak, or just "he says", whoever that is."""
        if line.speaker is None:
            return True
        first, *_ = self._tokeniser.tokens(*line.speaker)
        return line.stance is Stance.REPORT and "pronouns" in first.tags

    def _labelled(self, members: Sequence[Line], *, behind: Span | None) -> Span | None:
        """Return the name before a paragraph's colon, or behind that of a headline.

        `behind` is the name that labels the paragraph before: after a turn of
        somebody, "Winter:" is a name as well.
        """
        first = members[0]
        found = _LABEL.match(self._text, first.span.start)
        if found is None and first.sentence.heading:
            found = _BEHIND.search(self._text, *first.span)
        if found is None or _ROW.match(self._text, *first.span):
            return None  # "Party: Labour; Votes: 5" is a row of a table
        label = Span(*found.span(1))
        no_names = _NO_NAMES - {"times"} if behind else _NO_NAMES
        named = self._is_name(self._tokeniser.tokens(*label), no_names)
        return label if named else None

    def _is_name(
        self, tokens: Sequence[Token], no_names: AbstractSet[str] = _NO_NAMES
    ) -> bool:
        """Whether words before a colon are somebody's name, and not "Note"."""
        last = tokens[-1]
        other = any(token.tags & no_names for token in tokens)
        if (other and not self._people.named(tokens)) or "pronouns" in last.tags:
            return False
        capitals = all(token.capital for token in tokens)
        return capitals and (len(tokens) == 1 or self._known(last))

    def _known(self, label: Span | Token) -> bool:
        """Whether a label is somebody of whom the text or the lexicon knows."""
        *_, last = self._tokeniser.tokens(label.start, label.end)
        return bool(last.tags & _KNOWN) or last.lower in self._people.names

    def _after_colon(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        """Give a statement that stands by itself to who speaks before its colon."""
        for before, members in pairwise(paragraphs):
            last = before[-1]
            if self._text[last.span.end - 1] != ":" or last.naming is None:
                continue
            for line in members:
                if line.speaker or line.says:
                    break
                line.naming = last.naming._replace(rule="statement behind a colon")

    def _answers(self, paragraphs: Sequence[Sequence[Line]]) -> None:
        """Give the answers of an interview to the one interviewed, if that is sure."""
        asked = [
            at
            for at, (one, following) in enumerate(pairwise(paragraphs))
            if self._question(one) and not self._question(following)
        ]
        if len(asked) < _TWICE:
            return
        interviewed = self._interviewed(paragraphs, asked)
        if interviewed is None:
            return
        naming = Naming(interviewed, "answer in an interview", (interviewed,))
        for at in asked:
            for line in () if self._turn(paragraphs[at]) else paragraphs[at]:
                line.naming = None
            for line in self._answer(paragraphs[at + 1 :]):
                line.naming = naming

    def _answer(self, paragraphs: Sequence[Sequence[Line]]) -> Iterator[Line]:
        """Yield the sentences below a question that answer it."""
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
        """Return who answers: whom the title names, or the only one named before.

        The answers have to be in the first person, and the questions be put to "you",
        or open with "Q:", in a text that calls itself an interview: who writes on a
        matter asks on behalf of the reader as well, and answers with "we".
        """
        before = [line for members in paragraphs[: asked[0]] for line in members]
        for line in before:
            if line.sentence.heading and (titled := self._titled(line)):
                return titled
        questions = [paragraphs[at] for at in asked]
        turned = any(self._turn(members) for members in questions)
        addressed = any(self._tells(members, "addressing") for members in questions)
        own = any(self._tells(paragraphs[at + 1], "first person") for at in asked)
        called = turned or self._tells(before, "interviews")
        if not (own and called and (turned or addressed)):
            return None
        named = [
            (words, line, person)
            for line in before
            for place, person in self._people.mentioned(line.span)
            if not (words := [word for word in line.plain if word.end <= place])
            or words[-1].tags.isdisjoint({"press", "bylines"})
        ]
        # "**Ann Lee** has been a pilot. Bo Ek was her mate."
        bold = [one for one in named if self._opens_bold(one[1])]
        named = bold if bold and not bold[0][0] else named
        if len({person.span for _, _, person in named}) != 1:
            return None
        words, line, person = named[0]
        acts = any(
            token.tags & _VERBS and "interviews" not in token.tags for token in words
        )
        name, *behind = line.plain[len(words) + 1 :]
        led = any("prepositions" in token.tags for token in words[:1])
        commas = [any(token.text == "," for token in part) for part in (words, behind)]
        led = led and commas == [False, True]  # "in an interview with X, the mayor"
        return None if acts or led or name.possessive else person.span

    def _titled(self, heading: Line) -> Span | None:
        """Return whom an "Interview with Ann Lee" is with."""
        words = heading.plain
        at = next((n for n, w in enumerate(words, 2) if "interviews" in w.tags), 0)
        name = words[at:] if at else []
        if len(name) != _FULL or not self._is_name(name):
            return None
        return Span(name[0].start, name[-1].end)

    def _question(self, members: Sequence[Line]) -> bool:
        """Whether a paragraph is a question by itself, which nobody is said to ask.

        Where questions are bold, the interviewer's statements are as well.
        """
        start, end = extent(members)
        if members[0].sentence.heading or end - start >= _LONGEST:
            return False
        if turn := self._turn(members):
            return "asking turns" in turn
        if self._interviewer and self._bold(members):
            return True
        return self._asks(members[-1]) and all(
            line.speaker is None and not (line.labelled or line.quoted)
            for line in members
        )

    def _turn(self, members: Sequence[Line], mark: str = ":") -> frozenset[str]:
        """Return what the "Q:" or "A:" is that a paragraph begins with."""
        start = members[0].span.start
        first, *rest = [*self._tokeniser.tokens(start, start + _TURN), None]
        if first is None:
            return frozenset()
        stop = first.text.endswith(".") and (self._stops or mark == ".")
        colon = mark == ":" and rest[0] is not None and rest[0].text == ":"
        turns = {"asking turns", "answering turns"} if stop or colon else ()
        return first.tags.intersection(turns)

    def _tells(self, lines: Sequence[Line], section: str) -> bool:
        """Whether sentences have a word of a section; "Sie" is one, unlike "sie"."""
        return any(
            section in token.tags and (token.capital or "she" not in token.tags)
            for line in lines
            for token in line.plain
        )

    def _asks(self, line: Line) -> bool:
        """Whether a sentence is a question."""
        return self._text.endswith("?", 0, line.span.end)

    def _opens_bold(self, line: Line) -> bool:
        """Whether the first words of a sentence are emphasised, but not all."""
        return self._body[line.sentence.start] in "*_" and not self._bold([line])

    def _bold(self, members: Sequence[Line]) -> bool:
        """Whether sentences are emphasised from their beginning to their end."""
        first, last = members[0].sentence.start, members[-1].sentence.end
        return self._body[first] in "*_" and self._body[last - 1] in "*_"
