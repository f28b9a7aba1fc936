"""Shares on the same events with the same weights: direct standardization.

Two outlets that write alike on each event still differ in sum where one writes more on a battle and the other on
the talks after it. So each event weighs the same in all outlets: as many articles as the compared outlet with the
fewest has on it. Such weights lean on the events that all know well, and an event that one of them lacks drops out.
Source: Kitagawa, Components of a Difference Between Two Rates, JASA 50 (1955).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from perspectives.intervals import SMALL_CLUSTERS, SMALL_UNITS, Array


class Standardized(NamedTuple):
    """``sums`` (6, outlets, items) as of `Sums`, of weighed articles; ``counts`` (3, …) x, y and clusters, unweighed.

    ``factors`` (events, outlets, items) tell what an article of each outlet on each event weighs.
    """

    sums: Array
    counts: Array
    factors: Array


def standardized(strata: Array) -> Standardized:
    """The sums of all outlets over several events; ``strata`` has shape (events, 6, outlets, items).

    An outlet that is too small to be compared has no say in the weights and is weighed over the events it has.
    The weighed sums are those of the effective number of articles and units (Kish 1965), so that one article that
    stands for a whole event does not pass for many. Their variance holds the spread between the events too: it
    errs on the safe side.
    """
    n, x, y, xx, xy, yy = np.moveaxis(strata, 1, 0)
    compared = (n.sum(axis=0) >= SMALL_CLUSTERS) & (y.sum(axis=0) >= SMALL_UNITS)
    least = np.where(compared, n, np.inf).min(axis=1, initial=np.inf)
    weights = np.where(compared.any(axis=0), least, n.sum(axis=1))
    weight = np.where(y > 0, weights[:, None], 0.0)
    used = weight > 0
    whole = weight.sum(axis=0)
    articles = whole**2 / _positive((weight**2 / np.maximum(n, 1)).sum(axis=0))
    scale = whole / _positive((weight**2 / np.maximum(y, 1)).sum(axis=0))
    factors = scale * weight / np.maximum(y, 1)
    weighed = [(factors * x), (factors * y), *(factors**2 * square for square in (xx, xy, yy))]
    sums = np.stack([articles, *(row.sum(axis=0) for row in weighed)])
    return Standardized(sums, np.stack([(used * row).sum(axis=0) for row in (x, y, n)]), factors)


def _positive(values: Array) -> Array:
    return np.where(values > 0, values, 1.0)
