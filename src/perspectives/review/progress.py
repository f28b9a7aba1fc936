"""What a person or a scheduler sees of a running review: articles, rate, time left, skipped by reason."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from typing import Protocol, TextIO

_CLEAR = "\r\033[K"


class Log(Protocol):
    """Told of every step of a review."""

    def part(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
        """Some more documents are analyzed; ``fraction`` of the input is done, None where unknown."""

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Another step has begun or gone on."""

    def note(self, text: str) -> None:
        """Something that the user should know."""


class Silent:
    """Says nothing."""

    def part(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
        """Nothing."""

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""


class Counts:
    """Articles, skipped documents by reason, rate and time left."""

    def __init__(self) -> None:
        self.articles = 0
        self.skipped: Counter[str] = Counter()
        self._started = time.monotonic()
        self.fraction: float | None = None
        self._first: tuple[float, float] | None = None

    def add(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
        """Count a part."""
        self.articles += articles
        for reason, number in skipped.items():
            self.skipped[kind(reason)] += number
        self.fraction = fraction
        if fraction is not None and self._first is None:
            self._first = self.seconds, fraction

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._started

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / max(self.seconds, 0.001)

    @property
    def left(self) -> float | None:
        """Seconds left, None where unknown: by the parts after the first, before which models were loaded.

        What an earlier run has done is in the first fraction, and so does not count as quick work of this one.
        """
        if self.fraction is None or self._first is None or self.fraction <= self._first[1]:
            return None
        seconds, fraction = self._first
        return (self.seconds - seconds) * (1 - self.fraction) / (self.fraction - fraction)


class Lines:
    """Progress for a person: one line that is rewritten on a terminal, else a line now and then."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._counts = Counts()
        self._shown = 0.0

    def part(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
        """Articles, rate, time left and skipped documents by reason."""
        counts = self._counts
        counts.add(articles, skipped, fraction)
        words = [f"{counts.articles:,} articles", f"{counts.rate:.1f} a second"]
        if counts.left is not None:
            words.append(f"about {duration(counts.left)} left")
        if counts.skipped:
            reasons = [f"{n:,} {reason}" for reason, n in counts.skipped.most_common(3)]
            words.append(f"{counts.skipped.total():,} skipped ({'; '.join(reasons)})")
        self._show(", ".join(words), 0.2 if self._live else 30.0)

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """The step's name, and how far it is."""
        self._show(f"{name} {done:,} of {total:,}" if total else name, 0.2 if done else 0.0)

    def note(self, text: str) -> None:
        """A line that stays."""
        self._stream.write((_CLEAR if self._live else "") + text + "\n")
        self._stream.flush()

    def _show(self, text: str, every: float) -> None:
        now = time.monotonic()
        if now - self._shown >= every:
            self._shown = now
            self._stream.write(_CLEAR + text if self._live else f"{text}\n")
            self._stream.flush()


class JsonLines:
    """Progress for a scheduler: one JSON object a line, each with ``event`` and ``seconds`` since the beginning."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._counts = Counts()

    def part(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
        """Event ``part``: articles and skipped so far, articles a second, seconds left or null."""
        counts = self._counts
        counts.add(articles, skipped, fraction)
        left = None if counts.left is None else round(counts.left, 1)
        self._write(
            "part",
            articles=counts.articles,
            skipped=dict(counts.skipped),
            per_second=round(counts.rate, 2),
            seconds_left=left,
        )

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Event ``step``."""
        self._write("step", name=name, done=done, total=total)

    def note(self, text: str) -> None:
        """Event ``note``."""
        self._write("note", text=text)

    def _write(self, event: str, **values: object) -> None:
        record = {"event": event, "seconds": round(self._counts.seconds, 1), **values}
        self._stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._stream.flush()


def kind(reason: str) -> str:
    """What is wrong, without the place and what to do, so that reasons can be counted.

    >>> kind("a/b.txt: language: ru (no model); translate it or leave it out")
    'language: ru'
    """
    return (reason.partition(": ")[2] or reason).partition(";")[0].partition(" (")[0].strip()[:80]


def duration(seconds: float) -> str:
    """Seconds in words.

    >>> duration(50), duration(4000), duration(200000)
    ('50 s', '67 min', '56 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.0f} h"
