"""Claims that say the same as one, what contests them, and how they travel: stated, carried abroad, disputed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from perspectives.claims.model import ASSERTED, CONTESTED, ENDORSED, Claim, Claims, Relation
from perspectives.records import AUTHOR, OTHER

SHOWN = 0.6
"""Least probability of a contest that the report shows; the JSON has all."""
_FACTS = (ASSERTED, ENDORSED)


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that say the same in one event, earliest first; ``against`` are the first claims of those it contests.

    ``first`` is the id of its first claim, ``id`` a short name that stays the same from run to run.
    """

    id: str
    event: str
    first: str
    claims: tuple[Claim, ...]
    against: tuple[str, ...]
    reasons: str

    @property
    def origin(self) -> str:
        """The side that states it first; the outlets' own voice where no side does."""
        named = [claim for claim in self.claims if not claim.own and claim.holder not in (OTHER, AUTHOR)]
        if named:
            return named[0].holder
        return OTHER if any(not claim.own for claim in self.claims) else AUTHOR

    @property
    def makers(self) -> frozenset[str]:
        """The sides that make the claim, in whatever outlet."""
        return frozenset(claim.holder for claim in self.claims if not claim.own)

    @property
    def counts(self) -> bool:
        """Whether two holders or outlets have it, copies of an article apart, or another claim contests it."""
        claims = [claim for claim in self.claims if claim.copy_of is None]
        speakers = {claim.holder for claim in claims} | {claim.outlet for claim in claims if not claim.own}
        return bool(self.against) or len({c.holder for c in claims}) > 1 or len(speakers) > 2


@dataclass(frozen=True, slots=True)
class Travel:
    """The first dated claims that state it, carry it in an outlet at home with another side, and dispute it."""

    stated: Claim | None
    carried: Claim | None
    disputed: Claim | None


def groups(found: Claims) -> dict[str, Group]:
    """All groups of assertions of fact, by the id of their first claim; weak contests are left out."""
    events = {name: event.id for event in found.events for name in event.claims}
    members: dict[str, list[Claim]] = defaultdict(list)
    for claim in found.claims:
        if claim.kind in _FACTS:
            members[found.groups.get(claim.id, claim.id)].append(claim)
    against: dict[str, dict[str, Relation]] = defaultdict(dict)
    for relation in found.relations:
        if relation.relation == CONTESTED and relation.probability >= SHOWN:
            a, b = found.groups.get(relation.a, relation.a), found.groups.get(relation.b, relation.b)
            if a != b and a in members and b in members:
                for one, other in ((a, b), (b, a)):
                    known = against[one].get(other)
                    if known is None or known.probability < relation.probability:
                        against[one][other] = relation
    made = {}
    for first, held in members.items():
        contests = sorted(against[first].items(), key=lambda item: (-item[1].probability, item[0]))
        made[first] = Group(
            short(events[first], first),
            events[first],
            first,
            tuple(sorted(held, key=lambda c: (c.published or "9999", c.id))),
            tuple(other for other, _ in contests),
            contests[0][1].reasons if contests else "",
        )
    return made


def contesting(group: Group, all_groups: Mapping[str, Group]) -> list[Claim]:
    """The claims of all groups that contest a group."""
    return [claim for other in group.against for claim in all_groups[other].claims]


def travel(group: Group, all_groups: Mapping[str, Group], homes: Mapping[str, str]) -> Travel:
    """How a claim travels; ``homes`` gives the side that an outlet (in lower case) is at home with, where known.

    A contrary claim of an earlier day disputes nothing: the later one disputes it.
    """
    origin, stated = group.origin, _first(group.claims)
    told = [c for c in group.claims if not c.own and c.holder == origin != OTHER]
    abroad = [c for c in told if homes.get(c.outlet.lower(), origin) != origin]
    return Travel(stated, _first(abroad), _first(contesting(group, all_groups), stated) if stated else None)


def _first(claims: Sequence[Claim], after: Claim | None = None) -> Claim | None:
    """The earliest dated claim, of the day of ``after`` or later."""
    day = (after and after.published) or ""
    dated = [claim for claim in claims if claim.published and claim.published >= day]
    return min(dated, key=lambda c: (c.published or "", c.id)) if dated else None


def short(event: str, first: str) -> str:
    """A name for a claim or figure of an event that does not depend on what else there is."""
    return f"{event}-{blake2b(first.encode(), digest_size=5).hexdigest()}"
