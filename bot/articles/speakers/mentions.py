"""Finds whom the subject of a verb, or what follows it, mentions, and who acts."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.articles.speakers.phrases import ASIDE, LIST, Phrases

if TYPE_CHECKING:
    from bot.articles.speakers.chunks import Chunks
    from bot.articles.speakers.phrases import Mention

__all__ = ["FAR", "VERB", "Clauses", "Mentions"]

VERB = re.compile("[VXE]")
_APOLOGISING = re.compile("[np]G[^V,]{0,6},$")
_AGENT = re.compile("I[np](?:[IJ][np])*t?[VXE]")  # "by the sea was"
_CLAUSE_WORDS = 12  # before a verb, among which "in case" may stand
FAR = 40  # chunks back to the subject of "and denied"
_WHO = {"which", "who", "whom", "whose"}
_DEEPEST = 8  # phrases that hang on one another


class Mentions(Phrases):
    """The mentions of one sentence, looked up beside its verbs."""

    def __init__(self, chunks: Chunks) -> None:
        super().__init__(chunks)
        self._subjects: dict[int, Mention | None] = {}

    def subject(self, start: int) -> Mention | None:
        """Return the subject of the verb group that begins at a chunk."""
        if start not in self._subjects:
            self._subjects[start] = self._subject(start - 1)
        return self._subjects[start]

    def _subject(self, at: int) -> Mention | None:
        codes = self._codes
        while at >= 0 and codes[at] in "At":
            at -= 1
        if at >= 0 and codes[at] in ")-":
            at = self._past_brackets(at)
        if at < 0:
            return None
        if codes[at] == ",":
            return self._before_aside(at)
        if codes[at] == "R":  # "X, who", "X last week that"
            asked = self._chunks.lower(at) != "that"
            noun = at - (2 if asked and codes[at - 1] in ",(-" else 1)
            while not asked and noun > 0 and codes[noun] == "t":
                noun -= 1
            if asked or codes[noun] == "n":
                one = self._ending(noun, _DEEPEST, cut=False)
                return one and replace(one, relative=True)
        if codes[at] in "EV" and codes[at - 1] == "n" and self._participle(at):
            one = self._ending(at - 1, _DEEPEST)  # "those involved say"
            return one and replace(one, last=self._chunks.lasts[at])
        return self._ending(at, _DEEPEST)

    def _before_aside(self, comma: int) -> Mention | None:
        """Return the phrase before "…, the mayor of Paris," or the name inside."""
        codes = self._codes
        low = max(0, comma - ASIDE)
        opening = comma
        found: Mention | None = None
        for _ in range(LIST):
            end, opening = opening, codes.rfind(",", low, opening)
            at = opening - 1
            if opening < 0 or not self._is_aside(opening, end):
                return found
            if codes[at] in ")-":
                at = self._past_brackets(at)
            if codes[at] not in "np":
                return found
            begins = codes.rfind(",", low, opening) + 1
            if begins and any(self._chunks.lower(n) in _WHO for n in range(begins, at)):
                continue  # "X, who met Y, the mayor, …, said"
            if phrase := self._ending(at, _DEEPEST):
                if named := self._named_beside(phrase, at):
                    return named
                found = phrase
        return None

    def _is_aside(self, opening: int, end: int) -> bool:
        """Whether what stands between two commas tells more of the phrase before."""
        first = self._codes[opening + 1 : opening + 2]
        led = self._codes[opening + 1 : opening + 3] == "VI"  # "led by X"
        return (led or first in {*"RnGEI#AJtl(S"}) and end - opening > 1

    def _ending(self, at: int, deep: int, *, cut: bool = True) -> Mention | None:
        """Return the phrase that ends at a chunk; `deep` limits how it may nest.

        `cut`: "accused of theft" may tell of the noun before it.
        """
        codes = self._codes
        if at < 0 or deep <= 0 or codes[at] not in "np":
            return None
        first = last = at
        while first and deep > 0:
            deep -= 1
            before = codes[first - 1]
            gerund = before == "G" and codes[first - 2 : first - 1] == "I"
            if before in "IT" or gerund:
                step = self._past_preposition(first - 1 - gerund)
                if step is None or (step[0] and not (cut or gerund)):
                    if cut and not (gerund or self._subordinates(first - 1)):
                        return None
                    break
                cuts, first = step
                last = first if cuts or gerund else last
            elif before in "VEGA" and (back := self._past_verb(first - 1)) >= 0:
                first = last = back
            else:
                break
        return self._joined(self.phrase(first, last), deep)

    def _past_preposition(self, at: int) -> tuple[bool, int] | None:
        """Return what a phrase hangs on: whether to cut it there, and its chunk."""
        codes = self._codes
        before, noun = at - 1, at - 2
        if before < 0 or self._subordinates(at):
            return None
        if codes[before] in "np":
            return False, before
        if codes[before] in "EGV" and noun >= 0:
            if codes[noun] == "R":
                noun -= 2 if codes[noun - 1] == "," else 1
                return (True, noun) if codes[noun : noun + 1] in {"n", "p"} else None
            if codes[noun] == "n" and self._participle(before):
                return True, noun
        return None

    def _subordinates(self, at: int) -> bool:
        """Whether "after" may begin a clause: "fell after a paper reported that"."""
        return "subordinators" in self._chunks.tags(at)

    def _participle(self, at: int) -> bool:
        """Whether "accused" or "written" can tell of the noun before it."""
        past = self._chunks.lower(at).endswith(("ed", "en", "wn"))
        return self._codes[at] == "G" or past

    def _past_verb(self, at: int) -> int:
        """Return the noun of "a man who met X" and "a letter naming X", else -1."""
        codes = self._codes
        while at and codes[at] == "A":
            at -= 1
        start = self._chunks.group(at)
        before = codes[start - 1 : start]
        if before == "R" and start > 1 and codes[start - 2] in "np":
            return start - 2
        return start - 1 if codes[at] == "G" and before == "n" else -1

    def _joined(self, mention: Mention, deep: int) -> Mention:
        """Extend "Iran" to "Russia and Iran" where both are such phrases."""
        codes = self._codes
        joint = mention.opens - 1
        if codes[joint : joint + 1] != "J" or self._chunks.lower(joint) == "but":
            return mention
        other = self._ending(joint - 1, deep)
        if other is None or not (other.known or mention.known):
            return mention
        if not self._begins_clause(other.opens):
            return mention
        start = self._listed(other)
        return replace(
            mention,
            first=self._chunks.firsts[start],
            opens=start,
            kind="several",
            known=True,
        )


class Clauses:
    """The clauses of one sentence."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.codes = chunks.codes
        self.mentions = Mentions(chunks)

    def leading(self) -> Mention | None:
        """Return whom the sentence is about: the subject of its first verb."""
        for verb in VERB.finditer(self.codes, 0, FAR):
            subject = self.mentions.subject(verb.start())
            if subject is None and verb[0] == "V" and self.codes[0] in "IAt":
                return self.mentions.after(verb.end())  # "On the stairs stood X"
            if subject is not None and not self.inner(subject):
                return subject
        return None

    def _acting(self, start: int) -> Mention | None:
        """Return Y of "X remembers Y apologising in court, saying"."""
        match = _APOLOGISING.search(self.codes, max(0, start - 10), start)
        one = self.mentions.subject(match.start() + 1) if match else None
        return one if one and one.kind in {"person", "role", "pronoun"} else None

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
        return codes[after] == "E" or "complements" in chunks.tags(after)

    def inner(self, subject: Mention) -> bool:
        """Whether a clause is part of another's: "who said", "while X said"."""
        before = self.codes[subject.opens - 1 : subject.opens]
        if subject.relative or before in {"R", "S"}:
            return True
        return before == "I" and "subordinators" in self.chunks.tags(subject.opens - 1)

    def supposed(self, first: int) -> bool:
        """Whether "in case" stands before a verb in its clause."""
        before = self.chunks.tokens[max(0, first - _CLAUSE_WORDS) : first]
        clause = takewhile(str.isalnum, (token.lower[0] for token in reversed(before)))
        words = [token.lower for token in before[len(before) - len([*clause]) :]]
        text = f" {' '.join(words)} ".replace("n't ", " n't ").replace("n’t ", " n't ")
        phrases = self.chunks.lexicon.supposed if words else ()
        return any(phrase in text for phrase in phrases)

    def _shared(self, start: int) -> Mention | None:
        """Return who did what stands before: "X left and denied", "X left, saying"."""
        codes = self.codes
        best: Mention | None = None
        for place in range(start - 1, max(-1, start - FAR), -1):
            if codes[place] in ";.":
                break
            if codes[place] not in "VEX":
                continue
            subject = self.mentions.subject(self.chunks.group(place))
            if subject is None or subject.kind == "nobody":
                continue
            if self.inner(subject):
                if not best and codes.endswith(("nJ", "EJ", "VJ", "AJ"), 0, start):
                    return None
                continue
            best = subject
            if subject.opens == 0 or codes[subject.opens - 1] in ",.QJA-":
                return subject
        return best
