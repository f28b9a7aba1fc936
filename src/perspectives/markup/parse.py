"""Inline markup of a labeled article read into gold records, with every problem at its line."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from perspectives.errors import PerspectivesError
from perspectives.markup.marks import Mark, read_marks
from perspectives.markup.vocabulary import Vocabulary
from perspectives.records import (
    AUTHOR,
    BOILERPLATE,
    KINDS,
    OTHER,
    STANCES,
    TYPES,
    Analysis,
    Attribution,
    Document,
    FrameLabel,
    Layer,
    Sentence,
    Span,
    Stance,
    Zone,
)

SPLITS = ("train", "dev", "test")
REQUIRED = ("id", "outlet", "published", "event", "split", "genre")
OPTIONAL = ("title", "url", "author", "provenance")
ROLES = ("republisher", "outlet", "author", "translator", "editor")
DECIDED_BY = "annotator"
SEPARATORS = {"¶": "\n\n", "/": "\n"}
_STANCE = re.compile(r"([^\s>:@]+)>([^\s>:@]+):([^\s>:@]+)(?:@([0-9]{1,4}))?")
_ATTRIBUTION = re.compile(r"@([1-9][0-9]{0,3})(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Article:
    """A labeled article: its gold analysis and what the corpus knows of it."""

    analysis: Analysis
    event: str
    split: str
    genre: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a markup file; a warning does not keep the article from being used."""

    name: str
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {'warning: ' if self.warning else ''}{self.message}"


@dataclass(slots=True)
class _Unit:
    line: int
    fields: list[str]
    attributions: list[tuple[int, str]] = field(default_factory=list)
    text: list[tuple[int, str]] = field(default_factory=list)
    before: str = ""
    layer: int = 0


@dataclass(slots=True)
class _Declared:
    line: int
    type: str
    side: str
    actor: str | None
    parent: int | None


@dataclass(slots=True)
class _Reader:
    name: str
    valid: Vocabulary
    problems: list[Problem] = field(default_factory=list)

    def problem(self, line: int, message: str, warning: bool = False) -> None:
        self.problems.append(Problem(self.name, line, message, warning))

    def check(self, line: int, what: str, value: str, choices: tuple[str, ...]) -> bool:
        if value in choices:
            return True
        self.problem(line, f"unknown {what} {value!r}: choose from {', '.join(choices)}")
        return False


def read_markup(source: str, name: str, valid: Vocabulary) -> tuple[Article | None, tuple[Problem, ...]]:
    """The article of a markup file and its problems in line order; no article where a problem is an error.

    ``name`` is the file name that problems show.
    """
    reader = _Reader(name, valid)
    lines = source.replace("\r\n", "\n").split("\n")
    head, first = _head(reader, lines)
    units = _units(reader, lines, first)
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


def _head(reader: _Reader, lines: list[str]) -> tuple[dict[str, tuple[int, str]], int]:
    head: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() == "---":
            break
        if not line.strip():
            continue
        key, colon, value = line.partition(":")
        key = key.strip()
        if not colon:
            reader.problem(number, f"expected 'key: value' or '---', found {line.strip()!r}")
        elif key not in REQUIRED + OPTIONAL:
            reader.problem(number, f"unknown key {key!r}: choose from {', '.join(REQUIRED + OPTIONAL)}")
        elif key in head:
            reader.problem(number, f"{key} is given twice")
        else:
            head[key] = (number, value.strip())
    else:
        reader.problem(1, "no line '---' after the head")
        return head, len(lines)
    for key in REQUIRED:
        if not head.get(key, (0, ""))[1]:
            reader.problem(1, f"the head has no {key}")
    if "split" in head:
        reader.check(head["split"][0], "split", head["split"][1], SPLITS)
    if "event" in head and reader.valid.events:
        reader.check(head["event"][0], "event", head["event"][1], reader.valid.events)
    if "published" in head:
        try:
            datetime.date.fromisoformat(head["published"][1])
        except ValueError:
            reader.problem(head["published"][0], f"published {head['published'][1]!r} is no ISO date (YYYY-MM-DD)")
    return head, number


def _units(reader: _Reader, lines: list[str], first: int) -> list[_Unit]:
    units: list[_Unit] = []
    separator, layer = " ", 0
    in_text = False
    for number, line in enumerate(lines[first:], first + 1):
        bare = line.strip()
        if bare in SEPARATORS:
            if separator != " ":
                reader.problem(number, f"{bare} follows another separator")
            if not units:
                reader.problem(number, f"{bare} stands before the first unit")
            separator, in_text = SEPARATORS[bare], False
        elif line.startswith("% ") or bare == "%":
            key, _, value = bare[1:].strip().partition(" ")
            in_text = False
            if key == "layer" and value.isdigit():
                layer = int(value)
            else:
                reader.problem(number, f"unknown directive {bare!r}: only '% layer N' is known")
        elif line.startswith("= ") or bare == "=":
            fields = [part.strip() for part in line[1:].split("|")]
            units.append(_Unit(number, fields, before=separator if units else "", layer=layer))
            separator, in_text = " ", True
        elif in_text and bare.startswith("@") and not units[-1].text:
            declared = _ATTRIBUTION.match(bare)
            if declared:
                units[-1].attributions.append((number, bare))
            else:
                reader.problem(number, f"expected '@ID TYPE SIDE [ACTOR] [<PARENT]', found {bare!r}")
        elif in_text:
            units[-1].text.append((number, line))
        elif bare:
            reader.problem(number, "text outside a unit: begin it with a line '= KIND | SIDE | FRAMES | STANCES'")
    if units and separator != " ":
        reader.problem(len(lines), "a separator stands after the last unit", True)
    if not units:
        reader.problem(len(lines), "no units")
    return units


def _layers(reader: _Reader, head: dict[str, tuple[int, str]]) -> tuple[Layer, ...]:
    outlet = head.get("outlet", (1, ""))[1]
    if "provenance" not in head:
        layers = [Layer("outlet", outlet)]
        if head.get("author", (1, ""))[1]:
            layers.append(Layer("author", head["author"][1]))
        return tuple(layers)
    line, value = head["provenance"]
    found: list[Layer] = []
    for part in value.split(";"):
        role, equals, who = (piece.strip() for piece in part.partition("="))
        if not equals or not who:
            reader.problem(line, f"provenance wants 'role=name; …', found {part.strip()!r}")
        elif reader.check(line, "provenance role", role, ROLES):
            found.append(Layer(role, who))
    return tuple(found)


def _declare(reader: _Reader, units: list[_Unit]) -> dict[int, _Declared]:
    declared: dict[int, _Declared] = {}
    for unit in units:
        for line, text in unit.attributions:
            identifier, *words = text[1:].split()
            number = int(identifier)
            parent = next((w[1:] for w in words if w.startswith("<")), None)
            words = [w for w in words if not w.startswith("<")]
            if len(words) not in (2, 3):
                reader.problem(line, f"expected '@ID TYPE SIDE [ACTOR] [<PARENT]', found {text!r}")
                continue
            if number in declared:
                reader.problem(line, f"attribution {number} is declared twice (first in line {declared[number].line})")
                continue
            if number != len(declared) + 1:
                reader.problem(line, f"attribution {number} should be number {len(declared) + 1}", True)
            actor = words[2] if len(words) == 3 else None
            declared[number] = _Declared(line, words[0], words[1], actor, None)
            reader.check(line, "type", words[0], TYPES)
            known = reader.check(line, "side", words[1], reader.valid.holders)
            if actor and actor not in reader.valid.actors:
                base = actor.split("/")[0]
                near = [a for a in reader.valid.actors if a.startswith(base + "/") or a == base]
                choices = near or [a for a in reader.valid.actors if "/" not in a]
                reader.problem(line, f"unknown actor {actor!r}: choose from {', '.join(choices)}")
            elif actor and known and reader.valid.actors[actor] != words[1]:
                reader.problem(line, f"{actor} belongs to {reader.valid.actors[actor]}, not {words[1]}", True)
            if parent is not None:
                if not parent.isdigit() or int(parent) not in declared or int(parent) == number:
                    reader.problem(line, f"parent {parent!r} is no earlier attribution (outermost first)")
                else:
                    declared[number].parent = int(parent)
    return declared


def _build(reader: _Reader, head: dict[str, tuple[int, str]], units: list[_Unit]) -> Article:
    declared = _declare(reader, units)
    layers = _layers(reader, head)
    parts: list[str] = []
    position = 0
    sentences: list[Sentence] = []
    stances: list[Stance] = []
    spans: dict[int, dict[str, list[Span]]] = {number: {} for number in declared}
    covers: dict[int, list[int]] = {number: [] for number in declared}
    for index, unit in enumerate(units):
        parts.append(unit.before)
        position += len(unit.before)
        text, marks = _text(reader, unit)
        if unit.layer >= len(layers):
            reader.problem(unit.line, f"layer {unit.layer} is not in the provenance (0 to {len(layers) - 1})")
        here: dict[int, int] = {}
        for mark in marks:
            if mark.number not in declared:
                continue
            spans[mark.number].setdefault(mark.role, []).append((mark.start + position, mark.end + position))
            here[mark.number] = here.get(mark.number, 0) + (mark.end - mark.start) * (mark.role == "content")
            if index not in covers[mark.number]:
                covers[mark.number].append(index)
        _check_marks(reader, unit, marks, declared)
        for line, label in unit.attributions:
            number = int(label[1:].split()[0])
            if number in declared and declared[number].line == line and number not in here:
                reader.problem(line, f"attribution {number} has no mark in this unit")
        kind, side, frames, judged = _fields(reader, unit)
        sentences.append(
            Sentence(index, position, position + len(text), kind, unit.layer, side, tuple(FrameLabel(f, 1.0) for f in frames))
        )
        if kind == BOILERPLATE and (side != AUTHOR or frames or judged or marks):
            reader.problem(unit.line, "boilerplate carries no labels and no marks")
        sides = {number: declared[number].side for number in here}
        if side not in {AUTHOR, OTHER, *sides.values()}:
            reader.problem(unit.line, f"the main side {side} speaks in no attribution of this unit", True)
        stances += _stances(reader, unit, index, judged, sides, here)
        parts.append(text)
        position += len(text)
    attributions = tuple(
        Attribution(
            id=number - 1,
            sentences=tuple(covers[number]),
            parent=None if one.parent is None else one.parent - 1,
            type=one.type,
            source=tuple(spans[number]["source"]) if "source" in spans[number] else None,
            cue=tuple(spans[number]["cue"]) if "cue" in spans[number] else None,
            content=tuple(spans[number]["content"]) if "content" in spans[number] else None,
            actor=one.actor,
            side=one.side,
            probability=1.0,
            decided_by=DECIDED_BY,
        )
        for number, one in sorted(declared.items())
    )
    value: Callable[[str], str] = lambda key: head.get(key, (1, ""))[1]  # noqa: E731
    text = "".join(parts)
    title = value("title") or next((text[s.start : s.end] for s in sentences if s.kind == "headline"), None)
    if value("title") and value("title") not in {text[s.start : s.end] for s in sentences if s.kind == "headline"}:
        reader.problem(head["title"][0], "the title is not the text of a headline unit", True)
    document = Document(
        id=value("id"),
        text=text,
        outlet=value("outlet"),
        title=title,
        published=value("published") or None,
        url=value("url") or None,
        language="en",
        provenance=layers,
        zones=zones(sentences),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    analysis = Analysis(document, tuple(sentences), attributions, tuple(stances))
    return Article(analysis, value("event"), value("split"), value("genre"))


def zones(sentences: list[Sentence]) -> tuple[Zone, ...]:
    """One zone for each run of units of one layer; none where all belong to layer 0."""
    runs: list[Zone] = []
    for sentence in sentences:
        if runs and runs[-1].layer == sentence.layer:
            runs[-1] = Zone(runs[-1].start, sentence.end, sentence.layer)
        else:
            runs.append(Zone(sentence.start, sentence.end, sentence.layer))
    return tuple(runs) if any(run.layer for run in runs) else ()


def _text(reader: _Reader, unit: _Unit) -> tuple[str, list[Mark]]:
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


def _fields(reader: _Reader, unit: _Unit) -> tuple[str, str, list[str], list[str]]:
    kind = unit.fields[0]
    reader.check(unit.line, "kind", kind, KINDS)
    if len(unit.fields) != 4:
        if kind != BOILERPLATE or any(unit.fields[1:]):
            reader.problem(unit.line, f"expected '= KIND | SIDE | FRAMES | STANCES', found {len(unit.fields)} fields")
        if len(unit.fields) < 2 or not unit.fields[1]:
            return kind, AUTHOR, [], []
    fields = (unit.fields + ["", "", ""])[:4]
    side = fields[1]
    if not side:
        if kind != BOILERPLATE:
            reader.problem(unit.line, "the main side is missing")
        side = AUTHOR
    elif not reader.check(unit.line, "side", side, reader.valid.holders):
        side = AUTHOR
    frames = fields[2].split()
    for frame in frames:
        reader.check(unit.line, "frame", frame, reader.valid.frames)
    if len(set(frames)) != len(frames):
        reader.problem(unit.line, "a frame is given twice")
    if len(frames) > 3:
        reader.problem(unit.line, f"{len(frames)} frames: one to three are allowed")
    return kind, side, frames, fields[3].split()


def _check_marks(reader: _Reader, unit: _Unit, marks: list[Mark], declared: dict[int, _Declared]) -> None:
    unknown: set[int] = set()
    for mark in marks:
        if mark.number not in declared:
            if mark.number not in unknown:
                reader.problem(unit.line, f"attribution {mark.number} has marks but no '@{mark.number}' line")
            unknown.add(mark.number)
        elif declared[mark.number].line > (unit.text[-1][0] if unit.text else unit.line):
            reader.problem(unit.line, f"attribution {mark.number} has marks before its '@{mark.number}' line")
        elif mark.role == "content" and mark.parent != declared[mark.number].parent and mark.parent is not None:
            wanted = mark.parent
            if not _inherits(declared, mark.number, wanted):
                reader.problem(
                    unit.line, f"content {mark.number} stands inside content {wanted}: its '@' line should say <{wanted}", True
                )


def _inherits(declared: dict[int, _Declared], number: int, ancestor: int) -> bool:
    """Whether ``ancestor`` is up the parent chain of ``number`` (which only ever leads to lower lines)."""
    current: int | None = number
    while current is not None and current in declared:
        current = declared[current].parent
        if current == ancestor:
            return True
    return False


def default_attribution(holder: str, sides: dict[int, str], lengths: dict[int, int]) -> int | None:
    """The attribution that holds a stance unless said otherwise: the holder's longest content in the unit, then the first."""
    own = [number for number, side in sides.items() if side == holder]
    return min(own, key=lambda n: (-lengths[n], n), default=None)


def _stances(
    reader: _Reader, unit: _Unit, index: int, labels: list[str], sides: dict[int, str], lengths: dict[int, int]
) -> list[Stance]:
    found: list[Stance] = []
    seen: set[tuple[str, str, str]] = set()
    for label in labels:
        match = _STANCE.fullmatch(label)
        if not match:
            reader.problem(unit.line, f"expected a stance 'holder>target:label', found {label!r}")
            continue
        holder, target, value, at = match.groups()
        good = reader.check(unit.line, "holder", holder, reader.valid.holders)
        good &= reader.check(unit.line, "target", target, reader.valid.sides)
        good &= reader.check(unit.line, "stance", value, STANCES)
        if (holder, target, at or "") in seen:
            reader.problem(unit.line, f"two stances for {holder}>{target}")
        seen.add((holder, target, at or ""))
        if not good:
            continue
        if holder != AUTHOR and holder not in sides.values():
            reader.problem(unit.line, f"the stance holder {holder} speaks in no attribution of this unit", True)
        number = default_attribution(holder, sides, lengths)
        if at is not None:
            number = int(at) or None
            if number is not None and number not in sides:
                reader.problem(unit.line, f"stance {label!r}: attribution {at} has no mark in this unit")
        found.append(Stance(index, None if number is None else number - 1, holder, target, value, 1.0))
    return found
