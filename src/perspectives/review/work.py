"""What runs on a worker: documents to a packed part, packed parts to sums; pure but for the time limit."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import IO, Protocol

import numpy as np

from perspectives.errors import PerspectivesError
from perspectives.events import EventFinder
from perspectives.evidence import Placed, Pool, pool
from perspectives.index import Index
from perspectives.parts import Packed, pack, unpack
from perspectives.records import Analysis, Conflict, Document
from perspectives.review.flagged import Flags, flags, join
from perspectives.tally import Placement, Tally, fold, tallies
from perspectives.term_sample import ArticleTerms, TermSample, article_terms, gather

# The watchdog is one for a process, so a Dask worker with several threads analyzes one partition at a time.
_ALONE = threading.Lock()
_NO_COUNTS = np.zeros(0, dtype=np.int64)


class Analyzer(Protocol):
    """Analyzes a document; picklable.

    ``load`` makes ready what a process needs once, outside the time of any document.
    ``versions`` are (component, version) pairs of all that decides; a review is not continued with others.
    """

    @property
    def versions(self) -> tuple[tuple[str, str], ...]:
        """Component and version, for example ("encoder", "1")."""

    def load(self) -> None:
        """Load models; quick when it was done before."""

    def __call__(self, document: Document) -> Analysis:
        """The analysis of one document."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take: ``seconds`` of analysis and ``characters`` of text; 0 is no limit.

    ``isolated`` tells that this process may be ended to enforce the time.
    """

    seconds: float = 60.0
    characters: int = 1_000_000
    isolated: bool = True


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents to analyze and the number that their part will have."""

    number: int
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class AnalyzeJob:
    """What the analysis of every partition needs."""

    analyzer: Analyzer
    conflict: Conflict
    limits: Limits

    def __call__(self, batch: Batch) -> Packed:
        """The part of some documents; one that fails keeps its place with the reason."""
        with _ALONE:
            self.analyzer.load()
            return pack([self._one(document) for document in batch.documents], EventFinder.of(self.conflict))

    def _one(self, document: Document) -> Analysis:
        if document.skipped:
            return Analysis(document, skipped=document.skipped)
        name = document.title or document.id
        if 0 < self.limits.characters < len(document.text):
            reason = f"{name}: longer than {self.limits.characters:,} characters; split it"
            return skip(document, reason)
        try:
            with limited(self.limits):
                return self.analyzer(document)
        except (MemoryError, PerspectivesError):
            raise
        except TimeoutError:
            return skip(document, f"{name}: {too_long(self.limits.seconds)}")
        except Exception as error:  # one document must not end a review of thousands
            detail = " ".join(str(error).split())[:120]
            return skip(document, f"{name}: analysis failed ({type(error).__name__}: {detail}); report it")


def skip(document: Document, reason: str) -> Analysis:
    """A document without its text, with the reason why it could not be analyzed."""
    return Analysis(replace(document, text="", zones=(), skipped=reason), skipped=reason)


def too_long(seconds: float) -> str:
    """The reason of a document that took more than its time."""
    return f"analysis took longer than {seconds:g} s, twice where it could be tried again; leave it out or shorten it"


@dataclass(frozen=True, slots=True)
class FoldJob:
    """What the fold of every chunk of parts needs; the numbers are those of `CompareOptions` and `ReviewOptions`."""

    conflict: Conflict
    evidence_per_key: int
    term_articles: int
    flagged: int

    def __call__(self, chunk: Chunk) -> Folded:
        """The sums of a chunk; the analyses of one part are in memory at a time."""
        index = replace(chunk.index, finder=EventFinder.of(self.conflict))
        tallied: list[Tally] = []
        articles: list[ArticleTerms] = []
        flagged: list[Flags] = []
        count = 0

        def read() -> Iterator[Placed]:
            nonlocal count
            for name, lines, left_out in chunk.parts:
                placed = [(analysis, index.place(analysis)) for analysis in unpack(lines, left_out, name)]
                tallied.append(fold(tallies(placed, self.conflict)))
                for analysis, placement in placed:
                    if sampled := chunk.sampled(placement):
                        articles.extend(article_terms(analysis, sampled))
                flagged.append(flags(placed, self.conflict, self.flagged))
                count += len(placed)
                yield from placed

        # In one go: sums of pools by part would be sorted again for each part.
        gathered = pool(read(), self.conflict, (), self.evidence_per_key)
        terms = gather(articles, self.term_articles)
        return Folded(fold(tallied), terms, gathered, join(flagged, self.flagged), count)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some parts with what the index says of their documents.

    ``parts`` are (name, packed lines, line numbers left out); ``index`` knows the copies among these
    documents; its finder is set on the worker. ``full`` are the outlets of which the sample of terms has its
    share, each with the highest rank in it: articles beyond are in no sample that this one is added to.
    """

    parts: tuple[tuple[str, bytes, frozenset[int]], ...]
    index: Index
    full: Mapping[str, bytes] = field(default_factory=dict)

    def sampled(self, placement: Placement) -> Placement | None:
        """The placement for those of its outlets whose sample it may come into, None where there is none."""
        outlets = tuple(outlet for outlet in placement.outlets if self._open(outlet, placement.cluster))
        return replace(placement, outlets=outlets) if outlets else None

    def _open(self, outlet: str, cluster: str) -> bool:
        highest = self.full.get(outlet)
        return highest is None or ArticleTerms(outlet, cluster, (), _NO_COUNTS).rank <= highest


@dataclass(frozen=True, slots=True)
class Folded:
    """What some documents add up to; ``count`` is how many there are."""

    tally: Tally
    terms: TermSample
    pool: Pool
    flags: Flags
    count: int


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """A block that may take some seconds; then an isolated process ends, any other raises TimeoutError.

    An isolated process is ended from outside the interpreter, so that a call into C is no escape.
    """
    if not limits.seconds:
        yield
    elif limits.isolated:
        faulthandler.dump_traceback_later(limits.seconds, exit=True, file=_nowhere())
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
    elif threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        before = signal.signal(signal.SIGALRM, _ring)
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    else:
        yield


def _ring(number: int, frame: object) -> None:
    raise TimeoutError


@cache
def _nowhere() -> IO[str]:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 (stays open with the process)
