"""Counts a question's terms in sentences and in what stands around these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import entries_of, ragged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.retrieval.view import View

    Array = NDArray[Any]

__all__ = ["Texts"]


class Texts:
    """Some sentences of a view (sorted, each once), and what stands around them.

    Rows are the sentences of their paragraphs; `at` gives the row of each sentence,
    `articles` its document.
    """

    def __init__(self, view: View, sentences: Array) -> None:
        self._arrays = arrays = view.arrays
        self._view = view
        of = arrays["paragraph_of"][sentences]  # sorted, as the sentences are
        bounds = arrays["paragraph_rows"]
        starts, ends = bounds[of], bounds[of + 1]
        new = np.empty(len(of), dtype=bool)
        new[:1] = True
        np.not_equal(of[1:], of[:-1], out=new[1:])
        self._paragraph = np.cumsum(new) - 1
        lengths = (ends - starts)[new]
        self.rows = ragged(starts[new], lengths)
        self._firsts = np.cumsum(lengths) - lengths
        self.at = self._firsts[self._paragraph] + sentences - starts
        self._before = np.flatnonzero(sentences > starts)
        self._after = np.flatnonzero(sentences < ends - 1)
        self.articles = arrays["doc_of"][sentences]
        self._texts = {"paragraph": of, "around": of, "article": self.articles}
        self._sentences = sentences

    def lengths(self, level: str) -> Array:
        """Return the length of each sentence's text at a level, by its arrays' name."""
        texts = self._texts.get(level, self._sentences)
        return np.asarray(self._arrays[f"{level}_lengths"][texts])

    def counted(self, terms: Sequence[str], counts: Array) -> None:
        """Put into `counts` how often each row has each term (a column)."""
        for column, term in enumerate(terms):
            _count(*self._view.postings(term), self.rows, counts[:, column])

    def in_articles(self, terms: Sequence[str]) -> Array:
        """Return how often the article of each sentence holds each term."""
        counts = np.empty((len(self.articles), len(terms)), dtype=np.int32)
        for column, term in enumerate(terms):
            held = self._view.in_documents(term)
            _count(*held, self.articles, counts[:, column])
        return counts

    def also(self, places: Array) -> Array:
        """Return how often each sentence is found by a term beside its own words."""
        rows, ids = self._entries("also", self._sentences)
        found = _columns(len(self._arrays["terms"]), places)
        return _matrix(rows, found[ids], len(self._sentences), len(places))

    def grams(self, places: Array) -> Array:
        """Return how often each row has each n-gram."""
        arrays = self._arrays
        rows, words = self._entries("word", self.rows)
        having = np.zeros(len(arrays["words"]), dtype=bool)
        _, at = entries_of(arrays["gram_word_rows"], places[places >= 0])
        having[arrays["gram_words"][at]] = True
        held = having[words].nonzero()[0]
        rows, words = rows[held], words[held]
        of, at = entries_of(arrays["gram_rows"], words)
        columns = _columns(len(arrays["grams"]), places)[arrays["gram_ids"][at]]
        return _matrix(rows[of], columns, len(self.rows), len(places))

    def near(self, own: Array, counts: Array) -> Array:
        """Return the counts of each sentence with its neighbours, of those of rows."""
        near = own.copy()
        near[self._before] += counts[self.at[self._before] - 1]
        near[self._after] += counts[self.at[self._after] + 1]
        return near

    def around(self, counts: Array) -> Array:
        """Return the counts of each sentence's paragraph, of those of rows."""
        return np.asarray(
            np.add.reduceat(counts, self._firsts, axis=0)[self._paragraph]
        )

    def _entries(self, name: str, sentences: Array) -> tuple[Array, Array]:
        """Return the entries of some sentences, with these sentences' places."""
        rows, at = entries_of(self._arrays[f"{name}_rows"], sentences)
        return rows, self._arrays[f"{name}_ids"][at]


def _matrix(rows: Array, columns: Array, height: int, width: int) -> Array:
    """Return how often each cell is told; a column below 0 is none."""
    held = (columns >= 0).nonzero()[0]
    cells = rows[held] * width + columns[held]
    counts = np.bincount(cells, minlength=height * width)
    return counts.reshape(height, width)


def _count(texts: Array, tf: Array, wanted: Array, counts: Array) -> None:
    """Put into `counts` how often each wanted text holds a term, of sorted `texts`."""
    if not len(texts):
        counts[:] = 0
        return
    at = texts.searchsorted(wanted)
    held = texts.take(at, mode="clip") == wanted
    np.multiply(tf.take(at, mode="clip"), held, out=counts)


def _columns(size: int, places: Array) -> Array:
    """Return by place in a vocabulary the column that asks for it, -1 for none."""
    columns = np.full(size, -1, dtype=np.int16)
    columns[places[places >= 0]] = np.flatnonzero(places >= 0)
    return columns
