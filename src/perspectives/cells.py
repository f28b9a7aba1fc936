"""Figures of all outlets side by side, each with its interval and its difference from the mean of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perspectives.copies import Columns, Key, Residuals, residuals
from perspectives.intervals import (
    SMALL_CLUSTERS,
    SMALL_UNITS,
    Array,
    Contrast,
    Estimate,
    Share,
    at,
    benjamini_hochberg,
    interval,
    net,
    p_value,
    share,
)
from perspectives.model_error import ErrorTable, Voice, net_limits, share_limits
from perspectives.others import against_others
from perspectives.records import Difference, Figure
from perspectives.standard import standardized
from perspectives.tally import EVENT, SHARED, Tally
from perspectives.voices import ALL


class Request(NamedTuple):
    """One column of a grid: ``dims`` after (scope, outlet), the counted ``item``, and its label of the error table.

    ``voice`` is the label of its denominator, where the model chooses that too: the last of ``dims`` is then a voice
    of which the model makes each sentence. All requests of a grid have one, or none. ``audit`` is the label whose audit
    vouches for the figure, where that is another one.
    """

    dims: Key
    item: str
    label: str = ""
    voice: str = ""
    audit: str = ""


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
class Column:
    """Sums of all outlets, (6, outlets, items) as of `Sums`, and the counts to show: x, y and clusters.

    ``copies`` are the residuals of the articles that several outlets run, made when a comparison needs them.
    """

    sums: Array
    counts: Array
    copies: Callable[[], Residuals]


@dataclass(frozen=True, slots=True)
class Grid:
    """Estimates of shape (outlets, items) with the counts they rest on; one family of comparisons.

    ``model`` are the limits with the models' error, ``audited`` tells where that is the user's own estimate.
    """

    outlets: tuple[str, ...]
    items: tuple[Key, ...]
    columns: Column
    estimate: Share | Contrast
    model: tuple[Array, Array]
    audited: NDArray[np.bool_]

    @property
    def usable(self) -> Array:
        """1 where the cell is not small."""
        _, total, clusters = self.columns.counts
        return np.where((clusters >= SMALL_CLUSTERS) & (total >= SMALL_UNITS), 1.0, 0.0)

    @property
    def widened(self) -> tuple[Array, Array]:
        """Low and high limits with the models' error, NaN where that is not known."""
        low, high = interval(self.estimate)
        return np.minimum(low, self.model[0]), np.maximum(high, self.model[1])

    def figures(self) -> dict[tuple[str, Key], Figure]:
        """The figure of every outlet and item."""
        low, high = interval(self.estimate)
        lowest, highest = self.widened
        count, total, clusters = (values.astype(np.int64) for values in self.columns.counts)
        value, usable = self.columns.sums[1] / np.maximum(self.columns.sums[2], 1e-300), self.usable
        found = {}
        for i, outlet in enumerate(self.outlets):
            for j, item in enumerate(self.items):
                here = (i, j)
                found[outlet, item] = Figure(
                    value=float(value[here]) if total[here] else None,
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
        overlap = self.columns.copies().overlap(self.estimate.variance, usable)
        contrast = against_others(self.estimate, usable, overlap)
        lowest, highest = self._with_model_error(contrast)
        audited = self.audited & (((usable > 0) & ~self.audited).sum(axis=0) == 0)
        for here, difference in differences(contrast).items():
            outlet, item = self.outlets[here[0]], self.items[here[1]]
            others = tuple(other for k, other in enumerate(self.outlets) if k != here[0] and usable[k, here[1]])
            reference = float(self.estimate.value[here]) - difference.value
            cells[outlet, item] = Cell(
                cells[outlet, item].figure,
                reference,
                others,
                replace(
                    difference,
                    model_low=_number(np.minimum(lowest[here], difference.low)),
                    model_high=_number(np.maximum(highest[here], difference.high)),
                    audited=bool(audited[here]),
                ),
            )
        return adjusted(cells)

    def _with_model_error(self, contrast: Contrast) -> tuple[Array, Array]:
        """Limits of the differences with the models' error in the outlet's own figure and in those of the others.

        A model that errs in one of the others errs so in all: their errors do not average out.
        """
        usable, value, (low, high) = self.usable, self.estimate.value, self.widened
        count = np.maximum(usable.sum(axis=0) - usable, 1)
        down, up = value - low, high - value
        mean_down, mean_up = (
            (np.where(usable > 0, reach, 0).sum(axis=0) - np.where(usable > 0, reach, 0)) / count
            for reach in (down, up)
        )
        return contrast.value - np.hypot(down, mean_up), contrast.value + np.hypot(up, mean_down)


def share_grid(counted: Counted, scope: str, requests: Sequence[Request]) -> Grid:
    """Shares of some items in all outlets, with the model's error where it was measured."""
    found = columns(counted, scope, requests)
    estimate = share(found.sums)
    items = tuple((*request.dims[1:], request.item) for request in requests)
    limits = share_limits(estimate, _rates(counted, requests), _voice(counted, scope, requests))
    return Grid(counted.outlets, items, found, estimate, limits, _audited(counted, requests))


def net_grid(counted: Counted, scope: str, favorable: Sequence[Request], critical: Sequence[Request]) -> Grid:
    """Net stance in all outlets, from the requests of its two shares; their ``dims`` are ("stance", side, voice)."""
    nets = [request._replace(item="net") for request in favorable]
    plus, minus, both = (columns(counted, scope, requests) for requests in (favorable, critical, nets))
    estimate = net(plus.sums, minus.sums, both.sums)
    items = tuple(request.dims[1:] for request in nets)
    rates = _rates(counted, favorable), _rates(counted, critical)
    limits = net_limits(estimate, *rates, _voice(counted, scope, nets))
    audited = _audited(counted, favorable) & _audited(counted, critical)
    return Grid(counted.outlets, items, both, estimate, limits, audited)


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


def columns(counted: Counted, scope: str, requests: Sequence[Request]) -> Column:
    """The sums of all outlets; those of the shared events weighed, so that each event weighs alike in all outlets."""
    keys = [(request.dims, request.item) for request in requests]
    if scope != SHARED:
        sums, weights = moments(counted, scope, requests), None
        counts = sums[[1, 2, 0]]
    else:
        events = counted.tally.shared_events() or [SHARED]
        sums, counts, factors = standardized(np.stack([moments(counted, event, requests) for event in events]))
        weights = {
            (outlet, event.removeprefix(EVENT)): factors[number, outlet]
            for number, event in enumerate(events)
            for outlet in range(len(counted.outlets))
        }
    several = counted.tally.count("in several outlets")
    copies = partial(residuals, counted.tally.copies, counted.outlets, Columns(keys, weights), sums, several)
    return Column(sums, counts, copies)


def moments(counted: Counted, scope: str, requests: Sequence[Request]) -> Array:
    """The sums of all outlets: rows n, x, y, xx, xy, yy of shape (6, outlets, requests)."""
    sums = [[counted.tally.ratio((scope, outlet, *r.dims), r.item) for r in requests] for outlet in counted.outlets]
    return np.array(sums, dtype=np.float64).reshape(len(counted.outlets), len(requests), 6).transpose(2, 0, 1)


def _rates(counted: Counted, requests: Sequence[Request]) -> Array:
    return counted.errors.grid(counted.outlets, [request.label for request in requests])


def _audited(counted: Counted, requests: Sequence[Request]) -> NDArray[np.bool_]:
    """Whether a figure rests on the user's own labels, those of its denominator too, (outlets, requests)."""
    labels = [request.audit or request.label for request in requests]
    label, voice = (
        counted.errors.checked(counted.outlets, row)
        for row in (labels, [request.voice or label for request, label in zip(requests, labels, strict=True)])
    )
    return label & voice


def _voice(counted: Counted, scope: str, requests: Sequence[Request]) -> Voice | None:
    """How many of the sentences are of the requests' voice by the model, and its error in that."""
    if not any(request.voice for request in requests):
        return None
    # Unweighed: standardization would not weigh the events of a voice and of all voices alike.
    scopes = (counted.tally.shared_events() or [SHARED]) if scope == SHARED else [scope]
    own, every = (
        np.sum([moments(counted, each, [Request(dims, "") for dims in rows])[2] for each in scopes], axis=0)
        for rows in ([r.dims for r in requests], [(*r.dims[:-1], ALL) for r in requests])
    )
    rates = counted.errors.grid(counted.outlets, [request.voice for request in requests])
    return Voice(own / np.maximum(every, 1), rates)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
