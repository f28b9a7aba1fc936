"""Figures in dispute: different speakers count the same thing in one event, and their values exclude each other."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from perspectives.claims.groups import Group, short
from perspectives.claims.model import AFFIRMED, ASSERTED, Claim, Number
from perspectives.claims.numbers import MEASURES
from perspectives.claims.places import Setting
from perspectives.claims.times import distance
from perspectives.records import AUTHOR, NumberRow

Reference = tuple[str, str, int, float]
"""Evidence key, document id, sentence, probability."""
_Thing = tuple[str, str, str | None, str]
"""Category, family of what is counted, camp and unit."""

_NEAR = 1
"""Days that two figures may lie apart, unless their claims contest each other: a later toll is an update."""
_ABOUT, _ROUND = 0.1, 0.05
"""Reach of a figure that is said to be about a value, and of one in whole thousands."""
_PART = re.compile(r"\b(?:of (?:the|these|those|its|their)|others?|more|further|additional)\b", re.IGNORECASE)
"""Marks of a figure that counts a part ("two of the civilians"), not the whole that others count."""
_BOUNDS = {"least": "at least ", "most": "at most ", "about": "about "}


@dataclass(frozen=True, slots=True)
class _Given:
    """A figure and the claim that gives it; ``place`` numbers all figures."""

    place: int
    number: Number
    claim: Claim
    group: Group


def disputes(all_groups: Mapping[str, Group], setting: Setting) -> tuple[tuple[NumberRow, ...], list[Reference]]:
    """The figures of one quantity that exclude each other, quantity by quantity, and the sentences that give them.

    Counts are of one quantity where they count the same things of the same side, measures where claims that contest
    each other or say the same give them in one unit. Denied and republished claims give no figure.
    """
    given = _given(all_groups)
    against: dict[int, set[int]] = defaultdict(set)
    for x, y in _comparable(given, all_groups, setting):
        if x.claim.holder != y.claim.holder and _exclude(x.number, y.number):
            against[x.place].add(y.place)
            against[y.place].add(x.place)
    found = [[given[place] for place in sorted(places)] for places in _connected(against)]
    found.sort(key=lambda held: (held[0].group.event, _what(held), held[0].claim.id))
    rows: list[NumberRow] = []
    references: list[Reference] = []
    for held in found:
        seen = set()
        for item in sorted(held, key=lambda g: (g.number.value, g.claim.published or "", g.claim.holder, g.claim.id)):
            row, reference = _row(item, held)
            key = (row.value.lower(), row.holder, row.outlet, row.date)
            if key not in seen:
                seen.add(key)
                rows.append(row)
                references.append(reference)
    return tuple(rows), references


def _given(all_groups: Mapping[str, Group]) -> list[_Given]:
    figures = (
        (number, claim, group)
        for _, group in sorted(all_groups.items())
        for claim in group.claims
        if claim.kind == ASSERTED and claim.polarity == AFFIRMED and claim.copy_of is None
        for number in claim.numbers
        if (number.side or number.what in MEASURES) and not _PART.search(number.text)
    )
    return [_Given(place, *figure) for place, figure in enumerate(figures)]


def _comparable(
    given: Sequence[_Given], all_groups: Mapping[str, Group], setting: Setting
) -> Iterator[tuple[_Given, _Given]]:
    """Pairs of figures that count the same quantity; a pair may come twice."""
    aligned: dict[tuple[str, _Thing], list[_Given]] = defaultdict(list)
    counted: dict[tuple[str, _Thing], list[_Given]] = defaultdict(list)
    for item in given:
        thing = _thing(item.number, setting)
        aligned[item.group.first, thing].append(item)
        if item.number.what not in MEASURES:
            counted[item.group.event, thing].append(item)
    for (first, thing), held in aligned.items():
        contested = [item for other in all_groups[first].against for item in aligned.get((other, thing), ())]
        yield from _close(held)
        yield from product(held, contested)
    for held in counted.values():
        yield from _close(held)


def _close(held: Sequence[_Given]) -> Iterator[tuple[_Given, _Given]]:
    for x, y in combinations(held, 2):
        apart = distance(x.claim.day, y.claim.day)
        if apart is not None and apart <= _NEAR:
            yield x, y


def _thing(number: Number, setting: Setting) -> _Thing:
    """What a figure counts and of whom; of a measure its unit, which is the last word of the figure."""
    unit = number.text.lower().split()[-1].rstrip("s") if number.what in MEASURES else ""
    return number.what, number.head, setting.camp(number.side), unit


def _exclude(x: Number, y: Number) -> bool:
    """Whether no value fits both figures.

    >>> _exclude(Number(30, "killed", "", "30", None, "least"), Number(28, "killed", "", "28", None))
    True
    >>> _exclude(Number(100, "killed", "", "100", None, "about"), Number(104, "killed", "", "104", None))
    False
    """
    (low, high), (least, most) = _values(x), _values(y)
    return low > most or least > high


def _values(number: Number) -> tuple[float, float]:
    """The least and the greatest value that a figure leaves open."""
    if number.bound == "least":
        return number.value, math.inf
    if number.bound == "most":
        return -math.inf, number.value
    rounded = number.value >= 1000 and number.value % 1000 == 0
    reach = _ABOUT if number.bound == "about" else _ROUND if rounded else 0.0
    return number.value * (1 - reach), number.value * (1 + reach)


def _connected(against: Mapping[int, set[int]]) -> Iterator[set[int]]:
    """The sets of figures that are linked by what excludes what."""
    waiting = set(against)
    while waiting:
        reached, edge = set[int](), {min(waiting)}
        while edge:
            reached |= edge
            edge = {other for place in edge for other in against[place]} - reached
        waiting -= reached
        yield reached


def _what(held: Sequence[_Given]) -> str:
    what, head = held[0].number.what, held[0].number.head
    return f"{what}: {head}" if head not in ("", what) else what


def _row(item: _Given, held: Sequence[_Given]) -> tuple[NumberRow, Reference]:
    claim, number, event = item.claim, item.number, item.group.event
    evidence = f"number|{short(event, f'{claim.id} {number.text}')}"
    quantity = short(event, f"{held[0].claim.id} {held[0].number.text}")
    row = NumberRow(
        event=event,
        what=_what(held),
        value=_BOUNDS.get(number.bound, "") + number.text,
        holder=AUTHOR if claim.own else claim.holder,
        outlet=claim.outlet,
        date=claim.published,
        evidence=evidence,
        quantity=quantity,
    )
    return row, (evidence, claim.document, claim.sentence, claim.probability)
