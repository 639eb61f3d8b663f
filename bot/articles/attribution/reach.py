"""Tells how far a noun phrase can reach to either side, one word at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.beginnings import only_begins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["JOINING", "LONGEST", "Reach"]

LONGEST = 14  # words; what is longer is more than a phrase
JOINING = {"and", "or", "&"}
_DATELINE = 14  # words and marks before its dash
_DASHES = {"-", "\N{EN DASH}", "—", "\N{HORIZONTAL BAR}", ":"}
_DATING = {*"0123456789,.()/"}
_INSIDE = {"of", "for", "to", "at", "from", "in", "with"}
_AFTER_ANY = {"of", "for"}  # the others belong to a speaker: "a biologist at …"
_TRAILING = {*_INSIDE, *JOINING, "on"}
_ADVERBS = {"today", "tomorrow", "tonight", "yesterday"}
_WHICH = {"last", "next", "late", "early"}
_PAST = {"said", "says", "told", "wrote", "made"}


class Reach:
    """The words of one sentence, and what each can be in a noun phrase.

    `names` are words, in lower case, that have a capital inside some sentence: a word
    that begins a sentence is no name for its capital alone.
    """

    def __init__(
        self, words: Sequence[Word], lexicon: Lexicon, names: frozenset[str]
    ) -> None:
        self.words = words
        self.lexicon = lexicon
        self.names = names

    def lower(self, at: int) -> str:
        """Return the word at a place in lower case; a full stop outside."""
        return self.words[at].lower if 0 <= at < len(self.words) else "."

    def capital(self, at: int) -> bool:
        """Tell whether there is a word at a place that has a capital."""
        return at < len(self.words) and self.words[at].capital

    def wordy(self, at: int) -> bool:
        """Tell whether there is a word at a place, and no mark or quotation."""
        return self.lower(at)[0].isalnum()

    def determiner(self, at: int) -> bool:
        """Tell whether an article or the like stands at a place."""
        return self.lower(at) in self.lexicon["determiners"]

    def opener(self, at: int) -> bool:
        """Tell whether "But" or "Yesterday" stands at a place, before a clause."""
        lower = self.lower(at)
        if lower in {"earlier", "later"} and not self.determiner(at + 1):
            return self.capital(at + 1)  # "later scholars" are some
        day = lower in self.lexicon["days"] and not self.capital(at + 1)
        day |= lower in _ADVERBS and self.capital(at)
        return day or lower in self.lexicon["openers"] or self._only_begins(at)

    def _only_begins(self, at: int) -> bool:
        """Return whether "Eventually" stands at a place, before a name."""
        if not (self.capital(at) and self.capital(at + 1) and at == self.beginning()):
            return False
        return only_begins(self.lower(at), self.lower(at + 1), self.lexicon, self.names)

    def time(self, at: int) -> bool:
        """Tell whether "last week" stands at a place, or "two months"."""
        led = self.determiner(at) or self.lower(at) in _WHICH
        return led and self.lower(at + 1) in self.lexicon["times"]

    def adverb(self, at: int) -> bool:
        """Tell whether an adverb or an auxiliary stands at a place."""
        word = self.words[at]
        if word.capital:
            return False
        return (
            word.lower in self.lexicon["auxiliaries"]
            or word.lower in self.lexicon["adverbs"]
            or word.lower.endswith(("n't", "n’t"))
            or (word.lower.endswith("ly") and word.lower not in self.lexicon["nouns"])
        )

    def beginning(self) -> int:
        """Return where the sentence begins, after a dateline: "OSLO, May 3 (NTB) —"."""
        if not self.words[:1] or not self.words[0].text.isupper():
            return 0
        for at in range(1, min(len(self.words), _DATELINE)):
            if self.lower(at) in _DASHES:
                return at + 1 if self.capital(at + 1) else 0
            if not (self.capital(at) or self.lower(at)[0] in _DATING):
                return 0
        return 0

    def within(self, at: int) -> bool:
        """Tell whether a word can be inside a noun phrase."""
        if not self.wordy(at):
            return False
        if self.words[at].capital and at > 0:
            return True
        lower, lexicon = self.lower(at), self.lexicon
        outside = (
            lower in lexicon["subordinators"]
            or lower in lexicon["pronouns"]
            or lower in JOINING
            or lower == "but"
        )
        return not outside and not self._finite(lower)

    def _finite(self, lower: str) -> bool:
        """Tell whether a word is a verb in a form that is no noun."""
        if lower in self.lexicon["auxiliaries"] or lower in self.lexicon["verbal"]:
            return True
        past = lower.endswith("ed") or lower in _PAST
        return past and lower in self.lexicon.verbs

    def end(self, start: int) -> int:
        """Return the place after the last word that a phrase from `start` can have."""
        at = start
        limit = min(len(self.words), start + LONGEST)
        while at < limit and self._goes_on(start, at):
            at += 1
        while at > start and self.lower(at - 1) in _TRAILING:
            at -= 1
        return at

    def _goes_on(self, start: int, at: int) -> bool:
        lower = self.lower(at)
        if lower in JOINING:
            return at > start and self._joins(at + 1)
        if not self.within(at) or self.adverb(at) or lower in self.lexicon["days"]:
            return False
        if lower in self.lexicon["prepositions"]:
            return at > start and self._preposition(start, at)
        if at == start:
            return True
        return self.words[at].capital or self._common(start, at)

    def _joins(self, at: int) -> bool:
        """Tell whether "and" goes on to another name that ends the clause."""
        if not (self.capital(at) or self.determiner(at)):
            return False
        while self.capital(at) or self.determiner(at):
            at += 1
        if self.lower(at) in self.lexicon.speakers:
            at += 1
        return not self.wordy(at)

    def _preposition(self, start: int, at: int) -> bool:
        """Tell whether a preposition can go on a phrase: "a spokesman for"."""
        lower = self.lower(at)
        if lower in _AFTER_ANY:
            return True
        speaker = self.lower(self.head(start, at)) in self.lexicon.speakers
        named = self.capital(at + 1) or self.lower(at + 1) == "the"
        return lower in _INSIDE and speaker and named

    def _common(self, start: int, at: int) -> bool:
        """Tell whether a word in lower case can go on after what came before it."""
        if self.lower(at).endswith("ed"):
            return at == start + 1
        before = self.words[at - 1]
        if not before.capital or before.possessive:
            return True
        if at - 1 == start and self.determiner(start):
            return True
        near = self.words[at : at + 3]
        return any(word.lower in self.lexicon.speakers for word in near)

    def head(self, first: int, last: int) -> int:
        """Return the place of the noun that a phrase is about: before "of".

        Of "two of the nurses from Ekby" that is the nurses, of "people close to him"
        the people.
        """
        counted = self.counted(first)
        for at in range(first + (2 if counted else 1), last + 1):
            if self.lower(at) in self.lexicon["prepositions"]:
                after = self.lower(at - 1) in self.lexicon["postnominal"]
                return max(first, at - 2) if after else at - 1
        return last

    def counted(self, first: int) -> bool:
        """Tell whether a phrase begins like "two of the"."""
        return self.determiner(first) and self.lower(first + 1) == "of"
