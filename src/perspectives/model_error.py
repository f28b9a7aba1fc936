"""The second interval: what remains uncertain when the model's own measured error is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

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
    """Error rates by label, as `perspectives.evaluate.rates.error_rates` names them: ``stance:critical:own``.

    ``audits`` hold a user's own labels by (outlet, label) and go before the shipped ``rates``; ``layers`` of labels
    (sides, stances, frames) are those that they cover.
    """

    rates: Mapping[str, ErrorRates] = field(default_factory=dict)
    audits: Mapping[tuple[str, str], ErrorRates] = field(default_factory=dict)
    layers: tuple[str, ...] = ()

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
_LEAST_VOICE = 1e-9
"""So that a voice without any sentence can be divided by; its shares are not known."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The denominator of a share that the model chooses too: which sentences are of one voice.

    ``share`` is how many of the sentences that could be are so by the model, ``rates`` its error in telling (see
    `ErrorTable.grid`).
    """

    share: Array
    rates: Array


def share_limits(share: Share, rates: Array, voice: Voice | None = None) -> tuple[Array, Array]:
    """95 % limits of the true share, given the share that the model labels; NaN where ``rates`` are.

    ``voice`` is what the share is over, None where that is no choice of the model: the labeled are counted anew over
    the sentences that are of the voice in truth.

    Rogan and Gladen's estimate (1978) with the variance of the sample, the sensitivity and the specificity,
    the latter two smoothed by one success in two (Lang and Reiczigel 2014). Where no unit has the label, its
    sensitivity so is that of a uniform prior, 1/2 with a variance of 1/12: anything, and not known to be good. Callers
    widen the sampling interval to it.
    """
    found = _corrected(share, rates, voice)
    spread = np.sqrt(share.variance * found.slope**2 + found.variance)
    return _limits((found.truth, spread, quantile(share.df, np.full_like(share.value, TAIL))), found.known, 0.0)


def net_limits(net: Contrast, favorable: Array, critical: Array, voice: Voice | None = None) -> tuple[Array, Array]:
    """95 % limits of the true net figure, from the rates of both labels; see `share_limits`."""
    plus, minus = (_corrected(part, r, voice) for part, r in zip(net.parts, (favorable, critical), strict=True))
    variance = net.parts[0].variance * plus.slope**2 + net.parts[1].variance * minus.slope**2
    variance = variance + 2 * net.covariance * plus.slope * minus.slope
    spread = np.sqrt(np.maximum(variance, 0) + plus.variance + minus.variance)
    t = quantile(net.df, np.full_like(net.value, TAIL))
    return _limits((plus.truth - minus.truth, spread, t), plus.known & minus.known, -1.0)


def _limits(estimate: tuple[Array, Array, Array], known: NDArray[np.bool_], least: float) -> tuple[Array, Array]:
    truth, spread, t = estimate
    low = np.where(known, np.clip(truth - t * spread, least, 1), least)
    high = np.where(known, np.clip(truth + t * spread, least, 1), 1.0)
    unknown = np.isnan(truth)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


class _Corrected(NamedTuple):
    """A true share as the model's error lets it be seen.

    ``slope`` is by how much it grows with the share that the model labels, ``variance`` what the error adds, and
    ``known`` tells where the model's labels say anything of it.
    """

    truth: Array
    slope: Array
    variance: Array
    known: NDArray[np.bool_]


def _corrected(share: Estimate, rates: Array, voice: Voice | None) -> _Corrected:
    """The corrected share; in a voice the labeled are first counted over the corrected number of its sentences.

    How many of an outlet's sentences the model puts in the voice is taken as fixed: it moves the figure by the
    difference of two errors alone.
    """
    if voice is None:
        return _inverted(share.value, rates)
    inside = _inverted(voice.share, voice.rates)
    true = np.maximum(inside.truth, _LEAST_VOICE)
    scale = voice.share / true
    found = _inverted(share.value * scale, rates)
    moved = share.value * scale * found.slope / true
    # A voice that may have no sentence at all leaves a share of it open.
    known = found.known & inside.known & (inside.truth > 2 * np.sqrt(inside.variance))
    return _Corrected(found.truth, found.slope * scale, found.variance + moved**2 * inside.variance, known)


def _inverted(value: Array, rates: Array) -> _Corrected:
    """Rogan and Gladen's estimate; see `share_limits`."""
    found, present, left_out, absent = rates
    sensitivity, specificity = (found + 1) / (present + 2), (left_out + 1) / (absent + 2)
    factor = np.maximum(sensitivity + specificity - 1, LEAST_INFORMATION)
    truth = np.clip((value + specificity - 1) / factor, 0, 1)
    missed = sensitivity * (1 - sensitivity) / (present + 3)
    invented = specificity * (1 - specificity) / (absent + 3)
    variance = (truth**2 * missed + (1 - truth) ** 2 * invented) / factor**2
    return _Corrected(truth, 1 / factor, variance, factor > LEAST_INFORMATION)
