"""Inline markup of a labeled article read into gold records, with every problem at its line."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from perspectives.errors import PerspectivesError
from perspectives.markup.attributions import Declared, check_marks, read_attributions
from perspectives.markup.layout import (
    OPTIONAL,
    REQUIRED,
    Head,
    Problem,
    Reader,
    Unit,
    read_head,
    read_layers,
    read_units,
)
from perspectives.markup.marks import Mark, read_marks
from perspectives.markup.vocabulary import Vocabulary
from perspectives.records import (
    AUTHOR,
    BOILERPLATE,
    KINDS,
    OTHER,
    STANCES,
    Analysis,
    Attribution,
    Document,
    FrameLabel,
    Sentence,
    Span,
    Stance,
    Zone,
)

DECIDED_BY = "annotator"
_STANCE = re.compile(r"([^\s>:@]+)>([^\s>:@]+):([^\s>:@]+)(?:@([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class Article:
    """A labeled article: its gold analysis and what the corpus knows of it."""

    analysis: Analysis
    event: str
    split: str
    genre: str


def read_markup(source: str, name: str, valid: Vocabulary) -> tuple[Article | None, tuple[Problem, ...]]:
    """The article of a markup file and its problems in line order; no article where a problem is an error.

    ``name`` is the file name that problems show.
    """
    reader = Reader(name, valid)
    lines = source.replace("\r\n", "\n").split("\n")
    head, first = read_head(reader, lines)
    units = read_units(reader, lines, first)
    article = _build(reader, head, units)
    problems = tuple(sorted(reader.problems, key=lambda p: p.line))
    return (None if any(not p.warning for p in problems) else article), problems


def parse(source: str, name: str, valid: Vocabulary) -> Analysis:
    """The gold analysis of a markup file.

    Raises PerspectivesError with the first error, its line and the number of further ones.
    """
    article, problems = read_markup(source, name, valid)
    if article is None:
        errors = [p for p in problems if not p.warning]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise PerspectivesError(f"{errors[0]}{more}")
    return article.analysis


@dataclass(slots=True)
class _Spoken:
    """The attributions with marks in one unit: their side and the length of their content there."""

    index: int
    unit: Unit
    sides: dict[int, str]
    lengths: dict[int, int]


@dataclass(slots=True)
class _Gold:
    """The records as they grow, unit by unit; ``spans`` maps attribution number and role to spans in the text."""

    declared: dict[int, Declared]
    text: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    stances: list[Stance] = field(default_factory=list)
    spans: dict[tuple[int, str], list[Span]] = field(default_factory=dict)
    covers: dict[int, list[int]] = field(default_factory=dict)

    def attributions(self) -> tuple[Attribution, ...]:
        """The attributions in the order of their numbers; ids count from 0."""

        def spans(number: int, role: str) -> tuple[Span, ...] | None:
            return tuple(self.spans[number, role]) if (number, role) in self.spans else None

        return tuple(
            Attribution(
                id=number - 1,
                sentences=tuple(self.covers.get(number, ())),
                parent=None if one.parent is None else one.parent - 1,
                type=one.type,
                source=spans(number, "source"),
                cue=spans(number, "cue"),
                content=spans(number, "content"),
                actor=one.actor,
                side=one.side,
                probability=1.0,
                decided_by=DECIDED_BY,
            )
            for number, one in sorted(self.declared.items())
        )


def _build(reader: Reader, head: Head, units: list[Unit]) -> Article:
    gold = _Gold(read_attributions(reader, units))
    layers = read_layers(reader, head)
    for index, unit in enumerate(units):
        if unit.layer >= len(layers):
            reader.problem(unit.line, f"layer {unit.layer} is not in the provenance (0 to {len(layers) - 1})")
        _add(reader, gold, index, unit)
    value = {key: head.get(key, (1, ""))[1] for key in REQUIRED + OPTIONAL}
    headlines = [gold.text[s.start : s.end] for s in gold.sentences if s.kind == "headline"]
    if value["title"] and value["title"] not in headlines:
        reader.problem(head["title"][0], "the title is not the text of a headline unit", True)
    document = Document(
        id=value["id"],
        text=gold.text,
        outlet=value["outlet"],
        title=value["title"] or next(iter(headlines), None),
        published=value["published"] or None,
        url=value["url"] or None,
        language="en",
        provenance=layers,
        zones=_zones(gold.sentences),
        sha256=hashlib.sha256(gold.text.encode()).hexdigest(),
    )
    analysis = Analysis(document, tuple(gold.sentences), gold.attributions(), tuple(gold.stances))
    return Article(analysis, value["event"], value["split"], value["genre"])


def _add(reader: Reader, gold: _Gold, index: int, unit: Unit) -> None:
    gold.text += unit.before
    start = len(gold.text)
    text, marks = _text(reader, unit)
    gold.text += text
    check_marks(reader, unit, marks, gold.declared)
    spoken = _Spoken(index, unit, {}, {})
    for mark in marks:
        number = mark.number
        if number in gold.declared:
            gold.spans.setdefault((number, mark.role), []).append((mark.start + start, mark.end + start))
            if number not in spoken.sides:
                gold.covers.setdefault(number, []).append(index)
                spoken.sides[number], spoken.lengths[number] = gold.declared[number].side, 0
            spoken.lengths[number] += (mark.end - mark.start) * (mark.role == "content")
    fields = _fields(reader, unit)
    frames = tuple(FrameLabel(frame, 1.0) for frame in fields.frames)
    gold.sentences.append(Sentence(index, start, start + len(text), fields.kind, unit.layer, fields.side, frames))
    if fields.kind == BOILERPLATE and (fields.side != AUTHOR or frames or fields.stances or marks):
        reader.problem(unit.line, "boilerplate carries no labels and no marks")
    if fields.side not in {AUTHOR, OTHER, *spoken.sides.values()}:
        reader.problem(unit.line, f"the main side {fields.side} speaks in no attribution of this unit", True)
    gold.stances += _stances(reader, spoken, fields.stances)


def _zones(sentences: list[Sentence]) -> tuple[Zone, ...]:
    """One zone for each run of units of one layer; none where all belong to layer 0."""
    runs: list[Zone] = []
    for sentence in sentences:
        if runs and runs[-1].layer == sentence.layer:
            runs[-1] = Zone(runs[-1].start, sentence.end, sentence.layer)
        else:
            runs.append(Zone(sentence.start, sentence.end, sentence.layer))
    return tuple(runs) if any(run.layer for run in runs) else ()


def _text(reader: Reader, unit: Unit) -> tuple[str, list[Mark]]:
    lines = list(unit.text)
    while lines and not lines[-1][1].strip():
        lines.pop()
    while lines and not lines[0][1].strip():
        lines.pop(0)
    if not lines:
        reader.problem(unit.line, "the unit has no text")
        return "", []
    for number, line in lines:
        if not line.strip():
            reader.problem(number, "a blank line inside a unit: write {p} for one in the text, or ¶ between units")
    source = "\n".join(line for _, line in lines).rstrip()
    source = source.lstrip()
    marked = read_marks(source)
    for offset, message, warning in marked.problems:
        reader.problem(lines[0][0] + source.count("\n", 0, offset), message, warning)
    return marked.text, marked.marks


@dataclass(frozen=True, slots=True)
class _Fields:
    kind: str
    side: str
    frames: list[str]
    stances: list[str]


def _fields(reader: Reader, unit: Unit) -> _Fields:
    kind = unit.fields[0]
    reader.check(unit.line, "kind", kind, KINDS)
    if len(unit.fields) != 4 and (kind != BOILERPLATE or len(unit.fields) != 1):
        reader.problem(unit.line, f"expected '= KIND | SIDE | FRAMES | STANCES', found {len(unit.fields)} fields")
    side, frames, stances = ([*unit.fields, "", "", ""])[1:4]
    if not side:
        if kind != BOILERPLATE and len(unit.fields) == 4:
            reader.problem(unit.line, "the main side is missing")
        side = AUTHOR
    else:
        reader.check(unit.line, "side", side, reader.valid.holders)
    named = frames.split()
    for frame in named:
        reader.check(unit.line, "frame", frame, reader.valid.frames)
    if len(set(named)) != len(named):
        reader.problem(unit.line, "a frame is given twice")
    if len(named) > 3:
        reader.problem(unit.line, f"{len(named)} frames: one to three are allowed")
    return _Fields(kind, side, named, stances.split())


def default_attribution(holder: str, sides: dict[int, str], lengths: dict[int, int]) -> int | None:
    """The attribution that holds a stance unless said otherwise: the holder's with the longest content in the unit."""
    own = [number for number, side in sides.items() if side == holder]
    return min(own, key=lambda n: (-lengths[n], n), default=None)


def _stances(reader: Reader, spoken: _Spoken, labels: list[str]) -> list[Stance]:
    found: list[Stance] = []
    seen: set[tuple[str, str, str | None]] = set()
    line = spoken.unit.line
    for label in labels:
        match = _STANCE.fullmatch(label)
        if not match:
            reader.problem(line, f"expected a stance 'holder>target:label', found {label!r}")
            continue
        holder, target, value, at = match.groups()
        reader.check(line, "holder", holder, reader.valid.holders)
        reader.check(line, "target", target, reader.valid.sides)
        reader.check(line, "stance", value, STANCES)
        if (holder, target, at) in seen:
            reader.problem(line, f"two stances for {holder}>{target}")
        seen.add((holder, target, at))
        if holder != AUTHOR and holder not in spoken.sides.values():
            reader.problem(line, f"the stance holder {holder} speaks in no attribution of this unit", True)
        number = default_attribution(holder, spoken.sides, spoken.lengths) if at is None else int(at)
        if at is not None and number and number not in spoken.sides:
            reader.problem(line, f"stance {label!r}: attribution {at} has no mark in this unit")
        found.append(Stance(spoken.index, number - 1 if number else None, holder, target, value, 1.0))
    return found
