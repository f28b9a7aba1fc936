"""Whom "they", "both" and "the three" mean: several who were named, or spoke, together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from perspectives.attribution.discourse import GROUP, Discourse, Entity, Referent
from perspectives.records import OTHER

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
SEVERAL = "several"
"""The rule of those who speak as one for no side of theirs."""
_AND = re.compile(r",?\s{1,3}and\s{1,3}(?:the\s{1,3}|h(?:is|er)\s{1,3})?")
_COMMA = re.compile(r",\s{1,3}(?:the\s{1,3})?")
_NEAR = 2
"""Sentences back in which several must have been named to be taken up again."""


def they(discourse: Discourse, position: int) -> tuple[Referent, ...]:
    """Whom "they" means: several people first, else whoever spoke last; nobody where the text names nobody."""
    found = discourse.before(position, lambda e: e.referent.kind == GROUP, _NEAR)
    for run in _runs(discourse, position):
        if run[0].subject and (found is None or run[0].sentence > found.sentence):
            return _sides(run)
    found = found or discourse.before(position, lambda e: e.source) or discourse.before(position, lambda e: True, 2)
    if found is None:
        return ()
    near = takewhile(lambda e: e.start >= found.start, discourse.back(position))
    return _sides([e for e in near if (e.start, e.end, e.source) == (found.start, found.end, found.source)][::-1])


def pair(discourse: Discourse, position: int) -> tuple[Referent, ...]:
    """Whom "both sides" means: two just named together, else the first two sides of the file, else the last two.

    Two sides that are not of the first two, as mediators are, make no such pair.
    """
    first = [side.id for side in discourse.lexicon.conflict.sides[:2]]
    for run in _runs(discourse, position):
        both = list(dict.fromkeys(entity.referent.side for entity in reversed(run)))[1::-1]
        if set(both) & set(first):
            return _of(discourse, both)
    here = discourse.sentence_at(position)
    seen: list[str] = []
    for entity in discourse.back(position):
        if entity.sentence < here - 5:
            break
        if entity.referent.actor and entity.referent.side not in seen:
            seen.append(entity.referent.side)
    return _of(discourse, first if set(first) <= set(seen) or len(seen) < 2 else seen[:2])


def number(discourse: Discourse, position: int, count: int) -> tuple[Referent, ...]:
    """Whom "the three" means: as many who were just named together, else several who speak for no side."""
    for run in _runs(discourse, position):
        if len(run) == count:
            return _sides(run)
    return (Referent(OTHER, None, GROUP, rule=SEVERAL),)


def _runs(discourse: Discourse, position: int) -> Iterator[list[Entity]]:
    """Actors of several sides that are named in one breath before a position, the nearest first: "Putin and Aliyev"."""
    here = discourse.sentence_at(position)
    run: list[Entity] = []
    for entity in discourse.back(position):
        if entity.sentence < here - _NEAR:
            break
        if not entity.referent.actor or (run and entity.start == run[0].start):
            continue
        if run and _linked(discourse.text, entity, run):
            run.insert(0, entity)
            continue
        if len({one.referent.side for one in run}) > 1:
            yield run
        run = [entity]
    if len({one.referent.side for one in run}) > 1:
        yield run


def _linked(text: str, entity: Entity, run: list[Entity]) -> bool:
    """Whether an entity stands before those that "and" and commas join."""
    joint = _AND.fullmatch(text, entity.end, run[0].start)
    return joint is not None or (len(run) > 1 and _COMMA.fullmatch(text, entity.end, run[0].start) is not None)


def _sides(entities: list[Entity]) -> tuple[Referent, ...]:
    """One referent for each side."""
    sides: dict[str, Referent] = {}
    for entity in entities:
        sides.setdefault(entity.referent.side, entity.referent)
    return tuple(sides.values())


def _of(discourse: Discourse, sides: list[str]) -> tuple[Referent, ...]:
    """Those of two sides."""
    actors = {actor.side: actor.id for actor in reversed(discourse.lexicon.conflict.actors)}
    return tuple(Referent(side, actors[side], GROUP, rule="pair") for side in sides)
