"""Furniture that no rule lists is told from the article, and no text of the article is lost to it."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perspectives.clutter import CLASSES, LONGEST, digest, judge, read_weights
from perspectives.errors import PerspectivesError
from perspectives.records import BOILERPLATE, Document, Zone
from perspectives.segment import ruled, segment

TEXT = [
    "The ferry company Nordlinje said on Tuesday that it would end its winter service to the outer islands in March.",
    "Residents of Vestholm, the largest of the islands, said they had learned of the decision from the radio.",
    "The company lost 40 million crowns on the route last year, according to its annual report, and it sees no way "
    "to fill the boats in the months between November and March without help from the state.",
    "“Nobody asked us,” said the mayor, Ragna Holmqvist, who has called a meeting for Friday evening.",
    "The transport ministry did not reply to questions about a subsidy, which parliament rejected twice last autumn.",
]
TITLE = "Island ferries to stop sailing in winter"
TOP = (
    "Anders Lindqvist, Vestholm | 12.03.2021",
    "12 March 2021 | 14:05 | Reading time: 4 min",
    "Island Courier » News » Transport",
    "Listen to this article (5 min)",
)
BOTTOM = (
    "Anders Lindqvist is a reporter at the Island Courier. The views expressed are his own.",
    "The author is a research associate at the Institute of Coastal Studies.",
    "© Island Courier 2021. Reproduction only with a link.",
    "If you notice a mistake in the text, select it and press Ctrl+Enter",
    "Tags: ferries | islands | winter",
    "More by this author: “The last lighthouse” / “A bridge too short”",
    "Do you have an opinion on this article? Write to letters@island-courier.example",
    "Print • Share • Comments (3)",
    "Additional reporting by Siri Dahl in Stranda",
)
KEPT = (
    "Nobody came.",
    "He paused.",
    "“We will stay,” she said.",
    "The boats were full. The harbor was empty.",
    "“The author of this plan is a coward,” the mayor said.",
    "Subscribers to the island newspaper wrote 200 letters in a week.",
)


def page(*lines: str, **fields: object) -> Document:
    text = "\n\n".join(lines)
    return Document(id="d", text=text, outlet="Island Courier", **fields)  # type: ignore[arg-type]


def kinds(document: Document) -> list[tuple[str, str]]:
    """Text and kind of each unit."""
    return [(document.text[unit.start : unit.end], unit.kind) for unit in segment(document)]


@pytest.mark.parametrize("line", TOP)
@pytest.mark.parametrize("title", [TITLE, None])
def test_furniture_above_the_text(line: str, title: str | None) -> None:
    found = kinds(page(TITLE, line, *TEXT, title=title))
    assert found[:2] == [(TITLE, "headline"), (line, BOILERPLATE)]
    assert {kind for _, kind in found[2:]} == {"body"}


@pytest.mark.parametrize("line", BOTTOM)
def test_furniture_below_the_text_is_one_unit(line: str) -> None:
    found = kinds(page(TITLE, *TEXT, line, title=TITLE))
    assert found[-1] == (line, BOILERPLATE)
    assert {kind for _, kind in found[1:-1]} == {"body"}


@pytest.mark.parametrize("line", KEPT)
@pytest.mark.parametrize("place", range(1, len(TEXT) + 1))
def test_short_sentences_stay_text(line: str, place: int) -> None:
    found = kinds(page(TITLE, *TEXT[:place], line, *TEXT[place:], title=TITLE))
    assert {kind for _, kind in found[1:]} == {"body"}


def test_a_title_keeps_apart_from_the_byline_on_its_line() -> None:
    found = kinds(page(f"{TITLE} Anders Lindqvist | Island Courier | 12.03.2021", *TEXT, title=TITLE))
    assert found[0] == (TITLE, "headline")
    assert found[1][1] == BOILERPLATE


def test_the_only_headline_stays() -> None:
    found = kinds(page("12 March 2021", "Opinion: Institute of Coastal Studies", *TEXT))
    assert ("Opinion: Institute of Coastal Studies", "headline") in found


def test_what_zones_and_rules_say_stays() -> None:
    text = "\n\n".join((TITLE, TOP[0], *TEXT))
    start = text.index(TOP[0])
    document = page(TITLE, TOP[0], *TEXT, zones=(Zone(start, start + len(TOP[0]), 0, "body"),))
    assert (TOP[0], "body") in kinds(document)
    assert all(kind == BOILERPLATE for text, kind in kinds(page(TITLE, *TEXT, "Read more: Gas again")) if "Gas" in text)


def test_long_lines_are_not_judged() -> None:
    document = page(TITLE, *TEXT, "x" * (LONGEST + 1), "word " * 40_000)
    lines = ruled(document)
    everything = {"bias": (0.0, 0.0, 0.0, 50.0), "limit": (0.5,) * len(CLASSES)}
    judge(lines, document, everything)
    assert [line.kind for line in lines if len(line.raw) > LONGEST] == [None, None]
    assert BOILERPLATE in {line.kind for line in lines}


def test_a_short_page_is_left_alone() -> None:
    assert kinds(page(TEXT[0], "Anna Berg, Oslo"))[0] == (TEXT[0], "body")
    assert segment(page("")) == ()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*TEXT, *TOP, *BOTTOM, *KEPT, "—", "|||", "١٢", "Հայ", "\u200b"]), max_size=14))
def test_units_cover_the_text_in_order(lines: list[str]) -> None:
    document = page(*lines)
    units = segment(document)
    assert units == segment(document)
    assert all(0 <= unit.start < unit.end <= len(document.text) for unit in units)
    assert all(one.end <= two.start for one, two in pairwise(units))


def test_time_grows_with_the_text() -> None:
    document = page(*([*TEXT, *BOTTOM] * 300))
    lines = ruled(document)
    start = time.process_time()
    judge(lines, document)
    assert time.process_time() - start < 10


def test_damaged_weights_are_refused() -> None:
    weights = {"limit": [0.5] * len(CLASSES), "bias": [0.0] * len(CLASSES)}
    record = {"format": 1, "sha256": digest(weights), "weights": weights}
    assert read_weights(json.dumps(record).encode())["limit"] == (0.5,) * len(CLASSES)
    short = {"limit": [0.5], "bias": [0.0]}
    for broken in (
        b"",
        b"[]",
        b"\xff{",
        json.dumps(record | {"sha256": "0"}).encode(),
        json.dumps(record | {"format": 2}).encode(),
        json.dumps({"format": 1, "sha256": digest(short), "weights": short}).encode(),
        json.dumps({"format": 1, "sha256": digest({}), "weights": {}}).encode(),
    ):
        with pytest.raises(PerspectivesError, match="damaged"):
            read_weights(broken)
