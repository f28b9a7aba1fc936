"""Error rates of single labels on gold units: what the report's second intervals rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from perspectives.evaluate.units import UnitLabels, align, labeled_units, merged
from perspectives.records import AUTHOR, OTHER, Analysis, Conflict
from perspectives.voices import ALL, OWN, QUOTED, VOICES, journalism

Rates = dict[str, tuple[int, int, int, int]]
"""By label ("side:baku", "stance:critical:own"): found of present, left out of absent units."""


_LAYERS = {"side": "sides", "voice": "sides", "named": "sides", "stance": "stances", "frame": "frames"}


def rests_on(label: str) -> set[str]:
    """The layers of labels that a rate takes; which sentences are of one voice is told by their main sides."""
    kind, *_, last = label.split(":")
    return {_LAYERS[kind]} | ({"sides"} if last in (OWN, QUOTED) else set())


def error_rates(gold: Sequence[Analysis], predicted: Sequence[Analysis], conflict: Conflict) -> Rates:
    """Count each label's hits and correct omissions over the gold units that are not boilerplate.

    Every side and frame of the conflict counts, and war and peace journalism as frames that hold theirs: of one that
    gold never has, how often it was rightly left out. Stances and frames count by voice, as the report's shares do:

    - ``voice:own``: the units whose main side is the author, among all; what a frame's share is over.
    - ``frame:security:own``: the frame in a unit of that voice.
    - ``named:own`` and ``stance:critical:own``: the same among the units that name a side, once per side; the stance
      is one that the voice itself holds. Gold analyses carry their mentions.

    A label of one voice is counted over the units that gold puts in that voice, and those of the other voice where
    the label was found in it nonetheless: an evaluation that is another's is a false alarm.
    """
    tally: dict[str, Counter[str]] = {}
    sides = {AUTHOR, OTHER, *conflict.every_side}
    kinds = journalism(conflict)
    frames = [*(frame.id for frame in conflict.frames), *sorted(set(kinds.values()))]

    def count(label: str, present: bool, said: bool) -> None:
        kept = tally.setdefault(label, Counter())
        kept["present" if present else "absent"] += 1
        kept["found" if present and said else "left_out" if not present and not said else "wrong"] += 1

    def voiced(label: str, where: set[str], truth: set[str], said: set[str]) -> None:
        for voice in VOICES:
            if voice in where or voice in said:
                count(f"{label}:{voice}", voice in truth, voice in said)

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
            where, guessed = _voices(unit), _voices(said)
            for side in sides:
                count(f"side:{side}", unit.side == side, said.side == side)
            for voice in (OWN, QUOTED):
                count(f"voice:{voice}", voice in where, voice in guessed)
            shown, found = (one.frames | {kinds[f] for f in one.frames if f in kinds} for one in (unit, said))
            for frame in frames:
                present, marked = where if frame in shown else set(), guessed if frame in found else set()
                voiced(f"frame:{frame}", where, present, marked)
            for target in sorted(named.get(truth.sentences[index].id, ())):
                for voice in (OWN, QUOTED):
                    count(f"named:{voice}", voice in where, voice in guessed)
                for label in ("favorable", "critical"):
                    voiced(f"stance:{label}", where, _held(unit, target, label), _held(said, target, label))
    return {
        label: (kept["found"], kept["present"], kept["left_out"], kept["absent"])
        for label, kept in sorted(tally.items())
    }


def _voices(unit: UnitLabels) -> set[str]:
    """The voices whose sentences the unit is among: that of its main side, and all."""
    return {OWN if unit.side == AUTHOR else QUOTED, ALL}


def _held(unit: UnitLabels, target: str, label: str) -> set[str]:
    """The voices in which the unit counts for a stance: its own, where that holds the stance, and all."""
    holders = {OWN if holder == AUTHOR else QUOTED for holder, *said in unit.stances if said == [target, label]}
    return (holders | {ALL}) & _voices(unit) if holders else set()
