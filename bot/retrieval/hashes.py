"""The hashes that stand for terms in the arrays."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["hash_of", "hashes_of", "short_hashes"]

_SHORT = 4  # characters of a text that is hashed by its code points
_BITS, _ALL = 16, (1 << 64) - 1  # of one of these, and of a hash
_REMEMBERED = 65_536  # terms of which the hash is
_FEW = 8_192  # terms of a text whose hashes are worth remembering


@lru_cache(_REMEMBERED)
def hash_of(term: str) -> int:
    """Return the number, of 64 bits, that stands for a term in the arrays."""
    if len(term) <= _SHORT:
        if term.isascii():  # as most are, it is the same and takes half the time
            return int(_mixed(int.from_bytes(term.encode("utf-16-le"), "little")))
        codes = sum(ord(c) << _BITS * at for at, c in enumerate(term))
        return int(_mixed(codes & _ALL))
    return int.from_bytes(_digest(term), "little")


def hashes_of(terms: Sequence[str]) -> NDArray[np.uint64]:
    """Return the hashes of some terms, each given once."""
    if len(terms) <= _FEW:
        return np.fromiter(map(hash_of, terms), np.uint64, len(terms))
    hashes = [
        _digest(term) if len(term) > _SHORT else hash_of(term).to_bytes(8, "little")
        for term in terms
    ]
    return np.frombuffer(b"".join(hashes), "<u8")


def _digest(term: str) -> bytes:
    return blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def short_hashes(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the hashes of texts of up to four characters: their code points, by rows.

    What is shorter ends in zeros. So all n-grams of a vocabulary are hashed at once.
    """
    shifts = np.arange(codes.shape[1], dtype=np.uint64) * np.uint64(_BITS)
    mixed: NDArray[np.uint64] = _mixed((codes << shifts).sum(axis=1, dtype=np.uint64))
    return mixed


def _mixed(number: Any) -> Any:  # noqa: ANN401 - an integer, or an array of them
    """Return other 64 bits for each 64, all of which depend on all of these.

    They are the last steps of SplitMix64 (Steele, Lea and Flood, Fast Splittable
    Pseudorandom Number Generators, OOPSLA 2014).
    """
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _ALL
    number = (number ^ number >> 27) * 0x94D049BB133111EB & _ALL
    return number ^ number >> 31
