"""The texts that a sentence is scored in: itself, its neighbours, its paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.retrieval.arrays import distinct
from bot.retrieval.bm25 import DELTA, idf, mean_lengths, share
from bot.retrieval.concepts import is_abbreviation
from bot.retrieval.segment import ROWS, TOLD
from bot.retrieval.texts import Texts, count

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.query import Query
    from bot.retrieval.view import View

    Array = NDArray[Any]
    Floats = NDArray[np.float64]

__all__ = ["LEVELS", "Level", "Model"]


class Level(NamedTuple):
    """A level: its name, what arrays of a segment tell of it, and its weight."""

    name: str
    arrays: str
    weight: float
    by_grams: bool


# The weights were chosen by an evaluation on the development sets; neighbouring values
# differ by less than the sets can tell.
LEVELS = (
    Level("sentence", "sentence", 1.0, by_grams=False),
    Level("neighbours", "neighbours", 0.6, by_grams=False),
    Level("paragraph", "paragraph", 0.8, by_grams=False),
    Level("article", "article", 0.2, by_grams=False),
    Level("neighbours, parts of words", "near", 0.15, by_grams=True),
    Level("paragraph, parts of words", "around", 0.2, by_grams=True),
)


_ROWS, _TOLD = tuple(ROWS.values()), tuple(TOLD.values())  # of terms, of n-grams
_ARRAYS = tuple(level.arrays for level in LEVELS)
_WEIGHTS = np.array([level.weight for level in LEVELS])
_OF_TERMS = tuple(level for level in LEVELS if not level.by_grams)
_TEXT_OF = {"paragraph": "paragraph_of", "article": "doc_of"}


@dataclass(frozen=True, slots=True)
class Fitted:
    """What levels are scored by for one question; arrays have a row a level.

    `factors` and `best` have a column a term: its weight times its inverse document
    frequency, and the most that it adds to any text, 0 where none has it. `averages`
    are the lengths of the texts.
    """

    factors: Floats
    best: Floats
    averages: Floats


class Model:
    """What a question's terms are worth at each level, in some views.

    The sentence's own level is exactly that of an index over what can be seen; the
    others count what is hidden of a segment along, but no term that only this has.
    """

    def __init__(self, views: Sequence[View], query: Query) -> None:
        self.terms, self.grams = [*query.terms], [*query.grams]
        self._weights = tuple(
            np.array([*weights.values()], dtype=float)
            for weights in (query.terms, query.grams)
        )
        self._views = views
        self._at = (
            [view.places("terms", self.terms) for view in views],
            [view.places("grams", self.grams) for view in views],
        )
        self._learned = [n for n, t in enumerate(self.terms) if is_abbreviation(t)]
        seen = [sum(view.held_by(term) for view in views) for term in self.terms]
        self._seen = np.array(seen, dtype=np.int64)
        sizes = sum((view.arrays["totals"] for view in views), np.zeros((6, 2), int))
        sizes[0] = sum(v.sentences for v in views), sum(v.length for v in views)
        self._fits = tuple(
            self._fitted(sizes[_ROWS[by_grams]], by_grams=by_grams)
            for by_grams in (False, True)
        )

    @property
    def average(self) -> float:
        """The mean length of the sentences that can be seen."""
        return float(self._fits[0].averages[0])

    def factors(self) -> list[float]:
        """Return what a term's postings are multiplied by at a sentence's own level."""
        factors: list[float] = self._fits[0].factors[0].tolist()
        return factors

    def attainable(self, unknown: float, others: Collection[str]) -> float:
        """Return the most that the levels could add to any sentence's score.

        `unknown` stands for the score of a term that no text holds; it is nothing
        for a term of `others`, whose word the texts have in another way.
        """
        total = 0.0
        for names, weights, fits, rows in zip(
            (self.terms, self.grams), self._weights, self._fits, _ROWS, strict=True
        ):
            missing = unknown * weights
            if others:
                missing[[name in others for name in names]] = 0.0
            most = np.where(fits.best > 0, fits.best, missing)
            total += float(_WEIGHTS[rows] @ most.sum(axis=1))
        return total

    def scores(self, number: int, sentences: Array) -> tuple[Floats, Array, Floats]:
        """Return what each level (a column) adds to some sentences of a view.

        `sentences` are sorted, each once, by their numbers in the view of a number.
        With it come which of them hold a term of the question in their own words, and
        what each term (a column) adds to them.
        """
        view, size = self._views[number], len(self.terms)
        texts = Texts(view, sentences)
        places = self._at[0][number]
        tf = texts.counted(self.terms)
        own = tf[texts.at] > texts.also(places)
        both = np.concatenate([tf, texts.grams(self._at[1][number])], axis=1)
        near, around = texts.near(both), texts.around(both)
        articles = self._of_articles(view, texts.articles)
        of_terms = tf[texts.at], near[:, :size], around[:, :size], articles
        of_grams = near[:, size:], around[:, size:]
        levels = np.empty((len(sentences), len(LEVELS)))
        first = None
        for counts, fits, rows in zip(
            (of_terms, of_grams), self._fits, _ROWS, strict=True
        ):
            lengths = [texts.lengths(name) for name in _ARRAYS[rows]]
            added = _added(fits, np.stack(counts), np.stack(lengths))
            levels[:, rows] = added.sum(axis=2).T * _WEIGHTS[rows]
            first = added[0] if first is None else first
        return levels, own.any(axis=1), np.asarray(first)

    def _of_articles(self, view: View, of: Array) -> Array:
        """Return how often the article of each sentence holds each term."""
        counts = np.zeros((len(of), len(self.terms)), dtype=np.int64)
        for column, term in enumerate(self.terms):
            count(*view.in_documents(term), of, counts[:, column])
        return counts

    def _fitted(self, sizes: Array, *, by_grams: bool) -> Fitted:
        """Fit the levels of terms or of n-grams; `sizes` are those of their texts."""
        averages = mean_lengths(sizes)
        weights = self._weights[by_grams]
        held = np.zeros((len(sizes), len(weights)), dtype=np.int64)
        best = np.zeros(held.shape)
        for view, at in zip(self._views, self._at[by_grams], strict=True):
            here = at >= 0
            told = view.arrays[_TOLD[by_grams]][at[here]]
            having, tf, of = told.transpose(2, 1, 0)
            held[:, here] += having
            shares = share(tf, of, averages[:, np.newaxis])
            best[:, here] = np.maximum(best[:, here], shares)
            if not by_grams:
                self._add_learned(view, held, best)
        if not by_grams:
            held = np.where(self._seen, held, 0)
            held[0] = self._seen
        factors = weights * _idfs(held, sizes[:, 0])
        return Fitted(factors, factors * (DELTA + best), averages)

    def _add_learned(self, view: View, held: Array, best: Floats) -> None:
        """Count abbreviations that texts explain, which no segment has terms for."""
        for column in self._learned:
            sentences = view.postings(self.terms[column]).sentences
            for row, level in enumerate(_OF_TERMS if len(sentences) else ()):
                of = _TEXT_OF.get(level.arrays)
                texts = distinct(view.arrays[of][sentences] if of else sentences)
                held[row, column] += len(texts)
                lengths = view.arrays[f"{level.arrays}_lengths"][texts]
                shares = share(1, lengths, max(lengths.mean(), 1))
                best[row, column] = max(best[row, column], float(shares.max()))


def _idfs(held: Array, sizes: Array) -> Floats:
    """Return the inverse document frequencies of terms at levels, a row a level."""
    found = np.empty(held.shape)
    for size in {*sizes.tolist()}:
        rows = sizes == size
        some = held[rows]
        found[rows] = idf(some.ravel().tolist(), size).reshape(some.shape)
    return found


def _added(fits: Fitted, tf: Array, lengths: Array) -> Floats:
    """Return what each term (a column) adds to each text, by levels."""
    averages = fits.averages[:, np.newaxis, np.newaxis]
    added = share(tf, lengths[:, :, np.newaxis], averages)
    added += DELTA
    added *= fits.factors[:, np.newaxis]
    added *= tf > 0
    return added
