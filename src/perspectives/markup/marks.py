"""The text of one unit with its ``[s1 …]`` marks, read into plain text and spans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ROLES = {"s": "source", "c": "cue", "x": "content"}
_OPEN = re.compile(r"\[([scx])([1-9][0-9]{0,3}) ")
_BLANK = re.compile(r"\n[^\S\n]+\n")
_BREAK = "{p}"
_ESCAPED = "\\[]{=%¶/@"
_PARTNERS = {"“": "”", "«": "»", "„": "“”", "‘": "’", '"': '"'}
_OPENING, _CLOSING = set(_PARTNERS), {"”", "»", '"'}


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked span of a unit: ``number`` is the attribution, ``parent`` the attribution whose content holds it."""

    role: str
    number: int
    start: int
    end: int
    offset: int
    parent: int | None


@dataclass(slots=True)
class Marked:
    """A unit's plain text, its marks (spans into that text) and the problems found.

    A problem is (offset into the markup, message, whether it is only a warning).
    """

    text: str
    marks: list[Mark] = field(default_factory=list)
    problems: list[tuple[int, str, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Open:
    role: str
    number: int
    start: int
    offset: int


def read_marks(source: str) -> Marked:
    """Plain text and marks of a unit's markup; offsets of problems point into ``source``."""
    out: list[str] = []
    length = 0
    stack: list[_Open | None] = []
    result = Marked("")
    position = 0
    while position < len(source):
        char = source[position]
        step = 1
        if char == "\\" and source[position + 1 : position + 2] and source[position + 1] in _ESCAPED:
            out.append(source[position + 1])
            length += 1
            step = 2
        elif char == "[":
            opened = _OPEN.match(source, position)
            if opened:
                mark = _Open(ROLES[opened[1]], int(opened[2]), length, position)
                if any(o and o.role == mark.role and o.number == mark.number for o in stack):
                    message = f"{opened[0].strip()} stands inside a mark of its own kind"
                    result.problems.append((position, message, False))
                stack.append(mark)
                step = opened.end() - position
            else:
                stack.append(None)
                out.append(char)
                length += 1
        elif char == "]" and stack and stack[-1] is not None:
            closed = stack.pop()
            assert closed is not None
            _close(result, closed, length, stack)
        elif source.startswith(_BREAK, position):
            edges = {o.start for o in stack if o} | {mark.end for mark in result.marks}
            while out and out[-1] in " \n" and length not in edges:
                out.pop()
                length -= 1
            out += "\n\n"
            length += 2
            step = len(_BREAK)
            while source[position + step : position + step + 1] in (" ", "\n"):
                step += 1
        else:
            if char == "]" and stack:
                stack.pop()
            out.append(char)
            length += 1
        position += step
    for left in stack:
        if left is not None:
            result.problems.append((left.offset, f"[{_name(left)} is never closed", False))
    result.text = "".join(out)
    result.marks.sort(key=lambda m: (m.start, -m.end, m.offset))
    for done in result.marks:
        found = _edges(done, result.text[done.start : done.end], last=not result.text[done.end :].strip())
        result.problems += [(done.offset, message, True) for message in found]
    return result


def _name(mark: _Open) -> str:
    return f"{next(k for k, v in ROLES.items() if v == mark.role)}{mark.number}"


def _close(result: Marked, opened: _Open, end: int, stack: list[_Open | None]) -> None:
    if opened.start == end:
        result.problems.append((opened.offset, f"[{_name(opened)}] is empty", False))
        return
    parent = next(
        (o.number for o in reversed(stack) if o and o.role == "content" and o.number != opened.number),
        None,
    )
    result.marks.append(Mark(opened.role, opened.number, opened.start, end, opened.offset, parent))


def _edges(mark: Mark, text: str, last: bool) -> list[str]:
    """What is wrong with the ends of a marked text; where it is the ``last`` of its unit, a comma is its own."""
    name = f"{mark.role} {mark.number}"
    found = [f"{name} begins or ends with a space"] if text != text.strip() else []
    text = text.strip()
    if text.startswith(",") or (text.endswith(",") and not last):
        found.append(f"{name} begins or ends with a comma")
    if mark.role == "cue" and text.endswith(" that"):
        found.append(f"{name} ends with 'that', which belongs to the content")
    if mark.role != "content":
        return found
    core = text.rstrip(".,;:!?…")
    inner = core[1:-1]
    if text[:1] in _OPENING and not any(char in inner for char in _PARTNERS[text[:1]]):
        found.append(f"{name} begins with a quotation mark that belongs outside it")
    elif core[-1:] in _CLOSING and not any(char in inner for char in _OPENING):
        found.append(f"{name} ends with a quotation mark that belongs outside it")
    return found


def write_marks(text: str, marks: list[Mark]) -> str:
    """The markup of a unit: the inverse of `read_marks` (``offset`` and ``parent`` of the marks are not used).

    Marks must nest; those over the same span open in the order given. Raises ValueError where the text or the
    marks cannot be written.
    """
    if _BLANK.search(text):
        raise ValueError("a line of spaces inside a unit")
    opens: dict[int, list[Mark]] = {}
    for mark in marks:
        opens.setdefault(mark.start, []).append(mark)
    pairs = _literal_pairs(text, marks)
    out: list[str] = []
    stack: list[Mark] = []
    position = 0
    while position <= len(text):
        while stack and stack[-1].end == position:
            out.append("]")
            stack.pop()
        if any(mark.end == position for mark in stack):
            raise ValueError("marks cross")
        for mark in opens.get(position, ()):
            if stack and mark.end > stack[-1].end:
                raise ValueError("marks cross")
            letter = next(k for k, v in ROLES.items() if v == mark.role)
            out.append(f"[{letter}{mark.number} ")
            stack.append(mark)
        if position == len(text):
            break
        if text.startswith("\n\n", position):
            if any(position + 1 in (mark.start, mark.end) for mark in marks):
                raise ValueError("a mark begins or ends inside a blank line")
            if text[position - 1 : position] in (" ", "\n") or text[position + 2 : position + 3] in (" ", "\n"):
                raise ValueError("a blank line inside a unit has spaces around it")
            out.append(_BREAK)
            position += 2
            continue
        out.append(_escape(text, position, pairs))
        position += 1
    return "".join(out)


def _literal_pairs(text: str, marks: list[Mark]) -> set[int]:
    """Positions of square brackets that need no escape: pairs unlike a mark, with no mark's edge between."""
    edges = sorted({m.start for m in marks} | {m.end for m in marks})
    pairs: set[int] = set()
    stack: list[int] = []
    for position, char in enumerate(text):
        if char == "[":
            stack.append(position)
        elif char == "]" and stack:
            start = stack.pop()
            if not _OPEN.match(text, start) and not any(start < edge <= position for edge in edges):
                pairs |= {start, position}
    return pairs


def _escape(text: str, position: int, pairs: set[int]) -> str:
    char = text[position]
    if char == "\\":
        return "\\\\"
    if char in "[]" and position not in pairs:
        return "\\" + char
    if char == "{" and text.startswith(_BREAK, position):
        return "\\" + char
    if char in "=%¶/@" and (position == 0 or text[position - 1] == "\n"):
        return "\\" + char
    return char
