"""Ratios of cluster sums with 95 % intervals, differences with p-values, and the correction for many tests.

A share is Σx / Σy over clusters (an article and its copies). Its variance is the linearized variance of a ratio
(Cochran 1977, 6.10), its interval symmetric on the logit scale; sums and differences of shares recover their
variance from the shares' own limits (Zou and Donner 2008), so that they keep the asymmetry of rare labels.
Everything works on arrays, one element a ratio; ``benchmarks/calibration.py`` proves the coverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TAIL = 0.025
"""Probability beyond each end of a 95 % interval."""
EDGE_CORRELATION = 0.1
"""Intraclass correlation assumed where a share is exactly 0 or 1 and the data cannot tell it."""
LEAST_DESIGN_EFFECT = 0.25
"""Floor of the design effect, so that a handful of equal clusters does not claim certainty."""
SMALL_CLUSTERS, SMALL_UNITS = 10, 30
"""A cell below either is small: shown hatched, never a finding."""
_STEPS = 48


class Sums(NamedTuple):
    """Integer sums over the clusters of one ratio: ``n`` clusters with y > 0, then Σx, Σy, Σx², Σxy, Σy²."""

    n: int
    x: int
    y: int
    xx: int
    xy: int
    yy: int

    @property
    def small(self) -> bool:
        """Whether the cell has fewer than 10 clusters or 30 units."""
        return self.n < SMALL_CLUSTERS or self.y < SMALL_UNITS


@dataclass(frozen=True, slots=True)
class Share:
    """Shares of 0 to 1: ``value``, linearized ``variance``, degrees of freedom ``df``, edge size ``effective``."""

    value: Array
    variance: Array
    df: Array
    effective: Array

    def reach(self, t: Array, tail: Array) -> tuple[Array, Array]:
        """Distances from the value down to the low and up to the high limit."""
        inner = np.clip(self.value, 1e-12, 1 - 1e-12)
        odds, step = np.log(inner / (1 - inner)), t * np.sqrt(self.variance) / (inner * (1 - inner))
        exact = 1 - tail ** (1 / self.effective)
        low = np.where(self.value >= 1, 1 - exact, np.where(self.value <= 0, 0.0, _expit(odds - step)))
        high = np.where(self.value <= 0, exact, np.where(self.value >= 1, 1.0, _expit(odds + step)))
        return np.maximum(self.value - low, 0), np.maximum(high - self.value, 0)


@dataclass(frozen=True, slots=True)
class Mean:
    """Means of estimates: ``members`` and their ``weights`` have one axis more, the first.

    Where the members go together, ``variance`` is larger than that of independent ones, and the interval with it.
    Without members they are many enough for the mean to be normal and its interval symmetric.
    """

    value: Array
    variance: Array
    df: Array
    members: Estimate | None = None
    weights: Array | None = None

    def reach(self, t: Array, tail: Array) -> tuple[Array, Array]:
        """Distances from the value down to the low and up to the high limit."""
        if self.members is None or self.weights is None:
            return t * np.sqrt(self.variance), t * np.sqrt(self.variance)
        down, up = self.members.reach(t, tail)
        independent = (self.weights**2 * self.members.variance).sum(axis=0)
        crowding = self.variance / np.maximum(independent, 1e-300)
        below, above = (crowding * ((self.weights * side) ** 2).sum(axis=0) for side in (down, up))
        return np.sqrt(below), np.sqrt(above)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Weighted sums of estimates: a net figure, a gap between voices, an outlet minus the mean of others.

    ``covariance`` is that between the first two weighted parts; the other parts are independent.
    """

    value: Array
    variance: Array
    df: Array
    parts: tuple[Estimate, ...]
    weights: tuple[Array, ...]
    covariance: Array

    def reach(self, t: Array, tail: Array) -> tuple[Array, Array]:
        """Distances from the value down to the low and up to the high limit."""
        downs, ups = [], []
        for part, weight in zip(self.parts, self.weights, strict=True):
            down, up = part.reach(t, tail)
            downs.append(abs(weight) * np.where(weight >= 0, down, up))
            ups.append(abs(weight) * np.where(weight >= 0, up, down))
        below, above = sum(d**2 for d in downs), sum(u**2 for u in ups)
        if len(self.parts) > 1:
            spread = np.sqrt(self.parts[0].variance * self.parts[1].variance) * abs(self.weights[0] * self.weights[1])
            correlation = np.clip(self.covariance / np.maximum(spread, 1e-300), -1, 1)
            below, above = below + 2 * correlation * downs[0] * downs[1], above + 2 * correlation * ups[0] * ups[1]
        return np.sqrt(np.maximum(below, 0)), np.sqrt(np.maximum(above, 0))


Estimate = Share | Contrast | Mean


def share(moments: Array) -> Share:
    """Shares from an array of shape (6, …) whose rows are those of `Sums`.

    Where y is 0 the value is 0 and ``df`` is −1. Degrees of freedom are clusters − 1, but no more than
    twice the rarer count plus 2: with two positive sentences in 50 articles the variance is barely known.
    """
    n, x, y, xx, xy, yy = moments
    size = np.maximum(y, 1)
    value = x / size
    smooth = (x + 0.5) / (y + 1)
    least = LEAST_DESIGN_EFFECT * smooth * (1 - smooth) / size
    variance = np.maximum(_covariance(n, y, (xx, xy, xy, yy), (value, value)), least)
    df = np.minimum(n - 1, 2 * np.minimum(x, y - x) + 2)
    crowding = np.maximum(yy / size, 1)
    effective = np.maximum(size / (1 + (crowding - 1) * EDGE_CORRELATION), 1e-9)
    at_edge = (x == 0) | (x == y)
    variance = np.where(at_edge, ((1 - TAIL ** (1 / effective)) / quantile(df, np.full_like(df, TAIL))) ** 2, variance)
    return Share(value, variance, np.where(y > 0, df, -1.0), effective)


def net(favorable: Array, critical: Array, difference: Array) -> Contrast:
    """Favorable minus critical shares of the same units; ``difference`` has the sums of their difference."""
    plus, minus = share(favorable), share(critical)
    n, y = favorable[0], favorable[2]
    both = (favorable[3] + critical[3] - difference[3]) / 2
    crossed = _covariance(n, y, (both, favorable[4], critical[4], favorable[5]), (plus.value, minus.value))
    one = np.ones_like(plus.value)
    df = np.where(y > 0, np.minimum(n - 1, 2 * (favorable[1] + critical[1]) + 2), -1.0)
    return weighted((plus, minus), (one, -one), -crossed, df)


def paired(first: Estimate, second: Estimate, covariance: Array) -> Contrast:
    """First minus second, measured in the same clusters, with the covariance of the two."""
    one = np.ones_like(first.value)
    return weighted((first, second), (one, -one), -covariance, np.minimum(first.df, second.df))


def weighted(parts: tuple[Estimate, ...], weights: tuple[Array, ...], covariance: Array, df: Array) -> Contrast:
    """A weighted sum of estimates; ``covariance`` is that between the first two weighted parts."""
    value = np.asarray(sum(w * part.value for w, part in zip(weights, parts, strict=True)))
    variance = np.asarray(sum(w**2 * part.variance for w, part in zip(weights, parts, strict=True))) + 2 * covariance
    return Contrast(value, np.maximum(variance, 1e-300), df, parts, weights, covariance)


def covariance(first: Array, second: Array, crossed: Array) -> Array:
    """Linearized covariance of two ratios over partly the same clusters.

    ``first`` and ``second`` are (6, …) sums; ``crossed`` (5, …) holds the clusters in both, then Σx₁x₂, Σx₁y₂,
    Σy₁x₂, Σy₁y₂ over them.
    """
    count, *products = crossed
    ratios = (first[1] / np.maximum(first[2], 1), second[1] / np.maximum(second[2], 1))
    units = np.sqrt(np.maximum(first[2], 1) * np.maximum(second[2], 1))
    x1x2, x1y2, y1x2, y1y2 = products
    return _covariance(count, units, (x1x2, x1y2, y1x2, y1y2), ratios)


def at(estimate: Estimate, index: tuple[Any, ...]) -> Estimate:
    """The estimates at an index of every array."""
    value, variance, df = estimate.value[index], estimate.variance[index], estimate.df[index]
    if isinstance(estimate, Share):
        return Share(value, variance, df, estimate.effective[index])
    if isinstance(estimate, Contrast):
        parts = tuple(at(part, index) for part in estimate.parts)
        weights = tuple(weight[index] for weight in estimate.weights)
        return Contrast(value, variance, df, parts, weights, estimate.covariance[index])
    if estimate.members is None or estimate.weights is None:
        return Mean(value, variance, df)
    inner = (slice(None), *index)
    return Mean(value, variance, df, at(estimate.members, inner), estimate.weights[inner])


def interval(estimate: Estimate, tail: float = TAIL) -> tuple[Array, Array]:
    """Low and high limit; NaN where fewer than two clusters stand behind the estimate."""
    known = estimate.df >= 1
    tails = np.full_like(estimate.value, tail)
    below, above = estimate.reach(quantile(estimate.df, tails), tails)
    return np.where(known, estimate.value - below, np.nan), np.where(known, estimate.value + above, np.nan)


def p_value(estimate: Estimate) -> Array:
    """Two-sided p-value of the estimate being 0: the level at which its interval touches 0; NaN where unknown.

    It agrees with `interval` by construction: p < .05 exactly where the 95 % interval leaves 0 out.
    """
    from scipy.special import stdtr

    low, high = np.zeros_like(estimate.value), np.full_like(estimate.value, 200.0)
    df = np.maximum(estimate.df, 1)
    for _ in range(_STEPS):
        t = (low + high) / 2
        below, above = estimate.reach(t, stdtr(df, -t))
        covered = np.where(estimate.value > 0, below >= estimate.value, above >= -estimate.value)
        low, high = np.where(covered, low, t), np.where(covered, t, high)
    p = np.where(estimate.value == 0, 1.0, 2 * stdtr(df, -high))
    return np.where(estimate.df >= 1, p, np.nan)


def quantile(df: Array, tail: Array) -> Array:
    """The t quantile that leaves ``tail`` above it; df under 1 counts as 1."""
    from scipy.special import stdtrit

    return np.asarray(-stdtrit(np.maximum(df, 1), tail))


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjusted p-values (Benjamini and Hochberg 1995), in the order given.

    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    order = sorted(range(len(p)), key=lambda i: (p[i], i), reverse=True)
    adjusted, least = [0.0] * len(p), 1.0
    for rank, i in zip(range(len(p), 0, -1), order, strict=True):
        least = min(least, max(p[i], p[i] * len(p) / rank))  # rounding must not lower p
        adjusted[i] = least
    return adjusted


def _covariance(n: Array, y: Array, products: tuple[Array, ...], ratios: tuple[Array, Array]) -> Array:
    x1x2, x1y2, y1x2, y1y2 = products
    residual = x1x2 - ratios[1] * x1y2 - ratios[0] * y1x2 + ratios[0] * ratios[1] * y1y2
    return np.asarray(n / np.maximum(n - 1, 1) * residual / np.maximum(y, 1) ** 2)


def _expit(value: Array) -> Array:
    return 0.5 * (1 + np.tanh(value / 2))
