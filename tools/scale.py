"""`python -m tools.bench scale`: start, memory and answers beside other search engines.

Articles of a folder are taken until they have so many sentences; the same sentences and
questions go to the program and to each peer that is installed, in one run.
"""

from __future__ import annotations

import json
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.articles.files import article_files
from bot.articles.reading import read_text
from bot.articles.sentences import split
from bot.errors import EvaluationError
from tools.peers import BEST, PEERS, milliseconds, peers

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from bot.answering import Answerer

__all__ = ["draw", "run", "table"]

SIZES = (1_000, 10_000, 100_000)
_QUESTIONS = 200
_ASKED = ("Who", "What", "When", "Why", "How many")
_LEAST = 8  # words of a sentence from which a question is made
_TAKEN = 5  # of them
_AGED = 4  # seconds after which a file that is read is known at the next start
_HEAD = (
    "sentences",
    "start, nothing kept: s (processor)",
    "start, kept: s (processor)",
    "a question, p50: ms",
    "p99: ms",
    "ranking alone, p50: ms",
    "one more article: ms",
    "memory, nothing kept: MB",
    "memory, kept: MB",
)


def run(options: Namespace) -> int:
    """Measure, print a table of Markdown, and draw a picture where one is asked for.

    Raises VerbatimError where an article can't be used or there is none.
    """
    files = article_files(options.corpus)
    random.Random(1).shuffle(files)  # noqa: S311 - the same ones each time
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(_measured(files, size, Path(folder)))
            sys.stderr.write(f"{json.dumps(rows[-1])}\n")
    sys.stdout.write(table(rows))
    if options.plot:
        draw(rows, options.plot)
    return 0


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the figures as a table.

    A peer, which only ranks, is compared with the program's ranking: how many times as
    long it takes. The rest of a whole answer has nothing to be compared with.
    """
    head = (*_HEAD, *(f"{peer}: p50 / our ranking (ms)" for peer in PEERS))
    cells = [head, ("---",) * len(head), *map(_cells, rows)]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    fresh, kept = row["fresh"], row["kept"]
    peers = [
        f"{row['peers'][peer] / kept['ranking']:.2f} ({row['peers'][peer]:.2f})"
        if peer in row["peers"]
        else "-"
        for peer in PEERS
    ]
    return (
        f"{row['sentences']:,}",
        f"{fresh['start']:.1f} ({fresh['processor']:.1f})",
        f"{kept['start']:.1f} ({kept['processor']:.1f})",
        f"{kept['median']:.1f}",
        f"{kept['high']:.1f}",
        f"{kept['ranking']:.2f}",
        f"{fresh['added']:.0f}",
        f"{fresh['memory']:.0f}",
        f"{kept['memory']:.0f}",
        *peers,
    )


def draw(rows: Sequence[dict[str, Any]], file: Path) -> None:
    """Draw time and memory against the number of sentences."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only who draws needs it

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    figure.suptitle(_when_and_where(), fontsize="medium")
    times, memory = figure.subplots(1, 2)
    sizes = [row["sentences"] for row in rows]
    times.loglog(sizes, [r["kept"]["median"] for r in rows], "o-", label="verbatim p50")
    times.loglog(sizes, [r["kept"]["high"] for r in rows], "o--", label="verbatim p99")
    ranking = [row["kept"]["ranking"] for row in rows]
    times.loglog(sizes, ranking, "o:", label="verbatim, ranking alone, p50")
    for peer in PEERS:
        known = [(r["sentences"], r["peers"][peer]) for r in rows if peer in r["peers"]]
        if known:
            times.loglog(*zip(*known, strict=True), ".-", label=f"{peer} p50")
    times.set(xlabel="sentences", ylabel="ms a question", ylim=(None, 100_000))
    times.legend(fontsize="small", ncols=2, loc="upper left")
    for name, label in (("fresh", "nothing kept"), ("kept", "kept")):
        memory.semilogx(sizes, [r[name]["memory"] for r in rows], "o-", label=label)
    memory.set(xlabel="sentences", ylabel="MB at most", ylim=(0, None))
    memory.legend(fontsize="small")
    figure.savefig(file)


def _when_and_where() -> str:
    """Return the date, and what is known of the machine."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    name = names[0] if names else platform.machine()
    return f"{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores, {name}"


def _measured(files: Sequence[Path], size: int, folder: Path) -> dict[str, Any]:
    corpus, state = folder / "corpus", folder / "state"
    corpus.mkdir()
    sentences: list[str] = []
    for file in files:
        if len(sentences) >= size:
            break
        body = read_text(file).body
        shutil.copy(file, corpus)
        sentences += (body[s.start : s.end] for s in split(body, "en") if not s.heading)
    if not any(len(s.split()) >= _LEAST for s in sentences):
        message = f"The articles have no sentence of {_LEAST} words to ask about."
        raise EvaluationError(message)
    questions = _made(sentences)
    (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    time.sleep(_AGED)
    fresh, kept = (_child(corpus, state, folder / "questions.json") for _ in range(2))
    others = dict(peers(sentences, questions))
    return {"sentences": len(sentences), "fresh": fresh, "kept": kept, "peers": others}


def _made(sentences: Sequence[str]) -> list[str]:
    """Return questions of a few words of one sentence each, the same ones each time."""
    draw = random.Random(2)  # noqa: S311 - as above
    long = [s.rstrip(".").split() for s in sentences if len(s.split()) >= _LEAST]
    return [
        f"{draw.choice(_ASKED)} {' '.join(draw.sample(words, _TAKEN))}?"
        for words in draw.choices(long, k=_QUESTIONS)
    ]


def _child(corpus: Path, state: Path, questions: Path) -> dict[str, float]:
    """Return the figures of a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tools.scale",
        *map(str, (corpus, state, questions)),
    ]
    environment = os.environ | {"VERBATIM_MEANING": "off"}
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own program
        command, check=True, stdout=subprocess.PIPE, env=environment
    )
    figures: dict[str, float] = json.loads(done.stdout)
    whole = time.perf_counter() - start
    return figures | {"start": whole - figures.pop("after")}


def _ask(corpus: Path, state: Path, questions: Path) -> dict[str, float]:
    """Answer the questions in this process; return what it took."""
    import bot.__main__  # noqa: F401, PLC0415 - it settles how libraries are loaded
    from bot.answering import Answerer  # noqa: PLC0415 - its start is what is measured
    from bot.articles import Source, make_article  # noqa: PLC0415 - as above
    from bot.bootstrap import build_answerer  # noqa: PLC0415 - as above
    from bot.settings import Settings  # noqa: PLC0415 - as above

    answerer = build_answerer(Settings(corpus=corpus, state=state))
    answerer.answer("Who is ready?")
    started = time.perf_counter()
    spent = (
        sum(resource.getrusage(who)[:2])
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    processor = sum(spent)
    asked = json.loads(questions.read_text(encoding="utf-8"))
    times = [milliseconds(answerer.answer, question) for question in asked]
    memory = _memory()
    ranking = statistics.median(_ranked(answerer, asked))
    new = make_article("new", "The pilot of the ferry denied it.\n" * 20, Source())
    articles = [*answerer.articles, new]
    added = milliseconds(lambda given: Answerer(given, answerer.segments), articles)
    return {
        "processor": processor,
        "median": statistics.median(times),
        "high": statistics.quantiles(times, n=100)[-1],
        "ranking": ranking,
        "memory": memory,
        "added": added,
        "after": time.perf_counter() - started,
    }


def _ranked(answerer: Answerer, asked: Sequence[str]) -> Iterator[float]:
    """Yield how long it takes to find the best sentences for the words of questions.

    That is what the peers do; as they have, it has the words beforehand, and what
    answers have read of the index is forgotten.
    """
    from bot.answering.sources import ArticleSource  # noqa: PLC0415 - as below
    from bot.retrieval import Index  # noqa: PLC0415 - a start is measured before
    from bot.retrieval.bm25 import idf  # noqa: PLC0415 - as above
    from bot.retrieval.candidates import Wanted, best_of  # noqa: PLC0415 - as above

    sources = [ArticleSource(a) for a in answerer.articles if a.language == "en"]
    segments = answerer.segments("en")
    index = Index(sources, "en", segments)
    views = segments.views(sources)
    size = sum(view.sentences for view in views)
    average = sum(view.length for view in views) / size

    def ranked(terms: Sequence[str]) -> None:
        held_by = [sum(view.held_by(term) for view in views) for term in terms]
        factors = dict(zip(terms, idf(held_by, size), strict=True))
        for view in views:
            wanted = [Wanted(view.postings(t), factors[t]) for t in terms if factors[t]]
            best_of(view, wanted, average, BEST)

    for question in asked:
        yield milliseconds(ranked, [*index.query(question).terms])


def _memory() -> float:
    """Return the most memory that this program took, in MB.

    What the kernel tells of a process counts that of whoever started it along.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (s for s in status.read_text().splitlines() if s.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    json.dump(_ask(*map(Path, sys.argv[1:4])), sys.stdout)
