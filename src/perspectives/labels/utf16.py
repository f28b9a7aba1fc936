"""Offsets as JavaScript counts them, for tools whose editor runs in a browser."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from perspectives.records import Span


class Utf16:
    """Offsets of a text in UTF-16 code units, as JavaScript counts: a character beyond U+FFFF counts two."""

    def __init__(self, text: str) -> None:
        self._before = [0, *accumulate(1 + (ord(char) > 0xFFFF) for char in text)]

    def units(self, span: Span) -> Span:
        """Code points to code units."""
        return self._before[span[0]], self._before[span[1]]

    def points(self, span: Span) -> Span:
        """Code units to code points; a half of a character counts as its beginning.

        Raises ValueError outside the text.
        """
        if not 0 <= span[0] <= span[1] <= self._before[-1]:
            raise ValueError(f"{span[0]}–{span[1]} lies outside the text")
        return bisect_right(self._before, span[0]) - 1, bisect_right(self._before, span[1]) - 1
