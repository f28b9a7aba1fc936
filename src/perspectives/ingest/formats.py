"""The registry of input formats and the reading of one opened input by its suffix."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterator

from perspectives.errors import PerspectivesError
from perspectives.ingest.archive import read_gzip, read_zip
from perspectives.ingest.decode import UnreadableError
from perspectives.ingest.feed import read_feed
from perspectives.ingest.html import read_page
from perspectives.ingest.inputs import Input, suffix_of
from perspectives.ingest.item import Item, Opened, Reader, ReadOptions
from perspectives.ingest.pdf import read_pdf
from perspectives.ingest.plain import read_text
from perspectives.ingest.tabular import read_csv, read_jsonl, read_parquet
from perspectives.ingest.warc import read_warc

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".markdown": read_text,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
    ".pdf": read_pdf,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".warc": read_warc,
    ".gz": read_gzip,
    ".zip": read_zip,
}
"""Suffix (lower case) to reader; a new format is one function and one line here."""


def items(source: Input, options: ReadOptions) -> Iterator[Item]:
    """The raw items of one input; whatever goes wrong in it comes out as an item with the reason."""
    if source.problem or source.open is None:
        yield Item(source.where, skipped=source.problem)
        return
    try:
        with source.open() as stream:
            for item in read_opened(Opened(stream, source.name, source.where), options):
                found = {"folder": source.folder, **item.metadata, **source.metadata}
                yield dataclasses.replace(item, metadata=found)
    except OSError as error:
        yield Item(source.where, skipped=f"cannot be read ({error.strerror or error}); check the file and its rights")


def read_opened(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """The items of an opened input by its suffix, each with its file name; at least one, if only to say why none."""
    suffix = suffix_of(opened.name, READERS)
    if suffix is None:
        packed = opened.name.lower().endswith(".gz")
        which = "the name before .gz tells no kind of file that can be read" if packed else "no reader for this kind"
        yield Item(opened.where, skipped=f"{which} (there are: {', '.join(READERS)}); rename or convert it")
        return
    none = True
    try:
        for item in READERS[suffix](opened, options):
            none = False
            yield dataclasses.replace(item, metadata={"file": opened.name, **item.metadata})
    except PerspectivesError as error:
        yield Item(opened.where, skipped=str(error))
    except UnreadableError as error:
        yield Item(opened.where, skipped=str(error))
    except ImportError as error:
        yield Item(opened.where, skipped=f"{suffix} needs {error.name or error}, which is not installed; install it")
    except (EOFError, zlib.error):
        yield Item(opened.where, skipped="broken or cut off in the middle; fetch the file anew")
    except Exception as error:  # a parser's bug on one hostile file must not end a run over thousands
        detail = " ".join(str(error).split())[:120]
        yield Item(opened.where, skipped=f"broken {suffix} file ({type(error).__name__}: {detail}); save it anew")
    else:
        if none:
            yield Item(opened.where, skipped="no article in the file; remove it")
