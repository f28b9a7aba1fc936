"""Map a function over items on one process, on all cores or on a Dask cluster; a task that dies harms no other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from perspectives.engines.base import Engine, EngineOptions, Outcome, Serial
from perspectives.engines.cluster import Dask
from perspectives.engines.processes import Processes
from perspectives.errors import PerspectivesError

__all__ = ["ENGINES", "Dask", "Engine", "EngineOptions", "Outcome", "Processes", "Serial", "engine"]

ENGINES: dict[str, Callable[[EngineOptions], AbstractContextManager[Engine]]] = {
    "serial": Serial,
    "processes": Processes,
    "dask": Dask,
}
"""Engines by the name that ``--engine`` takes; a new one is one class and one line here."""


def engine(name: str, options: EngineOptions = EngineOptions()) -> AbstractContextManager[Engine]:  # noqa: B008 (frozen)
    """The engine of a name, to be used in a ``with`` statement.

    Raises:
        PerspectivesError: where there is no such engine, or what it needs is not installed.
    """
    if name not in ENGINES:
        raise PerspectivesError(f"no engine {name!r}; there are {', '.join(ENGINES)}")
    return ENGINES[name](options)
