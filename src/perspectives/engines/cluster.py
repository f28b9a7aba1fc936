"""The engine of a Dask cluster."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

from perspectives.engines.base import EngineOptions, Outcome, R, T, cores
from perspectives.errors import PerspectivesError

_DIED = "the workers that had it died"


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
                    # A task that ends its worker is told of at once: Dask would let it end three more. Whoever
                    # maps tries it again apart from the others, and says so better than the cluster's own logs.
                    scheduler_kwargs={"allowed_failures": 0},
                    silence_logs=logging.CRITICAL,
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
        """The outcomes as the tasks end; two tasks a worker are under way, so that none waits for data.

        A worker that dies takes all tasks with it that it was given. Which of them ended it shows when each is
        tried again by itself, before any other goes on.
        """
        source, suspects = iter(items), deque[T]()
        limit, more = at_once or 2 * self.workers, True
        futures: dict[Any, T] = {}
        ended = self._distributed.as_completed()

        def submit(item: T) -> None:
            future = self._client.submit(function, item, pure=False)
            futures[future] = item
            ended.add(future)

        try:
            while True:
                while more and not suspects and len(futures) < limit:
                    try:
                        submit(next(source))
                    except StopIteration:
                        more = False
                alone = limit == 1
                if suspects and not futures:
                    alone = True
                    submit(suspects.popleft())
                if not futures:
                    return
                future = next(ended)
                outcome = self._ended(future, futures.pop(future))
                future.release()
                if outcome.failure == _DIED and not alone:
                    suspects.append(outcome.item)
                else:
                    yield outcome
        finally:
            self._client.cancel(list(futures))

    def _ended(self, future: Any, item: T) -> Outcome[T, Any]:
        if future.status not in ("finished", "error"):
            return Outcome(item, failure=f"the task was {future.status}")
        try:
            # A result is lost with its worker until it is fetched; then it is made again, and that too can fail.
            return Outcome(item, future.result())
        except self._distributed.KilledWorker:
            return Outcome(item, failure=_DIED)
        except MemoryError:
            return Outcome(item, failure="it ran out of memory")
