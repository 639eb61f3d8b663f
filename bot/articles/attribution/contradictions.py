"""Tells whether somebody's words contradict what was told: "that is not the case"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.placing import COPULAS, JOINING, ends, places
from bot.articles.attribution.words import unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.articles.attribution.lexicon import Lexicon
    from bot.articles.attribution.words import Word

__all__ = ["contradicts"]

_FILLED = 4  # words from "that" to "lie" in "that is simply a lie"
_POINTING = {"it", "this", "that", "these", "those", "they", "everything", "all"}


def contradicts(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell whether the words say "that's a lie" or "that is not the case"."""
    lowers = unquoted(words)
    untrue = places(lowers, lexicon, "untrue").items()
    contrary = places(lowers, lexicon, "contradiction").items()
    return any(
        _pointed(lowers, at, lexicon) is not None and ends(lowers, end, lexicon)
        for at, end in untrue
    ) or any(_retorts(lowers, at, end, lexicon) for at, end in contrary)


def _retorts(lowers: list[str], at: int, end: int, lexicon: Lexicon) -> bool:
    """Tell whether "that is not the case" is a clause, and all of it.

    "It never happened" is a retort where it begins; "we hoped, but it never happened"
    is none.
    """
    subject = _pointed(lowers, at, lexicon)
    if subject is None or "".join(lowers[end : end + 1])[:1].isalnum():
        return False
    opens = not subject or not lowers[subject - 1][0].isalnum()
    return opens or lowers[subject] != "it"


def _pointed(lowers: list[str], at: int, lexicon: Lexicon) -> int | None:
    """Return the place of "that" in "that's simply" before what refutes it."""
    filler = lexicon["determiners"] | lexicon["adverbs"] | COPULAS
    before = lexicon["auxiliaries"] | filler | _POINTING | JOINING
    near = range(at - 1, max(-1, at - _FILLED - 1), -1)
    subject = next((one for one in near if lowers[one] in _POINTING), None)
    if subject is None or (subject and lowers[subject - 1] not in before):
        return None
    between = lowers[subject + 1 : at]
    filled = all(one in filler or one.endswith("ly") for one in between)
    return subject if filled else None
