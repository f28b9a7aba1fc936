"""Sections on content: frames, contested names and distinctive words, aligned claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from perspectives.records import ClaimRow, FrameCell, NamingCell
from perspectives.report import charts
from perspectives.report.cells import compared
from perspectives.report.escape import shorten
from perspectives.report.figures import SHARE
from perspectives.report.grids import Axes, Figures, Matrix, Title, fill, in_order, outlets, share_top, sides, voices
from perspectives.report.keys import frame_key, naming_key, term_key
from perspectives.report.names import JOURNALISM
from perspectives.report.view import View

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
        shared=True in scopes,
        differences=[
            (
                view.names.outlet(cell.outlet),
                view.names.frame(cell.frame) + (", shared events" if cell.shared_events else ""),
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


def _frame_matrix(view: View, voice: str, shared: bool) -> Matrix:
    cells = [cell for cell in view.comparison.frames if cell.voice == voice and cell.shared_events == shared]
    rows = tuple((frame, view.names.frame(frame)) for frame in _frame_order(view, cells))
    figures: Figures = {(cell.frame, cell.outlet): (cell.share, frame_key(cell)) for cell in cells}
    axes = Axes("Frame", rows, outlets(view))
    label = view.names.voice(voice)
    scope = "articles on the shared events, each weighing alike in all outlets" if shared else "all articles"
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
            (view.names.outlet(cell.outlet), "", (("own", label, cell.share),))
            for cell in used
            if cell.frame == frame and cell.share.value is not None
        ]
        title = view.names.frame(frame)
        if rows:
            name = (f"frames-{index}", title, f"Share of sentences with the frame {title} by outlet, {label}.")
            panels.append(charts.panel(name, rows, scale))
    return panels


def naming(view: View) -> Markup:
    """Contested names by outlet and voice, loaded words, and distinctive terms of the outlets' own voice."""
    return view.html(
        "naming.html",
        families=[
            (title, name, often, seldom)
            for title, name, loaded in (("Contested names", "place", False), ("Loaded words", "loaded", True))
            for often, seldom in (_naming_tables(view, name, loaded),)
        ],
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
        term_links={term: view.links.get(term_key(term)) for term in view.comparison.terms},
    )


def _naming_tables(view: View, name: str, loaded: bool) -> tuple[list[Matrix], list[Matrix]]:
    """A table a voice of the names that some outlet uses often enough to conclude from, and one of the others."""
    declared = {naming.id: naming for naming in view.comparison.conflict.namings}
    known = [naming for naming, found in declared.items() if found.loaded is loaded]
    used = in_order(
        (
            cell.naming
            for cell in view.comparison.namings
            if cell.naming in known or (cell.naming not in declared and not loaded)
        ),
        known,
    )
    often = {cell.naming for cell in view.comparison.namings if not cell.share.small}
    found: tuple[list[Matrix], list[Matrix]] = ([], [])
    for voice in voices(view.comparison, (cell.voice for cell in view.comparison.namings)):
        for place, (tables, kept) in enumerate(zip(found, (often, set(used) - often), strict=True)):
            cells = [c for c in view.comparison.namings if c.voice == voice and c.naming in used and c.naming in kept]
            if cells:
                label = view.names.voice(voice)
                what = ("Loaded words" if loaded else "Contested names") + (" used seldom" if place else "")
                caption = f"{what}, {label}: share of each variant in an outlet’s uses of the name"
                title = Title(f"{name}-{place}-{voice}", label.capitalize(), caption)
                tables.append(_naming_matrix(view, title, cells, used))
    return found


def _naming_matrix(view: View, title: Title, cells: list[NamingCell], order: Sequence[str]) -> Matrix:
    rows: list[tuple[str, str]] = []
    groups: dict[str, str] = {}
    for naming in in_order((cell.naming for cell in cells), order):
        known = next((known for known in view.comparison.conflict.namings if known.id == naming), None)
        declared = [variant.id for variant in known.variants] if known else []
        for variant in in_order((cell.variant for cell in cells if cell.naming == naming), declared):
            row = f"{naming}|{variant}"
            if not any(cell.share.count for cell in cells if (cell.naming, cell.variant) == (naming, variant)):
                continue
            if naming not in groups.values():
                groups[row] = naming
            rows.append((row, view.names.variant(naming, variant)))
    labels = {naming.id: naming.label for naming in view.comparison.conflict.namings}
    figures: Figures = {
        (f"{cell.naming}|{cell.variant}", cell.outlet): (cell.share, naming_key(cell)) for cell in cells
    }
    matrix = fill(replace(view, bars=False), title, Axes("Name", tuple(rows), outlets(view)), SHARE, figures)
    return replace(matrix, groups={row: shorten(labels.get(naming, naming), 80) for row, naming in groups.items()})


def claims(view: View) -> Markup:
    """Aligned claims by event, side and outlet, with omissions and disputed numbers."""
    comparison = view.comparison
    if comparison.method.claims_left_out:
        return view.html("claims_left_out.html")
    by_event: dict[str, list[ClaimRow]] = {}
    for claim in comparison.claims:
        by_event.setdefault(claim.event, []).append(claim)
    omissions = comparison.omissions
    axes = Axes("Outlet", outlets(view), sides(view, (cell.side for cell in omissions)))
    figures: Figures = {(cell.outlet, cell.side): (cell.share, None) for cell in omissions}
    caption = "Share of the claims of a side, on the events that the outlet covers, that the outlet carries"
    omitted = fill(view, Title("omitted", "Claims carried", caption), axes, SHARE, figures)
    found = view.html(
        "claims.html",
        events=[(view.names.event(event), rows) for event, rows in by_event.items()],
        omitted=omitted if omissions else None,
        numbers=[
            list(rows) for _, rows in groupby(comparison.numbers, key=lambda row: (row.event, row.what, row.quantity))
        ],
        status=STATUS,
        anchors={claim.id: f"claim-{index}" for index, claim in enumerate(comparison.claims, 1)},
    )
    return view.html("claims_cut.html") + found if view.cut else found
