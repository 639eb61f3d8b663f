"""Sets for each sentence who says it, and whether it alleges, denies or reports.

Rules over reporting verbs and quotation marks, after Pouliquen, Steinberger and Best
2007, "Automatic Detection of Quotations in Multilingual News". They would rather
leave a speaker out than name a wrong one.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.articles.article import Span, Stance
from bot.articles.attribution.acting import actor
from bot.articles.attribution.cues import cues
from bot.articles.attribution.lexicon import lexicon as lexicon_of
from bot.articles.attribution.line import Line
from bot.articles.attribution.phrases import Phrases
from bot.articles.attribution.quotations import quotations
from bot.articles.attribution.speakers import Place, Speakers
from bot.articles.attribution.stances import said_stance, unsaid_stance
from bot.articles.attribution.tags import tag
from bot.articles.attribution.weighing import Weighing, mentions
from bot.articles.attribution.words import cut, words
from bot.articles.normalisation import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.articles.article import Sentence
    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.phrases import Phrase
    from bot.articles.attribution.words import Word

__all__ = ["attribute"]

_LONGEST = 60  # words before "…, it said" to the subject of a sentence
_NEAR = 4  # words: "also went on to add"
_GOING_ON = frozenset({"add", "added", "adds", "also", "continued", "further"})


def attribute(
    body: str, sentences: tuple[Sentence, ...], language: str
) -> tuple[Sentence, ...]:
    """Return the sentences with the speaker and the stance of each.

    `language` is an ISO 639-1 code; without a lexicon for it the sentences come back
    as they are. A speaker is a span of `body`, which is read as the plain text.
    """
    lexicon = lexicon_of(language)
    if lexicon is None or not sentences:
        return sentences
    plain = normalise(body)
    spans = [plain.span_in_plain(s.start, s.end) for s in sentences]
    shown = [
        replace(sentence, start=start, end=end)
        for sentence, (start, end) in zip(sentences, spans, strict=True)
    ]
    attribution = _Attribution(plain.text, (*shown,), lexicon)
    return tuple(
        replace(
            sentence,
            speaker=line.speaker and plain.span_in_body(*line.speaker),
            stance=line.stance,
            introduced=line.speaker
            and plain.span_in_body(*attribution.speakers.introduction(line.speaker)),
        )
        for sentence, line in zip(sentences, attribution.lines(), strict=True)
    )


class _Attribution:
    """The attribution of one body."""

    def __init__(
        self, body: str, sentences: tuple[Sentence, ...], lexicon: Lexicon
    ) -> None:
        self.body = body
        self.lexicon = lexicon
        self.all = [Line(sentence) for sentence in sentences]
        self.paragraphs = {
            number: Span(group[0].start, group[-1].end)
            for number, members in groupby(sentences, key=lambda s: s.paragraph)
            for group in [list(members)]
        }
        self.quotations = quotations(body, self.paragraphs.values())
        parts = [part for quotation in self.quotations for part in quotation]
        self.speakers = Speakers(body, lexicon, sorted(parts))
        self.openings: dict[int, int] = {}  # where the quotation in a sentence begins

    def lines(self) -> list[Line]:
        members = [*dict.fromkeys(self.members())]  # a sentence may have hundreds
        self.read_all()
        quoted = {lines.start: lines for lines in members}
        for lines in members:
            self.openings.update(dict.fromkeys(lines, lines.start))
        for number, line in enumerate(self.all):
            if line.words:
                self.speak(line, number)
            if number in quoted:
                self.continue_from_actor(quoted[number])
        self.attribute_quotations(members)
        return self.all

    def read_all(self) -> None:
        """Read what may say who says something."""
        before = ""
        for number, line in enumerate(self.all):
            text = self.body[line.sentence.start : line.sentence.end].lower()
            if line.quoted or mentions(self.lexicon.cues, text):
                disputed = mentions(self.lexicon.disputes, before + text)
                self.read(line, number, disputed=disputed)
            before = text

    def attribute_quotations(self, members: list[range]) -> None:
        for lines in members:
            self.spread(lines)
        for lines in members:
            self.continue_from_beside(lines)
        Weighing(self.body, self.all, self.lexicon).weigh(members)

    def members(self) -> Iterator[range]:
        """Yield the sentences of each quotation, and tell them what they quote."""
        number = 0
        for quotation in self.quotations:
            first = last = None
            for part in quotation:
                while self.all[number].sentence.end <= part.start:
                    number += 1
                last = number
                first = number if first is None else first
                while last < len(self.all) and self.all[last].sentence.start < part.end:
                    self.all[last].quoted.append(part)
                    last += 1
            if first is not None and last is not None:
                yield range(first, last)

    def read(self, line: Line, number: int, *, disputed: bool) -> None:
        start, end = line.sentence.start, line.sentence.end
        line.words = cut(self.body, start, end, line.quoted)
        line.plain = words(self.body, start, end)
        phrases = Phrases(line.words, self.lexicon, self.speakers.names)
        line.cues = cues(phrases, disputed=disputed)
        quoted = self.follows(number) and self.all[number - 1].wholly_quoted
        if quoted and (only := tag(phrases)):
            line.cues, line.tags = line.cues or [only], True

    def speak(self, line: Line, number: int) -> None:
        """Set the speaker and the stance that the sentence itself gives."""
        cue = line.chosen()
        if cue is None:
            line.stance = unsaid_stance(line.plain, self.lexicon)
            return
        line.stance = cue.stance
        if cue.stance is not Stance.DENIAL:
            judged = line.judged(cue, self.lexicon)
            said = said_stance(line.plain, self.lexicon, judged=judged)
            line.stance = cue.stance if said is Stance.REPORT else said
        if cue.speaker:
            line.speaker = self.resolve(line, cue.speaker, number)

    def resolve(self, line: Line, phrase: Phrase, number: int) -> Span | None:
        place = self.place(number)
        mention = line.words[phrase.first : phrase.last + 1]
        near = line.words[phrase.last + 1 : phrase.last + 1 + _NEAR]
        if not _GOING_ON.isdisjoint(word.lower for word in near):
            place = place._replace(denied=False)
        it = mention[0].lower == "it"
        before = {word.lower for word in line.words[1 : phrase.first][-1:]}
        if it and before & self.lexicon["subordinators"]:
            return None  # "The city sued a firm which it said had lied"
        subject = self.own_subject(line, phrase)
        if subject and self.speakers.agrees(mention[0], subject, place):
            return self.speakers.resolve_alone(subject, place)
        speaker = self.speakers.resolve(mention, place)
        if speaker is None and it and self.follows(number):
            return self.subject(number - 1, place)
        return speaker

    def place(self, number: int) -> Place:
        paragraph = self.all[number].sentence.paragraph
        before = self.paragraphs.get(paragraph - 1, self.paragraphs[paragraph])
        first = self.openings.get(number, number)
        last = self.all[first - 1 if self.follows(first) else first]
        denied = last is not self.all[first] and last.stance is Stance.DENIAL
        start = last.sentence.start
        return Place(number, first - 1, paragraph, before.start, start, denied)

    def follows(self, number: int) -> bool:
        """Tell whether the sentence before stands in the same paragraph."""
        return number > 0 and (
            self.all[number].sentence.paragraph
            == self.all[number - 1].sentence.paragraph
        )

    def own_subject(self, line: Line, pronoun: Phrase) -> list[Word]:
        """Return the subject of what "…, it said" closes: "The firm lost, it said"."""
        words = line.words[: pronoun.first]
        if not words or words[-1].text != "," or len(words) > _LONGEST:
            return []
        phrase = Phrases(words, self.lexicon, self.speakers.names).leading()
        tells = phrase is not None and phrase.last + 2 < pronoun.first
        return words[phrase.first : phrase.last + 1] if phrase and tells else []

    def subject(self, number: int, place: Place) -> Span | None:
        """Return the body that a sentence begins with: who "it" is in the next."""
        line = self.all[number]
        mention = cut(self.body, line.sentence.start, line.sentence.end, line.quoted)
        phrase = Phrases(mention, self.lexicon, self.speakers.names).leading()
        if (
            phrase is None
            or mention[phrase.last].lower not in self.lexicon["organisations"]
        ):
            return None
        return self.speakers.resolve(mention[phrase.first : phrase.last + 1], place)

    def spread(self, members: range) -> None:
        """Give the sentences of a quotation the speaker that one of them names."""
        speakers = [line.speaker for line in self.lines_of(members) if line.speaker]
        if speakers:
            self.give(members, speakers[0])

    def lines_of(self, members: range) -> list[Line]:
        return self.all[members.start : members.stop]

    def give(self, members: range, speaker: Span) -> None:
        for line in self.lines_of(members):
            if line.speaker is None and (line.wholly_quoted or not line.cues):
                quoted = line.speech or line.wholly_quoted or len(members) > 1
                line.speaker = speaker if quoted else None

    def continue_from_actor(self, members: range) -> None:
        """Take who acts in the sentence before for a quotation that nobody says."""
        number = members.start - 1
        if not self.follows(members.start) or not self.silent(members):
            return
        before = self.all[number]
        if before.cues or before.quoted:
            return
        found = words(self.body, before.sentence.start, before.sentence.end)
        phrase = actor(found, self.lexicon, self.speakers.names)
        if phrase:
            mention = found[phrase.first : phrase.last + 1]
            speaker = self.speakers.somebody(mention, self.place(number))
            if speaker:
                self.give(members, speaker)

    def silent(self, members: range) -> bool:
        """Tell whether neither a quotation nor what follows it names a speaker."""
        wholly = all(line.wholly_quoted for line in self.lines_of(members))
        named = members.stop < len(self.all) and self.all[members.stop].tags
        speech = any(line.speech for line in self.lines_of(members))
        return wholly and speech and not named

    def continue_from_beside(self, members: range) -> None:
        """Take the speaker for a quotation that names none from beside it.

        It is who speaks before a colon; else "X said." after it; else who spoke in the
        sentence before, in the same paragraph.
        """
        first = self.all[members.start]
        if first.speaker or not all(
            line.wholly_quoted for line in self.lines_of(members)
        ):
            return
        before = self.all[max(0, members.start - 1) : members.start]
        after = self.all[members.stop : members.stop + 1]
        colon = bool(before) and self.body[before[0].sentence.end - 1] == ":"
        if after and after[0].tags and not colon:
            speaker = after[0].speaker
        else:
            near = colon or self.follows(members.start)
            speaker = before[0].speaker if near else None
        if speaker:
            self.give(members, speaker)
