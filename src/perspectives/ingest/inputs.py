"""From what the user names to files ready to open: folders, globs, links, standard input and remote addresses."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from perspectives.errors import PerspectivesError
from perspectives.ingest.item import ReadOptions
from perspectives.ingest.sidecar import Sidecar, load_sidecar

STDIN = "-"
_SIDECAR = "metadata.csv"
_PAGES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read, not yet open.

    ``where`` is its place as shown to the user, ``folder`` the name of the folder that holds it, ``metadata``
    what the metadata.csv files beside it say, ``problem`` why it must not be opened.
    """

    name: str
    where: str
    folder: str = ""
    open: Callable[[], AbstractContextManager[BinaryIO]] | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None


def expand(inputs: Sequence[str | Path], options: ReadOptions) -> Iterator[Input]:
    """The files behind the inputs, in the order given, folders by name; raises PerspectivesError before any is read.

    Folders are read recursively without hidden entries; the folder ``NAME_files`` that browsers save beside
    ``NAME.html`` is part of that page. Links to folders are never followed, and links to files only inside
    the folder that was named.
    """
    if not inputs:
        raise PerspectivesError("no input; name files or folders of articles, or - for JSON lines on standard input")
    return _expand([_checked(str(value)) for value in inputs], options)


def _checked(value: str) -> tuple[str, list[Path]]:
    if value == STDIN or "://" in value:
        return value, []
    try:
        if Path(value).exists():
            return value, [Path(value)]
    except (OSError, ValueError) as error:
        raise PerspectivesError(f"{shown(value)}: no usable path ({error}); check the name") from None
    if glob.has_magic(value):
        matches = [Path(match) for match in sorted(glob.glob(value, recursive=True))]  # noqa: PTH207 (absolute patterns)
        if "**" in value:  # its matches hold the folders and again what is in them
            matches = [path for path in matches if not path.is_dir()]
        if matches:
            return value, matches
        raise PerspectivesError(f"{shown(value)}: no file matches; check the pattern")
    raise PerspectivesError(f"{shown(value)}: no such file or folder; check the name")


def _expand(checked: list[tuple[str, list[Path]]], options: ReadOptions) -> Iterator[Input]:
    for value, paths in checked:
        if value == STDIN:
            yield Input("stdin.jsonl", "standard input", open=lambda: nullcontext(cast(BinaryIO, sys.stdin.buffer)))
        elif "://" in value:
            from perspectives.ingest.remote import expand_address

            yield from expand_address(value)
        for path in paths:
            if path.is_dir():
                yield from _folder(path, path, (), options)
            elif path.name != _SIDECAR or len(paths) == 1:
                yield _single(path, options)


def _single(path: Path, options: ReadOptions) -> Input:
    """A file that was named itself; its metadata come from the table in its own folder only."""
    if path.name == _SIDECAR:
        return Input(path.name, shown(path), problem="metadata of other files, no articles; name the folder instead")
    if not path.is_file():
        return Input(path.name, shown(path), problem="not a regular file; give a file, or - for standard input")
    table = path.parent / _SIDECAR
    found = load_sidecar(table, options).take(path.name) if table.is_file() else {}
    return _input(path, found)


def _input(path: Path, metadata: Mapping[str, str]) -> Input:
    folder = path.parent.name or path.parent.absolute().name
    return Input(path.name, shown(path), shown(folder), lambda: path.open("rb"), metadata)


def _folder(folder: Path, root: Path, above: tuple[tuple[str, Sidecar], ...], options: ReadOptions) -> Iterator[Input]:
    """The files of a folder and below; ``above`` are (path from the table's folder to here, table) pairs."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield Input(folder.name, shown(folder), problem=f"folder cannot be read ({error.strerror}); check its rights")
        return
    names = {entry.name for entry in entries}
    table = None
    if _SIDECAR in names and (folder / _SIDECAR).is_file():
        table = load_sidecar(folder / _SIDECAR, options)
        above = (*above, ("", table))
        for told in table.problems:
            yield Input(_SIDECAR, shown(folder / _SIDECAR), problem=shown(told))
    for entry in entries:
        if entry.name.startswith(".") or entry.name == _SIDECAR or _saved_with_page(entry.name, names):
            continue
        path = folder / entry.name
        if problem := _entry_problem(entry, root):
            yield Input(entry.name, shown(path), problem=problem)
        elif entry.is_dir(follow_symlinks=False):
            below = tuple((f"{prefix}{entry.name}/", sidecar) for prefix, sidecar in above)
            yield from _folder(path, root, below, options)
        else:
            metadata: dict[str, str] = {}
            for prefix, sidecar in above:  # the nearest table comes last and wins
                metadata.update(sidecar.take(prefix + entry.name))
            yield _input(path, metadata)
    for missing in table.untaken() if table else ():
        reason = f"names a file that is not there: {shown(missing)}; correct or remove the row"
        yield Input(_SIDECAR, shown(folder / _SIDECAR), problem=reason)


def _saved_with_page(name: str, names: set[str]) -> bool:
    stem, _, ending = name.rpartition("_")
    return ending == "files" and any(stem + suffix in names for suffix in _PAGES)


def _entry_problem(entry: os.DirEntry[str], root: Path) -> str | None:
    """Why an entry of a folder must not be opened: links that lead out or nowhere, pipes and devices."""
    try:
        if entry.is_symlink():
            target = Path(entry.path).resolve(strict=True)
            if target.is_dir():
                return "link to a folder, not followed; name that folder itself as an input"
            if not target.is_relative_to(root.resolve()):
                return "link to a file outside the folder, not followed; name that file itself as an input"
        mode = entry.stat().st_mode
    except (OSError, RuntimeError):
        return "broken link; remove it"
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "not a regular file; remove it"
    return None


def shown(path: str | Path) -> str:
    """A path for a message: with slashes, without what would break a terminal or a JSON line."""
    text = os.fsencode(str(path)).decode("utf-8", errors="replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def suffix_of(name: str, known: Mapping[str, object]) -> str | None:
    """The longest known suffix of a file name (``.a.gz`` before ``.gz``), or None."""
    suffixes = PurePosixPath(name.lower()).suffixes
    for start in range(len(suffixes)):
        if (joined := "".join(suffixes[start:])) in known:
            return joined
    return None
