"""Stance and frame heads: candidates, features, labeled rows, fitting and its honest figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perspectives.card import write_card
from perspectives.classify import FrameHead, StanceHead
from perspectives.classify.baselines import BASELINES, frame_majority, frame_tfidf
from perspectives.classify.candidates import BEFORE, BESIDE, INSIDE, POLARITY, UNNAMED, Candidate, candidates
from perspectives.classify.features import FLAGS, frame_features, stance_features
from perspectives.classify.fit import (
    FitOptions,
    best_threshold,
    first_threshold,
    fit_frames,
    fit_stance,
    fit_temperature,
    polar_threshold,
    splits,
)
from perspectives.classify.heads import in_order, with_base
from perspectives.classify.labeled import StanceRow, read_frame_rows, read_stance_rows
from perspectives.classify.rows import Labeled, LabeledFrames
from perspectives.classify.trainer import check, said_by, stance_figures, train_frames, train_stance
from perspectives.encoder import Encoding, Heads
from perspectives.errors import PerspectivesError
from perspectives.evaluate import expected_calibration_error
from perspectives.models import load_head, save_head
from perspectives.records import AUTHOR, Attribution, Mention, Sentence, Span, clip

# --- candidates: which side may judge which, and where the target is named ---

Said = tuple[str, str, str]
"""Side of a source, its words (may be empty) and the words of its content."""


def scene(texts: Sequence[str], said: Sequence[Said], named: Sequence[tuple[str, str]]) -> list[Candidate]:
    """Candidates of sentences whose sources, contents and mentions are given by their words."""
    text = " ".join(texts)
    sentences, at = [], 0
    for number, one in enumerate(texts):
        sentences.append(Sentence(number, at, at + len(one), "body"))
        at += len(one) + 1

    def span(words: str) -> Span:
        return text.index(words), text.index(words) + len(words)

    def home(where: Span) -> int:
        return next(s.id for s in sentences if s.start <= where[0] < s.end)

    attributions = []
    for number, (side, source, content) in enumerate(said):
        where = span(content)
        covered = tuple(range(home(where), home((where[1] - 1, where[1])) + 1))
        spans = (span(source),) if source else None
        attributions.append(Attribution(number, covered, None, "indirect", spans, None, (where,), None, side, 0.9))
    mentions = [Mention(home(span(words)), *span(words), side, side) for words, side in named]
    return candidates(sentences, attributions, mentions)


def pairs(found: Sequence[Candidate]) -> set[tuple[int, str, str, str]]:
    return {(c.sentence, c.holder, c.target, c.named) for c in found}


@pytest.mark.parametrize(
    ("texts", "said", "named", "expected"),
    [
        pytest.param(
            ["Baku attacked the posts."], [], [("Baku", "baku")], {(0, AUTHOR, "baku", INSIDE)}, id="own voice"
        ),
        pytest.param(
            ["Yerevan said Baku had attacked."],
            [("yerevan", "Yerevan", "Baku had attacked")],
            [("Yerevan", "yerevan"), ("Baku", "baku")],
            {
                (0, AUTHOR, "yerevan", INSIDE),  # the source is named in the outlet's own words
                (0, "yerevan", "baku", INSIDE),
                (0, "yerevan", "yerevan", BESIDE),
            },
            id="the source judges who is inside its content, the author the source",
        ),
        pytest.param(
            ["Baku and Yerevan accused each other of lies."],
            [("baku", "Baku", "accused each other of lies"), ("yerevan", "Yerevan", "accused each other of lies")],
            [("Baku", "baku"), ("Yerevan", "yerevan")],
            {
                (0, AUTHOR, "baku", INSIDE),
                (0, AUTHOR, "yerevan", INSIDE),
                *((0, holder, target, BESIDE) for holder in ("baku", "yerevan") for target in ("baku", "yerevan")),
            },
            id="each accused the other: targets beside the content",
        ),
        pytest.param(
            ["Paris and Brussels said Baku must stop."],
            [("paris", "Paris", "Baku must stop"), ("eu", "Brussels", "Baku must stop")],
            [("Baku", "baku")],
            {
                (0, "paris", "baku", INSIDE),
                (0, "eu", "baku", INSIDE),
                (0, "paris", "paris", UNNAMED),
                (0, "eu", "eu", UNNAMED),
            },
            id="joint sources each hold what their common content says",
        ),
        pytest.param(
            ["Yerevan said Moscow believed Baku had lied."],
            [("yerevan", "Yerevan", "Moscow believed Baku had lied"), ("moscow", "Moscow", "Baku had lied")],
            [("Yerevan", "yerevan"), ("Moscow", "moscow"), ("Baku", "baku")],
            {
                (0, AUTHOR, "yerevan", INSIDE),
                (0, "yerevan", "yerevan", BESIDE),
                (0, "yerevan", "moscow", INSIDE),
                (0, "yerevan", "baku", BESIDE),
                (0, "moscow", "baku", INSIDE),
                (0, "moscow", "yerevan", BESIDE),
                (0, "moscow", "moscow", BESIDE),
            },
            id="in a nested content the innermost source judges",
        ),
        pytest.param(
            ["Baku opened fire.", "Nobody expected it.", "It was condemned.", "All knew it.", "Rain fell."],
            [],
            [("Baku", "baku")],
            {
                (0, AUTHOR, "baku", INSIDE),
                (1, AUTHOR, "baku", BEFORE),
                (2, AUTHOR, "baku", BEFORE),
                (3, AUTHOR, "baku", BEFORE),
            },
            id="a pronoun may stand for a side three sentences back, not four",
        ),
        pytest.param(
            ["We will not yield, said he."],
            [("baku", "", "We will not yield")],
            [],
            {(0, "baku", "baku", UNNAMED)},
            id="a speaker's own side without a name",
        ),
        pytest.param(
            ["Experts said talks had failed."],
            [("other", "Experts", "talks had failed")],
            [],
            set(),
            id="other has no side of its own",
        ),
    ],
)  # fmt: skip
def test_candidates(
    texts: list[str], said: list[Said], named: list[tuple[str, str]], expected: set[tuple[int, str, str, str]]
) -> None:
    found = scene(texts, said, named)
    assert pairs(found) == expected
    assert len(found) == len({(c.sentence, c.holder, c.target) for c in found})  # one a sentence, holder and target


def test_candidates_skip_boilerplate_and_say_where_to_look() -> None:
    text = "Follow us. Yerevan said Baku had attacked and Baku knew."
    sentences = [Sentence(0, 0, 10, "boilerplate"), Sentence(1, 11, len(text), "body")]
    content = (text.index("Baku"), len(text) - 1)
    attribution = Attribution(3, (1,), None, "indirect", ((11, 18),), None, (content,), None, "yerevan", 0.9)
    bakus = [i for i in range(len(text)) if text.startswith("Baku", i)]
    mentions = [Mention(0, 0, 6, "us", "us"), *(Mention(1, i, i + 4, "baku", "baku") for i in bakus)]
    found = candidates(sentences, [attribution], mentions)
    assert all(c.sentence == 1 and c.target != "us" for c in found)
    judged = next(c for c in found if (c.holder, c.target) == ("yerevan", "baku"))
    assert judged.attribution == 3
    assert judged.region == (content,)
    assert judged.source == ((11, 18),)
    assert [text[s:e] for s, e in judged.spans] == ["Baku", "Baku"]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10))), st.integers(0, 20), st.integers(1, 20))
def test_clip_keeps_what_is_inside(raw: list[tuple[int, int]], start: int, length: int) -> None:
    spans = [(s, s + n) for s, n in raw]
    inside = {i for s, e in spans for i in range(s, e)} & set(range(start, start + length))
    assert {i for s, e in clip(spans, (start, start + length)) for i in range(s, e)} == inside


# --- features ---

SIZE = 4


def encoding(text: str, sentences: Sequence[Sentence], seed: int = 0) -> Encoding:
    """One token a word with random states."""
    offsets, homes, at = [], [], 0
    for word in text.split(" "):
        offsets.append((at, at + len(word)))
        homes.append(next(s.id for s in sentences if s.start <= at < s.end))
        at += len(word) + 1
    states = np.random.default_rng(seed).normal(size=(len(offsets), SIZE)).astype(np.float32)
    maps = ("similarity", "refers.query", "refers.key")
    weights = {f"{name}.weight": np.eye(SIZE, dtype=np.float32) for name in maps}
    heads = Heads(weights | {f"{name}.bias": np.zeros(SIZE, np.float32) for name in maps})
    number = len(offsets)
    return Encoding(
        np.array(offsets), states, np.zeros((number, 3, 7), np.float32), np.array(homes), np.zeros(number, int), heads
    )


def test_stance_features_are_states_then_flags() -> None:
    text = "Yerevan said Baku lied. Rain fell."
    sentences = [Sentence(0, 0, 23, "headline"), Sentence(1, 24, 34, "body")]
    read = encoding(text, sentences)
    found = [
        Candidate(0, 0, "yerevan", "baku", ((13, 17),), ((13, 22),), ((0, 7),)),
        Candidate(0, None, AUTHOR, "yerevan", ((0, 7),), ((0, 23),)),
        Candidate(1, 0, "yerevan", "yerevan", (), ((24, 34),), (), UNNAMED),
    ]
    rows = stance_features(read, sentences, found, text)
    assert rows.shape == (3, 4 * SIZE + len(FLAGS))
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows[0, :SIZE], read.states[2])  # target
    np.testing.assert_array_equal(rows[0, SIZE : 2 * SIZE], read.states[0])  # holder
    np.testing.assert_allclose(rows[0, 2 * SIZE : 3 * SIZE], read.states[2:4].mean(0), rtol=1e-6)  # region
    np.testing.assert_allclose(rows[0, 3 * SIZE : 4 * SIZE], read.states[:4].mean(0), rtol=1e-6)  # sentence
    assert not rows[1, SIZE : 2 * SIZE].any()  # the author has no mention
    np.testing.assert_array_equal(rows[2, :SIZE], rows[2, 2 * SIZE : 3 * SIZE])  # unnamed: the region stands for it
    flags = [dict(zip(FLAGS, row[4 * SIZE :].tolist(), strict=True)) for row in rows]
    assert flags[0]["holder named"] == 1
    assert flags[0]["headline"] == 1
    assert flags[0]["sides in the sentence"] == 0.5
    assert flags[1]["own voice"] == 1
    assert flags[2]["holder is target"] == flags[2]["target unnamed"] == 1
    assert [f["target named in the holder's words"] for f in flags] == [1, 1, 0]


def test_a_target_named_before_is_read_from_the_words_that_mean_it() -> None:
    text = "Baku lied. Nobody saw how it fell."
    sentences = [Sentence(0, 0, 10, "body"), Sentence(1, 11, 34, "body")]
    read = encoding(text, sentences)
    read.states[0] = 9 * read.states[5]  # what stands for Baku is "it"
    found = [Candidate(1, None, AUTHOR, "baku", ((0, 4),), ((11, 34),), (), BEFORE)]
    (row,) = stance_features(read, sentences, found, text)
    weights = np.exp(np.minimum(read.states[2:] @ read.states[0] / SIZE**0.5, 20))
    np.testing.assert_allclose(row[:SIZE], weights @ read.states[2:] / (1 + weights.sum()), rtol=1e-4)
    assert weights.argmax() == 3
    assert stance_features(read, sentences, [], text).shape == (0, 4 * SIZE + len(FLAGS))


def test_no_feature_names_a_side() -> None:
    """Other names for the sides, the text being the same, leave every number as it is."""
    text = "Yerevan said Baku lied."
    sentences = [Sentence(0, 0, len(text), "body")]
    found = [
        Candidate(0, 0, holder, target, ((13, 17),), ((13, 22),), ((0, 7),), named)
        for holder in ("yerevan", "baku")
        for target in ("yerevan", "baku")
        for named in (INSIDE, BESIDE, BEFORE)
    ]
    other = {"yerevan": "moscow", "baku": "eu"}
    renamed = [replace(c, holder=other[c.holder], target=other[c.target]) for c in found]
    read = encoding(text, sentences)
    np.testing.assert_array_equal(
        stance_features(read, sentences, found, text), stance_features(read, sentences, renamed, text)
    )
    assert not any(side in flag.split() for flag in FLAGS for side in ("baku", "yerevan", "moscow", "eu", "us"))


def test_frame_features() -> None:
    text = "Talks failed. Rain fell."
    sentences = [Sentence(0, 0, 13, "body"), Sentence(1, 14, 24, "body")]
    read = encoding(text, sentences)
    rows = frame_features(read, sentences)
    assert rows.shape == (2, 2 * SIZE)
    np.testing.assert_allclose(np.linalg.norm(rows[:, SIZE:], axis=1), 1, rtol=1e-6)
    assert frame_features(read, []).shape == (0, 2 * SIZE)


# --- labeled rows ---


def find_target(text: str, side: str) -> list[Span]:
    name = side.capitalize()
    return [(text.index(name), text.index(name) + len(name))] if name in text else []


ROW = {"text": "Baku lied.", "target_start": 0, "target_end": 4, "stance": "critical", "group": "a1"}


def written(tmp_path: Path, *rows: dict[str, object] | str) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stance": "against"}, "column 'stance': 'against' is not one of favorable, neutral, critical, none"),
        ({"stance": None}, "column 'stance' is missing"),
        ({"group": None}, "column 'group' is missing"),
        ({"text": ""}, "column 'text' is missing"),
        ({"text": "\ud800 lied"}, "column 'text': a lone surrogate"),
        ({"target_start": None}, "column 'target_start' is missing"),
        ({"target_start": "one"}, "column 'target_start': 'one' is not a whole number"),
        ({"target_start": 0.5}, "column 'target_start': 0.5 is not a whole number"),
        ({"target_end": None}, "column 'target_end': None is not a whole number"),
        ({"target_end": 99}, "column 'target_end': span 0–99 is outside the text of 10 characters"),
        ({"target_start": 4}, "column 'target_end': span 4–4 is outside"),
        ({"target_start": None, "target": "yerevan"}, "column 'target': 'yerevan' is not named in the text"),
        ({"holder_start": 3, "holder_end": 1}, "column 'holder_end': span 3–1"),
    ],
)
def test_a_bad_stance_row_is_named(tmp_path: Path, change: dict[str, object], message: str) -> None:
    path = written(tmp_path, ROW, ROW | change)
    with pytest.raises(PerspectivesError) as problem:
        read_stance_rows([path], find_target)
    assert f"rows.jsonl, row 2: {message}" in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [('{"text": ', "row 2: not JSON"), ("[1]", "row 2: a row must be a JSON object, not list")],
)
def test_a_line_that_is_no_row(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(PerspectivesError, match=message):
        read_stance_rows([written(tmp_path, ROW, line)], find_target)


def test_many_problems_are_counted(tmp_path: Path) -> None:
    path = written(tmp_path, *[ROW | {"stance": "x"}] * 9)
    with pytest.raises(PerspectivesError, match=r"9 labeled rows cannot be read: .*; and 4 more"):
        read_stance_rows([path], find_target)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(PerspectivesError, match=r"cannot read .*No such file"):
        read_stance_rows([tmp_path / "none.csv"], find_target)
    (tmp_path / "latin.csv").write_bytes(b"text,stance,group\nCaf\xe9,none,a\n")
    with pytest.raises(PerspectivesError, match="is not UTF-8"):
        read_stance_rows([tmp_path / "latin.csv"], find_target)
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(PerspectivesError, match="no labeled rows in"):
        read_stance_rows([tmp_path / "empty.jsonl"], find_target)
    (tmp_path / "long.csv").write_text('text,stance,group\n"' + "x" * 200_000)
    with pytest.raises(PerspectivesError, match="broken CSV"):
        read_stance_rows([tmp_path / "long.csv"], find_target)


def test_a_row_is_numbered_as_a_spreadsheet_shows_it(tmp_path: Path) -> None:
    """Whatever number of lines a cell or an empty row takes in the file."""
    (tmp_path / "rows.csv").write_text('text,stance,group\n"Baku\nlied.",none,1\n\nBaku lied.,bad,2\n')
    with pytest.raises(PerspectivesError) as problem:
        read_stance_rows([tmp_path / "rows.csv"], find_target)
    assert "rows.csv, row 2 (the header is row 1): column 'target_start' is missing" in str(problem.value)
    assert "rows.csv, row 4 (the header is row 1): column 'stance': 'bad'" in str(problem.value)


def test_csv_and_json_lines_read_alike(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(
        "\ufefftext,target_start,target_end,target,stance,group,holder_start,holder_end,annotator\r\n"
        '"Yerevan said, ""Baku lied"".",15.0,19.0,,critical,1,0,7,x\r\n'
        "Baku lied.,,,baku,critical,2,,,\r\n",
        encoding="utf-8",
    )
    lines = written(
        tmp_path,
        {
            "text": 'Yerevan said, "Baku lied".',
            "target_start": 15,
            "target_end": 19,
            "stance": "critical",
            "group": 1,
            "holder_start": 0,
            "holder_end": 7,
        },
        {"text": "Baku lied.", "target": "baku", "stance": "critical", "group": 2},
    )
    rows = read_stance_rows([tmp_path / "rows.csv"], find_target)
    assert [replace(r, place="") for r in rows] == [
        replace(r, place="") for r in read_stance_rows([lines], find_target)
    ]
    place = "rows.csv, row 2 (the header is row 1)"
    assert rows[0] == StanceRow('Yerevan said, "Baku lied".', ((15, 19),), "critical", "1", (0, 7), place)


def test_frame_rows(tmp_path: Path) -> None:
    valid = ("security", "diplomacy")
    (tmp_path / "rows.csv").write_text("text,frames,group\nTalks.,diplomacy security,1\nRain.,,2\n")
    rows = read_frame_rows([tmp_path / "rows.csv"], valid)
    assert [row.frames for row in rows] == [("diplomacy", "security"), ()]  # a sentence without a frame is labeled too
    lines = written(tmp_path, {"text": "Rain.", "frames": [], "group": 2})
    assert read_frame_rows([lines], valid)[0].frames == ()
    for frames, message in ((["weather"], "'weather' is not one of security, diplomacy"), (3, "3 is neither a list")):
        with pytest.raises(PerspectivesError, match=f"row 1: column 'frames': {message}"):
            read_frame_rows([written(tmp_path, {"text": "Rain.", "frames": frames, "group": 2})], valid)


# --- what the data must have ---


def labels_of(number: int) -> list[str]:
    return [("critical", "none", "favorable")[i % 3] for i in range(number)]


@pytest.mark.parametrize(
    ("texts", "groups", "labels", "message"),
    [
        (["One.", "  one. "] * 30, ["a", "b"] * 30, labels_of(60), "2|1 sentences stand in more than one group"),
        ([f"S {i}" for i in range(39)], [f"g{i}" for i in range(39)], labels_of(39), "39 labeled rows are too few"),
        ([f"S {i}" for i in range(60)], [f"g{i % 4}" for i in range(60)], labels_of(60), "4 groups are too few"),
        ([f"S {i}" for i in range(60)], [f"g{i % 9}" for i in range(60)], ["none"] * 60, "all rows are labeled 'none'"),
    ],
)
def test_data_that_cannot_be_measured_is_refused(
    texts: list[str], groups: list[str], labels: list[str], message: str
) -> None:
    with pytest.raises(PerspectivesError, match=message):
        check(texts, groups, labels)


def test_a_leak_names_the_sentence_and_its_groups() -> None:
    texts = [f"S {i}" for i in range(60)]
    texts[7] = "  s   3 "
    with pytest.raises(PerspectivesError, match=r"1 sentences .* would leak: 's 3' in groups g3, g7; give copies one"):
        check(texts, [f"g{i}" for i in range(60)], labels_of(60))


def test_warnings() -> None:
    texts = [f"S {i}" for i in range(60)]
    found = check(texts, texts, ["none"] * 50 + ["critical"] * 10)
    assert [w.split(";")[0] for w in found if "critical" in w] == ["only 10 rows are labeled critical"]
    assert any("every row is a group of its own" in w for w in found)
    assert check(texts, [f"g{i % 9}" for i in range(60)], labels_of(60)) == ()


# --- fitting ---


@given(
    st.lists(st.tuples(st.sampled_from("aabbc"), st.integers(0, 9)), min_size=2, max_size=60).filter(
        lambda rows: len({g for _, g in rows}) > 1
    ),
    st.integers(2, 5),
)
@settings(max_examples=40)
def test_splits_keep_groups_whole(rows: list[tuple[str, int]], folds: int) -> None:
    labels, groups = [label for label, _ in rows], [f"g{g}" for _, g in rows]
    found = splits(labels, groups, folds)
    assert sorted(int(i) for _, test in found for i in test) == list(range(len(rows)))
    for train, test in found:
        assert not {groups[i] for i in train} & {groups[i] for i in test}
        assert len(train) + len(test) == len(rows)


def test_temperature_undoes_what_makes_a_model_too_sure() -> None:
    random = np.random.default_rng(0)
    logits = random.normal(size=(4000, 3)) * 1.5
    honest = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    truth = np.array([random.choice(3, p=p) for p in honest])
    assert fit_temperature(honest, truth) == pytest.approx(1, abs=0.1)
    boastful = np.exp(3 * logits) / np.exp(3 * logits).sum(1, keepdims=True)
    temperature = fit_temperature(boastful, truth)
    assert temperature == pytest.approx(3, rel=0.1)
    calm = boastful ** (1 / temperature)
    calm /= calm.sum(1, keepdims=True)
    right = calm.argmax(1) == truth
    assert expected_calibration_error(calm.max(1), right) < 0.03
    assert expected_calibration_error(boastful.max(1), right) > 0.1


def test_polar_threshold_withholds_what_is_wrong_more_than_right() -> None:
    sure, unsure = [0.9, 0.05, 0.05], [0.5, 0.4, 0.1]  # critical, none, favorable
    critical, none = POLARITY.index("critical"), POLARITY.index("none")
    probabilities = np.array([sure] * 40 + [unsure] * 60)
    wrong = polar_threshold(probabilities, np.array([critical] * 40 + [none] * 60))
    right = polar_threshold(probabilities, np.array([critical] * 100))
    assert 0.5 < wrong < 0.9
    assert right <= 0.5


def test_best_threshold() -> None:
    probabilities = np.array([0.2] * 50 + [0.35] * 10 + [0.6] * 10)
    assert 0.2 < best_threshold(probabilities, np.array([False] * 50 + [True] * 20)) <= 0.35
    assert best_threshold(np.array([0.1, 0.9] * 20), np.array([False, True] * 20)) == pytest.approx(0.5, abs=0.02)


def test_in_order_fills_a_class_without_labels() -> None:
    found = in_order(np.array([[0.7, 0.3]]), ["favorable", "none"])
    assert found.tolist() == [[0, 0.3, 0.7]]


CLUES = {"critical": "condemned", "favorable": "praised", "none": "met", "neutral": "addressed"}
NAMES = tuple(CLUES)


def synthetic(
    number: int = 120, labels: Sequence[str] = NAMES[:3], noise: float = 0.8, groups: int = 24
) -> tuple[list[StanceRow], Labeled]:
    """Rows whose features hold the label plus noise; a clue word is there in three of four."""
    random = np.random.default_rng(1)
    rows, features = [], []
    for i in range(number):
        label = labels[int(random.integers(len(labels)))]
        clue = CLUES[label] if random.random() < 0.75 else "discussed"
        text = f"Reporters wrote in note {i} that the council {clue} Baku on day {i % 7}."
        start = text.index("Baku")
        rows.append(StanceRow(text, ((start, start + 4),), label, f"article {i % groups}"))
        features.append(np.eye(12)[NAMES.index(label)] * 2 + random.normal(size=12) * noise)
    groups_of = tuple(row.group for row in rows)
    said = tuple(row.stance for row in rows)
    return rows, Labeled(np.array(features, dtype=np.float32), said, groups_of, tuple(r.text for r in rows))


FAST = FitOptions(folds=2, strengths=(0.01, 0.1), encoder_version="1")


@pytest.fixture(scope="module")
def trained() -> object:
    rows, features = synthetic()
    return train_stance(rows, features, FAST)


def test_train_stance_beats_the_majority_and_says_so(trained) -> None:  # type: ignore[no-untyped-def]
    figures = trained.figures
    assert figures["rows"] == 120
    assert figures["groups"] == 24
    assert set(figures["baselines"]) == set(BASELINES) == {"majority", "lexicon", "tfidf"}
    assert figures["macro_f1"] > figures["baselines"]["majority"]["macro_f1"] + 0.3
    low, high = figures["intervals"]["macro_f1"]
    assert low < figures["macro_f1"] < high
    assert set(figures["per_class"]) == {"critical", "neutral", "favorable"}
    assert sum(one["support"] for one in figures["per_class"].values()) == 120
    assert 0 <= figures["ece"] < 0.2
    assert "opposite_stance_accuracy" in figures
    used = [rows for rows, _ in trained.curve]
    assert used == sorted(used)
    assert len(used) == 3
    assert all(0 < score <= 1 for _, score in trained.curve)
    sure = [probability for *_, probability in trained.errors]
    assert sure == sorted(sure, reverse=True)
    assert json.loads(json.dumps(figures)) == figures


def test_held_out_figures_are_held_out() -> None:
    """On features that are pure noise the figures must not beat chance, however well the head fits them."""
    rows, features = synthetic(number=150, groups=12)
    noise = np.random.default_rng(5).normal(size=(150, 60)).astype(np.float32)
    found = train_stance(rows, replace(features, features=noise), replace(FAST, strengths=(1.0,)))
    assert isinstance(found.head, StanceHead)
    gold = np.array(features.labels)
    fitted = np.array([POLARITY[i] for i in found.head.probabilities(noise).argmax(1)])
    assert (fitted == gold).mean() > 0.6
    assert found.figures["accuracy"] < 0.5


@pytest.mark.parametrize(
    ("labels", "missing"),
    [
        (("critical", "none"), {"favorable"}),
        (("critical", "favorable"), {"neutral"}),
        (("critical", "favorable", "neutral"), set()),  # three-label data: neutral stands for none
        (("critical", "favorable", "none", "neutral"), set()),
    ],
)
def test_train_stance_with_some_of_the_labels(labels: tuple[str, ...], missing: set[str]) -> None:
    rows, features = synthetic(number=80, labels=labels, groups=12)
    found = train_stance(rows, features, FAST)
    warned = {
        name
        for name in ("critical", "favorable", "neutral")
        for w in found.warnings
        if f"no row is labeled {name}" in w
    }
    assert warned == missing
    assert isinstance(found.head, StanceHead)
    assert (found.head.addressed is not None) == (len(labels) == 4)
    said = found.head.probabilities(features.features)
    np.testing.assert_allclose(said.sum(1), 1)
    for name in missing:
        assert said[:, POLARITY.index("none" if name == "neutral" else name)].max() < 0.01


def test_train_stance_without_polar_rows_is_refused() -> None:
    with pytest.raises(PerspectivesError, match="no row is labeled critical or favorable"):
        train_stance(*synthetic(labels=("none", "neutral")), FAST)


def test_train_stance_with_rare_labels_and_few_groups() -> None:
    """Three rows of a label, five articles: folds lack the label, and nothing breaks or warns but ours."""
    rows, features = synthetic(number=60, labels=("critical", "none"), groups=5)
    changed = [replace(row, stance="favorable") if i < 3 else row for i, row in enumerate(rows)]
    found = train_stance(changed, replace(features, labels=tuple(r.stance for r in changed)), FAST)
    assert any("only 3 rows are labeled favorable" in w for w in found.warnings)
    assert found.curve == ()  # five articles are too few for a curve


def test_a_head_starts_from_its_base() -> None:
    """With few labels of its own a head leans on what the base knows."""
    _, many = synthetic(number=600, groups=60)
    base = fit_stance(many.features, many.labels, many.groups, FAST)
    random = np.random.default_rng(3)
    keep = random.permutation(600)[:45]
    part = (many.features[keep], [many.labels[i] for i in keep], [many.groups[i] for i in keep])
    weak = replace(FAST, strengths=(0.0003,))
    alone, leaning = fit_stance(*part, weak), fit_stance(*part, replace(weak, base=base))
    assert with_base(many.features, base).shape[1] > many.features.shape[1]
    truth = np.array([POLARITY.index(label) for label in many.labels])
    loss = [-np.log(head.probabilities(many.features)[np.arange(600), truth]).mean() for head in (alone, leaning)]
    assert loss[1] < loss[0]


def test_decide_withholds_below_the_threshold(trained) -> None:  # type: ignore[no-untyped-def]
    head = replace(trained.head, threshold=0.7)
    _, features = synthetic()
    found = [Candidate(i, None, AUTHOR, "baku", (), ()) for i in range(len(features.labels))]
    stances, withheld = head.decide(found, features.features)
    assert stances
    assert withheld
    assert all(s.probability >= 0.7 for s in stances if s.label != "neutral")
    assert all(s.probability < 0.7 and s.label in ("critical", "favorable") for s in withheld)
    assert not {s.sentence for s in stances} & {s.sentence for s in withheld}
    assert head.decide([], features.features[:0]) == ((), ())


@pytest.mark.parametrize("threshold", [0.05, 0.4, 0.9])
def test_figures_are_of_what_an_analysis_decides(trained, threshold: float) -> None:  # type: ignore[no-untyped-def]
    head = replace(trained.head, threshold=threshold)
    _, features = synthetic()
    said = said_by(head, features.features)
    found = [Candidate(i, None, AUTHOR, "baku", (), ()) for i in range(len(features.labels))]
    stances, _ = head.decide(found, features.features)
    polar = {s.sentence: s for s in stances if s.label != "neutral"}
    assert {i for i, label in enumerate(said.labels) if label != "neutral"} == set(polar)
    for i, stance in polar.items():
        assert said.labels[i] == stance.label
        assert said.confidence[i] == pytest.approx(stance.probability, abs=1e-4)
    gold = ["neutral" if label == "none" else label for label in features.labels]
    right = [a == b for a, b in zip(said.labels, gold, strict=True)]
    assert stance_figures(features, said, {})["accuracy"] == pytest.approx(np.mean(right), abs=1e-4)


def test_fitting_twice_gives_the_same_bytes(trained, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    again = train_stance(*synthetic(), FAST)
    assert again.figures == trained.figures
    for name, training in (("a", trained), ("b", again)):
        save_head(tmp_path / f"{name}.skops", training.head)
    _, features = synthetic()
    heads = [StanceHead(**load_head(tmp_path / f"{name}.skops", "stance", "1")) for name in "ab"]
    np.testing.assert_array_equal(*(head.probabilities(features.features) for head in heads))
    np.testing.assert_array_equal(
        heads[0].probabilities(features.features), trained.head.probabilities(features.features)
    )


# --- frames ---


def synthetic_frames(number: int = 150) -> LabeledFrames:
    random = np.random.default_rng(2)
    names = ("diplomacy", "economy", "security")
    labels, features, texts = [], [], []
    for i in range(number):
        found = tuple(name for name in names if random.random() < 0.35)
        held = np.array([name in found for name in names])
        features.append(np.concatenate([held * 2.0, np.zeros(5)]) + random.normal(size=8) * 0.7)
        texts.append(f"Note {i} of {' and '.join(found) if random.random() < 0.7 else 'things'} here.")
        labels.append(found)
    groups = tuple(f"article {i % 25}" for i in range(number))
    return LabeledFrames(np.array(features, dtype=np.float32), tuple(labels), groups, tuple(texts))


def test_train_frames() -> None:
    features = synthetic_frames()
    found = train_frames(features, FAST)
    figures = found.figures
    assert figures["macro_f1"] > figures["baselines"]["majority"]["macro_f1"] + 0.2
    assert set(figures["baselines"]) == {"majority", "tfidf"}
    assert set(figures["per_class"]) == {"diplomacy", "economy", "security"}
    assert isinstance(found.head, FrameHead)
    decided = found.head.decide(features.features)
    assert all(len(frames) <= 3 for frames in decided)
    for frames in decided:
        assert [f.probability for f in frames] == sorted((f.probability for f in frames), reverse=True)
        sure = [f.probability >= found.head.thresholds[f.frame] - 1e-4 for f in frames]
        assert all(sure) or (len(frames) == 1 and frames[0].probability >= found.head.first - 1e-4)


@pytest.mark.parametrize(
    ("row", "frames"),
    [
        ((0.6, 0.5, 0.9), ["security", "diplomacy", "economy"]),
        ((0.6, 0.1, 0.2), ["diplomacy"]),
        ((0.3, 0.2, 0.25), ["diplomacy"]),  # none is sure: the likeliest
        ((0.1, 0.1, 0.1), []),
        ((0.2, 0.1, 0.2), ["diplomacy"]),  # equal ones by name
    ],
)
def test_the_likeliest_frame_counts_sooner(row: tuple[float, ...], frames: list[str]) -> None:
    names = ("diplomacy", "economy", "security")
    head = FrameHead({}, dict.fromkeys(names, 0.4), "1", first=0.2)
    assert [label.frame for label in head.chosen(names, np.array([row]))[0]] == frames


def test_the_first_threshold_weighs_wrong_frames_against_missed_ones() -> None:
    head = FrameHead({}, {"economy": 0.5, "security": 0.5}, "1")
    found = {"economy": np.array([0.3] * 10 + [0.1] * 10), "security": np.zeros(20)}
    always, never = [("economy",)] * 20, [()] * 20
    assert first_threshold(head, found, always) == 0.3
    assert first_threshold(head, found, never) == 1.0


def test_a_frame_with_few_labels_gets_no_classifier() -> None:
    features = synthetic_frames()
    labels = [(*found, "rare") if i < 9 else found for i, found in enumerate(features.labels)]
    one_article = [
        (*found, "lonely") if group == "article 3" else found
        for found, group in zip(labels, features.groups, strict=True)
    ]
    head = fit_frames(features.features, one_article, features.groups, FAST)
    assert set(head.models) == {"diplomacy", "economy", "security"}


def test_many_rare_frames_do_not_stop_the_training() -> None:
    features = synthetic_frames(60)
    labels = tuple((f"frame {i % 15}",) for i in range(60))  # four rows each: too few for five folds
    found = train_frames(replace(features, labels=labels), FAST)
    assert isinstance(found.head, FrameHead)
    assert found.head.models == {}
    assert found.figures["macro_f1"] == 0


# --- baselines ---


def test_lexicon_baseline_reads_near_the_target() -> None:
    def row(text: str, stance: str = "none") -> StanceRow:
        return StanceRow(text, ((text.index("Baku"), text.index("Baku") + 4),), stance, "g")

    predict = BASELINES["lexicon"]([row("Baku met.", "neutral")])
    far = "It was a brutal attack. " + "The delegation arrived in the morning and left in the evening. " + "Baku met."
    assert predict([row("They condemned Baku."), row("They praised Baku."), row("Baku met."), row(far)]) == [
        "critical",
        "favorable",
        "neutral",
        "neutral",
    ]


def test_frame_baselines() -> None:
    labels = [("security",), ("security", "diplomacy"), ("diplomacy",), ()] * 5
    texts = ["Guns fired.", "Guns at talks.", "Talks held.", "Rain fell."] * 5
    assert frame_majority(labels) in (("diplomacy",), ("security",))
    assert frame_majority([()]) == ()
    predict = frame_tfidf(texts, labels)
    assert predict(["Guns fired.", "Talks held.", "Rain fell."]) == [{"security"}, {"diplomacy"}, set()]


# --- the card ---


def test_card_says_everything_and_escapes_what_users_wrote(trained, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    hostile = "<script>alert('x')</script> & {{ 7 * 7 }} Bakü"
    training = replace(
        trained, errors=((hostile, "critical", "neutral", 0.9),), warnings=(f"only 3 rows are labeled {hostile}",)
    )
    page = write_card(tmp_path / "mine.skops", "stance", training, ["<b>rows</b>.csv"])
    assert page == tmp_path / "mine.card.html"
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<b>rows" not in text
    assert "&lt;script&gt;" in text
    assert "{{ 7 * 7 }}" in text  # shown as it was written, not evaluated
    for shown in (
        "Stance model",
        "120 labeled rows of 24 articles",
        "baseline: majority",
        "What more labels would bring",
        "Limits",
    ):
        assert shown in text
    assert str(training.figures["macro_f1"]) in text
    card = json.loads((tmp_path / "mine.card.json").read_text(encoding="utf-8"))
    assert card["figures"] == training.figures
    assert card["errors"][0][0] == hostile
    assert card["sources"] == ["<b>rows</b>.csv"]
    assert {p.name for p in tmp_path.iterdir()} == {"mine.card.html", "mine.card.json"}
