"""Tells which words of a question are names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.retrieval import is_country

if TYPE_CHECKING:
    from bot.retrieval import Index, Query, Word

__all__ = ["NOUNS_IN_CAPITALS", "is_name"]

NOUNS_IN_CAPITALS = {"de"}  # a capital does not tell a name there
_ABBREVIATED = re.compile(r"\b[A-Z]\w{0,2}\.$")  # Mr. or U.S. ends no sentence
_BEFORE_A_NAME = re.compile(
    r"\b(?:did|does|has|had|is|was|by|of|in|from|at|about|for|to|with) $"
)


def is_name(index: Index, query: Query, word: Word) -> bool:
    """Return whether a word of a question is a name: there, or in the texts."""
    if index.analyser.language in NOUNS_IN_CAPITALS:
        return False
    in_texts = index.vocabulary.is_name(word.terms[0])
    return in_texts or _capital(query, word) or _in_small(index, query, word)


def _capital(query: Query, word: Word) -> bool:
    """Return whether a word is written as a name: a capital inside the sentence."""
    text, start = query.text, word.token.start
    before = text[:start].rstrip()
    ends = before[-1:] in {".", "!", "?"} and not _ABBREVIATED.search(before)
    begins = ends or not any(map(str.isalnum, before))
    return text[start].isupper() and not (begins or text.istitle() or text.isupper())


def _in_small(index: Index, query: Query, word: Word) -> bool:
    """Return whether a word is a name in a question without any capital.

    Countries are; so is mostly a word that no text has, where no article stands before
    it: "did bergstrom steer". A plural stands without one as well.
    """
    if index.analyser.language != "en" or not query.text.islower():
        return False
    bare = _BEFORE_A_NAME.search(query.text[: word.token.start])
    plural = word.token.word.endswith("s")
    unknown = not any(map(index.vocabulary.idf, word.terms))
    return (unknown and bool(bare) and not plural) or any(map(is_country, word.terms))
