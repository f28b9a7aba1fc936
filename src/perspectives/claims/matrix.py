"""The matrix of claims by side and outlet, with the sentences behind every cell."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from perspectives.claims.carried import carried, coverage
from perspectives.claims.disputes import Reference, disputes
from perspectives.claims.groups import Group, contesting, groups, travel
from perspectives.claims.model import ASSERTED, DENIED, ENDORSED, Claim, Claims
from perspectives.claims.places import Setting, setting
from perspectives.records import ClaimRow, Conflict, NumberRow, OmissionCell

EVIDENCED = 500
"""Claims whose sentences are gathered, the most prominent first: more would crowd out those of other figures."""


@dataclass(frozen=True, slots=True)
class ClaimTables:
    """What the comparison shows of claims; ``references`` lead from an evidence key to the sentences behind it.

    ``found`` is how many different claims of fact there are, those without a row included.
    """

    rows: tuple[ClaimRow, ...]
    omissions: tuple[OmissionCell, ...]
    numbers: tuple[NumberRow, ...]
    references: tuple[Reference, ...]
    found: int


def tables(found: Claims, conflict: Conflict) -> ClaimTables:
    """The tables of aligned claims; assertions of fact only: demands, opinions and predictions are left out.

    A claim gets a row where two holders or outlets have it, or where another claim contests it.
    """
    where = setting(conflict)
    covered = coverage(found, conflict)
    all_groups = groups(found)
    shown = sorted((group for group in all_groups.values() if group.counts), key=_prominence)
    outlets = sorted({claim.outlet for claim in found.claims})
    sides = [side.id for side in conflict.sides]
    rows = tuple(_row(group, all_groups, (sides, outlets), covered.get(group.event, ()), where) for group in shown)
    numbers, referred = disputes(all_groups, where)
    evidenced = sorted(shown, key=lambda group: _prominence(group)[1:])[:EVIDENCED]
    references = [found for group in evidenced for found in _references(group, all_groups, where)]
    return ClaimTables(
        rows,
        carried(all_groups.values(), covered, outlets, sides),
        numbers,
        tuple(sorted(set(references) | set(referred))),
        len(all_groups),
    )


def _prominence(group: Group) -> tuple[str, int, int, int, str]:
    """The order of the rows: by event, those with most contests, then most outlets, then most claims first."""
    outlets = {claim.outlet for claim in group.claims}
    return group.event, -len(group.against), -len(outlets), -len(group.claims), group.id


def _row(
    group: Group,
    all_groups: Mapping[str, Group],
    axes: tuple[Sequence[str], Sequence[str]],
    covering: Container[str],
    where: Setting,
) -> ClaimRow:
    sides, outlets = axes
    against = contesting(group, all_groups)
    spoken = [c for c in group.claims if c.kind == ASSERTED] or list(group.claims)
    shown = min(
        spoken, key=lambda c: (c.holder != group.origin, c.polarity == DENIED, -c.probability, len(c.text), c.id)
    )
    way = travel(group, all_groups, where.homes)
    return ClaimRow(
        id=group.id,
        event=group.event,
        text=shown.text,
        origin=group.origin,
        contested_with=tuple(all_groups[other].id for other in group.against),
        reasons=group.reasons,
        sides=tuple((side, _of_side(side, group.claims, against, where)) for side in sides),
        outlets=tuple((outlet, _of_outlet(outlet, group.claims, against, covering)) for outlet in outlets),
        first_stated=_dated(way.stated),
        first_carried=_dated(way.carried),
        first_disputed=_dated(way.disputed),
    )


def _dated(claim: Claim | None) -> str | None:
    return f"{claim.published} ({claim.outlet})" if claim else None


def _references(group: Group, all_groups: Mapping[str, Group], where: Setting) -> Iterator[Reference]:
    """The sentences behind a row and behind each of its cells: those that state the claim and those that dispute it."""
    for claim in group.claims:
        yield f"claim|{group.id}", claim.document, claim.sentence, claim.probability
    for claim in (*group.claims, *contesting(group, all_groups)):
        home = where.homes.get(claim.outlet.lower())
        cells = [f"outlet|{claim.outlet}"] + ([] if claim.own else [f"side|{claim.holder}"])
        if home is not None and not any(c.holder == home and not c.own for c in group.claims):
            cells.append(f"side|{home}")
        for cell in cells:
            yield f"claim|{group.id}|{cell}", claim.document, claim.sentence, claim.probability


def _of_side(side: str, claims: Sequence[Claim], contesting: Sequence[Claim], where: Setting) -> str:
    said = any(claim.holder == side and not claim.own for claim in claims)
    disputed = any(claim.holder == side and not claim.own for claim in contesting)
    if said or disputed:
        return "both" if said and disputed else "asserted" if said else "disputed"
    return "carried" if any(where.homes.get(claim.outlet.lower()) == side for claim in claims) else "absent"


def _of_outlet(outlet: str, claims: Sequence[Claim], contesting: Sequence[Claim], covering: Container[str]) -> str:
    """Own voice outranks what is carried; who carries a claim and its contradiction does both.

    An outlet that calls a version true asserts it, whatever else it says.
    """
    if any(c.outlet == outlet and c.kind == ENDORSED for c in claims):
        return "asserted"
    own, other_own = (any(c.outlet == outlet and c.own for c in held) for held in (claims, contesting))
    has, other = (any(c.outlet == outlet for c in held) for held in (claims, contesting))
    if own and not other_own:
        return "asserted"
    if has and other:
        return "both"
    return "carried" if has else "disputed" if other else "absent" if outlet in covering else ""
