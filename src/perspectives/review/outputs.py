"""What a review writes beside its parts: the table of outlets, the report's pages, tables and flagged sentences."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from perspectives import report, store
from perspectives.errors import PerspectivesError
from perspectives.records import AUTHOR, Comparison, Figure, compared
from perspectives.report.cells import Cell, cell
from perspectives.report.figures import NET, SHARE
from perspectives.report.inline import colors, policy
from perspectives.report.view import View, environment
from perspectives.review import flagged
from perspectives.review.flagged import Flags


def write(comparison: Comparison, flags: Flags, folder: Path) -> None:
    """Write all outputs into a review's folder; each folder of files is replaced as a whole.

    Raises:
        PerspectivesError: where the disk refuses.
    """
    pages: dict[str, None] = {}

    def site() -> Iterator[tuple[str, str]]:
        for name, text in report.render_site(comparison):
            pages[name] = None
            yield name, text

    _replace(folder / "site", site())
    _replace(
        folder / "tables", ((f"{name}.csv", table.csv()) for name, table in sorted(report.tables(comparison).items()))
    )
    with store.atomic(folder / "flagged.csv") as file:
        file.write(flagged.table(flags).csv())
    with store.atomic(folder / "flagged.jsonl") as file:
        file.writelines(flagged.lines(flags))
    with store.atomic(folder / "index.html") as file:
        file.write(outlets_page(comparison, flags, [name for name in pages if name.startswith("outlets/")]))


def _replace(folder: Path, files: Iterator[tuple[str, str]]) -> None:
    """Write a folder beside the old one, then put it in its place."""
    beside = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        for name, text in files:
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    except OSError as error:
        raise PerspectivesError(
            f"cannot write {folder}: {error.strerror}; free space and run the same command again"
        ) from error


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of outlets: its group, its label, and the cell of each outlet."""

    group: str
    label: str
    cells: dict[str, Cell | None]


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet with its number of articles and its page."""

    name: str
    articles: int
    href: str


def outlets_page(comparison: Comparison, flags: Flags, pages: list[str]) -> str:
    """The table of outlets (rows) by indicators (columns) with intervals, sortable; no column adds others up.

    ``pages`` are the outlets' pages in the order of the outlets that are compared.
    """
    view, outlets = View.of(comparison), compared(comparison.outlets)
    rows = [
        Row(view.names.outlet(outlet.name), outlet.documents, f"site/{path}")
        for outlet, path in zip(outlets, pages, strict=True)
    ]
    styles = [_asset("perspectives.report", "chart.css") + colors(comparison)]
    styles += [_asset("perspectives.report", "style.css"), _asset("perspectives.review", "outlets.css")]
    script = _asset("perspectives.review", "outlets.js")
    columns = _columns(comparison, view)
    groups: dict[str, int] = {}
    for column in columns:
        groups[column.group] = groups.get(column.group, 0) + 1
    return (
        _templates()
        .get_template("outlets.html")
        .render(
            view=view,
            rows=[
                (row, [column.cells.get(outlet.name) for column in columns])
                for row, outlet in zip(rows, outlets, strict=True)
            ],
            columns=columns,
            groups=groups,
            flags=flags,
            files=[f"tables/{name}.csv" for name in sorted(report.tables(comparison))],
            policy=policy(styles, script),
            styles=[Markup(style) for style in styles],
            script=Markup(script),
        )
        + "\n"
    )


def _columns(comparison: Comparison, view: View) -> list[Column]:
    names = view.names
    sides = [side.id for side in comparison.conflict.sides]
    speakers = {(c.side, c.outlet): c.share for c in comparison.speakers}
    stances = {(c.side, c.outlet): c.net for c in comparison.stances if c.voice == "own"}
    frames = {(c.frame, c.outlet): c.share for c in comparison.frames if c.voice == "all" and not c.shared_events}
    outlets = [outlet.name for outlet in compared(comparison.outlets)]

    def column(group: str, label: str, figures: dict[tuple[str, str], Figure], item: str, kind: str) -> Column:
        return Column(group, label, {name: cell(figures.get((item, name)), kind, None) for name in outlets})

    found = [column("Who speaks", names.side(side), speakers, side, SHARE) for side in (AUTHOR, *sides)]
    found += [column("Own-voice stance toward", names.side(side), stances, side, NET) for side in sides]
    found += [
        column("Frames", names.frames.get(frame.id, frame.id), frames, frame.id, SHARE)
        for frame in comparison.conflict.frames
    ]
    return found


@cache
def _templates() -> Environment:
    """The report's templates and rules of escaping, with the page of this package."""
    base = environment()
    assert base.loader is not None
    return base.overlay(loader=ChoiceLoader([PackageLoader("perspectives.review", "."), base.loader]))


@cache
def _asset(package: str, name: str) -> str:
    return (resources.files(package) / name).read_text(encoding="utf-8")
