"""Finds the words beside a name by which a text introduces who bears it."""

from __future__ import annotations

import re
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token, Tokeniser

__all__ = ["Introductions"]

_AROUND = 90  # characters in which "the U.S. ambassador to the UN, " has room
_AGE = re.compile("[1-9][0-9]")
_MODIFIERS = 4  # words before a role that belong to it: "the U.S. Treasury's chief"


class Introductions:
    """The words beside the names of one body."""

    def __init__(self, body: str, lexicon: Lexicon, tokeniser: Tokeniser) -> None:
        self._body = body
        self._tokeniser = tokeniser
        self._lexicon = lexicon

    def before(self, name: Sequence[Token]) -> list[Token]:
        """Return the role before a name: "police chief X", "the ambassador, X,"."""
        before = self._tokeniser.tokens(max(0, name[0].start - _AROUND), name[0].start)
        apposed = before[-1:] and before[-1].text == "," and self._closed(name)
        role = _since_mark(before[:-1] if apposed else before)
        if not role:
            return []
        if apposed:
            begins = role[0].lower in self._lexicon["prepositions"]
            found = any(word.lower in self._lexicon.roles for word in role)
            return [] if begins or not found else role[-8:]
        if not self._somebody(role[-1]):
            return []
        return role[-_MODIFIERS:]

    def _somebody(self, word: Token) -> bool:
        """Whether a word says what one person is: "her rival X", "Sen. X"."""
        lexicon = self._lexicon
        person = word.lower in lexicon["people"] - lexicon.plural_speakers
        title = word.text.endswith(".") and word.lower in lexicon["titles"] - {"st"}
        return word.lower in lexicon.roles or person or title

    def _closed(self, name: Sequence[Token]) -> bool:
        """Whether a mark follows the name, so that it is an aside."""
        following = self._body[name[-1].end : name[-1].end + 1]
        return not following or following in ",.;:)!?\n"

    def after(self, name: Sequence[Token]) -> list[Token]:
        """Return the aside after a name: ", Russia's representative to the UN,"."""
        end = name[-1].end
        if self._body[end : end + 1] != "," or name[-1].possessive:
            return []
        aside = list(takewhile(_plain, self._tokeniser.tokens(end + 1, end + _AROUND)))
        if not aside:
            return []
        first, lexicon = aside[0], self._lexicon
        age = len(aside) == 1 and bool(_AGE.fullmatch(first.text))
        describes = (
            age
            or first.lower in lexicon["determiners"]
            or first.lower in lexicon.roles
            or first.lower in {"who", "whose"}
            or first.possessive
        )
        return aside if describes else []

    def heads(self, part: list[Token]) -> Iterator[str]:
        """Yield what somebody is: of "adviser to the president" the adviser."""
        for word, following in zip_longest(part, part[1:]):
            ends = following is None or following.lower in (
                self._lexicon["prepositions"] | {"and", "who", "whose"}
            )
            if ends and not word.possessive:
                yield word.lower
            if ends and following and following.lower != "and":
                return


def _since_mark(found: list[Token]) -> list[Token]:
    """Return the words after the last mark or "by"."""
    since = takewhile(lambda word: _plain(word) and word.lower != "by", found[::-1])
    return list(since)[::-1]


def _plain(word: Token) -> bool:
    return word.text[0].isalnum()
