"""Arrange cells into the matrices that the tables show: rows, columns and one cell at each place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from perspectives.records import AUTHOR, OTHER, Comparison, Figure, compared
from perspectives.report.cells import Cell
from perspectives.report.figures import SHARE
from perspectives.report.view import View

Place = tuple[str, str]
"""Row id and column id."""
Label = tuple[str, str]
"""An id and its readable label."""


@dataclass(frozen=True, slots=True)
class Axes:
    """The rows and columns of a matrix, as ids with labels; ``corner`` heads the row labels."""

    corner: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a matrix; None where there is nothing to count."""

    id: str
    label: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """What a matrix is called: ``id`` is unique in the page, ``tab`` its name in a switch."""

    id: str
    tab: str
    caption: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of figures of one kind; ``top`` is the share at which its bars end (None without bars).

    ``groups`` are headings that stand above some rows, by row id.
    """

    title: Title
    corner: str
    columns: tuple[Label, ...]
    rows: tuple[Row, ...]
    kind: str
    top: float | None
    groups: Mapping[str, str] = field(default_factory=dict)


Figures = Mapping[Place, tuple[Figure | None, str | None]]
"""Figures with their evidence keys by place."""


def fill(view: View, title: Title, axes: Axes, kind: str, figures: Figures) -> Matrix:
    """The matrix of some figures of one kind."""
    top = share_top(figure for figure, _ in figures.values()) if kind == SHARE and view.bars else None

    def place(row: str, column: str) -> Cell | None:
        figure, key = figures.get((row, column), (None, None))
        return view.cell(figure, kind, key, top)

    rows = tuple(Row(row, label, tuple(place(row, column) for column, _ in axes.columns)) for row, label in axes.rows)
    return Matrix(title, axes.corner, axes.columns, rows, kind, top)


def share_top(figures: Iterable[Figure | None]) -> float:
    """The next tenth above every share and its interval: where bars and axes end."""
    found = [figure for figure in figures if figure is not None]
    highest = max((figure.value or 0.0 if figure.high is None else figure.high for figure in found), default=0.0)
    return min(1.0, max(0.1, ceil(highest * 10) / 10))


def outlets(view: View) -> tuple[Label, ...]:
    """The outlets that are compared, in the report's order."""
    return tuple((outlet.name, view.names.outlet(outlet.name)) for outlet in compared(view.comparison.outlets))


def sides(view: View, present: Iterable[str]) -> tuple[Label, ...]:
    """The sides of the conflict file, then those of ``present`` that it does not list; own voice first, others last."""
    found = dict.fromkeys(present)
    declared = [side.id for side in view.comparison.conflict.sides]
    further = [side for side in found if side not in declared and side not in (AUTHOR, OTHER)]
    first, last = ([side for side in (place,) if side in found] for place in (AUTHOR, OTHER))
    return tuple((side, view.names.side(side)) for side in (*first, *declared, *further, *last))


def in_order(present: Iterable[str], order: Sequence[str]) -> tuple[str, ...]:
    """``present`` without repetitions, those of ``order`` first and in its order."""
    found = dict.fromkeys(present)
    return tuple(name for name in order if name in found) + tuple(name for name in found if name not in order)


def voices(comparison: Comparison, present: Iterable[str]) -> tuple[str, ...]:
    """The voices present: own, quoted, all."""
    return in_order(present, ("own", "quoted", "all"))
