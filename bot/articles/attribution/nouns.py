"""Tells which stretch of a sentence is a noun phrase that may be a speaker.

It counts only where its head is a name, a noun for somebody who can speak, or (with
`Phrase.known` False) a short phrase with an article.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.articles.attribution.reach import JOINING, Reach

__all__ = ["Nouns", "Phrase"]

_LONGEST_UNKNOWN = 4  # words of "the lorry driver", whose head is no known speaker
_NUMBERS = {"two", "three", "four", "five"}
_OF_THE = 2  # words more in "two of the lorry drivers"


class Phrase(NamedTuple):
    """The first and the last word of a noun phrase, by their places in the sentence.

    `known` tells whether its head is a name or a noun for somebody who can speak.
    `role` is the length of what stands before a name in "the mayor, Jane Doe,".
    """

    first: int
    last: int
    known: bool
    role: int = 0

    @property
    def opens(self) -> int:
        """The place of the first word, that of a role before the name included."""
        return self.first - self.role


class Nouns(Reach):
    """The stretches of one sentence."""

    def clean(self, first: int, last: int) -> Phrase | None:
        """Return the phrase between two places if it is one, else None."""
        last = self._without_day(first, self._without_clause(first, last))
        ends = self.determiner(last) and not self._children(last)
        if first > last or ends or not self._begins(first, last):
            return None
        head = self.head(first, last)
        if self.words[head].possessive or not self._whole(first, last):
            return None
        if self._known(first, head):
            return Phrase(first, last, known=True)
        alone = first == last == 0 and self.capital(0)
        long = _LONGEST_UNKNOWN + (_OF_THE if self.counted(first) else 0)
        led = self.determiner(first) or self.lower(first).isdigit()
        short = 0 < last - first < long and led
        return Phrase(first, last, known=False) if alone or short else None

    def _children(self, at: int) -> bool:
        """Tell whether a phrase ends like "a mother of two"."""
        return self.lower(at) in _NUMBERS and self.lower(at - 1) == "of"

    def _whole(self, first: int, last: int) -> bool:
        """Tell whether every word can be in a phrase, "and" included."""
        return all(
            self.within(at) or self.lower(at) in JOINING
            for at in range(first + 1, last + 1)
        )

    def _without_clause(self, first: int, last: int) -> int:
        """Return the last word before "arrested on Friday" or "seen by the court"."""
        for at in range(first + 1, last):
            noun = self.lower(at - 1) in self.lexicon.speakers or self.capital(at - 1)
            if self._participle(at) and noun and not self.determiner(at - 1):
                return last if self.words[at - 1].possessive else at - 1
        return last

    def _participle(self, at: int) -> bool:
        lower = self.lower(at)
        strong = lower.endswith(("en", "wn")) and self.lower(at + 1) == "by"
        return (strong or lower.endswith(("ed", "ing"))) and not self.capital(at)

    def _without_day(self, first: int, last: int) -> int:
        """Return the last word before "on Friday"."""
        if last > first and self.lower(last) in self.lexicon["days"]:
            return last - 2 if self.lower(last - 1) == "on" else last - 1
        return last

    def _begins(self, first: int, last: int) -> bool:
        """Tell whether a phrase may begin so: article, name, number or plural."""
        lower = self.lower(first)
        if self._house(first):
            return True
        if lower in self.lexicon["prepositions"] or lower in self.lexicon["indefinite"]:
            return False
        if lower[0].isdigit():
            return not self.determiner(first + 1)  # "Since 2015 the firm"
        if self.determiner(first) or self.capital(first):
            return True
        head = self.lower(self.head(first, last))
        return self.capital(last) or head in self.lexicon.plural_speakers

    def _house(self, at: int) -> bool:
        """Tell whether "No 10", the British prime minister's office, stands there."""
        return self.capital(at) and (self.lower(at), self.lower(at + 1)) == ("no", "10")

    def _known(self, first: int, head: int) -> bool:
        lower, capital = self.lower(head), self.capital(head)
        if self._house(first):
            return True
        if lower in self.lexicon.speakers:
            return first < head or capital or lower in self.lexicon.plural_speakers
        if not capital or lower in self.lexicon["days"]:
            return False
        return head > 0 or lower in self.names
