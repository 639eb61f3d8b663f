"""Tells which frames of a sentence say that somebody says something.

Verbs that have other uses count only with signs of this one: a quotation, "that", or a
clause; what accuses or denies by the rules of the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.articles.sentence import Stance
from bot.articles.speakers.saying import SPEECH, Saying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.articles.speakers.frames import Frame, Frames
    from bot.articles.speakers.phrases import Mention
    from bot.articles.speakers.rules import Finding

__all__ = ["Cue", "Cues"]

_NOBODY = {"it", "there", "this", "that", "these", "what", "nobody"}
_AUTHOR = 9  # chunks in which "by X" follows "a letter"
_READ = {"seen", "obtained", "reviewed", "heard", "viewed"}  # by others than its author
_OWNERS = {"his", "her", "their", "its", "the"}
_SAID_OF_IT = re.compile("(?:A|t|I[npG]|Tn){0,4}(?:,A?[np]A?V|[XVE])(?![Q:])")
_SUBJECTLESS = frozenset({"deny", "dispute", "reject", "accuse"})


@dataclass(frozen=True, slots=True)
class Cue:
    """Where a sentence says who says something; `at` is the verb's token.

    `main` is False inside what somebody else says and in a clause with "while".
    `closes` is True for ", X said." at the end of what X says.
    `rule` names how that was seen: by the lexicon's section of the verb of saying,
    where there is one.
    """

    at: int
    speaker: Mention | None
    finding: Finding | None
    rule: str
    main: bool = True
    closes: bool = False
    bare: bool = False

    @property
    def stance(self) -> Stance:
        """The stance that the verb gives."""
        return self.finding.stance if self.finding else Stance.REPORT


class Cues(Saying):
    """The cues of one sentence. `judge` gives a frame's finding by the table."""

    def __init__(
        self,
        frames: Frames,
        judge: Callable[[Frame], Finding | None],
        speech: int,
        *,
        follows: bool = False,
    ) -> None:
        super().__init__(frames, speech, follows=follows)
        self._judge = judge
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
        judged = (cue for cue in self.all if cue.stance is not Stance.REPORT)
        if main.closes and self._codes.startswith("Q"):
            judged = (cue for cue in judged if not self._of_another(cue, main))
        return next((cue for cue in judged if not self._aside(cue, main)), main)

    def _of_another(self, cue: Cue, main: Cue) -> bool:
        """Whether a later clause tells what another alleges or denies."""
        return cue.at > main.at and cue.speaker is not None and not cue.main

    def _aside(self, cue: Cue, main: Cue) -> bool:
        """Whether a clause only tells more of somebody else: "X (who denies it)"."""
        one, named = cue.speaker, main.speaker
        if one and named and one.relative:
            return main.main
        pronoun = one and one.kind == "pronoun"
        if not (one and named and pronoun) or named.kind == "pronoun":
            return False
        before = self._codes[one.opens - 1 : one.opens]
        which = before == "R" and self._chunks.lower(one.opens - 1) != "that"
        if which or before == "n":
            return True  # "a charge she denies", "which he denies"
        return any(
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
        after = self._chunks.firsts[at + 1 :][:1]
        first = self._chunks.tokens[after[0]].tags if after else frozenset()
        named = "determiners" not in first or "speakers" in self._chunks.tags(at + 1)
        return self._codes[at - 1 : at + 2] == ",In" and named

    def _according(self, at: int) -> Cue | None:
        to = self._codes[at + 1 : at + 2] == "T"
        mention = self._frames.mentions.after(at + 1 + to)
        if mention is None or self._chunks.lower(mention.opens) == "what":
            return None  # "according to what X said"
        if mention.kind in {"document", "unknown"}:
            author = self._author(mention)
            owned = self._chunks.tokens[mention.first].lower in _OWNERS
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
            lower = self._chunks.lower(place)
            if lower in _READ or self._codes[place : place + 1] in {*".;,Q"}:
                return None
            if lower == "by":
                return self._frames.mentions.after(place + 1)
        return None

    def _cue(self, frame: Frame) -> Cue | None:
        if frame.negated:
            return None
        at, speaker = self._chunks.firsts[frame.at], frame.subject
        main = not frame.inner
        finding = None if frame.unreal else self._judge(frame)
        if frame.passive:
            by = frame.agent
            return finding and Cue(at, by, finding, "passive with by", main=main)
        if speaker is None:
            denies = finding and not frame.kinds.isdisjoint(_SUBJECTLESS)
            who = self._codes[frame.start - 1] == "R"  # "and who denies it"
            if not denies or who or frame.start == 0:
                return None
            return Cue(at, None, finding, "", main=False)
        if not self._may_say(frame, speaker, finding) or self._spoken_of(
            frame, speaker
        ):
            return None
        closes = self._closes(frame, speaker)
        if finding is None and (
            self._vague(frame, speaker)
            or self._in_passing(frame, speaker)
            or not (closes or self._says(frame, speaker))
        ):
            return None
        return Cue(
            at,
            speaker,
            finding,
            f"verbs: {min(frame.kinds)}",
            main=main,
            closes=closes,
            bare=speaker.opens == 0 and self._bare(frame),
        )

    def _in_passing(self, frame: Frame, speaker: Mention) -> bool:
        """Whether it is said by the way, or that something is called for."""
        chunks, before = self._chunks, speaker.opens - 1
        none = before >= 0 and self._codes[before] == "Z"  # "not one of the men"
        if none or chunks.lower(before) in chunks.lexicon["passing"]:
            return not frame.inverted
        if chunks.lower(before) == "what" and self._of_what(frame, speaker):
            return True
        if before == 0 and chunks.lower(0) == "had":
            return True  # "Had X said so, …"
        form = chunks.lower(frame.at)
        alone = form.endswith("ing") and "X" not in self._codes[frame.start : frame.at]
        led = self._codes[frame.start - 1 : frame.start] == "I"
        if led and "urge" in frame.kinds:
            return True  # "left after urging Y to go"
        if alone and frame.kinds <= {"call", "talk", "urge"}:
            return self._speech < SPEECH  # "…, calling for rain"
        head = chunks.tokens[speaker.head].tags
        if not head.isdisjoint({"documents", "surveys"}):
            return form in chunks.lexicon["inferring"]
        finds = form in {"find", "finds", "found"}  # a court does, a witness sees
        return finds and speaker.kind in {"person", "pronoun"}

    def _of_what(self, frame: Frame, speaker: Mention) -> bool:
        """Read "what he said about it", "contrary to what X said"."""
        if self._chunks.lower(frame.at + 1) == "about":
            return True
        led = self._codes.endswith(("I", "T"), 0, speaker.opens - 1)
        by = "according" in self._chunks.tags(speaker.opens - 3)
        quoted = self._quoted_by(frame, speaker)
        return led and self._bare(frame) and not (by or quoted)

    def _spoken_of(self, frame: Frame, speaker: Mention) -> bool:
        """Whether a clause only says of what X said: "nothing X said is true"."""
        that = self._chunks.lower(speaker.opens - 1) == "that"
        if "whatever" not in self._chunks.tags(speaker.opens - 1 - that):
            return False
        more = _SAID_OF_IT.match(self._codes, self._behind_hearer(frame))
        return more is not None and self._chunks.lower(more.end()) != "that"

    def _vague(self, frame: Frame, speaker: Mention) -> bool:
        """Whether who speaks in another's clause is too little to go by."""
        as_told = self._chunks.lower(speaker.opens - 1) == "as"
        if not frame.inner or as_told:
            return False
        stated = frame.kinds <= {"state"} and speaker.kind not in {"pronoun", "role"}
        if stated or speaker.relative:
            return stated  # "after the firm announced a sale"
        if self._codes[speaker.opens - 1 : speaker.opens] == "R":
            return speaker.kind in {"body", "document", "unknown"}
        return not speaker.known

    def _noun(self) -> Cue | None:
        """Read "“…” was the response of X"."""
        for at, code in enumerate(self._codes if self._speech >= SPEECH - 1 else ""):
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
        quote = codes.find("Q") if self._speech >= SPEECH else -1
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
        nobody = self._chunks.tokens[subject.first].lower in _NOBODY
        return (
            subject.known
            and not (nobody or subject.relative or subject.kind == "document")
            and not (self._grants(verb) or self._frames.inner(subject))
        )

    def _behind_quotation(self, opens: int) -> bool:
        """Whether a quotation that ends with a mark stands before a chunk."""
        before = self._codes[max(0, opens - 2) : opens]
        if not before.endswith("Q"):
            return before == "Q,"
        return self._chunks.tokens[self._chunks.firsts[opens - 1]].text[-1] in ",.!?"
