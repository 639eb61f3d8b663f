"""How far a confidence is from the share of answers that come true; how it tells them.

The expected calibration error of Naeini, Cooper and Hauskrecht (Obtaining Well
Calibrated Probabilities Using Bayesian Binning, AAAI 2015), over bins of one size. A
small set gets fewer bins: with a dozen answers in each, chance alone would look like
an error of a tenth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Bin", "auroc", "calibration_error", "reliability"]

_BINS, _FEWEST = 10, 40  # bins at most, answers in one at least


class Bin(NamedTuple):
    """Answers of like confidence: how many, their mean, the share that came true."""

    answers: int
    confidence: float
    right: float


def reliability(confidence: Floats, right: NDArray[np.bool_]) -> list[Bin]:
    """Return the bins of answers, from the least sure on."""
    bins = max(1, min(_BINS, len(confidence) // _FEWEST))
    order = np.argsort(confidence, kind="stable")
    return [
        Bin(len(some), float(confidence[some].mean()), float(right[some].mean()))
        for some in np.array_split(order, bins)
        if some.size
    ]


def calibration_error(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Return the mean distance, 0 to 1, over all answers."""
    bins = reliability(confidence, right)
    total = sum(one.answers for one in bins)
    return sum(o.answers * abs(o.confidence - o.right) for o in bins) / max(total, 1)


def auroc(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve, where there are answers of both kinds.

    It is the share of pairs of a right and a wrong answer in which the right one is
    surer; a tie counts half (Hanley and McNeil, Radiology 143, 1982).
    """
    _, places, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    number = int(right.sum())
    above = ranks[right].sum() - number * (number + 1) / 2
    return float(above / (number * (len(right) - number)))
