"""How near sentences come to what a question means, whatever its words are."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bot.meaning import SCALE
from bot.retrieval import Boost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.articles import Article, Sentence
    from bot.meaning import Encoder
    from bot.retrieval import Scores

__all__ = ["Meaning"]

_NAME = "meaning"
# How many sentences may be found that share no word with a question, and the least
# cosine that they have to it: fewer than one in fifty of those below answered.
_NEAREST, _NEAR = 100, 0.2


class Meaning:
    """The vectors of some sentences, made when they are first needed."""

    def __init__(
        self, encoder: Encoder, sentences: Sequence[tuple[Article, Sentence]]
    ) -> None:
        self._encoder = encoder
        self._sentences = sentences

    @cached_property
    def _vectors(self) -> NDArray[np.int8]:
        texts = (article.text(s.start, s.end) for article, s in self._sentences)
        return self._encoder.vectors([*texts])

    def boost(self, question: str, context: str = "") -> Boost:
        """Return what sentences gain by their cosines to a question.

        `context` is an earlier question that this one follows.
        """
        asked = self._encoder.query(f"{context} {question}".strip())
        cosines = self._vectors @ (SCALE * asked)
        return Boost(_NAME, np.asarray(self._encoder.weight * cosines, np.float64))

    def cosine(self, scores: Scores, first: int, last: int) -> float:
        """Return the best cosine of some sentences."""
        shares = scores.boosts[_NAME].shares
        return float(shares[first : last + 1].max()) / self._encoder.weight

    def nearest(self, scores: Scores) -> list[int]:
        """Return the sentences to look at though they may share no word, best first."""
        shares = scores.boosts[_NAME].shares
        best = np.argsort(-shares, kind="stable")[:_NEAREST]
        near = shares[best] >= _NEAR * self._encoder.weight
        return [*map(int, best[near])]
