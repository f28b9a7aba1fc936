"""Sentences for a person to look at: polar stance or loaded words in an outlet's own voice, most probable first."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields

from perspectives.evidence import Placed
from perspectives.records import AUTHOR, Analysis, Conflict
from perspectives.report import Table
from perspectives.report.flatten import Value
from perspectives.store import dumps
from perspectives.tally import Placement
from perspectives.voices import counted


@dataclass(frozen=True, slots=True)
class Flag:
    """A sentence of an outlet's own voice, and what in it calls for a look.

    ``kind`` is "stance" (``label`` favorable or critical of ``side``) or "naming" (``label`` the loaded word's
    variant, ``words`` as it stands there, ``side`` the side it judges or empty; found by a list, so its
    probability is 1). Words that no side prefers and that judge none are no flags. ``start`` and ``end`` are the
    sentence's code points in the document's text.
    """

    probability: float
    kind: str
    outlet: str
    side: str
    label: str
    words: str
    published: str | None
    event: str | None
    title: str | None
    text: str
    url: str | None
    document: str
    sentence: int
    start: int
    end: int
    cluster: str
    republished: bool

    @property
    def rank(self) -> tuple[object, ...]:
        """Most probable first; then stance before naming and in a fixed order."""
        place = (self.document, self.sentence, self.outlet)
        return (-self.probability, self.kind != "stance", *place, self.side, self.label, self.words)


@dataclass(frozen=True, slots=True)
class Flags:
    """The first flags of each kind by rank, and how many there are in all."""

    first: tuple[Flag, ...] = ()
    total: int = 0


def join(found: Sequence[Flags], limit: int) -> Flags:
    """The flags of disjoint sets of documents; any order and grouping of them gives the same."""
    ordered = heapq.merge(*(some.first for some in found), key=lambda flag: flag.rank)
    return Flags(tuple(_first(ordered, limit)), sum(some.total for some in found))


def _first(ordered: Iterable[Flag], limit: int) -> Iterator[Flag]:
    """At most so many of each kind: words of a list are certain, and would leave no room for stances."""
    seen: Counter[str] = Counter()
    for flag in ordered:
        seen[flag.kind] += 1
        if seen[flag.kind] <= limit:
            yield flag


def flags(placed: Iterable[Placed], conflict: Conflict, limit: int) -> Flags:
    """The flags of placed analyses; a copy is flagged once for each outlet, as it is counted."""
    loaded = {
        (naming.id, variant.id): variant.target or ""
        for naming in conflict.namings
        if naming.loaded
        for variant in naming.variants
        if variant.target or variant.preferred_by
    }
    found = [flag for analysis, placement in placed for flag in _flags(analysis, placement, loaded)]
    return Flags(tuple(_first(sorted(found, key=lambda flag: flag.rank), limit)), len(found))


def _flags(analysis: Analysis, placement: Placement, loaded: dict[tuple[str, str], str]) -> Iterator[Flag]:
    if analysis.skipped or analysis.document.skipped:
        return
    document = analysis.document
    units = {s.id: (s, outlet) for s, outlet in counted(analysis) if outlet in placement.outlets}

    def flag(number: int, what: tuple[str, str, str, str], probability: float) -> Flag:
        sentence, outlet = units[number]
        kind, side, label, words = what
        return Flag(
            probability=probability,
            kind=kind,
            outlet=outlet,
            side=side,
            label=label,
            words=words,
            published=document.published,
            event=placement.event,
            title=document.title,
            text=document.slice((sentence.start, sentence.end)),
            url=document.url,
            document=document.id,
            sentence=number,
            start=sentence.start,
            end=sentence.end,
            cluster=placement.cluster,
            republished=placement.republished,
        )

    for stance in analysis.stances:
        if stance.holder == AUTHOR and stance.sentence in units and stance.label in ("favorable", "critical"):
            yield flag(stance.sentence, ("stance", stance.target, stance.label, ""), stance.probability)
    seen = set()
    for use in analysis.namings:
        named = (use.naming, use.variant)
        if use.attribution is None and use.sentence in units and named in loaded:
            words = document.slice((use.start, use.end))
            if (use.sentence, named, words) not in seen:
                seen.add((use.sentence, named, words))
                yield flag(use.sentence, ("naming", loaded[named], use.variant, words), 1.0)


def table(found: Flags) -> Table:
    """The flags as a table, safe to open in a spreadsheet."""
    names = tuple(field.name for field in fields(Flag))
    rows: list[tuple[Value, ...]] = [
        (number, *(_plain(getattr(flag, name)) for name in names)) for number, flag in enumerate(found.first, 1)
    ]
    return Table(("rank", *names), tuple(rows))


def lines(found: Flags) -> Iterator[str]:
    """The flags as JSON lines, texts unchanged."""
    for number, flag in enumerate(found.first, 1):
        yield dumps({"rank": number, **asdict(flag)}) + "\n"


def _plain(value: Value) -> Value:
    return round(value, 4) if isinstance(value, float) else int(value) if isinstance(value, bool) else value
