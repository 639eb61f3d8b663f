"""Finds "I had nothing to do with it" and the like, by which one clears oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.words import unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["clears"]

_NEAR = 8  # words from "not responsible" to "the attack"
_CLAUSE = 30  # words from the beginning of a clause, or to its end
_OPEN = {"if", "unless", "whether", "why"}
_CLAUSES = {",", ".", ";", ":", "?", "!"}


def clears(words: Sequence[Word], lexicon: Lexicon, *, accused: bool) -> bool:
    """Tell whether somebody is said to have had no part in something.

    `accused` tells that somebody answers an accusation, or insists. Otherwise "no
    knowledge of" counts only with something bad, as one may have none of a date.
    """
    lowers = unquoted(words)
    found = [
        at
        for at in range(len(lowers))
        if _cleared(lowers, at, lexicon, accused=accused)
    ]
    if not found:
        return False
    capitals = {word.lower for word in words[1:] if word.capital}
    return any(
        _self(capitals, lowers, at, lexicon) and not _open(lowers, at) for at in found
    )


def _cleared(lowers: list[str], at: int, lexicon: Lexicon, *, accused: bool) -> bool:
    """Tell whether words like "nothing to hide" begin at a place."""
    if lexicon.phrase_at("exculpation", lowers, at):
        return True
    if not lexicon.phrase_at("disclaimer", lowers, at):
        return False
    bad = lexicon["wrongs"] | lexicon["misdeeds"] | lexicon["allegations"]
    return accused or not bad.isdisjoint(lowers[at : at + _NEAR])


def _open(lowers: Sequence[str], at: int) -> bool:
    """Tell whether a clause only asks or supposes: "if he had nothing to hide"."""
    for lower in reversed(lowers[max(0, at - _CLAUSE) : at]):
        if lower in _CLAUSES:
            break
        if lower in _OPEN:
            return True
    ahead = (lower for lower in lowers[at : at + _CLAUSE] if lower in _CLAUSES)
    return next(ahead, "") == "?"


def _self(capitals: set[str], lowers: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """Tell whether the subject before a place may be the speaker's own side."""
    at -= 1
    while at > 0 and (
        lowers[at] in lexicon["auxiliaries"] or lowers[at] in lexicon["adverbs"]
    ):
        at -= 1
    sections = ("clients", "organisations", "pronouns")
    known = any(lowers[at] in lexicon[section] for section in sections)
    return at >= 0 and (known or lowers[at] in capitals)
