"""The heads that decide stance and frames: scikit-learn pipelines on encoder states, with abstention."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from perspectives.classify.candidates import POLARITY, Candidate
from perspectives.classify.features import FAR, FLAGS
from perspectives.classify.second import SecondLook, Surroundings
from perspectives.records import FrameLabel, Stance

FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.float32]

_NONE = POLARITY.index("none")
_POLAR = [column for column in range(len(POLARITY)) if column != _NONE]


def logistic(strength: float = 0.01) -> Any:
    """Standardized features, multinomial logistic regression; ``strength`` is scikit-learn's C."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=500))


MODELS: dict[str, Callable[..., Any]] = {"logistic": logistic}
"""Model name to a factory of an unfitted scikit-learn pipeline with ``predict_proba``."""


@dataclass(frozen=True)
class StanceHead:
    """Decides the stance of each candidate.

    ``polarity`` gives probabilities of :data:`POLARITY`, ``addressed`` (None where no labels had it) the
    probability of ``neutral`` among the non-polar; ``temperature`` calibrates the former. The likelier polar label
    counts from ``threshold`` on; one that is likelier than none and yet below it is withheld. A head fitted on few
    labels reads, beside the states, what ``base`` says. ``far`` decides instead where the sentence does not name
    the target: the state of a mention tells what its own sentence says of it. ``second`` revises all of them where
    their document is known.
    """

    polarity: Any
    addressed: Any | None
    temperature: float
    threshold: float
    version: str
    base: StanceHead | None = None
    far: StanceHead | None = None
    second: SecondLook | None = None

    def probabilities(self, rows: Rows, around: Surroundings | None = None) -> FloatArray:
        """Calibrated probabilities of :data:`POLARITY`, (candidates, 3); ``around`` as in :meth:`decide`."""
        return self._revised(rows, around)[0]

    def labels(self, rows: Rows, around: Surroundings | None = None) -> npt.NDArray[np.int64]:
        """Places in :data:`POLARITY` (candidates,) of what counts: below the threshold, none."""
        return self.labeled(rows, around)[0]

    def labeled(self, rows: Rows, around: Surroundings | None = None) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """What :meth:`labels` gives, and the probability (candidates,) of each."""
        polar, _, thresholds = self._revised(rows, around)
        places = counted(polar, thresholds)
        return places, polar[np.arange(len(places)), places]

    def decide(
        self, found: Sequence[Candidate], rows: Rows, around: Surroundings | None = None
    ) -> tuple[tuple[Stance, ...], tuple[Stance, ...]]:
        """The stances, and those withheld because their probability is below the threshold.

        Args:
            found: the candidates.
            rows: their features.
            around: the document whose candidates they are; None, for a text that stands alone, leaves it at the
                first look.
        """
        polar, neutral, thresholds = self._revised(rows, around)
        likeliest, sure = _likeliest(polar, thresholds)
        stances: list[Stance] = []
        withheld: list[Stance] = []
        for index, candidate in enumerate(found):
            best, kept = likeliest[index], bool(sure[index])
            label, probability = POLARITY[best], float(polar[index, best])
            if not kept and polar[index].argmax() != best:
                if neutral[index] < 0.5:
                    continue
                kept = True
                label, probability = "neutral", float(polar[index, _NONE] * neutral[index])
            stance = Stance(
                candidate.sentence,
                candidate.attribution,
                candidate.holder,
                candidate.target,
                label,
                round(probability, 4),
            )
            (stances if kept else withheld).append(stance)
        return tuple(stances), tuple(withheld)

    def _revised(self, rows: Rows, around: Surroundings | None) -> tuple[FloatArray, FloatArray, FloatArray]:
        """What :meth:`_read` gives, after the second look."""
        polar, neutral, thresholds = self._read(rows)
        if self.second is None or around is None:
            return polar, neutral, thresholds
        revised = self.second.probabilities(polar, rows[:, -len(FLAGS) :], around)
        return revised, neutral, np.full(len(rows), self.second.threshold)

    def _read(self, rows: Rows) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Probabilities (n, 3) of polarity, (n,) of being addressed, and the threshold (n,) of each row."""
        polar, neutral = np.zeros((len(rows), len(POLARITY))), np.zeros(len(rows))
        thresholds = np.full(len(rows), self.threshold)
        far = unnamed(rows) if self.far is not None else np.zeros(len(rows), dtype=bool)
        if self.far is not None and far.any():
            polar[far], neutral[far], thresholds[far] = self.far._read(rows[far])
        if not far.all():
            near = with_base(rows[~far], self.base)
            polar[~far] = tempered(
                in_order(self.polarity.predict_proba(near), self.polarity.classes_), self.temperature
            )
            if self.addressed is not None:
                neutral[~far] = self.addressed.predict_proba(near)[:, 1]
        return polar, neutral, thresholds


def _likeliest(
    polar: FloatArray, thresholds: FloatArray | float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The likelier polar column (n,) of each row of :data:`POLARITY`, and whether it reaches its threshold (n,)."""
    best = np.array(_POLAR)[polar[:, _POLAR].argmax(axis=1)]
    return best, polar[np.arange(len(polar)), best] >= thresholds


def counted(polar: FloatArray, thresholds: FloatArray | float) -> npt.NDArray[np.int64]:
    """Places in :data:`POLARITY` (n,) of the likelier polar label where it reaches its threshold, else of none."""
    best, sure = _likeliest(polar, thresholds)
    return np.where(sure, best, _NONE)


def unnamed(rows: Rows) -> npt.NDArray[np.bool_]:
    """Which feature rows (n,) have a target that their sentence does not name."""
    flags = rows[:, -len(FLAGS) :]
    return np.asarray(flags[:, [FLAGS.index(flag) for flag in FAR]].any(axis=1))


def tempered(probabilities: FloatArray, temperature: float) -> FloatArray:
    """Probabilities (n, k) at a temperature; above 1 they are less sure."""
    logits = np.log(np.clip(probabilities, 1e-12, 1)) / temperature
    exp = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exp / exp.sum(axis=1, keepdims=True), dtype=np.float64)


def in_order(probabilities: FloatArray, classes: Sequence[str]) -> FloatArray:
    """The columns of some classes as columns of :data:`POLARITY`, (n, 3).

    A class without labels has probability 0; ``neutral``, where a model tells it apart, is no polarity.
    """
    found = np.zeros((len(probabilities), len(POLARITY)))
    for column, name in zip(probabilities.T, classes, strict=True):
        found[:, _NONE if str(name) == "neutral" else POLARITY.index(str(name))] += column
    return found


def with_base(rows: Rows, base: StanceHead | None) -> Rows:
    """Feature rows with the base head's log-probabilities beside them, repeated so that the penalty spares them."""
    if base is None:
        return rows
    said = np.log(np.clip(base.probabilities(rows), 1e-6, 1)).astype(np.float32)
    return np.concatenate([rows, np.tile(said, _BASE_WEIGHT)], axis=1)


_BASE_WEIGHT = 30
"""Copies of the base's three columns: an L2 penalty on k equal columns acts as a k-th of it on one."""


@dataclass(frozen=True)
class FrameHead:
    """Decides the frames of each sentence, most probable first, at most three.

    ``models`` gives a calibrated binary classifier for each frame that has labels, ``thresholds`` the
    probability it must reach. Nearly every sentence speaks of something: where no frame reaches its threshold, the
    likeliest counts from ``first`` on.
    """

    models: Mapping[str, Any]
    thresholds: Mapping[str, float]
    version: str
    first: float = 1.0

    def probabilities(self, rows: Rows) -> tuple[tuple[str, ...], FloatArray]:
        """Frame names and probabilities (sentences, frames)."""
        names = tuple(sorted(self.models))
        if not len(rows) or not names:
            return names, np.zeros((len(rows), len(names)))
        return names, np.column_stack([self.models[name].predict_proba(rows)[:, 1] for name in names])

    def decide(self, rows: Rows) -> list[tuple[FrameLabel, ...]]:
        """The frames of each sentence."""
        return self.chosen(*self.probabilities(rows))

    def chosen(self, names: Sequence[str], found: FloatArray) -> list[tuple[FrameLabel, ...]]:
        """The frames of each sentence whose probabilities (sentences, frames) are known."""
        decided = []
        for row in found:
            likeliest = sorted(((float(p), name) for p, name in zip(row, names, strict=True)), key=_likelier)
            sure = [(p, name) for p, name in likeliest if p >= self.thresholds[name]]
            labels = sure or [(p, name) for p, name in likeliest[:1] if p >= self.first]
            decided.append(tuple(FrameLabel(name, round(p, 4)) for p, name in labels[:3]))
        return decided


def _likelier(pair: tuple[float, str]) -> tuple[float, str]:
    return -pair[0], pair[1]
