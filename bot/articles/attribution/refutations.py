"""Tells whether an accusation is called baseless, false or the like.

The noun is one for an accusation ("allegations"), or one that is often something else
("the suit", "this report"): the latter counts only where it is definite, and where
the words that refute it stand close by.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from bot.articles.attribution.placing import COPULAS, ends, places
from bot.articles.attribution.words import unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["refutes"]

_NEAR = 14  # words between an accusation and what it is called
_FAR = 40  # words of "the allegations that …" before "are groundless"
_ATTRIBUTIVE = 6  # words and marks from "baseless" to "allegations"
_CALLED = 3  # words from "called" to "the allegations"
_FILLED = 4  # words from "is" to "lie" in "is nothing but a sheer lie"
_HAVING = {"do", "does", "did", "had", "has", "have"}  # "had no basis"
_FINDERS = {"police", "regulator", "regulators", "watchdog"}
_VERBAL = {*COPULAS, "that", "which"}
_SUPPORTING = {"back", "for", "support"}
_COMPLETED = {"about", "against", "by", "in", "of", "that", "to"}  # "the claims that"
_STORIES = {"narrative", "narratives", "stories", "story"}
_OWNERS = {"her", "his", "their"}  # who calls "his story" a lie is an accuser
_THEIRS = {"my", "our", *_OWNERS}  # who has no evidence for "her claim" made it
_PEOPLE = {"he", "i", "she", "we", "you"}
_OPEN = {"if", "unless", "whether"}
_CLAUSES = {".", ";", "?", "!"}
_INDEFINITE = {"a", "an", "another", "some"}


def refutes(
    words: Sequence[Word], lexicon: Lexicon, *, attributive: bool, said: bool
) -> bool:
    """Tell whether an accusation is called baseless, false or the like.

    `attributive`: "the baseless allegations" tells so too. `said`: somebody says the
    words, so that "the report is false" is more than a plain fact.
    """
    lowers = unquoted(words)
    refuting = _Refuting(lowers, lexicon)
    if not refuting.nouns or not lexicon["factive"].isdisjoint(lowers):
        return False  # who "admitted that the claim was false" made it
    return (
        any(refuting.predicate(at, said=said) for at in refuting.wrong)
        or any(refuting.called(at) for at in refuting.wrong | refuting.slurs)
        or any(refuting.close(at, said=said) for at in refuting.slurs)
        or any(refuting.faulted(at, said=said) for at in refuting.faulty)
        or (said and any(refuting.unproven(at) for at in refuting.unsupported))
        or (attributive and refuting.attribute())
    )


class _Refuting:
    """The accusations in some words, and the words that refute them, by places."""

    def __init__(self, lowers: list[str], lexicon: Lexicon) -> None:
        self._lowers = lowers
        self._lexicon = lexicon
        every = range(len(lowers))
        self._alleged = {at for at in every if self._accuses(at) and self._closed(at)}
        self._suits = {at for at in every if self._definite(at) and self._closed(at)}
        self.nouns = self._alleged | self._suits
        if self.nouns:
            self._plain = places(lowers, lexicon, "unfounded")
            self.wrong = self._plain | places(lowers, lexicon, "untrue")
            self.slurs = places(lowers, lexicon, "slur")
            # Nobody is there who finds out what is true of a claim.
            answers = (lexicon["documents"] | _FINDERS).isdisjoint(lowers)
            self.faulty = places(lowers, lexicon, "faulty") if answers else {}
            self.unsupported = places(lowers, lexicon, "unsupported") if answers else {}

    def predicate(self, at: int, *, said: bool) -> bool:
        """Tell whether "the claims … were" stands before a word that refutes."""
        return self._loose(at) or self.close(at, said=said)

    def _loose(self, at: int) -> bool:
        """Tell whether "were" stands between "the claims" and "false", near both."""
        first = max(0, at - _NEAR)
        near = range(at - 1, first - 1, -1)
        copula = next((one for one in near if self._lowers[one] in COPULAS), 0)
        if self._lowers[copula - 1] in _PEOPLE:
            return False
        accused = any(noun in self._alleged for noun in range(first, copula))
        return accused and ends(self._lowers, self.wrong[at], self._lexicon)

    def close(self, at: int, *, said: bool) -> bool:
        """Tell whether "the report is" stands before a word that refutes.

        Between the noun and "is" there is nothing but what completes the noun: "the
        claims that … are".
        """
        copula = self._copula(at)
        if copula is None or self._lowers[copula - 1] in self._lexicon["pronouns"]:
            return False
        for noun in range(copula - 1, max(-1, at - _FAR), -1):
            if self._lowers[noun] in _CLAUSES:
                return False
            if noun in self._alleged and self._goes_on(noun, copula):
                return True
            if noun in self._suits and self._goes_on(noun, copula):
                return said and ends(self._lowers, self._end(at), self._lexicon)
        return False

    def _end(self, at: int) -> int:
        """Return where the word or phrase that begins at a place ends."""
        return self.wrong.get(at, 0) or self.slurs[at]

    def called(self, at: int) -> bool:
        """Tell whether "called the claims" stands before a word that refutes.

        What "called the suit" says of it follows at once.
        """
        at_once = True
        for noun in range(at - 1, max(-1, at - _NEAR - 1), -1):
            told = self._lowers[noun] in _STORIES and at in self.slurs
            suit = noun in self._suits and not told  # "called the story a fairy tale"
            named = noun in self._alleged or (suit and at_once)
            if named and self._names(noun):
                return True
            at_once = at_once and (self._fills(noun) or self._lowers[noun] == "as")
        return False

    def _names(self, noun: int) -> bool:
        """Tell whether "called" stands before "the claims"."""
        before = self._lowers[max(0, noun - _CALLED) : noun]
        return any("call" in self._lexicon.verbs.get(one, ()) for one in before)

    def faulted(self, at: int, *, said: bool) -> bool:
        """Tell whether "the claims were" or "called the claims" stands before "wrong".

        Nothing stands between that has a verb: "the claims that something is wrong".
        """
        lowers = self._lowers
        if not ends(lowers, self.faulty[at], self._lexicon):
            return False
        near = range(at - 1, max(-1, at - _NEAR), -1)
        noun = next((one for one in near if one in self._alleged), None)
        if noun is None:
            return False
        copula = self._copula(at) or 0
        if copula > noun and all(map(self._fills, range(noun + 1, copula))):
            return said
        clause = not _VERBAL.isdisjoint(lowers[noun + 1 : at])
        return self._names(noun) and (not clause or lowers[at - 1] == "as")

    def unproven(self, at: int) -> bool:
        """Tell whether there is "no evidence to support" a claim, or it has none."""
        lowers = self._lowers
        supposed = not _OPEN.isdisjoint(lowers[max(0, at - _NEAR) : at])
        copula = self._copula(at)
        if supposed or (copula is None and lowers[at - 1] != "there"):
            return False  # "there's"
        if lowers[self.unsupported[at] - 1] not in _SUPPORTING:
            return not self._alleged.isdisjoint(range(at - _NEAR, at))
        after = takewhile(self._wordy, range(at, min(len(lowers), at + _NEAR)))
        noun = next((one for one in after if one in self._alleged), None)
        has = copula is not None and lowers[copula] in _HAVING
        return noun is not None and not (has and lowers[noun - 1] in _THEIRS)

    def _wordy(self, at: int) -> bool:
        return self._lowers[at][0].isalnum()

    def attribute(self) -> bool:
        """Tell whether "baseless allegations" are spoken of, which nobody makes."""
        made = any("make" in self._lexicon.verbs.get(one, ()) for one in self._lowers)
        return not made and any(
            not self._alleged.isdisjoint(range(at + 1, at + 1 + _ATTRIBUTIVE))
            for at in self._plain
        )

    def _closed(self, at: int) -> bool:
        """Tell whether something is said of a noun, as it is not in "if the claim"."""
        return _OPEN.isdisjoint(self._lowers[max(0, at - _CALLED) : at])

    def _accuses(self, at: int) -> bool:
        """Tell whether a noun stands for an accusation, or "the idea that" for one."""
        lower, lexicon = self._lowers[at], self._lexicon
        if lower in lexicon["doubtable"]:
            return self._lowers[at + 1 : at + 2] == ["that"]
        return lower in lexicon["allegations"] and not self._verb(at)

    def _verb(self, at: int) -> bool:
        """Tell whether "claims" is a verb: "Roe claims the teeth are false".

        "The man's claim that" has a noun; the apostrophe is not seen here.
        """
        lower, lexicon = self._lowers[at], self._lexicon
        following = "".join(self._lowers[at + 1 : at + 2])
        if lower not in lexicon.verbs or (lower, following) == ("claim", "that"):
            return False
        before = "".join(self._lowers[max(0, at - 1) : at])
        opens = following in lexicon["determiners"] or following in lexicon["pronouns"]
        noun = before in lexicon["determiners"] or before in lexicon["prepositions"]
        return opens and not noun and before not in lexicon.verbs

    def _definite(self, at: int) -> bool:
        """Tell whether "the suit" or "this report" ends at a place."""
        if self._lowers[at] not in self._lexicon["suits"]:
            return False
        before = {*self._lowers[max(0, at - 2) : at]} - _INDEFINITE
        if self._lowers[at] in _STORIES:
            before -= _OWNERS
        return not before.isdisjoint(self._lexicon["determiners"])

    def _copula(self, at: int) -> int | None:
        """Return the place of "is" before "false" or "nothing but a sheer lie"."""
        for place in range(at - 1, max(0, at - _FILLED - 1), -1):
            if self._lowers[place] in COPULAS | _HAVING:
                return place
            if not self._fills(place):
                return None
        return None

    def _fills(self, place: int) -> bool:
        """Tell whether "simply" or "nothing but a sheer" has a word at a place."""
        lower, lexicon = self._lowers[place], self._lexicon
        sections = ("adverbs", "determiners", "emphatic")
        return lower.endswith("ly") or any(lower in lexicon[name] for name in sections)

    def _goes_on(self, noun: int, copula: int) -> bool:
        """Tell whether a noun, or what completes it, is the subject of "is"."""
        between = range(noun + 1, copula)
        completed = self._lowers[noun + 1] in _COMPLETED
        return completed or all(map(self._fills, between))
