"""Sections on voices: who gets to speak, the stance of each outlet, own voice against quoted."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from perspectives.records import CueCell, Figure, SpeakerCell, VoiceGap
from perspectives.report import charts
from perspectives.report.cells import compared
from perspectives.report.figures import NET, SHARE
from perspectives.report.grids import Axes, Figures, Matrix, Title, fill, outlets, sides, voices
from perspectives.report.keys import cue_key, manner_key, stance_key, voice_key
from perspectives.report.view import View

_SPEAKER_TABLES = (
    ("share", "Sentences", "Share of the outlet’s sentences by whose view they report (main side)"),
    ("words", "Quoted words", "Share of the attributed words that each side is given"),
    ("direct", "Direct quotation", "Share of a side’s attributions that stand, at least in part, in quotation marks"),
    ("unnamed", "Unnamed sources", "Share of a side’s attributions without a named source"),
)


def speakers(view: View) -> Markup:
    """Share of sentences and quoted words a side, direct quotation, unnamed sources, and the cue mix."""
    cells = view.comparison.speakers
    found = []
    for name, tab, caption in _SPEAKER_TABLES:
        used = [cell for cell in cells if _figure(cell, name) is not None]
        if used:
            axes = Axes("Outlet", outlets(view), sides(view, (cell.side for cell in used)))
            figures = {
                (cell.outlet, cell.side): (
                    _figure(cell, name),
                    voice_key(cell) if name == "share" else manner_key(cell, name),
                )
                for cell in used
            }
            found.append(fill(view, Title(f"speak-{name}", tab, caption), axes, SHARE, figures))
    differences = [
        (view.names.outlet(cell.outlet), view.names.side(cell.side), compared(cell.difference, SHARE))
        for cell in cells
        if cell.difference is not None
    ]
    cues = _cue_matrices(view, view.comparison.cues)
    stacks = _stacks(view, found[0]) if found else ()
    return view.html("speakers.html", matrices=found, stacks=stacks, cues=cues, differences=differences)


def _stacks(view: View, shares: Matrix) -> tuple[charts.Stack, ...]:
    """The outlets' sentences as bars: own voice first, then side by side in the order of the table."""
    by_place = {(cell.outlet, cell.side): cell.share for cell in view.comparison.speakers}
    return tuple(
        charts.stack(
            row.label,
            [(view.names.color(side), label, by_place.get((row.id, side))) for side, label in shares.columns],
        )
        for row in shares.rows
    )


def _figure(cell: SpeakerCell, name: str) -> Figure | None:
    figure: Figure | None = getattr(cell, name)
    return figure


def _cue_matrices(view: View, cells: tuple[CueCell, ...]) -> list[Matrix]:
    found = []
    for index, (side, label) in enumerate(sides(view, (cell.side for cell in cells))):
        own = [cell for cell in cells if cell.side == side]
        if own:
            # Classes of cue are many and their shares small: bars would say little, and columns of zeros nothing.
            used = dict.fromkeys(cell.cue for cell in own if cell.share.count)
            absent = dict.fromkeys(cell.cue.replace("_", " ") for cell in own if cell.cue not in used)
            figures = {(cell.outlet, cell.cue): (cell.share, cue_key(cell)) for cell in own if cell.cue in used}
            caption = f"How what {label} says is introduced: share of its attributions by class of cue"
            caption += f" (none: {', '.join(absent)})" if absent else ""
            axes = Axes("Outlet", outlets(view), tuple((cue, cue.replace("_", " ")) for cue in used))
            matrix = fill(replace(view, bars=False), Title(f"cue-{index}", label, caption), axes, SHARE, figures)
            found.append(replace(matrix, rows=tuple(row for row in matrix.rows if any(row.cells))))
    return found


def stance(view: View) -> Markup:
    """Net stance of each outlet toward each side, in own voice, quoted voices and all."""
    cells = view.comparison.stances
    found = []
    for voice in voices(view.comparison, (cell.voice for cell in cells)):
        used = [cell for cell in cells if cell.voice == voice]
        axes = Axes("Outlet", outlets(view), sides(view, (cell.side for cell in used)))
        figures: Figures = {(cell.outlet, cell.side): (cell.net, stance_key(cell)) for cell in used}
        label = view.names.voice(voice)
        caption = f"Net stance toward each side, {label}: favorable minus critical sentences, −1 to +1"
        found.append(fill(view, Title(f"stance-{voice}", label.capitalize(), caption), axes, NET, figures))
    withheld = sum(cell.withheld for cell in cells if cell.voice in ("own", "quoted"))
    counted = [cell.net for cell in cells if cell.voice == "own" and cell.net.total]
    enough = sum(not figure.small for figure in counted)
    return view.html("stance.html", matrices=found, cells=cells, withheld=withheld, enough=enough, counted=len(counted))


def gaps(view: View) -> Markup:
    """Paired intervals of own and quoted voices toward each side, with the difference."""
    cells = view.comparison.gaps
    panels = []
    for index, (side, label) in enumerate(sides(view, (cell.side for cell in cells))):
        rows = [
            (
                view.names.outlet(cell.outlet),
                _apart(cell),
                (("own", "own voice", cell.own), ("quoted", "quoted", cell.quoted)),
            )
            for cell in cells
            if cell.side == side and (cell.own.value is not None or cell.quoted.value is not None)
        ]
        if rows:
            description = f"Net stance toward {label} in own voice and in quoted voices, by outlet, −1 to +1."
            panels.append(charts.panel((f"gap-{index}", f"Toward {label}", description), rows, charts.NET_SCALE))
    return view.html("gaps.html", panels=panels, cells=cells)


def _apart(cell: VoiceGap) -> str:
    """Own minus quoted voice with its interval and q, where both rest on enough."""
    return compared(cell.difference, NET) or ""
