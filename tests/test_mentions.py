"""Names of actors and contested names: longest match, offices by date, what only looks like a name."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perspectives.conflict import load
from perspectives.lexicon import Lexicon, lexicon
from perspectives.mentions import find_mentions
from perspectives.namings import find_namings
from perspectives.records import Document, Layer, Sentence

NAMES = lexicon(load("karabakh"))


def document(text: str, published: str | None = "2023-05-07", outlet: str = "Example Wire") -> Document:
    return Document("d", text, outlet, published=published, provenance=(Layer("outlet", outlet),))


def whole(text: str) -> list[Sentence]:
    return [Sentence(0, 0, len(text), "body")]


def mentions(text: str, published: str | None = "2023-05-07", names: Lexicon = NAMES) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.actor) for m in find_mentions(document(text, published), whole(text), names)]


# (text, mentions)
TABLE = [
    ("Azerbaijan's Defense Ministry said", [("Azerbaijan's Defense Ministry", "azerbaijan/defense-ministry")]),
    ("the Azerbaijani Ministry of Defence", [("Azerbaijani Ministry of Defence", "azerbaijan/defense-ministry")]),
    (
        "the Ministry of Foreign Affairs of the Republic of Armenia",
        [("Ministry of Foreign Affairs of the Republic of Armenia", "armenia/foreign-ministry")],
    ),
    (
        "Armenian Prime Minister Nikol Pashinyan’s plan",
        [("Armenian Prime Minister Nikol Pashinyan", "armenia/prime-minister")],
    ),
    ("US Secretary of State Antony Blinken", [("US Secretary of State Antony Blinken", "us/secretary-of-state")]),
    ("the U.S. and the E.U.", [("U.S.", "us"), ("E.U.", "eu")]),
    ("tell us more", []),
    ("the Azer-\nbaijani foreign min-\nistry", [("Azer-\nbaijani foreign min-\nistry", "azerbaijan/foreign-ministry")]),
    ("Prime Minister Nikol Pashi-\n  nyan", [("Nikol Pashi-\n  nyan", "armenia/prime-minister")]),
    ("ARME-\nNIA", [("ARME-\nNIA", "armenia")]),
    ("Armenian-\nbacked", [("Armenian", "armenia")]),
    ("an Azer-\n\nbaijani", []),
    ("Azer- baijani", []),
    ("Armenian forces in Nagorno-Karabakh", [("Armenian forces in Nagorno-Karabakh", "artsakh")]),
    ("the Karabakh Armenians and Armenia", [("Karabakh Armenians", "artsakh"), ("Armenia", "armenia")]),
    ("the road to Nagorno-Karabakh", []),
    ("the Nagorno-Karabakh conflict", []),
    ("Stepanakert said", [("Stepanakert", "artsakh")]),
    ("residents of Stepanakert", []),
    ("the EU Reporter wrote", []),
    ("MOSCOW'S PLAYBOOK IN KARABAKH - EU REPORTER", [("MOSCOW", "russia")]),
    ("The Washington Post and the Moscow Times", []),
    ("a graduate of the American University", []),
    ("the Baku-based analyst", []),
    ("a Russian-language channel", []),
    ("the European Court of Human Rights", []),
    ("the European Union and Europe", [("European Union", "eu")]),
    ("Georgian officials in Tbilisi", []),
    ("anti-Azerbaijani bias", [("Azerbaijani", "azerbaijan")]),
    ("the president spoke to the ministry", []),
    ("Recep Tayyip Erdoğan and Türkiye", [("Recep Tayyip Erdoğan", "turkey/president"), ("Türkiye", "turkey")]),
    ("Natiq Aliyev, a farmer, waited", []),
    ("President Aliyev waited", [("Aliyev", "azerbaijan/president")]),
    ("Michel Barnier waited", []),
    ("Armen Grigoryan came; later Grigoryan left", [
        ("Armen Grigoryan", "armenia/security-council"), ("Grigoryan", "armenia/security-council")]),
    ("Grigoryan left", []),
    ("the Armenian\nDefense Ministry", [("Armenian\nDefense Ministry", "armenia/defense-ministry")]),
    ("in Baku.\n\nAliyev said", [("Baku", "azerbaijan"), ("Aliyev", "azerbaijan/president")]),
]  # fmt: skip

# (name, date, actor with office as of the date)
OFFICES = [
    ("Zohrab Mnatsakanyan", "2019-03-01", "armenia/foreign-ministry"),
    ("Zohrab Mnatsakanyan", "2023-03-01", "armenia"),
    ("Ararat Mirzoyan", "2020-06-01", "armenia/parliament"),
    ("Ararat Mirzoyan", "2023-06-01", "armenia/foreign-ministry"),
    ("Elmar Mammadyarov", "2020-07-16", "azerbaijan/foreign-ministry"),
    ("Elmar Mammadyarov", "2020-07-17", "azerbaijan"),
    ("Jeyhun Bayramov", "2020-07-16", "azerbaijan/foreign-ministry"),
    ("Hikmet Hajiyev", "2018-03-01", "azerbaijan/foreign-ministry"),
    ("Hikmet Hajiyev", "2021-03-01", "azerbaijan/president"),
    ("Serzh Sargsyan", "2018-03-01", "armenia/president"),
    ("Serzh Sargsyan", "2018-04-20", "armenia/prime-minister"),
    ("Serzh Sargsyan", "2021-04-20", "armenia/opposition"),
    ("Donald Trump", "2020-11-10", "us/president"),
    ("Donald Trump", "2023-11-10", "us"),
    ("Donald Trump", "2025-08-08", "us/president"),
    ("Marco Rubio", "2023-08-08", "us/congress"),
    ("Marco Rubio", "2025-08-08", "us/secretary-of-state"),
    ("Ruben Vardanyan", "2022-12-15", "artsakh/state-minister"),
    ("Arayik Harutyunyan", "2023-08-01", "artsakh/president"),
    ("Samvel Shahramanyan", "2023-09-28", "artsakh/president"),
    ("Hakan Fidan", "2023-06-02", "turkey/security-service"),
    ("Hakan Fidan", "2023-06-03", "turkey/foreign-ministry"),
    ("Sergei Shoigu", "2024-05-01", "russia/defense-ministry"),
    ("Sergei Shoigu", "2024-06-01", "russia/security-council"),
    ("Charles Michel", "2024-11-30", "eu/council-president"),
    ("Charles Michel", "2025-01-15", "eu"),
    ("Nikol Pashinyan", None, "armenia/prime-minister"),
]

# (text, namings with variant and whether quoted)
NAMINGS = [
    ("the Lachin corridor", [("lachin-road", "Lachin corridor", False)]),
    ("the Zangezur corridor and Syunik", [("transit-route", "Zangezur corridor", False), ("syunik", "Syunik", False)]),
    ("Khankendi and Shushi", [("stepanakert", "Khankendi", False), ("shusha", "Shushi", False)]),
    ("the “blockade” of the road", [("road-closure", "blockade", True)]),
    ("so-called 'environmentalists,' stood", [("eco-activists", "so-called eco-activists", True)]),
    ("Anti-terror measures began", [("september-2023", "anti-terror measures", False)]),
    ("an ill-called corridor", []),
    ("the Karabakh Observer", []),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_mentions(text: str, expected: list[tuple[str, str]]) -> None:
    assert mentions(text) == expected


@pytest.mark.parametrize(("name", "day", "actor"), OFFICES)
def test_offices_by_date(name: str, day: str | None, actor: str) -> None:
    assert mentions(f"Yesterday {name} spoke.", day) == [(name, actor)]


@pytest.mark.parametrize(("text", "expected"), NAMINGS)
def test_namings(text: str, expected: list[tuple[str, str, bool]]) -> None:
    found = find_namings(document(text), whole(text), NAMES)
    assert [(use.naming, use.variant, use.quoted) for use in found] == expected


def test_outlets_own_name_is_no_mention() -> None:
    text = "Artsakh Today reports that Armenia agreed."
    found = find_mentions(document(text, outlet="Artsakh Today"), whole(text), NAMES)
    assert [text[m.start : m.end] for m in found] == ["Armenia"]


def test_boilerplate_has_none() -> None:
    text = "BAKU, May 7"
    assert find_mentions(document(text), [Sentence(0, 0, len(text), "boilerplate")], NAMES) == ()


def test_another_conflict_has_its_own_names() -> None:
    names = lexicon(load("kosovo"))
    text = "Serbian President Aleksandar Vučić met Albin Kurti in Brussels; Baku was silent."
    assert mentions(text, names=names) == [
        ("Serbian President Aleksandar Vučić", "serbia/president"),
        ("Albin Kurti", "kosovo/prime-minister"),
        ("Brussels", "eu"),
    ]


@given(st.lists(st.sampled_from([*(row[0] for row in TABLE), "\n", " said that ", "’", "“", "Ə"]), max_size=12))
def test_spans_are_ordered_words(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = find_mentions(document(text), whole(text), NAMES)
    for before, after in pairwise(found):
        assert before.end <= after.start
    for mention in found:
        assert not text[mention.start - 1 : mention.start].isalnum()
        assert not text[mention.end : mention.end + 1].isalnum()


def test_time_is_linear() -> None:
    text = "Baku said Armenian forces in Nagorno-Karabakh left, Pashinyan's aide denied it. " * 100

    def seconds(times: int) -> float:
        """The least of three, since other processes and the garbage collector may slow one down."""
        taken = []
        for _ in range(3):
            start = time.process_time()
            find_mentions(document(text * times), whole(text * times), NAMES)
            taken.append(time.process_time() - start)
        return min(taken)

    assert seconds(8) < 24 * max(seconds(1), 0.005)
