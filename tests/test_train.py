"""The commands train and evaluate, end to end on labeled sentences of the corpus."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Command
from perspectives.labels.further import frame_rows, read_further_files, stance_rows
from perspectives.records import Conflict

SENTENCES = ROOT / "corpus" / "labeled" / "sentences_karabakh_1.txt"


def whole_groups(rows: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """About so many rows, no group cut."""
    kept: list[dict[str, Any]] = []
    for _, group in groupby(sorted(rows, key=lambda row: str(row["group"])), key=lambda row: row["group"]):
        if len(kept) < number:
            kept += group
    return kept


@pytest.fixture(scope="module")
def stances(karabakh: Conflict) -> list[dict[str, Any]]:
    found = read_further_files([SENTENCES], [frame.id for frame in karabakh.frames])
    return whole_groups(list(stance_rows(found)), 200)


@pytest.fixture(scope="module")
def frames(karabakh: Conflict) -> list[dict[str, Any]]:
    found = read_further_files([SENTENCES], [frame.id for frame in karabakh.frames])
    return whole_groups(list(frame_rows(found)), 120)


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.slow
def test_train_and_use_a_stance_model(stances: list[dict[str, Any]], tmp_path: Path, command: Command) -> None:
    labeled, model = lines(tmp_path / "rows.jsonl", stances), tmp_path / "mine.skops"
    code, out, err = command("train", "stance", labeled, "-o", model)
    assert code == 0, err
    for shown in (
        "macro_f1",
        "ece",
        "opposite_stance_accuracy",
        "baseline majority",
        "baseline lexicon",
        "costly error",
    ):
        assert shown in out
    assert "baseline tfidf" in out
    assert out.endswith(f"wrote {model} and {tmp_path / 'mine.card.html'}\n")
    card = json.loads((tmp_path / "mine.card.json").read_text(encoding="utf-8"))
    figures = card["figures"]
    assert figures["rows"] == len(stances)
    assert figures["macro_f1"] > figures["baselines"]["majority"]["macro_f1"] + 0.1
    code, out, err = command("evaluate", "stance", labeled, "--model", model, "--against", model, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["rows"] == len(stances)
    assert found["against"]["macro_f1_difference"] == 0
    assert {"macro_f1", "accuracy", "ece", "per_class", "baselines", "opposite_stance_accuracy"} <= set(found)
    (tmp_path / "a.txt").write_text("Baku condemned Yerevan. Talks go on.", encoding="utf-8")
    code, _, err = command("analyze", tmp_path / "a.txt", "-o", tmp_path / "a.jsonl", "--stance-model", model)
    assert (code, err) == (0, "")
    code, _, err = command("analyze", tmp_path / "a.txt", "-o", tmp_path / "a.jsonl", "--frame-model", model)
    assert (code, err) == (1, f"perspectives: {model} is a stance model, not a frames model\n")


@pytest.mark.slow
def test_train_and_evaluate_frames(frames: list[dict[str, Any]], tmp_path: Path, command: Command) -> None:
    labeled, model = lines(tmp_path / "rows.jsonl", frames), tmp_path / "frames.skops"
    code, out, err = command("train", "frames", labeled, "-o", model, "--json")
    assert code == 0, err
    figures = json.loads(out)
    assert figures["rows"] == len(frames)
    assert set(figures["baselines"]) == {"majority", "tfidf"}
    assert (tmp_path / "frames.card.html").is_file()
    code, out, err = command("evaluate", "frames", labeled, "-m", model, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["micro_f1"] > 0.3


def test_a_leaky_file_is_refused(stances: list[dict[str, Any]], tmp_path: Path, command: Command) -> None:
    leaky = [*stances, {**stances[0], "group": "another article"}]
    code, _, err = command("train", "stance", lines(tmp_path / "rows.jsonl", leaky), "-o", tmp_path / "m.skops")
    assert code == 1
    assert "1 sentences stand in more than one group, so a split by group would leak" in err
    assert "another article" in err
    assert len(err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]


@pytest.mark.parametrize(
    ("change", "copies", "message"),
    [
        ({}, 3, "3 labeled rows are too few"),
        ({"target": "yerevan"}, 1, "is not named in the text"),
        ({"stance": "bad"}, 1, "rows.jsonl, row 1: column 'stance'"),
    ],
)
def test_rows_that_cannot_train(
    change: dict[str, str], copies: int, message: str, tmp_path: Path, command: Command
) -> None:
    row = {"text": "Baku lied.", "target": "baku", "stance": "critical", "group": "1"} | change
    code, _, err = command(
        "train", "stance", lines(tmp_path / "rows.jsonl", [row] * copies), "-o", tmp_path / "m.skops"
    )
    assert code == 1
    assert message in err


def test_corrections_flagged_in_a_report_are_labeled_rows(tmp_path: Path, command: Command) -> None:
    """What "Flag this" in a report saves: a target by side or by span, the document as the group."""
    rows = [
        {"text": "Baku lied about it.", "group": "d1", "target": "baku", "stance": "critical"},
        {"text": "Talks in Baku.", "group": "d2", "target_start": 9, "target_end": 13, "stance": "none"},
        {"text": "Azerbaijan thanked Moscow.", "group": "d3", "target": "moscow", "stance": "favorable"},
    ]
    code, out, err = command("evaluate", "stance", lines(tmp_path / "rows.jsonl", rows), "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["rows"] == 3
    one = lines(tmp_path / "one.jsonl", rows[:1])
    code, out, err = command("evaluate", "stance", one, "--json")
    assert (code, err, json.loads(out)["baselines"]) == (0, "", {})  # no other article to learn a baseline from
