"""Chooses which sentences are scored in full, since for all it would take too long.

They are those that score best by their own words, or by a boost, and those around
them that a passage may take in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import distinct, joined
from bot.retrieval.candidates import Wanted, best_of, own_scores
from bot.retrieval.interviews import exchanges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.retrieval.scores import Scores
    from bot.retrieval.view import View

    Array = NDArray[Any]

__all__ = ["fitting", "likely", "windows"]

# On the questions of the development sets the best sentence in full was always among
# the best 200 by their own words, all three that are shown among 300 in 99 of 100.
_CANDIDATES = 300
_AROUND = 2  # sentences on each side that a passage may take in


def likely(views: Sequence[View], scores: Scores, limit: int) -> Array:
    """Return the sentences that may be among the best, by their own words."""
    most = max(_CANDIDATES, limit * _CANDIDATES // 10)
    model = scores.model
    average = model.levels[0].average
    found: list[Array] = []
    for view in views:
        scores.go_on()
        wanted = [
            Wanted(view.postings(term), factor)
            for term, factor in zip(model.terms, model.factors(), strict=True)
            if factor
        ]
        best = best_of(view, wanted, average, most)
        found.append(best.sentences + view.first)
        if scores.boosts:
            found.append(_boosted(view, wanted, scores, most) + view.first)
    return joined(found)


def windows(views: Sequence[View], sentences: Array) -> Array:
    """Return sentences and those beside them that a passage may take in."""
    chosen = []
    for view in views:
        own = sentences[
            (sentences >= view.first) & (sentences < view.first + view.size)
        ]
        own = distinct(own) - view.first
        paragraphs = view.arrays["paragraph_of"]
        for _, answer in exchanges(view, own):
            chosen.append(np.arange(answer.start, answer.stop) + view.first)
        for shift in range(-_AROUND, _AROUND + 1):
            beside = (own + shift).clip(0, view.size - 1)
            same = paragraphs[beside] == paragraphs[own]
            chosen.append(beside[same] + view.first)
    return distinct(joined(chosen))


def fitting(scores: Scores) -> Array:
    """Return the sentences that a question for nothing but these words fits."""
    if not scores.boosts or not all(word.light for word in scores.query.words):
        return np.zeros(0, dtype=np.int64)
    return joined(
        [
            boost.sentences[boost.values == 1]
            for boost in scores.boosts
            if boost.weight is not None and boost.sentences is not None
        ]
    )


def _boosted(view: View, wanted: Sequence[Wanted], scores: Scores, most: int) -> Array:
    """Return the best sentences of a view by their own words and the boosts."""
    own = own_scores(view, wanted, scores.model.levels[0].average)
    touched = own > 0
    for boost in scores.boosts:
        sentences, values = boost.within(view.first, view.first + view.size)
        own[sentences - view.first] += scores.weight(boost) * values
        if boost.sentences is not None:
            touched[sentences - view.first] = True
    sentences = np.flatnonzero(touched)
    if len(sentences) > most:
        kept = np.argpartition(-own[sentences], most)[:most]
        sentences = sentences[kept]
    return sentences
