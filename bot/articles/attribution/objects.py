"""Tells from what follows a reporting verb whether it reports, alleges or denies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.article import Stance
from bot.articles.attribution.contents import CLAUSE, CLOSE, OBJECT, Contents
from bot.articles.attribution.disputed import Disputed
from bot.articles.attribution.refusals import Refusals

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.articles.attribution.phrases import Phrase, Phrases

__all__ = ["Objects"]

_HILL = 2  # words after "that", with which it is no clause
_POINTING = {"it", "this", "that", "them", "these", "those"}
_INTENDED = {"to", "will", "would"}
_NO_GUILT = {("no", "guilt"), ("no", "liability"), ("no", "wrongdoing")}


class Objects:
    """What follows the verbs of one sentence.

    `disputed` tells whether an allegation was spoken of before, so that "rejected
    it" is a denial.
    """

    def __init__(self, phrases: Phrases, *, disputed: bool) -> None:
        self.phrases = phrases
        self.words = phrases.words
        self.lexicon = phrases.lexicon
        self.disputed = disputed
        self._lower = phrases.lower
        self.contents = Contents(phrases)
        self._disputed = Disputed(phrases)
        self._refusals = Refusals(phrases, self.contents, self._disputed)
        self._rules: dict[str, Callable[[int], Stance | None]] = {
            "deny": self._denied,
            "dispute": self._disputes,
            "reject": self._rejected,
            "answer": self._answered,
            "fend": self._fended,
            "accuse": self._accused,
            "allege": self._alleged,
            "charge": self._charged,
            "claim": self._claimed,
            "plead": self._pleaded,
            "protest": self._pleaded,
            "make": self._made,
            "call": self._called,
            "say": lambda _: Stance.REPORT,
            "state": self._stated,
            "tell": self._stated,
        }

    def stance(self, verb: int) -> Stance | None:
        """Return the stance of a verb in the active; None if it reports nothing."""
        kinds = self.lexicon.verbs[self.words[verb].lower]
        for kind, rule in self._rules.items():
            if kind in kinds and (stance := rule(verb)):
                return stance
        return None

    def passive_stance(self, verb: int) -> Stance | None:
        """Return the stance of "was denied", "is accused of", "it was claimed that"."""
        kinds = self.lexicon.verbs[self.words[verb].lower]
        if kinds & {"deny", "reject", "dispute"}:
            return self._denied_passively(verb)
        if "accuse" in kinds:
            return self._accused(verb)
        lower = self._lower(verb + 1)
        made = "make" in kinds and lower == "by" and self._disputed.alleged_before(verb)
        claimed = "claim" in kinds and (lower == "to" or self.contents.that(verb))
        if made or claimed:
            return Stance.CLAIM
        reports = kinds & {"say", "state", "tell"} and self.contents.that(verb)
        return Stance.REPORT if reports else None

    def postposed_stance(self, verb: int) -> Stance | None:
        """Return the stance of a verb that closes the sentence: "…, X claimed."."""
        kinds = self.lexicon.verbs[self.words[verb].lower]
        if "claim" in kinds:
            return Stance.CLAIM
        return Stance.REPORT if kinds & {"state", "tell"} else None

    def _stated(self, verb: int) -> Stance | None:
        if self._innocent(verb):
            return Stance.DENIAL
        return Stance.REPORT if self.contents.content(verb) else None

    def _denied(self, verb: int) -> Stance | None:
        return None if self._refusals.refused(verb) else Stance.DENIAL

    def _disputes(self, verb: int) -> Stance | None:
        """Return a denial where an object follows: "the patent dispute" is a noun."""
        following = self._lower(verb + 1)
        nouns = self.lexicon["prepositions"] | self.lexicon["auxiliaries"] | {"and"}
        object_ = following[0].isalnum() and following not in nouns
        return self._denied(verb) if object_ else None

    def _rejected(self, verb: int) -> Stance | None:
        if self._disputed.judged(verb) or self._disputed.settled(verb):
            return None  # a decision is no denial
        following = list(self.contents.following(verb, OBJECT))
        lowers = [lower for _, lower in following]
        if lowers[:1] and lowers[0] in _POINTING and self._alone(verb + 2):
            return Stance.DENIAL if self.disputed else None
        if any(self._disputed.allegation(at) for at, _ in following):
            return Stance.DENIAL
        if any(self._disputed.charge(verb, at) for at, _ in following[:CLOSE]):
            return Stance.DENIAL
        if "as" in lowers:
            wrong = self.lexicon["unfounded"] | self.lexicon["untrue"]
            after = lowers[lowers.index("as") :]
            return Stance.DENIAL if wrong.intersection(after) else None
        return None

    def _alone(self, at: int) -> bool:
        """Tell whether a pronoun before this place is the whole object."""
        lower = self._lower(at)
        return not lower[0].isalnum() or lower in self.lexicon["adverbs"] | {
            "as",
            "and",
        }

    def _pleaded(self, verb: int) -> Stance | None:
        if self._lower(verb - 1) in _INTENDED:
            return None  # "she would plead not guilty" tells what is to come
        plea = self._lower(verb + 1), self._lower(verb + 2)
        guiltless = plea == ("not", "guilty") or self._innocent(verb)
        return Stance.DENIAL if guiltless else None

    def _innocent(self, verb: int) -> bool:
        """Tell whether "her innocence" follows, or "admitted no wrongdoing"."""
        plea = self._lower(verb + 1), self._lower(verb + 2)
        owned = self._lower(verb + 1) in self.lexicon["determiners"]
        return (owned and plea[1] == "innocence") or (
            "admit" in self._lower(verb) and plea in _NO_GUILT
        )

    def _answered(self, verb: int) -> Stance | None:
        for _, lower in self.contents.following(verb, CLOSE):
            if lower in self.lexicon["charges"]:
                return Stance.DENIAL
        return None

    def _fended(self, verb: int) -> Stance | None:
        """Return a denial for "pushed back on the claims", "laughed the claims off"."""
        near = [at for at, _ in self.contents.following(verb, OBJECT)]
        lowers = [self._lower(at) for at in [*near, near[-1] + 1]] if near else []
        for place, at in enumerate(near):
            if self._lower(at) in self.lexicon["subordinators"] | {"and"}:
                return None
            alleged = self._disputed.allegation(at) or self._disputed.charge(verb, at)
            if alleged and any(
                self.lexicon.phrase_at("fending", lowers, begins)
                for begins in (0, place + 1)
            ):
                return Stance.DENIAL
        return None

    def _accused(self, verb: int) -> Stance | None:
        if self._lower(verb - 1) in self.lexicon["determiners"]:
            return None  # "the accused"
        blames = self._lower(verb).startswith("blam")  # "the price of sugar"
        led = {"for", "on"} if blames else {"for", "of", "on"}
        near = {lower for _, lower in self.contents.following(verb, CLAUSE)}
        return None if led.isdisjoint(near) else Stance.CLAIM

    def _claimed(self, verb: int) -> Stance | None:
        near = {lower for _, lower in self.contents.following(verb, CLOSE)}
        if self.contents.that(verb):
            return Stance.CLAIM
        if near & self.lexicon["winnable"]:
            return None
        otherwise = self._lower(verb + 1) == "otherwise"
        claims = (
            otherwise
            or self.contents.infinitive(verb)
            or self.contents.quotes(verb)
            or self.contents.clause(verb)
        )
        return Stance.CLAIM if claims else None

    def _alleged(self, verb: int) -> Stance | None:
        """Return a claim for "alleged fraud": one alleges nothing that one can have."""
        following = self._lower(verb + 1)
        ends = self.lexicon["prepositions"] | self.lexicon["subordinators"] | {"and"}
        named = following[0].isalnum() and following not in ends
        return Stance.CLAIM if named and not self._attributive(verb) else None

    def _attributive(self, verb: int) -> bool:
        """Tell whether "alleged" describes a noun: no subject stands right before."""
        if self._lower(verb) != "alleged":
            return False
        before, lexicon = self._lower(verb - 1), self.lexicon
        sections = ("adverbs", "auxiliaries", "days", "pronouns")
        subject = before in lexicon.speakers or self.phrases.capital(verb - 1)
        helping = any(before in lexicon[name] for name in sections)
        owner = self.words[verb - 1].possessive
        return owner or not (subject or helping or before.endswith("ly"))

    def _charged(self, verb: int) -> Stance | None:
        charged = self._lower(verb) == "charged" and self._lower(verb + 1) == "that"
        # "charged that evening into the hall"
        time = self._lower(verb + 2) in self.lexicon["times"]
        told = [*self.contents.following(verb + 1, CLOSE)]  # "charged that hill"
        return Stance.CLAIM if charged and not time and len(told) > _HILL else None

    def _made(self, verb: int) -> Stance | None:
        for at, lower in self.contents.following(verb, CLOSE):
            if lower in self.lexicon["negations"]:
                return None
            if lower in self.lexicon["charges"]:
                return Stance.CLAIM if self._disputed.allegation(at) else None
        return None

    def _called(self, verb: int) -> Stance | None:
        """Return that an allegation is called something; what, the stance tells."""
        near = [at for at, _ in self.contents.following(verb, OBJECT)]
        alleged = any(self._disputed.allegation(at) for at in near)
        suit = any(self._disputed.suit(at) for at in near[:CLOSE])
        return Stance.REPORT if alleged or suit else None

    def _denied_passively(self, verb: int) -> Stance | None:
        """Return a denial where what was denied is an allegation, or by somebody."""
        if self._denied(verb) is None or self._disputed.judged_by(verb):
            return None
        alleged = self._disputed.alleged_before(verb)
        agent = self._agent(verb)
        by_somebody = (
            agent and agent.known and not self._refusals.refused_passively(verb)
        )
        kinds = self.lexicon.verbs[self.words[verb].lower]
        denied = "deny" in kinds and (alleged or by_somebody)
        rejected = agent and (alleged or self._disputed.charged_before(verb))
        return Stance.DENIAL if denied or rejected else None

    def _agent(self, verb: int) -> Phrase | None:
        """Return who follows "by" after a passive."""
        for at, lower in self.contents.following(verb, CLOSE):
            if lower == "by":
                return self.phrases.after(at + 1)
        return None
