"""Finds whom the subject of a verb, or what follows it, mentions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.articles.speakers.phrases import Phrases

if TYPE_CHECKING:
    from bot.articles.speakers.chunks import Chunks
    from bot.articles.speakers.phrases import Mention

__all__ = ["Mentions"]

_ASIDE = 30  # chunks between the commas of "X, who …, said"
_DEEPEST = 8  # phrases that hang on one another
_LIST = 5
_CLOSING = ".;:"
_BRACKETS = {")": "(", "-": "-"}


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
        if at >= 0 and codes[at] in _BRACKETS:
            at = self._past_brackets(at)
        if at < 0:
            return None
        if codes[at] == ",":
            return self._before_aside(at)
        if codes[at] == "R" and self._chunks.lower(at) != "that":
            at -= 2 if at and codes[at - 1] in ",(-" else 1
            one = self._ending(at, _DEEPEST, cut=False)
            return one and replace(one, relative=True)
        back = at - 1
        while back > 0 and codes[back] == "t":
            back -= 1
        if codes[at] == "R" and back >= 0 and codes[back] == "n":
            one = self._ending(back, _DEEPEST, cut=False)
            return one and replace(one, relative=True)
        if codes[at] in "EV" and at and codes[at - 1] == "n" and self._participle(at):
            one = self._ending(at - 1, _DEEPEST)  # "those involved say"
            return one and replace(one, last=self._chunks.lasts[at])
        return self._ending(at, _DEEPEST)

    def _past_brackets(self, at: int) -> int:
        """Step left over "(I-Maine)" and "— the mayor of Paris —"."""
        opens = _BRACKETS[self._codes[at]]
        for opening in range(at - 1, max(-1, at - _ASIDE), -1):
            if self._codes[opening] == opens:
                return opening - 1
            if self._codes[opening] in _CLOSING and opens != "(":
                break
        return at

    def _before_aside(self, comma: int) -> Mention | None:
        """Return the phrase before "…, the mayor of Paris," or the name inside."""
        codes = self._codes
        low = max(-1, comma - _ASIDE)
        opening = comma
        found: Mention | None = None
        for _ in range(_LIST):
            end = opening
            before = codes.rfind(",", low + 1, opening)
            if before < 0:
                return found
            opening = before
            if not self._is_aside(opening, end):
                return found
            at = opening - 1
            if codes[at] in _BRACKETS and at > 0:
                at = self._past_brackets(at)
            if codes[at] not in "np":
                return found
            phrase = self._ending(at, _DEEPEST)
            if phrase is None:
                continue
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
        while deep > 0:
            deep -= 1
            before = codes[first - 1 : first] if first else ""
            if before and before in "IT":
                step = self._past_preposition(first - 1)
                if step is None or (step[0] and not cut):
                    if cut and not self._subordinates(first - 1):
                        return None
                    break
                cuts, first = step
                last = first if cuts else last
            elif before == "G" and codes[first - 2 : first - 1] == "I":
                step = self._past_preposition(first - 2)
                if step is None:
                    break
                _, first = step
                last = first
            elif (
                before
                and before in "VEGA"
                and (back := self._past_verb(first - 1)) >= 0
            ):
                first = last = back
            else:
                break
        return self._joined(self.phrase(first, last), deep)

    def _past_preposition(self, at: int) -> tuple[bool, int] | None:
        """Return what a phrase hangs on: whether to cut it there, and its chunk."""
        codes = self._codes
        before = at - 1
        if before < 0 or self._subordinates(at):
            return None
        if codes[before] in "np" and self._chunks.lower(before) not in {"one", ""}:
            time = codes[before] == "t"
            return None if time else (False, before)
        if codes[before] == "n":
            return False, before
        if codes[before] in "EGV":
            noun = before - 1
            if codes[noun : noun + 1] == "R":
                noun -= 1
                if codes[noun : noun + 1] == ",":
                    noun -= 1
                return (True, noun) if codes[noun : noun + 1] in {"n", "p"} else None
            if noun >= 0 and codes[noun] == "n" and self._participle(before):
                return True, noun
        return None

    def _subordinates(self, at: int) -> bool:
        """Whether "after" may begin a clause: "fell after a paper reported that"."""
        return "subordinators" in self._chunks.tags(at)

    def _participle(self, at: int) -> bool:
        """Whether "accused" or "written" can tell of the noun before it."""
        lower = self._chunks.lower(at)
        code = self._codes[at]
        return code == "G" or (code in "EV" and lower.endswith(("ed", "en", "wn")))

    def _past_verb(self, at: int) -> int:
        """Return the noun of "a man who met X" and "a letter naming X", else -1."""
        codes = self._codes
        while at and codes[at] == "A":
            at -= 1
        start = at
        while start and codes[start - 1] in "XAZt":
            start -= 1
        before = codes[start - 1 : start]
        kinds = self._chunks.lexicon.verbs.get(self._chunks.lower(at), frozenset())
        if before == "R" and start > 1:
            noun = start - 2
            return noun if noun >= 0 and codes[noun] in "np" else -1
        if codes[at] == "G" and before == "n" and not kinds:
            return start - 1
        return -1

    def _joined(self, mention: Mention, deep: int) -> Mention:
        """Extend "Iran" to "Russia and Iran" where both are such phrases."""
        codes = self._codes
        joint = mention.opens - 1
        if joint < 1 or codes[joint] != "J" or codes[joint - 1] not in "np":
            return mention
        if self._chunks.lower(joint) == "but":
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

    def _listed(self, other: Mention) -> int:
        """Return where the names in "Shell, BP and Total" begin."""
        codes, start = self._codes, other.opens
        for _ in range(_LIST):
            if start < 2 or codes[start - 2 : start] != "n,":  # noqa: PLR2004
                break
            one = self.phrase(start - 2, start - 2)
            if not one.known or not self._begins_clause(start - 2):
                break
            start -= 2
        return start

    def _begins_clause(self, opens: int) -> bool:
        before = self._codes[opens - 1 : opens] if opens else ""
        return before in {"", *",.;:QRSJAt-"}
