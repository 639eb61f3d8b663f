"""Counts a question's terms in sentences and in what stands around these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import bounds_of, distinct, entries_of, joined, ragged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.retrieval.view import Postings, View

    Array = NDArray[Any]

__all__ = ["Texts"]


class Texts:
    """Some sentences of a view (sorted, each once), and what stands around them.

    Rows are these sentences and those beside them in their paragraphs; `at` gives the
    row of each sentence.
    """

    def __init__(self, view: View, sentences: Array) -> None:
        self._arrays = arrays = view.arrays
        self._view = view
        of, articles = arrays["paragraph_of"][sentences], arrays["doc_of"][sentences]
        paragraphs, self._paragraph = _grouped(of)
        self._articles, self._article = _grouped(articles)
        # What is looked up in an array has its type, or else numpy would make the whole
        # array anew in the other one: postings are of 32 bits.
        bounds = arrays["paragraph_rows"]
        self._starts = bounds[paragraphs].astype(np.int32)
        self._ends = bounds[paragraphs + 1].astype(np.int32)
        starts, ends = self._starts[self._paragraph], self._ends[self._paragraph]
        self._before = (sentences > starts).nonzero()[0]
        self._after = (sentences < ends - 1).nonzero()[0]
        firsts = np.maximum(sentences - 1, starts)
        lasts = np.minimum(sentences + 2, ends)
        firsts[1:] = np.maximum(firsts[1:], lasts[:-1])  # none twice
        self.rows = ragged(firsts, lasts - firsts).astype(np.int32)
        self.at = self.rows.searchsorted(sentences)
        self._texts = {"paragraph": of, "around": of, "article": articles}
        self._sentences = sentences

    def lengths(self, level: str) -> Array:
        """Return the length of each sentence's text at a level, by its arrays' name."""
        texts = self._texts.get(level, self._sentences)
        return np.asarray(self._arrays[f"{level}_lengths"][texts])

    def counted(self, terms: Sequence[str], grams: Array) -> tuple[Array, Array]:
        """Return how often each row, and each sentence's paragraph, has each term.

        Columns are the terms, then the n-grams, which are given by their places.
        """
        size = len(terms)
        rows = np.empty((len(self.rows), size + len(grams)), dtype=np.int32)
        paragraphs = np.empty((len(self._starts), size + len(grams)), dtype=np.int32)
        for column, term in enumerate(terms):
            held = self._view.postings(term)
            _count(held, self.rows, rows[:, column])
            _count_between(held, self._starts, self._ends, paragraphs[:, column])
        rows[:, size:], paragraphs[:, size:] = self.grams(grams)
        return rows, paragraphs[self._paragraph]

    def in_articles(self, terms: Sequence[str]) -> Array:
        """Return how often the article of each sentence holds each term."""
        counts = np.empty((len(self._articles), len(terms)), dtype=np.int32)
        for column, term in enumerate(terms):
            _count(self._view.in_documents(term), self._articles, counts[:, column])
        return counts[self._article]

    def also(self, places: Array) -> Array:
        """Return how often each sentence is found by a term beside its own words."""
        sentences, at = entries_of(self._arrays["also_rows"], self._sentences)
        ids = self._arrays["also_ids"][at]
        counts = np.zeros((len(self._sentences), len(places)), dtype=np.int64)
        for column in (places >= 0).nonzero()[0].tolist():
            held = sentences[ids == places[column]]
            counts[:, column] = np.bincount(held, minlength=len(counts))
        return counts

    def grams(self, places: Array) -> tuple[Array, Array]:
        """Return how often each row, and each paragraph, has each n-gram.

        Few words have any: where these stand is found first.
        """
        arrays, bounds = self._arrays, self._arrays["word_rows"]
        known = (places >= 0).nonzero()[0]
        of, at = entries_of(arrays["gram_word_rows"], places[known])
        words = arrays["gram_words"][at]
        order = words.argsort(kind="stable")
        columns, words = known[of[order]], words[order]
        having = distinct(words)
        at, paragraphs, found = self._occurrences(having)
        firsts = words.searchsorted(having)
        many = (words.searchsorted(having, "right") - firsts)[found]
        columns = columns[ragged(firsts[found], many)]
        rows = bounds[self.rows].searchsorted(at, "right") - 1
        seen = (at < bounds[self.rows + 1][rows]) & (rows >= 0)
        in_rows = rows[seen].repeat(many[seen]), columns[seen.repeat(many)]
        in_paragraphs = paragraphs.repeat(many), columns
        return (
            _matrix(*in_rows, len(self.rows), len(places)),
            _matrix(*in_paragraphs, len(self._starts), len(places)),
        )

    def _occurrences(self, words: Array) -> tuple[Array, Array, Array]:
        """Return where the paragraphs have one of some words, in which, and which one.

        A word's place is that among all words of the view in a row.
        """
        arrays = self._arrays
        wanted = np.zeros(len(arrays["words"]), dtype=np.int32)
        wanted[words] = np.arange(1, len(words) + 1)
        starts = arrays["word_rows"][self._starts]
        ends = arrays["word_rows"][self._ends]
        runs = zip(starts.tolist(), ends.tolist(), strict=True)
        every = wanted[joined([arrays["word_ids"][a:b] for a, b in runs], np.int32)]
        held = (every > 0).nonzero()[0]
        before = bounds_of(ends - starts)[:-1]
        paragraphs = before.searchsorted(held, "right") - 1
        return held + (starts - before)[paragraphs], paragraphs, every[held] - 1

    def near(self, own: Array, counts: Array) -> Array:
        """Return the counts of each sentence with its neighbours, of those of rows."""
        near = own.copy()
        near[self._before] += counts[self.at[self._before] - 1]
        near[self._after] += counts[self.at[self._after] + 1]
        return near


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
    """Put into `counts` how often each wanted text holds a term."""
    texts, tf = held
    if not len(texts):
        counts[:] = 0
        return
    at = texts.searchsorted(wanted)
    held_by = texts.take(at, mode="clip") == wanted
    np.multiply(tf.take(at, mode="clip"), held_by, out=counts)


def _count_between(held: Postings, starts: Array, ends: Array, counts: Array) -> None:
    """Put into `counts` how often the sentences between bounds hold a term."""
    sentences, tf = held
    firsts = sentences.searchsorted(starts)
    many = sentences.searchsorted(ends) - firsts
    rows = np.arange(len(starts)).repeat(many)
    counts[:] = np.bincount(rows, tf[ragged(firsts, many)], len(starts))
