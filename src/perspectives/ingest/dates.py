"""Dates as news writes them, as ISO dates."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from perspectives.furniture import MONTH

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{4}/\d{1,2}/\d{1,2}|\d{4}\.\s?\d{1,2}\.\s?\d{1,2}"
    r"|\d{1,2}(?:[./]\d{1,2}[./]|-\d{1,2}-)\d{4}|(?<![\d.])\d{2}\.\d{2}\.\d{2}(?![\d.])"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?[\s-]{{1,2}}(?:of\s)?{MONTH},?[\s-]{{1,2}}\d{{4}}"
    rf"|{MONTH}\s{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,2}}\d{{4}})"
)
"""A regular expression for a full date in a text (to be used with re.IGNORECASE)."""

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-./]\s?(\d{1,2})[-./]\s?(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_YEAR_LAST = re.compile(r"\b(\d{1,2})([-./])(\d{1,2})\2(\d{4})\b")
_SHORT_YEAR = re.compile(r"(?<![\d.])(\d\d)\.(\d\d)\.(\d\d)(?![\d.])")
_REVISED = re.compile(r"updat|modif|edited|revis", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|first|original", re.IGNORECASE)
_LABEL = 40
"""Characters before a date in which its label may stand."""
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]{{1,2}}(?:of\s)?({MONTH}),?[\s-]{{1,2}}(\d{{4}})\b", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"\b({MONTH})\s{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(\d{{4}})\b", re.IGNORECASE)


def iso_date(value: object) -> str | None:
    """The first date in a value as YYYY-MM-DD, or None where there is none or it cannot be.

    A date of numbers with the year last is read day first (07.05.2023 is 7 May), the usage of the press of
    Europe and Asia, unless only the American order makes a date.

    >>> iso_date("EU Reporter (7 May 2023)"), iso_date("Sept. 13, 2022"), iso_date("07.05.2023")
    ('2023-05-07', '2022-09-13', '2023-05-07')
    """
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d") if 1900 <= value.year <= 2100 else None
    text = str(value or "").strip()[:200]
    if found := _YEAR_FIRST.search(text) or _COMPACT.match(text):
        return _valid(*map(int, found.groups()))
    if found := _YEAR_LAST.search(text):
        first, _, second, year = found.groups()
        return _valid(int(year), int(second), int(first)) or _valid(int(year), int(first), int(second))
    if found := _SHORT_YEAR.search(text):
        return _valid(2000 + int(found[3]), int(found[2]), int(found[1]))
    if found := _DAY_FIRST.search(text):
        return _valid(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.search(text):
        return _valid(int(found[3]), _month(found[1]), int(found[2]))
    if "," in text[:5]:  # RFC 5322, as in feeds: Tue, 07 Mar 23 10:00:00 GMT
        try:
            return iso_date(parsedate_to_datetime(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _valid(year: int, month: int, day: int) -> str | None:
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def find_dates(text: str) -> list[str]:
    """The full dates in a text, as they are written there, in order, those of revisions last.

    >>> find_dates("Updated 5 October 2020, published 4 October 2020")
    ['4 October 2020', '5 October 2020']
    """
    found: list[tuple[bool, str]] = []
    end = 0
    for date_found in re.finditer(DATE, text, re.IGNORECASE):
        before = text[max(end, date_found.start() - _LABEL) : date_found.start()]
        found.append((_last(_REVISED, before) > _last(_PUBLISHED, before), date_found[0]))
        end = date_found.end()
    return [written for _, written in sorted(found, key=lambda pair: pair[0])]


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def find_date(text: str) -> str | None:
    """The first full date in a text that is not a revision's, else the first, as it is written there, or None."""
    return next(iter(find_dates(text)), None)


def date_in_path(url: str | None) -> str | None:
    """The ISO date in the path of an address ("/2023/05/07/"), or None."""
    found = re.search(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?:/|\Z)", url or "")
    return "-".join(found.groups()) if found else None
