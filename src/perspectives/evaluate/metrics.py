"""Figures of a classifier on labeled rows, with intervals by group (the article)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perspectives.evaluate.intervals import Counts, Estimate, Statistic, difference, divide, estimate, ratio

Floats = NDArray[np.float64]
COVERAGES = (0.5, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Precision, recall and F1 of one class with the number of its gold rows."""

    label: str
    precision: Estimate
    recall: Estimate
    f1: Estimate
    support: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """Confusion counts by group, shape (G, C, C): group, gold class, predicted class."""

    labels: tuple[str, ...]
    counts: Counts

    def flat(self) -> Counts:
        """The counts as one row a group, shape (G, C·C)."""
        return self.counts.reshape(len(self.counts), -1)


def confusion(gold: Sequence[str], predicted: Sequence[str], groups: Sequence[str], labels: Sequence[str]) -> Confusion:
    """Count gold against predicted labels within each group, in the order in which groups first appear.

    Raises ValueError naming a label that is not among ``labels``.
    """
    position = {label: index for index, label in enumerate(labels)}
    for label in (*gold, *predicted):
        if label not in position:
            raise ValueError(f"unknown label {label!r}: choose from {', '.join(labels)}")
    rows = {group: index for index, group in enumerate(dict.fromkeys(groups))}
    counts = np.zeros((len(rows), len(labels), len(labels)))
    for g, p, group in zip(gold, predicted, groups, strict=True):
        counts[rows[group], position[g], position[p]] += 1
    return Confusion(tuple(labels), counts)


def accuracy(table: Confusion) -> Estimate:
    """The share of rows whose label is right."""
    return estimate(table.flat(), _accuracy(len(table.labels)))


def macro_f1(table: Confusion) -> Estimate:
    """The mean F1 of the classes that have gold rows."""
    return estimate(table.flat(), macro_f1_statistic(table))


def macro_f1_difference(table: Confusion, other: Confusion) -> Estimate:
    """Macro-F1 of the first system minus that of the second on the same rows."""
    return difference(table.flat(), other.flat(), macro_f1_statistic(table))


def macro_f1_statistic(table: Confusion) -> Statistic:
    """Macro-F1 as a function of summed counts; the classes that count are fixed by the whole table."""
    size = len(table.labels)
    present = table.counts.sum(axis=(0, 2)) > 0

    def statistic(flat: Counts) -> Counts:
        square = flat.reshape(*flat.shape[:-1], size, size)
        right = np.diagonal(square, axis1=-2, axis2=-1)
        both = square.sum(axis=-1) + square.sum(axis=-2)
        f1 = divide(2 * right, both)
        return np.asarray(f1[..., present].mean(axis=-1) if present.any() else np.zeros(flat.shape[:-1]))

    return statistic


def per_class(table: Confusion) -> tuple[ClassFigures, ...]:
    """Precision, recall and F1 of each class."""
    found = []
    for index, label in enumerate(table.labels):
        right = table.counts[:, index, index]
        predicted, gold = table.counts[:, :, index].sum(axis=1), table.counts[:, index, :].sum(axis=1)
        found.append(_figures(label, right, predicted, gold))
    return tuple(found)


def multilabel(
    gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]], groups: Sequence[str], labels: Sequence[str]
) -> tuple[ClassFigures, ...]:
    """Precision, recall and F1 of each label where a row may carry several; the last is the micro average, ``*``."""
    rows = {group: index for index, group in enumerate(dict.fromkeys(groups))}
    counts = np.zeros((len(labels), 3, len(rows)))
    for g, p, group in zip(gold, predicted, groups, strict=True):
        for index, label in enumerate(labels):
            counts[index, :, rows[group]] += (label in g and label in p, label in p, label in g)
    return tuple(
        _figures(label, right, said, true)
        for label, (right, said, true) in [*zip(labels, counts, strict=True), ("*", counts.sum(axis=0))]
    )


def _figures(label: str, right: Counts, predicted: Counts, gold: Counts) -> ClassFigures:
    """The figures of a class from how often it was right, predicted and gold in each group."""
    return ClassFigures(
        label,
        precision=_quotient(right, predicted),
        recall=_quotient(right, gold),
        f1=_quotient(2 * right, predicted + gold),
        support=int(gold.sum()),
    )


def expected_calibration_error(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Mean distance of confidence from accuracy over equal-width bins, weighted by their rows (0 is calibrated).

    ``confidence`` is the probability of the predicted label, shape (N,). Source: Guo et al., On calibration of
    modern neural networks (ICML 2017), equation 3.
    """
    if not len(confidence):
        return 0.0
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    rows = np.bincount(index, minlength=bins)
    gap = np.bincount(index, confidence, bins) - np.bincount(index, right.astype(float), bins)
    return float(np.abs(gap).sum() / rows.sum())


def accuracy_at_coverage(
    confidence: Floats, right: NDArray[np.bool_], coverages: Sequence[float] = COVERAGES
) -> tuple[tuple[float, float, float], ...]:
    """Accuracy of the surest rows: (coverage, accuracy, lowest confidence among them) for each coverage."""
    order = np.argsort(-confidence, kind="stable")
    found = []
    for coverage in coverages:
        kept = order[: max(1, round(coverage * len(order)))]
        if len(kept):
            found.append((coverage, float(right[kept].mean()), float(confidence[kept].min())))
    return tuple(found)


def opposite_stance_rows(texts: Sequence[str], labels: Sequence[str]) -> NDArray[np.bool_]:
    """Which rows are polar in a text that holds both favorable and critical rows: the model must tell targets apart."""
    polar: dict[str, set[str]] = {}
    for text, label in zip(texts, labels, strict=True):
        polar.setdefault(text, set()).add(label)
    both = {text for text, found in polar.items() if {"favorable", "critical"} <= found}
    return np.array(
        [text in both and label in ("favorable", "critical") for text, label in zip(texts, labels, strict=True)],
        dtype=bool,
    )


def _accuracy(size: int) -> Statistic:
    def statistic(flat: Counts) -> Counts:
        square = flat.reshape(*flat.shape[:-1], size, size)
        return divide(np.trace(square, axis1=-2, axis2=-1), flat.sum(axis=-1))

    return statistic


def _quotient(numerator: Counts, denominator: Counts) -> Estimate:
    return estimate(np.stack([numerator, denominator], axis=1), ratio(0, 1))
