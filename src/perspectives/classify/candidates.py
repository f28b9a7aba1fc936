"""Which (holder, target) pairs of a sentence can carry a stance, and where in the text to look for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perspectives.records import AUTHOR, BOILERPLATE, OTHER, Analysis, Attribution, Mention, Sentence, Span, clip

POLARITY = ("critical", "none", "favorable")
"""What a pair is first decided to be; ``neutral`` is decided apart, among what is not polar."""
INSIDE, BESIDE, BEFORE, UNNAMED = "inside", "beside", "before", "unnamed"
"""Where a target is named: in the holder's words, elsewhere in the sentence, in a sentence before, or nowhere."""
_MEMORY = 3
"""Sentences back, and sides of them, that a pronoun or role noun may stand for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of holder and target in a sentence.

    ``spans`` are the target's mentions, at the place ``named`` tells (none where a speaker's own side is not
    named); ``region`` is the part of the sentence in which the holder speaks: the content in this sentence,
    or the whole sentence for the author. ``source`` is the holder's mention in the sentence, empty where it
    is implicit or the author.
    """

    sentence: int
    attribution: int | None
    holder: str
    target: str
    spans: tuple[Span, ...]
    region: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    named: str = INSIDE


@dataclass(frozen=True, slots=True)
class _Voice:
    """A holder that speaks in a sentence."""

    holder: str
    attribution: int | None
    region: tuple[Span, ...]
    source: tuple[Span, ...]


def candidates(
    sentences: Sequence[Sentence], attributions: Sequence[Attribution], mentions: Sequence[Mention]
) -> list[Candidate]:
    """The pairs of every sentence, in text order; one per sentence, holder and target.

    A side named inside a content is a target of the innermost source that holds it, any other of the author.
    A side named elsewhere in the sentence may be a target of its sources too ("each accused the other"), and
    so may one named just before ("it", "the peacekeepers"), and the speaker's own side.
    """
    said: dict[int, list[tuple[Attribution, tuple[Span, ...]]]] = {}
    for attribution in attributions:
        for index in attribution.sentences:
            sentence = sentences[index]
            inside = clip(attribution.content or (), (sentence.start, sentence.end))
            if inside:
                said.setdefault(index, []).append((attribution, inside))
    named: dict[int, list[Mention]] = {}
    for mention in mentions:
        named.setdefault(mention.sentence, []).append(mention)
    found: list[Candidate] = []
    before: list[dict[str, tuple[Span, ...]]] = []
    for sentence in sentences:
        if sentence.kind == BOILERPLATE:
            continue
        here = _by_side(named.get(sentence.id, []))
        found += _of_sentence(sentence, said.get(sentence.id, []), here, _recent(before[-_MEMORY:]))
        before.append(here)
    return found


def _by_side(mentions: Sequence[Mention]) -> dict[str, tuple[Span, ...]]:
    sides: dict[str, tuple[Span, ...]] = {}
    for mention in mentions:
        sides[mention.side] = (*sides.get(mention.side, ()), (mention.start, mention.end))
    return sides


def _recent(before: Sequence[dict[str, tuple[Span, ...]]]) -> dict[str, tuple[Span, ...]]:
    """The sides named last in some sentences, each with its latest mentions."""
    recalled: dict[str, tuple[Span, ...]] = {}
    for sides in before:
        for side, spans in sides.items():
            recalled.pop(side, None)
            recalled[side] = spans
    return dict(list(recalled.items())[-_MEMORY:])


def of_analysis(analysis: Analysis) -> list[Candidate]:
    """The candidates of a finished (or gold) analysis."""
    return candidates(analysis.sentences, analysis.attributions, analysis.mentions)


def _of_sentence(
    sentence: Sentence,
    contents: list[tuple[Attribution, tuple[Span, ...]]],
    here: dict[str, tuple[Span, ...]],
    before: dict[str, tuple[Span, ...]],
) -> list[Candidate]:
    whole = (sentence.start, sentence.end)
    voices = [_Voice(AUTHOR, None, (whole,), ())]
    for attribution, region in contents:
        if all(voice.holder != attribution.side for voice in voices):
            voices.append(_Voice(attribution.side, attribution.id, region, clip(attribution.source or (), whole)))
    inside: dict[tuple[str, str], tuple[Span, ...]] = {}
    owners: dict[tuple[str, str], tuple[int, tuple[Span, ...]]] = {}
    for side, spans in here.items():
        for span in spans:
            holders = _innermost(span, contents)
            for attribution, region in holders:
                key = attribution.side, side
                inside[key] = (*inside.get(key, ()), span)
                owners.setdefault(key, (attribution.id, region))
            if not holders:
                inside[AUTHOR, side] = (*inside.get((AUTHOR, side), ()), span)
    found = []
    for voice in voices:
        for side in dict.fromkeys((*here, *before, *_own(voice))):
            key = voice.holder, side
            if key in inside:
                attribution_id, region = owners.get(key, (voice.attribution, voice.region))
                found.append(Candidate(sentence.id, attribution_id, *key, inside[key], region, voice.source))
            elif side in here and voice.holder != AUTHOR:
                found.append(_at(sentence, voice, side, here[side], BESIDE))
            elif side in before and side not in here:
                found.append(_at(sentence, voice, side, before[side], BEFORE))
            elif side == voice.holder:
                found.append(_at(sentence, voice, side, (), UNNAMED))
    return found


def _own(voice: _Voice) -> tuple[str, ...]:
    return () if voice.holder in (AUTHOR, OTHER) else (voice.holder,)


def _at(sentence: Sentence, voice: _Voice, side: str, spans: tuple[Span, ...], named: str) -> Candidate:
    return Candidate(sentence.id, voice.attribution, voice.holder, side, spans, voice.region, voice.source, named)


def _innermost(
    span: Span, contents: list[tuple[Attribution, tuple[Span, ...]]]
) -> list[tuple[Attribution, tuple[Span, ...]]]:
    """The attributions whose content holds the span and no smaller one does; joint sources share a content."""
    holding = [
        (sum(end - start for start, end in attribution.content or ()), attribution, region)
        for attribution, region in contents
        if any(start <= span[0] and span[1] <= end for start, end in region)
    ]
    smallest = min((size for size, *_ in holding), default=0)
    return [(attribution, region) for size, attribution, region in holding if size == smallest]
