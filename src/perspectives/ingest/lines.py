"""The lines of a text, each with what furniture it is and whether it stands before, in or after the prose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perspectives.boilerplate import bare, furniture

HEAD, BODY, TAIL = "head", "body", "tail"

_PROSE_WORDS = 12
_WRAPPED_WORDS = 7
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)*_\]\d]{0,6}\s*\Z")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S")
_URL = re.compile(r"https?://[^\s<>\"')\]]{4,500}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its span in the text, and its words without Markdown.

    ``furniture`` is the name of a boilerplate pattern or None; ``region`` is head, body or tail: before the
    first line of prose, from there to the last, and after it.
    """

    start: int
    end: int
    text: str
    furniture: str | None
    heading: bool
    after_blank: bool
    prose: bool = False
    region: str = BODY


def lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order."""
    rows: list[Line] = []
    start = 0
    blank = True
    for raw in text.split("\n"):
        if raw.strip():
            heading = _HEADING.match(raw) is not None
            rows.append(Line(start, start + len(raw), bare(raw), furniture(raw), heading, blank))
        blank = not raw.strip()
        start += len(raw) + 1
    prose = [_is_prose(rows, index) for index in range(len(rows))]
    first = prose.index(True) if any(prose) else len(rows)
    last = len(rows) - 1 - prose[::-1].index(True) if any(prose) else -1
    return [
        Line(
            row.start,
            row.end,
            row.text,
            row.furniture,
            row.heading,
            row.after_blank,
            prose[index],
            HEAD if index < first else TAIL if index > last else BODY,
        )
        for index, row in enumerate(rows)
    ]


def _is_prose(rows: list[Line], index: int) -> bool:
    """A line of running text: a paragraph on one line, or a line of a paragraph that is wrapped."""
    row = rows[index]
    if row.furniture or row.heading or not row.text:
        return False
    words = len(row.text.split())
    ends = _SENTENCE_END.search(row.text[-12:]) is not None
    if words >= _PROSE_WORDS and (ends or words >= 2 * _PROSE_WORDS):
        return True
    wrapped = not row.after_blank or (index + 1 < len(rows) and not rows[index + 1].after_blank)
    return wrapped and words >= _WRAPPED_WORDS and (ends or len(row.text) >= 50)


def links(text: str) -> list[str]:
    """The http(s) addresses in a piece of text."""
    return [found.rstrip(".,;") for found in _URL.findall(text)]
