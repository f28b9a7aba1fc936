"""Articles that several outlets run: what goes together in the outlets' figures because their text is the same."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perspectives.intervals import Array
from perspectives.others import Overlap

Key = tuple[str, ...]
Copies = dict[str, tuple["Copy", ...]]

MOST_CLUSTERS = 1000
"""Republished articles whose copies are kept; of more, a sample stands for all."""


class Copy(NamedTuple):
    """What one outlet's copy of an article counts: units by (family, …), positives by (family, …, item).

    ``event`` is its event where all compared outlets cover it.
    """

    outlet: str
    event: str | None
    units: dict[Key, int]
    positives: dict[Key, int]


class Sample:
    """The copies of at most `MOST_CLUSTERS` clusters: those with the smallest hash of their id, whole.

    Any order and partition of the documents gives the same sample.
    """

    def __init__(self) -> None:
        self._kept: dict[str, list[Copy]] = {}

    def add(self, copies: Copies) -> None:
        """Add those of some further documents; memory is that of twice the sample."""
        for cluster, found in copies.items():
            self._kept.setdefault(cluster, []).extend(found)
        if len(self._kept) > 2 * MOST_CLUSTERS:
            self._kept = {cluster: self._kept[cluster] for cluster in self._first()}

    def copies(self) -> Copies:
        """The sample as it stands."""
        return {cluster: tuple(sorted(self._kept[cluster], key=_order)) for cluster in self._first()}

    def _first(self) -> list[str]:
        return heapq.nsmallest(MOST_CLUSTERS, self._kept, key=_rank)


@dataclass(frozen=True, slots=True)
class Residuals:
    """How far the copies lie from the share of their outlet, e = x − r·y; the squares of an outlet's sum to 1.

    ``clusters`` and ``outlets`` (copies,) number those of each row of ``values`` (copies, items); ``scale`` is how
    many republished articles each of the sample stands for.
    """

    clusters: NDArray[np.int64]
    outlets: NDArray[np.int64]
    values: Array
    scale: float

    def overlap(self, variance: Array, usable: Array) -> Overlap:
        """The covariances of the usable outlets' figures; ``variance`` and ``usable`` (0 or 1) are (outlets, items).

        The covariance of two figures is the root of their variances times the correlation of their residuals over
        all articles, to which only shared articles add.
        """
        own = self.values * (np.sqrt(variance) * usable)[self.outlets]
        together = np.zeros((int(self.clusters.max(initial=-1)) + 1, variance.shape[1]))
        np.add.at(together, self.clusters, own)
        with_rest = np.zeros_like(variance)
        np.add.at(with_rest, self.outlets, own * (together[self.clusters] - own))
        return Overlap(self.scale * with_rest, self.scale * with_rest.sum(axis=0))


def residuals(
    copies: Mapping[str, Sequence[Copy]], outlets: Sequence[str], columns: Columns, sums: Array, total: int
) -> Residuals:
    """The residuals of all copies kept, in figures whose sums are ``sums`` (6, outlets, items).

    ``total`` is how many republished articles there are. The shares are smoothed, so that copies without a single
    positive still go together.
    """
    places = {outlet: place for place, outlet in enumerate(outlets)}
    rows = [
        (number, places[copy.outlet], copy)
        for number, cluster in enumerate(sorted(copies))
        for copy in copies[cluster]
        if copy.outlet in places
    ]
    _, x, y, xx, xy, yy = sums
    smooth = (x + 0.5) / (y + 1)
    size = np.sqrt(np.maximum(xx - 2 * smooth * xy + smooth**2 * yy, 1e-300))
    values = np.zeros((len(rows), len(columns.keys)))
    for row, (_, outlet, copy) in enumerate(rows):
        factors = columns.factors(outlet, copy.event)
        if factors is not None:
            found = np.array([copy.positives.get((*base, item), 0) for base, item in columns.keys], dtype=np.float64)
            units = np.array([copy.units.get(base, 0) for base, _ in columns.keys], dtype=np.float64)
            values[row] = factors * (found - smooth[outlet] * units) / size[outlet]
    numbers = np.array([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
    return Residuals(numbers[:, 0], numbers[:, 1], values, max(1.0, total / max(len(copies), 1)))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a grid: (family, …) and item of each, and what an article weighs in them.

    ``weights`` are (items,) by (outlet, event), None where every article weighs 1.
    """

    keys: Sequence[tuple[Key, str]]
    weights: Mapping[tuple[int, str], Array] | None = None

    def factors(self, outlet: int, event: str | None) -> Array | float | None:
        """What an article of an outlet on an event weighs; None where it does not count."""
        return 1.0 if self.weights is None else self.weights.get((outlet, event or ""))


def _order(copy: Copy) -> tuple[str, str, list[tuple[Key, int]], list[tuple[Key, int]]]:
    return copy.outlet, copy.event or "", sorted(copy.units.items()), sorted(copy.positives.items())


def _rank(cluster: str) -> bytes:
    return blake2b(cluster.encode(), digest_size=8, person=b"copies").digest()
