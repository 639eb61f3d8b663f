"""Draws how often answers of each confidence come true, a panel for each set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from tools.evaluate.calibration import calibration_error, reliability

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tools.evaluate.outcomes import Outcome

__all__ = ["draw"]

_PANEL = 3.2  # inches


def draw(outcomes: Mapping[str, Sequence[Outcome]], path: Path) -> None:
    """Write a picture, of the kind that the path's ending names, of each set."""
    mpl.use("Agg")  # it draws without a screen
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice above

    figure, axes = plt.subplots(
        1,
        len(outcomes),
        figsize=(_PANEL * len(outcomes), _PANEL + 0.3),
        squeeze=False,
        layout="constrained",
    )
    for axis, (name, some) in zip(axes[0], outcomes.items(), strict=True):
        confidence = np.array([o.confidence for o in some], float)
        right = np.array([o.top[:1] == (True,) for o in some], np.bool_)
        bins = reliability(confidence, right)
        axis.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        axis.plot(
            [one.confidence for one in bins], [one.right for one in bins], marker="o"
        )
        error = calibration_error(confidence, right)
        axis.set_title(f"{name} (n {len(some)}, error {error:.3f})", fontsize=9)
        axis.set_xlabel("confidence")
        axis.set_ylabel("first passage answers")
        axis.set_xlim(0, 1)
        axis.set_ylim(0, 1)
    figure.savefig(path, dpi=100)
    plt.close(figure)
