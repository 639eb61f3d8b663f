"""`python -m tools.bench`: how light the program is on this machine."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bootstrap import build_answerer
from bot.errors import VerbatimError
from bot.settings import Settings
from tools.scale import SIZES, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering import Answerer

__all__ = ["main"]

_ROUNDS = 40
_QUESTION = "Who denied the allegations?"
_QUESTIONS = (
    _QUESTION,
    "How many drones did Russia get?",
    "When was the resolution adopted?",
    "What is the capital of Mongolia?",
)
_BASELINE = [sys.executable, "-c", "import numpy"]
_ASK = [sys.executable, "-m", "bot", "ask", _QUESTION]
_BOT = """
import resource
from bot.bootstrap import build_bot
from bot.settings import read_settings
bot = build_bot(read_settings())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench",
        description="Measure start, memory and the time a question takes.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--runs",
        metavar="N",
        type=int,
        default=15,
        help="how often to start the program (15)",
    )
    parser.set_defaults(run=None)
    scale = parser.add_subparsers().add_parser(
        "scale", help="measure with many articles, beside other search engines"
    )
    scale.add_argument("--corpus", metavar="DIR", type=Path, required=True)
    scale.add_argument("--sizes", metavar="N", type=int, nargs="+", default=SIZES)
    scale.add_argument("--plot", metavar="FILE", type=Path, help="draw a PNG or SVG")
    scale.set_defaults(run=run)
    options = parser.parse_args(arguments)
    try:
        if options.run:
            return int(options.run(options))
        answerer = build_answerer(Settings())
    except VerbatimError as error:
        sys.stderr.write(f"tools.bench: {error}\n")
        return 2
    for row in _figures(answerer, max(1, options.runs)):
        sys.stdout.write(f"{row}\n")
    return 0


def _figures(answerer: Answerer, runs: int) -> Iterator[str]:
    median, high = _question_times(answerer)
    yield f"a question      median {median:.2f} ms, 95% under {high:.2f} ms"
    yield f"the built bot   {_memory() / 1024:.0f} MB at most"
    baseline, ask = _start_times(runs)
    yield f"import numpy    median {baseline:.0f} ms"
    yield f"verbatim ask    median {ask:.0f} ms, {ask / baseline:.2f} times that"


def _question_times(answerer: Answerer) -> tuple[float, float]:
    """Return the median and the 95th percentile in milliseconds."""
    times = []
    for _ in range(_ROUNDS):
        for question in _QUESTIONS:
            start = time.perf_counter()
            answerer.answer(question)
            times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _start_times(runs: int) -> tuple[float, float]:
    """Return medians in milliseconds; runs alternate, for a machine's pace varies."""
    pairs = [(_duration(_BASELINE), _duration(_ASK)) for _ in range(runs)]
    baseline, ask = zip(*pairs, strict=True)
    return statistics.median(baseline), statistics.median(ask)


def _duration(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    return 1000 * (time.perf_counter() - start)


def _memory() -> int:
    """Return the most memory, in KiB, that a process with the built bot took."""
    command = [sys.executable, "-c", _BOT]
    done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - ours
    return int(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
