"""Which of the attributions that were found are credible: some are none, and were only linked for want of better."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from perspectives.attribution.mainside import part_of
from perspectives.attribution.nesting import renumbered
from perspectives.attribution.turns import is_turn
from perspectives.attribution.words import FACTIVE
from perspectives.encoder import TAGS, Encoding, FloatArray
from perspectives.lexicon import tokenize
from perspectives.records import AUTHOR, OTHER, TYPES, Attribution, Sentence, Span

CREDIBLE = 0.15
"""Probability from which an attribution stays. More would help on the labeled corpus; on PolNeAR, whose people mark
more, it would cost a point of kappa."""
_LIKELY = 0.5
"""Linked probability from which a paraphrase that has a cue but no known source stays."""
_HEDGE = re.compile(
    r"\b(?:seem|appear|look|sound)(?:s|ed)?\b|\b(?:in|un)?(?:likely|clear|certain|evident|obvious)\b"
    r"|\b(?:im)?(?:possible|probable)\b|\bruled out\b|\bexcluded\b|\bjudg(?:e|ing)\b|\bgo(?:es)? without saying\b"
)
"""Cues by which the author weighs how things stand, where nobody else is named."""
_DEED = re.compile(r"(?:(?:ha[sd]|have|also|will) )*(?:depict(?:s|ed)?|elect(?:s|ed)?|decisions?)")
"""Cues of acts and of pictures: in the labeled corpus one in four hundred of these words is a cue."""


class CredibleModel(Protocol):
    """A classifier of attributions."""

    def predict_proba(self, features: FloatArray) -> Any:
        """Probabilities (attributions, 2) that a person would not, and would, mark the attribution."""


def credible(
    attributions: Sequence[Attribution],
    text: str,
    sentences: Sequence[Sentence],
    encoding: Encoding,
    model: CredibleModel | None,
) -> tuple[Attribution, ...]:
    """The attributions that stay, by the rules of :func:`sourced` and by the model.

    Turns stay: that somebody else speaks was judged before. Ids are counted anew; what was nested in one left out
    moves to what is around it.
    """
    known = sourced(attributions, text)
    asked = [number for number, item in enumerate(known) if not is_turn(item, text)]
    if model is None or not asked:
        return known
    chances = model.predict_proba(features([known[number] for number in asked], known, text, sentences, encoding))
    dropped = {known[number].id for number, chance in zip(asked, chances[:, 1], strict=True) if chance < CREDIBLE}
    return _without(known, dropped)


def sourced(attributions: Sequence[Attribution], text: str) -> tuple[Attribution, ...]:
    """Without paraphrases that no one is found to say, unless they have a cue and are likelier than not.

    Whatever the likelihood, what the author holds for certain or possible is no one else's ("it cannot be ruled
    out", "it seems"), and what somebody does or a picture shows is not said.
    """

    def stays(item: Attribution) -> bool:
        source, cue = (
            " ".join(text[start:end].lower() for start, end in spans or ()) for spans in (item.source, item.cue)
        )
        if _HEDGE.search(cue) if source in ("", "it") else _DEED.fullmatch(cue):
            return False
        reported = item.cue is not None and item.probability >= _LIKELY
        return reported or item.source is not None or item.side != OTHER or item.type == "direct"

    return _without(attributions, {item.id for item in attributions if not stays(item)})


def features(
    asked: Sequence[Attribution],
    attributions: Sequence[Attribution],
    text: str,
    sentences: Sequence[Sentence],
    encoding: Encoding,
) -> FloatArray:
    """One row for each attribution asked about: its form in its first unit, its tags, and the cue's mean state."""
    units = {sentence.id: sentence for sentence in sentences}
    held: dict[int, int] = {}
    for item in attributions:
        for number in item.sentences:
            held[number] = held.get(number, 0) + 1
    same: dict[object, int] = {}
    for item in attributions:
        same[item.content] = same.get(item.content, 0) + 1
    rows = []
    for item in asked:
        unit = units[item.sentences[0]]
        length = max(1, unit.end - unit.start)
        part = part_of(unit, item, sorted(item.content or ()))
        cue = " ".join(text[start:end] for start, end in item.cue or ())
        says = {token.lower for token in tokenize(cue)}
        depth = 0 if item.parent is None else 1
        form = [
            part.content / length,
            part.covered / length,
            (part.first - unit.start) / length,
            item.probability,
            held[unit.id],
            item.parent is None,
            item.source is None,
            item.cue is None,
            not item.content,
            item.side == OTHER,
            item.side == AUTHOR,
            *(item.type == name for name in TYPES),
            unit.kind == "headline",
            unit.kind == "caption",
            bool(says & FACTIVE),
            len(cue) / 20,
            length / 200,
            min(len(item.sentences), 4) / 4,
            bool(item.cue and item.content and item.cue[0][0] > item.content[0][0]),
            same[item.content] > 1,
        ]
        tags = [_tags(encoding, role, depth) for role in (item.source, item.cue, item.content)]
        state = encoding.span(*item.cue[0]) if item.cue else np.zeros(encoding.states.shape[1], np.float32)
        rows.append(np.concatenate([np.array(form, dtype=np.float32), *tags, state]))
    return np.array(rows, dtype=np.float32)


def _tags(encoding: Encoding, spans: Sequence[Span] | None, depth: int) -> FloatArray:
    """Mean probabilities (tags,) that the encoder gives the words of some spans."""
    pieces = [encoding.chances[encoding.tokens(start, end), depth] for start, end in spans or ()]
    chances = np.concatenate(pieces) if pieces else np.zeros((0, len(TAGS)), np.float32)
    # as mean(0), which takes twice as long for a few rows
    mean: FloatArray = np.add.reduce(chances, axis=0) / np.float32(max(1, len(chances)))
    return mean


def _without(attributions: Sequence[Attribution], dropped: set[int]) -> tuple[Attribution, ...]:
    if not dropped:
        return tuple(attributions)
    kept = [item for item in attributions if item.id not in dropped]
    new = {item.id: number for number, item in enumerate(kept)}
    above = {item.id: item.parent for item in attributions}
    return tuple(replace(i, id=new[i.id], parent=renumbered(i.parent, above.__getitem__, new)) for i in kept)
