"""Where two claims clash and where they agree: roles, blame, negation, dates, places and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from perspectives.claims.model import Claim, Number, Role
from perspectives.claims.places import Setting
from perspectives.claims.times import distance
from perspectives.claims.words import GIVING, HARM, OPPOSITES, SYMMETRIC, UNDERGONE

_ANY = "people"


@dataclass(frozen=True, slots=True)
class Clash:
    """What the comparison of two claims found, before it is turned into numbers and words."""

    shared: frozenset[str]
    opposite: tuple[tuple[str, str], ...]
    negated: frozenset[str]
    roles_same: bool
    roles_swapped: tuple[Role, Role] | None
    blame_same: frozenset[str]
    blame_opposite: tuple[str, str] | None
    cleared: str | None
    stance: int
    days: int | None
    explicit: bool
    places: frozenset[str]
    other_place: bool
    equal: tuple[tuple[Number, Number], ...]
    differing: tuple[tuple[Number, Number], ...]
    updated: bool
    ground: bool
    """Whether words tell how they clash: opposite actions or blame, parties that changed places, other figures."""
    subject: bool | None
    """Whether one camp acts first in both, None where a claim names none."""
    alone: bool
    """Whether one holder says both in one article."""
    joint: bool
    """Whether joint sources say both in the same words of one article, and none of them blames another."""
    absolved: bool
    """Whether the claims clear opposite sides: "we did not fire first" from each."""
    answers: bool
    """Whether one claim blames the side that holds the other."""
    crossed: bool
    """Whether the camp that acts first in each stands further on in the other."""
    addressed: bool
    """Whether one claim is about the side that holds the other, which speaks of itself."""


def compare(a: Claim, b: Claim, setting: Setting) -> Clash:
    """Compare two claims by roles, blame, negation, dates, places and numbers."""
    plain_a, plain_b = plain(a.concepts), plain(b.concepts)
    camp = setting.camp
    blamed = [{camp(s): v for s, v in claim.blame} for claim in (a, b)]
    guilty = [{s for s, v in side.items() if v > 0} for side in blamed]
    free = [{s for s, v in side.items() if v < 0} for side in blamed]
    holders = [None if claim.own else camp(claim.holder) for claim in (a, b)]
    subjects = [camp(claim.subject) for claim in (a, b)]
    opposite = None
    if guilty[0] and guilty[1] and not guilty[0] & guilty[1]:
        opposite = (str(min(map(str, guilty[0]))), str(min(map(str, guilty[1]))))
    cleared = (guilty[0] & free[1]) | (guilty[1] & free[0])
    numbers = list(product(a.numbers, b.numbers))
    equal = tuple((x, y) for x, y in numbers if _countable(x, y, setting) and _agree(x, y))
    used = {id(x) for pair in equal for x in pair}
    differing = tuple(
        (x, y)
        for x, y in numbers
        if id(x) not in used and id(y) not in used and _countable(x, y, setting) and not _agree(x, y)
    )
    same, swapped = _roles(a, b, setting)
    opposed = tuple(sorted(_opposed(a, b)))
    negated = frozenset(c for c in plain_a & plain_b if (c in a.concepts) != (c in b.concepts))
    return Clash(
        shared=frozenset(plain_a & plain_b),
        opposite=opposed,
        negated=negated,
        roles_same=same,
        roles_swapped=swapped,
        blame_same=frozenset(str(s) for s in guilty[0] & guilty[1]),
        blame_opposite=opposite,
        cleared=str(min(map(str, cleared))) if cleared else None,
        stance=_stance(a, b, setting),
        days=distance(a.day, b.day),
        explicit=a.date is not None and b.date is not None,
        places=frozenset(a.places) & frozenset(b.places),
        other_place=bool(a.places and b.places and not set(a.places) & set(b.places)),
        equal=equal,
        differing=differing,
        updated=a.holder == b.holder and a.published != b.published,
        ground=bool(opposed or swapped or opposite or cleared or differing or negated),
        subject=None if None in (a.subject, b.subject) else camp(a.subject) == camp(b.subject),
        alone=a.holder == b.holder and a.document == b.document,
        joint=a.document == b.document and a.spans == b.spans and a.holder != b.holder and opposite is None,
        absolved=bool(free[0] and free[1] and not free[0] & free[1]),
        answers=holders[0] != holders[1] and (holders[0] in guilty[1] or holders[1] in guilty[0]),
        crossed=None not in subjects
        and subjects[0] != subjects[1]
        and subjects[0] in {camp(s) for s in b.parties}
        and subjects[1] in {camp(s) for s in a.parties},
        addressed=holders[0] != holders[1]
        and (holders[0] == subjects[0] == subjects[1] or holders[1] == subjects[1] == subjects[0])
        and None not in subjects,
    )


@lru_cache(maxsize=8192)
def plain(concepts: frozenset[str]) -> frozenset[str]:
    """Concepts without the mark of negation."""
    return frozenset(concept.lstrip("-") for concept in concepts)


def _opposed(a: Claim, b: Claim) -> Iterable[tuple[str, str]]:
    """Concepts affirmed by one claim and excluded by one that the other affirms."""
    for x, y in product(a.concepts, b.concepts):
        if x[0] != "-" and y[0] != "-" and frozenset((x, y)) in OPPOSITES:
            yield x, y


def _roles(a: Claim, b: Claim, setting: Setting) -> tuple[bool, tuple[Role, Role] | None]:
    """Whether an action has the same parties in both claims, and an action whose parties changed places."""
    same, swapped = False, None
    for x, y in product(a.roles, b.roles):
        kin = x.action == y.action or any({x.action, y.action} <= kind for kind in (HARM, GIVING))
        if not kin or x.negated != y.negated or x.action in SYMMETRIC or x.action in UNDERGONE:
            continue
        first, second = (setting.camp(x.agent), setting.camp(x.target)), (setting.camp(y.agent), setting.camp(y.target))
        agreeing = first[0] is not None and (None in (first[1], second[1]) or first[1] == second[1])
        if first[0] == second[0] and (agreeing or (first[0] is None and first[1] == second[1])):
            same = True
        elif (
            first[0] is not None
            and second[0] is not None
            and first[0] != second[0]
            and (first[0] == second[1] or first[1] == second[0])
        ):
            swapped = swapped or (x, y)
    return same, swapped


def _countable(x: Number, y: Number, setting: Setting) -> bool:
    """Whether two figures count the same thing: the category, whose, and the family of what is counted."""
    if x.what != y.what:
        return False
    sides = setting.camp(x.side), setting.camp(y.side)
    if None not in sides and sides[0] != sides[1]:
        return False
    return (
        x.head == y.head
        or not x.head
        or not y.head
        or (_ANY in (x.head, y.head) and (x.side == y.side or None in sides))
    )


def _agree(x: Number, y: Number) -> bool:
    if (x.bound == "least" and y.value >= x.value) or (y.bound == "least" and x.value >= y.value):
        return max(x.value, y.value) <= 1.5 * min(x.value, y.value) or x.value == y.value
    return x.value == y.value


def _stance(a: Claim, b: Claim, setting: Setting) -> int:
    """−1 where the claims judge sides in opposite ways, +1 where alike, 0 where nothing tells."""
    first, second = ({setting.camp(side): label for side, label in claim.stances} for claim in (a, b))
    shared = set(first) & set(second)
    if any(first[s] != second[s] for s in shared):
        return -1
    if shared:
        return 1
    critical = [{s for s, label in held.items() if label == "critical"} for held in (first, second)]
    return -1 if critical[0] and critical[1] else 0
