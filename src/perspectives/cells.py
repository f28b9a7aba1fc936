"""Figures of all outlets side by side, each with its interval and its difference from the mean of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perspectives.intervals import (
    SMALL_CLUSTERS,
    SMALL_UNITS,
    Array,
    Contrast,
    Estimate,
    Share,
    against_others,
    at,
    benjamini_hochberg,
    interval,
    net,
    p_value,
    share,
)
from perspectives.model_error import ErrorTable, Voice, net_limits, share_limits
from perspectives.records import Difference, Figure
from perspectives.tally import Key, Tally
from perspectives.voices import ALL


class Request(NamedTuple):
    """One column of a grid: ``dims`` after (scope, outlet), the counted ``item``, and its label of the error table.

    ``voice`` is the label of its denominator, where the model chooses that too: the last of ``dims`` is then a voice
    of which the model makes each sentence. All requests of a grid have one, or none.
    """

    dims: Key
    item: str
    label: str = ""
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """The tally of all documents, its outlets in the order of the report, and the models' measured errors."""

    tally: Tally
    outlets: tuple[str, ...]
    errors: ErrorTable


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with the mean of the other outlets (how many of them have enough) and the difference from it.

    ``reference`` and ``difference`` are None where the cell is small or no other outlet's is large enough.
    """

    figure: Figure
    reference: float | None = None
    others: tuple[str, ...] = ()
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Estimates of shape (outlets, items) with the counts they rest on; one family of comparisons.

    ``model`` are the limits with the models' error, ``audited`` tells where that is the user's own estimate.
    """

    outlets: tuple[str, ...]
    items: tuple[Key, ...]
    counts: tuple[Array, Array, Array]
    estimate: Share | Contrast
    model: tuple[Array, Array]
    audited: NDArray[np.bool_]

    @property
    def usable(self) -> Array:
        """1 where the cell is not small."""
        _, total, clusters = self.counts
        return ((clusters >= SMALL_CLUSTERS) & (total >= SMALL_UNITS)).astype(np.float64)

    def figures(self) -> dict[tuple[str, Key], Figure]:
        """The figure of every outlet and item."""
        low, high = interval(self.estimate)
        lowest, highest = np.minimum(low, self.model[0]), np.maximum(high, self.model[1])
        count, total, clusters = (values.astype(np.int64) for values in self.counts)
        usable = self.usable
        found = {}
        for i, outlet in enumerate(self.outlets):
            for j, item in enumerate(self.items):
                here = (i, j)
                found[outlet, item] = Figure(
                    value=int(count[here]) / int(total[here]) if total[here] else None,
                    low=_number(low[here]),
                    high=_number(high[here]),
                    count=int(count[here]),
                    total=int(total[here]),
                    clusters=int(clusters[here]),
                    small=not usable[here],
                    model_low=_number(lowest[here]),
                    model_high=_number(highest[here]),
                    audited=bool(self.audited[here]),
                )
        return found

    def cells(self) -> dict[tuple[str, Key], Cell]:
        """Every figure with its difference from the others; q over all differences of the grid."""
        cells = {key: Cell(figure) for key, figure in self.figures().items()}
        if len(self.outlets) < 2 or not self.items:
            return cells
        usable = self.usable
        for (i, j), difference in differences(against_others(self.estimate, usable)).items():
            outlet, item = self.outlets[i], self.items[j]
            others = tuple(other for k, other in enumerate(self.outlets) if k != i and usable[k, j])
            reference = float(self.estimate.value[i, j]) - difference.value
            figure = cells[outlet, item].figure
            cells[outlet, item] = Cell(figure, reference, others, difference)
        return adjusted(cells)


def share_grid(counted: Counted, scope: str, requests: Sequence[Request]) -> Grid:
    """Shares of some items in all outlets, with the model's error where it was measured."""
    sums = moments(counted, scope, requests)
    estimate = share(sums)
    items = tuple((*request.dims[1:], request.item) for request in requests)
    limits = share_limits(estimate, _rates(counted, requests), _voice(counted, scope, requests))
    audited = _audited(counted, requests)
    return Grid(counted.outlets, items, (sums[1], sums[2], sums[0]), estimate, limits, audited)


def net_grid(counted: Counted, scope: str, favorable: Sequence[Request], critical: Sequence[Request]) -> Grid:
    """Net stance in all outlets, from the requests of its two shares; their ``dims`` are ("stance", side, voice)."""
    nets = [request._replace(item="net") for request in favorable]
    plus, minus, both = (moments(counted, scope, requests) for requests in (favorable, critical, nets))
    estimate = net(plus, minus, both)
    items = tuple(request.dims[1:] for request in nets)
    rates = _rates(counted, favorable), _rates(counted, critical)
    limits = net_limits(estimate, *rates, _voice(counted, scope, nets))
    audited = _audited(counted, favorable) & _audited(counted, critical)
    return Grid(counted.outlets, items, (both[1], both[2], both[0]), estimate, limits, audited)


def adjusted(cells: dict[tuple[str, Key], Cell]) -> dict[tuple[str, Key], Cell]:
    """The same cells with q after Benjamini and Hochberg over all that have a difference."""
    tested = [(key, cell.difference) for key, cell in sorted(cells.items()) if cell.difference]
    found = dict(cells)
    for (key, difference), q in zip(tested, benjamini_hochberg([d.p for _, d in tested]), strict=True):
        found[key] = replace(cells[key], difference=replace(difference, q=q))
    return found


def differences(contrast: Estimate) -> dict[tuple[int, ...], Difference]:
    """The differences of a contrast by index, where enough is known; q is left open."""
    index = np.nonzero(contrast.df >= 1)
    if not len(index[0]):
        return {}
    part = at(contrast, index)
    rows = zip(part.value, *interval(part), p_value(part), strict=True)
    places = zip(*(axis.tolist() for axis in index), strict=True)
    return {
        place: Difference(float(value), float(low), float(high), float(p), None)
        for place, (value, low, high, p) in zip(places, rows, strict=True)
    }


def moments(counted: Counted, scope: str, requests: Sequence[Request]) -> Array:
    """The sums of all outlets: rows n, x, y, xx, xy, yy of shape (6, outlets, requests)."""
    sums = [[counted.tally.ratio((scope, outlet, *r.dims), r.item) for r in requests] for outlet in counted.outlets]
    return np.array(sums, dtype=np.float64).reshape(len(counted.outlets), len(requests), 6).transpose(2, 0, 1)


def _rates(counted: Counted, requests: Sequence[Request]) -> Array:
    return counted.errors.grid(counted.outlets, [request.label for request in requests])


def _audited(counted: Counted, requests: Sequence[Request]) -> NDArray[np.bool_]:
    """Whether a figure rests on the user's own labels, those of its denominator too, (outlets, requests)."""
    labels = [[request.label for request in requests], [request.voice or request.label for request in requests]]
    label, voice = (counted.errors.checked(counted.outlets, row) for row in labels)
    return label & voice


def _voice(counted: Counted, scope: str, requests: Sequence[Request]) -> Voice | None:
    """How many of the sentences are of the requests' voice by the model, and its error in that."""
    if not any(request.voice for request in requests):
        return None
    own, every = (
        moments(counted, scope, [Request(dims, "") for dims in rows])[2]
        for rows in ([r.dims for r in requests], [(*r.dims[:-1], ALL) for r in requests])
    )
    rates = counted.errors.grid(counted.outlets, [request.voice for request in requests])
    return Voice(own / np.maximum(every, 1), rates)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
