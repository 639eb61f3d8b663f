"""Tells which frames of a sentence say that somebody says something.

Verbs that have other uses count only with signs of this one: a quotation, "that", or a
clause; what accuses or denies by the rules of the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.articles.article import Stance
from bot.articles.speakers.lexicon import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.articles.speakers.chunks import Chunks
    from bot.articles.speakers.frames import Frame, Frames
    from bot.articles.speakers.mentions import Mention
    from bot.articles.speakers.rules import Finding

__all__ = ["Cue", "Cues"]

# A clause: its subject and a verb, with asides and phrases between them.
_CLAUSE = re.compile(r"[At,]{0,3}(?:[np](?:[IJT][np]|R){0,6}|T(?=X))[AtZ]*[XVQ]|[At]*n(?:[IT]n){0,6}E")
_THAT = re.compile("[At]{0,3}(?:[IT]np?){0,2}[At]{0,2},?[RS]")
_QUOTE_AFTER = re.compile(r"[^.;Q]{0,16}Q")
_ENDS = re.compile(r"(?:A|t|I[np]|IG|[IT]n){0,12}(?:[.,;:Q)-]|$)")
_HEARER = re.compile(r"[At]*[np](?:[IT][np]|Jn){0,6}")
_FINITE = re.compile("[VXERQ]")
_SPEECH = 4  # words of a quotation by which alone somebody speaks
_ASKING = {"whether", "if", "why", "how", "what", "who", "where", "when", "which"}
_OWNERS = {"his", "her", "their", "its", "the"}
_FINITE_STATE = {"say", "claim", "state", "tell", "allege"}
_SUBJECTLESS = frozenset({"deny", "dispute", "reject", "accuse"})


@dataclass(frozen=True, slots=True)
class Cue:
    """Where a sentence says who says something; `at` is the verb's token.

    `main` is False inside what somebody else says and in a clause with "while".
    `closes` is True for ", X said." at the end of what X says, `follows` for "adding".
    `verb` tells that a verb of saying is there, and not just a quotation.
    """

    at: int
    speaker: Mention | None
    finding: Finding | None
    main: bool = True
    follows: bool = False
    closes: bool = False
    verb: bool = True
    bare: bool = False

    @property
    def how(self) -> str:
        """What kind of cue it is."""
        if not self.verb:
            return "quoting"
        if self.closes:
            return "closes"
        return ("main" if self.main else "inner") + (" follows" if self.follows else "")

    @property
    def stance(self) -> Stance:
        """The stance that the verb gives."""
        return self.finding.stance if self.finding else Stance.REPORT


class Cues:
    """The cues of one sentence. `judge` gives a frame's finding by the table."""

    def __init__(
        self,
        frames: Frames,
        judge: Callable[[Frame], Finding | None],
        speech: int,
        *,
        follows: bool = False,
    ) -> None:
        self._frames = frames
        self._chunks: Chunks = frames.chunks
        self._codes = frames.codes
        self._judge = judge
        self._speech = speech  # words of the longest quotation
        self._follows = follows  # a sentence that is a quotation stands before
        self.all = sorted(self._found(), key=lambda cue: cue.at)

    def chosen(self) -> Cue | None:
        """Return the cue that speaks for the sentence, with the stance that it has.

        It is the main one, or ", X said." at the end, unless that one only reports what
        another alleges or denies: in "the ministry said that X denied it" X denies.
        """
        cues = self.all
        if not cues:
            return None
        main = next((cue for cue in cues if cue.main and cue.speaker), None)
        main = main or next((cue for cue in cues if cue.main), cues[0])
        if main.stance is not Stance.REPORT:
            return main
        closing = next((cue for cue in reversed(cues) if cue.closes), None)
        if closing and not (main.main and main.verb and main.at > closing.at):
            main = closing
        for cue in cues:
            if cue.stance is not Stance.REPORT and not (
                cue.speaker and cue.speaker.relative and main.main and main.speaker
            ):
                own = (
                    cue.follows
                    or cue.speaker is None
                    or cue.speaker.kind == "pronoun"
                    or cue.speaker == main.speaker
                )
                if own:
                    return Cue(
                        main.at, main.speaker or cue.speaker, cue.finding, main.main
                    )
                return cue
        return main

    def _found(self) -> Iterator[Cue]:
        chunks = self._chunks
        for at, code in enumerate(self._codes):
            if code == "G" and chunks.lower(at) == "according":
                if cue := self._according(at):
                    yield cue
        told = False
        for frame in self._frames.all:
            cue = self._cue(frame)
            if cue:
                told = told or cue.speaker is not None
                yield cue
        if not told and (cue := self._noun() or self._quoting()):
            yield cue

    def _according(self, at: int) -> Cue | None:
        if self._chunks.lower(at + 1) != "to":
            return None
        mention = self._frames.mentions.after(at + 2)
        if mention is None:
            return None
        if mention.kind in {"document", "unknown"}:
            author = self._author(mention)
            first = self._chunks.tokens[mention.first]
            owned = first.lower in _OWNERS or any(
                token.possessive
                for token in self._chunks.tokens[mention.first : mention.head]
            )
            if author is None and mention.kind == "unknown" and not owned:
                return None
            mention = author or mention
        elif not mention.known:
            return None
        return Cue(self._chunks.firsts[at], mention, None)

    def _author(self, document: Mention) -> Mention | None:
        """Return X of "a letter sent to the council by X", but not "seen by X"."""
        chunks, codes = self._chunks, self._codes
        last = document.closes
        for place in range(document.opens, min(len(codes), last + 9)):
            lower = chunks.lower(place)
            if lower in {"seen", "obtained", "reviewed", "heard", "viewed"}:
                return None
            if place > last and codes[place] in ".;,Q":
                return None
            if lower == "by":
                return self._frames.mentions.after(place + 1)
        return None

    def _cue(self, frame: Frame) -> Cue | None:
        at = self._chunks.firsts[frame.at]
        if frame.negated:
            return None
        finding = None if frame.unreal else self._judge(frame)
        speaker = frame.agent if frame.passive else frame.subject
        if frame.passive:
            said = finding or (speaker and self._says_passive(frame))
            if not said or (speaker is None and finding is None):
                return None
            return Cue(at, speaker, finding, main=not frame.inner)
        if speaker is not None and not self._may_say(frame, speaker, finding):
            return None
        if speaker is None:
            keeps = finding and not frame.kinds.isdisjoint(_SUBJECTLESS)
            denies = keeps and finding and finding.stance is Stance.DENIAL
            claims = keeps and self._codes[frame.start - 1 : frame.start] == "J"
            if not (denies or claims) or frame.start == 0:
                return None
            return Cue(at, None, finding, main=False)
        vague = speaker.kind in {"body", "document", "unknown"}
        relative = self._codes[speaker.opens - 1 : speaker.opens] == "R"
        if relative and vague and finding is None and not speaker.relative:
            return None
        closes = self._closes(frame)
        if finding is None and not closes and not self._says(frame):
            return None
        return Cue(
            at,
            speaker,
            finding,
            main=not frame.inner,
            follows=frame.follows,
            closes=closes,
            bare=speaker is not None and speaker.opens == 0 and self._bare(frame),
        )

    def _bare(self, frame: Frame) -> bool:
        """Whether only a hearer, a place and a time follow a verb, and no clause."""
        if self._follows and self._tags(frame):
            return True
        return _ENDS.match(self._codes, self._behind_hearer(frame)) is not None

    def _behind_hearer(self, frame: Frame) -> int:
        rest = frame.at + 1
        if "tell" in frame.kinds or self._chunks.lower(frame.at) in {"asked", "asks"}:
            hearer = _HEARER.match(self._codes, rest)
            return hearer.end() if hearer else rest
        return rest

    def _says_passive(self, frame: Frame) -> bool:
        """Whether "announced by X" or "X was quoted as saying" is said."""
        talks = frame.kinds & {"say", "state", "claim", "accuse"}
        it = frame.subject is not None and frame.subject.kind == "pronoun"
        return bool(talks) and (it or self._chunks.lower(frame.at) == "announced")

    def _may_say(self, frame: Frame, speaker: Mention, finding: Finding | None) -> bool:
        """Whether somebody can say something by such a verb."""
        tokens = self._chunks.tokens
        first, head = tokens[speaker.first], tokens[speaker.head]
        if speaker.kind == "nobody" or first.tags & {"negations"}:
            return False
        if first.lower in {"no", "none", "nobody", "neither"}:
            return speaker.known and head.lower.isdigit()
        form = self._chunks.lower(frame.at)
        base = form in self._chunks.lexicon.bases
        led = self._codes[frame.start - 1 : frame.start] == "T"  # "to deny"
        if base and not frame.inverted and frame.at == frame.start and not led:
            plural = speaker.kind == "several" or first.lower in {
                *("i", "we", "you", "they", "both", "many", "some", "others", "all"),
                *("most", "several", "few"),
            }
            plural |= "numbers" in first.tags or first.text[0].isdigit()
            plural |= head.lower.endswith("s") or speaker.kind == "several"
            if not plural:
                return False
        if not speaker.known:
            if speaker.first == speaker.last and not finding:
                name = first.capital and "abstract" not in first.tags
                tells = self._tells(frame.at + 1)
                if not (tells or frame.inverted):
                    return False  # "Enough said."
                if tells and name and speaker.opens == 0:
                    return True  # "Marlowe argues that"
            noun = form.endswith("s") and not form.endswith(("nies", "leges", "cuses"))
            strong = frame.kinds & {"say", "claim", "deny", "tell", "dispute", "accuse"}
            quoted = "Q" in self._codes and self._speech >= _SPEECH
            return bool(finding or quoted or (strong and (not noun or "say" in strong)))
        return True

    def _closes(self, frame: Frame) -> bool:
        """Whether "…, X said." closes what X said."""
        if frame.kinds <= EMPTY or frame.follows or frame.unreal:
            return False
        codes = self._codes
        if frame.inverted:
            mention = frame.subject
            return mention is not None and codes[frame.start - 1] in ",-Q"
        mention = frame.subject
        if mention is None or mention.relative or mention.opens == 0:
            return False
        if mention.opens == 1 and codes[0] != "Q":
            return False
        before = codes[mention.opens - 1]
        if before not in ",-Q" or (before == "," and codes[0] in "ISTGE"
                                   and mention.opens <= 4 and "V" not in codes[:mention.opens]):  # noqa: PLR2004
            return False
        talks = frame.kinds & {"say", "state", "tell", "claim", "answer"}
        talks = talks or codes[mention.opens - 1] == "Q" or "Q," in codes[:mention.opens]
        if not talks:
            return False
        return self._bare(frame)

    def _says(self, frame: Frame) -> bool:
        """Whether a verb that has other uses says something here."""
        kinds, codes, chunks = frame.kinds, self._codes, self._chunks
        subject = frame.subject
        after = frame.at + 1
        form = chunks.lower(frame.at)
        if frame.inverted:
            return bool(kinds & _FINITE_STATE) or self._speech >= _SPEECH
        if frame.unreal and not kinds & {"say", "tell"}:
            return False
        if "say" in kinds:
            return True
        if self._follows and self._tags(frame):
            return True
        asks = form in {"ask", "asked", "asks"} and codes[after : after + 1] in {"n", "p"}
        if "tell" in kinds or asks:
            hearer = _HEARER.match(codes, after)
            if hearer:
                rest = hearer.end()
                return self._tells(rest) or _ENDS.match(codes, rest) is not None and (
                    codes[rest : rest + 1] not in {"", "."} or "say" in kinds
                )
            return False
        relative = subject is not None and subject.kind == "pronoun" and (
            codes[subject.opens - 1 : subject.opens] == "n" if subject.opens else False
        )
        if "urge" in kinds and not relative and self._urges(after, form):
            return True
        granting = form in chunks.lexicon["granting"]
        if subject is not None and not granting and self._quoted_by(frame):
            return True
        if "call" in kinds and chunks.codes[after : after + 1] == "n":
            first, last = chunks.firsts[after], chunks.lasts[after]
            named = (chunks.tokens[at].tags for at in range(first, last + 1))
            return any(tags & {"allegations", "charged"} for tags in named)
        if not kinds & {"state", "claim", "answer"}:
            return False
        if granting:
            return chunks.lower(after) == "that"
        if chunks.lower(after) in _ASKING:
            return True
        if codes[after : after + 1] == "G" and subject and subject.known:
            return "talk" not in kinds  # "report waiting", "recalled meeting X"
        if subject and subject.opens and chunks.lower(subject.opens - 1) == "as":
            return codes[after : after + 1] == ","  # "As X reported, …"
        if "claim" in kinds and codes[after : after + 1] == "T":
            return True
        return self._tells(after)

    def _tags(self, frame: Frame) -> bool:
        """Whether a sentence only says who spoke: Ann Lee asked on Friday."""
        talks = frame.kinds & {"say", "state", "tell", "talk", "answer"}
        opens = frame.subject is not None and frame.subject.opens == 0
        more = _FINITE.search(self._codes, frame.at + 1)
        return bool(talks) and opens and more is None

    def _tells(self, after: int) -> bool:
        codes = self._codes
        if codes[after : after + 1] == ":":
            return True
        if match := _THAT.match(codes, after):
            place = match.end() - 1
            return self._chunks.lower(place) in {"that", *_ASKING}
        if _CLAUSE.match(codes, after):
            return self._whole_clause(after)
        return self._speech >= _SPEECH and bool(_QUOTE_AFTER.match(codes, after))

    def _whole_clause(self, after: int) -> bool:
        """Whether what follows is no "the house owned by the duke"."""
        match = _CLAUSE.match(self._codes, after)
        if match is None:
            return False
        last = match.end() - 1
        if self._codes[last] in "EV":
            by = self._chunks.lower(last + 1) == "by"
            called = self._chunks.lower(last) in {"called", "named", "known"}
            return not (by or called)
        return True

    def _urges(self, after: int, form: str) -> bool:
        codes = self._codes
        if form.endswith("ing") and codes[after - 2 : after - 1] == "I":
            return False
        match = re.compile(r"[At]*(?:[np](?:[IJ]n)*)?[At]*[TR]").match(codes, after)
        if match:
            return codes[match.end() - 1] == "T" or self._chunks.lower(
                match.end() - 1
            ) == "that"
        return self._chunks.lower(after) == "for"

    def _quoted_by(self, frame: Frame) -> bool:
        """Whether a quotation stands at the verb or at its subject."""
        codes = self._codes
        if not self._speech:
            return False
        if _QUOTE_AFTER.match(codes, frame.at + 1) and self._speech >= _SPEECH:
            return True
        opens = frame.subject.opens if frame.subject else frame.start
        near = codes[max(0, opens - 2) : opens].strip("AJ,-")
        return near == "Q" and (opens > 0 and codes[opens - 1] in "Q,-")

    def _noun(self) -> Cue | None:
        """Read "“…” was the response of X"."""
        codes = self._codes
        if self._speech < _SPEECH - 1 or "Q" not in codes:
            return None
        for at, code in enumerate(codes):
            voiced = code == "n" and "voiced" in self._chunks.tags(at)
            if voiced and self._chunks.lower(at + 1) in {"of", "from"}:
                speaker = self._frames.mentions.after(at + 2)
                if speaker and speaker.known:
                    return Cue(self._chunks.firsts[at], speaker, None, verb=False)
        return None

    def _quoting(self) -> Cue | None:
        """Read "“…,” X demanded" and "X is blunt: “…”", as no list holds all verbs."""
        codes = self._codes
        if self._speech < _SPEECH or "Q" not in codes:
            return None
        quote = codes.find("Q")
        mentions = self._frames.mentions
        for place, code in enumerate(codes):
            if code not in "VEX":
                continue
            begin = place
            while begin and codes[begin - 1] in "XAZt":
                begin -= 1
            subject = mentions.subject(begin)
            if subject is None or not subject.known or subject.relative:
                continue
            if subject.kind == "document" or self._frames.inner(subject):
                continue
            first = self._chunks.tokens[subject.first]
            if first.lower in {"it", "there", "this", "that", "these", "what", "nobody"}:
                continue
            behind = codes[max(0, subject.opens - 2) : subject.opens] == "Q," or (
                codes[subject.opens - 1 : subject.opens] == "Q"
                and self._chunks.tokens[self._chunks.firsts[subject.opens - 1]].text[-1]
                in ",.!?"
            )
            ahead = place < quote and (
                subject.opens <= 1
                or (codes[subject.opens - 1] in ",t" and codes[0] in "ISEGAt")
            )
            if not behind and not ahead:
                if quote > place:
                    continue
                return None
            if "Z" in codes[begin:place] or (ahead and codes[quote - 1] in "ITn"):
                return None
            return Cue(self._chunks.firsts[place], subject, None, verb=False)
        return None
