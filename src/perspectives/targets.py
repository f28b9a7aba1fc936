"""Where a command may write: places that can be written, and that hold nothing it reads."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from perspectives.errors import PerspectivesError
from perspectives.parts import is_review


def check_targets(
    inputs: Sequence[str | Path], files: Iterable[Path | None], folders: Iterable[Path | None] = ()
) -> None:
    """Refuse files and folders, some of them yet to be made, that could not be written or would harm the inputs.

    Called before any work: what cannot be written is found before an analysis that may take hours, not after it.

    Raises:
        PerspectivesError: where there is no permission or a folder in the way; where a file is one of the inputs;
            where it would lie in a folder of inputs, so that the next run took it for an article.
    """
    wanted = [(path, path.parent) for path in files if path] + [(path, path) for path in folders if path]
    # of a review's folder only the parts are read, which nothing here writes
    named = [path.resolve() for value in inputs for path in _named(str(value)) if not is_review(path)]
    for path, folder in wanted:
        if path != folder and path.is_dir():
            raise PerspectivesError(f"cannot write {path}: it is a folder; name a file in it")
        there = next(place for place in (folder, *folder.parents) if place.exists())
        if not there.is_dir():
            raise PerspectivesError(f"cannot write {path}: {there} is a file, not a folder")
        if not os.access(there, os.W_OK | os.X_OK):
            raise PerspectivesError(f"cannot write {path}: no permission to write in {there}")
        target = path.resolve()
        if target in named:
            raise PerspectivesError(f"cannot write {path}: it is one of the inputs; name another place")
        if around := next((place for place in target.parents if place in named), None):
            raise PerspectivesError(
                f"cannot write {path}: it would lie among the inputs in {around.name}, as an article of the next run; "
                "name a place outside that folder"
            )


def _named(value: str) -> list[Path]:
    """The files and folders that an input names; none for standard input, addresses and what is not there."""
    if Path(value).exists():
        return [Path(value)]
    return [Path(match) for match in glob.glob(value, recursive=True)]  # noqa: PTH207 (absolute patterns)
