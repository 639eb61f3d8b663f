"""The index: finds the sentences that a question shares words with.

A sentence is scored by BM25 at several levels that add up: the sentence itself, the
sentence with its neighbours, its paragraph and its article, by stems and by
character 4-grams. What stands around a sentence says what it is about (Callan,
Passage-Level Evidence in Document Retrieval, SIGIR 1994).
"""

from __future__ import annotations

import math
import re
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from bot.retrieval.bm25 import Postings
from bot.retrieval.concepts import is_synonym
from bot.retrieval.interviews import asks, exchanges
from bot.retrieval.kinds import things
from bot.retrieval.levels import build_levels
from bot.retrieval.parts import Parts
from bot.retrieval.passages import Unit, grow
from bot.retrieval.query import read_query
from bot.retrieval.scores import Scores
from bot.retrieval.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.analysis import Token
    from bot.retrieval.interviews import Exchange
    from bot.retrieval.kinds import Kind
    from bot.retrieval.parts import Document
    from bot.retrieval.passages import Hit
    from bot.retrieval.query import Query, Word
    from bot.retrieval.scores import Boost

    Floats = NDArray[np.float64]

__all__ = ["Index"]

# What a word that no text has would add to a score, in idf of a word in one sentence:
# BM25+ gives such a word about 2, but an article may say it in other words.
_UNKNOWN = 1.5
_POSSESSIVE = re.compile(r"['’]s?$")


class Index:
    """An index over documents of one language (ISO 639-1).

    `parts` is what makes the documents' parts; given to several indexes, it analyses
    no document twice.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        language: str = "en",
        parts: Parts | None = None,
    ) -> None:
        self.documents = documents
        maker = parts or Parts(language)
        self.analyser = maker.analyser
        self._parts, self._concepts = maker.of(documents)
        self.units = [
            Unit(number, *sentence)
            for number, part in enumerate(self._parts)
            for sentence in part.sentences
        ]
        self._tokens = [*chain(*(part.tokens for part in self._parts))]
        self._vocabulary = dict(chain(*(part.words.items() for part in self._parts)))
        self._held = Postings([part.held for part in self._parts], maker.numbers)
        paragraphs = [[row[-1] for row in part.sentences] for part in self._parts]
        levels = [part.levels for part in self._parts]
        self._said = Postings([part.said for part in self._parts], maker.numbers)
        self._levels = build_levels(paragraphs, levels, maker.numbers)
        self._things: dict[Kind, list[frozenset[str]]] = {}

    def text(self, first: int, last: int) -> str:
        """Return the text from one sentence's start to another's end."""
        unit = self.units[first]
        return self.documents[unit.document].text[unit.start : self.units[last].end]

    def tokens(self, first: int, last: int) -> Iterator[Token]:
        """Yield the words of some sentences and the concepts that they stand for.

        Their code points are those of the document.
        """
        return chain.from_iterable(self._tokens[first : last + 1])

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
            correct=self._corrected,
            context=earlier,
            light=light,
        )

    def scores(
        self, query: Query, voice: Floats | None = None, boosts: Sequence[Boost] = ()
    ) -> Scores:
        """Return what each sentence scores for a question.

        `voice` is how well, 0 to 1, each sentence's speaker fits a question for
        somebody's words. `boosts` are what sentences gain besides.
        """
        unknown = _UNKNOWN * math.log(len(self.units) + 1)
        questions, exchanges = self._interviews
        return Scores(
            query,
            self._levels,
            self._of_kind(query),
            voice,
            unknown=unknown,
            boosts=boosts,
            questions=questions,
            exchanges=exchanges,
        )

    @cached_property
    def _interviews(self) -> tuple[NDArray[np.bool_], list[Exchange]]:
        """Which sentences are questions, and what answers these in the text."""
        texts = (self.text(number, number) for number in range(len(self.units)))
        questions = np.fromiter(map(asks, texts), np.bool_, len(self.units))
        return questions, list(exchanges(self.units, questions))

    def said_by(self, words: Sequence[Word]) -> Floats:
        """Return what share of some words of a question names each one's speaker."""
        return self._share(self._said, words)

    def holding(self, words: Sequence[Word]) -> list[int]:
        """Return the sentences that hold all of some words of a question."""
        return np.flatnonzero(self._share(self._held, words) == 1).tolist()

    def _share(self, postings: Postings, words: Sequence[Word]) -> Floats:
        """Return what share of some words each sentence's entry holds."""
        held = np.zeros(len(self.units))
        for word in words:
            holders = np.zeros(len(self.units), dtype=bool)
            for term in word.terms:
                holders[postings.holders(term)] = True
            held += holders
        return held / max(len(words), 1)

    def search(
        self,
        scores: Scores,
        limit: int,
        *,
        document: int | None = None,
        among: list[int] | None = None,
        also: Sequence[int] = (),
        beside: Sequence[Hit] = (),
    ) -> list[Hit]:
        """Return the best passages, best first, that overlap none of `beside`.

        A passage's best sentence shares at least one term with the question, or fits a
        question for nothing but somebody's words, or answers such a sentence, and is of
        one document where that is given; or it is one of those in `also`. Where there
        are sentences `among`, it is one of these and need share none: what stands
        around them tells which is meant.
        """
        matching = np.zeros(len(self.units), dtype=bool)
        if among is not None:
            matching[among] = True
        else:
            if all(word.light for word in scores.query.words):
                matching |= scores.fitting()
            for term in scores.query.terms:
                matching[self._held.holders(term)] = True
            matching[list(also)] = True
            for question, answer in self._interviews[1]:
                matching[answer] |= matching[question]
        if document is not None:
            matching &= np.array([u.document == document for u in self.units])
        return list(islice(grow(self.units, scores.total, matching, beside), limit))

    def idf(self, term: str) -> float:
        """Return a term's inverse document frequency among sentences; 0 if unknown."""
        return self._levels[0].index.idf(term)

    def terms(self, first: int, last: int) -> frozenset[str]:
        """Return the terms of the sentences from one to another."""
        return frozenset(token.term for token in self.tokens(first, last))

    def names(self, unit: int) -> frozenset[str]:
        """Return the terms of a sentence that are written with a capital.

        What a word like UAV is a synonym of is no name.
        """
        text = self.documents[self.units[unit].document].text
        return frozenset(
            token.term
            for token in self.tokens(unit, unit)
            if text[token.start].isupper() and not is_synonym(token.term)
        )

    def mentions(self, word: Word, unit: int) -> bool:
        """Tell whether a word of the question is in the document of a sentence."""
        level = next(level for level in self._levels if level.name == "article")
        place = int(level.place[unit])
        return any(level.index.score(term, place) for term in word.terms)

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
        for part, document in zip(self._parts, self.documents, strict=True):
            token = part.words.get(word)
            if token:
                return _POSSESSIVE.sub("", document.text[token.start : token.end])
        return word

    def suggestion(self, token: Token) -> str | None:
        """Return the indexed word nearest to an unknown one, if one is near."""
        return nearest(token.word, self._vocabulary, guess=True)

    def _of_kind(self, query: Query) -> Floats:
        """Return 1 for each sentence that holds the kind of thing asked for."""
        held = np.zeros(len(self.units))
        kind = query.kind
        if kind is None:
            return held
        if kind not in self._things:
            texts = (self.text(n, n) for n in range(len(self.units)))
            self._things[kind] = [things(kind, text) for text in texts]
        asked = query.text.lower()
        for number, found in enumerate(self._things[kind]):
            if any(thing not in asked for thing in found):
                held[number] = 1.0
        return held

    def _corrected(self, token: Token) -> Token | None:
        """Return the indexed word that an unknown one is likely a misspelling of."""
        known = token.word in self._vocabulary or self.idf(token.term)
        if known or any(self.idf(c.term) for c in self._concepts.tokens([token])):
            return None
        word = nearest(token.word, self._vocabulary)
        if word is None:
            return None
        return self._vocabulary[word]._replace(start=token.start, end=token.end)
