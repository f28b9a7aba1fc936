"""A comparison as data: pandas DataFrames, CSV text and JSON text with the same figures as the report."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from perspectives.records import (
    Accuracy,
    ClaimRow,
    Comparison,
    CountCell,
    CueCell,
    Difference,
    Evidence,
    Figure,
    Finding,
    FrameCell,
    NamingCell,
    NumberRow,
    OmissionCell,
    OutletSummary,
    Skipped,
    SpeakerCell,
    StanceCell,
    Term,
    VoiceGap,
)

if TYPE_CHECKING:
    import pandas as pd

TABLES: dict[str, tuple[type, Callable[[Comparison], Sequence[Any]]]] = {
    "outlets": (OutletSummary, lambda c: c.outlets),
    "skipped": (Skipped, lambda c: c.skipped),
    "speakers": (SpeakerCell, lambda c: c.speakers),
    "cues": (CueCell, lambda c: c.cues),
    "stances": (StanceCell, lambda c: c.stances),
    "gaps": (VoiceGap, lambda c: c.gaps),
    "frames": (FrameCell, lambda c: c.frames),
    "namings": (NamingCell, lambda c: c.namings),
    "terms": (Term, lambda c: c.terms),
    "events": (CountCell, lambda c: c.events),
    "months": (CountCell, lambda c: c.months),
    "claims": (ClaimRow, lambda c: c.claims),
    "omissions": (OmissionCell, lambda c: c.omissions),
    "numbers": (NumberRow, lambda c: c.numbers),
    "findings": (Finding, lambda c: c.findings),
    "accuracy": (Accuracy, lambda c: c.method.accuracy),
    "evidence": (Evidence, lambda c: c.evidence),
}
"""Table name → the record of its rows and where a comparison holds them."""


def dataframe(comparison: Comparison, table: str) -> pd.DataFrame:
    """One table as a DataFrame, a row for each record; the columns of a `Figure` and a `Difference` are spread.

    Units: ``…_value``, ``…_low``, ``…_high``, ``…_model_low``, ``…_model_high`` are shares of 0 to 1, for net
    figures (``net_…``, ``own_…``, ``quoted_…``) −1 to +1; ``…_count`` and ``…_total`` are the units that the
    record's docstring names (sentences, words, attributions, uses); ``…_clusters`` are articles, copies counted
    once; ``difference_p`` and ``difference_q`` are probabilities; dates are ISO strings; ``log_odds`` is in nats
    and ``z`` in standard deviations. A missing value means that too little is known.

    Raises:
        KeyError: with the valid names, where the table does not exist.
    """
    import pandas as pd

    return pd.DataFrame(_rows(comparison, table), columns=_columns(table))


def csv_text(comparison: Comparison, table: str) -> str:
    """One table as CSV (RFC 4180, UTF-8, a header line), the same bytes for the same comparison.

    Text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    rows, columns = _rows(comparison, table), _columns(table)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


def csv_files(comparison: Comparison) -> dict[str, str]:
    """Every table as CSV text, by file name."""
    return {f"{table}.csv": csv_text(comparison, table) for table in TABLES}


def json_text(comparison: Comparison) -> str:
    """The whole comparison as one JSON object; of the conflict file its id, label, version and hash."""
    conflict = comparison.conflict
    whole = asdict(comparison)
    whole["conflict"] = {name: getattr(conflict, name) for name in ("id", "label", "version", "sha256")}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1)


def _rows(comparison: Comparison, table: str) -> list[dict[str, Any]]:
    return [_row(record) for record in _records(comparison, table)]


def _records(comparison: Comparison, table: str) -> Sequence[Any]:
    if table not in TABLES:
        raise KeyError(f"{table}: the tables are {', '.join(TABLES)}")
    return TABLES[table][1](comparison)


def _row(record: Any) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Figure | Difference):
            row |= {f"{field.name}_{part.name}": getattr(value, part.name) for part in fields(value)}
        else:
            row[field.name] = value
    return row


def _columns(table: str) -> list[str]:
    found: list[str] = []
    for field in fields(TABLES[table][0]):
        spread = next((record for record in (Figure, Difference) if str(field.type).startswith(record.__name__)), None)
        found += [f"{field.name}_{part.name}" for part in fields(spread)] if spread else [field.name]
    return found


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    if isinstance(value, tuple):
        plain = [asdict(item) if is_dataclass(item) and not isinstance(item, type) else item for item in value]
        return json.dumps(plain, ensure_ascii=False)
    return "" if value is None else value
