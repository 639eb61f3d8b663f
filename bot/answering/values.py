"""What an answer is made of, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from bot.articles import Stance, is_pronoun
from bot.articles.tables import columns_of

if TYPE_CHECKING:
    from bot.articles import Article, Source, Span

__all__ = ["Answer", "Evidence", "Feature", "Reading", "Receipt", "Status", "Voice"]


class Status(StrEnum):
    """Whether the articles answer the question: yes, perhaps, no."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Why a passage was found: the terms that matched, and what its score is made of.

    `terms` are the question's terms that the best sentence shares, with the BM25
    score that each gave it; `parts` are the named parts that add up to the
    passage's score. Both are largest first. `shared` are the passage's words that the
    question has as well, `meant` those that stand for other words of the question, with
    these: code points into the article's body. `words` are the question's words that
    the best sentence has by itself or by others; `names` are those of them that the
    texts write with a capital, where a capital tells a name. `near` are words of the
    best sentence that come near in meaning to others of the question, with these; they
    are looked for only where an explanation is wanted.
    """

    terms: tuple[tuple[str, float], ...] = ()
    parts: tuple[tuple[str, float], ...] = ()
    shared: tuple[Span, ...] = ()
    meant: tuple[tuple[Span, str], ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    near: tuple[tuple[Span, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """What the confidence rests on: a figure, and its weight in the log-odds."""

    name: str
    value: float
    weight: float


class Voice(NamedTuple):
    """Who says something, in the article's own words, and with what stance.

    `unnamed`: somebody says it whom the article calls "he", and no name was found.
    """

    speaker: str | None
    stance: Stance
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of an article that bears on the question.

    `start`, `end`, `sentence` and `highlights` are code points into the article's
    body; `sentence` is the one that answers best, `highlights` (in order, never
    overlapping, all inside the passage) are the words that made it match. `also` are
    the sentences beside it that score nearly as much, best first: each may answer.
    `speaker` and `stance` are those of `sentence`. `opposes` is True where the
    passage stands here because it is the other side of a better match: the denial
    of an allegation, or the allegation that is denied.
    """

    article: Article
    start: int
    end: int
    score: float
    sentence: Span
    highlights: tuple[Span, ...]
    speaker: str | None
    stance: Stance
    opposes: bool = False
    also: tuple[Span, ...] = ()
    receipt: Receipt = Receipt()

    @property
    def text(self) -> str:
        """The passage in the article's own words."""
        return self.article.body[self.start : self.end]

    @property
    def source(self) -> Source:
        """Where the article comes from."""
        return self.article.source

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Whoever speaks in the passage, of the best sentence first, then in order.

        Who alleges or denies something is not named again for merely saying something;
        of those without a name it can't be told whether they are one.
        """
        others = (
            self._voice(s.speaker and self.article.text(*s.speaker), s.stance)
            for s in self.article.sentences_in(self.start, self.end)
            if s.start != self.sentence.start
        )
        said = [self._voice(self.speaker, self.stance), *others]
        telling = {voice.speaker for voice in said if voice.stance is not Stance.REPORT}
        telling.discard(None)
        voices = [
            voice
            for voice in said
            if voice.stance is not Stance.REPORT or voice.speaker not in telling
        ]
        first = next(voice for voice in voices if voice.speaker == said[0].speaker)
        return tuple(dict.fromkeys([first, *voices]))

    def _voice(self, speaker: str | None, stance: Stance) -> Voice:
        unnamed = speaker is not None and is_pronoun(speaker, self.article.language)
        return Voice(None if unnamed else speaker, stance, unnamed)

    @property
    def columns(self) -> Span | None:
        """Where the headers stand of the table's row that it begins with."""
        return columns_of(self.article.body, self.start)

    @property
    def paragraph(self) -> int:
        """The number of the paragraph that holds the best sentence, from 1."""
        return self.article.sentence_at(self.sentence.start).paragraph


@dataclass(frozen=True, slots=True)
class Reading:
    """A word of the question that was taken for another word of the articles."""

    asked: str
    taken_for: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question.

    `confidence` is the probability, 0 to 1, that the first passage answers. `evidence`
    is best first, at most three passages, empty where `status` is not found; `closest`
    is the same, and filled only there.
    `unknown_words` are the question's words that no article has, as they were
    asked. `readings` are words taken for others in the search ("Nebenzia" for
    "Nebenzya"); `suggestions` are the nearest indexed words for unknown ones.
    `disputed` is True where the question takes for granted what the article
    reports as disputed. `remark` is a friendly line where no search was made
    (a greeting, or a question without a single word to look for). `features` are
    what the confidence was computed from; empty where no search was made. `foreign`
    says that nothing was found and that the question seems to be in another language
    than all articles. `opening` says that the passages are how an article begins,
    since it was asked what it is about; `about` is an article of whose source was asked
    what its text does not say.
    """

    question: str
    status: Status
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    closest: tuple[Evidence, ...] = ()
    unknown_words: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    suggestions: tuple[Reading, ...] = ()
    disputed: bool = False
    remark: str | None = None
    features: tuple[Feature, ...] = ()
    foreign: bool = False
    opening: bool = False
    about: Article | None = None
