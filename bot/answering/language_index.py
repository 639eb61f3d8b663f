"""The articles of one language, with their index: finds evidence and judges it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.answering.confidence import features, shipped_weights
from bot.answering.disputes import OTHER, Disputes
from bot.answering.evidence import evidence
from bot.answering.meaning import Meaning
from bot.answering.values import Reading
from bot.answering.voices import fits, introducing, introductions
from bot.articles import voice_asked
from bot.retrieval import Boost, Document, Index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.answering.confidence import Weights
    from bot.answering.values import Evidence, Feature
    from bot.articles import Article, Sentence
    from bot.meaning import Encoder
    from bot.retrieval import Hit, Parts, Query, Scores, Word

__all__ = ["Finding", "LanguageIndex"]

# Passages below this share of the best one's score never answered a question of the
# development sets that the better ones did not; those of other articles not below the
# greater share, without which twice as many of them were shown.
_CLOSE, _CLOSE_ELSEWHERE, _FEW = 0.4, 0.6, 3
# What a sentence that alleges or denies something gains where it is asked whether
# something is so, as a share of the attainable score.
_SIDED = 0.1
_WHETHER = re.compile(
    r"\s*(?:did|do|does|is|are|was|were|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one language's articles have for a question, and how sure the best is."""

    index: LanguageIndex
    scores: Scores
    hits: tuple[Hit, ...]
    figures: Mapping[str, float]
    confidence: float

    @property
    def query(self) -> Query:
        """The question, analysed."""
        return self.scores.query

    def unknown(self) -> Iterator[Word]:
        """Yield the words of the question that no article here has.

        One that was taken for another is unknown where nothing found has that either.
        """
        for word in self.query.words:
            known = any(map(self.index.index.idf, word.terms))
            misread = word.taken_for and not self._shows(word)
            if misread or not (known or word.weak or word.light):
                yield word

    def readings(self) -> Iterator[Reading]:
        """Yield the words that were taken for others which the passages found have."""
        for word in self.query.words:
            if word.taken_for and self._shows(word):
                read = self.index.index.spelt(word.taken_for)
                yield Reading(self._asked(word), read)

    def _shows(self, word: Word) -> bool:
        """Tell whether a passage that was found holds a word."""
        held = (self.index.index.terms(hit.first, hit.last) for hit in self.hits)
        return any(not terms.isdisjoint(word.terms) for terms in held)

    def suggestions(self) -> Iterator[Reading]:
        """Yield the nearest indexed words for unknown ones that they may be."""
        for word in self.unknown():
            near = self.index.index.suggestion(word.token)
            if near:
                yield Reading(self._asked(word), self.index.index.spelt(near))

    def features(self) -> tuple[Feature, ...]:
        """Return what the confidence rests on."""
        return self.index.weights.features(self.figures) if self.hits else ()

    def _asked(self, word: Word) -> str:
        return self.query.text[word.token.start : word.token.end]


class LanguageIndex:
    """Articles of one language (ISO 639-1) and the index over them."""

    def __init__(
        self,
        articles: Sequence[Article],
        language: str,
        parts: Parts | None = None,
        weights: Weights | None = None,
        *,
        encoder: Encoder | None = None,
    ) -> None:
        self.language = language
        self.slugs = [article.slug for article in articles]
        self.sentences = [
            (article, sentence)
            for article in articles
            for sentence in article.sentences
            if not sentence.heading
        ]
        known = encoder is not None and encoder.knows(language)
        self._meaning = Meaning(encoder, self.sentences) if encoder and known else None
        stances = (said.stance in OTHER for _, said in self.sentences)
        self._sided = np.fromiter(stances, np.float64, len(self.sentences))
        documents = [_document(article) for article in articles]
        self.index = Index(documents, language, parts)
        self._weights = weights
        told: dict[str, list[tuple[int, Sentence]]] = {slug: [] for slug in self.slugs}
        for number, (article, sentence) in enumerate(self.sentences):
            told[article.slug].append((number, sentence))
        self._disputes = {
            a.slug: Disputes(self.index, a, told[a.slug]) for a in articles
        }
        self._introductions = [
            introduction
            for sentences in told.values()
            for introduction in introductions(self.index, sentences)
        ]

    @property
    def weights(self) -> Weights:
        """The confidence's weights; without others those that come with the program."""
        return self._weights or shipped_weights()

    def find(
        self, question: str, *, article: str | None, limit: int, context: str
    ) -> Finding:
        """Look a question up in one article (its slug) or in all of them.

        Of three passages or fewer only those are kept that score close to the best;
        who wants more gets weaker ones as well.
        """
        document = None if article is None else self.slugs.index(article)
        scores = self.scores(question, context)
        also = self._meaning.nearest(scores) if self._meaning else []
        found = self.index.search(scores, limit, document=document, also=also)
        few = limit <= _FEW
        hits = tuple(h for h in found if not few or self._is_close(h, found[0]))
        # What an earlier question adds finds passages, but does not make them surer.
        asked = self.scores(question) if context else scores
        judged = asked if asked.query.words else scores
        figures = features(self.index, judged, hits[0]) if hits else {}
        confidence = self.weights.confidence(figures) if hits else 0.0
        return Finding(self, scores, hits, figures, confidence)

    def _is_close(self, hit: Hit, best: Hit) -> bool:
        """Tell whether a passage scores close enough to the best one to be shown."""
        one, other = self.index.units[hit.best], self.index.units[best.best]
        share = _CLOSE if one.document == other.document else _CLOSE_ELSEWHERE
        return hit.score >= share * best.score

    def scores(self, question: str, context: str = "") -> Scores:
        """Return what each sentence scores for a question that may follow another."""
        boosts = [*self._boosts(question, context)]
        voice = voice_asked(question, self.index.analyser.language)
        if voice is None:
            query = self.index.query(question, context)
            introduced = introducing(query, self._introductions, len(self.sentences))
            return self.index.scores(query, introduced, boosts)
        light = {span.start for span in voice.saying}
        query = self.index.query(question, context, light)
        if voice.stance is None and all(word.light for word in query.words):
            query = self.index.query(question, context)  # "who said that?"
        fitting = fits(self.index, self.sentences, query, voice)
        if voice.who:
            query = replace(query, kind=None)
        return self.index.scores(query, fitting, boosts)

    def _boosts(self, question: str, context: str) -> Iterator[Boost]:
        if self._meaning is not None:
            yield self._meaning.boost(question, context)
        if _WHETHER.match(question):
            yield Boost("takes a side", _SIDED * self._sided)

    def disputes(self, article: Article) -> Disputes:
        """Return what one of the articles alleges and denies."""
        return self._disputes[article.slug]

    def evidence(self, scores: Scores, hit: Hit, *, opposes: bool = False) -> Evidence:
        """Return the evidence that a hit is."""
        best = self.sentences[hit.best]
        return evidence(self.index, scores, hit, best=best, opposes=opposes)


def _document(article: Article) -> Document:
    sentences = [(s.start, s.end, s.paragraph, s.heading) for s in article.sentences]
    told = article.sentences
    speakers = {s.start: article.text(*s.speaker) for s in told if s.speaker}
    introduced = {s.start: article.text(*s.introduced) for s in told if s.introduced}
    return Document(article.body, sentences, speakers, introduced)
