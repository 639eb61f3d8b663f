"""Tells what a court or an inquiry finds from what somebody accused answers.

A judge who calls a suit baseless, or a detective by whom somebody is innocent, denies
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.attribution.lexicon import Lexicon

__all__ = ["court_speaks"]

_NEAR = 5  # words from "the judge" to "said": "Judge Ann Roe on Friday said"
_LED = 3  # words from "told" to "court" in "told the appeals court"


def court_speaks(lowers: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether "the judge said", "said Judge Roe" or "the jury found" is there."""
    judging = lexicon["courts"] | lexicon["investigating"]
    return any(
        lower in judging
        and (_before_verb(lowers, at, lexicon) or _after_verb(lowers, at, lexicon))
        for at, lower in enumerate(lowers)
    )


def _before_verb(lowers: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """Tell whether a court is the subject of a verb of saying or ruling."""
    if _governed(lowers, at, lexicon):
        return False
    for lower in lowers[at + 1 : at + 1 + _NEAR]:
        if lower in lexicon.verbs or lower in lexicon["ruling"]:
            return True
        if lower in lexicon["pronouns"] or lower in lexicon["subordinators"]:
            return False
    return False


def _governed(lowers: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """Tell whether "in" or "told" stands before a court."""
    for lower in reversed(lowers[max(0, at - _LED) : at]):
        if not lower[0].isalnum():
            return False
        if lower in lexicon["prepositions"] or "tell" in lexicon.verbs.get(lower, ()):
            return True
    return False


def _after_verb(lowers: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """Tell whether "said" stands before "the judge", though not "told"."""
    before = [one for one in lowers[max(0, at - 2) : at] if one not in {"a", "the"}]
    kinds = lexicon.verbs.get(before[-1], frozenset()) if before else frozenset()
    return bool(kinds & {"say", "state"})
