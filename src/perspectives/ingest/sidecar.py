"""The table metadata.csv beside a folder's files: what the user tells about each of them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from perspectives.ingest.item import Opened, ReadOptions
from perspectives.ingest.plain import canonical
from perspectives.ingest.tabular import csv_rows

_FILE_COLUMNS = ("file", "filename", "path")


class Sidecar(NamedTuple):
    """Metadata by the path of a file relative to the table's folder; ``taken`` collects the paths asked for.

    ``problems`` are "what is wrong; what to do", for the user.
    """

    rows: dict[str, dict[str, str]]
    taken: set[str]
    problems: tuple[str, ...] = ()

    def take(self, relative: str) -> dict[str, str]:
        """The metadata of a file, {} where the table does not name it."""
        if relative in self.rows:
            self.taken.add(relative)
        return self.rows.get(relative, {})

    def untaken(self) -> list[str]:
        """The paths that no file answered to, in the order of the table."""
        return [path for path in self.rows if path not in self.taken]


def load_sidecar(path: Path, options: ReadOptions) -> Sidecar:
    """Read a metadata table; its paths are only compared with those of files found, never opened."""
    try:
        with path.open("rb") as stream:
            return parse_sidecar(stream, options)
    except OSError as error:
        return Sidecar({}, set(), (f"cannot be read ({error.strerror}); check its rights",))


def parse_sidecar(stream: BinaryIO, options: ReadOptions) -> Sidecar:
    """The table in a stream, of two rows for one file the last; a table ends where a row is broken."""
    rows: dict[str, dict[str, str]] = {}
    problems: list[str] = []
    table = csv_rows(Opened(stream, "metadata.csv", "metadata.csv"), options)
    header = next(table, [])
    if isinstance(header, str):
        return Sidecar({}, set(), (header,))
    names = [name.strip().lower() for name in header]
    column = next((name for name in _FILE_COLUMNS if name in names), None)
    if column is None:
        shown = ", ".join(names[:12]) or "none"
        return Sidecar({}, set(), (f"no column file (columns here: {shown}); add it",))
    for number, cells in enumerate(table, start=2):
        if isinstance(cells, str):
            return Sidecar(rows, set(), (*problems, f"row {number} (the header is row 1): {cells}"))
        record = dict(zip(names, cells, strict=False))
        if key := _normal(record.pop(column, "")):
            if key in rows:
                problems.append(f"row {number} (the header is row 1): a second row for {key}, which counts; remove one")
            rows[key] = canonical(record)
    return Sidecar(rows, set(), tuple(problems))


def _normal(value: str) -> str:
    return str(PurePosixPath(value.strip().replace("\\", "/"))) if value.strip() else ""
