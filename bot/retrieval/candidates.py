"""Chooses which sentences are scored in full, since for all it would take too long.

They are those that score best by their own words, or by these and a boost, and those
around them that a passage may take in. The best by their own words are exact, found
without scoring all: MaxScore, term at a time (Turtle and Flood, Query Evaluation:
Strategies and Optimizations, 1995). The postings of the terms that can add most are
added up first; as soon as those that are left can't lift a new sentence among the best,
they are only looked up for the sentences that can still be.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.retrieval.arrays import covered, distinct, joined
from bot.retrieval.bm25 import DELTA, K1
from bot.retrieval.interviews import exchanges
from bot.retrieval.view import Postings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.scores import Scores
    from bot.retrieval.view import View

    Array = NDArray[Any]
    Floats = NDArray[np.float64]

__all__ = [
    "Candidates",
    "Wanted",
    "best_of",
    "fitting",
    "least_of",
    "likely",
    "windows",
]

# On the questions of the development sets the best sentence in full was always among
# the best 200 by their own words, all three that are shown among 300 in 99 of 100. Of
# these, the ones below half of the best one's score that are not in the first fifth
# were never the best in full, and one of three in 5 of 1,000 (of 3,146 questions, among
# 10,000 and 100,000 sentences).
_CANDIDATES = 300
_SHARE, _FIFTH = 0.5, 5
_AROUND = 2  # sentences on each side that a passage may take in
# Sentences, the best and the last, around which passages are likely to be shown; around
# others, which 5 questions of 100 show, sentences are scored once they are looked at.
_NEAR, _LAST = 40, 20
_FEW = 4_096  # postings that are added up sooner than a look at what is left takes
_SPARSE = 8  # times as many sentences as postings: these are sooner sorted than those
_BOUND = DELTA + K1 + 1  # times a term's factor: no posting adds more


class Wanted(NamedTuple):
    """A term that is looked for in a view, and what a posting is multiplied by.

    Where it stands for several terms, that is a number for each posting.
    """

    postings: Postings
    factor: Any


class Candidates(NamedTuple):
    """Sentences of a view and their scores."""

    sentences: Array
    scores: Floats


def likely(views: Sequence[View], scores: Scores, limit: int) -> Array:
    """Return the sentences that may be among the best, by their own words.

    They are as many in several views as in one.
    """
    most = max(_CANDIDATES, limit * _CANDIDATES // 10)
    model = scores.model
    factors = [
        (term, factor)
        for term, factor in zip(model.terms, model.factors(), strict=True)
        if factor
    ]
    lifting = any(boost.most > 0 for boost in scores.boosts)
    spare = sum(scores.weight(boost) * boost.most for boost in scores.boosts)
    dense = any(boost.sentences is None for boost in scores.boosts)
    near = np.inf if dense else spare  # what is dense may lift whatever has a word
    found: list[Candidates] = []
    for view in views:
        scores.go_on()
        wanted = [Wanted(view.postings(term), factor) for term, factor in factors]
        own = _best_and_near(view, wanted, model.average, most, near)
        found.append(Candidates(own.sentences + view.first, own.scores))
    every = _together(found)
    first = _first(*every, most)
    best = _worth_a_look(first, most // _FIFTH)
    # Then no other sentence has a word.
    all_held = len(best.scores) == len(first.scores) < most
    if not lifting or (all_held and not len(fitting(scores))):
        return best.sentences
    least = -np.inf if all_held or dense else float(best.scores[-1])
    boosted = _lifted(every, scores, spare, least)
    return joined([best.sentences, _first(*boosted, most).sentences])


def _worth_a_look(best: Candidates, few: int) -> Candidates:
    """Return a few of the best, which are in order, and those near to the very best."""
    near = np.count_nonzero(best.scores >= _SHARE * best.scores[:1])
    return Candidates(*(array[: max(near, few)] for array in best))


def _together(found: Iterable[Candidates]) -> Candidates:
    """Return the sentences of all views, of those that each of them has found."""
    some = [*found]
    if len(some) == 1:
        return some[0]
    sentences = joined(one.sentences for one in some)
    return Candidates(sentences, joined((one.scores for one in some), np.float64))


def windows(views: Sequence[View], sentences: Array) -> Array:
    """Return sentences and those that passages around the best may take in, sorted.

    Of more than a few, the first are given best first, and what is looked at whatever
    its words comes last; all sentences of a document stand beside each other anyway.
    """
    shown = distinct(joined([sentences[:_NEAR], sentences[-_LAST:]]))
    chosen = [sentences]
    for view in views:
        own = view.own(shown)
        if not len(own):
            continue
        paragraphs = view.arrays["paragraph_of"][own]
        bounds = view.arrays["paragraph_rows"]
        starts = np.maximum(own - _AROUND, bounds[paragraphs])
        ends = np.minimum(own + _AROUND + 1, bounds[paragraphs + 1])
        around = covered(starts, ends)
        answers = [np.arange(a.start, a.stop) for _, a in exchanges(view, own)]
        around = distinct(joined([around, *answers])) if answers else around
        chosen.append(around + view.first)
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


def best_of(
    view: View, wanted: Sequence[Wanted], average: float, most: int
) -> Candidates:
    """Return the best `most` sentences, best first, the first ones of equals.

    `average` is the mean length of all sentences that can be seen.
    """
    return _first(*_best_and_near(view, wanted, average, most), most)


def _best_and_near(
    view: View,
    wanted: Sequence[Wanted],
    average: float,
    most: int,
    spare: float = 0.0,
) -> Candidates:
    """Return the best `most` sentences and those that miss this by `spare` at most.

    They come in the order of the text.
    """
    norms = view.norms(average)
    terms = sorted(
        (term for term in wanted if len(term.postings.sentences)),
        key=lambda term: -term.factor,
    )
    few = [*takewhile(lambda term: len(term.postings.sentences) <= _FEW, terms)]
    scores = _added_up(view, few, norms)
    left = _BOUND * sum(term.factor for term in terms[len(few) :])
    place = len(few)
    for place, term in enumerate(terms[len(few) :], len(few)):
        sentences, _ = term.postings
        many = len(sentences) > _FEW
        if (
            many
            and least_of(scores[_held(scores, terms[:place])], most) - spare >= left
        ):
            break
        scores[sentences] += _adds(view, term, norms)
        left -= _BOUND * term.factor
    else:
        place = len(terms)
    found = _held(scores, terms[:place])
    for term in terms[place:]:
        least = least_of(scores[found], most) - spare
        found = found[scores[found] + left >= least]
        sentences, _ = term.postings
        at = np.minimum(sentences.searchsorted(found), len(sentences) - 1)
        held = sentences[at] == found
        some = Wanted(
            term.postings._replace(
                sentences=found[held], tf=term.postings.tf[at[held]]
            ),
            term.factor,
        )
        scores[found[held]] += _adds(view, some, norms)
        left -= _BOUND * term.factor
    own = scores[found]
    kept = own >= least_of(own, most) - spare
    return Candidates(found[kept], own[kept])


def _lifted(
    found: Candidates, scores: Scores, spare: float, least: float
) -> Candidates:
    """Return the sentences that boosts of some lift to a score, of all that may be.

    They are among those found: what has no word is shown only where a question is for
    nothing but somebody's words, and then it may be lifted so far by itself.
    """
    sentences, total = found.sentences, found.scores.copy()
    if spare >= least and len(fitting(scores)):
        sparse = (b.sentences for b in scores.boosts if b.sentences is not None)
        every = distinct(joined([sentences, *sparse]))
        total = np.zeros(len(every))
        total[every.searchsorted(sentences)] = found.scores
        sentences = every
    chosen = np.zeros(len(sentences), dtype=bool)
    for boost in scores.boosts:
        at, gained = boost.among(sentences)
        total[at] += scores.weight(boost) * gained
        chosen[at] = True
    kept = chosen & (total >= least)
    return Candidates(sentences[kept], total[kept])


def _held(scores: Floats, terms: Sequence[Wanted]) -> Array:
    """Return the sentences that have scores, which the postings of terms gave them."""
    size = sum(len(term.postings.sentences) for term in terms)
    if size * _SPARSE > len(scores):
        return np.flatnonzero(scores > 0).astype(np.int32)
    return distinct(joined((term.postings.sentences for term in terms), np.int32))


def _first(sentences: Array, scores: Floats, most: int) -> Candidates:
    """Return the best sentences in order; they are given in the order of the text."""
    if len(sentences) > most:
        kept = scores >= least_of(scores, most)
        sentences, scores = sentences[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")[:most]
    return Candidates(sentences[order], scores[order])


def least_of(scores: Floats, most: int) -> float:
    """Return the score of the worst of the best `most`, 0 where there are fewer."""
    if len(scores) < most:
        return 0.0
    return float(np.partition(scores, len(scores) - most)[len(scores) - most])


def _added_up(view: View, terms: Sequence[Wanted], norms: Floats) -> Floats:
    """Return what some terms add to each sentence of a view."""
    postings, factors = [term.postings for term in terms], [t.factor for t in terms]
    sentences = joined((held.sentences for held in postings), np.int32)
    together = Wanted(
        Postings(sentences, joined(held.tf for held in postings)),
        np.repeat(factors, [len(held.tf) for held in postings]),
    )
    added = np.bincount(sentences, _adds(view, together, norms), view.size)
    return added.astype(np.float64, copy=False)  # of nothing, they are whole numbers


def _adds(view: View, term: Wanted, norms: Floats) -> Floats:
    """Return what a term adds to each of its sentences."""
    sentences, tf = term.postings
    norm = norms[view.arrays["sentence_lengths"][sentences]]
    return np.asarray(term.factor * (DELTA + tf * (K1 + 1) / (norm + tf)))
