"""Tells whether a question asks about words, and not about what they say."""

from __future__ import annotations

from bot.articles.attribution.asking import voice_asked
from bot.articles.attribution.lexicon import lexicon as lexicon_of
from bot.articles.attribution.words import words

__all__ = ["asks_about_words"]

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
    sections = ("allegations", "unfounded", "hedges", "voiced")
    told = frozenset().union(*(lexicon[section] for section in sections))
    saying = any(kind & _SAYING for kind in kinds) or not told.isdisjoint(asked)
    return called or saying
