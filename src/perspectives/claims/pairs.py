"""The pair model: same, contested, related or unrelated, decided by roles, denial, numbers and dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perspectives import store
from perspectives.claims.clash import Clash
from perspectives.claims.features import NAMES
from perspectives.claims.model import CONTESTED, RELATED, RELATIONS, SAME
from perspectives.claims.vectors import Axes, Reader
from perspectives.errors import PerspectivesError
from perspectives.records import Accuracy

_LEAST_SAME, _LEAST_CONTESTED, _IDENTICAL = 0.2, 0.15, 0.995
"""Cosines under which claims speak of different matters, and above which they are the same words."""
_MATTER = 0.3
"""Cosine of wholes and of words from which a denial, another party or an answer is about one matter."""
_GROUNDS = ("polarity", "stance opposite", "subject differs", "answers", "addressed", "crossed")
"""What beside opposite actions or blame, changed roles and other figures says in words how two claims clash."""
BASELINES = {
    "bag of words": ("stems", "contained", "days apart"),
    "sentence vectors": ("similarity", "days apart"),
}
"""What the baselines see; the days apart so that they may tell other events too."""
FIT = "python -m training.claims"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PairModel:
    """Fitted scikit-learn classifiers over :data:`features.NAMES`; their probabilities are averaged.

    ``reader`` marks the encoder whose vectors it was fitted on; ``baselines`` are classifiers that see few features
    (:data:`BASELINES`), ``events`` those of the pairs it was fitted on, ``figures`` its measured accuracy.
    """

    classifiers: tuple[Any, ...]
    reader: Reader
    baselines: dict[str, Any] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None) -> PairModel:
        """The model in a file, by default the shipped one.

        Raises:
            PerspectivesError: where the file is missing, damaged or of another kind.
        """
        if path is None:
            with as_file(files("perspectives") / "data" / "models" / "claims.skops") as shipped:
                return cls.load(shipped)
        parts = store.load_model(path, "claims")
        if parts.get("features") != list(NAMES):
            raise PerspectivesError(f"the claims model {path} is of another version; fit it again: {FIT}")
        reader = Reader(parts["version"], parts["probes"], Axes(parts["mean"], parts["axes"]))
        return cls(tuple(parts["classifiers"]), reader, parts["baselines"], tuple(parts["events"]), parts["figures"])

    @property
    def accuracy(self) -> tuple[Accuracy, ...]:
        """What was measured of it on events that it never saw: F1 of the pairs it calls contested, and the same."""
        data = (
            f"labeled pairs of claims written for this project ({self.figures.get('events')} events unseen in training)"
        )
        again = self.figures.get("cross_validation", {})
        found = []
        for label, known in self.figures.get("per_class", {}).items():
            if label in (SAME, CONTESTED):
                low, high = known["interval"] or (None, None)
                further = f"; by cross-validation over the other events {again[label]:.3f}" if label in again else ""
                row = ("claims", f"pairs of {label} claims, F1", known["f1"], low, high, self.figures["pairs"])
                found.append(Accuracy(*row, data + further))
        return tuple(found)

    def save(self, path: Path) -> None:
        """Write the model as one file."""
        parts = {
            "classifiers": list(self.classifiers),
            "features": list(NAMES),
            "version": self.reader.version,
            "probes": self.reader.probes,
            "mean": self.reader.axes.mean,
            "axes": self.reader.axes.axes,
            "baselines": self.baselines,
            "events": list(self.events),
            "figures": self.figures,
        }
        store.save_model(path, "claims", parts)

    def probabilities(self, rows: Floats, clashes: Sequence[Clash]) -> Floats:
        """Probabilities of :data:`RELATIONS`, (pairs, 4), for feature rows (pairs, features).

        Whatever the classifiers say, claims whose parties have changed places in a harmful act, or of which one
        clears whom the other blames, are not the same: similarity may propose, never decide. Nor do claims contest
        each other that speak of different matters, that one holder makes in one article, or for which no words can
        say why. What joint sources say in the same words is the same, unless they blame one another.
        """
        if not len(rows):
            return np.zeros((0, len(RELATIONS)))
        found = np.mean([_ordered(classifier, rows) for classifier in self.classifiers], axis=0)
        alike, denied = rows[:, NAMES.index("similarity")], rows[:, NAMES.index("polarity")]
        swapped = _each(clashes, lambda c: (c.roles_swapped or c.cleared) is not None and not c.roles_same)
        barred = swapped | _each(clashes, lambda c: c.absolved)
        found[barred, RELATIONS.index(SAME)] = 0.0
        matter = (rows[:, columns(("similarity", "words mutual"))] >= _MATTER).all(axis=1)
        ground = _each(clashes, lambda c: c.ground) | (matter & (rows[:, columns(_GROUNDS)] > 0).any(axis=1))
        groundless = ~ground | _each(clashes, lambda c: c.alone)
        for label, refused in ((SAME, alike < _LEAST_SAME), (CONTESTED, groundless | (alike < _LEAST_CONTESTED))):
            found[refused, RELATIONS.index(RELATED)] += found[refused, RELATIONS.index(label)]
            found[refused, RELATIONS.index(label)] = 0.0
        blamed = _each(clashes, lambda c: c.blame_opposite is not None)
        identical = (alike > _IDENTICAL) & ~barred & (denied == 0)
        found[(identical | _each(clashes, lambda c: c.joint)) & ~blamed] = np.eye(len(RELATIONS))[0]
        total: Floats = found / np.maximum(found.sum(axis=1, keepdims=True), 1e-9)
        return total


def fit(rows: Floats, labels: Sequence[str], reader: Reader, events: Sequence[str] = ()) -> PairModel:
    """Fit the pair model on labeled pairs: a linear model, one on a radial basis, and trees; and the baselines."""
    from sklearn.base import clone
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
    from sklearn.kernel_approximation import Nystroem
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if rows.shape[1] != len(NAMES):
        raise ValueError(f"rows have {rows.shape[1]} features, not {len(NAMES)}")

    def linear(strength: float) -> Any:
        return LogisticRegression(C=strength, max_iter=3000, class_weight="balanced", random_state=0)

    basis = Nystroem(gamma=0.01, n_components=min(300, len(rows)), random_state=0)
    models = (
        make_pipeline(StandardScaler(), linear(0.3)),
        make_pipeline(StandardScaler(), basis, linear(3.0)),
        ExtraTreesClassifier(60, min_samples_leaf=4, max_features=0.4, class_weight="balanced", random_state=0),
    )
    small = RandomForestClassifier(50, max_depth=5, min_samples_leaf=5, class_weight="balanced", random_state=0)
    return PairModel(
        tuple(model.fit(rows, list(labels)) for model in models),
        reader,
        {name: clone(small).fit(rows[:, columns(seen)], list(labels)) for name, seen in BASELINES.items()},
        tuple(sorted(events)),
    )


def columns(names: Sequence[str]) -> list[int]:
    """The places of features in a row."""
    return [NAMES.index(name) for name in names]


def _each(clashes: Sequence[Clash], test: Callable[[Clash], bool]) -> NDArray[np.bool_]:
    return np.array([test(clash) for clash in clashes], dtype=bool)


def _ordered(classifier: Any, rows: Floats) -> Floats:
    known = list(classifier.classes_)
    found = classifier.predict_proba(rows)
    out: Floats = np.zeros((len(rows), len(RELATIONS)))
    for column, name in enumerate(known):
        out[:, RELATIONS.index(name)] = found[:, column]
    return out
