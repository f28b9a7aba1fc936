"""Figures in dispute: one quantity, different speakers, values that exclude each other."""

from __future__ import annotations

import pytest

from claims_factory import aligned, claim
from perspectives.claims import Claim, tables
from perspectives.claims.model import CONTESTED, DENIED, Number, Relation
from perspectives.claims.numbers import numbers_of
from perspectives.conflict import load
from perspectives.records import Conflict


@pytest.fixture(scope="module")
def conflict() -> Conflict:
    return load("karabakh")


def killed(value: float, side: str | None = "baku", bound: str = "", head: str = "soldiers") -> Number:
    return Number(value, "killed", head, f"{value:g} {head}", side, bound)


def gives(name: str, holder: str, number: Number, **given: object) -> Claim:
    return claim(name, holder, numbers=(number,), **given)


FIVE, FORTY = Number(5, "distance", "", "5 kilometers", None), Number(40, "distance", "", "40 kilometers", None)
MILES = Number(40, "distance", "", "40 miles", None)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        pytest.param(killed(49), killed(50), True, id="two values of one quantity"),
        pytest.param(killed(49), killed(49), False, id="the same value"),
        pytest.param(killed(32, "yerevan"), killed(2), False, id="of two sides"),
        pytest.param(killed(32, "yerevan"), killed(2, "stepanakert"), True, id="of one camp"),
        pytest.param(killed(2, None), killed(7, None), False, id="nobody says whose"),
        pytest.param(killed(2), killed(7, head="civilians"), False, id="other things"),
        pytest.param(killed(32, bound="least"), killed(68, bound="least"), False, id="both hold for 68"),
        pytest.param(killed(32, bound="least"), killed(28), True, id="fewer than the least"),
        pytest.param(killed(3, bound="most"), killed(2), False, id="no more than the most"),
        pytest.param(killed(3, bound="most"), killed(4), True, id="more than the most"),
        pytest.param(killed(100, bound="about"), killed(104), False, id="about so many"),
        pytest.param(killed(100, bound="about"), killed(140), True, id="far from about so many"),
        pytest.param(killed(100_000), killed(100_514), False, id="a whole thousand is rounded"),
        pytest.param(killed(2), Number(5, "killed", "soldiers", "5 of the soldiers", "baku"), False, id="a part"),
        pytest.param(FIVE, FORTY, False, id="measures of claims that are not aligned"),
    ],
)
def test_figures_of_one_quantity_that_exclude_each_other(
    conflict: Conflict, first: Number, second: Number, found: bool
) -> None:
    given = [gives("a", "yerevan", first), gives("b", "us", second)]
    rows = tables(aligned(given), conflict).numbers
    assert {row.holder for row in rows} == ({"yerevan", "us"} if found else set())
    assert len({row.quantity for row in rows}) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param({}, True, id="another side"),
        pytest.param({"holder": "yerevan", "outlet": "Other"}, False, id="the same side in another outlet"),
        pytest.param({"published": "2023-03-20"}, False, id="a later toll is an update"),
        pytest.param({"polarity": DENIED}, False, id="who denies gives no figure"),
        pytest.param({"kind": "predicted"}, False, id="a prediction"),
        pytest.param({"holder": "Daily", "own": True}, True, id="an outlet"),
    ],
)
def test_only_different_speakers_of_one_time_dispute_a_figure(
    conflict: Conflict, change: dict[str, str], found: bool
) -> None:
    given = [gives("a", "yerevan", killed(49)), gives("b", **{"holder": "us", "number": killed(50), **change})]
    assert bool(tables(aligned(given), conflict).numbers) is found


@pytest.mark.parametrize(
    ("second", "said", "found"),
    [
        pytest.param(FORTY, CONTESTED, True, id="contested"),
        pytest.param(FORTY, "same", True, id="the same claim"),
        pytest.param(MILES, CONTESTED, False, id="other units"),
        pytest.param(FORTY, "related", False, id="neither"),
    ],
)
def test_measures_are_compared_where_the_claims_are_aligned(
    conflict: Conflict, second: Number, said: str, found: bool
) -> None:
    given = [gives("a", "yerevan", FIVE), gives("b", "us", second)]
    known = aligned(given, [Relation("a", "b", said, 0.9, "")], same=[("a", "b")] if said == "same" else [])
    assert bool(tables(known, conflict).numbers) is found


def test_each_quantity_stands_together(conflict: Conflict) -> None:
    given = [
        gives("a", "yerevan", killed(49)),
        gives("b", "us", killed(50)),
        gives("c", "us", killed(1, "yerevan")),
        gives("d", "baku", killed(2, "yerevan")),
    ]
    found = tables(aligned(given), conflict)
    assert [(row.value, row.holder) for row in found.numbers] == [
        ("49 soldiers", "yerevan"), ("50 soldiers", "us"), ("1 soldiers", "us"), ("2 soldiers", "baku")]  # fmt: skip
    assert len({row.quantity for row in found.numbers}) == 2
    assert {row.evidence for row in found.numbers} <= {key for key, *_ in found.references}


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("about 300 soldiers were killed", "about"),
        ("nearly 300 soldiers were killed", "about"),
        ("almost a hundred soldiers were killed", "about"),
        ("up to 300 soldiers were killed", "most"),
        ("more than 300 soldiers were killed", "least"),
        ("300 soldiers were killed", ""),
    ],
)
def test_words_that_bound_a_figure(text: str, bound: str) -> None:
    assert [number.bound for number in numbers_of(text)] == [bound]
