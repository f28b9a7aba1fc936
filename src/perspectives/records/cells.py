"""The rows of the report's tables, and the figures in them with their count and interval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio with what it rests on.

    ``value`` is ``count / total`` (a share of 0 to 1, or a net figure of −1 to +1), None where ``total``
    is 0; on shared events it is the mean over the events, each weighing alike in all outlets. ``low`` and ``high``
    are its 95 % interval by republication cluster (None where fewer than two clusters); ``clusters`` counts the
    independent articles; ``small`` marks fewer than 10 clusters or 30 units: shown hatched, never a finding.
    ``model_low`` and ``model_high`` add the model's measured error (None where no model decides); ``audited`` tells
    whether that was measured on the user's own labels of the outlet.
    """

    value: float | None
    low: float | None
    high: float | None
    count: int
    total: int
    clusters: int
    small: bool
    model_low: float | None = None
    model_high: float | None = None
    audited: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """An outlet's figure minus the mean of the other outlets' (or own minus quoted voice).

    ``p`` is the two-sided p-value of the studentized difference, ``q`` after Benjamini–Hochberg. ``model_low`` and
    ``model_high`` add the models' measured error, in the outlet's own figure and in those of the others (None where
    no model decides); ``audited`` tells whether it was measured on the user's own labels of all of them.
    """

    value: float
    low: float
    high: float
    p: float
    q: float | None
    model_low: float | None = None
    model_high: float | None = None
    audited: bool = False


@dataclass(frozen=True, slots=True)
class SpeakerCell:
    """How much an outlet lets a side (or other, author) speak.

    ``share`` of the outlet's sentences by main side; ``words`` share of the attributed content words;
    ``direct`` share of that side's attributions that are direct or mixed; ``unnamed`` share of them
    without a named source; ``difference`` compares ``share`` with the mean of the other outlets.
    Evidence keys: ``voice|outlet|side`` and, for the other three, ``words|…``, ``direct|…`` and ``unnamed|…``.
    """

    outlet: str
    side: str
    share: Figure
    words: Figure | None
    direct: Figure | None
    unnamed: Figure | None
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class CueCell:
    """Share of a side's attributions in an outlet whose cue is of one class (said, claimed, admitted, denied, …).

    Evidence key: ``cue|outlet|side|class``.
    """

    outlet: str
    side: str
    cue: str
    share: Figure


@dataclass(frozen=True, slots=True)
class StanceCell:
    """Stance of one voice (own, quoted, all) of an outlet toward a side.

    All three have the sentences of that voice that name the side as denominator; ``net`` is favorable
    minus critical. ``withheld`` counts stances in these sentences that were too unsure. ``difference`` compares
    ``net`` with the mean of the other outlets.
    Evidence key: ``stance|outlet|side|voice``.
    """

    outlet: str
    side: str
    voice: str
    net: Figure
    favorable: Figure
    critical: Figure
    withheld: int
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class VoiceGap:
    """Net stance in the outlet's own voice minus that in quoted voices, toward one side; None where one is small."""

    outlet: str
    side: str
    own: Figure
    quoted: Figure
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class FrameCell:
    """Share of an outlet's sentences of one voice that carry a frame.

    The frames "war" and "peace" sum those that the conflict file marks as war or peace journalism.
    ``shared_events`` tells that only articles on events covered by every compared outlet count.
    Evidence key: ``frame|outlet|frame|voice``.
    """

    outlet: str
    frame: str
    voice: str
    shared_events: bool
    share: Figure
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class NamingCell:
    """Share of one variant among an outlet's uses of a contested name, own voice or quoted.

    ``difference`` compares it with the mean of the other outlets.
    Evidence key: ``naming|outlet|naming|variant|voice``.
    """

    outlet: str
    naming: str
    variant: str
    voice: str
    share: Figure
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A distinctive term of an outlet's own voice (quanteda's columns): log-odds z above the permutation threshold.

    ``n_target`` and ``n_reference`` are uses here and in the other outlets, ``documents`` articles of the outlet.
    Evidence key: ``term|outlet|term``.
    """

    outlet: str
    term: str
    log_odds: float
    z: float
    threshold: float
    n_target: int
    n_reference: int
    documents: int


@dataclass(frozen=True, slots=True)
class CountCell:
    """Articles of an outlet on an event (or in a month ``YYYY-MM``), 0 where it has none."""

    outlet: str
    key: str
    documents: int


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim of an event that two sides or outlets have or another contests, and how each side and outlet treats it.

    ``sides`` and ``outlets`` are (name, status) pairs; status is asserted, carried, disputed, both or absent,
    and for outlets without coverage of the event "". Evidence key: ``claim|id``.
    """

    id: str
    event: str
    text: str
    origin: str
    contested_with: tuple[str, ...]
    reasons: str
    sides: tuple[tuple[str, str], ...]
    outlets: tuple[tuple[str, str], ...]
    first_stated: str | None
    first_carried: str | None
    first_disputed: str | None


@dataclass(frozen=True, slots=True)
class OmissionCell:
    """Of the claims that a side makes in any outlet on the events that an outlet covers, the share that it carries.

    The interval takes each event as one unit; ``clusters`` are the outlet's articles on these events.
    """

    outlet: str
    side: str
    share: Figure


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A figure in dispute: what is counted, its value in words, who says so in which outlet, and when.

    Rows of one ``quantity`` exclude each other and stand together. Evidence key: ``evidence``.
    """

    event: str
    what: str
    value: str
    holder: str
    outlet: str
    date: str | None
    evidence: str
    quantity: str = ""
