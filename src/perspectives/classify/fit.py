"""Fit the heads: regularization by inner groups, calibration and thresholds on held-out predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from perspectives.classify.heads import MODELS, POLARITY, FrameHead, StanceHead, with_base

FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.float32]

STRENGTHS = (0.0003, 0.001, 0.003, 0.01)
"""Regularization strengths tried (scikit-learn's C), weakest model first."""


@dataclass(frozen=True)
class FitOptions:
    """How to fit: the factory's name, inner folds, the encoder's version, and a head to start from."""

    model: str = "logistic"
    folds: int = 4
    encoder_version: str = ""
    base: StanceHead | None = None
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
    strength, held_out = _best(rows, polar, groups, options)
    model = MODELS[options.model](strength).fit(rows, polar)
    order = [list(model.classes_).index(name) for name in POLARITY]
    truth = np.array([POLARITY.index(name) for name in polar])
    temperature = fit_temperature(held_out[:, order], truth)
    threshold = polar_threshold(_tempered(held_out[:, order], temperature), truth)
    rest = polar == "none"
    neutral = np.array([label == "neutral" for label in labels])[rest]
    addressed = None
    if neutral.sum() >= 10:
        addressed = MODELS[options.model](0.001).fit(rows[rest], neutral)
    return StanceHead(model, addressed, temperature, threshold, options.encoder_version, options.base)


def fit_frames(rows: Rows, labels: Sequence[Sequence[str]], groups: Sequence[str], options: FitOptions) -> FrameHead:
    """Fit one binary classifier a frame, each with the threshold that gives the best held-out F1.

    A frame with fewer than 10 labeled sentences, or in a single group, gets no classifier.
    """
    models, thresholds = {}, {}
    for frame in sorted({frame for found in labels for frame in found}):
        truth = np.array([frame in found for found in labels])
        if truth.sum() < 10 or len({g for g, t in zip(groups, truth, strict=True) if t}) < 2:
            continue
        strength, held_out = _best(rows, truth, groups, options)
        models[frame] = MODELS[options.model](strength).fit(rows, truth)
        thresholds[frame] = best_threshold(held_out[:, 1], truth)
    return FrameHead(models, thresholds, options.encoder_version)


def _best(rows: Rows, truth: Any, groups: Sequence[str], options: FitOptions) -> tuple[float, FloatArray]:
    """The strength with the least held-out log loss, and its held-out probabilities (n, classes)."""
    from sklearn.metrics import log_loss
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

    folds = StratifiedGroupKFold(min(options.folds, len(set(groups))), shuffle=True, random_state=options.seed)
    tried = []
    for strength in STRENGTHS:
        found = cross_val_predict(
            MODELS[options.model](strength), rows, truth, groups=groups, cv=folds, method="predict_proba"
        )
        tried.append((log_loss(truth, found), strength, found))
    _, strength, found = min(tried, key=lambda item: item[:2])
    return strength, found


def fit_temperature(probabilities: FloatArray, truth: npt.NDArray[np.int64]) -> float:
    """The temperature with the least log loss (Guo et al. 2017); above 1 it makes the model less sure."""
    from scipy.optimize import minimize_scalar

    def loss(log_temperature: float) -> float:
        found = _tempered(probabilities, float(np.exp(log_temperature)))
        return float(-np.log(np.clip(found[np.arange(len(truth)), truth], 1e-12, 1)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-1.5, 1.5), method="bounded").x))


def _tempered(probabilities: FloatArray, temperature: float) -> FloatArray:
    logits = np.log(np.clip(probabilities, 1e-12, 1)) / temperature
    exp = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exp / exp.sum(axis=1, keepdims=True), dtype=np.float64)


def polar_threshold(probabilities: FloatArray, truth: npt.NDArray[np.int64]) -> float:
    """The probability below which a polar label is withheld: the best held-out F1 of polar labels."""
    best = probabilities.argmax(axis=1)
    none = POLARITY.index("none")
    sure = probabilities[np.arange(len(best)), best]
    gold = int((truth != none).sum())
    scores = []
    for threshold in np.arange(0.34, 0.8, 0.02):
        said = (best != none) & (sure >= threshold)
        right = int((said & (best == truth)).sum())
        scores.append((2 * right / max(int(said.sum()) + gold, 1), round(float(threshold), 2)))
    return max(scores)[1]


def best_threshold(probabilities: FloatArray, truth: Any) -> float:
    """The threshold with the best F1 of one label."""
    scores = []
    for threshold in np.arange(0.1, 0.9, 0.02):
        said = probabilities >= threshold
        scores.append((2 * int((said & truth).sum()) / max(int(said.sum() + truth.sum()), 1), -abs(threshold - 0.5)))
    return round(float(np.arange(0.1, 0.9, 0.02)[max(range(len(scores)), key=scores.__getitem__)]), 2)
