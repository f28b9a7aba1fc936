"""The pair model: same, contested, related or unrelated, decided by roles, denial, numbers and dates."""

from __future__ import annotations

from collections.abc import Sequence
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

_ALIKE, _VERY_ALIKE, _COMMON = 0.35, 0.68, 0.1
"""Cosines and share of words that the same claim must have, chosen on the training and dev events."""
_MATTER, _SHARED, _IDENTICAL = 0.45, 0.2, 0.995
"""Cosine and share of words from which claims speak of one matter."""
_GROUNDS = (
    "similarity",
    "contained",
    "roles same",
    "concept contained",
    "polarity",
    "stance opposite",
    "subject differs",
)
Floats = NDArray[np.float64]


_TRUSTED = ("sklearn.tree._tree.Tree",)
"""What the extra trees need beyond what every model file may hold."""


@dataclass(frozen=True)
class PairModel:
    """Fitted scikit-learn classifiers over :data:`features.NAMES`; their probabilities are averaged.

    ``version`` is that of the encoder whose similarities it was fitted on.
    """

    classifiers: tuple[Any, ...]
    version: str
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
        parts = store.load_model(path, "claims", _TRUSTED)
        return cls(tuple(parts["classifiers"]), parts["version"], parts["figures"])

    def save(self, path: Path) -> None:
        """Write the model as one file."""
        parts = {"classifiers": list(self.classifiers), "version": self.version, "figures": self.figures}
        store.save_model(path, "claims", parts)

    def probabilities(self, rows: Floats, clashes: Sequence[Clash]) -> Floats:
        """Probabilities of :data:`RELATIONS`, (pairs, 4), for feature rows (pairs, features).

        Whatever the model says, claims whose parties have changed places in a harmful act, of which one clears
        whom the other blames, or that tell opposite actions, are not the same: similarity may propose, never
        decide. Nor do claims contest each other that speak of different matters, or that one holder makes in
        one article.
        """
        if not len(rows):
            return np.zeros((0, len(RELATIONS)))
        found = np.mean([_ordered(classifier, rows) for classifier in self.classifiers], axis=0)
        barred = np.array([clash.roles_swapped is not None or clash.cleared is not None for clash in clashes])
        barred &= np.array([not clash.roles_same for clash in clashes])
        barred |= np.array([bool(clash.opposite) for clash in clashes])
        found[barred, RELATIONS.index(SAME)] = 0.0
        alike, common, roles, acts, denied, opposed, other = (rows[:, NAMES.index(name)] for name in _GROUNDS)
        # what contests must be sayable: how the words clash, a denial or an opposite judgment of one matter
        matter = (alike >= _MATTER) & ((common > 0) | (acts > 0))
        ground = np.array([clash.ground for clash in clashes]) | (matter & (denied > 0))
        ground |= (alike >= _MATTER) & ((opposed > 0) | ((other > 0) & (common > _SHARED)))
        groundless = ~ground | np.array([clash.alone for clash in clashes])
        found[groundless, RELATIONS.index(CONTESTED)] = 0.0
        # words that mean the same have some in common, or the same action, or very like vectors
        strange = (alike < _ALIKE) | ((common < _COMMON) & (roles == 0) & (acts == 0) & (alike < _VERY_ALIKE))
        found[strange, RELATIONS.index(RELATED)] += found[strange, RELATIONS.index(SAME)]
        found[strange, RELATIONS.index(SAME)] = 0.0
        opposed_blame = np.array([clash.blame_opposite is not None for clash in clashes])
        found[(alike > _IDENTICAL) & ~barred & ~opposed_blame & (denied == 0)] = np.eye(len(RELATIONS))[0]
        total: Floats = found / np.maximum(found.sum(axis=1, keepdims=True), 1e-9)
        return total


def fit(rows: Floats, labels: Sequence[str], version: str) -> PairModel:
    """Fit the pair model on labeled pairs: a linear model, and one on a radial basis that sees clues combined."""
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
    )
    return PairModel(tuple(model.fit(rows, list(labels)) for model in models), version)


def _ordered(classifier: Any, rows: Floats) -> Floats:
    known = list(classifier.classes_)
    found = classifier.predict_proba(rows)
    out: Floats = np.zeros((len(rows), len(RELATIONS)))
    for column, name in enumerate(known):
        out[:, RELATIONS.index(name)] = found[:, column]
    return out
