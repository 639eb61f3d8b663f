"""Finds the people whom a body speaks of without a name: "his rival", "a neighbour".

"He" may be one of them, so that nobody named before them is plainly meant.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.article import Span
from bot.articles.attribution.words import QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.people import People
    from bot.articles.attribution.words import Word

__all__ = ["Unnamed"]

_LEADING = 90  # characters within which a sentence has named its subject
_LONGEST = 5  # words of "his former business partner"
_APPOSED = 4  # words from the comma to "the acting mayor"
_BEING = {"am", "are", "as", "be", "became", "become", "been", "is", "was", "were"}
_HEARERS = {"her": "f", "him": "m"}
_ASKED = {"asked", "asks", "told", "tells"}
_ENDS = {".", "!", "?", QUOTE}
_ANY = {"any", "each", "every", "no"}
_OURS = {"our", "this"}  # "our correspondent" only heard it
_NEW = {"a", "an", "another", "her", "his", "my", "one", "our", "their"}


class _Somebody(NamedTuple):
    start: int
    end: int
    gender: str
    new: bool  # a neighbour, his rival; "the mayor" may be somebody named
    leads: bool  # begins a sentence: "The manager sued her"


class Unnamed:
    """The people without a name in one body, outside its quotations.

    `text` has the body's words, each quotation as one; `names` are words, in lower
    case, that have a capital inside some sentence.
    """

    def __init__(
        self,
        text: Sequence[Word],
        lexicon: Lexicon,
        people: People,
        names: frozenset[str],
    ) -> None:
        self._text = text
        self._lexicon = lexicon
        self._people = people
        self._names = names
        self._found = list(self._all(text))

    def within(self, window: Span, pronoun: str) -> list[int]:
        """Return where somebody whom a pronoun can mean stands in a window."""
        return [somebody.start for somebody in self._within(window, pronoun)]

    def newcomers(self, window: Span, pronoun: str) -> bool:
        """Tell whether a window speaks of somebody of whom it did not before."""
        return any(somebody.new for somebody in self._within(window, pronoun))

    def leaders(self, window: Span, pronoun: str) -> list[int]:
        """Return where somebody begins a sentence in a window."""
        return [one.start for one in self._within(window, pronoun) if one.leads]

    def leading(self, sentence: Span) -> Span | None:
        """Return the "His rival" that a sentence begins with."""
        following = self._beginning(sentence)
        first = next(iter(following), None)
        if first is None or not self._opens(first):
            return None
        for word in following[:_LONGEST]:
            if any(one.end == word.end for one in self._within(sentence, "")):
                return Span(first.start, word.end)
            if word.lower in self._lexicon["prepositions"] - {"of"}:
                return None
        return None

    def opens(self, start: int) -> bool:
        """Tell whether a pronoun at an offset begins its sentence."""
        return any(word.capital for word in self._between(Span(start, start + 1)))

    def told(self, window: Span, opening: str) -> bool:
        """Tell whether "that" or a pronoun opens what somebody tells in a window."""
        return any(word.lower == opening for word in self._between(window))

    def stranger(self, sentence: Span) -> bool:
        """Tell whether a sentence begins with a name of which nothing is known."""
        run = list(takewhile(lambda word: word.capital, self._beginning(sentence)))
        if not run or any(self._known(word) for word in run):
            return False
        named = self._people.mentioned(Span(run[0].start, run[-1].end))
        alone = len(run) == 1 and run[0].lower not in self._names
        return not named and not alone

    def _known(self, word: Word) -> bool:
        """Tell whether a word with a capital stands for no person."""
        lexicon = self._lexicon
        return (
            word.possessive
            or word.text.isupper()
            or any(
                word.lower in lexicon[section]
                for section in (
                    "days",
                    "determiners",
                    "nationalities",
                    "organisations",
                    "people",
                    "places",
                    "prepositions",
                    "pronouns",
                    "subordinators",
                )
            )
        )

    def _beginning(self, sentence: Span) -> list[Word]:
        """Return the first words of a sentence, openers and marks left out."""
        end = min(sentence.end, sentence.start + _LEADING)
        found = self._between(Span(sentence.start, end))
        while found and found[0].lower in self._lexicon["openers"] | {","}:
            found.pop(0)
        return list(takewhile(lambda word: word.text[0].isalnum(), found))

    def _between(self, window: Span) -> list[Word]:
        first = bisect_left(self._text, window.start, key=attrgetter("start"))
        last = bisect_left(self._text, window.end, key=attrgetter("start"))
        return [*self._text[first:last]]

    def _opens(self, word: Word) -> bool:
        return word.possessive or word.lower in self._lexicon["determiners"]

    def _within(self, window: Span, pronoun: str) -> list[_Somebody]:
        other = {"he": "f", "she": "m"}.get(pronoun)
        start = bisect_left(self._found, window.start, key=attrgetter("start"))
        end = bisect_left(self._found, window.end, key=attrgetter("start"))
        return [one for one in self._found[start:end] if one.gender != other]

    def _all(self, found: Sequence[Word]) -> Iterator[_Somebody]:
        lexicon = self._lexicon
        for at, word in enumerate(found):
            before = found[max(0, at - _APPOSED) : at]
            if self._hears(found, at):
                yield _Somebody(
                    word.start, word.end, _HEARERS[word.lower], new=False, leads=False
                )
            elif self._somebody(word, before) and not (
                self._thing(found, at)
                or word.possessive  # "the referee's view"
                or self._named(found, at)
                or self._apposed(before)
                or _is(before)
            ):
                female = word.lower in lexicon["womanly"]
                gender = (
                    "f" if female else "m" if word.lower in lexicon["manly"] else ""
                )
                new = any(one.lower in _NEW or one.possessive for one in before)
                leads = at < _APPOSED or any(one.lower in _ENDS for one in before)
                yield _Somebody(word.start, word.end, gender, new, leads)

    def _hears(self, found: Sequence[Word], at: int) -> bool:
        """Tell whether "her" is another woman than Ann Lee in "Ann Lee told her"."""
        word, lexicon = found[at], self._lexicon
        if word.lower not in _HEARERS or at < 2:  # noqa: PLR2004 - a name and a verb
            return False
        following = found[at + 1].lower if at + 1 < len(found) else "."
        opens = lexicon["determiners"] | lexicon["pronouns"] | lexicon["subordinators"]
        whole = word.lower == "him" or following in opens | lexicon["prepositions"]
        one = (
            found[at - 2].capital and found[at - 2].lower not in lexicon.plural_speakers
        )
        return whole and one and found[at - 1].lower in _ASKED

    def _somebody(self, word: Word, before: Sequence[Word]) -> bool:
        """Tell whether a word is a noun for one person, as in "one of the nurses"."""
        lexicon = self._lexicon
        if word.lower in lexicon.roles or word.lower in lexicon["people"]:
            anybody = any(one.lower in _ANY for one in before[-2:])
            writes = lexicon.roles.get(word.lower) == "journalist" and any(
                one.lower in _OURS for one in before[-2:]
            )
            return not (anybody or writes or word.lower in lexicon.plural_speakers)
        one_of = [one.lower for one in before[-3:-1]] == ["one", "of"]
        return one_of and word.lower in lexicon.plural_speakers

    def _thing(self, found: Sequence[Word], at: int) -> bool:
        """Tell "shook his head" from "the head of the school"."""
        following = found[at + 1 : at + 2]
        led = bool(following) and following[0].lower == "of"
        return found[at].lower in self._lexicon["things"] and not led

    def _named(self, found: Sequence[Word], at: int) -> bool:
        """Tell whether a name follows at once, or after a comma."""
        following = found[at + 1 : at + 3]
        if following and following[0].text == ",":
            following = following[1:]
        return bool(following) and following[0].capital

    def _apposed(self, before: Sequence[Word]) -> bool:
        """Tell whether "…, the mayor" says who somebody named before is."""
        return any(
            word.text == "," and self._people.ends_at(word.start) for word in before
        )


def _is(before: Sequence[Word]) -> bool:
    """Tell whether "was a nurse" says what somebody is."""
    return any(word.lower in _BEING for word in before[-3:])
