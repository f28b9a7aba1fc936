"""Train a head on a user's labeled rows and say honestly how good it is: held-out figures beside baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from perspectives.classify.baselines import BASELINES, frame_majority, frame_tfidf
from perspectives.classify.fit import FitOptions, fit_frames, fit_stance
from perspectives.classify.heads import POLARITY, FrameHead, StanceHead
from perspectives.classify.labeled import StanceRow
from perspectives.classify.rows import Labeled, LabeledFrames
from perspectives.errors import PerspectivesError
from perspectives.evaluate import (
    ClassFigures,
    Confusion,
    Estimate,
    accuracy,
    accuracy_at_coverage,
    confusion,
    expected_calibration_error,
    macro_f1,
    multilabel,
    opposite_stance_rows,
    per_class,
)

LABELS = ("critical", "neutral", "favorable")
"""The labels of the stance figures; none counts as neutral."""
FEWEST_ROWS = 40
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class StanceFigures:
    """Figures of a stance model on rows it has not seen; intervals are 95 % by group (article).

    ``opposite`` is the accuracy on polar rows of sentences with opposite stances toward two targets (None where
    there are none) with ``opposite_rows`` of them; ``coverage`` lists (share kept, accuracy, lowest
    probability); ``baselines`` are macro-F1 of simpler models on the same rows.
    """

    rows: int
    groups: int
    macro_f1: Estimate
    accuracy: Estimate
    ece: float
    per_class: tuple[ClassFigures, ...]
    coverage: tuple[tuple[float, float, float], ...]
    opposite: float | None
    opposite_rows: int
    baselines: tuple[tuple[str, float], ...]
    table: Confusion


@dataclass(frozen=True)
class FrameFigures:
    """Figures of a frame model on rows it has not seen; the last of ``per_class`` is the micro average."""

    rows: int
    groups: int
    macro_f1: float
    micro_f1: Estimate
    one_shared: float
    ece: float
    per_class: tuple[ClassFigures, ...]
    baselines: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Training:
    """A trained head with what was learned about it.

    ``curve`` gives (rows, macro-F1) for growing shares of the articles; ``errors`` the costliest held-out
    errors as (text, gold, predicted, probability); ``warnings`` what the data lacks.
    """

    head: StanceHead | FrameHead
    figures: StanceFigures | FrameFigures
    curve: tuple[tuple[int, float], ...]
    errors: tuple[tuple[str, str, str, float], ...]
    warnings: tuple[str, ...]


def check(texts: Sequence[str], groups: Sequence[str], labels: Sequence[str]) -> tuple[str, ...]:
    """What the data lacks, as warnings.

    Raises:
        PerspectivesError: where the same sentence stands in several groups (a split would leak), where there
            are too few rows or groups, or only one label.
    """
    homes: dict[str, set[str]] = {}
    for text, group in zip(texts, groups, strict=True):
        homes.setdefault(" ".join(text.lower().split()), set()).add(group)
    leaking = sorted(text for text, found in homes.items() if len(found) > 1)
    if leaking:
        raise PerspectivesError(
            f"{len(leaking)} sentences stand in more than one group, so a split by group would leak: "
            f"{leaking[0][:60]!r} in groups {', '.join(sorted(homes[leaking[0]])[:4])}; give copies one group"
        )
    if len(texts) < FEWEST_ROWS:
        raise PerspectivesError(
            f"{len(texts)} labeled rows are too few to train and measure; label at least {FEWEST_ROWS}"
        )
    if len(set(groups)) < 5:
        raise PerspectivesError(
            f"{len(set(groups))} groups are too few for a split by article; the column 'group' names the article"
        )
    counts = {label: list(labels).count(label) for label in sorted(set(labels))}
    if len(counts) < 2:
        raise PerspectivesError(f"all rows are labeled {next(iter(counts))!r}; a model needs at least two labels")
    warnings = [
        f"only {count} rows are labeled {label}; its figures are unsure"
        for label, count in counts.items()
        if count < 20
    ]
    if len(set(groups)) == len(groups):
        warnings.append("every row is a group of its own: if rows come from the same article, say so in 'group'")
    return tuple(warnings)


def train_stance(rows: Sequence[StanceRow], features: Labeled, options: FitOptions) -> Training:
    """Fit a stance head and measure it on articles it has not seen (cross-validation by group).

    Args:
        rows: the labeled rows, for the baselines.
        features: their features, in the same order.
        options: how to fit.
    """
    warnings = check(features.texts, features.groups, features.labels)
    head = fit_stance(features.features, features.labels, features.groups, options)
    probabilities = np.zeros((len(rows), len(POLARITY)))
    said = {name: [""] * len(rows) for name in BASELINES}
    for train, test in _folds(features.labels, features.groups):
        part = fit_stance(*_part(features, train), options)
        probabilities[test] = part.probabilities(features.features[test])
        for name, baseline in BASELINES.items():
            predict = baseline([rows[i] for i in train])
            for index, label in zip(test, predict([rows[i] for i in test]), strict=True):
                said[name][index] = label
    figures = stance_figures(features, probabilities, said)
    return Training(
        head,
        figures,
        _curve(features.groups, lambda keep: _stance_score(features, keep, options)),
        _stance_errors(features, probabilities),
        warnings,
    )


def stance_figures(features: Labeled, probabilities: Floats, baselines: dict[str, list[str]]) -> StanceFigures:
    """Figures of predicted probabilities of POLARITY, (rows, 3), on labeled rows."""
    gold = [_three(label) for label in features.labels]
    predicted = [LABELS[i] for i in probabilities.argmax(axis=1)]
    table = confusion(gold, predicted, features.groups, LABELS)
    right = np.array([a == b for a, b in zip(gold, predicted, strict=True)])
    sure = probabilities.max(axis=1)
    opposite = opposite_stance_rows(features.texts, gold)
    return StanceFigures(
        rows=len(gold),
        groups=len(set(features.groups)),
        macro_f1=macro_f1(table),
        accuracy=accuracy(table),
        ece=expected_calibration_error(sure, right),
        per_class=per_class(table),
        coverage=accuracy_at_coverage(sure, right),
        opposite=float(right[opposite].mean()) if opposite.any() else None,
        opposite_rows=int(opposite.sum()),
        baselines=tuple(
            (name, macro_f1(confusion(gold, [_three(x) for x in labels], features.groups, LABELS)).value)
            for name, labels in baselines.items()
        ),
        table=table,
    )


def train_frames(features: LabeledFrames, options: FitOptions) -> Training:
    """Fit a frame head and measure it on articles it has not seen (cross-validation by group)."""
    first = [found[0] if found else "none" for found in features.labels]
    warnings = check(features.texts, features.groups, first)
    head = fit_frames(features.features, features.labels, features.groups, options)
    said: list[tuple[str, ...]] = [()] * len(first)
    simple: list[set[str]] = [set()] * len(first)
    usual: list[tuple[str, ...]] = [()] * len(first)
    confidence, hit = [], []
    for train, test in _folds(first, features.groups):
        labels = [features.labels[i] for i in train]
        part = fit_frames(features.features[train], labels, [features.groups[i] for i in train], options)
        predict = frame_tfidf([features.texts[i] for i in train], labels)
        for index, found, words in zip(
            test, part.decide(features.features[test]), predict([features.texts[i] for i in test]), strict=True
        ):
            said[index] = tuple(f.frame for f in found)
            confidence += [f.probability for f in found]
            hit += [f.frame in features.labels[index] for f in found]
            simple[index], usual[index] = words, frame_majority(labels)
    baselines = {"majority": usual, "tfidf": [tuple(sorted(found)) for found in simple]}
    figures = frame_figures(features, said, (np.array(confidence), np.array(hit, dtype=bool)), baselines)
    errors = [
        (features.texts[i], " ".join(features.labels[i]) or "none", " ".join(said[i]) or "none", 1.0)
        for i in range(len(said))
        if not set(said[i]) & set(features.labels[i]) and (said[i] or features.labels[i])
    ]
    return Training(head, figures, (), tuple(errors[:20]), warnings)


def frame_figures(
    features: LabeledFrames,
    said: Sequence[Sequence[str]],
    confidence: tuple[Floats, npt.NDArray[np.bool_]],
    baselines: dict[str, list[tuple[str, ...]]],
) -> FrameFigures:
    """Figures of predicted frame sets; ``confidence`` are the probabilities of the frames said and their truth."""
    names = sorted({frame for found in (*features.labels, *said) for frame in found})
    classes = multilabel(features.labels, said, features.groups, names)
    shared = [bool(set(a) & set(b)) for a, b in zip(features.labels, said, strict=True) if a or b]
    return FrameFigures(
        rows=len(said),
        groups=len(set(features.groups)),
        macro_f1=float(np.mean([c.f1.value for c in classes[:-1] if c.support])),
        micro_f1=classes[-1].f1,
        one_shared=float(np.mean(shared)) if shared else 0.0,
        ece=expected_calibration_error(*confidence),
        per_class=classes,
        baselines=tuple(
            (name, multilabel(features.labels, found, features.groups, names)[-1].f1.value)
            for name, found in baselines.items()
        ),
    )


def _three(label: str) -> str:
    return "neutral" if label == "none" else label


def _part(features: Labeled, keep: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float32], list[str], list[str]]:
    return features.features[keep], [features.labels[i] for i in keep], [features.groups[i] for i in keep]


def _folds(labels: Sequence[str], groups: Sequence[str]) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    from sklearn.model_selection import StratifiedGroupKFold

    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    return list(folds.split(np.zeros(len(labels)), labels, groups))


def _stance_score(features: Labeled, keep: set[str], options: FitOptions) -> tuple[int, float]:
    """Rows used and held-out macro-F1 when only the articles ``keep`` of each training fold are labeled."""
    gold = [_three(label) for label in features.labels]
    said, used = [""] * len(gold), []
    for train, test in _folds(features.labels, features.groups):
        kept = np.array([i for i in train if features.groups[i] in keep])
        part = fit_stance(*_part(features, kept), options)
        used.append(len(kept))
        for index, row in zip(test, part.probabilities(features.features[test]), strict=True):
            said[index] = LABELS[int(row.argmax())]
    return int(np.mean(used)), macro_f1(confusion(gold, said, features.groups, LABELS)).value


def _curve(groups: Sequence[str], score: Callable[[set[str]], tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """Held-out macro-F1 with a third, two thirds and all of the articles; empty where they are too few."""
    names = sorted(set(groups))
    if len(names) < 15:
        return ()
    order = np.random.default_rng(0).permutation(len(names))
    shares = [{names[i] for i in order[: round(len(names) * share)]} for share in (1 / 3, 2 / 3, 1)]
    return tuple(score(keep) for keep in shares)


def _stance_errors(features: Labeled, probabilities: Floats) -> tuple[tuple[str, str, str, float], ...]:
    """The held-out rows that the model was surest about and wrong."""
    found = [
        (features.texts[i], features.labels[i], LABELS[int(row.argmax())], round(float(row.max()), 3))
        for i, row in enumerate(probabilities)
        if LABELS[int(row.argmax())] != _three(features.labels[i])
    ]
    return tuple(sorted(found, key=lambda error: (-error[3], error[0]))[:20])
