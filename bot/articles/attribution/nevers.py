"""Finds "I have never met her" and "there was no letter" among somebody's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles.attribution.lexicon import Lexicon

__all__ = ["innocence", "insists", "missing", "never_did"]

_WITHIN = 7  # words from "he" to the deed
_HAVE = {"did", "had", "has", "have"}
_BE = {"are", "been", "is", "was", "were"}
_NOT = {"never", "not"}
_THIRD = {"he", "it", "she", "they"}
_NOBODY = {"nobody", "none"}


def insists(lowers: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether somebody "insisted he had never" done something."""
    for at, lower in enumerate(lowers):
        if lower in lexicon["insisting"]:
            subject = at + (2 if lowers[at + 1 : at + 2] == ["that"] else 1)
            near = lowers[subject : subject + _WITHIN]
            if "never" in near and never_did(near, _THIRD, lexicon):
                return True
    return False


def innocence(lowers: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether somebody "maintains his innocence"."""
    return any(
        lower == "innocence"
        and not lexicon["insisting"].isdisjoint(lowers[max(0, at - 3) : at])
        and lexicon["negations"].isdisjoint(lowers[max(0, at - 5) : at])
        for at, lower in enumerate(lowers)
    )


def never_did(
    lowers: Sequence[str], subjects: set[str] | frozenset[str], lexicon: Lexicon
) -> bool:
    """Tell whether some subject says that it "never did" something, or "did not"."""
    return any(
        _never(lowers[at + 1 : at + _WITHIN], lexicon)
        for at, lower in enumerate(lowers)
        if lower in subjects
    )


def _never(following: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether "have never personally taken" begins here."""
    plain = [lower for lower in following if not lower.endswith("ly")]
    if plain[1:2] == ["no"] and _past(plain[0], lexicon):
        plain = ["did", "not", *plain]  # "took no money"
    elif plain[:1] == ["never"] and plain[1:] and _past(plain[1], lexicon):
        plain = ["did", *plain]  # but "I never drink"
    if len(plain) <= len(("did", "not")):
        return False
    helping, negation, deed = plain[:3]
    done = helping in _HAVE and negation in _NOT
    return done and deed not in lexicon["undeniable"]


def _past(lower: str, lexicon: Lexicon) -> bool:
    return lower.endswith("ed") or lower in lexicon["verbal"] | lexicon["deeds"]


def missing(lowers: Sequence[str]) -> Iterator[str]:
    """Yield X of "there was no X", "no X was ever X" and "nobody was X"."""
    for at, lower in enumerate(lowers):
        after = [*lowers[at + 1 : at + _WITHIN]]
        nobody = lower in _NOBODY or (lower == "no" and after[:1] == ["one"])
        if lower == "no" and not nobody and "there" in lowers[max(0, at - 3) : at]:
            yield from after[:2]
        elif lower == "no" or nobody:
            yield from _undone(after, [] if nobody else after[:1])


def _undone(after: Sequence[str], thing: Sequence[str]) -> Iterator[str]:
    """Yield what is said to be no such thing, and what was not done to it."""
    being = next((at for at, lower in enumerate(after[:3]) if lower in _BE), None)
    if being is not None:
        deeds = [lower for lower in after[being + 1 :] if lower not in {"been", "ever"}]
        yield from thing
        yield from deeds[:1]
