"""Generated sentences about outlets, each one true by its interval, its test and its count; or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from perspectives import phrases
from perspectives.cells import Cell, Counted, differences
from perspectives.copies import Key
from perspectives.families import CRITICAL, FAVORABLE, NET, TESTED, Family, grid
from perspectives.intervals import at, benjamini_hochberg
from perspectives.others import against_mean
from perspectives.records import Conflict, Finding
from perspectives.tally import EVERYWHERE, HALVES, SHARED
from perspectives.voices import journalism

_Tested = dict[tuple[str, Key], tuple[Cell, str]]

LEVEL = 0.05
PER_KIND = 2
"""Findings of one kind about one outlet, while other findings wait."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A cell that differs from the others, with the scope in which it was tested."""

    family: Family
    outlet: str
    item: Key
    cell: Cell
    scope: str


def findings(counted: Counted, conflict: Conflict, limit: int = 7) -> tuple[Finding, ...]:
    """At most ``limit`` findings, those first whose difference from the others is surely largest.

    A finding is a difference of an outlet from the mean of the others in one of the report's tables, with the q that
    stands there: frames on the shared events where these hold enough articles, all else on all articles. Its 95 %
    interval leaves out zero, q is below .05, and neither the cell nor the others' is small.
    """
    kinds = journalism(conflict)
    tested = {family: _tested(counted, conflict, family) for family in TESTED}
    found = [hit for family in TESTED for hit in _significant(tested[family], family)]
    found.sort(key=_prominence)
    kept: list[_Found] = []
    waiting: list[_Found] = []
    taken: dict[tuple[str, str], int] = {}
    for hit in found:
        if any(_mirrored(hit, other, kinds) for other in (*kept, *waiting)):
            continue
        place = (hit.outlet, hit.family.kind)
        taken[place] = taken.get(place, 0) + 1
        (kept if taken[place] <= PER_KIND else waiting).append(hit)
    chosen = (kept + waiting)[:limit]
    for voice in sorted({hit.family.voice for hit in chosen if hit.family.kind == NET}):
        for label in (CRITICAL, FAVORABLE):
            tested[Family(label, voice)] = _tested(counted, conflict, Family(label, voice))
    return tuple(_finding(counted, conflict, hit, tested) for hit in found if hit in chosen)


def self_test(counted: Counted, conflict: Conflict) -> tuple[float | None, int]:
    """The share of findings when each outlet is compared with itself, and how many comparisons were made.

    The articles of each outlet are split in two at random (by a hash of the cluster id) and the halves
    compared by the same rule; the share should be near 0. None where no cell is large enough.
    """
    made = hits = 0
    for family in TESTED:
        halves = [grid(counted, conflict, family, scope) for scope in HALVES]
        both = halves[0].usable * halves[1].usable
        contrast = against_mean(halves[0].estimate, at(halves[1].estimate, (None,)), both[None])
        tests = list(differences(contrast).values())
        made += len(tests)
        adjusted_p = benjamini_hochberg([test.p for test in tests])
        hits += sum(q < LEVEL and test.low * test.high > 0 for test, q in zip(tests, adjusted_p, strict=True))
    return (hits / made if made else None), made


def _tested(counted: Counted, conflict: Conflict, family: Family) -> _Tested:
    """The cells of the table that a family is read in, as they stand there.

    Frames follow the news, so each is compared on the shared events where it has a difference there; the other
    tables show all articles.
    """
    everywhere = grid(counted, conflict, family).cells()
    shared = grid(counted, conflict, family, SHARED).cells() if family.kind == "frame" else everywhere
    return {
        key: (shared[key], SHARED) if family.kind == "frame" and shared[key].difference else (cell, EVERYWHERE)
        for key, cell in everywhere.items()
    }


def _significant(tested: _Tested, family: Family) -> Iterator[_Found]:
    for (outlet, item), (cell, scope) in tested.items():
        if _holds(cell):
            yield _Found(family, outlet, item, cell, scope)


def _holds(cell: Cell) -> bool:
    d = cell.difference
    return d is not None and not cell.figure.small and d.q is not None and d.q < LEVEL and d.low * d.high > 0


def _prominence(hit: _Found) -> tuple[float, bool, Family, str, Key]:
    """Sorts by the limit of the difference that is nearer to zero, largest first; of two alike the stronger."""
    d, figure, reference = hit.cell.difference, hit.cell.figure.value or 0.0, hit.cell.reference or 0.0
    surely = min(abs(d.low), abs(d.high)) if d else 0.0
    return -round(surely, 9), abs(figure) < abs(reference), hit.family, hit.outlet, hit.item


def _mirrored(hit: _Found, other: _Found, kinds: Mapping[str, str]) -> bool:
    """Whether two findings say one thing.

    They are of one outlet, or of two that are compared with each other alone, and tell of the same item, of two names
    for one place, or of a frame and the kind of journalism (``kinds``) that it makes up.
    """
    pair = hit.cell.others == (other.outlet,) and other.cell.others == (hit.outlet,)
    if hit.family != other.family or not (hit.outlet == other.outlet or pair):
        return False
    if hit.family.kind == "naming":
        return hit.item[0] == other.item[0]
    first, second = hit.item[-1], other.item[-1]
    related = hit.family.kind == "frame" and (kinds.get(first) == second or kinds.get(second) == first)
    return hit.item == other.item or related


def _finding(counted: Counted, conflict: Conflict, hit: _Found, tested: Mapping[Family, _Tested]) -> Finding:
    outlet, (kind, voice), cell, measure = hit.outlet, hit.family, hit.cell, "share"
    if kind == NET:
        label, cell = _labeled(hit, tested)
        measure = NET if label == NET else "share"
        text = phrases.stance(conflict, outlet, (*hit.item, label), cell)
        evidence: Key = ("stance" if label == NET else label, outlet, *hit.item)
    elif kind == "voice":
        text, evidence = phrases.voice(conflict, outlet, hit.item[0], cell), ("voice", outlet, *hit.item)
    elif kind == "frame":
        text, evidence = phrases.frame(conflict, outlet, hit.item[1], cell), ("frame", outlet, hit.item[1], voice)
    else:
        naming, _, variant = hit.item
        text, evidence = phrases.naming(conflict, outlet, hit.item, cell), ("naming", outlet, naming, variant, voice)
    if cell.difference is None or cell.reference is None:
        raise ValueError("a finding needs a difference")
    shared = hit.scope == SHARED
    rest = phrases.rests_on(cell.figure, "uses" if kind == "naming" else "sentences")
    where = " on the events that all compared outlets cover, each weighing alike in all" if shared else ""
    unaudited = "" if cell.difference.audited else phrases.UNAUDITED
    return Finding(
        kind="stance" if kind == NET else kind,
        outlet=outlet,
        text=f"{text}{rest}{where}; {phrases.compared(cell, measure, len(counted.outlets) - 1)}.{unaudited}",
        figure=cell.figure,
        reference=cell.reference,
        difference=cell.difference,
        evidence="|".join((SHARED, *evidence) if shared else evidence),
        measure=measure,
        others=cell.others,
        shared_events=shared,
    )


def _labeled(hit: _Found, tested: Mapping[Family, _Tested]) -> tuple[str, Cell]:
    """The critical or favorable share that carries a net difference, if its own test holds too; else net."""
    value = hit.cell.difference.value if hit.cell.difference else 0.0
    for label in (CRITICAL, FAVORABLE) if value < 0 else (FAVORABLE, CRITICAL):
        cell, scope = tested[Family(label, hit.family.voice)][hit.outlet, (*hit.item, label)]
        more = label == (CRITICAL if value < 0 else FAVORABLE)
        if scope == hit.scope and _holds(cell) and cell.difference and (cell.difference.value > 0) == more:
            return label, cell
    return NET, hit.cell
