"""Finds the frame of each verb of saying: who says, of whom, whether at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.articles.speakers.clauses import FAR, VERB, Clauses

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_GOING = {"goes", "went", "on"}
_CLAUSE = re.compile("^[^R.;:]*[VXE]")
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
    subject: Mention | None
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
        self.all = list(self._frames())

    def _frames(self) -> Iterator[Frame]:
        verbs = self.chunks.lexicon.verbs
        for at, code in enumerate(self.codes):
            if code in "VG" and (kinds := verbs.get(self.chunks.lower(at))):
                frame = self._frame(at, kinds)
                if frame:
                    yield frame

    def _frame(self, at: int, kinds: frozenset[str]) -> Frame | None:
        start = self.group(at)
        group = self.codes[start:at]
        lowers = {self.chunks.lower(place) for place in range(start, at)}
        past = self.chunks.lower(at) in self.chunks.lexicon.pasts
        being = any("being" in self.chunks.tags(p) for p in range(start, at))
        negated = "Z" in group or any(low.endswith(("n't", "n’t")) for low in lowers)
        nothing = self.chunks.lower(at + 1) in _NOTHING
        negated |= "cannot" in lowers or (nothing and not kinds.isdisjoint(_DENYING))
        negated |= self.chunks.lower(start - 1) == "nor"
        order = self.chunks.lexicon.order
        modal = (
            not self.chunks.lexicon["unreal"].isdisjoint(lowers)
            and "later" not in lowers
        )
        modal |= self.supposed(self.chunks.firsts[at])
        led = self.codes[start - 1 : start] == "J" and self.chunks.lower(at + 1) == "by"
        if past and (being or led) and self.codes[at] == "V":
            return self._passive(at, start, kinds, negated=negated, unreal=modal)
        if self._withheld(start, kinds):
            return None
        having = start == 0 and self.chunks.lower(0) == "having"
        if having or (self.codes[at] == "G" and not being):
            return self._participle(at, start, kinds, negated=negated)
        if self.codes[start - 1 : start] == "T":
            return self._infinitive(at, start, kinds, negated=negated)
        if self.reduced(at):
            return None
        inverted = self._inverted(at, start)
        if inverted:
            return Frame(
                at, start, kinds, inverted, negated=negated, unreal=modal, inverted=True
            )
        subject = self._found(at, start) if order else self.mentions.subject(start)
        modal |= at == 0 and "verb second" in order
        negated |= "negation behind" in order and self._denied_behind(at)
        if subject is None and self.codes[start - 1 : start] == "J":
            subject = self._shared(start)
            inner = subject is None
        else:
            inner = subject is not None and self.inner(subject)
        unreal = modal or (
            subject is not None and self._unreal(subject, past=past or at > start)
        )
        return Frame(
            at, start, kinds, subject, negated=negated, unreal=unreal, inner=inner
        )

    def _withheld(self, start: int, kinds: frozenset[str]) -> bool:
        """Whether it is what another is made to do, or what is not done."""
        before = self.chunks.lower(start - 1)
        avoided = before in self.chunks.lexicon["withholding"]
        return avoided or (before in _NOT_DONE and not kinds.isdisjoint(_DENYING))

    def _found(self, at: int, start: int) -> Mention | None:
        """Return the subject where a verb may stand second, or last.

        In "Am Montag bestritt X das" it follows, in "X hat das bestritten" it stands
        before the auxiliary.
        """
        order, codes = self.chunks.lexicon.order, self.codes
        last = self.chunks.lower(at) in self.chunks.lexicon.pasts
        if "verb last" in order and last and "X" not in codes[start:at]:
            begins = max(codes.rfind(",", 0, at), codes.rfind(".", 0, at)) + 1
            helping = codes.find("X", begins, at)
            if helping >= 0:
                before = self.mentions.subject(helping)
                return before or self.mentions.after(helping + 1)
        subject = self.mentions.subject(start)
        if "verb last" in order and subject and codes[subject.opens - 1] == "n":
            subject = (
                self.mentions.subject(subject.opens) or subject
            )  # "X das bestritt"
        if subject is None and "verb second" in order and at:
            return self.mentions.after(at + 1)
        return subject

    def _unreal(self, subject: Mention, *, past: bool) -> bool:
        """Whether it is supposed or asked: "unless X denies", "has X denied it?"."""
        chunks = self.chunks
        before = subject.opens - 1
        if chunks.lower(before) == "that":
            before -= 1  # "in the event that"
        if chunks.lower(before) == "nor":
            return True
        if before >= 0 and not past and chunks.lower(before) in _TO_COME:
            return True
        while before >= 0 and self.codes[before] in "At":
            before -= 1
        had = before == 0 and chunks.lower(0) in {"had", "should", "were"}
        asked = (self._asks or had) and before >= 0 and self.codes[before] == "X"
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
        if self.chunks.lower(start - 1) == "as" and (
            self.chunks.lower(start - 3) in {"quoted", "quotes", "cited", "cites"}
        ):
            quoted = self.mentions.alone(start - 2)
            return Frame(at, start, kinds, quoted, negated=negated)
        if before in {"n", "p"}:
            near = self.mentions.subject(start) or self.mentions.alone(start - 1)
            letter = (
                near is not None and "messages" in self.chunks.tokens[near.head].tags
            )
            if near and near.kind != "nobody" and not letter:
                return Frame(at, start, kinds, near, negated=negated, inner=True)
        if start < _OPENING and not self.codes[:start].strip("AXt"):
            # "Having announced that …, X left"
            comma = self.codes.find(",", at)
            subject = self.mentions.after(comma + 1) if comma > 0 else None
        else:
            subject = self._acting(start) or self._shared(start)
        return Frame(at, start, kinds, subject, negated=negated, follows=True)

    def _infinitive(
        self, at: int, start: int, kinds: frozenset[str], *, negated: bool
    ) -> Frame | None:
        """Read "continues to deny", "called a press conference to deny"."""
        to = start - 1
        before = to - 1
        chunks = self.chunks
        while before >= 0 and self.codes[before] in "AtI":
            before -= 1
        lower = chunks.lower(before)
        said = "say" in kinds or "tell" in kinds
        if "governors" in chunks.tags(before):
            subject = self._shared(before + (self.codes[before] != "n"))
        elif self.codes[before] == "n":
            while self.codes[before - 2 : before] in {"nI", "tI"}:
                before -= 2
            occasion = not chunks.tags(before).isdisjoint({"occasions", "messages"})
            if not (occasion and self._holds(before)):
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

    def _holds(self, at: int) -> bool:
        """Whether somebody calls a meeting or writes a letter, not cancelling it."""
        codes, lower = self.codes, self.chunks.lower(at - 1)
        if codes[at - 1 : at] not in {"V", "E", "N"} or lower in _CANCELLED:
            return False
        start = self.group(at - 1)
        return "Z" not in codes[start:at] and codes[start - 1 : start] != "T"

    def _inverted(self, at: int, start: int) -> Mention | None:
        """Read "“…,” said X" and "…, said X."."""
        codes = self.codes
        before = start
        while before and codes[before - 1] in "-A":
            before -= 1
        kinds = self.chunks.lexicon.verbs[self.chunks.lower(at)]
        quoted = codes[max(0, before - 2) : before].rstrip(",").endswith("Q")
        plain = kinds & {"say", "claim", "state"} and "tell" not in kinds
        divided = before and (codes[before - 1] == "," or before < start)
        if codes[start:at].strip("A") or not (quoted or (plain and divided)):
            return None
        speaker = self.mentions.after(at + 1)
        if speaker is None or speaker.kind == "nobody" or speaker.opens > at + 4:
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
        one = chunks.firsts[speaker.opens] == chunks.lasts[speaker.closes]
        bare = speaker.kind == "unknown" and one
        return not bare and "indefinite" not in chunks.tags(speaker.opens)
