"""Counts a question's terms in sentences and in what stands around these."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.retrieval.arrays import covered, grouped, joined, places_of, ragged
from bot.retrieval.segment import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.retrieval.view import Postings, View

    Array = NDArray[Any]
    Floats = NDArray[np.float64]

__all__ = ["Texts"]

_MANY = 8  # sentences to one that is wanted, which are all counted one by one
_LONG = 200  # values in a row that are sooner copied than looked up one by one
_NONE = -1 << 40  # a column that is none, whatever is added to it


class _Held(NamedTuple):
    """That texts hold terms or n-grams: these' numbers, the texts' columns, how often.

    They come in order of the numbers.
    """

    items: Array
    columns: Array
    tf: Floats

    def beside(self, others: _Held, size: int) -> _Held:
        """Return what is held with others, of which the numbers follow `size` ones."""
        items = np.concatenate([self.items, others.items + size])
        columns = np.concatenate([self.columns, others.columns])
        return _Held(items, columns, np.concatenate([self.tf, others.tf]))


class Texts:
    """Some sentences of a view (sorted, each once), and what stands around them.

    `widths` has for each of LEVELS how many texts these are: several sentences share a
    paragraph or an article.
    """

    def __init__(self, view: View, sentences: Array) -> None:
        self._arrays = arrays = view.arrays
        self._view = view
        self._sentences = sentences
        paragraphs, self._paragraph = grouped(arrays["paragraph_of"][sentences])
        articles, self._article = grouped(arrays["doc_of"][sentences])
        self._texts = {"paragraph": paragraphs, "around": paragraphs}
        self._texts["article"] = articles
        bounds = arrays["paragraph_rows"]
        self._starts, self._ends = bounds[paragraphs], bounds[paragraphs + 1]
        size = len(sentences)
        others = len(paragraphs), len(articles), size, len(paragraphs)
        self.widths = np.array([size, size, *others])
        # Rows are the sentences of all paragraphs, or where these are long, of all
        # neighbourhoods.
        lengths = self._ends - self._starts
        self._are_whole = lengths.sum() <= _MANY * size
        if self._are_whole:
            self._rows = ragged(self._starts, lengths)
            self._of_row = np.arange(len(lengths)).repeat(lengths)
            follows = self._of_row[1:] == self._of_row[:-1]
        else:
            starts, ends = self._starts[self._paragraph], self._ends[self._paragraph]
            firsts = np.maximum(sentences - 1, starts)
            self._rows = covered(firsts, np.minimum(sentences + 2, ends))
            of = arrays["paragraph_of"][self._rows]
            follows = self._rows[1:] - self._rows[:-1] == 1
            follows &= of[1:] == of[:-1]
        # The column of each row's sentence, and of the next and the last one where that
        # is in its paragraph.
        self._columns = np.full((3, len(self._rows)), _NONE)
        own, after, before = self._columns
        own[self._rows.searchsorted(sentences)] = np.arange(size)
        after[:-1] = np.where(follows, own[1:], _NONE)
        before[1:] = np.where(follows, own[:-1], _NONE)

    def lengths(self) -> Array:
        """Return the lengths of the texts of all levels, behind one another."""
        arrays, texts, own = self._arrays, self._texts, self._sentences
        return np.concatenate(
            [arrays[f"{level}_lengths"][texts.get(level, own)] for level in LEVELS]
        )

    def by_sentence(self, values: Floats) -> Floats:
        """Return the values of the texts of all levels as those of the sentences.

        A row is a level, a column a sentence.
        """
        found = np.empty((len(LEVELS), len(self._sentences)))
        start = 0
        for row, width in enumerate(self.widths.tolist()):
            own = values[start : start + width]
            at = self._at[row]
            found[row] = own if at is None else own[at]
            start += width
        return found

    @property
    def _at(self) -> tuple[Array | None, ...]:
        """By level the text that each sentence is in, None where it is its own."""
        of = self._paragraph
        return None, None, of, self._article, None, of

    def counted(self, terms: Sequence[str], grams: Array) -> Floats:
        """Count terms and n-grams, which are given by their places.

        They are counted in rows behind one another: first the terms in each sentence
        itself, then terms and n-grams in each with its neighbours, these in each
        paragraph, and terms in each article. A row is as wide as there are texts.
        """
        size, every = len(terms), len(terms) + len(grams)
        width, _, paragraphs, articles, *_ = self.widths.tolist()
        own = self._terms(terms)
        held = own.beside(self._grams(grams, self._rows, self._rows + 1), size)
        near = self._columns[:, held.columns] + (held.items + size) * width
        around = self._around(held, terms, grams)
        within = self._in_articles(terms)
        before = (size + every) * width
        behind = before + every * paragraphs
        cells = np.concatenate(
            [
                self._columns[0, own.columns] + own.items * width,
                near.ravel(),
                around.columns + around.items * paragraphs + before,
                within.columns + within.items * articles + behind,
            ]
        )
        some = (cells >= 0).nonzero()[0]
        tf = np.concatenate([own.tf, held.tf, held.tf, held.tf, around.tf, within.tf])
        counts = np.bincount(cells[some], tf[some], behind + size * articles)
        return counts.astype(np.float64, copy=False)  # of nothing, they are whole ones

    def _terms(self, terms: Sequence[str]) -> _Held:
        """Return the terms that rows hold."""
        postings = [self._view.postings(term) for term in terms]
        return _held_by(postings, self._rows, self._view.size)

    def _in_articles(self, terms: Sequence[str]) -> _Held:
        """Return the terms that articles hold."""
        postings = [self._view.in_documents(term) for term in terms]
        size = len(self._arrays["doc_rows"]) - 1
        return _held_by(postings, self._texts["article"], size)

    def _around(self, held: _Held, terms: Sequence[str], grams: Array) -> _Held:
        """Return what paragraphs hold; that of their rows is known where these are all.

        Else a column is counted several times.
        """
        if self._are_whole:
            return held._replace(columns=self._of_row[held.columns])
        each = [self._view.postings(term) for term in terms]
        some = [_held_between(one, self._starts, self._ends) for one in each]
        many = [len(columns) for columns, _ in some]
        own = _Held(
            np.arange(len(terms)).repeat(many),
            joined(columns for columns, _ in some),
            joined((tf for _, tf in some), np.float64),
        )
        return own.beside(self._grams(grams, self._starts, self._ends), len(terms))

    def also(self, places: Array) -> tuple[Array, Array]:
        """Return by which terms that it lacks a sentence is found all the same.

        They come as the numbers of terms and of sentences.
        """
        arrays = self._arrays
        at, ends = places_of(arrays["also_rows"], self._sentences)
        numbers = _numbers(places, len(arrays["terms"]))[arrays["also_ids"][at]]
        held = (numbers > 0).nonzero()[0]
        return numbers[held] - 1, ends.searchsorted(held, "right")

    def _grams(self, places: Array, starts: Array, ends: Array) -> _Held:
        """Return the n-grams that sentences between bounds have, each by itself.

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
        found = (numbers > 0).nonzero()[0]
        held = held[lasts.searchsorted(found, "right")]
        columns = (last - first).cumsum().searchsorted(held, "right")
        items = (numbers[found] - 1).astype(np.int64)
        return _Held(items, columns, np.ones(len(found)))


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


def _held_by(postings: Sequence[Postings], wanted: Array, size: int) -> _Held:
    """Return which of some texts, of so many, hold terms."""
    texts = joined(held.sentences for held in postings)
    columns = np.zeros(size, dtype=np.int32)
    columns[wanted] = np.arange(1, len(wanted) + 1)
    found = columns[texts]
    at = (found > 0).nonzero()[0]
    bounds = at.searchsorted([*accumulate((len(h.tf) for h in postings), initial=0)])
    items = np.arange(len(postings)).repeat(bounds[1:] - bounds[:-1])
    tf = joined((held.tf for held in postings), np.float64)
    return _Held(items, found[at] - 1, tf[at])


def _held_between(held: Postings, starts: Array, ends: Array) -> tuple[Array, Array]:
    """Return for each time that sentences between bounds hold a term, which, and tf."""
    # What is looked up in an array has its type, or else numpy would make the whole
    # array anew in the other one: postings are of 32 bits.
    bounds = starts.astype(np.int32), ends.astype(np.int32)
    firsts = held.sentences.searchsorted(bounds[0])
    many = held.sentences.searchsorted(bounds[1]) - firsts
    return np.arange(len(starts)).repeat(many), held.tf[ragged(firsts, many)]
