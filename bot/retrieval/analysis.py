"""Turns text into terms: the one analyser for the index and for questions."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import Stemmer

__all__ = ["Analyser", "Token"]


class Token(NamedTuple):
    """One word of a text: the term it is indexed by, and its code points."""

    term: str
    start: int
    end: int


_WORD = re.compile(r"\w+")
_STOP = frozenset("a an the of in on at to is was were be been are".split())


class Analyser:
    """Turns text into tokens."""

    def __init__(self, language: str = "en") -> None:
        self._stem = Stemmer.Stemmer(language).stemWord

    def tokens(self, text: str) -> list[Token]:
        """Return the text's words but for stop words, in order."""
        tokens = []
        for match in _WORD.finditer(text):
            word = unicodedata.normalize("NFKC", match.group()).casefold()
            if word not in _STOP:
                tokens.append(Token(self._stem(word), match.start(), match.end()))
        return tokens
