"""A few documents as a view whose vocabulary is what is asked for.

A segment counts all terms of its documents, for questions that nobody knows yet. What
is put together for one question counts only the terms of that one.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import bounds_by, bounds_of, hash_of, rows_of
from bot.retrieval.joining import learned_of, vectors_of
from bot.retrieval.segment import (
    OWN,
    TOLD,
    counted,
    grams_of_words,
    texts_of,
)
from bot.retrieval.spelling import alike, spelling_arrays
from bot.retrieval.view import Postings, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = ["Gathered", "with_grams"]

# Arrays of places in a vocabulary, which go on from one document to the next.
_PLACES_IN = {
    "word_ids": "words",
    "word_terms": "terms",
    **{f"{field}_ids": "terms" for field in ("concept", "also", "label")},
}
_APART = {"keys", "vectors", "learned"}
_LOW = 1 << 16  # hashes are first told apart by their last bits, which is quick
_FIGURES = 3  # that are told of a term at a level


def with_grams(arrays: Arrays) -> dict[str, Array]:
    """Return a document's arrays with those that `Gathered` needs beside them.

    `grams` are the last 32 bits of the hashes of the n-grams of each word. Many such
    arrays are kept, so 64 bits become 32 where these are enough.
    """
    grams, bounds = grams_of_words(arrays)
    every = {**arrays, "grams": grams.astype(np.uint32), "gram_rows": bounds}
    return {
        name: array.astype(np.int32) if array.dtype == np.int64 else array
        for name, array in every.items()
    }


class Gathered(View):
    """Some documents, at least one, by their arrays `with_grams`.

    A term or an n-gram gets its place when it is first asked for. In how many texts it
    is, another view has to tell: see `bot.retrieval.counted`.
    """

    def __init__(self, parts: Sequence[Arrays]) -> None:
        self._all = joined = _joined(parts)
        self._order = np.argsort(joined["terms"], kind="stable")
        self._sorted = joined["terms"][self._order]
        self._low = joined["grams"].astype(np.uint16)
        self._of_word = joined["word_terms"][joined["word_ids"]]
        ids = (self._of_word, joined["concept_ids"], joined["also_ids"])
        rows = [rows_of(joined[f"{field}_rows"]) for field in OWN]
        self._own = np.concatenate(rows), np.concatenate(ids)
        # By the number of each document's terms, -1 for those not asked for.
        self._place = np.full(len(self._order), -1, dtype=np.int32)
        self._terms: dict[int, int | None] = {}
        self._held: list[Postings] = []
        self._grams: dict[int, int] = {}
        self._arrays = {**joined, **texts_of(joined)}
        super().__init__(self._arrays, np.arange(len(joined["doc_rows"]) - 1))
        self._put_terms()
        self._put_grams()

    def expect(self, keys: Iterable[int]) -> None:
        """Give terms their places, by their hashes."""
        new = [key for key in dict.fromkeys(keys) if key not in self._terms]
        if not new:
            return
        wanted = np.array(new, dtype=np.uint64)
        starts = self._sorted.searchsorted(wanted)
        ends = self._sorted.searchsorted(wanted, "right")
        first = place = len(self._held)
        for key, start, end in zip(new, starts.tolist(), ends.tolist(), strict=True):
            self._terms[key] = place if start < end else None
            self._place[self._order[start:end]] = place
            place += start < end
        if place == first:
            return
        sentences, terms = self._own
        places = self._place[terms]
        at = np.flatnonzero(places >= first)
        ids, texts, tf = counted(places[at] - first, sentences[at], self.size)
        bounds = ids.searchsorted(np.arange(place - first + 1)).tolist()
        texts, tf = texts.astype(np.int32), tf.astype(np.int32)
        self._held += [Postings(texts[a:b], tf[a:b]) for a, b in pairwise(bounds)]
        self._put_terms()

    def _put_terms(self) -> None:
        """Bring the arrays of terms up to date; the last one stands for all others."""
        size = len(self._held) + 1
        self._arrays["terms"] = np.zeros(size, dtype=np.uint64)
        self._arrays["also_ids"] = self._place[self._all["also_ids"]]
        self._arrays[TOLD["terms"]] = np.zeros((size, 4, _FIGURES), dtype=np.int64)

    def _put_grams(self) -> None:
        """Bring the arrays of n-grams up to date."""
        asked = np.array([*self._grams], dtype=np.uint64).astype(np.uint32)
        marks = np.zeros(_LOW, dtype=bool)
        marks[asked % _LOW] = True
        at = np.flatnonzero(marks[self._low])
        order = np.argsort(asked)
        grams = self._all["grams"][at]
        places = order.take(asked[order].searchsorted(grams), mode="clip")
        same = asked[places] == grams
        at, places = at[same], places[same].astype(np.int32)
        words = self._all["gram_rows"].searchsorted(at, "right") - 1
        self._arrays |= {
            "grams": asked,
            "gram_rows": bounds_by(words, len(self._all["words"])),
            "gram_ids": places,
            "gram_word_rows": bounds_by(places, len(asked)),
            "gram_words": words[np.argsort(places, kind="stable")],
            TOLD["grams"]: np.zeros((len(asked), 2, _FIGURES), dtype=np.int64),
        }

    def places(self, vocabulary: str, texts: Sequence[str]) -> Array:
        """Return the places of terms or n-grams, -1 for a term that is not there."""
        keys = [*map(hash_of, texts)]
        if vocabulary == "terms":
            self.expect(keys)
            return super().places(vocabulary, texts)
        if not self._grams.keys() >= {*keys}:
            for key in keys:
                self._grams.setdefault(key, len(self._grams))
            self._put_grams()
        return np.array([self._grams[key] for key in keys], dtype=np.int64)

    def _term(self, term: str) -> int | None:
        """Return the place of a term, None where no document has it."""
        key = hash_of(term)
        self.expect([key])
        return self._terms[key]

    def _postings_at(self, place: int) -> Postings:
        return self._held[place]

    def _in_documents(self, term: str) -> Postings:
        return self._documents_of(self.postings(term))

    def _labelled_at(self, place: int) -> Array:
        at = np.flatnonzero(self._place[self._all["label_ids"]] == place)
        return self._all["label_rows"].searchsorted(at, "right") - 1

    def _capitals_at(self, place: int) -> int:
        of = self._place[self._all["word_terms"]] == place
        return int(self._all["capitals"][of].sum())

    def _terms_at(self, at: Array) -> Array:
        """Return the places of the terms of words, by their places among all words."""
        return self._place[self._of_word[at]]

    def concepts_of(self, sentence: int) -> Array:
        """Return the places of the terms that a sentence's words stand for."""
        return self._place[super().concepts_of(sentence)]

    def word(self, word: str) -> int | None:
        """Return the first place of a folded word, None where it is not."""
        at = np.flatnonzero(self.arrays["words"] == np.uint64(hash_of(word)))
        return int(at[0]) if len(at) else None

    def occurrence(self, word: int) -> int:
        """Return the first sentence with a word."""
        at = np.flatnonzero(self.arrays["word_ids"] == word)[0]
        return int(self.arrays["word_rows"].searchsorted(at, "right")) - 1

    def alike(self, word: str) -> Array:
        """Return the places of the words that could be nearest to a word."""
        return alike(self._spelling, word)

    @cached_property
    def _spelling(self) -> Arrays:
        return spelling_arrays(self.arrays["names"], self.arrays["name_rows"])


def _joined(parts: Sequence[Arrays]) -> dict[str, Array]:
    """Return the arrays of documents behind one another, vocabularies included."""
    joined: dict[str, Array] = {}
    for name in parts[0].keys() - _APART:
        arrays = [part[name] for part in parts]
        joined[name] = np.concatenate(arrays)
        if name.endswith("_rows"):
            lengths = np.diff(joined[name])
            inside = np.ones(len(lengths), dtype=bool)
            inside[np.cumsum([*map(len, arrays)])[:-1] - 1] = False
            joined[name] = bounds_of(lengths[inside])
        elif name in _PLACES_IN:
            sizes = bounds_of([len(part[_PLACES_IN[name]]) for part in parts])
            before = sizes[:-1].astype(np.int32)
            joined[name] += before.repeat([*map(len, arrays)])
    joined["vectors"] = vectors_of(parts)
    joined["learned"] = learned_of(parts)
    return joined
