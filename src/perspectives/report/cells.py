"""Turn figures into what a table cell shows: value, interval, model interval, count, color step and link."""

from __future__ import annotations

from dataclasses import dataclass

from perspectives.records import Difference, Figure
from perspectives.report import figures
from perspectives.report.figures import NET

STEPS = (0.05, 0.25, 0.5)
"""Limits of the color steps of a net figure: below the first it is colored as zero."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A share and its interval in percent of the bar's width."""

    value: float
    low: float
    width: float


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows; ``css`` are its classes, ``href`` leads to its sentences (None where there are none)."""

    css: str
    value: str
    interval: str | None
    model: str | None
    count: str
    few: bool
    href: str | None
    bar: Bar | None
    audited: bool


def cell(figure: Figure | None, kind: str, href: str | None, top: float | None = 1.0) -> Cell | None:
    """The cell of a figure, None where there is nothing to count; its bar ends at the share ``top`` (None: no bar)."""
    if figure is None or figure.value is None or figure.total == 0:
        return None
    classes = [step(figure.value)] if kind == NET else []
    if figure.small:
        classes.append("few")
    elif kind == NET and excludes_zero(figure):
        classes.append("sure")
    return Cell(
        css=" ".join(classes),
        value=figures.number(figure.value, kind),
        interval=_span(figure.low, figure.high, kind),
        model=_span(figure.model_low, figure.model_high, kind),
        count=figures.count(figure, kind),
        few=figure.small,
        href=href,
        bar=None if kind == NET or top is None else _bar(figure, top),
        audited=figure.audited,
    )


def step(value: float) -> str:
    """The class of the diverging color of a net figure: n3 (most critical), n2, n1, z, p1, p2, p3.

    >>> step(-0.6), step(0.0), step(0.3)
    ('n3', 'z', 'p2')
    """
    size = sum(abs(value) >= limit for limit in STEPS)
    return "z" if size == 0 else f"{'n' if value < 0 else 'p'}{size}"


def excludes_zero(figure: Figure) -> bool:
    """Whether the 95 % interval leaves out zero."""
    return figure.low is not None and figure.high is not None and (figure.low > 0 or figure.high < 0)


def compared(difference: Difference | None, kind: str) -> str | None:
    """A difference with its interval and q-value (p-value where none was corrected), or None."""
    if difference is None:
        return None
    name, value = ("p", difference.p) if difference.q is None else ("q", difference.q)
    return (
        f"{figures.difference(difference.value, kind)}, "
        f"{figures.difference_span(difference.low, difference.high, kind)}, {figures.significance(name, value)}"
    )


def _span(low: float | None, high: float | None, kind: str) -> str | None:
    return None if low is None or high is None else figures.span(low, high, kind)


def _bar(figure: Figure, top: float) -> Bar:
    value = figure.value or 0.0
    low = value if figure.low is None else figure.low
    high = value if figure.high is None else figure.high
    return Bar(_tenth(value / top), _tenth(low / top), _tenth((high - low) / top))


def _tenth(share: float) -> float:
    return round(min(max(share, 0.0), 1.0) * 100, 1)
