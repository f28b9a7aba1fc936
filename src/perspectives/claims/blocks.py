"""Which claims are about one happening, and which pairs of them are worth comparing: near linear in the claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from perspectives.claims.model import Claim, Vectors
from perspectives.claims.places import Setting
from perspectives.lexicon import tokenize
from perspectives.records import Conflict

Pairs = NDArray[np.int64]
"""Pairs of positions, (pairs, 2), the smaller first."""

NEIGHBORS = 8
"""Most candidates of a claim by likeness."""
BLOCK = 1024
"""Claims compared with all others of their block; larger events are split by the direction of their vectors."""
_GAP = timedelta(days=3)
_REACH = timedelta(days=21)
_NEAR = 2
_OPPOSED, _PLACE, _FIGURES = 0.25, 0.1, 0.1
_LEAST = 0.3
"""Pairs under this likeness, blame and places counted, are neither the same nor contested."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A documented event: days and place ids."""

    id: str
    start: date
    end: date
    places: frozenset[str]


def events(claims: Sequence[Claim], conflict: Conflict, setting: Setting) -> list[str]:
    """The event of each claim.

    A claim belongs to the documented event of its article, unless it gives a date far from it: then to the
    documented event of that date and place, if there is one. Other claims are gathered by place (else by parties)
    and by days without a gap of more than three.
    """
    known = [
        _Known(
            event.id,
            date.fromisoformat(event.start),
            date.fromisoformat(event.end),
            frozenset(place for name in event.places for place in setting.places_of(tokenize(f"in {name}"))),
        )
        for event in conflict.events
    ]
    documented = {event.id: event for event in known}
    main = _main_places(claims)
    found: list[str] = []
    loose: dict[str, list[tuple[date | None, int]]] = defaultdict(list)
    for position, claim in enumerate(claims):
        event = _documented(claim, documented, known)
        found.append(event or "")
        if event is None:
            where = main.get(claim.document) or (claim.places[0] if claim.places else "")
            sides = "-".join(sorted({str(setting.camp(side)) for side in claim.parties}))
            loose[where or sides or "unknown"].append((_day(claim), position))
    for key, held in loose.items():
        for name, position in _runs(key, held):
            found[position] = name
    return found


def _documented(claim: Claim, documented: dict[str, _Known], known: Sequence[_Known]) -> str | None:
    anchor = documented.get(claim.anchor or "")
    said = _iso(claim.date)
    if said is None or (anchor and anchor.start - _REACH <= said <= anchor.end + _REACH):
        return anchor.id if anchor else None
    day = timedelta(days=1)
    on = [e for e in known if e.start - day <= said <= e.end + day and e.places & set(claim.places)]
    return min(on, key=lambda e: (e.end - e.start, e.id)).id if on else None


def _main_places(claims: Sequence[Claim]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in claims:
        counts[claim.document].update(claim.places)
    return {name: min(c, key=lambda place: (-c[place], place)) for name, c in counts.items() if c}


def _runs(key: str, held: Sequence[tuple[date | None, int]]) -> Iterator[tuple[str, int]]:
    """Names of runs of days without a long gap; the undated make one of their own."""
    dated = sorted((day, position) for day, position in held if day is not None)
    first = last = None
    for day, position in dated:
        if first is None or last is None or day - last > _GAP or day - first > _REACH:
            first = day
        last = day
        yield f"{first.isoformat()}:{key}", position
    for position in (position for day, position in held if day is None):
        yield f"undated:{key}", position


def candidates(members: Sequence[int], claims: Sequence[Claim], vectors: Vectors, setting: Setting) -> Pairs:
    """The pairs of one event's claims worth comparing, by likeness, opposite blame, place and what they count.

    Similarity only proposes here. Claims of different holders side by side in one article are always compared.
    """
    found = [_nearby(members, claims)]
    order = np.array(members, dtype=np.int64)
    blocks = [order] if len(order) <= BLOCK else _split(order, vectors)
    marks = _Marks.of(claims, setting)
    found += [_likely(block, vectors, marks.table(block)) for block in blocks if len(block) > 1]
    pairs = np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)
    pairs.sort(axis=1)
    return np.unique(pairs, axis=0)


def _nearby(members: Sequence[int], claims: Sequence[Claim]) -> Pairs:
    """Claims of different holders at most two sentences apart, in one article."""
    held: dict[str, list[int]] = defaultdict(list)
    for position in members:
        held[claims[position].document].append(position)
    pairs = []
    for positions in held.values():
        positions.sort(key=lambda p: claims[p].sentence)
        for i, a in enumerate(positions):
            for b in positions[i + 1 : i + 9]:
                if claims[b].sentence - claims[a].sentence > _NEAR:
                    break
                if claims[a].holder != claims[b].holder:
                    pairs.append((a, b))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class _Marks:
    """What beside the vectors brings two claims together, as columns of 0 and 1."""

    claims: Sequence[Claim]
    setting: Setting

    @staticmethod
    def of(claims: Sequence[Claim], setting: Setting) -> _Marks:
        """Marks of claims by position."""
        return _Marks(claims, setting)

    def table(self, block: Pairs) -> tuple[Vectors, Vectors, Vectors]:
        """Blamed camps, places and categories of figures of a block, each (claims, values)."""
        chosen = [self.claims[p] for p in block.tolist()]
        return (
            _columns([{str(self.setting.camp(s)) for s, v in c.blame if v > 0} for c in chosen]),
            _columns([set(c.places) for c in chosen]),
            _columns([{number.what for number in c.numbers} for c in chosen]),
        )


def _columns(sets: Sequence[set[str]]) -> Vectors:
    names = {name: i for i, name in enumerate(sorted({name for held in sets for name in held}))}
    table = np.zeros((len(sets), max(len(names), 1)), dtype=np.float32)
    for row, held in enumerate(sets):
        for name in held:
            table[row, names[name]] = 1
    return table


def _likely(block: Pairs, vectors: Vectors, marks: tuple[Vectors, Vectors, Vectors]) -> Pairs:
    """The best partners of every claim of a block."""
    blamed, places, figures = marks
    score = vectors[block] @ vectors[block].T
    someone = blamed.max(axis=1)
    score += _OPPOSED * (np.outer(someone, someone) * (blamed @ blamed.T == 0))
    score += _PLACE * np.minimum(places @ places.T, 1) + _FIGURES * np.minimum(figures @ figures.T, 1)
    np.fill_diagonal(score, -np.inf)
    kept = min(NEIGHBORS, len(block) - 1)
    best = np.argpartition(-score, kept - 1, axis=1)[:, :kept]
    rows, columns = np.repeat(np.arange(len(block)), kept), best.ravel()
    alike = score[rows, columns] >= _LEAST
    return np.stack([block[rows[alike]], block[columns[alike]]], axis=1)


def _split(order: Pairs, vectors: Vectors) -> list[Pairs]:
    """Halve by the side of a hyperplane through the median until the blocks are small; like claims stay together."""
    random = np.random.default_rng(0)
    done: list[Pairs] = []
    waiting = [order]
    while waiting:
        block = waiting.pop()
        if len(block) <= BLOCK:
            done.append(block)
            continue
        # the direction between two of the claims parts them better than one drawn from nowhere
        a, b = random.choice(len(block), 2, replace=False)
        cut = vectors[block] @ (vectors[block[a]] - vectors[block[b]])
        ranked = block[np.argsort(cut, kind="stable")]
        waiting += [ranked[: len(block) // 2], ranked[len(block) // 2 :]]
    return done


def _day(claim: Claim) -> date | None:
    return _iso(claim.day)


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
