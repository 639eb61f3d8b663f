"""`python -m tools.evaluate`: how good the answers are on sets of questions."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import EvaluationError, VerbatimError
from tools.evaluate.attribution import attribution_figures
from tools.evaluate.report import examine, report_lines, report_record
from tools.evaluate.sets import read_sets
from tools.evaluate.systems import Plain, System, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tools.evaluate.outcomes import Outcome
    from tools.evaluate.report import Report
    from tools.evaluate.sets import QuestionSet

__all__ = ["main"]

_ALL, _ALONE = "all articles", "one article"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the arguments name; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        _measure(options)
    except VerbatimError as error:
        sys.stderr.write(f"tools.evaluate: {error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.evaluate",
        description="Measure the answers on questions whose answers are known.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "sets",
        metavar="SETS",
        type=Path,
        help="a file of JSON lines, or a folder of sets",
    )
    parser.add_argument(
        "--corpus", metavar="DIR", type=Path, help="the articles of a file of questions"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a table")
    parser.add_argument(
        "--compare",
        action="store_true",
        help="put the same questions to plain rank-bm25 as well",
    )
    parser.add_argument(
        "--plot",
        metavar="FILE",
        type=Path,
        help="draw the reliability of the confidence, set by set",
    )
    return parser


def _measure(options: argparse.Namespace) -> None:
    draw = _drawing() if options.plot else None
    drawn: dict[str, list[Outcome]] = {}
    for one in read_sets(options.sets, options.corpus):
        drawn[one.name] = []
        for name, report in _reports(one, compare=options.compare):
            drawn[one.name] += next(iter(report.outcomes.values()))
            if options.json:
                _write(
                    json.dumps({"set": one.name, "asked": name} | report_record(report))
                )
            else:
                _write(f"\n{one.name}, {name}", *report_lines(report))
    if draw:
        draw(drawn, options.plot)
    for name, figures in attribution_figures(options.sets):
        record: dict[str, Any] = {"set": "attribution", "part": name} | figures
        told = " ".join(f"{key}={value:g}" for key, value in figures.items())
        _write(json.dumps(record) if options.json else f"\nattribution, {name}: {told}")


def _drawing() -> Callable[[Mapping[str, Sequence[Outcome]], Path], None]:
    """Return what draws a plot; raises EvaluationError where its library is missing."""
    try:
        from tools.evaluate.plot import draw  # noqa: PLC0415 - most plot nothing
    except ModuleNotFoundError as error:
        message = (
            f"A plot needs {error.name}, which is not installed; in the repository, "
            "run `pip install -c constraints.txt -e '.[tools]'`."
        )
        raise EvaluationError(message) from None
    return draw


def _reports(one: QuestionSet, *, compare: bool) -> Iterator[tuple[str, Report]]:
    """Yield what came of a set's questions, each with what they were put to."""
    systems: list[System] = [Verbatim(one.articles)]
    if compare:
        # Where sentences are judged, three at a time would make hits too easy.
        size = 3 if any(question.place for question in one.questions) else 1
        systems.append(Plain(one.articles, size))
    several = len(one.articles) > 1
    if several:
        yield _ALONE, examine(systems, one.questions, alone=True)
    yield _ALL, examine(systems, one.questions, take_away=several)


def _write(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
