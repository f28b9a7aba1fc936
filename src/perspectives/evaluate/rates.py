"""Error rates of single labels on gold units: what the report's second intervals rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from perspectives.evaluate.units import UnitLabels, align, labeled_units, merged
from perspectives.records import AUTHOR, OTHER, Analysis, Conflict
from perspectives.voices import journalism

Rates = dict[str, tuple[int, int, int, int]]
"""By label ("stance:critical", "frame:security", "side:baku"): found of present, left out of absent units."""


def error_rates(gold: Sequence[Analysis], predicted: Sequence[Analysis], conflict: Conflict) -> Rates:
    """Count each label's hits and correct omissions over the gold units that are not boilerplate.

    Every side and frame of the conflict counts, and war and peace journalism as frames that hold theirs: of one that
    gold never has, how often it was rightly left out. A unit counts for a stance once per side that it names, which
    is what the report's shares are counted over; gold analyses carry their mentions.
    """
    tally: dict[str, Counter[str]] = {}
    sides = {AUTHOR, OTHER, *conflict.every_side}
    kinds = journalism(conflict)
    frames = [*(frame.id for frame in conflict.frames), *sorted(set(kinds.values()))]

    def count(label: str, present: bool, said: bool) -> None:
        kept = tally.setdefault(label, Counter())
        kept["present" if present else "absent"] += 1
        kept["found" if present and said else "left_out" if not present and not said else "wrong"] += 1

    for truth, other in zip(gold, predicted, strict=True):
        mine, theirs = labeled_units(truth), labeled_units(other)
        named: dict[int, set[str]] = {}
        for mention in truth.mentions:
            named.setdefault(mention.sentence, set()).add(mention.side)
        for index, which in enumerate(align(mine.spans, theirs.spans)):
            unit = mine.labels[index]
            if unit.boilerplate:
                continue
            said = merged(theirs, which)
            shown, guessed = (one.frames | {kinds[f] for f in one.frames if f in kinds} for one in (unit, said))
            for frame in frames:
                count(f"frame:{frame}", frame in shown, frame in guessed)
            for side in sides:
                count(f"side:{side}", unit.side == side, said.side == side)
            for target in sorted(named.get(truth.sentences[index].id, ())):
                for label in ("favorable", "critical"):
                    count(f"stance:{label}", _held(unit, target, label), _held(said, target, label))
    return {
        label: (kept["found"], kept["present"], kept["left_out"], kept["absent"])
        for label, kept in sorted(tally.items())
    }


def _held(unit: UnitLabels, target: str, label: str) -> bool:
    return any(stance[1:] == (target, label) for stance in unit.stances)
