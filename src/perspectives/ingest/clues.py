"""What single lines of an article tell of its publication: who wrote, published, translated and republished it, and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from perspectives.boilerplate import bare, furniture
from perspectives.ingest import outlets
from perspectives.ingest.dates import DATE, iso_date
from perspectives.ingest.names import announced_names, is_person, leading_name, leading_person, staff_outlet

HEAD, BODY, TAIL = "head", "body", "tail"
_PROSE_WORDS = 12
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)*_\]\d]{0,6}\s*\Z")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S")
_URL = re.compile(r"https?://[^\s<>\"')\]]{4,500}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text that is not blank; ``region`` is head, body or tail (before, in and after the prose)."""

    start: int
    end: int
    text: str
    furniture: str | None
    prose: bool
    heading: bool
    after_blank: bool
    region: str


@dataclass(frozen=True, slots=True)
class Clue:
    """A name with its part in the publication, as one line tells it.

    ``role``: original (who published first), publisher (who publishes this copy), agency (a dateline's),
    staff (whose correspondent), author, translator, editor. ``strong`` clues suffice to tell a republication.
    """

    role: str
    name: str
    date: str | None = None
    strong: bool = False


def lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, with what furniture they are and where the prose begins and ends."""
    rows: list[tuple[int, int, str, str | None, bool, bool]] = []
    start = 0
    blank = True
    for raw in text.split("\n"):
        if raw.strip():
            stripped = bare(raw)
            heading = _HEADING.match(raw) is not None
            rows.append((start, start + len(raw), stripped, furniture(raw), heading, blank))
        blank = not raw.strip()
        start += len(raw) + 1
    prose = [_prose(rows, index) for index in range(len(rows))]
    first = prose.index(True) if any(prose) else len(rows)
    last = len(rows) - 1 - prose[::-1].index(True) if any(prose) else -1
    return [
        Line(*row[:4], prose[index], *row[4:], HEAD if index < first else TAIL if index > last else BODY)
        for index, row in enumerate(rows)
    ]


def _prose(rows: list[tuple[int, int, str, str | None, bool, bool]], index: int) -> bool:
    """A line of running text: a paragraph on one line, or a line of a paragraph that is wrapped."""
    _, _, text, pattern, heading, after_blank = rows[index]
    if pattern or heading or not text:
        return False
    words = len(text.split())
    if words >= _PROSE_WORDS and (_SENTENCE_END.search(text) or words >= 25):
        return True
    wrapped = not after_blank or (index + 1 < len(rows) and not rows[index + 1][5])
    return wrapped and words >= 7 and (len(text) >= 50 or _SENTENCE_END.search(text) is not None)


def find_clues(line: Line) -> Iterator[Clue]:
    """All that a line tells, strongest first."""
    for extract in _EXTRACTORS:
        yield from extract(line)


def _series(line: Line) -> Iterator[Clue]:
    if line.furniture == "dispatch" and (publisher := outlets.by_series(line.text)):
        yield Clue("publisher", publisher.name, iso_date(line.text), strong=True)


def _cited(line: Line) -> Iterator[Clue]:
    """Whom to cite: after the quoted title comes the publisher, "Center For Examples (CFE), Blog No. 5"."""
    if line.furniture != "cite":
        return
    after = re.split(r"[\"”»]\s*[.,]?\s*", line.text)[-1] if re.search(r"[\"”»]", line.text) else ""
    publisher = _acronym(re.split(r"[,.]\s|\d", after, maxsplit=1)[0])
    if publisher and outlets.squash(publisher):
        yield Clue("publisher", publisher, strong=True)
    head = re.sub(r"\A[^:]{0,30}:\s*", "", line.text)
    if outlet := staff_outlet(re.split(r"\.\s", head, maxsplit=1)[0]):
        yield Clue("staff", outlet)


def _acronym(name: str) -> str:
    """The short form in parentheses after a long name, or the name."""
    found = re.search(r"\(([^\s()]{2,12})\)", name)
    if found and found[1].upper() == found[1] and found[1][0].isalpha():
        return found[1]
    return re.sub(r"\([^()]*\)", " ", name).strip(" ,.;:-–—")


def _copyright(line: Line) -> Iterator[Clue]:
    found = re.search(r"(?:©|\(c\)|copyright)", line.text, re.IGNORECASE)
    if line.furniture != "copyright" or found is None:
        return
    text = re.sub(
        r"(?:©|\(c\)|copyright|\bby\b)|\b\d{4}(?:\s*[-–—]\s*\d{2,4})?\b",
        " ",
        line.text[found.start() :],
        flags=re.IGNORECASE,
    )
    text = re.split(
        r"\ball\b|\btüm\b|\bвсе\b|\bреклам|[|•·]|\.\s|\.\Z", text.strip(" ,.-–—"), maxsplit=1, flags=re.IGNORECASE
    )[0]
    name = _acronym(
        re.sub(r",?\s+(?:inc|ltd|llc|limited|gmbh|plc|corp)\b\.?.*", "", text.strip(" ,.-–—"), flags=re.IGNORECASE)
    )
    if 2 <= len(name) <= 80 and len(name.split()) <= 8 and name[0].isalnum():
        yield Clue("publisher", name)


def _dated_outlet(line: Line) -> Iterator[Clue]:
    """A heading like "Example Post (7 May 2023)"; with other separators the name may be a place."""
    found = re.match(rf"(.{{2,60}}?)\s*(\(|,|\||[–—-])\s*({DATE})\)?\Z", line.text, re.IGNORECASE)
    if line.region == BODY or line.furniture != "outlet" or found is None:
        return
    name = leading_name(found[1])
    if name and name == found[1].strip() and (found[2] == "(" or outlets.known(name)):
        yield Clue("original", name, iso_date(found[3]), strong=found[2] == "(")


def _byline(line: Line) -> Iterator[Clue]:
    if line.furniture not in ("byline", "about") and not (line.region != BODY and line.text.lower().startswith("by ")):
        return
    if outlet := staff_outlet(line.text):
        yield Clue("staff", outlet)
        return
    label = re.match(
        r"(?:(?:translat|edit|writt|report|compil|prepar)\w+\s+by|by|authors?|about the author|text|story|translat(?:or|ion)|editor)\b\s*:?\s*",
        line.text,
        re.IGNORECASE,
    )
    role = "author"
    if label and re.match(r"translat", label[0], re.IGNORECASE):
        role = "translator"
    elif label and re.match(r"edit", label[0], re.IGNORECASE):
        role = "editor"
    rest = line.text[label.end() :] if label else line.text
    parts = [
        part for part in re.split(r"\s*(?:,|\||•|·|/|\s[–—-]\s|\(|\bfor\b|\band\b|&)\s*", rest) if part.strip(" )")
    ]
    for part in parts:
        name = part.strip(" ).")
        if person := leading_person(name):
            if person == name:
                yield Clue(role, person)
        elif outlets.known(name):
            yield Clue("staff", name)


def _writes(line: Line) -> Iterator[Clue]:
    """ "… - writes Anna Bell." at the end of a standfirst, "Anna Bell writes:" at the start of one."""
    if line.furniture:
        return
    found = re.search(r"[-–—,]\s*(?:writes|reports|by)\s+([^,;:]{4,60}?)[.*_]*\Z", line.text)
    if found and (person := leading_person(found[1])) and len(person) >= len(found[1].strip(" .*_")) - 1:
        yield Clue("author", person)
    elif line.region != TAIL and (
        found := re.match(r"([^,;:.]{4,60}?)\s+(?:writes|reports)\s*(?:for\s+(.{2,60}?))?[:.]?\Z", line.text)
    ):
        if person := leading_person(found[1]):
            yield Clue("author", person)


def _republished(line: Line) -> Iterator[Clue]:
    """ "Originally published by X on 7 May 2023", "Republished with permission from X", "This article first appeared in X"."""
    for found in re.finditer(
        r"\b(?:(?:first|originally|initially|previously)\s+(?:published|appeared|posted|ran|printed|released|run)"
        r"|(?:republished|reprinted|reproduced|reposted|cross-?posted|taken|syndicated)(?:\s+here)?(?=\s+(?:with|from|by|courtesy|under))"
        r"|(?:was|has been|is)\s+published(?=\s+(?:in|on|by)\s))\b",
        line.text,
        re.IGNORECASE,
    ):
        plain = found[0].lower().endswith(" published") and not re.match(
            r"first|orig|init|prev", found[0], re.IGNORECASE
        )
        named_work = re.match(
            r"(?:this|the|an?|his|her)\s+(?:\w+\s+){0,2}(?:article|story|piece|text|interview|report|commentary|post|op-?ed|column|analysis|essay)\b",
            line.text,
            re.IGNORECASE,
        )
        if line.furniture != "republished" and (plain or not (named_work or found.start() == 0 or line.region != BODY)):
            continue
        rest = line.text[found.end() : found.end() + 200]
        if name := _published_in(rest):
            yield Clue("original", name, iso_date(rest), strong=True)
            return


def _published_in(rest: str) -> str | None:
    """The outlet in "by Anna Bell in the daily X on 7 May": announced by a noun, else known, else after "in" or "on", else "by"."""
    rest = re.split(r"(?<=[a-z0-9)])\.\s+(?=[A-Z])", rest, maxsplit=1)[0]
    if announced := announced_names(rest):
        return announced[0]
    candidates = []
    pattern = r"\b(by|in|on|at|from|via|of|with)\s+(?:(?:the\s+)?(?:kind\s+)?permission\s+(?:of|from)\s+)?(?:the\s+(?:website|site)\s+of\s+)?"
    for found in re.finditer(pattern, rest):
        if name := leading_name(rest[found.end() : found.end() + 100]):
            candidates.append((not outlets.known(name), found[1] == "by" and is_person(name), found.start(), name))
    return min(candidates)[3] if candidates else None


def _reported(line: Line) -> Iterator[Clue]:
    """A monitor's head: "Text of report in English by Armenian news agency X on 7 March"."""
    found = re.match(
        r"\[?(?:(?:full )?text of|(?:an? )?excerpts? from|(?:an? )?(?:abridged )?translation of|summary of)\s+(?:an?\s+|the\s+)?(?:\w+\s+){0,2}?"
        r"(?:report|article|commentary|interview|statement|analysis|editorial|column)\b",
        line.text,
        re.IGNORECASE,
    )
    if found and line.region != TAIL:
        rest = line.text[found.end() :]
        for name in announced_names(rest) or filter(None, [_published_in(rest)]):
            yield Clue("original", name, iso_date(rest), strong=True)
            return


def _sourced(line: Line) -> Iterator[Clue]:
    """ "Source: X", "Courtesy of X", "X, translated by Y": whole lines outside the prose."""
    if line.region == BODY or line.prose:
        return
    if found := re.match(
        r"(?:original\s+)?(?:source|publication|published in|publisher|courtesy of|outlet)\s*:?\s+(?!https?:)(.{2,80}?)\.?\Z",
        line.text,
        re.IGNORECASE,
    ):
        name = leading_name(re.split(r",|\(|\||\s[–—-]\s", found[1])[0])
        if name and len(name.split()) <= 5:
            yield Clue("original", name, iso_date(line.text), strong=outlets.known(name) is not None)
    if found := re.match(
        r"\(?([^,;.]{2,60}?)[,;]?\s+(?:in\s+\w+,?\s+)?translated\s+(?:from\s+(?:the\s+)?\w+\s+)?by\s+.{2,80}\Z",
        line.text,
        re.IGNORECASE,
    ):
        name = leading_name(found[1])
        if name and name == found[1].strip() and not is_person(name):
            yield Clue("original", name, iso_date(line.text), strong=True)


def _translated(line: Line) -> Iterator[Clue]:
    if line.prose and not re.match(r"(?:this|the|translat)", line.text, re.IGNORECASE):
        return
    pattern = (
        r"\b(?:translat(?:ed|ion)\s+(?:(?:from|into)\s+(?:the\s+)?\w+\s+)?(?:by|:)|translation\s*:|translator\s*:)\s*"
    )
    if found := re.search(pattern, line.text, re.IGNORECASE):
        rest = line.text[found.end() :]
        if name := leading_person(rest) or leading_name(rest):
            yield Clue("translator", name)


def _dateline(line: Line) -> Iterator[Clue]:
    """The agency of a dateline: "YEREVAN, Sept. 13 (Xinhua) --", "MOSCOW, March 7. /TASS/.", "Baku, September 13, AZERTAC"."""
    head = line.text[:110]
    place = r"[^\W\d_a-zß-ÿ][\w .'’-]{1,30}"
    day = rf"(?:{DATE}|[A-Z][a-z]{{2,8}}\.?\s\d{{1,2}}|\d{{1,2}}\s[A-Z][a-z]{{2,8}}|[A-Z]{{3,9}}\s\d{{1,2}}|\d{{1,2}}\s[A-Z]{{3,9}})"
    for pattern in (
        rf"{place}(?:,\s[\w .]{{2,30}})?(?:[,.]?\s+{day})?[,.]?\s*\(([^()\d]{{2,30}})\)\s*(?:[-–—:]|\Z)",
        rf"{place}(?:,\s[\w .]{{2,30}})?[,.]\s+{day}[,.]?\s*(?:\d{{4}}[,.]?\s*)?/([^/\d]{{2,30}})/",
        rf"{place}(?:,\s[\w .]{{2,30}})?[,.]\s+{day}[,.]?\s*(?:\d{{4}}[,.]?\s*)?[,–—-]?\s*([A-Z][\w.]{{1,20}})(?:[.:–—-]|\Z)",
        r"\(([A-Z][\w .]{1,25})\)\s*[-–—]",
    ):
        if found := re.match(pattern, head):
            name = found[1].strip(" .")
            if outlets.known(name) or (name.isupper() and len(name) >= 2 and " " not in name):
                yield Clue("agency", name)
            return


_EXTRACTORS: tuple[Callable[[Line], Iterator[Clue]], ...] = (
    _series, _cited, _republished, _reported, _dated_outlet, _sourced, _translated, _copyright, _byline, _writes, _dateline,
)  # fmt: skip


def links(text: str) -> list[str]:
    """The http(s) addresses in a piece of text."""
    return [found.rstrip(".,;") for found in _URL.findall(text)]
