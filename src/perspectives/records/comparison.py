"""The comparison of the outlets: everything that the report shows."""

from __future__ import annotations

from dataclasses import dataclass

from perspectives.records.cells import (
    ClaimRow,
    CountCell,
    CueCell,
    Difference,
    Figure,
    FrameCell,
    NamingCell,
    NumberRow,
    OmissionCell,
    SpeakerCell,
    StanceCell,
    Term,
    VoiceGap,
)
from perspectives.records.conflict import Conflict
from perspectives.records.document import UNKNOWN
from perspectives.records.evidence import Evidence


@dataclass(frozen=True, slots=True)
class OutletSummary:
    """An outlet and what of it was read: articles, those without copies (``clusters``), sentences and words.

    An article that several outlets run counts for each of them, and one in which two outlets speak for both.
    ``first`` and ``last`` are ISO dates or None; ``undated`` articles have none, ``headlines`` counts headlines,
    ``aside_stances`` favorable and critical stances outside the shares of own and quoted voice: toward a side that
    the sentence does not name, or not of the voice that the sentence is in.
    """

    name: str
    documents: int
    clusters: int
    sentences: int
    words: int
    first: str | None
    last: str | None
    undated: int
    headlines: int
    aside_stances: int = 0


def compared(outlets: tuple[OutletSummary, ...]) -> tuple[OutletSummary, ...]:
    """The outlets that have figures: those known by name, as articles of unknown outlets are no outlet of their own.

    Where no outlet is known, the figures are those of all articles.
    """
    return tuple(outlet for outlet in outlets if outlet.name != UNKNOWN) or outlets


def uncompared(outlets: tuple[OutletSummary, ...]) -> frozenset[str]:
    """The names of the outlets that have no figures (see `compared`)."""
    return frozenset(outlet.name for outlet in set(outlets) - set(compared(outlets)))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A document that could not be analyzed and why."""

    document: str
    outlet: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A generated sentence about an outlet that the numbers carry.

    ``kind`` is stance, voice (who gets to speak), frame or naming; ``evidence`` the evidence key of the
    sentences that it counts;
    ``measure`` tells whether the figure is a "share" (of 0 to 1) or a "net" figure (of −1 to +1); ``reference``
    is the mean of the ``others``, on the shared events only where ``shared_events`` is true.
    """

    kind: str
    outlet: str
    text: str
    figure: Figure
    reference: float
    difference: Difference
    evidence: str
    measure: str = "share"
    others: tuple[str, ...] = ()
    shared_events: bool = False


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Measured accuracy of a layer: what was measured, on which data, how many items."""

    layer: str
    measure: str
    value: float
    low: float | None
    high: float | None
    n: int
    data: str


@dataclass(frozen=True, slots=True)
class Method:
    """What the figures rest on.

    ``versions`` are (component, version) pairs; ``self_test`` is the share of findings when each outlet is
    split in two at random (should be near 0), with ``self_test_n`` the comparisons made; ``audited`` are the
    outlets with audit labels of the user's own, on which their second intervals rest (each `Figure` tells whether
    it does), and ``audited_layers`` what these label (sides, stances, frames); ``shared_events`` are the events that
    every compared outlet covers; most articles of the ``undated`` outlets have no date, so that nothing is concluded
    from what they lack; ``duplicates`` counts near-identical copies of an article in its own outlet, and
    ``republished`` those in other outlets, originals apart;
    ``term_articles`` is how many articles' words were compared (at most the cap); ``claims_left_out`` tells that
    there were too many articles to align their claims, ``claims_found`` how many different claims of fact there are:
    ``Comparison.claims`` has those that are shared or contested.
    """

    versions: tuple[tuple[str, str], ...]
    accuracy: tuple[Accuracy, ...]
    self_test: float | None
    self_test_n: int
    audited: tuple[str, ...]
    languages: tuple[tuple[str, int], ...]
    unmeasured_frames: tuple[str, ...]
    duplicates: int
    republished: int
    shared_events: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    term_articles: int = 0
    claims_left_out: bool = False
    audited_layers: tuple[str, ...] = ()
    claims_found: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the report shows, as plain records; ``perspectives.tables`` gives its tables as DataFrames.

    ``evidence_totals`` gives for each evidence key how many sentences stand behind it, fewer than a cell counts where
    one sentence holds two uses of a name or two attributions; ``evidence`` holds at most the cap of each, best first,
    so that a page can say "20 of 312".
    """

    conflict: Conflict
    first: str | None
    last: str | None
    outlets: tuple[OutletSummary, ...]
    skipped: tuple[Skipped, ...]
    speakers: tuple[SpeakerCell, ...]
    cues: tuple[CueCell, ...]
    stances: tuple[StanceCell, ...]
    gaps: tuple[VoiceGap, ...]
    frames: tuple[FrameCell, ...]
    namings: tuple[NamingCell, ...]
    terms: tuple[Term, ...]
    events: tuple[CountCell, ...]
    months: tuple[CountCell, ...]
    claims: tuple[ClaimRow, ...]
    omissions: tuple[OmissionCell, ...]
    numbers: tuple[NumberRow, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    evidence_totals: tuple[tuple[str, int], ...]
    method: Method
    documents: int = 0
    """Documents analyzed, copies included."""
    skipped_total: int = 0
    """Documents skipped; ``skipped`` names at most the first thousand by id."""
