"""Sources that the tags left out: the subject of a verb that is a cue, where the encoder sees a faint one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.words import CUT_SHORT, DETERMINERS, PREPOSITIONS, RELATIVE
from perspectives.encoder import TAGS, Encoding
from perspectives.lexicon import Token, tokenize, words
from perspectives.records import Span

_SOURCE = [number for number, tag in enumerate(TAGS) if tag.endswith("source")]
_FAINT, _SEEN = 0.02, 0.08
"""Probability of a word of a subject, and of the likeliest of them."""
_ASIDE = 8
"""Words that may stand between two commas before a cue: "the minister, to her credit, said"."""
_ADJECTIVES = 3
"""Words before a subject among which its article is sought."""
_BACK = 400
"""Characters before a cue in which its subject is sought; text without full stops would take square time."""
_NEXT = 8
"""Characters after a cue in which the auxiliary of a passive may stand: "has been asked"."""
_HELPING = words(
    "has had have does do did will would can could may might must shall should not never also still even already "
    "again now then later since ever just only first once t didn doesn don won wouldn "
    "couldn shouldn mustn hasn haven hadn"
)
"""Words that may stand between a subject and its verb."""
_PASSIVE = words("be been being is are was were am get gets got isn aren wasn weren")
"""What these say somebody did is said by somebody else than their subject."""
_IRREGULAR = words("said told wrote spoke swore held thought saw felt knew understood undertook made drew found put")
_MARKS = re.compile(r"[,;:()\"“”«»—–]")


def with_subjects(
    linked: Sequence[LinkedAttribution], encoding: Encoding, text: str, sentences: Sequence[Span]
) -> list[LinkedAttribution]:
    """The attributions; those in none that have a cue but no source get the subject of the cue.

    ``sentences`` are those that the encoding holds, in order.
    """
    out = []
    for item in linked:
        found = None
        if item.cue and not item.source and item.parent is None:
            start = sentences[bisect_right(sentences, item.cue[0][0], key=lambda span: span[0]) - 1][0]
            found = _subject(max(start, item.cue[0][0] - _BACK), item.cue[0], encoding, text)
        out.append(replace(item, source=(found,)) if found else item)
    return out


def _subject(start: int, cue: Span, encoding: Encoding, text: str) -> Span | None:
    """The words after the start of a sentence that may be the subject of a cue, if they look like one."""
    before, verb = tokenize(text, start, cue[0]), tokenize(text, *cue)
    stop = _stop(before, cue[0], text)
    around = {token.lower for token in (*before[stop:], *verb, *tokenize(text, cue[1], cue[1] + _NEXT)[:1])}
    if not verb or not _finite(verb[0].lower) or around & _PASSIVE:
        return None
    first, most = stop, 0.0
    while first and not (first < stop and _MARKS.search(text, before[first - 1].end, before[first].start)):
        token = before[first - 1]
        chances = encoding.chances[encoding.tokens(token.start, token.end), 0]
        chance = float(chances[:, _SOURCE].sum(1).max(initial=0))
        if chance < _FAINT:
            break
        first, most = first - 1, max(most, chance)
    if most < _SEEN:
        return None
    first = _article(before, first, text)
    subject = before[first:stop]
    if subject[-1].lower in RELATIVE - {"that"}:
        return subject[-1].start, subject[-1].end
    cut = subject[0].lower in PREPOSITIONS or subject[-1].lower in (CUT_SHORT | PREPOSITIONS | {"that"})
    return None if cut else (subject[0].start, subject[-1].end)


def _finite(word: str) -> bool:
    """Whether a word may be a verb that has a subject of its own."""
    return word in _IRREGULAR | _HELPING or (
        word.endswith(("ed", "s")) and not word.endswith(("ings", "ments", "ions"))
    )


def _stop(before: Sequence[Token], cue: int, text: str) -> int:
    """How many of the words before a cue are left without auxiliaries, adverbs and what stands between two commas."""
    stop = _without_helping(before, len(before))
    if not stop or "," not in text[before[stop - 1].end : before[stop].start if stop < len(before) else cue]:
        return stop
    for number in range(stop - 1, max(0, stop - _ASIDE), -1):
        if "," in text[before[number - 1].end : before[number].start]:
            return _without_helping(before, number)
    return 0


def _without_helping(before: Sequence[Token], stop: int) -> int:
    while stop and (before[stop - 1].lower in _HELPING | _PASSIVE or before[stop - 1].lower.endswith("ly")):
        stop -= 1
    return stop


def _article(before: Sequence[Token], first: int, text: str) -> int:
    """Where the article stands that adjectives part from the first word: "the joint statement"."""
    for number in range(first - 1, max(-1, first - 1 - _ADJECTIVES), -1):
        if _MARKS.search(text, before[number].end, before[number + 1].start):
            return first
        if before[number].lower in DETERMINERS:
            return number
    return first
