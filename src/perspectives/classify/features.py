"""Feature rows for the heads, read from the encoder's states."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from perspectives.classify.candidates import BEFORE, BESIDE, INSIDE, UNNAMED, Candidate
from perspectives.classify.polar import polarity
from perspectives.encoder import Encoding
from perspectives.records import AUTHOR, Sentence, Span

FloatArray = npt.NDArray[np.float32]


def stance_features(
    encoding: Encoding, sentences: Sequence[Sentence], found: Sequence[Candidate], text: str
) -> FloatArray:
    """One row a candidate: states of target, holder, region and sentence (each of the encoder's size), then flags.

    A target named before is read from the words of the region that stand for it, found by the encoder's attention.
    The flags tell whose voice it is and how the target is named; none names a side, so that no side can
    carry a stance by itself.
    """
    size = encoding.states.shape[1]
    rows = np.zeros((len(found), 4 * size + len(FLAGS)), dtype=np.float32)
    targets = _targets_in(found)
    asking = encoding.heads.asking(encoding.states)
    for row, candidate in zip(rows, found, strict=True):
        sentence = sentences[candidate.sentence]
        region = _mean(encoding, candidate.region)
        if candidate.named == BEFORE:
            row[:size] = _stood_for(encoding, candidate, asking)
        else:
            row[:size] = _mean(encoding, candidate.spans) if candidate.spans else region
        if candidate.source:
            row[size : 2 * size] = _mean(encoding, candidate.source)
        row[2 * size : 3 * size] = region
        row[3 * size : 4 * size] = encoding.span(sentence.start, sentence.end)
        row[4 * size :] = (
            candidate.holder == AUTHOR,
            candidate.holder == candidate.target,
            *(candidate.named == place for place in (INSIDE, BESIDE, BEFORE, UNNAMED)),
            bool(candidate.source),
            min(targets[candidate.sentence], 4) / 4,
            sentence.kind == "headline",
            len(sentences) == 1,
            *_words(candidate, text, (sentence.start, sentence.end)),
        )
    return rows


def _stood_for(encoding: Encoding, candidate: Candidate, asking: FloatArray) -> FloatArray:
    """Mean state of the region's words, each weighed by how likely it means the target; no word has the score 0."""
    key = encoding.heads.meant(_mean(encoding, candidate.spans)[None])[0]
    tokens = [encoding.tokens(start, end) for start, end in candidate.region]
    weights = np.exp(np.minimum(np.concatenate([asking[part] for part in tokens]) @ key, 20))
    states = np.concatenate([encoding.states[part] for part in tokens])
    return np.asarray(weights @ states / (1 + weights.sum()), dtype=np.float32)


def _words(candidate: Candidate, text: str, sentence: Span) -> tuple[float, ...]:
    """Good and bad words around the target, in the region and in the sentence, the latter apart by whose they are."""
    near = [(max(start - _NEAR, sentence[0]), min(end + _NEAR, sentence[1])) for start, end in candidate.spans]
    whole = polarity(text, [sentence])
    own = candidate.holder == candidate.target
    other = not own and candidate.holder != AUTHOR
    return (
        *polarity(text, [span for span in near if span[0] < span[1]]),
        *polarity(text, candidate.region),
        *whole,
        *(value * own for value in whole),
        *(value * other for value in whole),
    )


FLAGS = (
    "own voice",
    "holder is target",
    "target named in the holder's words",
    "target named beside them",
    "target named before",
    "target unnamed",
    "holder named",
    "sides in the sentence",
    "headline",
    "a sentence alone",
    *(
        f"{sign} words {place}"
        for place in ("near", "in region", "in sentence", "of self", "of another")
        for sign in "+-"
    ),
)
FAR = ("target named before", "target unnamed")
"""Flags of the targets that their sentence does not name."""
_NEAR = 50
"""Characters on each side of a target that count as near."""


def frame_features(encoding: Encoding, sentences: Sequence[Sentence]) -> FloatArray:
    """One row a sentence, in the order they were encoded: mean state, then similarity vector."""
    rows = [
        np.concatenate([encoding.span(s.start, s.end), encoding.vector(index)]) for index, s in enumerate(sentences)
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), 2 * encoding.states.shape[1])


def _mean(encoding: Encoding, spans: Sequence[Span]) -> FloatArray:
    if len(spans) == 1:
        return encoding.span(*spans[0])
    states = [encoding.span(start, end) for start, end in spans]
    return np.asarray(np.mean(states, axis=0), dtype=np.float32)


def _targets_in(found: Sequence[Candidate]) -> dict[int, int]:
    """How many different targets each sentence has."""
    targets: dict[int, set[str]] = {}
    for candidate in found:
        targets.setdefault(candidate.sentence, set()).add(candidate.target)
    return {sentence: len(names) for sentence, names in targets.items()}
