"""A segment as one place sees it: the postings of the documents that may be seen."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from bot.retrieval.arrays import distinct, entries_of, is_among, joined
from bot.retrieval.bm25 import length_norm
from bot.retrieval.concepts import is_abbreviation, learned_in
from bot.retrieval.hashes import hash_of
from bot.retrieval.spelling import alike

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

__all__ = ["NOTHING", "Postings", "View"]

_ALIKE = 2_000  # sentences in which a phrase is looked for, of those with all its words
_AT_ONCE = 512  # sentences whose vectors are looked at together: what a cache holds
_KEPT = 2_048  # terms of which a view keeps what it found


class Postings(NamedTuple):
    """The sentences of a segment that hold a term, in order, and how often."""

    sentences: Array
    tf: Array


NOTHING = Postings(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint16))


class View:
    """Some documents of a segment.

    `first` is the number that the segment's first sentence has among those of all
    views, `numbers` gives for each of its documents the number that it has for who
    asks, -1 where it can't be seen. `names` are the texts.
    """

    # One that lives as long as a question need not forget.
    remembering: ClassVar[Any] = staticmethod(lru_cache(_KEPT))

    def __init__(
        self, arrays: Mapping[str, Array], numbers: Array, first: int = 0
    ) -> None:
        self.arrays = arrays
        self.numbers = numbers
        self.first = first
        self.size = len(arrays["starts"])
        seen = numbers >= 0
        self.whole = bool(seen.all())
        self.seen: Array | None = None
        self.sentences, lengths = self.size, arrays["article_lengths"]
        if not self.whole:
            self.seen = np.repeat(seen, np.diff(arrays["doc_rows"]))
            self.sentences, lengths = int(self.seen.sum()), lengths[seen]
        self.length = int(lengths.sum())
        # The forms of abbreviations that any text explains, given by the index.
        self.forms: Mapping[str, Collection[tuple[str, ...]]] = {}
        remembering = self.remembering
        self.term: Callable[[str], int | None] = remembering(self._term)
        self.postings: Callable[[str], Postings] = remembering(self._postings)
        self.in_documents: Callable[[str], Postings] = remembering(self._in_documents)
        self.held_by: Callable[[str], int] = remembering(self._held_by)
        self.norms = lru_cache(1)(self._norms)

    def own(self, sentences: Array) -> Array:
        """Return which of some sentences (sorted) are of this view, by its numbers."""
        first, last = sentences.searchsorted([self.first, self.first + self.size])
        return sentences[first:last] - self.first

    def _term(self, term: str) -> int | None:
        """Return the place of a term in the vocabulary, None where it has no place."""
        return _place(self.arrays["terms"], hash_of(term))

    def places(self, vocabulary: str, texts: Sequence[str]) -> Array:
        """Return the places of terms or n-grams, -1 for one that is not there."""
        if vocabulary == "terms":  # few, and mostly looked for before
            found = map(self.term, texts)
            return np.array([-1 if at is None else at for at in found], np.int64)
        hashes = self.arrays[vocabulary]
        wanted = np.array([hash_of(text) for text in texts], dtype=np.uint64)
        if not len(hashes):
            return np.full(len(texts), -1, dtype=np.int64)
        at = hashes.searchsorted(wanted)
        at[hashes.take(at, mode="clip") != wanted] = -1
        return at

    def _postings(self, term: str) -> Postings:
        """Return the sentences that hold a term and can be seen."""
        if is_abbreviation(term):
            return self._of_forms(term)
        place = self.term(term)
        return NOTHING if place is None else self._postings_at(place)

    def _postings_at(self, place: int) -> Postings:
        """Return the same by the place of the term in the vocabulary."""
        start, end = self.arrays["posting_rows"][place : place + 2].tolist()
        sentences = self.arrays["posting_sentences"][start:end]
        tf = self.arrays["posting_tf"][start:end]
        if self.seen is None:
            return Postings(sentences, tf)
        kept = self.seen[sentences]
        return Postings(sentences[kept], tf[kept])

    def _held_by(self, term: str) -> int:
        """Return how many sentences hold a term and can be seen."""
        return len(self.postings(term).sentences)

    def holds(self, term: str) -> bool:
        """Return whether a sentence that can be seen holds a term."""
        return self.held_by(term) > 0

    def labelled(self, term: str) -> Array:
        """Return the sentences whose second field holds a term."""
        place = self.term(term)
        return NOTHING.sentences if place is None else self._labelled_at(place)

    def _labelled_at(self, place: int) -> Array:
        """Return the same by the place of the term in the vocabulary."""
        start, end = self.arrays["label_terms_rows"][place : place + 2].tolist()
        return self._seen_of(self.arrays["label_sentences"][start:end])

    def _in_documents(self, term: str) -> Postings:
        """Return the documents, seen or not, that hold a term, and how often."""
        if is_abbreviation(term):
            return self._documents_of(self.postings(term))
        place = self.term(term)
        if place is None:
            return NOTHING
        start, end = self.arrays["article_rows"][place : place + 2].tolist()
        documents = self.arrays["article_documents"][start:end]
        return Postings(documents, self.arrays["article_tf"][start:end])

    def _documents_of(self, held: Postings) -> Postings:
        """Return the documents of some sentences, and how often they hold a term."""
        of = self.arrays["doc_of"][held.sentences]
        documents = distinct(of)
        tf = np.bincount(documents.searchsorted(of), held.tf)
        return Postings(documents, tf.astype(np.int64))

    def tagged(self, bits: int) -> Array:
        """Return the sentences that have one of some tags."""
        return self._seen_of(np.flatnonzero(self.arrays["tags"] & np.uint8(bits)))

    def _seen_of(self, sentences: Array) -> Array:
        """Return those of some sentences that can be seen."""
        return sentences if self.seen is None else sentences[self.seen[sentences]]

    def _norms(self, average: float) -> Array:
        """Return by their length the length_norm of sentences."""
        longest = int(self.arrays["sentence_longest"][0]) if self.size else 0
        lengths = np.arange(longest + 1)
        return length_norm(lengths, average) if average else np.ones(longest + 1)

    def products(self, vector: NDArray[np.float32]) -> Array:
        """Return the products of the vectors with one, -1 for what can't be seen.

        A sentence in 8 bits is never made larger than in a few at a time.
        """
        vectors = self.arrays["vectors"]
        found = np.empty(len(vectors))
        for start in range(0, len(vectors), _AT_ONCE):
            some = vectors[start : start + _AT_ONCE].astype(np.float32) @ vector
            found[start : start + len(some)] = some
        if self.seen is not None:
            found[~self.seen] = -1.0
        return found

    def learned(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield (concept, form in terms) of what the texts that are seen abbreviate."""
        for document, concept, form in learned_in(self.arrays["learned"].tobytes()):
            if self.numbers[document] >= 0:
                yield concept, form

    def _of_forms(self, concept: str) -> Postings:
        """Return the sentences that hold a form of an abbreviation."""
        found = [self._phrase(form) for form in self.forms.get(concept, ())]
        held = joined([sentences for sentences, _ in found])
        sentences = distinct(held)
        tf = np.bincount(
            sentences.searchsorted(held), joined([counts for _, counts in found])
        )
        return Postings(sentences.astype(np.int32), tf.astype(np.uint16))

    def _phrase(self, form: Sequence[str]) -> Postings:
        """Return the sentences that have some terms in a row, and how often."""
        postings = sorted(
            map(self.postings, form), key=lambda held: len(held.sentences)
        )
        if len(form) == 1:
            return postings[0]
        together = postings[0].sentences
        for other in postings[1:]:
            together = together[is_among(together, other.sentences)]
        together = together[:_ALIKE]
        rows, terms = self.terms_of(together)
        first, *others = map(self.term, form)
        at = (terms == first).nonzero()[0]
        at = at[at + len(others) < len(terms)]
        for place, after in enumerate(others, 1):
            next_to = (terms[at + place] == after) & (rows[at + place] == rows[at])
            at = at[next_to]
        counts = np.bincount(rows[at], minlength=len(together))
        return Postings(together[counts > 0], counts[counts > 0])

    def terms_of(self, sentences: Array) -> tuple[Array, Array]:
        """Return the places of the terms of sentences' words, in order.

        With them, and before, comes for each the place of its sentence in `sentences`.
        """
        rows, at = entries_of(self.arrays["word_rows"], sentences)
        return rows, self._terms_at(at)

    def _terms_at(self, at: Array | slice) -> Array:
        """Return the places of the terms of words, by their places among all words."""
        return np.asarray(self.arrays["word_terms"][self.arrays["word_ids"][at]])

    def within(self, first: int, last: int) -> frozenset[int]:
        """Return the places of the terms of some sentences' words and concepts."""
        rows = self.arrays["word_rows"]
        words = self._terms_at(slice(rows[first], rows[last + 1]))
        return frozenset(words.tolist() + self.concepts_of(first, last).tolist())

    def concepts_of(self, first: int, last: int) -> Array:
        """Return the places of the terms that some sentences' words stand for."""
        rows = self.arrays["concept_rows"]
        return np.asarray(self.arrays["concept_ids"][rows[first] : rows[last + 1]])

    def word(self, word: str) -> int | None:
        """Return the place of a folded word that can be seen, None where it is not."""
        place = _place(self.arrays["words"], hash_of(word))
        if place is None or self.seen is None:
            return place
        return None if self.occurrence(place) is None else place

    def occurrence(self, word: int) -> int | None:
        """Return the first sentence with a word that can be seen, None for none."""
        arrays = self.arrays
        term = int(arrays["word_terms"][word])
        start, end = arrays["posting_rows"][term : term + 2].tolist()
        for at in range(start, end, _ALIKE):
            sentences = arrays["posting_sentences"][at : min(at + _ALIKE, end)]
            sentences = self._seen_of(sentences)
            rows, held = entries_of(arrays["word_rows"], sentences)
            here = np.flatnonzero(arrays["word_ids"][held] == word)
            if len(here):
                return int(sentences[rows[here[0]]])
        return None

    def capitals(self, term: str) -> int:
        """Return in how many more sentences a term's words have a capital than not.

        Those without count `SMALL` times; what is hidden counts along.
        """
        place = self.term(term)
        return 0 if place is None else self._capitals_at(place)

    def _capitals_at(self, place: int) -> int:
        """Return the same by the place of the term in the vocabulary."""
        return int(self.arrays["term_capitals"][place])

    def alike(self, word: str) -> Array:
        """Return the places of the words that could be nearest to a word."""
        return alike(self.arrays, word)

    def name(self, word: int) -> str:
        """Return a word by its place."""
        start, end = self.arrays["name_rows"][word : word + 2].tolist()
        return str(self.arrays["names"][start:end].tobytes(), "utf-8", "surrogatepass")


def _place(hashes: Array, wanted: int) -> int | None:
    place = int(hashes.searchsorted(np.uint64(wanted)))
    return place if place < len(hashes) and int(hashes[place]) == wanted else None
