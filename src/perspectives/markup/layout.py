"""The lines of a markup file: head, units, separators and layers, before any label is read."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from perspectives.markup.vocabulary import Vocabulary
from perspectives.records import Layer

SPLITS = ("train", "dev", "test")
REQUIRED = ("id", "outlet", "published", "event", "split", "genre")
OPTIONAL = ("title", "url", "author", "provenance")
ROLES = ("republisher", "outlet", "author", "translator", "editor")
SEPARATORS = {"¶": "\n\n", "/": "\n"}
_ATTRIBUTION = re.compile(r"@([1-9][0-9]{0,3})(?:\s|$)")

Head = dict[str, tuple[int, str]]
"""Key to line number and value."""


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
class Unit:
    """A unit as written: its fields, attribution lines and text lines with their line numbers."""

    line: int
    fields: list[str]
    attributions: list[tuple[int, str]] = field(default_factory=list)
    text: list[tuple[int, str]] = field(default_factory=list)
    before: str = ""
    layer: int = 0


@dataclass(slots=True)
class Reader:
    """Collects the problems of one file."""

    name: str
    valid: Vocabulary
    problems: list[Problem] = field(default_factory=list)

    def problem(self, line: int, message: str, warning: bool = False) -> None:
        """Note a problem of a line."""
        self.problems.append(Problem(self.name, line, message, warning))

    def check(self, line: int, what: str, value: str, choices: tuple[str, ...]) -> bool:
        """Whether a value is one of the choices; if not, a problem that lists them."""
        if value in choices:
            return True
        self.problem(line, f"unknown {what} {value!r}: choose from {', '.join(choices)}")
        return False


def read_head(reader: Reader, lines: list[str]) -> tuple[Head, int]:
    head: Head = {}
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
    if "event" in head and reader.valid.events and not _own_event(head):
        reader.check(head["event"][0], "event", head["event"][1], reader.valid.events)
    if "published" in head:
        try:
            datetime.date.fromisoformat(head["published"][1])
        except ValueError:
            reader.problem(head["published"][0], f"published {head['published'][1]!r} is no ISO date (YYYY-MM-DD)")
    return head, number


def _own_event(head: dict[str, tuple[int, str]]) -> bool:
    """Whether the id begins with the event: so an article may be about one that the conflict file does not list."""
    return head.get("id", (0, ""))[1].startswith(head["event"][1] + "--")


def read_units(reader: Reader, lines: list[str], first: int) -> list[Unit]:
    units: list[Unit] = []
    separator, layer = " ", 0
    in_text = False
    for number, line in enumerate(lines[first:], first + 1):
        bare = line.rstrip()
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
            units.append(Unit(number, fields, before=separator if units else "", layer=layer))
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


def read_layers(reader: Reader, head: Head) -> tuple[Layer, ...]:
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
