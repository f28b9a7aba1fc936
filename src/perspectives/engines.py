"""Map a function over items on one process, on all cores or on a Dask cluster; a task that dies harms no other."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from perspectives.errors import PerspectivesError

T = TypeVar("T")
R = TypeVar("R")

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


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


class Processes:
    """Worker processes on this machine, one thread each; a worker that dies is replaced."""

    isolated = True

    def __init__(self, options: EngineOptions) -> None:
        self.workers = options.workers or cores()
        self._memory = options.memory
        self._context = multiprocessing.get_context("spawn")
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, tuple[_Worker, Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in [*self._idle, *(worker for worker, _ in self._busy.values())]:
            worker.stop()
        self._idle, self._busy = [], {}

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that run now."""
        return [w.process.pid or 0 for w in [*self._idle, *(worker for worker, _ in self._busy.values())]]

    def map(self, function: Callable[[T], R], items: Iterable[T], at_once: int = 0) -> Iterator[Outcome[T, R]]:
        """The outcomes as the workers end; the next item is drawn while they work."""
        source, ready = iter(items), deque[T]()
        limit = min(at_once or self.workers, self.workers)
        more = True
        while True:
            while more and len(ready) < max(1, limit - len(self._busy)):
                try:
                    ready.append(next(source))
                except StopIteration:
                    more = False
            while ready and len(self._busy) < limit:
                self._start(function, ready.popleft())
            if not self._busy:
                if not more and not ready:
                    return
                continue
            for connection in wait(list(self._busy)):
                assert isinstance(connection, Connection)
                worker, item = self._busy.pop(connection)
                yield self._ended(worker, item)

    def _start(self, function: Callable[[Any], Any], item: Any) -> None:
        for _ in range(3):
            worker = self._idle.pop() if self._idle else _Worker(self._context, self._memory)
            try:
                worker.connection.send((function, item))
            except (BrokenPipeError, ConnectionResetError):
                # Ended while it was idle: no item was lost with it.
                worker.stop()
                continue
            self._busy[worker.connection] = (worker, item)
            return
        raise PerspectivesError("worker processes end as soon as they start; free memory or use --engine serial")

    def _ended(self, worker: _Worker, item: T) -> Outcome[T, Any]:
        try:
            kind, result = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            worker.stop()
            return Outcome(item, failure=_ending(worker.process.exitcode))
        if kind == "memory":
            # What it still holds is unknown, so the next item gets a new process.
            worker.stop()
            return Outcome(item, failure="it ran out of memory")
        self._idle.append(worker)
        if kind == "raised":
            raise result
        return Outcome(item, result)


class _Worker:
    """A worker process and the pipe to it."""

    def __init__(self, context: multiprocessing.context.SpawnContext, memory: int) -> None:
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, memory), daemon=True)
        self.process.start()
        theirs.close()

    def stop(self) -> None:
        """End the process whatever it does."""
        self.connection.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


def _serve(connection: Connection, memory: int) -> None:
    """The life of a worker process: it ends when the pipe does, and so with the main process."""
    # Ctrl-C reaches the whole process group; only the main process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(dict.fromkeys(_THREADS, "1"), TOKENIZERS_PARALLELISM="false")
    _bound(memory)
    while True:
        try:
            function, item = connection.recv()
        except (EOFError, ConnectionResetError):
            return
        try:
            answer = ("done", function(item))
        except MemoryError:
            answer = ("memory", None)
        except Exception as error:
            answer = ("raised", error)
        try:
            connection.send(answer)
        except (BrokenPipeError, ConnectionResetError):
            return
        except Exception as error:  # an exception that cannot be pickled
            connection.send(("raised", RuntimeError(f"{type(error).__name__}: {error}; from {answer[1]!r}")))


def _bound(memory: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # no such limit on this system
        import resource

        if memory:
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"the worker was ended by {signal.Signals(-code).name}"
    return f"the worker ended with exit code {code}"


class Dask:
    """A Dask cluster: a running one by its scheduler's address, or one of its own on this machine."""

    isolated = True

    def __init__(self, options: EngineOptions) -> None:
        try:
            import distributed
        except ImportError:
            raise PerspectivesError("the engine dask needs distributed; pip install 'perspectives[dask]'") from None
        self._options, self._distributed = options, distributed
        self._cluster: Any = None
        self._client: Any = None
        self.workers = options.workers or cores()

    def __enter__(self) -> Self:
        distributed, options = self._distributed, self._options
        try:
            if options.scheduler is None:
                self._cluster = distributed.LocalCluster(
                    n_workers=self.workers,
                    threads_per_worker=1,
                    memory_limit=options.memory or None,
                    dashboard_address=None,
                )
            self._client = distributed.Client(options.scheduler or self._cluster, timeout=10)
        except (OSError, ValueError) as error:
            self.__exit__(None, None, None)
            raise PerspectivesError(
                f"no Dask scheduler at {options.scheduler or 'this machine'} ({error}); check --scheduler"
            ) from None
        if options.scheduler is not None:
            self.workers = max(sum(self._client.nthreads().values()), 1)
        return self

    def __exit__(self, *_: object) -> None:
        for part in (self._client, self._cluster):
            if part is not None:
                part.close()

    def map(self, function: Callable[[T], R], items: Iterable[T], at_once: int = 0) -> Iterator[Outcome[T, R]]:
        """The outcomes as the tasks end; two tasks a worker are under way, so that none waits for data."""
        source = iter(items)
        limit = at_once or 2 * self.workers
        futures: dict[Any, T] = {}
        ended = self._distributed.as_completed()
        try:
            while True:
                while len(futures) < limit:
                    try:
                        item = next(source)
                    except StopIteration:
                        limit = 0
                        break
                    future = self._client.submit(function, item, pure=False)
                    futures[future] = item
                    ended.add(future)
                if not futures:
                    return
                future = next(ended)
                yield self._ended(future, futures.pop(future))
                future.release()
        finally:
            self._client.cancel(list(futures))

    def _ended(self, future: Any, item: T) -> Outcome[T, Any]:
        if future.status == "finished":
            return Outcome(item, future.result())
        if future.status != "error":
            return Outcome(item, failure=f"the task was {future.status}")
        error = future.exception()
        if isinstance(error, self._distributed.KilledWorker):
            return Outcome(item, failure="the workers that had it died")
        if isinstance(error, MemoryError):
            return Outcome(item, failure="it ran out of memory")
        raise error


def cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


ENGINES: dict[str, Callable[[EngineOptions], AbstractContextManager[Engine]]] = {
    "serial": Serial,
    "processes": Processes,
    "dask": Dask,
}
"""Engines by the name that ``--engine`` takes; a new one is one class and one line here."""


def engine(name: str, options: EngineOptions = EngineOptions()) -> AbstractContextManager[Engine]:
    """The engine of a name, to be used in a ``with`` statement.

    Raises:
        PerspectivesError: where there is no such engine, or what it needs is not installed.
    """
    if name not in ENGINES:
        raise PerspectivesError(f"no engine {name!r}; there are {', '.join(ENGINES)}")
    return ENGINES[name](options)
