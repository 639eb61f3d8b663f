"""Finds where a sentence says who says something.

Whether a verb of saying says something in its sentence is asked of the table of rules:
some do so only with a quotation, "that" or a clause.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.articles.sentence import Stance
from bot.articles.speakers.rules import Finding

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence

    from bot.articles.speakers.frames import Frame, Frames
    from bot.articles.speakers.phrases import Mention
    from bot.articles.speakers.rules import Cueing

__all__ = ["Cue", "Cues"]

_SPEECH = 4  # words of a quotation by which alone somebody speaks
_VOICED = 3  # words of one that is "the response of X"
_AUTHOR = 9  # chunks in which "by X" follows "a letter"
_BEFORE = 6  # chunks in which a pattern ends
_SUBJECTLESS = frozenset({"deny", "dispute", "reject", "accuse"})


@dataclass(frozen=True, slots=True)
class Cue:
    """Where a sentence says who says something; `at` is the verb's token.

    `kinds` are those of the verb, `rule` is the one that saw it. `main` is False inside
    what somebody else says and in a clause with "while". `closes` is True for ", X
    said." at the end of what X says, `bare` where the sentence only says who spoke.
    """

    at: int
    speaker: Mention | None
    finding: Finding | None
    rule: str
    kinds: frozenset[str] = frozenset()
    main: bool = True
    closes: bool = False
    bare: bool = False

    @property
    def stance(self) -> Stance:
        """The stance that the verb gives."""
        return self.finding.stance if self.finding else Stance.REPORT


class Cues:
    """The cues of one sentence.

    `judge` gives a frame's finding by the table. `speech` counts the words of the
    longest quotation, `follows` tells that the sentence before is a quotation.
    """

    def __init__(
        self,
        frames: Frames,
        judge: Callable[[Frame], Finding | None],
        table: Sequence[Cueing],
        speech: int,
        *,
        follows: bool = False,
    ) -> None:
        self._frames = frames
        self._chunks = frames.chunks
        self._codes = frames.codes
        self._judge = judge
        self._table = table
        self._speech = speech
        self._follows = follows
        self.all = sorted(self._found(), key=lambda cue: cue.at)

    def chosen(self) -> Cue | None:
        """Return the cue that speaks for the sentence, with the stance that it has.

        It is the main one, or ", X said." at the end, unless that one only reports what
        another alleges or denies: in "the ministry said that X denied it" X denies.
        What X says in quotation marks stays X's: “…,” X said, as Y denied it.
        """
        if not self.all:
            return None
        main = next((cue for cue in self.all if cue.main), self.all[0])
        if main.stance is not Stance.REPORT:
            return main
        if closings := [cue for cue in self.all if cue.closes]:
            main = closings[0 if "Q" in self._codes else -1]  # “…,” X said, Y reported
        quoted = main.closes and self._codes.startswith("Q")
        judged = (
            cue
            for cue in self.all
            if cue.stance is not Stance.REPORT
            and not (quoted and cue.at > main.at and not cue.main)
        )
        return next((cue for cue in judged if not self._aside(cue, main)), main)

    def _aside(self, cue: Cue, main: Cue) -> bool:
        """Whether a clause only tells more of somebody else: "X (who denies it)"."""
        one, named = cue.speaker, main.speaker
        if one and named and one.relative:
            return main.main
        if not (one and named and one.kind == "pronoun"):
            return False
        which = self._codes[one.opens - 1 : one.opens] == "R"
        return (which and self._chunks.lower(one.opens - 1) != "that") or any(
            code == "C" and not named.first <= at <= named.last
            for at, code in enumerate(self._chunks.classes[: one.first])
        )

    def _found(self) -> Iterator[Cue]:
        chunks = self._chunks
        for at, code in enumerate(self._codes):
            tags = chunks.tags(at) if code in "GIn" else ()
            behind = "according behind comma" in tags and self._so_says(at)
            if (behind or "according" in tags) and (cue := self._according(at)):
                yield cue
        said = [cue for frame in self._frames.all if (cue := self._cue(frame))]
        yield from said
        told = any(cue.speaker for cue in said)
        if not told and (cue := self._noun() or self._quoting()):
            yield cue

    def _so_says(self, at: int) -> bool:
        """Whether a comma and somebody stand around "so", not "so the plan"."""
        if self._codes[at - 1 : at + 2] != ",In":
            return False
        first = self._chunks.tokens[self._chunks.firsts[at + 1]].tags
        return "determiners" not in first or "speakers" in self._chunks.tags(at + 1)

    def _according(self, at: int) -> Cue | None:
        to = self._codes[at + 1 : at + 2] == "T"
        mention = self._frames.mentions.after(at + 1 + to)
        if mention is None or self._chunks.lower(mention.opens) == "what":
            return None  # "according to what X said"
        if mention.kind in {"document", "unknown"}:
            author = self._author(mention)
            owned = "owners" in self._chunks.tokens[mention.first].tags
            if author is None and mention.kind == "unknown" and not owned:
                return None
            mention = author or mention
        elif not mention.known:
            return None
        ends = self._codes[at - 1 : at] == ","  # "X said, according to Y"
        return Cue(self._chunks.firsts[at], mention, None, "according to", closes=ends)

    def _author(self, document: Mention) -> Mention | None:
        """Return X of "a letter sent to the council by X", but not "seen by X"."""
        for place in range(document.opens, document.closes + _AUTHOR):
            read = "reading" in self._chunks.tags(place)
            if read or self._codes[place : place + 1] in {*".;,Q"}:
                return None
            if self._chunks.lower(place) == "by":
                return self._frames.mentions.after(place + 1)
        return None

    def _cue(self, frame: Frame) -> Cue | None:
        if frame.negated:
            return None
        at, speaker = self._chunks.firsts[frame.at], frame.subject
        finding = None if frame.unreal else self._judge(frame)
        cue = Cue(at, speaker, finding, "passive with by", frame.kinds, not frame.inner)
        if frame.passive:
            return finding and replace(cue, speaker=frame.agent)
        if speaker is None:
            denies = finding and not frame.kinds.isdisjoint(_SUBJECTLESS)
            who = self._codes[frame.start - 1] == "R"  # "and who denies it"
            if not denies or who or frame.start == 0:
                return None
            return replace(cue, main=False)
        holds = self._holding(frame, speaker, finding)
        speaks, closes, says = (
            self._first(step, frame, speaker, holds)
            for step in ("speaks", "closes", "says")
        )
        found = finding or next(
            (one for one in (says, closes) if one and one.answer), None
        )
        if found is None or (speaks and not speaks.answer):
            return None
        return replace(
            cue,
            rule=found.rule if isinstance(found, Finding) else found.name,
            closes=closes is not None and closes.answer,
            bare=self._first("only", frame, speaker, holds) is not None,
        )

    def _first(
        self, step: str, frame: Frame, speaker: Mention, holds: frozenset[str]
    ) -> Cueing | None:
        """Return the first row of a step that fits a frame."""
        places = {
            "before": speaker.opens,
            "subject": speaker.opens,
            "lead": frame.start,
            "form": frame.at,
            "after": frame.at + 1,
        }
        text, starts = self._chunks.laid_out

        def fits(place: str, pattern: re.Pattern[str]) -> bool:
            at = places[place]
            if place not in {"before", "lead"}:
                return pattern.match(text, starts[at]) is not None
            start = starts[max(0, at - _BEFORE)]
            return pattern.search(text, start, starts[at]) is not None

        return next(
            (
                row
                for row in self._table
                if row.step == step
                and row.never.isdisjoint(holds)
                and not any(some.isdisjoint(holds) for some in row.when)
                and (not row.only or frame.kinds <= row.only)
                and all(fits(*pair) for pair in row.places)
            ),
            None,
        )

    def _holding(
        self, frame: Frame, speaker: Mention, finding: Finding | None
    ) -> frozenset[str]:
        """Return what holds of a frame, by the names that rows have for it."""
        chunks, tokens = self._chunks, self._chunks.tokens
        first, head = tokens[speaker.first], tokens[speaker.head]
        several = (
            speaker.kind == "several"
            or first.tags & {"numbers", "several subjects"}
            or first.text[0].isdigit()
            or head.lower.endswith("s")
            or head.text[1:].isupper()  # "WHO say"
        )
        base = chunks.lower(frame.at) in chunks.lexicon.bases
        held = {
            "finding": finding,
            "inverted": frame.inverted,
            "unreal": frame.unreal,
            "participle": frame.follows,
            "inner": frame.inner,
            "relative": speaker.relative,
            "known": speaker.known,
            "alone": speaker.first == speaker.last,
            "several": several,
            "base": base and frame.at == frame.start,
            "speech": self._speech >= _SPEECH,
            "behind quotation": self._follows,
        }
        names = frozenset(name.replace(" ", "-") for name in held if held[name])
        return names | frame.kinds | {speaker.kind} | chunks.lexicon["order"]

    def _noun(self) -> Cue | None:
        """Read "“…” was the response of X"."""
        for at, code in enumerate(self._codes if self._speech >= _VOICED else ""):
            voiced = code == "n" and "voiced" in self._chunks.tags(at)
            if voiced and self._chunks.lower(at + 1) in {"of", "from"}:
                speaker = self._frames.mentions.after(at + 2)
                if speaker and speaker.known:
                    noun = self._chunks.lasts[at]
                    return Cue(noun, speaker, None, "noun with of")
        return None

    def _quoting(self) -> Cue | None:
        """Read "“…,” X demanded" and "X is blunt: “…”", as no list holds all verbs."""
        codes = self._codes
        quote = codes.find("Q") if self._speech >= _SPEECH else -1
        for place, code in enumerate(codes if quote >= 0 else ""):
            if code not in "VEX":
                continue
            begin = self._chunks.group(place)
            subject = self._frames.mentions.subject(begin)
            if subject is None or not self._may_quote(subject, place):
                continue
            behind = self._behind_quotation(subject.opens)
            ahead = place < quote and (subject.opens <= 1 or codes[0] in "ISEGAt")
            inside = ahead and codes[quote - 1] in "ITRn"
            if not (behind or ahead) or inside:
                return None
            first = self._chunks.firsts[place]
            return Cue(first, subject, None, "any verb at a quotation")
        return None

    def _may_quote(self, subject: Mention, verb: int) -> bool:
        """Whether a subject can be who is quoted, by whatever verb."""
        first = self._chunks.tokens[subject.first].lower
        granting = self._chunks.lower(verb) in self._chunks.lexicon["granting"]
        return (
            subject.known
            and not (subject.relative or subject.kind == "document" or granting)
            and not (
                first in self._chunks.lexicon["impersonal"]
                or self._frames.inner(subject)
            )
        )

    def _behind_quotation(self, opens: int) -> bool:
        """Whether a quotation that ends with a mark stands before a chunk."""
        before = self._codes[max(0, opens - 2) : opens]
        if not before.endswith("Q"):
            return before == "Q,"
        return self._chunks.tokens[self._chunks.firsts[opens - 1]].text[-1] in ",.!?"
