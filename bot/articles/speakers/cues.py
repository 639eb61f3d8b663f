"""Finds where a sentence says who says something.

Whether a verb of saying says something in its sentence is asked of the table of rules:
some do so only with a quotation, "that" or a clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.articles.speakers.frames import Frame, Frames
from bot.articles.speakers.rules import Finding, Rule
from bot.articles.speakers.tokens import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.articles.speakers.mentions import Mention

__all__ = ["NAMING", "Cue", "Cues"]

# The tags of words that name who speaks as verbs do: "according to X"
NAMING = frozenset({"according", "according behind comma", "voiced"})
_SPEECH = 4  # words of a quotation by which alone somebody speaks
_BEFORE = 6  # chunks in which a pattern ends
_CLAUSE = 12  # words of a clause before its verb
_CLAIMED = re.compile(",A*[np]R\\Z")  # ", a claim that X denies"


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


@dataclass
class Cues:
    """The cues of one sentence.

    `judge` gives a frame's finding, `rows` are those on verbs, `speech` counts the
    words of the longest quotation, `follows`: the sentence before is a quotation.
    """

    frames: Frames
    judge: Callable[[Frame], Finding | None]
    rows: dict[str, list[Rule]]
    speech: int
    follows: bool
    unsaid: bool = False  # “X should have said: “…””

    def __post_init__(self) -> None:
        """Find them, in order."""
        self._chunks, self._codes = self.frames.chunks, self.frames.codes
        self._known = Stream(self._chunks.tokens).known
        self.all = sorted(self._found(), key=lambda cue: cue.at)

    def chosen(self) -> Cue | None:
        """Return the cue that speaks for the sentence, with the stance that it has.

        It is the main one, or ", X said." at the end, unless that one only reports what
        another alleges or denies: in "the ministry said that X denied it" X denies.
        What X says stays X's where an aside tells of another: X said so, as Y denied
        it; “…,” X said, while Y denied it.
        """
        main = max(self.all, key=lambda cue: (cue.closes, cue.main), default=None)
        if main is None:
            return None
        if not main.main and any(  # "X, asked whether, as Y claims, it rained, said no"
            not (frame.subject or frame.passive or frame.follows)
            and self._codes[frame.start - 1] == ","
            and self._chunks.firsts[frame.at] > main.at
            for frame in self.frames.all
        ):
            return None
        telling = (cue for cue in [main, *self.all] if cue.finding)
        return next((cue for cue in telling if not self._aside(cue, main)), main)

    def _aside(self, cue: Cue, main: Cue) -> bool:
        """Whether a clause only tells of somebody else: "X (who denies it)".

        Or of what X says: "X said so, as Y claims", "contrary to what Y claims",
        "something Y denies", "but Y denies it".
        """
        chunks, speaker, own = self._chunks, cue.speaker, main.speaker
        if main.closes and self._codes.startswith("Q") and not cue.main:
            return True
        if speaker is None or own is None:
            return False
        if speaker.kind == "pronoun":
            said = chunks.classes[: own.first] if main.closes else ""
            named = "C" in said + chunks.classes[own.last + 1 : speaker.first]
            return named or chunks.lower(speaker.opens - 1) == "which"
        if speaker.relative:
            return True
        if chunks.tokens[speaker.head].lower == chunks.tokens[own.head].lower:
            return False
        verb = bisect_left(chunks.firsts, cue.at)
        before = self._codes[: min(verb, speaker.opens)].rstrip("AXtE")
        if verb < speaker.opens and before.endswith(("n", "p")):
            before = before[:-1].rstrip("AXtE")  # "although this was denied by Y"
        lead = len(before) - 1
        if "aside" in chunks.tags(lead) or _CLAIMED.search(before):
            return not (main.closes and chunks.lower(lead) == "while")
        return cue.main and before.endswith(("J", ";", "("))

    def _found(self) -> Iterator[Cue]:
        mentions, codes = self.frames.mentions, self._codes
        for at, code in enumerate(codes):
            if code in "GIn" and not NAMING.isdisjoint(self._chunks.tags(at)):
                by = at + 1 + (codes[at + 1 : at + 2] in {"I", "T"})
                yield from self._named("names", at, mentions.after(by))
        said = [cue for frame in self.frames.all if (cue := self._cue(frame))]
        yield from said
        told = self.unsaid or any(cue.speaker for cue in said)
        for at, code in enumerate("" if told or self.speech < _SPEECH else codes):
            if code in "VEX":  # no list holds all verbs
                subject = mentions.subject(self._chunks.group(at))
                yield from self._named("quotes", at, subject)

    def _named(self, step: str, at: int, speaker: Mention | None) -> Iterator[Cue]:
        """Yield "according to X" and "“…,” X demanded", where a row sees it."""
        if speaker is None:
            return
        if speaker.kind in {"document", "unknown"}:  # "a report by X"
            speaker = self.frames.by(speaker.opens) or speaker
        frame = Frame(at, self._chunks.group(at), frozenset(), speaker)
        if row := self._first(step, frame, self._holding(frame)):
            ends = self._codes[at - 1 : at] == ","  # "X said, according to Y"
            yield Cue(self._chunks.lasts[at], speaker, None, row.name, closes=ends)

    def _cue(self, frame: Frame) -> Cue | None:
        at, speaker = self._chunks.firsts[frame.at], frame.subject
        holds = self._holding(frame)
        if self._first("happens", frame, holds, answer=False):
            self.unsaid |= "say" in frame.kinds
            return None
        real = self._first("real", frame, holds, answer=False) is None
        finding = self.judge(frame) if real else None
        cue = Cue(
            at, speaker, finding, "passive with by", frame.kinds, "inner" not in holds
        )
        if frame.passive:
            return finding and replace(cue, speaker=frame.agent)
        if speaker is None:  # "Who denied it?", "and who denies it"
            led = frame.start == 0 or self._codes[frame.start - 1] == "R"
            return None if led or not finding else replace(cue, main=False)
        holds |= {"finding"} if finding else set() if real else {"unreal"}
        if self._first("speaks", frame, holds, answer=False):
            return None
        closes = self._first("closes", frame, holds)
        found = finding or self._first("says", frame, holds) or closes
        if found is None:
            return None
        rule = found.rule if isinstance(found, Finding) else found.name
        bare = self.follows and self._first("only", frame, holds) is not None
        return replace(cue, rule=rule, closes=closes is not None, bare=bare)

    def _first(
        self, step: str, frame: Frame, holds: frozenset[str], *, answer: bool = True
    ) -> Rule | None:
        """Return the first row of a step that fits a frame, if that is its answer."""
        for row in self.rows[step]:
            if (
                not (row.needs and row.needs.isdisjoint(self._known))
                and row.never.isdisjoint(holds)
                and not any(map(holds.isdisjoint, row.when))
                and all(self._fits(frame, *pair) for pair in row.patterns.items())
            ):
                return row if row.answer == answer else None
        return None

    def _fits(self, frame: Frame, place: str, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern fits the chunks, or the words, beside a frame."""
        if place == "clause":
            first = self._chunks.firsts[frame.at]
            words = Stream(self._chunks.tokens[max(0, first - _CLAUSE) : first])
            return pattern.search(words.text) is not None
        text, starts = self._chunks.laid_out
        opens = frame.subject.opens if frame.subject else -1
        begins = {"subject": opens, "form": frame.at, "after": frame.at + 1}
        if place in begins:
            return pattern.match(text, starts[begins[place]]) is not None
        end = {"before": opens, "lead": frame.start, "words": frame.at}[place]
        start = max(0, frame.start - 1 if place == "words" else end - _BEFORE)
        return end >= 0 and bool(pattern.search(text, starts[start], starts[end]))

    def _holding(self, frame: Frame) -> frozenset[str]:
        """Return what holds of a frame, by the names that rows have for it."""
        chunks, tokens = self._chunks, self._chunks.tokens
        held = {
            "inverted": frame.inverted,
            "participle": frame.follows,
            "speech": self.speech >= _SPEECH,
            "behind-quotation": self.follows,
        }
        if speaker := frame.subject:
            first, head = tokens[speaker.first], tokens[speaker.head]
            held |= {
                speaker.kind: True,
                "relative": speaker.relative,
                "inner": speaker.inner,
                "known": speaker.known,
                "alone": speaker.first == speaker.last,
                "bare": not (first.capital or first.tags & {"determiners", "pronouns"}),
                "several": speaker.kind == "several"
                or head.lower.endswith("s")
                or first.text[0].isdigit(),
            }
        return frame.kinds.union(chunks.lexicon["order"], filter(held.get, held))
