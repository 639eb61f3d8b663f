"""The questions that a change of the articles must not lose."""

from bot.selftest.questions import Kind, Place, Question, folded, read_questions
from bot.selftest.selftest import (
    Passage,
    SelfTest,
    answers,
    any_holds,
    passages,
)

__all__ = [
    "Kind",
    "Passage",
    "Place",
    "Question",
    "SelfTest",
    "answers",
    "any_holds",
    "folded",
    "passages",
    "read_questions",
]
