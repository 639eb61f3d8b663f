"""Puts questions to a system and judges what comes back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.selftest import Kind, answers, any_holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.selftest import Passage, Question
    from tools.evaluate.systems import System

__all__ = ["Outcome", "ask", "ask_alone", "ask_without_article"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    `article` is the slug of the article that it was asked about, None where that is
    not known. `sure` tells whether the passages were given as the answer, `shown`
    whether a reader sees them. `top` and `ranking` tell for each passage, best first,
    whether it answers: three as a reader sees them and ten of the ranking, each
    whether it was refused or not. `both_sides` is True where a claim and a denial are
    shown, `disputed` where the reader is told of a dispute, `loaded` where that is
    wanted. `lengths` are those of the shown passages in characters.
    """

    kind: Kind
    article: str | None
    sure: bool
    shown: bool
    confidence: float
    milliseconds: float
    lengths: tuple[int, ...]
    top: tuple[bool, ...] = ()
    ranking: tuple[bool, ...] = ()
    both_sides: bool = False
    disputed: bool = False
    loaded: bool = False


def ask(system: System, questions: Iterable[Question]) -> Iterator[Outcome]:
    """Yield what comes of each question, in order."""
    for question in questions:
        yield _outcome(system, question)


def ask_alone(system: System, questions: Sequence[Question]) -> Iterator[Outcome]:
    """Yield what comes of each question that has an article, put to that one alone."""
    for slug, about in _by_article(questions).items():
        yield from ask(system.only(slug), about)


def ask_without_article(
    system: System, questions: Sequence[Question]
) -> Iterator[Outcome]:
    """Yield what comes of each answerable question, its article taken away."""
    for slug, about in _by_article(questions).items():
        rest = system.without(slug)
        for question in about:
            if question.kind is not Kind.ON_TOPIC:
                yield _silence(rest, question.text, slug)


def _by_article(questions: Iterable[Question]) -> dict[str, list[Question]]:
    found: defaultdict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.article:
            found[question.article].append(question)
    return found


def _outcome(system: System, question: Question) -> Outcome:
    reply = system.reply(question.text)
    shown = reply.top if reply.shown else ()
    sides = (
        any_holds(shown, side, question.article)
        for side in (question.claim, question.denial)
    )
    return Outcome(
        kind=question.kind,
        article=question.article,
        sure=reply.sure,
        shown=reply.shown,
        confidence=reply.confidence,
        milliseconds=reply.milliseconds,
        lengths=_lengths(shown),
        top=tuple(answers(passage, question) for passage in reply.top),
        ranking=tuple(answers(p, question) for p in system.ranking(question.text)),
        both_sides=all(sides),
        disputed=reply.disputed,
        loaded=question.disputed,
    )


def _silence(system: System, question: str, slug: str) -> Outcome:
    reply = system.reply(question)
    return Outcome(
        kind=Kind.TAKEN_AWAY,
        article=slug,
        sure=reply.sure,
        shown=reply.shown,
        confidence=reply.confidence,
        milliseconds=reply.milliseconds,
        lengths=_lengths(reply.top if reply.shown else ()),
        disputed=reply.disputed,
    )


def _lengths(passages: Iterable[Passage]) -> tuple[int, ...]:
    return tuple(passage.end - passage.start for passage in passages)
