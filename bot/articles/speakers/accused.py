"""Keeps whom an article accuses, for somebody accused may answer."""

from __future__ import annotations

from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token

__all__ = ["Accused"]

_LONGEST = 8  # words of whom somebody accuses
_CLAIMED = 15  # words of a claim in which somebody is named
_NATION = 4  # letters that a country and its people have in common
_OF = {"for", "of", "with"}
_BEHIND = {"about", "against", "by", "in", "last", "on", "over", *_OF}
_ACCUSING = frozenset({"arraigned", "accuse", "claim", "allege"})
_LAWYERS = {"lawyer", "spokesperson"}


class Accused:
    """The words of the names of whoever was accused so far, or has denied it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._words: set[str] = set()
        self._arraigned = False

    def __bool__(self) -> bool:
        """Whether anybody was accused."""
        return bool(self._words)

    def read(self, tokens: Sequence[Token]) -> None:
        """Take note of whom a sentence says to be accused."""
        for at, token in enumerate(tokens):
            if token.tags.isdisjoint(_ACCUSING):
                continue
            if not token.tags.isdisjoint({"arraigned", "accuse"}):
                self._words.update(self._charged(tokens, at))
                self._arraigned = self._arraigned or "arraigned" in token.tags
            elif "claim" in token.tags or token.lower in {"alleging", "alleged"}:
                self._words.update(_first(tokens[at + 1 : at + 1 + _CLAIMED]))

    def denied(self, speaker: Sequence[Token]) -> None:
        """Take note of who denied something."""
        self._words.update(word.lower for word in speaker if _named(word))

    def speaks(self, introduced: Sequence[Token]) -> bool:
        """Whether the words by which a speaker is introduced tell of one accused."""
        if any(_akin(word.lower, one) for word in introduced for one in self._words):
            return True
        roles = self._lexicon.roles
        lawyer = any(roles.get(word.lower) in _LAWYERS for word in introduced)
        return lawyer and self._arraigned

    def _charged(self, tokens: Sequence[Token], at: int) -> Iterator[str]:
        """Yield the name in "accused Jane Doe of" and "Jane Doe was charged with"."""
        following = tokens[at + 1 : at + 1 + _LONGEST]
        first = following[0].lower if following else "."
        if first[0].isalnum() and first not in _BEHIND:
            if "prepositions" not in following[0].tags:  # "charged into"
                yield from _first(
                    takewhile(lambda one: one.lower not in _OF, following)
                )
            return
        yield from _first(reversed(tokens[max(0, at - _LONGEST) : at]))
        yield from (w.lower for w in takewhile(_named, tokens[:_LONGEST]))


def _first(words: Iterable[Token]) -> Iterator[str]:
    """Yield the words of the first name among some words."""
    name = takewhile(_named, dropwhile(lambda word: not _named(word), words))
    return (word.lower for word in name)


def _named(word: Token) -> bool:
    return word.capital and not word.possessive and "determiners" not in word.tags


def _akin(word: str, other: str) -> bool:
    """Whether two words are one, or a people and its country."""
    near = min(len(word), len(other)) >= _NATION and word[:_NATION] == other[:_NATION]
    return word == other or near
