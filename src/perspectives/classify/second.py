"""A second look at each stance, which knows what the first found in the rest of the document."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from perspectives.classify.candidates import POLARITY, Candidate
from perspectives.records import AUTHOR, BOILERPLATE, Attribution, Sentence

FloatArray = npt.NDArray[np.float64]

_CRITICAL, _NONE, _FAVORABLE = (POLARITY.index(name) for name in ("critical", "none", "favorable"))
_LEAST = 1e-4
"""Probabilities below count as this, so that no logarithm outweighs the rest."""


@dataclass(frozen=True)
class Surroundings:
    """What is known of a document before its stances: its pairs, who speaks, each sentence's main side and frames.

    ``candidates`` are all of the document's, those of a sentence next to each other; ``sides`` (sentences,) are main
    sides, ``frames`` the probabilities (sentences,) of each frame, 0 for boilerplate.
    """

    candidates: Sequence[Candidate]
    attributions: Sequence[Attribution]
    sides: Sequence[str]
    frames: Mapping[str, FloatArray]

    @classmethod
    def of(
        cls,
        candidates: Sequence[Candidate],
        sentences: Sequence[Sentence],
        attributions: Sequence[Attribution],
        frames: tuple[Sequence[str], FloatArray],
    ) -> Surroundings:
        """``frames`` are names and probabilities (sentences but boilerplate, frames), as a frame head gives them."""
        names, chances = frames
        every = np.zeros((len(sentences), len(names)))
        every[[sentence.kind != BOILERPLATE for sentence in sentences]] = chances
        sides = [sentence.side for sentence in sentences]
        return cls(candidates, attributions, sides, dict(zip(names, every.T, strict=True)))


@dataclass(frozen=True)
class SecondLook:
    """Revises the first look's probabilities, knowing those of all candidates of the document.

    A lone sharp word in a plain report is read otherwise than one among many, and of two targets in a sentence the
    likelier takes the blame. ``model`` reads :func:`features` with these ``frames``; ``temperature`` calibrates
    what both looks say together, and the likelier polar label counts from ``threshold`` on.
    """

    model: Any
    temperature: float
    threshold: float
    frames: Sequence[str]

    def probabilities(self, first: FloatArray, flags: npt.NDArray[np.float32], around: Surroundings) -> FloatArray:
        """Calibrated probabilities (candidates, 3) of :data:`POLARITY`."""
        if not around.candidates:
            return first
        rows = features(first, flags, around, self.frames)
        return together(first, self.model.predict_proba(rows), self.temperature)


def together(first: FloatArray, second: FloatArray, temperature: float) -> FloatArray:
    """What two opinions (n, 3) say together: their geometric mean, less sure by a temperature above 1."""
    logits = (np.log(np.clip(first, _LEAST, 1)) + np.log(np.clip(second, _LEAST, 1))) / (2 * temperature)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)


def features(
    first: FloatArray, flags: npt.NDArray[np.float32], around: Surroundings, frames: Sequence[str]
) -> npt.NDArray[np.float32]:
    """One row a candidate; no column names a side, so that no side can carry a stance by itself.

    Args:
        first: the first look's probabilities (candidates, 3) of :data:`POLARITY`.
        flags: (candidates, k) of :data:`perspectives.classify.features.FLAGS`.
        around: the document.
        frames: which frames to read, in this order; one that nobody measured has probability 0.
    """
    found = around.candidates
    said = {attribution.id: attribution for attribution in around.attributions}
    attributed = [
        _of_attribution(None if candidate.attribution is None else said[candidate.attribution]) for candidate in found
    ]
    sides = [
        (around.sides[candidate.sentence] == AUTHOR, around.sides[candidate.sentence] == candidate.holder)
        for candidate in found
    ]
    sentences = np.array([candidate.sentence for candidate in found])
    none = np.zeros(len(around.sides))
    framed = [around.frames.get(name, none)[sentences] for name in frames]
    columns = (
        np.log(np.clip(first, _LEAST, 1)),
        *_in_document(found, first),
        *_in_sentence(found, first, sentences),
        np.array(attributed, dtype=float),
        np.array(sides, dtype=float),
        *framed,
        flags,
    )
    return np.column_stack(columns).astype(np.float32)


def _of_attribution(attribution: Attribution | None) -> tuple[float, ...]:
    if attribution is None:
        return (0, 0, 0, 0, 0)
    return (
        attribution.probability,
        attribution.type == "direct",
        attribution.type == "belief",
        attribution.parent is not None,
        attribution.source is not None,
    )


def _in_document(found: Sequence[Candidate], first: FloatArray) -> list[FloatArray]:
    """How polar the other candidates are: all, the outlet's own, the quoted, those of the pair and of the target."""
    polar, sign = _polar(first)
    own = np.array([candidate.holder == AUTHOR for candidate in found])
    pairs = [(candidate.holder, candidate.target) for candidate in found]
    targets = [candidate.target for candidate in found]
    return [
        _rest(polar, [0] * len(found))[0],
        _elsewhere(polar, own),
        _elsewhere(polar, ~own),
        _rest(polar, pairs)[0],
        _rest(sign, pairs)[0],
        np.log1p(_rest(polar, pairs)[1]),
        _rest(sign, targets)[0],
    ]


def _in_sentence(
    found: Sequence[Candidate], first: FloatArray, sentences: npt.NDArray[np.int64]
) -> list[npt.NDArray[Any]]:
    """How the other candidates of the sentence compete: all, those of the holder, those about the target."""
    polar, sign = _polar(first)
    i, j, starts = _pairs(sentences)
    other = i != j
    holders, targets = (_codes([getattr(c, name) for c in found]) for name in ("holder", "target"))
    of_holder, of_target = other & (holders[i] == holders[j]), other & (targets[i] == targets[j])
    return [
        np.maximum.reduceat(polar[j] * other, starts),
        _rest(sign, sentences.tolist())[0],
        np.add.reduceat(other, starts),
        np.add.reduceat(polar[j] > polar[i], starts),
        *(
            np.maximum.reduceat(first[j, label] * among, starts)
            for among in (of_holder, of_target)
            for label in (_CRITICAL, _FAVORABLE)
        ),
    ]


def _polar(first: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Probability (n,) of any polar label, and of favorable less critical."""
    return 1 - first[:, _NONE], first[:, _FAVORABLE] - first[:, _CRITICAL]


def _codes(values: Sequence[Hashable]) -> npt.NDArray[np.int64]:
    """A number (n,) for each value, the same for the same."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values])


def _rest(values: FloatArray, groups: Sequence[Hashable]) -> tuple[Any, Any]:
    """Mean (n,) of the other values of each row's group, 0 where there is none, and how many there are."""
    codes = _codes(groups)
    others = np.bincount(codes)[codes] - 1.0
    rest = (np.bincount(codes, values)[codes] - values) / np.maximum(others, 1)
    return np.where(others > 0, rest, 0.0), others


def _elsewhere(values: FloatArray, among: npt.NDArray[np.bool_]) -> FloatArray:
    """Mean (n,) of the values of some rows, each row's own left out; 0 where there is none."""
    others = among.sum() - among
    rest = ((values * among).sum() - values * among) / np.maximum(others, 1)
    return np.where(others > 0, rest, 0.0)


def _pairs(
    sentences: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All ordered pairs (i, j) of candidates of one sentence, by i, and where the pairs of each i start.

    The candidates of a sentence stand next to each other; each is paired with itself too.
    """
    begin = np.flatnonzero(np.diff(sentences, prepend=-1))
    size = np.diff(begin, append=len(sentences))
    begins, sizes = np.repeat(begin, size), np.repeat(size, size)
    starts = np.cumsum(sizes) - sizes
    i = np.repeat(np.arange(len(sentences)), sizes)
    return i, np.arange(len(i)) - np.repeat(starts - begins, sizes), starts
