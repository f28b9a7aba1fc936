"""Evidence keys: which sentences stand behind a cell, what the cell is called and where its list stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from perspectives.records import (
    Comparison,
    CueCell,
    Evidence,
    FrameCell,
    NamingCell,
    SpeakerCell,
    StanceCell,
    Term,
    journalism_of,
)
from perspectives.report.escape import shorten
from perspectives.report.names import JOURNALISM, Names

_MANNERS = (("words", "Quoted words"), ("direct", "Direct quotation"), ("unnamed", "Unnamed sources"))
"""What is told of a side's attributions beside their share: the field of the cell, and what a reader calls it."""
KINDS = frozenset(("voice", *dict(_MANNERS), "cue", "stance", "favorable", "critical", "frame", "naming"))
KINDS |= {"term", "claim", "number", "shared"}
"""What the known keys begin with: one that no cell of the page has leads nowhere, and gets no list."""


def voice_key(cell: SpeakerCell) -> str:
    """Sentences of an outlet by main side."""
    return f"voice|{cell.outlet}|{cell.side}"


def manner_key(cell: SpeakerCell, manner: str) -> str:
    """Sentences of an outlet in which a side is attributed its words, any of them or those so said."""
    return f"{manner}|{cell.outlet}|{cell.side}"


def cue_key(cell: CueCell) -> str:
    """Sentences of an outlet in which a side's words are introduced by a class of cue."""
    return f"cue|{cell.outlet}|{cell.side}|{cell.cue}"


def stance_key(cell: StanceCell) -> str:
    """Sentences of one voice of an outlet with a stance toward a side."""
    return f"stance|{cell.outlet}|{cell.side}|{cell.voice}"


def frame_key(cell: FrameCell) -> str:
    """Sentences of one voice of an outlet with a frame, those on the shared events apart."""
    scope = "shared|" if cell.shared_events else ""
    return f"{scope}frame|{cell.outlet}|{cell.frame}|{cell.voice}"


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
    """A cell with the evidence key whose sentences it counts and how certain it is of a sentence."""

    key: str
    group: str
    label: str
    certainty: Callable[[Evidence], float]


def entries(comparison: Comparison, names: Names, claim_cells: bool = False) -> dict[str, Entry]:
    """The entry of every cell that has evidence: those of findings first, then in the order of the sections.

    With ``claim_cells`` each side and outlet of a claim has a list of its own; a page has no room for these, and
    its cells lead to the list of the claim.

    A list is ranked by what it is about: the probability of the stance toward that side, of that frame, of that
    attribution; sentences alike in this keep the order of ``Comparison.evidence``.
    """
    evidence = comparison.evidence
    positions: dict[str, list[int]] = {}
    for position, sentence in enumerate(evidence):
        for key in sentence.keys:
            positions.setdefault(key, []).append(position)
    totals = dict(comparison.evidence_totals)
    findings = {finding.evidence for finding in comparison.findings}
    cells = {cell.key: cell for cell in (*_finding_cells(comparison), *_cells(comparison, names))}
    if claim_cells:
        cells |= {cell.key: cell for cell in _claim_cells(comparison, names)}
    further = sorted(key for key in positions.keys() - cells.keys() if key.partition("|")[0] not in KINDS)
    cells |= {key: _Cell(key, "Further evidence", _plain(key), _certain) for key in further}
    found: dict[str, Entry] = {}
    for key, cell in cells.items():
        # Numbers, for an address stands in every cell and every list: names would take a tenth of the page.
        anchor = f"e.{len(found) + 1}"
        if here := positions.get(key):
            ranked = tuple(sorted(here, key=lambda position: -cell.certainty(evidence[position])))
            total = max(totals.get(key, 0), len(ranked))
            found[key] = Entry(key, anchor, cell.group, cell.label, ranked, total, key in findings)
    return found


def _cells(comparison: Comparison, names: Names) -> Iterator[_Cell]:
    for speaker in comparison.speakers:
        label, certainty = f"{names.outlet(speaker.outlet)}: {names.side(speaker.side)}", _attributed(speaker.side)
        yield _Cell(voice_key(speaker), "Who gets to speak", f"{label} speaks", certainty)
        for manner, group in _MANNERS:
            yield _Cell(manner_key(speaker, manner), group, label, certainty)
    for cue in comparison.cues:
        label = f"{names.outlet(cue.outlet)}: {names.side(cue.side)}, {cue.cue.replace('_', ' ')}"
        yield _Cell(cue_key(cue), "How words are introduced", label, _attributed(cue.side))
    for stance in comparison.stances:
        label = f"{names.outlet(stance.outlet)} toward {names.side(stance.side)}, {names.voice(stance.voice)}"
        yield _Cell(stance_key(stance), "Stance", label, _toward(stance.side, stance.voice))
    yield from _frame_cells(comparison, names)
    for naming in comparison.namings:
        variant = names.variant(naming.naming, naming.variant)
        label = f"{names.outlet(naming.outlet)}: “{variant}”, {names.voice(naming.voice)}"
        yield _Cell(naming_key(naming), "Naming", label, _certain)
    for term in comparison.terms:
        label = f"{names.outlet(term.outlet)}: “{shorten(term.term, 40)}”"
        yield _Cell(term_key(term), "Distinctive terms", label, _certain)
    for claim in comparison.claims:
        yield _Cell(claim_key(claim.id), "Claims", shorten(claim.text, 120), _certain)
    for number in comparison.numbers:
        label = f"{shorten(number.what, 60)}: {shorten(number.value, 40)} ({names.side(number.holder)})"
        yield _Cell(number.evidence, "Figures in dispute", label, _certain)


def _frame_cells(comparison: Comparison, names: Names) -> Iterator[_Cell]:
    marked = {
        kind: tuple(frame.id for frame in comparison.conflict.frames if journalism_of(frame) == kind)
        for kind in JOURNALISM
    }
    for cell in comparison.frames:
        frames = marked.get(cell.frame, (cell.frame,))
        scope = ", shared events" if cell.shared_events else ""
        label = f"{names.outlet(cell.outlet)}: {names.frame(cell.frame)}, {names.voice(cell.voice)}{scope}"
        yield _Cell(frame_key(cell), "Frames", label, _framed(frozenset(frames)))


def _claim_cells(comparison: Comparison, names: Names) -> Iterator[_Cell]:
    for claim in comparison.claims:
        sides = (("side", side, names.side(side), status) for side, status in claim.sides)
        outlets = (("outlet", outlet, names.outlet(outlet), status) for outlet, status in claim.outlets)
        for kind, name, label, status in (*sides, *outlets):
            key = f"{claim_key(claim.id)}|{kind}|{name}"
            if status not in ("", "absent"):
                yield _Cell(key, "Claims", f"{shorten(claim.text, 80)}: {label}, {status}", _certain)


def _finding_cells(comparison: Comparison) -> Iterator[_Cell]:
    # Where a finding rests on less than a cell (one of two stances), or its cell is not shown, it has its own list.
    for finding in comparison.findings:
        dims = finding.evidence.partition(f"|{finding.outlet}|")[2].split("|")
        certainty = {"voice": _attributed(dims[0]), "stance": _toward(dims[0], dims[-1])}.get(finding.kind, _certain)
        yield _Cell(finding.evidence, "Findings", shorten(finding.text.partition(" (n = ")[0], 160), certainty)


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
