"""Make third-party text and addresses harmless before they enter a page, a file name or a spreadsheet."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands where a character was taken out, so that a reader sees that something was there."""

_BIDI = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_CONTROLS = {*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A, 0x0D}
_SEPARATORS = {0x2028, 0x2029, 0xFEFF}
_NONCHARACTERS = {
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | low for plane in range(0x11) for low in (0xFFFE, 0xFFFF)),
}
_SURROGATES = range(0xD800, 0xE000)
# One character for one character: spans into the text stay true.
_HARMLESS = str.maketrans(dict.fromkeys((*_BIDI, *_CONTROLS, *_SEPARATORS, *_NONCHARACTERS, *_SURROGATES), REPLACEMENT))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutralize(text: str) -> str:
    """``text`` with bidirectional and other control characters replaced, its length in code points unchanged.

    Bidirectional controls can make a sentence read differently from what it says (Boucher and Anderson,
    "Trojan Source", 2021); the other characters are not allowed in HTML (WHATWG, "Preprocessing the input stream").

    >>> neutralize("left\\u202eright")
    'left�right'
    """
    return text.translate(_HARMLESS)


def shorten(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` code points, cut with an ellipsis.

    >>> shorten("Araks Daily", 6)
    'Araks…'
    """
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def safe_url(url: str | None) -> str | None:
    """``url`` if it is an absolute http or https address without control characters or spaces, else None.

    >>> safe_url("https://example.org/a?b=c")
    'https://example.org/a?b=c'
    >>> safe_url("javascript:alert(1)") is None
    True
    """
    if url is None or len(url) > 2000 or any(character.isspace() for character in url) or neutralize(url) != url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def slug(text: str) -> str:
    """``text`` as at most 40 characters of a–z, 0–9 and hyphens, "x" if none is left; not unique.

    >>> slug("../Café du Caucase")
    'cafe-du-caucase'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:40].strip("-") or "x"


def spreadsheet(value: str) -> str:
    """``value`` so that no spreadsheet takes it for a formula (OWASP, "CSV Injection").

    >>> spreadsheet("=1+1")
    "'=1+1"
    """
    return "'" + value if value.startswith(_FORMULA) else value
