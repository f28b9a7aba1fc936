"""Every cell of the report from the tally: speakers, cues, stances, gaps, frames, names and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from perspectives.cells import Counted, Request, differences, moments, share_grid
from perspectives.cues import CUES, OTHER_CUE
from perspectives.families import CRITICAL, FAVORABLE, NET, SPEAKERS, Family, grid, speaking_sides, stance_sides
from perspectives.intervals import benjamini_hochberg, covariance, paired
from perspectives.records import (
    AUTHOR,
    Conflict,
    CountCell,
    CueCell,
    FrameCell,
    NamingCell,
    SpeakerCell,
    StanceCell,
    VoiceGap,
)
from perspectives.tally import EVERYWHERE, SHARED
from perspectives.voices import OWN, QUOTED, VOICES


def speakers(counted: Counted, conflict: Conflict) -> tuple[SpeakerCell, ...]:
    """Who gets to speak: every outlet and side."""
    sides = speaking_sides(counted, conflict)
    shares = grid(counted, conflict, SPEAKERS).cells()
    words = share_grid(counted, EVERYWHERE, [Request(("words",), side) for side in sides]).figures()
    manner = share_grid(
        counted,
        EVERYWHERE,
        [Request(("source", side), item) for side in sides if side != AUTHOR for item in ("direct", "unnamed")],
    ).figures()
    return tuple(
        SpeakerCell(
            outlet=outlet,
            side=side,
            share=shares[outlet, (side,)].figure,
            words=words[outlet, (side,)] if side != AUTHOR else None,
            direct=manner.get((outlet, (side, "direct"))),
            unnamed=manner.get((outlet, (side, "unnamed"))),
            difference=shares[outlet, (side,)].difference,
        )
        for outlet in counted.outlets
        for side in sides
    )


def cues(counted: Counted, conflict: Conflict) -> tuple[CueCell, ...]:
    """The cue classes of every outlet and side that is attributed anything."""
    used = {key[-1] for key in counted.tally.keys("x", EVERYWHERE) if key[1] == "cue"}
    classes = [cue for cue in (*CUES, OTHER_CUE) if cue in used]
    sides = [side for side in speaking_sides(counted, conflict) if side != AUTHOR]
    requests = [Request(("cue", side), cue) for side in sides for cue in classes]
    figures = share_grid(counted, EVERYWHERE, requests).figures()
    return tuple(
        CueCell(outlet, side, cue, figure) for (outlet, (side, cue)), figure in figures.items() if figure.total
    )


def stances(counted: Counted, conflict: Conflict) -> tuple[StanceCell, ...]:
    """Net stance and its two shares for every outlet, side and voice."""
    found = []
    for voice in VOICES:
        nets = grid(counted, conflict, Family(NET, voice)).cells()
        plus, minus = (grid(counted, conflict, Family(kind, voice)).figures() for kind in (FAVORABLE, CRITICAL))
        for (outlet, item), cell in nets.items():
            found.append(
                StanceCell(
                    outlet=outlet,
                    side=item[0],
                    voice=voice,
                    net=cell.figure,
                    favorable=plus[outlet, (*item, FAVORABLE)],
                    critical=minus[outlet, (*item, CRITICAL)],
                    withheld=counted.tally.count("withheld", outlet, *item),
                    difference=cell.difference,
                )
            )
    order = {side: place for place, side in enumerate(stance_sides(counted, conflict))}
    return tuple(sorted(found, key=lambda c: (c.outlet, order[c.side], VOICES.index(c.voice))))


def gaps(counted: Counted, conflict: Conflict) -> tuple[VoiceGap, ...]:
    """Own minus quoted net stance where neither is small, with the covariance of the two voices within articles."""
    own, quoted = (grid(counted, conflict, Family(NET, voice)) for voice in (OWN, QUOTED))
    figures = own.figures() | quoted.figures()
    sides = [item[0] for item in own.items]
    sums = [moments(counted, EVERYWHERE, [Request(("stance", side, v), NET) for side in sides]) for v in (OWN, QUOTED)]
    crossed = [[counted.tally.crossed(outlet, side) for side in sides] for outlet in counted.outlets]
    shape = (len(counted.outlets), len(sides), 5)
    products = np.array(crossed, dtype=np.float64).reshape(shape).transpose(2, 0, 1)
    found = differences(paired(own.estimate, quoted.estimate, covariance(sums[0], sums[1], products)))
    large = own.usable * quoted.usable > 0
    tested = [place for place in found if large[place]]
    adjusted = dict(zip(tested, benjamini_hochberg([found[place].p for place in tested]), strict=True))
    return tuple(
        VoiceGap(
            outlet=outlet,
            side=side,
            own=figures[outlet, (side, OWN)],
            quoted=figures[outlet, (side, QUOTED)],
            difference=replace(found[i, j], q=adjusted[i, j]) if (i, j) in adjusted else None,
        )
        for i, outlet in enumerate(counted.outlets)
        for j, side in enumerate(sides)
    )


def frames(counted: Counted, conflict: Conflict, shared_events: tuple[str, ...]) -> tuple[FrameCell, ...]:
    """Frames by outlet and voice, on all articles and, where there are any, on the shared events."""
    scopes = ((False, EVERYWHERE), (True, SHARED)) if shared_events else ((False, EVERYWHERE),)
    return tuple(
        FrameCell(outlet, frame, voice, shared, cell.figure, cell.difference)
        for shared, scope in scopes
        for voice in VOICES
        for (outlet, (_, frame)), cell in grid(counted, conflict, Family("frame", voice), scope).cells().items()
    )


def namings(counted: Counted, conflict: Conflict) -> tuple[NamingCell, ...]:
    """Variants of the contested names that an outlet uses, by voice."""
    return tuple(
        NamingCell(outlet, naming, variant, voice, cell.figure, cell.difference)
        for voice in (OWN, QUOTED)
        for (outlet, (naming, _, variant)), cell in grid(counted, conflict, Family("naming", voice)).cells().items()
        if cell.figure.total
    )


def counts(counted: Counted, kind: str, keys: Sequence[str]) -> tuple[CountCell, ...]:
    """Articles of each outlet by event or month; copies count once."""
    return tuple(
        CountCell(outlet, key, counted.tally.count(kind, outlet, key)) for outlet in counted.outlets for key in keys
    )
