"""Analyses to a Comparison: every figure of the report with its count, interval, difference and evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from perspectives import figures
from perspectives.cells import Counted
from perspectives.events import EventFinder, mostly_dated
from perspectives.evidence import Pool, choose, pool, shown
from perspectives.findings import findings, self_test
from perspectives.index import build, record
from perspectives.keyness import term_references, terms
from perspectives.model_error import ErrorTable
from perspectives.records import (
    Accuracy,
    Analysis,
    ClaimRow,
    Comparison,
    Conflict,
    Evidence,
    Method,
    NumberRow,
    OmissionCell,
    OutletSummary,
    Term,
    compared,
    uncompared,
)
from perspectives.tally import Tally, fold, tallies
from perspectives.term_sample import article_terms, gather


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """How to compare, and what is known of the models.

    ``evidence_per_key`` sentences are kept for each figure and about ``evidence_total`` in all;
    ``term_articles`` bounds the articles whose words are compared, ``permutations`` how often they are
    shuffled (``seed``). ``errors`` hold the models' measured error, ``accuracy`` and ``versions`` are shown.
    """

    evidence_per_key: int = 20
    evidence_total: int = 400
    finding_count: int = 7
    term_articles: int = 10_000
    permutations: int = 199
    seed: int = 0
    errors: ErrorTable = field(default_factory=ErrorTable)
    accuracy: tuple[Accuracy, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    unmeasured_frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplement:
    """What a tally cannot hold: terms, claims and the events that every compared outlet covers.

    ``references`` lead from the evidence key of a claim or a term to its sentences: (key, document id, sentence,
    probability); ``claims_left_out`` tells that there were too many articles to align their claims, ``claims_found``
    how many different claims of fact there are, ``accuracy`` how well claims are told to be the same or contested.
    """

    terms: tuple[Term, ...] = ()
    claims: tuple[ClaimRow, ...] = ()
    omissions: tuple[OmissionCell, ...] = ()
    numbers: tuple[NumberRow, ...] = ()
    references: tuple[tuple[str, str, int, float], ...] = ()
    term_articles: int = 0
    shared_events: tuple[str, ...] = ()
    claims_left_out: bool = False
    claims_found: int = 0
    accuracy: tuple[Accuracy, ...] = ()


def compare(
    analyses: Iterable[Analysis],
    conflict: Conflict,
    options: CompareOptions | None = None,
    supplement: Supplement | None = None,
) -> Comparison:
    """The comparison of some analyses, all held in memory; their order does not matter.

    ``supplement`` brings the aligned claims and the sentences behind them; terms, their sentences and the other
    evidence are made here.
    A document id that comes twice counts once.
    """
    options, supplement = options or CompareOptions(), supplement or Supplement()
    distinct = _distinct(analyses)
    finder = EventFinder.of(conflict)
    index = build((record(analysis, finder) for analysis in distinct if _analyzed(analysis)), conflict)
    placed = [(analysis, index.place(analysis)) for analysis in distinct]
    total = fold(tallies(placed, conflict))
    articles = (article for analysis, placement in placed for article in article_terms(analysis, placement))
    sample = gather(articles, options.term_articles)
    distinctive = terms(sample, options.permutations, options.seed)
    supplement = replace(
        supplement,
        terms=distinctive,
        references=(*supplement.references, *term_references(distinctive, placed)),
        term_articles=len(sample.articles),
        shared_events=index.shared_events,
    )
    found = comparison(total, conflict, options, supplement)
    gathered = pool(placed, conflict, supplement.references, options.evidence_per_key)
    chosen = choose(
        gathered, [finding.evidence for finding in found.findings], options.evidence_total, uncompared(found.outlets)
    )
    return with_evidence(found, gathered, shown(placed, conflict, chosen, supplement.references))


def comparison(
    total: Tally, conflict: Conflict, options: CompareOptions | None = None, supplement: Supplement | None = None
) -> Comparison:
    """The comparison that a tally of all documents gives, still without evidence (see `with_evidence`)."""
    options, supplement = options or CompareOptions(), supplement or Supplement()
    outlets = _outlets(total)
    every = Counted(total, tuple(outlet.name for outlet in outlets), options.errors)
    counted = replace(every, outlets=tuple(outlet.name for outlet in compared(outlets)))
    share, comparisons = self_test(counted, conflict)
    return Comparison(
        conflict=conflict,
        first=min((outlet.first for outlet in outlets if outlet.first), default=None),
        last=max((outlet.last for outlet in outlets if outlet.last), default=None),
        outlets=outlets,
        skipped=total.skipped,
        speakers=figures.speakers(counted, conflict),
        cues=figures.cues(counted, conflict),
        stances=figures.stances(counted, conflict),
        gaps=figures.gaps(counted, conflict),
        frames=figures.frames(counted, conflict, supplement.shared_events),
        namings=figures.namings(counted, conflict),
        terms=supplement.terms,
        events=figures.counts(every, "event", [event.id for event in conflict.events]),
        months=figures.counts(every, "month", sorted({month for _, month in total.keys("n", "month") if month})),
        claims=supplement.claims,
        omissions=supplement.omissions,
        numbers=supplement.numbers,
        findings=findings(counted, conflict, options.finding_count),
        evidence=(),
        evidence_totals=(),
        method=Method(
            versions=options.versions,
            accuracy=(*options.accuracy, *supplement.accuracy),
            self_test=share,
            self_test_n=comparisons,
            audited=options.errors.audited,
            audited_layers=options.errors.layers,
            languages=tuple(
                (language, total.count("language", language)) for (language,) in total.keys("n", "language")
            ),
            unmeasured_frames=options.unmeasured_frames,
            duplicates=total.count("duplicate"),
            republished=total.count("republished"),
            shared_events=supplement.shared_events,
            undated=tuple(o.name for o in outlets if not mostly_dated(o.documents, o.undated)),
            term_articles=supplement.term_articles,
            claims_left_out=supplement.claims_left_out,
            claims_found=supplement.claims_found,
        ),
        documents=total.count("document"),
        skipped_total=total.count("skipped"),
    )


def with_evidence(found: Comparison, gathered: Pool, evidence: Iterable[Evidence]) -> Comparison:
    """The comparison with the sentences behind its figures and how many stand behind each."""
    return replace(found, evidence=tuple(evidence), evidence_totals=tuple(sorted(gathered.totals.items())))


def _distinct(analyses: Iterable[Analysis]) -> list[Analysis]:
    """The analyses by document id; of several with one id one stays, whatever their order.

    An analyzed one before a skipped one, a dated before an undated one, then the first by date, text and the rest.
    """
    ordered = sorted(analyses, key=_precedence)
    return [
        a
        for before, a in zip([None, *ordered], ordered, strict=False)
        if not before or before.document.id != a.document.id
    ]


def _precedence(analysis: Analysis) -> tuple[str, bool, str, str, str, str]:
    document = analysis.document
    dated = document.published or "9999"
    # what an article says of itself differs between exports of one text; repr orders what has no order of its own
    return (document.id, not _analyzed(analysis), dated, document.sha256, document.text, repr(document))


def _analyzed(analysis: Analysis) -> bool:
    return not (analysis.skipped or analysis.document.skipped)


def _outlets(total: Tally) -> tuple[OutletSummary, ...]:
    found = []
    for (name,) in total.keys("n", "documents"):
        first, last = total.dates.get(name, (None, None))
        found.append(
            OutletSummary(
                name=name,
                documents=total.count("documents", name),
                clusters=total.count("clusters", name),
                sentences=total.count("sentences", name),
                words=total.count("words", name),
                first=first,
                last=last,
                undated=total.count("undated", name),
                headlines=total.count("headlines", name),
                aside_stances=total.count("aside", name),
            )
        )
    return tuple(found)
