"""What the encoder makes of a claim: one vector of the whole and one of each word that says something.

Each claim is read alone, so that it does not depend on its neighbors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from perspectives.claims.model import Claim, Vectors
from perspectives.claims.words import is_content
from perspectives.encoder import Encoder
from perspectives.errors import PerspectivesError

SIZE = 384
AXES = 48
"""Directions kept of a word's state: as good as all 384 on the training events, at an eighth of the memory."""
THREADS = 2
_PROBES = (
    "Armenian forces opened fire on an Azerbaijani post near Goris.",
    "Nobody in Belgrade told the Serbs to leave the institutions of Kosovo.",
    "three soldiers were killed and a truce was agreed in Moscow",
)
_SAME_ENCODER = 0.98
"""Cosine that the same weights reach on any processor; those of another training do not."""
_WORD = re.compile(r"\w[\w'’-]*")
_CLOSE = 0.6
"""Cosine from which a word has a counterpart in the other claim."""


class Likeness(NamedTuple):
    """How alike two claims are: cosine of the wholes, and of each word to its nearest in the other claim.

    ``mutual`` is the mean over the words of both, ``shorter`` over those of the claim with fewer words; ``worst``
    that of its two words without a counterpart, ``left`` that of the other's three; ``matched`` and ``covered`` the
    shares of words with a near counterpart, of the claim with fewer words and of the other.
    """

    similarity: float
    mutual: float = 0.0
    shorter: float = 0.0
    worst: float = 0.0
    left: float = 0.0
    matched: float = 0.0
    covered: float = 0.0


@dataclass(frozen=True, eq=False)
class Axes:
    """The directions in which words of claims differ most: ``mean`` (384,) and ``axes`` (384, 48)."""

    mean: Vectors
    axes: Vectors

    @staticmethod
    def fit(states: Vectors) -> Axes:
        """From the states of many words, (words, 384), by principal components."""
        mean = states.mean(axis=0)
        _, _, directions = np.linalg.svd(states - mean, full_matrices=False)
        return Axes(mean.astype(np.float32), directions[:AXES].T.astype(np.float32))

    def project(self, states: Vectors) -> Vectors:
        """Unit vectors (words, 48) of states (words, 384)."""
        found = (states - self.mean) @ self.axes
        unit: Vectors = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-9))
        return unit


@dataclass(frozen=True, eq=False)
class Reader:
    """The encoder that a pair model was fitted on: its version, how it reads some sentences, and the words' axes."""

    version: str
    probes: Vectors
    axes: Axes

    @staticmethod
    def of(encoder: Encoder, axes: Axes) -> Reader:
        """What marks an encoder."""
        return Reader(encoder.version, _probed(encoder), axes)

    def check(self, encoder: Encoder) -> None:
        """Refuse an encoder that reads otherwise: its cosines would mean something else.

        Raises:
            PerspectivesError: where the version differs, or the version is the same and the weights are not.
        """
        if encoder.version != self.version:
            found = f"encoder {encoder.version}"
        elif (self.probes * _probed(encoder)).sum(axis=1).min() < _SAME_ENCODER:
            found = f"another encoder that also calls itself {encoder.version}"
        else:
            return
        raise PerspectivesError(
            f"the claims model was fitted on encoder {self.version}, this is {found}; "
            "fit it again: python -m training.claims"
        )


@dataclass(frozen=True, eq=False)
class Encoded:
    """Claims as the encoder sees them: ``wholes`` (claims, 384), and for each claim its ``words`` (words, 48)."""

    wholes: Vectors
    words: Sequence[Vectors]

    def ordered(self, order: Sequence[int]) -> Encoded:
        """The same in another order."""
        return Encoded(self.wholes[order], [self.words[i] for i in order])

    def alike(self, a: int, b: int) -> Likeness:
        """How alike two claims are, by position."""
        return likeness(float(self.wholes[a] @ self.wholes[b]), self.words[a], self.words[b])


def likeness(similarity: float, a: Vectors, b: Vectors) -> Likeness:
    """How alike two claims are, from the cosine of the wholes and the unit vectors of their words."""
    if not len(a) or not len(b):
        return Likeness(similarity)
    table = a @ b.T
    # lists of a dozen numbers: plain Python is three times as fast as an array's methods
    fewer, more = sorted(table.max(axis=1).tolist()), sorted(table.max(axis=0).tolist())
    if len(fewer) > len(more):
        fewer, more = more, fewer
    shorter, longer = sum(fewer) / len(fewer), sum(more) / len(more)
    return Likeness(
        similarity,
        (shorter + longer) / 2,
        shorter,
        sum(fewer[:2]) / len(fewer[:2]),
        sum(more[:3]) / len(more[:3]),
        sum(value > _CLOSE for value in fewer) / len(fewer),
        sum(value > _CLOSE for value in more) / len(more),
    )


def encode(claims: Sequence[Claim], encoder: Encoder, axes: Axes) -> Encoded:
    """Vectors of claims and of their words; claims of equal words are read once."""
    texts = list(dict.fromkeys(claim.text for claim in claims))
    places = {text: i for i, text in enumerate(texts)}
    with ThreadPoolExecutor(THREADS) as pool:
        read = list(pool.map(lambda text: _projected(text, encoder, axes), texts))
    rows = [places[claim.text] for claim in claims]
    wholes = np.array([read[i][0] for i in rows], dtype=np.float32).reshape(len(rows), SIZE)
    return Encoded(wholes, [read[i][1] for i in rows])


def joined(parts: Iterable[Encoded]) -> Encoded:
    """The claims of several parts, in order."""
    parts = list(parts)
    wholes = np.concatenate([np.zeros((0, SIZE), dtype=np.float32), *(part.wholes for part in parts)])
    return Encoded(wholes, [words for part in parts for words in part.words])


def states(text: str, encoder: Encoder) -> tuple[Vectors, Vectors]:
    """The vector (384,) of a text and the states of its content words, (words, 384), or of the whole without any."""
    found = encoder.encode(text, [(0, len(text))])
    spans = [match.span() for match in _WORD.finditer(text) if is_content(match.group().lower())]
    return found.vector(0), found.ends(spans or [(0, len(text))])[:, -SIZE:]


def _probed(encoder: Encoder) -> Vectors:
    return np.array([states(text, encoder)[0] for text in _PROBES], dtype=np.float32)


def _projected(text: str, encoder: Encoder, axes: Axes) -> tuple[Vectors, Vectors]:
    whole, words = states(text, encoder)
    return whole, axes.project(words)
