"""The main side of a sentence: whose view it reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from perspectives.attribution.words import FACTIVE
from perspectives.records import AUTHOR, BOILERPLATE, OTHER, Attribution, Sentence, Span

_WORD = re.compile(r"[A-Za-z]+")
_MESSENGER = re.compile(r"\b(?:quot|cit(?:e|ing)|relay|convey|publish|carri|report|broadcast|recount)", re.IGNORECASE)
_DATELINE = re.compile(r"[A-ZÀ-Þ][^.!?—–-]{1,60}(?:—|–| - )\s*")
_OPENERS = frozenset({"the", "a", "an", "of"})
_MINOR, _MINOR_FIRST = 0.42, 0.2
"""Share of a sentence below which an attribution is an aside; less is asked where the sentence begins with it."""
_EQUAL = 12
"""Characters by which two contents may differ and still count as equally long."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What of an attribution stands in one sentence: characters of content and of all its spans, and the first."""

    attribution: Attribution
    content: int
    covered: int
    first: int


def main_sides(text: str, sentences: Sequence[Sentence], attributions: Sequence[Attribution]) -> tuple[str, ...]:
    """The side of each sentence by the guideline's rules (records.Sentence.side), in order.

    The view of the main clause's source, or ``author`` where no attribution or only an aside stands;
    ``other`` where several sides share one content.
    """
    inside: dict[int, list[Attribution]] = {}
    for attribution in attributions:
        for number in attribution.sentences:
            inside.setdefault(number, []).append(attribution)
    return tuple(
        _side(text, sentence, inside[sentence.id]) if sentence.kind != BOILERPLATE and sentence.id in inside else AUTHOR
        for sentence in sentences
    )


def _side(text: str, sentence: Sentence, held: Sequence[Attribution]) -> str:
    parts = [_part(sentence, attribution) for attribution in held]
    ids = {part.attribution.id for part in parts}
    top = [part for part in parts if part.attribution.parent not in ids]
    top = [part for part in top if not _aside(text, sentence, part)]
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


def _part(sentence: Sentence, attribution: Attribution) -> _Part:
    content = _within(sentence, attribution.content)
    rest = _within(sentence, attribution.source) + _within(sentence, attribution.cue)
    spans = [*(attribution.content or ()), *(attribution.source or ()), *(attribution.cue or ())]
    first = min((start for start, end in spans if end > sentence.start), default=sentence.start)
    return _Part(attribution, content, content + rest, first)


def _within(sentence: Sentence, spans: Sequence[Span] | None) -> int:
    return sum(max(0, min(end, sentence.end) - max(start, sentence.start)) for start, end in spans or ())


def _aside(text: str, sentence: Sentence, part: _Part) -> bool:
    """Whether an attribution leaves the sentence the author's: embedded, factive, agentless, or without content."""
    attribution = part.attribution
    length = max(1, len(text[sentence.start : sentence.end].strip()))
    cue = {word.lower() for s, e in attribution.cue or () for word in _WORD.findall(text[s:e])}
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


def _principal(text: str, part: _Part, parts: Sequence[_Part]) -> Attribution:
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
