"""What each sentence scores for one question, and what the scores are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.retrieval.interviews import lifts
from bot.retrieval.kinds import Kind
from bot.retrieval.query import grams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.interviews import Exchange
    from bot.retrieval.levels import Level
    from bot.retrieval.query import Query

    Floats = NDArray[np.float64]

__all__ = ["Boost", "Scores"]

# What a sentence gains whose speaker is the one asked for; then, as shares of the
# attainable score, one that holds the kind of thing asked for, and what one loses that
# is a question itself; chosen by `tools.evaluate` on the development sets.
_VOICE, _KIND, _QUESTION = 14.0, 0.2, 0.3


class Boost(NamedTuple):
    """What each sentence gains for a reason, as shares of the attainable score."""

    name: str
    shares: Floats


def _other_words(query: Query, idf: Callable[[str], float]) -> Iterator[str]:
    """Yield terms and grams of the words that the texts have in another way only."""
    for word in query.words:
        if not idf(word.terms[0]) and any(map(idf, word.terms)):
            yield from (*word.terms, *grams(word.token))


class Scores:
    """The scores of all sentences for a question, level by level.

    `kind` tells which sentences hold the kind of thing asked for, 0 or 1. `voice` tells
    how well, 0 to 1, each one's speaker fits a question for somebody's words, and is
    None for another question. `unknown` stands for the score of a term that no text
    holds. `questions` tells which sentences are questions, and `exchanges` what
    answers these.
    """

    def __init__(
        self,
        query: Query,
        levels: Sequence[Level],
        kind: Floats,
        voice: Floats | None,
        *,
        unknown: float,
        boosts: Sequence[Boost],
        questions: NDArray[np.bool_],
        exchanges: Sequence[Exchange],
    ) -> None:
        self.query = query
        self._levels = levels
        self._kind = kind
        self._fits = voice
        self._voice = _VOICE * (np.zeros_like(kind) if voice is None else voice)
        self._by_level = [level.scores(query) for level in levels]
        self._asked: Floats = np.add.reduce([*self._by_level, self._voice])
        others = set(_other_words(query, levels[0].index.idf))
        self._attainable = sum(level.best(query, unknown, others) for level in levels)
        self._attainable += 0.0 if voice is None else _VOICE
        self.boosts = {boost.name: boost for boost in boosts}
        self._boosts = {boost.name: self._attainable * boost.shares for boost in boosts}
        self._boosts["kind of answer"] = self._attainable * _KIND * kind
        told: Floats = sum(self._boosts.values(), self._asked)
        self._boosts["answers a question there"] = lifts(told, exchanges)
        self._boosts["is a question"] = (
            -self._attainable * _QUESTION * questions.astype(np.float64)
        )
        self.total: Floats = sum(self._boosts.values(), self._asked)

    def share(self, unit: int) -> float:
        """Return a sentence's score as a share of the most that a text could reach.

        A word that no text has would reach nearly what a word of one sentence does.
        The kind of thing asked for is left out: most sentences hold one; so are boosts.
        """
        reached = float(self._asked[unit])
        return reached / self._attainable if self._attainable else 0.0

    def fit(self, first: int, last: int) -> float:
        """Return how well, 0 to 1, who says some sentences fits the question.

        It is 1 for a question that doesn't ask for somebody's words.
        """
        return 1.0 if self._fits is None else float(self._fits[first : last + 1].max())

    def lacks_age(self, first: int, last: int) -> bool:
        """Tell whether some sentences lack the age that alone answers the question."""
        ages = self._kind[first : last + 1].any()
        return self.query.kind is Kind.AGE and not ages

    def fitting(self) -> NDArray[np.bool_]:
        """Return which sentences fit a question for somebody's words wholly."""
        return np.equal(self._voice, _VOICE)

    def parts(self, unit: int) -> Iterator[tuple[str, float]]:
        """Yield the named parts that add up to a sentence's score."""
        for level, scores in zip(self._levels, self._by_level, strict=True):
            yield level.name, float(scores[unit])
        yield "who says it", float(self._voice[unit])
        for name, boost in self._boosts.items():
            yield name, float(boost[unit])

    def matches(self, unit: int) -> Iterator[tuple[str, float]]:
        """Yield the question's terms that a sentence holds, with what each adds."""
        level = self._levels[0]
        for term, weight in self.query.terms.items():
            score = level.weight * weight * level.index.score(term, unit)
            if score:
                yield term, score
