"""Review in batch: analyze any number of articles into a folder, go on after a crash, report what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from perspectives.comparison import CompareOptions, Supplement
from perspectives.engines import EngineOptions, engine
from perspectives.errors import PerspectivesError
from perspectives.evidence import Placed
from perspectives.ingest import ReadOptions
from perspectives.parts import Parts
from perspectives.records import Conflict
from perspectives.review.analyzer import ModelAnalyzer
from perspectives.review.batch import BatchOptions, Step
from perspectives.review.fold import FoldOptions, Supplementer, fold
from perspectives.review.manifest import AGAIN, ON, SINCE, Manifest, held, settle
from perspectives.review.outputs import write
from perspectives.review.progress import JsonLines, Lines, Log, Silent
from perspectives.review.reading import Reading
from perspectives.review.work import AnalyzeJob, Analyzer, Limits
from perspectives.run import Settings, claim_supplement, compare_options, load_conflict

__all__ = [
    "AGAIN",
    "ON",
    "SENTENCES",
    "SINCE",
    "Analyzer",
    "JsonLines",
    "Limits",
    "Lines",
    "Log",
    "ReviewOptions",
    "Silent",
    "Summary",
    "review",
]

SENTENCES = 4_000
"""About how many sentences a review's pages show: some for each cell of forty outlets; all are in the parts."""


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """How a review is done.

    ``mode`` is `ON` (begin, or go on where an earlier run stopped), `SINCE` (add the inputs to a review that
    is there) or `AGAIN` (begin anew). ``flagged`` is how many sentences to look at are kept, of each kind.
    ``claim_articles`` is the most articles whose claims are aligned, since that is done in one process.
    ``compare`` None is what ``perspectives compare`` uses, with room for more sentences; ``analyzer`` and
    ``supplement`` stand in for the models of the settings and for what makes the claims.
    """

    engine: str = "processes"
    engine_options: EngineOptions = field(default_factory=EngineOptions)
    mode: str = ON
    limits: Limits = field(default_factory=Limits)
    batches: BatchOptions = field(default_factory=BatchOptions)
    compare: CompareOptions | None = None
    flagged: int = 50_000
    claim_articles: int = 2_000
    supplement: Supplementer | None = None
    analyzer: Analyzer | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a review holds now: all its documents, those skipped, the flags; and what this run added to it."""

    folder: Path
    documents: int
    skipped: int
    flagged: int
    new: int
    known: int


def review(
    inputs: Sequence[str | Path],
    output: Path,
    settings: Settings | None = None,
    options: ReviewOptions | None = None,
    log: Log | None = None,
) -> Summary:
    """Review articles into a folder; called again after whatever stopped it, it goes on where it was.

    The folder holds the analyses (``parts/``), ``index.html`` (outlets by indicators), ``site/`` (the report's
    pages), ``tables/``, ``flagged.csv`` and ``flagged.jsonl``. Tables and flags depend on the documents, the
    models and the conflict file only: not on the engine, the number of workers or interruptions.

    Raises:
        PerspectivesError: where an input is missing, the folder holds another review, the disk is full, or
            there is nothing to compare.
    """
    settings, options, log = settings or Settings(), options or ReviewOptions(), log or Silent()
    conflict = load_conflict(settings.conflict)
    analyzer = options.analyzer or ModelAnalyzer(settings)
    names = tuple(map(str, inputs))
    reading = Reading(names, settings.reading)
    how = FoldOptions(
        compare=options.compare or replace(compare_options(settings, conflict), evidence_total=SENTENCES),
        flagged=options.flagged,
        supplement=options.supplement or (None if options.analyzer else _claims(settings)),
        claim_articles=options.claim_articles,
    )
    with held(output), engine(options.engine, options.engine_options) as workers:
        wanted = Manifest(analyzer.versions, _configuration(settings.reading, options), names)
        manifest = settle(output, wanted, options.mode)
        there = Parts(output)
        there.clean()
        job = AnalyzeJob(analyzer, conflict, replace(options.limits, isolated=workers.isolated))
        step = Step(workers, job, there, options.batches, log)
        step.run(reading)
        if step.known:
            log.note(f"{step.known:,} documents were analyzed before")
        comparison, flags = fold(workers, output, conflict, how, log)
        if not comparison.outlets:
            raise PerspectivesError(f"no article of {', '.join(names[:3])} could be analyzed; see the reasons above")
        log.step("writing the report")
        write(comparison, flags, output)
        replace(manifest, finished=True).write(output)
    return Summary(output, comparison.documents, comparison.skipped_total, flags.total, step.new, step.known)


def _claims(settings: Settings) -> Supplementer:
    """Aligns the claims of all articles, read once."""

    def supplement(placed: Callable[[], Iterator[Placed]], conflict: Conflict) -> Supplement:
        return claim_supplement((analysis for analysis, _ in placed()), conflict, settings)

    return supplement


def _configuration(reading: ReadOptions, options: ReviewOptions) -> tuple[tuple[str, str], ...]:
    """What else decides the analyses; the number of workers and the like do not."""
    return (
        ("outlet from", str(reading.outlet_from or "article")),
        ("languages", " ".join(reading.languages)),
        ("largest document", f"{reading.max_bytes:,} bytes"),
        ("longest document", f"{options.limits.characters:,} characters"),
    )
