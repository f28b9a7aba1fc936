"""Feature rows of labeled data: labeled sentences on their own, and sentences of gold analyses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from perspectives.classify.candidates import Candidate, of_analysis
from perspectives.classify.features import frame_features, stance_features
from perspectives.classify.heads import FrameHead
from perspectives.classify.labeled import FrameRow, StanceRow
from perspectives.classify.second import Surroundings
from perspectives.encoder import Encoder
from perspectives.records import AUTHOR, BOILERPLATE, Analysis, Sentence

Rows = npt.NDArray[np.float32]
NAMED_HOLDER = "holder"


@dataclass(frozen=True)
class Labeled:
    """Features (n, k) with a label and a group for each row; ``texts`` are for showing errors."""

    features: Rows
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class LabeledFrames:
    """Features (n, k) with the frames and a group for each row; ``texts`` are for showing errors."""

    features: Rows
    labels: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...]
    texts: tuple[str, ...]


_Set = TypeVar("_Set", Labeled, LabeledFrames)


def stance_rows(rows: Sequence[StanceRow], encoder: Encoder) -> Labeled:
    """Features of labeled sentences, in their order; the rows of one text share one pass of the encoder."""
    by_text: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        by_text.setdefault(row.text, []).append(index)
    features: list[npt.NDArray[np.float32]] = [np.zeros(0, dtype=np.float32)] * len(rows)
    for text, indices in by_text.items():
        unit = Sentence(0, 0, len(text), "body")
        found = [_candidate(rows[index]) for index in indices]
        encoding = encoder.encode(text, [(0, len(text))])
        for index, feature in zip(indices, stance_features(encoding, [unit], found, text), strict=True):
            features[index] = feature
    return Labeled(
        np.array(features),
        tuple(row.stance for row in rows),
        tuple(row.group for row in rows),
        tuple(row.text for row in rows),
    )


def _candidate(row: StanceRow) -> Candidate:
    """The target's spans stand for its name, so that two targets of a text count as two."""
    target = " ".join(row.text[start:end] for start, end in row.target)
    whole = ((0, len(row.text)),)
    if row.holder is None:
        return Candidate(0, None, AUTHOR, target, row.target, whole)
    return Candidate(0, 0, NAMED_HOLDER, target, row.target, whole, (row.holder,))


def frame_rows(rows: Sequence[FrameRow], encoder: Encoder) -> LabeledFrames:
    """Features of labeled sentences for frames, in their order."""
    features = []
    for row in rows:
        encoding = encoder.encode(row.text, [(0, len(row.text))])
        features.append(frame_features(encoding, [Sentence(0, 0, len(row.text), "body")])[0])
    return LabeledFrames(
        np.array(features),
        tuple(row.frames for row in rows),
        tuple(row.group for row in rows),
        tuple(row.text for row in rows),
    )


def gold_rows(gold: Iterable[Analysis], encoder: Encoder) -> tuple[Labeled, LabeledFrames]:
    """Features of gold analyses with mentions, in their documents' context: stance candidates and sentences.

    The group of a row is its document's id. A candidate without a gold stance is labeled none.
    """
    stance_parts: list[Labeled] = []
    frame_parts: list[LabeledFrames] = []
    for analysis in gold:
        document = analysis.document
        speaking = [s for s in analysis.sentences if s.kind != BOILERPLATE]
        encoding = encoder.encode(document.text, [(s.start, s.end) for s in speaking])
        found = of_analysis(analysis)
        truth = {(s.sentence, s.holder, s.target): s.label for s in analysis.stances}
        text = {s.id: document.slice((s.start, s.end)) for s in analysis.sentences}
        stance_parts.append(
            Labeled(
                stance_features(encoding, analysis.sentences, found, document.text),
                tuple(truth.get((c.sentence, c.holder, c.target), "none") for c in found),
                (document.id,) * len(found),
                tuple(text[c.sentence] for c in found),
            )
        )
        frame_parts.append(
            LabeledFrames(
                frame_features(encoding, speaking),
                tuple(tuple(f.frame for f in s.frames) for s in speaking),
                (document.id,) * len(speaking),
                tuple(text[s.id] for s in speaking),
            )
        )
    return joined(stance_parts), joined(frame_parts)


def surrounded(analysis: Analysis, encoder: Encoder, frames: FrameHead) -> tuple[Rows, Surroundings]:
    """Features of the stance candidates of a finished or gold analysis, and the document around them."""
    text, sentences = analysis.document.text, analysis.sentences
    speaking = [s for s in sentences if s.kind != BOILERPLATE]
    encoding = encoder.encode(text, [(s.start, s.end) for s in speaking])
    found = of_analysis(analysis)
    chances = frames.probabilities(frame_features(encoding, speaking))
    around = Surroundings.of(found, sentences, analysis.attributions, chances)
    return stance_features(encoding, sentences, found, text), around


def joined(parts: Sequence[_Set]) -> _Set:
    """Several labeled sets as one; there must be one at least."""
    return replace(
        parts[0],
        features=np.concatenate([p.features for p in parts]),
        labels=tuple(label for p in parts for label in p.labels),
        groups=tuple(group for p in parts for group in p.groups),
        texts=tuple(text for p in parts for text in p.texts),
    )
