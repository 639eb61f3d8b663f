"""Tells whether what is said follows a verb: a quotation, "that" or a clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.words import QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.articles.attribution.phrases import Phrases

__all__ = ["CLAUSE", "CLOSE", "OBJECT", "Contents"]

CLAUSE = 15  # words within which a clause has shown its verb
OBJECT = 10  # words that an object has at most
CLOSE = 6  # words to the head of a short object
_SPEECH = 15  # characters; shorter quotations are words, not speech
_OBJECTS = {"her", "him", "me", "them", "us"}
_MONEY = {"$", "£", "€"}
_NAMING = {"called", "dubbed", "entitled", "named", "titled"}
_STOPS = {".", ";", "?", "!"}


class Contents:
    """What follows the verbs of one sentence."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._words = phrases.words
        self._lexicon = phrases.lexicon
        self._lower = phrases.lower

    def following(self, verb: int, limit: int) -> Iterator[tuple[int, str]]:
        """Yield the words after the verb in its clause."""
        for at in range(verb + 1, min(verb + 1 + limit, len(self._words))):
            if self._words[at].text in _STOPS:
                return
            yield at, self._words[at].lower

    def that(self, verb: int) -> bool:
        """Tell whether "that" opens what is said: at once, or after "on Friday"."""
        told = "tell" in self._lexicon.verbs[self._words[verb].lower]
        first = self._lower(verb + 1)
        free = (
            told
            or first in self._lexicon["prepositions"]
            or first in self._lexicon["days"]
            or first in self._lexicon["adverbs"]
            or first == ","
            or self._phrases.time(verb + 1)
        )
        for at, lower in self.following(verb, OBJECT):
            if lower == "that":
                return free or at == verb + 1
            if not free or lower in self._lexicon["auxiliaries"]:
                return False
        return False

    def content(self, verb: int) -> bool:
        """Tell whether what is said follows: a quotation, "that" or a clause."""
        if self._lower(verb) in self._lexicon["granting"]:
            return self.that(verb)
        return self.that(verb) or self.quotes(verb) or self.clause(verb)

    def quotes(self, verb: int) -> bool:
        """Tell whether a quotation longer than a few words follows, or a colon."""
        for at, lower in self.following(verb, OBJECT):
            if lower == ":":
                return True
            if lower == QUOTE:
                return self._words[at].end - self._words[at].start > _SPEECH
            told = "tell" in self._lexicon.verbs[self._lower(verb)]
            if lower in self._lexicon["determiners"] and at == verb + 1 and not told:
                return False
        return False

    def clause(self, verb: int) -> bool:
        """Tell whether a clause without "that" follows: it has a verb of its own."""
        breaks = self._lexicon["subordinators"] | {"and", "or", ",", "to", "by", ":"}
        for at, lower in self.following(verb, CLAUSE):
            if lower in breaks:
                return False
            # Not "found a mosaic beneath it."
            subject = self._phrases.wordy(at + 1) or self._lower(at + 1) == QUOTE
            if (
                lower in self._lexicon["pronouns"]
                and subject
                and (at > verb + 1 or lower != "it")
            ):
                return True
            if lower in self._lexicon["auxiliaries"]:
                return at > verb + 1
            if at > verb + 1 and self._acts(at):
                return not self._lexicon.verbs[self._lower(verb)] & {"tell"}
        return False

    def _acts(self, at: int) -> bool:
        """Tell whether a word is a verb with an object: "the school ignored her"."""
        lower, lexicon = self._lower(at), self._lexicon
        past = lower.endswith("ed") or (
            lower in lexicon["verbal"] | lexicon["deeds"] and not lower.endswith("s")
        )
        named = lower in _NAMING or self._words[at].capital
        if not past or named or self._phrases.determiner(at - 1):
            return False
        opens = lexicon["determiners"] | lexicon["pronouns"] | _OBJECTS
        costs = self._lower(at + 1) in _MONEY
        return costs or self._lower(at + 1) in opens or self._phrases.capital(at + 1)

    def infinitive(self, verb: int) -> bool:
        """Tell whether "to" follows, or "in 1612 to have"."""
        return self._lower(verb + 1) == "to" or any(
            lower == "to" and self._lower(at + 1) in {"be", "have"}
            for at, lower in self.following(verb, CLOSE)
        )
