"""The articles of one language, with their index: finds evidence and judges it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from bot.answering.confidence import Judgement, judge
from bot.answering.disputes import Disputes
from bot.answering.evidence import evidence, explained
from bot.answering.following import asks_of_the_same, asks_why, new_first
from bot.answering.meaning import Meaning
from bot.answering.openings import SPELT_OUT
from bot.answering.rows import foremost_first
from bot.answering.sources import ALLEGES, ASIDE, DENIES, REASON, ArticleSource
from bot.answering.told import WHETHER, told_first
from bot.answering.values import Reading
from bot.answering.voices import fits, introducing, is_said
from bot.articles import voice_asked
from bot.retrieval import Boost, Index, kind_asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.answering.confidence import Weights
    from bot.answering.values import Evidence
    from bot.articles import Article, Sentence, Voice
    from bot.meaning import Encoder
    from bot.retrieval import Hit, Kind, Query, Scores, Segmented, Word

__all__ = ["Finding", "LanguageIndex"]

# Passages below this share of the best one's score never answered a question of the
# development sets that the better ones did not; those of other articles not below the
# greater share, without which twice as many of them were shown.
_CLOSE, _CLOSE_ELSEWHERE, _FEW = 0.4, 0.6, 3
# What a sentence that alleges or denies something gains where it is asked whether
# something is so, as a share of the attainable score.
_SIDED = 0.1
# What the first sentences of an article gain where a kind of thing is asked for: news
# begins with who, what, when and where.
_FIRST = 0.05
# What one loses that states nothing: an entry of a list of sources.
_ASIDE = 1.0
# What a sentence gains that gives a reason where one is asked for.
_REASON = 0.15
_SUGGESTED = 20  # unknown words for which the nearest one is looked up
_KEPT = 128  # articles of which it is remembered what they allege and deny


@dataclass(frozen=True, slots=True)
class Finding:
    """What one language's articles have for a question, and how sure the best is.

    `voice` is whose words it asks for, None where it doesn't ask for any.
    """

    index: LanguageIndex
    voice: Voice | None
    scores: Scores
    hits: tuple[Hit, ...]
    judgement: Judgement

    @property
    def query(self) -> Query:
        """The question, analysed."""
        return self.scores.query

    def beside(self, words: str) -> Scores:
        """Return the scores for the question where some words stand with it."""
        index, go_on = self.index, self.scores.go_on
        return index.scores(self.query.text, self.voice, words, go_on)

    def unknown(self) -> Iterator[Word]:
        """Yield the words of the question that no article here has.

        One that was taken for another is unknown where nothing found has that either.
        """
        for word in self.query.words:
            known = any(map(self.index.index.vocabulary.idf, word.terms))
            misread = word.taken_for and not self._shows(word)
            spelt_out = word.token.word in SPELT_OUT
            if not spelt_out and (misread or not (known or word.weak or word.light)):
                yield word

    def readings(self) -> Iterator[Reading]:
        """Yield the words that were taken for others which the passages found have."""
        for word in self.query.words:
            if word.taken_for and self._shows(word):
                yield Reading(self._asked(word), self.index.index.spelt(word.taken_for))

    def _shows(self, word: Word) -> bool:
        """Return whether a passage that was found holds a word."""
        held = (self.index.index.held(hit.first, hit.last) for hit in self.hits)
        return any(not terms.isdisjoint(word.terms) for terms in held)

    def bears(self, hit: Hit) -> bool:
        """Return whether a passage has a word of weight, or the question's meaning."""
        held = self.index.index.held(hit.first, hit.last)
        return self.index.is_near(self.scores, hit) or any(
            not held.isdisjoint(word.terms) for word in self.query.telling
        )

    def suggestions(self) -> Iterator[Reading]:
        """Yield the nearest indexed words for the first unknown ones."""
        for word in islice(self.unknown(), _SUGGESTED):
            near = self.index.index.vocabulary.nearest(word.token.word, guess=True)
            if near:
                yield Reading(self._asked(word), self.index.index.spelt(near))

    def _asked(self, word: Word) -> str:
        return self.query.text[word.token.start : word.token.end]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An article by its number, whoever waits for what it alleges and denies."""

    document: int
    go_on: Callable[[], None] = field(compare=False)


class LanguageIndex:
    """Articles of one language (ISO 639-1) and the index over them."""

    def __init__(
        self,
        articles: Sequence[Article],
        language: str,
        *,
        weights: Weights | None = None,
        segments: Segmented | None = None,
        encoder: Encoder | None = None,
        group_of: Callable[[Article], str] = lambda _: "",
    ) -> None:
        self.language = language
        self.articles = tuple(articles)
        self.slugs = [article.slug for article in articles]
        sources = [ArticleSource(article, group_of(article)) for article in articles]
        self.index = Index(sources, language, segments)
        known = encoder is not None and encoder.knows(language)
        self._meaning = Meaning(encoder, self.index) if encoder and known else None
        self._weights = weights
        self.sentence = lru_cache(_KEPT)(self._sentence)
        self._of_document = lru_cache(_KEPT)(self._disputes)
        self._tagged = cache(self._boosted)

    def find(
        self,
        question: str,
        *,
        article: str | None,
        limit: int,
        context: str,
        go_on: Callable[[], None] = lambda: None,
    ) -> Finding:
        """Look a question up in one article (its slug) or in all of them.

        Of three passages or fewer only those are kept that score close to the best;
        who wants more gets weaker ones as well. `go_on` is called at each step, and
        raises an error to end the search.
        """
        if context == question or (context and asks_of_the_same(question)):
            question, context = context, ""
        document = None if article is None else self.slugs.index(article)
        voice = voice_asked(question, self.language)
        scores = self.scores(question, voice, context, go_on)
        also = self._meaning.nearest(scores) if self._meaning else []
        found = self.index.search(scores, limit, document=document, also=also)
        bare = bool(context) and self.index.only_asks(question)
        if bare:
            before = voice_asked(context, self.language)
            earlier = self.scores(context, before, go_on=go_on)
            shown = self.index.search(earlier, _FEW, document=document, also=also)
            shown = [hit for hit in shown if self._is_close(hit, shown[0])]
            more = self.index.search(
                scores, _FEW, document=document, also=also, beside=shown
            )
            found = [*new_first(scores, found, more)][:limit]
        ranked = foremost_first(self.index, scores, found, limit)
        compared = ranked is not found
        hits = tuple(h for h in ranked if limit > _FEW or self._is_close(h, ranked[0]))
        told, doubt = None, False
        if not compared:
            hits, told, doubt = told_first(self, scores, hits, self.is_near)
        # What an earlier question adds finds passages, but does not make them surer.
        asked = self.scores(question, voice, go_on=go_on) if context else scores
        judged = asked if asked.query.words else scores
        told = told if judged is scores else None
        judgement = Judgement()
        if bare and hits and asks_why(question):
            doubt |= not len(self.index.tagged(REASON, hits[0].sentences))
        if hits:
            judgement = judge(
                self,
                judged,
                hits[0],
                meaning=self._meaning,
                weights=self._weights,
                several=article is None and len(self.slugs) > 1,
                compared=compared,
                told=not doubt and is_said(self, judged, voice, hits[0]) and told,
            )
        return Finding(self, voice, scores, hits, judgement)

    def _is_close(self, hit: Hit, best: Hit) -> bool:
        """Return whether a passage scores close enough to the best one to be shown."""
        one, other = self.index.unit(hit.best), self.index.unit(best.best)
        share = _CLOSE if one.document == other.document else _CLOSE_ELSEWHERE
        return hit == best or hit.score >= share * best.score

    def scores(
        self,
        question: str,
        voice: Voice | None,
        context: str = "",
        go_on: Callable[[], None] = lambda: None,
    ) -> Scores:
        """Return the scores for a question, whose words it asks for, an earlier one."""
        go_on()
        light = {span.start for span in voice.saying} if voice else ()
        query = self.index.query(question, context, light)
        kind = kind_asked(question) if context else query.kind
        boosts = [*self._boosts(question, context, kind)]
        if voice is None:
            introduced = introducing(self, query)
            return self.index.scores(query, [*introduced, *boosts], go_on)
        if voice.stance is None and all(word.light for word in query.words):
            query = self.index.query(question, context)  # "who said that?"
        fitting = [*fits(self, query, voice, go_on)]
        if voice.who:
            query = replace(query, kind=None)
        return self.index.scores(query, [*fitting, *boosts], go_on)

    def _boosts(self, asked: str, before: str, kind: Kind | None) -> Iterator[Boost]:
        if self._meaning is not None:
            yield self._meaning.boost(asked, before)
        if WHETHER.match(asked):
            yield self._tagged("takes a side", _SIDED, ALLEGES | DENIES)
        if kind is not None:
            yield self._tagged("stands first", _FIRST, None)
        if asks_why(asked):
            yield self._tagged("gives a reason", _REASON, REASON)
        asides = self._tagged("says little", -_ASIDE, ASIDE)
        if len(asides.values):
            yield asides

    def _boosted(self, name: str, gain: float, tags: int | None) -> Boost:
        """Return what sentences with some tags gain, or those that stand first."""
        sentences = self.index.leading if tags is None else self.index.tagged(tags)
        gained = np.broadcast_to(gain, len(sentences))
        return Boost(name, gained, sentences, even=True)

    def is_near(self, scores: Scores, hit: Hit) -> bool:
        """Return whether a passage comes near to a question in meaning."""
        meaning = self._meaning
        return meaning is not None and meaning.is_near(scores, hit.first, hit.last)

    def cosine_of(self, scores: Scores) -> Callable[[int], float] | None:
        """Return what gives a sentence's cosine to a question, None where unknown."""
        meaning = self._meaning
        if meaning is None:
            return None
        return lambda number: meaning.cosine(scores, number, number)

    def _sentence(self, number: int) -> tuple[Article, Sentence]:
        """Return a sentence by its number, and its article."""
        unit = self.index.unit(number)
        article = self.articles[unit.document]
        return article, article.sentence_at(unit.start)

    def disputes(
        self, number: int, go_on: Callable[[], None] = lambda: None
    ) -> Disputes:
        """Return what the article of a sentence alleges and denies.

        `go_on` is called for each sentence that does, and raises an error to end it.
        """
        return self._of_document(_Wanted(self.index.unit(number).document, go_on))

    def evidence(self, scores: Scores, hit: Hit, *, opposes: bool = False) -> Evidence:
        """Return the evidence that a hit is."""
        best = self.sentence(hit.best)
        return evidence(self.index, scores, hit, best=best, opposes=opposes)

    def explained(self, scores: Scores, found: Evidence) -> Evidence:
        """Return evidence with the words that were read as near to the question's."""
        if self._meaning is None:
            return found
        return explained(self.index, scores, found, self._meaning.near_word)

    def _disputes(self, wanted: _Wanted) -> Disputes:
        """Return what an article alleges and denies."""
        number, go_on = wanted.document, wanted.go_on
        article, own = self.articles[number], self.index.of_document(number)
        return Disputes(self.index, article, own, lambda n: self.sentence(n)[1], go_on)
