"""Tables of articles, one row a document: JSON lines and CSV, text unchanged, rows read one at a time."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from perspectives.ingest.decode import UnreadableError, decode, lines, megabytes, no_text, read_bounded
from perspectives.ingest.item import Item, Opened, ReadOptions
from perspectives.ingest.plain import canonical

_TEXT_COLUMNS = ("text", "body", "content", "article", "fulltext", "full_text", "maintext")


def read_jsonl(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """JSON lines: one object a line with ``text`` and, where known, the fields of ``item.FIELDS``."""
    empty = True
    for line in lines(opened.stream, options.max_bytes):
        where = f"{opened.where} line {line.number}"
        if line.data is None:
            empty = False
            yield Item(where, skipped=_too_long(options))
        elif line.data.strip():
            empty = False
            yield _json_item(line.data, where)
    if empty:
        yield Item(opened.where, skipped="empty file; remove it")


def _json_item(data: bytes, where: str) -> Item:
    try:
        record = json.loads(decode(data))
    except UnreadableError as error:
        return Item(where, skipped=str(error))
    except RecursionError:
        return Item(where, skipped="broken JSON (nested too deeply); correct the line")
    except ValueError as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        return Item(where, skipped=f"broken JSON ({reason}); correct the line")
    if not isinstance(record, dict):
        return Item(where, skipped="not a JSON object; write one object with a field text on each line")
    return row(record, where)


def row(record: Mapping[str, Any], where: str) -> Item:
    """The item of one record of a table: its text unchanged, its known metadata, or why it has no text."""
    named = {str(key).strip().lstrip("\ufeff").lower(): value for key, value in record.items() if key is not None}
    text = next((named[name] for name in _TEXT_COLUMNS if named.get(name) not in (None, "")), None)
    metadata = canonical(named)
    if text is None:
        empty = " and ".join(name for name in _TEXT_COLUMNS if name in named)
        if empty:
            return Item(where, metadata=metadata, skipped=f"the field {empty} is empty; give it the article's text")
        fields = ", ".join(sorted(named)[:12]) or "none"
        return Item(where, metadata=metadata, skipped=f"no field text (fields here: {fields}); add it")
    if not isinstance(text, str):
        return Item(where, metadata=metadata, skipped=f"text is no string but {type(text).__name__}; write a string")
    if problem := no_text(text):
        return Item(where, metadata=metadata, skipped=problem)
    return Item(where, text, metadata)


def read_csv(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """CSV, or tab- or semicolon-separated values by the header: a header line, then one document a row.

    Rows are numbered as a spreadsheet shows them: the header is row 1.
    """
    rows = csv_rows(opened, options)
    header = next(rows, None)
    if header is None or isinstance(header, str):
        yield Item(opened.where, skipped=header or "empty file; remove it")
        return
    names = [name.strip().lower() for name in header]
    if not any(name in names for name in _TEXT_COLUMNS):
        shown = ", ".join(names[:12])
        yield Item(
            opened.where, skipped=f"no column text (columns here: {shown}); name the column of the articles text"
        )
        return
    empty = True
    for number, cells in enumerate(rows, start=2):
        where = f"{opened.where} row {number} (the header is row 1)"
        if isinstance(cells, str):
            empty = False
            yield Item(where, skipped=cells)
        elif any(cells):
            empty = False
            yield row(dict(itertools.zip_longest(names, cells)), where)
    if empty:
        yield Item(opened.where, skipped="no rows under the header; remove the file")


def read_parquet(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """A Parquet table (pyarrow, an extra): one document a row, read in small batches."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise UnreadableError("Parquet needs pyarrow; pip install 'perspectives[parquet]'") from None
    if opened.stream.seekable():
        table = pyarrow.parquet.ParquetFile(opened.stream)
    else:
        table = pyarrow.parquet.ParquetFile(io.BytesIO(read_bounded(opened.stream, options.max_bytes)))
    columns = table.schema_arrow.names
    lowered = [name.lower() for name in columns]
    if not any(name in lowered for name in _TEXT_COLUMNS):
        shown = ", ".join(columns[:12])
        yield Item(
            opened.where, skipped=f"no column text (columns here: {shown}); name the column of the articles text"
        )
        return
    number = 0
    for batch in table.iter_batches(batch_size=64):
        for record in batch.to_pylist():
            number += 1
            yield _bounded(row(record, f"{opened.where} row {number}"), options)
    if not number:
        yield Item(opened.where, skipped="no rows; remove the file")


def _bounded(item: Item, options: ReadOptions) -> Item:
    if len(item.text) <= options.max_bytes:
        return item
    return Item(item.where, metadata=item.metadata, skipped=f"larger than {megabytes(options.max_bytes)}; leave it out")


def csv_rows(opened: Opened, options: ReadOptions) -> Iterator[list[str] | str]:
    """The rows of a table, the header first, empty ones as []; a string says why a row cannot be read."""
    # the csv module keeps one limit a process, 128 KB unless told; never lowered, so readers cannot disturb each other
    csv.field_size_limit(max(csv.field_size_limit(), options.max_bytes))
    problems: list[str] = []
    fed = _fed(opened, options, problems)
    first = next((line for line in fed if line.strip()), None)
    if problems:
        yield problems.pop()
        return
    if first is None:
        return
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(itertools.chain([first], fed), delimiter=delimiter)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield f"broken CSV ({error}); correct the quotation marks"
            continue
        if cells is None:
            return
        if problems:
            yield problems.pop()
            problems.clear()
        else:
            yield cells


def _fed(opened: Opened, options: ReadOptions, problems: list[str]) -> Iterator[str]:
    """The decoded lines for the csv module; one that cannot be read is fed empty and noted in ``problems``."""
    for line in lines(opened.stream, options.max_bytes):
        try:
            if line.data is None:
                problems.append(_too_long(options))
            yield decode(line.data) if line.data is not None else "\n"
        except UnreadableError as error:
            problems.append(str(error))
            yield "\n"


def _too_long(options: ReadOptions) -> str:
    return f"a line larger than {megabytes(options.max_bytes)}; one document must be smaller, or raise the size limit"
