"""Reading: files, folders, archives and streams of articles into documents, none of them lost silently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from perspectives.ingest.formats import READERS, items
from perspectives.ingest.inputs import expand
from perspectives.ingest.item import Item, Opened, Reader, ReadOptions
from perspectives.records import Document

__all__ = ["READERS", "Item", "Opened", "ReadOptions", "Reader", "read"]


def read(inputs: Iterable[str | Path] | str | Path, options: ReadOptions = ReadOptions()) -> Iterator[Document]:  # noqa: B008 (frozen)
    """The documents in files, folders (recursive, by name), globs, ``-`` (JSON lines) and fsspec addresses.

    Each input file, or each row of a table, gives at least one document; one that cannot be analyzed has
    ``skipped`` set to "place: what is wrong; what to do". Lazy: one document is in memory at a time.
    Raises PerspectivesError at the call, before anything is read, where an input does not exist.
    """
    from perspectives.ingest.documents import documents  # its many patterns take a tenth of a second to compile

    named = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    found = expand(named, options)
    return documents((item for source in found for item in items(source, options)), options)
