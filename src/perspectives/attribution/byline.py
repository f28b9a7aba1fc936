"""The phrases by which a text speaks of its own author or outlet as of somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perspectives.records import Document, Sentence, Span

_LEAD = re.compile(
    r"[^\"“”'‘’»\s]\s*[-–—,]\s*writes\s+(?P<name>[A-ZÀ-Þ][\w’'-]*\.?(?:\s[A-ZÀ-Þ][\w’'-]*\.?){1,3})\.?\s*\Z"
)
"""The end of a first sentence that names the author: "… - writes Jane Doe."."""
_WE = frozenset({"this newspaper", "our newspaper", "this paper", "this author", "this writer"})
_AROUND = " \n\"'“”‘’«»"


class Byline:
    """Tells whether a phrase means who wrote the text."""

    def __init__(self, document: Document, sentences: Sequence[Sentence]) -> None:
        self._text = document.text
        self._names = _WE | {_plain(document.outlet)}
        first = next((sentence for sentence in sentences if sentence.kind == "body"), None)
        found = _LEAD.search(document.text[first.start : first.end]) if first else None
        self._lead: Span | None = None
        if first and found:
            self._lead = (first.start + found.start("name"), first.start + found.end("name"))

    def names(self, span: Span) -> bool:
        """Whether a phrase names the author or the outlet."""
        lead = self._lead is not None and span[0] < self._lead[1] and self._lead[0] < span[1]
        return lead or _plain(self._text[slice(*span)]) in self._names


def _plain(name: str) -> str:
    return name.lower().strip(_AROUND).removeprefix("the ")
