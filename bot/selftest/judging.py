"""Decides whether passages hold what a question file expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.selftest.questions import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answering import Answer
    from bot.selftest.questions import Question

__all__ = ["Passage", "answers", "any_holds", "passages"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was found: code points into the body of the article's slug."""

    article: str
    start: int
    end: int
    text: str


def passages(answer: Answer) -> tuple[Passage, ...]:
    """Return the passages of an answer, or the closest ones of a refusal."""
    return tuple(
        Passage(evidence.article.slug, evidence.start, evidence.end, evidence.text)
        for evidence in answer.evidence or answer.closest
    )


def answers(passage: Passage, question: Question) -> bool:
    """Return whether a passage holds the answer's place, or a gold sentence."""
    place = question.place
    if place is None:
        return any_holds([passage], question.expected, question.article)
    return passage.article == place.article and (
        passage.start <= place.start and place.end <= passage.end
    )


def any_holds(
    passages: Iterable[Passage], sentences: Iterable[str], article: str | None = None
) -> bool:
    """Return whether a passage contains a sentence, white space folded.

    `article` is the slug of the only article whose passages count.
    """
    wanted = [folded(sentence) for sentence in sentences]
    texts = [folded(p.text) for p in passages if article in {None, p.article}]
    return any(sentence in text for sentence in wanted for text in texts)
