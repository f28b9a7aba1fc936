"""Networks without scikit-learn: the same probabilities, one plain file, and no import of what they replace."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from perspectives.dense import Dense, is_dense, read, write
from perspectives.errors import PerspectivesError
from perspectives.models import load_head

SHIPPED = ("linker", "stance", "frames")
DATA = Path(sys.modules["perspectives"].__path__[0]) / "data" / "models"


def rows(seed: int = 0, kind: str = "float32") -> Any:
    """Features of scales and means as unlike as states and counts are, one of them constant."""
    found = np.random.default_rng(seed).normal(size=(240, 12)) * np.logspace(-1.5, 2, 12) + np.linspace(-5, 5, 12)
    found[:, 3] = 1.5
    return found.astype(kind)


def labels(classes: int) -> Any:
    names = np.array(["critical", "favorable", "none"])
    bounds = np.quantile(rows()[:, 11], np.linspace(0, 1, classes + 1)[1:-1])
    found = np.digitize(rows()[:, 11], bounds)
    return found == 1 if classes == 2 else names[found]


def network(hidden: tuple[int, ...], **options: Any) -> Any:
    return MLPClassifier(hidden, max_iter=20, random_state=0, tol=10.0, **options)


ESTIMATORS = {
    "logistic": lambda: LogisticRegression(C=0.1),
    "one hidden layer": lambda: network((8,)),
    "two hidden layers": lambda: network((9, 5)),
}


@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_probabilities_are_those_of_scikit_learn(name: str, classes: int, kind: str) -> None:
    pipeline = make_pipeline(StandardScaler(), ESTIMATORS[name]()).fit(rows(0, kind), labels(classes))
    dense, unseen = Dense.of(pipeline), rows(1, kind)
    np.testing.assert_allclose(dense.predict_proba(unseen), pipeline.predict_proba(unseen), rtol=0, atol=1e-5)
    np.testing.assert_array_equal(dense.classes_, pipeline.classes_)
    assert dense.predict_proba(unseen[:0]).shape == (0, classes)
    assert {array.dtype for layer in dense.layers for array in layer} == {np.dtype(np.float32)}


def test_a_mean_of_networks_has_the_mean_of_their_logits() -> None:
    scaler = StandardScaler().fit(rows())
    networks = [
        Dense.of(make_pipeline(scaler, MLPClassifier((6,), max_iter=20, random_state=seed, tol=10.0).fit(x, labels(3))))
        for seed, x in enumerate([scaler.transform(rows())] * 3)
    ]
    unseen = rows(1)
    geometric = np.exp(np.mean([np.log(network.predict_proba(unseen)) for network in networks], axis=0))
    geometric /= geometric.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(Dense.mean(networks).predict_proba(unseen), geometric, atol=1e-5)


def test_sure_logits_do_not_overflow() -> None:
    zero = np.zeros(1, np.float32)
    sure = Dense(zero, ((np.full((1, 1), 1e4, np.float32), zero),), np.array([False, True]))
    np.testing.assert_array_equal(sure.predict_proba(np.array([[1.0], [-1.0]])), [[0, 1], [1, 0]])


@pytest.mark.parametrize(
    "pipeline",
    [
        LogisticRegression(),
        make_pipeline(LogisticRegression()),
        make_pipeline(MinMaxScaler(), LogisticRegression()),
        make_pipeline(StandardScaler(), network((4,), activation="tanh")),
    ],
    ids=["no pipeline", "no scaler", "another scaler", "another activation"],
)
def test_other_estimators_are_refused(pipeline: Any) -> None:
    with pytest.raises(ValueError, match=r"is no scaled logistic regression|are not those of rectifiers"):
        Dense.of(pipeline.fit(rows(), labels(2)))


def test_layers_that_do_not_fit_are_refused() -> None:
    weight, bias = np.zeros((4, 3), np.float32), np.zeros(3, np.float32)
    for layers, classes in ((((weight, bias),), 2), (((weight, bias[:2]),), 3), (((weight, bias),) * 2, 3), ((), 0)):
        with pytest.raises(ValueError, match="do not make"):
            Dense(np.zeros(4, np.float32), layers, np.arange(classes))


# --- files ---


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    three = Dense.of(make_pipeline(StandardScaler(), LogisticRegression()).fit(rows(), labels(3)))
    two = Dense.of(make_pipeline(StandardScaler(), network((6,))).fit(rows(), labels(2)))
    return {"polarity": three, "temperature": 1.25, "base": None, "far": {"addressed": two, "version": "7"}}


@pytest.fixture(scope="module")
def whole(parts: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    write(file, "stance", parts)
    return file.getvalue()


def test_parts_come_back(parts: dict[str, Any], whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "stance.npz"
    path.write_bytes(whole)
    found = read(path, "stance")
    assert is_dense(path)
    assert {name: found[name] for name in ("temperature", "base")} == {"temperature": 1.25, "base": None}
    assert found["far"]["version"] == "7"
    for here, there in ((found["polarity"], parts["polarity"]), (found["far"]["addressed"], parts["far"]["addressed"])):
        np.testing.assert_array_equal(here.predict_proba(rows(1)), there.predict_proba(rows(1)))
        assert here.classes_.dtype == there.classes_.dtype
        np.testing.assert_array_equal(here.classes_, there.classes_)


def test_the_same_parts_give_the_same_bytes(parts: dict[str, Any], whole: bytes) -> None:
    again = io.BytesIO()
    write(again, "stance", parts)
    assert again.getvalue() == whole


def foreign(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def header(**changes: Any) -> Any:
    return np.array(json.dumps({"format": 1, "kind": "stance", "parts": {}} | changes))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "stance file .* is missing; install perspectives again"),
        (b"", "cannot be read"),
        (b"text", "cannot be read"),
        (foreign(x=np.zeros(2)), "cannot be read"),
        (foreign(header=np.array([{"format": 1}], dtype=object)), "cannot be read .*pickle"),
        (foreign(header=np.array("{")), "cannot be read"),
        (foreign(header=header(parts={"a": {"dense layers": 1, "classes": [0, 1]}})), r"cannot be read .*a\.center"),
        (foreign(header=header(kind="frames")), "is a frames model of format 1, not stance of 1"),
        (foreign(header=header(format=9)), "is a stance model of format 9, not stance of 1"),
    ],
)
def test_other_files_are_refused(data: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "stance.npz"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(PerspectivesError, match=message) as problem:
        read(path, "stance")
    assert "\n" not in str(problem.value)


def test_damage_anywhere_is_refused_or_harmless(whole: bytes, tmp_path: Path) -> None:
    path, random = tmp_path / "stance.npz", np.random.default_rng(0)
    cut = [whole[: len(whole) // 2], whole[100:]]
    for _ in range(200):
        damaged = bytearray(whole)
        for at in random.integers(0, len(whole), 5):
            damaged[at] = int(random.integers(256))
        cut.append(bytes(damaged))
    refused = 0
    for data in cut:
        path.write_bytes(data)
        try:
            assert {"polarity", "far"} <= set(read(path, "stance"))
        except PerspectivesError as problem:
            refused += 1
            assert "\n" not in str(problem)  # noqa: PT017 (either outcome is right)
    assert refused > len(cut) / 2


# --- what ships ---


@pytest.mark.parametrize("kind", SHIPPED)
def test_shipped_files_are_plain_arrays(kind: str) -> None:
    with zipfile.ZipFile(DATA / f"{kind}.npz") as archive:
        assert archive.testzip() is None
        assert {Path(name).suffix for name in archive.namelist()} == {".npy"}
    assert read(DATA / f"{kind}.npz", kind)


def test_a_shipped_head_may_be_named_as_a_model(tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_bytes((DATA / "frames.npz").read_bytes())
    version = read(path, "frames")["version"]
    assert load_head(path, "frames", version)["thresholds"] == load_head(None, "frames", version)["thresholds"]


START = """
import sys
from perspectives import analyze
from perspectives.records import Document
(found,) = analyze([Document("1", "Baku condemned Yerevan. Mr. Orlov of the U.S. said that talks go on.", "Post")])
assert found.stances
print(*{"skops", "sklearn", "scipy", "pandas", "nltk"} & set(sys.modules))
"""


def test_an_analysis_starts_without_slow_imports() -> None:
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
