"""Train a head on a user's labeled rows and say honestly how good it is: held-out figures beside baselines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

import numpy as np
import numpy.typing as npt

from perspectives.classify.baselines import BASELINES, frame_majority, frame_tfidf
from perspectives.classify.fit import FitOptions, fit_frames, fit_stance, splits
from perspectives.classify.heads import FrameHead, StanceHead
from perspectives.classify.labeled import StanceRow
from perspectives.classify.rows import Labeled, LabeledFrames
from perspectives.errors import PerspectivesError
from perspectives.evaluate import confusion, macro_f1
from perspectives.evaluate.summary import FrameRows, StanceRows, frames_summary, stance_summary

LABELS = ("critical", "neutral", "favorable")
"""The labels of the stance figures, in the order of POLARITY; none counts as neutral."""
FEWEST_ROWS = 40
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Fold = tuple[Indices, Indices]
P = ParamSpec("P")


@dataclass(frozen=True)
class Training:
    """A trained head with what was learned about it.

    ``figures`` are those of ``evaluate --json`` on articles held out in cross-validation; ``curve`` gives (rows,
    figure) for growing shares of the articles, macro-F1 of stance or micro-F1 of frames; ``errors`` the costliest
    held-out errors as (text, gold, predicted, probability); ``warnings`` what the data lacks.
    """

    head: StanceHead | FrameHead
    figures: dict[str, Any]
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


def _in_one_thread(train: Callable[P, Training]) -> Callable[P, Training]:
    """Hundreds of small fits are many times faster without threads that wait for each other."""

    @wraps(train)
    def alone(*args: P.args, **kwargs: P.kwargs) -> Training:
        import sklearn.linear_model  # noqa: F401 (only libraries that are loaded can be limited)
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            return train(*args, **kwargs)

    return alone


@_in_one_thread
def train_stance(rows: Sequence[StanceRow], features: Labeled, options: FitOptions) -> Training:
    """Fit a stance head and measure it on articles it has not seen (cross-validation by group).

    Args:
        rows: the labeled rows, for the baselines.
        features: their features, in the same order.
        options: how to fit.
    """
    warnings = check(features.texts, features.groups, features.labels)
    polar = {_three(label) for label in features.labels}
    if len(polar) < 2:
        raise PerspectivesError(f"no row is labeled {' or '.join(n for n in LABELS if n not in polar)}; label some")
    warnings += tuple(f"no row is labeled {name}; the model will not say it" for name in LABELS if name not in polar)
    gold = [_three(label) for label in features.labels]
    parts = folds(features.labels, features.groups)
    found = _held_out_stances(features, parts, options)

    def score(said: Said) -> float:
        return macro_f1(confusion(gold, said.labels, features.groups, LABELS)).value

    return Training(
        fit_stance(features.features, features.labels, features.groups, options),
        stance_figures(features, found, stance_baselines(rows, features)),
        _curve(
            features.groups,
            parts,
            score(found),
            lambda kept: score(_held_out_stances(features, kept, options)),
        ),
        _stance_errors(features, found),
        warnings,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What a head says of rows: one of LABELS each, by the rule that an analysis follows, and its probability."""

    labels: tuple[str, ...]
    confidence: tuple[float, ...]


def said_by(head: StanceHead, rows: npt.NDArray[np.float32]) -> Said:
    """What a head says of feature rows (n, features): the likelier polar label from its threshold on, else neutral.

    The threshold, and not the likeliest of the three, decides in an analysis too; figures are of what it uses.
    """
    places, probabilities = head.labeled(rows)
    return Said(tuple(LABELS[place] for place in places), tuple(probabilities.tolist()))


def _held_out_stances(features: Labeled, parts: Sequence[Fold], options: FitOptions) -> Said:
    """What is said of every row, in each fold by a head that was fitted on its train rows."""
    labels, confidence = [""] * len(features.labels), [0.0] * len(features.labels)
    for train, test in parts:
        found = said_by(fit_stance(*_part(features, train), options), features.features[test])
        for index, label, sure in zip(test, found.labels, found.confidence, strict=True):
            labels[index], confidence[index] = label, sure
    return Said(tuple(labels), tuple(confidence))


def stance_baselines(rows: Sequence[StanceRow], features: Labeled) -> dict[str, list[str]]:
    """What each baseline says of the rows when it is trained on the other articles (five folds by group)."""
    said = {name: [""] * len(rows) for name in BASELINES}
    for train, test in folds(features.labels, features.groups):
        for name, baseline in BASELINES.items():
            predict = baseline([rows[i] for i in train])
            for index, label in zip(test, predict([rows[i] for i in test]), strict=True):
                said[name][index] = label
    return said


def stance_figures(
    features: Labeled, found: Said, baselines: Mapping[str, Sequence[str]], against: Said | None = None
) -> dict[str, Any]:
    """Figures of what is said of the rows, where none counts as neutral."""
    return stance_summary(
        StanceRows(
            features.texts,
            features.groups,
            [_three(label) for label in features.labels],
            found.labels,
            found.confidence,
        ),
        LABELS,
        {name: [_three(label) for label in labels] for name, labels in baselines.items()},
        None if against is None else against.labels,
    )


@_in_one_thread
def train_frames(features: LabeledFrames, options: FitOptions) -> Training:
    """Fit a frame head and measure it on articles it has not seen (cross-validation by group)."""
    warnings = check(features.texts, features.groups, _first(features))
    names = sorted({frame for found in features.labels for frame in found})
    parts = folds(_first(features), features.groups)
    said, probabilities = _held_out_frames(features, parts, names, options)

    def score(found: Sequence[tuple[str, ...]]) -> float:
        hits = sum(len(set(a) & set(b)) for a, b in zip(found, features.labels, strict=True))
        return 2 * hits / max(sum(map(len, found)) + sum(map(len, features.labels)), 1)

    return Training(
        fit_frames(features.features, features.labels, features.groups, options),
        frames_summary(
            FrameRows(features.groups, features.labels, said, probabilities.tolist()), names, frame_baselines(features)
        ),
        _curve(
            features.groups,
            parts,
            score(said),
            lambda kept: score(_held_out_frames(features, kept, names, options)[0]),
        ),
        _frame_errors(features, said),
        warnings,
    )


def _held_out_frames(
    features: LabeledFrames, parts: Sequence[Fold], names: Sequence[str], options: FitOptions
) -> tuple[list[tuple[str, ...]], Floats]:
    """The frames of each row and their probabilities (rows, names), as :func:`_held_out_stances`."""
    said: list[tuple[str, ...]] = [()] * len(features.labels)
    probabilities = np.zeros((len(said), len(names)))
    for train, test in parts:
        head = fit_frames(*_part(features, train), options)
        known, found = head.probabilities(features.features[test])
        for column, name in enumerate(known):
            probabilities[test, names.index(name)] = found[:, column]
        for index, labels in zip(test, head.chosen(known, found), strict=True):
            said[index] = tuple(label.frame for label in labels)
    return said, probabilities


def frame_baselines(features: LabeledFrames) -> dict[str, list[tuple[str, ...]]]:
    """What each baseline says of the rows when it is trained on the other articles (five folds by group)."""
    said: dict[str, list[tuple[str, ...]]] = {name: [()] * len(features.labels) for name in ("majority", "tfidf")}
    for train, test in folds(_first(features), features.groups):
        labels = [features.labels[i] for i in train]
        words = frame_tfidf([features.texts[i] for i in train], labels)([features.texts[i] for i in test])
        for index, guess in zip(test, words, strict=True):
            said["majority"][index], said["tfidf"][index] = frame_majority(labels), tuple(sorted(guess))
    return said


def _first(features: LabeledFrames) -> list[str]:
    """The first frame of each row, by which folds are balanced."""
    return [found[0] if found else "none" for found in features.labels]


def _frame_errors(features: LabeledFrames, said: Sequence[Sequence[str]]) -> tuple[tuple[str, str, str, float], ...]:
    """Held-out sentences that share no frame with their labels."""
    return tuple(
        (text, " ".join(gold) or "none", " ".join(guess) or "none", 1.0)
        for text, gold, guess in zip(features.texts, features.labels, said, strict=True)
        if (gold or guess) and not set(gold) & set(guess)
    )[:20]


def _three(label: str) -> str:
    return "neutral" if label == "none" else label


def _part(features: Labeled | LabeledFrames, keep: Indices) -> tuple[npt.NDArray[np.float32], list[Any], list[str]]:
    return features.features[keep], [features.labels[i] for i in keep], [features.groups[i] for i in keep]


def folds(labels: Sequence[str], groups: Sequence[str]) -> list[Fold]:
    """Train and test rows of five folds; no group is on both sides."""
    return splits(labels, groups, folds=5)


def _curve(
    groups: Sequence[str], parts: Sequence[Fold], whole: float, score: Callable[[Sequence[Fold]], float]
) -> tuple[tuple[int, float], ...]:
    """Train rows and held-out score when a third, two thirds and all of the articles are labeled.

    ``whole`` is the score with all of them, which is known. Empty where the articles are too few; without a step that
    leaves a fold fewer than two to train on.
    """
    names = sorted(set(groups))
    if len(names) < 15:
        return ()
    order = np.random.default_rng(0).permutation(len(names))
    steps = []
    for share in (1 / 3, 2 / 3, 1):
        keep = {names[i] for i in order[: round(len(names) * share)]}
        kept = [(train[[groups[i] in keep for i in train]], test) for train, test in parts]
        if all(len({groups[i] for i in train}) > 1 for train, _ in kept):
            steps.append((int(np.mean([len(train) for train, _ in kept])), whole if share == 1 else score(kept)))
    return tuple(steps)


def _stance_errors(features: Labeled, found: Said) -> tuple[tuple[str, str, str, float], ...]:
    """The held-out rows that the model was surest about and wrong."""
    rows = zip(features.texts, features.labels, found.labels, found.confidence, strict=True)
    wrong = [(text, gold, said, round(sure, 3)) for text, gold, said, sure in rows if said != _three(gold)]
    return tuple(sorted(wrong, key=lambda error: (-error[3], error[0]))[:20])
