"""Conflict files: what is shipped is sound, what is wrong is named with its line, a skeleton is valid."""

from __future__ import annotations

import itertools
import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import perspectives
from perspectives.conflict import check, load, shipped, skeleton
from perspectives.conflict_check import validate
from perspectives.conflict_skeleton import countries
from perspectives.errors import PerspectivesError
from perspectives.toml_lines import locate

SOUND = """\
id = "test"
label = "Test"
version = "1"
further_sides = ["un"]

[[sides]]
id = "one"
label = "One"
color = "#535ed2"

[[actors]]
id = "first"
side = "one"
names = ["First"]
offices = [
    { id = "president" },
    { id = "oracle", names = ["Delphi"] },
]
persons = [
    { name = "Ann Bee", office = "president", title = "president", pronoun = "she", since = "2020-01-01" },
]

[[namings]]
id = "thing"
label = "Thing"
loaded = true
variants = [{ id = "a", spellings = ["the {good|bad} thing"], preferred_by = "one" }]

[[events]]
id = "event"
label = "Event"
start = "2020-01-01"
end = "2020-01-02"
parties = ["one", "first"]

[[frames]]
id = "frame"
label = "Frame"
definition = "A frame."
"""

# (text replaced, by what, line, parts of the message)
PROBLEMS = [
    ('id = "test"', 'id = "Test!"', 1, ["'Test!'", "lower-case"]),
    ('label = "Test"', "label = 3", 2, ["label", "3", "a string"]),
    ('version = "1"\n', "", 1, ["needs the key 'version'"]),
    ('color = "#535ed2"', 'color = "blue"', 9, ["'blue'", "hex color"]),
    ('side = "one"', 'side = "onee"', 13, ["'onee'", "one, un"]),
    ('id = "oracle", names = ["Delphi"]', 'id = "oracle"', 17, ["'oracle'", "president"]),
    ('office = "president"', 'office = "presidnet"', 20, ["'presidnet'", "president, oracle"]),
    ('pronoun = "she"', 'pronoun = "her"', 20, ["'her'", "he, she, they"]),
    ('since = "2020-01-01"', 'since = "1 January"', 20, ["'1 January'", "ISO date"]),
    ('since = "2020-01-01"', 'since = "2020-01-01", until = "2019-01-01"', 20, ["'2019-01-01'", "before"]),
    ("loaded = true", 'loaded = "yes"', 26, ["loaded", "true or false"]),
    ('preferred_by = "one"', 'preferred_by = "two"', 27, ["'two'", "one, un"]),
    ('parties = ["one", "first"]', 'parties = [\n  "one",\n  "firts",\n]', 36, ["'firts'", "first"]),
    ('end = "2020-01-02"', 'end = "2019-12-31"', 33, ["'2019-12-31'", "before start"]),
    ('definition = "A frame."', 'definiton = "A frame."', 39, ["'definiton'", "definition"]),
    ('[[frames]]\nid = "frame"', '[[frames]]\nid = "frame"\nlabel = ', 38, ["not valid TOML"]),
    ('names = ["First"]', 'names = ["First", 5]', 14, ["names", "list of strings"]),
    ('id = "one"\nlabel', 'id = "other"\nlabel', 13, ["'one'"]),
]


@pytest.mark.parametrize("name", ["karabakh", "kosovo"])
def test_shipped_files_are_sound(name: str) -> None:
    assert name in shipped()
    conflict = load(name)
    assert len(conflict.frames) == 11
    assert all(actor.side for actor in conflict.actors)
    for actor in conflict.actors:
        by_name = itertools.groupby(sorted(actor.persons, key=lambda p: (p.office, p.name)), key=lambda p: p.office)
        for _, group in by_name:
            heads = [p for p in group if p.title in ("president", "prime minister", "foreign minister") and p.since]
            terms = sorted((p.since or "", p.until or "9999") for p in heads)
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(terms)), f"{actor.id}: two in one office: {terms}"


def test_sound_file_has_no_problems(tmp_path: Path) -> None:
    file = tmp_path / "test.toml"
    file.write_text(SOUND, "utf-8")
    assert check(file) == []
    assert load(file).namings[0].variants[0].spellings == ("the good thing", "the bad thing")


@pytest.mark.parametrize(("old", "new", "line", "parts"), PROBLEMS)
def test_problems_name_line_and_value(old: str, new: str, line: int, parts: list[str], tmp_path: Path) -> None:
    assert old in SOUND
    file = tmp_path / "test.toml"
    file.write_text(SOUND.replace(old, new, 1), "utf-8")
    problems = check(file)
    assert any(p.startswith(f"{file}:{line}: ") and all(part in p for part in parts) for p in problems), problems
    with pytest.raises(PerspectivesError):
        load(file)


def test_unknown_conflict_lists_what_there_is() -> None:
    with pytest.raises(PerspectivesError, match="karabakh, kosovo"):
        load("atlantis")
    with pytest.raises(PerspectivesError, match=r"none\.toml"):
        load(Path("none.toml"))


def test_offices_follow_one_another_on_the_day() -> None:
    persons = [p for actor in load("karabakh").actors for p in actor.persons]
    for person in persons:
        for day in (person.since, person.until):
            assert day is None or date.fromisoformat(day)


@given(st.sampled_from(sorted({c.name for c in countries().values()})), st.integers(0, 150))
def test_any_two_countries_give_a_valid_skeleton(first: str, step: int) -> None:
    names = sorted({c.name for c in countries().values()})
    second = names[(names.index(first) + step + 1) % len(names)]
    known = countries()
    assume(known[first.lower()].capital != known[second.lower()].capital)
    text = skeleton([first, second], "A conflict")
    common = tomllib.loads((Path(perspectives.__file__).parent / "data" / "offices.toml").read_text("utf-8"))
    assert validate(text, "x", common)[1] == []
    assert f'names = ["{first}"' in text


def test_skeleton_names_near_misses() -> None:
    with pytest.raises(PerspectivesError, match="did you mean Serbia"):
        skeleton(["Serbja", "Kosovo"], "x")
    with pytest.raises(PerspectivesError, match="at least two"):
        skeleton(["Serbia"], "x")


def test_lines_of_nested_values() -> None:
    lines = locate('a = 1\n[[b]]\nc = { d = "x", e = [1,\n2] } # [[no]]\n[[b.f]]\ng = """\n[[b]]\n"""\nh = 2\n')
    assert lines[("b", 0, "c", "e", 1)] == 4
    assert lines[("b", 0, "f", 0, "h")] == 9
    assert ("b", 1) not in lines


# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
DEFICIENCIES = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip


def linear(color: str) -> np.ndarray:
    channels = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("name", ["karabakh", "kosovo"])
@pytest.mark.parametrize("vision", DEFICIENCIES)
def test_colors_stay_apart(name: str, vision: str) -> None:
    colors = [linear(side.color) for side in load(name).sides]
    seen = [LAB @ np.cbrt(LMS @ np.clip(np.array(DEFICIENCIES[vision]) @ color, 0, 1)) for color in colors]
    assert min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2)) > 0.1
    for color in colors:
        light = float(color @ [0.2126, 0.7152, 0.0722]) + 0.05
        assert 1.05 / light >= 3
        assert light / (float(linear("#16181d") @ [0.2126, 0.7152, 0.0722]) + 0.05) >= 3
