"""Whose voice a sentence, an attribution or a word is: the outlet's own or a quoted one, named or not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from perspectives.cues import cue_class
from perspectives.records import (
    AUTHOR,
    BOILERPLATE,
    OTHER,
    Analysis,
    Attribution,
    Conflict,
    Document,
    Sentence,
    Stance,
    journalism_of,
)

OWN, QUOTED, ALL = "own", "quoted", "all"
VOICES = (OWN, QUOTED, ALL)
POLAR = frozenset(("favorable", "critical"))
"""The stances that move a figure."""

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_ANONYMOUS_HEADS = """analyst analysts critic critics diplomat diplomats eyewitness eyewitnesses expert experts
insider insiders observer observers official officials people resident residents several some somebody someone
source sources witness witnesses many others"""
_ANONYMOUS = frozenset(_ANONYMOUS_HEADS.split())
_PRONOUNS = frozenset(("he", "her", "him", "his", "i", "it", "its", "she", "their", "them", "they", "we", "who"))
_PRONOUNS |= frozenset(("which", "that", "this", "these", "those"))


@dataclass(frozen=True, slots=True)
class Attributed:
    """An attribution that counts: at the first of its sentences that does, for the outlet of that sentence.

    ``manner`` holds "direct" (in quotation marks, at least in part) and "unnamed" (its source) where they are true;
    ``cue`` is the class of its cue, None where it has none.
    """

    attribution: Attribution
    sentence: int
    outlet: str
    manner: tuple[str, ...]
    cue: str | None


def words(text: str) -> int:
    """How many words a text has; numbers count, punctuation does not."""
    return sum(1 for _ in _WORD.finditer(text))


def outlet_of(document: Document, sentence: Sentence) -> str:
    """The outlet whose own voice the sentence would be: that of its layer, a republisher's for its introduction."""
    if sentence.layer < len(document.provenance):
        layer = document.provenance[sentence.layer]
        if layer.role in ("republisher", "outlet"):
            return layer.name
    return document.outlet


def counted(analysis: Analysis) -> Iterator[tuple[Sentence, str]]:
    """Every sentence that counts, with its outlet; boilerplate never does."""
    for sentence in analysis.sentences:
        if sentence.kind != BOILERPLATE:
            yield sentence, outlet_of(analysis.document, sentence)


def outlets_of(analysis: Analysis) -> tuple[str, ...]:
    """The document's outlet and every outlet whose own voice it holds, sorted."""
    return tuple(sorted({outlet for _, outlet in counted(analysis)} | {analysis.document.outlet}))


def covering(analysis: Analysis, sentence: Sentence) -> list[Attribution]:
    """The attributions that a sentence is part of."""
    return [attribution for attribution in analysis.attributions if sentence.id in attribution.sentences]


def voice_of(sentence: Sentence) -> str:
    """``own`` where the main side is the author, else ``quoted``."""
    return OWN if sentence.side == AUTHOR else QUOTED


def voice_of_stance(stance: Stance) -> str:
    """``own`` where the author holds it, else ``quoted``."""
    return OWN if stance.holder == AUTHOR else QUOTED


def voices_of(stance: Stance, sentence: Sentence) -> tuple[str, ...]:
    """The voices in whose share of sentences a stance counts: all, and its own where the sentence is in that voice."""
    voice = voice_of_stance(stance)
    return (voice, ALL) if voice == voice_of(sentence) else (ALL,)


def content_words(analysis: Analysis) -> dict[int, Counter[str]]:
    """Attributed words by side, for every top-level attribution id.

    A word counts for the outermost source that the conflict file names, so that a messenger ("Interfax
    quoted the president …") does not take the principal's words; joint sources each have them.
    """
    children: dict[int, list[Attribution]] = {}
    for attribution in analysis.attributions:
        if attribution.parent is not None:
            children.setdefault(attribution.parent, []).append(attribution)

    def said(attribution: Attribution) -> Counter[str]:
        spans = attribution.content or ()
        total = sum(words(analysis.document.slice(span)) for span in spans)
        inner: Counter[str] = Counter()
        if attribution.side in (OTHER, AUTHOR):
            for child in children.get(attribution.id, ()):
                inner += said(child)
            inner.pop(attribution.side, None)
        inner[attribution.side] += max(total - inner.total(), 0)
        return inner

    return {a.id: said(a) for a in analysis.attributions if a.parent is None and a.side != AUTHOR}


def person_words(conflict: Conflict) -> frozenset[str]:
    """The words of every person's name and aliases, lower case."""
    names = (name for actor in conflict.actors for person in actor.persons for name in (person.name, *person.aliases))
    return frozenset(word.lower() for name in names for word in _WORD.findall(name))


def unnamed(
    attribution: Attribution, text: str, persons: Callable[[], frozenset[str]], institutions: Sequence[str]
) -> bool:
    """Whether a source stays anonymous: "officials said", "a diplomat familiar with the talks", "reportedly".

    A source is named by a person or by a proper name that is not merely a country's. An institution or capital
    without a person ("Baku", "the ministry"), "the diplomat" of a known side, a pronoun that stands for a named
    source and a quotation that runs on count as named too. ``persons`` gives the words of known persons' names, asked
    only where it matters; ``institutions`` are the names that the sentence mentions.
    """
    if attribution.source is None:
        return attribution.cue is not None and attribution.actor is None
    found = [word for span in attribution.source for word in _plain_words(text[span[0] : span[1]])]
    lower = [word.lower() for word in found]
    if attribution.actor is not None and lower[:1] == ["the"] and len(lower) == 2:
        return False
    if not _ANONYMOUS.intersection(lower):
        proper = any(word[0].isupper() for word in found)
        return attribution.actor is None and not proper and not _PRONOUNS.intersection(lower)
    known = {word.lower() for name in institutions for word in _plain_words(name)}
    return not any(
        word.lower() in persons() or (word[0].isupper() and word.lower() not in known and position > 0)
        for position, word in enumerate(found)
    )


def attributed(
    analysis: Analysis, units: Mapping[int, tuple[Sentence, str]], persons: Callable[[], frozenset[str]]
) -> Iterator[Attributed]:
    """Every attribution to another than the author that has one of some sentences, given by id with their outlets.

    ``persons`` gives the words of known persons' names (see `unnamed`).
    """
    text = analysis.document.text
    names: dict[int, list[str]] = {}
    for mention in analysis.mentions:
        names.setdefault(mention.sentence, []).append(text[mention.start : mention.end])
    for attribution in analysis.attributions:
        home = next((number for number in attribution.sentences if number in units), None)
        if home is None or attribution.side == AUTHOR:
            continue
        manner: tuple[str, ...] = ("direct",) if attribution.type in ("direct", "mixed") else ()
        if unnamed(attribution, text, persons, names.get(home, [])):
            manner += ("unnamed",)
        cue = " ".join(text[start:end] for start, end in attribution.cue or ())
        yield Attributed(attribution, home, units[home][1], manner, cue_class(cue) if cue else None)


def _plain_words(text: str) -> list[str]:
    return [re.sub("['’]s?$", "", match.group()) for match in _WORD.finditer(text)]


def named(analysis: Analysis) -> frozenset[tuple[int, str]]:
    """Every (sentence id, side) where the sentence names the side: what the shares of stances are counted over.

    It must not depend on the stances found: a sentence that evaluates a side without its name would enter only where
    a stance was found there, never where none was, and draw every share outward.
    """
    return frozenset((mention.sentence, mention.side) for mention in analysis.mentions)


def journalism(conflict: Conflict) -> dict[str, str]:
    """The kind of journalism, war or peace, that each frame counts toward; frames that count toward none are absent."""
    return {frame.id: kind for frame in conflict.frames if (kind := journalism_of(frame))}
