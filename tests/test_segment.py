"""Units cover the text in order, the table of hard boundaries holds, and kinds and layers are as annotated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from perspectives import sentences
from perspectives.paragraphs import trimmed
from perspectives.records import KINDS, Document, Layer, Sentence, Zone
from perspectives.segment import segment

TABLE = Path(__file__).parent / "data" / "boundaries.txt"
MARKS = " \t\r\n\u00a0#*_>-•\\`\u200b\ufeff+·▪●◦"


def document(text: str, **fields: object) -> Document:
    return Document(id="d", text=text, outlet="Caspian Wire", **fields)  # type: ignore[arg-type]


def units(text: str, **fields: object) -> list[tuple[str, str]]:
    """(kind, text) of each unit."""
    return [(unit.kind, text[unit.start : unit.end]) for unit in segment(document(text, **fields))]


def cases() -> Iterator[object]:
    group = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            group = line[2:]
        elif line and not line.startswith("# "):
            yield pytest.param(line.replace("⏎", "\n"), id=f"{group}: {line[:40]}")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in MARKS:
        start += 1
    while end > start and text[end - 1] in MARKS:
        end -= 1
    return start, end


def test_table_is_large_enough() -> None:
    assert len(list(cases())) >= 300
    assert TABLE.read_text(encoding="utf-8").count("‖") >= 300


@pytest.mark.parametrize("case", list(cases()))
def test_hard_boundaries(case: str) -> None:
    parts = case.split("‖")
    text = "".join(parts)
    expected, position = [], 0
    for part in parts:
        expected.append(trim(text, position, position + len(part)))
        position += len(part)
    got = [trim(text, unit.start, unit.end) for unit in segment(document(text))]
    assert [text[a:b] for a, b in got] == [text[a:b] for a, b in expected]


ARTICLE = """## Road to Goris reopens - CASPIAN WIRE - 07.05.2023

Caspian Wire Correspondent

Blog No: 14
08.05.2023

### **Caspian Wire (7 May 2023)**

*The road is the only link between the two towns - writes Jon Hale.*

The envoy came to Baku on Monday, hoping to open the road before winter. But his hosts had other plans than

the ones named in the invitation.

### What Baku wants

“We will answer!” the minister told reporters. “The road is ours. It was always ours.”

Trucks wait at the bridge of Nor Kyank (Source:

Nobody in Yerevan expected anything else, said a deputy who had come to the bridge with his sons.[1]

**To read the rest of the article, please click:**
**<https://example.org/world/2023/road/>**

About the author:

[1], March 6, 2023.

© 2009-2025 Center for Road Studies
"""

EXPECTED = [
    ("headline", "Road to Goris reopens - CASPIAN WIRE - 07.05.2023"),
    ("boilerplate", "Caspian Wire Correspondent"),
    ("boilerplate", "Blog No: 14"),
    ("boilerplate", "08.05.2023"),
    ("boilerplate", "Caspian Wire (7 May 2023)"),
    ("body", "The road is the only link between the two towns - writes Jon Hale."),
    (
        "body",
        "The envoy came to Baku on Monday, hoping to open the road before winter.",
    ),
    ("body", "But his hosts had other plans than\n\nthe ones named in the invitation."),
    ("headline", "What Baku wants"),
    ("body", "“We will answer!” the minister told reporters."),
    ("body", "“The road is ours."),
    ("body", "It was always ours.”"),
    ("caption", "Trucks wait at the bridge of Nor Kyank (Source:"),
    ("body", "Nobody in Yerevan expected anything else, said a deputy who had come to the bridge with his sons.[1]"),
    ("boilerplate", "To read the rest of the article, please click:"),
    ("boilerplate", "<https://example.org/world/2023/road/>"),
    ("boilerplate", "About the author:"),
    ("boilerplate", "[1], March 6, 2023."),
    ("boilerplate", "© 2009-2025 Center for Road Studies"),
]

BODY = "The envoy came to Baku on Monday to open the road before winter. He left on Friday with nothing in his hands."


def test_a_saved_page() -> None:
    assert units(ARTICLE) == EXPECTED
    assert units(ARTICLE.replace("\n", "\r\n").replace("than\r\n\r\nthe", "than\n\nthe")) == EXPECTED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"The road\n\nNarek Aslanyan\nYEREVAN, 21 May 2023\n\n{BODY}",
            ["headline", "boilerplate", "boilerplate", "body", "body"],
        ),
        (
            f"The road is shut\n\n{BODY}\n\nRead more:\nHeroes come home\nNew flights to Ganja",
            ["headline", "body", "body"] + ["boilerplate"] * 3,
        ),
        (
            f"The road is shut\n\n{BODY}\n\nMOST READ\nPython eats drone\n\n{BODY}",
            ["headline", "body", "body"] + ["boilerplate"] * 2 + ["body"] * 2,
        ),
        (
            f"The road is shut\n\n{BODY}\n\nResidents wait for a bus, Sept. 14, 2022.\n(CW Photo/Jon Hale)\n\n{BODY}",
            ["headline", "body", "body", "caption", "boilerplate", "body", "body"],
        ),
        (
            f"The road is shut\n\n{BODY}\n\nFollow us on Telegram: @caspian\nThe paper appears with interruptions.",
            ["headline", "body", "body", "boilerplate", "boilerplate"],
        ),
        (
            f"The road is shut\n\n{BODY}\n\nMiriam Hale is a contributing editor of the Journal.\nThe views"
            f" expressed are her own.",
            ["headline", "body", "body", "boilerplate", "boilerplate"],
        ),
        (
            f"The road is shut\n\n{BODY}\n\nWHAT DOES IT SAY?\n\n{BODY}",
            ["headline", "body", "body", "headline", "body", "body"],
        ),
        (f"MOSCOW, January 12. /Volga Wire/. {BODY}", ["boilerplate", "body", "body"]),
        (f"YEREVAN, Armenia (CW) — {BODY}", ["body", "body"]),
        (f"Who fired first?\n\n{BODY}", ["headline", "body", "body"]),
        (
            f"The road is shut\n\n{BODY}\nShare\n'Baku alone is to blame for it,' Hale tweeted.\n'We want peace,' the"
            " minister replied.",
            ["headline", "body", "body", "boilerplate", "body", "body"],
        ),
        (
            f"The road is shut\n\n{BODY}\n\nThe ministry denied it and accused the other side of shelling the road.[^1]"
            "\n\n[^1]: Statement of the ministry.",
            ["headline", "body", "body", "body", "boilerplate"],
        ),
        (
            f"The road is shut\n\n{BODY}\n\nThe ministry denied it and accused the other side of shelling the road [1]"
            "\n\n[1] Statement of the ministry.",
            ["headline", "body", "body", "body", "boilerplate"],
        ),
        (
            f"The road\n\n{BODY}\n\nImage source, CW\nImage caption,\nTrucks wait at the bridge of Nor Kyank\n\n{BODY}",
            ["headline", "body", "body", "boilerplate", "boilerplate", "caption", "body", "body"],
        ),
        (f"The road\n\n{BODY}\n\nReporter: Who fired first?\n\n{BODY}", ["headline"] + ["body"] * 5),
        (
            f"The road\n\n{BODY}\n\nA family waits. Photo: Jon Hale\n\n{BODY}",
            ["headline", "body", "body", "caption", "body", "body"],
        ),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert [kind for kind, _ in units(text)] == expected


def test_title_and_names_of_the_metadata() -> None:
    text = f"The road is shut, and that is that.\n\nJon Hale\n\n{BODY}"
    provenance = (Layer("outlet", "Caspian Wire"), Layer("author", "Jon Hale"))
    kinds = [kind for kind, _ in units(text, title="The road is shut, and that is that", provenance=provenance)]
    assert kinds == ["headline", "boilerplate", "body", "body"]


def test_zones_give_kind_and_layer() -> None:
    title, introduction, body = (
        "Who gains from it? Nobody. ",
        "By Monday the road was shut. ",
        "The trucks left. They will not be back.",
    )
    text = title + introduction + body
    first, second = len(title), len(title + introduction)
    zones = (
        Zone(0, len(text), 0),
        Zone(0, first, 1, "headline"),
        Zone(second, len(text), 2),
    )
    got = [(unit.kind, unit.layer, text[unit.start : unit.end]) for unit in segment(document(text, zones=zones))]
    assert got == [
        ("headline", 1, "Who gains from it? Nobody."),
        ("body", 0, "By Monday the road was shut."),
        ("body", 2, "The trucks left."),
        ("body", 2, "They will not be back."),
    ]


def test_a_headline_zone_of_two_lines_is_one_unit() -> None:
    text = f"The road is shut\nand stays so\n\n{BODY}"
    assert units(text, zones=(Zone(0, 29, 0, "headline"),))[0] == ("headline", "The road is shut\nand stays so")


def check(text: str, found: tuple[Sentence, ...]) -> None:
    """Ordered, apart, numbered, and nothing but spaces and Markdown marks outside."""
    position = 0
    for number, unit in enumerate(found):
        assert unit.id == number
        assert position <= unit.start < unit.end <= len(text)
        assert not text[position : unit.start].strip(MARKS + "\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029").strip(MARKS)
        assert unit.kind in KINDS
        assert not text[unit.start].isspace()
        assert not text[unit.end - 1].isspace()
        position = unit.end
    assert not text[position:].strip(MARKS).strip()


PIECES = st.sampled_from(
    [
        "The road is open. ",
        "“We will go!” ",
        "he said",
        "\n",
        "\n\n",
        "Gen. ",
        "[1]",
        "## ",
        "**",
        "- ",
        "No. 5",
        "(",
        ")",
        "...",
        "…",
        "\r\n",
        "U.S. ",
        "© 2023",
        "Read more:",
        "Photo: AP",
        "\u2029",
        "?",
        "! ",
        "’",
        "«",
        "a.m. ",
        "\t",
        "Երևան։ ",
        "\u200b",
        "Q: ",
        "1. ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join)))
def test_units_cover_any_text(text: str) -> None:
    check(text, segment(document(text)))


@example("“We will go!” © 2023The road is open. ", [(23, 25, 1)])
@settings(max_examples=100, deadline=None)
@given(
    st.lists(PIECES, max_size=20).map("".join),
    st.lists(st.tuples(st.integers(-5, 120), st.integers(-5, 120), st.integers(0, 3)), max_size=4),
)
def test_units_respect_any_zones(text: str, bounds: list[tuple[int, int, int]]) -> None:
    zones = tuple(Zone(start, end, layer) for start, end, layer in bounds)
    found = segment(document(text, zones=zones))
    check(text, found)
    for unit in found:
        inside = [i for i in range(unit.start, unit.end) if not text[i].isspace()]
        assert {layer_at(zones, i) for i in inside} == {unit.layer}


def layer_at(zones: tuple[Zone, ...], offset: int) -> int:
    """The layer of the smallest zone that holds an offset."""
    holding = [
        zone for zone in sorted(zones, key=lambda z: (z.start, z.start - z.end)) if zone.start <= offset < zone.end
    ]
    return min(holding, key=lambda z: z.end - z.start).layer if holding else 0


@pytest.mark.parametrize(
    "piece",
    [
        "Mr. ",
        "a",
        "(",
        "“No!” ",
        "U.S. ",
        "a\n",
        "\n",
        ". ",
        "... ",
        "[1]",
        "The road is open. ",
        "(A. ",
        "No. 5 ",
        "x! ",
    ],
)
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * 20_000
    check(text, segment(document(text)))


def test_the_empty_document() -> None:
    assert segment(document("")) == ()
    assert segment(document(" \n\t\n")) == ()


def test_base_splitter_can_be_exchanged() -> None:
    text = "Gen. Orlov left. He will be back."
    assert sentences.split(text) == [17]
    assert sentences.split(text, base=lambda _: []) == [17]


def test_the_base_is_asked_only_where_no_rule_knows() -> None:
    asked: list[str] = []

    def base(text: str) -> list[int]:
        asked.append(text)
        return [12]

    assert sentences.split("Gen. Orlov left. He will be back.", base) == [17]
    assert not asked
    assert sentences.split("Of Post Corp. Orlov said. In Jan. Orlov left.", base) == [26]
    assert len(asked) == 1


def test_trimmed_leaves_marks_that_are_all() -> None:
    assert trimmed("  ***  ", 0, 7) == (2, 5)
    assert trimmed("- **a** ", 0, 8) == (4, 5)
