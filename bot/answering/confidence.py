"""How sure it is that the best passage answers the question, and what follows from it.

A logistic regression over six figures that need no reading gives the probability that
the best passage answers. Its weights stand in confidence.json with the figures that
they reach, once with the meaning of sentences and once by words alone; `tools.fit` made
them from three sets of questions together, each weighing the same.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from bot.answering.names import is_name
from bot.answering.rows import headers, tells_all
from bot.answering.told import is_told
from bot.answering.values import Feature, Status
from bot.answering.voices import with_speakers
from bot.articles import may_be
from bot.retrieval.arrays import is_among

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answering.meaning import Meaning
    from bot.answering.voices import SpokenIndex
    from bot.retrieval import Hit, Index, Query, Scores

__all__ = [
    "DOUBTED",
    "FEATURES",
    "Judgement",
    "Weights",
    "figures",
    "judge",
    "shipped_weights",
]

FEATURES = ("share", "matched", "missing", "lacks", "cosine", "several")
_OTHER_FORM = 0.5  # what a word counts for whose stem or synonym a passage holds
_SILENT = 0.5  # what a speaker who is asked for and doesn't speak counts for
# Where sentences are known by their meaning, a question is about the articles from this
# sum on: of the cosines of the best passage and of the nearest sentence, half of what
# it shares and matches, and a quarter where it points at somebody ("did he deny it") or
# asks for a kind alone, less what it misses and each word that no text has. Among
# several articles something is nearer by chance. Chosen by questions put to articles
# that they were not written for.
_ABOUT_ONE, _ABOUT_SEVERAL = 0.47, 0.63
_HELD, _POINTING, _MISSING, _UNKNOWN = 0.5, 0.25, 0.2, 0.1
_FEW = 2  # such words: a long question may hold more
_POINTS = re.compile(
    r"\b(?:(?P<he>he|him|his)|(?P<she>she|hers?)|(?P<they>the(?:y|m|irs?)))\b",
    re.IGNORECASE,
)
# Thai, Lao, Burmese and Khmer, and how many letters a word of theirs has; languages
# that write blanks between syllables, or none, and how many of these, or of the pairs
# of letters, make a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_LETTERS, _SYLLABLES = 5, {"vi": 2, "zh": 1.2}
_TELLING = 2  # words of weight that tell whom a question means by "she"
# How often a passage answers that words and meaning alone would be sure of, where it
# does not tell what is asked or may be of another matter: 28 of 106 in three sets, 25
# of 154 in two that nothing was fitted to.
DOUBTED = 0.24


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression: its intercept, and a weight for each feature.

    From the probability `sure` on, the articles answer; below `unsure` they don't,
    where nothing is known of meaning.
    """

    intercept: float
    weights: Mapping[str, float]
    sure: float
    unsure: float

    def features(self, values: Mapping[str, float]) -> tuple[Feature, ...]:
        """Return the features with their values and weights; their products add up."""
        features = (Feature(n, values[n], w) for n, w in self.weights.items())
        return (Feature("base", 1.0, self.intercept), *features)

    def confidence(self, values: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1, that the best passage answers."""
        odds = self.intercept + sum(w * values[n] for n, w in self.weights.items())
        return (1 + math.tanh(odds / 2)) / 2  # the logistic function, without overflow


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is thought of the best passage, and the features that this rests on."""

    status: Status = Status.NOT_FOUND
    confidence: float = 0.0
    features: tuple[Feature, ...] = ()


@cache
def shipped_weights(*, meaning: bool) -> Weights:
    """Return the weights that come with the program."""
    text = (files("bot.answering") / "confidence.json").read_text(encoding="utf-8")
    shipped = json.loads(text)["meaning" if meaning else "words"]
    names = ("intercept", "weights", "sure", "unsure")
    return Weights(*(shipped[name] for name in names))


def judge(
    spoken: SpokenIndex,
    scores: Scores,
    best: Hit,
    *,
    meaning: Meaning | None,
    weights: Weights | None,
    several: bool,
    compared: bool = False,
    told: bool | None = None,
) -> Judgement:
    """Judge the best passage; `several` articles could be meant by "he" or "they".

    `compared` says that it is a row which was chosen among those of its table, `told`
    whether it tells what is asked, whatever its meaning, None where that is not known.
    It does not where another passage scores more, or where the one whose words are
    asked for does not say them there.
    """
    index = spoken.index
    values = figures(index, scores, best, meaning, several=several)
    using = weights or shipped_weights(meaning=meaning is not None)
    confidence = using.confidence(values)
    pointing = bool(_POINTS.search(scores.query.text)) or scores.query.bare
    near = values["cosine"] if meaning else 1.0
    unnamed = several and pointing and not _names_somebody(index, scores)
    if confidence > DOUBTED and (
        (unnamed and not _tells_whom(spoken, scores.query, best))
        or told is False
        or ((told is None or meaning) and not is_told(spoken, scores, best, near))
    ):
        confidence = DOUBTED
    if compared and tells_all(index, scores.query, best.best):
        confidence = max(confidence, using.sure)
    if meaning is None or compared:
        about = compared or confidence >= using.unsure
    else:
        near += meaning.nearest_cosine(scores)
        near += _HELD * values["share"] * values["matched"]
        near += _POINTING * pointing - _MISSING * values["missing"]
        near -= _UNKNOWN * min(_unknown(index, scores.query), _FEW)
        about = near >= (_ABOUT_SEVERAL if several else _ABOUT_ONE)
        if not about:
            about, confidence = confidence >= using.sure, min(confidence, DOUBTED)
    status = Status.UNSURE if about else Status.NOT_FOUND
    if confidence >= using.sure:
        status = Status.ANSWERED
    return Judgement(status, confidence, using.features(values))


def figures(
    index: Index,
    scores: Scores,
    best: Hit,
    meaning: Meaning | None,
    *,
    several: bool,
) -> dict[str, float]:
    """Return the figures that the confidence rests on, by name.

    `share`: the best passage's score as a share of what a sentence that holds all of
    the question could reach. `matched`: the logarithm of one more than the words of the
    question that it holds, each counted by how rare it is, and for half where the
    passage has another form of it; a word of saying is held where somebody who fits
    speaks. `missing`: the weights, 1 at most, of names in the question that the article
    does not mention; a speaker who is asked for and doesn't speak in the passage counts
    for half of one. `lacks`: 1 where it has nothing of the kind that is asked for, as a
    number or a date. `cosine`: how near its nearest sentence comes in meaning.
    `several`: 1 where several articles were looked in, among which something is nearer
    by chance.
    """
    query = scores.query
    speaks = scores.fit(best.first, best.last)
    names = [
        index.vocabulary.rarity(word) or 1.0
        for word in query.words
        if not index.mentions(word, best.best) and is_name(index, query, word)
    ]
    return {
        "share": scores.share(best.best),
        "matched": math.log1p(_matched(index, scores, best)),
        "missing": min(1.0, sum(names) + _SILENT * (1 - speaks)),
        "lacks": float(scores.lacks_kind(best.first, best.last)),
        "cosine": meaning.cosine(scores, best.first, best.last) if meaning else 0.0,
        "several": float(several),
    }


def _matched(index: Index, scores: Scores, best: Hit) -> float:
    """Return how many words of the question a passage holds, each by how rare it is.

    Where words are written as several pieces, some of these are in any text: only as
    many as make a word count, which follow one another in the passage as well.
    """
    above = headers(index, best.best)  # which are shown below a row
    first, last, terms = best.first, best.last, scores.query.terms
    tokens = [*above, *index.tokens(first, last, terms)]
    as_asked = {token.word for token in tokens}
    held = {token.term for token in chain(tokens, index.forms(first, last, terms))}
    language = index.analyser.language
    words = [(word, word.taken_for or word.token.word) for word in scores.query.strong]
    sizes = [_pieces_of(asked, language) for _, asked in words]
    following: set[tuple[str, str]] = set()
    if any(size > 1 for size in sizes):
        every = (token.word for token in (*above, *index.tokens(first, last)))
        following.update(pairwise(every))
    speaks = scores.fit(best.first, best.last)
    matched = 0.0
    pieces: list[float] = []
    size, before = 1.0, ""
    for (word, asked), of_word in zip(words, sizes, strict=True):
        counts = 0.0
        if asked in as_asked:
            counts = index.vocabulary.rarity(word)
        elif word.light and speaks == 1:
            counts = 1.0
        elif not held.isdisjoint(word.terms):
            counts = _OTHER_FORM * index.vocabulary.rarity(word)
        if pieces and (before, asked) not in following:
            matched += _of_pieces(pieces, size)
            pieces = []
        size = of_word
        if size == 1:
            matched += counts
        elif counts:
            pieces.append(counts)
        before = asked
    return matched + _of_pieces(pieces, size)


def _pieces_of(word: str, language: str) -> float:
    """Return how many terms a word of average length is."""
    if _UNSPACED.match(word):
        return _LETTERS
    return _SYLLABLES.get(language, 1)


def _of_pieces(pieces: Sequence[float], size: float) -> float:
    """Return how many words some pieces in a row are."""
    return sum(pieces) / size if len(pieces) >= int(size) else 0.0


def _unknown(index: Index, query: Query) -> int:
    """Return how many words of weight of a question no text has, in any form."""
    idf = index.vocabulary.idf
    return sum(not any(map(idf, word.terms)) for word in query.telling)


def _names_somebody(index: Index, scores: Scores) -> bool:
    """Return whether a question has a name besides the word that points."""
    query = scores.query
    return any(is_name(index, query, word) for word in query.strong)


def _tells_whom(spoken: SpokenIndex, query: Query, best: Hit) -> bool:
    """Return whether a passage tells whom a question means by "she".

    Whoever asks why "she turned to smuggling" means whom the only article with both
    words tells of, where the passage has a woman, or "her".
    """
    asked = _pronouns(query.text)
    if not asked or not _tells_article(spoken.index, query, best):
        return False
    passage, language = with_speakers(spoken, best), spoken.index.analyser.language
    same = not asked.isdisjoint(_pronouns(passage))
    return same or any(may_be(one, passage, language) for one in asked)


def _pronouns(text: str) -> set[str]:
    """Return which of "he", "she" and "they" a text has, in any case."""
    return {str(match.lastgroup) for match in _POINTS.finditer(text)}


def _tells_article(index: Index, query: Query, best: Hit) -> bool:
    """Return whether words of a question that a passage holds tell its article."""
    passage = index.held(best.first, best.last)
    held = [word for word in query.telling if not passage.isdisjoint(word.terms)]
    if len(held) < _TELLING:
        return False
    alike = index.documents_holding(held[0])
    for word in held[1:]:
        alike = alike[is_among(alike, index.documents_holding(word))]
    return len(alike) == 1
