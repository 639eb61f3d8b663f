"""Finds the frame of each verb of saying: who says, of whom, in which clause."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.articles.speakers.mentions import Mention, Mentions
from bot.articles.speakers.rules import compiled

if TYPE_CHECKING:
    from bot.articles.speakers.chunks import Chunks

__all__ = ["Frame", "Frames"]

_VERB = re.compile("[VXE](?:[AZt]*[VXE])*")
# "saw X", before "weeping" or "for saying"
_DONE_TO = re.compile(r"[VE][np](?:In)*A*\Z")
_DOING = 6  # chunks in which they stand
_SEEN = {"person", "pronoun"}
_BLAMED = {*_SEEN, "role", "body"}
_OPENED = {"", *",.QJA-"}  # what a clause begins behind
_FAR = 40  # chunks back to the subject of "and denied"
_CLAUSE = re.compile("[^R.;:]*[VXE]")
_BEHIND = re.compile(r"(?:[At]|I[npG])*(?:[.,;:(t-]|\Z)")  # "…, said X at Y."
_OBJECT = frozenset({"allegations", "never subjects"})
_GOVERNING = 10  # chunks that may lead to an infinitive


@dataclass(frozen=True, slots=True)
class Frame:
    """One verb of saying in its sentence; places are those of chunks.

    `subject` says it, in the passive `agent` does. `start` is where the words of the
    verb begin, `inverted` tells that it stands before who speaks, `follows` that it is
    a participle.
    """

    at: int
    start: int
    kinds: frozenset[str]
    subject: Mention | None = None
    passive: bool = False
    inverted: bool = False
    follows: bool = False
    agent: Mention | None = None


class Frames:
    """The frames of one sentence."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.codes = chunks.codes
        self.mentions = Mentions(chunks)
        verbs = chunks.lexicon.verbs
        found = (
            self._frame(at, kinds)
            for at, code in enumerate(self.codes)
            if code in "VG" and (kinds := verbs.get(chunks.lower(at)))
        )
        self.all = [frame for frame in found if frame]

    def leading(self) -> tuple[Mention | None, Mention | None]:
        """Return whom the sentence is about, and whom that one does something to.

        The first is the subject of its first verb, or in "On the stairs stood X" stands
        behind it.
        """
        comma = self.codes.find(",", 0, _FAR) if self.codes[:1] in {"I", "S"} else -1
        later = self.mentions.after(comma + 1)  # "In the song he made, X"
        for verb in _VERB.finditer(self.codes, later.opens if later else 0, _FAR):
            subject = self.mentions.subject(verb.start())
            behind = self.mentions.after(verb.end())
            if subject is not None and not subject.inner:
                return subject, behind
            if subject is None and behind and self.codes[0] in "IA":
                return behind, None
        return None, None

    def _frame(self, at: int, kinds: frozenset[str]) -> Frame | None:
        codes, chunks, start = self.codes, self.chunks, self.chunks.group(at)
        frame = Frame(at, start, kinds)
        being = any("being" in chunks.tags(place) for place in range(start, at))
        if being and "past" in chunks.tags(at):
            subject, agent = self.mentions.subject(start), self.by(at)
            return replace(frame, subject=subject, passive=True, agent=agent)
        if codes[at] == "G" or (start == 0 and chunks.lower(0) == "having"):
            return self._participle(frame)
        if codes[start - 1 : start] == "T":
            return self._infinitive(frame)
        if inverted := self._inverted(at, start, kinds):
            return replace(frame, subject=inverted, inverted=True)
        ordered = chunks.lexicon["order"]
        subject = self._ordered(at, start) if ordered else self.mentions.subject(start)
        if subject is None and codes[start - 1 : start] == "J":
            subject = self._shared(start, finite=True)
        return replace(frame, subject=subject)

    def _ordered(self, at: int, start: int) -> Mention | None:
        """Return the subject where a verb may stand second, or last.

        In "Am Montag bestritt X das" and "den Vorwurf bestritt X" it follows, in "X
        hat das bestritten" it stands before the auxiliary.
        """
        codes, mentions, tokens = self.codes, self.mentions, self.chunks.tokens
        begins = max(codes.rfind(",", 0, at), codes.rfind(".", 0, at)) + 1
        helping = codes.find("X", begins, at) if "past" in self.chunks.tags(at) else -1
        start, at = (start, at) if helping < 0 else (helping, helping)
        before = mentions.subject(start)  # "X das verneint"
        before = before and (mentions.subject(before.opens) or before)
        for one in filter(None, [before, mentions.after(at + 1)]):
            if _OBJECT.isdisjoint(tokens[one.first].tags | tokens[one.head].tags):
                return one
        return None

    def by(self, at: int) -> Mention | None:
        """Return X of "by X" not far behind a chunk."""
        text, starts = self.chunks.laid_out
        by = compiled("<by its author>", self.chunks.lexicon).match(text, starts[at])
        return self.mentions.after(bisect_left(starts, by.end())) if by else None

    def _participle(self, frame: Frame) -> Frame:
        """Read "…, saying", "quoted X as saying", "Having announced that …, X left"."""
        chunks, mentions, start = self.chunks, self.mentions, frame.start
        if "quoting" in chunks.tags(start - 3):
            quoted = mentions.phrase(start - 2, start - 2)
            return replace(frame, subject=quoted)
        if self.codes[start - 1 : start] in {*"np)"}:
            near = mentions.subject(start) or mentions.phrase(start - 1, start - 1)
            if "messages" not in chunks.tokens[near.head].tags:
                return replace(frame, subject=replace(near, inner=True))
        blamed = self._done_to(start - 1) if chunks.lower(start - 1) == "for" else None
        if not self.codes[:start].strip("AXt"):
            comma = self.codes.find(",", frame.at)
            subject = mentions.after(comma + 1)
        elif blamed:
            subject = blamed if blamed.kind in _BLAMED else None
        else:
            subject = self._shared(start)
        return replace(frame, subject=subject, follows=True)

    def _infinitive(self, frame: Frame) -> Frame | None:
        """Read "continues to deny", "called a press conference to deny"."""
        text, starts = self.chunks.laid_out
        before = starts[max(0, frame.start - _GOVERNING)]
        leads = compiled("<leads to> end", self.chunks.lexicon)
        if not leads.search(text, before, starts[frame.start]):
            return None
        return replace(frame, subject=self._shared(frame.start - 1))

    def _inverted(self, at: int, start: int, kinds: frozenset[str]) -> Mention | None:
        """Read "“…,” said X" and "…, said X."."""
        codes = self.codes
        quoted = codes[max(0, start - 3) : start].rstrip(",-A").endswith("Q")
        plain = start > 0 and not kinds.isdisjoint({"say", "claim", "state"})
        if codes[start:at].strip("A") or not (quoted or plain):
            return None
        speaker = self.mentions.after(at + 1, said=True)
        if speaker is None or speaker.kind == "nobody":
            return None
        if quoted:
            return speaker
        behind = codes[speaker.closes + 1 :]
        # "There are saws that have a long life said Mr Keller."
        if codes[start - 1] not in ",-A":
            return None if behind.strip(".") or speaker.kind != "person" else speaker
        # "One man, speaking on Friday, said her brother, a cook, was ashore."
        told = _CLAUSE.match(behind) and self.mentions.subject(start)
        known = speaker.known and "indefinite" not in self.chunks.tags(speaker.opens)
        return speaker if known and not told and _BEHIND.match(behind) else None

    def _shared(self, start: int, *, finite: bool = False) -> Mention | None:
        """Return who did what stands before: "X left and denied", "X left, saying".

        Of "X met Y, who left and denied" that is Y, of "X saw Y weeping, saying" too;
        of "X met Y, who is ill, and denied" either may be meant. `finite`: of "saw Y
        weeping and denied" it is X.
        """
        codes = self.codes
        best: Mention | None = None
        joined = codes[start - 1] == "J" and codes[start - 2] != ","
        for place in range(start - 1, max(-1, start - _FAR), -1):
            doing = codes[place] == "G" and not finite
            seen = self._done_to(place) if doing else None
            at = seen.opens - 1 if seen else -1
            if (
                seen
                and "perceiving" in self.chunks.tags(at)
                and "Z" not in codes[self.chunks.group(at) : at]
            ):  # "saw a man weeping, saying", "found X hiding, saying": either may
                sure = seen.kind in _SEEN and "finding" not in self.chunks.tags(at)
                return seen if sure else None
            verb = codes[place] in "VEX"
            subject = self.mentions.subject(self.chunks.group(place)) if verb else None
            if subject is None or subject.kind == "nobody":
                continue
            within = best and best.known and best.inner and not best.relative
            if joined and within and subject.known:
                return None  # "left after the police came and said"
            best = subject
            who = subject.relative and self.chunks.lower(place - 1) == "who"
            opened = codes[subject.opens - 1 : subject.opens] in _OPENED
            if who and codes.endswith(",J", 0, start):
                return None
            if who or opened:
                break
        return best and replace(best, inner=False)

    def _done_to(self, place: int) -> Mention | None:
        """Return X of "saw X weeping" and "blamed X for saying", before a chunk."""
        found = _DONE_TO.search(self.codes, max(0, place - _DOING), place)
        at = found.start() + 1 if found else 0
        return self.mentions.phrase(at, at) if found else None
