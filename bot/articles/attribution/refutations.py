"""Tells whether an accusation is called baseless, false or the like.

The noun is one for an accusation ("allegations"), or one that is often something else
("the suit", "this report"): the latter counts only where it is definite, and where
the words that refute it stand close by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.words import unquoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["contradicts", "refutes"]

_NEAR = 14  # words between an accusation and what it is called
_FAR = 40  # words of "the allegations that …" before "are groundless"
_ATTRIBUTIVE = 6  # words and marks from "baseless" to "allegations"
_CALLED = 3  # words from "called" to "the allegations"
_FILLED = 4  # words from "is" to "lie" in "is nothing but a sheer lie"
_COPULAS = {"is", "are", "was", "were", "be", "been", "as", "being"}
_HAVING = {"do", "does", "did", "had", "has", "have"}  # "had no basis"
_COMPLETED = {"about", "against", "by", "in", "of", "that"}  # "the claims that"
_POINTING = {"it", "this", "that", "these", "those", "they", "everything", "all"}
_JOINING = {",", ".", ";", ":", "-", "—", "and", "because", "but", "so"}
_CLAUSES = {".", ";", "?", "!"}
_INDEFINITE = {"a", "an", "another", "some"}


def refutes(
    words: Sequence[Word], lexicon: Lexicon, *, attributive: bool, said: bool
) -> bool:
    """Tell whether an accusation is called baseless, false or the like.

    `attributive`: "the baseless allegations" tells so too. `said`: somebody says the
    words, so that "the report is false" is more than a plain fact.
    """
    refuting = _Refuting(unquoted(words), lexicon)
    if not refuting.nouns:
        return False
    return (
        any(refuting.predicate(at, said=said) for at in refuting.wrong)
        or any(refuting.called(at) for at in refuting.wrong | refuting.slurs)
        or any(refuting.close(at, said=said) for at in refuting.slurs)
        or (attributive and refuting.attribute())
    )


def contradicts(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether the words say "that's a lie" or "it is not true"."""
    lowers = unquoted(words)
    filler = lexicon["auxiliaries"] | lexicon["determiners"] | lexicon["adverbs"]
    for at in _places(lowers, lexicon, "untrue"):
        subject = at - 1
        while subject > max(0, at - _FILLED) and lowers[subject] not in _POINTING:
            subject -= 1
        between = lowers[subject + 1 : at]
        if (
            subject >= 0
            and lowers[subject] in _POINTING
            and (not subject or lowers[subject - 1] in filler | _POINTING | _JOINING)
            and all(lower in filler or lower.endswith("ly") for lower in between)
        ):
            return True
    return False


class _Refuting:
    """The accusations in some words, and the words that refute them, by places."""

    def __init__(self, lowers: list[str], lexicon: Lexicon) -> None:
        self._lowers = lowers
        self._lexicon = lexicon
        self._alleged = {at for at in range(len(lowers)) if self._accuses(at)}
        self._suits = {at for at in range(len(lowers)) if self._definite(at)}
        self.nouns = self._alleged | self._suits
        if self.nouns:
            self._plain = {*_places(lowers, lexicon, "unfounded")}
            self.wrong = self._plain | {*_places(lowers, lexicon, "untrue")}
            self.slurs = {*_places(lowers, lexicon, "slur")}

    def predicate(self, at: int, *, said: bool) -> bool:
        """Tell whether "the claims … were" stands before a word that refutes."""
        near = range(max(0, at - _NEAR), at)
        loose = self._ends(at) and any(
            noun in self._alleged and not _COPULAS.isdisjoint(self._lowers[noun:at])
            for noun in near
        )
        return loose or self.close(at, said=said)

    def close(self, at: int, *, said: bool) -> bool:
        """Tell whether "the report is" stands before a word that refutes.

        Between the noun and "is" there is nothing but what completes the noun: "the
        claims that … are".
        """
        if not self._governed(at):
            return False
        for noun in range(at - 1, max(-1, at - _FAR), -1):
            if self._lowers[noun] in _CLAUSES:
                return False
            if noun in self.nouns and self._goes_on(noun):
                return said or noun in self._alleged
        return False

    def called(self, at: int) -> bool:
        """Tell whether "called the claims" stands before a word that refutes.

        What "called the suit" says of it follows at once.
        """
        at_once = True
        for noun in range(at - 1, max(-1, at - _NEAR - 1), -1):
            if noun in self._alleged or (noun in self._suits and at_once):
                before = self._lowers[max(0, noun - _CALLED) : noun]
                if any("call" in self._lexicon.verbs.get(one, ()) for one in before):
                    return True
            at_once = at_once and (self._fills(noun) or self._lowers[noun] == "as")
        return False

    def attribute(self) -> bool:
        """Tell whether "baseless allegations" are spoken of, which nobody makes."""
        made = any("make" in self._lexicon.verbs.get(one, ()) for one in self._lowers)
        return not made and any(
            not self._alleged.isdisjoint(range(at + 1, at + 1 + _ATTRIBUTIVE))
            for at in self._plain
        )

    def _accuses(self, at: int) -> bool:
        """Tell whether a noun stands for an accusation, or "the idea that" for one."""
        doubted = self._lowers[at] in self._lexicon["doubtable"]
        that = self._lowers[at + 1 : at + 2] == ["that"]
        return self._lowers[at] in self._lexicon["allegations"] or (doubted and that)

    def _definite(self, at: int) -> bool:
        """Tell whether "the suit" or "this report" ends at a place."""
        lexicon = self._lexicon
        before = [*self._lowers[max(0, at - 2) : at]]
        led = lexicon["determiners"] - _INDEFINITE
        return self._lowers[at] in lexicon["suits"] and not led.isdisjoint(before)

    def _governed(self, at: int) -> bool:
        """Tell whether "is", "are simply" or "is nothing but" stands before a word."""
        for place in range(at - 1, max(-1, at - _FILLED - 1), -1):
            if self._lowers[place] in _COPULAS | _HAVING:
                return True
            if not self._fills(place):
                return False
        return False

    def _fills(self, place: int) -> bool:
        """Tell whether "simply" or "nothing but a sheer" has a word at a place."""
        lower, lexicon = self._lowers[place], self._lexicon
        sections = ("adverbs", "determiners", "emphatic")
        return lower.endswith("ly") or any(lower in lexicon[name] for name in sections)

    def _ends(self, at: int) -> bool:
        """Tell whether a word describes no noun after it: "a false name"."""
        following = "".join(self._lowers[at + 1 : at + 2])
        lexicon = self._lexicon
        noun = following[:1].isalnum() and not following.endswith(("ed", "ly"))
        sections = ("openers", "prepositions", "subordinators", "days", "pronouns")
        known = any(following in lexicon[name] for name in sections)
        return not noun or known or following in _JOINING

    def _goes_on(self, noun: int) -> bool:
        """Tell whether "is", or what completes the noun, follows it."""
        following = self._lowers[noun + 1]
        known = following in _COPULAS | _HAVING | _COMPLETED
        return known or self._fills(noun + 1)


def _places(lowers: list[str], lexicon: Lexicon, section: str) -> Iterator[int]:
    """Yield where a section's words and phrases begin, unless negated."""
    for at, lower in enumerate(lowers):
        word = lower in lexicon.words.get(section, ())
        found = word or lexicon.phrase_at(section, lowers, at)
        if found and lexicon["negations"].isdisjoint(lowers[max(0, at - 2) : at]):
            yield at
