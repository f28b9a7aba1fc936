"""Text to token states, role tags and sentence vectors, by one pass of the shipped encoder."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perspectives.errors import PerspectivesError
from perspectives.records import Span

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
"""The role tags, in the order of :attr:`Encoding.tags`."""
WINDOW = 224
"""Most word pieces of a window; trained on 96 to 254."""
OVERLAP = 64
"""Pieces that two windows share where a single sentence is longer than one."""
_CLS, _SEP = 101, 102
_FILES = ("encoder.onnx", "heads.npz", "tokenizer.json")
_REMEDY = "install perspectives again"


@dataclass(frozen=True)
class Heads:
    """Linear maps that read states: a sentence vector, queries and keys for linking spans, and for what words mean."""

    weights: dict[str, FloatArray]

    def similarity(self, means: FloatArray) -> FloatArray:
        """Unit vectors of sentences' mean states, (n, 384) to (n, 384)."""
        vectors = means @ self.weights["similarity.weight"].T + self.weights["similarity.bias"]
        return _unit(vectors)

    def link(self, name: str, ends: FloatArray) -> FloatArray:
        """Query or key vectors ("content_source_query") of spans' ends, (n, 1152) to (n, 64)."""
        projected: FloatArray = ends @ self.weights[f"links.{name}.weight"].T + self.weights[f"links.{name}.bias"]
        return projected

    def asking(self, states: FloatArray) -> FloatArray:
        """Queries of words for whom they mean, (n, 384) to (n, 64)."""
        queries: FloatArray = states @ self.weights["refers.query.weight"].T + self.weights["refers.query.bias"]
        return queries / np.float32(queries.shape[-1] ** 0.5)

    def meant(self, means: FloatArray) -> FloatArray:
        """Keys of mentions that words may mean, (n, 384) to (n, 64); scores are queries times keys."""
        keys: FloatArray = means @ self.weights["refers.key.weight"].T + self.weights["refers.key.bias"]
        return keys

    @property
    def nobody(self) -> FloatArray:
        """Keys (2, 64) of somebody who speaks for no side, and of a side that is not mentioned nearby."""
        return self.weights["nobody"]


@dataclass(frozen=True)
class Encoding:
    """What the encoder says of a document; every array's first axis counts word pieces in reading order.

    ``offsets`` (tokens, 2) are code points into the document's text, ``states`` (tokens, 384) the last layer,
    ``tags`` (tokens, 3, 7) log-probabilities of :data:`TAGS` for outermost attributions, those inside their
    contents, and those inside these; ``sentence_of`` and ``window_of`` (tokens,) are indices.
    """

    offsets: IntArray
    states: FloatArray
    tags: FloatArray
    sentence_of: IntArray
    window_of: IntArray
    heads: Heads = field(repr=False)

    def tokens(self, start: int, end: int) -> slice:
        """The tokens that overlap the code points, perhaps none."""
        first = bisect_right(self._stops, start)
        last = bisect_left(self._starts, end)
        return slice(first, max(first, last))

    def span(self, start: int, end: int) -> FloatArray:
        """Mean state (384,) of the tokens that overlap the code points, zeros where none does."""
        return self._mean(self.tokens(start, end))

    def sentence(self, i: int) -> FloatArray:
        """Mean state (384,) of sentence ``i``, zeros where it has no token."""
        first, last = np.searchsorted(self.sentence_of, [i, i + 1])
        return self._mean(slice(int(first), int(last)))

    def vector(self, i: int) -> FloatArray:
        """Similarity vector (384,) of sentence ``i``, of unit length."""
        unit: FloatArray = self.heads.similarity(self.sentence(i)[None])[0]
        return unit

    def ends(self, spans: Sequence[Span]) -> FloatArray:
        """First state, last state and mean of each span, (spans, 1152); zeros where no token overlaps."""
        size = self.states.shape[1]
        out = np.zeros((len(spans), 3 * size), dtype=np.float32)
        bounds = np.array(spans, dtype=np.int64).reshape(-1, 2)
        first = np.searchsorted(self.offsets[:, 1], bounds[:, 0], "right")
        stop = np.searchsorted(self.offsets[:, 0], bounds[:, 1], "left")
        (held,) = np.nonzero(first < stop)
        if len(held):
            first, stop = first[held], stop[held]
            out[held, :size] = self.states[first]
            out[held, size : 2 * size] = self.states[stop - 1]
            # sums of the slices first:stop; a row of zeros lets the last slice end
            padded = np.concatenate([self.states, np.zeros((1, size), dtype=np.float32)])
            sums = np.add.reduceat(padded, np.stack([first, stop], 1).ravel())[::2]
            out[held, 2 * size :] = sums / (stop - first)[:, None]
        return out

    @cached_property
    def chances(self) -> FloatArray:
        """Probabilities (tokens, 3, 7) of :data:`TAGS`."""
        chances: FloatArray = np.exp(self.tags)
        return chances

    # lists, since each span of a document is sought in them, and bisecting one takes a tenth of np.searchsorted
    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = self.offsets[:, 0].tolist()
        return starts

    @cached_property
    def _stops(self) -> list[int]:
        stops: list[int] = self.offsets[:, 1].tolist()
        return stops

    def _mean(self, tokens: slice) -> FloatArray:
        if tokens.start >= tokens.stop:
            return np.zeros(self.states.shape[1], dtype=np.float32)
        # as mean(0), which takes five times as long for a few rows
        mean: FloatArray = np.add.reduce(self.states[tokens], axis=0) / np.float32(tokens.stop - tokens.start)
        return mean


class Encoder:
    """A fine-tuned six-layer MiniLM in ONNX Runtime.

    Windows run one at a time and never mix documents: scales of dynamic quantization depend on what shares
    a run, and a document's labels must not depend on its neighbors.
    """

    def __init__(self, session: Any, tokenizer: Any, heads: Heads, version: str) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._heads = heads
        self.version = version

    @classmethod
    def load(cls, path: Path | None = None, threads: int = 1) -> Encoder:
        """The encoder in a folder, by default the one shipped with the package.

        Raises:
            PerspectivesError: where a file is missing or differs from the manifest.
        """
        if path is not None:
            return cls._load(path, threads)
        with as_file(files("perspectives").joinpath("data", "encoder")) as folder:
            return cls._load(folder, threads)

    @classmethod
    def _load(cls, folder: Path, threads: int) -> Encoder:
        import onnxruntime
        from tokenizers import Tokenizer

        manifest = _verified(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        with np.load(folder / "heads.npz") as arrays:
            heads = Heads({name: arrays[name].astype(np.float32) for name in arrays.files})
        return cls(session, tokenizer, heads, manifest["version"])

    def encode(self, text: str, sentences: Sequence[Span]) -> Encoding:
        """Read a document's sentences, given in reading order; text outside them is not read."""
        pieces = self._tokenizer.encode_batch([text[s:e] for s, e in sentences], add_special_tokens=False)
        ids = np.array([i for piece in pieces for i in piece.ids], dtype=np.int64)
        offsets = np.array(
            [
                (a + start, b + start)
                for (start, _), piece in zip(sentences, pieces, strict=True)
                for a, b in piece.offsets
            ],
            dtype=np.int64,
        ).reshape(-1, 2)
        lengths = [len(piece.ids) for piece in pieces]
        states = np.zeros((len(ids), 384), dtype=np.float32)
        tags = np.zeros((len(ids), 3, len(TAGS)), dtype=np.float32)
        window_of = np.zeros(len(ids), dtype=np.int64)
        for number, (window, kept) in enumerate(windows(lengths)):
            run = np.concatenate([[_CLS], ids[window], [_SEP]])[None]
            out_states, out_tags = self._session.run(("states", "tags"), {"ids": run})
            inner = slice(1 + kept.start - window.start, 1 + kept.stop - window.start)
            states[kept], tags[kept] = out_states[0, inner], out_tags[0, inner]
            window_of[kept] = number
        return Encoding(offsets, states, tags, np.repeat(np.arange(len(lengths)), lengths), window_of, self._heads)


def windows(lengths: Sequence[int], limit: int = WINDOW, overlap: int = OVERLAP) -> Iterator[tuple[slice, slice]]:
    """Windows over sentences of these lengths: the tokens to read, and those of them to keep.

    Whole sentences are packed into windows of about equal size. A sentence longer than the limit is read in
    overlapping windows of its own; each token is kept from the window in which it is farther from the border.

    >>> [(w.start, w.stop) for w, _ in windows([5, 4, 6, 3], limit=10)]
    [(0, 9), (9, 18)]
    >>> [(w.start, w.stop, k.start, k.stop) for w, k in windows([14], limit=10, overlap=4)]
    [(0, 10, 0, 7), (4, 14, 7, 14)]
    """
    start, run = 0, list[int]()
    for length in [*lengths, None]:
        if length is not None and length <= limit:
            run.append(length)
            continue
        for size in _balanced(run, limit):
            if size:
                yield slice(start, start + size), slice(start, start + size)
            start += size
        run = []
        if length is not None:
            yield from _cut(start, start + length, limit, overlap)
            start += length


def _balanced(lengths: Sequence[int], limit: int) -> Iterator[int]:
    """Sizes of windows that hold whole sentences, none above the limit, none needlessly small."""
    total = sum(lengths)
    target = total / max(1, -(-total // limit))
    size = 0
    for length in lengths:
        # close the window where that leaves it nearer to the target than one more sentence would
        if size and (size + length > limit or size + length - target > target - size):
            yield size
            size = 0
        size += length
    yield size


def _cut(start: int, end: int, limit: int, overlap: int) -> Iterator[tuple[slice, slice]]:
    starts = [*range(start, end - limit, limit - overlap), end - limit]
    borders = [start, *((a + limit + b) // 2 for a, b in pairwise(starts)), end]
    for first, (low, high) in zip(starts, pairwise(borders), strict=True):
        yield slice(first, first + limit), slice(low, high)


def _verified(folder: Path) -> dict[str, Any]:
    """The manifest of a model folder, its files checked against it."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in _FILES}
    except FileNotFoundError as error:
        raise PerspectivesError(f"encoder file {error.filename} is missing; {_REMEDY}") from error
    except (OSError, ValueError) as error:
        raise PerspectivesError(f"encoder manifest {folder / 'manifest.json'} cannot be read; {_REMEDY}") from error
    for name, digest in digests.items():
        if manifest.get("sha256", {}).get(name) != digest:
            raise PerspectivesError(f"encoder file {folder / name} is damaged (sha256 {digest[:12]}); {_REMEDY}")
    return manifest


def _unit(vectors: FloatArray) -> FloatArray:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: FloatArray = vectors / np.maximum(norms, 1e-9)
    return unit
