"""The second look at stances: what it reads of a document, and that it revises the first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perspectives import dense
from perspectives import models as model_files
from perspectives.classify import StanceHead
from perspectives.classify.candidates import POLARITY, Candidate
from perspectives.classify.features import FLAGS
from perspectives.classify.second import SecondLook, Surroundings, features, together
from perspectives.dense import Dense
from perspectives.records import Attribution, Sentence

FRAMES = ("diplomacy", "security")
HEADLINE, BODY, FOOTER = (
    Sentence(0, 0, 10, "headline", side="author"),
    Sentence(1, 11, 40, "body", side="baku"),
    Sentence(2, 41, 50, "boilerplate"),
)
SAID = Attribution(0, (1,), None, "direct", ((11, 14),), ((15, 19),), ((20, 40),), None, "baku", 0.75)


def pair(sentence: int, holder: str, target: str) -> Candidate:
    return Candidate(sentence, None if holder == "author" else 0, holder, target, (), ())


FOUND = [
    pair(0, "author", "baku"),
    pair(1, "author", "yerevan"),
    pair(1, "baku", "yerevan"),
    pair(1, "baku", "moscow"),
]
FIRST = np.array([[0.1, 0.8, 0.1], [0.5, 0.4, 0.1], [0.2, 0.2, 0.6], [0.05, 0.9, 0.05]])
AROUND = Surroundings.of(FOUND, [HEADLINE, BODY, FOOTER], [SAID], (FRAMES, np.array([[0.9, 0.1], [0.2, 0.7]])))


def flags(rows: int) -> Any:
    return np.zeros((rows, len(FLAGS)), dtype=np.float32)


def read() -> Any:
    return features(FIRST, flags(4), AROUND, FRAMES)


@pytest.mark.parametrize(
    ("row", "document", "sentence"),
    [
        # all others; own others; quoted others; pair: polar, sign, how many; target: sign
        (0, [(0.6 + 0.8 + 0.1) / 3, 0.6, 0.45, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0]),
        # the strongest other, mean sign, how many, how many stronger; critical, favorable of holder, of target
        (1, [(0.2 + 0.8 + 0.1) / 3, 0.2, 0.45, 0, 0, 0, 0.4], [0.8, 0.2, 2, 1, 0, 0, 0.2, 0.6]),
        (2, [(0.2 + 0.6 + 0.1) / 3, 0.4, 0.1, 0, 0, 0, -0.4], [0.6, -0.2, 2, 0, 0.05, 0.05, 0.5, 0.1]),
    ],
)
def test_what_is_read_of_the_other_candidates(row: int, document: list[float], sentence: list[float]) -> None:
    np.testing.assert_allclose(read()[row, 3:10], document, atol=1e-6)
    np.testing.assert_allclose(read()[row, 10:18], sentence, atol=1e-6)


def test_what_is_read_of_the_attribution_the_main_side_and_the_frames() -> None:
    own, quoted = read()[1], read()[2]
    np.testing.assert_allclose(own[18:27], [0, 0, 0, 0, 0, 0, 0, 0.2, 0.7], atol=1e-6)
    np.testing.assert_allclose(quoted[18:27], [0.75, 1, 0, 0, 1, 0, 1, 0.2, 0.7], atol=1e-6)


def test_a_frame_that_nobody_measured_counts_as_absent() -> None:
    found = features(FIRST, flags(4), AROUND, ("diplomacy", "justice"))
    np.testing.assert_allclose(found[:, 26], 0)


def test_the_order_of_the_sentences_does_not_matter() -> None:
    order = [1, 2, 3, 0]
    turned = replace(AROUND, candidates=[FOUND[place] for place in order])
    np.testing.assert_allclose(features(FIRST[order], flags(4), turned, FRAMES), read()[order], atol=1e-6)


def test_a_lone_pair_has_nothing_around_it() -> None:
    alone = replace(AROUND, candidates=FOUND[:1])
    np.testing.assert_array_equal(features(FIRST[:1], flags(1), alone, FRAMES)[0, 3:18], 0)


@pytest.mark.parametrize("sentences", [[], [FOOTER], [FOOTER, FOOTER]])
@pytest.mark.parametrize("names", [(), FRAMES])
def test_a_document_that_says_nothing(sentences: list[Sentence], names: tuple[str, ...]) -> None:
    around = Surroundings.of([], sentences, [], (names, np.zeros((0, len(names)))))
    assert {name: chances.tolist() for name, chances in around.frames.items()} == {
        name: [0.0] * len(sentences) for name in names
    }


@given(st.permutations(["baku", "yerevan", "moscow"]))
def test_sides_may_bear_each_others_names(names: list[str]) -> None:
    new = dict(zip(("baku", "yerevan", "moscow"), names, strict=True))
    found = [replace(c, holder=new.get(c.holder, c.holder), target=new[c.target]) for c in FOUND]
    sides = [new.get(side, side) for side in AROUND.sides]
    said = replace(SAID, side=new["baku"])
    around = replace(AROUND, candidates=found, attributions=[said], sides=sides)
    np.testing.assert_array_equal(features(FIRST, flags(4), around, FRAMES), read())


@given(st.data())
def test_pairs_of_a_sentence_are_compared_as_a_loop_would(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=6))
    sentences = [number for number, size in enumerate(sizes) for _ in range(size)]
    names = st.sampled_from(["author", "baku", "yerevan", "moscow"])
    found = [pair(number, data.draw(names), data.draw(names)) for number in sentences]
    rng = np.random.default_rng(len(found))
    first = rng.dirichlet((1, 1, 1), len(found))
    around = Surroundings.of(
        found,
        [Sentence(n, 0, 1, "body") for n in range(len(sizes))],
        [SAID],
        (FRAMES, np.zeros((len(sizes), 2))),
    )
    rows = features(first, flags(len(found)), around, FRAMES)
    polar, critical = 1 - first[:, POLARITY.index("none")], first[:, POLARITY.index("critical")]
    for i, candidate in enumerate(found):
        others = [j for j, other in enumerate(found) if other.sentence == candidate.sentence and j != i]
        same = [j for j in others if found[j].holder == candidate.holder]
        assert rows[i, 10] == pytest.approx(max((polar[j] for j in others), default=0), abs=1e-6)
        assert rows[i, 12] == len(others)
        assert rows[i, 13] == sum(polar[j] > polar[i] for j in others)
        assert rows[i, 14] == pytest.approx(max((critical[j] for j in same), default=0), abs=1e-6)


def test_two_opinions_together() -> None:
    first, second = np.array([[0.8, 0.1, 0.1]]), np.array([[0.2, 0.4, 0.4]])
    np.testing.assert_allclose(together(first, second, 1.0), [[0.5, 0.25, 0.25]])
    np.testing.assert_allclose(together(first, first, 1.0), first)
    assert together(first, second, 2.0)[0, 0] < 0.5


@dataclass
class Always:
    """A model that gives every row the same probabilities."""

    row: tuple[float, ...]
    classes_: Any

    def predict_proba(self, rows: Any) -> Any:
        return np.tile(self.row, (len(rows), 1))


def head(second: SecondLook | None) -> StanceHead:
    return StanceHead(Always((0.1, 0.2, 0.7), np.array(POLARITY)), None, 1.0, 0.5, "1", second=second)


def test_the_second_look_needs_the_document() -> None:
    against = SecondLook(Always((0.9, 0.09, 0.01), None), 1.0, 0.4, FRAMES)
    rows = flags(4)
    (alone, _), (revised, _) = head(against).decide(FOUND, rows), head(against).decide(FOUND, rows, AROUND)
    assert {stance.label for stance in alone} == {"favorable"}
    assert {stance.label for stance in revised} == {"critical"}
    assert head(None).decide(FOUND, rows, AROUND) == head(None).decide(FOUND, rows)
    assert head(against).decide([], rows[:0], replace(AROUND, candidates=[])) == ((), ())


def test_a_head_of_an_older_release_looks_once(tmp_path: Path) -> None:
    weights = np.ones((len(FLAGS), 3), dtype=np.float32), np.zeros(3, dtype=np.float32)
    parts = {
        "polarity": Dense(np.zeros(len(FLAGS), dtype=np.float32), (weights,), np.array(POLARITY)),
        "addressed": None,
        "temperature": 1.0,
        "threshold": 0.3,
        "version": "1",
    }
    with (tmp_path / "stance.npz").open("wb") as file:
        dense.write(file, "stance", parts)
    older = StanceHead(**model_files.load_head(tmp_path / "stance.npz", "stance", "1"))
    assert older.second is None
    assert older.decide(FOUND, flags(4), AROUND) == older.decide(FOUND, flags(4))


def test_a_head_is_stored_with_its_second_look(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)

    def network(inputs: int) -> Dense:
        layer = rng.normal(size=(inputs, 3)).astype(np.float32), np.zeros(3, dtype=np.float32)
        return Dense(np.zeros(inputs, dtype=np.float32), (layer,), np.array(POLARITY))

    kept = replace(head(SecondLook(network(read().shape[1]), 1.2, 0.3, FRAMES)), polarity=network(len(FLAGS)))
    path = tmp_path / "stance.npz"
    model_files.ship_head(path, kept)
    again = StanceHead(**model_files.load_head(path, "stance", "1"))
    rows = rng.normal(size=(4, len(FLAGS))).astype(np.float32)
    assert again.decide(FOUND, rows, AROUND) == kept.decide(FOUND, rows, AROUND)
    assert again.decide(FOUND, rows, AROUND) != kept.decide(FOUND, rows)
