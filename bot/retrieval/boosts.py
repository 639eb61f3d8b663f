"""What sentences gain for a question beside their words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import common

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Floats = NDArray[np.float64]

__all__ = ["Boost"]


@dataclass(frozen=True, eq=False)
class Boost:
    """What sentences gain beside their words.

    `values` are those of `sentences` (sorted), or of all where there are none; `rest`
    is that of all others. With a `weight`, values from 0 to 1 count as so much, and as
    much is attainable; without one they are shares of what is attainable. What `leads`
    counts for the first passages alone. Where it is `even`, all of `sentences` gain
    the same, and it stands for many questions.
    """

    name: str
    values: Floats
    sentences: Array | None = None
    rest: float = 0.0
    weight: float | None = None
    leads: bool = False
    even: bool = False

    @cached_property
    def most(self) -> float:
        """The most that a sentence gains, 0 at least."""
        return float(self.values.max(initial=0.0))

    @cached_property
    def _flags(self) -> NDArray[np.bool_]:
        """Whether each number is of `sentences`; the last stands for all beyond it."""
        own = np.asarray(self.sentences)
        flags = np.zeros(own.max(initial=-1) + 2, dtype=np.bool_)
        flags[own] = True
        return flags

    def of(self, sentences: Array) -> Floats:
        """Return the values of some sentences."""
        if self.even:
            flags = self._flags.take(sentences, mode="clip")
            return flags * np.float64(self.values[:1].sum())
        values = np.full(len(sentences), self.rest)
        at, gained = self.among(sentences)
        values[at] = gained
        return values

    def among(self, some: Array) -> tuple[Array, Floats]:
        """Return which of some sentences have values of their own, and these."""
        if self.sentences is None:
            return np.arange(len(some)), self.values[some]
        if self.even:
            at = self._flags.take(some, mode="clip").nonzero()[0]
            return at, self.values[: len(at)]
        at, of = common(some, self.sentences)
        return at, self.values[of]
