"""The encoder: windows, independence of neighbors, damaged files."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from perspectives.encoder import Encoder, Encoding, windows
from perspectives.errors import PerspectivesError

PACKAGED = Path(str(files("perspectives").joinpath("data", "encoder")))
TEXT = "Talks resumed on Monday.  “We will not yield,” the minister said.\nNobody in Vienna expected a result."
SENTENCES = [(0, 24), (26, 65), (66, 101)]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="module")
def encoding(encoder: Encoder) -> Encoding:
    return encoder.encode(TEXT, SENTENCES)


@pytest.mark.parametrize(
    "lengths",
    [[], [0], [3], [224], [225], [1000], [5, 0, 230, 7], [100, 100, 100], [1, 2, 3] * 100, [223, 2, 224, 1], [600, 20]],
)
def test_every_token_is_kept_once_in_order_and_no_window_is_too_long(lengths: list[int]) -> None:
    kept = [i for _, keep in windows(lengths) for i in range(keep.start, keep.stop)]
    assert kept == list(range(sum(lengths)))
    for window, keep in windows(lengths):
        assert window.stop - window.start <= 224
        assert window.start <= keep.start < keep.stop <= window.stop


def test_windows_break_between_sentences() -> None:
    lengths = [30, 60, 90, 20, 80, 10, 50]
    borders = set(np.cumsum([0, *lengths]).tolist())
    assert all(w.start in borders and w.stop in borders for w, _ in windows(lengths))


def test_offsets_point_into_the_text(encoding: Encoding) -> None:
    words = [TEXT[s:e] for s, e in encoding.offsets.tolist()]
    assert words[:5] == ["Talks", "resumed", "on", "Monday", "."]
    assert [int((encoding.sentence_of == i).sum()) > 0 for i in range(3)] == [True] * 3
    assert np.all(np.diff(encoding.offsets[:, 0]) > 0)


def test_span_is_the_mean_over_overlapping_tokens(encoding: Encoding) -> None:
    at = TEXT.index("minister")
    first = encoding.tokens(at, at + 8)
    np.testing.assert_array_equal(encoding.span(at, at + 8), encoding.states[first].mean(0))
    assert not encoding.span(24, 26).any()  # only spaces: no token


def test_tags_are_log_probabilities_and_vectors_have_unit_length(encoding: Encoding) -> None:
    np.testing.assert_allclose(np.exp(encoding.tags).sum(-1), 1, atol=1e-4)
    assert np.linalg.norm(encoding.vector(1)) == pytest.approx(1, abs=1e-5)


def test_a_document_is_the_same_alone_and_among_others(encoder: Encoder, encoding: Encoding) -> None:
    encoder.encode("Something else was said at length. " * 40, [(i * 35, i * 35 + 34) for i in range(40)])
    again = encoder.encode(TEXT, SENTENCES)
    np.testing.assert_array_equal(again.states, encoding.states)
    np.testing.assert_array_equal(again.tags, encoding.tags)


def test_similar_sentences_are_nearer_than_unrelated_ones(encoder: Encoder) -> None:
    text = "The army shelled the village. Troops fired at the settlement. The bank cut interest rates."
    encoding = encoder.encode(text, [(0, 29), (30, 61), (62, 90)])
    shelled, fired, bank = (encoding.vector(i) for i in range(3))
    assert shelled @ fired > shelled @ bank + 0.15


@pytest.mark.parametrize(
    "text", ["", " ", "a", "x" * 5000, "word " * 900, "\u0000\ufffd\u202e", "😀 عربي", "No sentence end " * 300]
)
def test_any_text_can_be_read(encoder: Encoder, text: str) -> None:
    sentences = [(0, len(text))] if text else []
    encoding = encoder.encode(text, sentences)
    assert len(encoding.states) == len(encoding.offsets) == len(encoding.sentence_of) == len(encoding.window_of)
    assert np.isfinite(encoding.states).all()
    assert len(encoding.vector(0)) == 384


def _copy(folder: Path) -> Path:
    for name in ("encoder.onnx", "heads.npz", "tokenizer.json", "manifest.json"):
        shutil.copy(PACKAGED / name, folder / name)
    return folder


def test_a_damaged_file_is_named_with_a_remedy(tmp_path: Path) -> None:
    heads = _copy(tmp_path) / "heads.npz"
    heads.write_bytes(heads.read_bytes()[:-1])
    with pytest.raises(PerspectivesError, match=r"heads\.npz is damaged .* install perspectives again"):
        Encoder.load(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (_copy(tmp_path) / "tokenizer.json").unlink()
    with pytest.raises(PerspectivesError, match=r"tokenizer\.json is missing; install"):
        Encoder.load(tmp_path)


def test_a_broken_manifest_is_named(tmp_path: Path) -> None:
    (_copy(tmp_path) / "manifest.json").write_text("{")
    with pytest.raises(PerspectivesError, match=r"manifest\.json cannot be read"):
        Encoder.load(tmp_path)


def test_the_manifest_describes_the_model() -> None:
    manifest = json.loads((PACKAGED / "manifest.json").read_text())
    assert set(manifest["sha256"]) == {"encoder.onnx", "heads.npz", "tokenizer.json"}
    assert sum((PACKAGED / name).stat().st_size for name in manifest["sha256"]) < 25_000_000
