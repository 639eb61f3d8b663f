"""A few documents as a view whose vocabulary is what is asked for.

A segment counts all terms of its documents, for questions that nobody knows yet. What
is put together for one question counts only the terms of that one.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import bounds_by, bounds_of
from bot.retrieval.columns import Joined
from bot.retrieval.concepts import learned_in
from bot.retrieval.hashes import hash_of
from bot.retrieval.segment import LEVELS, OWN, TOLD, counted, told_of_lengths
from bot.retrieval.spelling import alike, spelling_arrays
from bot.retrieval.view import Postings, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = ["Gathered", "Remembered"]

_LOW = 1 << 16  # hashes are first told apart by their last bits, which is quick
_FIGURES = 3  # that are told of a term at a level
_learned_in = lru_cache(2_048)(learned_in)


class Remembered(dict[str, Any]):
    """What a function returns for texts, by these: for as long as a question lives.

    It is made in an eighth of the time of functools.cache.
    """

    def __init__(self, function: Callable[[str], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Any:  # noqa: ANN401 - what it returns
        """Call the function."""
        found = self[text] = self._function(text)
        return found

    @classmethod
    def by(cls, function: Callable[[str], Any]) -> Callable[[str], Any]:
        """Return a function that calls another one once for each text."""
        return cls(function).__getitem__


class Gathered(View):
    """Some documents, at least one, in columns.

    A term or an n-gram gets its place when it is first asked for. In how many texts it
    is, another view has to tell: see `bot.retrieval.counted`.
    """

    remembering = Remembered.by

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._arrays = arrays = Joined(parts)
        self._terms_in, self._grams_in = arrays["terms"], arrays["grams"]
        self._low = self._terms_in.astype(np.uint16), self._grams_in.astype(np.uint16)
        self._words = words = arrays.columns("vocabulary")
        self._word_terms = arrays.behind(words["word_terms"], "vocabulary", "terms")
        for name in ("concept_ids", "also_ids"):
            arrays[name] = arrays.behind(arrays[name], name, "terms")
        arrays["word_ids"] = arrays.behind(arrays["word_ids"], "word_ids", "vocabulary")
        self._of_word = self._word_terms.take(arrays["word_ids"])
        self._also = arrays["also_ids"]
        sentences = arrays.columns("sentences")
        lengths = np.concatenate([sentences[f"{name}_rows"] for name in OWN])
        numbers = np.concatenate([np.arange(len(sentences["starts"]))] * len(OWN))
        self._own = (
            numbers.repeat(lengths),
            np.concatenate([self._of_word, arrays["concept_ids"], self._also]),
        )
        self._put_texts(sentences)
        # By the number of each document's terms, -1 for those not asked for.
        self._place = np.full(len(self._terms_in), -1, dtype=np.int32)
        self._terms: dict[int, int | None] = {}
        self._held: list[Postings] = []
        self._grams: dict[int, int] = {}
        super().__init__(arrays, np.arange(len(parts)))
        self._put_terms()

    def _put_texts(self, sentences: Mapping[str, Array]) -> None:
        """Put together where sentences stand, and how long the texts are."""
        arrays = self._arrays
        paragraphs, documents = arrays.columns("paragraphs"), bounds_of(arrays.sizes)
        rows = [name for name in sentences if name.endswith("_rows")]
        bounds = np.zeros((len(rows), documents[-1] + 1), dtype=np.int64)
        np.cumsum([sentences[name] for name in rows], axis=1, out=bounds[:, 1:])
        of_documents = bounds_of(sentences["sentence_lengths"])[documents]
        told = {
            **sentences,
            **paragraphs,
            "article_lengths": of_documents[1:] - of_documents[:-1],
        }
        in_paragraphs = paragraphs["paragraph_rows"]
        arrays |= {
            **sentences,
            **dict(zip(rows, bounds, strict=True)),
            **told_of_lengths([told[f"{level}_lengths"] for level in LEVELS]),
            "asks": sentences["asks"].astype(bool),
            "doc_rows": documents,
            "doc_of": _numbered(arrays.sizes),
            "paragraph_rows": bounds_of(in_paragraphs),
            "paragraph_of": _numbered(in_paragraphs),
        }

    def expect(self, keys: Iterable[int]) -> None:
        """Give terms their places, by their hashes."""
        new = [key for key in dict.fromkeys(keys) if key not in self._terms]
        if not new:
            return
        wanted = np.array(new, dtype=np.uint64)
        at, which = _found(self._terms_in, self._low[0], wanted)
        is_held = np.bincount(which, minlength=len(new)) > 0
        first = len(self._held)
        places = np.where(is_held, is_held.cumsum() + (first - 1), -1)
        self._terms |= {
            key: None if place < 0 else place
            for key, place in zip(new, places.tolist(), strict=True)
        }
        if not len(at):
            return
        self._place[at] = places[which]
        sentences, terms = self._own
        places = self._place.take(terms)
        at = (places >= first).nonzero()[0]
        ids, texts, tf = counted(places[at] - first, sentences[at], self.size)
        bounds = ids.searchsorted(np.arange(is_held.sum() + 1)).tolist()
        texts, tf = texts.astype(np.int32), tf.astype(np.int32)
        self._held += [Postings(texts[a:b], tf[a:b]) for a, b in pairwise(bounds)]
        self._put_terms()

    def _put_terms(self) -> None:
        """Bring the arrays of terms up to date; the last one stands for all others."""
        size = len(self._held) + 1
        self._arrays["terms"] = np.zeros(size, dtype=np.uint64)
        self._arrays["also_ids"] = self._place.take(self._also)
        self._arrays[TOLD["terms"]] = np.zeros((size, 4, _FIGURES), dtype=np.int64)

    def _put_grams(self) -> None:
        """Bring the arrays of n-grams up to date."""
        asked = np.array([*self._grams], dtype=np.uint64)
        at, places = _found(self._grams_in, self._low[1], asked.astype(np.uint32))
        places = places.astype(np.int32)
        bounds = self._gram_bounds
        words = bounds.searchsorted(at, "right") - 1
        self._arrays |= {
            "grams": asked,
            "gram_rows": bounds_by(words, len(self._word_terms)),
            "gram_ids": places,
            "gram_word_rows": bounds_by(places, len(asked)),
            "gram_words": words[np.argsort(places, kind="stable")],
            TOLD["grams"]: np.zeros((len(asked), 2, _FIGURES), dtype=np.int64),
        }

    @cached_property
    def _gram_bounds(self) -> Array:
        return bounds_of(self._words["gram_rows"])

    def places(self, vocabulary: str, texts: Sequence[str]) -> Array:
        """Return the places of terms or n-grams, -1 for a term that is not there."""
        keys = [*map(hash_of, texts)]
        if vocabulary == "terms":
            self.expect(keys)
            return super().places(vocabulary, texts)
        if "gram_rows" not in self._arrays or not self._grams.keys() >= {*keys}:
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
        at = np.flatnonzero(self._place[self._labels] == place)
        return self._arrays["label_rows"].searchsorted(at, "right") - 1

    @cached_property
    def _labels(self) -> Array:
        arrays = self._arrays
        return arrays.behind(arrays["label_ids"], "label_ids", "terms")

    def holds(self, term: str) -> bool:
        """Return whether a document has a term."""
        return bool((self._terms_in == np.uint64(hash_of(term))).any())

    def capitals(self, term: str) -> int:
        """Return in how many more sentences a term's words have a capital than not."""
        at = (self._terms_in == np.uint64(hash_of(term))).nonzero()[0]
        return int(self._capitals[at].sum())

    @cached_property
    def _capitals(self) -> Array:
        told = self._words["capitals"]
        return np.bincount(self._word_terms, told, len(self._terms_in))

    def learned(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield (concept, form in terms) of what the texts abbreviate."""
        for told in self._arrays.raw("learned"):
            if len(told) > len("[]"):
                for _, concept, form in _learned_in(told):
                    yield concept, form

    def _terms_at(self, at: Array | slice) -> Array:
        """Return the places of the terms of words, by their places among all words."""
        return self._place[self._of_word[at]]

    def concepts_of(self, first: int, last: int) -> Array:
        """Return the places of the terms that some sentences' words stand for."""
        return self._place[super().concepts_of(first, last)]

    def word(self, word: str) -> int | None:
        """Return the first place of a folded word, None where it is not."""
        letters = np.frombuffer(word.encode("utf-8", "surrogatepass"), dtype=np.uint8)
        names, rows = self.arrays["names"], self.arrays["name_rows"]
        at = (rows[1:] - rows[:-1] == len(letters)).nonzero()[0]
        for place, letter in enumerate(letters):  # each leaves but some of the words
            at = at[names[rows[at] + place] == letter]
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


def _numbered(lengths: Array) -> Array:
    """Return for each entry of rows of these lengths the row that it is in."""
    return np.arange(len(lengths), dtype=np.int32).repeat(lengths)


def _found(values: Array, low: Array, wanted: Array) -> tuple[Array, Array]:
    """Return where values are that are wanted, and which of these they are.

    `low` are the last bits of the values.
    """
    if len(wanted) == 1:
        at = (values == wanted[0]).nonzero()[0]
        return at, np.zeros(len(at), dtype=np.int64)
    marks = np.zeros(_LOW, dtype=bool)
    marks[wanted.astype(np.uint16)] = True
    at = marks.take(low).nonzero()[0]  # in a third of the time of marks[low]
    order = np.argsort(wanted)
    some = values[at]
    which = order.take(wanted[order].searchsorted(some), mode="clip")
    same = wanted[which] == some
    return at[same], which[same]
