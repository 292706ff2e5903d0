"""How sure a measure is: bootstrap intervals, and whether a difference between two runs may be chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

RESAMPLES = 2_000
CONFIDENCE = 0.95
SEED = 20_250


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over `count` questions and its 95% bootstrap interval (percentile method, Efron 1979)."""

    mean: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Paired:
    """How the same questions fared in two runs: the mean of later - earlier, its 95% interval, and `p`.

    `p` is two-sided: how often chance alone, swapping each question's two values at will, differs as much.
    """

    difference: Interval
    p: float


def interval(values: Sequence[float]) -> Interval:
    """Return the mean of a measure's values, of which there must be one at least, with its interval."""
    data = np.asarray(values, dtype=float)
    low, high = _bounds(data)
    return Interval(float(data.mean()), low, high, len(data))


def paired(earlier: Sequence[float], later: Sequence[float]) -> Paired:
    """Compare values of the same questions, in the same order; at least one."""
    differences = np.asarray(later, dtype=float) - np.asarray(earlier, dtype=float)
    return Paired(interval(differences.tolist()), _p(differences))


def _bounds(data: np.ndarray) -> tuple[float, float]:
    if len(data) < 2 or np.ptp(data) == 0:
        return float(data.mean()), float(data.mean())
    found = stats.bootstrap(
        (data,), np.mean, n_resamples=RESAMPLES, confidence_level=CONFIDENCE, method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)


def _p(differences: np.ndarray) -> float:
    """McNemar's exact test where only wins and losses are told, a paired permutation test (Fisher) elsewhere."""
    moved = differences[differences != 0]
    if len(moved) < 2:
        return 1.0
    if np.all(np.abs(moved) == 1):
        return float(stats.binomtest(int((moved > 0).sum()), len(moved)).pvalue)
    found = stats.permutation_test(
        (moved,), np.mean, permutation_type="samples", n_resamples=RESAMPLES, rng=np.random.default_rng(SEED)
    )
    return float(found.pvalue)
