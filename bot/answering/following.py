"""Tells what a question that follows another asks, where it has no word of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.retrieval import Hit, Scores

__all__ = ["asks_of_the_same", "asks_why", "new_first"]

_WHY = re.compile(
    r"\W*(?:(?:and|but|und|aber|et|mais) )?(?:why|how come|warum|wieso|pourquoi)\b",
    re.IGNORECASE,
)

# What a question that follows another asks of the same passages, in the languages of
# the interface: who says them, where and when.
_OF_THE_SAME = re.compile(
    r"\W*(?:(?:the )?sources?|who said (?:that|this|it|so)|says who|said by whom"
    r"|when was (?:that|this|it)|(?:die )?quellen?|wer sagt das(?: denn)?"
    r"|wer hat das gesagt|wann war das|qui (?:a dit|dit) (?:ça|cela)"
    r"|c['’]était quand|quand était-ce)\W*",
    re.IGNORECASE,
)
# How close to the best one a passage is that was not shown yet, where a question that
# follows another has no word of its own ("and when?").
_NEW = 0.2


def asks_why(question: str) -> bool:
    """Return whether a question asks for a reason."""
    return bool(_WHY.match(question))


def asks_of_the_same(question: str) -> bool:
    """Return whether a question asks of the passages that were shown before it."""
    return bool(_OF_THE_SAME.fullmatch(question))


def new_first(
    scores: Scores, found: Sequence[Hit], new: Sequence[Hit]
) -> Iterator[Hit]:
    """Yield the new hits that have what is asked for, then those found, none twice."""
    taken: set[int] = set()
    near = (hit for hit in new if hit.score >= _NEW * found[0].score)
    having = (hit for hit in near if not scores.lacks_kind(hit.first, hit.last))
    for hit in (*having, *found):
        if taken.isdisjoint(hit.sentences):
            yield hit
        taken.update(hit.sentences)
