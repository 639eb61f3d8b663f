"""The index: finds the sentences that a question shares words with.

A sentence is scored by BM25 at several levels that add up: the sentence itself, the
sentence with its neighbours, its paragraph and its article, by stems and by
character 4-grams. What stands around a sentence says what it is about (Callan,
Passage-Level Evidence in Document Retrieval, SIGIR 1994). Only the sentences that
score best by their own words, or by a boost, are scored in full.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.asked_forms import forms_asked
from bot.retrieval.candidates import Wanted, best_of, own_scores
from bot.retrieval.concepts import is_synonym
from bot.retrieval.document import tokens_at
from bot.retrieval.forms import other_forms
from bot.retrieval.interviews import exchanges
from bot.retrieval.passages import Unit, grow
from bot.retrieval.query import read_query
from bot.retrieval.scores import Scores
from bot.retrieval.segments import Segments
from bot.retrieval.spelling import alike, near_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.analysis import Token
    from bot.retrieval.bm25 import Floats
    from bot.retrieval.concepts import Concepts
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
# On the questions of the development sets the best sentence in full was always among
# the best 200 by their own words, all three that are shown among 300 in 99 of 100.
_CANDIDATES = 300
_AROUND = 2  # sentences on each side that a passage may take in
_AT_ONCE = 4_096  # sentences whose vectors are looked at together
_CORRECTED = 20  # words of a question that are looked up for their spelling
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
        self._base = segments.analysis.concepts
        self._views = segments.views(documents)
        self._firsts = [view.first for view in self._views]
        self._size = sum(view.sentences for view in self._views)
        self._of_sentence = lru_cache(_KEPT)(self._tokens)
        self._forms_of = lru_cache(_KEPT)(self._other_forms)
        self._near = lru_cache(_KEPT)(self._nearest)
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
            self._concepts,
            correct=self._corrector(),
            forms=forms_asked(question, self),
            context=earlier,
            light=light,
        )

    def scores(self, query: Query, boosts: Sequence[Boost] = ()) -> Scores:
        """Return what sentences score for a question, with what boosts add."""
        unknown = _UNKNOWN * math.log(self._size + 1)
        return Scores(query, self._views, boosts, unknown=unknown, idf=self.idf)

    def labelled(self, words: Sequence[Word]) -> tuple[Array, Floats]:
        """Return the sentences whose second field has some words, and their share."""
        held = [
            [[view.labelled(term) for term in word.terms] for word in words]
            for view in self._views
        ]
        return self._shares(held, len(words))

    def holding(self, words: Sequence[Word]) -> list[int]:
        """Return the sentences that hold all of some words of a question."""
        held = [
            [[view.postings(term).sentences for term in word.terms] for word in words]
            for view in self._views
        ]
        sentences, shares = self._shares(held, len(words))
        whole: list[int] = sentences[shares == 1].tolist()
        return whole

    def tagged(self, bits: int) -> Array:
        """Return the sentences that have one of some tags, in order."""
        return _joined([view.tagged(bits) + view.first for view in self._views])

    def tags(self, sentence: int) -> int:
        """Return the tags of a sentence."""
        view = self._view(sentence)
        return int(view.arrays["tags"][sentence - view.first])

    def products(self, vector: NDArray[np.float32]) -> Floats:
        """Return the products of the vectors with one, -1 for what can't be seen.

        A sentence in 8 bits is never made larger than in a few at a time.
        """
        found = np.full(sum(view.size for view in self._views), -1.0)
        for view in self._views:
            vectors = view.arrays["vectors"]
            for start in range(0, len(vectors), _AT_ONCE):
                some = vectors[start : start + _AT_ONCE].astype(np.float32) @ vector
                found[view.first + start : view.first + start + len(some)] = some
            if view.seen is not None:
                found[view.first : view.first + view.size][~view.seen] = -1.0
        return found

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
            found = self._candidates(scores, document, limit)
            found = np.concatenate([found, np.array(also, dtype=np.int64)])
        else:
            found = np.array(among, dtype=np.int64)
        if not len(found):
            return []
        table = scores.of(self._windows(found))
        if among is None:
            wanted = table.matching | np.isin(table.sentences, also)
            wanted |= np.isin(table.sentences, self._fitting(scores))
        else:
            wanted = np.isin(table.sentences, among)
        if document is not None:
            own = self.of_document(document)
            wanted &= (table.sentences >= own.start) & (table.sentences < own.stop)
        sentences, total = table.sentences[wanted], table.total[wanted]
        order = np.lexsort((sentences, self._documents(sentences), -total))
        hits = grow(sentences[order].tolist(), scores.total, self.unit, beside)
        return list(islice(hits, limit))

    def idf(self, term: str) -> float:
        """Return a term's inverse document frequency among sentences; 0 if unknown."""
        held = sum(view.held_by(term) for view in self._views)
        return math.log((self._size + 1) / held) if held else 0.0

    def rarity(self, word: Word) -> float:
        """Return how rare a word of a question is: 1 in one sentence, 0 if unknown."""
        most = math.log(self._size + 1)
        return min(1.0, max(map(self.idf, word.terms)) / most)

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

    def capitals(self, term: str) -> int:
        """Return in how many sentences a term is written with a capital.

        What is hidden of a segment counts along, but no term that only this has.
        """
        places = [(view, view.term(term)) for view in self._views if view.held_by(term)]
        return sum(
            int(view.arrays["term_capitals"][place])
            for view, place in places
            if place is not None
        )

    def mentions(self, word: Word, sentence: int) -> bool:
        """Return whether a word of the question is in the document of a sentence."""
        view = self._view(sentence)
        document = view.arrays["doc_of"][sentence - view.first]
        return any(document in view.in_documents(term).sentences for term in word.terms)

    def label(self, query: Query, term: str) -> str:
        """Return a matched term in the question's words, “like” these for a concept.

        A term that only the question before has is named in that one's words.
        """
        asked = [word for word in query.words if term in word.terms]
        asked = asked or [word for word in query.earlier if term in word.terms]
        words = dict.fromkeys(word.taken_for or word.token.word for word in asked)
        named = " ".join(words)
        return named if term in {w.terms[0] for w in asked} else f"like “{named}”"

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

    def suggestion(self, token: Token) -> str | None:
        """Return the indexed word nearest to an unknown one, if one is near."""
        return self._near(token.word, guess=True)

    @cached_property
    def _concepts(self) -> Concepts:
        """What words stand for, with the abbreviations that the documents explain."""
        learned: dict[tuple[str, ...], tuple[str, ...]] = {}
        forms: dict[str, dict[tuple[str, ...], None]] = {}
        for view in self._views:
            for concept, form in view.learned():
                if concept not in learned.get(form, ()):
                    learned[form] = (*learned.get(form, ()), concept)
                forms.setdefault(concept, {})[form] = None
        for view in self._views:
            view.forms = forms
        return self._base.and_learned(learned)

    def _shares(
        self, held: Sequence[Sequence[Sequence[Array]]], size: int
    ) -> tuple[Array, Floats]:
        """Return the sentences that hold some of `size` words, and what share.

        `held` has for each view and word the sentences with each of its terms.
        """
        found = [
            np.concatenate(
                [
                    np.zeros(0, dtype=np.int64),
                    *(np.unique(np.concatenate(word)) + view.first for word in words),
                ]
            )
            for view, words in zip(self._views, held, strict=True)
        ]
        sentences, counts = np.unique(_joined(found), return_counts=True)
        return sentences, counts / max(size, 1)

    def _candidates(self, scores: Scores, document: int | None, limit: int) -> Array:
        """Return the sentences that may be among the best, by their own words."""
        if document is not None:
            return np.array(self.of_document(document), dtype=np.int64)
        most = max(_CANDIDATES, limit * _CANDIDATES // 10)
        model = scores.model
        average = model.levels[0].average
        found: list[Array] = []
        for view in self._views:
            wanted = [
                Wanted(view.postings(term), factor)
                for term, factor in zip(model.terms, model.factors(), strict=True)
                if factor
            ]
            best = best_of(view, wanted, average, most)
            found.append(best.sentences + view.first)
            if scores.boosts:
                found.append(self._boosted(view, wanted, scores, most) + view.first)
        return _joined(found)

    def _boosted(
        self, view: View, wanted: Sequence[Wanted], scores: Scores, most: int
    ) -> Array:
        """Return the best sentences of a view by their own words and the boosts."""
        own = own_scores(view, wanted, scores.model.levels[0].average)
        touched = own > 0
        for boost in scores.boosts:
            sentences, values = boost.within(view.first, view.first + view.size)
            own[sentences - view.first] += scores.weight(boost) * values
            if boost.sentences is not None:
                touched[sentences - view.first] = True
        sentences = np.flatnonzero(touched)
        if len(sentences) > most:
            kept = np.argpartition(-own[sentences], most)[:most]
            sentences = sentences[kept]
        return sentences

    def _windows(self, sentences: Array) -> Array:
        """Return sentences and those beside them that a passage may take in."""
        chosen = []
        for view in self._views:
            own = sentences[
                (sentences >= view.first) & (sentences < view.first + view.size)
            ]
            own = np.unique(own) - view.first
            paragraphs = view.arrays["paragraph_of"]
            for _, answer in exchanges(view, own):
                chosen.append(np.arange(answer.start, answer.stop) + view.first)
            for shift in range(-_AROUND, _AROUND + 1):
                beside = (own + shift).clip(0, view.size - 1)
                same = paragraphs[beside] == paragraphs[own]
                chosen.append(beside[same] + view.first)
        return np.unique(_joined(chosen))

    def _fitting(self, scores: Scores) -> Array:
        """Return the sentences that a question for nothing but these words fits."""
        if not scores.boosts or not all(word.light for word in scores.query.words):
            return np.zeros(0, dtype=np.int64)
        return _joined(
            [
                boost.sentences[boost.values == 1]
                for boost in scores.boosts
                if boost.weight is not None and boost.sentences is not None
            ]
        )

    def _documents(self, sentences: Array) -> Array:
        """Return the numbers of the documents of some sentences, which are sorted."""
        found = []
        for view in self._views:
            start, end = np.searchsorted(
                sentences, [view.first, view.first + view.size]
            )
            at = view.arrays["doc_of"][sentences[start:end] - view.first]
            found.append(view.numbers[at])
        return _joined(found)

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
        unit = self.unit(sentence)
        text = self.documents[unit.document].text[unit.start : unit.end]
        words = self.analyser.tokens(text)
        concepts = self._concepts.tokens(words)
        return tokens_at([*words, *concepts], unit.start)

    def _other_forms(self, sentence: int) -> tuple[Token, ...]:
        unit = self.unit(sentence)
        text = self.documents[unit.document].text[unit.start : unit.end]
        words = self.analyser.tokens(text)
        return tokens_at(other_forms(text, words, self.analyser), unit.start)

    def _corrector(self) -> Callable[[Token], Token | None]:
        """Return what gives the indexed word that an unknown one is likely meant to be.

        It looks at the first unknown words of a question only, each once.
        """
        looked_at: set[str] = set()

        def corrected(token: Token) -> Token | None:
            known = any(view.word(token.word) is not None for view in self._views)
            if known or self.idf(token.term):
                return None
            if any(self.idf(c.term) for c in self._concepts.tokens([token])):
                return None
            if len(looked_at) == _CORRECTED and token.word not in looked_at:
                return None
            looked_at.add(token.word)
            word = self._near(token.word, guess=False)
            if word is None:
                return None
            return token._replace(term=self.analyser.stem(word), word=word)

        return corrected

    def _nearest(self, word: str, *, guess: bool) -> str | None:
        """Return the indexed word nearest to one, of equals the most frequent one."""
        found = {
            view.name(place): None
            for view in self._views
            for place in alike(view.arrays, word).tolist()
        }
        seen = (
            other
            for other in near_words(word, found, guess=guess)
            if any(view.word(other) is not None for view in self._views)
        )
        return next(seen, None)


def _joined(arrays: Sequence[Array]) -> Array:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])
