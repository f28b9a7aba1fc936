"""Sections on the material: what was read, what was found, when each outlet wrote on what."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from perspectives.records import CountCell, Finding, compared
from perspectives.report import cells, charts
from perspectives.report.dates import period
from perspectives.report.figures import NET, SHARE, difference, difference_span
from perspectives.report.view import View

MOST_FINDINGS = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its figures in readers' words and the strip of its difference.

    ``model`` and ``between`` are the figure's and the difference's interval with the models' error, ``unsure`` tells
    that the latter holds zero; ``limit`` is the difference at the strip's right end.
    """

    text: str
    value: str
    net: bool
    difference: str
    model: str | None
    between: str | None
    unsure: bool
    href: str | None
    whisker: charts.Whisker
    limit: str


def head(view: View) -> Markup:
    """What was compared: conflict, period, outlets, articles, skipped documents, versions; all, shown or not."""
    comparison = view.whole
    outlets = compared(comparison.outlets)
    return view.html(
        "head.html",
        outlets=len(outlets),
        unknown=sum(outlet.documents for outlet in comparison.outlets if outlet not in outlets),
        period=period(comparison.first, comparison.last),
        documents=comparison.documents or sum(outlet.documents for outlet in comparison.outlets),
        undated=any(outlet.undated for outlet in comparison.outlets),
        skipped=max(comparison.skipped_total, len(comparison.skipped)),
        sentences=sum(outlet.sentences for outlet in comparison.outlets),
        words=sum(outlet.words for outlet in comparison.outlets),
    )


def findings(view: View) -> Markup:
    """Up to seven differences that the numbers carry, or the word that there is none, or only in what is not shown."""
    sound = [finding for finding in view.comparison.findings if _sound(finding)][:MOST_FINDINGS]
    limits = {
        kind: max([abs(end) for found in sound if found.measure == kind for end in _ends(found)], default=1.0) or 1.0
        for kind in (NET, SHARE)
    }
    unaudited = sum(not finding.difference.audited for finding in sound)
    found = [_shown(view, finding, limits) for finding in sound]
    elsewhere = any(_sound(finding) for finding in view.whole.findings)
    return view.html("findings.html", findings=found, unaudited=unaudited, elsewhere=elsewhere)


def _ends(finding: Finding) -> tuple[float, float]:
    return finding.difference.low, finding.difference.high


def _sound(finding: Finding) -> bool:
    # The comparison makes only such findings; a page that is signed checks again.
    low, high = _ends(finding)
    q = finding.difference.q
    return not finding.figure.small and (low > 0 or high < 0) and (q is None or q <= 0.05)


def _shown(view: View, finding: Finding, limits: dict[str, float]) -> Shown:
    kind = finding.measure
    low, high = finding.difference.model_low, finding.difference.model_high
    cell = view.cell(finding.figure, kind, finding.evidence)
    return Shown(
        finding.text,
        "—" if cell is None else cell.value,
        kind == NET,
        cells.compared(finding.difference, kind) or "",
        None if cell is None else cell.model,
        difference_span(low, high, kind) if low is not None and high is not None else None,
        low is not None and high is not None and low <= 0 <= high,
        None if cell is None else cell.href,
        charts.whisker(finding.difference, limits[kind]),
        difference(limits[kind], kind).partition("\N{NO-BREAK SPACE}")[0],
    )


def coverage(view: View) -> Markup:
    """Articles of each outlet by month and by event, and the silences."""
    comparison = view.comparison
    months = _months(comparison.months)
    by_outlet: dict[str, list[CountCell]] = {}
    for cell in comparison.months:
        by_outlet.setdefault(cell.outlet, []).append(cell)
    top = max((cell.documents for cell in comparison.months), default=1)
    timelines = [
        charts.timeline(
            (f"months-{index}", view.names.outlet(outlet.name)), by_outlet.get(outlet.name, []), months, top
        )
        for index, outlet in enumerate(comparison.outlets)
        if months
    ]
    counts = {(cell.key, cell.outlet): cell.documents for cell in view.whole.events}
    covered = {event for (event, _), documents in counts.items() if documents}
    events = tuple(dict.fromkeys(event for event, _ in counts if event in covered))
    undated = comparison.method.undated
    dated = [outlet.name for outlet in compared(view.whole.outlets) if outlet.name not in undated]
    shown = {outlet.name for outlet in comparison.outlets}
    silences = [silence for silence in _silences(dated, events, counts) if silence[1] in shown]
    return view.html(
        "coverage.html",
        timelines=timelines,
        months=months,
        by_month={(cell.outlet, cell.key): cell.documents for cell in comparison.months},
        events=events,
        dates={event.id: period(event.start, event.end) for event in comparison.conflict.events},
        counts=counts,
        uncovered=tuple(dict.fromkeys(event for event, _ in counts if event not in covered)),
        silences=silences,
        silent={(event, name) for event, name, _ in silences},
    )


def _months(cells_: tuple[CountCell, ...]) -> tuple[str, ...]:
    keys = sorted(cell.key for cell in cells_)
    return charts.every_month(keys[0], keys[-1]) if keys else ()


def _silences(
    names: list[str], events: tuple[str, ...], counts: dict[tuple[str, str], int]
) -> list[tuple[str, str, int]]:
    found = []
    for event in events:
        covering = sum(counts.get((event, name), 0) > 0 for name in names)
        # Silence means something where most of the others speak.
        if 2 * covering > len(names) - 1:
            found += [(event, name, covering) for name in names if counts.get((event, name)) == 0]
    return found
