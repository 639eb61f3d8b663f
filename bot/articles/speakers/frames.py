"""Finds the frame of each verb of saying: who says, to whom, of whom, whether at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.articles.speakers.mentions import Mention, Mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.articles.speakers.chunks import Chunks

__all__ = ["Frame", "Frames"]

_GOING = {"goes", "went", "on"}
_VERB = re.compile("[VXE]")
_CLAUSE = re.compile("^[^R.;:]*[VXE]")
_UNREAL = {"might", "could", "should", "would", "may", "must", "can", "will", "shall"}
_FAR = 40  # chunks back to the subject of "and denied"


@dataclass(frozen=True, slots=True)
class Frame:
    """One verb of saying in its sentence; places are those of chunks.

    `subject` says it, in the passive `agent` does. `opens` is where the clause begins
    to which the verb belongs, `inner` tells that it stands in another's clause.
    `unreal` is a verb that nobody is said to have done: "may deny", "unless X denies".
    """

    at: int
    start: int
    kinds: frozenset[str]
    subject: Mention | None
    passive: bool = False
    negated: bool = False
    unreal: bool = False
    inner: bool = False
    inverted: bool = False
    follows: bool = False
    agent: Mention | None = None


class Frames:
    """The frames of one sentence."""

    def __init__(self, chunks: Chunks, *, asks: bool) -> None:
        self.chunks = chunks
        self.codes = chunks.codes
        self.mentions = Mentions(chunks)
        self._asks = asks
        self.all = list(self._frames())

    def leading(self) -> Mention | None:
        """Return whom the sentence is about: the subject of its first verb."""
        for place, code in enumerate(self.codes[:_FAR]):
            if code not in "VEX":
                continue
            subject = self.mentions.subject(place)
            if subject is None and code == "V" and self.codes[0] in "IAt":
                return self.mentions.after(place + 1)  # "On the stairs stood X"
            if subject is not None and not self.inner(subject):
                return subject
        return None

    def acts(self) -> bool:
        """Whether its first verb tells what somebody does, and not what is so."""
        first = _VERB.search(self.codes)
        return first is not None and "being" not in self.chunks.tags(first.start())

    def _frames(self) -> Iterator[Frame]:
        verbs = self.chunks.lexicon.verbs
        for at, code in enumerate(self.codes):
            if code in "VG" and (kinds := verbs.get(self.chunks.lower(at))):
                frame = self._frame(at, kinds)
                if frame:
                    yield frame

    def _frame(self, at: int, kinds: frozenset[str]) -> Frame | None:
        start = at
        while start and self.codes[start - 1] in "XAZt":
            start -= 1
        group = self.codes[start:at]
        lowers = {self.chunks.lower(place) for place in range(start, at)}
        past = self.chunks.lower(at) in self.chunks.lexicon.pasts
        being = any("being" in self.chunks.tags(p) for p in range(start, at))
        negated = "Z" in group or any(low.endswith(("n't", "n’t")) for low in lowers)
        negated |= "cannot" in lowers
        modal = not _UNREAL.isdisjoint(lowers)
        led = self.codes[start - 1 : start] == "J" and self.chunks.lower(at + 1) == "by"
        if past and (being or led) and self.codes[at] == "V":
            return self._passive(at, start, kinds, negated=negated, unreal=modal)
        having = start == 0 and self.chunks.lower(0) == "having"
        if having or (self.codes[at] == "G" and not being):
            return self._participle(at, start, kinds, negated=negated)
        if self.codes[start - 1 : start] == "T":
            return self._infinitive(at, start, kinds, negated=negated)
        inverted = self._inverted(at, start)
        if inverted:
            return Frame(
                at, start, kinds, inverted, negated=negated, unreal=modal, inverted=True
            )
        subject = self.mentions.subject(start)
        joined = self.codes[start - 1 : start] == "J" or self._after_phrase(start)
        if subject is None and joined:
            subject = self._shared(start)
            inner = subject is None
        else:
            inner = subject is not None and self.inner(subject)
        unreal = modal or (subject is not None and self._unreal(subject, group))
        return Frame(
            at, start, kinds, subject, negated=negated, unreal=unreal, inner=inner
        )

    def _after_phrase(self, start: int) -> bool:
        """Whether "and in a letter" stands before a verb, so that its subject is far."""
        return re.search(r"JI[np](?:[IT]n)?,?$", self.codes[max(0, start - 8) : start]) is not None

    def inner(self, subject: Mention) -> bool:
        """Whether a clause is part of another's: "who said", "while X said"."""
        before = self.codes[subject.opens - 1 : subject.opens]
        if subject.relative or before in {"R", "S"}:
            return True
        return before == "I" and "subordinators" in self.chunks.tags(subject.opens - 1)

    def _unreal(self, subject: Mention, group: str) -> bool:
        """Whether it is supposed or asked: "unless X denies", "has X denied it?"."""
        chunks = self.chunks
        before = subject.opens - 1
        if before >= 0 and "hypothetical" in chunks.tags(before):
            return True
        while before >= 0 and self.codes[before] in "At":
            before -= 1
        asked = self._asks and before >= 0 and self.codes[before] == "X"
        return asked or (before >= 0 and "hypothetical" in chunks.tags(before))

    def _passive(
        self, at: int, start: int, kinds: frozenset[str], *, negated: bool, unreal: bool
    ) -> Frame:
        agent = None
        for place in range(at + 1, min(len(self.codes), at + 8)):
            if self.chunks.lower(place) == "by":
                agent = self.mentions.after(place + 1)
                if agent and self.chunks.tags(agent.closes) & {"wrongs", "misdeeds"}:
                    agent = self.mentions.alone(place + 1)  # "by aides of theft"
                break
            if self.codes[place] in ".;:Q" or self.codes[place] in "VX":
                break
        subject = self.mentions.subject(start)
        return Frame(
            at,
            start,
            kinds,
            subject,
            passive=True,
            negated=negated,
            unreal=unreal,
            agent=agent,
            inner=subject is not None and self.inner(subject),
        )

    def _participle(
        self, at: int, start: int, kinds: frozenset[str], *, negated: bool
    ) -> Frame | None:
        before = self.codes[start - 1 : start]
        if self.chunks.lower(start - 1) == "as" and start > 2 and (  # noqa: PLR2004
            self.chunks.lower(start - 3) in {"quoted", "quotes", "cited", "cites"}
        ):
            quoted = self.mentions.alone(start - 2)
            return Frame(at, start, kinds, quoted, negated=negated)
        if before in {"n", "p"}:
            near = self.mentions.subject(start) or self.mentions.alone(start - 1)
            letter = near is not None and "messages" in self.chunks.tokens[near.head].tags
            if near and near.can_speak and not letter:
                return Frame(at, start, kinds, near, negated=negated, inner=True)
        if start < 4 and not self.codes[:start].strip("AXt"):  # noqa: PLR2004  # "Having announced that …, X left"
            comma = self.codes.find(",", at)
            subject = self.mentions.after(comma + 1) if comma > 0 else None
            if subject and self.codes[subject.closes + 1 : subject.closes + 2] not in {
                "V", "E", "X", "A",
            }:
                subject = None
        else:
            subject = self._acting(start) or self._shared(start)
        return Frame(
            at, start, kinds, subject, negated=negated, follows=True
        )

    def _acting(self, start: int) -> Mention | None:
        """Return Y of "X remembers Y apologising in court, saying"."""
        begins = max(0, start - 10)
        match = re.search(r"[np]G[^V,]{0,6},$", self.codes[begins:start])
        if match is None:
            return None
        one = self.mentions.subject(begins + match.start() + 1)
        return one if one and one.kind in {"person", "role", "pronoun"} else None

    def _infinitive(
        self, at: int, start: int, kinds: frozenset[str], *, negated: bool
    ) -> Frame | None:
        """Read "continues to deny", "called a press conference to deny"."""
        to = start - 1
        before = to - 1
        chunks = self.chunks
        while before >= 0 and self.codes[before] in "AtI":
            before -= 1
        if before < 0:
            return None
        lower = chunks.lower(before)
        said = "say" in kinds or "tell" in kinds
        if "governors" in chunks.tags(before):
            subject = self._shared(before + (self.codes[before] != "n"))
        elif self.codes[before] == "n":
            occasion = not chunks.tags(before).isdisjoint({"occasions", "messages"})
            if not occasion:
                return None
            subject = self._shared(before)
        elif (said and lower in _GOING) or (
            self.codes[before] in "VE"
            and said
            and lower not in chunks.lexicon["unwilling"]
            and "being" not in chunks.tags(before - 1)
            and lower in chunks.lexicon["verbal"] | {"interjected", "called", "wrote"}
        ):
            subject = self._shared(before + 1)
        else:
            return None
        group = self.codes[max(0, before - 3) : before]
        return Frame(
            at, start, kinds, subject, negated=negated or "Z" in group, follows=False
        )

    def _inverted(self, at: int, start: int) -> Mention | None:
        """Read "“…,” said X" and "…, said X."."""
        codes = self.codes
        before = start
        while before and codes[before - 1] in "-A":
            before -= 1
        if start < at and codes[start:at].strip("A"):
            return None
        previous = codes[before - 1 : before] if before else ""
        if previous != "Q" and codes[max(0, before - 2) : before] != "Q," and (
            "tell" in self.chunks.lexicon.verbs[self.chunks.lower(at)]
        ):
            return None  # "X, on Friday, told Y"
        if previous != "Q" and "Q," not in codes[max(0, before - 2) : before] and not (
            {"say", "claim", "state"} & self.chunks.lexicon.verbs[self.chunks.lower(at)]
        ):
            return None
        if previous == "," and before > 1 and codes[before - 2] in "Q)":
            previous = "Q" if codes[before - 2] == "Q" else ","
        if previous not in {"Q", ","} and not (before < start and before):
            return None
        speaker = self.mentions.after(at + 1)
        if speaker is None or not speaker.can_speak or speaker.opens > at + 4:
            return None
        if previous == "Q":
            return speaker
        tail = codes[speaker.closes + 1 : speaker.closes + _FAR]
        if tail[:1] not in {"", ".", ",", ";", ":", "t", "-", "("}:
            return None
        subject = self.mentions.subject(start)
        if subject is not None and (
            _CLAUSE.search(tail)
            or subject.opens <= 2  # noqa: PLR2004 - it begins the sentence
            and not _VERB.search(codes[subject.closes + 1 : start])
        ):
            return None  # "One man, speaking on Friday, said her brother, a cook, was"
        bare = speaker.kind == "unknown" and speaker.opens == speaker.closes and (
            self.chunks.firsts[speaker.opens] == self.chunks.lasts[speaker.closes]
        )
        indefinite = "indefinite" in self.chunks.tags(speaker.opens)
        return None if bare or indefinite else speaker

    def _shared(self, start: int) -> Mention | None:
        """Return who did what stands before: "X left and denied", "X left, saying"."""
        codes = self.codes
        best: Mention | None = None
        for place in range(start - 1, max(-1, start - _FAR), -1):
            if codes[place] in ";.":
                break
            if codes[place] not in "VEX":
                continue
            begin = place
            while begin and codes[begin - 1] in "XAZt":
                begin -= 1
            subject = self.mentions.subject(begin)
            if subject is None or not subject.can_speak:
                continue
            if self.inner(subject):
                if codes[max(0, start - 2) : start] in {"nJ", "EJ", "VJ", "AJ"} and not best:
                    return None
                continue
            best = subject
            if subject.opens == 0 or codes[subject.opens - 1] in ",.QJA-":
                return subject
        return best
