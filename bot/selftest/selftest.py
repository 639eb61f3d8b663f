"""The self-test: questions whose answers a change of the articles must not lose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering import Status
from bot.errors import EvaluationError, SettingsError
from bot.selftest.questions import Kind, folded, read_questions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.answering import Answer, Answers
    from bot.selftest.questions import Question

__all__ = ["Passage", "SelfTest", "answers", "any_holds", "passages"]

_TESTED = {Kind.ANSWERABLE, Kind.CONTESTED}


class SelfTest:
    """Finds which questions of a file are answered as expected.

    One is where a passage shown holds its place or one of its sentences, and for a
    contested one a passage of either side. Questions that the articles hold no answer
    to are left out: an article that is not there, or no longer, fails no test, and a
    question that none answered may be answered by a new one.
    """

    def __init__(self, path: Path) -> None:
        """Read the file; raises SettingsError, one sentence."""
        try:
            questions = read_questions(path)
        except EvaluationError as error:
            message = f"VERBATIM_SELFTEST: {error}"
            raise SettingsError(message) from None
        self._questions = [q for q in questions if q.kind in _TESTED]

    def __len__(self) -> int:
        """Return how many questions it has."""
        return len(self._questions)

    def __call__(self, answerer: Answers) -> dict[int, bool]:
        """Return for each question that the articles answer whether it is found."""
        texts = {a.slug: folded(a.body) for a in answerer.articles}
        lengths = {a.slug: len(a.body) for a in answerer.articles}
        return {
            number: _is_found(question, answerer)
            for number, question in enumerate(self._questions)
            if _is_held(question, texts, lengths)
        }


def _is_held(
    question: Question, texts: dict[str, str], lengths: dict[str, int]
) -> bool:
    if place := question.place:
        return place.end <= lengths.get(place.article, 0)
    sides = (question.gold, question.claim, question.denial)
    return all(
        any(folded(sentence) in text for sentence in side for text in texts.values())
        for side in sides
        if side
    )


def _is_found(question: Question, answerer: Answers) -> bool:
    answer = answerer.answer(question.text)
    shown = passages(answer)
    if answer.status is Status.NOT_FOUND:
        return False
    if question.place:
        return any(answers(passage, question) for passage in shown)
    sides = (question.gold, question.claim, question.denial)
    return all(any_holds(shown, side) for side in sides if side)


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
