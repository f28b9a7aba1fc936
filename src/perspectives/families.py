"""The families of comparisons that a report makes: stance, voice, frame and naming, each a grid of cells."""

from __future__ import annotations

from typing import NamedTuple

from perspectives.cells import Counted, Grid, Request, net_grid, share_grid
from perspectives.records import AUTHOR, OTHER, Conflict
from perspectives.tally import EVERYWHERE
from perspectives.voices import ALL, OWN, QUOTED, journalism


class Family(NamedTuple):
    """Comparisons that are corrected together: outlet × side, outlet × frame and so on, in one voice."""

    kind: str
    voice: str


NET, FAVORABLE, CRITICAL = "net", "favorable", "critical"
SPEAKERS = Family("voice", ALL)
TESTED = (
    Family(NET, OWN),
    Family(NET, QUOTED),
    SPEAKERS,
    Family("frame", OWN),
    Family("naming", OWN),
)
"""The families that yield findings and that the self-test tries."""


def grid(counted: Counted, conflict: Conflict, family: Family, scope: str = EVERYWHERE) -> Grid:
    """The cells of a family in one scope.

    Items are (side, voice) for net stance, (side, voice, label) for its two shares, (side,) for voice,
    (voice, frame) for frames and (naming, voice, variant) for naming.
    """
    kind, voice = family
    if kind in (NET, FAVORABLE, CRITICAL):
        sides, among = stance_sides(counted, conflict), _among("named", voice)
        favorable, critical = (
            [Request(("stance", side, voice), label, f"stance:{label}:{voice}", among) for side in sides]
            for label in (FAVORABLE, CRITICAL)
        )
        if kind == NET:
            return net_grid(counted, scope, favorable, critical)
        return share_grid(counted, scope, favorable if kind == FAVORABLE else critical)
    if kind == "voice":
        speaking = speaking_sides(counted, conflict)
        return share_grid(counted, scope, [Request(("speaker",), side, f"side:{side}") for side in speaking])
    if kind == "frame":
        frames = [
            *(frame.id for frame in conflict.frames),
            *sorted(set(journalism(conflict).values())),
        ]
        among = _among("voice", voice)
        requests = [Request(("frame", voice), frame, f"frame:{frame}:{voice}", among) for frame in frames]
        return share_grid(counted, scope, requests)
    variants = [(naming.id, variant.id) for naming in conflict.namings for variant in naming.variants]
    # Words are counted, but whose they are is a model's word.
    audit = f"side:{AUTHOR}"
    requests = [Request(("naming", naming, voice), variant, audit=audit) for naming, variant in variants]
    return share_grid(counted, scope, requests)


def _among(units: str, voice: str) -> str:
    """The error label of a voice's sentences; all voices together are no choice of the model's."""
    return "" if voice == ALL else f"{units}:{voice}"


def stance_sides(counted: Counted, conflict: Conflict) -> list[str]:
    """The conflict's sides, then actors of no side that some outlet mentions often enough to compare."""
    sides = [side.id for side in conflict.sides]
    found = {
        dims[0]
        for outlet, family, *dims in counted.tally.keys("y", EVERYWHERE)
        if family == "stance" and dims[1] == ALL and dims[0] not in (*sides, OTHER, AUTHOR)
        if not counted.tally.ratio((EVERYWHERE, outlet, family, *dims), NET).small
    }
    return sides + sorted(found)


def speaking_sides(counted: Counted, conflict: Conflict) -> list[str]:
    """The conflict's sides, then every other actor that speaks, then ``other`` and ``author``."""
    sides = [side.id for side in conflict.sides]
    seen = {dims[0] for _, family, *dims in counted.tally.keys("x", EVERYWHERE) if family == "speaker"}
    return [*sides, *sorted(seen - {*sides, OTHER, AUTHOR}), OTHER, AUTHOR]
