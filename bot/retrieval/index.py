"""The index: finds the sentences that a question shares words with.

A sentence is scored by BM25 at several levels that add up: the sentence itself, the
sentence with its neighbours, its paragraph and its article, by stems and by
character 4-grams. What stands around a sentence says what it is about (Callan,
Passage-Level Evidence in Document Retrieval, SIGIR 1994).
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bot.retrieval.arrays import distinct, is_among, joined
from bot.retrieval.candidates import fitting, least_of, likely, windows
from bot.retrieval.forms import forms_asked
from bot.retrieval.kinds import is_bare, kind_asked_on
from bot.retrieval.levels import totals_of
from bot.retrieval.passages import MAX_SENTENCES, grow
from bot.retrieval.query import read_query
from bot.retrieval.scores import Scores
from bot.retrieval.segments import Segments
from bot.retrieval.sentences import Sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.bm25 import Floats
    from bot.retrieval.boosts import Boost
    from bot.retrieval.document import Analysis, Source
    from bot.retrieval.passages import Hit
    from bot.retrieval.query import Query, Word
    from bot.retrieval.view import View

    Array = NDArray[Any]

__all__ = ["Index", "Segmented"]

# What a word that no text has would add to a score, in idf of a word in one sentence:
# BM25+ gives such a word about 2, but an article may say it in other words.
_UNKNOWN = 1.5
_TAGS = 8  # sets of tags of which the sentences are kept
_FIRST = 2  # passages, after which what only leads counts no more
_LEADING = 4  # sentences that a document begins with


class Segmented(Protocol):
    """What gives an index its views."""

    @property
    def analysis(self) -> Analysis:
        """How texts and questions are analysed."""

    def views(self, sources: Sequence[Source]) -> list[View]:
        """Return the views of some documents, which are numbered as they are given."""

    def drop_damaged(self) -> int:
        """Forget segments that are damaged; return how many have been so far."""


class Index(Sentences):
    """An index over documents of one language (ISO 639-1).

    A sentence has a number; `len` is how many can be found. `segments` is where the
    documents' segments are; given to several indexes, it analyses none twice.
    """

    def __init__(
        self,
        documents: Sequence[Source],
        language: str = "en",
        segments: Segmented | None = None,
    ) -> None:
        segments = Segments(language) if segments is None else segments
        super().__init__(documents, segments.views(documents), segments.analysis)
        self._size = sum(view.sentences for view in self._views)
        self._totals = totals_of(self._views)
        self._every_tagged = lru_cache(_TAGS)(self._all_tagged)

    def __len__(self) -> int:
        """Return the number of sentences that can be found."""
        return self._size

    @cached_property
    def leading(self) -> Array:
        """The first sentences of each document, in order."""
        found = []
        for view in self._views:
            rows = view.arrays["doc_rows"]
            first = rows[:-1, np.newaxis] + np.arange(_LEADING)
            found.append(first[first < rows[1:, np.newaxis]] + view.first)
        return joined(found)

    def query(
        self, question: str, context: str = "", light: Collection[int] = ()
    ) -> Query:
        """Analyse a question; `context` is an earlier one that it follows.

        `light` are the places in the question of words that count for little.
        Where the question has no word to look for ("and when?"), the earlier one's
        are looked for, and the kind of thing that this one asks for.
        """
        earlier = self.analyser.tokens(context)
        if earlier and self.only_asks(question):
            both = self.query(f"{' ' * len(question)} {context}")
            kind = kind_asked_on(question) or both.kind
            return replace(both, text=f"{question} {context}", kind=kind)
        words = self.analyser.tokens(question)
        return read_query(
            question,
            words,
            self.analyser,
            self.vocabulary.concepts,
            correct=self.vocabulary.corrector(),
            forms=forms_asked(question, words, self),
            context=earlier,
            light=light,
        )

    def only_asks(self, question: str) -> bool:
        """Return whether a question has no word to look for: "and since when?"."""
        return is_bare(token.word for token in self.analyser.tokens(question))

    def scores(
        self,
        query: Query,
        boosts: Sequence[Boost] = (),
        go_on: Callable[[], None] = lambda: None,
    ) -> Scores:
        """Return what sentences score for a question, with what boosts add.

        `go_on` is called before each segment is looked at; it may raise an error.
        """
        unknown = _UNKNOWN * math.log(self._size + 1)
        return Scores(
            query,
            self._views,
            boosts,
            totals=self._totals,
            unknown=unknown,
            idf=self.vocabulary.idf,
            go_on=go_on,
        )

    def labelled(self, words: Sequence[Word]) -> tuple[Array, Floats]:
        """Return the sentences whose second field has some words, and their share."""
        return self._shares(words, lambda view, term: view.labelled(term))

    def holding(self, words: Sequence[Word]) -> list[int]:
        """Return the sentences that hold all of some words of a question."""
        sentences, shares = self._shares(
            words, lambda view, term: view.postings(term).sentences
        )
        whole: list[int] = sentences[shares == 1].tolist()
        return whole

    def tagged(self, bits: int, within: range | None = None) -> Array:
        """Return the sentences, of some or of all, that have one of some tags."""
        tagged = self._every_tagged(bits)
        if within is None:
            return tagged
        first, last = tagged.searchsorted([within.start, within.stop])
        return tagged[first:last]

    def held_within(self, word: Word, within: range) -> set[int]:
        """Return those of some sentences of a document that hold a word."""
        view = self._view(within.start)
        bounds = [within.start - view.first, within.stop - view.first]
        found: set[int] = set()
        for term in word.terms:
            sentences, _ = view.postings(term)
            first, last = sentences.searchsorted(bounds)
            found.update((sentences[first:last] + view.first).tolist())
        return found

    def products(self, vector: NDArray[np.float32]) -> Floats:
        """Return the products of the vectors with one, -1 for what can't be seen."""
        products = (view.products(vector) for view in self._views)
        return joined(products, np.float64)

    def search(
        self,
        scores: Scores,
        limit: int,
        *,
        document: int | None = None,
        among: Sequence[int] | None = None,
        also: Sequence[int] = (),
        beside: Sequence[Hit] = (),
    ) -> list[Hit]:
        """Return the best passages, best first, that overlap none of `beside`.

        A passage's best sentence shares at least one term with the question, or fits a
        question for nothing but somebody's words, and is of one document where that is
        given; or it is one of the sentences `among`, which need share none: what stands
        around them tells which is meant. `also` are sentences that are looked at
        whatever their words, and need share none.
        """
        others = np.array(also, dtype=np.int64)
        apart = joined([others, fitting(scores)])
        if among is None:
            if not (any(map(self.vocabulary.idf, scores.query.terms)) or len(apart)):
                return []
            found = (
                likely(self._views, scores, limit)
                if document is None
                else np.array(self.of_document(document), dtype=np.int64)
            )
            found = np.concatenate([found, others])
        else:
            found = np.array(among, dtype=np.int64)
        if not len(found):
            return []
        table = scores.of(windows(self._views, found))
        if among is None:
            wanted = table.matching
            if len(apart):
                wanted = wanted | is_among(table.sentences, np.sort(apart))
        else:
            wanted = is_among(table.sentences, np.sort(found))
        if document is not None:
            own = self.of_document(document)
            wanted = wanted & (table.sentences >= own.start)
            wanted &= table.sentences < own.stop
        rows = wanted.nonzero()[0]
        sentences = table.sentences[rows]
        hits: list[Hit] = []
        later = scores.later(table)
        both = (table.total, _FIRST), (later, limit)
        # So many may be in the passages that are found or stand beside them.
        most = MAX_SENTENCES * max(limit + len(beside), 1)
        for total, upto in both if later is not table.total else both[1:]:
            best = self._best_first(sentences, total[rows], most)
            more = grow(best, scores.total, self.unit, [*beside, *hits])
            hits += islice(more, max(min(upto, limit) - len(hits), 0))
        return hits

    def mentions(self, word: Word, sentence: int) -> bool:
        """Return whether a word of the question is in the document of a sentence."""
        view = self._view(sentence)
        document = view.arrays["doc_of"][sentence - view.first]
        held = (view.in_documents(term).sentences for term in word.terms)
        return any(document in each[each.searchsorted(document) :][:1] for each in held)

    def documents_holding(self, word: Word) -> Array:
        """Return the documents that hold a word of a question, in order."""
        held = [
            view.numbers[view.in_documents(term).sentences]
            for view in self._views
            for term in word.terms
        ]
        documents = distinct(joined(held))
        return documents[documents >= 0]

    def _all_tagged(self, bits: int) -> Array:
        """Return the sentences that have one of some tags, in order."""
        return joined([view.tagged(bits) + view.first for view in self._views])

    def _shares(
        self, words: Sequence[Word], held: Callable[[View, str], Array]
    ) -> tuple[Array, Floats]:
        """Return the sentences that hold some of the words, and what share of these.

        `held` gives the sentences of a view that hold a term.
        """
        found = [
            distinct(np.concatenate([held(view, term) for term in word.terms]))
            + view.first
            for view in self._views
            for word in words
        ]
        every = np.sort(joined(found))
        sentences = distinct(every)
        counts = every.searchsorted(sentences, "right") - every.searchsorted(sentences)
        return sentences, counts / max(len(words), 1)

    def _best_first(self, sentences: Array, scores: Floats, most: int) -> list[int]:
        """Return the best `most` sentences, and equals, in order; they are sorted."""
        if len(sentences) > most:
            kept = scores >= least_of(scores, most)
            sentences, scores = sentences[kept], scores[kept]
        order = np.lexsort((sentences, self._documents(sentences), -scores))
        best: list[int] = sentences[order].tolist()
        return best

    def _documents(self, sentences: Array) -> Array:
        """Return the numbers of the documents of some sentences, which are sorted."""
        return joined(
            view.numbers[view.arrays["doc_of"][view.own(sentences)]]
            for view in self._views
        )
