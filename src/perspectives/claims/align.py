"""Claims of one event against one another: same, contested or related, and which say the same together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from perspectives.claims.blocks import candidates, events
from perspectives.claims.clash import compare
from perspectives.claims.copies import with_copies
from perspectives.claims.features import features
from perspectives.claims.model import (
    ASSERTED,
    CONTESTED,
    ENDORSED,
    RELATIONS,
    SAME,
    UNRELATED,
    Claim,
    ClaimEvent,
    Claims,
    Relation,
)
from perspectives.claims.pairs import PairModel
from perspectives.claims.places import Setting, setting
from perspectives.claims.reasons import reasons
from perspectives.claims.vectors import Encoded
from perspectives.records import Conflict

BATCH = 20_000
"""Pairs whose features are held at once."""
_ENDORSED_REACH = 6
_LINKS, _MEAN = 50, 0.35
_SURE = 0.6
"""Least probability of a pair that brings claims together, or of a contest that tells which version is meant."""
_Found = tuple[int, int, str, float, str]


def align(claims: Sequence[Claim], encoded: Encoded, conflict: Conflict, model: PairModel) -> Claims:
    """Align claims; ``encoded`` holds what the encoder makes of each. Their order does not matter.

    Time grows near linearly: each claim is compared with a bounded number of others of its event. Claims of equal
    words, holder and day in one event are compared once, those of republished articles go with their originals.
    """
    copies = sorted((claim for claim in claims if claim.copy_of), key=lambda claim: claim.id)
    order = sorted((i for i, claim in enumerate(claims) if not claim.copy_of), key=lambda i: claims[i].id)
    claims, encoded = [claims[i] for i in order], encoded.ordered(order)
    where = setting(conflict)
    named = events(claims, conflict, where)
    members: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(named):
        members[name].append(position)
    found: list[_Found] = []
    proposed = [np.zeros((0, 2), dtype=np.int64)]
    for _, held in sorted(members.items()):
        first, repeated = _repeated(held, claims)
        found += repeated
        proposed.append(candidates(first, claims, encoded.wholes, where))
    found += _related(np.concatenate(proposed), claims, encoded, (where, model))
    found += list(_endorsements(claims, named, found))
    found.sort(key=lambda item: (item[0], item[1]))
    aligned = Claims(
        claims=tuple(claims),
        events=tuple(ClaimEvent(name, tuple(claims[i].id for i in held)) for name, held in sorted(members.items())),
        relations=tuple(
            Relation(claims[a].id, claims[b].id, label, round(probability, 3), why)
            for a, b, label, probability, why in found
        ),
        groups={claim.id: claims[i].id for claim, i in zip(claims, clusters(len(claims), found), strict=True)},
        homes=where.homes,
    )
    return with_copies(aligned, copies)


def _repeated(held: Sequence[int], claims: Sequence[Claim]) -> tuple[list[int], list[_Found]]:
    """The first of each set of claims with the same words, holder and day, and its relations to the others."""
    firsts: dict[tuple[str, str, str | None], int] = {}
    repeated: list[_Found] = []
    for position in held:
        claim = claims[position]
        first = firsts.setdefault((" ".join(claim.text.lower().split()), claim.holder, claim.day), position)
        if first != position:
            repeated.append((first, position, SAME, 1.0, "same words"))
    return sorted(firsts.values()), repeated


def _related(
    pairs: np.ndarray, claims: Sequence[Claim], encoded: Encoded, deciding: tuple[Setting, PairModel]
) -> Iterator[_Found]:
    where, model = deciding
    for start in range(0, len(pairs), BATCH):
        batch = pairs[start : start + BATCH]
        likenesses = [encoded.alike(a, b) for a, b in batch.tolist()]
        clashes = [compare(claims[a], claims[b], where) for a, b in batch.tolist()]
        rows = np.array(
            [
                features(claims[a], claims[b], like, clash)
                for (a, b), like, clash in zip(batch.tolist(), likenesses, clashes, strict=True)
            ]
        )
        probabilities = model.probabilities(rows, clashes)
        best = probabilities.argmax(axis=1)
        for (a, b), like, clash, row, top in zip(batch.tolist(), likenesses, clashes, probabilities, best, strict=True):
            label = RELATIONS[top]
            if label != UNRELATED and ENDORSED not in (claims[a].kind, claims[b].kind):
                why = reasons(claims[a], claims[b], like.similarity, clash, label)
                yield a, b, label, float(row[top]), why


def _endorsements(claims: Sequence[Claim], named: Sequence[str], found: Iterable[_Found]) -> Iterator[_Found]:
    """An outlet that calls a side's version true says what that side said last before, if it is contested.

    Without a contested claim the nearest before counts.
    """
    contested: dict[int, dict[int, float]] = defaultdict(dict)
    for a, b, label, probability, _ in found:
        if label == CONTESTED:
            contested[a][b] = contested[b][a] = probability
    by_document: dict[str, list[int]] = defaultdict(list)
    for position, claim in enumerate(claims):
        by_document[claim.document].append(position)
    for position, claim in enumerate(claims):
        if claim.endorses is None:
            continue
        before = [
            other
            for other in by_document[claim.document]
            if claims[other].holder == claim.endorses
            and claims[other].kind == ASSERTED
            and 0 <= claim.sentence - claims[other].sentence <= _ENDORSED_REACH
        ]
        if not before:
            continue
        version = max(before, key=lambda i: (max(contested[i].values(), default=0) >= _SURE, claims[i].sentence, -i))
        why = f"the outlet calls the version of {claim.endorses} closer to the truth"
        yield *_sorted(position, version), SAME, claims[version].probability, why
        for other, probability in contested[version].items():
            if claims[other].document == claim.document:
                yield *_sorted(position, other), CONTESTED, min(claims[other].probability, probability), why


def _sorted(a: int, b: int) -> tuple[int, int]:
    return min(a, b), max(a, b)


def clusters(size: int, found: Iterable[_Found]) -> list[int]:
    """For each of ``size`` claims the first of those that say the same.

    Clusters merge surest first, by the mean of what is known between them, and never across a contested pair.
    """
    parent = list(range(size))
    members = [[i] for i in range(size)]
    known: dict[int, dict[int, float]] = defaultdict(dict)

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    same = []
    for a, b, label, probability, _ in found:
        value = probability if label == SAME else -1.0 if label == CONTESTED else 0.0
        known[a][b] = known[b][a] = value
        if label == SAME and probability >= _SURE:
            same.append((-probability, a, b))
    for _, a, b in sorted(same):
        first, second = sorted((root(a), root(b)))
        if first == second:
            continue
        fewer, more = sorted((members[first], members[second]), key=len)
        whole = set(more)
        links = [value for i in fewer[:_LINKS] for j, value in known[i].items() if j in whole]
        if min(links, default=0.0) < 0 or sum(links) < _MEAN * len(links):
            continue
        parent[second] = first
        members[first] += members[second]
        members[second] = []
    return [root(i) for i in range(size)]
