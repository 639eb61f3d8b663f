"""Tells whether an accusation is called baseless, false or the like.

The noun is one for an accusation ("allegations"), or one that is often something else
("the suit", "this report"): the latter counts only where it is definite, and where
the words that refute it stand close by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.words import unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_COMPLETED = {"about", "against", "by", "in", "of", "that", "to"}  # "the claims that"
_POINTING = {"it", "this", "that", "these", "those", "they", "everything", "all"}
_JOINING = {",", ".", ";", ":", "-", "—", "and", "because", "but", "so"}
_STORIES = {"stories", "story"}
_OWNERS = {"her", "his", "their"}  # who calls "his story" a lie is an accuser
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
        or (attributive and refuting.attribute())
    )


def contradicts(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether the words say "that's a lie" or "it is not true"."""
    lowers = unquoted(words)
    filler = lexicon["determiners"] | lexicon["adverbs"] | _COPULAS
    before = lexicon["auxiliaries"] | filler | _POINTING | _JOINING
    for at, end in _places(lowers, lexicon, "untrue").items():
        near = range(at - 1, max(-1, at - _FILLED - 1), -1)
        subject = next((one for one in near if lowers[one] in _POINTING), None)
        if subject is None or not _ends(lowers, end, lexicon):
            continue
        opens = not subject or lowers[subject - 1] in before
        between = lowers[subject + 1 : at]
        if opens and all(one in filler or one.endswith("ly") for one in between):
            return True
    return False


class _Refuting:
    """The accusations in some words, and the words that refute them, by places."""

    def __init__(self, lowers: list[str], lexicon: Lexicon) -> None:
        self._lowers = lowers
        self._lexicon = lexicon
        places = range(len(lowers))
        self._alleged = {at for at in places if self._accuses(at) and self._closed(at)}
        self._suits = {at for at in places if self._definite(at) and self._closed(at)}
        self.nouns = self._alleged | self._suits
        if self.nouns:
            self._plain = _places(lowers, lexicon, "unfounded")
            self.wrong = self._plain | _places(lowers, lexicon, "untrue")
            self.slurs = _places(lowers, lexicon, "slur")

    def predicate(self, at: int, *, said: bool) -> bool:
        """Tell whether "the claims … were" stands before a word that refutes."""
        return self._loose(at) or self.close(at, said=said)

    def _loose(self, at: int) -> bool:
        """Tell whether "were" stands between "the claims" and "false", near both."""
        first = max(0, at - _NEAR)
        near = range(at - 1, first - 1, -1)
        copula = next((one for one in near if self._lowers[one] in _COPULAS), 0)
        if self._lowers[copula - 1] in _PEOPLE:
            return False
        accused = any(noun in self._alleged for noun in range(first, copula))
        return accused and _ends(self._lowers, self.wrong[at], self._lexicon)

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
                return said and _ends(self._lowers, self._end(at), self._lexicon)
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
            if self._lowers[place] in _COPULAS | _HAVING:
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


def _places(lowers: list[str], lexicon: Lexicon, section: str) -> dict[int, int]:
    """Return where a section's words and phrases begin and end, unless negated."""
    found = {}
    single = lexicon.words.get(section, frozenset())
    phrases = lexicon.phrases.get(section, {})
    for at, lower in enumerate(lowers):
        if lower not in single and lower not in phrases:
            continue
        lengths = [1] if lower in single else []
        lengths += [
            len(phrase)
            for phrase in phrases.get(lower, ())
            if tuple(lowers[at : at + len(phrase)]) == phrase
        ]
        if lengths and lexicon["negations"].isdisjoint(lowers[max(0, at - 2) : at]):
            found[at] = at + max(lengths)
    return found


def _ends(lowers: list[str], end: int, lexicon: Lexicon) -> bool:
    """Tell whether what ends at a place describes no noun there: "a false name"."""
    following = "".join(lowers[end : end + 1])
    noun = following[:1].isalnum() and not following.endswith(("ed", "ly"))
    sections = ("openers", "prepositions", "subordinators", "days", "pronouns")
    known = any(following in lexicon[name] for name in sections)
    return not noun or known or following in _JOINING
