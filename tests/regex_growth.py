"""Every regular expression of the package, and inputs that make a bad one slow, derived from its own parts."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import perspectives

_ROOT = Path(perspectives.__file__).parent
_FUNCTIONS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}
SMALL, FACTOR = 500, 16
LIMIT = 64.0
"""Growth that tells linear time (16) from square (256)."""
QUICK = 0.004
"""Seconds under which 8,000 characters are not worth a second look: square time takes ten times as long."""

CUBIC = 0.2
"""Seconds that no square time takes on a line of 600 characters, and that cubic time takes many times over."""


@dataclass(frozen=True)
class Found:
    """A pattern of the package; ``anchored`` tells that it is only ever matched at one place of a text."""

    pattern: re.Pattern[str]
    anchored: bool


def patterns() -> dict[str, Found]:
    """All patterns by "module: pattern": those that modules hold and those written out in their source."""
    found: dict[str, Found] = {}
    called: dict[str, set[str]] = {}
    for path in sorted(_ROOT.rglob("*.py")):
        for name, method in re.findall(r"\b(\w+)\.(\w+)\(", path.read_text(encoding="utf-8")):
            called.setdefault(name, set()).add(method)
    for info in pkgutil.walk_packages(perspectives.__path__, "perspectives."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            used = called.get(name, set())
            for pattern in _held(value):
                anchored = bool(used) and used <= {"match", "fullmatch"}
                found.setdefault(f"{info.name}: {pattern.pattern}", Found(pattern, anchored))
        if module.__file__:
            for function, text in _written(Path(module.__file__).read_text(encoding="utf-8")):
                if not any(name.startswith(f"{info.name}: ") and name.endswith(f": {text}") for name in found):
                    anchored = function in ("match", "fullmatch")
                    found[f"{info.name}: {text}"] = Found(re.compile(text), anchored)
    return {name: found[name] for name in sorted(found)}


def _held(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 3 and isinstance(value, dict):
        for inner in [*value.keys(), *value.values()]:
            yield from _held(inner, depth + 1)
    elif depth < 3 and isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            yield from _held(inner, depth + 1)


def _written(source: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _FUNCTIONS
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield node.func.attr, node.args[0].value


def attacks(pattern: re.Pattern[str]) -> list[tuple[str, str, str]]:
    """(head, unit, tail): strings ``head + unit × n + tail`` that visit the pattern's repetitions."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    whole = _sample(tree)
    units = dict.fromkeys(["a", " ", "\n", "a ", "A. ", "1", whole or "a"])
    for body, before in _repeats(list(tree), ""):
        for unit in _samples(body):
            if unit:
                units[unit] = None
                units[before + unit] = None
    strings = []
    for unit in list(units)[:60]:
        strings += [("", unit, "\0"), (whole, unit, "\0")]
    return list(dict.fromkeys(strings))


def _repeats(tokens: list[Any], before: str) -> Iterator[tuple[Any, str]]:
    """The body of every repetition, with the least text that leads to it."""
    for code, argument in tokens:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            yield argument[2], before
            yield from _repeats(list(argument[2]), before)
        elif code is codes.SUBPATTERN:
            yield from _repeats(list(argument[3]), before)
        elif code is codes.BRANCH:
            for branch in argument[1]:
                yield from _repeats(list(branch), before)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _repeats(list(argument[1]), before)
        before += _sample([(code, argument)])


def _sample(tokens: Any) -> str:
    """A short text that the tokens match."""
    return "".join(_one(code, argument)[0] for code, argument in tokens)


def _samples(tokens: Any) -> list[str]:
    """A few such texts: each choice of one token, the others as they come."""
    parts = [_one(code, argument) for code, argument in tokens]
    found = ["".join(part[0] for part in parts)]
    for place, part in enumerate(parts):
        others = [other[0] for other in parts]
        found += ["".join([*others[:place], choice, *others[place + 1 :]]) for choice in part[1:5]]
    return found


def _one(code: Any, argument: Any) -> list[str]:
    if code is codes.LITERAL:
        return [chr(argument)]
    if code is codes.NOT_LITERAL:
        return ["b" if argument != ord("b") else "c"]
    if code is codes.ANY:
        return ["a", " "]
    if code is codes.IN:
        return _class(argument) or ["a"]
    if code is codes.BRANCH:
        return [_sample(branch) for branch in argument[1]] or [""]
    if code is codes.SUBPATTERN:
        return _samples(argument[3])
    if code is getattr(codes, "ATOMIC_GROUP", None):
        return _samples(argument)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        found = [text * max(argument[0], 1) for text in _samples(argument[2])]
        return found if argument[0] else [*found[:1], "", *found[1:]]
    return [""]


def _class(items: Any) -> list[str]:
    if items and items[0][0] is codes.NEGATE:
        refused = re.compile("[" + "".join(map(re.escape, _class(items[1:]))) + "]" if items[1:] else "(?!)")
        return [text for text in ("a", " ", "1", ".", "\n", "A") if not refused.match(text)][:4]
    found: list[str] = []
    for code, argument in items:
        if code is codes.LITERAL:
            found.append(chr(argument))
        elif code is codes.RANGE:
            found.append(chr(argument[0]))
        elif code is codes.CATEGORY:
            name = str(argument)
            positive = _CATEGORIES.get(name.replace("NOT_", ""), "a")
            if "NOT_" in name:
                found += [text for text in ("a", " ", "1", ".") if text != positive]
            else:
                found.append(positive)
    return found


def seconds(found: Found, text: str) -> float:
    """The time to find all matches in a text, or one at its beginning where the package asks no more."""
    started = time.process_time()
    if found.anchored:
        found.pattern.match(text)
        found.pattern.fullmatch(text)
    else:
        for _ in found.pattern.finditer(text):
            pass
    return time.process_time() - started


def taken(pattern: Found, attack: tuple[str, str, str], length: int) -> float:
    """The time for a text of so many characters, or for a shorter one where that takes too long already."""
    head, unit, tail = attack
    longest = 0.0
    for count in (9, 16, 20, 22, 24, 50, 100, length // len(unit)):
        if count * len(unit) <= length and longest <= CUBIC:
            longest = seconds(pattern, head + unit * count + tail)
    return longest


def growth(pattern: Found, attack: tuple[str, str, str]) -> float:
    """How many times longer a text of 16 times the length takes: about 16 where time is linear, 256 where square."""
    head, unit, tail = attack
    # An exponential or cubic pattern shows itself before it can hang.
    if taken(pattern, attack, SMALL) > CUBIC:
        return float("inf")
    count = max(SMALL // len(unit), 2)
    large = seconds(pattern, head + unit * (count * FACTOR) + tail)
    if large < QUICK:
        return 1.0
    small = min(seconds(pattern, head + unit * count + tail) for _ in range(3))
    return large / max(small, 20e-6)
