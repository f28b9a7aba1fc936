"""Provenance layers: who published first and after, who wrote and translated, and which sentence is whose."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perspectives.ingest.lines import lines
from perspectives.ingest.provenance import Provenance, provenance
from perspectives.records import UNKNOWN, Layer

BODY = """The two delegations met for three hours on Tuesday and left without a joint statement on the border road.

A spokesman in the capital said the other side had refused every offer that the mediators had put on the table.

Villagers near the crossing said that trucks with flour had been waiting there since the weekend without word."""

THINK_TANK = f"""

## VALLEY TALKS GO NOWHERE - EXAMPLE HERALD - 12.04.2021

Example Herald Correspondent

Blog No: 11
13.04.2021

### **Example Herald (12 April 2021)**

**By Example Herald Correspondent**

*Between two rivals the valley has little room for a policy of its own - writes Clara Dunn.*

{BODY}

**To read the rest of the article, please click:**
**<https://www.exampleherald.example/world/2021/04/12/valley-talks/>**

About the author:

To cite this article: Example Herald Correspondent. 2022. "VALLEY TALKS GO NOWHERE - EXAMPLE HERALD - 12.04.2021." \
Center For Example Studies (CFES), Blog No.2021 / 11. April 13. Accessed May 08, 2022. <https://cfes.example/Blog/x>

Long Street No: 5/A 06550 Sampletown

© 2009-2022 Center For Example Studies (CFES) All rights reserved
"""

DISPATCH = f"""April 20, 2021 Special Dispatch No. 9901

Analyst Orlov: The Mission In The Valley Has Lost Its Way

April 20, 2021
Russia | Special Dispatch No. 9901

On April 10, 2021, four people were hurt in the valley, and both governments blamed each other for what happened.[1]

Russian daily Sample Gazette's foreign affairs analyst Pavel Orlov, in an article titled "Between Two Chairs," argues \
that the mission has no mandate for what is asked of it.

Orlov's article follows below:[2]

{BODY}

[1], April 11, 2021.

[2], April 15, 2021.

Share this Report:
"""

MONITOR = f"""Armenian expert sees no way out of valley deadlock

BBC Monitoring

Text of report in English by Armenian news agency Ararat Wire on 12 April 2021

{BODY}

Source: Ararat Wire, Yerevan, in English 12 Apr 21
"""

FIRST_APPEARED = f"""No Way Out of the Valley

By Clara Dunn

{BODY}

This article first appeared in Example Herald on 12 April 2021.
"""

PERMISSION = f"""No Way Out of the Valley

{BODY}

Republished with permission from Example Herald.
"""

ORIGINALLY = f"""No Way Out of the Valley

Originally published by the news website Sample Online on 7 March 2023.

{BODY}
"""

PRESS_REVIEW = f"""Envoy calls for calm in the valley

Xinhua, translated by Valley Review

{BODY}
"""

TRANSLATED = f"""Envoy calls for calm in the valley

{BODY}

Source: Kommersant
Translated from the Russian by Nina Hale
"""

FOLLOWING = f"""The following is a translation of an article by Pavel Orlov published in the Russian daily Sample \
Gazette on 15 April 2021:

{BODY}

© 2021 Valley Monitor
"""

RULED = f"""No Way Out of the Valley

Editor's note: We publish this column from Example Herald because our readers have asked how it looks from there.

* * *

{BODY}

Originally published in Example Herald, 12 April 2021.
"""

XINHUA = f"""Envoy calls for calm in the valley

YEREVAN, Sept. 13 (Xinhua) -- {BODY}
"""

TASS = f"""MOSCOW, March 7. /TASS/. {BODY}"""

PLAIN = f"""Valley talks fail

By Clara Dunn, Example Herald

{BODY}
"""


def roles(found: Provenance) -> dict[str, str]:
    """The layers as role to names."""
    return {layer.role: layer.name for layer in found.layers}


MAGAZINE = DISPATCH.replace(
    "Russian daily Sample Gazette's foreign affairs analyst Pavel Orlov, in an article titled",
    "Pavel Orlov, who heads a council, wrote in the Valley in World Affairs magazine, in an article titled",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MAGAZINE, "Valley in World Affairs"),
        (f"Talks fail\n\nOriginally published in Russian by Valley.example\n\n{BODY}", "Valley.example"),
        (f"Talks fail\n\nBBC News\n\n12 April 2021\n\n{BODY}", "BBC"),
        (f"Talks fail\n\n{BODY}\n\nSource: https://www.reuters.com/world/2021/04/12/talks", "Reuters"),
        (f"Talks fail\n\n{BODY}\n\nSource: https://news.valley.example/1", "news.valley.example"),
        (f"Talks fail\n\n{BODY}\n\nRead the original article on Eurasianet.", "Eurasianet"),
        (f"Outlet: Valley News\nDate: 12 April 2021\n\n{BODY}", "Valley News"),
        (f"Talks fail\n\n{BODY}\n\nProvided by Agence France-Presse", "AFP"),
        (f"Talks fail\n\nCourtesy of Valley Watch\n\n{BODY}", "Valley Watch"),
        (f"Talks fail\n\nReposted from Eurasianet\n\n{BODY}", "Eurasianet"),
        (f"Baku, September 13, AZERTAC\n\n{BODY}", "AZERTAC"),
        (f"YEREVAN, SEPTEMBER 13, ARMENPRESS. {BODY}", "Armenpress"),
        (f"BAKU, Azerbaijan, September 13. Trend: {BODY}", "Trend"),
        (f"BRUSSELS (NATO) - {BODY}", UNKNOWN),
        (f"Talks fail\n\n{BODY}\n\n© 2021 Valley Broadcasting Ltd. All rights reserved.", "Valley Broadcasting"),
        (f"Talks fail\n\nBy Clara Dunn for Eurasianet\n\n{BODY}", "Eurasianet"),
        (f"Talks fail\n\n{BODY}\n\nContact the newsroom", UNKNOWN),
    ],
)
def test_outlet_in_the_text(text: str, expected: str) -> None:
    assert provenance(text, {}).outlet == expected


@pytest.mark.parametrize(
    ("byline", "outlet", "authors"),
    [
        ("By Clara Dunn, Tribune Staff", "Tribune", ["Clara Dunn"]),
        ("By Clara Dunn, Example Tribune Staff Writer", "Example Tribune", ["Clara Dunn"]),
        ("By Clara Dunn, BBC Staff", "BBC", ["Clara Dunn"]),
        ("Clara Dunn, Globe Staff", "Globe", ["Clara Dunn"]),
        ("By Clara Dunn, Staff Writer", UNKNOWN, ["Clara Dunn"]),
        ("By Clara Dunn | News Staff", UNKNOWN, ["Clara Dunn"]),
        ("By CLARA DUNN, Senior Correspondent", UNKNOWN, ["CLARA DUNN"]),
        ("By Clara Dunn, Moscow Correspondent", UNKNOWN, ["Clara Dunn"]),
        ("By Clara Dunn, South Caucasus Correspondent", UNKNOWN, ["Clara Dunn"]),
        ("By Clara Dunn, Foreign Affairs Correspondent", UNKNOWN, ["Clara Dunn"]),
        ("By Clara Dunn and Tom Reed, Washington Correspondent", UNKNOWN, ["Clara Dunn", "Tom Reed"]),
        ("By CLARA DUNN FOR EURASIANET", "Eurasianet", ["CLARA DUNN"]),
        ("By RFE/RL Correspondent", "RFE/RL", []),
        ("/By AZERTAC/", "AZERTAC", []),
        ("By Clara Dunn in Example City", UNKNOWN, ["Clara Dunn"]),
        ("By Dr Clara Dunn and Prof. Tom Reed", UNKNOWN, ["Clara Dunn", "Tom Reed"]),
    ],
)
def test_bylines(byline: str, outlet: str, authors: list[str]) -> None:
    found = provenance(f"Talks fail\n\n{byline}\n\n{BODY}", {})
    assert found.outlet == outlet
    assert [layer.name for layer in found.layers if layer.role == "author"] == authors


@pytest.mark.parametrize(
    "line",
    [
        "2022/09/15",
        "2022. 09. 15",
        "15-09-2022",
        "15-Sep-2022",
        "15. September 2022",
        "15.09.22",
        "Updated 16 September 2022, published 15 September 2022",
        "PUBLISHED: 14:22, 15 September 2022 | UPDATED: 09:15, 16 September 2022",
        "Updated: 16 September 2022\nPublished: 15 September 2022",
        "Last updated on 15 September 2022",
    ],
)
def test_dates_in_the_head(line: str) -> None:
    assert provenance(f"Talks fail\n\n{line}\n\n{BODY}", {}).published == "2022-09-15"


@pytest.mark.parametrize(
    "line",
    [
        "Editor's note: This article first appeared in Sample Gazette on 3 October 2020.",
        "[Editor's note: This article was first published by Sample Gazette on 3 October 2020.]",
        "Note: This article was originally published by Sample Gazette on 3 October 2020.",
        "[This article was originally published by Sample Gazette on 3 October 2020.]",
        "[Editor's note: The article below first appeared in Russian in the daily Sample Gazette on 3 October 2020. It"
        " was slightly shortened. The views are the author's own.]",
    ],
)
def test_a_note_on_the_first_publication(line: str) -> None:
    for text in (f"Talks fail\n\n{line}\n\n{BODY}", f"Talks fail\n\n{BODY}\n\n{line}\n"):
        found = provenance(text, {"outlet": "Valley Forum"})
        assert roles(found) == {"republisher": "Valley Forum", "outlet": "Sample Gazette"}
        assert found.published == "2020-10-03"
        assert layer_of(found, text, line)[1] == "boilerplate"


def test_a_note_on_the_translation() -> None:
    note = "Editor's note: This article has been translated from Russian by Nina Hale for the readers of this page."
    assert roles(provenance(f"Talks fail\n\n{note}\n\n{BODY}", {})) == {"outlet": UNKNOWN, "translator": "Nina Hale"}


@pytest.mark.parametrize(
    ("line", "outlet", "published"),
    [
        ("First published on Thu 15 Sep 2022", UNKNOWN, "2022-09-15"),
        ("First published on Sun 18 Sep 2022 11.46 BST", UNKNOWN, "2022-09-18"),
        ("First published on 2 Oct 2020 10.00 BST", UNKNOWN, "2020-10-02"),
        ("This article was first published on Wed 30 September 2020", UNKNOWN, "2020-09-30"),
        ("This article was first published in The Sun on 30 September 2020", "The Sun", "2020-09-30"),
    ],
)
def test_first_publication(line: str, outlet: str, published: str) -> None:
    for text in (f"Talks fail\n\n{line}\n\n{BODY}", f"Talks fail\n\n{BODY}\n\n{line}\n"):
        found = provenance(text, {})
        assert (found.outlet, found.published) == (outlet, published)


@pytest.mark.parametrize(
    ("text", "metadata", "expected", "published"),
    [
        (
            THINK_TANK,
            {},
            {"republisher": "CFES", "outlet": "Example Herald", "author": "Clara Dunn"},
            "2021-04-12",
        ),
        (
            DISPATCH,
            {},
            {"republisher": "MEMRI", "outlet": "Sample Gazette", "author": "Pavel Orlov", "translator": "MEMRI"},
            "2021-04-15",
        ),
        (
            DISPATCH,
            {"outlet": "Sample Gazette", "author": "P. Orlov"},
            {"republisher": "MEMRI", "outlet": "Sample Gazette", "author": "P. Orlov", "translator": "MEMRI"},
            "2021-04-15",
        ),
        (
            DISPATCH,
            {"outlet": "Middle East Media Research Institute"},
            {"republisher": "MEMRI", "outlet": "Sample Gazette", "author": "Pavel Orlov", "translator": "MEMRI"},
            "2021-04-15",
        ),
        (
            MONITOR,
            {},
            {"republisher": "BBC Monitoring", "outlet": "Ararat Wire", "translator": "BBC Monitoring"},
            "2021-04-12",
        ),
        (FIRST_APPEARED, {}, {"outlet": "Example Herald", "author": "Clara Dunn"}, "2021-04-12"),
        (
            FIRST_APPEARED,
            {"outlet": "Valley Forum"},
            {"republisher": "Valley Forum", "outlet": "Example Herald", "author": "Clara Dunn"},
            "2021-04-12",
        ),
        (
            FIRST_APPEARED,
            {"sitename": "Valley Forum", "page_published": "2021-05-01"},
            {"republisher": "Valley Forum", "outlet": "Example Herald", "author": "Clara Dunn"},
            "2021-04-12",
        ),
        (PERMISSION, {"outlet": "Valley Forum"}, {"republisher": "Valley Forum", "outlet": "Example Herald"}, None),
        (PERMISSION, {"outlet": "Example Herald"}, {"outlet": "Example Herald"}, None),
        (
            ORIGINALLY,
            {"outlet": "Valley Forum"},
            {"republisher": "Valley Forum", "outlet": "Sample Online"},
            "2023-03-07",
        ),
        (PRESS_REVIEW, {}, {"outlet": "Xinhua", "translator": "Valley Review"}, None),
        (
            TRANSLATED,
            {"outlet": "Valley Forum"},
            {"republisher": "Valley Forum", "outlet": "Kommersant", "translator": "Nina Hale"},
            None,
        ),
        (
            FOLLOWING,
            {},
            {"republisher": "Valley Monitor", "outlet": "Sample Gazette", "author": "Pavel Orlov"},
            "2021-04-15",
        ),
        (RULED, {"outlet": "Valley Forum"}, {"republisher": "Valley Forum", "outlet": "Example Herald"}, "2021-04-12"),
        (XINHUA, {}, {"outlet": "Xinhua"}, None),
        (XINHUA, {"outlet": "Valley Forum"}, {"outlet": "Valley Forum"}, None),
        (TASS, {}, {"outlet": "TASS"}, None),
        (PLAIN, {"outlet": "Example Herald"}, {"outlet": "Example Herald", "author": "Clara Dunn"}, None),
        (
            PLAIN,
            {"url": "https://www.rferl.org/a/2021/04/12/x.html"},
            {"outlet": "RFE/RL", "author": "Clara Dunn"},
            "2021-04-12",
        ),
        (BODY, {}, {"outlet": UNKNOWN}, None),
        (BODY, {"file": "kommersant_2023-03-07.txt"}, {"outlet": "Kommersant"}, "2023-03-07"),
        (
            BODY,
            {"file": "kommersant_memri.txt"},
            {"republisher": "MEMRI", "outlet": "Kommersant", "translator": "MEMRI"},
            None,
        ),
        (BODY, {"outlet": "Example Herald", "author": "Staff Writer"}, {"outlet": "Example Herald"}, None),
    ],
)
def test_layers(text: str, metadata: dict[str, Any], expected: dict[str, str], published: str | None) -> None:
    found = provenance(text, metadata)
    assert roles(found) == expected
    assert found.outlet == expected["outlet"]
    assert found.published == published


def layer_of(found: Provenance, text: str, piece: str) -> tuple[str, str | None]:
    """The role of the layer, and the kind, of the zone that holds a piece of the text."""
    place = text.index(piece)
    for zone in found.zones:
        if zone.start <= place < zone.end:
            return found.layers[zone.layer].role, zone.kind
    return found.layers[0].role, None


@pytest.mark.parametrize(
    ("text", "metadata", "places"),
    [
        (
            THINK_TANK,
            {},
            {
                "VALLEY TALKS GO NOWHERE": ("outlet", "headline"),
                "Blog No: 11": ("republisher", "boilerplate"),
                "*Between two rivals": ("outlet", None),
                "The two delegations": ("outlet", None),
                "Villagers near": ("outlet", None),
                "**To read the rest": ("republisher", "boilerplate"),
                "To cite": ("republisher", "boilerplate"),
                "Long Street": ("republisher", "boilerplate"),
            },
        ),
        (
            DISPATCH,
            {},
            {
                "Analyst Orlov": ("republisher", "headline"),
                "Russia | Special": ("republisher", "boilerplate"),
                "On April 10": ("republisher", None),
                "Russian daily": ("republisher", None),
                "Orlov's article follows": ("republisher", "boilerplate"),
                "The two delegations": ("outlet", None),
                "Villagers near": ("outlet", None),
                "[1], April": ("republisher", "boilerplate"),
                "Share this": ("republisher", "boilerplate"),
            },
        ),
        (MONITOR, {}, {"The two delegations": ("outlet", None), "Text of report": ("republisher", "boilerplate")}),
        (FOLLOWING, {}, {"The following is": ("republisher", "boilerplate"), "A spokesman": ("outlet", None)}),
        (RULED, {"outlet": "Valley Forum"}, {"Editor's note": ("republisher", None), "A spokesman": ("outlet", None)}),
        (PLAIN, {"outlet": "X"}, {"Valley talks fail": ("outlet", "headline"), "A spokesman": ("outlet", None)}),
    ],
)
def test_zones(text: str, metadata: dict[str, Any], places: dict[str, tuple[str, str | None]]) -> None:
    found = provenance(text, metadata)
    assert {piece: layer_of(found, text, piece) for piece in places} == places


@pytest.mark.parametrize(
    ("text", "metadata", "title"),
    [
        (THINK_TANK, {}, "VALLEY TALKS GO NOWHERE"),
        (DISPATCH, {}, "Analyst Orlov: The Mission In The Valley Has Lost Its Way"),
        (PLAIN, {}, "Valley talks fail"),
        (BODY, {}, None),
        (BODY, {"title": "Given"}, "Given"),
        (f"Talks fail | Reuters\n\n{BODY}", {}, "Talks fail"),
        (f"Baku - Yerevan talks fail\n\n{BODY}", {}, "Baku - Yerevan talks fail"),
        (f"Will they ever meet again?\n\n{BODY}", {}, "Will they ever meet again?"),
    ],
)
def test_title(text: str, metadata: dict[str, Any], title: str | None) -> None:
    assert provenance(text, metadata).title == title


LONG = "Delegations of Both Neighbors Leave Valley Talks Without a Joint Statement"


@pytest.mark.parametrize(
    "below",
    [
        "12 April 2021",
        "Example Post, 12 April 2021\nBy Clara Dunn",
        "By Clara Dunn\nPublished on April 12, 2021 at 3:12 PM",
        "By Clara Dunn and Pavel Orlov\n12 April 2021",
    ],
)
def test_a_long_headline_is_none_of_the_text_because_of_the_lines_below_it(below: str) -> None:
    found = provenance(f"{LONG}\n{below}\n\n{BODY}", {})
    assert (found.title, found.published) == (LONG, "2021-04-12")


def test_a_wrapped_paragraph_is_text() -> None:
    wrapped = (
        "The two delegations met for three hours on Tuesday\nand left the valley for their capitals without any joint"
        "\nstatement.\n"
    )
    assert provenance(f"Talks fail\n\n{wrapped}\n12 April 2021\n", {}).title == "Talks fail"
    assert [line.region for line in lines(f"Talks fail\n\n{wrapped}\n12 April 2021")][0::4] == ["head", "tail"]
    assert [line.prose for line in lines(wrapped)] == [True, True, False]


def test_title_in_text_is_a_headline_only_where_it_stands() -> None:
    assert provenance(BODY, {"title": "Given"}).zones == ()
    zone = provenance(f"Given title\n{BODY}", {"title": "Given title"}).zones[0]
    assert (zone.start, zone.end, zone.kind) == (0, 11, "headline")


def test_given_layers_stay_and_the_republisher_comes_first() -> None:
    layers = (Layer("outlet", "Example Herald"), Layer("author", "Clara Dunn"), Layer("republisher", "CFES"))
    found = provenance(THINK_TANK, {"provenance": layers})
    assert [layer.role for layer in found.layers] == ["republisher", "outlet", "author"]
    assert layer_of(found, THINK_TANK, "A spokesman") == ("outlet", None)


def test_an_ordinary_article_that_cites_others_is_nobodys_copy() -> None:
    text = f"{BODY}\n\nThe Russian daily Sample Gazette wrote on Monday that the mission had been warned before."
    assert roles(provenance(text, {"outlet": "Example Herald"})) == {"outlet": "Example Herald"}
    text = (
        f"Valley talks fail\n\n{BODY}\n\nThe report was first published by Sample Watch on 3 May, and it names no one."
    )
    assert roles(provenance(text, {"outlet": "Example Herald"})) == {"outlet": "Example Herald"}


@given(
    st.text(max_size=2000),
    st.dictionaries(st.sampled_from(["outlet", "title", "author", "url", "file"]), st.text(max_size=40)),
)
def test_any_text_has_layers_and_ordered_zones(text: str, metadata: dict[str, str]) -> None:
    found = provenance(text, metadata)
    assert found.layers
    assert any(layer.role == "outlet" for layer in found.layers)
    ends = 0
    for zone in found.zones:
        assert ends <= zone.start < zone.end <= len(text)
        assert 0 <= zone.layer < len(found.layers)
        ends = zone.end


@pytest.mark.parametrize(
    "unit",
    [
        "By ",
        "A ",
        "© ",
        "Source: ",
        "published in ",
        "Example Herald (",
        "[1]",
        "a, the ",
        "- writes ",
        "https://",
        ".",
        " ",
        "Ab ",
    ],
)
def test_time_grows_linearly(unit: str) -> None:
    def seconds(repeats: int) -> float:
        best = 9.0
        for _ in range(2):
            start = time.process_time()
            provenance(unit * repeats, {})
            best = min(best, time.process_time() - start)
        return best

    count = 40_000 // len(unit)
    assert seconds(4 * count) < 12 * max(seconds(count), 0.004)
