"""The second and third step of a review: an index over all parts, then their sums, and the comparison of them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from perspectives import evidence, keyness, term_sample
from perspectives.comparison import CompareOptions, Supplement, comparison, with_evidence
from perspectives.engines import Engine
from perspectives.errors import PerspectivesError
from perspectives.events import EventFinder
from perspectives.evidence import Placed, Pool
from perspectives.index import Index, Record, build
from perspectives.parts import AllBut, Catalog, Head, Parts
from perspectives.records import Comparison, Conflict, uncompared
from perspectives.review.flagged import Flags, join
from perspectives.review.progress import Log
from perspectives.review.work import Chunk, Folded, FoldJob
from perspectives.tally import Tally
from perspectives.tally import fold as fold_tallies
from perspectives.term_sample import ArticleTerms, TermSample

_CHUNK_BYTES, _CHUNK_PARTS = 4_000_000, 32
_RETRIES = 3

Supplementer = Callable[[Callable[[], Iterator[Placed]], Conflict], Supplement]
"""Makes what a tally cannot hold (claims): given a way to go through all placed analyses, any number of times."""


@dataclass(frozen=True, slots=True)
class FoldOptions:
    """How to compare, how many flags to keep, who makes the claims, and of how many articles at most."""

    compare: CompareOptions
    flagged: int
    supplement: Supplementer | None = None
    claim_articles: int = 2_000


def fold(engine: Engine, folder: Path, conflict: Conflict, options: FoldOptions, log: Log) -> tuple[Comparison, Flags]:
    """The comparison of all documents in a review's parts, and the sentences to look at.

    The same documents give the same result however they are parted and on any engine. Memory: the index
    (half a kilobyte a document), one chunk of parts, and sums that do not grow with the documents.

    Raises:
        PerspectivesError: where a part is damaged, or workers keep dying.
    """
    parts = Parts(folder)
    log.step("finding copies and events")
    numbers = parts.numbers()
    catalog = Catalog.of(parts, numbers)
    index = build(_records(parts, numbers, catalog), conflict)
    how = options.compare
    job = FoldJob(conflict, how.evidence_per_key, how.term_articles, options.flagged)
    log.step("adding up", 0, len(catalog.keys))
    total = _Total(job)
    chunks = _chunks(parts, numbers, catalog, index)
    for folded in _insist(engine, job, (replace(chunk, full=total.full()) for chunk in chunks)):
        total.add(folded)
        log.step("adding up", total.count, len(catalog.keys))
    total.settle()

    def placed() -> Iterator[Placed]:
        for number in numbers:
            for analysis in parts.analyses(number, catalog.left_out.get(number, ())):
                yield analysis, index.place(analysis)

    def some(documents: Iterable[str]) -> Iterator[Placed]:
        for number, lines in sorted(catalog.find(documents).items()):
            for analysis in parts.analyses(number, AllBut(lines)):
                yield analysis, index.place(analysis)

    supplement = Supplement()
    if options.supplement and len(catalog.keys) <= options.claim_articles:
        log.step("aligning claims")
        supplement = options.supplement(placed, conflict)
    elif options.supplement:
        supplement = Supplement(claims_left_out=True)
        if options.claim_articles:
            log.note(
                f"claims are left out: {len(catalog.keys):,} articles are more than {options.claim_articles:,}, and "
                "claims are aligned in one process; raise --claims, or align those of one event with "
                "`perspectives claims`"
            )
    log.step("comparing")
    terms = keyness.terms(total.terms, how.permutations, how.seed)
    # Only articles of the sample are read again for them, so this takes no longer however many articles there are.
    holding = (index.standing.get(holder, holder[0]) for holder in keyness.holders(terms, total.terms))
    supplement = replace(
        supplement,
        terms=terms,
        references=(*supplement.references, *keyness.term_references(terms, some(holding))),
        term_articles=len(total.terms.articles),
        shared_events=index.shared_events,
    )
    found = comparison(total.tally, conflict, how, supplement)
    further = evidence.pool((), conflict, supplement.references, how.evidence_per_key)
    gathered = evidence.merge(total.pool, further, how.evidence_per_key)
    first = [finding.evidence for finding in found.findings]
    chosen = evidence.choose(gathered, first, how.evidence_total, uncompared(found.outlets))
    texts = some(document for document, _ in chosen)
    return with_evidence(found, gathered, evidence.shown(texts, conflict, chosen, supplement.references)), total.flags


class _Total:
    """The sums so far; tallies and samples are added a few at a time, since each addition costs their size."""

    _AT_ONCE = 8

    def __init__(self, job: FoldJob) -> None:
        self._job = job
        self._pending: list[Folded] = []
        self.tally, self.terms = Tally(), term_sample.gather((), job.term_articles)
        self.pool, self.flags, self.count = Pool(), Flags(), 0

    def add(self, folded: Folded) -> None:
        """Add a chunk's sums."""
        self._pending.append(folded)
        self.count += folded.count
        if len(self._pending) >= self._AT_ONCE:
            self.settle()

    def settle(self) -> None:
        """Add what is pending."""
        if not self._pending:
            return
        job, pending = self._job, self._pending
        self.tally = fold_tallies((self.tally, *(folded.tally for folded in pending)))
        self.terms = term_sample.merge(self.terms, _joined([folded.terms for folded in pending]))
        for folded in pending:
            self.pool = evidence.merge(self.pool, folded.pool, job.evidence_per_key)
        self.flags = join((self.flags, *(folded.flags for folded in pending)), job.flagged)
        self._pending = []

    def full(self) -> dict[str, bytes]:
        """The outlets of which the sample of terms has its share, with the highest rank in it."""
        last = {article.outlet: article for article in self.terms.articles}
        sizes = Counter(article.outlet for article in self.terms.articles)
        return {outlet: last[outlet].rank for outlet, size in sizes.items() if size >= self.terms.share}


def _joined(samples: Sequence[TermSample]) -> TermSample:
    """Samples as one that is yet to be thinned, with each term once in memory, however many workers sent it."""
    articles = (
        ArticleTerms(article.outlet, article.cluster, tuple(map(sys.intern, article.terms)), article.counts)
        for sample in samples
        for article in sample.articles
    )
    return TermSample(samples[0].cap, tuple(articles), min(sample.share for sample in samples))


def _records(parts: Parts, numbers: Sequence[int], catalog: Catalog) -> Iterator[Record]:
    for number in numbers:
        yield from parts.records(number, catalog.left_out.get(number, ()))


def _chunks(parts: Parts, numbers: Sequence[int], catalog: Catalog, index: Index) -> Iterator[Chunk]:
    held: list[tuple[str, bytes, frozenset[int]]] = []
    heads: list[Head] = []
    size = 0
    for number in numbers:
        lines = parts.lines(number)
        if held and (size + len(lines) > _CHUNK_BYTES or len(held) >= _CHUNK_PARTS):
            yield Chunk(tuple(held), _narrowed(index, heads))
            held, heads, size = [], [], 0
        held.append((parts.name(number), lines, catalog.left_out.get(number, frozenset())))
        heads += parts.heads(number) if index.clusters else ()
        size += len(lines)
    if held:
        yield Chunk(tuple(held), _narrowed(index, heads))


def _narrowed(index: Index, heads: Sequence[Head]) -> Index:
    """The index as far as it concerns some documents."""
    clusters = {head.id: index.clusters[head.id] for head in heads if head.id in index.clusters}
    keys = ((clusters[head.id], outlet) for head in heads if head.id in clusters for outlet in head.outlets)
    standing = {key: index.standing[key] for key in keys if key in index.standing}
    republished = index.republished.intersection(clusters.values())
    return Index(EventFinder(()), clusters, standing, republished, index.shared_events)


def _insist(engine: Engine, job: FoldJob, chunks: Iterator[Chunk]) -> Iterator[Folded]:
    """The sums of all chunks; a chunk whose worker died is tried again."""
    failed: list[Chunk] = []
    failure: str | None = None
    for outcome in engine.map(job, chunks):
        if outcome.result is not None:
            yield outcome.result
        else:
            failed.append(outcome.item)
    for _ in range(_RETRIES):
        todo, failed = failed, []
        for outcome in engine.map(job, todo, at_once=1):
            if outcome.result is not None:
                yield outcome.result
            else:
                failed.append(outcome.item)
                failure = outcome.failure
    if failed:
        raise PerspectivesError(f"adding up {failed[0].parts[0][0]} failed: {failure}; give workers more memory")
