"""Finds denials that need no word for it: "I have never met her", "he did not lie"."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from bot.articles.attribution.lexicon import Lexicon

__all__ = [
    "THIRD",
    "at_no_time",
    "did_no_wrong",
    "flatly_never_did",
    "innocence",
    "insists",
    "missing",
    "never_did",
]

_INVERTED = 4  # words of "at no time did"
_WITHIN = 7  # words from "he" to the deed
_INSISTED = 12  # words from "insisted" to the deed
_CLAUSE = 15  # words from "we" to "a single one"
_HAVE = {"did", "had", "has", "have"}
_BE = {"are", "been", "is", "was", "were"}
_NOT = {"never", "not"}
_ONE = {"he", "it", "she"}
THIRD = {*_ONE, "they"}
_HAD_NOT = ["had", "not"]  # who "did not" want or need something denies nothing
_EVER = {"point", "stage", "time"}
_OWN = {"our", "this"}
_FLATLY = {"did", "never", "no"}
_ANY = {"any", "anybody", "anyone", "anything", "ever", "single"}
_ANY |= {"cent", "dime", "kobo", "paisa", "penny"}  # "not a penny"
# "did not lie awake", "did not steal the show"
_HARMLESS = {
    ("lie", after) for after in ("ahead", "awake", "down", "idle", "in", "still")
}
_HARMLESS |= {("the", prize) for prize in ("limelight", "scene", "show", "spotlight")}
_NOBODY = {"nobody", "none"}


def insists(lowers: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether somebody "insisted he had never", or "had not", done something.

    Or that somebody had done no wrong: "insisted that the mayor did not lie".
    """
    anybody = lexicon["pronouns"] | lexicon.speakers
    for at, lower in enumerate(lowers):
        if lower in lexicon["insisting"]:
            subject = at + (2 if lowers[at + 1 : at + 2] == ["that"] else 1)
            near = lowers[subject : subject + _WITHIN]
            if "never" in near and never_did(near, THIRD, lexicon):
                return True
            if near[1:3] == _HAD_NOT and never_did(near, _ONE, lexicon):
                return True
            if did_no_wrong(lowers[subject : at + _INSISTED], anybody, lexicon):
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
    lowers: Sequence[str], subjects: AbstractSet[str], lexicon: Lexicon
) -> bool:
    """Tell whether some subject says that it "never did" something, or "did not"."""
    undone = _undone_by(lowers, subjects, lexicon)
    return any(deed not in lexicon["undeniable"] for deed in undone)


def flatly_never_did(
    lowers: Sequence[str], subjects: AbstractSet[str], lexicon: Lexicon
) -> bool:
    """Tell whether somebody "never" or "did not" do something, or "not a single" thing.

    Who only "has not resigned" tells how things are.
    """
    return any(
        never_did(lowers[at : at + _WITHIN], subjects, lexicon)
        for at, lower in enumerate(lowers)
        if lower in subjects
        and (
            not _FLATLY.isdisjoint(lowers[at + 1 : at + 3])
            or not _ANY.isdisjoint(lowers[at : at + _CLAUSE])
        )
    )


def did_no_wrong(
    lowers: Sequence[str], subjects: AbstractSet[str], lexicon: Lexicon
) -> bool:
    """Tell whether some subject "did not lie": few say that who are not accused."""
    if not _HARMLESS.isdisjoint(pairwise(lowers)):
        return False
    undone = _undone_by(lowers, subjects, lexicon)
    return any(deed in lexicon["misdeeds"] for deed in undone)


def at_no_time(
    lowers: Sequence[str], subjects: AbstractSet[str], lexicon: Lexicon
) -> bool:
    """Tell whether "at no time did we", or "this party", do something.

    Nobody puts it so who does not answer somebody.
    """
    return any(
        lowers[at + 1] not in lexicon["undeniable"]
        for at, lower in enumerate(lowers[:-1])
        if (lower in subjects and _inverted(lowers, at))
        or (
            lower in lexicon["organisations"]
            and lowers[at - 1] in _OWN
            and _inverted(lowers, at - 1)
        )
    )


def _inverted(lowers: Sequence[str], at: int) -> bool:
    """Tell whether "at no time did" stands before a place."""
    before = [*lowers[max(0, at - _INVERTED) : at]]
    if len(before) < _INVERTED or before[-1] not in _HAVE:
        return False
    return before[:2] == ["at", "no"] and before[2] in _EVER


def _undone_by(
    lowers: Sequence[str], subjects: AbstractSet[str], lexicon: Lexicon
) -> Iterator[str]:
    """Yield the deeds that some subject is said never to have done."""
    for at, lower in enumerate(lowers):
        if lower in subjects:
            yield from _never(lowers[at + 1 : at + _WITHIN], lexicon)
            if _inverted(lowers, at):
                yield from lowers[at + 1 : at + 2]


def _never(following: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Yield the deed where "have never personally taken" begins here."""
    plain = [lower for lower in following if not lower.endswith("ly")]
    if plain[1:2] == ["no"] and _past(plain[0], lexicon):
        plain = ["did", "not", *plain]  # "took no money"
    elif plain[:1] == ["never"] and plain[1:] and _past(plain[1], lexicon):
        plain = ["did", *plain]  # but "I never drink"
    if plain[:1] and plain[0] in _HAVE and not _NOT.isdisjoint(plain[1:2]):
        yield from plain[2:3]


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
