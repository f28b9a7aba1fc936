"""What single lines tell of a publication: who wrote, published, translated and republished it, and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from perspectives.furniture import NOTE
from perspectives.ingest import outlets
from perspectives.ingest.dates import DATE, iso_date
from perspectives.ingest.lines import BODY, HEAD, TAIL, Line
from perspectives.ingest.names import (
    announced_names,
    could_be_outlet,
    is_person,
    leading_name,
    leading_person,
    sole_person,
    staff_outlet,
)

WORK = r"(?:article|story|piece|text|interview|report|commentary|post|op-?ed|column|analysis|essay|statement|editorial)"
"""A regular expression for what a press text calls itself."""

_LABEL = re.compile(
    r"(?:(?:translat|edit|writt|report|compil|prepar)\w+\s+by|by|authors?|about the author|text|story|editor"
    r"|translat(?:or|ion))\b\s*:?\s*",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"\s*(?:,|\||•|·|/|\s[–—-]\s|\(|\bfor\b|\band\b|&)\s*", re.IGNORECASE)
_WRITES_END = re.compile(r"[-–—,]\s*(?:writes|reports|by)\s+([^,;:]{4,60}?)[.*_]*\Z")
_WRITES_START = re.compile(r"([^,;:.]{4,60}?)\s+(?:writes|reports)\s*(?:for\s+.{2,60}?)?[:.]?\Z")
_FIRST_PUBLISHED = re.compile(
    r"\b(?:(?:first|originally|initially|previously)\s+(?:published|appeared|posted|ran|printed|released|run)"
    r"|(?:republished|reprinted|reproduced|reposted|cross-?posted|taken|syndicated|provided|supplied|distributed)(?:\s+here)?"
    r"(?=\s+(?:with|from|by|courtesy|under))"
    r"|(?:was|has been|is)\s+published(?=\s+(?:in|on|by)\s))\b",
    re.IGNORECASE,
)
_THIS_WORK = re.compile(rf"(?:this\s+(?:\w+\s+){{0,2}}{WORK}|the\s+{WORK}\s+below)\b", re.IGNORECASE)
_NOTE = re.compile(NOTE, re.IGNORECASE)
_SENTENCE_BREAK = re.compile(r"(?<=[a-z0-9)])\.\s+(?=[A-Z])")
_PREPOSITION = re.compile(
    r"\b(by|in|on|at|from|via|of|with)\s+(?:(?:the\s+)?(?:kind\s+)?permission\s+(?:of|from)\s+)?"
    r"(?:the\s+)?(?:(?:website|site)\s+of\s+)?"
)
_TEXT_OF = re.compile(
    r"\[?(?:(?:full )?text of|(?:an? )?excerpts? from|(?:an? )?(?:abridged )?translation of|summary of)\s+"
    rf"(?:an?\s+|the\s+)?(?:\w+\s+){{0,2}}?{WORK}\b",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(
    r"(?:original\s+)?(?:source|publication|published in|publisher|courtesy of|outlet)\s*:?\s+"
    r"(?!https?:)(.{2,80}?)\.?\Z",
    re.IGNORECASE,
)
_ORIGINAL_AT = re.compile(
    r"\b(?:original|full|rest|entire|complete)\b.{0,40}?\b(?:at|on|in)\s+(?:the\s+)?(?=[^\W\d_a-zß-ÿ])"
)
_OUTLET_TRANSLATED = re.compile(
    r"\(?([^,;.]{2,60}?)[,;]?\s+(?:in\s+\w+,?\s+)?translated\s+(?:from\s+(?:the\s+)?\w+\s+)?by\s+.{2,80}\Z",
    re.IGNORECASE,
)
_TRANSLATED = re.compile(
    r"\b(?:translat(?:ed|ion)\s+(?:(?:from|into)\s+(?:the\s+)?\w+\s+)?(?:by|:)|translation\s*:|translator\s*:)\s*",
    re.IGNORECASE,
)
_MARK = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_MARK_OR_YEAR = re.compile(r"©|\(c\)|copyright|\bby\b|\b\d{4}(?:\s*[-–—]\s*\d{2,4})?\b", re.IGNORECASE)
_RIGHTS = re.compile(r"\ball\b|\btüm\b|\bвсе\b|[|•·]|\.\s|\.\Z", re.IGNORECASE)
_LEGAL_FORM = re.compile(r",?\s+(?:inc|ltd|llc|limited|gmbh|plc|corp)\b\.?.*", re.IGNORECASE)
_DATED = re.compile(rf"(.{{2,60}}?)\s*(\(|,|\||[–—-])\s*({DATE})\)?\Z", re.IGNORECASE)
_PLACE = r"[^\W\d_a-zß-ÿ][\w .'’-]{1,30}(?:,\s[\w .]{2,30})?"
_DAY = (
    rf"(?:(?i:{DATE})|[A-Z][a-z]{{2,8}}\.?\s\d{{1,2}}|\d{{1,2}}\s[A-Z][a-z]{{2,8}}"
    r"|[A-Z]{3,9}\s\d{1,2}|\d{1,2}\s[A-Z]{3,9})[,.]?\s*(?:\d{4}[,.]?\s*)?"
)
_DATELINES = tuple(
    map(
        re.compile,
        (
            rf"{_PLACE}(?:[,.]?\s+{_DAY})?[,.]?\s*\(([^()\d]{{2,30}})\)\s*(?:[-–—:]|\Z)",
            rf"{_PLACE}[,.]\s+{_DAY}/([^/\d]{{2,30}})/",
            rf"{_PLACE}[,.]\s+{_DAY}[,–—-]?\s*([A-Z][\w.]{{1,20}})(?:[.:–—-]|\Z)",
            r"\(([A-Z][\w .]{1,25})\)\s*[-–—]",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Clue:
    """A name with its part in the publication, as one line tells it.

    ``role``: original (who published first), publisher (who publishes this copy), agency (a dateline's),
    staff (whose correspondent wrote), author, translator or editor. A ``strong`` clue suffices to tell a
    republication; one that ``opens`` stands right before the text of the original.
    """

    role: str
    name: str
    date: str | None = None
    strong: bool = False
    opens: bool = False


def find_clues(line: Line) -> Iterator[Clue]:
    """All that a line tells."""
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
    publisher = _short_form(re.split(r"[,.]\s|\d", after, maxsplit=1)[0])
    if outlets.squash(publisher):
        yield Clue("publisher", publisher, strong=True)
    head = re.sub(r"\A[^:]{0,30}:\s*", "", line.text)
    if outlet := staff_outlet(re.split(r"\.\s", head, maxsplit=1)[0]):
        yield Clue("staff", outlet)


def _short_form(name: str) -> str:
    """The short form in parentheses after a long name, or the name."""
    found = re.search(r"\(([^\s()]{2,12})\)", name)
    if found and found[1].upper() == found[1] and found[1][0].isalpha():
        return found[1]
    return re.sub(r"\([^()]*\)", " ", name).strip(" ,.;:-–—")


def _copyright(line: Line) -> Iterator[Clue]:
    found = _MARK.search(line.text)
    if line.furniture != "copyright" or found is None:
        return
    text = _MARK_OR_YEAR.sub(" ", line.text[found.start() :]).strip(" ,.-–—")
    text = _RIGHTS.split(text, maxsplit=1)[0].strip(" ,.-–—")
    name = _short_form(_LEGAL_FORM.sub("", text))
    if 2 <= len(name) <= 80 and len(name.split()) <= 8 and name[0].isalnum():
        yield Clue("publisher", name)


def _dated_outlet(line: Line) -> Iterator[Clue]:
    """A heading like "Example Post (7 May 2023)"; with other separators than parentheses the name may be a place."""
    found = _DATED.match(line.text)
    if line.region == BODY or line.furniture != "outlet" or found is None:
        return
    name = leading_name(found[1])
    if name and name == found[1].strip() and (found[2] == "(" or outlets.known(name)):
        yield Clue("original", name, iso_date(found[3]), strong=found[2] == "(")


def _byline(line: Line) -> Iterator[Clue]:
    text = line.text.strip("/ ")
    by = line.region != BODY and text.lower().startswith("by ")
    if line.furniture not in ("byline", "about") and not by:
        return
    if outlet := staff_outlet(text):  # its name may hold what stands between names: "RFE/RL correspondent"
        yield Clue("staff", outlet)
        return
    label = _LABEL.match(text)
    start = label[0].lower() if label else ""
    role = "translator" if start.startswith("translat") else "editor" if start.startswith("edit") else "author"
    persons = False
    for part in _BETWEEN_NAMES.split(text[label.end() if label else 0 :]):
        name = part.strip(" ).")
        if person := sole_person(name):
            persons = True
            yield Clue(role, person)
        elif outlet := name if outlets.known(name) else staff_outlet(name, beside_person=persons):
            yield Clue("staff", outlet)


def _writes(line: Line) -> Iterator[Clue]:
    """The writer whom a standfirst names at its end ("… - writes Anna Bell.") or start ("Anna Bell writes:")."""
    if line.furniture:
        return
    if found := _WRITES_END.search(line.text[-100:]):
        person = leading_person(found[1])
        if person and len(person) >= len(found[1].strip(" .*_")) - 1:
            yield Clue("author", person)
    elif (
        line.region != TAIL and (found := _WRITES_START.match(line.text[:160])) and (person := leading_person(found[1]))
    ):
        yield Clue("author", person)


def _republished(line: Line) -> Iterator[Clue]:
    """Where a text was first: "Originally published by X on 7 May 2023", "Republished with permission from X"."""
    text = _NOTE.sub("", line.text, count=1)
    for found in _FIRST_PUBLISHED.finditer(text):
        plain = re.match(r"was|has|is", found[0], re.IGNORECASE) is not None
        of_itself = _THIS_WORK.match(text) or found.start() == 0 or not line.prose
        if line.furniture != "republished" and (plain or not of_itself):
            continue
        rest = text[found.end() : found.end() + 200]
        if name := _published_in(rest):
            yield Clue("original", name, iso_date(rest), strong=True)
            return


def _published_in(rest: str) -> str | None:
    """The outlet in "by Anna Bell in the daily X on 7 May": an announced name, else a known one, else the first."""
    rest = _SENTENCE_BREAK.split(rest, maxsplit=1)[0]
    if announced := announced_names(rest):
        return announced[0]
    candidates = [
        (outlets.known(name) is None, found[1] == "by" and is_person(name), found.start(), name)
        for found in _PREPOSITION.finditer(rest)
        if (name := leading_name(rest[found.end() : found.end() + 100])) and could_be_outlet(name)
    ]
    return min(candidates)[3] if candidates else None


def _reported(line: Line) -> Iterator[Clue]:
    """The head that a monitor writes: "Text of report in English by Armenian news agency X on 7 March"."""
    found = _TEXT_OF.match(line.text)
    if found and line.region != TAIL:
        rest = line.text[found.end() : found.end() + 300]
        announced = announced_names(rest)
        if name := announced[0] if announced else _published_in(rest):
            yield Clue("original", name, iso_date(rest), strong=True, opens=True)


def _sourced(line: Line) -> Iterator[Clue]:
    """Whole lines outside the prose: "Source: X", "Courtesy of X", "X, translated by Y"."""
    if line.region == BODY or line.prose:
        return
    if found := _SOURCE_LINE.match(line.text):
        name = leading_name(re.split(r",|\(|\||\s[–—-]\s", found[1])[0])
        if name and len(name.split()) <= 5:
            yield Clue("original", name, iso_date(line.text), strong=outlets.known(name) is not None)
    if found := _OUTLET_TRANSLATED.match(line.text):
        name = leading_name(found[1])
        if name and name == found[1].strip() and not is_person(name):
            yield Clue("original", name, iso_date(line.text), strong=True)


def _masthead(line: Line) -> Iterator[Clue]:
    """A line before the prose that is nothing but the name of an outlet."""
    if line.region == HEAD and not line.heading and len(line.text.split()) <= 5 and (found := outlets.known(line.text)):
        yield Clue("staff", found.name)


def _continued(line: Line) -> Iterator[Clue]:
    """ "Read the original article on X": what follows there is the whole."""
    found = _ORIGINAL_AT.search(line.text) if line.furniture == "read_more" else None
    if found and (name := leading_name(line.text[found.end() :])) and could_be_outlet(name):
        yield Clue("original", name, strong=outlets.known(name) is not None)


def _translated(line: Line) -> Iterator[Clue]:
    text = _NOTE.sub("", line.text, count=1)
    if line.prose and not re.match(r"\W*(?:this|the|translat)", text, re.IGNORECASE):
        return
    if found := _TRANSLATED.search(text[:300]):
        rest = text[found.end() :]
        if name := leading_person(rest) or leading_name(rest):
            yield Clue("translator", name)


def _dateline(line: Line) -> Iterator[Clue]:
    """The agency of a dateline: "YEREVAN, Sept. 13 (X) --", "MOSCOW, March 7. /X/.", "Baku, September 13, X"."""
    if line.region == TAIL:
        return
    for pattern in _DATELINES:
        if found := pattern.match(line.text[:110]):
            name = found[1].strip(" .")
            # in parentheses may stand anything; between a date and the text, only an agency
            unknown = pattern in _DATELINES[1:3] and name.isupper() and name.isalpha()
            if outlets.known(name) or unknown:
                yield Clue("agency", name)
            return


_EXTRACTORS: tuple[Callable[[Line], Iterator[Clue]], ...] = (
    _series,
    _cited,
    _republished,
    _reported,
    _dated_outlet,
    _sourced,
    _masthead,
    _continued,
    _translated,
    _copyright,
    _byline,
    _writes,
    _dateline,
)
