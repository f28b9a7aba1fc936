"""What readers take and give: an opened input, the options of a reading, and raw items."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

FIELDS = ("id", "outlet", "title", "published", "url", "author", "provenance")
"""The metadata that a reader may know of an article, under the names of the JSONL input."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read.

    ``outlet_from`` is None or "folder" (the name of the folder that holds the file is its outlet, unless
    the file tells one); ``max_bytes`` is the most that one document may measure, in bytes, before decoding;
    ``max_expansion`` is how many times a compressed input may grow before it counts as a bomb; ``seconds`` is
    the processor time that a page, PDF or feed may take to be parsed, 0 no limit;
    ``languages`` are the codes (ISO 639-1) that have a model: others are skipped with the reason.
    """

    outlet_from: str | None = None
    max_bytes: int = 20_000_000
    max_expansion: int = 200
    seconds: float = 60.0
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Opened:
    """An input opened for reading: its stream of bytes, its file name, and ``where`` it is, as shown to the user."""

    stream: BinaryIO
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Item:
    """One raw article or the reason why there is none.

    ``zones`` are (start, end, kind) of the regions of ``text`` whose kind the format tells; ``skipped`` is
    "what is wrong; what to do" without the place, which is ``where``.
    """

    where: str
    text: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    zones: tuple[tuple[int, int, str], ...] = ()
    skipped: str | None = None


Reader = Callable[[Opened, ReadOptions], Iterator[Item]]
"""A format: reads an opened input into items, lazily, one document in memory at a time."""


def compose(
    title: str | None, paragraphs: list[tuple[str, str | None]]
) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The text of a page (title, blank line, paragraphs) and the zones whose kind is known.

    ``paragraphs`` are (text, kind) pairs; a first paragraph that repeats the title is left out.
    """
    blocks: list[tuple[str, str | None]] = [(title, "headline")] if title else []
    for text, kind in paragraphs:
        if title and len(blocks) == 1 and _same(text, title):
            continue
        blocks.append((text, kind))
    zones = []
    start = 0
    for text, kind in blocks:
        if kind:
            zones.append((start, start + len(text), kind))
        start += len(text) + 2
    return "\n\n".join(text for text, _ in blocks), tuple(zones)


def _same(first: str, second: str) -> bool:
    return " ".join(first.split()).casefold() == " ".join(second.split()).casefold()
