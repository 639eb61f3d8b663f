"""Sets for each sentence who says it, and whether it alleges, denies or reports.

Rules over reporting verbs and quotation marks, after Pouliquen, Steinberger and Best
2007, "Automatic Detection of Quotations in Multilingual News". They would rather leave
a speaker out than name a wrong one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, partial
from itertools import groupby, starmap
from typing import TYPE_CHECKING

from bot.articles.normalisation import normalise
from bot.articles.sentence import Sentence, Span
from bot.articles.sentences import is_item
from bot.articles.speakers.chunks import Chunks
from bot.articles.speakers.cues import Cue, Cues
from bot.articles.speakers.entities import Entities, Entity, Entry
from bot.articles.speakers.frames import Frames
from bot.articles.speakers.lexicon import lexicon as lexicon_of
from bot.articles.speakers.lines import (
    SPEECH,
    Line,
    Naming,
    mark_quoted,
    pair_marks,
    spread,
)
from bot.articles.speakers.stances import DISPUTES, Judge, weigh
from bot.articles.speakers.tokens import Tokeniser
from bot.articles.speakers.transcripts import Transcripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.mentions import Mention
    from bot.articles.speakers.rules import Finding

__all__ = ["attribute", "findings"]

# By these, which mostly say something, a caption may tell what its picture shows.
_SHOWN = {"call", "state", "talk", "urge"}
_LATER_NAMED = 24  # mentions in one sentence that a pronoun may mean
_STAY = {"he", "she", "they", "indefinite"}  # pronouns that speak for themselves
_TAG = 16  # words and marks of a sentence that only says who spoke
_LONGEST = 10_000  # characters of a sentence, however many clauses it has
_TAIL = 40  # characters in which it ends
_ENDED = re.compile(r"[.!?…](?:[^\w\s]|\s?\[\w{1,4}\])*\Z")  # "good.[12]" too
_judge = cache(Judge)


def attribute(
    body: str, sentences: tuple[Sentence, ...], language: str, *, without: str = ""
) -> tuple[Sentence, ...]:
    """Return the sentences with the speaker and the stance of each.

    `language` is an ISO 639-1 code; without a lexicon for it the sentences come back
    as they are, and so does what is no prose. A speaker is a span of `body`. `without`
    leaves out one rule.
    """
    read = _read(body, sentences, language, without)
    if read is None:
        return sentences
    told = {line.sentence: read.told(line) for line in read.lines}
    return tuple(told.get(one, one) for one in sentences)


def findings(
    body: str, sentences: tuple[Sentence, ...], language: str, *, without: str = ""
) -> tuple[tuple[Naming | None, Finding | None], ...]:
    """Return by which rules each sentence has its speaker and its stance.

    Each rule comes with the words that it fired on, as spans of `body`. There is none
    for a sentence that nobody says, and for one that just reports or is no prose.
    """
    read = _read(body, sentences, language, without)
    found = {line.sentence: read.found(line) for line in read.lines} if read else {}
    return tuple(found.get(one, (None, None)) for one in sentences)


def _read(
    body: str, sentences: Sequence[Sentence], language: str, without: str
) -> _Attribution | None:
    lexicon = lexicon_of(language)
    prose = [*_prose(body, sentences)] if lexicon else []
    if lexicon is None or not prose:
        return None
    read = _Attribution(body, prose, lexicon, without)
    read.attribute()
    return read


def _prose(body: str, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences without those that are parts of one too long to be one.

    Logs, tables and lists whose lines have no full stop are such a text. It is divided
    somewhere, so nobody could tell of what part of it somebody is the speaker.
    """
    run: list[Sentence] = []
    for one, after in zip(sentences, [*sentences[1:], None], strict=False):
        run.append(one)
        joined = after is not None and after.paragraph == one.paragraph
        tail = max(one.start, one.end - _TAIL)
        if joined and not _ENDED.search(body, tail, one.end):
            continue
        if one.end - run[0].start <= _LONGEST:
            yield from run
        run = []


class _Attribution:
    def __init__(
        self, body: str, sentences: Iterable[Sentence], lexicon: Lexicon, without: str
    ) -> None:
        self.lexicon = lexicon
        self.body = body
        self.plain = normalise(body)
        self.text = shown = pair_marks(self.plain.text)
        plain = self.plain.span_in_plain
        self.tokeniser = Tokeniser(shown, lexicon)
        self.lines = [
            Line(number, number - 1, s, plain(s.start, s.end), self.tokeniser)
            for number, s in enumerate(sentences)
        ]
        by_paragraph = groupby(self.lines, key=lambda one: one.sentence.paragraph)
        self.paragraphs = [[*members] for _, members in by_paragraph]
        self.judge = _judge(lexicon, without)
        self.entities = Entities(self.tokeniser, self.lines, self.judge)
        self.unread: list[Line] = []
        self.quoted = mark_quoted(shown, self.paragraphs)
        self.transcripts = Transcripts(body, self.entities, self.tokeniser)

    def attribute(self) -> None:
        for line in self.lines:
            self.read(line)
            self.speak(line)
        self.transcripts.name(self.paragraphs)
        spread(self.lines, self.quoted)
        weigh(self.lines, lambda: self.entities.people, self.judge, self.lexicon)

    def found(self, line: Line) -> tuple[Naming | None, Finding | None]:
        place, naming, finding = self.plain.span_in_body, line.naming, line.finding
        if naming:
            own, rule, words = naming
            naming = Naming(place(*own), rule, tuple(starmap(place, words)))
        if finding:
            finding = finding._replace(words=tuple(starmap(place, finding.words)))
        return naming, finding

    def told(self, line: Line) -> Sentence:
        speaker, place = line.speaker, self.plain.span_in_body
        return replace(
            line.sentence,
            speaker=speaker and place(*speaker),
            stance=line.stance,
            introduced=speaker and place(*self.entities.people.introduction(speaker)),
        )

    def read(self, line: Line) -> None:
        """Find the cues of a sentence."""
        words = line.speech_words
        line.mute = words < SPEECH and self.judge.mute(self.text[slice(*line.span)])
        if line.mute or line.wholly_quoted:
            return
        before = self.lines[max(0, line.number - 1)]
        heard = (one.stream.known for one in (before, line) if not one.mute)
        disputed = any(map(DISPUTES.intersection, heard))
        together = before.sentence.paragraph == line.sentence.paragraph
        follows = before.wholly_quoted and together
        frames = self.parsed(line)
        judge = partial(self.judge.verb, frames, line.stream, disputed=disputed)
        line.cues = Cues(frames, judge, self.judge.rows, words, follows=follows)
        if follows and line.says and len(line.tokens) <= _TAG:  # “Why not?” X asked.
            line.is_tag = line.says[0].closes or line.says[0].bare

    def parsed(self, line: Line) -> Frames:
        """Return the frames of a sentence, which is cut into chunks once."""
        if line.frames is None:
            chunks = Chunks(line.tokens, self.lexicon, self.entities.people.names)
            line.frames = Frames(chunks)
        return line.frames

    def speak(self, line: Line) -> None:
        """Set the speaker and the stance that the sentence itself gives."""
        cue = line.cues.chosen() if line.cues else None
        if cue is None or (
            cue.kinds & _SHOWN and not cue.finding and self.caption(line)
        ):
            self.unread.append(line)
            if not (line.mute or line.wholly_quoted):
                line.finding = self.judge.text("unsaid", line.stream)
            return
        line.finding, speaker = cue.finding, cue.speaker
        later = (
            line.tokens[one.at].start
            for one in line.says
            if one.at > cue.at and one.speaker not in {None, speaker}
        )
        line.limit = next(later, line.span.end)  # there somebody else speaks
        # Most of a text in which nobody speaks need not be cut into chunks.
        for before in self.unread:
            self.note(before)
        self.unread.clear()
        self.note(line, spoke=speaker)
        if speaker:
            self.take(line, cue, speaker)

    def caption(self, line: Line) -> bool:
        """Whether a sentence may stand below a picture: it has no mark at its end."""
        item = line.sentence.heading or is_item(self.body, line.sentence.start)
        return line.plain[-1].text[-1].isalnum() and not item

    def take(self, line: Line, cue: Cue, mention: Mention) -> None:
        """Take who a cue says to speak for the sentence's speaker."""
        phrase = line.tokens[mention.first : mention.last + 1]
        first, verb = phrase[0], line.tokens[cue.at]
        own, said = Span(first.start, phrase[-1].end), Span(verb.start, verb.end)
        entity = self.entities.meant(mention, line, cue)
        if entity.kind == "pronoun" and first.tags.isdisjoint(_STAY):
            return
        line.naming = Naming(entity.span, cue.rule, tuple(sorted([own, said])))
        if entity.kind == "role" and "owners" in first.tags:
            # "His brother" may speak of "him"; "his wife" is no "he".
            known = entity.gender == {"his": "f", "her": "m"}.get(first.lower)
            entity = entity if known else entity._replace(gender="")
        told = frozenset(word.lower for word in line.tokens[cue.at :])
        self.entities.entries.append(Entry(line, entity, "spoke", told))

    def note(self, line: Line, spoke: Mention | None = None) -> None:
        """Take note of whom a sentence is about, and of who is named in it."""
        if line.wholly_quoted:
            return
        frames, entries = self.parsed(line), self.entities.entries
        lead, met = frames.leading()
        spoken = lead and spoke and lead.opens >= spoke.opens
        if lead and lead.kind != "nobody" and not spoken:
            told = frozenset(word.lower for word in line.tokens)
            entries.append(Entry(line, self.entities.meant(lead, line), "leads", told))
        if met and (other := self.entities.other(met, line)):
            entries.append(Entry(line, other, "meets"))
        mentioned = self.entities.people.mentioned(line.span)
        for person in dict.fromkeys(person for _, person in mentioned[:_LATER_NAMED]):
            named = Entity(person.span, "person", person.gender)
            entries.append(Entry(line, named, "named"))
