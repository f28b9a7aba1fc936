"""Sections on content: frames, contested names and distinctive words, aligned claims."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from perspectives.records import ClaimRow, FrameCell, NamingCell
from perspectives.report import charts
from perspectives.report.cells import compared
from perspectives.report.escape import slug
from perspectives.report.figures import SHARE
from perspectives.report.grids import Axes, Figures, Matrix, Title, fill, in_order, outlets, share_top, sides, voices
from perspectives.report.keys import frame_key, naming_key
from perspectives.report.view import View

JOURNALISM = {"war": "War journalism", "peace": "Peace journalism"}
"""Frames of this id sum the frames that the conflict file marks so (Galtung, "Peace journalism", 1998)."""
STATUS = {
    "asserted": ("●", "asserts"),
    "carried": ("◐", "carries"),
    "disputed": ("✕", "disputes"),
    "both": ("◑", "both"),
    "absent": ("–", "absent"),
    "": ("", "not covered"),
}
"""How a claim's status is drawn and read."""


def frames(view: View) -> Markup:
    """Share of sentences by frame and outlet, with the war and peace journalism indicators."""
    cells = view.comparison.frames
    scopes = {cell.shared_events for cell in cells}
    # The same events are the fairer comparison; all articles stand beside it where both are known.
    found = [
        _frame_matrix(view, voice, shared)
        for voice in voices(view.comparison, (cell.voice for cell in cells))
        for shared in sorted(scopes, reverse=True)
        if any(cell.voice == voice and cell.shared_events == shared for cell in cells)
    ]
    return view.html(
        "frames.html",
        matrices=found,
        panels=_frame_panels(view),
        differences=[
            (
                view.names.outlet(cell.outlet),
                _frame_label(view, cell.frame) + (", shared events" if cell.shared_events else ""),
                compared(cell.difference, SHARE),
            )
            for cell in cells
            if cell.voice == "own" and cell.difference is not None
        ],
        definitions=view.comparison.conflict.frames,
    )


def _frame_order(view: View, cells: list[FrameCell]) -> tuple[str, ...]:
    declared = [frame.id for frame in view.comparison.conflict.frames]
    return in_order((cell.frame for cell in cells), (*JOURNALISM, *declared))


def _frame_label(view: View, frame: str) -> str:
    return JOURNALISM.get(frame) or view.names.frame(frame)


def _frame_matrix(view: View, voice: str, shared: bool) -> Matrix:
    cells = [cell for cell in view.comparison.frames if cell.voice == voice and cell.shared_events == shared]
    rows = tuple((frame, _frame_label(view, frame)) for frame in _frame_order(view, cells))
    figures: Figures = {(cell.frame, cell.outlet): (cell.share, frame_key(cell)) for cell in cells}
    axes = Axes("Frame", rows, outlets(view))
    label = view.names.voice(voice)
    scope = "articles on events that every outlet covers" if shared else "all articles"
    caption = f"Share of sentences that carry a frame, {label}, {scope}"
    tab = f"{label.capitalize()}, {'shared events' if shared else 'all articles'}"
    name = f"frame-{voice}-{'shared' if shared else 'every'}"
    return fill(view, Title(name, tab, caption), axes, SHARE, figures)


def _frame_panels(view: View) -> list[charts.Panel]:
    cells = view.comparison.frames
    first = next(iter(voices(view.comparison, (cell.voice for cell in cells))), "own")
    shared = any(cell.shared_events and cell.voice == first for cell in cells)
    used = [cell for cell in cells if cell.voice == first and cell.shared_events == shared]
    scale = charts.Scale(0.0, share_top(cell.share for cell in used), SHARE)
    label = view.names.voice(first) + (", shared events" if shared else "")
    panels = []
    for index, frame in enumerate(_frame_order(view, used)):
        rows = [
            (view.names.outlet(cell.outlet), (("own", label, cell.share),))
            for cell in used
            if cell.frame == frame and cell.share.value is not None
        ]
        title = _frame_label(view, frame)
        if rows:
            name = (f"frames-{index}", title, f"Share of sentences with the frame {title} by outlet, {label}.")
            panels.append(charts.panel(name, rows, scale))
    return panels


def naming(view: View) -> Markup:
    """Contested names by outlet and voice, loaded words, and distinctive terms of the outlets' own voice."""
    declared = view.comparison.conflict.namings
    loaded = {naming.id for naming in declared if naming.loaded}
    order = in_order((cell.naming for cell in view.comparison.namings), [naming.id for naming in declared])
    return view.html(
        "naming.html",
        places=_naming_panels(view, [name for name in order if name not in loaded]),
        loaded=_naming_panels(view, [name for name in order if name in loaded]),
        differences=[
            (
                view.names.outlet(cell.outlet),
                view.names.variant(cell.naming, cell.variant),
                compared(cell.difference, SHARE),
            )
            for cell in view.comparison.namings
            if cell.voice == "own" and cell.difference is not None
        ],
        terms=[
            (view.names.outlet(outlet.name), found)
            for outlet in view.comparison.outlets
            if (found := [term for term in view.comparison.terms if term.outlet == outlet.name])
        ],
    )


def _naming_panels(view: View, namings: list[str]) -> list[tuple[str, list[Matrix]]]:
    cells = [cell for cell in view.comparison.namings if cell.naming in namings]
    panels = []
    for voice in voices(view.comparison, (cell.voice for cell in cells)):
        found = [
            _naming_matrix(view, naming, [c for c in cells if c.naming == naming and c.voice == voice])
            for naming in namings
        ]
        used = [matrix for matrix in found if matrix.rows]
        if used:
            panels.append((view.names.voice(voice).capitalize(), used))
    return panels


def _naming_matrix(view: View, naming: str, cells: list[NamingCell]) -> Matrix:
    known = next((known for known in view.comparison.conflict.namings if known.id == naming), None)
    variants = in_order((cell.variant for cell in cells), [variant.id for variant in known.variants] if known else [])
    axes = Axes("Outlet", outlets(view), tuple((v, view.names.variant(naming, v)) for v in variants))
    figures: Figures = {(cell.outlet, cell.variant): (cell.share, naming_key(cell)) for cell in cells}
    label = known.label if known else naming
    voice = view.names.voice(cells[0].voice) if cells else ""
    place = slug(naming) + "-" + (cells[0].voice if cells else "none")
    matrix = fill(
        view, Title(f"naming-{place}", voice, f"{label}, {voice}: share of the outlet’s uses"), axes, SHARE, figures
    )
    return replace(matrix, rows=tuple(row for row in matrix.rows if any(row.cells)))


def claims(view: View) -> Markup:
    """Aligned claims by event, side and outlet, with omissions and disputed numbers."""
    comparison = view.comparison
    by_event: dict[str, list[ClaimRow]] = {}
    for claim in comparison.claims:
        by_event.setdefault(claim.event, []).append(claim)
    omissions = comparison.omissions
    axes = Axes("Outlet", outlets(view), sides(view, (cell.side for cell in omissions)))
    figures: Figures = {(cell.outlet, cell.side): (cell.share, None) for cell in omissions}
    caption = "Share of the claims of the events it covers that an outlet carries, by the side that made the claim"
    omitted = fill(view, Title("omitted", "Claims carried", caption), axes, SHARE, figures)
    return view.html(
        "claims.html",
        events=[(view.names.event(event), rows) for event, rows in by_event.items()],
        omitted=omitted if omissions else None,
        numbers=comparison.numbers,
        status=STATUS,
        anchors={claim.id: f"claim-{index}" for index, claim in enumerate(comparison.claims, 1)},
    )
