"""Counts a question's terms in sentences and in what stands around these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.retrieval.arrays import bounds_by, common, entries_of, ragged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.retrieval.view import Postings, View

    Array = NDArray[Any]

__all__ = ["Counts", "Texts"]


class Counts(NamedTuple):
    """How often sentences hold each term and n-gram (a column): a row a sentence.

    `own` is what they hold themselves, `near` with their neighbours, `around` what
    their paragraphs hold.
    """

    own: Array
    near: Array
    around: Array


class Texts:
    """Some sentences of a view (sorted, each once), and what stands around them."""

    def __init__(self, view: View, sentences: Array) -> None:
        self._arrays = arrays = view.arrays
        self._view = view
        of, articles = arrays["paragraph_of"][sentences], arrays["doc_of"][sentences]
        paragraphs, paragraph = _grouped(of)
        self._articles, self._article = _grouped(articles)
        bounds = arrays["paragraph_rows"]
        self._starts, self._ends = bounds[paragraphs], bounds[paragraphs + 1]
        lengths = self._ends - self._starts
        # The sentences of all paragraphs, where those of each begin among them and end,
        # and where the wanted sentences stand. What is looked up in an array has its
        # type, or else numpy would make the whole array anew in the other one: postings
        # are of 32 bits.
        self._rows = ragged(self._starts, lengths).astype(np.int32)
        ends = lengths.cumsum()
        self._last = ends[paragraph]
        self._first = self._last - lengths[paragraph]
        self._at = self._first + sentences - self._starts[paragraph]
        self._texts = {"paragraph": of, "around": of, "article": articles}
        self._sentences = sentences

    def lengths(self, level: str) -> Array:
        """Return the length of each sentence's text at a level, by its arrays' name."""
        texts = self._texts.get(level, self._sentences)
        return np.asarray(self._arrays[f"{level}_lengths"][texts])

    def counted(self, terms: Sequence[str], grams: Array) -> Counts:
        """Count terms, and behind them n-grams, which are given by their places."""
        size = len(terms)
        counts = np.zeros((len(self._rows) + 1, size + len(grams)), dtype=np.int32)
        for column, term in enumerate(terms):
            _count(self._view.postings(term), self._rows, counts[1:, column])
        counts[1:, size:] = self._grams(grams)
        # Of the sums up to each row, those of any rows in a row are differences.
        own = counts[self._at + 1]
        np.cumsum(counts, axis=0, out=counts)
        near = counts[np.minimum(self._at + 2, self._last)]
        near -= counts[np.maximum(self._at - 1, self._first)]
        return Counts(own, near, counts[self._last] - counts[self._first])

    def in_articles(self, terms: Sequence[str]) -> Array:
        """Return how often the article of each sentence holds each term."""
        counts = np.zeros((len(self._articles), len(terms)), dtype=np.int32)
        for column, term in enumerate(terms):
            _count(self._view.in_documents(term), self._articles, counts[:, column])
        return counts[self._article]

    def also(self, places: Array) -> Array:
        """Return how often each sentence is found by a term beside its own words."""
        sentences, at = entries_of(self._arrays["also_rows"], self._sentences)
        same = self._arrays["also_ids"][at][:, np.newaxis] == places
        entries, columns = (same & (places >= 0)).nonzero()
        return _matrix(sentences[entries], columns, len(self._sentences), len(places))

    def _grams(self, places: Array) -> Array:
        """Return how often each row has each n-gram.

        Few words have any: where these stand is found first.
        """
        arrays, bounds = self._arrays, self._arrays["word_rows"]
        known = (places >= 0).nonzero()[0]
        of, at = entries_of(arrays["gram_word_rows"], places[known])
        having = arrays["gram_words"][at]
        order = having.argsort(kind="stable")
        columns = known[of[order]]
        having, which = _grouped(having[order])
        firsts = bounds_by(which, len(having))
        wanted = np.zeros(len(arrays["words"]), dtype=np.int32)
        wanted[having] = np.arange(1, len(having) + 1)
        starts = bounds[self._starts]
        words = arrays["word_ids"][ragged(starts, bounds[self._ends] - starts)]
        found = wanted[words]
        held = (found > 0).nonzero()[0]
        found = found[held]
        many = firsts[found] - firsts[found - 1]
        columns = columns[ragged(firsts[found - 1], many)]
        lengths = bounds[self._rows + 1] - bounds[self._rows]
        rows = lengths.cumsum().searchsorted(held, "right")
        return _matrix(rows.repeat(many), columns, len(self._rows), len(places))


def _grouped(values: Array) -> tuple[Array, Array]:
    """Return the distinct ones of sorted values, and which of them each value is."""
    new = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return values[new], new.cumsum() - 1


def _matrix(rows: Array, columns: Array, height: int, width: int) -> Array:
    """Return how often each cell is told."""
    counts = np.bincount(rows * width + columns, minlength=height * width)
    return counts.reshape(height, width)


def _count(held: Postings, wanted: Array, counts: Array) -> None:
    """Put into `counts`, which are 0, how often each wanted text holds a term."""
    at, of = common(held.sentences, wanted)
    counts[of] = held.tf[at]
