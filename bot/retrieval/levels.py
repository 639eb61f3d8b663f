"""The texts that a sentence is scored in: itself, its neighbours, its paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.retrieval.arrays import distinct
from bot.retrieval.bm25 import DELTA, idf, length_norm, mean_lengths, share
from bot.retrieval.concepts import is_abbreviation
from bot.retrieval.segment import ROWS, TOLD
from bot.retrieval.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.query import Query
    from bot.retrieval.view import View

    Array = NDArray[Any]
    Floats = NDArray[np.float64]

__all__ = ["LEVELS", "Level", "Model", "Totals", "totals_of"]


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

_WEIGHTS = np.array([level.weight for level in LEVELS])
_OF_TERMS = tuple(level for level in LEVELS if not level.by_grams)
_TEXT_OF = {"paragraph": "paragraph_of", "article": "doc_of"}
# The levels of the rows that Model.scores has counts in, by terms and n-grams.
_BLOCKS = np.array([0, 1, 4, 2, 5, 3])


class Totals(NamedTuple):
    """How many texts there are at each level, and their mean lengths."""

    sizes: list[int]
    averages: Floats


def totals_of(views: Sequence[View]) -> Totals:
    """Return the totals of some views; at a sentence's own level, of what is seen."""
    totals = sum((view.arrays["totals"] for view in views), np.zeros((6, 2), int))
    totals[0] = sum(v.sentences for v in views), sum(v.length for v in views)
    return Totals(totals[:, 0].tolist(), mean_lengths(totals))


class LevelScores(NamedTuple):
    """What some sentences (a column each) score by their words.

    `levels` has a row a level. `matching` says which hold a term of the question in
    their own words, `counts` how often they hold each term (a row), and `norms` are
    their length_norm.
    """

    levels: Floats
    matching: NDArray[np.bool_]
    counts: Array
    norms: Floats


class Model:
    """What a question's terms are worth at each level, in some views.

    The sentence's own level is exactly that of an index over what can be seen; the
    others count what is hidden of a segment along, but no term that only this has.

    Its arrays have a row a level and a column a term, then one an n-gram: `_factors` is
    the weight times the inverse document frequency, `_best` the most that it adds to
    any text, 0 where none has it. At the levels of the other both are 0.
    """

    def __init__(self, views: Sequence[View], query: Query, totals: Totals) -> None:
        self.terms, self.grams = [*query.terms], [*query.grams]
        self._size = size = len(self.terms)
        grams = len(self.grams)
        self._views = views
        self._at = [
            (view.places("terms", self.terms), view.places("grams", self.grams))
            for view in views
        ]
        self._blocks = (
            (ROWS["terms"], slice(0, size), TOLD["terms"]),
            (ROWS["grams"], slice(size, None), TOLD["grams"]),
        )
        self._weights = np.zeros((len(LEVELS), size + grams))
        for (rows, columns, _), weights in zip(
            self._blocks, (query.terms, query.grams), strict=True
        ):
            self._weights[rows, columns] = [*weights.values()]
        self._averages = totals.averages
        self._factors, self._best = self._fitted(totals.sizes)
        factors = self._factors
        # What a count in each row of those in `scores` is multiplied by, and its level.
        self._level_of = _BLOCKS.repeat([size, size, grams, size, grams, size])
        self._factor_of = np.concatenate(
            [
                factors[0, :size],
                factors[1] + factors[4],
                factors[2] + factors[5],
                factors[3, :size],
            ]
        )

    @property
    def average(self) -> float:
        """The mean length of the sentences that can be seen."""
        return float(self._averages[0])

    def factors(self) -> list[float]:
        """Return what a term's postings are multiplied by at a sentence's own level."""
        factors: list[float] = self._factors[0, : self._size].tolist()
        return factors

    def attainable(self, unknown: float, others: Collection[str]) -> float:
        """Return the most that the levels could add to any sentence's score.

        `unknown` stands for the score of a term that no text holds; it is nothing
        for a term of `others`, whose word the texts have in another way.
        """
        missing = unknown * self._weights
        if others:
            missing[:, [name in others for name in (*self.terms, *self.grams)]] = 0.0
        most = np.where(self._best > 0, self._best, missing)
        return sum(
            float(_WEIGHTS[rows] @ most[rows, columns].sum(axis=1))
            for rows, columns, _ in self._blocks
        )

    def scores(self, number: int, sentences: Array) -> LevelScores:
        """Return what the levels add to some sentences of a view.

        `sentences` are sorted, each once, by their numbers in the view of a number.
        """
        view, size = self._views[number], len(sentences)
        terms, grams = self._at[number]
        texts = Texts(view, sentences)
        counts, widths = texts.counted(self.terms, grams), texts.widths
        own = counts[: self._size * size].reshape(self._size, size)
        held = own > 0
        held[texts.also(terms)] = False
        norms = length_norm(texts.lengths(), self._averages.repeat(widths))
        # Most texts lack most terms: only those that they have are added up.
        at = (counts > 0).nonzero()[0]
        starts, each = widths.cumsum() - widths, widths[self._level_of]
        ends = each.cumsum()
        many = at.searchsorted(ends)
        many[1:] -= many[:-1].copy()
        cells = at + (starts[self._level_of] - ends + each).repeat(many)
        added = share(counts[at], norms[cells])
        added += DELTA
        added *= self._factor_of.repeat(many)
        sums = np.bincount(cells, added, len(norms)).astype(np.float64, copy=False)
        levels = texts.by_sentence(sums)
        levels *= _WEIGHTS[:, np.newaxis]
        return LevelScores(levels, np.any(held, axis=0), own, norms[:size])

    def added(self, counts: Sequence[float], norm: float) -> Iterator[float]:
        """Yield what each term adds to a sentence that holds it so often."""
        for tf, factor in zip(counts, self.factors(), strict=True):
            yield factor * (DELTA + float(share(tf, norm))) if tf else 0.0

    def _fitted(self, sizes: Sequence[int]) -> tuple[Floats, Floats]:
        """Return the factors and the best; `sizes` are the numbers of texts."""
        held = np.zeros(self._weights.shape, dtype=np.int64)
        best = np.zeros(held.shape)
        averages = self._averages[:, np.newaxis]
        learned = [n for n, t in enumerate(self.terms) if is_abbreviation(t)]
        for view, places in zip(self._views, self._at, strict=True):
            told = np.zeros((3, *held.shape), dtype=np.int64)
            for at, (rows, columns, name) in zip(places, self._blocks, strict=True):
                here = at >= 0
                known = view.arrays[name][at[here]]
                told[:, rows, columns][:, :, here] = known.transpose(2, 1, 0)
            having, tf, of = told
            held += having
            best = np.maximum(best, share(tf, length_norm(of, averages)))
            self._add_learned(learned, view, held, best)
        seen = [sum(view.held_by(term) for view in self._views) for term in self.terms]
        held[:, : self._size] *= np.array(seen, dtype=np.int64) > 0
        held[0, : self._size] = seen
        rare = [*map(idf, held.tolist(), sizes)]
        factors = self._weights * rare
        return factors, factors * (DELTA + best)

    def _add_learned(
        self, columns: Sequence[int], view: View, held: Array, best: Floats
    ) -> None:
        """Count abbreviations that texts explain, which no segment has terms for."""
        for column in columns:
            sentences = view.postings(self.terms[column]).sentences
            for row, level in enumerate(_OF_TERMS if len(sentences) else ()):
                of = _TEXT_OF.get(level.arrays)
                texts = distinct(view.arrays[of][sentences] if of else sentences)
                held[row, column] += len(texts)
                lengths = view.arrays[f"{level.arrays}_lengths"][texts]
                norm = length_norm(lengths, max(lengths.mean(), 1))
                best[row, column] = max(best[row, column], float(share(1, norm).max()))
