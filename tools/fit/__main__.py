"""`python -m tools.fit`: makes the weights of the confidence from questions."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles import read_corpus
from bot.errors import EvaluationError, VerbatimError
from bot.selftest import read_questions
from tools.libraries import require

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_FEWEST = 6  # articles; the figures judge each by what the others taught


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the weights with their figures; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.fit",
        description="Make the weights of the confidence from questions.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "questions",
        metavar="QUESTIONS",
        type=Path,
        help="a file of JSON lines that name the places of the answers",
    )
    parser.add_argument("--corpus", metavar="DIR", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        sys.stdout.write(f"{json.dumps(_weights(options), indent=2)}\n")
    except VerbatimError as error:
        sys.stderr.write(f"tools.fit: {error}\n")
        return 2
    return 0


def _weights(options: argparse.Namespace) -> dict[str, object]:
    require("sklearn", "ir_measures")
    # scikit-learn takes a second to load, which a mistake need not wait for.
    from tools.fit.fitting import fit  # noqa: PLC0415

    articles = read_corpus(options.corpus).articles
    questions = read_questions(options.questions, articles)
    named = {question.place.article for question in questions if question.place}
    if len(named) < _FEWEST:
        message = (
            f"{options.questions} names places in {len(named)} articles; weights need "
            f"{_FEWEST} at least to be judged on others than they were made from."
        )
        raise EvaluationError(message)
    return fit(articles, questions).record()


if __name__ == "__main__":
    sys.exit(main())
