"""Of the claims that a side makes, how many an outlet carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from perspectives.claims.groups import Group
from perspectives.claims.model import Claims
from perspectives.intervals import SMALL_CLUSTERS, SMALL_UNITS, Sums, interval, share
from perspectives.records import Conflict, Figure, OmissionCell


def coverage(found: Claims, conflict: Conflict) -> dict[str, dict[str, set[str]]]:
    """Event → outlet → its articles on the event, copies under the id of their original.

    A documented event is covered by the articles that are on it, whatever else they recall; any other event by those
    that make a claim about it.
    """
    documents = {claim.id: claim.document for claim in found.claims}
    originals = {claim.document: documents[claim.copy_of] for claim in found.claims if claim.copy_of}
    events = {name: event.id for event in found.events for name in event.claims}
    documented = {event.id for event in conflict.events}
    covered: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for claim in found.claims:
        event = claim.anchor or events[claim.id]
        if claim.anchor or event not in documented:
            covered[event][claim.outlet].add(originals.get(claim.document, claim.document))
    return covered


def carried(
    all_groups: Iterable[Group],
    covered: Mapping[str, Mapping[str, set[str]]],
    outlets: Sequence[str],
    sides: Sequence[str],
) -> tuple[OmissionCell, ...]:
    """Of the claims that a side makes in any outlet on the events that an outlet covers, the share that it carries.

    The interval takes each event as one unit; ``clusters`` are the outlet's articles on these events.
    """
    made: dict[str, dict[str, list[Group]]] = defaultdict(lambda: defaultdict(list))
    for group in all_groups:
        for side in group.makers:
            made[side][group.event].append(group)
    cells = [(outlet, side) for outlet in outlets for side in sides]
    sums: list[Sums] = []
    articles: list[int] = []
    for outlet, side in cells:
        events = [event for event in sorted(made[side]) if outlet in covered.get(event, ())]
        had = [sum(any(c.outlet == outlet for c in group.claims) for group in made[side][event]) for event in events]
        sums.append(_sums(had, [len(made[side][event]) for event in events]))
        articles.append(len({name for event in events for name in covered[event][outlet]}))
    low, high = interval(share(np.array(sums, dtype=np.float64).reshape(-1, 6).T))
    return tuple(
        OmissionCell(outlet, side, _figure(total, number, (float(below), float(above))))
        for (outlet, side), total, number, below, above in zip(cells, sums, articles, low, high, strict=True)
        if total.y
    )


def _sums(had: Sequence[int], made: Sequence[int]) -> Sums:
    """The sums over events of claims had (x) and made (y)."""
    x, y = np.array(had, dtype=np.int64), np.array(made, dtype=np.int64)
    return Sums(len(y), *(int(column.sum()) for column in (x, y, x * x, x * y, y * y)))


def _figure(total: Sums, articles: int, limits: tuple[float, float]) -> Figure:
    low, high = (None if np.isnan(limit) else limit for limit in limits)
    small = articles < SMALL_CLUSTERS or total.y < SMALL_UNITS
    return Figure(total.x / total.y, low, high, total.x, total.y, articles, small)
