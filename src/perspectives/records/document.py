"""A document and what the analysis of it says; spans are code points into ``Document.text``, end exclusive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""Start and end in code points, end exclusive: the only coordinate system."""

AUTHOR = "author"
"""The side of the writer or the outlet's own voice."""
OTHER = "other"
"""The side of a source that the conflict file does not name."""
UNKNOWN = "unknown"
"""The outlet of a text that nothing tells."""
BOILERPLATE = "boilerplate"
KINDS = ("headline", "body", "caption", BOILERPLATE)
TYPES = ("direct", "mixed", "indirect", "belief")
STANCES = ("favorable", "neutral", "critical")


def clip(spans: Sequence[Span], to: Span) -> tuple[Span, ...]:
    """The parts of the spans that lie inside one span."""
    return tuple((max(start, to[0]), min(end, to[1])) for start, end in spans if max(start, to[0]) < min(end, to[1]))


def covered(spans: Sequence[Span], to: Span) -> int:
    """Characters of the spans that lie inside one span."""
    return sum(end - start for start, end in clip(spans, to))


@dataclass(frozen=True, slots=True)
class Layer:
    """One link of the provenance chain: ``role`` is republisher, outlet, author, translator or editor."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A region of the text that belongs to the provenance layer at index ``layer``.

    ``kind`` is given where the reader knows it (a title is a headline), else None.
    """

    start: int
    end: int
    layer: int
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it was read; ``text`` is never changed after reading.

    ``published`` is an ISO date (YYYY-MM-DD) or None, ``outlet`` the original outlet or `UNKNOWN`.
    ``zones`` cover the parts of the text whose layer or kind the reader could tell; a place outside
    every zone belongs to layer 0. ``skipped`` says why the document cannot be analyzed.
    """

    id: str
    text: str
    outlet: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    provenance: tuple[Layer, ...] = ()
    zones: tuple[Zone, ...] = ()
    sha256: str = ""
    skipped: str | None = None

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span[0] : span[1]]


@dataclass(frozen=True, slots=True)
class FrameLabel:
    """A frame of a sentence with its calibrated probability."""

    frame: str
    probability: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One unit of a document: an orthographic sentence, headline, caption or boilerplate.

    ``layer`` is an index into ``Document.provenance``; ``side`` is the main side: whose view it reports.
    """

    id: int
    start: int
    end: int
    kind: str
    layer: int = 0
    side: str = AUTHOR
    frames: tuple[FrameLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """One source and content run: who says (source), how (cue), what (content).

    ``sentences`` lists every unit it covers; ``parent`` is the id of the enclosing attribution. ``source`` and
    ``cue`` are None when implicit, ``content`` where only a cue stands. ``actor`` is an actor of the
    conflict file ("azerbaijan/defense-ministry") or None; ``decided_by`` names the model or rule.
    """

    id: int
    sentences: tuple[int, ...]
    parent: int | None
    type: str
    source: tuple[Span, ...] | None
    cue: tuple[Span, ...] | None
    content: tuple[Span, ...] | None
    actor: str | None
    side: str
    probability: float
    decided_by: str = "model"


@dataclass(frozen=True, slots=True)
class Stance:
    """The stance of ``holder`` toward ``target`` (both sides) in a sentence.

    ``attribution`` is the id of the attribution whose content holds the evaluation, None in own voice.
    """

    sentence: int
    attribution: int | None
    holder: str
    target: str
    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of an actor in the text, with the sentence and the side (or actor) it stands for."""

    sentence: int
    start: int
    end: int
    actor: str
    side: str


@dataclass(frozen=True, slots=True)
class NamingUse:
    """A contested name or loaded word in the text; ``attribution`` is None in own voice.

    ``quoted`` is true where the word itself stands in quotation marks (scare quotes).
    """

    sentence: int
    start: int
    end: int
    naming: str
    variant: str
    attribution: int | None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that is known of one document; ``withheld`` are stances whose probability was below the threshold."""

    document: Document
    sentences: tuple[Sentence, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    stances: tuple[Stance, ...] = ()
    withheld: tuple[Stance, ...] = ()
    mentions: tuple[Mention, ...] = ()
    namings: tuple[NamingUse, ...] = ()
    skipped: str | None = None
