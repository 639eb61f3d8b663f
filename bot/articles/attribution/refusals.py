"""Tells what is refused from what is denied: "denied bail", "denied the striker".

To deny somebody something is no answer to an accusation, nor is what a court or an
insurer decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.contents import CLOSE

if TYPE_CHECKING:
    from bot.articles.attribution.contents import Contents
    from bot.articles.attribution.disputed import Disputed
    from bot.articles.attribution.phrases import Phrases

__all__ = ["Refusals"]

_NAMED = 4  # words of "the young Danish striker"
_GRANTED = {"building", "funding", "housing", "parking", "planning", "zoning"}
_THINGS = {"the", "a", "an", "any", "their", "its"}  # after somebody: "farmers the use"
_SOMEBODY = {"her", "him", "me", "us"}
_TIMES = {"again", "early", "late", "once", "twice"}
_SELVES = {"he", "i", "she", "we"}


class Refusals:
    """What is refused in one sentence."""

    def __init__(
        self, phrases: Phrases, contents: Contents, disputed: Disputed
    ) -> None:
        self._phrases = phrases
        self._words = phrases.words
        self._lexicon = phrases.lexicon
        self._lower = phrases.lower
        self._contents = contents
        self._disputed = disputed

    def refused(self, verb: int) -> bool:
        """Tell whether a verb in the active refuses its object."""
        return self._decided(verb) or self._asked(verb) or self._somebody(verb)

    def refused_passively(self, verb: int) -> bool:
        """Tell whether the subject of a passive was refused: "she was denied by"."""
        subject = self._phrases.before(verb)
        if subject is None:
            return False
        head = self._phrases.head(subject.first, subject.last)
        lower = self._lower(head)
        somebody = lower in _SELVES or self._phrases.capital(head) or self._person(head)
        return somebody or lower in self._lexicon["refusable"]

    def _decided(self, verb: int) -> bool:
        """Tell whether a court decides, and does not answer for itself."""
        if self._disputed.settled(verb):
            return True
        if not self._disputed.judged(verb) or self._contents.that(verb):
            return False
        near = [lower for _, lower in self._contents.following(verb, CLOSE)]
        alleged = self._lexicon["allegations"] - {"claim", "claims"}
        return alleged.isdisjoint(near) and not any(
            lower.endswith("ing") for lower in near[:1]
        )

    def _asked(self, verb: int) -> bool:
        """Tell whether the object is something that one asks for: "denied bail".

        Where a noun follows that is none, the object is that: "denied bid rumours".
        """
        lexicon = self._lexicon
        for at, lower in self._contents.following(verb, CLOSE):
            over = lower in lexicon["prepositions"] or lower == "that"
            if over or self._gerund(at) or not self._phrases.wordy(at):
                return False
            if lower in lexicon["refusable"] and self._ends(at + 1):
                return True
        return False

    def _gerund(self, at: int) -> bool:
        """Tell whether "funding the rebels" begins at a place, not "planning leave"."""
        lower, refusable = self._lower(at), self._lexicon["refusable"]
        if lower in _GRANTED and self._lower(at + 1) in refusable:
            return False
        object_ = self._phrases.determiner(at + 1) or self._phrases.capital(at + 1)
        return lower.endswith("ing") and (object_ or lower not in refusable)

    def _ends(self, at: int) -> bool:
        """Tell whether the object is over before a place, and no clause goes on."""
        return self._apart(at) or self._phrases.determiner(at) or self._joins(at)

    def _joins(self, at: int) -> bool:
        lower = self._lower(at)
        return lower in {"and", "or", "to"} or lower in self._lexicon["adverbs"]

    def _somebody(self, verb: int) -> bool:
        """Tell whether somebody is the object, alone or before what is refused."""
        end, alone = self._past_somebody(verb + 1)
        if end is None:
            return False
        won = self._lower(end) in self._lexicon["winnable"] and self._apart(end + 1)
        return won or self._lower(end) in _THINGS or (alone and self._apart(end))

    def _past_somebody(self, start: int) -> tuple[int | None, bool]:
        """Return the place after somebody, and whether nothing else can be meant.

        "Denied them" may be said of claims, and "denied the firm" of what it is.
        """
        lower = self._lower(start)
        if lower in _SOMEBODY | {"them"}:
            return start + 1, lower != "them"
        if self._phrases.capital(start):
            return self._past_named(start)
        if self._phrases.determiner(start):
            return self._past_noun(start + 1)
        return (start + 1 if self._several(start) else None), False

    def _past_named(self, start: int) -> tuple[int | None, bool]:
        """Return the place after a name; "Danish" and "Friday" are nobody's."""
        end = self._past_name(start)
        origins = self._lexicon["nationalities"] | self._lexicon["days"]
        names = {self._lower(at) for at in range(start, end)}
        return (end if end > start else None), names.isdisjoint(origins)

    def _past_noun(self, start: int) -> tuple[int | None, bool]:
        """Return the place after "opposition leader", the nouns for somebody."""
        for at in range(start, start + _NAMED):
            if self._speaker(at) and not self._speaker(at + 1):
                return self._past_name(at + 1), self._person(at)
            if self._ends(at):
                break  # "the loss of a friend"
        return None, False

    def _past_name(self, at: int) -> int:
        """Return the place after the names that begin at a place."""
        joined = self._lower(at) == "and" and self._name(at + 1)
        while self._name(at) or joined:
            at += 1
            joined = self._lower(at) == "and" and self._name(at + 1)
        return at

    def _name(self, at: int) -> bool:
        return self._phrases.capital(at) and not self._words[at].possessive

    def _several(self, at: int) -> bool:
        """Tell whether "farmers" stands at a place, not "reports"."""
        lower, lexicon = self._lower(at), self._lexicon
        said = lexicon["allegations"] | lexicon["doubtable"] | lexicon["reports"]
        return lower in lexicon.plural_speakers - said

    def _speaker(self, at: int) -> bool:
        """Tell whether a noun for somebody or a body stands at a place."""
        owner = at < len(self._words) and self._words[at].possessive
        body = self._lower(at) in self._lexicon["organisations"]
        return not owner and (body or self._person(at))

    def _person(self, at: int) -> bool:
        """Tell whether a noun for a person, or for some, stands at a place."""
        people = self._lexicon["people"] | self._lexicon.roles.keys()
        return not people.isdisjoint(
            {self._lower(at), self._lower(at).removesuffix("s")}
        )

    def _apart(self, at: int) -> bool:
        """Tell whether nothing goes on the object at a place, and no clause begins."""
        lower, lexicon = self._lower(at), self._lexicon
        sections = ("days", "prepositions", "subordinators")
        known = any(lower in lexicon[name] for name in sections) or lower in _TIMES
        return not self._phrases.wordy(at) or (known and lower != "that")
