"""The first step of a review: every document that has no part yet is analyzed into one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perspectives.engines import Engine
from perspectives.events import EventFinder
from perspectives.parts import Packed, Parts, keys, pack, unpack
from perspectives.records import Analysis, Document
from perspectives.review.progress import Log
from perspectives.review.reading import Reading
from perspectives.review.work import AnalyzeJob, Batch, skip, too_long

_QUARANTINED = 8
"""Batches whose worker died that are kept before their documents are tried one by one."""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """A batch holds at most so many documents, and about so many characters.

    The ``first`` batches are smaller, so that few documents keep all workers busy too.
    """

    documents: int = 64
    characters: int = 2_000_000
    first: int = 8


@dataclass(slots=True)
class Step:
    """The analysis of all documents of a reading; ``known`` are those that had a part before, ``new`` the others."""

    engine: Engine
    job: AnalyzeJob
    parts: Parts
    options: BatchOptions
    log: Log
    known: int = 0
    new: int = 0
    _drawn: int = 0
    _quarantine: list[Batch] = field(default_factory=list)

    def run(self, reading: Reading | Iterable[Document]) -> None:
        """Analyze what has no part yet and write the parts as they are done.

        A batch whose worker died is tried again document by document; one that ends its worker twice is
        skipped with its name. Whatever stops this leaves whole parts, and a later run goes on from there.
        """
        source = self._batches(reading)
        while (first := next(source, None)) is not None:
            self._map(first, source, reading)
            for batch in self._quarantine:
                self._write(batch, self._one_by_one(batch), reading)
            self._quarantine.clear()

    def _map(self, first: Batch, source: Iterator[Batch], reading: object) -> None:
        def feed() -> Iterator[Batch]:
            yield first
            while len(self._quarantine) < _QUARANTINED:
                batch = next(source, None)
                if batch is None:
                    return
                yield batch

        for outcome in self.engine.map(self.job, feed()):
            if outcome.result is not None:
                self._write(outcome.item, outcome.result, reading)
            else:
                number = len(outcome.item.documents)
                self.log.note(f"{outcome.failure}; its {number} documents will be tried one by one")
                self._quarantine.append(outcome.item)

    def _write(self, batch: Batch, packed: Packed, reading: object) -> None:
        self.parts.write(batch.number, packed)
        self.new += packed.count
        self.log.part(packed.count - sum(packed.skipped.values()), packed.skipped, self._fraction(reading))

    def _fraction(self, reading: object) -> float | None:
        """The share of the input that is done: of what is read, some is still with the workers."""
        if not isinstance(reading, Reading) or reading.fraction is None:
            return None
        return reading.fraction * (self.known + self.new) / max(self.known + self._drawn, 1)

    def _one_by_one(self, batch: Batch) -> Packed:
        found: dict[int, Analysis] = {}
        failed: dict[int, str] = {}
        todo = list(range(len(batch.documents)))
        for _ in range(2):
            failed = {}
            singles = [Batch(place, (batch.documents[place],)) for place in todo]
            started = time.monotonic()
            # One at a time, so that no other document is under way when one ends its worker.
            for outcome in self.engine.map(self.job, singles, at_once=1):
                now = time.monotonic()
                place = outcome.item.number
                if outcome.result is not None:
                    (found[place],) = unpack(outcome.result.lines)
                else:
                    failed[place] = self._reason(outcome.failure or "", now - started)
                started = now
            todo = sorted(failed)
        for place, reason in failed.items():
            document = batch.documents[place]
            name = document.title or document.id
            self.log.note(f"skipped {name}: {reason}")
            found[place] = skip(document, f"{name}: {reason}")
        ordered = (found[place] for place in sorted(found))
        return pack(ordered, EventFinder.of(self.job.conflict))

    def _reason(self, failure: str, seconds: float) -> str:
        limit = self.job.limits.seconds
        if limit and seconds >= limit:
            return too_long(limit)
        return f"analysis failed twice ({failure}); leave it out"

    def _batches(self, documents: Iterable[Document]) -> Iterator[Batch]:
        known, texts = self._known()
        number = start = self.parts.next()
        batch: list[Document] = []
        characters = 0
        for document in documents:
            if _holds(known, _identity(document.id, document.sha256)):
                self.known += 1
                continue
            if not document.skipped and _holds(texts, _identity(document.outlet, document.sha256)):
                name = document.title or document.id
                reason = f"{name}: exact duplicate of a document of {document.outlet} read before; counted once"
                document = skip(document, reason).document
            if batch and characters + len(document.text) > self.options.characters:
                yield Batch(number, tuple(batch))
                number, batch, characters = number + 1, [], 0
            batch.append(document)
            self._drawn += 1
            characters += len(document.text)
            if len(batch) >= self._size(number - start):
                yield Batch(number, tuple(batch))
                number, batch, characters = number + 1, [], 0
        if batch:
            yield Batch(number, tuple(batch))

    def _size(self, before: int) -> int:
        """Documents in a batch after so many others: twice as many whenever each worker has had two."""
        return min(self.options.first << min(before // (2 * self.engine.workers), 32), self.options.documents)

    def _known(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Keys of all documents that have a part, and of the texts of those analyzed: 8 bytes each, sorted."""
        found, texts = [_NONE], [_NONE]
        for number in self.parts.numbers():
            heads = self.parts.heads(number)
            found.append(keys(_identity(head.id, head.sha256) for head in heads))
            texts.append(keys(_identity(head.outlet, head.sha256) for head in heads if head.outlets))
        return np.unique(np.concatenate(found)), np.unique(np.concatenate(texts))


_NONE = np.zeros(0, dtype=np.uint64)


def _identity(name: str, sha256: str) -> str:
    # With the text, so that a document that was changed is analyzed again; the fold takes the later one.
    return f"{name}\0{sha256}"


def _holds(known: NDArray[np.uint64], identity: str) -> bool:
    if not len(known):
        return False
    (key,) = keys([identity])
    place = int(np.searchsorted(known, key))
    return place < len(known) and bool(known[place] == key)
