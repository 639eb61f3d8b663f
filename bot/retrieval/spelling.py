"""The indexed word that a word no text has was probably meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["nearest"]

_SHORT, _LONG = 4, 8  # characters: no edit below four, two from eight on
_ENOUGH_TO_ASK = 6  # characters of a word that may be meant with one edit more


def nearest(
    word: str, vocabulary: Collection[str], *, guess: bool = False
) -> str | None:
    """Return the word of the vocabulary that is spelt almost like this one.

    One edit (a letter more, less, other, or two swapped: Damerau 1964) makes a word
    of four letters or more another, two a word of eight or more. The first letter
    has to be right, as it is in most misspellings (Pollock and Zamora, Automatic
    spelling correction in scientific and scholarly text, 1984). Words with digits
    are never changed. A `guess`, which is only offered, may take one edit more in a
    word of six letters or more.
    """
    if len(word) < _SHORT or not word.isalpha():
        return None
    from rapidfuzz import process  # noqa: PLC0415 - most questions spell well
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - the same

    edits = 2 if len(word) >= _LONG else 1
    near = process.extractOne(
        word,
        [other for other in vocabulary if other[0] == word[0]],
        scorer=OSA.distance,
        score_cutoff=edits + (guess and len(word) >= _ENOUGH_TO_ASK),
    )
    return near[0] if near else None
