"""The sentences behind the figures, with what was found in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EvidenceMark:
    """A labeled span inside an evidence sentence, relative to its text: role is source, cue, content, naming."""

    start: int
    end: int
    role: str
    attribution: int | None


@dataclass(frozen=True, slots=True)
class EvidenceAttribution:
    """An attribution of an evidence sentence, for display."""

    id: int
    parent: int | None
    type: str
    actor: str | None
    side: str
    probability: float
    decided_by: str


@dataclass(frozen=True, slots=True)
class EvidenceStance:
    """A stance of an evidence sentence, for display; ``voice`` is own or quoted."""

    holder: str
    target: str
    label: str
    probability: float
    voice: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence behind the figures; ``keys`` are the evidence keys of all cells that count it."""

    id: str
    outlet: str
    document: str
    sentence: int
    title: str | None
    published: str | None
    url: str | None
    event: str | None
    kind: str
    text: str
    side: str
    provenance: tuple[str, ...]
    marks: tuple[EvidenceMark, ...]
    attributions: tuple[EvidenceAttribution, ...]
    stances: tuple[EvidenceStance, ...]
    frames: tuple[tuple[str, float], ...]
    keys: tuple[str, ...]
