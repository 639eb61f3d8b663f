"""How sure it is that the best passage answers the question.

A logistic regression over three figures that need no reading: what share of the
attainable score the best passage has, how many of the question's words it holds, and
how much it lacks of a name, or of the speaker or the age that was asked for. Its
weights stand in confidence.json with the figures that they reach; `tools.fit` made
them from 612 questions of XQuAD (Artetxe et al., On the Cross-lingual Transferability
of Monolingual Representations, 2020) about 24 articles.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.answering.values import Feature
from bot.retrieval import is_country

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.retrieval import Hit, Index, Query, Scores, Word

__all__ = ["ENOUGH", "FEATURES", "Weights", "features", "shipped_weights"]

ENOUGH = 0.5  # from this confidence on, the articles answer
FEATURES = ("share", "matched", "missing")

_NOUNS_IN_CAPITALS = {"de"}  # a capital does not tell a name there
_ABBREVIATED = re.compile(r"\b[A-Z]\w{0,2}\.$")  # Mr. or U.S. ends no sentence
_BEFORE_A_NAME = re.compile(
    r"\b(?:did|does|has|had|is|was|by|of|in|from|at|about|for|to|with) $"
)
_OTHER_FORM = 0.5  # what a word counts for whose stem or synonym a passage holds
# What an age counts for that is asked for and missing: more than a first and a last
# name that match, for nothing else could answer.
_NO_AGE = 2.0
_SILENT = 0.5  # what a speaker who is asked for and doesn't speak counts for


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression: its intercept, and a weight for each feature."""

    intercept: float
    weights: Mapping[str, float]

    def features(self, values: Mapping[str, float]) -> tuple[Feature, ...]:
        """Return the features with their values and weights; their products add up."""
        features = (Feature(n, values[n], w) for n, w in self.weights.items())
        return (Feature("base", 1.0, self.intercept), *features)

    def confidence(self, values: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1, that the best passage answers."""
        odds = self.intercept + sum(w * values[n] for n, w in self.weights.items())
        return (1 + math.tanh(odds / 2)) / 2  # the logistic function, without overflow


@cache
def shipped_weights() -> Weights:
    """Return the weights that come with the program."""
    text = (files("bot.answering") / "confidence.json").read_text(encoding="utf-8")
    shipped = json.loads(text)
    return Weights(shipped["intercept"], shipped["weights"])


def features(index: Index, scores: Scores, best: Hit) -> dict[str, float]:
    """Return the figures that the confidence rests on, by name.

    `share`: the best passage's score as a share of what a sentence that holds all of
    the question could reach. `matched`: the logarithm of one more than the number of
    the question's words that it holds, where another form of one counts for half; a
    word of saying is held where somebody who fits speaks.
    `missing`: the weights, 1 at most, of names in the question that the article does
    not mention; a speaker who is asked for and doesn't speak in the passage counts for
    half of one, an age that is asked for and doesn't stand there for two.
    """
    query = scores.query
    held = index.terms(best.first, best.last)
    most = math.log(len(index) + 1)  # of a word that one sentence has
    names = [
        (max(map(index.idf, word.terms)) or most) / most
        for word in query.words
        if index.analyser.language not in _NOUNS_IN_CAPITALS
        and (_names(query, word) or _names_in_small(index, query, word))
        and not index.mentions(word, best.best)
    ]
    as_asked = {token.word for token in index.tokens(best.first, best.last)}
    speaks = scores.fit(best.first, best.last)
    matched = 0.0
    for word in query.words:
        asked = word.taken_for or word.token.word
        if word.weak:
            continue
        if asked in as_asked or (word.light and speaks == 1):
            matched += 1.0
        elif not held.isdisjoint(word.terms):
            matched += _OTHER_FORM
    return {
        "share": scores.share(best.best),
        "matched": math.log1p(matched),
        "missing": min(1.0, sum(names) + _SILENT * (1 - speaks))
        + _NO_AGE * scores.lacks_age(best.first, best.last),
    }


def _names_in_small(index: Index, query: Query, word: Word) -> bool:
    """Tell whether a word is a name in a question without any capital.

    Countries are; so is mostly a word that no text has, where no article stands before
    it: "did bergstrom steer". A plural stands without one as well.
    """
    if index.analyser.language != "en" or not query.text.islower():
        return False
    bare = _BEFORE_A_NAME.search(query.text[: word.token.start])
    plural = word.token.word.endswith("s")
    unknown = not any(map(index.idf, word.terms))
    return (unknown and bool(bare) and not plural) or any(map(is_country, word.terms))


def _names(query: Query, word: Word) -> bool:
    """Tell whether a word is written as a name: a capital inside the sentence."""
    text, start = query.text, word.token.start
    before = text[:start].rstrip()
    ends = before[-1:] in {".", "!", "?"} and not _ABBREVIATED.search(before)
    begins = ends or not any(map(str.isalnum, before))
    return text[start].isupper() and not (begins or text.istitle() or text.isupper())
