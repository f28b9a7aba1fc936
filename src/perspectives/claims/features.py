"""What two claims have in common and where they clash, as numbers for the pair model and as reasons in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from perspectives.claims.model import DEMANDED, DENIED, OPINION, PREDICTED, PROMISED, Claim, Number, Role
from perspectives.claims.places import Setting
from perspectives.claims.times import distance
from perspectives.claims.words import GIVING, HARM, OPPOSITES, SYMMETRIC, UNDERGONE

NAMES = (
    "similarity",
    "stems",
    "contained",
    "concepts",
    "concept contained",
    "opposite",
    "negated",
    "polarity",
    "both denied",
    "denial of same",
    "roles same",
    "roles swapped",
    "blame same",
    "blame opposite",
    "cleared",
    "stance same",
    "stance opposite",
    "holder same",
    "holder against",
    "own voice",
    "days apart",
    "same day",
    "other day",
    "same place",
    "other place",
    "number same",
    "number differs",
    "number updated",
    "numbers",
    "one demand",
    "both demand",
    "one future",
    "parties",
    "parties differ",
    "length",
    "symmetric",
    "harm",
    "subject same",
    "subject differs",
    "alike but for the subject",
)
"""The features of a pair, in order; all are the same whichever claim comes first."""
_FUTURE = (PROMISED, PREDICTED, OPINION)
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


def compare(a: Claim, b: Claim, setting: Setting) -> Clash:
    """Compare two claims by roles, blame, negation, dates, places and numbers."""
    plain_a, plain_b = _plain(a.concepts), _plain(b.concepts)
    camp = setting.camp
    blamed = [{camp(s): v for s, v in claim.blame} for claim in (a, b)]
    guilty = [{s for s, v in side.items() if v > 0} for side in blamed]
    free = [{s for s, v in side.items() if v < 0} for side in blamed]
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
    )


def features(a: Claim, b: Claim, similarity: float, clash: Clash) -> list[float]:
    """The numbers of :data:`NAMES` for a pair; ``similarity`` is the cosine of their vectors."""
    union = len(a.stems | b.stems) or 1
    least = min(len(a.stems), len(b.stems)) or 1
    common = len(a.stems & b.stems)
    plain = (_plain(a.concepts), _plain(b.concepts))
    against = a.holder != b.holder and not a.own and not b.own and "other" not in (a.holder, b.holder)
    days = 30 if clash.days is None else clash.days
    demands = (a.kind == DEMANDED) + (b.kind == DEMANDED)
    polarity = a.polarity != b.polarity
    parties = set(a.parties), set(b.parties)
    other_subject = clash.subject is False and not clash.shared & SYMMETRIC
    return [
        similarity,
        common / union,
        common / least,
        len(clash.shared) / (len(plain[0] | plain[1]) or 1),
        len(clash.shared) / (min(map(len, plain)) or 1),
        min(len(clash.opposite), 2),
        min(len(clash.negated), 2),
        polarity,
        a.polarity == b.polarity == DENIED,
        polarity * (common / least + similarity),
        clash.roles_same,
        clash.roles_swapped is not None,
        bool(clash.blame_same),
        clash.blame_opposite is not None,
        clash.cleared is not None,
        clash.stance > 0,
        clash.stance < 0,
        a.holder == b.holder,
        against,
        a.own + b.own,
        min(days, 60) / 60,
        days <= 1,
        clash.explicit and days > 1,
        bool(clash.places),
        clash.other_place,
        min(len(clash.equal), 2),
        bool(clash.differing) and not clash.updated,
        bool(clash.differing) and clash.updated,
        bool(a.numbers) + bool(b.numbers),
        demands == 1,
        demands == 2,
        (a.kind in _FUTURE) != (b.kind in _FUTURE),
        len(parties[0] & parties[1]) / (len(parties[0] | parties[1]) or 1),
        bool(parties[0] ^ parties[1]),
        abs(len(a.stems) - len(b.stems)) / union,
        bool(clash.shared & SYMMETRIC),
        bool(plain[0] & HARM) + bool(plain[1] & HARM),
        clash.subject is True,
        other_subject,
        other_subject * (common / least + similarity),
    ]


def reasons(a: Claim, b: Claim, similarity: float, clash: Clash, relation: str) -> str:
    """Why two claims relate as they do, in words: "same place and date; opposite blame; different figures 3 / 4"."""
    found: list[str] = []
    where, when = bool(clash.places), clash.days is not None and clash.days <= 1
    if where or when:
        found.append("same " + " and ".join(word for word, held in (("place", where), ("date", when)) if held))
    if relation == "contested":
        found += _against(a, b, clash)
    elif relation == "same":
        found += _agreeing(clash, similarity)
    else:
        found += ["compatible and different"] if not clash.blame_opposite else ["blame different sides"]
        if clash.updated and clash.differing:
            found.append(f"figure updated {_values(clash.differing[0])}")
    if clash.equal:
        x, y = clash.equal[0]
        described = f" ({x.text} / {y.text})" if x.text.lower() != y.text.lower() else ""
        found.append(f"same figure {x.value:g}{described}")
    return "; ".join(found) or ("similar words" if similarity > 0.6 else "same event")


def _against(a: Claim, b: Claim, clash: Clash) -> Iterable[str]:
    if clash.roles_swapped:
        first, second = clash.roles_swapped
        yield f"roles reversed ({first.agent or '?'} → {first.target or '?'} / {second.agent or '?'} → {second.target or '?'})"  # noqa: E501
    if clash.blame_opposite:
        yield f"opposite blame ({clash.blame_opposite[0]} / {clash.blame_opposite[1]})"
    elif clash.stance < 0:
        yield "opposite stances"
    if clash.cleared:
        yield f"one blames {clash.cleared}, the other clears it"
    if a.polarity != b.polarity:
        yield "one denies"
    for one, other in clash.opposite[:1]:
        yield f"{one} against {other}"
    if clash.differing:
        x, _ = clash.differing[0]
        kind = "casualty figures" if x.what in ("killed", "wounded") else "figures"
        yield f"different {kind} {_values(clash.differing[0])}"


def _agreeing(clash: Clash, similarity: float) -> Iterable[str]:
    if clash.roles_same:
        yield "same roles"
    elif clash.blame_same:
        yield f"same blame ({min(clash.blame_same)})"
    if clash.shared:
        yield "same action"
    elif similarity > 0.6:
        yield "similar words"


def _values(pair: tuple[Number, Number]) -> str:
    return f"{pair[0].value:g} / {pair[1].value:g}"


@lru_cache(maxsize=8192)
def _plain(concepts: frozenset[str]) -> frozenset[str]:
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
