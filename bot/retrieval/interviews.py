"""Which passages answer a question that the text itself asks, as interviews do.

An interviewer's question shares more words with a reader's than the answer to it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bot.retrieval.view import View

    Array = NDArray[Any]
    Floats = NDArray[np.float64]

__all__ = ["CLOSING", "asks", "exchanges", "lifts"]

CLOSING = " \t\n\"'”’»)]*_"
_MARKS = ("?", "\uff1f", "\u061f", "\u037e")  # of wide scripts, Arabic and Greek

Exchange = tuple[int, range]  # the number of a question, those of what answers it


def asks(text: str) -> bool:
    """Return whether a sentence is a question."""
    return text.rstrip(CLOSING).endswith(_MARKS)


def exchanges(view: View, sentences: Array) -> Iterator[Exchange]:
    """Yield those of a view's sentences that are answered, and what answers each.

    A question that ends a paragraph is answered by the paragraph after it, but not by
    other questions.
    """
    arrays = view.arrays
    bounds = arrays["paragraph_rows"]
    asking = sentences[arrays["asks"][sentences]]
    if not len(asking):
        return
    following = arrays["paragraph_of"][asking] + 1
    ends = (bounds[following] == asking + 1) & (following < len(bounds) - 1)
    pairs = asking[ends].tolist(), following[ends].tolist()
    for number, paragraph in zip(*pairs, strict=True):
        first, last = bounds[paragraph : paragraph + 2].tolist()
        same = arrays["doc_of"][first] == arrays["doc_of"][number]
        if same and not np.all(arrays["asks"][first:last]):
            yield number, range(first, last)


def lifts(
    view: View, sentences: Array, scores: Floats, matching: NDArray[np.bool_]
) -> Floats:
    """Return what sentences gain by answering a question of the text that is there.

    The best sentence of an answer comes to score what the question does. Answers to
    what matches come to match.
    """
    gains = np.zeros(len(scores))
    for question, answer in exchanges(view, sentences):
        start, end = np.searchsorted(sentences, [answer.start, answer.stop])
        if end - start == len(answer):
            at = np.searchsorted(sentences, question)
            gains[start:end] = max(0.0, scores[at] - scores[start:end].max())
            matching[start:end] |= matching[at]
    return gains
