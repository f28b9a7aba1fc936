"""Find on which line of a TOML text each key and value stands, which tomllib does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(r"\"(?P<basic>[^\"\n]*)\"|'(?P<literal>[^'\n]*)'|(?P<bare>[A-Za-z0-9_-]+)")
_SCALAR = re.compile(r"[^,\]}#\n]*")
_STRINGS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r'"""(?:[^"\\]|\\.|"(?!""))*"""',
        r"'''(?:[^']|'(?!''))*'''",
        r'"(?:[^"\\\n]|\\.)*"',
        r"'[^'\n]*'",
    )
)


def locate(source: str) -> dict[Path, int]:
    """Lines (from 1) of every key, table and array element of a valid TOML text.

    A path names tables by key and elements of arrays, also of ``[[tables]]``, by number:
    ``("actors", 0, "persons", 2, "office")``. The text must have been accepted by tomllib.

    >>> locate('[[side]]\\nid = "a"\\n[[side]]\\nids = [\\n  "b",\\n]')[("side", 1, "ids", 0)]
    5
    """
    return _Scanner(source).scan()


class _Scanner:
    """One walk over the text; it trusts the syntax and only keeps count of where things are."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self._seen = (0, 1)

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._match(_BLANK)
        while self.at < len(self.source):
            table = self._step(table)
            self._match(_BLANK)
        return self.lines

    def _step(self, table: Path) -> Path:
        if self.source.startswith("[", self.at):
            return self._header()
        self._assignment(table)
        return table

    def _header(self) -> Path:
        double = self.source.startswith("[[", self.at)
        line = self._line()
        self.at += 2 if double else 1
        keys = self._keys()
        self.at += 2 if double else 1
        path: Path = ()
        for key in keys[:-1]:
            path = self._within((*path, key))
        path = (*path, keys[-1])
        self.lines.setdefault(path, line)
        if double:
            number = self.counts.get(path, 0)
            self.counts[path] = number + 1
            path = (*path, number)
            self.lines[path] = line
        return path

    def _within(self, path: Path) -> Path:
        """The last element of an array of tables, where the path names one."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _assignment(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._match(_SPACE)
        self._value(path)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._match(_SPACE)
            found = _KEY.match(self.source, self.at)
            if found is None:
                return keys
            keys.append(found["basic"] or found["literal"] or found["bare"] or "")
            self.at = found.end()
            self._match(_SPACE)
            if not self.source.startswith(".", self.at):
                return keys
            self.at += 1

    def _value(self, path: Path) -> None:
        if self.source.startswith("[", self.at):
            self._array(path)
        elif self.source.startswith("{", self.at):
            self._inline(path)
        else:
            for pattern in _STRINGS:
                if self._match(pattern):
                    return
            self._match(_SCALAR)

    def _array(self, path: Path) -> None:
        for number, _ in enumerate(self._items("]")):
            self.lines[(*path, number)] = self._line()
            self._value((*path, number))

    def _inline(self, path: Path) -> None:
        for _ in self._items("}"):
            self._assignment(path)

    def _items(self, closing: str) -> Iterator[None]:
        """Go into a bracket, stop before each of its items, and go past its end."""
        self.at += 1
        while True:
            self._match(_BLANK)
            if self.at >= len(self.source) or self.source[self.at] == closing:
                break
            if self.source[self.at] == ",":
                self.at += 1
            else:
                yield
        self.at += 1

    def _match(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.source, self.at)
        if found is None or found.end() == self.at:
            return False
        self.at = found.end()
        return True

    def _line(self) -> int:
        position, line = self._seen
        line += self.source.count("\n", position, self.at)
        self._seen = (self.at, line)
        return line
