"""Every engine gives the same results; a task that ends its worker harms no other."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from perspectives.engines import ENGINES, EngineOptions, Processes, engine
from perspectives.errors import PerspectivesError

TWO = EngineOptions(workers=2)


def square(number: int) -> int:
    return number * number


def harm(number: int) -> int:
    """Ends its process at 7, fails at 13, runs out of memory at 17."""
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 13:
        raise ValueError("thirteen")
    if number == 17:
        raise MemoryError
    return number


def complain(number: int) -> int:
    raise PerspectivesError(f"bad number {number}")


def grab(megabytes: int) -> int:
    return len(bytearray(megabytes * 1_000_000))


def pause(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


class UnpicklableError(Exception):
    def __init__(self) -> None:
        super().__init__("no")
        self.lock = threading.Lock()


def raise_unpicklable(_: int) -> None:
    raise UnpicklableError


@pytest.mark.parametrize("name", ["serial", "processes"])
def test_every_item_has_its_result(name: str) -> None:
    with engine(name, TWO) as found:
        for numbers in (range(20), range(0), range(3)):
            outcomes = list(found.map(square, numbers))
            assert sorted((o.item, o.result, o.failure) for o in outcomes) == [(n, n * n, None) for n in numbers]


def test_unknown_engine() -> None:
    with pytest.raises(PerspectivesError, match="no engine 'spark'; there are serial, processes, dask"):
        engine("spark")


def test_a_worker_that_dies_takes_no_other_item_with_it() -> None:
    with engine("processes", TWO) as found:
        outcomes = {o.item: o for o in found.map(harm, range(12))}
        assert [n for n, o in outcomes.items() if o.failure] == [7]
        assert outcomes[7].failure == "the worker was ended by SIGKILL"
        assert sorted(o.result for o in found.map(square, range(4)) if o.result is not None) == [0, 1, 4, 9]


def test_what_the_function_raises_is_raised_here() -> None:
    with engine("processes", TWO) as found, pytest.raises(ValueError, match="thirteen"):
        list(found.map(harm, [13]))
    with engine("processes", TWO) as found, pytest.raises(PerspectivesError, match="bad number 1"):
        list(found.map(complain, [1]))
    with engine("processes", TWO) as found, pytest.raises(RuntimeError, match="UnpicklableError"):
        list(found.map(raise_unpicklable, [1]))


def test_memory_of_a_worker_is_bounded() -> None:
    with engine("processes", EngineOptions(workers=1, memory=600_000_000)) as found:
        small, large = found.map(grab, [10, 2000])
    assert small.result == 10_000_000
    assert large.failure == "it ran out of memory"


def test_items_are_drawn_only_as_workers_become_free() -> None:
    drawn: list[int] = []

    def endless() -> Iterator[int]:
        while True:
            drawn.append(len(drawn))
            yield drawn[-1]

    with engine("processes", TWO) as found:
        outcomes = found.map(square, endless())
        for _ in range(10):
            next(outcomes)
    assert len(drawn) <= 10 + 2 + 1


def test_at_once_bounds_what_is_under_way() -> None:
    with engine("processes", TWO) as found:
        assert len({o.result for o in found.map(pause, [0.01] * 5, at_once=1)}) == 1


def test_workers_end_with_the_engine_even_when_busy() -> None:
    found = Processes(TWO)
    with found:
        outcomes = found.map(pause, [0.0, 60.0, 60.0])
        next(outcomes)
        pids = found.pids
    started = time.monotonic()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert time.monotonic() - started < 5


@pytest.mark.slow
def test_dask_runs_what_the_others_run_and_survives_a_worker() -> None:
    with engine("dask", TWO) as found:
        assert found.workers == 2
        assert sorted(o.result or 0 for o in found.map(square, range(20))) == [n * n for n in range(20)]
        outcomes = {o.item: o for o in found.map(harm, range(12))}
        assert [n for n, o in outcomes.items() if o.failure] == [7]
        assert outcomes[7].failure == "the workers that had it died"
        with pytest.raises(ValueError, match="thirteen"):
            list(found.map(harm, [13]))
        (full,) = found.map(harm, [17])
        assert full.failure == "it ran out of memory"


@pytest.mark.slow
def test_dask_scheduler_that_is_not_there() -> None:
    nowhere = ENGINES["dask"](EngineOptions(scheduler="tcp://127.0.0.1:9"))
    with pytest.raises(PerspectivesError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9"), nowhere:
        pass
