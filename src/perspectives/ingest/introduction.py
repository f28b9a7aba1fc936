"""An editorial introduction: the outlet and the author whom it names before it hands over to their text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perspectives.ingest import outlets
from perspectives.ingest.clues import Clue
from perspectives.ingest.dates import find_date, iso_date
from perspectives.ingest.lines import Line
from perspectives.ingest.names import announced_names, leading_person

_WORK = re.compile(
    r"\b(?:article|column|op-?ed|editorial|report|interview|piece|commentary|analysis|essay|wrote|writes|published|titled|entitled)\b",
    re.IGNORECASE,
)
_POSSESSOR = re.compile(r"\A(?:the\s+|here\s+is\s+|below\s+is\s+)?(.{2,60}?)['’]s?\s", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:analyst|columnist|journalist|commentator|correspondent|editor|editor-in-chief|expert|observer|writer|author|reporter"
    r"|scientist|scholar|pundit|blogger|professor|diplomat|politician|specialist|researcher|director|orientalist|historian|by),?\s+"
)


def introduced(rows: Sequence[Line], boundary: int) -> tuple[Clue | None, str | None]:
    """The original outlet (with its date) and the author that an introduction names, None where it does not.

    ``boundary`` is the index of its last line ("Bell's article follows below:[3]"), from which the search goes back.
    """
    last = rows[boundary].text
    possessor = found[1] if (found := _POSSESSOR.match(last)) else None
    before = " ".join(row.text for index, row in enumerate(rows[: boundary + 1]) if row.prose or index == boundary)
    outlet, author = None, None
    for sentence in reversed(re.split(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])", before)):
        if outlet is None and _WORK.search(sentence):
            outlet = next(iter(announced_names(sentence)), None) or _known_in(sentence)
        if author is None:
            author = _author_in(sentence, possessor)
    if outlet is None and possessor and outlets.known(possessor):
        outlet = outlets.spelled(possessor)
    if outlet is None:
        return None, author
    return Clue("original", outlet, _footnote_date(rows, boundary) or iso_date(last), strong=True), author


def _footnote_date(rows: Sequence[Line], boundary: int) -> str | None:
    """The date in the footnote to which the introduction's last line points."""
    mark = re.search(r"\[\d{1,3}\]\Z", rows[boundary].text)
    if mark is None:
        return None
    notes = (row.text for row in rows[boundary + 1 :] if row.text.startswith(mark[0]))
    return next((date for note in notes if (date := iso_date(find_date(note)))), None)


def _author_in(sentence: str, possessor: str | None) -> str | None:
    for found in _ROLE.finditer(sentence):
        person = leading_person(sentence[found.end() : found.end() + 80])
        if person and (
            possessor is None or person.endswith(possessor) or outlets.known(possessor) or not possessor[0].isupper()
        ):
            return person
    if possessor and " " in possessor:
        return leading_person(possessor)
    if possessor and not outlets.known(possessor):  # "Anna Bell, who heads …" before "Bell's article follows"
        full = re.search(rf"((?:[^\W\d_a-zß-ÿ][\w'’-]+\s+){{1,3}}){re.escape(possessor)}\b", sentence)
        return leading_person(full[0]) if full else None
    return None


def _known_in(sentence: str) -> str | None:
    """An outlet of the table after "in" or "by" in a sentence ("an article in Example Post")."""
    for found in re.finditer(r"\b(?:in|by|for|on|with)\s+(?:the\s+)?(?=[A-Z\"“])", sentence):
        words = sentence[found.end() : found.end() + 60].split()
        for count in range(min(4, len(words)), 0, -1):
            name = re.sub(r"['’]s?\Z", "", " ".join(words[:count]).strip('"“”.,;:()'))
            if publisher := outlets.known(name):
                return publisher.name
    return None
