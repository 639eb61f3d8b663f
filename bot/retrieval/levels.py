"""The texts that a sentence is scored in: itself, its neighbours, its paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.retrieval.arrays import distinct, ragged
from bot.retrieval.bm25 import DELTA, idf, share
from bot.retrieval.concepts import is_abbreviation

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


# What a segment has for each term at each level, and the arrays that lead to its texts.
_TOLD = ("held_by", "best_tf", "best_length")
_TEXT_OF = {"paragraph": "paragraph_of", "article": "doc_of"}


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a level is scored by for one question; arrays have an entry a term."""

    factors: Floats  # the term's weight times its inverse document frequency
    best: Floats  # the most that it adds to any text; 0 where none has it
    average: float  # length of the texts


class Model:
    """What a question's terms are worth at each level, in some views.

    The sentence's own level is exactly that of an index over what can be seen; the
    others count what is hidden of a segment along, but no term that only this has.
    """

    def __init__(self, views: Sequence[View], query: Query) -> None:
        self.terms, self.grams = [*query.terms], [*query.grams]
        self._weights = [*query.terms.values()], [*query.grams.values()]
        self._views = views
        self._at = (
            [view.places("terms", self.terms) for view in views],
            [view.places("grams", self.grams) for view in views],
        )
        self._learned = [n for n, t in enumerate(self.terms) if is_abbreviation(t)]
        self._seen = np.array(
            [sum(view.held_by(term) for view in views) for term in self.terms],
            dtype=np.int64,
        )
        self.levels = tuple(map(self._fitted, LEVELS))

    def factors(self) -> list[float]:
        """Return what a term's postings are multiplied by at a sentence's own level."""
        factors: list[float] = self.levels[0].factors.tolist()
        return factors

    def attainable(self, unknown: float, others: Collection[str]) -> float:
        """Return the most that the levels could add to any sentence's score.

        `unknown` stands for the score of a term that no text holds; it is nothing
        for a term of `others`, whose word the texts have in another way.
        """
        total = 0.0
        for level, fitted in zip(LEVELS, self.levels, strict=True):
            names = self.grams if level.by_grams else self.terms
            weights = self._weights[level.by_grams]
            for name, weight, best in zip(names, weights, fitted.best, strict=True):
                missing = 0.0 if name in others else unknown * weight
                total += level.weight * float(best or missing)
        return total

    def scores(self, number: int, sentences: Array) -> tuple[Floats, Array, Floats]:
        """Return what each level (a column) adds to some sentences of a view.

        `sentences` are sorted, each once, by their numbers in the view of a number.
        With it come which of them hold a term of the question in their own words, and
        what each term (a column) adds to them.
        """
        view = self._views[number]
        texts = _Texts(view, sentences)
        own, tf = texts.counted(self._at[0][number], self.terms)
        grams = texts.grams(self._at[1][number])
        articles = self._of_articles(number, texts)
        counts = {
            "sentence": tf[texts.at],
            "neighbours": texts.near(tf),
            "paragraph": texts.around(tf),
            "article": articles,
            "near": texts.near(grams),
            "around": texts.around(grams),
        }
        levels = np.zeros((len(sentences), len(LEVELS)))
        terms = np.zeros((len(sentences), len(self.terms)))
        for column, (level, fitted) in enumerate(zip(LEVELS, self.levels, strict=True)):
            lengths = view.arrays[f"{level.arrays}_lengths"][texts.of(level.arrays)]
            added = _added(fitted, counts[level.arrays], lengths)
            levels[:, column] = level.weight * added.sum(axis=1)
            if level.arrays == "sentence":
                terms = level.weight * added
        return levels, np.asarray(own[texts.at].any(axis=1)), terms

    def _of_articles(self, number: int, texts: _Texts) -> Floats:
        """Return how often the article of each sentence holds each term."""
        view, of = self._views[number], texts.of("article")
        counts = np.zeros((len(of), len(self.terms)))
        held = np.zeros(len(view.numbers))
        for column, term in enumerate(self.terms):
            documents, tf = view.in_documents(term)
            held[documents] = tf
            counts[:, column] = held[of]
            held[documents] = 0
        return counts

    def _fitted(self, level: Level) -> Fitted:
        own = level.arrays == "sentence"
        sizes = np.zeros(2, dtype=np.int64)
        for view in self._views:
            totals = view.arrays[f"{level.arrays}_totals"]
            sizes += [view.sentences, view.length] if own else totals
        size, length = sizes.tolist()
        average = length / size if length else 1.0
        weights = np.array(self._weights[level.by_grams])
        held = np.zeros(len(weights), dtype=np.int64)
        best = np.zeros(len(weights))
        for view, at in zip(self._views, self._at[level.by_grams], strict=True):
            here = at >= 0
            places = at[here]
            told = (view.arrays[f"{level.arrays}_{name}"][places] for name in _TOLD)
            count, tf, of = told
            held[here] += count
            best[here] = np.maximum(best[here], share(tf, of, average))
            if not level.by_grams:
                self._add_learned(view, level, held, best)
        if not level.by_grams:
            held = self._seen if own else np.where(self._seen, held, 0)
        factors = weights * idf(held.tolist(), size)
        return Fitted(factors, factors * (DELTA + best), average)

    def _add_learned(self, view: View, level: Level, held: Array, best: Floats) -> None:
        """Count abbreviations that texts explain, which no segment has terms for."""
        for column in self._learned:
            sentences = view.postings(self.terms[column]).sentences
            if len(sentences):
                of = _TEXT_OF.get(level.arrays)
                texts = distinct(view.arrays[of][sentences] if of else sentences)
                held[column] += len(texts)
                lengths = view.arrays[f"{level.arrays}_lengths"][texts]
                shares = share(1, lengths, max(lengths.mean(), 1))
                best[column] = max(best[column], float(shares.max()))


class _Texts:
    """The paragraphs of some sentences of a view, to count terms in."""

    def __init__(self, view: View, sentences: Array) -> None:
        self._arrays = arrays = view.arrays
        self._view = view
        self._sentences = sentences
        of = arrays["paragraph_of"][sentences]  # sorted, as the sentences are
        first = np.diff(of, prepend=-1) > 0
        paragraphs, self._paragraph = of[first], np.cumsum(first) - 1
        self._paragraphs = paragraphs
        bounds = arrays["paragraph_rows"]
        lengths = bounds[paragraphs + 1] - bounds[paragraphs]
        self.rows = ragged(bounds[paragraphs], lengths)
        self._firsts = np.cumsum(lengths) - lengths
        self.at = np.searchsorted(self.rows, sentences)
        of_row = arrays["paragraph_of"][self.rows]
        same = of_row[1:] == of_row[:-1]
        self._before = np.concatenate([[False], same])[self.at]
        self._after = np.concatenate([same, [False]])[self.at]

    def of(self, level: str) -> Array:
        """Return the number of each sentence's text at a level."""
        if level in {"paragraph", "around"}:
            return np.asarray(self._arrays["paragraph_of"][self._sentences])
        if level == "article":
            return np.asarray(self._arrays["doc_of"][self._sentences])
        return self._sentences

    def counted(self, places: Array, terms: Sequence[str]) -> tuple[Array, Array]:
        """Return which terms each row's own words have, and how often it has each."""
        held = np.zeros((len(self.rows), len(terms)), dtype=np.int32)
        row_of = np.full(self._view.size, -1, dtype=np.int32)
        row_of[self.rows] = np.arange(len(self.rows))
        for column, term in enumerate(terms):
            sentences, tf = self._view.postings(term)
            at = row_of[sentences]
            there = at >= 0
            held[at[there], column] = tf[there]
        found = _columns(len(self._arrays["terms"]), places)
        also = self._matrix(*self._entries("also"), found, len(terms))
        return held > also, held

    def grams(self, places: Array) -> Array:
        """Return how often each row has each n-gram."""
        arrays = self._arrays
        rows, words = self._entries("word")
        having = np.zeros(len(arrays["words"]), dtype=bool)
        bounds = arrays["gram_word_rows"]
        known = places[places >= 0]
        lengths = bounds[known + 1] - bounds[known]
        having[arrays["gram_words"][ragged(bounds[known], lengths)]] = True
        held = having[words]
        rows, words = rows[held], words[held]
        bounds = arrays["gram_rows"]
        lengths = bounds[words + 1] - bounds[words]
        ids = arrays["gram_ids"][ragged(bounds[words], lengths)]
        found = _columns(len(arrays["grams"]), places)
        return self._matrix(np.repeat(rows, lengths), ids, found, len(places))

    def near(self, counts: Array) -> Array:
        """Return the counts of each sentence with its neighbours, of those of rows."""
        near = counts[self.at]
        near[self._before] += counts[self.at[self._before] - 1]
        near[self._after] += counts[self.at[self._after] + 1]
        return near

    def around(self, counts: Array) -> Array:
        """Return the counts of each sentence's paragraph, of those of rows."""
        return np.asarray(
            np.add.reduceat(counts, self._firsts, axis=0)[self._paragraph]
        )

    def _entries(self, name: str) -> tuple[Array, Array]:
        """Return the entries of all rows, with the places of their rows."""
        bounds = self._arrays[f"{name}_rows"]
        lengths = bounds[self.rows + 1] - bounds[self.rows]
        entries = self._arrays[f"{name}_ids"][ragged(bounds[self.rows], lengths)]
        return np.repeat(np.arange(len(self.rows)), lengths), entries

    def _matrix(self, rows: Array, ids: Array, column_of: Array, size: int) -> Array:
        """Return how often each row has each column's term."""
        columns = column_of[ids]
        held = columns >= 0
        cells = rows[held] * size + columns[held]
        counts = np.bincount(cells, minlength=len(self.rows) * size)
        return counts.reshape(len(self.rows), size).astype(np.int32)


def _columns(size: int, places: Array) -> Array:
    """Return by place in a vocabulary the column that asks for it, -1 for none."""
    columns = np.full(size, -1, dtype=np.int16)
    columns[places[places >= 0]] = np.flatnonzero(places >= 0)
    return columns


def _added(fitted: Fitted, tf: Array, lengths: Array) -> Floats:
    """Return what each term (a column) adds to each text."""
    added = share(tf, lengths[:, np.newaxis], fitted.average)
    added += DELTA
    added *= fitted.factors
    added *= tf > 0
    return added
