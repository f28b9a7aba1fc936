"""Where the marks of a chart stand, in SVG user units; the drawing itself is in templates/charts.html."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perspectives.records import CountCell, Difference, Figure
from perspectives.report import figures
from perspectives.report.escape import shorten
from perspectives.report.figures import NET

WIDTH = 300
"""Width of a panel; panels flow side by side, one under the other on a phone, so that text keeps its size."""
_LEFT, _RIGHT, _TOP = 10, 290, 22
_LABEL = 46
"""Longest label in code points that fits a panel's width."""
_BESIDE = 24
"""Longest label that leaves room for a note at its right."""
_NUMBER_ROOM, _NAME_ROOM = 5.5, 0.95
"""Percent of a stacked bar that a number takes, and each character of a longer label."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval at height ``y``; ``css`` tells the series, ``text`` is what a reader would say."""

    css: str
    x: float
    low: float | None
    high: float | None
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A labeled row of dots; ``note`` stands at its right."""

    label: str
    y: float
    dots: tuple[Dot, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart of dots with intervals on one axis; ``zero`` is the position of the reference line."""

    id: str
    title: str
    description: str
    height: float
    ticks: tuple[tuple[float, str], ...]
    zero: float
    lines: tuple[Line, ...]
    width: int = WIDTH
    bottom: float = 0.0
    top: float = _TOP


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis from ``low`` to ``high`` in the unit of the figures."""

    low: float
    high: float
    kind: str

    def __call__(self, value: float) -> float:
        """The horizontal position of a value, kept inside the panel."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    def ticks(self, count: int) -> tuple[tuple[float, str], ...]:
        """Positions and labels of ``count`` evenly spaced ticks."""
        # A net axis says at its ends what they mean; labels there would otherwise read as mere numbers.
        values = [self.low + (self.high - self.low) * index / (count - 1) for index in range(count)]
        return tuple((self(value), self._label(value)) for value in values)

    def _label(self, value: float) -> str:
        if self.kind == NET and abs(value) == 1:
            return "−1 critical" if value < 0 else "favorable +1"
        if self.kind == NET and value:
            return ""  # the words at both ends need the room of the halves
        return "0" if value == 0 else figures.number(value, self.kind)


NET_SCALE = Scale(-1.0, 1.0, NET)

Series = tuple[str, str, Figure | None]
"""CSS class, readable name and figure."""


def panel(name: tuple[str, str, str], rows: Sequence[tuple[str, str, Sequence[Series]]], scale: Scale) -> Panel:
    """A panel from ``name`` (id, title, description) and rows of a label and a note with one dot a series."""
    lines: list[Line] = []
    y = float(_TOP)
    for label, note, series in rows:
        y += 16
        dots: list[Dot] = []
        for css, reader_name, figure in series:
            y += 12
            if figure is not None and figure.value is not None:
                dots.append(_dot(css, f"{label}, {reader_name}", figure, scale, y - 4))
        shown = shorten(label, _BESIDE if note else _LABEL)
        lines.append(Line(shown, y - 12 * len(series), tuple(dots), note))
        y += 4
    identifier, title, description = name
    ticks = scale.ticks(5 if scale.kind == NET else 3)
    return Panel(identifier, title, description, y + 26, ticks, scale(0.0), tuple(lines), bottom=y + 6)


def _dot(css: str, label: str, figure: Figure, scale: Scale, y: float) -> Dot:
    value = figure.value or 0.0
    text = f"{label}: {figures.number(value, scale.kind)}"
    if figure.low is not None and figure.high is not None:
        text += f" ({figures.span(figure.low, figure.high, scale.kind)})"
    text += f", {figures.count(figure, scale.kind)}" + (", few" if figure.small else "")
    low = None if figure.low is None else scale(figure.low)
    high = None if figure.high is None else scale(figure.high)
    return Dot(f"{css} few" if figure.small else css, scale(value), low, high, y, text)


@dataclass(frozen=True, slots=True)
class Whisker:
    """A difference with its interval against zero, as a small strip; positions from 0 to 160."""

    zero: float
    x: float
    low: float
    width: float


def whisker(difference: Difference, limit: float) -> Whisker:
    """The strip of a difference on an axis from −``limit`` to +``limit``."""

    def place(value: float) -> float:
        return round(80 + 76 * min(max(value / limit, -1.0), 1.0), 1)

    low, high = place(difference.low), place(difference.high)
    return Whisker(80, place(difference.value), low, round(high - low, 1))


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a stacked bar: ``x`` and ``width`` in percent of the bar; ``text`` names it in full."""

    css: str
    x: float
    width: float
    label: str
    short: str
    text: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A labeled bar of shares that add up to the whole; ``text`` reads them all."""

    label: str
    segments: tuple[Segment, ...]
    text: str


def stack(label: str, shares: Sequence[tuple[str, str, Figure | None]]) -> Stack:
    """A bar of shares, each with its CSS class and name; those without a value or at zero have no segment."""
    segments: list[Segment] = []
    x = 0.0
    for css, name, figure in shares:
        value = 0.0 if figure is None or figure.value is None else figure.value
        if value:
            number = figures.percent(value)
            width = round(value * 100, 2)
            # Words that would not fit are left to the table below and to the bar's description.
            short = number if width >= _NUMBER_ROOM else ""
            shown = f"{name} {number}" if width >= _NAME_ROOM * (len(name) + len(number)) else short
            segments.append(Segment(css, round(x, 2), width, shown, short, f"{name} {number}"))
            x += width
    return Stack(label, tuple(segments), f"{label}: " + ", ".join(segment.text for segment in segments))


@dataclass(frozen=True, slots=True)
class Column:
    """A bar of a timeline: a month with its number of articles."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The articles of an outlet by month on the axis that all outlets share."""

    id: str
    title: str
    description: str
    columns: tuple[Column, ...]
    first: str
    last: str
    top: int
    width: int = WIDTH
    height: int = 92


def timeline(name: tuple[str, str], cells: Sequence[CountCell], months: Sequence[str], top: int) -> Timeline:
    """A timeline from ``name`` (id, outlet); ``top`` is the count at the axis's upper end."""
    step = (_RIGHT - _LEFT) / max(len(months), 1)
    by_month = {cell.key: cell.documents for cell in cells}
    columns = []
    for index, month in enumerate(months):
        documents = by_month.get(month, 0)
        height = round(50 * documents / max(top, 1), 1)
        text = f"{month}: {figures.plural(documents, 'article')}"
        width = round(min(max(step - 2, step * 0.7), 28), 1)
        x = round(_LEFT + index * step + (step - width) / 2, 1)
        columns.append(Column(x, 72 - height, width, height, text))
    identifier, outlet = name
    total = sum(by_month.values())
    description = f"{figures.plural(total, 'article')} from {months[0]} to {months[-1]}" if months else ""
    return Timeline(identifier, outlet, description, tuple(columns), months[0], months[-1], top)


def every_month(first: str, last: str) -> tuple[str, ...]:
    """The months from ``first`` to ``last`` (YYYY-MM), both included, at most 600.

    >>> every_month("2022-11", "2023-01")
    ('2022-11', '2022-12', '2023-01')
    """
    year, month = int(first[:4]), int(first[5:7])
    found: list[str] = []
    while (label := f"{year:04d}-{month:02d}") <= last[:7] and len(found) < 600:
        found.append(label)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)
