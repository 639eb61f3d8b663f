"""Finds the words of a text that tell that something is said, or alleged."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.articles.sentence import Span
from bot.articles.speakers.lexicon import lexicon as lexicon_of
from bot.articles.speakers.tokens import Tokeniser

if TYPE_CHECKING:
    from bot.articles.speakers.lexicon import Lexicon
    from bot.articles.speakers.tokens import Token

__all__ = [
    "listed",
    "may_be",
    "may_speak",
    "speaks_of_allegation",
    "tells_of_speech",
    "tokens_of",
    "words_of_saying",
]

# The roles and the first names of whom a pronoun may mean.
_MAY_BE = {
    "he": (("he", "manly"), ("male",)),
    "she": (("she", "womanly"), ("female",)),
    "they": (("they", "organisations"), ()),
}
_KEPT = 32  # lexicons' sections that are put together


def tokens_of(text: str, lexicon: Lexicon) -> list[Token]:
    """Return the words and marks of a text."""
    return Tokeniser(text, lexicon).tokens(0, len(text))


def words_of_saying(text: str, language: str) -> frozenset[int]:
    """Return where in a text words begin that tell that something is said or denied."""
    lexicon = lexicon_of(language)
    if lexicon is None:
        return frozenset()
    told = listed(lexicon, "allegations", "unfounded", "untrue", "hedges", "voiced")
    return frozenset(
        word.start
        for word in tokens_of(text, lexicon)
        if word.lower in lexicon.verbs or word.lower in told
    )


def speaks_of_allegation(text: str, language: str) -> bool:
    """Return whether a text names an allegation: "the claims", "the charge"."""
    return _holds(text, language, "allegations", "charged")


def tells_of_speech(text: str, language: str) -> bool:
    """Return whether a text tells that somebody spoke, or would not."""
    return _holds(text, language, "speech acts")


def may_be(pronoun: str, text: str, language: str) -> bool:
    """Return whether a text has somebody whom "he", "she" or "they" may mean.

    That is one whose first name or whose role tells their sex, or several.
    """
    lexicon = lexicon_of(language)
    if lexicon is None:
        return False
    roles, names = _MAY_BE[pronoun]
    called, named = listed(lexicon, *roles), listed(lexicon, *names)
    several = {"several"} if pronoun == "they" else set()
    return any(
        word.lower in called
        or (word.capital and word.lower in named)
        or word.tags & several
        for word in tokens_of(text, lexicon)
    )


def may_speak(text: str, language: str) -> list[Span]:
    """Return where a text has nouns for whoever may speak: people, or a body."""
    lexicon = lexicon_of(language)
    found = tokens_of(text, lexicon) if lexicon else ()
    return [Span(word.start, word.end) for word in found if "speakers" in word.tags]


def _holds(text: str, language: str, *sections: str) -> bool:
    """Return whether a text has a word of a lexicon's sections."""
    lexicon = lexicon_of(language)
    if lexicon is None:
        return False
    # Most texts have none of the words, and one search tells that without cutting them.
    find, lower = _pattern(lexicon, *sections).search, text.lower()
    if not find(lower):
        return False
    held, parts = listed(lexicon, *sections), " ".join(filter(find, lower.split()))
    return any(word.lower in held for word in tokens_of(parts, lexicon))


@lru_cache(_KEPT)
def _pattern(lexicon: Lexicon, *sections: str) -> re.Pattern[str]:
    """Return what finds some sections' words, inside longer words as well."""
    return re.compile("|".join(map(re.escape, sorted(listed(lexicon, *sections)))))


@lru_cache(_KEPT)
def listed(lexicon: Lexicon, *sections: str) -> frozenset[str]:
    """Return the words of some sections of a lexicon."""
    return frozenset().union(*(lexicon[section] for section in sections))
