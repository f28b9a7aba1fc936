"""Claims aligned: what contests what, the matrix by side and outlet, and the shape of the JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_factory import aligned, blaming, claim, small_model
from perspectives.claims import Claim, PairModel, Relation, align, console, tables, to_json
from perspectives.claims.align import clusters
from perspectives.claims.blocks import BLOCK, candidates, events
from perspectives.claims.copies import marked
from perspectives.claims.model import CONTESTED, ENDORSED, RELATIONS, SAME, Number
from perspectives.claims.places import setting
from perspectives.claims.score import b_cubed_of
from perspectives.claims.vectors import Encoded
from perspectives.conflict import load
from perspectives.errors import PerspectivesError
from perspectives.labels.agreement import alpha
from perspectives.records import Conflict

GOLD = Path(__file__).parents[1] / "corpus" / "claims"


@pytest.fixture(scope="module")
def conflict() -> Conflict:
    return load("karabakh")


@pytest.fixture(scope="module")
def model(conflict: Conflict) -> PairModel:
    return small_model(conflict)


def claims_of_the_clash() -> list[Claim]:
    """Two versions in one Russian daily that endorses one, one of them in a state outlet, and an own-voice figure."""
    daily = {"document": "k", "outlet": "Kommersant"}
    return [
        blaming("k1", "yerevan", "baku", "stepanakert", sentence=3, text="troops set an ambush", **daily),
        blaming("k2", "baku", "yerevan", "baku", sentence=5, text="smugglers opened fire", **daily),
        claim("k3", "Kommersant", own=True, kind=ENDORSED, endorses="yerevan", sentence=6, **daily),
        blaming("s1", "baku", "yerevan", "baku", outlet="Report", document="s", text="smugglers fired first",
                published="2023-03-06"),
        claim("m1", "MEMRI", own=True, outlet="MEMRI", document="m", text="three Armenian policemen were killed",
              numbers=(Number(3, "killed", "police", "three Armenian policemen", "yerevan"),)),
        claim("k4", "Kommersant", own=True, sentence=1, text="three Karabakh police officers died",
              numbers=(Number(3, "killed", "police", "three Karabakh police officers", "stepanakert"),), **daily),
    ]  # fmt: skip


def vectors_of(claims: list[Claim]) -> Encoded:
    base = np.eye(4, 384, dtype=np.float32)[0]
    table = np.stack([base + 0.3 * np.eye(20, 384, dtype=np.float32)[i + 4] for i, _ in enumerate(claims)])
    wholes = np.asarray(table / np.linalg.norm(table, axis=1, keepdims=True), dtype=np.float32)
    return Encoded(wholes, [np.zeros((0, 48), np.float32) for _ in claims])


def test_two_versions_are_contested_and_the_outlet_sides_with_one(conflict: Conflict, model: PairModel) -> None:
    given = claims_of_the_clash()
    found = align(given, vectors_of(given), conflict, model)
    relations = {(r.a, r.b): r for r in found.relations}
    assert relations["k1", "k2"].relation == CONTESTED
    assert relations["k1", "k3"].relation == SAME
    assert "closer to the truth" in relations["k1", "k3"].reasons
    shown = tables(found, conflict)
    rows = {row.text: row for row in shown.rows}
    ambush = rows["troops set an ambush"]
    assert dict(ambush.sides)["yerevan"] == "asserted"
    assert dict(ambush.sides)["baku"] == "disputed"
    assert dict(ambush.outlets)["Kommersant"] == "asserted"
    assert dict(ambush.outlets)["Report"] == "disputed"
    assert dict(ambush.outlets)["MEMRI"] == "absent"
    other = next(row for row in shown.rows if row.origin == "baku")
    assert ambush.id in other.contested_with
    assert other.first_stated == "2023-03-06 (Report)"
    assert other.first_carried == "2023-03-07 (Kommersant)"
    assert other.first_disputed == "2023-03-07 (Kommersant)"
    assert dict(other.outlets)["Kommersant"] == "both"
    assert not shown.numbers, "both say three"
    assert {f"claim|{row.id}" for row in shown.rows} <= {key for key, *_ in shown.references}


def test_every_cell_with_a_claim_has_its_sentences(conflict: Conflict, model: PairModel) -> None:
    given = claims_of_the_clash()
    shown = tables(align(given, vectors_of(given), conflict, model), conflict)
    keys = {key for key, *_ in shown.references}
    for row in shown.rows:
        for axis, cells in (("side", row.sides), ("outlet", row.outlets)):
            for name, status in cells:
                assert (f"claim|{row.id}|{axis}|{name}" in keys) == (status not in ("", "absent"))


def test_a_claim_travels_from_where_it_is_stated(conflict: Conflict, model: PairModel) -> None:
    given = claims_of_the_clash()
    record = to_json(align(given, vectors_of(given), conflict, model))
    fired = next(item for item in record["travel"] if "s1" in item["claims"])
    assert fired["origin"] == "baku"
    assert fired["first_stated"] == {"date": "2023-03-06", "outlet": "Report", "claim": "s1"}
    assert fired["first_carried"]["outlet"] == "Kommersant"
    assert fired["first_disputed"]["claim"] == "k1"


@pytest.mark.parametrize(
    ("outlet", "holder", "stated", "against", "carried", "disputed"),
    [
        pytest.param("Daily", "baku", "2023-03-06", "2023-03-07", None, "2023-03-07", id="nobody knows its home"),
        pytest.param("TASS", "baku", "2023-03-06", "2023-03-06", "2023-03-06", "2023-03-06", id="abroad, the same day"),
        pytest.param("Report", "baku", "2023-03-06", "2023-03-05", None, None, id="the contrary claim came before"),
        pytest.param("Report", "baku", None, "2023-03-07", None, None, id="undated"),
        pytest.param("TASS", "other", "2023-03-06", None, None, None, id="of no side"),
    ],
)
def test_only_known_homes_and_later_claims_tell_how_a_claim_travels(
    conflict: Conflict,
    outlet: str,
    holder: str,
    stated: str | None,
    against: str | None,
    carried: str | None,
    disputed: str | None,
) -> None:
    given = [
        claim("a", holder, outlet=outlet, published=stated),
        claim("b", holder, outlet=outlet, published=stated),
        claim("c", "us", outlet="Potomac", published=against),
    ]
    known = aligned(given, [Relation("a", "c", CONTESTED, 0.9, "")], same=[("a", "b")])
    row = next(row for row in tables(known, conflict).rows if row.origin == holder)
    assert [found and found[:10] for found in (row.first_stated, row.first_carried, row.first_disputed)] == [
        stated, carried, disputed]  # fmt: skip


def test_weak_contests_stay_out_of_the_tables(conflict: Conflict, model: PairModel) -> None:
    given = claims_of_the_clash()
    found = align(given, vectors_of(given), conflict, model)
    weak = replace(found, relations=tuple(replace(r, probability=0.5) for r in found.relations))
    assert any(row.contested_with for row in tables(found, conflict).rows)
    assert not any(row.contested_with for row in tables(weak, conflict).rows)
    assert [r["probability"] for r in to_json(weak)["relations"]] == [0.5] * len(weak.relations)


def test_omission_counts_only_covered_events(conflict: Conflict, model: PairModel) -> None:
    given = claims_of_the_clash()
    given.append(claim("w", "us", outlet="Potomac", document="w", anchor="washington-2025", published="2025-08-08"))
    found = tables(align(given, vectors_of(given), conflict, model), conflict)
    cells = {(cell.outlet, cell.side): cell.share for cell in found.omissions}
    assert {side for outlet, side in cells if outlet == "Potomac"} == {"us"}
    assert cells["Report", "yerevan"].count == 0
    assert cells["Kommersant", "yerevan"].value == 1.0
    assert all(0 <= share.count <= share.total and share.small for share in cells.values())


def test_the_order_of_the_claims_does_not_matter(conflict: Conflict, model: PairModel) -> None:
    given = claims_of_the_clash()
    table = vectors_of(given)
    turned = list(reversed(range(len(given))))
    first = align(given, table, conflict, model)
    second = align([given[i] for i in turned], table.ordered(turned), conflict, model)
    assert first == second


@pytest.mark.parametrize("outlet", ["Kommersant", "Report", "MEMRI"])
@pytest.mark.parametrize("prefix", ["a-", "z-"])
def test_a_mirror_of_an_outlet_moves_nothing_of_the_others(
    conflict: Conflict, model: PairModel, outlet: str, prefix: str
) -> None:
    given = claims_of_the_clash()
    mirrored = [
        replace(
            c,
            id=prefix + c.id,
            document=prefix + c.document,
            outlet="Mirror",
            holder="Mirror" if c.own else c.holder,
            published="2023-03-09",
        )
        for c in given
        if c.outlet == outlet
    ]
    clusters = {prefix + c.document: c.document for c in given}
    alone, both = (
        align(held, vectors_of(held), conflict, model) for held in (given, marked([*given, *mirrored], clusters))
    )
    copies = {c.id for c in mirrored}
    assert {(r.a, r.b, r.relation) for r in both.relations if not {r.a, r.b} & copies} == {
        (r.a, r.b, r.relation) for r in alone.relations
    }
    assert {name: first for name, first in both.groups.items() if name not in copies} == alone.groups
    assert all(both.groups[name] == alone.groups[name.removeprefix(prefix)] for name in copies)
    one, two = (tables(found, conflict) for found in (alone, both))
    assert [cell for cell in two.omissions if cell.outlet != "Mirror"] == list(one.omissions)
    assert [row.id for row in two.rows] == [row.id for row in one.rows]


def test_json_has_the_documented_shape(conflict: Conflict, model: PairModel) -> None:
    given = claims_of_the_clash()
    found = align(given, vectors_of(given), conflict, model)
    record = json.loads(json.dumps(to_json(found)))
    assert list(record) == ["claims", "events", "relations", "travel"]
    wanted = {
        "id",
        "document",
        "sentence",
        "content",
        "holder",
        "kind",
        "polarity",
        "roles",
        "date",
        "place",
        "numbers",
    }
    assert all(wanted <= set(item) for item in record["claims"])
    assert {"a", "b", "relation", "probability", "reasons"} == set(record["relations"][0])
    assert record["events"] == [{"id": "march-2023-clash", "claims": sorted(c.id for c in given)}]
    assert "contested" in console(found)
    assert to_json(found, "march-2023-clash") == to_json(found)
    with pytest.raises(PerspectivesError, match="march-2023-clash"):
        to_json(found, "no-such-event")


def test_nothing_to_align(conflict: Conflict, model: PairModel) -> None:
    found = align([], Encoded(np.zeros((0, 384), dtype=np.float32), []), conflict, model)
    assert to_json(found) == {"claims": [], "events": [], "relations": [], "travel": []}
    assert console(found).startswith("No claim")
    assert tables(found, conflict).rows == ()


def test_a_date_far_from_the_articles_event_leads_elsewhere(conflict: Conflict) -> None:
    given = [
        claim("near", "baku", date="2023-03-05"),
        claim("far", "baku", date="2020-10-08", places=("shusha",)),
        claim("loose", "baku", anchor=None, places=("goris",), published="2019-05-01"),
        claim("next", "baku", anchor=None, places=("goris",), published="2019-05-03"),
        claim("later", "baku", anchor=None, places=("goris",), published="2019-06-01"),
    ]
    assert events(given, conflict, setting(conflict)) == [
        "march-2023-clash", "war-2020", "2019-05-01:goris", "2019-05-01:goris", "2019-06-01:goris"]  # fmt: skip


def test_candidates_grow_linearly(conflict: Conflict) -> None:
    random = np.random.default_rng(0)
    given = [claim(f"c{i:05}", "baku") for i in range(2 * BLOCK)]
    table = random.normal(size=(len(given), 384)).astype(np.float32)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    pairs = candidates(range(len(given)), given, table, setting(conflict))
    assert len(pairs) <= 25 * len(given)
    assert (pairs[:, 0] < pairs[:, 1]).all()


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(RELATIONS[:3])), max_size=20))
def test_clusters_never_join_what_is_contested(drawn: list[tuple[int, int, str]]) -> None:
    found = {(min(a, b), max(a, b)): label for a, b, label in drawn if a != b}
    said = clusters(8, [(a, b, label, 0.9, "") for (a, b), label in found.items()])
    assert all(said[first] == first for first in said)
    assert not any(said[a] == said[b] for (a, b), label in found.items() if label == CONTESTED)


def test_b_cubed_by_hand() -> None:
    said, true = {"a": "1", "b": "1", "c": "2"}, {"a": "x", "b": "y", "c": "y"}
    assert b_cubed_of(said, true) == {"precision": 0.667, "recall": 0.667, "f1": 0.667}


def test_the_gold_set_keeps_its_promises() -> None:
    records = [json.loads(line) for line in (GOLD / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    pairs = [json.loads(line) for line in (GOLD / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    split = {record["id"]: record["split"] for record in records}
    homes: dict[str, set[str]] = {}
    for record in records:
        homes.setdefault(record["event"], set()).add(record["split"])
    assert all(len(found) == 1 for found in homes.values())
    assert len(homes) >= 8
    assert len(pairs) >= 400
    assert len({tuple(sorted((p["a"], p["b"]))) for p in pairs}) == len(pairs)
    assert all(split[p["a"]] == split[p["b"]] == p["split"] and p["label"] in RELATIONS for p in pairs)
    twice = [(p.get("first", p["label"]), p["second"]) for p in pairs if "second" in p]
    assert len(twice) >= len(pairs) / 5
    agreement = alpha(twice)
    assert agreement is not None
    assert agreement > 0.8
    assert Counter(p["kind"] for p in pairs)["role_reversal"] >= 50


@pytest.mark.parametrize(
    ("figures", "rows"),
    [
        pytest.param({}, [], id="never measured"),
        pytest.param(
            {
                "pairs": 354,
                "events": 4,
                "per_class": {
                    "contested": {"f1": 0.789, "interval": [0.65, 0.882]},
                    "same": {"f1": 0.745, "interval": None},
                    "related": {"f1": 0.808, "interval": None},
                },
                "cross_validation": {"contested": 0.708},
            },
            [
                ("pairs of contested claims, F1", 0.789, 0.65, 0.882, 354, "over the other events 0.708"),
                ("pairs of same claims, F1", 0.745, None, None, 354, "(4 events unseen in training)"),
            ],
            id="measured",
        ),
    ],
)  # fmt: skip
def test_the_accuracy_of_claims_is_that_of_their_model(
    model: PairModel, figures: dict[str, object], rows: list[tuple[object, ...]]
) -> None:
    found = replace(model, figures=figures).accuracy
    assert [(row.measure, row.value, row.low, row.high, row.n) for row in found] == [row[:5] for row in rows]
    assert all(
        row.layer == "claims" and row.data.endswith(str(end)) for row, (*_, end) in zip(found, rows, strict=True)
    )


def test_the_shipped_model_holds_its_figures() -> None:
    shipped = PairModel.load()
    found = shipped.figures
    assert [row.layer for row in shipped.accuracy] == ["claims", "claims"]
    assert found["macro_f1"] >= 0.80
    assert found["b3_f1"] >= 0.80
    assert found["cross_validation"]["macro_f1"] >= 0.72
    for baseline in found["baselines"].values():
        assert found["macro_f1"] > baseline["macro_f1"] + 0.1
        assert found["role_reversals"] > baseline.get("role_reversals", 0)
