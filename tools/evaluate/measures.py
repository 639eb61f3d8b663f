"""The measures of a system's answers, each with a bootstrap interval.

An interval is that of Efron and Tibshirani's percentile bootstrap (An Introduction to
the Bootstrap, 1993, chapter 13). Questions about one article are not independent, so
with ten articles or more whole articles are drawn (the cluster bootstrap: Davison and
Hinkley, Bootstrap Methods and their Application, 1997, 3.8). A rate of 0 or 1 gets an
interval without width, however few questions it stands on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bot.selftest import Kind
from tools.evaluate.calibration import auroc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from tools.evaluate.outcomes import Outcome

    Rows = NDArray[np.float64]
    Statistic = Callable[[Rows], float]

__all__ = ["RESAMPLES", "Estimate", "measure", "unit"]

RESAMPLES = 1_000
_SEED = 0
_MANY = 10  # articles; fewer say little about how others would fare
_INTERVAL = (2.5, 97.5)  # percentiles: 95% lie between
_FOUND = (Kind.ANSWERABLE, Kind.CONTESTED, Kind.LOADED)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure over `count` questions, and the 95% interval around it."""

    name: str
    value: float
    low: float
    high: float
    count: int


def unit(outcomes: Sequence[Outcome]) -> str:
    """Return what is drawn again for an interval: "article" or "question"."""
    articles = {outcome.article for outcome in outcomes if outcome.article}
    return "article" if len(articles) >= _MANY else "question"


def measure(outcomes: Sequence[Outcome]) -> tuple[Estimate, ...]:
    """Return every measure that the outcomes allow.

    Rates and AUROC are shares from 0 to 1, lengths are in characters and latencies
    in milliseconds. Latency leaves out questions whose article is taken away.
    """
    asked = [o for o in outcomes if o.kind is not Kind.TAKEN_AWAY]
    found = [o for o in asked if o.kind in _FOUND]
    samples = (
        *_rankings(found),
        _rate("both sides", [o for o in asked if o.kind is Kind.CONTESTED], _both),
        _rate("told of the dispute", [o for o in asked if o.loaded], _told),
        _rate("told of a dispute falsely", _undisputed(asked), _told),
        _rate("sure: answerable", found, _sure),
        _rate("unsure: answerable", found, _unsure),
        *_refusals(outcomes),
        *_aurocs(outcomes),
        _length([o for o in asked if o.lengths]),
        _latency("latency median, ms", asked, 50),
        _latency("latency p95, ms", asked, 95),
    )
    by_article = unit(outcomes) == "article"
    return tuple(_estimate(s, by_article=by_article) for s in samples if s.outcomes)


@dataclass(frozen=True, slots=True)
class _Sample:
    """One row of numbers an outcome, and what makes a measure of some rows."""

    name: str
    outcomes: Sequence[Outcome]
    rows: Rows
    statistic: Statistic


def _mean(rows: Rows) -> float:
    return float(rows.mean())


def _rankings(outcomes: Sequence[Outcome]) -> Iterator[_Sample]:
    """Yield hit@1 and hit@3 of what readers see, of refusals' closest too, and MRR.

    The mean reciprocal rank is that of the ranking to rank 10.
    """
    for name, found in (
        ("", [o.top if o.shown else () for o in outcomes]),
        (", refused too", [o.top for o in outcomes]),
    ):
        for rank in (1, 3):
            hits = np.array([any(top[:rank]) for top in found], float)
            yield _Sample(f"hit@{rank}{name}", outcomes, hits, _mean)
    reciprocals = np.array([_reciprocal(o.ranking[:10]) for o in outcomes])
    yield _Sample("MRR@10", outcomes, reciprocals, _mean)


def _reciprocal(ranking: Sequence[bool]) -> float:
    """Return 1 / the rank of the first hit, 0 where there is none."""
    return next((1 / rank for rank, hit in enumerate(ranking, 1) if hit), 0.0)


def _both(outcome: Outcome) -> bool:
    return outcome.both_sides


def _told(outcome: Outcome) -> bool:
    return outcome.disputed


def _sure(outcome: Outcome) -> bool:
    return outcome.sure


def _unsure(outcome: Outcome) -> bool:
    return outcome.shown and not outcome.sure


def _undisputed(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return what is neither contested nor loaded: no dispute is to be told there."""
    return [o for o in outcomes if o.kind not in {Kind.CONTESTED, Kind.LOADED}]


def _rate(
    name: str, outcomes: Sequence[Outcome], of: Callable[[Outcome], bool]
) -> _Sample:
    return _Sample(name, outcomes, np.array([of(o) for o in outcomes], float), _mean)


def _refusals(outcomes: Sequence[Outcome]) -> Iterator[_Sample]:
    """Yield by kind how many are not given as an answer, and how many are refused."""
    for kind in Kind:
        some = [o for o in outcomes if o.kind is kind and kind not in _FOUND]
        yield _rate(f"not sure: {kind}", some, lambda o: not o.sure)
        yield _rate(f"refused: {kind}", some, lambda o: not o.shown)


def _aurocs(outcomes: Sequence[Outcome]) -> Iterator[_Sample]:
    """Yield how well the confidence tells what is there from each other kind."""
    found = [o for o in outcomes if o.kind in _FOUND]
    for kind in Kind:
        others = [o for o in outcomes if o.kind is kind and kind not in _FOUND]
        both = [*found, *others] if found and others else []
        rows = np.array([(o.kind in _FOUND, o.confidence) for o in both], float)
        yield _Sample(f"AUROC: {kind}", both, rows, _auroc)


def _auroc(rows: Rows) -> float:
    labels = rows[:, 0]
    if labels.min() == labels.max():  # a draw without one of the two
        return float("nan")
    return auroc(rows[:, 1], labels == 1)


def _length(outcomes: Sequence[Outcome]) -> _Sample:
    """Return the mean over all passages that readers see."""
    rows = np.array([(sum(o.lengths), len(o.lengths)) for o in outcomes], float)
    return _Sample("passage length", outcomes, rows, _ratio)


def _ratio(rows: Rows) -> float:
    total, count = rows.sum(axis=0)
    return float(total / count)


def _latency(name: str, outcomes: Sequence[Outcome], percent: float) -> _Sample:
    rows = np.array([o.milliseconds for o in outcomes], float)
    return _Sample(name, outcomes, rows, partial(_percentile, percent=percent))


def _percentile(rows: Rows, percent: float) -> float:
    return float(np.percentile(rows, percent))


def _estimate(sample: _Sample, *, by_article: bool) -> Estimate:
    clusters: dict[object, list[int]] = {}
    for number, outcome in enumerate(sample.outcomes):
        key = (by_article and outcome.article) or number
        clusters.setdefault(key, []).append(number)
    members = [np.array(numbers) for numbers in clusters.values()]
    generator = np.random.default_rng(_SEED)
    draws = generator.integers(len(members), size=(RESAMPLES, len(members)))
    values = [
        sample.statistic(sample.rows[np.concatenate([members[i] for i in draw])])
        for draw in draws
    ]
    low, high = map(float, np.nanpercentile(values, _INTERVAL))
    value = sample.statistic(sample.rows)
    return Estimate(sample.name, value, low, high, len(sample.outcomes))
