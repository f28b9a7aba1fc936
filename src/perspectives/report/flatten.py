"""Flatten a Comparison into plain tables, one row a cell, for the downloads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, get_args, get_type_hints

from perspectives.records import Comparison, Difference, Figure
from perspectives.report.escape import neutralize, spreadsheet

_NAMES = (
    "outlets",
    "findings",
    "speakers",
    "cues",
    "stances",
    "gaps",
    "frames",
    "namings",
    "terms",
    "events",
    "months",
    "claims",
    "omissions",
    "numbers",
    "skipped",
)

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with named columns; figures are spread over ``x``, ``x_low``, ``x_high``, ``x_count``, ….

    Shares and their limits are 0 to 1, net figures −1 to +1, rounded to four decimals; what is true or false is 1
    or 0. Control characters in texts are replaced.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def csv(self) -> str:
        """The table as CSV (RFC 4180 with newlines as line ends); no text can act as a formula."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(self.columns)
        for row in self.rows:
            writer.writerow([spreadsheet(value) if isinstance(value, str) else value for value in row])
        return buffer.getvalue()


def tables(comparison: Comparison) -> dict[str, Table]:
    """All tables of the report by name, in the report's order; a table without rows is left out."""
    found = ((name, _table(getattr(comparison, name))) for name in _NAMES)
    return {name: table for name, table in found if table.rows}


def tables_json(comparison: Comparison) -> str:
    """All tables as one JSON object of ``{name: {"columns": [...], "rows": [[...]]}}``."""
    data = {name: {"columns": table.columns, "rows": table.rows} for name, table in tables(comparison).items()}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _table(records: Sequence[Any]) -> Table:
    if not records:
        return Table((), ())
    kinds = _kinds(type(records[0]))
    columns = [name + suffix for name, kind in kinds for suffix in _SUFFIXES[kind]]
    return Table(tuple(columns), tuple(_row(record, kinds) for record in records))


_SUFFIXES = {
    "figure": ("", "_low", "_high", "_count", "_total", "_clusters", "_small", "_model_low", "_model_high", "_audited"),
    "difference": ("", "_low", "_high", "_p", "_q", "_model_low", "_model_high", "_audited"),
    "plain": ("",),
}


def _kinds(record: type[Any]) -> list[tuple[str, str]]:
    # Read from the types, so that a column added to a record appears here by itself.
    hints = get_type_hints(record)

    def kind(name: str) -> str:
        types = {hints[name], *get_args(hints[name])}
        return "figure" if Figure in types else "difference" if Difference in types else "plain"

    return [(field.name, kind(field.name)) for field in fields(record)]


def _row(record: Any, kinds: list[tuple[str, str]]) -> tuple[Value, ...]:
    values: list[Value] = []
    for name, kind in kinds:
        value = getattr(record, name)
        if kind == "figure":
            values += _figure(value)
        elif kind == "difference":
            values += _difference(value)
        else:
            values.append(_plain(value))
    return tuple(values)


def _figure(figure: Figure | None) -> list[Value]:
    if figure is None:
        return [None] * len(_SUFFIXES["figure"])
    return [
        _round(figure.value),
        _round(figure.low),
        _round(figure.high),
        figure.count,
        figure.total,
        figure.clusters,
        int(figure.small),
        _round(figure.model_low),
        _round(figure.model_high),
        int(figure.audited),
    ]


def _difference(difference: Difference | None) -> list[Value]:
    if difference is None:
        return [None] * len(_SUFFIXES["difference"])
    numbers = ("value", "low", "high", "p", "q", "model_low", "model_high")
    return [*(_round(getattr(difference, name)) for name in numbers), int(difference.audited)]


def _plain(value: Any) -> Value:
    if isinstance(value, str):
        # Here, so that files and DataFrames hold the same text; a lone surrogate would fit in neither.
        return neutralize(value)
    if value is None or isinstance(value, int):
        return value if value is None else int(value)
    if isinstance(value, float):
        return _round(value)
    return neutralize("; ".join(": ".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in value))


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4) + 0.0
