"""Find the contested names in a text, and in whose voice each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from perspectives.lexicon import Lexicon, longest, unbroken
from perspectives.mentions import names_outlet
from perspectives.records import BOILERPLATE, Attribution, Document, NamingUse, Sentence, Span


def find_namings(document: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[NamingUse, ...]:
    """Uses of contested names and loaded words, in order; ``attribution`` is None: see :func:`voiced`."""
    text = document.text
    uses: list[NamingUse] = []
    for sentence in sentences:
        if sentence.kind == BOILERPLATE:
            continue
        tokens = unbroken(text, sentence.start, sentence.end, lexicon.words)
        at = 0
        while at < len(tokens):
            end, entries = longest(lexicon.namings, tokens, at)
            if not entries or names_outlet(tokens, end):
                at = max(end, at + 1)
                continue
            span = (tokens[at].start, tokens[end - 1].end)
            for naming, variant in {entry.actor: entry.value for entry in entries}.items():
                uses.append(NamingUse(sentence.id, *span, naming, variant, None, _quoted(text, *span)))
            at = end
    return tuple(uses)


def voiced(uses: Sequence[NamingUse], attributions: Sequence[Attribution]) -> tuple[NamingUse, ...]:
    """Each use with the innermost attribution whose content holds it; None is the outlet's own voice."""

    def holder(use: NamingUse) -> int | None:
        holding = [
            (_length(a.content), a.id)
            for a in attributions
            if use.sentence in a.sentences
            and any(start <= use.start and use.end <= end for start, end in a.content or ())
        ]
        return min(holding)[1] if holding else None

    return tuple(replace(use, attribution=holder(use)) for use in uses)


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether quotation marks stand right around the words (a comma may come before the closing one)."""
    after = end + 1 if text[end : end + 1] in tuple(",.;") else end
    around = text[start - 1 : start] in tuple("\"'“‘«„") and text[after : after + 1] in tuple("\"'”’»“")
    return around or any(mark in text[start:end] for mark in (" '", ' "', " “", " ‘", " «"))


def _length(spans: Sequence[Span] | None) -> int:
    return sum(end - start for start, end in spans or ())
