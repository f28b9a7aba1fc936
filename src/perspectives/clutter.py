"""A learned second judge of a page's short lines: what no rule lists may still be furniture, a heading or a caption."""

from __future__ import annotations

import hashlib
import json
import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from perspectives.errors import PerspectivesError
from perspectives.headings import strong
from perspectives.paragraphs import Line, runs_on, wrap_width
from perspectives.records import BOILERPLATE, Document

Weights = dict[str, tuple[float, ...]]
"""Feature to its weight for each of :data:`CLASSES`."""

CLASSES = ("body", "headline", "caption", BOILERPLATE)
LONGEST = 400
"""Characters of the longest line that is judged: notes on authors and rights are shorter, paragraphs mostly longer."""
_FORMAT = 1
_PASSES = 2
_FEWEST = 4
_SURER = 0.5
_CAPTION = 0.95
_SENTENCE = 0.85
_PARAGRAPH = 0.95
_EDGE = 8
_POINTER = re.compile(r"(?<=[\w.!?\"'”’)])(?:\s?\[\^?\d{1,3}\]){1,9}\Z")
"""Marks at a line's end that point to a footnote: they belong to the text, those at its start make a footnote."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\b\.?\s*\d|\d\s*(?:jan|feb|mar|apr|may|jun"
    r"|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"\d[:.]\d\d(?!\d)")
_SITE = re.compile(r"@|https?:|www\.|\.(?:com|org|net|info|am|az|ru|tr)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|said|says|say|told|can|could|may|must|should|did|does|do"
    r"|announced|reported|called|accused|began|took|held|went|came|made|gave|stated|noted|added)\b",
    re.IGNORECASE,
)
_PERSON = {
    "i": re.compile(r"\b(?:I|my|me)\b"),
    "we": re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE),
    "you": re.compile(r"\byour?\b", re.IGNORECASE),
    "he": re.compile(r"\b(?:he|she|his|her|their|they)\b", re.IGNORECASE),
}
_SIZES = (1, 2, 3, 4, 5, 8, 12, 18, 25, 40)
_SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.99)


def judge(page: Sequence[Line], document: Document, weights: Weights | None = None) -> None:
    """Correct the kinds of the short lines that the rules left as text, heading or caption.

    What the rules call boilerplate, what zones say and the document's title stay. Changes ``kind`` and, for
    boilerplate, ``name`` of the lines; a document's own lines alone decide. Linear in the text's length.

    Raises:
        PerspectivesError: where the package's own weights are missing or damaged.
    """
    weights = _shipped() if weights is None else weights
    judged = list(chances_of(page, document, weights))
    head = _head(page, document, judged)
    for number in range(_PASSES):
        surer = 0.0 if number + 1 == _PASSES else _SURER
        changed = False
        for line, chances in judged:
            kind = _decided(line, chances, weights["limit"], surer)
            if kind is not None and line is not head:
                line.kind, line.name = (None if kind == "body" else kind), ("clutter" if kind == BOILERPLATE else None)
                changed = True
        if changed and number + 1 < _PASSES:
            # What one pass finds is what the next sees around a line: notes come in rows.
            judged = list(chances_of(page, document, weights))


def _head(page: Sequence[Line], document: Document, judged: Sequence[tuple[Line, list[float]]]) -> Line | None:
    """The likeliest of the headlines before the first paragraph, which stays one if the title is on no line."""
    title = _words(document.title or "")
    if title and any(line.kind == "headline" and _words(line.text) == title for line in page):
        return None
    start = next((line.start for line in page if strong(line)), 0)
    heads = [(chances[1], -line.start, line) for line, chances in judged if line.kind == "headline"]
    return max((head for head in heads if -head[1] < start), default=(0.0, 0, None))[2]


def _decided(line: Line, chances: Sequence[float], limits: Sequence[float], surer: float) -> str | None:
    """The kind that the line should have, None where it should keep its own."""
    best = max(range(len(CLASSES)), key=lambda number: chances[number])
    limit = limits[best] + surer * (1 - limits[best])
    if CLASSES[best] == BOILERPLATE and line.kind == "caption":
        limit = max(limit, _CAPTION)
    elif CLASSES[best] == BOILERPLATE and line.kind != "headline" and line.ends:
        # A sentence that is lost is worse than a note that is kept.
        text = line.quotes or _POINTER.search(line.raw) is not None
        limit = max(limit, _PARAGRAPH if text else _SENTENCE)
    return CLASSES[best] if chances[best] >= limit and CLASSES[best] != (line.kind or "body") else None


def chances_of(page: Sequence[Line], document: Document, weights: Weights) -> Iterator[tuple[Line, list[float]]]:
    """Each line that may be judged with the probability of each of :data:`CLASSES`."""
    for index, names in features(page, document):
        known = [weights[name] for name in names if name in weights]
        scores = [sum(column) for column in zip(*known, strict=True)] or [0.0] * len(CLASSES)
        most = max(scores)
        powers = [math.exp(score - most) for score in scores]
        total = sum(powers)
        yield page[index], [power / total for power in powers]


def features(
    page: Sequence[Line], document: Document, chosen: Collection[int] | None = None
) -> Iterator[tuple[int, list[str]]]:
    """The index and the features of each line that may be judged, or of the ``chosen`` ones of these.

    Such a line is short, no zone gives its kind, it is not the document's title and no part of a broken sentence.
    A page without a paragraph, or of fewer than four lines, has none.
    """
    outlet = _words(document.outlet)
    people = {word for layer in document.provenance for word in _words(layer.name)} - outlet
    title = _words(document.title or "")
    sound = [strong(line) for line in page]
    if len(page) < _FEWEST or not any(sound):
        return
    first = next((index for index, one in enumerate(sound) if one), len(page))
    last = next((index for index in range(len(page) - 1, -1, -1) if sound[index]), -1)
    shapes = [_outside(line, one) for line, one in zip(page, sound, strict=True)]
    whole = _whole(page)
    for index, line in enumerate(page):
        if not whole[index] or line.forced or line.kind not in {None, *CLASSES[:3]} or len(line.raw) > LONGEST:
            continue
        words = _words(line.text)
        if (title and words == title) or (chosen is not None and index not in chosen):
            continue
        zone = "top" if index < first else "tail" if index > last else "last" if index == last else "text"
        found = ["bias", *_form(line), *_place(page, shapes, index, zone), *_wording(_POINTER.sub("", line.text))]
        for label, known in (("outlet", outlet), ("people", people), ("title", title)):
            share = len(words & known) / len(words) if words else 0.0
            cover = bool(known) and known <= words
            found += [f"{label}={_bin(share, _SHARES)}", f"{label} whole={cover}"]
        yield index, found


def _whole(page: Sequence[Line]) -> list[bool]:
    """For each line whether it is no part of a sentence that goes on in another line."""
    result = [True] * len(page)
    width = wrap_width(page)
    for index in range(1, len(page)):
        before, line = page[index - 1], page[index]
        text = before.kind in {None, "body"} and line.kind in {None, "body"}
        if text and len(before.raw) <= LONGEST and not before.ends and runs_on(before, line, width, False):
            result[index - 1] = result[index] = False
    return result


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text[: 2 * LONGEST])} - {"the", "and"}


def _bin(value: float, bounds: Sequence[float]) -> int:
    """How many of the bounds (ascending) are below the value."""
    return bisect_left(bounds, value)


def _form(line: Line) -> list[str]:
    """Features of the line's length, marks and letters."""
    raw, text = _POINTER.sub("", line.raw), _POINTER.sub("", line.text)
    tokens = text.split()
    size = _bin(len(tokens), _SIZES)
    letters = sum(map(str.isalpha, text)) or 1
    capital = sum(token[:1].isupper() for token in tokens) / max(1, sum(token[:1].isalpha() for token in tokens))
    verb = _VERB.search(text) is not None
    found = [
        f"kind={line.kind}",
        f"size={size}",
        f"kind={line.kind} size={size}",
        f"capital={_bin(capital, _SHARES)} size={min(size, 6)}",
        f"shout={_bin(sum(map(str.isupper, text)) / letters, _SHARES)}",
        f"digit={_bin(sum(map(str.isdigit, text)) / len(raw), _SHARES)}",
        f"ends={line.ends} verb={verb}",
        f"verb={verb} size={size}",
        f"opens={raw[:1] if not raw[:1].isalnum() else 'a' if raw[:1].islower() else 'A' if raw[:1].isalpha() else 0}",
        f"closes={raw[-1:] if not raw[-1:].isalnum() else 'a' if raw[-1:].isalpha() else 0}",
        f"marked={line.marked_heading} item={line.item} mark={line.item_mark} like={line.heading_like}",
    ]
    found += [f"has {mark}" for mark in "|•→©»›/@#:*()[]–—·✉&\"“'’?!;,_+>" if mark in text]
    found += [f"many {mark}" for mark in "|•→/:–—·,." if text.count(mark) > 1]
    found += [f"holds {name}" for name, pattern in _PERSON.items() if pattern.search(text)]
    for name, pattern in (("month", _MONTH), ("year", _YEAR), ("clock", _CLOCK), ("site", _SITE)):
        if pattern.search(text):
            found += [f"holds {name}", f"holds {name} size={size}"]
    return found


def _outside(line: Line, sound: bool) -> str:
    """A line as its neighbors see it."""
    if line.kind not in {None, "body"}:
        return "furniture" if line.name else str(line.kind)
    return "strong" if sound else f"text {_bin(line.words, (2, 5, 9))}"


def _place(page: Sequence[Line], shapes: Sequence[str], index: int, zone: str) -> list[str]:
    """Features of the line's position and of its neighbors."""
    line = page[index]
    size = _bin(line.words, (2, 5, 9, 18))
    top, bottom = min(index, _EDGE), min(len(page) - 1 - index, _EDGE)
    around = {step: shapes[index + step] if 0 <= index + step < len(page) else "edge" for step in (-2, -1, 1, 2)}
    glued = index + 1 < len(page) and not page[index + 1].blank
    return [
        f"top={top}",
        f"bottom={bottom}",
        f"bottom={bottom} size={size}",
        f"top={top} size={size}",
        f"zone={zone}",
        f"zone={zone} size={size}",
        f"zone={zone} ends={line.ends} kind={line.kind}",
        f"blank={line.blank} glued={glued}",
        *(f"at {step}={shape}" for step, shape in around.items()),
        f"between={around[-1]},{around[1]}",
        f"before={around[-1]} size={size}",
        f"after={around[1]} size={size}",
        f"zone={zone} between={around[-1].split()[0]},{around[1].split()[0]}",
    ]


def _wording(text: str) -> list[str]:
    """The line's words, pairs of words and shapes of words, each once."""
    tokens = _TOKEN.findall(text)
    low = ["^", *("0" * min(len(token), 4) if token.isdigit() else token.casefold() for token in tokens), "$"]
    shape = ["^", *map(_shape, tokens), "$"]
    found = {f"w {word}" for word in low[1:-1]}
    found.update(f"b {one} {two}" for one, two in pairwise(low))
    found.update(f"s {one} {two} {three}" for one, two, three in zip(shape, shape[1:], shape[2:], strict=False))
    if len(tokens) <= 6:
        found.add("line " + " ".join(shape[1:-1]))
    return sorted(found)


def _shape(token: str) -> str:
    if token.isdigit():
        return "0" * min(len(token), 4)
    if not token[0].isalpha():
        return token
    return "X" if token.isupper() and len(token) > 1 else "C" if token[0].isupper() else "c"


def digest(weights: dict[str, Any]) -> str:
    """The SHA-256 of the weights as canonical JSON, which the file of weights holds."""
    return hashlib.sha256(json.dumps(weights, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_weights(data: bytes) -> Weights:
    """The weights of a file that ``training.clutter`` wrote.

    Raises:
        PerspectivesError: where the file is damaged or of another version.
    """
    try:
        record = json.loads(data)
        weights = record["weights"]
        whole = record["format"] == _FORMAT and record["sha256"] == digest(weights)
        result = {str(name): tuple(map(float, row)) for name, row in weights.items()}
        whole = whole and "limit" in result and all(len(row) == len(CLASSES) for row in result.values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PerspectivesError("the weights of clutter.json are damaged; install perspectives again") from error
    if not whole:
        raise PerspectivesError("the weights of clutter.json are damaged; install perspectives again")
    return result


@cache
def _shipped() -> Weights:
    try:
        return read_weights((files("perspectives") / "data" / "models" / "clutter.json").read_bytes())
    except OSError as error:
        raise PerspectivesError(
            f"cannot read the weights clutter.json ({error.strerror}); install perspectives again"
        ) from error
