"""Check a conflict file: every problem with its line, the bad value and the valid ones."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from perspectives.records import AUTHOR, OTHER
from perspectives.toml_lines import Path as Keys
from perspectives.toml_lines import locate

PRONOUNS = ("he", "she", "they")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_DATE = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")

_TEXT, _TEXTS, _TABLES, _FLAG = "a string", "a list of strings", "a list of tables", "true or false"
_Schema = dict[str, tuple[str, bool]]
_TOP: _Schema = {
    "id": (_TEXT, True),
    "label": (_TEXT, True),
    "version": (_TEXT, True),
    "further_sides": (_TEXTS, False),
    "ignore": (_TEXTS, False),
    "sides": (_TABLES, True),
    "actors": (_TABLES, True),
    "namings": (_TABLES, False),
    "events": (_TABLES, False),
    "places": (_TABLES, False),
    "frames": (_TABLES, True),
}
_TABLE_SCHEMAS: dict[str, _Schema] = {
    "sides": {"id": (_TEXT, True), "label": (_TEXT, True), "color": (_TEXT, True)},
    "actors": {
        "id": (_TEXT, True),
        "side": (_TEXT, True),
        "names": (_TEXTS, True),
        "demonyms": (_TEXTS, False),
        "capitals": (_TEXTS, False),
        "ambiguous": (_TEXTS, False),
        "cities": (_TEXTS, False),
        "outlets": (_TEXTS, False),
        "offices": (_TABLES, False),
        "persons": (_TABLES, False),
    },
    "offices": {
        "id": (_TEXT, True),
        "names": (_TEXTS, False),
        "institutions": (_TEXTS, False),
        "roles": (_TEXTS, False),
    },
    "persons": {
        "name": (_TEXT, True),
        "aliases": (_TEXTS, False),
        "office": (_TEXT, True),
        "title": (_TEXT, True),
        "pronoun": (_TEXT, True),
        "since": (_TEXT, False),
        "until": (_TEXT, False),
    },
    "namings": {"id": (_TEXT, True), "label": (_TEXT, True), "loaded": (_FLAG, True), "variants": (_TABLES, True)},
    "variants": {
        "id": (_TEXT, True),
        "spellings": (_TEXTS, True),
        "preferred_by": (_TEXT, False),
        "target": (_TEXT, False),
    },
    "events": {
        "id": (_TEXT, True),
        "label": (_TEXT, True),
        "start": (_TEXT, True),
        "end": (_TEXT, True),
        "places": (_TEXTS, False),
        "parties": (_TEXTS, False),
        "keywords": (_TEXTS, False),
    },
    "places": {"id": (_TEXT, True), "names": (_TEXTS, True)},
    "frames": {
        "id": (_TEXT, True),
        "label": (_TEXT, True),
        "definition": (_TEXT, True),
        "codebook": (_TEXTS, False),
        "journalism": (_TEXT, False),
        "cues": (_TEXTS, False),
    },
}


def validate(source: str, name: str, common: Collection[str]) -> tuple[dict[str, Any], list[str]]:
    """Parse a conflict file and list its problems as ``name:line: text``.

    ``common`` are the offices that need no names of their own. The table is to be used only where the
    list is empty.
    """
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = place[1] if place and place[1] else str(source.count("\n") + 1)
        return {}, [f"{name}:{line}: not valid TOML: {error}"]
    checker = _Checker(common, locate(source))
    checker.check(table)
    return table, [f"{name}:{line}: {text}" for line, text in sorted(checker.problems)]


@dataclass
class _Checker:
    """Collects the problems of one file, each with its line."""

    common: Collection[str]
    lines: dict[Keys, int]
    problems: list[tuple[int, str]] = field(default_factory=list)

    def check(self, table: dict[str, Any]) -> None:
        self._shape((), table, _TOP)
        for kind in ("sides", "actors", "namings", "events", "places", "frames"):
            self._unique(kind, table)
        if self.problems:
            return  # the references below need the shapes above
        sides = [side["id"] for side in table["sides"]] + table.get("further_sides", [])
        for path, side in self._walk(table, "sides"):
            self._pattern((*path, "color"), side["color"], _COLOR, "a hex color such as #535ed2")
        for number, side in enumerate(sides):
            if side in (OTHER, AUTHOR):
                self._add(("sides", number), f"the side {side!r} is reserved: choose another id")
        for path, actor in self._walk(table, "actors"):
            self._one_of((*path, "side"), actor["side"], sides)
            self._offices(path, actor)
        for path, event in self._walk(table, "events"):
            self._dates(path, event, "start", "end")
            for number, party in enumerate(event.get("parties", [])):
                self._one_of((*path, "parties", number), party, [*sides, *(actor["id"] for actor in table["actors"])])
        for path, naming in self._walk(table, "namings"):
            for number, variant in enumerate(naming["variants"]):
                for key in ("preferred_by", "target"):
                    if key in variant:
                        self._one_of((*path, "variants", number, key), variant[key], sides)

    def _offices(self, path: Keys, actor: dict[str, Any]) -> None:
        offices = [office["id"] for office in actor.get("offices", [])]
        for number, office in enumerate(actor.get("offices", [])):
            if office["id"] not in self.common and not (office.get("names") or office.get("roles")):
                text = (
                    f"the office {office['id']!r} needs names or roles; none are needed for: {', '.join(self.common)}"
                )
                self._add((*path, "offices", number, "id"), text)
        for number, person in enumerate(actor.get("persons", [])):
            place = (*path, "persons", number)
            self._one_of((*place, "office"), person["office"], offices)
            self._one_of((*place, "pronoun"), person["pronoun"], PRONOUNS)
            self._dates(place, person, "since", "until")

    def _shape(self, path: Keys, table: dict[str, Any], schema: _Schema) -> None:
        for key, value in table.items():
            place = (*path, key)
            if key not in schema:
                self._add(place, f"unknown key {key!r}: valid here are {', '.join(schema)}")
            elif not _fits(value, schema[key][0]):
                self._add(place, f"{key} must be {schema[key][0]}, not {value!r:.60}")
            elif schema[key][0] is _TABLES:
                for number, item in enumerate(value):
                    self._shape((*place, number), item, _TABLE_SCHEMAS[key])
        for key, (kind, required) in schema.items():
            if required and key not in table:
                self._add(path, f"{path[-2] if len(path) > 1 else 'the file'} needs the key {key!r} ({kind})")
        if isinstance(table.get("id"), str) and "variants" not in path:
            self._pattern((*path, "id"), table["id"], _ID, "lower-case letters, digits, - and _")

    def _unique(self, kind: str, table: dict[str, Any]) -> None:
        seen: dict[str, int] = {}
        for path, item in self._walk(table, kind):
            key = item.get("id") if isinstance(item, dict) else None
            if isinstance(key, str) and key in seen:
                self._add((*path, "id"), f"the id {key!r} is used twice in {kind} (first on line {seen[key]})")
            elif isinstance(key, str):
                seen[key] = self._line((*path, "id"))

    def _dates(self, path: Keys, item: dict[str, Any], first: str, last: str) -> None:
        for key in (first, last):
            if key in item:
                self._pattern((*path, key), item[key], _DATE, "an ISO date such as 2020-11-10")
        if item.get(first) and item.get(last) and item[first] > item[last]:
            self._add((*path, last), f"{last} {item[last]!r} is before {first} {item[first]!r}")

    def _one_of(self, path: Keys, value: str, valid: Sequence[str]) -> None:
        if value not in valid:
            self._add(path, f"unknown {_label(path)} {value!r}: valid are {', '.join(valid)}")

    def _pattern(self, path: Keys, value: str, pattern: re.Pattern[str], wanted: str) -> None:
        if not pattern.fullmatch(value):
            self._add(path, f"{_label(path)} {value!r} must be {wanted}")

    @staticmethod
    def _walk(table: dict[str, Any], kind: str) -> Iterator[tuple[Keys, Any]]:
        items = table.get(kind, [])
        yield from (((kind, number), item) for number, item in enumerate(items if isinstance(items, list) else []))

    def _add(self, path: Keys, text: str) -> None:
        self.problems.append((self._line(path), text))

    def _line(self, path: Keys) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def _label(path: Keys) -> str:
    return next((str(key) for key in reversed(path) if isinstance(key, str)), "value")


def _fits(value: object, kind: str) -> bool:
    if kind is _TEXT:
        return isinstance(value, str) and bool(value.strip())
    if kind is _FLAG:
        return isinstance(value, bool)
    inner = str if kind is _TEXTS else dict
    return isinstance(value, list) and all(isinstance(item, inner) and item for item in value)
