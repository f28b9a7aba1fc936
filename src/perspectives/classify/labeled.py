"""Read labeled sentences for stance and frames from CSV or JSON lines, naming row and column of every problem."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from perspectives.errors import PerspectivesError
from perspectives.records import Span

T = TypeVar("T")
STANCE_LABELS = ("favorable", "neutral", "critical", "none")

FindTarget = Callable[[str, str], Sequence[Span]]
"""From a text and a side to the spans that name it; used where a row gives ``target`` instead of offsets."""


@dataclass(frozen=True, slots=True)
class StanceRow:
    """A labeled stance: spans are code points of ``text``; ``group`` is the article it comes from."""

    text: str
    target: tuple[Span, ...]
    stance: str
    group: str
    holder: Span | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class FrameRow:
    """A sentence with its frames, most central first."""

    text: str
    frames: tuple[str, ...]
    group: str
    place: str = ""


def read_stance_rows(paths: Sequence[Path], find_target: FindTarget) -> list[StanceRow]:
    """The stance rows of CSV or JSONL files: text, target_start and target_end (or target), stance, group.

    Raises:
        PerspectivesError: listing the first problems, each with file, row and column.
    """
    return _read(paths, ("text", "stance", "group"), lambda row, place: _stance_row(row, place, find_target))


def read_frame_rows(paths: Sequence[Path], valid: Sequence[str]) -> list[FrameRow]:
    """The frame rows of CSV or JSONL files: text, frames (a list, or ids separated by spaces), group.

    Raises:
        PerspectivesError: listing the first problems, each with file, row and column.
    """
    return _read(paths, ("text", "frames", "group"), lambda row, place: _frame_row(row, place, valid))


def _read(paths: Sequence[Path], required: Sequence[str], build: Callable[[Mapping[str, Any], str], T]) -> list[T]:
    rows, problems = [], []
    for path in paths:
        for place, record in _records(path):
            missing = [name for name in required if record.get(name) is None or (not record[name] and name == "text")]
            try:
                if missing:
                    raise ValueError(f"column {missing[0]!r} is missing")
                rows.append(build(record, place))
            except ValueError as error:
                problems.append(f"{place}: {error}")
    if problems:
        shown = "; ".join(problems[:5]) + (f"; and {len(problems) - 5} more" if len(problems) > 5 else "")
        raise PerspectivesError(f"{len(problems)} labeled rows cannot be read: {shown}")
    if not rows:
        raise PerspectivesError(f"no labeled rows in {', '.join(map(str, paths))}")
    return rows


def _records(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each record with its place, "file, row N": of a CSV as a spreadsheet shows it, where the header is row 1."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() == ".csv":
                reader = csv.reader(file)
                names = next(reader, [])
                for number, cells in enumerate(reader, start=2):
                    # an empty cell says nothing, but for a sentence that has no frame
                    filled = {k: v for k, v in zip(names, cells, strict=False) if v or k == "frames"}
                    if cells:
                        yield f"{path.name}, row {number} (the header is row 1)", filled
            else:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield f"{path.name}, row {number}", _object(line, f"{path.name}, row {number}")
    except OSError as error:
        raise PerspectivesError(f"cannot read {path}: {error.strerror}") from error
    except csv.Error as error:
        raise PerspectivesError(f"{path.name}, line {reader.line_num}: broken CSV ({error})") from error
    except UnicodeDecodeError as error:
        raise PerspectivesError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _object(line: str, place: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise PerspectivesError(f"{place}: not JSON ({error.msg}, column {error.colno})") from error
    if not isinstance(record, dict):
        raise PerspectivesError(f"{place}: a row must be a JSON object, not {type(record).__name__}")
    return record


def _stance_row(record: Mapping[str, Any], place: str, find_target: FindTarget) -> StanceRow:
    text, stance = _text(record), str(record["stance"])
    if stance not in STANCE_LABELS:
        raise ValueError(f"column 'stance': {stance!r} is not one of {', '.join(STANCE_LABELS)}")
    if record.get("target_start") is not None:
        target: tuple[Span, ...] = (_span(record, "target", text),)
    elif record.get("target") is not None:
        target = tuple(find_target(text, str(record["target"])))
        if not target:
            raise ValueError(
                f"column 'target': {record['target']!r} is not named in the text; give target_start, target_end"
            )
    else:
        raise ValueError("column 'target_start' is missing (or give 'target', a side)")
    holder = _span(record, "holder", text) if record.get("holder_start") is not None else None
    return StanceRow(text, target, stance, str(record["group"]), holder, place)


def _text(record: Mapping[str, Any]) -> str:
    text = str(record["text"])
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"column 'text': a lone surrogate at character {error.start}") from error
    return text


def _span(record: Mapping[str, Any], name: str, text: str) -> Span:
    values = []
    for column in (f"{name}_start", f"{name}_end"):
        try:
            number = float(record[column])  # a table with gaps writes 7 as 7.0
            if not number.is_integer():
                raise ValueError
            values.append(int(number))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"column {column!r}: {record.get(column)!r} is not a whole number") from error
    start, end = values
    if not 0 <= start < end <= len(text):
        raise ValueError(f"column '{name}_end': span {start}–{end} is outside the text of {len(text)} characters")
    return start, end


def _frame_row(record: Mapping[str, Any], place: str, valid: Sequence[str]) -> FrameRow:
    value = record["frames"]
    if not isinstance(value, str | list):
        raise ValueError(f"column 'frames': {value!r} is neither a list nor ids separated by spaces")
    frames = tuple(dict.fromkeys(map(str, value.split() if isinstance(value, str) else value)))
    for frame in frames:
        if frame not in valid:
            raise ValueError(f"column 'frames': {frame!r} is not one of {', '.join(valid)}")
    return FrameRow(_text(record), frames, str(record["group"]), place)
