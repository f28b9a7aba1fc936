"""The main side of a sentence: whose view it reports."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from perspectives.attribution.turns import is_turn
from perspectives.attribution.words import EVIDENTIAL, FACTIVE
from perspectives.encoder import Encoding, FloatArray
from perspectives.records import AUTHOR, BOILERPLATE, OTHER, TYPES, Attribution, Sentence, Span, covered

_WORD = re.compile(r"[A-Za-z]+")
_MESSENGER = re.compile(r"\b(?:quot|cit(?:e|ing)|relay|convey|publish|carri|report|broadcast|recount)", re.IGNORECASE)
_DATELINE = re.compile(r"[A-ZÀ-Þ][^.!?—–-]{1,60}(?:—|–| - )\s*")
_PASSIVE = frozenset({"is", "are", "was", "were", "be", "been", "being"}) | EVIDENTIAL
"""Words of a cue that, where nobody is named, say only that something is said."""
_OPENERS = frozenset({"the", "a", "an", "of"})
_MINOR, _MINOR_FIRST = 0.42, 0.2
"""Share of a sentence below which an attribution is an aside; less is asked where the sentence begins with it."""
_AUTHOR = 0.5
"""Probability from which a sentence with attributions is the author's."""
_EQUAL = 12
"""Characters by which two contents may differ and still count as equally long."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of an attribution stands in one sentence: characters of content and of all its spans, and the first."""

    attribution: Attribution
    content: int
    covered: int
    first: int


class AuthorModel(Protocol):
    """A classifier of sentences that hold attributions."""

    def predict_proba(self, features: FloatArray) -> Any:
        """Probabilities (sentences, 2) that the main side is a source's, and that it is the author's."""


def main_sides(
    text: str,
    sentences: Sequence[Sentence],
    attributions: Sequence[Attribution],
    encoding: Encoding | None = None,
    model: AuthorModel | None = None,
) -> tuple[str, ...]:
    """The side of each sentence by the guideline's rules (records.Sentence.side), in order.

    The view of the main clause's source, or ``author`` where no attribution or only an aside stands;
    ``other`` where several sides share one content. Where the author speaks, the model tells; in turns, and
    without a model, the rules of :func:`_aside`. ``encoding`` holds the sentences that are not boilerplate, in order.
    """
    held = held_in(sentences, attributions)
    authors: dict[int, bool] = {}
    asked = open_to_doubt(text, sentences, held)
    if model is not None and encoding is not None and asked:
        rows = np.array([features(text, sentence, held[sentence.id], encoding) for sentence in asked])
        chances = model.predict_proba(rows)[:, 1]
        authors = {sentence.id: chance >= _AUTHOR for sentence, chance in zip(asked, chances.tolist(), strict=True)}
    return tuple(
        AUTHOR
        if sentence.id not in held or authors.get(sentence.id, False)
        else side_of(text, sentence, held[sentence.id], judged=sentence.id in authors)
        for sentence in sentences
    )


def held_in(sentences: Sequence[Sentence], attributions: Sequence[Attribution]) -> dict[int, list[Part]]:
    """What of which attributions stands in each sentence that holds any, by the sentence's id."""
    units = {sentence.id: sentence for sentence in sentences if sentence.kind != BOILERPLATE}
    held: dict[int, list[Part]] = {}
    for attribution in attributions:
        content = sorted(attribution.content or ())  # a speech is one attribution with as many contents as units
        for number in attribution.sentences:
            if number in units:
                held.setdefault(number, []).append(part_of(units[number], attribution, content))
    return held


def open_to_doubt(text: str, sentences: Sequence[Sentence], held: Mapping[int, Sequence[Part]]) -> list[Sentence]:
    """The sentences with attributions that may be the author's for all that: those in no turn."""
    return [s for s in sentences if s.id in held and not any(is_turn(p.attribution, text) for p in _top(held[s.id]))]


def _top(parts: Sequence[Part]) -> list[Part]:
    """Those that are nested in none of the others."""
    ids = {part.attribution.id for part in parts}
    return [part for part in parts if part.attribution.parent not in ids]


def side_of(text: str, sentence: Sentence, parts: Sequence[Part], judged: bool) -> str:
    """The side of one sentence that holds attributions; where it was ``judged`` a source's, few are asides."""
    top = [p for p in _top(parts) if not (_agentless(text, p) if judged else _aside(text, sentence, p))]
    if not top:
        return AUTHOR
    best = max(part.content for part in top)
    if sum(part.covered for part in top if part.content == best) == 0:
        return AUTHOR
    joint = [part for part in top if part.attribution.content == top[0].attribution.content]
    if len(joint) > 1 and len({part.attribution.side for part in joint}) > 1 and len(joint) == len(top):
        return OTHER
    longest = [part for part in top if part.content >= best - _EQUAL]
    chosen = min(longest, key=lambda part: part.first)
    return _principal(text, chosen, parts).side


def features(text: str, sentence: Sentence, parts: Sequence[Part], encoding: Encoding) -> FloatArray:
    """What tells whether a sentence with attributions is the author's (n,): how they stand in it, and its tags."""
    top = _top(parts)
    best = max(top, key=lambda part: (part.content, -part.first))
    item = best.attribution
    length = max(1, sentence.end - sentence.start)
    cue = " ".join(text[start:end] for start, end in item.cue or ())
    low = {word.lower() for word in _WORD.findall(cue)}
    asides = [_aside(text, sentence, part) for part in top]
    chances = encoding.chances[encoding.tokens(sentence.start, sentence.end)]
    form = [
        best.content / length,
        best.covered / length,
        sum(part.covered for part in top) / length,
        (best.first - sentence.start) / length,
        item.probability,
        max(part.attribution.probability for part in top),
        len(top),
        len(parts) - len(top),
        item.source is None,
        item.cue is None,
        not item.content,
        item.side == OTHER,
        item.side == AUTHOR,
        *(item.type == name for name in TYPES),
        all(asides),
        any(asides),
        side_of(text, sentence, parts, judged=False) == AUTHOR,
        sentence.kind == "headline",
        sentence.kind == "caption",
        bool(low & FACTIVE),
        _MESSENGER.search(cue) is not None,
        len(cue) / 20,
        length / 200,
        covered(item.source or (), (sentence.start, sentence.end)) / length,
        (item.cue[0][0] - sentence.start) / length if item.cue else 1,
        bool(item.cue and item.content and item.cue[0][0] > item.content[0][0]),
        min(len(item.sentences), 4) / 4,
    ]
    tags = chances.mean(axis=0).ravel() if len(chances) else np.zeros(encoding.tags[0].size)
    return np.concatenate([np.array(form, dtype=np.float32), tags.astype(np.float32)])


def part_of(sentence: Sentence, attribution: Attribution, contents: Sequence[Span]) -> Part:
    """What of an attribution stands in a sentence; its contents in order, so that only those near are looked at."""
    begin = max(0, bisect_left(contents, (sentence.start, 0)) - 1)
    near = contents[begin : bisect_left(contents, (sentence.end, 0)) + 1]
    bounds = (sentence.start, sentence.end)
    content = covered(near, bounds)
    rest = covered((*(attribution.source or ()), *(attribution.cue or ())), bounds)
    spans = [*near, *(attribution.source or ()), *(attribution.cue or ())]
    first = min((start for start, end in spans if end > sentence.start), default=sentence.start)
    return Part(attribution, content, content + rest, first)


def _aside(text: str, sentence: Sentence, part: Part) -> bool:
    """Whether an attribution leaves the sentence the author's: embedded, factive, agentless, or without content."""
    attribution = part.attribution
    length = max(1, len(text[sentence.start : sentence.end].strip()))
    cue = _words(text, attribution)
    if not attribution.content:
        return True
    if attribution.source is None and attribution.side == OTHER and attribution.type != "direct":
        return True
    if attribution.type == "belief" and cue & FACTIVE:
        return True
    opening = _DATELINE.match(text, sentence.start, sentence.end)
    begin = opening.end() if opening and text[sentence.start : sentence.start + 2].isupper() else sentence.start
    leads = all(word[:1].isupper() or word in _OPENERS for word in _WORD.findall(text[begin : part.first]))
    return part.covered < (_MINOR_FIRST if leads else _MINOR) * length


def _agentless(text: str, part: Part) -> bool:
    """Whether something is only said to be said: "shooting was reported", "it is widely seen as"."""
    item = part.attribution
    nobody = item.source is None and item.side == OTHER and item.type != "direct"
    return nobody and bool(_words(text, item) & _PASSIVE)


def _words(text: str, attribution: Attribution) -> set[str]:
    """The words of a cue, in lower case."""
    return {word.lower() for start, end in attribution.cue or () for word in _WORD.findall(text[start:end])}


def _principal(text: str, part: Part, parts: Sequence[Part]) -> Attribution:
    """A messenger gives way to whom it quotes: what it says is nothing but that other's words."""
    chosen = part.attribution
    while True:
        inner = [
            other
            for other in parts
            if other.attribution.parent == chosen.id and other.covered >= 0.7 * max(1, part.content)
        ]
        cue = " ".join(text[start:end] for start, end in chosen.cue or ())
        if not inner or chosen.side != OTHER or not _MESSENGER.search(cue):
            return chosen
        part = max(inner, key=lambda other: other.content)
        chosen = part.attribution
