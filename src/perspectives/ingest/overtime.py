"""A bound on the time that reading one document may take, since its parsers are not ours."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from perspectives.ingest.decode import UnreadableError

_AGAIN = 1.0


class _OvertimeError(BaseException):
    """No Exception: parsers catch those and go on."""


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """A block that may take some seconds of processor time; waiting for data is free, 0 is no limit.

    The limit holds in the main thread, where signals arrive, and not on Windows, which has none.

    Raises:
        UnreadableError: where it takes longer.
    """
    if not seconds or threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    running = True

    def ring(number: int, frame: object) -> None:
        if running:
            raise _OvertimeError

    before = signal.signal(signal.SIGPROF, ring)
    # Again and again, since a parser may swallow the first.
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    except _OvertimeError:
        raise UnreadableError(
            f"reading took longer than {seconds:g} s; leave it out, or save its text as .txt"
        ) from None
    finally:
        running = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before or signal.SIG_DFL)
