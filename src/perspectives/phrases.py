"""The English of a finding: a sentence that says no more than its figures."""

from __future__ import annotations

from perspectives.cells import Cell
from perspectives.copies import Key
from perspectives.families import CRITICAL, NET
from perspectives.percentage import percentage
from perspectives.records import AUTHOR, OTHER, Conflict, Figure
from perspectives.voices import OWN

UNAUDITED = " The labels are unaudited."
MOST_NAMED = 6
"""Outlets of a mean that are named where it leaves out some."""


def stance(conflict: Conflict, outlet: str, item: Key, cell: Cell) -> str:
    """A stance finding; ``item`` is (side, voice, label), label being net, favorable or critical."""
    side, voice, label = side_label(conflict, item[0]), item[1], item[2]
    if label == NET:
        holder = f"{outlet}’s own voice is" if voice == OWN else f"The voices that {outlet} quotes are"
        whom = cell.others[0] if len(cell.others) == 1 else "the others on average"
        low, high = signed(cell.figure.low), signed(cell.figure.high)
        return (
            f"{holder} {_leaning(cell)} {side} than {whom}: net stance {signed(cell.figure.value)} [{low} to {high}] "
            f"over the {voice}-voice sentences that mention it"
        )
    adverb = "critically" if label == CRITICAL else "favorably"
    holder = f"{outlet} speaks" if voice == OWN else f"The voices that {outlet} quotes speak"
    return f"{holder} of {side} {adverb} in {percent(cell.figure)} of its {voice}-voice sentences that mention it"


def voice(conflict: Conflict, outlet: str, side: str, cell: Cell) -> str:
    """A finding on who gets to speak."""
    if side == AUTHOR:
        return f"{outlet} speaks in its own voice in {percent(cell.figure)} of its sentences"
    source = "sources outside the compared sides" if side == OTHER else side_label(conflict, side)
    return f"{outlet} reports the view of {source} in {percent(cell.figure)} of its sentences"


def frame(conflict: Conflict, outlet: str, name: str, cell: Cell) -> str:
    """A finding on a frame in own voice."""
    label = next((frame.label for frame in conflict.frames if frame.id == name), None)
    if label is None:
        return f"{outlet} uses frames of {name} journalism in {percent(cell.figure)} of its own-voice sentences"
    return f"{outlet} uses the frame “{label}” in {percent(cell.figure)} of its own-voice sentences"


def naming(conflict: Conflict, outlet: str, item: Key, cell: Cell) -> str:
    """A finding on a contested name in own voice; ``item`` is (naming, voice, variant)."""
    label = next((naming.label for naming in conflict.namings if naming.id == item[0]), item[0])
    return f"For “{label}” {outlet} writes “{item[2]}” in {percent(cell.figure)} of its own-voice uses"


def rests_on(figure: Figure, unit: str) -> str:
    """What a figure rests on: "(n = 112 sentences in 24 articles)"."""
    return f" (n = {figure.total:,} {unit} in {figure.clusters:,} articles)"


def compared(cell: Cell, measure: str, others: int) -> str:
    """The mean of the compared outlets, told apart from all ``others``, or the one compared outlet by name."""
    value = signed(cell.reference) if measure == NET else share(cell.reference)
    if len(cell.others) == 1:
        alone = ", the only other outlet with enough articles," if others > 1 else ""
        return f"in {cell.others[0]}{alone} it is {value}"
    if len(cell.others) == others:
        return f"the mean of the {others} other outlets is {value}"
    names = f" ({', '.join(cell.others)})" if len(cell.others) <= MOST_NAMED else ""
    return f"the mean of the {len(cell.others)} of {others} other outlets with enough articles{names} is {value}"


def side_label(conflict: Conflict, side: str) -> str:
    """A side's label, or the name of an actor of no side."""
    labels = {s.id: s.label for s in conflict.sides}
    names = {actor.side: actor.names[0] for actor in reversed(conflict.actors) if actor.names}
    return labels.get(side) or names.get(side) or side


def percent(figure: Figure) -> str:
    """A share with its interval: "41 % [33–50]"."""
    return f"{share(figure.value)} [{share(figure.low)[:-2]}–{share(figure.high)[:-2]}]"


def share(value: float | None) -> str:
    """A share in percent, in tenths where it would else read as none or all."""
    return "unknown" if value is None else f"{percentage(value)} %"


def signed(value: float | None) -> str:
    """A net figure with its sign and a true minus."""
    return "unknown" if value is None else f"{value:+.2f}".replace("-0.00", "+0.00").replace("-", "−")


def _leaning(cell: Cell) -> str:
    value, own = cell.difference.value if cell.difference else 0.0, cell.figure.value or 0.0
    if value < 0:
        return "more critical of" if own < 0 else "less favorable to"
    return "more favorable to" if own > 0 else "less critical of"
