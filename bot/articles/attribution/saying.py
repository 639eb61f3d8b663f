"""Tells words of saying, alleging and denying from those of what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.asking import voice_asked
from bot.articles.attribution.lexicon import lexicon as lexicon_of
from bot.articles.attribution.words import words

if TYPE_CHECKING:
    from bot.articles.attribution.lexicon import Lexicon

__all__ = [
    "asks_about_words",
    "speaks_of_allegation",
    "tells_of_speech",
    "words_of_saying",
]

_SAYING = frozenset({"say", "tell", "claim", "accuse", "deny", "dispute"})
_NONE: frozenset[str] = frozenset()


def asks_about_words(question: str, language: str) -> bool:
    """Tell whether a question speaks of somebody saying, alleging or denying something.

    One that speaks of admitting it does not: it takes for granted what was admitted. A
    language without a lexicon is taken to ask about words: nothing is known of it.
    """
    lexicon = lexicon_of(language)
    if lexicon is None:
        return True
    asked = [word.lower for word in words(question, 0, len(question))]
    if not lexicon["factive"].isdisjoint(asked):
        return False
    if voice_asked(question, language) is not None:
        return True
    kinds = [lexicon.verbs.get(word, _NONE) for word in asked]
    called = asked[:1] == ["who"] and any("call" in kind for kind in kinds)
    told = _listed(lexicon, "allegations", "unfounded", "hedges", "voiced")
    saying = any(kind & _SAYING for kind in kinds) or not told.isdisjoint(asked)
    return called or saying


def words_of_saying(text: str, language: str) -> frozenset[int]:
    """Return where in a text words begin that tell that something is said or denied."""
    lexicon = lexicon_of(language)
    if lexicon is None:
        return frozenset()
    told = _listed(lexicon, "allegations", "unfounded", "untrue", "hedges", "voiced")
    return frozenset(
        word.start
        for word in words(text, 0, len(text))
        if word.lower in lexicon.verbs or word.lower in told
    )


def speaks_of_allegation(text: str, language: str) -> bool:
    """Tell whether a text names an allegation: "the claims", "the charge"."""
    return _holds(text, language, "allegations", "charged")


def tells_of_speech(text: str, language: str) -> bool:
    """Tell whether a text tells that somebody spoke, or would not."""
    return _holds(text, language, "speech acts")


def _holds(text: str, language: str, *sections: str) -> bool:
    """Tell whether a text has a word of a lexicon's sections."""
    lexicon = lexicon_of(language)
    if lexicon is None:
        return False
    listed = _listed(lexicon, *sections)
    return any(word.lower in listed for word in words(text, 0, len(text)))


def _listed(lexicon: Lexicon, *sections: str) -> frozenset[str]:
    return frozenset().union(*(lexicon[section] for section in sections))
