"""The ``@`` lines of a markup file: each attribution's type, side, actor and parent."""

from __future__ import annotations

from dataclasses import dataclass

from perspectives.markup.layout import Reader, Unit
from perspectives.markup.marks import Mark
from perspectives.records import TYPES


@dataclass(slots=True)
class Declared:
    """An attribution as its ``@`` line says."""

    line: int
    type: str
    side: str
    actor: str | None
    parent: int | None


def read_attributions(reader: Reader, units: list[Unit]) -> dict[int, Declared]:
    """The attributions by number; problems are noted at their lines."""
    declared: dict[int, Declared] = {}
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
            actor = words[2] if len(words) == 3 else None
            declared[number] = Declared(line, words[0], words[1], actor, None)
            reader.check(line, "type", words[0], TYPES)
            known = reader.check(line, "side", words[1], reader.valid.holders)
            if actor and actor not in reader.valid.actors:
                base = actor.split("/")[0]
                near = [a for a in reader.valid.actors if a.startswith(base + "/") or a == base]
                choices = near or [a for a in reader.valid.actors if "/" not in a]
                reader.problem(line, f"unknown actor {actor!r}: choose from {', '.join(choices)}")
            elif actor and known and reader.valid.actors[actor] != words[1]:
                reader.problem(line, f"{actor} belongs to {reader.valid.actors[actor]}, not {words[1]}", True)
            if parent is not None and (not parent.isdigit() or int(parent) == number):
                reader.problem(line, f"parent {parent!r} is no other attribution's number")
            elif parent is not None:
                declared[number].parent = int(parent)
    _check_parents(reader, declared)
    return declared


def _check_parents(reader: Reader, declared: dict[int, Declared]) -> None:
    for number, one in declared.items():
        if one.parent is not None and one.parent not in declared:
            reader.problem(one.line, f"parent {one.parent} is not declared")
            one.parent = None
        elif inherits(declared, number, number):
            reader.problem(one.line, f"attribution {number} is its own ancestor")
            one.parent = None
    last = max(declared, default=0)
    for number in range(1, last):
        if number not in declared:
            reader.problem(declared[last].line, f"attribution {number} is missing: numbers count 1, 2, 3 …", True)


def check_marks(reader: Reader, unit: Unit, marks: list[Mark], declared: dict[int, Declared]) -> None:
    """Check that a unit's marks and ``@`` lines belong together and that nested contents name their parent."""
    present = {mark.number for mark in marks}
    for number in sorted(present - set(declared)):
        reader.problem(unit.line, f"attribution {number} has marks but no '@{number}' line")
    for number in sorted(present & set(declared)):
        if declared[number].line > max([unit.line, *(line for line, _ in unit.text)]):
            reader.problem(unit.line, f"attribution {number} has marks before its '@{number}' line")
    for line, label in unit.attributions:
        number = int(label[1:].split()[0])
        if number not in present and number in declared and declared[number].line == line:
            reader.problem(line, f"attribution {number} has no mark in this unit")
    for mark in marks:
        outer = mark.parent
        nested = mark.role == "content" and mark.number in declared and outer is not None
        joint = any(m.number == outer and (m.start, m.end) == (mark.start, mark.end) for m in marks)
        if nested and outer is not None and not joint and not inherits(declared, mark.number, outer):
            message = f"content {mark.number} stands inside content {outer}: its '@' line should say <{outer}"
            reader.problem(declared[mark.number].line, message, True)


def inherits(declared: dict[int, Declared], number: int, ancestor: int) -> bool:
    """Whether ``ancestor`` is up the parent chain of ``number``."""
    current: int | None = number
    for _ in declared:
        if current is None or current not in declared:
            return False
        current = declared[current].parent
        if current == ancestor:
            return True
    return False
