"""Tells whether a noun in a sentence is an accusation that somebody may reject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.words import QUOTE

if TYPE_CHECKING:
    from bot.articles.attribution.phrases import Phrases

__all__ = ["Disputed"]

_WEIGHTY = {"criminal", "grave", "latest", "main", "serious"}  # charges
_FAR = 12  # words within which a charge has its price
_SUBJECT = 30  # words before a passive in which its subject may stand
_BY = 6  # words from "by" to "judge"
_CLAIMS = {"claim", "claims"}
_ALLEGED = {"about", "against", "by", "of", "that"}  # after "claim": an allegation


class Disputed:
    """The accusations in one sentence."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._words = phrases.words
        self._lexicon = phrases.lexicon
        self._lower = phrases.lower

    def allegation(self, at: int) -> bool:
        """Tell whether a word is an allegation, not "a claim for" something."""
        lower, following = self._lower(at), self._lower(at + 1)
        if lower in self._lexicon["doubtable"]:
            return following == "that"
        if lower in self._lexicon["reports"]:
            return following in {"that", "as"}
        counted = lower == "claims" and self._lower(at - 1)[0].isdigit()
        named = lower in self._lexicon["allegations"] and not counted
        return named and following not in {"for", "to"}

    def charge(self, verb: int, at: int) -> bool:
        """Tell whether somebody rejects "the charge" who is no customer."""
        if "dismiss" in self._lower(verb) and self._lower(at + 1) != "as":
            return False  # what courts do
        return self._charged(at)

    def suit(self, at: int) -> bool:
        """Tell whether "the suit" or "this report" is called something at once."""
        led = self._phrases.determiner(at - 1) or self._words[at - 1].possessive
        if not at or not led or self._lower(at) not in self._lexicon["suits"]:
            return False
        following = self._lower(at + 1)
        if following in {"a", "an"}:
            return self._refuting(self._lower(at + 2))
        return following in {"as", QUOTE} or self._refuting(following)

    def alleged_before(self, verb: int) -> bool:
        """Tell whether the subject of a passive may be an allegation."""
        before = {self._lower(at) for at in range(max(0, verb - _SUBJECT), verb)}
        return not before.isdisjoint(self._lexicon["allegations"])

    def charged_before(self, verb: int) -> bool:
        """Tell whether "the charge of theft" is the subject of a passive."""
        if "dismiss" in self._lower(verb):
            return False
        return any(map(self._charged, range(max(1, verb - _SUBJECT), verb)))

    def judged(self, verb: int) -> bool:
        """Tell whether a court or a judge is the subject of a verb, not its clerk."""
        subject = self._phrases.before(verb)
        if subject is None:
            return False
        for word in reversed(self._words[subject.opens : subject.last + 1]):
            if word.lower in self._lexicon["courts"]:
                return not word.possessive
            if word.lower in self._lexicon.speakers:
                return self._lexicon.roles.get(word.lower) == "judge"
        return False

    def settled(self, verb: int) -> bool:
        """Tell whether an insurer decides on a claim: no "claim of" or "that"."""
        subject = self._phrases.before(verb)
        insured = subject is not None and self._insurer(subject.opens, subject.last + 1)
        return insured and any(
            self._lower(at) in _CLAIMS and self._lower(at + 1) not in _ALLEGED
            for at in range(verb + 1, verb + 1 + _BY)
        )

    def judged_by(self, verb: int) -> bool:
        """Tell whether a passive was done by a court, or by prosecutors."""
        for at in range(verb + 1, verb + 1 + _BY):
            if self._lower(at) == "by":
                public = {self._lower(place) for place in range(at, at + _BY)}
                insured = self._insurer(at, at + _BY) and self._claimed_before(verb)
                court = insured or self._court(at, at + _BY)
                return court or not public.isdisjoint(self._lexicon["prosecuting"])
        return False

    def _refuting(self, lower: str) -> bool:
        """Tell whether "false", or words like "without merit", begin so."""
        lexicon = self._lexicon
        phrases = lower in lexicon.phrases["slur"] or lower in lexicon.phrases["untrue"]
        return phrases or lower in lexicon["unfounded"] or lower in lexicon["untrue"]

    def _claimed_before(self, verb: int) -> bool:
        return any(self._lower(at) in _CLAIMS for at in range(max(0, verb - _BY), verb))

    def _court(self, first: int, end: int) -> bool:
        return self._any("courts", first, end)

    def _insurer(self, first: int, end: int) -> bool:
        return self._any("insurers", first, end)

    def _any(self, section: str, first: int, end: int) -> bool:
        """Tell whether a section's word stands there, and not as an owner."""
        return any(
            word.lower in self._lexicon[section] and not word.possessive
            for word in self._words[first:end]
        )

    def _charged(self, at: int) -> bool:
        """Tell whether "the charge" stands at a place, and has no price."""
        lexicon = self._lexicon
        before = at - (2 if self._lower(at - 1) in _WEIGHTY else 1)
        led = self._phrases.determiner(before) or self._words[before].possessive
        charged = led and self._lower(at) in lexicon["charged"]
        if not charged or self._lower(at + 1) in {"for", "to", "on"}:
            return False
        around = {word.lower for word in self._words[max(0, at - _FAR) : at + _FAR]}
        return around.isdisjoint(lexicon["costs"])
