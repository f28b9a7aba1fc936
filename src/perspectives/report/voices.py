"""Sections on voices: who gets to speak, the stance of each outlet, own voice against quoted."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from perspectives.records import CueCell, Figure, SpeakerCell
from perspectives.report import charts
from perspectives.report.cells import compared
from perspectives.report.figures import NET, SHARE
from perspectives.report.grids import Axes, Figures, Matrix, Title, fill, outlets, sides, voices
from perspectives.report.keys import stance_key, voice_key
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
            figures = {(cell.outlet, cell.side): (_figure(cell, name), voice_key(cell)) for cell in used}
            found.append(fill(view, Title(f"speak-{name}", tab, caption), axes, SHARE, figures))
    differences = [
        (view.names.outlet(cell.outlet), view.names.side(cell.side), compared(cell.difference, SHARE))
        for cell in cells
        if cell.difference is not None
    ]
    cues = _cue_matrices(view, view.comparison.cues)
    return view.html("speakers.html", matrices=found, cues=cues, differences=differences)


def _figure(cell: SpeakerCell, name: str) -> Figure | None:
    figure: Figure | None = getattr(cell, name)
    return figure


def _cue_matrices(view: View, cells: tuple[CueCell, ...]) -> list[Matrix]:
    columns = tuple((cue, cue.replace("_", " ")) for cue in dict.fromkeys(cell.cue for cell in cells))
    found = []
    for index, (side, label) in enumerate(sides(view, (cell.side for cell in cells))):
        own = [cell for cell in cells if cell.side == side]
        if own:
            figures = {(cell.outlet, cell.cue): (cell.share, f"voice|{cell.outlet}|{cell.side}") for cell in own}
            caption = f"How what {label} says is introduced: share of its attributions by class of cue"
            axes = Axes("Outlet", outlets(view), columns)
            # Classes of cue are many and their shares small: bars would say little.
            found.append(fill(replace(view, bars=False), Title(f"cue-{index}", label, caption), axes, SHARE, figures))
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
    return view.html("stance.html", matrices=found, cells=cells, withheld=withheld)


def gaps(view: View) -> Markup:
    """Paired intervals of own and quoted voices toward each side, with the difference."""
    cells = view.comparison.gaps
    panels = []
    for index, (side, label) in enumerate(sides(view, (cell.side for cell in cells))):
        rows = [
            (view.names.outlet(cell.outlet), (("own", "own voice", cell.own), ("quoted", "quoted", cell.quoted)))
            for cell in cells
            if cell.side == side and (cell.own.value is not None or cell.quoted.value is not None)
        ]
        if rows:
            description = f"Net stance toward {label} in own voice and in quoted voices, by outlet, −1 to +1."
            panels.append(charts.panel((f"gap-{index}", f"Toward {label}", description), rows, charts.NET_SCALE))
    return view.html("gaps.html", panels=panels, cells=cells)
