"""The index: finds the sentences that a question shares words with.

A sentence is scored by BM25 at several levels that add up: the sentence itself, the
sentence with its neighbours, its paragraph and its article, by stems and by
character 4-grams. What stands around a sentence says what it is about (Callan,
Passage-Level Evidence in Document Retrieval, SIGIR 1994).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import distinct, joined
from bot.retrieval.asked_forms import forms_asked
from bot.retrieval.concepts import is_synonym
from bot.retrieval.document import tokens_at
from bot.retrieval.forms import other_forms
from bot.retrieval.passages import Unit, grow
from bot.retrieval.query import read_query
from bot.retrieval.scores import Scores
from bot.retrieval.segments import Segments
from bot.retrieval.shortlist import fitting, likely, windows
from bot.retrieval.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.analysis import Token
    from bot.retrieval.bm25 import Floats
    from bot.retrieval.document import Source
    from bot.retrieval.passages import Hit
    from bot.retrieval.query import Query, Word
    from bot.retrieval.scores import Boost
    from bot.retrieval.view import View

    Array = NDArray[Any]

__all__ = ["Index"]

# What a word that no text has would add to a score, in idf of a word in one sentence:
# BM25+ gives such a word about 2, but an article may say it in other words.
_UNKNOWN = 1.5
_POSSESSIVE = re.compile(r"['’]s?$")
_KEPT = 1_024  # sentences whose words are remembered


class Index:
    """An index over documents of one language (ISO 639-1).

    A sentence has a number; `len` is how many can be found. `segments` is where the
    documents' segments are; given to several indexes, it analyses none twice.
    """

    def __init__(
        self,
        documents: Sequence[Source],
        language: str = "en",
        segments: Segments | None = None,
    ) -> None:
        self.documents = documents
        segments = Segments(language) if segments is None else segments
        self.analyser = segments.analysis.analyser
        self._views = segments.views(documents)
        self.vocabulary = Vocabulary(self._views, segments.analysis)
        self._firsts = [view.first for view in self._views]
        self._size = sum(view.sentences for view in self._views)
        self._of_sentence = lru_cache(_KEPT)(self._tokens)
        self._forms_of = lru_cache(_KEPT)(self._other_forms)
        self.unit = lru_cache(_KEPT)(self._unit)

    def __len__(self) -> int:
        """Return the number of sentences that can be found."""
        return self._size

    def text(self, first: int, last: int) -> str:
        """Return the text from one sentence's start to another's end."""
        unit = self.unit(first)
        return self.documents[unit.document].text[unit.start : self.unit(last).end]

    def of_document(self, document: int) -> range:
        """Return the numbers of a document's sentences."""
        for view in self._views:
            at = np.flatnonzero(view.numbers == document)
            if len(at):
                start, end = view.arrays["doc_rows"][at[0] : at[0] + 2].tolist()
                return range(view.first + start, view.first + end)
        return range(0)

    def at(self, sentence: int, offset: int) -> int:
        """Return the sentence that has a code point of another one's document.

        That is the last one that begins there or before, else the first.
        """
        view = self._view(sentence)
        document = int(view.arrays["doc_of"][sentence - view.first])
        start, end = view.arrays["doc_rows"][document : document + 2].tolist()
        starts = view.arrays["starts"][start:end]
        before = int(np.searchsorted(starts, offset, "right"))
        return view.first + int(start) + max(before - 1, 0)

    def tokens(self, first: int, last: int) -> Iterator[Token]:
        """Yield the words of some sentences and the concepts that they stand for.

        Their code points are those of the document.
        """
        return chain.from_iterable(map(self._of_sentence, range(first, last + 1)))

    def forms(self, first: int, last: int) -> Iterator[Token]:
        """Yield the other forms in which words of some sentences may be asked for."""
        return chain.from_iterable(map(self._forms_of, range(first, last + 1)))

    def query(
        self, question: str, context: str = "", light: Collection[int] = ()
    ) -> Query:
        """Analyse a question; `context` is an earlier one that it follows.

        `light` are the places in the question of words that count for little.
        Where the question has no word to look for ("and when?"), the earlier one's
        are looked for.
        """
        earlier = self.analyser.tokens(context)
        if earlier and not self.analyser.tokens(question):
            return self.query(f"{question} {context}")
        return read_query(
            question,
            self.analyser,
            self.vocabulary.concepts,
            correct=self.vocabulary.corrector(),
            forms=forms_asked(question, self),
            context=earlier,
            light=light,
        )

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

    def tagged(self, bits: int) -> Array:
        """Return the sentences that have one of some tags, in order."""
        return joined([view.tagged(bits) + view.first for view in self._views])

    def products(self, vector: NDArray[np.float32]) -> Floats:
        """Return the products of the vectors with one, -1 for what can't be seen."""
        products = (view.products(vector) for view in self._views)
        return np.concatenate([np.zeros(0), *products])

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
        if among is None:
            found = (
                likely(self._views, scores, limit)
                if document is None
                else np.array(self.of_document(document), dtype=np.int64)
            )
            found = np.concatenate([found, np.array(also, dtype=np.int64)])
        else:
            found = np.array(among, dtype=np.int64)
        if not len(found):
            return []
        table = scores.of(windows(self._views, found))
        if among is None:
            wanted = table.matching | np.isin(table.sentences, also)
            wanted |= np.isin(table.sentences, fitting(scores))
        else:
            wanted = np.isin(table.sentences, among)
        if document is not None:
            own = self.of_document(document)
            wanted &= (table.sentences >= own.start) & (table.sentences < own.stop)
        sentences, total = table.sentences[wanted], table.total[wanted]
        order = np.lexsort((sentences, self._documents(sentences), -total))
        hits = grow(sentences[order].tolist(), scores.total, self.unit, beside)
        return list(islice(hits, limit))

    def terms(self, first: int, last: int) -> frozenset[str]:
        """Return the terms of the sentences from one to another."""
        both = chain(self.tokens(first, last), self.forms(first, last))
        return frozenset(token.term for token in both)

    def names(self, sentence: int) -> frozenset[str]:
        """Return the terms of a sentence that are written with a capital.

        What a word like UAV is a synonym of is no name.
        """
        text = self.documents[self.unit(sentence).document].text
        return frozenset(
            token.term
            for token in self.tokens(sentence, sentence)
            if text[token.start].isupper() and not is_synonym(token.term)
        )

    def mentions(self, word: Word, sentence: int) -> bool:
        """Return whether a word of the question is in the document of a sentence."""
        view = self._view(sentence)
        document = view.arrays["doc_of"][sentence - view.first]
        return any(document in view.in_documents(term).sentences for term in word.terms)

    def spelt(self, word: str) -> str:
        """Return a folded word as a text has it, without a possessive ending."""
        for view in self._views:
            place = view.word(word)
            sentence = None if place is None else view.occurrence(place)
            if sentence is not None:
                number = view.first + sentence
                text = self.documents[self.unit(number).document].text
                for token in self.tokens(number, number):
                    if token.word == word:
                        return _POSSESSIVE.sub("", text[token.start : token.end])
        return word

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
        sentences, counts = np.unique(joined(found), return_counts=True)
        return sentences, counts / max(len(words), 1)

    def _documents(self, sentences: Array) -> Array:
        """Return the numbers of the documents of some sentences, which are sorted."""
        found = []
        for view in self._views:
            start, end = np.searchsorted(
                sentences, [view.first, view.first + view.size]
            )
            at = view.arrays["doc_of"][sentences[start:end] - view.first]
            found.append(view.numbers[at])
        return joined(found)

    def _view(self, sentence: int) -> View:
        return self._views[bisect_right(self._firsts, sentence) - 1]

    def _unit(self, sentence: int) -> Unit:
        view = self._view(sentence)
        arrays, at = view.arrays, sentence - view.first
        paragraph = int(arrays["paragraph_of"][at])
        start, end = arrays["paragraph_rows"][paragraph : paragraph + 2].tolist()
        return Unit(
            int(view.numbers[arrays["doc_of"][at]]),
            int(arrays["starts"][at]),
            int(arrays["ends"][at]),
            range(view.first + start, view.first + end),
        )

    def _tokens(self, sentence: int) -> tuple[Token, ...]:
        words = self.analyser.tokens(self.text(sentence, sentence))
        concepts = self.vocabulary.concepts.tokens(words)
        return tokens_at([*words, *concepts], self.unit(sentence).start)

    def _other_forms(self, sentence: int) -> tuple[Token, ...]:
        text = self.text(sentence, sentence)
        forms = other_forms(text, self.analyser.tokens(text), self.analyser)
        return tokens_at(forms, self.unit(sentence).start)
