"""How near sentences come to what a question means, whatever its words are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.meaning import SCALE
from bot.retrieval import Boost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.meaning import Encoder
    from bot.retrieval import Index, Scores

__all__ = ["Meaning"]

_NAME = "meaning"
# How many sentences may be found that share no word with a question, and the least
# cosine that they have to it: fewer than one in fifty of those below answered.
_NEAREST, _NEAR = 100, 0.2
# The cosine from which on one word is read as near to another: “quit” and “resigned”
# come to .63, words of one text that have little in common to .2 to .5.
_ALIKE = 0.6


class Meaning:
    """How near the sentences of an index come to a question, by their vectors."""

    def __init__(self, encoder: Encoder, index: Index) -> None:
        self._encoder = encoder
        self._index = index

    def boost(self, question: str, context: str = "") -> Boost:
        """Return what sentences gain by their cosines to a question.

        `context` is an earlier question that this one follows. What comes near in
        meaning mostly says the same, so that a third passage is found by words alone.
        """
        asked = self._encoder.query(f"{context} {question}".strip())
        cosines = self._index.products(SCALE * asked)
        return Boost(_NAME, self._encoder.weight * cosines, leads=True)

    def cosine(self, scores: Scores, first: int, last: int) -> float:
        """Return the best cosine of some sentences."""
        values = scores.boost(_NAME).values[first : last + 1]
        return float(values.max()) / self._encoder.weight

    def is_near(self, scores: Scores, first: int, last: int) -> bool:
        """Return whether some sentences may be found whatever their words."""
        return self.cosine(scores, first, last) >= _NEAR

    def nearest_cosine(self, scores: Scores) -> float:
        """Return the best cosine of all sentences."""
        return float(scores.boost(_NAME).values.max()) / self._encoder.weight

    def near_word(self, asked: str, words: Sequence[str]) -> int | None:
        """Return which of some words comes nearest to one, None where none is near."""
        if not words:
            return None
        cosines = SCALE * self._encoder.vectors(words) @ self._encoder.query(asked)
        best = int(np.argmax(cosines))
        return best if cosines[best] >= _ALIKE else None

    def nearest(self, scores: Scores) -> list[int]:
        """Return the sentences to look at though they may share no word, best first."""
        values = scores.boost(_NAME).values
        least = -1.0 if scores.query.bare else _NEAR  # which asks for a kind alone
        near = np.flatnonzero(values >= least * self._encoder.weight)
        if len(near) > _NEAREST:  # few are to be sorted
            last = np.partition(values[near], -_NEAREST)[-_NEAREST]
            near = near[values[near] >= last]
        best = near[np.argsort(-values[near], kind="stable")[:_NEAREST]]
        return [*map(int, best)]
