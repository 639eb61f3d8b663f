"""Finds the words that refute something, where they stand for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.articles.attribution.lexicon import Lexicon

__all__ = ["COPULAS", "JOINING", "ends", "places"]

COPULAS = frozenset({"is", "are", "was", "were", "be", "been", "as", "being"})
JOINING = frozenset({",", ".", ";", ":", "-", "—", "and", "because", "but", "so"})


def places(lowers: list[str], lexicon: Lexicon, section: str) -> dict[int, int]:
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


def ends(lowers: list[str], end: int, lexicon: Lexicon) -> bool:
    """Tell whether what ends at a place describes no noun there: "a false name"."""
    following = "".join(lowers[end : end + 1])
    noun = following[:1].isalnum() and not following.endswith(("ed", "ly"))
    sections = ("openers", "prepositions", "subordinators", "days", "pronouns")
    known = any(following in lexicon[name] for name in sections)
    return not noun or known or following in JOINING
