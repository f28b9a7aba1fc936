"""Figures on gold annotations: known values, invariants, intervals that cover."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import Line, article, conflict
from perspectives.errors import PerspectivesError
from perspectives.evaluate import (
    FrameRows,
    GoldDocument,
    StanceRows,
    accuracy,
    accuracy_at_coverage,
    confusion,
    difference,
    estimate,
    expected_calibration_error,
    frames_summary,
    gold_document,
    gold_from_record,
    gold_to_record,
    macro_f1,
    macro_f1_difference,
    multilabel,
    opposite_stance_rows,
    per_class,
    roles,
    score_analyses,
    score_attribution,
    stance_summary,
)
from perspectives.evaluate.gold import tokenize
from perspectives.evaluate.intervals import ratio
from perspectives.evaluate.rates import error_rates
from perspectives.evaluate.units import align
from perspectives.records import AUTHOR, Analysis, Attribution, Document, FrameLabel, Sentence, Stance


def spans(text: str, *pieces: str) -> tuple[tuple[int, int], ...]:
    """Where pieces stand in a text."""
    return tuple((text.index(piece), text.index(piece) + len(piece)) for piece in pieces)


FIRST = "The ministry’s head in Baku said that “units held” the road. It rained. “We left,” she said, he denied it."
SECOND = "Officials warn of war. Snow fell on the border. He fears the worst, aides say."
GOLD = [
    GoldDocument(
        "first",
        FIRST,
        spans(FIRST, FIRST[:60], "It rained.", "“We left,” she said, he denied it."),
        tokenize(FIRST),
        (
            {
                "source": spans(FIRST, "The ministry’s head in Baku"),
                "cue": spans(FIRST, "said"),
                "content": spans(FIRST, "that “units held” the road"),
            },
            {"source": spans(FIRST, "she"), "cue": (), "content": spans(FIRST, "We left")},
            {"source": (), "cue": spans(FIRST, "denied"), "content": spans(FIRST, "it.")},
        ),
    ),
    GoldDocument(
        "second",
        SECOND,
        spans(SECOND, "Officials warn of war.", "Snow fell on the border.", "He fears the worst, aides say."),
        tokenize(SECOND),
        (
            {
                "source": spans(SECOND, "Officials"),
                "cue": spans(SECOND, "warn"),
                "content": spans(SECOND, "of war"),
            },
            {"source": spans(SECOND, "He"), "cue": spans(SECOND, "fears"), "content": spans(SECOND, "the worst")},
        ),
    ),
]
PREDICTED = {
    "first": [
        {
            "source": spans(FIRST, "head in Baku"),
            "cue": spans(FIRST, "said"),
            "content": spans(FIRST, "“units held” the road."),
        },
        {"source": spans(FIRST, "he denied"), "cue": (), "content": spans(FIRST, "“We left,”")},
        {"source": (), "cue": (), "content": spans(FIRST, "It rained.")},
    ],
    "second": [
        {"source": spans(SECOND, "aides"), "cue": spans(SECOND, "say"), "content": spans(SECOND, "He fears the worst")},
    ],
}


def test_attribution_figures_have_the_known_values() -> None:
    """The values are those of the reference scorer on the same input."""
    assert score_attribution(GOLD, PREDICTED).figures() == {
        "sentence_kappa": 0.25,
        "sentence_accuracy": 0.6667,
        "content_f1": 0.6667,
        "source_head": 0.25,
        "source_head_precision": 0.3333,
        "full_f1": 0.2222,
        "content_match": {"p": 0.5, "r": 0.4, "f1": 0.4444},
        "exact_content": {"p": 0.25, "r": 0.2, "f1": 0.2222},
        "exact_cue": {"p": 0.5, "r": 0.25, "f1": 0.3333},
        "exact_source": {"p": 0.0, "r": 0.0, "f1": 0.0},
        "full": {"p": 0.25, "r": 0.2, "f1": 0.2222},
        "token_content": {"p": 0.6667, "r": 0.6667, "f1": 0.6667},
        "token_cue": {"p": 0.5, "r": 0.25, "f1": 0.3333},
        "token_source": {"p": 0.5, "r": 0.3333, "f1": 0.4},
        "recall_by_type": {"direct": 1.0, "mixed": 0.8, "indirect": 0.4},
    }


def test_attribution_of_gold_itself_is_perfect_and_of_nothing_zero() -> None:
    perfect = score_attribution(GOLD, {d.id: d.attributions for d in GOLD}).figures()
    assert (perfect["full_f1"], perfect["source_head"], perfect["sentence_kappa"]) == (1.0, 1.0, 1.0)
    nothing = score_attribution(GOLD, {}).figures()
    assert (nothing["full_f1"], nothing["source_head"], nothing["sentence_kappa"]) == (0.0, 0.0, 0.0)
    assert score_attribution([], {}).figures()["full_f1"] == 0.0


def test_attribution_has_intervals_and_paired_differences() -> None:
    system, gold = score_attribution(GOLD, PREDICTED), score_attribution(GOLD, {d.id: d.attributions for d in GOLD})
    found = system.estimates()["content_f1"]
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < found.value < found.high <= 1
    assert gold.against(system)["full_f1"].value == pytest.approx(1 - 2 / 9)


def test_gold_document_round_trips_through_a_record() -> None:
    assert [gold_from_record(gold_to_record(d)) for d in GOLD] == GOLD
    with pytest.raises(PerspectivesError, match="doc_id"):
        gold_from_record({"text": "a"})


def analysis(
    text: str, sentences: list[Sentence], attributions: tuple[Attribution, ...] = (), **more: object
) -> Analysis:
    """An analysis of a document named d."""
    document = Document("d", text, "o", sha256=hashlib.sha256(text.encode()).hexdigest())
    return Analysis(document, tuple(sentences), attributions, **more)  # type: ignore[arg-type]


def said(identifier: int, sentences: tuple[int, ...], side: str) -> Attribution:
    """An attribution without spans."""
    return Attribution(identifier, sentences, None, "indirect", ((0, 1),), None, ((0, 3),), None, side, 1.0)


TEXT = "By A. One two. Three four! Five six."
FRAME = (FrameLabel("security", 1.0), FrameLabel("economy", 1.0))
TRUE = analysis(
    TEXT,
    [
        Sentence(0, 0, 5, "boilerplate"),
        Sentence(1, 6, 14, "body", 0, "baku", FRAME),
        Sentence(2, 15, 26, "body", 0, "baku", FRAME[:1]),
        Sentence(3, 27, 36, "body", 0, "author"),
    ],
    (said(0, (1, 2), "baku"), said(1, (2,), "eu")),
    stances=(
        Stance(1, 0, "baku", "yerevan", "critical", 1.0),
        Stance(2, 0, "baku", "eu", "neutral", 1.0),
        Stance(3, None, "author", "us", "favorable", 1.0),
    ),
)


def test_units_of_another_segmentation() -> None:
    """The first two units are one, the third is split, the fourth is right; only what differs costs."""
    guess = analysis(
        TEXT,
        [
            Sentence(0, 0, 14, "body", 0, "baku", FRAME),
            Sentence(1, 15, 20, "body", 0, "author", FRAME[:1]),
            Sentence(2, 21, 26, "body", 0, "baku"),
            Sentence(3, 27, 36, "body", 0, "author"),
        ],
        (said(0, (0, 2), "baku"), said(1, (1,), "eu")),
        stances=(
            Stance(0, 0, "baku", "yerevan", "critical", 1.0),
            Stance(3, None, "author", "us", "critical", 1.0),
        ),
    )
    score = score_analyses([TRUE], [guess])
    assert score.figures() == {
        "main_side_accuracy": 0.6667,
        "attributed_sides_exact": 1.0,
        "polar_stance_f1": 0.5,
        "polar_stance_unheld_f1": 0.5,
        "polarity_accuracy": 0.5,
        "frames_f1": 1.0,
        "frames_shared": 1.0,
        "boilerplate_f1": 0.0,
        "kind_accuracy": 0.75,
        "boundary_f1": 0.75,
        "unit_f1": 0.25,
        "main_side_kappa": 0.4,
    }
    assert score.sides == {("baku", "baku"): 1, ("baku", "author"): 1, ("author", "author"): 1}


Stances = tuple[tuple[str, str, str], ...]
OWN: Stances = ((AUTHOR, "south", "critical"),)
NORTH: Stances = (("north", "south", "critical"),)
NOTHING: Stances = ()
BOTH: Stances = (*OWN, (AUTHOR, "south", "favorable"))


@pytest.mark.parametrize(
    ("true", "said", "expected"), [(OWN, OWN, 1.0), (OWN, BOTH, 0.0), (BOTH, OWN, 0.0), (BOTH, BOTH, 1.0)]
)
def test_a_pair_has_its_polarity_where_no_other_is_said(true: Stances, said: Stances, expected: float) -> None:
    gold, guess = (article("a", [Line(stances=stances)]) for stances in (true, said))
    digest = hashlib.sha256(guess.document.text.encode()).hexdigest()
    gold = dataclasses.replace(gold, document=dataclasses.replace(gold.document, sha256=digest))
    assert score_analyses([gold], [guess]).figures()["polarity_accuracy"] == expected


def test_analysis_of_gold_itself_is_perfect() -> None:
    assert set(score_analyses([TRUE], [TRUE]).figures().values()) == {1.0}
    assert score_analyses([TRUE], [TRUE]).estimates()["frames_f1"].low is None
    assert score_analyses([TRUE], [TRUE]).against(score_analyses([TRUE], [TRUE]))["frames_f1"].value == 0.0


@pytest.mark.parametrize(
    ("true", "said", "expected"),
    [
        ((AUTHOR, OWN), (AUTHOR, OWN), {"own": (1, 1, 0, 0), "quoted": None, "all": (1, 1, 0, 0)}),
        ((AUTHOR, OWN), (AUTHOR, NOTHING), {"own": (0, 1, 0, 0), "quoted": None, "all": (0, 1, 0, 0)}),
        (("north", NORTH), (AUTHOR, OWN), {"own": (0, 0, 0, 1), "quoted": (0, 1, 0, 0), "all": (1, 1, 0, 0)}),
        ((AUTHOR, NOTHING), ("north", NORTH), {"own": (0, 0, 1, 1), "quoted": (0, 0, 0, 1), "all": (0, 0, 0, 1)}),
        (("north", NOTHING), (AUTHOR, NOTHING), {"own": None, "quoted": (0, 0, 1, 1), "all": (0, 0, 1, 1)}),
        # The author's remark in what North says is no stance of the sentence's voice.
        (("north", OWN), ("north", NORTH), {"own": None, "quoted": (0, 0, 0, 1), "all": (1, 1, 0, 0)}),
    ],
)
def test_error_rates_tell_who_holds_a_stance(
    true: tuple[str, Stances], said: tuple[str, Stances], expected: dict[str, tuple[int, ...] | None]
) -> None:
    gold, guess = (article("a", [Line(side=side, stances=stances, about=("south",))]) for side, stances in (true, said))
    rates = error_rates([gold], [guess], conflict())
    assert {voice: rates.get(f"stance:critical:{voice}") for voice in expected} == expected
    own, right = true[0] == AUTHOR, true[0] == said[0]
    assert rates["named:own"] == rates["voice:own"] == (own and right, own, not own and right, not own)


def test_gold_without_text_is_matched_by_its_hash() -> None:
    bare = dataclasses.replace(TRUE, document=dataclasses.replace(TRUE.document, text=""))
    assert score_analyses([bare], [TRUE]).figures()["unit_f1"] == 1.0
    other = analysis(TEXT + " More.", [Sentence(0, 0, 5, "body")])
    with pytest.raises(PerspectivesError, match="its text is not the one that was labeled"):
        score_analyses([bare], [other])
    with pytest.raises(PerspectivesError, match="no analysis of the gold document 'd'"):
        score_analyses([bare], [])


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8), st.lists(st.integers(1, 20), min_size=1, max_size=8))
def test_every_unit_that_overlaps_finds_a_partner(gold: list[int], predicted: list[int]) -> None:
    ends = np.cumsum(gold).tolist(), np.cumsum(predicted).tolist()
    both = [
        [(end - size, end) for end, size in zip(e, sizes, strict=True)]
        for e, sizes in zip(ends, (gold, predicted), strict=True)
    ]
    found = align(both[0], both[1])
    for (start, end), partners in zip(both[0], found, strict=True):
        assert bool(partners) == (start < both[1][-1][1])
        assert all(both[1][p][0] < end and both[1][p][1] > start for p in partners)
    assert {p for partners in found for p in partners} >= {
        p for p, (start, _) in enumerate(both[1]) if start < both[0][-1][1]
    }


LABELS = ("critical", "favorable", "none")


def test_classifier_figures() -> None:
    gold = ["critical", "critical", "favorable", "none", "none", "none"]
    guess = ["critical", "favorable", "favorable", "none", "none", "critical"]
    table = confusion(gold, guess, ["a", "a", "b", "b", "c", "c"], LABELS)
    f1 = [2 * 1 / 4, 2 * 1 / 3, 2 * 2 / 5]
    assert accuracy(table).value == pytest.approx(4 / 6)
    assert macro_f1(table).value == pytest.approx(sum(f1) / 3)
    assert [c.f1.value for c in per_class(table)] == pytest.approx(f1)
    assert [(c.label, c.support) for c in per_class(table)] == [("critical", 2), ("favorable", 1), ("none", 3)]
    assert per_class(table)[0].precision.value == pytest.approx(1 / 2)
    perfect = confusion(gold, gold, ["a", "a", "b", "b", "c", "c"], LABELS)
    assert macro_f1_difference(perfect, table).value == pytest.approx(1 - sum(f1) / 3)


def test_macro_f1_counts_classes_with_gold_rows_only() -> None:
    assert macro_f1(confusion(["none"] * 3, ["none"] * 3, "abc", LABELS)).value == 1.0


def test_unknown_label_is_named() -> None:
    with pytest.raises(ValueError, match="unknown label 'bad': choose from critical, favorable, none"):
        confusion(["bad"], ["none"], ["a"], LABELS)


def test_multilabel_figures() -> None:
    found = multilabel([["a", "b"], ["a"], []], [["a"], ["b"], ["a"]], ["1", "2", "3"], ["a", "b"])
    assert [(c.label, c.support) for c in found] == [("a", 2), ("b", 1), ("*", 3)]
    assert [c.f1.value for c in found] == pytest.approx([0.5, 0.0, 2 / 6])


def test_expected_calibration_error() -> None:
    confidence = np.array([0.95, 0.95, 0.95, 0.95, 0.65, 0.65])
    right = np.array([True, True, True, False, True, True])
    assert expected_calibration_error(confidence, right) == pytest.approx((4 * 0.2 + 2 * 0.35) / 6)
    assert expected_calibration_error(np.array([1.0]), np.array([True])) == 0.0
    assert expected_calibration_error(np.array([]), np.array([], dtype=bool)) == 0.0


def test_accuracy_at_coverage_keeps_the_surest() -> None:
    confidence, right = np.array([0.9, 0.5, 0.8, 0.6]), np.array([True, False, True, False])
    assert accuracy_at_coverage(confidence, right, (0.5, 1.0)) == ((0.5, 1.0, 0.8), (1.0, 0.5, 0.5))


def test_opposite_stance_rows() -> None:
    texts = ["t", "t", "t", "u", "u"]
    labels = ["critical", "favorable", "none", "critical", "critical"]
    assert opposite_stance_rows(texts, labels).tolist() == [True, True, False, False, False]


def test_stance_summary() -> None:
    rows = StanceRows(
        texts=["t", "t", "u", "u", "v", "w"],
        groups=["a", "a", "b", "b", "c", "d"],
        gold=["critical", "favorable", "critical", "none", "none", "favorable"],
        predicted=["critical", "critical", "critical", "none", "none", "favorable"],
        confidence=[0.9, 0.4, 0.8, 0.9, 0.9, 0.7],
    )
    found = stance_summary(rows, LABELS, {"majority": ["critical"] * 6}, against=["none"] * 6)
    assert json.loads(json.dumps(found)) == found
    assert {k: v for k, v in found.items() if not isinstance(v, dict | list)} == {
        "rows": 6,
        "groups": 4,
        "macro_f1": 0.8222,
        "accuracy": 0.8333,
        "ece": 0.2,
        "opposite_stance_accuracy": 0.5,
        "opposite_stance_rows": 2,
    }
    assert found["baselines"] == {"majority": {"macro_f1": 0.1667}}
    assert found["against"]["macro_f1_difference"] == pytest.approx(0.8222 - 0.1667, abs=2e-4)
    assert found["per_class"]["favorable"]["f1"] == 0.6667
    assert found["coverage"][-1] == {"coverage": 1.0, "accuracy": 0.8333, "confidence": 0.4}
    one = StanceRows(["t"], ["a"], ["none"], ["none"], [0.9])
    assert stance_summary(one, LABELS, {})["opposite_stance_accuracy"] is None
    assert stance_summary(one, LABELS, {})["intervals"] == {"macro_f1": None, "accuracy": None}
    with pytest.raises(PerspectivesError, match="no labeled rows"):
        stance_summary(StanceRows([], [], [], [], []), LABELS, {})


def test_frames_summary() -> None:
    rows = FrameRows(
        groups=["a", "b", "c"],
        gold=[["x", "y"], ["x"], []],
        predicted=[["x"], ["x"], ["y"]],
        probabilities=[[0.9, 0.4, 0.0], [0.8, 0.1, 0.0], [0.2, 0.7, 0.0]],
    )
    found = frames_summary(rows, ["x", "y", "z"], {"majority": [["x"]] * 3})
    assert json.loads(json.dumps(found)) == found
    assert (found["macro_f1"], found["micro_f1"], found["accuracy"], found["shared"]) == (0.5, 0.6667, 0.3333, 1.0)
    assert found["baselines"]["majority"] == {"macro_f1": 0.4, "micro_f1": 0.6667}
    assert found["per_class"]["z"]["support"] == 0
    assert found["ece"] == 0.2111
    with pytest.raises(PerspectivesError, match="no labeled rows"):
        frames_summary(FrameRows([], [], [], []), ["x"], {})


@pytest.mark.parametrize(("share", "groups"), [(0.1, 20), (0.5, 20), (0.8, 60)])
def test_intervals_cover(share: float, groups: int) -> None:
    """Articles of unequal length whose sentences resemble each other: about 95 of 100 intervals hold the truth."""
    rng = np.random.default_rng(7)
    hits, trials = 0, 400
    for _ in range(trials):
        sizes = rng.integers(5, 40, groups)
        right = rng.binomial(sizes, rng.beta(share * 9, (1 - share) * 9, groups))
        found = estimate(np.stack([right, sizes], axis=1).astype(float), ratio(0, 1))
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= share <= found.high
    assert 0.92 <= hits / trials <= 0.98


def test_intervals_at_the_edges_and_of_one_group() -> None:
    right = np.array([[3.0, 3.0], [2.0, 2.0], [0.0, 0.0]])
    assert estimate(right, ratio(0, 1)).low == pytest.approx(0.025**0.5)
    assert estimate(right, ratio(0, 1)).groups == 2
    assert estimate(right * [0, 1], ratio(0, 1)).high == pytest.approx(1 - 0.025**0.5)
    assert estimate(right[:1], ratio(0, 1)).low is None
    with pytest.raises(ValueError, match="same groups"):
        difference(right, right[:1], ratio(0, 1))


def test_labeled_article_becomes_a_gold_document() -> None:
    document = gold_document(TRUE)
    assert document.sentences[0] == (0, 5)
    assert (
        document.attributions[0]
        == roles(TRUE.attributions[0])
        == {"source": ((0, 1),), "cue": (), "content": ((0, 3),)}
    )
    assert tokenize("Baku’s plan.") == ((0, 4), (4, 6), (7, 11), (11, 12))
