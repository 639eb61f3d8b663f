"""Returns whether a verb of saying says something in its sentence.

Verbs that have other uses count only with signs of this one: a quotation, "that", a
clause, a comma behind what is said; what accuses or denies by the rules of the table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles.speakers.lexicon import EMPTY

if TYPE_CHECKING:
    from bot.articles.speakers.frames import Frame, Frames
    from bot.articles.speakers.phrases import Mention
    from bot.articles.speakers.rules import Finding

__all__ = ["SPEECH", "Saying"]

# A clause: its subject and a verb, with asides and phrases between them.
_CLAUSE = re.compile(
    r"[At,]{0,3}(?:Z?[np](?:[IJT][np]|R){0,6}|T(?=X))"
    r"(?:,R[^,.;:Q]{1,12},|\([^).;:Q]{1,12}\)|-[^-.;:Q]{1,12}-)?[AtZ]*[XVQ]"
    r"|[At]*n(?:[IT]n){0,6}E"
)
_THAT = re.compile("[At]{0,3}(?:[IT]np?){0,2}[At]{0,2},?[RS]")
_QUOTE_AFTER = re.compile(r"[^.;Q]{0,16}Q")
_ENDS = re.compile(r"(?:A|t|I[npG]|Tn){0,12}(?:[.,;:Q)-]|$)")
_HEARER = re.compile(r"[At]*[np](?:[IT][np]|Jn){0,6}")
_MARKED = re.compile("[^.;Q]{0,8}[:,]Q")
_URGED = re.compile(r"[At]*+(?:[np](?:[IJ]n){0,6}[At]*+)?[TR]")
_TO_BE_HEARD = re.compile(r"I?[np](?:[IJ]n){0,6}[At]*T")
_FINITE = re.compile("[VXERQ]")
SPEECH = 4  # words of a quotation by which alone somebody speaks
_PLURALS = {"i", "we", "you", "they", "both", "many", "some", "others", "all"}
_PLURALS |= {"most", "several", "few"}
_INTRODUCED = 4  # chunks of "In May, X"
_NOBODY = {"anybody", "anyone", "everybody", "everyone", "neither", "no", "nobody"}
_NOBODY |= {"few", "none", "whoever"}
_INSTANTS = {"instant", "minute", "moment", "second"}  # "the moment X denied"
_TALKING = frozenset({"say", "state", "tell", "answer"})
_DENIED = frozenset({"deny", "dispute", "accuse", "allege"})


class Saying:
    """The verbs of one sentence. `speech` counts the words of its longest quotation.

    `follows` tells that the sentence before it is a quotation.
    """

    def __init__(self, frames: Frames, speech: int, *, follows: bool) -> None:
        self._frames = frames
        self._chunks = frames.chunks
        self._codes = frames.codes
        self._speech = speech
        self._follows = follows

    def _may_say(self, frame: Frame, speaker: Mention, finding: Finding | None) -> bool:
        """Whether somebody can say something by such a verb."""
        tokens, form = self._chunks.tokens, self._chunks.lower(frame.at)
        first, head = tokens[speaker.first], tokens[speaker.head]
        second = tokens[speaker.first + 1 : speaker.head][:1]
        no = first.lower in _NOBODY or "negations" in first.tags
        if speaker.kind == "nobody" or no or any(w.lower in _INSTANTS for w in second):
            return False
        infinitive = self._codes[frame.start - 1 : frame.start] == "T"
        if (
            form in self._chunks.lexicon.bases
            and frame.at == frame.start
            and not (frame.inverted or infinitive)
            and not (speaker.kind == "several" or first.lower in _PLURALS)
            and not ("numbers" in first.tags or first.text[0].isdigit())
            and not (head.lower.endswith("s") or head.text[1:].isupper())  # "WHO say"
        ):
            return False  # "the summary report"
        return speaker.known or self._may_say_unknown(frame, speaker, finding)

    def _may_say_unknown(
        self, frame: Frame, speaker: Mention, finding: Finding | None
    ) -> bool:
        """Whether a phrase of which nothing is known may be somebody who speaks."""
        form = self._chunks.lower(frame.at)
        if speaker.first == speaker.last and not finding:
            tells = self._tells(frame.at + 1)
            if not (tells or frame.inverted):
                return False  # "Enough said."
            if tells and speaker.opens == 0:
                return True  # "Marlowe argues that"
        noun = form.endswith("s") and not form.endswith(("nies", "leges", "cuses"))
        strong = frame.kinds & {"say", "claim", "deny", "tell", "dispute", "accuse"}
        speaks = finding or self._speech >= SPEECH
        return bool(speaks or (strong and (not noun or "say" in strong)))

    def _closes(self, frame: Frame, speaker: Mention) -> bool:
        """Whether "…, X said." closes what X said."""
        codes, opens = self._codes, speaker.opens
        if frame.kinds <= EMPTY or frame.follows or frame.unreal:
            return False
        if frame.inverted:
            return codes[frame.start - 1] in ",-Q"
        if speaker.relative or opens == 0 or (opens == 1 and codes[0] != "Q"):
            return False
        before = codes[opens - 1]
        introduced = (
            before == ","
            and codes[0] in "ISTGE"
            and opens <= _INTRODUCED
            and "V" not in codes[:opens]
        )
        if before not in ",-Q" or introduced:
            return False
        talks = frame.kinds & (_TALKING | {"claim"})
        quoted = before == "Q" or "Q," in codes[:opens]
        return bool(talks or quoted) and self._bare(frame)

    def _says(self, frame: Frame, speaker: Mention) -> bool:
        """Whether a verb that has other uses says something here."""
        kinds, after, lower = frame.kinds, frame.at + 1, self._chunks.lower
        if frame.inverted:
            return bool(kinds & {"say", "claim", "state"}) or self._speech >= SPEECH
        if frame.unreal and not kinds & {"say", "tell"}:
            return False
        if "urge" in kinds and self._codes.endswith("n", 0, speaker.opens):
            return False  # "the work she promised"
        if "say" in kinds or (self._follows and self._tags(frame, speaker)):
            return True
        hears = self._codes[after : after + 1] in {"n", "p"}
        if "tell" in kinds or (hears and lower(frame.at) in {"ask", "asked", "asks"}):
            return self._says_to(after)
        if kinds & {"urge", "call"} and self._urges(frame, after):
            return True
        granting = self._grants(frame.at)
        if not granting and self._quoted_by(frame, speaker):
            return True
        if not kinds & {"state", "claim", "answer"}:
            return False
        return lower(after) == "that" if granting else self._states(frame, speaker)

    def _bare(self, frame: Frame) -> bool:
        """Whether only a hearer, a place and a time follow a verb, and no clause."""
        return _ENDS.match(self._codes, self._behind_hearer(frame)) is not None

    def _behind_hearer(self, frame: Frame) -> int:
        rest = frame.at + 1
        hears = "tell" in frame.kinds
        hears = hears or self._chunks.lower(frame.at) in {"asked", "asks"}
        hearer = _HEARER.match(self._codes, rest) if hears else None
        return hearer.end() if hearer else rest

    def _grants(self, at: int) -> bool:
        """Whether a verb says nothing but with "that": “…” she read, not read: “…”."""
        grants = self._chunks.lower(at) in self._chunks.lexicon["granting"]
        return grants and not _MARKED.match(self._codes, at + 1)

    def _says_to(self, after: int) -> bool:
        """Whether a hearer and what is said follow, or a hearer ends the clause."""
        hearer = _HEARER.match(self._codes, after)
        if hearer is None:
            return False
        rest = hearer.end()
        ends = _ENDS.match(self._codes, rest) is not None
        stops = self._codes[rest : rest + 1] in {"", "."}
        return self._tells(rest) or (ends and not stops)

    def _states(self, frame: Frame, speaker: Mention) -> bool:
        """Whether a clause or the like follows a verb of stating."""
        codes, after, lower = self._codes, frame.at + 1, self._chunks.lower
        lexicon = self._chunks.lexicon
        if lower(after) in lexicon["asking"]:
            return True
        if "clause behind comma" in lexicon.order and "," in codes[after : after + 3]:
            return True
        if codes[after : after + 1] == "G":
            found = lower(frame.at) in {"find", "finds", "found"}
            return not found and "talk" not in frame.kinds  # "report waiting"
        if lower(speaker.opens - 1) == "as":
            return codes[after : after + 1] == ","  # "As X reported, …"
        return self._tells(after)

    def _tags(self, frame: Frame, speaker: Mention) -> bool:
        """Whether a sentence only says who spoke: Ann Lee asked on Friday."""
        talks = frame.kinds & (_TALKING | {"talk"})
        more = _FINITE.search(self._codes, frame.at + 1)
        return bool(talks) and speaker.opens == 0 and more is None

    def _tells(self, after: int) -> bool:
        """Whether "that", a clause or a quotation follows."""
        codes = self._codes
        if match := _THAT.match(codes, after):
            return "asking" in self._chunks.tags(match.end() - 1)
        if match := _CLAUSE.match(codes, after):
            last = match.end() - 1  # not "the house owned by the duke"
            named = self._chunks.lower(last) in {"called", "named", "known"}
            return not (named or self._chunks.lower(last + 1) == "by")
        quoted = _QUOTE_AFTER.match(codes, after)
        marked = quoted and codes[quoted.end() - 2 : quoted.end()] == ":Q"
        return bool(marked or (quoted and self._speech >= SPEECH))

    def _urges(self, frame: Frame, after: int) -> bool:
        """Read "urged X to", "vowed to", "called for", but not "urged X to deny"."""
        hearer = _TO_BE_HEARD.match(self._codes, after)
        told = self._chunks.lower(hearer.end()) if hearer else ""
        if not _DENIED.isdisjoint(self._chunks.lexicon.verbs.get(told, ())):
            return False
        match = "urge" in frame.kinds and _URGED.match(self._codes, after)
        if not match:
            return self._chunks.lower(after) == "for"
        last = match.end() - 1
        return self._codes[last] == "T" or self._chunks.lower(last) == "that"

    def _quoted_by(self, frame: Frame, speaker: Mention) -> bool:
        """Whether a quotation stands at the verb or at its subject."""
        codes, opens = self._codes, speaker.opens
        if _QUOTE_AFTER.match(codes, frame.at + 1) and self._speech >= SPEECH:
            return True
        near = codes[max(0, opens - 2) : opens].strip("AJ,-")
        return near == "Q" and codes[opens - 1] in "Q,-"
