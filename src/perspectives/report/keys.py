"""Evidence keys: which sentences stand behind a cell, what the cell is called and where its list stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from perspectives.records import (
    Comparison,
    Evidence,
    Finding,
    FrameCell,
    NamingCell,
    SpeakerCell,
    StanceCell,
    Term,
)
from perspectives.report.escape import shorten
from perspectives.report.names import JOURNALISM, Names, journalism

KINDS = frozenset(("voice", "stance", "frame", "naming", "term", "claim", "number"))
"""What the known keys begin with: one that no cell of the page has leads nowhere, and gets no list."""
_SHARED = "|shared"


def voice_key(cell: SpeakerCell) -> str:
    """Sentences of an outlet by main side."""
    return f"voice|{cell.outlet}|{cell.side}"


def stance_key(cell: StanceCell) -> str:
    """Sentences of one voice of an outlet with a stance toward a side."""
    return f"stance|{cell.outlet}|{cell.side}|{cell.voice}"


def frame_key(cell: FrameCell) -> str:
    """Sentences of one voice of an outlet with a frame, those on the shared events apart."""
    return f"frame|{cell.outlet}|{cell.frame}|{cell.voice}" + (_SHARED if cell.shared_events else "")


def naming_key(cell: NamingCell) -> str:
    """Sentences of one voice of an outlet with one variant of a contested name."""
    return f"naming|{cell.outlet}|{cell.naming}|{cell.variant}|{cell.voice}"


def term_key(term: Term) -> str:
    """Own-voice sentences of an outlet with one of its distinctive terms."""
    return f"term|{term.outlet}|{term.term}"


def claim_key(claim: str) -> str:
    """Sentences that state, carry or dispute a claim."""
    return f"claim|{claim}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell's evidence: ``anchor`` is its unique HTML id, ``group`` and ``label`` its name for readers.

    ``ranked`` are positions in ``Comparison.evidence``, most certain first, of ``total`` sentences behind the
    cell; ``finding`` tells that a finding rests on them.
    """

    key: str
    anchor: str
    group: str
    label: str
    ranked: tuple[int, ...]
    total: int
    finding: bool = False


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with the evidence keys whose sentences it counts and how certain each is of a sentence.

    ``shared`` keeps only sentences on events that every outlet covers; ``total`` is how many it counts, where
    these are not all of one evidence key.
    """

    key: str
    group: str
    label: str
    sources: tuple[str, ...]
    certainty: Callable[[Evidence], float]
    shared: bool = False
    total: int | None = None


def entries(comparison: Comparison, names: Names, claim_cells: bool = False) -> dict[str, Entry]:
    """The entry of every cell that has evidence: those of findings first, then in the order of the sections.

    With ``claim_cells`` each side and outlet of a claim has a list of its own; a page has no room for these, and
    its cells lead to the list of the claim.

    A list is ranked by what it is about: the probability of the stance toward that side, of that frame, of that
    attribution; sentences alike in this keep the order of ``Comparison.evidence``.
    """
    evidence, events = comparison.evidence, set(comparison.method.shared_events)
    positions: dict[str, list[int]] = {}
    for position, sentence in enumerate(evidence):
        for key in sentence.keys:
            positions.setdefault(key, []).append(position)
    totals = dict(comparison.evidence_totals)
    findings = {finding_key(finding): None for finding in comparison.findings}
    cells = {cell.key: cell for cell in _cells(comparison, names)}
    if claim_cells:
        cells |= {cell.key: cell for cell in _claim_cells(comparison, names)}
    further = sorted(key for key in positions.keys() - cells.keys() if key.partition("|")[0] not in KINDS)
    cells |= {key: _Cell(key, "Further evidence", _plain(key), (key,), _certain) for key in further}
    found: dict[str, Entry] = {}
    for key in (*(key for key in findings if key in cells), *(key for key in cells if key not in findings)):
        cell = cells[key]
        here = {position for source in cell.sources for position in positions.get(source, ())}
        kept = [position for position in sorted(here) if not cell.shared or evidence[position].event in events]
        if kept:
            ranked = tuple(sorted(kept, key=lambda position: -cell.certainty(evidence[position])))
            total = totals.get(key, cell.total or 0)
            # Numbers, for an address stands in every cell and every list: names would take a tenth of the page.
            found[key] = Entry(
                key, f"e.{len(found) + 1}", cell.group, cell.label, ranked, max(total, len(ranked)), key in findings
            )
    return found


def finding_key(finding: Finding) -> str:
    """The key of the sentences behind a finding: where these are all of its cell, those on shared events only."""
    shared = finding.shared_events and finding.kind in ("voice", "frame")
    return finding.evidence + (_SHARED if shared else "")


def _cells(comparison: Comparison, names: Names) -> Iterator[_Cell]:
    for speaker in comparison.speakers:
        label = f"{names.outlet(speaker.outlet)}: {names.side(speaker.side)} speaks"
        key, certainty = voice_key(speaker), _attributed(speaker.side)
        yield _Cell(key, "Who gets to speak", label, (key,), certainty)
    for stance in comparison.stances:
        label = f"{names.outlet(stance.outlet)} toward {names.side(stance.side)}, {names.voice(stance.voice)}"
        key = stance_key(stance)
        yield _Cell(key, "Stance", label, (key,), _toward(stance.side, stance.voice))
    yield from _frame_cells(comparison, names)
    for naming in comparison.namings:
        variant = names.variant(naming.naming, naming.variant)
        label = f"{names.outlet(naming.outlet)}: “{variant}”, {names.voice(naming.voice)}"
        yield _Cell(naming_key(naming), "Naming", label, (naming_key(naming),), _certain)
    for term in comparison.terms:
        label = f"{names.outlet(term.outlet)}: “{shorten(term.term, 40)}”"
        yield _Cell(term_key(term), "Distinctive terms", label, (term_key(term),), _certain)
    for claim in comparison.claims:
        yield _Cell(claim_key(claim.id), "Claims", shorten(claim.text, 120), (claim_key(claim.id),), _certain)
    for number in comparison.numbers:
        label = f"{shorten(number.what, 60)}: {shorten(number.value, 40)} ({names.side(number.holder)})"
        yield _Cell(number.evidence, "Figures in dispute", label, (number.evidence,), _certain)
    yield from _finding_cells(comparison, names)


def _frame_cells(comparison: Comparison, names: Names) -> Iterator[_Cell]:
    marked = {
        kind: tuple(frame.id for frame in comparison.conflict.frames if journalism(frame) == kind)
        for kind in JOURNALISM
    }
    for cell in comparison.frames:
        frames = marked.get(cell.frame, (cell.frame,))
        sources = tuple(f"frame|{cell.outlet}|{frame}|{cell.voice}" for frame in frames)
        scope = ", shared events" if cell.shared_events else ""
        label = f"{names.outlet(cell.outlet)}: {names.frame(cell.frame)}, {names.voice(cell.voice)}{scope}"
        certainty = _framed(frozenset(frames))
        yield _Cell(frame_key(cell), "Frames", label, sources, certainty, cell.shared_events, cell.share.count)


def _claim_cells(comparison: Comparison, names: Names) -> Iterator[_Cell]:
    for claim in comparison.claims:
        sides = (("side", side, names.side(side), status) for side, status in claim.sides)
        outlets = (("outlet", outlet, names.outlet(outlet), status) for outlet, status in claim.outlets)
        for kind, name, label, status in (*sides, *outlets):
            key = f"{claim_key(claim.id)}|{kind}|{name}"
            if status not in ("", "absent"):
                yield _Cell(key, "Claims", f"{shorten(claim.text, 80)}: {label}, {status}", (key,), _certain)


def _finding_cells(comparison: Comparison, names: Names) -> Iterator[_Cell]:
    # A frame on shared events has a cell of its own; who speaks there is told by findings alone.
    for finding in comparison.findings:
        if finding.kind == "voice" and finding.shared_events:
            side = finding.evidence.rpartition("|")[2]
            label = f"{names.outlet(finding.outlet)}: {names.side(side)} speaks, shared events"
            sources = (finding.evidence,)
            count = finding.figure.count
            yield _Cell(finding_key(finding), "Who gets to speak", label, sources, _attributed(side), True, count)


def _attributed(side: str) -> Callable[[Evidence], float]:
    return lambda evidence: max((a.probability for a in evidence.attributions if a.side == side), default=0.0)


def _toward(side: str, voice: str) -> Callable[[Evidence], float]:
    def certainty(evidence: Evidence) -> float:
        found = (s for s in evidence.stances if s.target == side and voice in (s.voice, "all"))
        return max((s.probability for s in found if s.label != "neutral"), default=0.0)

    return certainty


def _framed(frames: frozenset[str]) -> Callable[[Evidence], float]:
    return lambda evidence: max((p for frame, p in evidence.frames if frame in frames), default=0.0)


def _certain(evidence: Evidence) -> float:
    """That a word stands there is certain."""
    del evidence
    return 1.0


def _plain(key: str) -> str:
    return shorten(key.replace("|", " · "), 120)
