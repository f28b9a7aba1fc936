"""Intervals of figures whose unit of sampling is the article: the delete-one jackknife over groups."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
Statistic = Callable[[Counts], Counts]
"""Figures of summed counts: shape (…, K) to (…)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval by group; ``low`` and ``high`` are None where fewer than two groups have data."""

    value: float
    low: float | None
    high: float | None
    groups: int


def ratio(numerator: int, denominator: int) -> Statistic:
    """The quotient of two columns of the counts; 0 where the denominator is."""

    return lambda counts: divide(counts[..., numerator], counts[..., denominator])


def divide(numerator: Counts, denominator: Counts) -> Counts:
    """Quotients, 0 where the denominator is; shapes must agree."""
    quotient: Counts = np.divide(numerator, denominator, out=np.zeros(np.shape(denominator)), where=denominator != 0)
    return quotient


def estimate(counts: Counts, statistic: Statistic) -> Estimate:
    """A figure between 0 and 1 with its interval.

    ``counts`` has one row of sums a group, shape (G, K). The variance is that of the delete-one jackknife, the
    interval t with G − 1 degrees of freedom on the logit scale; at 0 and 1, where that scale ends, it is
    Clopper and Pearson's with the groups as the trials (conservative: a group is at least one trial).
    Source: Shao and Tu, The Jackknife and Bootstrap (1995), chapter 2; Clopper and Pearson (1934).
    """
    counts = counts[counts.any(axis=1)]
    groups = len(counts)
    total = counts.sum(axis=0)
    value = float(statistic(total))
    if groups < 2:
        return Estimate(value, None, None, groups)
    if value <= 0.0 or value >= 1.0:
        edge = 1.0 - 0.025 ** (1.0 / groups)
        low, high = (0.0, edge) if value <= 0.0 else (1.0 - edge, 1.0)
        return Estimate(value, low, high, groups)
    error = _jackknife_error(statistic(total - counts))
    half = _t(groups - 1) * error / (value * (1.0 - value))
    center = math.log(value / (1.0 - value))
    return Estimate(value, _logistic(center - half), _logistic(center + half), groups)


def difference(counts: Counts, other: Counts, statistic: Statistic) -> Estimate:
    """The first system's figure minus the second's on the same groups (rows), paired, with its interval.

    Raises ValueError where the shapes differ.
    """
    if counts.shape != other.shape:
        raise ValueError(f"the systems were not scored on the same groups: {counts.shape} and {other.shape}")
    used = counts.any(axis=1) | other.any(axis=1)
    counts, other = counts[used], other[used]
    totals = counts.sum(axis=0), other.sum(axis=0)
    value = float(statistic(totals[0]) - statistic(totals[1]))
    if len(counts) < 2:
        return Estimate(value, None, None, len(counts))
    left_out = statistic(totals[0] - counts) - statistic(totals[1] - other)
    half = _t(len(counts) - 1) * _jackknife_error(left_out)
    return Estimate(value, value - half, value + half, len(counts))


def _jackknife_error(left_out: Counts) -> float:
    groups = len(left_out)
    return float(np.sqrt((groups - 1) / groups * np.sum((left_out - left_out.mean()) ** 2)))


def _t(degrees: int) -> float:
    from scipy.stats import t

    return float(t.ppf(0.975, degrees))


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0
