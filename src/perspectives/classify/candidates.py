"""Which (holder, target) pairs of a sentence can carry a stance, and where in the text to look for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from perspectives.records import AUTHOR, BOILERPLATE, OTHER, Analysis, Attribution, Mention, Sentence, Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of holder and target in a sentence.

    ``spans`` are the target's mentions (empty where a speaker's own side is not named in its words),
    ``region`` the part of the sentence in which the holder speaks: the content in this sentence, or the
    whole sentence for the author. ``source`` is the holder's mention in the sentence, empty where it is implicit
    or the author.
    """

    sentence: int
    attribution: int | None
    holder: str
    target: str
    spans: tuple[Span, ...]
    region: tuple[Span, ...]
    source: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Draft:
    attribution: int | None
    region: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    spans: list[Span] = field(default_factory=list)


def candidates(
    sentences: Sequence[Sentence], attributions: Sequence[Attribution], mentions: Sequence[Mention]
) -> list[Candidate]:
    """The pairs of every sentence, in text order; one per sentence, holder and target.

    A mention inside a content belongs to the innermost source that holds it, any other to the author. A
    speaker always is a candidate target of its own stance, since a side may present its conduct as right
    without naming itself.
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
    found = []
    for sentence in sentences:
        if sentence.kind == BOILERPLATE:
            continue
        drafts = _of_sentence(sentence, said.get(sentence.id, []), named.get(sentence.id, []))
        found += [
            Candidate(sentence.id, draft.attribution, holder, target, tuple(draft.spans), draft.region, draft.source)
            for (holder, target), draft in drafts.items()
        ]
    return found


def of_analysis(analysis: Analysis) -> list[Candidate]:
    """The candidates of a finished (or gold) analysis."""
    return candidates(analysis.sentences, analysis.attributions, analysis.mentions)


def _of_sentence(
    sentence: Sentence, contents: list[tuple[Attribution, tuple[Span, ...]]], mentions: list[Mention]
) -> dict[tuple[str, str], _Draft]:
    drafts: dict[tuple[str, str], _Draft] = {}
    whole = ((sentence.start, sentence.end),)
    for mention in mentions:
        span = (mention.start, mention.end)
        holders = _innermost(span, contents)
        for attribution, region in holders:
            key = attribution.side, mention.side
            drafts.setdefault(key, _spoken(attribution, region, whole[0])).spans.append(span)
        if not holders:
            drafts.setdefault((AUTHOR, mention.side), _Draft(None, whole)).spans.append(span)
    for attribution, region in contents:
        if attribution.side not in (AUTHOR, OTHER):
            drafts.setdefault((attribution.side, attribution.side), _spoken(attribution, region, whole[0]))
    return drafts


def _spoken(attribution: Attribution, region: tuple[Span, ...], sentence: Span) -> _Draft:
    return _Draft(attribution.id, region, clip(attribution.source or (), sentence))


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


def clip(spans: Sequence[Span], to: Span) -> tuple[Span, ...]:
    """The parts of the spans that lie inside one span."""
    return tuple((max(start, to[0]), min(end, to[1])) for start, end in spans if max(start, to[0]) < min(end, to[1]))
