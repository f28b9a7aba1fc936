"""The day a claim speaks of: dates written out, weekdays and words such as "yesterday"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = _MONTH_NAMES.split()
_DAY_NAMES = "monday tuesday wednesday thursday friday saturday sunday"
_DAYS = _DAY_NAMES.split()
_NAMES = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + "|Sept"
_MONTH_DAY = re.compile(rf"\b({_NAMES})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}})\b)?", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_NAMES})\b\.?(?:,? (\d{{4}})\b)?", re.IGNORECASE)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_WEEKDAY = re.compile(rf"\b({'|'.join(_DAYS)})\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(yesterday|today|tonight|overnight|this morning|last night)\b", re.IGNORECASE)
# A statement, treaty or agreement is named by its date; that is not when the claimed thing happened.
_NAMED = re.compile(
    r"\b(?:statements?|agreements?|declarations?|treat(?:y|ies)|documents?|accords?|deals?|ceasefire statement)"
    r"(?: signed| reached| made| adopted)? (?:of|on|in|from)(?: the)? ?$",
    re.IGNORECASE,
)
_TODAY = frozenset(("today", "tonight", "overnight", "this morning"))


def day_of(text: str, published: str | None) -> str | None:
    """The ISO date of what a text tells, or None; a missing year is that which comes nearest to the publication.

    >>> day_of("on March 5", "2023-03-14"), day_of("on Sunday", "2023-03-07"), day_of("the statement of May 9", None)
    ('2023-03-05', '2023-03-05', None)
    """
    near = _parse(published)
    for pattern, order in ((_MONTH_DAY, (3, 1, 2)), (_DAY_MONTH, (3, 2, 1)), (_ISO, (1, 2, 3))):
        for match in pattern.finditer(text):
            if _NAMED.search(text[max(0, match.start() - 60) : match.start()]):
                continue
            year, month, day = (match.group(part) for part in order)
            found = _date(year, month, int(day), near)
            if found:
                return found.isoformat()
    if near is None:
        return None
    weekday = _WEEKDAY.search(text)
    if weekday:
        back = (near.weekday() - _DAYS.index(weekday[1].lower())) % 7
        return (near - timedelta(days=back)).isoformat()
    relative = _RELATIVE.search(text)
    if relative:
        return (near - timedelta(days=relative[1].lower() not in _TODAY)).isoformat()
    return None


def distance(a: str | None, b: str | None) -> int | None:
    """Days between two ISO dates, None where one is missing."""
    first, second = _parse(a), _parse(b)
    return None if first is None or second is None else abs((first - second).days)


def _date(year: str | None, month: str, day: int, near: date | None) -> date | None:
    number = int(month) if month.isdigit() else next(i for i, m in enumerate(_MONTHS, 1) if m[:3] == month[:3].lower())
    years = [int(year)] if year else [near.year + step for step in (0, -1, 1)] if near else []
    found = []
    for candidate in years:
        try:
            found.append(date(candidate, number, day))
        except ValueError:
            continue
    return min(found, key=lambda d: abs((d - near).days) if near else 0, default=None)


@lru_cache(maxsize=8192)
def _parse(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
