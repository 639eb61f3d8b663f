"""Puts questions to a system and judges what comes back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.console.evaluation.questions import Kind, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.console.evaluation.questions import Question
    from bot.console.evaluation.systems import Passage, System

__all__ = ["Outcome", "answers", "any_holds", "ask", "ask_without_article"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    `article` is the slug of the article that it was asked about, None where that is
    not known. `top` and `ranking` tell for each passage, best first, whether it
    answers: three as a reader sees them and ten of the ranking, each whether it was
    refused or not. `both_sides` is True where a claim and a denial are shown.
    `lengths` are those of the shown passages in characters, none where refused.
    """

    kind: Kind
    article: str | None
    answered: bool
    confidence: float
    milliseconds: float
    lengths: tuple[int, ...]
    top: tuple[bool, ...] = ()
    ranking: tuple[bool, ...] = ()
    both_sides: bool = False


def ask(system: System, questions: Iterable[Question]) -> Iterator[Outcome]:
    """Yield what comes of each question, in order."""
    for question in questions:
        yield _outcome(system, question)


def ask_without_article(
    system: System, questions: Iterable[Question]
) -> Iterator[Outcome]:
    """Yield what comes of each question that has a place, its article taken away."""
    by_article: defaultdict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.place:
            by_article[question.place.article].append(question)
    for slug, about in by_article.items():
        rest = system.without(slug)
        for question in about:
            yield _silence(rest, question.text, slug)


def _outcome(system: System, question: Question) -> Outcome:
    reply = system.reply(question.text)
    shown = reply.top if reply.answered else ()
    return Outcome(
        kind=question.kind,
        article=question.place.article if question.place else None,
        answered=reply.answered,
        confidence=reply.confidence,
        milliseconds=reply.milliseconds,
        lengths=_lengths(shown),
        top=tuple(answers(passage, question) for passage in reply.top),
        ranking=tuple(answers(p, question) for p in system.ranking(question.text)),
        both_sides=any_holds(shown, question.claim)
        and any_holds(shown, question.denial),
    )


def _silence(system: System, question: str, slug: str) -> Outcome:
    reply = system.reply(question)
    return Outcome(
        kind=Kind.TAKEN_AWAY,
        article=slug,
        answered=reply.answered,
        confidence=reply.confidence,
        milliseconds=reply.milliseconds,
        lengths=_lengths(reply.top if reply.answered else ()),
    )


def _lengths(passages: Iterable[Passage]) -> tuple[int, ...]:
    return tuple(passage.end - passage.start for passage in passages)


def answers(passage: Passage, question: Question) -> bool:
    """Tell whether a passage holds the answer's place, or a gold sentence."""
    place = question.place
    if place is None:
        return any_holds([passage], question.gold)
    return passage.article == place.article and (
        passage.start <= place.start and place.end <= passage.end
    )


def any_holds(passages: Iterable[Passage], sentences: Iterable[str]) -> bool:
    """Tell whether a passage contains a sentence, white space folded."""
    wanted = [folded(sentence) for sentence in sentences]
    texts = [folded(passage.text) for passage in passages]
    return any(sentence in text for sentence in wanted for text in texts)
