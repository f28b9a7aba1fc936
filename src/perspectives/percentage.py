"""The number of a percentage, written alike in sentences, tables and charts."""

from __future__ import annotations


def percentage(share: float) -> str:
    """A share of 0 to 1 in whole percent, in tenths where a whole number would read as none or all.

    >>> [percentage(share) for share in (0.0, 0.0003, 0.004, 0.364, 0.9967, 0.9999, 1.0)]
    ['0', '<0.1', '0.4', '36', '99.7', '>99.9', '100']
    """
    percent = 100 * share
    if 0 < percent < 0.05:
        return "<0.1"
    if 99.95 <= percent < 100:
        return ">99.9"
    return f"{percent:.1f}" if 0 < percent < 0.95 or 99.05 <= percent < 100 else f"{percent:.0f}"
