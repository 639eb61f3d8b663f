"""Measuring answers: question files, the systems they are put to, the figures."""

from bot.console.evaluation.fitting import Fit, fit
from bot.console.evaluation.measures import Estimate, measure
from bot.console.evaluation.outcomes import Outcome
from bot.console.evaluation.questions import Kind, Place, Question, read_questions
from bot.console.evaluation.report import (
    Report,
    examine,
    report_lines,
    report_record,
)
from bot.console.evaluation.systems import Plain, System, Verbatim

__all__ = [
    "Estimate",
    "Fit",
    "Kind",
    "Outcome",
    "Place",
    "Plain",
    "Question",
    "Report",
    "System",
    "Verbatim",
    "examine",
    "fit",
    "measure",
    "read_questions",
    "report_lines",
    "report_record",
]
