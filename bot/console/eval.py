"""`verbatim eval`: how good the answers are on questions whose answers are known."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.console.arguments import add_command, add_corpus
from bot.console.evaluation import Plain, Verbatim, read_questions
from bot.console.libraries import require
from bot.console.printing import show
from bot.errors import EvaluationError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from bot.answering import Answerer
    from bot.console.application import Application
    from bot.console.arguments import Commands
    from bot.console.evaluation import Question, System

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Measure the answers on questions whose answers are known."
    parser = add_command(commands, "eval", summary, _run)
    parser.add_argument(
        "questions", metavar="QUESTIONS", type=Path, help="a file of JSON lines"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--compare",
        action="store_true",
        help="put the same questions to plain rank-bm25 as well",
    )
    parser.add_argument(
        "--take-away",
        action="store_true",
        help="ask each question again with its own article taken away",
    )
    add_corpus(parser)


def _run(application: Application, options: Namespace) -> int:
    require("ir_measures", "sklearn")
    # scikit-learn takes a second to load, which no other command waits for.
    from bot.console.evaluation.report import (  # noqa: PLC0415
        examine,
        report_lines,
        report_record,
    )

    answerer = application.answerer(options.corpus)
    questions = read_questions(options.questions, answerer.articles)
    if options.take_away:
        _refuse_nothing_left(answerer, questions)
    systems: list[System] = [Verbatim(answerer)]
    if options.compare:
        # Where sentences are judged, three at a time would make hits too easy.
        size = 3 if any(question.place for question in questions) else 1
        systems.append(Plain(answerer.articles, size))
    report = examine(systems, questions, take_away=options.take_away)
    if options.json:
        sys.stdout.write(f"{json.dumps(report_record(report))}\n")
    else:
        show(report_lines(report))
    return 0


def _refuse_nothing_left(answerer: Answerer, questions: Sequence[Question]) -> None:
    """Raise EvaluationError where no article can be taken away."""
    if not any(question.place for question in questions):
        message = "--take-away needs questions that name their article; leave it out."
        raise EvaluationError(message)
    if len(answerer.articles) == 1:
        message = "--take-away leaves no article to ask; leave it out."
        raise EvaluationError(message)
