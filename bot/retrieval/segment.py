"""Makes segments: the arrays of documents as one, and what a search needs of them.

A segment is immutable. It holds what its documents' arrays hold, for each term its
postings (`posting_rows`, by term; `posting_sentences`, `posting_tf`), the same of
whole documents (`article_*`) and of the second field (`label_*`), the character
n-grams of its words, and what the scores of a term depend on at each level that a
sentence is scored in: in how many texts it is, and the frequency and the length of the
text where it counts most.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import bounds_of, distinct, ragged, rows_of
from bot.retrieval.bm25 import share
from bot.retrieval.hashes import hash_of
from bot.retrieval.joining import chosen, join
from bot.retrieval.query import grams_of
from bot.retrieval.spelling import spelling_arrays

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = ["LEVELS", "build"]

LEVELS = ("sentence", "neighbours", "paragraph", "article", "near", "around")
_AT_ONCE = 4_000  # sentences whose n-grams are counted at once, for the memory's sake
_MOST = np.iinfo(np.uint16).max  # that a frequency is counted to


def build(parts: Sequence[Arrays], kept: Sequence[Array] | None = None) -> Arrays:
    """Return a segment of some documents' arrays, or of segments.

    `kept` says of each part which of its documents to take along, all without it.
    """
    joined = join(
        [chosen(p, k) for p, k in zip(parts, kept, strict=True)] if kept else parts
    )
    return {**joined, **_searched(joined)}


def _searched(joined: Arrays) -> dict[str, Array]:
    """Return what a search needs of joined documents."""
    size, terms = len(joined["starts"]), len(joined["terms"])
    sentences = np.concatenate(
        [rows_of(joined[f"{name}_rows"]) for name in ("word", "concept", "also")]
    )
    ids = np.concatenate(
        [
            joined["word_terms"][joined["word_ids"]],
            joined["concept_ids"],
            joined["also_ids"],
        ]
    )
    lengths = np.bincount(sentences, minlength=size).astype(np.int32)
    documents = rows_of(joined["doc_rows"])
    paragraphs = rows_of(joined["paragraph_rows"])
    held = _counted(ids, sentences, size)
    whole = _counted(ids, documents[sentences], len(joined["keys"]))
    labels = _counted(joined["label_ids"], rows_of(joined["label_rows"]), size)
    searched: dict[str, Array] = {
        "doc_of": documents.astype(np.int32),
        "paragraph_of": paragraphs.astype(np.int32),
        "posting_rows": _starts(held[0], terms),
        "posting_sentences": held[1].astype(np.int32),
        "posting_tf": np.minimum(held[2], _MOST).astype(np.uint16),
        "term_capitals": np.bincount(
            joined["word_terms"], joined["capitals"], terms
        ).astype(np.int32),
        "article_rows": _starts(whole[0], terms),
        "article_documents": whole[1].astype(np.int32),
        "article_tf": whole[2].astype(np.int32),
        "label_terms_rows": _starts(labels[0], terms),
        "label_sentences": labels[1].astype(np.int32),
        **_grams(joined),
        **spelling_arrays(joined["names"], joined["name_rows"]),
    }
    before, after = _beside(joined["paragraph_rows"])
    near = lengths + _shifted(lengths, before, after)
    around = np.bincount(paragraphs, lengths, len(joined["paragraph_rows"]) - 1).astype(
        int
    )
    of_documents = np.bincount(documents, lengths, len(joined["keys"])).astype(int)
    gram_lengths = _gram_lengths(joined, searched)
    gram_near = gram_lengths + _shifted(gram_lengths, before, after)
    gram_around = np.bincount(paragraphs, gram_lengths, len(around)).astype(int)
    searched["sentence_longest"] = np.array([lengths.max(initial=0)])
    beside = _with_neighbours(sentences, ids, before, after)
    grams = len(searched["grams"])
    found = (
        _Statistics(terms, lengths).add(*held),
        _Statistics(terms, near).add(*_counted(beside[1], beside[0], size)),
        _Statistics(terms, around).add(
            *_counted(ids, paragraphs[sentences], len(around))
        ),
        _Statistics(terms, of_documents).add(*whole),
        _Statistics(grams, gram_near),
        _Statistics(grams, gram_around),
    )
    for gram_sentences, gram_ids in _occurrences(joined, searched):
        near_s, near_g = _with_neighbours(gram_sentences, gram_ids, before, after)
        found[4].add(*_counted(near_g, near_s, size))
        found[5].add(*_counted(gram_ids, paragraphs[gram_sentences], len(around)))
    for name, statistics in zip(LEVELS, found, strict=True):
        searched |= {
            f"{name}_{what}": array for what, array in statistics.arrays().items()
        }
    return searched


def _counted(ids: Array, texts: Array, size: int) -> tuple[Array, Array, Array]:
    """Return (id, text, frequency) of the pairs, in order of ids, then of texts."""
    if not len(ids):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    pairs = np.sort(ids.astype(np.int64) * size + texts)
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    counts = np.diff(firsts, append=len(pairs))
    ids, texts = np.divmod(pairs[firsts], size)
    return ids, texts, counts


def _starts(ids: Array, size: int) -> Array:
    """Return the bounds of the rows of sorted ids."""
    return bounds_of(np.bincount(ids, minlength=size))


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
    sentences: Array, ids: Array, before: Array, after: Array
) -> tuple[Array, Array]:
    """Return the pairs, and again for each neighbour of the sentence."""
    has_before, has_after = before[sentences], after[sentences]
    return (
        np.concatenate(
            [sentences, sentences[has_before] - 1, sentences[has_after] + 1]
        ),
        np.concatenate([ids, ids[has_before], ids[has_after]]),
    )


def _grams(joined: Arrays) -> dict[str, Array]:
    """Return the n-grams of the words, by their hashes, and which words have them."""
    letters, bounds = joined["names"].tobytes(), joined["name_rows"].tolist()
    known: dict[str, int] = {}
    rows, lengths = [], []
    for start, end in pairwise(bounds):
        word = letters[start:end].decode("utf-8", "surrogatepass")
        row = [known.setdefault(gram, len(known)) for gram in grams_of(word)]
        rows += row
        lengths.append(len(row))
    hashes = np.array([hash_of(gram) for gram in known], dtype=np.uint64)
    order = np.argsort(hashes)
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    ids = places[np.array(rows, dtype=np.int64)]
    word_grams = bounds_of(np.array(lengths, dtype=np.int64))
    by_gram = np.argsort(ids, kind="stable")
    return {
        "grams": hashes[order],
        "gram_rows": word_grams,
        "gram_ids": ids.astype(np.int32),
        "gram_word_rows": _starts(ids, len(order)),
        "gram_words": rows_of(word_grams)[by_gram].astype(np.int32),
    }


def _gram_lengths(joined: Arrays, searched: Arrays) -> Array:
    """Return how many n-grams each sentence has."""
    lengths = np.diff(searched["gram_rows"])[joined["word_ids"]]
    rows = rows_of(joined["word_rows"])
    return np.bincount(rows, lengths, len(joined["starts"])).astype(np.int64)


def _occurrences(joined: Arrays, searched: Arrays) -> Iterator[tuple[Array, Array]]:
    """Yield where each n-gram stands, as (sentence, n-gram), for whole documents."""
    word_rows, gram_rows = joined["word_rows"], searched["gram_rows"]
    bounds = joined["doc_rows"]
    marks = np.arange(0, bounds[-1] + _AT_ONCE, _AT_ONCE).clip(max=bounds[-1])
    cuts = distinct(bounds[np.searchsorted(bounds, marks)])
    for first, last in pairwise(cuts.tolist()):
        words = joined["word_ids"][word_rows[first] : word_rows[last]]
        lengths = np.diff(gram_rows)[words]
        ids = searched["gram_ids"][ragged(gram_rows[words], lengths)]
        rows = rows_of(word_rows[first : last + 1]) + first
        yield np.repeat(rows, lengths), ids


class _Statistics:
    """In how many texts terms are, and where they count most."""

    def __init__(self, terms: int, lengths: Array) -> None:
        self._lengths = lengths
        self._held_by = np.zeros(terms, dtype=np.int64)
        self._best = np.zeros(terms)
        self._tf = np.ones(terms, dtype=np.int64)
        self._length = np.zeros(terms, dtype=np.int64)

    def add(self, ids: Array, texts: Array, tf: Array) -> _Statistics:
        """Count more texts; none of them was counted before."""
        self._held_by += np.bincount(ids, minlength=len(self._held_by))
        if len(ids):
            lengths = self._lengths[texts]
            shares = share(tf, lengths, self._lengths.mean())
            np.maximum.at(self._best, ids, shares)
            here = shares == self._best[ids]
            self._tf[ids[here]], self._length[ids[here]] = tf[here], lengths[here]
        return self

    def arrays(self) -> dict[str, Array]:
        return {
            "held_by": self._held_by.astype(np.int32),
            "best_tf": self._tf.astype(np.int32),
            "best_length": self._length.astype(np.int32),
            "lengths": self._lengths.astype(np.int32),
            "totals": np.array(
                [len(self._lengths), self._lengths.sum()], dtype=np.int64
            ),
        }
