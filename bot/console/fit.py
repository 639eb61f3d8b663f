"""`verbatim fit`: makes the weights of the confidence from questions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.console.arguments import add_command, add_corpus
from bot.console.evaluation import read_questions
from bot.console.libraries import require
from bot.errors import EvaluationError

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.console.application import Application
    from bot.console.arguments import Commands

__all__ = ["add"]

_FEWEST = 6  # articles; the figures judge each by what the others taught


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Make the weights of the confidence from questions."
    parser = add_command(commands, "fit", summary, _run)
    parser.add_argument(
        "questions",
        metavar="QUESTIONS",
        type=Path,
        help="a file of JSON lines that name the places of the answers",
    )
    add_corpus(parser)


def _run(application: Application, options: Namespace) -> int:
    require("sklearn", "ir_measures")
    # scikit-learn takes a second to load, which no other command waits for.
    from bot.console.evaluation.fitting import fit  # noqa: PLC0415

    articles = application.answerer(options.corpus).articles
    questions = read_questions(options.questions, articles)
    named = {question.place.article for question in questions if question.place}
    if len(named) < _FEWEST:
        message = (
            f"{options.questions} names places in {len(named)} articles; weights need "
            f"{_FEWEST} at least to be judged on others than they were made from."
        )
        raise EvaluationError(message)
    record = fit(articles, questions).record()
    sys.stdout.write(f"{json.dumps(record, indent=2)}\n")
    return 0
