"""What a review's folder was made with, so that it is continued with nothing else, and by one process at a time."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perspectives import store
from perspectives.errors import PerspectivesError
from perspectives.parts import MANIFEST

FORMAT = 1
_LOCK = ".lock"
_OURS = ("parts", "site", "tables", "index.html", "flagged.csv", "flagged.jsonl", MANIFEST)

ON, SINCE, AGAIN = "on", "since", "again"
"""How to go on where the folder holds a review: the same one, with further inputs, or from the beginning."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What decides the result: versions of models and conflict, and how inputs are read.

    ``inputs`` are the names given by the user; ``finished`` tells that all of them are analyzed.
    """

    versions: tuple[tuple[str, str], ...]
    configuration: tuple[tuple[str, str], ...]
    inputs: tuple[str, ...]
    finished: bool = False

    def write(self, folder: Path) -> None:
        """Write it to a review's folder."""
        record: dict[str, Any] = {
            "format": FORMAT,
            "made_with": dict(self.versions),
            "configuration": dict(self.configuration),
            "inputs": self.inputs,
            "finished": self.finished,
        }
        with store.atomic(folder / MANIFEST) as file:
            file.write(json.dumps(record, ensure_ascii=False, indent=1) + "\n")

    @staticmethod
    def read(folder: Path) -> Manifest | None:
        """The manifest of a folder, None where there is none.

        Raises:
            PerspectivesError: where it is damaged or of another version of the format.
        """
        path = folder / MANIFEST
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            if record["format"] != FORMAT:
                raise PerspectivesError(
                    f"{folder} was made by another version of perspectives; choose a new folder or add --again"
                )
            return Manifest(
                tuple(record["made_with"].items()),
                tuple(record["configuration"].items()),
                tuple(record["inputs"]),
                bool(record["finished"]),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise PerspectivesError(f"{path} is damaged ({error}); choose a new folder or add --again") from error


def settle(folder: Path, wanted: Manifest, mode: str) -> Manifest:
    """The manifest to go on with in a folder, written; by then the folder exists and holds no other review.

    Raises:
        PerspectivesError: where the folder holds something else, or a review made with other models, another
            conflict file, other settings or of other inputs; it says what differs and what to do.
    """
    if mode == AGAIN:
        _clear(folder)
    before = Manifest.read(folder)
    if before is None:
        if any(path.name != _LOCK for path in folder.iterdir()):
            raise PerspectivesError(f"{folder} is not empty and holds no review; choose a new folder")
        before = Manifest(wanted.versions, wanted.configuration, wanted.inputs)
    for old, new in ((before.versions, wanted.versions), (before.configuration, wanted.configuration)):
        if changed := _changes(dict(old), dict(new)):
            raise PerspectivesError(
                f"{folder} was made with {changed}; choose a new folder, or add --again to begin this one anew"
            )
    inputs = before.inputs
    if mode == SINCE:
        inputs = tuple(dict.fromkeys((*before.inputs, *wanted.inputs)))
    elif before.inputs != wanted.inputs:
        raise PerspectivesError(
            f"{folder} holds a review of {_shown(before.inputs)}; add --since to add articles to it, "
            "--again to begin anew, or choose a new folder"
        )
    found = Manifest(wanted.versions, wanted.configuration, inputs)
    found.write(folder)
    return found


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder, created where needed, for this process alone; a process that dies lets go of it.

    Raises:
        PerspectivesError: where another process is at work in it, or it cannot be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise PerspectivesError(f"cannot write to {folder}: {error.strerror}; choose another folder") from error
    try:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PerspectivesError(f"another review is at work in {folder}; wait for it or end it") from None
        except (ImportError, OSError):
            pass  # no locks on this system or file system
        yield
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    """Remove a review and nothing else."""
    if not (folder / MANIFEST).exists():
        return
    for name in _OURS:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _changes(before: dict[str, str], now: dict[str, str]) -> str:
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return ", ".join(f"{name} {before.get(name, 'none')} (now {now.get(name, 'none')})" for name in names)


def _shown(inputs: Sequence[str]) -> str:
    return ", ".join(inputs[:3]) + (f" and {len(inputs) - 3} more" if len(inputs) > 3 else "")
