"""Good and bad words: a small polar lexicon, and counts of them in parts of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from perspectives.records import Span

WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_MOST = 3
"""Words beyond which more of them say nothing new."""


def polarity(text: str, spans: Iterable[Span]) -> tuple[float, float]:
    """How many good and bad words stand in the spans, each from 0 to 1 (three or more)."""
    counts = [_counts(text[start:end]) for start, end in spans]
    good, bad = sum(good for good, _ in counts), sum(bad for _, bad in counts)
    return min(good, _MOST) / _MOST, min(bad, _MOST) / _MOST


# every pair of holder and target in a sentence asks for the sentence
@lru_cache(maxsize=512)
def _counts(text: str) -> tuple[int, int]:
    good, bad = polar_words()
    words = [word.lower() for word in WORD.findall(text)]
    return sum(w in good for w in words), sum(w in bad for w in words)


@lru_cache(maxsize=1)
def polar_words() -> tuple[frozenset[str], frozenset[str]]:
    """Good and bad words; in the file each line is ``+ word …`` or ``- word …``."""
    words: dict[str, set[str]] = {"+": set(), "-": set()}
    for line in (files("perspectives") / "data" / "polar_words.txt").read_text(encoding="utf-8").splitlines():
        sign, _, rest = line.partition(" ")
        if sign in words:
            words[sign].update(rest.split())
    return frozenset(words["+"]), frozenset(words["-"])
