"""Tells how alike two texts are, to notice an article that is there already.

The texts are taken for the sets of their shingles (runs of four words), of which the
smallest thousand hashes are kept; the resemblance of the sets, their Jaccard index, is
estimated from these (Broder, On the resemblance and containment of documents, 1997).
For texts of up to a thousand shingles it is exact.
"""

from __future__ import annotations

from hashlib import blake2b
from heapq import nsmallest
from typing import TYPE_CHECKING

import numpy as np

from bot.articles.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.articles.article import Article

__all__ = [
    "nearest_duplicate",
    "resemblance",
    "same_text",
    "similarity",
    "sketch",
]

_PRIME = np.uint64(0x9E3779B97F4A7C15)  # odd, and its bits look random
_RUN = 4  # words; one changed word in twenty leaves two of three shingles
_KEPT = 1_000  # hashes; the estimate is wrong by some 0.03 at most
_ALIKE = 0.5  # one word in ten changed; articles on one matter stay under 0.1


def same_text(body: str, articles: Iterable[Article]) -> Article | None:
    """Return the article with exactly these words, however they are spaced."""
    words = body.split()
    return next((a for a in articles if a.body.split() == words), None)


def nearest_duplicate(body: str, articles: Iterable[Article]) -> Article | None:
    """Return the article most like a text, None where none is nearly the same."""
    wanted = sketch(body)
    nearest, most = None, _ALIKE
    for article in articles:
        alike = resemblance(wanted, sketch(article.body))
        if alike >= most:
            nearest, most = article, alike
    return nearest


def similarity(one: str, other: str) -> float:
    """Return the resemblance of two texts, from 0 to 1; case and marks don't count."""
    return resemblance(sketch(one), sketch(other))


def sketch(text: str) -> frozenset[int]:
    """Return the hashes that stand for a text, in time that grows with its length.

    Of a text that is shorter than a run, its words are the run.
    """
    words = words_of(text)
    numbers = {word: _number(word) for word in {*words}}
    run = np.fromiter((numbers[word] for word in words), dtype=np.uint64)
    size = min(_RUN, len(run))
    hashes = np.zeros(len(run) - size + 1 if size else 0, dtype=np.uint64)
    for at in range(size):
        hashes = (hashes ^ run[at : at + len(hashes)]) * _PRIME
        hashes ^= hashes >> np.uint64(29)
    return frozenset(np.unique(hashes)[:_KEPT].tolist())


def _number(word: str) -> int:
    data = word.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest())


def resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    """Return how alike the texts of two sketches are, from 0 to 1."""
    smallest = set(nsmallest(_KEPT, one | other))
    return len(smallest & one & other) / len(smallest) if smallest else 0.0
