"""Which passages answer a question that the text itself asks, as interviews do.

An interviewer's question shares more words with a reader's than the answer to it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.passages import Unit

    Floats = NDArray[np.float64]

__all__ = ["Exchange", "asks", "exchanges", "lifts"]

_CLOSING = " \t\n\"'”’»)]*_"
_MARKS = ("?", "\uff1f", "\u061f", "\u037e")  # of wide scripts, Arabic and Greek

Exchange = tuple[int, range]  # the number of a question, those of what answers it


def asks(text: str) -> bool:
    """Return whether a sentence is a question."""
    return text.rstrip(_CLOSING).endswith(_MARKS)


def exchanges(
    units: Sequence[Unit], questions: NDArray[np.bool_]
) -> Iterator[Exchange]:
    """Yield each question that ends a paragraph, with the paragraph after it.

    `questions` has one row a sentence. A question answers none.
    """
    for number in np.flatnonzero(questions).tolist():
        first = last = number + 1
        while last < len(units) and _together(units, first, last):
            last += 1
        alone = first < len(units) and not _together(units, number, first)
        same = first < len(units) and units[number].document == units[first].document
        if alone and same and not questions[first:last].all():
            yield number, range(first, last)


def _together(units: Sequence[Unit], one: int, other: int) -> bool:
    """Return whether two sentences stand in one paragraph."""
    first, second = units[one], units[other]
    return (first.document, first.paragraph) == (second.document, second.paragraph)


def lifts(scores: Floats, pairs: Iterable[Exchange]) -> Floats:
    """Return what each sentence gains by answering a question of the text.

    The best sentence of an answer comes to score what the question does.
    """
    gains = np.zeros(len(scores))
    for question, answer in pairs:
        missing = scores[question] - scores[answer.start : answer.stop].max()
        gains[answer.start : answer.stop] = max(0.0, missing)
    return gains
