"""An outlet against the mean of the others, which may run the same articles."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perspectives.intervals import Array, Contrast, Estimate, Mean, at, weighted

MANY = 12
"""Outlets beyond which the mean of the others is taken as normal."""


class Overlap(NamedTuple):
    """Covariances between the usable rows (outlets) of an estimate, which come of the clusters that they share.

    ``with_rest`` (outlets, items) is that of each row with the sum of all other rows; ``total`` (items,) its sum.
    """

    with_rest: Array
    total: Array


def against_mean(own: Estimate, others: Estimate, usable: Array) -> Contrast:
    """Own minus the unweighted mean of the usable others, all independent.

    ``others`` and ``usable`` (0 or 1) have one axis more than ``own``, the first; where none is usable ``df``
    is −1.
    """
    apart = np.zeros_like(own.value)
    return _against(own, _mean(others, usable, apart), usable.sum(axis=0) > 0, apart)


def against_others(estimate: Estimate, usable: Array, overlap: Overlap | None = None) -> Contrast:
    """Each usable row minus the mean of the other usable rows.

    ``estimate`` and ``usable`` (0 or 1) have shape (outlets, items), and so has the result; its ``df`` is −1
    where its own or every other cell is not usable. ``overlap`` tells how far the rows rest on the same articles:
    five copies of one article are one measurement, and an outlet that runs it too differs less by chance. Beyond
    `MANY` outlets the mean of the others is taken as normal, in linear time.
    """
    own = replace(estimate, df=np.where(usable > 0, estimate.df, -1.0))
    size = len(usable)
    with_rest, total = overlap or Overlap(np.zeros_like(usable), np.zeros(usable.shape[1:]))
    count = np.maximum(usable.sum(axis=0) - usable, 1)
    among = np.maximum(total - 2 * with_rest, 0) / count**2
    if 1 < size <= MANY:
        rest = np.array([[k for k in range(size) if k != i] for i in range(size)]).T
        mean = _mean(at(estimate, (rest,)), usable[rest], among)
    else:
        weighed = np.where(usable > 0, estimate.variance, 0)
        spread = np.where(usable > 0, weighed**2 / np.maximum(estimate.df, 0.5), 0)
        values, variances, spreads = (array.sum(axis=0) - array for array in (usable * estimate.value, weighed, spread))
        independent = np.maximum(variances, 0) / count**2
        df = np.maximum(variances, 0) ** 2 / np.maximum(spreads, 1e-300)
        mean = _crowded(Mean(values / count, independent, df), among)
    return _against(own, mean, usable.sum(axis=0) - usable > 0, with_rest / count)


def _mean(members: Estimate, usable: Array, among: Array) -> Mean:
    weights = usable / np.maximum(usable.sum(axis=0), 1)
    variances = weights**2 * members.variance
    variance = variances.sum(axis=0)
    df = variance**2 / np.maximum((variances**2 / np.maximum(members.df, 0.5)).sum(axis=0), 1e-300)
    return _crowded(Mean((weights * members.value).sum(axis=0), variance, df, members, weights), among)


def _crowded(mean: Mean, among: Array) -> Mean:
    # Members that go together know no more than fewer independent ones: as much as the variance is larger.
    variance = mean.variance + among
    return replace(mean, variance=variance, df=mean.df * mean.variance / np.maximum(variance, 1e-300))


def _against(own: Estimate, mean: Mean, known: NDArray[np.bool_], shared: Array) -> Contrast:
    # Degrees of freedom of a sum of independent variances (Satterthwaite 1946, Welch 1947); what the two share
    # cancels, so that only the part of the articles that is not shared tells how the difference may vary.
    spread = own.variance**2 / np.maximum(own.df, 0.5) + mean.variance**2 / np.maximum(mean.df, 0.5)
    apart = own.variance + mean.variance
    left = np.clip(1 - 2 * np.maximum(shared, 0) / np.maximum(apart, 1e-300), 0, 1)
    df = np.maximum(apart**2 / np.maximum(spread, 1e-300) * left, np.minimum(own.df, 1))
    one = np.ones_like(own.value)
    df = np.where(known & (own.df >= 1), df, -1.0)
    return weighted((own, mean), (one, -one), -shared, df)
