"""`python -m tools.fit`: makes the weights of the confidence from questions."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import EvaluationError, VerbatimError
from bot.meaning import open_encoder
from tools.evaluate.sets import read_sets
from tools.fit.fitting import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_FEWEST = 6  # articles; the figures judge each by what the others taught
# Thresholds of the probability: sure, and unsure where words alone decide. The least
# at which all sets keep quiet as often as wanted where they don't answer; by words, in
# each of the languages that docs/answers.md lists.
_MEANING, _WORDS = (0.29, 0.0), (0.37, 0.11)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the weights with their figures; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.fit",
        description="Make the weights of the confidence from sets of questions.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "sets",
        metavar="SETS",
        type=Path,
        help="a file of JSON lines, or a folder of sets",
    )
    parser.add_argument("--corpus", metavar="DIR", type=Path)
    options = parser.parse_args(arguments)
    try:
        sys.stdout.write(f"{json.dumps(_weights(options), indent=2)}\n")
    except VerbatimError as error:
        sys.stderr.write(f"tools.fit: {error}\n")
        return 2
    return 0


def _weights(options: argparse.Namespace) -> dict[str, object]:
    sets = read_sets(options.sets, options.corpus)
    named = {(s.name, q.article) for s in sets for q in s.questions if q.article}
    if len(named) < _FEWEST:
        message = (
            f"{options.sets} asks about {len(named)} articles; weights need "
            f"{_FEWEST} at least to be judged on others than they were made from."
        )
        raise EvaluationError(message)
    return {
        "made by": "tools.fit",
        "questions": sum(len(one.questions) for one in sets),
        "articles": len(named),
        "meaning": fit(sets, open_encoder(), *_MEANING).record(),
        "words": fit(sets, None, *_WORDS).record(),
    }


if __name__ == "__main__":
    sys.exit(main())
