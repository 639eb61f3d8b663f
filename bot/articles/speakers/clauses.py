"""Finds who acts in the clauses of a sentence, whatever the verb."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.articles.speakers.mentions import Mentions

if TYPE_CHECKING:
    from bot.articles.speakers.chunks import Chunks
    from bot.articles.speakers.phrases import Mention

__all__ = ["FAR", "VERB", "Clauses"]

VERB = re.compile("[VXE]")
_AGENT = re.compile("I[np](?:[IJ][np])*t?[VXE]")  # "by the sea was"
_CLAUSE_WORDS = 12  # before a verb, among which "in case" may stand
FAR = 40  # chunks back to the subject of "and denied"


class Clauses:
    """The clauses of one sentence."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.codes = chunks.codes
        self.mentions = Mentions(chunks)

    def leading(self) -> Mention | None:
        """Return whom the sentence is about: the subject of its first verb."""
        for place, code in enumerate(self.codes[:FAR]):
            if code not in "VEX":
                continue
            subject = self.mentions.subject(place)
            if subject is None and code == "V" and self.codes[0] in "IAt":
                return self.mentions.after(place + 1)  # "On the stairs stood X"
            if subject is not None and not self.inner(subject):
                return subject
        return None

    def _acting(self, start: int) -> Mention | None:
        """Return Y of "X remembers Y apologising in court, saying"."""
        begins = max(0, start - 10)
        match = re.search(r"[np]G[^V,]{0,6},$", self.codes[begins:start])
        if match is None:
            return None
        one = self.mentions.subject(begins + match.start() + 1)
        return one if one and one.kind in {"person", "role", "pronoun"} else None

    def group(self, verb: int) -> int:
        """Return where the words of a verb begin: "has also repeatedly denied"."""
        while verb and self.codes[verb - 1] in "XAZt":
            verb -= 1
        return verb

    def reduced(self, at: int) -> bool:
        """Whether a past only tells more of a noun: "a man reported missing is safe".

        It is passive where "by X" and another verb follow, or what can be no object.
        """
        chunks, codes, after = self.chunks, self.codes, at + 1
        past = chunks.lower(at) in chunks.lexicon.pasts
        if not past or codes[at - 1 : at] != "n" or after == len(codes):
            return False
        if chunks.lower(after) == "by":
            return _AGENT.match(codes, after) is not None
        if codes[after + 1 : after + 2] in {"n", "p"}:
            return False  # "reported missing cattle"
        if codes[after] == "E":  # not "what X claimed turned out"
            led = chunks.tokens[chunks.firsts[at - 1]].tags
            return at == 1 or not led.isdisjoint({"determiners", "numbers"})
        alone = chunks.firsts[after] == chunks.lasts[after]
        return alone and "complements" in chunks.tags(after)

    def inner(self, subject: Mention) -> bool:
        """Whether a clause is part of another's: "who said", "while X said"."""
        before = self.codes[subject.opens - 1 : subject.opens]
        if subject.relative or before in {"R", "S"}:
            return True
        return before == "I" and "subordinators" in self.chunks.tags(subject.opens - 1)

    def supposed(self, first: int) -> bool:
        """Whether "in case" stands before a verb in its clause."""
        before = reversed(self.chunks.tokens[max(0, first - _CLAUSE_WORDS) : first])
        clause = takewhile(lambda token: token.lower[0].isalnum(), before)
        words = " ".join([token.lower for token in clause][::-1])
        words = words.replace("n't ", " n't ").replace("n’t ", " n't ")
        phrases = self.chunks.lexicon.phrases.get("supposed", ())
        return any(f" {' '.join(phrase)} " in f" {words} " for phrase in phrases)

    def _shared(self, start: int) -> Mention | None:
        """Return who did what stands before: "X left and denied", "X left, saying"."""
        codes = self.codes
        best: Mention | None = None
        for place in range(start - 1, max(-1, start - FAR), -1):
            if codes[place] in ";.":
                break
            if codes[place] not in "VEX":
                continue
            subject = self.mentions.subject(self.group(place))
            if subject is None or subject.kind == "nobody":
                continue
            if self.inner(subject):
                if (
                    codes[max(0, start - 2) : start] in {"nJ", "EJ", "VJ", "AJ"}
                    and not best
                ):
                    return None
                continue
            best = subject
            if subject.opens == 0 or codes[subject.opens - 1] in ",.QJA-":
                return subject
        return best
