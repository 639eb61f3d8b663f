"""Tells what a court or an inquiry finds from what somebody accused answers.

A judge who calls a suit baseless, or a detective by whom somebody is innocent, denies
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["court_speaks", "is_court"]

_NEAR = 5  # words from "the judge" to "said": "Judge Ann Roe on Friday said"
_LED = 3  # words from "told" to "court" in "told the appeals court"


def is_court(phrase: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether a speaker is a court or an inquiry: "Judge Ann Roe", "the jury".

    "The judge's lawyer" and "the court clerk" are none, nor is "the Court Hotel".
    """
    ends = (at for at, w in enumerate(phrase) if w.lower in lexicon["prepositions"])
    head = [*phrase[: next(ends, len(phrase))]]
    judging = lexicon["courts"] | lexicon["investigating"]
    named = len(head)
    while head and head[-1].capital and head[-1].lower not in judging:
        head.pop()
    if not head or head[-1].possessive or head[-1].lower not in judging:
        return False
    person = lexicon["people"] | {*lexicon.roles}
    return len(head) == named or head[-1].lower in person


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
