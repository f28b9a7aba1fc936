"""Copies are found whatever their order, and nothing else is; events go by date, words and places."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import factories
from factories import Line, article
from perspectives.events import EventFinder
from perspectives.index import HASHES, build, cluster, fingerprint, record
from perspectives.records import Analysis, Layer

CONFLICT = factories.conflict()
FINDER = EventFinder.of(CONFLICT)


STEMS = ("hill", "road", "army", "talks", "north", "the", "of", "rain")


def text(seed: int, words: int = 200) -> str:
    random = Random(seed)
    return " ".join(f"{random.choice(STEMS)}{random.randrange(60)}" for _ in range(words))


def story(name: str, body: str, outlet: str = "Gazette", published: str | None = "2023-03-03") -> Analysis:
    return article(name, [Line(body)], outlet=outlet, published=published)


def estimate(first: str, second: str) -> float:
    return float(np.mean(fingerprint(first)[0] == fingerprint(second)[0]))


def test_a_fingerprint_is_the_same_in_every_run() -> None:
    marks, size = fingerprint("The road was closed on Monday by the army, officials said.")
    assert marks.shape == (HASHES,)
    assert marks.dtype == np.uint16
    assert size == 8
    assert marks[:4].tolist() == [17095, 27948, 6390, 44126]


@pytest.mark.parametrize("kept", [1.0, 0.8, 0.5, 0.0])
def test_equal_numbers_estimate_the_shingles_in_common(kept: float) -> None:
    words, other = text(1, 400).split(), text(2, 400).split()
    cut = int(400 * kept)
    mixed = words[:cut] + other[cut:]
    first, second = ({tuple(w[i : i + 4]) for i in range(397)} for w in (words, mixed))
    jaccard = len(first & second) / len(first | second)
    assert estimate(" ".join(words), " ".join(mixed)) == pytest.approx(jaccard, abs=0.13)


def test_case_and_punctuation_do_not_matter() -> None:
    assert estimate("The road, it said, was CLOSED.", "the road it said was closed") == 1


def test_copies_edits_and_cuts_are_one_cluster() -> None:
    base = text(3)
    words = base.split()
    edited = " ".join([*words[:90], "yesterday", *words[90:]])
    records = [
        record(story(name, body), FINDER)
        for name, body in (("a", base), ("b", edited), ("c", " ".join(words[:130])), ("d", text(4)))
    ]
    assert cluster(records) == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_a_republisher_finds_the_article_below_its_own_introduction() -> None:
    chain = (Layer("republisher", "Digest"), Layer("outlet", "Gazette"))
    copy = article("r", [Line(text(9, 150)), Line(text(5), layer=1)], published="2023-03-04", provenance=chain)
    original = story("o", text(5))
    index = build([record(a, FINDER) for a in (copy, original)], CONFLICT)
    assert index.place(original).outlets == ("Gazette",)
    assert index.place(copy).outlets == ("Digest",)
    assert index.place(copy).cluster == index.place(original).cluster == "o"
    assert index.place(copy).republished


def test_each_outlet_counts_a_wire_text_once_by_its_earliest_copy() -> None:
    stories = [
        story("late", text(6), "Herald", "2023-03-09"),
        story("early", text(6), "Herald", "2023-03-02"),
        story("undated", text(6), "Herald", None),
        story("other", text(6), "Courier", "2023-03-05"),
    ]
    index = build([record(a, FINDER) for a in stories], CONFLICT)
    assert [index.place(a).outlets for a in stories] == [(), ("Herald",), (), ("Courier",)]
    assert {index.place(a).cluster for a in stories} == {"early"}


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(random: Random) -> None:
    bodies = [text(k // 3) if k % 3 else text(k // 3) + " more words at the end of it" for k in range(18)]
    records = [record(story(f"s{k:02d}", body), FINDER) for k, body in enumerate(bodies)]
    shuffled = random.sample(records, len(records))
    assert cluster(shuffled) == cluster(records)
    assert build(shuffled, CONFLICT) == build(records, CONFLICT)
    assert len(set(cluster(records).values())) == 6


def test_no_records_and_empty_texts() -> None:
    assert cluster([]) == {}
    assert build([], CONFLICT).shared_events == ()
    assert fingerprint("")[1] == 1


def test_shared_events_are_those_of_every_outlet_with_enough_articles() -> None:
    stories = [
        story(f"{outlet}{k}", f"{text(1000 + 50 * place + k)} shelling", outlet, "2023-03-03")
        for place, outlet in enumerate(("Alpha", "Beta"))
        for k in range(12)
    ]
    stories.append(story("g", text(77) + " summit", "Gamma", "2023-05-01"))
    index = build([record(a, FINDER) for a in stories], CONFLICT)
    assert index.shared_events == ("clash",)
    assert index.place(stories[0]).shared
    assert not index.place(stories[-1]).shared


@pytest.mark.parametrize(
    ("undated", "shared"),
    [(0, ()), (6, ()), (7, ("clash",)), (12, ("clash",))],
)
def test_an_outlet_without_dates_has_no_say_in_the_shared_events(undated: int, shared: tuple[str, ...]) -> None:
    stories = [
        story(f"{outlet}{k}", f"{text(3000 + 50 * place + k)} shelling", outlet, "2023-03-03")
        for place, outlet in enumerate(("Alpha", "Beta"))
        for k in range(10)
    ]
    stories += [story(f"u{k}", text(4000 + k), "Gamma", None if k < undated else "2023-03-03") for k in range(12)]
    assert build([record(a, FINDER) for a in stories], CONFLICT).shared_events == shared


@pytest.mark.parametrize(
    ("body", "published", "expected"),
    [
        ("The shelling went on.", "2023-03-04", "clash"),
        ("The shelling went on.", "2023-02-27", None),
        ("The shelling went on.", "2023-02-28", "clash"),
        ("The shelling went on.", "2023-03-19", "clash"),
        ("The shelling went on.", "2023-03-20", None),
        ("The siege of the road went on.", "2023-03-20", "siege"),
        ("Nothing went on.", "2023-03-04", None),
        ("Buckshelling is no word.", "2023-03-04", None),
        ("The summit, and the siege of the road.", "2023-05-02", "siege"),
        ("Talks at the summit in Lakeside, far from the road.", "2023-05-02", "talks"),
        ("Talks at the summit in Lakeside.", None, "talks"),
        ("They met for talks.", None, None),
        ("The shelling went on.", "not a date", None),
    ],
)
def test_events(body: str, published: str | None, expected: str | None) -> None:
    assert EventFinder.of(CONFLICT).find(story("x", body, published=published)) == expected
