"""What an engine is, and the simplest: everything in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How many workers, where, and how much memory each may use.

    ``workers`` 0 means one for each core; ``scheduler`` is the address of a running Dask scheduler, None a
    cluster of its own; ``memory`` is in bytes for each worker process, 0 for no bound (a cluster that runs
    already has its own).
    """

    workers: int = 0
    scheduler: str | None = None
    memory: int = 3_000_000_000


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T, R]):
    """The result for an item, or why there is none: the worker that had it died."""

    item: T
    result: R | None = None
    failure: str | None = None


class Engine(Protocol):
    """Runs a picklable function on items; ``isolated`` tells whether a crash there leaves this process alive."""

    isolated: bool
    workers: int

    def map(self, function: Callable[[T], R], items: Iterable[T], at_once: int = 0) -> Iterator[Outcome[T, R]]:
        """The outcome for every item, in the order in which they end.

        Items are drawn only as workers become free, so that they may come from an endless stream;
        ``at_once`` bounds how many are under way (0: as many as keep the workers busy). What the function
        raises is raised here.
        """


class Serial:
    """One after the other in this process: for small jobs and for finding errors."""

    isolated = False
    workers = 1

    def __init__(self, options: EngineOptions) -> None:
        del options

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def map(self, function: Callable[[T], R], items: Iterable[T], at_once: int = 0) -> Iterator[Outcome[T, R]]:
        """The outcomes in the order of the items."""
        for item in items:
            yield Outcome(item, function(item))


def cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1
