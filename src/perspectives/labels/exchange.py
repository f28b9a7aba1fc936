"""An analysis as a labeling task, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from perspectives.errors import PerspectivesError
from perspectives.labels.task import HOLDER, OF, PARENT, PART, RELATIONS, ROLES, Link, Region, Task
from perspectives.markup import Vocabulary
from perspectives.markup.parse import DECIDED_BY
from perspectives.records import AUTHOR, KINDS, STANCES, TYPES, Analysis, Attribution, FrameLabel, Span, Stance


class _Writer:
    """A task on its way out: regions numbered from 1 in the order in which they are written."""

    def __init__(self) -> None:
        self.regions: list[Region] = []
        self.links: list[Link] = []

    def region(self, span: Span, label: str) -> int:
        self.regions.append(Region(len(self.regions) + 1, span[0], span[1], label))
        return len(self.regions)

    def link(self, start: int, end: int, label: str) -> None:
        self.links.append(Link(start, end, label))


def to_task(analysis: Analysis) -> Task:
    """The task of an analysis; `from_task` gives its labels back.

    A unit is a region ``unit:KIND`` with regions ``side:…`` and ``frame:…`` over the same span. An attribution is
    one head region (its first content, else cue, else source) with ``type:…``, ``side:…`` and ``actor:…`` related
    to it by ``of``, and its other regions related to it by ``part of``. A stance is ``stance:TARGET:LABEL`` over
    the words of its holder, ``held by`` their head; over the whole unit and unrelated it is the author's.
    """
    writer = _Writer()
    units = {s.id: (s.start, s.end) for s in analysis.sentences}
    for sentence in analysis.sentences:
        span = (sentence.start, sentence.end)
        writer.region(span, f"unit:{sentence.kind}")
        if sentence.side != AUTHOR:
            writer.region(span, f"side:{sentence.side}")
        for frame in sentence.frames:
            writer.region(span, f"frame:{frame.frame}")
    heads = {a.id: _write_attribution(writer, a) for a in analysis.attributions}
    for attribution in analysis.attributions:
        if attribution.parent in heads:
            writer.link(heads[attribution.id], heads[attribution.parent], PARENT)
    by_id = {a.id: a for a in analysis.attributions}
    for stance in analysis.stances:
        label = f"stance:{stance.target}:{stance.label}"
        holder = None if stance.attribution is None else by_id.get(stance.attribution)
        plain = stance.holder == (AUTHOR if holder is None else holder.side)
        label = label if plain else f"stance:{stance.holder}>{stance.target}:{stance.label}"
        span = units[stance.sentence]
        if holder is not None:
            spans = holder.content or holder.cue or holder.source or ()
            said = [s for s in spans if span[0] <= s[0] < span[1]]
            writer.link(writer.region(next(iter(said), span), label), heads[holder.id], HOLDER)
        else:
            writer.region(span, label)
    document = analysis.document
    digest = hashlib.sha256(document.text.encode()).hexdigest()
    return Task(document.id, digest, document.text, tuple(writer.regions), tuple(writer.links))


def _write_attribution(writer: _Writer, attribution: Attribution) -> int:
    pieces = [
        (role, span)
        for role, spans in (("content", attribution.content), ("cue", attribution.cue), ("source", attribution.source))
        for span in spans or ()
    ]
    if not pieces:
        raise PerspectivesError(f"attribution {attribution.id} has neither source nor cue nor content")
    head = writer.region(pieces[0][1], pieces[0][0])
    for role, span in pieces[1:]:
        writer.link(writer.region(span, role), head, PART)
    labels = [f"type:{attribution.type}", f"side:{attribution.side}"]
    labels += [f"actor:{attribution.actor}"] if attribution.actor else []
    for label in labels:
        writer.link(writer.region(pieces[0][1], label), head, OF)
    return head


def from_task(task: Task, original: Analysis, valid: Vocabulary) -> Analysis:
    """The labels of a task on the units of the analysis that it was made from; probabilities are 1.

    A tool may have reordered, added and removed regions and relations. A ``side`` or ``frame`` without an ``of``
    relation counts for the unit over the same span, a ``side``, ``type`` or ``actor`` else for the only head there;
    a stance without ``held by`` for the innermost content around it. Raises PerspectivesError naming the document
    and what is wrong: another text, an unknown label, a unit that moved, an attribution without type or side.
    """
    document = original.document
    digest = hashlib.sha256(document.text.encode()).hexdigest()
    if task.sha256 != digest or task.text != document.text:
        raise PerspectivesError(f"document {document.id!r}: the text is not the one that was exported")
    return _Reading(task, original, valid).analysis()


def changed(task: Task, original: Analysis) -> bool:
    """Whether a task has other regions or relations than the export of the analysis; order and ids do not matter."""
    return _marks(task) != _marks(to_task(original))


def _marks(task: Task) -> tuple[frozenset[object], frozenset[object]]:
    regions = {region.id: (*region.span, region.label) for region in task.regions}
    links = frozenset((regions.get(link.start), regions.get(link.end), link.label) for link in task.links)
    return frozenset(regions.values()), links


class _Reading:
    """One task on its way back."""

    def __init__(self, task: Task, original: Analysis, valid: Vocabulary) -> None:
        self.task, self.original, self.valid = task, original, valid
        self.regions = {region.id: region for region in sorted(task.regions, key=lambda r: r.id)}
        self.units = {(s.start, s.end): s for s in original.sentences}
        self.targets: dict[str, dict[int, int]] = {relation: {} for relation in RELATIONS}
        for link in task.links:
            if link.label not in RELATIONS:
                self.fail(f"unknown relation {link.label!r}: choose from {', '.join(RELATIONS)}")
            if link.start not in self.regions or link.end not in self.regions:
                self.fail(f"a relation {link.label!r} leads to a region that is not there")
            self.targets[link.label][link.start] = link.end
        self.heads = [r for r in self.regions.values() if r.label in ROLES and r.id not in self.targets[PART]]
        self.numbers = {head.id: number for number, head in enumerate(self.heads)}

    def fail(self, message: str) -> NoReturn:
        raise PerspectivesError(f"document {self.task.document!r}: {message}")

    def analysis(self) -> Analysis:
        """The analysis that the task says."""
        kinds, attributes = self._labels()
        for (start, end), kind in kinds.items():
            if (start, end) not in self.units:
                self.fail(f"unit:{kind} at {start}–{end} is no unit of the export")
        sentences = tuple(
            replace(
                unit,
                kind=kinds.get(span, unit.kind),
                side=self._one(attributes.get(span, []), "side", span) or AUTHOR,
                frames=tuple(FrameLabel(frame, 1.0) for frame in _values(attributes.get(span, []), "frame")),
            )
            for span, unit in self.units.items()
        )
        attributions = tuple(self._attribution(head, attributes.get(head.id, [])) for head in self.heads)
        stances = tuple(self._stance(r, attributions) for r in self.regions.values() if r.label.startswith("stance:"))
        return replace(
            self.original,
            sentences=sentences,
            attributions=attributions,
            stances=tuple(sorted(stances, key=lambda s: s.sentence)),
            withheld=(),
        )

    def _labels(self) -> tuple[dict[Span, str], dict[Span | int, list[str]]]:
        """Unit kinds by span; attribute labels by the head that they are of, or by the unit's span."""
        kinds: dict[Span, str] = {}
        attributes: dict[Span | int, list[str]] = {}
        at: dict[Span, list[int]] = {}
        for head in self.heads:
            at.setdefault(head.span, []).append(head.id)
        for region in self.regions.values():
            span = region.span
            name, _, value = region.label.partition(":")
            if region.label in ROLES or name == "stance":
                continue
            self._check(name, value, region.label)
            if name == "unit":
                kinds[span] = value
            elif region.id in self.targets[OF]:
                attributes.setdefault(self.targets[OF][region.id], []).append(region.label)
            elif name == "frame" or (name == "side" and span in self.units):
                attributes.setdefault(span, []).append(region.label)
            elif len(heads := at.get(span, [])) == 1:
                attributes.setdefault(heads[0], []).append(region.label)
            else:
                self.fail(f"{region.label} at {span[0]}–{span[1]} belongs to no attribution: relate it by {OF!r}")
        return kinds, attributes

    def _check(self, name: str, value: str, label: str) -> None:
        choices: dict[str, Iterable[str]] = {
            "unit": KINDS,
            "side": self.valid.holders,
            "frame": self.valid.frames,
            "type": TYPES,
            "actor": self.valid.actors,
        }
        if name not in choices:
            self.fail(f"unknown label {label!r}")
        elif value not in choices[name]:
            self.fail(f"unknown {name} {value!r}: choose from {', '.join(choices[name])}")

    def _one(self, labels: list[str], name: str, where: Span) -> str | None:
        values = _values(labels, name)
        if len(values) > 1:
            self.fail(f"two labels {name} at {where[0]}–{where[1]}: {', '.join(values)}")
        return next(iter(values), None)

    def _attribution(self, head: Region, labels: list[str]) -> Attribution:
        where = head.span
        members = [head, *(self.regions[i] for i, to in self.targets[PART].items() if to == head.id)]
        kind, side = self._one(labels, "type", where), self._one(labels, "side", where)
        if kind is None or side is None:
            self.fail(f"the attribution at {where[0]}–{where[1]} has no {'type' if kind is None else 'side'}")
        spans = {role: tuple(sorted(r.span for r in members if r.label == role)) for role in ROLES}
        parent = self.targets[PARENT].get(head.id)
        return Attribution(
            id=self.numbers[head.id],
            sentences=tuple(
                s.id for (start, end), s in self.units.items() if any(r.start < end and r.end > start for r in members)
            ),
            parent=None if parent is None else self.numbers.get(parent),
            type=kind,
            source=spans["source"] or None,
            cue=spans["cue"] or None,
            content=spans["content"] or None,
            actor=self._one(labels, "actor", where),
            side=side,
            probability=1.0,
            decided_by=DECIDED_BY,
        )

    def _stance(self, region: Region, attributions: tuple[Attribution, ...]) -> Stance:
        pair, _, label = region.label.removeprefix("stance:").rpartition(":")
        holder, arrow, target = pair.rpartition(">")
        for what, value, choices in (
            ("stance", label, STANCES),
            ("target", target, self.valid.sides),
            ("holder", holder if arrow else AUTHOR, self.valid.holders),
        ):
            if value not in choices:
                self.fail(f"{region.label!r}: unknown {what} {value!r}: choose from {', '.join(choices)}")
        head = self.targets[HOLDER].get(region.id)
        number = None if head is None else self.numbers.get(head)
        if number is None and not arrow:
            number = self._innermost(region, attributions)
        unit = next((s for (b, e), s in self.units.items() if b <= region.start < e), None)
        if unit is None:
            self.fail(f"{region.label} at {region.start}–{region.end} lies outside every unit")
        side = holder if arrow else AUTHOR if number is None else attributions[number].side
        return Stance(unit.id, number, side, target, label, 1.0)

    def _innermost(self, region: Region, attributions: tuple[Attribution, ...]) -> int | None:
        """The attribution with the shortest content around a stance that is not a whole unit and says no holder."""
        if region.span in self.units:
            return None
        around = [
            (end - start, a.id)
            for a in attributions
            for start, end in a.content or ()
            if start <= region.start and region.end <= end
        ]
        return min(around)[1] if around else None


def _values(labels: list[str], name: str) -> list[str]:
    found = [label.partition(":")[2] for label in labels if label.startswith(f"{name}:")]
    return list(dict.fromkeys(found))
