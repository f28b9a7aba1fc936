"""One figure everywhere: the page, the CSV files, the JSON object and the DataFrames tell the same, cell by cell."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from html5lib import HTMLParser

import report_factory
from perspectives import attribution, run
from perspectives.records import Comparison
from perspectives.report import render, tables, tables_json
from perspectives.report.figures import NET, SHARE, number, signed, span
from perspectives.report.names import DECIDED, Names

Row = dict[str, Any]
Place = tuple[str, str, str]
"""Matrix id, row and column as a reader sees them."""


@pytest.fixture(scope="module")
def sample() -> Comparison:
    """A comparison small enough that its page holds every table whole."""
    return report_factory.comparison(outlets=report_factory.OUTLETS[:3], per_outlet=8)


@pytest.fixture(scope="module")
def document(sample: Comparison) -> Any:
    """The page, parsed."""
    return HTMLParser(namespaceHTMLElements=False).parse(render(sample))


@pytest.fixture(scope="module")
def rows(sample: Comparison) -> dict[str, list[Row]]:
    """The rows of every table, from the DataFrames."""
    return {
        name: table.astype(object).where(table.notna(), None).to_dict("records")
        for name, table in run.tables(sample).items()
    }


def text(element: Any) -> str:
    """All text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def matrices(document: Any) -> dict[Place, str]:
    """Every cell of every matrix that holds a figure."""
    found: dict[Place, str] = {}
    for region in document.iter("div"):
        table = next(iter(region.findall("table")), None)
        if table is None or "grid" not in (table.get("class") or ""):
            continue
        name = region.get("aria-labelledby").removesuffix("-c")
        columns, group = [text(head) for head in next(iter(table.iter("tr")))][1:], ""
        for row in list(table.iter("tr"))[1:]:
            head, *cells = list(row)
            if row.get("class") == "group":
                group = text(head) + "/"
                continue
            for column, cell in zip(columns, cells, strict=True):
                if text(cell) != "—":
                    assert (name, group + text(head), column) not in found
                    found[name, group + text(head), column] = text(cell)
    return found


def expected(names: Names, rows: dict[str, list[Row]], conflict: Any) -> Iterator[tuple[Place, str, Row, str]]:
    """Where each figure of the tables stands in the page: place, kind, row and column."""
    labels = {naming.id: naming.label for naming in conflict.namings}
    loaded = {naming.id for naming in conflict.namings if naming.loaded}
    often = {row["naming"] for row in rows["namings"] if not row["share_small"]}
    sides = list(dict.fromkeys([side.id for side in conflict.sides] + [row["side"] for row in rows["cues"]]))
    used = {(row["side"], row["cue"]) for row in rows["cues"] if row["share_count"]}
    for row in rows["speakers"]:
        for column in ("share", "words", "direct", "unnamed"):
            yield (f"speak-{column}", row["outlet"], names.side(row["side"])), SHARE, row, column
    for row in rows["cues"]:
        if (row["side"], row["cue"]) in used:
            yield (f"cue-{sides.index(row['side'])}", row["outlet"], row["cue"]), SHARE, row, "share"
    for row in rows["stances"]:
        yield (f"stance-{row['voice']}", row["outlet"], names.side(row["side"])), NET, row, "net"
    for row in rows["frames"]:
        scope = "shared" if row["shared_events"] else "every"
        yield (f"frame-{row['voice']}-{scope}", names.frame(row["frame"]), row["outlet"]), SHARE, row, "share"
    for row in rows["namings"]:
        family = "loaded" if row["naming"] in loaded else "place"
        table = f"{family}-{0 if row['naming'] in often else 1}-{row['voice']}"
        variant = f"{labels[row['naming']]}/{names.variant(row['naming'], row['variant'])}"
        yield (table, variant, row["outlet"]), SHARE, row, "share"
    for row in rows["omissions"]:
        yield ("omitted", row["outlet"], names.side(row["side"])), SHARE, row, "share"


def test_every_cell_of_the_page_is_a_figure_of_the_tables_and_every_figure_a_cell(
    sample: Comparison, document: Any, rows: dict[str, list[Row]]
) -> None:
    shown = matrices(document)
    seen = set()
    for place, kind, row, column in expected(Names.of(sample), rows, sample.conflict):
        if not row[f"{column}_total"]:
            assert place not in shown
            continue
        seen.add(place)
        cell = shown[place]
        assert any(cell.startswith(plain(number(value, kind))) for value in near(row[column])), (place, cell)
        if row[f"{column}_low"] is not None:
            limits = product(near(row[f"{column}_low"]), near(row[f"{column}_high"]))
            assert any(plain(span(low, high, kind)) in cell for low, high in limits), (place, cell)
        counted = f"{row[f'{column}_total']:,} in {row[f'{column}_clusters']} article"
        assert counted in cell
        assert kind == NET or f"{row[f'{column}_count']:,} of {counted}" in cell
        assert ("few" in cell) == bool(row[f"{column}_small"])
    assert seen == set(shown)


def test_gaps_terms_findings_and_counts_are_those_of_the_tables(
    sample: Comparison, document: Any, rows: dict[str, list[Row]]
) -> None:
    names = Names.of(sample)
    sections = {section.get("id"): text(section) for section in document.iter("section") if section.get("id")}
    for row in rows["gaps"]:
        shown = [f"{row['outlet']}{names.side(row['side'])}{signed(own)}" for own in near(row["own"])]
        assert any(squeezed(one) in squeezed(sections["gaps"]) for one in shown)
        assert any(signed(value) in sections["gaps"] for value in near(row["difference"]))
    for row in rows["terms"]:
        shown = f"{row['term']}{signed(row['z'])}{signed(row['log_odds'])}{row['n_target']}{row['n_reference']}"
        assert squeezed(shown + str(row["documents"])) in squeezed(sections["naming"])
    for row in rows["findings"]:
        assert row["text"] in sections["findings"]
        assert any(plain(number(value, row["measure"])) in sections["findings"] for value in near(row["figure"]))
    by_event: dict[str, list[int]] = {}
    for row in rows["events"]:
        by_event.setdefault(row["key"], []).append(row["documents"])
    for event, counts in by_event.items():
        coverage = next(section for section in document.iter("section") if section.get("id") == "coverage")
        line = next(tr for tr in coverage.iter("tr") if text(tr).startswith(names.event(event)))
        assert [int(text(cell)) for cell in line.iter("td")] == counts
    top = text(next(document.iter("header")))
    for row in rows["outlets"]:
        assert f"{row['documents']:,}" in top
        assert f"{row['words']:,}" in top


@pytest.mark.parametrize("maker", [report_factory.comparison, report_factory.empty, report_factory.hostile])
def test_json_csv_and_dataframes_are_the_same_tables(maker: Callable[[], Comparison]) -> None:
    comparison = maker()
    frames, data = run.tables(comparison), json.loads(tables_json(comparison))
    assert json.loads(run.comparison_json(comparison)) == data
    assert list(frames) == list(data) == list(tables(comparison))
    for name, table in tables(comparison).items():
        assert list(frames[name].columns) == data[name]["columns"] == list(table.columns)
        lines = list(csv.reader(io.StringIO(table.csv(), newline="")))
        assert lines[0] == data[name]["columns"]
        values = frames[name].astype(object).where(frames[name].notna(), None).to_numpy().tolist()
        assert len(lines) - 1 == len(data[name]["rows"]) == len(values)
        for line, record, row in zip(lines[1:], data[name]["rows"], values, strict=True):
            for cell, value, framed in zip(line, record, row, strict=True):
                if isinstance(value, (int, float)):
                    assert float(cell) == value == framed
                elif value is None:
                    assert cell == ""
                    assert framed is None
                else:
                    # A cell that a spreadsheet would take for a formula has an apostrophe before it.
                    assert cell.removeprefix("'").replace("\r\n", "\n") == value.removeprefix("'").replace("\r\n", "\n")


def test_the_docstrings_give_the_units() -> None:
    told = run.tables.__doc__ or ""
    for unit in ("0 to 1", "−1 to +1", "sentences", "articles", "words", "attributions", "uses", "claims"):
        assert unit in told, unit
    for name in tables(report_factory.comparison()):
        assert f"``{name}``" in told, name


def near(value: float) -> tuple[float, float, float]:
    """What a value may have been before the tables rounded it to four decimals."""
    return value, value - 5e-5, value + 5e-5


def plain(shown: str) -> str:
    """A figure with plain spaces."""
    return shown.replace("\N{NO-BREAK SPACE}", " ")


def squeezed(shown: str) -> str:
    """Text without spaces, since cells of a table have none between them."""
    return "".join(shown.split())


def test_the_report_has_words_for_every_way_to_decide_a_side() -> None:
    code = [path.read_text(encoding="utf8") for path in Path(attribution.__file__).parent.glob("*.py")]
    used = {rule for text in code for rule in re.findall(r'rule="([a-z ]+)"|Referent\([^()]*"([a-z]+)"\)', text)}
    assert len(used) > 15
    assert {first or last for first, last in used} <= DECIDED.keys()
