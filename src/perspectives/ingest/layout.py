"""Which part of a text is whose: the headline, an editorial introduction, the embedded article and what follows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from perspectives.ingest import outlets
from perspectives.ingest.dates import DATE, iso_date
from perspectives.ingest.lines import BODY, HEAD, TAIL, Line
from perspectives.ingest.names import leading_name
from perspectives.records import BOILERPLATE, Zone

KnownZones = Sequence[tuple[int, int, str]]

_NOTE = re.compile(
    r"\[?\(?(?:(?:editor(?:ial|s)?|translator|publisher)['’]?s?['’]?(?:\s+team['’]?s?)?\s+(?:note|comment|introduction)"
    r"|from the editors?\b|note\s*:)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\b(?:follows?(?:\s+below)?|below|as\s+follows)\s*[:.]\s*(?:\[\d{1,3}\])?\s*\Z", re.IGNORECASE)
_WORK = re.compile(
    r"\b(?:article|column|op-?ed|report|interview|text|translation|excerpts?|commentary|analysis|statement)s?\b",
    re.IGNORECASE,
)
_REST = re.compile(r"\b(?:rest|full|original|entire|complete|continue)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:\[\d{1,3}\]|\d{1,2}[.)]\s)")
_AFTER = {
    "cite",
    "about",
    "share",
    "footnote",
    "copyright",
    "read_more",
    "comments",
    "tags",
    "subscribe",
    "address",
    "disclaimer",
}
_SEPARATOR = re.compile(r"\s+([-–—|])\s+")
_MAX_TITLE_WORDS = 30


@dataclass(frozen=True, slots=True)
class Layout:
    """Indices of lines: the headline, the last of an introduction (either may be None), the first after the article."""

    title: int | None
    boundary: int | None
    tail: int


def title_line(rows: Sequence[Line], title: str | None, known: KnownZones) -> int | None:
    """The line that is the headline: the one that equals the known title, a heading, or a short first line."""
    for start, end, kind in known:
        if kind == "headline":
            return next((index for index, row in enumerate(rows) if row.start < end and row.end > start), None)
    head = [index for index in range(min(8, len(rows))) if not rows[index].prose]
    if title:
        for index in range(min(8, len(rows))):
            if _alike(rows[index].text, title):
                return index
        return next((index for index in head if rows[index].heading and not rows[index].furniture), None)
    for index in head:
        row = rows[index]
        if row.furniture is None:
            return index if row.region == HEAD and (row.heading or _looks_like_title(rows, index)) else None
    return None


def split_tag(title: str) -> tuple[str, str | None, str | None, bool]:
    """A title's own words, the name and the ISO date in its last parts, and whether a bar sets the name apart.

    >>> split_tag("Talks fail - Example Post - 07.05.2023")
    ('Talks fail', 'Example Post', '2023-05-07', False)
    """
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts:
        return title, None, None, False
    last = title[cuts[-1].end() :]
    dated = re.fullmatch(rf"(.*?)[\s(,]*({DATE})\)?\s*", last, re.IGNORECASE)
    date = iso_date(dated[2]) if dated else None
    if dated and not dated[1].strip():
        if len(cuts) < 2:
            return title, None, None, False
        cut, name = cuts[-2], title[cuts[-2].end() : cuts[-1].start()]
    else:
        cut, name = cuts[-1], dated[1] if dated else last
    if len(name) > 50 or leading_name(name) != name.strip():
        return title, None, None, False
    return title[: cut.start()].strip(), name.strip(), date, cut[1] == "|"


def _alike(line: str, title: str) -> bool:
    left, right = outlets.squash(line), outlets.squash(title)
    if not left or not right:
        return False
    return left == right or (min(len(left), len(right)) > 20 and (left.startswith(right) or right.startswith(left)))


def _looks_like_title(rows: Sequence[Line], index: int) -> bool:
    row = rows[index]
    if not row.after_blank or len(row.text.split()) > _MAX_TITLE_WORDS or re.search(r"[^.][.:,;]\Z", row.text):
        return False
    if index + 1 == len(rows):
        return False
    following = rows[index + 1]
    return following.after_blank or following.furniture is not None or len(following.text) > 120


def boundary_line(rows: Sequence[Line], names: Sequence[str]) -> int | None:
    """The last line before an embedded article: "the article follows below:", or a rule after an introduction.

    ``names`` are those of the original outlet and author: an introduction that a rule ends must mention one.
    """
    for index, row in enumerate(rows[: max(1, len(rows) * 3 // 4)]):
        ends = row.prose and _ENDING.search(row.text) is not None and _WORK.search(row.text[-200:]) is not None
        if (row.furniture == "follows_below" or ends) and any(later.prose for later in rows[index + 1 :]):
            return index
    length = rows[-1].end if rows else 0
    for index, row in enumerate(rows):
        if row.start > 0.4 * length:
            return None
        if row.furniture == "rule" and any(later.prose for later in rows[index + 1 :]):
            introduction = " ".join(earlier.text for earlier in rows[:index] if earlier.prose)
            if any(name in introduction for name in names):
                return index
    return None


def tail_line(rows: Sequence[Line]) -> int:
    """The first line after the article: footnotes, cite lines, addresses, the author's note and all that follows."""
    start = len(rows)
    while start and not (rows[start - 1].prose and not _NUMBERED.match(rows[start - 1].text)):
        start -= 1
    tail = next((index for index in range(start, len(rows)) if rows[index].furniture in _AFTER), len(rows))
    length = rows[-1].end if rows else 0
    for index in range(tail):
        row = rows[index]
        if row.start < 0.6 * length or row.region == HEAD:
            continue
        if row.furniture in ("cite", "about") or (row.furniture == "read_more" and _REST.search(row.text)):
            return index
    return tail


def zones(rows: Sequence[Line], layout: Layout, article: int, known: KnownZones) -> tuple[Zone, ...]:
    """The zones of a text whose article belongs to the layer ``article`` (0 where nobody republished it).

    Runs of lines of one layer and kind make a zone; where there is one layer, only zones with a kind are given.
    """
    found: list[Zone] = []
    note = False
    for index, row in enumerate(rows):
        note = _NOTE.match(row.text) is not None
        kind = _kind(rows, index, layout, known)
        layer = article
        introduced = layout.boundary is not None and index <= layout.boundary
        furniture_head = row.region == HEAD and row.furniture is not None and index != layout.title
        if introduced or note or index >= layout.tail or furniture_head:
            layer = 0
        if kind is None and article == 0:
            continue
        last = found[-1] if found else None
        adjacent = last is not None and index > 0 and last.end == rows[index - 1].end
        if last is not None and adjacent and last.layer == layer and last.kind == kind and kind != "headline":
            found[-1] = Zone(last.start, row.end, layer, kind)
        else:
            found.append(Zone(row.start, row.end, layer, kind))
    return tuple(found)


def _kind(rows: Sequence[Line], index: int, layout: Layout, known: KnownZones) -> str | None:
    row = rows[index]
    if index == layout.title:
        return "headline"
    for start, end, kind in known:
        if row.start >= start and row.end <= end:
            return kind
    if row.furniture and row.region != BODY:
        return BOILERPLATE
    if index == layout.boundary and (row.furniture or not row.prose or row.region == HEAD):
        return BOILERPLATE
    if index < layout.tail:
        return None
    return None if row.prose and row.region != TAIL and not _after_about(rows, index, layout) else BOILERPLATE


def _after_about(rows: Sequence[Line], index: int, layout: Layout) -> bool:
    """Whether a line of prose after the article is still the note about its author."""
    headed = [row.furniture for row in rows[layout.tail : index] if row.furniture]
    return bool(headed) and headed[-1] == "about"
