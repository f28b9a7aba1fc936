"""Which lines of a page head the text below them, and which are captions or sentences without an end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perspectives.paragraphs import Line
from perspectives.records import BOILERPLATE

_REPORTED = re.compile(
    r",\s(?:\w+\s){1,5}(?:said|says|noted|added|reported|stressed|stated|told|wrote|claimed|believes?"
    r"|explained)(?:\s\w+){0,3}\Z"
)
_PARTICLE = re.compile(r"\b(?:in|on|at|to|for|by|with|from|up|over|under|out|off|is|are)[\"'”’»]?\Z")


def is_heading(page: Sequence[Line], index: int) -> bool:
    """A short line without an end that stands alone before text, or the first line of the page."""
    line = page[index]
    if not line.heading_like:
        return _is_first_shout(page, index)
    previous = page[index - 1] if index else None
    after = page[index + 1] if index + 1 < len(page) else None
    if after is None:
        return False
    follows = after.blank or after.kind is not None
    if previous is None or all(one.kind == BOILERPLATE for one in page[:index][-12:]):
        return follows or (not after.text[:1].islower() and line.words >= 3 and after.words > line.words // 2)
    alone = line.blank or previous.kind is not None
    if not alone or not follows:
        return False
    return not (after.blank and after.kind is None and after.text[:1].islower())


def is_question_heading(page: Sequence[Line], index: int) -> bool:
    """A short question that stands alone before a paragraph heads it, in a piece that is not an interview."""
    line = page[index]
    if not 0 < index < len(page) - 1 or not line.text.endswith("?") or line.text[:1] in "\"'“‘«-–—":
        return False
    after = page[index + 1]
    alone = line.blank and after.blank and line.text.count("?") == 1 and not re.search(r"[.!]\s", line.text)
    return alone and line.words <= 8 and after.words >= 8 and after.kind is None


def is_description(page: Sequence[Line], index: int) -> bool:
    """Whether a line without an end amid the text is too long and plain for a heading: a caption, or a lost period."""
    line = page[index]
    words = line.text.split()
    lower = sum(word[:1].islower() for word in words)
    return (
        len(words) >= 9
        and 2 * lower >= len(words)
        and not line.marked_heading
        and any(strong(one) for one in page[:index])
    )


def description_kind(line: Line) -> str | None:
    return None if _REPORTED.search(line.text) else "caption"


def _is_first_shout(page: Sequence[Line], index: int) -> bool:
    """A first line that ends with a quotation or a question mark is the headline if a paragraph follows."""
    line = page[index]
    if index or len(page) < 2 or line.words > 18 or line.item_mark or line.raw.startswith("**"):
        return False
    if not page[1].blank or page[1].text[:1].islower() or page[1].words < 2:
        return False
    # "Before the enemy rolls in": a headline may end with a preposition, as a broken sentence may with "the".
    return line.text.rstrip("\"'”’»")[-1:] in "!?" or (
        not line.ends and line.words > 4 and _PARTICLE.search(line.text) is not None
    )


def strong(line: Line) -> bool:
    """Whether a line is surely the article's text: a long line, or a sentence of some length."""
    return line.kind in {None, "body"} and (line.words >= 25 or (line.words >= 9 and line.ends))
