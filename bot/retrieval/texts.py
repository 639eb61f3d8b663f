"""Counts a question's terms in sentences and in what stands around these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import (
    common,
    covered,
    grouped,
    places_of,
    ragged,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.retrieval.view import Postings, View

    Array = NDArray[Any]

__all__ = ["Texts"]

_MANY = 8  # sentences to one that is wanted, which are all counted one by one
_LONG = 200  # values in a row that are sooner copied than looked up one by one


class Texts:
    """Some sentences of a view (sorted, each once), and what stands around them."""

    def __init__(self, view: View, sentences: Array) -> None:
        self._arrays = arrays = view.arrays
        self._view = view
        of, articles = arrays["paragraph_of"][sentences], arrays["doc_of"][sentences]
        paragraphs, self._paragraph = grouped(of)
        self._articles, self._article = grouped(articles)
        bounds = arrays["paragraph_rows"]
        # What is looked up in an array has its type, or else numpy would make the whole
        # array anew in the other one: postings are of 32 bits.
        self._starts = bounds[paragraphs].astype(np.int32)
        self._ends = bounds[paragraphs + 1].astype(np.int32)
        starts, ends = self._starts[self._paragraph], self._ends[self._paragraph]
        firsts = np.maximum(sentences - 1, starts)
        lasts = np.minimum(sentences + 2, ends)
        # Rows are the sentences of all paragraphs, or where these are long, of all
        # neighbourhoods.
        lengths = self._ends - self._starts
        self._are_whole = lengths.sum() <= _MANY * len(sentences)
        if self._are_whole:
            rows = ragged(self._starts, lengths)
        else:
            rows = covered(firsts, lasts)
        self._rows = rows.astype(np.int32)
        self._at = rows.searchsorted(sentences)
        before = self._at - sentences
        self._near = before + firsts, before + lasts
        self._around = before + starts, before + ends  # where rows are whole
        self._texts = {"paragraph": of, "around": of, "article": articles}
        self._sentences = sentences

    def lengths(self, level: str) -> Array:
        """Return the length of each sentence's text at a level, by its arrays' name."""
        texts = self._texts.get(level, self._sentences)
        return np.asarray(self._arrays[f"{level}_lengths"][texts])

    def counted(self, terms: Sequence[str], grams: Array) -> Array:
        """Count terms and n-grams, which are given by their places: a row each.

        A column is a sentence. First come the terms in the sentence itself, then terms
        and n-grams in it with its neighbours, these in its paragraph, and terms in its
        article.
        """
        size = len(terms)
        counts = np.zeros((size + len(grams), len(self._rows) + 1), dtype=np.int32)
        for row, term in enumerate(terms):
            _count(self._view.postings(term), self._rows, counts[row, 1:])
        counts[size:, 1:] = self._grams(grams, self._rows, self._rows + 1)
        own = counts[:size].take(self._at + 1, axis=1)
        # Of the sums up to each row, those of any rows in a row are differences.
        counts.cumsum(axis=1, out=counts)
        near = _between_columns(counts, self._near)
        if self._are_whole:
            around = _between_columns(counts, self._around)
        else:
            around = self._paragraphs(terms, grams).take(self._paragraph, axis=1)
        return np.concatenate([own, near, around, self._in_articles(terms)])

    def _in_articles(self, terms: Sequence[str]) -> Array:
        """Return how often the article of each sentence holds each term."""
        counts = np.zeros((len(terms), len(self._articles)), dtype=np.int32)
        for row, term in enumerate(terms):
            _count(self._view.in_documents(term), self._articles, counts[row])
        return counts.take(self._article, axis=1)

    def also(self, places: Array) -> tuple[Array, Array]:
        """Return by which terms that it lacks a sentence is found all the same.

        They come as the numbers of terms and of sentences.
        """
        arrays = self._arrays
        at, ends = places_of(arrays["also_rows"], self._sentences)
        numbers = _numbers(places, len(arrays["terms"]))[arrays["also_ids"][at]]
        held = numbers.nonzero()[0]
        return numbers[held] - 1, ends.searchsorted(held, "right")

    def _paragraphs(self, terms: Sequence[str], grams: Array) -> Array:
        """Return how often each paragraph has each term and n-gram: a row each."""
        counts = np.zeros((len(terms) + len(grams), len(self._starts)), dtype=np.int32)
        for row, term in enumerate(terms):
            held = self._view.postings(term)
            _count_between(held, self._starts, self._ends, counts[row])
        counts[len(terms) :] = self._grams(grams, self._starts, self._ends)
        return counts

    def _grams(self, places: Array, starts: Array, ends: Array) -> Array:
        """Return how often sentences between bounds have each n-gram: a row each.

        Few words have any: where these stand is found first.
        """
        arrays, bounds = self._arrays, self._arrays["word_rows"]
        at, _ = places_of(arrays["gram_word_rows"], places[places >= 0])
        having = np.zeros(len(arrays["gram_rows"]) - 1, dtype=np.bool_)
        having[arrays["gram_words"][at]] = True
        first, last = bounds[starts], bounds[ends]
        words = _between(arrays["word_ids"], first, last)
        held = having.take(words).nonzero()[0]
        at, lasts = places_of(arrays["gram_rows"], words[held])
        numbers = _numbers(places, len(arrays["grams"]))[arrays["gram_ids"][at]]
        found = numbers.nonzero()[0]
        held = held[lasts.searchsorted(found, "right")]
        columns = (last - first).cumsum().searchsorted(held, "right")
        width = len(starts)
        cells = (numbers[found] - 1) * np.int64(width) + columns
        counts = np.bincount(cells, minlength=len(places) * width)
        return counts.reshape(len(places), width)


def _numbers(places: Array, size: int) -> Array:
    """Return by each of so many places one more than its number, 0 for the others.

    -1 is the place of what is not there.
    """
    numbers = np.zeros(size + 1, dtype=np.int16)
    numbers[places] = np.arange(1, len(places) + 1)
    numbers[-1] = 0
    return numbers


def _between(values: Array, starts: Array, ends: Array) -> Array:
    """Return the values between bounds; long runs are taken as slices."""
    lengths = ends - starts
    if lengths.sum() <= _LONG * len(starts):
        return values[ragged(starts, lengths)]
    runs = zip(starts.tolist(), ends.tolist(), strict=True)
    return np.concatenate([values[start:end] for start, end in runs])


def _between_columns(sums: Array, bounds: tuple[Array, Array]) -> Array:
    """Return what stands between columns, by the sums up to each."""
    first, last = bounds
    return np.asarray(sums.take(last, axis=1) - sums.take(first, axis=1))


def _count(held: Postings, wanted: Array, counts: Array) -> None:
    """Put into `counts`, which are 0, how often each wanted text holds a term."""
    at, of = common(held.sentences, wanted)
    counts[of] = held.tf[at]


def _count_between(held: Postings, starts: Array, ends: Array, counts: Array) -> None:
    """Put into `counts` how often the sentences between bounds hold a term."""
    firsts = held.sentences.searchsorted(starts)
    many = held.sentences.searchsorted(ends) - firsts
    rows = np.arange(len(starts)).repeat(many)
    counts[:] = np.bincount(rows, held.tf[ragged(firsts, many)], len(starts))
