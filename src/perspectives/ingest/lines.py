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
    closed = _closed(rows)
    prose = [_is_prose(rows, index, closed[index]) for index in range(len(rows))]
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


def _is_prose(rows: list[Line], index: int, closed: bool) -> bool:
    """A line of running text: a paragraph on one line, or a line of a paragraph that is wrapped.

    ``closed`` tells that the paragraph of which the line would be a part ends as a sentence does: a headline with
    a standfirst or a byline right below it does not.
    """
    row = rows[index]
    if row.furniture or row.heading or not row.text:
        return False
    words = len(row.text.split())
    ends = _ends(row)
    if words >= _PROSE_WORDS and (ends or words >= 2 * _PROSE_WORDS):
        return True
    wrapped = _joined(rows, index) or _joined(rows, index + 1)
    return wrapped and words >= _WRAPPED_WORDS and (ends or (closed and len(row.text) >= 50))


def _ends(row: Line) -> bool:
    return _SENTENCE_END.search(row.text[-12:]) is not None


def _joined(rows: list[Line], index: int) -> bool:
    """Whether a line may go on from the one above it: no blank line and no furniture between them."""
    if not 0 < index < len(rows) or rows[index].after_blank:
        return False
    return rows[index].furniture is None and rows[index - 1].furniture is None


def _closed(rows: list[Line]) -> list[bool]:
    """For each line whether the last of the lines joined to it from below ends as a sentence does."""
    closed = [_ends(row) for row in rows]
    for index in range(len(rows) - 2, -1, -1):
        if _joined(rows, index + 1):
            closed[index] = closed[index + 1]
    return closed


def links(text: str) -> list[str]:
    """The http(s) addresses in a piece of text."""
    return [found.rstrip(".,;") for found in _URL.findall(text)]
