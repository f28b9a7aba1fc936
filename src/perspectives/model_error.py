"""The second interval: what remains uncertain when the model's own measured error is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perspectives.intervals import TAIL, Array, Contrast, Estimate, Share, quantile

LEAST_INFORMATION = 0.05
"""Below this sensitivity + specificity − 1 a model's labels say nothing and the interval is the whole range."""


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """A label's confusion on held-out units: found of ``present`` and, correctly, left out of ``absent``."""

    found: int
    present: int
    left_out: int
    absent: int


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """Error rates by label: ``stance:critical``, ``stance:favorable``, ``frame:security``, ``side:baku``.

    ``audits`` hold a user's own labels by (outlet, label) and go before the shipped ``rates``.
    """

    rates: Mapping[str, ErrorRates] = field(default_factory=dict)
    audits: Mapping[tuple[str, str], ErrorRates] = field(default_factory=dict)

    @property
    def audited(self) -> tuple[str, ...]:
        """The outlets of which some label was checked by the user's own."""
        return tuple(sorted({outlet for outlet, _ in self.audits}))

    def checked(self, outlets: Sequence[str], labels: Sequence[str]) -> NDArray[np.bool_]:
        """Whether a label of an outlet rests on the user's own labels, (outlets, labels)."""
        rows = [[(outlet, label) in self.audits for label in labels] for outlet in outlets]
        return np.array(rows, dtype=bool).reshape(len(outlets), len(labels))

    def grid(self, outlets: Sequence[str], labels: Sequence[str]) -> Array:
        """Rows found, present, left out, absent of shape (4, outlets, labels); NaN where nothing was measured."""
        rates = [
            [self.audits.get((outlet, label)) or self.rates.get(label) or _UNKNOWN for label in labels]
            for outlet in outlets
        ]
        rows = [[(r.found, r.present, r.left_out, r.absent) for r in row] for row in rates]
        table = np.array(rows, dtype=np.float64).reshape(len(outlets), len(labels), 4).transpose(2, 0, 1)
        return np.where(table[1] + table[3] > 0, table, np.nan)


_UNKNOWN = ErrorRates(0, 0, 0, 0)


def share_limits(share: Share, rates: Array) -> tuple[Array, Array]:
    """95 % limits of the true share, given the share that the model labels; NaN where ``rates`` are.

    Rogan and Gladen's estimate (1978) with the variance of the sample, the sensitivity and the specificity,
    the latter two smoothed by one success in two (Lang and Reiczigel 2014). Where no unit has the label, its
    sensitivity so is that of a uniform prior, 1/2 with a variance of 1/12: anything, and not known to be good. Callers
    widen the sampling interval to it.
    """
    factor, terms, truth = _corrected(share, rates)
    spread = np.sqrt(share.variance / factor**2 + terms)
    return _limits((truth, spread, quantile(share.df, np.full_like(share.value, TAIL))), factor, 0.0)


def net_limits(net: Contrast, favorable: Array, critical: Array) -> tuple[Array, Array]:
    """95 % limits of the true net figure, from the rates of both labels; see `share_limits`."""
    plus_factor, plus_terms, plus_truth = _corrected(net.parts[0], favorable)
    minus_factor, minus_terms, minus_truth = _corrected(net.parts[1], critical)
    variance = net.parts[0].variance / plus_factor**2 + net.parts[1].variance / minus_factor**2
    variance = variance + 2 * net.covariance / (plus_factor * minus_factor)
    spread = np.sqrt(np.maximum(variance, 0) + plus_terms + minus_terms)
    t = quantile(net.df, np.full_like(net.value, TAIL))
    return _limits((plus_truth - minus_truth, spread, t), np.minimum(plus_factor, minus_factor), -1.0)


def _limits(estimate: tuple[Array, Array, Array], factor: Array, least: float) -> tuple[Array, Array]:
    truth, spread, t = estimate
    known = factor > LEAST_INFORMATION
    low = np.where(known, np.clip(truth - t * spread, least, 1), least)
    high = np.where(known, np.clip(truth + t * spread, least, 1), 1.0)
    unknown = np.isnan(truth)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def _corrected(share: Estimate, rates: Array) -> tuple[Array, Array, Array]:
    """Sensitivity + specificity − 1, the variance the two add, and the corrected share."""
    found, present, left_out, absent = rates
    sensitivity, specificity = (found + 1) / (present + 2), (left_out + 1) / (absent + 2)
    factor = np.maximum(sensitivity + specificity - 1, LEAST_INFORMATION)
    truth = np.clip((share.value + specificity - 1) / factor, 0, 1)
    missed = sensitivity * (1 - sensitivity) / (present + 3)
    invented = specificity * (1 - specificity) / (absent + 3)
    return factor, (truth**2 * missed + (1 - truth) ** 2 * invented) / factor**2, truth
