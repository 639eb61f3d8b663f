"""Tells whether words deny what somebody said before: "I have never met her".

Such words deny something only where they answer an accusation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.article import Stance
from bot.articles.attribution.accused import accused, suspected
from bot.articles.attribution.disclaimers import clears
from bot.articles.attribution.introductions import Introductions
from bot.articles.attribution.nevers import (
    THIRD,
    at_no_time,
    did_no_wrong,
    flatly_never_did,
    missing,
    never_did,
)
from bot.articles.attribution.words import lowers_of, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.articles.article import Span
    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.line import Line
    from bot.articles.attribution.words import Word

__all__ = ["Rebuttals"]

_TOLD = 8  # words after "said" that are read
_CONTENT = 4  # letters that a word of some meaning has at least
_FIRST = {"i", "we"}
_ITSELF = {"it"}  # "he" may be somebody else
_OFFICIALS = {"chief", "diplomat", "executive", "minister", "official", "president"}
_OFFICIALS |= {"secretary", "spokesperson"}
_ADJECTIVE = 3  # letters of "Iranian" after "Iran"
_OWNERS = {"defence", "defense", "her", "his", "their"}  # "his lawyer, X"


class Rebuttals:
    """Who is accused, and of what, in the sentences that were noted so far.

    `_suspected` has the names in `_accused` too, and of who was charged or denied
    something: what they say may be about something else.
    """

    def __init__(self, body: str, lexicon: Lexicon) -> None:
        self._body = body
        self._lexicon = lexicon
        self._introductions = Introductions(body, lexicon)
        self._accused: set[str] = set()
        self._suspected: set[str] = set()
        self._claimed: dict[str, Span | None] = {}

    def note(self, line: Line) -> None:
        """Remember whom a sentence accuses, and the words of what it claims.

        Who denies something is suspected of it, whether or not a sentence says so.
        """
        names = [*self._names(accused(line, self._lexicon))]
        self._accused.update(names)
        self._suspected.update(names)
        self._suspected.update(self._names(suspected(line, self._lexicon)))
        if line.stance is Stance.DENIAL and line.speaker:
            denier = words(self._body, *line.speaker)
            capitals = (word.lower for word in denier if word.capital)
            self._suspected.update(self._names(capitals))
        if line.stance is not Stance.CLAIM:
            return
        for word in line.plain:
            if self._content(word):
                self._claimed.setdefault(word.lower, line.speaker)

    def _names(self, capitals: Iterable[str]) -> Iterator[str]:
        """Yield names, but not "The" or "She", with which sentences begin."""
        lexicon = self._lexicon
        sections = ("determiners", "openers", "prepositions", "pronouns")
        for name in capitals:
            if not any(name in lexicon[section] for section in sections):
                yield name

    def denies(self, own: Sequence[Word], line: Line, before: Line | None) -> bool:
        """Tell whether a speaker's own words deny what was claimed.

        `before` is the sentence before them.
        """
        if line.speaker is None:
            return False
        lowers = lowers_of(own)
        contrary = any(
            word in self._claimed and self._claimed[word] != line.speaker
            for word in missing(lowers)
        )
        return (
            contrary
            or did_no_wrong(lowers, _FIRST, self._lexicon)
            or at_no_time(lowers, _FIRST, self._lexicon)
            or self._never(lowers, _FIRST, line.speaker, before)
            or (_for_denier(line, before) and never_did(lowers, _FIRST, self._lexicon))
            or self._never_client(lowers, line.speaker)
            or self._clears(own, line.speaker, before)
        )

    def denies_indirectly(self, line: Line, before: Line | None) -> bool:
        """Tell whether somebody accused "said he had never met her".

        "He" inside a quotation is somebody else.
        """
        if line.speaker is None or not line.cues:
            return False
        said = line.words[line.cues[0].at].start
        others = {word.start for inside in line.inside for word in _thirds(inside)}
        following = [
            word
            for word in line.plain
            if word.start > said and word.start not in others
        ]
        lowers = lowers_of(following)[:_TOLD]
        return (
            did_no_wrong(lowers, THIRD, self._lexicon)
            or at_no_time(lowers, _ITSELF, self._lexicon)
            or self._never(lowers, THIRD, line.speaker, before)
            or self._never_client(lowers, line.speaker)
            or self._clears(following, line.speaker, before)
        )

    def _never(
        self,
        lowers: Sequence[str],
        subjects: set[str],
        speaker: Span,
        before: Line | None,
    ) -> bool:
        """Tell whether a speaker who is accused never did something.

        Who is only suspected has to say so flatly.
        """
        if self._answers(speaker, before):
            return never_did(lowers, subjects, self._lexicon)
        flatly = flatly_never_did(lowers, subjects, self._lexicon)
        return flatly and self._suspects(speaker)

    def _clears(self, own: Sequence[Word], speaker: Span, before: Line | None) -> bool:
        """Tell whether somebody accused has "no knowledge of" anything."""
        return clears(own, self._lexicon, accused=True) and (
            self._answers(speaker, before) or self._suspects(speaker)
        )

    def _never_client(self, lowers: Sequence[str], speaker: Span) -> bool:
        """Tell whether a lawyer's client never did something."""
        never = any(
            flatly_never_did(lowers, clients, self._lexicon)
            for clients in (self._suspected, self._lexicon["clients"])
        )
        return never and self._pleads(speaker)

    def _answers(self, speaker: Span, before: Line | None) -> bool:
        """Tell whether a speaker is accused, or goes on after a denial."""
        name = self._last_name(speaker)
        if name in self._accused:
            return True
        if before is None or before.speaker == speaker:
            return before is not None and before.stance is Stance.DENIAL
        mentioned = {word.lower for word in before.plain if word.capital}
        return before.stance is Stance.CLAIM and name in mentioned

    def _suspects(self, speaker: Span) -> bool:
        """Tell whether a speaker may have cause to answer.

        That is somebody charged, or an Iranian minister where Iran is accused.
        """
        if self._last_name(speaker) in self._suspected:
            return True
        about = self._about(speaker)
        official = any(self._lexicon.roles.get(one) in _OFFICIALS for one in about)
        return official and any(self._accuses(one) for one in about)

    def _last_name(self, speaker: Span) -> str:
        return self._body[slice(*speaker)].split()[-1].lower()

    def _accuses(self, word: str) -> bool:
        """Tell whether a word is, or is made of, the name of somebody accused."""
        ends = range(max(_CONTENT, len(word) - _ADJECTIVE), len(word) + 1)
        return any(word[:end] in self._suspected for end in ends)

    def _pleads(self, speaker: Span) -> bool:
        """Tell whether a speaker is the lawyer of somebody accused."""
        about = self._about(speaker)
        lawyer = any(self._lexicon.roles.get(one) == "lawyer" for one in about)
        of_them = not (about.isdisjoint(self._suspected) and about.isdisjoint(_OWNERS))
        return lawyer and of_them

    def _about(self, speaker: Span) -> set[str]:
        """Return the words by which a text introduces a speaker, and the name's."""
        name = words(self._body, *speaker)
        before, after = (
            self._introductions.before(name),
            self._introductions.after(name),
        )
        return {word.lower for word in [*before, *name, *after]}

    def _content(self, word: Word) -> bool:
        """Tell whether a word says something of its own."""
        lexicon = self._lexicon
        plain = word.lower.isalpha() and len(word.lower) >= _CONTENT
        return plain and not any(
            word.lower in lexicon[section] for section in ("adverbs", "general")
        )


def _for_denier(line: Line, before: Line | None) -> bool:
    """Tell whether "Its chairman" speaks after a denial."""
    denied = before is not None and before.stance is Stance.DENIAL
    return denied and line.plain[0].lower in {"its", "their"}


def _thirds(words: Sequence[Word]) -> Iterator[Word]:
    return (word for word in words if word.lower in THIRD)
