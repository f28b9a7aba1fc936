"""What a person sees while a job runs: progress on standard error, one line for each skipped document."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from types import TracebackType

from perspectives.records import Analysis


class Progress:
    """Counts analyses as they pass; shows rate and skipped documents unless quiet."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.done = 0
        self.skipped: Counter[str] = Counter()
        self._started = time.monotonic()
        self._shown = 0.0
        self._live = not quiet and sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def watch(self, analyses: Iterable[Analysis]) -> Iterator[Analysis]:
        """Pass the analyses on, counting them."""
        for analysis in analyses:
            if analysis.skipped:
                self.skip(analysis)
            else:
                self.done += 1
            self._show()
            yield analysis

    def skip(self, analysis: Analysis) -> None:
        """Count a skipped document and say why."""
        reason = analysis.skipped or ""
        self.skipped[reason] += 1
        if not self.quiet:
            self._clear()
            # a reader's reason begins with the place
            name = "" if analysis.document.skipped else f"{(analysis.document.title or analysis.document.id)[:60]}: "
            sys.stderr.write(f"skipped {name}{reason}\n")

    def say(self, step: str) -> None:
        """Name the step that runs now."""
        if self._live:
            self._clear()
            sys.stderr.write(f"{step} …")
            sys.stderr.flush()

    def summary(self) -> str:
        """How much was done, in words."""
        skipped = sum(self.skipped.values())
        seconds = time.monotonic() - self._started
        words = f"{self.done:,} article{'s' * (self.done != 1)} in {seconds:.0f} s"
        return words + (f", {skipped:,} skipped" if skipped else "")

    @property
    def exit_code(self) -> int:
        """0 all done, 3 done with documents skipped, 1 nothing done."""
        if not self.done:
            return 1
        return 3 if self.skipped else 0

    def _show(self) -> None:
        now = time.monotonic()
        if self._live and now - self._shown > 0.2:
            self._shown = now
            rate = self.done / max(now - self._started, 0.001)
            self._clear()
            sys.stderr.write(f"{self.done:,} articles, {rate:.1f} a second, {sum(self.skipped.values())} skipped")
            sys.stderr.flush()

    def _clear(self) -> None:
        if self._live:
            sys.stderr.write("\r\033[K")
