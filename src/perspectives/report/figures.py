"""Write the figures: signed net values, percentages, intervals and counts, in one way everywhere."""

from __future__ import annotations

from perspectives.percentage import percentage
from perspectives.records import Figure

NET = "net"
"""A net figure of −1 to +1, written +0.12."""
SHARE = "share"
"""A share of 0 to 1, written 12 %."""
_SPACE = "\N{NO-BREAK SPACE}"


def signed(value: float) -> str:
    """A net figure with sign and two decimals.

    >>> signed(-0.361), signed(0.0)
    ('−0.36', '0.00')
    """
    text = f"{value:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text.replace("-", "−")


def percent(value: float) -> str:
    """A share as a percentage, with a decimal below one percent and above 99.

    >>> percent(0.364), percent(0.004), percent(0.997)
    ('36\\xa0%', '0.4\\xa0%', '99.7\\xa0%')
    """
    return percentage(value) + _SPACE + "%"


def points(value: float) -> str:
    """A difference of shares in signed percentage points.

    >>> points(-0.123)
    '−12\\xa0points'
    """
    size = abs(value) * 100
    text = f"{size:.1f}" if 0.05 <= size < 0.95 else f"{size:.0f}"
    sign = "" if text == "0" else "+" if value > 0 else "−"
    return sign + text + _SPACE + "points"


def number(value: float, kind: str) -> str:
    """A value of one kind, NET or SHARE."""
    return signed(value) if kind == NET else percent(value)


def span(low: float, high: float, kind: str) -> str:
    """An interval of one kind.

    >>> span(0.31, 0.42, SHARE)
    '31–42\\xa0%'
    """
    if kind == NET:
        return "−1 to +1" if low <= -0.995 and high >= 0.995 else f"{signed(low)} to {signed(high)}"
    return f"{percentage(low)}–{percent(high)}"


def difference(value: float, kind: str) -> str:
    """A difference of two figures of one kind."""
    return signed(value) if kind == NET else points(value)


def difference_span(low: float, high: float, kind: str) -> str:
    """The interval of a difference.

    >>> difference_span(-0.1, 0.2, SHARE)
    '−10 to +20\\xa0points'
    """
    if kind == NET:
        return f"{signed(low)} to {signed(high)}"
    return f"{points(low).removesuffix(_SPACE + 'points')} to {points(high)}"


def count(figure: Figure, kind: str) -> str:
    """What a figure rests on: units and independent articles.

    >>> count(Figure(0.5, 0.2, 0.8, 6, 12, 4, True), SHARE)
    '6 of 12 in 4 articles'
    """
    articles = plural(figure.clusters, "article")
    if kind == NET:
        return f"{thousands(figure.total)} in {articles}"
    return f"{thousands(figure.count)} of {thousands(figure.total)} in {articles}"


def plural(n: int, noun: str) -> str:
    """A count with its noun.

    >>> plural(1, "article"), plural(1200, "sentence")
    ('1 article', '1,200 sentences')
    """
    return f"{thousands(n)} {noun}" if n == 1 else f"{thousands(n)} {noun}s"


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def counted(n: int, noun: str) -> str:
    """A count with its noun as in running text.

    >>> counted(6, "outlet"), counted(1, "other outlet"), counted(40, "outlet"), counted(2, "copy")
    ('six outlets', 'one other outlet', '40 outlets', 'two copies')
    """
    several = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{_SMALL[n] if n < len(_SMALL) else thousands(n)} {noun if n == 1 else several}"


def thousands(n: int) -> str:
    """A whole number with separators."""
    return f"{n:,}"


def probability(value: float) -> str:
    """A probability with two decimals, never rounded up to certainty.

    >>> probability(0.914), probability(0.999)
    ('0.91', '>0.99')
    """
    if value > 0.99:
        return ">0.99" if value < 1 else "1"
    return f"{value:.2f}"


def significance(name: str, value: float) -> str:
    """A p- or q-value by the usual rounding.

    >>> significance("q", 0.0004), significance("p", 0.0312)
    ('q < 0.001', 'p = 0.031')
    """
    return f"{name} < 0.001" if value < 0.001 else f"{name} = {value:.3f}"
