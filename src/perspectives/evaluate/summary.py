"""The figures of a classifier as one object of plain numbers, as ``perspectives evaluate --json`` prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from perspectives.errors import PerspectivesError
from perspectives.evaluate.intervals import Estimate, estimate, ratio
from perspectives.evaluate.metrics import (
    ClassFigures,
    accuracy,
    accuracy_at_coverage,
    confusion,
    expected_calibration_error,
    macro_f1,
    macro_f1_difference,
    multilabel,
    opposite_stance_rows,
    per_class,
)


@dataclass(frozen=True, slots=True)
class StanceRows:
    """Labeled rows and what a model said: one entry a row; ``confidence`` is the probability of ``predicted``."""

    texts: Sequence[str]
    groups: Sequence[str]
    gold: Sequence[str]
    predicted: Sequence[str]
    confidence: Sequence[float]


@dataclass(frozen=True, slots=True)
class FrameRows:
    """Labeled sentences and the frames a model gave; ``probabilities`` are those of all frames, shape (N, F)."""

    groups: Sequence[str]
    gold: Sequence[Sequence[str]]
    predicted: Sequence[Sequence[str]]
    probabilities: Sequence[Sequence[float]]


def stance_summary(
    rows: StanceRows,
    labels: Sequence[str],
    baselines: Mapping[str, Sequence[str]],
    against: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Macro-F1, accuracy, calibration, classes, coverage, the opposite-stance subset, and the baselines' macro-F1.

    ``baselines`` maps a name to its predictions for the same rows, ``against`` are those of another model:
    the difference in macro-F1 comes with its interval by group. Raises PerspectivesError for no rows.
    """
    _check(len(rows.gold))
    table = confusion(rows.gold, rows.predicted, rows.groups, labels)
    right = np.array([g == p for g, p in zip(rows.gold, rows.predicted, strict=True)])
    confidence = np.asarray(rows.confidence, dtype=float)
    hard = opposite_stance_rows(rows.texts, rows.gold)
    opposite = _share(right & hard, hard, rows.groups) if hard.any() else None
    whole, macro = accuracy(table), macro_f1(table)
    summary: dict[str, Any] = {
        "rows": len(right),
        "groups": len(table.counts),
        "macro_f1": _round(macro.value),
        "accuracy": _round(whole.value),
        "ece": _round(expected_calibration_error(confidence, right)),
        "opposite_stance_accuracy": _round(opposite.value) if opposite else None,
        "opposite_stance_rows": int(hard.sum()),
        "per_class": _classes(per_class(table)),
        "coverage": [
            {"coverage": c, "accuracy": _round(a), "confidence": _round(least)}
            for c, a, least in accuracy_at_coverage(confidence, right)
        ],
        "baselines": {
            name: {"macro_f1": _round(macro_f1(confusion(rows.gold, said, rows.groups, labels)).value)}
            for name, said in baselines.items()
        },
        "intervals": {"macro_f1": _interval(macro), "accuracy": _interval(whole)}
        | ({"opposite_stance_accuracy": _interval(opposite)} if opposite else {}),
    }
    if against is not None:
        other = macro_f1_difference(table, confusion(rows.gold, against, rows.groups, labels))
        summary["against"] = {"macro_f1_difference": _round(other.value), "interval": _interval(other)}
    return summary


def frames_summary(
    rows: FrameRows, frames: Sequence[str], baselines: Mapping[str, Sequence[Sequence[str]]]
) -> dict[str, Any]:
    """Macro- and micro-F1, exact sets (``accuracy``), at least one frame shared, calibration, classes, baselines.

    Macro-F1 is over the frames that have gold rows; ``ece`` over all pairs of row and frame. Raises
    PerspectivesError for no rows.
    """
    _check(len(rows.gold))
    classes = multilabel(rows.gold, rows.predicted, rows.groups, frames)
    pairs = list(zip(rows.gold, rows.predicted, strict=True))
    exact = np.array([set(g) == set(p) for g, p in pairs])
    framed = np.array([bool(g) for g, _ in pairs])
    shared = _share(np.array([bool(set(g) & set(p)) for g, p in pairs]), framed, rows.groups)
    whole = _share(exact, np.ones(len(pairs), dtype=bool), rows.groups)
    probabilities = np.asarray(rows.probabilities, dtype=float)
    truth = np.array([[frame in g for frame in frames] for g in rows.gold])
    sure = np.maximum(probabilities, 1 - probabilities)
    right = (probabilities >= 0.5) == truth
    return {
        "rows": len(pairs),
        "groups": whole.groups,
        "macro_f1": _macro(classes),
        "micro_f1": _round(classes[-1].f1.value),
        "accuracy": _round(whole.value),
        "shared": _round(shared.value),
        "ece": _round(expected_calibration_error(sure.ravel(), right.ravel())),
        "per_class": _classes(classes[:-1]),
        "baselines": {
            name: {"macro_f1": _macro(found), "micro_f1": _round(found[-1].f1.value)}
            for name, said in baselines.items()
            for found in [multilabel(rows.gold, said, rows.groups, frames)]
        },
        "intervals": {
            "micro_f1": _interval(classes[-1].f1),
            "accuracy": _interval(whole),
            "shared": _interval(shared),
        },
    }


def _check(rows: int) -> None:
    if not rows:
        raise PerspectivesError("there are no labeled rows to evaluate on")


def _share(hits: np.ndarray[Any, Any], among: np.ndarray[Any, Any], groups: Sequence[str]) -> Estimate:
    """The share of hits among rows, with its interval by group."""
    number = {group: index for index, group in enumerate(dict.fromkeys(groups))}
    counts = np.zeros((len(number), 2))
    np.add.at(counts, [number[g] for g in groups], np.stack([hits & among, among], axis=1).astype(float))
    return estimate(counts, ratio(0, 1))


def _macro(classes: Sequence[ClassFigures]) -> float:
    values = [one.f1.value for one in classes[:-1] if one.support]
    return _round(sum(values) / len(values)) if values else 0.0


def _classes(classes: Sequence[ClassFigures]) -> dict[str, dict[str, Any]]:
    return {
        one.label: {
            "precision": _round(one.precision.value),
            "recall": _round(one.recall.value),
            "f1": _round(one.f1.value),
            "support": one.support,
            "interval": _interval(one.f1),
        }
        for one in classes
    }


def _interval(found: Estimate) -> list[float] | None:
    return None if found.low is None or found.high is None else [_round(found.low), _round(found.high)]


def _round(value: float) -> float:
    return round(float(value), 4)
