"""Reads the verbs whose subject does not speak: "denied by X", "…, adding that"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.article import Stance
from bot.articles.attribution.cue import Cue
from bot.articles.attribution.words import BEING, QUOTE

if TYPE_CHECKING:
    from bot.articles.attribution.objects import Objects
    from bot.articles.attribution.phrases import Phrase, Phrases

__all__ = ["Passives"]

_QUOTED = {"quoted", "cited", "quoting", "citing", "quotes", "cites"}
_QUOTED_AS = 12  # words from "quoted" to "saying"
_BY = 4  # words: "denied on Friday by the ministry"


class Passives:
    """The passives and participles of one sentence."""

    def __init__(self, phrases: Phrases, objects: Objects) -> None:
        self.phrases = phrases
        self.objects = objects
        self.words = phrases.words
        self.lexicon = phrases.lexicon
        self.lower = phrases.lower

    def by(self, start: int, limit: int) -> Phrase | None:
        """Return whoever follows "by", before the next mark."""
        for at in range(start, min(start + limit, len(self.words))):
            if self.lower(at) == "by":
                return self.phrases.after(at + 1)
            if not self.phrases.wordy(at):
                return None
        return None

    def passive(self, at: int) -> bool:
        """Tell whether a form of "be" governs the verb, or "by" follows a bare one."""
        form = self.words[at].lower
        if form in self.lexicon.participles or form in self.lexicon.bases:
            return False
        return self.be_before(at) or (
            self.lower(at + 1) == "by"
            and bool(self.lexicon.verbs[form] & {"accuse", "deny", "reject"})
        )

    def be_before(self, at: int) -> bool:
        """Tell whether only adverbs stand between "was" and a verb."""
        at -= 1
        while at >= 0 and self.phrases.adverb(at):
            if self.lower(at) in BEING:
                return True
            at -= 1
        return False

    def cue(self, at: int) -> Cue | None:
        """Read "was denied by X" and "is accused by X of theft"."""
        stance = self.objects.passive_stance(at)
        if stance is None:
            return None
        speaker = self.by(at + 1, _BY)
        if speaker and "accuse" in self.lexicon.verbs[self.lower(at)]:
            speaker = self.without_charge(speaker)
        if speaker is None and stance is Stance.REPORT:
            return None
        return Cue(at, speaker, stance)

    def participle(self, at: int) -> Cue | None:
        """Read "…, adding that" and "was quoted as saying"."""
        stance = self.objects.stance(at)
        if stance is None:
            return None
        if self.lower(at - 1) == "as":
            return self.quoted_as(at, stance)
        if self.lower(at - 1) not in {",", "and", QUOTE, "while"} and at:
            return self.absolute(at, stance)
        return Cue(at, self.phrases.leading(), stance, main=False, follows=True)

    def without_charge(self, speaker: Phrase) -> Phrase:
        """Return "three aides" of "three aides of taking bribes"."""
        for at in range(speaker.last - 1, speaker.first, -1):
            if self.lower(at) in {"of", "for"}:
                whole = self.phrases.determiner(at + 1) or self.phrases.capital(at + 1)
                return speaker if whole else speaker._replace(last=at - 1)
        return speaker

    def absolute(self, at: int, stance: Stance) -> Cue | None:
        """Read "with prosecutors accusing him of theft"."""
        phrase = self.phrases.beside(at - 1)
        if phrase and phrase.known and self.lower(phrase.first - 1) == "with":
            return Cue(at, phrase, stance, main=False)
        return None

    def quoted_as(self, at: int, stance: Stance) -> Cue | None:
        """Read "X was quoted by a paper as saying" and "a paper quoted X as saying"."""
        for place in range(at - 2, max(-1, at - _QUOTED_AS), -1):
            if self.lower(place) in _QUOTED:
                quoted = self.phrases.after(place + 1)
                if quoted is None or quoted.last + 2 != at or self.be_before(place):
                    quoted = self.phrases.before(place)
                return Cue(at, quoted, stance) if quoted else None
        return None
