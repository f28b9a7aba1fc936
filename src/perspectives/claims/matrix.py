"""The matrix of claims by side and outlet, what outlets leave out, and the figures in dispute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from perspectives.claims.model import ASSERTED, CONTESTED, DENIED, ENDORSED, Claim, Claims, Relation
from perspectives.claims.places import Setting, setting
from perspectives.intervals import Sums, interval, share
from perspectives.records import AUTHOR, OTHER, ClaimRow, Conflict, Figure, NumberRow, OmissionCell

ROWS_PER_EVENT = 20
"""Rows shown of an event: those with most holders, outlets and contests."""
NUMBERS_PER_EVENT = 40
_FACTS = (ASSERTED, ENDORSED)
Reference = tuple[str, str, int, float]


@dataclass(frozen=True, slots=True)
class ClaimTables:
    """What the comparison shows of claims; ``references`` lead from an evidence key to the sentences behind it."""

    rows: tuple[ClaimRow, ...]
    omissions: tuple[OmissionCell, ...]
    numbers: tuple[NumberRow, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Claims that say the same in one event."""

    id: str
    event: str
    claims: tuple[Claim, ...]
    against: tuple[str, ...]
    reasons: str


def tables(found: Claims, conflict: Conflict) -> ClaimTables:
    """The tables of aligned claims; assertions of fact only: demands, opinions and predictions are left out.

    A claim gets a row where two holders or outlets have it, or where another claim contests it.
    """
    where = setting(conflict)
    covering: dict[str, set[str]] = defaultdict(set)
    events = {name: event.id for event in found.events for name in event.claims}
    for claim in found.claims:
        covering[events[claim.id]].add(claim.outlet)
    groups = _groups(found, events)
    shown = _chosen([group for group in groups.values() if _counts(group)])
    outlets = sorted({claim.outlet for claim in found.claims})
    sides = [side.id for side in conflict.sides]
    rows = tuple(_row(group, groups, (sides, outlets), covering[group.event], where) for group in shown)
    numbers, referred = _numbers(found.claims, events)
    references = [
        (f"claim|{group.id}", claim.document, claim.sentence, claim.probability)
        for group in shown
        for claim in group.claims
    ]
    return ClaimTables(
        rows,
        _omissions([g for g in groups.values() if _counts(g)], outlets, sides, covering),
        numbers,
        tuple(sorted(set(references) | set(referred))),
    )


def _groups(found: Claims, events: Mapping[str, str]) -> dict[str, _Group]:
    """All groups of assertions, by the id of their first claim."""
    members: dict[str, list[Claim]] = defaultdict(list)
    for claim in found.claims:
        if claim.kind in _FACTS:
            members[found.groups.get(claim.id, claim.id)].append(claim)
    against: dict[str, dict[str, Relation]] = defaultdict(dict)
    for relation in found.relations:
        if relation.relation == CONTESTED:
            a, b = found.groups.get(relation.a, relation.a), found.groups.get(relation.b, relation.b)
            if a != b and a in members and b in members:
                for one, other in ((a, b), (b, a)):
                    known = against[one].get(other)
                    if known is None or known.probability < relation.probability:
                        against[one][other] = relation
    names = {first: _short(events[first], first) for first in members}
    groups = {}
    for first, held in members.items():
        contests = sorted(against[first].items(), key=lambda item: (-item[1].probability, item[0]))
        groups[first] = _Group(
            names[first],
            events[first],
            tuple(sorted(held, key=lambda c: (c.published or "9999", c.id))),
            tuple(other for other, _ in contests),
            contests[0][1].reasons if contests else "",
        )
    return groups


def _short(event: str, first: str) -> str:
    return f"{event}-{blake2b(first.encode(), digest_size=5).hexdigest()}"


def _counts(group: _Group) -> bool:
    speakers = {claim.holder for claim in group.claims} | {claim.outlet for claim in group.claims if not claim.own}
    return bool(group.against) or len({c.holder for c in group.claims}) > 1 or len(speakers) > 2


def _chosen(groups: Iterable[_Group]) -> list[_Group]:
    by_event: dict[str, list[_Group]] = defaultdict(list)
    for group in groups:
        by_event[group.event].append(group)
    shown = []
    for _, held in sorted(by_event.items()):
        held.sort(key=lambda g: (-len(g.against), -len({c.outlet for c in g.claims}), -len(g.claims), g.id))
        shown += held[:ROWS_PER_EVENT]
    return shown


def _origin(group: _Group) -> str:
    """The side that states it first; the outlets' own voice where no side does."""
    named = [claim for claim in group.claims if not claim.own and claim.holder not in (OTHER, AUTHOR)]
    if named:
        return named[0].holder
    return OTHER if any(not claim.own for claim in group.claims) else AUTHOR


def _row(
    group: _Group,
    groups: Mapping[str, _Group],
    axes: tuple[Sequence[str], Sequence[str]],
    covering: set[str],
    where: Setting,
) -> ClaimRow:
    sides, outlets = axes
    origin = _origin(group)
    contesting = [claim for other in group.against for claim in groups[other].claims]
    spoken = [c for c in group.claims if c.kind == ASSERTED] or list(group.claims)
    shown = min(spoken, key=lambda c: (c.holder != origin, c.polarity == DENIED, -c.probability, len(c.text), c.id))
    abroad = [
        c for c in group.claims if not c.own and where.homes.get(c.outlet.lower()) != origin and c.holder == origin
    ]
    return ClaimRow(
        id=group.id,
        event=group.event,
        text=shown.text,
        origin=origin,
        contested_with=tuple(groups[other].id for other in group.against),
        reasons=group.reasons,
        sides=tuple((side, _of_side(side, group.claims, contesting, where)) for side in sides),
        outlets=tuple(
            (outlet, _of_outlet(outlet, group.claims, contesting) if outlet in covering else "") for outlet in outlets
        ),
        first_stated=_first(group.claims),
        first_carried=_first(abroad, with_outlet=True),
        first_disputed=_first(contesting),
    )


def _of_side(side: str, claims: Sequence[Claim], contesting: Sequence[Claim], where: Setting) -> str:
    said = any(claim.holder == side and not claim.own for claim in claims)
    disputed = any(claim.holder == side and not claim.own for claim in contesting)
    if said or disputed:
        return "both" if said and disputed else "asserted" if said else "disputed"
    return "carried" if any(where.homes.get(claim.outlet.lower()) == side for claim in claims) else "absent"


def _of_outlet(outlet: str, claims: Sequence[Claim], contesting: Sequence[Claim]) -> str:
    """Own voice outranks what is carried; who carries a claim and its contradiction does both.

    An outlet that calls a version true asserts it, whatever else it says.
    """
    if any(c.outlet == outlet and c.kind == ENDORSED for c in claims):
        return "asserted"
    own, other_own = (any(c.outlet == outlet and c.own for c in held) for held in (claims, contesting))
    carried, other = (any(c.outlet == outlet for c in held) for held in (claims, contesting))
    if own and not other_own:
        return "asserted"
    if carried and other:
        return "both"
    return "carried" if carried else "disputed" if other else "absent"


def _first(claims: Sequence[Claim], with_outlet: bool = False) -> str | None:
    dated = [claim for claim in claims if claim.published]
    if not dated:
        return None
    first = min(dated, key=lambda c: (c.published or "", c.id))
    return f"{first.published} ({first.outlet})" if with_outlet else first.published


def _omissions(
    groups: Sequence[_Group], outlets: Sequence[str], sides: Sequence[str], covering: Mapping[str, set[str]]
) -> tuple[OmissionCell, ...]:
    """Share of each side's claims that an outlet has, among the events it covers; the event is the cluster."""
    by_event: dict[str, list[_Group]] = defaultdict(list)
    for group in groups:
        by_event[group.event].append(group)
    keys, sums = [], []
    for outlet in outlets:
        covered = [held for event, held in sorted(by_event.items()) if outlet in covering[event]]
        for side in sides:
            counts = []
            for held in covered:
                theirs = [group for group in held if _origin(group) == side]
                had = sum(any(claim.outlet == outlet for claim in group.claims) for group in theirs)
                counts.append((had, len(theirs)))
            keys.append((outlet, side))
            sums.append(_sums(counts))
    moments = np.array(sums, dtype=np.float64).reshape(-1, 6).T
    low, high = interval(share(moments)) if len(sums) else (np.zeros(0), np.zeros(0))
    return tuple(
        OmissionCell(outlet, side, _figure(total, float(below), float(above)))
        for (outlet, side), total, below, above in zip(keys, sums, low, high, strict=True)
        if total.y
    )


def _sums(counts: Sequence[tuple[int, int]]) -> Sums:
    used = [(x, y) for x, y in counts if y]
    products = [(x, y, x * x, x * y, y * y) for x, y in used]
    return Sums(len(used), *(sum(column) for column in zip(*products, strict=True))) if used else Sums(0, 0, 0, 0, 0, 0)


def _figure(total: Sums, low: float, high: float) -> Figure:
    known = not (np.isnan(low) or np.isnan(high))
    return Figure(
        total.x / total.y, low if known else None, high if known else None, total.x, total.y, total.n, total.small
    )


def _numbers(claims: Sequence[Claim], events: Mapping[str, str]) -> tuple[tuple[NumberRow, ...], list[Reference]]:
    """Figures of one thing in one event that two holders or outlets give, or that differ."""
    found: dict[tuple[str, str], list[tuple[NumberRow, Reference]]] = defaultdict(list)
    for claim in claims:
        if claim.kind != ASSERTED:
            continue
        for number in claim.numbers:
            event = events[claim.id]
            what = f"{number.what}: {number.head}" if number.head and number.head != number.what else number.what
            evidence = f"number|{_short(event, f'{claim.id} {number.text}')}"
            bound = {"least": "at least ", "most": "at most "}.get(number.bound, "")
            row = NumberRow(
                event, what, f"{bound}{number.text}", _speaker(claim), claim.outlet, claim.published, evidence
            )
            reference = (evidence, claim.document, claim.sentence, claim.probability)
            found[event, what].append((row, reference))
    rows: list[NumberRow] = []
    references: list[Reference] = []
    shown: dict[str, int] = defaultdict(int)
    for (event, _), held in sorted(found.items()):
        speakers = {(row.holder, row.outlet) for row, _ in held}
        if len(speakers) < 2:
            continue
        held.sort(key=lambda item: (item[0].value.lower(), item[0].date or "", item[0].holder, item[0].outlet))
        for row, reference in _distinct(held):
            if shown[event] < NUMBERS_PER_EVENT:
                shown[event] += 1
                rows.append(row)
                references.append(reference)
    return tuple(rows), references


def _distinct(held: Sequence[tuple[NumberRow, Reference]]) -> Iterable[tuple[NumberRow, Reference]]:
    seen = set()
    for row, reference in held:
        key = (row.value.lower(), row.holder, row.outlet, row.date)
        if key not in seen:
            seen.add(key)
            yield row, reference


def _speaker(claim: Claim) -> str:
    return AUTHOR if claim.own else claim.holder
