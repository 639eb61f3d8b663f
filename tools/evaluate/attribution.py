"""The figures of who says what, by the script that stands beside the annotated news.

What counts as the right speaker is defined by whoever annotated the texts, so that
their own script is run, in this environment and on this code.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from bot.errors import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["attribution_figures"]

_SCRIPT, _DATA, _ANTECEDENTS = (
    "attribution_eval.py",
    "open.jsonl",
    "attribution_antecedents.json",
)


def attribution_figures(path: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the figures of each part of the annotated news in a folder, by name.

    None where the folder has no `attribution/`. Raises EvaluationError where the
    script that measures them fails.
    """
    folder = path / "attribution"
    if not (folder / _SCRIPT).exists():
        return
    command = [sys.executable, str(folder / _SCRIPT), "--data", str(folder / _DATA)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the set's own
    if done.returncode:
        message = f"{folder / _SCRIPT} failed: {done.stderr.strip()[-300:]}"
        raise EvaluationError(message)
    for row in done.stdout.splitlines():
        name, _, figures = row.partition(": ")
        if not row.startswith("#"):
            pairs = (figure.partition("=") for figure in figures.split())
            yield name, {key: float(value) for key, _, value in pairs}
