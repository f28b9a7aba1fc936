"""Small networks in plain arrays: what ships needs neither scikit-learn nor skops, which take seconds to import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from perspectives.errors import PerspectivesError

FloatArray = NDArray[np.float32]
Layer = tuple[FloatArray, FloatArray]

_FORMAT = 1
_HEADER = "header"
_MARK = "dense layers"
_REMEDY = "install perspectives again"
_CLOSE = 1e-5


@dataclass(frozen=True, eq=False)
class Dense:
    """A fitted network: layers of weights (inputs, outputs) and biases (outputs,), with rectifiers between them.

    ``center`` (inputs,) is taken from the features first: as part of a bias it would be lost to rounding where a
    feature's mean is large beside its deviation. One output is the logit of the second of two ``classes_``, several
    are logits of a softmax over them.

    Raises:
        ValueError: where layers do not fit each other or the classes.
    """

    center: FloatArray
    layers: tuple[Layer, ...]
    classes_: NDArray[Any]

    def __post_init__(self) -> None:
        shapes = [(weight.shape, bias.shape) for weight, bias in self.layers]
        widths = [bias.size for _, bias in self.layers]
        outputs = 1 if len(self.classes_) == 2 else len(self.classes_)
        inputs = [self.center.size, *widths]
        expected = [((first, second), (second,)) for first, second in pairwise(inputs)]
        if (
            self.center.ndim != 1
            or not widths
            or shapes != expected
            or widths[-1] != outputs
            or self.classes_.ndim != 1
        ):
            raise ValueError(f"layers of shapes {shapes} do not make {len(self.classes_)} classes")

    @classmethod
    def of(cls, pipeline: Any) -> Dense:
        """A fitted scikit-learn pipeline of a StandardScaler and a LogisticRegression or MLPClassifier.

        The scale is folded into the first layer; weights are rounded to float32.

        Raises:
            ValueError: for any other estimator, or one whose probabilities come out otherwise.
        """
        names = [type(step).__name__ for _, step in getattr(pipeline, "steps", ())]
        if names not in (["StandardScaler", "LogisticRegression"], ["StandardScaler", "MLPClassifier"]):
            raise ValueError(f"{' + '.join(names) or type(pipeline).__name__} is no scaled logistic regression or MLP")
        scaler, model = pipeline[0], pipeline[1]
        weights, biases = (
            (model.coefs_, model.intercepts_) if "MLP" in names[1] else ([model.coef_.T], [model.intercept_])
        )
        scale = np.ones(scaler.n_features_in_) if scaler.scale_ is None else scaler.scale_
        mean = np.zeros(scaler.n_features_in_) if scaler.mean_ is None else scaler.mean_
        first = weights[0].astype(np.float64) / scale[:, None]
        center = mean.astype(np.float32)
        folded = zip([first, *weights[1:]], [biases[0] - (mean - center) @ first, *biases[1:]], strict=True)
        layers = tuple((weight.astype(np.float32), bias.astype(np.float32)) for weight, bias in folded)
        network = cls(center, layers, model.classes_)
        # one probe tells every variant apart: other activations, one-versus-rest, several labels at once
        rows = (mean + scale * np.random.default_rng(0).normal(size=(64, len(mean)))).astype(np.float32)
        if not np.allclose(network.predict_proba(rows), pipeline.predict_proba(rows), rtol=0, atol=_CLOSE):
            raise ValueError(f"the probabilities of {names[1]} are not those of rectifiers under a softmax")
        return network

    @classmethod
    def mean(cls, networks: Sequence[Dense]) -> Dense:
        """One network whose logits are the mean of those of several with the same center, classes and two layers."""
        first, last = ([network.layers[place] for network in networks] for place in (0, 1))
        share = np.float32(1 / len(networks))
        hidden = np.concatenate([weight for weight, _ in first], axis=1), np.concatenate([bias for _, bias in first])
        output = share * np.concatenate([weight for weight, _ in last]), share * np.add.reduce([b for _, b in last])
        return cls(networks[0].center, (hidden, output), networks[0].classes_)

    def predict_proba(self, rows: NDArray[Any]) -> FloatArray:
        """Probabilities (n, classes) of feature rows (n, inputs)."""
        found: FloatArray = (rows - self.center).astype(np.float32, copy=False)
        for number, (weight, bias) in enumerate(self.layers):
            found = (np.maximum(found, 0) if number else found) @ weight + bias
        if len(self.classes_) == 2:
            found = np.concatenate([np.zeros_like(found), found], axis=1)
        found = np.exp(found - found.max(axis=1, keepdims=True))
        found /= found.sum(axis=1, keepdims=True)
        return found


def write(file: IO[bytes], kind: str, parts: Mapping[str, Any]) -> None:
    """Write networks and plain values, in mappings by name, as one npz; the same parts give the same bytes.

    Args:
        file: where to write, open in binary mode.
        kind: what the parts decide ("stance", "frames", "linker"); :func:`read` checks it.
        parts: values that JSON knows, :class:`Dense` and mappings of these.
    """
    arrays: dict[str, Any] = {}
    header = {"format": _FORMAT, "kind": kind, "parts": _packed(parts, "", arrays)}
    held: dict[str, Any] = {_HEADER: np.array(json.dumps(header)), **arrays}
    np.savez_compressed(file, **held)


def read(path: Path, kind: str) -> dict[str, Any]:
    """The parts of a file that :func:`write` made; nothing in it is executed.

    Raises:
        PerspectivesError: where the file is missing, damaged or of another kind.
    """
    try:
        # opened here, since numpy leaves a damaged file open
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            held = {name: arrays[name] for name in arrays.files}
        header = json.loads(str(held[_HEADER]))
        known = header["format"], header["kind"]
        parts: dict[str, Any] = _unpacked(header["parts"], "", held) if known == (_FORMAT, kind) else {}
    except FileNotFoundError as error:
        raise PerspectivesError(f"{kind} file {path} is missing; {_REMEDY}") from error
    except Exception as error:  # damaged bytes fail anywhere: in zip, zlib, JSON or numpy
        raise PerspectivesError(f"{kind} file {path} cannot be read ({error}); {_REMEDY}") from error
    if known != (_FORMAT, kind):
        raise PerspectivesError(
            f"{path} is a {known[1]} model of format {known[0]}, not {kind} of {_FORMAT}; {_REMEDY}"
        )
    return parts


def is_dense(path: Path) -> bool:
    """Whether a file begins as those of :func:`write` do."""
    try:
        with path.open("rb") as file:
            return file.read(64)[30:].startswith(_HEADER.encode() + b".npy")
    except OSError:
        return False


def _packed(parts: Mapping[str, Any], place: str, arrays: dict[str, Any]) -> dict[str, Any]:
    """The parts as JSON; arrays of networks go to ``arrays`` under the names that lead to them."""
    packed: dict[str, Any] = {}
    for name, part in parts.items():
        here = f"{place}{name}."
        if isinstance(part, Dense):
            packed[name] = {_MARK: len(part.layers), "classes": part.classes_.tolist()}
            arrays[f"{here}center"] = part.center
            for number, (weight, bias) in enumerate(part.layers):
                arrays |= {f"{here}{number}.weight": weight, f"{here}{number}.bias": bias}
        else:
            packed[name] = _packed(part, here, arrays) if isinstance(part, Mapping) else part
    return packed


def _unpacked(packed: dict[str, Any], place: str, arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The parts again."""
    parts = dict(packed)
    for name, part in packed.items():
        here = f"{place}{name}."
        if isinstance(part, dict) and _MARK in part:
            layers = ((arrays[f"{here}{n}.weight"], arrays[f"{here}{n}.bias"]) for n in range(part[_MARK]))
            parts[name] = Dense(arrays[f"{here}center"], tuple(layers), np.array(part["classes"]))
        elif isinstance(part, dict):
            parts[name] = _unpacked(part, here, arrays)
    return parts
