"""The documents of a review's inputs as a stream that knows how far it has come."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from perspectives.ingest import ReadOptions
from perspectives.ingest.formats import items
from perspectives.ingest.inputs import STDIN, Input, expand
from perspectives.ingest.item import Item
from perspectives.records import Document


class Reading:
    """Reads documents one at a time; an iterator that can be gone through once."""

    def __init__(self, inputs: Sequence[str | Path], options: ReadOptions) -> None:
        """Look at what there is; raises PerspectivesError where an input does not exist."""
        self._options = options
        self._sources = expand(inputs, options)
        self._total = _total(inputs, options)
        self._done = 0
        self._now: tuple[BinaryIO, int] | None = None

    def __iter__(self) -> Iterator[Document]:
        from perspectives.ingest.documents import documents  # its many patterns take a tenth of a second to compile

        return documents(self._items(), self._options)

    @property
    def fraction(self) -> float | None:
        """The share of the input's bytes that is read, None where their number is unknown."""
        if not self._total:
            return None
        here = 0
        if self._now:
            stream, size = self._now
            try:
                here = min(stream.tell(), size)
            except (OSError, ValueError):  # closed by its reader, or a pipe
                here = 0
        return min((self._done + here) / self._total, 1.0)

    def _items(self) -> Iterator[Item]:
        for source in self._sources:
            size = _size(source)
            yield from items(dataclasses.replace(source, open=self._watched(source, size)), self._options)
            self._now = None
            self._done += size

    def _watched(self, source: Input, size: int) -> Callable[[], AbstractContextManager[BinaryIO]] | None:
        opener = source.open
        if opener is None:
            return None

        @contextmanager
        def opened() -> Iterator[BinaryIO]:
            with opener() as stream:
                self._now = stream, size
                yield stream

        return opened


def _total(inputs: Sequence[str | Path], options: ReadOptions) -> int:
    """Bytes of all local inputs, 0 where some are not local."""
    if any(str(value) == STDIN or "://" in str(value) for value in inputs):
        return 0
    return sum(_size(source) for source in expand(inputs, options))


def _size(source: Input) -> int:
    try:
        return Path(source.where).stat().st_size if source.open else 0
    except (OSError, ValueError):
        return 0
