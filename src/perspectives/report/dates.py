"""Write dates and periods as readers do."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(iso: str) -> str:
    """An ISO date as readers write it; other text as it is.

    >>> day("2023-09-13")
    '13 September 2023'
    """
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def period(first: str | None, last: str | None) -> str | None:
    """A period as readers write it.

    >>> period("2023-09-13", "2023-09-13"), period(None, None)
    ('13 September 2023', None)
    """
    if first is None or last is None:
        return day(first or last or "") or None
    return day(first) if first == last else f"{day(first)} to {day(last)}"
