"""Measuring answers: question files, the systems they are put to, the figures.

What is exported here needs no library for developers, since the self-test of a library
runs without them; `fitting`, `measures` and `report` are imported by name.
"""

from bot.console.evaluation.outcomes import Outcome
from bot.console.evaluation.questions import Kind, Place, Question, read_questions
from bot.console.evaluation.systems import Plain, System, Verbatim

__all__ = [
    "Kind",
    "Outcome",
    "Place",
    "Plain",
    "Question",
    "System",
    "Verbatim",
    "read_questions",
]
