"""Attribution: who is quoted with what, found by the encoder, linked, and resolved to actors and sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from perspectives.attribution.link import LinkedAttribution, Linker
from perspectives.attribution.mainside import main_sides
from perspectives.attribution.resolve import credible, resolve
from perspectives.attribution.sides import Opinion
from perspectives.attribution.spans import decode
from perspectives.attribution.turns import Turn, turns
from perspectives.encoder import Encoding
from perspectives.lexicon import Lexicon
from perspectives.records import BOILERPLATE, Attribution, Document, Sentence, clip

__all__ = [
    "LinkedAttribution",
    "Linker",
    "attribute",
    "credible",
    "in_units",
    "linked_in",
    "main_sides",
    "resolve",
    "turns",
    "within_turns",
]


def attribute(
    document: Document, sentences: Sequence[Sentence], encoding: Encoding, linker: Linker, lexicon: Lexicon
) -> tuple[tuple[Attribution, ...], tuple[str, ...]]:
    """The attributions of a document and the main side of each sentence.

    ``encoding`` holds the sentences that are not boilerplate, in order.
    """
    linked, announced = linked_in(document, sentences, encoding, linker)
    opinion = partial(Opinion, encoding=encoding, model=linker.sides)
    attributions = credible(resolve(linked, document, sentences, lexicon, announced, opinion))
    return attributions, main_sides(document.text, sentences, attributions)


def linked_in(
    document: Document, sentences: Sequence[Sentence], encoding: Encoding, linker: Linker
) -> tuple[list[LinkedAttribution], frozenset[int]]:
    """The linked attributions of a document, and the indices of those whose speaker the text announces."""
    speaking = [sentence for sentence in sentences if sentence.kind != BOILERPLATE]
    spans = decode(encoding, document.text)
    linked = linker.link(spans, encoding, document.text, [(sentence.start, sentence.end) for sentence in speaking])
    numbered = [replace(item, sentences=tuple(speaking[i].id for i in item.sentences)) for item in linked]
    found = turns(document, sentences)
    framed = within_turns(_spoken([in_units(item, sentences) for item in numbered]), found, sentences)
    spoken = [turn for turn in found if turn.speaker != "outlet"]
    return framed, frozenset(number for number, turn in enumerate(spoken) if turn.speaker != "label")


def within_turns(
    linked: Sequence[LinkedAttribution], found: Sequence[Turn], sentences: Sequence[Sentence]
) -> list[LinkedAttribution]:
    """The linked attributions with those that first-person turns add around them.

    Inside a turn an attribution needs a source of its own; the rest is what the turn's speaker says.
    """
    said: dict[int, int] = {}
    for number, turn in enumerate(found):
        said.update((sentences[i].id, number) for i in turn.sentences)
    spoken = [turn for turn in found if turn.speaker != "outlet"]
    place = {id(turn): number for number, turn in enumerate(spoken)}
    out = [
        LinkedAttribution(
            source=(turn.label,) if turn.label and turn.speaker == "label" else None,
            cue=(turn.colon,) if turn.colon else None,
            content=tuple(turn.content),
            parent=None,
            probability=1.0,
            sentences=tuple(sentences[i].id for i in turn.sentences),
        )
        for turn in spoken
    ]
    kept: dict[int, int] = {}
    for index, item in enumerate(linked):
        around = said.get(item.sentences[0]) if item.sentences else None
        inside = None if around is None else found[around]
        if inside is not None and (not item.source or (inside.label and clip(item.source, inside.label))):
            continue
        kept[index] = len(out)
        parent = item.parent
        while parent is not None and parent not in kept:
            parent = linked[parent].parent
        above = kept[parent] if parent is not None else place.get(id(inside))
        out.append(replace(item, parent=above))
    return out


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
    return replace(item, content=tuple(piece for stretch in stretches for piece in clip(item.content, stretch)))


def _spoken(linked: Sequence[LinkedAttribution]) -> list[LinkedAttribution]:
    """Without contents nested in a content that have neither source nor cue: nobody is said to say them."""
    kept = [index for index, item in enumerate(linked) if item.parent is None or item.source or item.cue]
    place = {index: number for number, index in enumerate(kept)}

    def parent(index: int) -> int | None:
        above = linked[index].parent
        while above is not None and above not in place:
            above = linked[above].parent
        return None if above is None else place[above]

    return [replace(linked[index], parent=parent(index)) for index in kept]
