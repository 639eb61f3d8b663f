"""What becomes known of one sentence: its words, its cues, its speaker."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from bot.articles.article import Sentence, Span, Stance
from bot.articles.attribution.courts import court_speaks, is_court

if TYPE_CHECKING:
    from bot.articles.attribution.cue import Cue
    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.phrases import Phrase
    from bot.articles.attribution.words import Word

__all__ = ["Line"]

_SPEECH = 3  # words; shorter quotations are words, not speech


@dataclass
class Line:
    """What is known so far of one sentence."""

    sentence: Sentence
    quoted: list[Span] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    plain: list[Word] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    tags: bool = False  # it only says who spoke, after a quotation
    speaker: Span | None = None
    stance: Stance = Stance.REPORT

    @cached_property
    def inside(self) -> list[list[Word]]:
        """The words and marks of each of its quotations, once it has been read."""
        starts = [word.start for word in self.plain]
        return [
            self.plain[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
            for span in self.quoted
        ]

    @cached_property
    def speech(self) -> bool:
        """Tell whether it quotes more than a word or two."""
        return any(
            sum(word.text[0].isalnum() for word in words) >= _SPEECH
            for words in self.inside
        )

    def quoted_words(self) -> list[Word]:
        """Return the words inside its quotations, if these are speech."""
        return [*chain.from_iterable(self.inside)] if self.speech else []

    @cached_property
    def wholly_quoted(self) -> bool:
        """Tell whether nothing but quotations and marks stands in the sentence."""
        return bool(self.quoted) and not any(
            word.text[0].isalnum() for word in self.words
        )

    def chosen(self) -> Cue | None:
        """Return the cue that speaks for the sentence, with the stance that it has.

        It is the main one, or ", X said." at the end, unless that one only reports what
        another alleges or denies: in "the ministry said that X denied it" X denies.
        """
        if not self.cues:
            return None
        main = next((cue for cue in self.cues if cue.main), self.cues[0])
        if main.stance is not Stance.REPORT:
            return main
        if self.cues[-1].closes:
            main = self.cues[-1]
        for cue in self.cues:
            if cue.stance is not Stance.REPORT:
                own = cue.follows or cue.speaker is None or self.pronoun(cue.speaker)
                return main._replace(stance=cue.stance) if own else cue
        return main

    def judged(self, cue: Cue, lexicon: Lexicon) -> bool:
        """Tell whether it is a court that speaks by a cue."""
        if cue.speaker is None:
            return court_speaks([word.lower for word in self.words], lexicon)
        return is_court(self.words[cue.speaker.first : cue.speaker.last + 1], lexicon)

    def pronoun(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is "he", "she", "it" or "they"."""
        return self.words[phrase.first].lower in {"he", "she", "it", "they"}
