"""Which found attributions stay: by the rules, by a model, and what becomes of what was nested in one left out."""

from __future__ import annotations

import numpy as np
import pytest

from perspectives.attribution.credible import credible, features, sourced
from perspectives.attribution.turns import is_turn
from perspectives.encoder import FloatArray
from perspectives.records import Attribution, Sentence, Span
from tagged import SIZE, tagged

TEXT, SENTENCES, ENCODING = tagged("[S Baku] [C says] [N [S Yerevan] [C wants] [N the road]], and [C hopes] [N to win]")
UNITS = [Sentence(0, *SENTENCES[0], "body")]


def spans(piece: str) -> tuple[Span, ...]:
    return ((TEXT.index(piece), TEXT.index(piece) + len(piece)),)


OUTER = Attribution(0, (0,), None, "indirect", spans("Baku"), spans("says"), spans("Yerevan wants the road"), None,
                    "baku", 0.9)  # fmt: skip
INNER = Attribution(1, (0,), 0, "belief", spans("Yerevan"), spans("wants"), spans("the road"), None, "yerevan", 0.8)
LOOSE = Attribution(2, (0,), None, "belief", None, spans("hopes"), spans("to win"), None, "other", 0.7)


class Doubts:
    """A model that doubts the attributions with the given places among those asked."""

    def __init__(self, *places: int) -> None:
        self.places = places
        self.asked: FloatArray | None = None

    def predict_proba(self, features: FloatArray) -> FloatArray:
        self.asked = features
        chances = np.ones(len(features), dtype=np.float32)
        chances[list(self.places)] = 0
        return np.stack([1 - chances, chances], axis=1)


def kept(model: Doubts | None, *items: Attribution) -> list[tuple[int, int | None, str]]:
    return [(a.id, a.parent, a.side) for a in credible(items, TEXT, UNITS, ENCODING, model)]


def test_without_doubt_all_stay() -> None:
    everything = [(0, None, "baku"), (1, 0, "yerevan"), (2, None, "other")]
    assert kept(None, OUTER, INNER, LOOSE) == kept(Doubts(), OUTER, INNER, LOOSE) == everything


def test_what_was_nested_in_one_left_out_moves_out() -> None:
    assert kept(Doubts(0), OUTER, INNER, LOOSE) == [(0, None, "yerevan"), (1, None, "other")]
    assert kept(Doubts(0, 1, 2), OUTER, INNER, LOOSE) == []


def test_an_unlikely_one_that_nobody_is_found_to_say_is_not_asked_about() -> None:
    unlikely = Attribution(2, (0,), None, "belief", None, spans("hopes"), spans("to win"), None, "other", 0.4)
    model = Doubts()
    assert kept(model, OUTER, unlikely) == [(0, None, "baku")]
    assert model.asked is not None
    assert len(model.asked) == 1


@pytest.mark.parametrize(("kind", "cue", "source", "turn"), [
    ("direct", None, None, True), ("direct", None, spans("Baku"), False), ("direct", spans("says"), None, False),
    ("indirect", None, None, False),
])  # fmt: skip
def test_turns_stay(kind: str, cue: tuple[Span, ...] | None, source: tuple[Span, ...] | None, turn: bool) -> None:
    item = Attribution(0, (0,), None, kind, source, cue, spans("to win"), None, "baku", 0.9)
    assert is_turn(item, TEXT) == turn
    assert bool(kept(Doubts(0), item)) == turn


def test_features_are_finite_and_alike_for_all() -> None:
    rows = features([OUTER, INNER, LOOSE], [OUTER, INNER, LOOSE], TEXT, UNITS, ENCODING)
    assert rows.shape == (3, rows.shape[1])
    assert np.isfinite(rows).all()
    assert (rows[2, -SIZE:] == ENCODING.span(*spans("hopes")[0])).all()


@pytest.mark.parametrize(("source", "cue", "stays"), [
    ("", "it is said", True), ("", "is expected", True), ("", "seems", False), ("", "cannot be ruled out", False),
    ("", "it is not certain", False), ("", "Judging by", False), ("It", "goes without saying", False),
    ("Baku", "is not certain", True), ("Baku", "has ruled out", True),
    ("The pictures", "depict", False), ("Blinken", "decision", False), ("Blinken", "has decided", True),
])  # fmt: skip
def test_what_the_author_weighs_and_what_is_done_is_said_by_nobody(source: str, cue: str, stays: bool) -> None:
    text = f"{source} {cue} that peace is near."
    at = text.index("that")
    held = ((0, len(source)),) if source else None
    item = Attribution(
        0, (0,), None, "indirect", held, ((len(source) + 1, at - 1),), ((at, len(text)),), None, "baku", 0.9
    )
    assert (sourced([item], text) == (item,)) == stays
