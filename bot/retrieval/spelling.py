"""The indexed word that a word no text has was probably meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["alike", "near_words", "spelling_arrays"]

_SHORT, _LONG = 5, 10  # characters: no edit below five, two from ten on
_ASCII = 128
_TELLING = 7  # characters from which another letter makes no other word, as a rule


def near_words(
    word: str, vocabulary: Iterable[str], *, guess: bool = False
) -> Iterator[str]:
    """Yield the words of a vocabulary that are spelt almost like this one, best first.

    One edit (a letter more, less, other, or two swapped: Damerau 1964) makes a word
    of five letters or more another, two a word of ten or more. In a word of less
    than seven letters none may be another letter, for `house` and `horse` are both
    right. The first letter has to be the same, as it is in most misspellings
    (Pollock and Zamora, Automatic spelling correction in scientific and scholarly
    text, 1984). Words with digits are never changed. A `guess`, which is only
    offered, may take any edit, and one more in a word of seven letters or more.
    """
    if not _edits(word):
        return
    from rapidfuzz import process  # noqa: PLC0415 - most questions spell well
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - the same

    any_letter = guess or len(word) >= _TELLING
    found = process.extract(
        word,
        sorted(o for o in {*vocabulary} if o[0] == word[0] and o.isalpha()),
        scorer=OSA.distance,
        score_cutoff=_edits(word) + (guess and len(word) >= _TELLING),
        limit=None,
    )
    yield from (o for o, _, _ in found if any_letter or _slips(word, o))


def spelling_arrays(names: Array, name_rows: Array) -> dict[str, Array]:
    """Return words, by their letters, in the order of first letters and lengths.

    `spelt_letters` has a bit for each letter of a word, one for all beyond ASCII.
    """
    lengths = np.diff(name_rows)
    keys = names[name_rows[:-1]].astype(np.int64) << 32 | lengths
    order = np.argsort(keys, kind="stable")
    letters = np.bitwise_or.reduceat(_bits(names), name_rows[:-1])
    return {
        "spelt_words": order.astype(np.int32),
        "spelt_keys": keys[order],
        "spelt_letters": letters[order],
    }


def alike(arrays: Mapping[str, Array], word: str) -> Array:
    """Return the places of the words that could be nearest to a word.

    They begin as it does, are about as long (in bytes, of which a letter has four at
    most), and have few letters that it has not, nor lack many: an edit takes one letter
    away at most, and adds one.
    """
    edits = _edits(word) and _edits(word) + 1  # that of a guess
    letters = word.encode("utf-8", "surrogatepass")
    if not edits:
        return np.zeros(0, dtype=np.int32)
    spare = edits if word.isascii() else 4 * edits
    key = letters[0] << 32
    least, most = key | max(1, len(letters) - spare), key | len(letters) + spare * 4
    start, end = np.searchsorted(arrays["spelt_keys"], [least, most + 1])
    own = np.bitwise_or.reduce(_bits(np.frombuffer(letters, np.uint8)))
    other = np.bitwise_count(arrays["spelt_letters"][start:end] ^ own)
    return np.asarray(arrays["spelt_words"][start:end][other <= 2 * edits])


def _bits(letters: Array) -> Array:
    """Return a bit for each byte of letters in UTF-8."""
    return np.uint32(1) << np.where(letters < _ASCII, letters & 31, 0).astype(np.uint32)


def _edits(word: str) -> int:
    """Return how many edits a word may take, 0 for one that is left as it is."""
    if len(word) < _SHORT or not word.isalpha():
        return 0
    return 2 if len(word) >= _LONG else 1


def _slips(word: str, other: str) -> bool:
    """Return whether a letter is missing, too many or swapped, but none is another."""
    return len(word) != len(other) or sorted(word) == sorted(other)
