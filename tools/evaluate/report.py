"""Reports measures: one table for all systems, or what JSON has."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bot.selftest import Kind
from tools.evaluate.measures import RESAMPLES, measure, unit
from tools.evaluate.outcomes import ask, ask_alone, ask_without_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.selftest import Question
    from tools.evaluate.measures import Estimate
    from tools.evaluate.outcomes import Outcome
    from tools.evaluate.systems import System

__all__ = ["Report", "examine", "report_lines", "report_record"]

_DIGITS = 6  # after the point; more say nothing
_NAME, _COUNT, _CELL = 31, 5, 22  # columns; two systems fit 80


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the same questions in each system, by its name.

    `notes` are sentences on how it was measured.
    """

    outcomes: Mapping[str, Sequence[Outcome]]
    notes: tuple[str, ...] = ()


def examine(
    systems: Iterable[System],
    questions: Sequence[Question],
    *,
    alone: bool = False,
    take_away: bool = False,
) -> Report:
    """Put the questions to each system; `alone`: each to its own article only.

    `take_away` asks each answerable one again with its own article taken away.
    """
    outcomes, notes = {}, []
    for system in systems:
        again = ask_without_article(system, questions) if take_away else ()
        asked = ask_alone if alone else ask
        outcomes[system.name] = (*asked(system, questions), *again)
        notes.append(system.note)
    return Report(outcomes, tuple(notes))


def report_lines(report: Report) -> Iterator[str]:
    """Yield a table of measures, one of answers and refusals, and the notes."""
    outcomes = list(report.outcomes.values())
    yield _row("", "n", report.outcomes)
    tables = [{e.name: e for e in measure(of)} for of in outcomes]
    for name in dict.fromkeys(name for table in tables for name in table):
        found = [table.get(name) for table in tables]
        count = max(estimate.count for estimate in found if estimate)
        yield _row(name, count, map(_cell, found))
    yield ""
    yield _row("sure / unsure / refused", "n", report.outcomes)
    counts = [_confusion(of) for of in outcomes]
    for kind in counts[0]:
        cells = [" / ".join(map(str, c[kind].values())) for c in counts]
        yield _row(kind, sum(counts[0][kind].values()), cells)
    yield ""
    yield from (_interval_note(outcomes[0]), *report.notes)


def report_record(report: Report) -> dict[str, Any]:
    """Return the measures as what JSON has, by system and by measure."""
    first = next(iter(report.outcomes.values()))
    return {
        "resampled_by": unit(first),
        "resamples": RESAMPLES,
        "notes": list(report.notes),
        "systems": {
            name: {
                "measures": {e.name: _estimate_record(e) for e in measure(of)},
                "confusion": _confusion(of),
            }
            for name, of in report.outcomes.items()
        },
    }


def _confusion(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Return for each kind that was asked how many were answered and refused."""
    counts = Counter((o.kind, o.sure, o.shown) for o in outcomes)
    asked = {outcome.kind for outcome in outcomes}
    return {
        kind.value: {
            "sure": counts[kind, True, True],
            "unsure": counts[kind, False, True],
            "refused": counts[kind, False, False],
        }
        for kind in Kind
        if kind in asked
    }


def _interval_note(outcomes: Sequence[Outcome]) -> str:
    return (
        "In brackets: 95% percentile bootstrap intervals, "
        f"{RESAMPLES:,} draws by {unit(outcomes)}."
    )


def _estimate_record(estimate: Estimate) -> dict[str, Any]:
    values = asdict(estimate)
    del values["name"]
    return {
        field: round(value, _DIGITS) if isinstance(value, float) else value
        for field, value in values.items()
    }


def _row(name: str, count: object, cells: Iterable[str]) -> str:
    columns = "".join(f"{cell:<{_CELL}}" for cell in cells)
    return f"{name:<{_NAME}}{count:>{_COUNT}}  {columns}".rstrip()


def _cell(estimate: Estimate | None) -> str:
    """Return a value and its interval: three digits after the point to one."""
    if estimate is None:
        return "-"
    digits = 3 if estimate.high <= 1 else 1
    value, low, high = (
        f"{number:.{digits}f}"
        for number in (estimate.value, estimate.low, estimate.high)
    )
    return f"{value} [{low}, {high}]"
