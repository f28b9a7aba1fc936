"""The sentences behind the figures: which of them fit the page, and their marked text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from perspectives.records import Comparison, Evidence, EvidenceMark
from perspectives.report.escape import neutralize
from perspectives.report.keys import Entry

TEXT_LIMIT = 1500
"""Code points of a sentence that are shown; the rest is counted."""
_ROLES = {"source": "s", "cue": "c", "content": "x", "naming": "n"}
_LINK_BYTES = 26
ENTRY_BYTES = 130
"""What a link to a sentence and a cell's entry take in the index of evidence, rounded up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The positions of the sentences shown, in reading order, and for each key its shown ones, best first."""

    positions: tuple[int, ...]
    shown: dict[str, tuple[int, ...]]


def choose(comparison: Comparison, entries: dict[str, Entry], room: int, size: Callable[[Evidence], int]) -> Choice:
    """The sentences that fit ``room`` bytes: the best of every cell, then the second best of every cell, and so on.

    Where not even the best of every cell fit, the first cells have theirs, and a later cell what is there of its
    own; one of which nothing is there is not in ``shown``. ``size`` tells the bytes of a rendered sentence. The
    same comparison and room give the same choice.
    """
    listed = Counter(position for entry in entries.values() for position in entry.ranked)
    chosen: set[int] = set()
    room -= ENTRY_BYTES * len(entries)

    def cost(position: int) -> int:
        return size(comparison.evidence[position]) + _LINK_BYTES * listed[position]

    for rank in range(max((len(entry.ranked) for entry in entries.values()), default=0)):
        for entry in entries.values():
            if rank >= len(entry.ranked):
                continue
            position = entry.ranked[rank]
            if position not in chosen and cost(position) <= room:
                room -= cost(position)
                chosen.add(position)
    for position in range(len(comparison.evidence)):
        if position not in chosen and cost(position) <= room:
            room -= cost(position)
            chosen.add(position)
    shown = {key: tuple(place for place in entry.ranked if place in chosen) for key, entry in entries.items()}
    return Choice(reading_order(comparison, chosen), {key: found for key, found in shown.items() if found})


def reading_order(comparison: Comparison, positions: set[int]) -> tuple[int, ...]:
    """Positions by outlet in the report's order, then date, article and sentence."""
    outlets = {outlet.name: index for index, outlet in enumerate(comparison.outlets)}

    def order(position: int) -> tuple[int, str, str, str, int, int]:
        evidence = comparison.evidence[position]
        index = outlets.get(evidence.outlet, len(outlets))
        published = evidence.published or "9999"
        return index, evidence.outlet, published, evidence.document, evidence.sentence, position

    return tuple(sorted(positions, key=order))


def numbers(evidence: Evidence) -> dict[int, int]:
    """A number from 1 for each attribution of the sentence, by attribution id."""
    return {attribution.id: index for index, attribution in enumerate(evidence.attributions, 1)}


def marked(evidence: Evidence) -> Markup:
    """The sentence as HTML with its source, cue, content and naming spans, nested as they stand.

    Spans that cross are split, as HTML cannot cross; spans that are empty or outside of the text are left
    out. Text beyond TEXT_LIMIT is cut. Labels carry the attribution's number where there are several.
    """
    clean = neutralize(evidence.text)[:TEXT_LIMIT]
    spans = _spans(evidence.marks, len(clean))
    sides = {attribution.id: attribution.side for attribution in evidence.attributions}
    by_id = numbers(evidence) if len(evidence.attributions) > 1 else {}
    boundaries = sorted({0, len(clean), *(mark.start for mark in spans), *(mark.end for mark in spans)})
    pieces: list[str] = []
    stack: list[EvidenceMark] = []
    for start, end in zip(boundaries, [*boundaries[1:], len(clean)], strict=True):
        stack = _close(stack, start, pieces)
        for mark in (mark for mark in spans if mark.start == start):
            pieces.append(_open(mark, by_id, sides))
            stack.append(mark)
        pieces.append(escape(clean[start:end]))
    _close(stack, len(clean), pieces)
    return Markup("".join(pieces))


def _spans(marks: Sequence[EvidenceMark], length: int) -> list[EvidenceMark]:
    within = (mark for mark in marks if mark.role in _ROLES and 0 <= mark.start < min(mark.end, length))
    cut = [
        mark if mark.end <= length else EvidenceMark(mark.start, length, mark.role, mark.attribution) for mark in within
    ]
    roles = list(_ROLES)[::-1]
    return sorted(cut, key=lambda mark: (mark.start, -mark.end, roles.index(mark.role), mark.attribution or 0))


def _close(stack: list[EvidenceMark], position: int, pieces: list[str]) -> list[EvidenceMark]:
    ending = [index for index, mark in enumerate(stack) if mark.end <= position]
    if not ending:
        return stack
    first = ending[0]
    pieces.append("</mark>" * (len(stack) - first))
    reopened = [mark for mark in stack[first:] if mark.end > position]
    # A reopened piece belongs to the mark before it, so it carries no label of its own.
    pieces += [f'<mark class="{_ROLES[mark.role]} r">' for mark in reopened]
    return [*stack[:first], *reopened]


def _open(mark: EvidenceMark, numbered: dict[int, int], sides: dict[int, str]) -> str:
    attributes = f'class="{_ROLES[mark.role]}"'
    if mark.attribution in numbered:
        attributes += f' data-n=" {numbered[mark.attribution]}"'
    if mark.role == "source" and mark.attribution in sides:
        attributes += f' data-h="{escape(neutralize(sides[mark.attribution]))}"'
    return f"<mark {attributes}>"
