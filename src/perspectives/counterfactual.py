"""Counterfactual copies: a text or an analysis in which the sides of a conflict bear each other's names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeVar

from perspectives.lexicon import Lexicon
from perspectives.mentions import Found, find_names
from perspectives.records import Analysis, Conflict, Document, Mention, NamingUse, Sentence, Span, Stance, Zone
from perspectives.renaming import Counterparts, Edit, renamed

_Placed = TypeVar("_Placed", Zone, Sentence, Mention, NamingUse)
"""What stands at ``start:end`` of a document's text."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A text with exchanged names, and the edits that made it: in order, without overlap."""

    text: str
    edits: tuple[Edit, ...]

    def move(self, span: Span) -> Span:
        """Where a span of the old text stands; an end inside a replaced name moves to the name's end."""
        return self._moved(span[0], False), self._moved(span[1], True)

    def _moved(self, position: int, closing: bool) -> int:
        after = bisect_right(self.edits, position, key=lambda edit: edit[0])
        shift = sum(len(new) - (end - start) for start, end, new in self.edits[: max(after - 1, 0)])
        if not after:
            return position
        start, end, new = self.edits[after - 1]
        if position >= end:
            return position + shift + len(new) - (end - start)
        inside = closing and position > start
        return start + shift + (len(new) if inside else 0)


def exchanges(conflict: Conflict) -> list[dict[str, str]]:
    """Every exchange of two of the compared sides, then the rotation of all of them."""
    sides = [side.id for side in conflict.sides]
    swaps = [{a: b, b: a} for a, b in combinations(sides, 2)]
    rotation = dict(zip(sides, [*sides[1:], *sides[:1]], strict=True))
    return swaps if len(sides) < 3 else [*swaps, rotation]


def exchange(text: str, lexicon: Lexicon, sides: Mapping[str, str], published: str | None = None) -> Exchanged:
    """The text in which each side of ``sides`` bears the names of the side it maps to.

    Countries, their people, capitals, offices and persons in office are renamed wherever they count as a
    mention; case, possessive, number and article are kept. ``published`` tells which office a person held.
    """
    document = Document("", text, "", published=published)
    return _exchange(document, [Sentence(0, 0, len(text), "body")], lexicon, sides)


def exchange_analysis(analysis: Analysis, lexicon: Lexicon, sides: Mapping[str, str]) -> Analysis:
    """A copy of a finished or gold analysis: new text, spans moved with it, sides and actors renamed.

    Sentences, attributions, mentions and stances keep their number and order, so that a copy can be compared
    row by row; the id is kept, so that copies stay in their article's group.
    """
    done = _exchange(analysis.document, analysis.sentences, lexicon, sides)
    actors = Counterparts(lexicon, sides)

    def placed(item: _Placed) -> _Placed:
        start, end = done.move((item.start, item.end))
        return replace(item, start=start, end=end)

    def moved(spans: Sequence[Span] | None) -> tuple[Span, ...] | None:
        return None if spans is None else tuple(map(done.move, spans))

    def side(name: str) -> str:
        return sides.get(name, name)

    def facing(stances: Sequence[Stance]) -> tuple[Stance, ...]:
        return tuple(replace(stance, holder=side(stance.holder), target=side(stance.target)) for stance in stances)

    zones = tuple(map(placed, analysis.document.zones))
    return replace(
        analysis,
        document=replace(analysis.document, text=done.text, zones=zones, sha256=""),
        sentences=tuple(replace(placed(item), side=side(item.side)) for item in analysis.sentences),
        attributions=tuple(
            replace(
                item,
                source=moved(item.source),
                cue=moved(item.cue),
                content=moved(item.content),
                actor=None if item.actor is None else actors.renamed(item.actor),
                side=side(item.side),
            )
            for item in analysis.attributions
        ),
        stances=facing(analysis.stances),
        withheld=facing(analysis.withheld),
        mentions=tuple(
            replace(placed(item), actor=actors.renamed(item.actor), side=side(item.side)) for item in analysis.mentions
        ),
        namings=tuple(map(placed, analysis.namings)),
    )


def _exchange(
    document: Document, sentences: Sequence[Sentence], lexicon: Lexicon, sides: Mapping[str, str]
) -> Exchanged:
    actors = Counterparts(lexicon, sides)
    found: dict[int, list[Found]] = {}
    for item in find_names(document, sentences, lexicon):
        if actors.moves(item.actor):
            found.setdefault(item.sentence, []).append(item)
    edits: list[Edit] = []
    for sentence in sentences:
        if sentence.id in found:
            edits += renamed(document, sentence, found[sentence.id], actors)
    pieces, position = [], 0
    for start, end, new in edits:
        pieces += [document.text[position:start], new]
        position = end
    return Exchanged("".join([*pieces, document.text[position:]]), tuple(edits))
