"""Finds who speaks where no verb says so: headlines and transcripts."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from bot.articles.sentence import Span, Stance
from bot.articles.speakers.lines import Naming, extent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
_TURN = re.compile(
    r"[*_\s]*(?:(?P<asks>Q|Question|F|Frage)|A|Answer|Antwort)\s?(?P<mark>[.:])(?!\w)"
)
# "F. Scott Fitzgerald" begins no question: with a full stop several ask.
_ASKED = re.compile(
    r"^[*_ \t]*(?:Q|Question|F|Frage)\s?\.(?!\w)[^\n]*\?[*_ \t]*$", re.MULTILINE
)
_NO_NAMES = {"days", "times", "documents", "unpersonal", "voiced", "adverbs", "verbal"}
_NO_NAMES |= {"finite", "prepositions", "determiners", "openers", "messages", "say"}
_LABELS = 2  # paragraphs that one label, or a letter, begins in a transcript


class Labels:
    """The speakers that the form of a text tells."""

    def __init__(
        self, body: str, text: str, entities: Entities, tokeniser: Tokeniser
    ) -> None:
        self._body = body
        self._text = text
        self._entities = entities
        self._tokeniser = tokeniser
        asked = islice(_ASKED.finditer(text), _LABELS)
        self._stops = sum(1 for _ in asked) == _LABELS

    def name(
        self, paragraphs: Sequence[Sequence[Line]], resolve: Callable[[Span], Span]
    ) -> None:
        """Set the speaker of headlines and of labelled paragraphs."""
        self._label(paragraphs, resolve)
        self._after_colon(paragraphs)

    def _label(
        self, paragraphs: Sequence[Sequence[Line]], resolve: Callable[[Span], Span]
    ) -> None:
        labels = [self._labelled(members) for members in paragraphs]
        turns = [
            (members, label, self._text[slice(*label)].lower())
            for members, label in zip(paragraphs, labels, strict=True)
            if label
        ]
        counts = Counter(name for _, _, name in turns)
        asked = Counter(name for members, _, name in turns if self.asks(members[-1]))
        for members, label, name in turns:
            rest = self._text[label.end + 1 : members[-1].span.end]
            spoken = bool(_OURS.search(rest)) or rest.lstrip()[:1] in _MARKS
            repeated = counts[name] >= _LABELS < len(turns)
            headline = members[0].sentence.heading and self._known(label)
            if not (headline or spoken or repeated):
                continue
            naming = Naming(resolve(label), "label with a colon", (label,))
            interviewer = 2 * asked[name] > counts[name]
            for line in members:
                if self._is_open(line):
                    asks = interviewer and self.asks(line)
                    line.naming = None if asks else naming
                    line.labelled = True
                if self.bold([line]):
                    break  # "**Lund Courier: Did you?** No."

    def _is_open(self, line: Line) -> bool:
        """Whether nobody is said to speak, or just "he says", whoever that is."""
        if line.speaker is None:
            return True
        first, *_ = self._tokeniser.tokens(*line.speaker)
        return line.stance is Stance.REPORT and "pronouns" in first.tags

    def _labelled(self, members: Sequence[Line]) -> Span | None:
        """Return the name before a paragraph's colon, or behind that of a headline."""
        first = members[0]
        found = _LABEL.match(self._text, first.span.start)
        if found is None and first.sentence.heading:
            found = _BEHIND.search(self._text, first.span.start, first.span.end)
        if found is None or _ROW.match(self._text, *first.span) or self.turn(members):
            return None  # "Party: Labour; Votes: 5" is a row of a table
        tokens = self._tokeniser.tokens(*found.span(1))
        return Span(*found.span(1)) if self._is_name(tokens) else None

    def _is_name(self, tokens: Sequence[Token]) -> bool:
        """Whether words before a colon are somebody's name, and not "Note"."""
        last = tokens[-1]
        other = any(token.tags & _NO_NAMES for token in tokens)
        if other and not self._entities.people.named(tokens, ()):
            return False
        if len(last.text) == 1 or "pronouns" in last.tags:
            return False  # "Q" and "A" are no names
        capitals = all(token.capital for token in tokens)
        return capitals and (len(tokens) == 1 or self._known(last))

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
            if not ends or last.naming is None:
                continue
            for line in members:
                if line.speaker or line.says:
                    break
                line.naming = last.naming._replace(rule="statement behind a colon")

    def turn(self, members: Sequence[Line]) -> re.Match[str] | None:
        """Return the "Q:" or "A:" that a paragraph begins with."""
        turn = _TURN.match(self._text, *extent(members))
        return turn if turn and (self._stops or turn["mark"] == ":") else None

    def begins(self, start: int) -> bool:
        """Return whether a name and a colon may stand at a place."""
        return _LABEL.match(self._text, start) is not None

    def names(self, span: Span) -> bool:
        """Return whether words may be somebody's name."""
        return self._is_name(self._tokeniser.tokens(*span))

    def asks(self, line: Line) -> bool:
        """Return whether a sentence is a question."""
        return self._text.endswith("?", 0, line.span.end)

    def emphasised(self, members: Sequence[Line]) -> bool:
        """Return whether sentences begin with emphasis."""
        return self._body[members[0].sentence.start] in "*_"

    def bold(self, members: Sequence[Line]) -> bool:
        """Return whether sentences are emphasised from their beginning to their end."""
        return (
            self.emphasised(members)
            and self._body[members[-1].sentence.end - 1] in "*_"
        )
