"""Which articles are copies of one another, and which events every compared outlet covers."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perspectives.events import EventFinder, mostly_dated
from perspectives.intervals import SMALL_CLUSTERS
from perspectives.records import UNKNOWN, Analysis, Conflict
from perspectives.tally import Placement
from perspectives.voices import counted, outlets_of

Fingerprint = NDArray[np.uint16]

HASHES, ROWS = 126, 3
"""Length of a fingerprint, and how many of its numbers make one band: 42 bands of 3."""
SHINGLE = 4
"""Words in a shingle."""
SAME, SHORTENED, CONTAINED = 0.6, 0.25, 0.85
"""Copies share 60 % of their shingles, or the shorter one has 85 % of its shingles in the longer."""
_WORD = re.compile(r"\w+")
_UNDATED = "9999"


@dataclass(frozen=True, slots=True)
class Record:
    """What the index needs to know of one document; written beside the analysis on the worker.

    ``outlets`` are those whose own voice it holds, ``size`` its number of shingles, ``fingerprint`` a
    (126,) uint16 array.
    """

    id: str
    outlets: tuple[str, ...]
    published: str | None
    event: str | None
    size: int
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Index:
    """Copies and events of a whole collection; documents without copies take no room.

    ``clusters`` maps the id of each document that has copies to its cluster; ``standing`` holds for each
    (cluster, outlet) the document that stands for it there; ``republished`` the clusters of several outlets.
    """

    finder: EventFinder
    clusters: dict[str, str] = field(default_factory=dict)
    standing: dict[tuple[str, str], str] = field(default_factory=dict)
    republished: frozenset[str] = frozenset()
    shared_events: tuple[str, ...] = ()

    def place(self, analysis: Analysis) -> Placement:
        """Where a document stands among the others."""
        document = analysis.document
        event = self.finder.find(analysis)
        cluster = self.clusters.get(document.id, document.id)
        outlets = tuple(
            outlet
            for outlet in outlets_of(analysis)
            if self.standing.get((cluster, outlet), document.id) == document.id
        )
        return Placement(cluster, outlets, event, event in self.shared_events, cluster in self.republished)


def record(analysis: Analysis, finder: EventFinder) -> Record:
    """What the index needs of one analyzed document."""
    document = analysis.document
    body = " ".join(
        document.slice((sentence.start, sentence.end))
        for sentence, outlet in counted(analysis)
        if outlet == document.outlet
    )
    marks, size = fingerprint(body or document.text)
    return Record(document.id, outlets_of(analysis), document.published, finder.find(analysis), size, marks)


def fingerprint(text: str) -> tuple[Fingerprint, int]:
    """MinHash of a text's four-word shingles (Broder 1997): (126,) uint16, and how many shingles it has.

    The share of equal numbers of two fingerprints estimates the share of shingles that the texts have in
    common; 16 bits a number keep a million articles in 250 MB. Case and punctuation do not matter.
    """
    words = _WORD.findall(text.lower())
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(max(len(words) - SHINGLE + 1, 1))}
    digests = b"".join(blake2b(shingle.encode(), digest_size=8).digest() for shingle in shingles)
    hashes = np.frombuffer(digests, dtype="<u8")
    factors, offsets = _permutations()
    least = np.full(HASHES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), 4096):
        block = hashes[start : start + 4096, None] * factors + offsets
        least = np.minimum(least, block.min(axis=0))
    return (least >> np.uint64(24)).astype(np.uint16), len(shingles)


def build(records: Iterable[Record], conflict: Conflict) -> Index:
    """The index of a collection; the order of the records does not matter.

    Shared events are those that every compared outlet covers: every one of 10 articles or more, most of them dated.
    Memory: about half a kilobyte a document while it is built. An id that comes twice is a copy of itself.
    """
    heads, marks = _columns(records)
    clusters: dict[str, str] = {}
    standing: dict[tuple[str, str], str] = {}
    republished = set()
    articles: Counter[str] = Counter()
    undated: Counter[str] = Counter()
    covered: dict[str, set[str]] = {}
    for head in heads:
        if head.event:
            covered.setdefault(head.event, set()).update(head.outlets)
    for group in _groups(heads, marks):
        outlets = {outlet for head in group for outlet in head.outlets}
        articles.update(outlets)
        if group[0].published == _UNDATED:  # undated ones come last: no copy has a date
            undated.update(outlets)
        if len(group) == 1:
            continue
        first = group[0].id
        for head in group:
            clusters[head.id] = first
            for outlet in head.outlets:
                standing.setdefault((first, outlet), head.id)
        if len(outlets) > 1:
            republished.add(first)
    compared = {
        outlet
        for outlet, number in articles.items()
        if number >= SMALL_CLUSTERS and mostly_dated(number, undated[outlet]) and outlet != UNKNOWN
    }
    shared = [e.id for e in conflict.events if len(compared) > 1 and compared <= covered.get(e.id, set())]
    return Index(EventFinder.of(conflict), clusters, standing, frozenset(republished), tuple(shared))


def cluster(records: Iterable[Record]) -> dict[str, str]:
    """Document id → cluster id (that of its earliest document), for every document."""
    return {head.id: group[0].id for group in _groups(*_columns(records)) for head in group}


class _Head(NamedTuple):
    """A record without its fingerprint; undated ones come last."""

    published: str
    id: str
    outlets: tuple[str, ...]
    event: str | None
    size: int
    row: int


def _columns(records: Iterable[Record]) -> tuple[list[_Head], Fingerprint]:
    """The records earliest first, and their fingerprints as one array in the order of ``row``."""
    heads: list[_Head] = []
    packed = bytearray()
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row, r in enumerate(records):
        outlets = same.setdefault(r.outlets, r.outlets)
        heads.append(
            _Head(sys.intern(r.published or _UNDATED), r.id, outlets, r.event and sys.intern(r.event), r.size, row)
        )
        packed += r.fingerprint.astype("<u2").tobytes()
    heads.sort(key=lambda head: head[:2])
    return heads, np.frombuffer(packed, dtype="<u2").reshape(-1, HASHES)


def _groups(heads: Sequence[_Head], marks: Fingerprint) -> Iterator[list[_Head]]:
    """The copies of each article, earliest first."""
    rows = np.array([head.row for head in heads], dtype=np.int64)
    parents = list(range(len(heads)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    for band in range(0, HASHES, ROWS):
        for first, second in _neighbors(marks[:, band : band + ROWS], rows):
            one, two = root(first), root(second)
            if one != two and _copies(marks[rows[[first, second]]], (heads[first].size, heads[second].size)):
                parents[max(one, two)] = min(one, two)
    copies: dict[int, list[_Head]] = {}
    for i in range(len(heads)):
        if parents[i] != i:
            first = root(i)
            copies.setdefault(first, [heads[first]]).append(heads[i])
    for i, head in enumerate(heads):
        if parents[i] == i:
            yield copies.get(i, [head])


def _neighbors(band: Fingerprint, rows: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Pairs of documents whose band is equal: each with the one before it and with the first of its bucket.

    Not all pairs of a bucket, so that a phrase shared by thousands costs linear time; a pair missed here
    meets in another band.
    """
    keys = np.zeros(len(rows), dtype=np.uint64)
    for number in range(ROWS):
        keys = (keys << np.uint64(16)) | band[:, number].astype(np.uint64)[rows]
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    follows = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    firsts = starts[np.searchsorted(starts, follows, side="right") - 1] if len(follows) else follows
    for before, here, first in zip(order[follows - 1], order[follows], order[firsts], strict=True):
        yield int(before), int(here)
        if first != before:
            yield int(first), int(here)


def _copies(marks: Fingerprint, sizes: tuple[int, int]) -> bool:
    """Whether two documents are copies: same text, or the shorter cut from the longer."""
    alike = float(np.mean(marks[0] == marks[1]))
    if alike >= SAME:
        return True
    contained = alike / (1 + alike) * sum(sizes) / max(min(sizes), 1)
    return alike >= SHORTENED and contained >= CONTAINED


@lru_cache(maxsize=1)
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Odd factors and offsets of the hash family, the same on every machine and in every run."""
    digests = b"".join(blake2b(str(i).encode(), digest_size=16, person=b"minhash").digest() for i in range(HASHES))
    numbers = np.frombuffer(digests, dtype="<u8").reshape(HASHES, 2)
    return numbers[:, 0] | np.uint64(1), numbers[:, 1].copy()
