"""Attribution: who is quoted with what, found by the encoder, linked, and resolved to actors and sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from perspectives.attribution.credible import credible
from perspectives.attribution.dialogue import GUEST, Cover, Label, labels
from perspectives.attribution.link import LinkedAttribution, Linker
from perspectives.attribution.mainside import main_sides
from perspectives.attribution.nesting import renumbered
from perspectives.attribution.resolve import resolve
from perspectives.attribution.sides import Opinion
from perspectives.attribution.spans import decode, quotations
from perspectives.attribution.spoken import spoken
from perspectives.attribution.subjects import with_subjects
from perspectives.attribution.turns import Turn, turns
from perspectives.encoder import Encoding
from perspectives.lexicon import Lexicon
from perspectives.mentions import Found
from perspectives.records import BOILERPLATE, Attribution, Document, Sentence, Span, clip

__all__ = [
    "LinkedAttribution",
    "Linker",
    "attribute",
    "credible",
    "found_in",
    "in_units",
    "linked_in",
    "main_sides",
    "resolve",
    "turns",
    "within_turns",
]


def attribute(
    document: Document,
    sentences: Sequence[Sentence],
    encoding: Encoding,
    linker: Linker,
    lexicon: Lexicon,
    names: Sequence[Found] | None = None,
) -> tuple[tuple[Attribution, ...], tuple[str, ...]]:
    """The attributions of a document and the main side of each sentence.

    ``encoding`` holds the sentences that are not boilerplate, in order; ``names`` are those of the conflict in the
    document, where they were found before.
    """
    found = found_in(document, sentences, encoding, linker, lexicon, names=names)
    attributions = credible(found, document.text, sentences, encoding, linker.credible)
    return attributions, main_sides(document.text, sentences, attributions, encoding, linker.author)


def found_in(
    document: Document,
    sentences: Sequence[Sentence],
    encoding: Encoding,
    linker: Linker,
    lexicon: Lexicon,
    opinion: Callable[..., Opinion] = Opinion,
    names: Sequence[Found] | None = None,
) -> tuple[Attribution, ...]:
    """The attributions of a document before they are judged; training notes what an ``opinion`` of its own is asked."""
    linked, speakers = linked_in(document, sentences, encoding, linker, lexicon)
    weighs = partial(opinion, encoding=encoding, model=linker.sides, speakers=linker.speakers)
    return resolve(linked, document, sentences, lexicon, speakers, weighs, names)


def linked_in(
    document: Document, sentences: Sequence[Sentence], encoding: Encoding, linker: Linker, lexicon: Lexicon
) -> tuple[list[LinkedAttribution], dict[int, str]]:
    """The linked attributions of a document; the speakers of those that are turns, by index (see :mod:`.turns`)."""
    speaking = [sentence for sentence in sentences if sentence.kind != BOILERPLATE]
    spans = decode(encoding, document.text)
    bounds = [(sentence.start, sentence.end) for sentence in speaking]
    linked = with_subjects(linker.link(spans, encoding, document.text, bounds), encoding, document.text, bounds)
    numbered = [replace(item, sentences=tuple(speaking[i].id for i in item.sentences)) for item in linked]
    named = labels(document, sentences, lexicon)
    speaks = spoken(document, sentences, named, encoding, linker.spoken)
    found = turns(document, sentences, named, speaks)
    inside = _spoken([in_units(item, sentences) for item in numbered])
    framed = within_turns(inside, found, sentences, named, Cover(quotations(document.text)))
    return framed, {number: turn.speaker for number, turn in enumerate(found)}


def within_turns(
    linked: Sequence[LinkedAttribution],
    found: Sequence[Turn],
    sentences: Sequence[Sentence],
    named: Mapping[int, Label],
    marks: Cover,
) -> list[LinkedAttribution]:
    """The turns as attributions, and then the linked ones that stay, inside them or not.

    Inside a turn an attribution needs a source of its own; the rest is what the turn's speaker says. Beside
    turns, what has neither source nor cue is nobody's, unless one of the quotations (``marks``) holds it, and a
    label of the outlet is no source. None goes on past the border of a turn.
    """
    if not found:
        return list(linked)
    said = {sentences[i].id: number for number, turn in enumerate(found) for i in turn.sentences}
    used = Cover(label.span for number, label in named.items() if sentences[number].id in said or label.role != GUEST)
    out = [
        LinkedAttribution(
            source=(turn.label,) if turn.label else None,
            cue=(turn.colon,) if turn.colon else None,
            content=tuple(turn.content),
            parent=None,
            probability=1.0,
            sentences=tuple(sentences[i].id for i in turn.sentences),
        )
        for turn in found
    ]
    kept: dict[int, int] = {}
    for index, whole in enumerate(linked):
        around = said.get(whole.sentences[0]) if whole.sentences else None
        item = _up_to([said.get(unit) == around for unit in whole.sentences], whole, sentences)
        quoted = any(marks.at(*span) for span in item.content or ())
        loose = not item.source and (around is not None or not (item.cue or quoted))
        if loose or (whole.content and not item.content) or any(used.at(*span) for span in item.source or ()):
            continue
        kept[index] = len(out)
        parent = renumbered(item.parent, lambda other: linked[other].parent, kept)
        out.append(replace(item, parent=around if parent is None else parent))
    return out


def _up_to(within: Sequence[bool], item: LinkedAttribution, sentences: Sequence[Sentence]) -> LinkedAttribution:
    """The attribution with what of its content stands in those of its sentences that are ``within`` its turn."""
    if all(within):
        return item
    units = [unit for unit, inside in zip(item.sentences, within, strict=True) if inside]
    stretches = [(sentences[unit].start, sentences[unit].end) for unit in units]
    return replace(item, content=_inside(item.content or (), stretches) or None, sentences=tuple(units))


def in_units(item: LinkedAttribution, sentences: Sequence[Sentence]) -> LinkedAttribution:
    """The attribution with contents that neither leave a headline nor hold the boilerplate between two units."""
    if len(item.sentences) < 2 or not item.content:
        return item
    first, last = item.sentences[0], item.sentences[-1]
    if sentences[first].kind == "headline":
        kept = clip(item.content, (sentences[first].start, sentences[first].end))
        return replace(item, content=kept, sentences=(first,)) if kept else item
    runs = groupby(sentences[first : last + 1], lambda sentence: sentence.kind == BOILERPLATE)
    told = [list(run) for boilerplate, run in runs if not boilerplate]
    if len(told) < 2:
        return item
    stretches = [(run[0].start, run[-1].end) for run in told]
    return replace(item, content=_inside(item.content, stretches))


def _inside(spans: Sequence[Span], stretches: Sequence[Span]) -> tuple[Span, ...]:
    """What of some spans lies in some stretches of the text."""
    return tuple(piece for stretch in stretches for piece in clip(spans, stretch))


def _spoken(linked: Sequence[LinkedAttribution]) -> list[LinkedAttribution]:
    """Without contents nested in a content that have neither source nor cue: nobody is said to say them."""
    kept = [index for index, item in enumerate(linked) if item.parent is None or item.source or item.cue]
    place = {index: number for number, index in enumerate(kept)}
    above = [item.parent for item in linked]
    return [replace(linked[i], parent=renumbered(above[i], above.__getitem__, place)) for i in kept]
