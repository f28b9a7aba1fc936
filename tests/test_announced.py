"""A text tells for whom it lets somebody speak: by labels, by its headline, by what it says before."""

from __future__ import annotations

import re

import pytest

from perspectives.attribution import within_turns
from perspectives.attribution.dialogue import Cover, labels
from perspectives.attribution.resolve import resolve
from perspectives.attribution.turns import turns
from perspectives.conflict import load
from perspectives.lexicon import lexicon
from perspectives.records import Document, Sentence

NAMES = lexicon(load("karabakh"))


def sides(text: str, first: int) -> list[str]:
    """Whose the turns are by the rules, where all lines from the one numbered ``first`` are spoken."""
    lines = list(re.finditer(r"[^\n]+", text))
    units = [Sentence(i, *line.span(), "body" if i else "headline") for i, line in enumerate(lines)]
    document = Document("d", text, "Example Wire", published="2023-08-17")
    named = labels(document, units, NAMES)
    found = turns(document, units, named, set(range(first, len(units))))
    linked = within_turns([], found, units, named, Cover([]))
    resolved = resolve(linked, document, units, NAMES, {number: turn.speaker for number, turn in enumerate(found)})
    return [attribution.side for attribution in resolved]


COUNCIL = """Extracts from the record
The road was discussed on Tuesday.
{label}: We have asked for it to be opened."""

HOUSE = """Debate on the road
The European Parliament discussed the road to Armenia on Tuesday.
{label}: We have asked for it to be opened."""

MEETING = """Evening in the town hall
The road to Armenia was discussed on Tuesday.
{label}: We have asked for it to be opened."""


@pytest.mark.parametrize(
    ("text", "label", "side"),
    [
        (COUNCIL, "Ms. Lindqvist (France)", "paris"),
        (COUNCIL, "Mr. Petrenko (Russian Federation) (spoke in Russian)", "moscow"),
        (COUNCIL, "Mr. Demirkan (Türkiye, NR)", "ankara"),
        (COUNCIL, "Mr. Okafor (Nigeria)", "other"),
        (HOUSE, "Jana Kovarova (Greens)", "eu"),
        (HOUSE, "Chair", "eu"),
        (HOUSE, "Jana Kovarova (Ostrava Radio)", "other"),
        (HOUSE, "Mr. Okafor (Nigeria)", "other"),
        (MEETING, "Jana Kovarova (Greens)", "other"),
        (MEETING, "Chair", "other"),
    ],
)
def test_a_label_tells_the_country_or_the_house(text: str, label: str, side: str) -> None:
    assert sides(text.format(label=label), 2) == [side]


INTRODUCED = """Two questions about the border
We asked {introduction} Narek Ohanyants, who was at the talks.
{label}: It was a long evening."""


@pytest.mark.parametrize(
    ("introduction", "label", "side"),
    [
        ("Armenian Deputy Foreign Minister", "NO", "yerevan"),
        ("Armenian Deputy Foreign Minister", "N.O.", "yerevan"),
        ("the miller", "N.O.", "other"),
    ],
)
def test_initials_are_whoever_bears_such_a_name(introduction: str, label: str, side: str) -> None:
    assert sides(INTRODUCED.format(introduction=introduction, label=label), 2) == [side]


@pytest.mark.parametrize(
    ("headline", "side"),
    [
        ("Armenian deputy: Baku will have to wait", "yerevan"),
        ("Armenian deputy on Baku: they will have to wait", "yerevan"),
        ("Statement by the Russian delegation on the visit to Yerevan", "moscow"),
        ("Full text: Remarks of the U.S. Ambassador after the visit to Baku", "us"),
        ("Russian Embassy responds to a report about Baku", "moscow"),
        ("Azerbaijan's Foreign Ministry answers our questions about Iran", "baku"),
        ("“Baku waits”: interview with the Iranian ambassador", "tehran"),
        ("Historian: Baku will have to wait", "other"),
        ("A former adviser to Pashinyan explains the road", "other"),
    ],
)
def test_a_headline_names_the_author(headline: str, side: str) -> None:
    text = f"{headline}\nPutin met Aliyev in Sochi on Friday.\nI was asked about the road.\nWe expect it to be opened."
    assert sides(text, 2) == [side]


def test_a_leader_in_the_news_is_not_whoever_speaks() -> None:
    text = "The tea house\nPutin met Aliyev in Sochi on Friday.\nDo you hear me?\nI hear you.\nIt is cold up here."
    assert sides(text, 3) == ["other"]
