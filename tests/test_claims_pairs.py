"""Two claims compared: roles, denial, figures and words; and the pair model with its file and its encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from claims_factory import READER, blaming, claim, small_model
from perspectives.claims import PairModel
from perspectives.claims.clash import compare
from perspectives.claims.features import NAMES, features
from perspectives.claims.gold import read_gold
from perspectives.claims.model import CONTESTED, RELATIONS, SAME, Number
from perspectives.claims.places import setting
from perspectives.claims.reasons import reasons
from perspectives.claims.vectors import Likeness, Reader, likeness
from perspectives.conflict import load
from perspectives.errors import PerspectivesError
from perspectives.records import Conflict


@pytest.fixture(scope="module")
def conflict() -> Conflict:
    return load("karabakh")


@pytest.fixture(scope="module")
def model(conflict: Conflict) -> PairModel:
    return small_model(conflict)


def test_a_role_reversal_is_never_the_same_however_alike(conflict: Conflict, model: PairModel) -> None:
    where = setting(conflict)
    a, b = blaming("a", "yerevan", "baku", "yerevan"), blaming("b", "baku", "yerevan", "baku")
    clash = compare(a, b, where)
    assert clash.roles_swapped is not None
    assert clash.blame_opposite == ("baku", "yerevan")
    found = model.probabilities(np.array([features(a, b, Likeness(1.0), clash)]), [clash])[0]
    assert found[RELATIONS.index(SAME)] == 0
    assert RELATIONS[int(found.argmax())] == CONTESTED
    assert "roles reversed" in reasons(a, b, 1.0, clash, CONTESTED)


def test_the_order_of_a_pair_does_not_matter(conflict: Conflict) -> None:
    where = setting(conflict)
    number = Number(3, "killed", "police", "three police officers", None)
    a = blaming("a", "yerevan", "baku", "yerevan", date="2023-03-05", places=("shusha",), numbers=(number,))
    b = claim("b", "baku", polarity="denied", concepts=frozenset({"-attack"}), stances=(("yerevan", "critical"),))
    assert features(a, b, Likeness(0.5), compare(a, b, where)) == features(b, a, Likeness(0.5), compare(b, a, where))
    assert len(features(a, b, Likeness(0.5), compare(a, b, where))) == len(NAMES)


def test_one_holder_does_not_contest_itself_in_an_article(conflict: Conflict, model: PairModel) -> None:
    a = blaming("a", "yerevan", "baku", "yerevan", document="d")
    b = blaming("b", "yerevan", "yerevan", "baku", document="d")
    clash = compare(a, b, setting(conflict))
    found = model.probabilities(np.array([features(a, b, Likeness(0.9), clash)]), [clash])[0]
    assert found[RELATIONS.index(CONTESTED)] == 0


def test_joint_sources_say_the_same_unless_they_blame_each_other(conflict: Conflict, model: PairModel) -> None:
    where, shared = setting(conflict), {"document": "d", "spans": ((3, 40),), "text": "they are willing to listen"}
    a, b = claim("a", "baku", **shared), claim("b", "yerevan", **shared)
    clash = compare(a, b, where)
    found = model.probabilities(np.array([features(a, b, Likeness(1.0), clash)]), [clash])[0]
    assert RELATIONS[int(found.argmax())] == SAME
    a, b = blaming("a", "baku", "yerevan", "baku", **shared), blaming("b", "yerevan", "baku", "yerevan", **shared)
    clash = compare(a, b, where)
    assert not clash.joint
    found = model.probabilities(np.array([features(a, b, Likeness(1.0), clash)]), [clash])[0]
    assert RELATIONS[int(found.argmax())] == CONTESTED


def test_each_side_that_clears_itself_does_not_say_the_same(conflict: Conflict, model: PairModel) -> None:
    a = claim("a", "baku", text="we did not fire first", blame=(("baku", -1),), polarity="denied")
    b = claim("b", "yerevan", text="we did not fire first", blame=(("yerevan", -1),), polarity="denied")
    clash = compare(a, b, setting(conflict))
    assert clash.absolved
    found = model.probabilities(np.array([features(a, b, Likeness(1.0), clash)]), [clash])[0]
    assert found[RELATIONS.index(SAME)] == 0


def test_words_are_compared_with_their_nearest() -> None:
    table = np.eye(5, 48, dtype=np.float32)
    found = likeness(0.5, table[:2], table[:4])
    assert likeness(0.5, table[:4], table[:2]) == found
    assert (found.shorter, found.matched, found.covered) == (1.0, 1.0, 0.5)
    assert found.mutual == pytest.approx(0.75)
    assert likeness(0.5, table[:0], table[:2]) == Likeness(0.5)


class Other:
    """An encoder that calls itself what it is told and reads every text alike."""

    def __init__(self, version: str, value: float) -> None:
        self.version, self.value = version, value

    def encode(self, text: str, sentences: object) -> Other:
        return self

    def vector(self, number: int) -> np.ndarray:
        return np.eye(2, 384, dtype=np.float32)[int(self.value)]

    def ends(self, spans: list[object]) -> np.ndarray:
        return np.zeros((len(spans), 1152), dtype=np.float32)


def test_a_model_of_another_encoder_is_refused() -> None:
    known = Other("1.0.0", 0)
    reader = Reader.of(known, READER.axes)  # type: ignore[arg-type]
    reader.check(known)  # type: ignore[arg-type]
    with pytest.raises(PerspectivesError, match=r"fitted on encoder 1\.0\.0, this is encoder 2\.0\.0; fit it again"):
        reader.check(Other("2.0.0", 0))  # type: ignore[arg-type]
    with pytest.raises(PerspectivesError, match=r"also calls itself 1\.0\.0"):
        reader.check(Other("1.0.0", 1))  # type: ignore[arg-type]


def test_the_model_comes_back_from_its_file(model: PairModel, tmp_path: Path) -> None:
    model.save(tmp_path / "m.skops")
    again = PairModel.load(tmp_path / "m.skops")
    rows = np.zeros((2, len(NAMES)))
    a, b = claim("a", "baku"), claim("b", "yerevan")
    clashes = [compare(a, b, setting(load("karabakh")))] * 2
    assert np.allclose(again.probabilities(rows, clashes), model.probabilities(rows, clashes))
    assert again.reader.version == "test"
    assert set(again.baselines) == {"bag of words", "sentence vectors"}


def test_figures_of_one_thing_differ_in_words(conflict: Conflict) -> None:
    three, four = (Number(v, "killed", "soldiers", f"{v} soldiers", "baku") for v in (3, 4))
    a, b = claim("a", "yerevan", numbers=(three,)), claim("b", "baku", numbers=(four,))
    clash = compare(a, b, setting(conflict))
    assert clash.differing
    assert "different casualty figures 3 / 4" in reasons(a, b, 0.5, clash, CONTESTED)


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ('{"a": "x", "b": "y"}\n', "every pair needs a, b and label"),
        ('{"a": "x", "b": "y", "label": "opposed"}\n', "the label 'opposed' is none of same, contested"),
        ('{"a": "x", "b": "y", "label": "same"}\n', "has a pair with 'x', which"),
        ("{", "is not JSON lines"),
    ],
)
def test_labeled_pairs_are_checked(pairs: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "pairs.jsonl").write_text(pairs, encoding="utf-8")
    with pytest.raises(PerspectivesError, match=message):
        read_gold(tmp_path, load, None)  # type: ignore[arg-type]
    with pytest.raises(PerspectivesError, match="there is no"):
        read_gold(tmp_path / "none", load, None)  # type: ignore[arg-type]
