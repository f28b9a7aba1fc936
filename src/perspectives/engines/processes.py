"""The engine of this machine's cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Self

from perspectives.engines.base import EngineOptions, Outcome, R, T, cores
from perspectives.errors import PerspectivesError

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


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
        raise PerspectivesError(
            "worker processes end as soon as they start; free memory, use --engine serial, or, in a script of your "
            'own, call the review under `if __name__ == "__main__":`'
        )

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
