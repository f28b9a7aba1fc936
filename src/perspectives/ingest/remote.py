"""Addresses of any fsspec file system (``s3://``, ``gs://``, ``https://``): files, folders and patterns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, BinaryIO, cast

from perspectives.errors import PerspectivesError
from perspectives.ingest.inputs import Input, shown

_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs", "http": "http", "https": "http"}
"""Schemes and the extra that installs their driver."""


def expand_address(address: str) -> Iterator[Input]:
    """The files at an address, by name; raises PerspectivesError where it cannot be reached or has no driver here."""
    extra = _EXTRAS.get(address.partition("://")[0].lower(), "remote")
    install = f"pip install 'perspectives[{extra}]'"
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise PerspectivesError(f"{shown(address)}: remote addresses need fsspec; {install}") from None
    try:
        system, path = url_to_fs(address)
        paths = _paths(system, path)
        first = next(paths, None)
    except ImportError as error:  # of an address without an extra, the message names the driver
        advice = "install it" if extra == "remote" else install
        raise PerspectivesError(f"{shown(address)}: its driver is missing ({_said(error)}); {advice}") from None
    except Exception as error:  # each driver has errors of its own
        raise PerspectivesError(f"{shown(address)}: cannot be reached ({_said(error)}); check the address") from None
    if first is None:
        raise PerspectivesError(f"{shown(address)}: nothing found there; check the address")
    yield _input(system, first)
    for found in paths:
        yield _input(system, found)


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__


def _paths(system: Any, path: str) -> Iterator[str]:
    """A file itself, the matches of a pattern, or the files of a folder, one folder's names in memory at a time."""
    if any(character in path for character in "*[") and not system.exists(path):
        yield from sorted(str(found) for found in system.glob(path) if system.isfile(found))
    elif system.isfile(path):
        yield path
    elif system.isdir(path):
        for folder, folders, files in system.walk(path):
            folders_sorted = sorted(folders)
            if isinstance(folders, list):
                folders[:] = folders_sorted
            for name in sorted(files):
                if not name.startswith("."):
                    yield f"{folder.rstrip('/')}/{name}"


def _input(system: Any, path: str) -> Input:
    folder, _, name = path.rpartition("/")
    where = shown(system.unstrip_protocol(path))
    return Input(name, where, shown(folder.rpartition("/")[2]), partial(_open, system, path))


def _open(system: Any, path: str) -> AbstractContextManager[BinaryIO]:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        with system.open(path, "rb") as stream:
            yield cast(BinaryIO, stream if isinstance(stream, io.BufferedIOBase) else io.BufferedReader(stream))

    return opened()
