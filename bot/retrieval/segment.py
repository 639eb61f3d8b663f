"""Makes segments: the arrays of documents as one, and what a search needs of them.

A segment is immutable. It holds what its documents' arrays hold, for each term its
postings (`posting_rows`, by term; `posting_sentences`, `posting_tf`), the same of
whole documents (`article_*`) and of the second field (`label_*`), the character
n-grams of its words, and what the scores of a term depend on at each level that a
sentence is scored in: in how many texts it is, and the frequency and the length of the
text where it counts most.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import bounds_by, distinct, rows_of
from bot.retrieval.bm25 import length_norm, share
from bot.retrieval.grams import gram_arrays, grams_of_sentences
from bot.retrieval.joining import join
from bot.retrieval.spelling import spelling_arrays

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = [
    "LEVELS",
    "OWN",
    "ROWS",
    "TOLD",
    "build",
    "counted",
    "searchable",
    "texts_of",
    "told_of_lengths",
]

LEVELS = ("sentence", "neighbours", "paragraph", "article", "near", "around")
ROWS = {"terms": slice(0, 4), "grams": slice(4, 6)}  # of the levels
TOLD = {"terms": "term_told", "grams": "gram_told"}  # what is known of each there
OWN = ("word", "concept", "also")  # what a sentence is found by
# Sentences whose terms are counted at once: a quarter of all, within these bounds.
_PARTS, _LEAST, _MOST = 4, 250, 500


def build(parts: Sequence[Arrays]) -> dict[str, Array]:
    """Return a segment of some documents' arrays."""
    return searchable(join(parts))


def searchable(joined: Arrays) -> dict[str, Array]:
    """Return a segment of its documents' arrays, with what a search needs of them."""
    size, terms = len(joined["starts"]), len(joined["terms"])
    labels = counted(joined["label_ids"], rows_of(joined["label_rows"]), size)
    grams = gram_arrays(joined)
    told_of_texts = texts_of({**joined, **grams})
    documents, paragraphs = told_of_texts["doc_of"], told_of_texts["paragraph_of"]
    searched: dict[str, Array] = {
        **told_of_texts,
        "term_capitals": np.bincount(
            joined["word_terms"], joined["capitals"], terms
        ).astype(np.int32),
        "label_terms_rows": bounds_by(labels[0], terms),
        "label_sentences": labels[1].astype(np.int32),
        **grams,
        **spelling_arrays(joined["names"], joined["name_rows"]),
    }
    beside = _beside(joined["paragraph_rows"])
    texts = len(joined["paragraph_rows"]) - 1, len(joined["doc_rows"]) - 1
    sizes = [terms] * 4 + [len(grams["grams"])] * 2
    lengths = (searched[f"{level}_lengths"] for level in LEVELS)
    found = [*map(_Statistics, sizes, lengths)]  # by level
    held: list[tuple[Array, Array, Array]] = []
    by_document: list[tuple[Array, Array, Array]] = []
    for first, last in _cuts(joined["doc_rows"]):
        of, ids = _terms_of(joined, first, last)
        held.append(_small(counted(ids, of, size)))
        by_document.append(_small(counted(ids, documents[of], texts[1])))
        found[0].add(*held[-1])
        found[1].add(*counted(*_with_neighbours(ids, of, *beside), size))
        found[2].add(*counted(ids, paragraphs[of], texts[0]))
        found[3].add(*by_document[-1])
        of, ids = grams_of_sentences(joined, searched, first, last)
        found[4].add(*counted(*_with_neighbours(ids, of, *beside), size))
        found[5].add(*counted(ids, paragraphs[of], texts[0]))
    for vocabulary, rows_of_levels in ROWS.items():
        told = [statistics.told() for statistics in found[rows_of_levels]]
        searched[TOLD[vocabulary]] = np.stack(told, axis=1)
    rows, sentences, tf = _merged(held, terms)
    searched["posting_rows"], searched["posting_sentences"] = rows, sentences
    searched["posting_tf"] = np.minimum(tf, np.iinfo(np.uint16).max).astype(np.uint16)
    for name, array in zip(
        ("rows", "documents", "tf"), _merged(by_document, terms), strict=True
    ):
        searched[f"article_{name}"] = array
    return {**joined, **searched}


def texts_of(joined: Arrays) -> dict[str, Array]:
    """Return where each sentence stands, and how long the texts of each level are."""
    documents, paragraphs = (
        rows_of(joined["doc_rows"]),
        rows_of(joined["paragraph_rows"]),
    )
    rows, beside = rows_of(joined["word_rows"]), _beside(joined["paragraph_rows"])
    terms = np.sum([np.diff(joined[f"{name}_rows"]) for name in OWN], axis=0)
    of_words = np.diff(joined["gram_rows"])[joined["word_ids"]]
    grams = _sums(rows, of_words, len(terms))
    size = len(joined["paragraph_rows"]) - 1
    lengths = (
        terms,
        terms + _shifted(terms, *beside),
        _sums(paragraphs, terms, size),
        _sums(documents, terms, len(joined["doc_rows"]) - 1),
        grams + _shifted(grams, *beside),
        _sums(paragraphs, grams, size),
    )
    return {
        "doc_of": documents.astype(np.int32),
        "paragraph_of": paragraphs.astype(np.int32),
        **told_of_lengths(lengths),
    }


def told_of_lengths(lengths: Sequence[Array]) -> dict[str, Array]:
    """Return what is told of the lengths of the texts of each level."""
    return {
        "sentence_longest": lengths[0].max(initial=0, keepdims=True),
        "totals": np.array([(len(some), some.sum()) for some in lengths]),
        **{
            f"{level}_lengths": some.astype(np.int32, copy=False)
            for level, some in zip(LEVELS, lengths, strict=True)
        },
    }


def _sums(rows: Array, lengths: Array, size: int) -> Array:
    """Return the sums of the lengths in each of `size` rows."""
    return np.bincount(rows, lengths, size).astype(np.int64)


def _cuts(documents: Array) -> Iterator[tuple[int, int]]:
    """Yield the bounds of some whole documents at once, for the memory's sake."""
    size = int(documents[-1])
    step = min(max(size // _PARTS, _LEAST), _MOST)
    marks = np.arange(0, size + step, step).clip(max=size)
    yield from pairwise(distinct(documents[np.searchsorted(documents, marks)]).tolist())


def _terms_of(joined: Arrays, first: int, last: int) -> tuple[Array, Array]:
    """Return the terms of some sentences, as (sentence, term)."""
    of, ids = [], []
    for name in OWN:
        rows = joined[f"{name}_rows"][first : last + 1]
        of.append(rows_of(rows) + first)
        ids.append(joined[f"{name}_ids"][rows[0] : rows[-1]])
    ids[0] = joined["word_terms"][ids[0]]
    return np.concatenate(of), np.concatenate(ids)


def _small(counted: Sequence[Array]) -> tuple[Array, Array, Array]:
    ids, texts, tf = (array.astype(np.int32) for array in counted)
    return ids, texts, tf


def _merged(
    parts: list[tuple[Array, Array, Array]], size: int
) -> tuple[Array, Array, Array]:
    """Return the bounds of each id's row, and its texts and frequencies in order.

    The parts are given up, one column after the other, for the memory's sake.
    """
    if not parts:
        nothing = np.zeros(0, dtype=np.int32)
        return np.zeros(size + 1, dtype=np.int64), nothing, nothing
    columns = [*zip(*parts, strict=True)]
    parts.clear()
    ids = np.concatenate(columns.pop(0))
    rows, order = bounds_by(ids, size), np.argsort(ids, kind="stable")
    del ids
    texts, tf = (np.concatenate(columns.pop(0))[order] for _ in range(2))
    return rows, texts, tf


def counted(ids: Array, texts: Array, size: int) -> tuple[Array, Array, Array]:
    """Return (id, text, frequency) of the pairs, in order of ids, then of texts."""
    if not len(ids):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    bits = int(size).bit_length()
    pairs = np.sort(ids.astype(np.int64) << bits | texts)
    firsts = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1]))
    counts = np.diff(firsts, append=len(pairs))
    pairs = pairs[firsts]
    return pairs >> bits, pairs & ((1 << bits) - 1), counts


def _beside(paragraph_rows: Array) -> tuple[Array, Array]:
    """Return whether a sentence has one before it, after it, in its paragraph."""
    size = int(paragraph_rows[-1])
    before, after = np.ones(size, dtype=bool), np.ones(size, dtype=bool)
    before[paragraph_rows[:-1]] = False
    after[paragraph_rows[1:] - 1] = False
    return before, after


def _shifted(lengths: Array, before: Array, after: Array) -> Array:
    """Return the lengths of each sentence's neighbours together."""
    beside = np.zeros_like(lengths)
    beside[before] += lengths[np.flatnonzero(before) - 1]
    beside[after] += lengths[np.flatnonzero(after) + 1]
    return beside


def _with_neighbours(
    ids: Array, sentences: Array, before: Array, after: Array
) -> tuple[Array, Array]:
    """Return (id, sentence) pairs, and again for each neighbour of the sentence."""
    has_before, has_after = before[sentences], after[sentences]
    return (
        np.concatenate([ids, ids[has_before], ids[has_after]]),
        np.concatenate(
            [sentences, sentences[has_before] - 1, sentences[has_after] + 1]
        ),
    )


class _Statistics:
    """In how many texts terms are, and where they count most."""

    def __init__(self, terms: int, lengths: Array) -> None:
        self._lengths = lengths
        self._held_by = np.zeros(terms, dtype=np.int64)
        self._best = np.zeros(terms)
        self._tf = np.ones(terms, dtype=np.int64)
        self._length = np.zeros(terms, dtype=np.int64)

    def add(self, ids: Array, texts: Array, tf: Array) -> None:
        """Count more texts; none of them was counted before."""
        self._held_by += np.bincount(ids, minlength=len(self._held_by))
        if len(ids):
            shares = share(tf, self._norms[texts])
            np.maximum.at(self._best, ids, shares)
            here = shares == self._best[ids]
            at = ids[here]
            self._tf[at], self._length[at] = tf[here], self._lengths[texts[here]]

    @cached_property
    def _norms(self) -> Array:
        return length_norm(self._lengths, self._lengths.mean())

    def told(self) -> Array:
        """Return what is known of each term: three numbers a row."""
        columns = (self._held_by, self._tf, self._length)
        return np.stack([column.astype(np.int32) for column in columns], axis=1)
