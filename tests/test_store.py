"""Records on disk: round trips, atomic writes, and models that are refused."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import factories
from perspectives import models as model_files
from perspectives import store
from perspectives.classify import FrameHead, StanceHead
from perspectives.classify.heads import logistic
from perspectives.dense import Dense
from perspectives.errors import PerspectivesError
from perspectives.records import (
    Analysis,
    Attribution,
    Document,
    FrameLabel,
    Layer,
    Mention,
    NamingUse,
    Sentence,
    Stance,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MAYBE = st.none() | WORDS
SPAN = st.tuples(st.integers(0, 99), st.integers(0, 99))
SPANS = st.none() | st.lists(SPAN, max_size=2).map(tuple)
SHARE = st.floats(0, 1).map(lambda p: round(p, 4))
STANCE = st.builds(Stance, st.integers(0, 3), st.none() | st.integers(0, 3), WORDS, WORDS, WORDS, SHARE)


def tuples(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


DOCUMENTS = st.builds(
    Document, WORDS, WORDS, WORDS, MAYBE, MAYBE, MAYBE, MAYBE, tuples(st.builds(Layer, WORDS, WORDS)), sha256=WORDS
)
SENTENCES = st.builds(
    Sentence,
    st.integers(0, 3),
    st.integers(0, 99),
    st.integers(0, 99),
    WORDS,
    st.integers(0, 2),
    WORDS,
    tuples(st.builds(FrameLabel, WORDS, SHARE)),
)
ANALYSES = st.builds(
    Analysis,
    DOCUMENTS,
    st.lists(SENTENCES, min_size=1, max_size=2).map(tuple),
    tuples(
        st.builds(
            Attribution,
            st.integers(0, 3),
            st.lists(st.integers(0, 3)).map(tuple),
            st.none() | st.integers(0, 3),
            WORDS,
            SPANS,
            SPANS,
            SPANS,
            MAYBE,
            WORDS,
            SHARE,
        )
    ),
    tuples(STANCE),
    tuples(STANCE),
    tuples(st.builds(Mention, st.integers(0, 3), st.integers(0, 99), st.integers(0, 99), WORDS, WORDS)),
    tuples(
        st.builds(
            NamingUse,
            st.integers(0, 3),
            st.integers(0, 99),
            st.integers(0, 99),
            WORDS,
            WORDS,
            st.none() | st.integers(0, 3),
            st.booleans(),
        )
    ),
    MAYBE,
)


@settings(max_examples=60)
@given(ANALYSES)
def test_a_record_comes_back_as_it_was(analysis: Analysis) -> None:
    line = store.dumps(store.to_json(analysis))
    assert "\n" not in line
    assert "\r" not in line
    assert store.from_json(json.loads(line)) == analysis


def test_files_round_trip_with_skipped_documents(tmp_path: Path) -> None:
    line = factories.Line("“Nagorno-Karabakh” 🕊 \u2028 said", "north", (("north", "south", "critical"),))
    in_reading = Document("b", "", "unknown", skipped="b.txt: empty file; remove it")
    found = [
        factories.article("a", [line]),
        Analysis(in_reading, skipped=in_reading.skipped),
        factories.article("c", [factories.Line(kind="boilerplate")]),
    ]
    path = tmp_path / "analysis.jsonl"
    assert store.write_analyses(found, path) == 3
    assert list(store.read_analyses(path)) == found
    assert path.read_bytes().count(b"\n") == 3
    assert store.is_analysis(path)
    assert json.loads(path.read_text(encoding="utf-8").split("\n")[1])["skipped"] == "b.txt: empty file; remove it"


def test_what_is_an_analysis(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    for content in (b"", b'{"text": "a", "document": 1}\n', b"\xff\xfe\x00", b"# Notes\n"):
        path.write_bytes(content)
        assert not store.is_analysis(path)
    assert not store.is_analysis(tmp_path / "missing.jsonl")
    assert not store.is_analysis(tmp_path)


RECORD = store.to_json(factories.article("a", [factories.Line()]))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"document": ', "Expecting value"),
        ("[1]", "not a record of `perspectives analyze`"),
        ('"text"', "not a record of `perspectives analyze`"),
        (json.dumps({**RECORD, "document": None}), "not a record"),
        (json.dumps({k: v for k, v in RECORD.items() if k != "stances"}), "KeyError: 'stances'"),
        (json.dumps({**RECORD, "document": {"text": "t", "outlet": "o"}}), "KeyError: 'id'"),
        (json.dumps({**RECORD, "stances": [{"sentence": 0}]}), "TypeError"),
        (json.dumps({**RECORD, "sentences": [{"id": 0, "wrong": 1}]}), "TypeError"),
        ("[" * 100_000, "line 2"),
        ("\udcff", "line 2"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "analysis.jsonl"
    path.write_bytes(f"{json.dumps(RECORD)}\n{line}\n".encode("utf-8", "surrogateescape"))
    with pytest.raises(PerspectivesError) as problem:
        list(store.read_analyses(path))
    assert str(problem.value).startswith(f"{path}, line 2: ")
    assert message in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_missing_file_or_a_folder_is_no_analysis(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(PerspectivesError, match="cannot read"):
            list(store.read_analyses(path))


# --- atomic writes ---


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError, OSError(28, "No space left on device")])
@pytest.mark.parametrize("before", [None, "old"])
def test_an_interrupted_write_leaves_what_was_there(
    tmp_path: Path, stop: type[BaseException], before: str | None
) -> None:
    path = tmp_path / "report.html"
    if before:
        path.write_text(before)
    expected = PerspectivesError if isinstance(stop, OSError) else stop
    with pytest.raises(expected), store.atomic(path) as file:  # noqa: PT012 (it must stop half-way)
        file.write("half of it")
        file.flush()
        raise stop
    assert (path.read_text() if path.exists() else None) == before
    assert [p.name for p in tmp_path.iterdir()] == (["report.html"] if before else [])


def test_an_analysis_that_stops_leaves_no_file(tmp_path: Path) -> None:
    def stopping() -> Iterator[Analysis]:
        yield factories.article("a", [factories.Line()])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.write_analyses(stopping(), tmp_path / "analysis.jsonl")
    assert not list(tmp_path.iterdir())


def test_a_written_file_has_the_usual_rights_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with store.atomic(path) as file:
        file.write("é\n")
    assert path.read_bytes() == "é\n".encode()
    umask = os.umask(0)
    os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "a.txt", tmp_path):
        with pytest.raises(PerspectivesError, match="cannot write"), store.atomic(path) as file:
            file.write("x")
    assert not list(tmp_path.iterdir())


# --- models ---


@pytest.fixture(scope="module")
def head() -> StanceHead:
    rows = np.random.default_rng(0).normal(size=(60, 6)).astype(np.float32)
    labels = np.array(["critical", "favorable", "none"] * 20)
    first = StanceHead(logistic().fit(rows, labels), None, 1.2, 0.5, "7")
    wide = np.concatenate([rows, np.zeros((60, 90), np.float32)], axis=1)
    return StanceHead(logistic().fit(wide, labels), logistic().fit(wide, labels == "none"), 0.9, 0.4, "7", first)


def test_a_head_comes_back_with_its_base(head: StanceHead, tmp_path: Path) -> None:
    path = tmp_path / "mine.skops"
    model_files.save_head(path, head)
    again = StanceHead(**model_files.load_head(path, "stance", "7"))
    rows = np.random.default_rng(1).normal(size=(9, 6)).astype(np.float32)
    np.testing.assert_array_equal(again.probabilities(rows), head.probabilities(rows))
    assert isinstance(again.base, StanceHead)
    assert (again.temperature, again.threshold, again.version) == (0.9, 0.4, "7")


def test_a_head_that_starts_from_the_shipped_one_comes_back(head: StanceHead, tmp_path: Path) -> None:
    path = tmp_path / "shipped.npz"
    model_files.ship_head(path, head)
    shipped = StanceHead(**model_files.load_head(path, "stance", "7"))
    rows = np.random.default_rng(1).normal(size=(9, 6)).astype(np.float32)
    np.testing.assert_allclose(shipped.probabilities(rows), head.probabilities(rows), atol=1e-5)
    mine = tmp_path / "mine.skops"
    model_files.save_head(mine, replace(head, base=shipped.base))
    again = StanceHead(**model_files.load_head(mine, "stance", "7"))
    assert isinstance(again.base, StanceHead)
    assert isinstance(again.base.polarity, Dense)
    np.testing.assert_allclose(again.probabilities(rows), head.probabilities(rows), atol=1e-5)


def test_a_model_of_another_encoder_or_kind_is_refused(head: StanceHead, tmp_path: Path) -> None:
    path = tmp_path / "mine.skops"
    model_files.save_head(path, head)
    with pytest.raises(
        PerspectivesError, match=r"mine.skops was fitted on encoder 7, this is encoder 8; train it again"
    ):
        model_files.load_head(path, "stance", "8")
    with pytest.raises(PerspectivesError, match="is a stance model, not a frames model"):
        model_files.load_head(path, "frames", "7")
    with pytest.raises(PerspectivesError, match=r"cannot read the model .*none.skops: No such file"):
        model_files.load_head(tmp_path / "none.skops", "stance", "7")
    frames = FrameHead({"security": head.polarity}, {"security": 0.5}, "7")
    model_files.save_head(path, frames)
    assert FrameHead(**model_files.load_head(path, "frames", "7")).thresholds == frames.thresholds
    with pytest.raises(PerspectivesError, match="is a frames model, not a stance model"):
        model_files.load_head(path, "stance", "7")


def test_a_model_that_lacks_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.skops"
    store.save_model(path, "stance", {"polarity": np.zeros(3)})
    with pytest.raises(PerspectivesError, match="unknown"):
        model_files.load_head(path, "stance", "7")


def test_a_foreign_type_is_refused_and_does_not_run(tmp_path: Path) -> None:
    from skops.io import dumps

    path = tmp_path / "foreign.skops"
    path.write_bytes(dumps({"format": 1, "kind": "stance", "polarity": Counter("ab")}))
    with pytest.raises(PerspectivesError, match=r"foreign.skops holds collections.Counter, which no model"):
        store.load_model(path, "stance")


def test_other_files_are_no_models(head: StanceHead, tmp_path: Path) -> None:
    import pickle

    from skops.io import dumps

    path = tmp_path / "mine.skops"
    model_files.save_head(path, head)
    whole = path.read_bytes()
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("schema.json", "[]")
    others = [b"", b"text", whole[: len(whole) // 2], whole[100:], empty.getvalue(), pickle.dumps({"kind": "stance"})]
    for data in others:
        path.write_bytes(data)
        with pytest.raises(PerspectivesError, match="is not a model file or is damaged; train it again"):
            store.load_model(path, "stance")
    path.write_bytes(dumps([1, 2]))
    with pytest.raises(PerspectivesError, match="is a list model, not a stance model"):
        store.load_model(path, "stance")
    path.write_bytes(dumps({"format": 99, "kind": "stance"}))
    with pytest.raises(PerspectivesError, match="another version of perspectives"):
        store.load_model(path, "stance")


def test_damage_anywhere_is_refused_or_harmless(head: StanceHead, tmp_path: Path) -> None:
    path = tmp_path / "mine.skops"
    model_files.save_head(path, head)
    whole = path.read_bytes()
    random = np.random.default_rng(0)
    for _ in range(200):
        damaged = bytearray(whole)
        for at in random.integers(0, len(whole), 5):
            damaged[at] = int(random.integers(256))
        path.write_bytes(bytes(damaged))
        try:
            assert set(store.load_model(path, "stance")) >= {"kind", "polarity"}
        except PerspectivesError as problem:
            assert "\n" not in str(problem)  # noqa: PT017 (either outcome is right)
