"""The indexed word that a word no text has was probably meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["nearest"]

_SHORT, _LONG = 5, 10  # characters: no edit below five, two from ten on
_TELLING = 7  # characters from which another letter makes no other word, as a rule


def nearest(
    word: str, vocabulary: Collection[str], *, guess: bool = False
) -> str | None:
    """Return the word of the vocabulary that is spelt almost like this one.

    One edit (a letter more, less, other, or two swapped: Damerau 1964) makes a word
    of five letters or more another, two a word of ten or more. In a word of less
    than seven letters none may be another letter, for `house` and `horse` are both
    right. The first letter has to be the same, as it is in most misspellings
    (Pollock and Zamora, Automatic spelling correction in scientific and scholarly
    text, 1984). Words with digits are never changed. A `guess`, which is only
    offered, may take any edit, and one more in a word of seven letters or more.
    """
    if len(word) < _SHORT or not word.isalpha():
        return None
    from rapidfuzz import process  # noqa: PLC0415 - most questions spell well
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - the same

    edits = 2 if len(word) >= _LONG else 1
    near = process.extractOne(
        word,
        [other for other in vocabulary if other[0] == word[0] and other.isalpha()],
        scorer=OSA.distance,
        score_cutoff=edits + (guess and len(word) >= _TELLING),
    )
    if near is None or not (guess or len(word) >= _TELLING or _slips(word, near[0])):
        return None
    return str(near[0])


def _slips(word: str, other: str) -> bool:
    """Tell whether a letter is missing, too many or swapped, but none is another."""
    return len(word) != len(other) or sorted(word) == sorted(other)
