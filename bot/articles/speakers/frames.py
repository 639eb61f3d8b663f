"""Finds the frame of each verb of saying: who says, of whom, whether at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.articles.speakers.mentions import FAR, VERB, Clauses
from bot.articles.speakers.tokens import NOT

if TYPE_CHECKING:
    from bot.articles.speakers.chunks import Chunks
    from bot.articles.speakers.phrases import Mention

__all__ = ["Frame", "Frames"]

# "once X denies it": X has not yet
_TO_COME = {"before", "once", "till", "until", "when"}
# "forced X into denying", "stopped short of denying", "rather than deny"
_NOT_DONE = {"about", "against", "for", "from", "into", "of", "than"}
_NOTHING = {"none", "nothing"}
_DENYING = frozenset({"deny", "dispute", "reject"})
_CANCELLED = {"cancelled", "canceled", "postponed", "skipped", "avoided", "missed"}
_GONE = {"goes", "went", "on", "interjected", "called", "wrote"}  # "went on to say"
_QUOTED = {"quoted", "quotes", "cited", "cites"}
_CLAUSE = re.compile("^[^R.;:]*[VXE]")
_ACTING = re.compile("[AtZ]*[VXE]|[,(-]")
_NEGATED = re.compile("[^,.;:Z]*Z")
_OPENING = 4  # chunks before a participle that opens a sentence


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
    subject: Mention | None = None
    passive: bool = False
    negated: bool = False
    unreal: bool = False
    inner: bool = False
    inverted: bool = False
    follows: bool = False
    agent: Mention | None = None


class Frames(Clauses):
    """The frames of one sentence."""

    def __init__(self, chunks: Chunks, *, asks: bool) -> None:
        super().__init__(chunks)
        self._asks = asks
        verbs = chunks.lexicon.verbs
        found = (
            self._frame(at, kinds)
            for at, code in enumerate(self.codes)
            if code in "VG" and (kinds := verbs.get(chunks.lower(at)))
        )
        self.all = [frame for frame in found if frame]

    def _frame(self, at: int, kinds: frozenset[str]) -> Frame | None:
        codes, chunks, start = self.codes, self.chunks, self.chunks.group(at)
        lowers = {chunks.lower(place) for place in range(start, at)}
        past = chunks.lower(at) in chunks.lexicon.pasts
        being = any("being" in chunks.tags(place) for place in range(start, at))
        order = chunks.lexicon.order
        denying = not kinds.isdisjoint(_DENYING)
        frame = Frame(
            at,
            start,
            kinds,
            negated="Z" in codes[start:at]
            or any(low.endswith((*NOT, "cannot")) for low in lowers)
            or (denying and chunks.lower(at + 1) in _NOTHING)
            or chunks.lower(start - 1) == "nor"
            or ("negation behind" in order and self._negated_behind(at)),
            unreal=self.supposed(chunks.firsts[at])
            or not (lowers.isdisjoint(chunks.lexicon["unreal"]) or "later" in lowers)
            or (at == 0 and "verb second" in order),
        )
        led = codes[start - 1 : start] == "J" and chunks.lower(at + 1) == "by"
        if past and (being or led):
            return self._passive(frame)
        before = chunks.lower(start - 1)  # what another is made to do, or is not done
        if before in chunks.lexicon["withholding"] or (denying and before in _NOT_DONE):
            return None
        having = start == 0 and chunks.lower(0) == "having"
        if having or (codes[at] == "G" and not being):
            return self._participle(frame)
        if codes[start - 1 : start] == "T":
            return self._infinitive(frame)
        if self.reduced(at):
            return None
        if inverted := self._inverted(at, start):
            return replace(frame, subject=inverted, inverted=True)
        subject = self._found(at, start) if order else self.mentions.subject(start)
        inner = subject is not None and self.inner(subject)
        if subject is None and codes[start - 1 : start] == "J":
            subject = self._shared(start)
            inner = subject is None
        unreal = subject is not None and self._unreal(subject, past=past or at > start)
        unreal = unreal or frame.unreal
        return replace(frame, subject=subject, unreal=unreal, inner=inner)

    def _negated_behind(self, at: int) -> bool:
        """Whether "nicht" follows a verb in its clause."""
        return _NEGATED.match(self.codes, at + 1, at + FAR) is not None

    def _found(self, at: int, start: int) -> Mention | None:
        """Return the subject where a verb may stand second, or last.

        In "Am Montag bestritt X das" it follows, in "X hat das bestritten" it stands
        before the auxiliary.
        """
        codes, mentions = self.codes, self.mentions
        if self.chunks.lower(at) in self.chunks.lexicon.pasts:
            begins = max(codes.rfind(",", 0, at), codes.rfind(".", 0, at)) + 1
            helping = codes.find("X", begins, at)
            if helping >= 0:
                return mentions.subject(helping) or mentions.after(helping + 1)
        subject = mentions.subject(start)
        if subject and codes[subject.opens - 1] == "n":  # "X das verneint"
            return mentions.subject(subject.opens) or subject
        return subject or mentions.after(at + 1)

    def _unreal(self, subject: Mention, *, past: bool) -> bool:
        """Whether it is supposed or asked: "unless X denies", "has X denied it?"."""
        chunks = self.chunks
        before = subject.opens - 1
        if chunks.lower(before) == "that":
            before -= 1  # "in the event that"
        if chunks.lower(before) == "nor":
            return True
        if not past and chunks.lower(before) in _TO_COME:
            return True
        while before >= 0 and self.codes[before] in "At":
            before -= 1
        if before < 0:
            return False
        asked = self._asks or chunks.lower(before) in {"had", "should", "were"}
        asked = asked and self.codes[before] == "X"
        return asked or "hypothetical" in chunks.tags(before)

    def _passive(self, frame: Frame) -> Frame:
        by = range(frame.at + 1, min(len(self.codes), frame.at + 8))
        place = next((at + 1 for at in by if self.chunks.lower(at) == "by"), 0)
        agent = self.mentions.after(place) if place else None
        if agent and self.chunks.tags(agent.closes) & {"wrongs", "misdeeds"}:
            agent = self.mentions.phrase(place, place)  # "by aides of theft"
        subject = self.mentions.subject(frame.start)
        inner = subject is not None and self.inner(subject)
        return replace(frame, subject=subject, passive=True, agent=agent, inner=inner)

    def _participle(self, frame: Frame) -> Frame:
        """Read "…, saying", "quoted X as saying", "Having announced that …, X left"."""
        chunks, start = self.chunks, frame.start
        if chunks.lower(start - 3) in _QUOTED:
            quoted = self.mentions.phrase(start - 2, start - 2)
            return replace(frame, subject=quoted)
        if self.codes[start - 1 : start] in {"n", "p"}:
            near = self.mentions.subject(start)
            near = near or self.mentions.phrase(start - 1, start - 1)
            letter = "messages" in chunks.tokens[near.head].tags
            if near.kind != "nobody" and not letter:
                return replace(frame, subject=near, inner=True)
        if start < _OPENING and not self.codes[:start].strip("AXt"):
            comma = self.codes.find(",", frame.at)
            subject = self.mentions.after(comma + 1) if comma > 0 else None
            if subject and not _ACTING.match(self.codes, subject.closes + 1):
                subject = None
        else:
            subject = self._acting(start) or self._shared(start)
        return replace(frame, subject=subject, follows=True)

    def _infinitive(self, frame: Frame) -> Frame | None:
        """Read "continues to deny", "called a press conference to deny"."""
        chunks, codes = self.chunks, self.codes
        before = frame.start - 2
        while before >= 0 and codes[before] in "AtI":
            before -= 1
        lower = chunks.lower(before)
        said = not frame.kinds.isdisjoint({"say", "tell"})
        if "governors" in chunks.tags(before):
            place = before + (codes[before] != "n")
        elif codes[before] == "n":
            while codes[before - 2 : before] in {"nI", "tI"}:
                before -= 2
            occasion = not chunks.tags(before).isdisjoint({"occasions", "messages"})
            if not (occasion and self._holds(before)):
                return None
            place = before
        elif said and ("verbal" in chunks.tags(before) or lower in _GONE):
            place = before + 1
        else:
            return None
        return replace(frame, subject=self._shared(place))

    def _holds(self, at: int) -> bool:
        """Whether somebody calls a meeting or writes a letter, not cancelling it."""
        codes, lower = self.codes, self.chunks.lower(at - 1)
        if codes[at - 1 : at] not in {"V", "E", "N"} or lower in _CANCELLED:
            return False
        start = self.chunks.group(at - 1)
        return "Z" not in codes[start:at] and codes[start - 1 : start] != "T"

    def _inverted(self, at: int, start: int) -> Mention | None:
        """Read "“…,” said X" and "…, said X."."""
        codes = self.codes
        before = start
        while before and codes[before - 1] in "-A":
            before -= 1
        kinds = self.chunks.lexicon.verbs[self.chunks.lower(at)]
        quoted = codes[max(0, before - 2) : before].rstrip(",").endswith("Q")
        plain = kinds & {"say", "claim", "state"}
        divided = before and (codes[before - 1] == "," or before < start)
        if codes[start:at].strip("A") or not (quoted or (plain and divided)):
            return None
        speaker = self.mentions.after(at + 1)
        if speaker is None or speaker.kind == "nobody":
            return None
        return speaker if quoted or self._closing(speaker, start) else None

    def _closing(self, speaker: Mention, verb: int) -> bool:
        """Whether who follows a verb ends the clause, and no subject stands before.

        As in "One man, speaking on Friday, said her brother, a cook, was ashore".
        """
        chunks = self.chunks
        tail = self.codes[speaker.closes + 1 : speaker.closes + FAR]
        if tail[:1] not in {"", ".", ",", ";", ":", "t", "-", "("}:
            return False
        subject = self.mentions.subject(verb)
        if subject is not None:
            opens = subject.opens <= 2  # noqa: PLR2004 - it begins the sentence
            acts = VERB.search(self.codes[subject.closes + 1 : verb])
            if _CLAUSE.search(tail) or (opens and not acts):
                return False
        return "indefinite" not in chunks.tags(speaker.opens)
