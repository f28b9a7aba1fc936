"""The labeling loop: samples, exchange with labeling tools and back, agreement of annotators."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import factories
from perspectives.errors import PerspectivesError
from perspectives.labels.agreement import agreement, alpha, masi
from perspectives.labels.exchange import from_task, to_task
from perspectives.labels.formats import FORMATS, Imported, export_text, import_text
from perspectives.labels.label_studio import interface
from perspectives.labels.sample import blank, certainty, sample
from perspectives.labels.task import RELATIONS, labels
from perspectives.labels.utf16 import Utf16
from perspectives.markup import Vocabulary, parse
from perspectives.records import Analysis, Document, FrameLabel, Layer, Sentence, Stance

VALID = Vocabulary(
    ("baku", "yerevan", "moscow"), {"azerbaijan": "baku", "armenia": "yerevan"}, ("security", "diplomacy"), ()
)
SOURCE = """id: a1
outlet: Potomac Wire
published: 2022-09-14
event: clash
split: train
genre: wire
provenance: republisher=R; outlet=Potomac Wire
---
= headline | author | diplomacy security | author>baku:critical
😀 Baku’s regime 🇦🇲 again
¶
= boilerplate
By Jo Lane 😀
% layer 1
= body | yerevan | security | yerevan>baku:critical author>moscow:neutral baku>moscow:favorable@0
@1 mixed yerevan armenia
@2 indirect baku <1
“[x1 We 😀 know],” [s1 Yerevan] [c1 said], [x1 adding that [s2 Baku] [c2 denied] [x2 “it” 😀]].
= body | other | security | yerevan>baku:critical@3 baku>yerevan:critical
@3 indirect yerevan
@4 indirect baku azerbaijan
[s3 [s4 Both]] [c3 [c4 blamed]] [x3 [x4 the other]].
= body | yerevan | |
@5 indirect yerevan
[x5 It would go on.]
= body | author | | author>yerevan:neutral
@6 belief other
[c6 Reportedly] 😀 it rained.
"""
GOLD = parse(SOURCE, "a", VALID)


@pytest.mark.parametrize("tool", FORMATS)
def test_round_trip_with_emoji(tool: str) -> None:
    assert import_text(export_text([GOLD], tool), tool, [GOLD], VALID, unchanged=True) == Imported((GOLD,))
    assert export_text([GOLD, GOLD], tool) == export_text([GOLD, GOLD], tool)


def test_each_tool_counts_as_it_does() -> None:
    """Baku begins after an emoji and a space: at 2 in code points, at 3 in UTF-16 code units."""
    doccano = json.loads(export_text([GOLD], "doccano"))
    (label_studio,) = json.loads(export_text([GOLD], "label-studio"))
    prodigy = json.loads(export_text([GOLD], "prodigy"))
    end = GOLD.sentences[0].end
    assert (doccano["entities"][0]["start_offset"], doccano["entities"][0]["end_offset"]) == (0, end + 3)
    assert label_studio["annotations"][0]["result"][0]["value"]["end"] == end
    assert prodigy["spans"][0]["end"] == end
    assert prodigy["tokens"][prodigy["spans"][0]["token_end"]]["end"] == end
    assert "".join(t["text"] for t in prodigy["tokens"]) == "".join(GOLD.document.text.split())


def test_label_studio_file_in_utf16_is_recognized_by_its_texts() -> None:
    (task,) = json.loads(export_text([GOLD], "label-studio"))
    utf16 = Utf16(GOLD.document.text)
    for one in task["annotations"][0]["result"]:
        if one["type"] == "labels":
            value = one["value"]
            value["start"], value["end"] = utf16.units((value["start"], value["end"]))
    assert import_text(json.dumps([task]), "label-studio", [GOLD], VALID, unchanged=True) == Imported((GOLD,))


@given(st.text(), st.data())
def test_utf16_offsets_are_those_of_the_encoding(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    utf16 = Utf16(text)
    units = utf16.units((start, end))
    encoded = text.encode("utf-16-le", "surrogatepass")
    assert encoded[2 * units[0] : 2 * units[1]].decode("utf-16-le", "surrogatepass") == text[start:end]
    assert utf16.points(units) == (start, end)


def test_utf16_refuses_offsets_outside() -> None:
    with pytest.raises(ValueError, match="0–3 lies outside the text"):
        Utf16("😀").points((0, 3))
    assert Utf16("😀a").points((1, 3)) == (0, 2)


def changed(tool: str, change: Any, original: Analysis = GOLD) -> str:
    """An export after something happened to its first task."""
    text = export_text([original], tool)
    records = json.loads(text) if tool == "label-studio" else [json.loads(line) for line in text.splitlines()]
    change(records[0])
    return json.dumps(records) if tool == "label-studio" else "\n".join(json.dumps(r) for r in records)


@pytest.mark.parametrize(
    ("tool", "change", "message"),
    [
        ("doccano", lambda r: r.update(text=r["text"] + "x"), "the text is not the one that was exported"),
        ("doccano", lambda r: r.update(sha256="0"), "the text is not the one that was exported"),
        ("doccano", lambda r: r.update(document="b"), "document 'b' is not among those exported"),
        ("doccano", lambda r: r.pop("entities"), "task 1 is not of the shape of doccano"),
        ("doccano", lambda r: r["entities"][0].update(end_offset=9999), "lies outside the text"),
        ("doccano", lambda r: r["entities"][0].update(label="unit:note"), "unknown unit 'note'"),
        ("doccano", lambda r: r["entities"][0].update(label="mood:sad"), "unknown label 'mood:sad'"),
        ("doccano", lambda r: r["entities"][0].update(end_offset=3), "unit:headline at 0–2 is no unit"),
        ("doccano", lambda r: r["relations"][0].update(type="near"), "unknown relation 'near'"),
        ("doccano", lambda r: r["relations"][0].update(to_id=999), "leads to a region that is not there"),
        ("label-studio", lambda r: r["annotations"].append(r["annotations"][0]), "2 annotations of one task"),
        (
            "label-studio",
            lambda r: r["annotations"][0]["result"][0]["value"].update(text="no"),
            "does not hold its text",
        ),
    ],
)
def test_refuses_what_does_not_fit(tool: str, change: Any, message: str) -> None:
    with pytest.raises(PerspectivesError, match=message):
        import_text(changed(tool, change), tool, [GOLD], VALID)


def unlabel(record: dict[str, Any]) -> None:
    """Take away a frame in a record of any tool."""
    if "annotations" in record:
        result = record["annotations"][0]["result"]
        result[:] = [r for r in result if r["type"] != "labels" or r["value"]["labels"] != ["frame:security"]]
    else:
        key = "spans" if "spans" in record else "entities"
        record[key] = [one for one in record[key] if one["label"] != "frame:security"]


@pytest.mark.parametrize("original", [GOLD, blank(GOLD)], ids=["labels", "blank"])
@pytest.mark.parametrize(
    ("tool", "change", "done"),
    [
        ("doccano", lambda r: None, False),
        ("doccano", lambda r: r.update(id=7, Comments=[]), False),
        ("doccano", lambda r: r.update(Comments=["nothing to label"]), True),
        ("doccano", lambda r: r["entities"].reverse(), False),
        ("label-studio", lambda r: None, False),
        ("label-studio", lambda r: r["annotations"][0].update(was_cancelled=False, lead_time=None), False),
        ("label-studio", lambda r: r["annotations"][0].update(was_cancelled=False, lead_time=8.5), True),
        ("prodigy", lambda r: None, False),
        ("prodigy", lambda r: r.update(answer="accept"), True),
    ],
)
def test_an_unchanged_task_is_done_where_the_tool_says_so(
    original: Analysis, tool: str, change: Any, done: bool
) -> None:
    found = import_text(changed(tool, change, original), tool, [original], VALID)
    assert found == (Imported((original,)) if done else Imported((), ("a1",)))


@pytest.mark.parametrize("unchanged", [False, True])
@pytest.mark.parametrize(
    ("tool", "skip"),
    [
        ("label-studio", lambda r: r["annotations"].clear()),
        ("label-studio", lambda r: r["annotations"][0].update(was_cancelled=True, lead_time=8.5)),
        ("prodigy", lambda r: r.update(answer="ignore")),
        ("prodigy", lambda r: r.update(answer="reject", spans=[], relations=[])),
    ],
)
def test_a_skipped_task_leaves_the_others(tool: str, skip: Any, unchanged: bool) -> None:
    other = dataclasses.replace(GOLD, document=dataclasses.replace(GOLD.document, id="a2"))
    form = FORMATS[tool]
    records = [form.write(to_task(analysis)) for analysis in (GOLD, other)]
    skip(records[0])
    unlabel(records[1])
    text = json.dumps(records) if form.array else "\n".join(map(json.dumps, records))
    found = import_text(text, tool, [GOLD, other], VALID, unchanged)
    assert found.untouched == ("a1",)
    assert [analysis.document.id for analysis in found.done] == ["a2"]


@pytest.mark.parametrize("tool", FORMATS)
def test_a_changed_task_is_done(tool: str) -> None:
    found = import_text(changed(tool, unlabel), tool, [GOLD], VALID)
    assert found.untouched == ()
    assert [s.frames for s in found.done[0].sentences] != [s.frames for s in GOLD.sentences]


def test_refuses_unknown_tools_broken_files_and_doubles() -> None:
    with pytest.raises(PerspectivesError, match="unknown tool 'brat': choose from doccano, label-studio, prodigy"):
        export_text([GOLD], "brat")
    with pytest.raises(PerspectivesError, match="not JSON"):
        import_text("{", "doccano", [GOLD], VALID)
    with pytest.raises(PerspectivesError, match="expected a JSON array"):
        import_text("{}", "label-studio", [GOLD], VALID)
    with pytest.raises(PerspectivesError, match="comes twice"):
        import_text(export_text([GOLD, GOLD], "prodigy"), "prodigy", [GOLD], VALID)


def without(record: dict[str, Any], *labels: str) -> None:
    """Remove the entities with some labels, and their relations, from a doccano record."""
    gone = {e["id"] for e in record["entities"] if e["label"] in labels}
    record["entities"] = [e for e in record["entities"] if e["id"] not in gone]
    record["relations"] = [r for r in record["relations"] if not {r["from_id"], r["to_id"]} & gone]


def test_an_attribution_needs_type_and_side() -> None:
    with pytest.raises(PerspectivesError, match="has no type"):
        import_text(changed("doccano", lambda r: without(r, "type:mixed")), "doccano", [GOLD], VALID)


def test_labels_made_in_a_tool_need_no_relations_where_spans_tell() -> None:
    """A person marks a content, its type and side over the same words, and a stance inside it."""
    analysis = blank(GOLD)
    start = GOLD.document.text.index("the other")

    def mark(record: dict[str, Any]) -> None:
        utf16 = Utf16(GOLD.document.text)
        for number, (span, label) in enumerate(
            [
                ((start, start + 9), "content"),
                ((start, start + 9), "type:indirect"),
                ((start, start + 9), "side:baku"),
                ((start + 4, start + 9), "stance:yerevan:critical"),
                ((GOLD.sentences[3].start, GOLD.sentences[3].end), "side:baku"),
                ((GOLD.sentences[3].start, GOLD.sentences[3].end), "frame:security"),
                ((GOLD.sentences[5].start, GOLD.sentences[5].end), "stance:moscow:critical"),
            ],
            500,
        ):
            begin, end = utf16.units(span)
            record["entities"].append({"id": number, "label": label, "start_offset": begin, "end_offset": end})

    record = json.loads(export_text([analysis], "doccano"))
    mark(record)
    (found,) = import_text(json.dumps(record), "doccano", [analysis], VALID).done
    assert [(a.sentences, a.side, a.content) for a in found.attributions] == [((3,), "baku", ((start, start + 9),))]
    assert found.stances == (
        Stance(3, 0, "baku", "yerevan", "critical", 1.0),
        Stance(5, None, "author", "moscow", "critical", 1.0),
    )
    assert found.sentences[3].side == "baku"
    assert found.sentences[3].frames == (FrameLabel("security", 1.0),)


def test_labels_of_a_project_cover_an_export_but_for_actors_and_odd_holders() -> None:
    task = to_task(GOLD)
    written = {r.label for r in task.regions if not r.label.startswith("actor:") and ">" not in r.label}
    assert written <= set(labels(VALID))
    assert {link.label for link in task.links} == set(RELATIONS)
    assert from_task(task, GOLD, VALID) == GOLD


def test_label_studio_interface_knows_every_label() -> None:
    root = ElementTree.fromstring(interface(VALID))
    assert [e.get("value") for e in root.iter("Label")] == list(labels(VALID))
    assert [e.get("value") for e in root.iter("Relation")] == list(RELATIONS)


def articles(outlet: str, months: int, sentences: int) -> list[Analysis]:
    """One article a month with sentences whose certainty rises."""
    found = []
    for month in range(1, months + 1):
        units = [Sentence(0, 0, 1, "boilerplate")]
        units += [
            Sentence(i, i, i + 1, "body", 0, "author", (FrameLabel("security", 0.5 + (month * 10 + i) / 1000),))
            for i in range(1, sentences)
        ]
        document = Document(f"{outlet}{month}", "x" * sentences, outlet, published=f"2023-{month:02}-01")
        found.append(Analysis(document, tuple(units)))
    return found


def test_random_sample_is_seeded_and_spread_over_time() -> None:
    analyses = articles("A", 10, 9) + articles("B", 2, 4)
    chosen = sample(analyses, 20, seed=3)
    assert (
        chosen == sample(analyses[:10], 20, seed=3) + sample(analyses[10:], 20, seed=3) != sample(analyses, 20, seed=4)
    )
    per = Counter(a.document.id for a in chosen for _ in a.sentences)
    assert per.total() == 26
    assert all(1 <= per[f"A{month}"] <= 3 for month in range(1, 11))
    assert per["B1"] + per["B2"] == 6
    assert all(s.kind != "boilerplate" for a in chosen for s in a.sentences)


def test_an_introduction_is_drawn_for_its_republisher() -> None:
    layers = (Layer("republisher", "Mirror"), Layer("outlet", "Alpha"))
    text = [factories.Line(layer=0)] + [factories.Line(layer=1)] * 40
    drawn = [sample([factories.article("a", text, outlet="Alpha", provenance=layers)], 1, seed) for seed in range(5)]
    assert all([s.layer for s in chosen.sentences] == [0, 1] for (chosen,) in drawn)


def test_every_sentence_is_as_likely() -> None:
    analyses = articles("A", 1, 8)
    drawn = Counter(s.id for seed in range(2100) for a in sample(analyses, 3, seed) for s in a.sentences)
    assert set(drawn) == set(range(1, 8))
    assert all(abs(count - 900) < 100 for count in drawn.values())


def test_uncertain_sample_takes_the_least_certain() -> None:
    chosen = sample(articles("A", 3, 4), 2, seed=0, strategy="uncertain")
    assert [(a.document.id, [s.id for s in a.sentences]) for a in chosen] == [("A1", [1, 2])]


def test_certainty_counts_every_label() -> None:
    analysis = dataclasses.replace(GOLD, withheld=(Stance(4, None, "author", "baku", "critical", 0.4),))
    assert certainty(analysis) == {0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0, 4: 0.4, 5: 1.0}


def test_sample_keeps_the_labels_of_what_it_takes() -> None:
    (chosen,) = sample([GOLD], 2, seed=1)
    kept = {s.id for s in chosen.sentences}
    assert len(kept) == 3  # two of the outlet, and the one that its republisher wrote
    assert {s.sentence for s in chosen.stances} == {s.sentence for s in GOLD.stances} & kept
    assert {i for a in chosen.attributions for i in a.sentences} <= kept
    assert chosen.document == GOLD.document


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((articles("A", 1, 3), 2, 1, "best"), "unknown strategy 'best': choose from random, uncertain"),
        ((articles("A", 1, 3), 0, 1), "at least one sentence, not 0"),
        (([], 2, 1), "no sentences to draw from"),
    ],
)
def test_sample_refuses(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(PerspectivesError, match=message):
        sample(*arguments)


def test_alpha_has_the_published_value() -> None:
    """Krippendorff's own example: four observers, twelve units, nominal alpha .743."""
    data = {
        "a": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        "b": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        "c": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        "d": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    }
    items = [[v for v in unit if v is not None] for unit in zip(*data.values(), strict=True)]
    assert alpha(items) == pytest.approx(0.743, abs=0.0005)


def test_alpha_of_equal_and_of_single_judgments() -> None:
    assert alpha([("a", "a"), ("b", "b")]) == 1.0
    assert alpha([("a", "b"), ("b", "a")]) == pytest.approx(-0.5)
    assert alpha([("a", "a")]) is None
    assert alpha([("a",), ("b",)]) is None


@settings(max_examples=50)
@given(st.frozensets(st.sampled_from("abcd")), st.frozensets(st.sampled_from("abcd")))
def test_masi_is_a_distance(a: frozenset[str], b: frozenset[str]) -> None:
    assert masi(a, b) == masi(b, a)
    assert 0 <= masi(a, b) <= 1
    assert (masi(a, b) == 0) == (a == b)
    assert masi(frozenset("ab"), frozenset("a")) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi(frozenset("ab"), frozenset("bc")) == pytest.approx(1 - 1 / 3 * 1 / 3)


def test_agreement_with_oneself_is_perfect() -> None:
    found = agreement([[GOLD], [GOLD], [GOLD]])
    assert found.disagreements == ()
    assert (found.documents, found.units) == (1, 6)
    assert {f.field: f.alpha for f in found.fields} == {
        "unit": None,
        "kind": 1.0,
        "main side": 1.0,
        "attributed sides": 1.0,
        "first frame": 1.0,
        "frames": 1.0,
        "stances": 1.0,
        "polarity": 1.0,
    }
    assert all((s.exact, s.words) == (1.0, 1.0) for s in found.spans)


@pytest.mark.parametrize(
    ("annotators", "expected"),
    [
        ((blank(GOLD), blank(GOLD)), None),
        ((GOLD, blank(GOLD)), 0.0),
        ((GOLD, GOLD), 1.0),
        ((GOLD, GOLD, blank(GOLD)), 1 / 3),
        ((GOLD, blank(GOLD), blank(GOLD)), 0.0),
    ],
)
def test_agreement_on_spans_is_of_those_who_marked_any(
    annotators: tuple[Analysis, ...], expected: float | None
) -> None:
    found = agreement([[one] for one in annotators])
    wanted = None if expected is None else pytest.approx(expected, abs=1e-3)
    assert [(s.exact, s.words) for s in found.spans] == [(wanted, wanted)] * 3


def test_agreement_lists_what_differs() -> None:
    source = SOURCE.replace(
        "= body | other | security | yerevan>baku:critical@3", "= body | baku | | yerevan>baku:favorable@3"
    )
    source = source.replace("[c6 Reportedly] 😀 it", "Reportedly 😀 it").replace("@6 belief other\n", "")
    second = parse(source, "b", VALID)
    found = agreement([[GOLD], [second]])
    assert [(d.sentence, d.field, d.values) for d in found.disagreements] == [
        (3, "main side", ("other", "baku")),
        (3, "first frame", ("security", "–")),
        (3, "frames", ("security", "–")),
        (3, "stances", ("baku>yerevan:critical yerevan>baku:critical", "baku>yerevan:critical yerevan>baku:favorable")),
        (3, "polarity", ("critical", "favorable")),
        (5, "attributed sides", ("other", "–")),
    ]
    assert found.disagreements[0].text == "Both blamed the other."
    by_field = {f.field: f for f in found.fields}
    assert by_field["main side"].exact == pytest.approx(4 / 5)
    assert by_field["polarity"].items == 7
    assert [s.exact for s in found.spans if s.role == "cue"] == [pytest.approx(6 / 7, abs=1e-4)]


def test_annotators_who_cut_units_differently_are_aligned() -> None:
    source = SOURCE.replace(
        "go on.]\n= body | author | | author>yerevan:neutral\n@6 belief other\n[c6 Reportedly]", "go on.] Reportedly"
    )
    second = parse(source, "b", VALID)
    found = agreement([[GOLD], [second]])
    assert {(d.sentence, d.field) for d in found.disagreements} >= {(4, "unit"), (5, "unit")}
    assert found.units == 6


@pytest.mark.parametrize(
    ("annotators", "message"),
    [
        ([[GOLD]], "two or more annotators"),
        ([[GOLD], []], "no document in common"),
        (
            [[GOLD], [parse(SOURCE.replace("rained", "snowed"), "b", VALID)]],
            r"the texts differ at character \d+: .*rained.* and .*snowed",
        ),
    ],
)
def test_agreement_refuses(annotators: list[list[Analysis]], message: str) -> None:
    with pytest.raises(PerspectivesError, match=message):
        agreement(annotators)
