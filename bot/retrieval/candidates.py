"""The exact best sentences by their own words, found without scoring all of them.

MaxScore, term at a time (Turtle and Flood, Query Evaluation: Strategies and
Optimizations, 1995): the postings of the terms that can add most are added up first;
as soon as those that are left can't lift a new sentence among the best, they are only
looked up for the sentences that can still be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.retrieval.bm25 import DELTA, K1, B

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.retrieval.view import Postings, View

    Array = NDArray[Any]
    Floats = NDArray[np.float64]

__all__ = ["Candidates", "Wanted", "best_of", "own_scores"]

_FEW = 4_096  # postings that are added up sooner than a look at what is left takes


class Wanted(NamedTuple):
    """A term that is looked for in a view, and what a posting is multiplied by."""

    postings: Postings
    factor: float


class Candidates(NamedTuple):
    """Sentences of a view and their scores."""

    sentences: Array
    scores: Floats


def best_of(
    view: View, wanted: Sequence[Wanted], average: float, most: int
) -> Candidates:
    """Return the best `most` sentences, best first, the first ones of equals.

    `average` is the mean length of all sentences that can be seen.
    """
    norms = _norms(view, average)
    bound = DELTA + K1 + 1  # no share is greater
    terms = sorted(
        (term for term in wanted if len(term.postings.sentences)),
        key=lambda term: -term.factor,
    )
    scores = np.zeros(view.size)
    touched: list[Array] = []
    left = bound * sum(term.factor for term in terms)
    place = 0
    for place, term in enumerate(terms):  # noqa: B007 - where it stopped
        sentences, _ = term.postings
        if len(sentences) > _FEW and _least(scores, touched, most) >= left:
            break
        touched.append(sentences[scores[sentences] == 0])
        scores[sentences] += _adds(view, term, norms)
        left -= bound * term.factor
    else:
        place = len(terms)
    found = np.sort(np.concatenate(touched)) if touched else np.zeros(0, np.int32)
    for term in terms[place:]:
        least = _least(scores, [found], most)
        found = found[scores[found] + left >= least]
        sentences, _ = term.postings
        at = np.searchsorted(sentences, found).clip(max=len(sentences) - 1)
        held = sentences[at] == found
        some = Wanted(
            term.postings._replace(
                sentences=found[held], tf=term.postings.tf[at[held]]
            ),
            term.factor,
        )
        scores[found[held]] += _adds(view, some, norms)
        left -= bound * term.factor
    return _first(found, scores[found], most)


def own_scores(view: View, wanted: Sequence[Wanted], average: float) -> Floats:
    """Return the scores of all sentences of a view."""
    norms = _norms(view, average)
    scores = np.zeros(view.size)
    for term in wanted:
        scores[term.postings.sentences] += _adds(view, term, norms)
    return scores


def _first(sentences: Array, scores: Floats, most: int) -> Candidates:
    """Return the best sentences in order; they are given in the order of the text."""
    if len(sentences) > most:
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        kept = scores >= least
        sentences, scores = sentences[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")[:most]
    return Candidates(sentences[order], scores[order])


def _least(scores: Floats, touched: Sequence[Array], most: int) -> float:
    """Return the score that the worst of the best sentences has so far."""
    found = np.concatenate(touched) if touched else np.zeros(0, dtype=np.int32)
    if len(found) < most:
        return 0.0
    return float(np.partition(scores[found], len(found) - most)[len(found) - most])


def _adds(view: View, term: Wanted, norms: Floats) -> Floats:
    """Return what a term adds to each of its sentences."""
    sentences, tf = term.postings
    norm = norms[view.arrays["sentence_lengths"][sentences]]
    return np.asarray(term.factor * (DELTA + tf * (K1 + 1) / (norm + tf)))


def _norms(view: View, average: float) -> Floats:
    """Return by length what stands beside the frequency in the model's denominator."""
    longest = int(view.arrays["sentence_longest"][0]) if view.size else 0
    lengths = np.arange(longest + 1)
    return (
        np.asarray(K1 * (1 - B + B * lengths / average))
        if average
        else np.ones(longest + 1)
    )
