"""Evidence keys: which sentences stand behind a cell, what the cell is called and where its list stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perspectives.records import Comparison, FrameCell, NamingCell, SpeakerCell, StanceCell
from perspectives.report.escape import shorten, slug
from perspectives.report.names import Names


def voice_key(cell: SpeakerCell) -> str:
    """Sentences of an outlet by main side."""
    return f"voice|{cell.outlet}|{cell.side}"


def stance_key(cell: StanceCell) -> str:
    """Sentences of one voice of an outlet with a stance toward a side."""
    return f"stance|{cell.outlet}|{cell.side}|{cell.voice}"


def frame_key(cell: FrameCell) -> str:
    """Sentences of one voice of an outlet with a frame."""
    return f"frame|{cell.outlet}|{cell.frame}|{cell.voice}"


def naming_key(cell: NamingCell) -> str:
    """Sentences of one voice of an outlet with one variant of a contested name."""
    return f"naming|{cell.outlet}|{cell.naming}|{cell.variant}|{cell.voice}"


def claim_key(claim: str) -> str:
    """Sentences that state, carry or dispute a claim."""
    return f"claim|{claim}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell's evidence: ``anchor`` is its unique HTML id, ``group`` and ``label`` its name for readers.

    ``ranked`` are positions in ``Comparison.evidence``, best first, of ``total`` sentences behind the cell.
    """

    key: str
    anchor: str
    group: str
    label: str
    ranked: tuple[int, ...]
    total: int


def entries(comparison: Comparison, names: Names) -> dict[str, Entry]:
    """The entry of every key that has evidence, in the order of the report's sections."""
    ranked: dict[str, list[int]] = {}
    for position, evidence in enumerate(comparison.evidence):
        for key in evidence.keys:
            ranked.setdefault(key, []).append(position)
    totals = dict(comparison.evidence_totals)
    found: dict[str, Entry] = {}
    taken: set[str] = set()
    described = {key: (group, label) for key, group, label in _described(comparison, names)}
    for key in (*described, *sorted(ranked.keys() - described.keys())):
        if key not in ranked or key in found:
            continue
        group, label = described.get(key, ("Further evidence", shorten(key.replace("|", " · "), 120)))
        anchor = _unique(".".join(("e", *(slug(part) for part in key.split("|")))), taken)
        positions = tuple(ranked[key])
        found[key] = Entry(key, anchor, group, label, positions, max(totals.get(key, 0), len(positions)))
    return found


def _unique(anchor: str, taken: set[str]) -> str:
    candidate, n = anchor, 2
    while candidate in taken:
        candidate, n = f"{anchor}.{n}", n + 1
    taken.add(candidate)
    return candidate


def _described(comparison: Comparison, names: Names) -> Iterator[tuple[str, str, str]]:
    for speaker in comparison.speakers:
        label = f"{names.outlet(speaker.outlet)}: {names.side(speaker.side)} speaks"
        yield voice_key(speaker), "Who gets to speak", label
    for stance in comparison.stances:
        label = f"{names.outlet(stance.outlet)} toward {names.side(stance.side)}, {names.voice(stance.voice)}"
        yield stance_key(stance), "Stance", label
    for frame in comparison.frames:
        label = f"{names.outlet(frame.outlet)}: {names.frame(frame.frame)}, {names.voice(frame.voice)}"
        yield frame_key(frame), "Frames", label
    for naming in comparison.namings:
        variant = names.variant(naming.naming, naming.variant)
        label = f"{names.outlet(naming.outlet)}: “{variant}”, {names.voice(naming.voice)}"
        yield naming_key(naming), "Naming", label
    for claim in comparison.claims:
        yield claim_key(claim.id), "Claims", shorten(claim.text, 120)
