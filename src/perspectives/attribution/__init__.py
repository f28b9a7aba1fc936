"""Attribution: who is quoted with what, found by the encoder, linked, and resolved to actors and sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from perspectives.attribution.link import LinkedAttribution, Linker
from perspectives.attribution.mainside import main_sides
from perspectives.attribution.resolve import resolve
from perspectives.attribution.spans import decode
from perspectives.encoder import Encoding
from perspectives.lexicon import Lexicon
from perspectives.records import BOILERPLATE, Attribution, Document, Sentence

__all__ = ["LinkedAttribution", "Linker", "attribute", "main_sides", "resolve"]


def attribute(
    document: Document, sentences: Sequence[Sentence], encoding: Encoding, linker: Linker, lexicon: Lexicon
) -> tuple[tuple[Attribution, ...], tuple[str, ...]]:
    """The attributions of a document and the main side of each sentence.

    ``encoding`` holds the sentences that are not boilerplate, in order.
    """
    speaking = [sentence for sentence in sentences if sentence.kind != BOILERPLATE]
    spans = decode(encoding, document.text)
    linked = linker.link(spans, encoding, document.text, [(sentence.start, sentence.end) for sentence in speaking])
    numbered = [replace(item, sentences=tuple(speaking[i].id for i in item.sentences)) for item in linked]
    attributions = resolve(_spoken(numbered), document, sentences, lexicon)
    return attributions, main_sides(document.text, sentences, attributions)


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
