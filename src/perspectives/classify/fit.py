"""Fit the heads: regularization by inner groups, calibration and thresholds on held-out predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from perspectives.classify.candidates import POLARITY
from perspectives.classify.heads import MODELS, FrameHead, StanceHead, counted, in_order, tempered, with_base

FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.float32]

_FIRSTS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 1.0)
"""Probabilities tried for a lone likeliest frame; below the first it would be a guess."""
STRENGTHS = (0.0003, 0.001, 0.003, 0.01)
"""Regularization strengths tried (scikit-learn's C), weakest model first."""


@dataclass(frozen=True)
class FitOptions:
    """How to fit: the factory's name, inner folds, the encoder's version, and a head to start from."""

    model: str = "logistic"
    folds: int = 4
    encoder_version: str = ""
    base: StanceHead | None = None
    strengths: tuple[float, ...] = STRENGTHS
    seed: int = 0


def fit_stance(rows: Rows, labels: Sequence[str], groups: Sequence[str], options: FitOptions) -> StanceHead:
    """Fit the stance head.

    Args:
        rows: features (n, k) as :func:`perspectives.classify.features.stance_features` makes them.
        labels: favorable, neutral, critical or none, one a row.
        groups: the article of each row; no article is on both sides of a fold.
        options: see :class:`FitOptions`.
    """
    rows = with_base(rows, options.base)
    polar = np.array([label if label in ("critical", "favorable") else "none" for label in labels])
    strength, found = _best(rows, polar, groups, options)
    model = _fitted(options.model, strength, rows, polar)
    held_out = in_order(found, model.classes_)
    truth = np.array([POLARITY.index(name) for name in polar])
    temperature = fit_temperature(held_out, truth)
    threshold = polar_threshold(tempered(held_out, temperature), truth)
    rest = polar == "none"
    neutral = np.array([label == "neutral" for label in labels])[rest]
    addressed = None
    if 10 <= neutral.sum() < len(neutral):
        addressed = MODELS[options.model](0.001).fit(rows[rest], neutral)
    return StanceHead(model, addressed, temperature, threshold, options.encoder_version, options.base)


def fit_frames(rows: Rows, labels: Sequence[Sequence[str]], groups: Sequence[str], options: FitOptions) -> FrameHead:
    """Fit one binary classifier a frame, each with the threshold that gives the best held-out F1.

    Then the probability from which the likeliest frame counts where none is sure.

    A frame with fewer than 10 labeled sentences, or in a single group, gets no classifier.
    """
    models, thresholds, chances = {}, {}, {}
    for frame in sorted({frame for found in labels for frame in found}):
        truth = np.array([frame in found for found in labels])
        if truth.sum() < 10 or len({g for g, t in zip(groups, truth, strict=True) if t}) < 2:
            continue
        strength, held_out = _best(rows, truth, groups, options)
        models[frame] = MODELS[options.model](strength).fit(rows, truth)
        chances[frame] = held_out[:, 1]
        thresholds[frame] = best_threshold(held_out[:, 1], truth)
    head = FrameHead(models, thresholds, options.encoder_version)
    return replace(head, first=first_threshold(head, chances, labels)) if models else head


def _best(rows: Rows, truth: Any, groups: Sequence[str], options: FitOptions) -> tuple[float, FloatArray]:
    """The strength with the least held-out log loss, and its held-out probabilities (n, classes)."""
    classes, codes = np.unique(truth, return_inverse=True)
    parts = splits(truth, groups, options.folds, options.seed)
    tried = []
    for strength in options.strengths:
        found = np.zeros((len(truth), len(classes)))
        for train, test in parts:
            model = _fitted(options.model, strength, rows[train], truth[train])
            # a fold may lack a class that is rare
            found[np.ix_(test, np.searchsorted(classes, model.classes_))] = model.predict_proba(rows[test])
        tried.append((_log_loss(found, codes), strength, found))
    _, strength, found = min(tried, key=lambda item: item[:2])
    return strength, found


def _fitted(name: str, strength: float, rows: Rows, truth: Any) -> Any:
    """A fitted model; where all rows have one label, one that always gives it."""
    from sklearn.dummy import DummyClassifier

    model = MODELS[name](strength) if len(np.unique(truth)) > 1 else DummyClassifier(strategy="prior")
    return model.fit(rows, truth)


def splits(
    labels: Sequence[Any], groups: Sequence[str], folds: int, seed: int = 0
) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Train and test rows (indices) of each fold: no group is on both sides, labels spread as evenly as they can.

    Folds that too few groups leave empty are left out. Needs two groups.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    _, strata, counts = np.unique(np.asarray(labels), return_inverse=True, return_counts=True)
    # scikit-learn warns of a label that is too rare for every fold, and refuses where all are
    strata = np.where(counts[strata] < folds, counts.argmax(), strata)
    found = StratifiedGroupKFold(min(folds, len(set(groups))), shuffle=True, random_state=seed)
    return [(train, test) for train, test in found.split(np.zeros(len(strata)), strata, groups) if len(test)]


def fit_temperature(probabilities: FloatArray, truth: npt.NDArray[np.int64]) -> float:
    """The temperature with the least log loss (Guo et al. 2017); above 1 it makes the model less sure."""
    from scipy.optimize import minimize_scalar

    def loss(log_temperature: float) -> float:
        return _log_loss(tempered(probabilities, float(np.exp(log_temperature))), truth)

    return float(np.exp(minimize_scalar(loss, bounds=(-1.5, 1.5), method="bounded").x))


def _log_loss(probabilities: FloatArray, truth: npt.NDArray[np.int64]) -> float:
    return float(-np.log(np.clip(probabilities[np.arange(len(truth)), truth], 1e-12, 1)).mean())


def polar_threshold(probabilities: FloatArray, truth: npt.NDArray[np.int64]) -> float:
    """The probability from which the likelier polar label counts: the best held-out F1 of polar labels."""
    thresholds = [round(float(threshold), 2) for threshold in np.arange(0.2, 0.8, 0.02)]
    return max((polar_f1(counted(probabilities, threshold), truth), threshold) for threshold in thresholds)[1]


def polar_f1(said: npt.NDArray[np.int64], truth: npt.NDArray[np.int64]) -> float:
    """Micro-F1 of the polar labels among places in POLARITY (n,)."""
    none = POLARITY.index("none")
    right = int(((said == truth) & (truth != none)).sum())
    return 2 * right / max(int((said != none).sum() + (truth != none).sum()), 1)


def first_threshold(head: FrameHead, chances: Mapping[str, FloatArray], labels: Sequence[Sequence[str]]) -> float:
    """The probability from which a lone likeliest frame counts; 1 where none should.

    The one with the best mean of micro-F1 and of the share of framed sentences that are given one of their frames.

    Args:
        head: its thresholds are used, its models are not.
        chances: held-out probabilities (sentences,) of each frame that has a threshold.
        labels: the frames of each sentence.
    """
    names, found = tuple(sorted(chances)), np.column_stack([chances[name] for name in sorted(chances)])
    scores = []
    for first in _FIRSTS:
        said = [{label.frame for label in row} for row in replace(head, first=first).chosen(names, found)]
        hits = [len(guess.intersection(truth)) for guess, truth in zip(said, labels, strict=True)]
        f1 = 2 * sum(hits) / max(sum(map(len, said)) + sum(map(len, labels)), 1)
        shared = [hit > 0 for hit, truth in zip(hits, labels, strict=True) if truth]
        scores.append((f1 + sum(shared) / max(len(shared), 1), first))
    return max(scores)[1]


def best_threshold(probabilities: FloatArray, truth: Any) -> float:
    """The threshold with the best F1 of one label."""
    scores = []
    for threshold in np.arange(0.1, 0.9, 0.02):
        said = probabilities >= threshold
        scores.append((2 * int((said & truth).sum()) / max(int(said.sum() + truth.sum()), 1), -abs(threshold - 0.5)))
    return round(float(np.arange(0.1, 0.9, 0.02)[max(range(len(scores)), key=scores.__getitem__)]), 2)
