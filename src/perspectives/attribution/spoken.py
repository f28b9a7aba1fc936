"""Which units somebody else speaks: the answers of an interview, turns of a transcript, a speech given in full.

Two small networks judge each unit. The first sees its form, that of its neighbors and of the whole document; the
second sees, beside these, what the first thinks of the units around.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from perspectives.attribution.dialogue import GUEST, HOST, PRESS, ROLES, Cover, Label, paragraphs
from perspectives.attribution.spans import quotations
from perspectives.encoder import Encoding, FloatArray
from perspectives.records import BOILERPLATE, Document, Sentence

SPOKEN = 0.4
"""Probability from which a unit counts as spoken; best on dev and on unread train articles alike."""
_NEAR = 4
"""Units on either side whose first judgment the second network sees."""
_QUESTION = re.compile(r"\?[”\"»*_ ]*\Z")
_SINGULAR = re.compile(r"\b(?:I|me|[Mm]y)\b")
_PLURAL = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s|ours)\b")
_YOU = re.compile(r"\b[Yy]ou(?:r)?\b")
_ADDRESS = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Professor|Minister|Ambassador|Madam|Sir|Colonel)\b")
_REPLY = re.compile(r"(?:Yes|No|Well|Of course|Because|To be honest|Frankly|Absolutely|Not)\b")
_DASH = re.compile(r"[—–-]\s+")
_FORMS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"interview|conversation|q ?& ?a|questions|answers|talk|spoke (?:to|with)|sat down with|\bguest\b",
        r"transcript|briefing|debate|excerpts|hearing|podcast",
        r"speech|address|statement|remarks|letter|appeal|message|sermon|commentary|full text|follow(?:s|ing)\b",
        r"\bby\b|staff|desk",
    )
]
"""What a text's beginning says of its form: a conversation, a transcript, a document, an article."""
_OPENING = 6
"""Sentences, boilerplate included, in which a text tells its form: "Interview" often stands above the headline."""


_ASKS, _BEGINS, _PARAGRAPH_ASKS, _I, _WE, _YOURS, _DASHED, _HEADING = 0, 1, 2, 4, 5, 6, 8, 11
"""Columns of the form of a unit."""


class UnitModel(Protocol):
    """A classifier of units."""

    def predict_proba(self, features: FloatArray) -> Any:
        """Probabilities (units, 2) that a unit is the author's, and that somebody else speaks it."""


class UnitsModel(Protocol):
    """What judges all units of a document at once."""

    def spoken(self, features: FloatArray) -> Any:
        """Which units, by their features (units, n), somebody else speaks: booleans (units,)."""


@dataclass(frozen=True)
class SpokenModel:
    """The two networks, in their order."""

    first: UnitModel
    second: UnitModel

    def spoken(self, features: FloatArray) -> Any:
        """Which of a document's units, by their features (units, n), somebody else speaks: booleans (units,)."""
        if not len(features):
            return np.zeros(0, dtype=bool)
        return self.second.predict_proba(informed(features, self.first.predict_proba(features)[:, 1]))[:, 1] >= SPOKEN


def spoken(
    document: Document,
    sentences: Sequence[Sentence],
    labels: dict[int, Label],
    encoding: Encoding,
    model: UnitsModel | None,
) -> set[int]:
    """Indices of the units that somebody else speaks; none of them inside a quotation, whose speaker stands nearby."""
    units = [number for number, sentence in enumerate(sentences) if sentence.kind != BOILERPLATE]
    if model is None or not units:
        return set()
    says = model.spoken(features(document, sentences, labels, encoding))
    marks = Cover(quotations(document.text))
    return {number for number, said in zip(units, says, strict=True) if said and not quoted(sentences[number], marks)}


def quoted(sentence: Sentence, marks: Cover) -> bool:
    """Whether a unit stands inside one of the quotations."""
    around = marks.at(sentence.start, sentence.end)
    return around is not None and around[0] <= sentence.start + 1 and sentence.end - 2 <= around[1]


def informed(features: FloatArray, first: FloatArray) -> FloatArray:
    """Features (units, n) of a document's units with what the first network thinks (units,) of those around them."""
    count = len(first)
    padded = np.pad(first, _NEAR)
    near = [padded[shift : shift + count] for shift in range(2 * _NEAR + 1)]
    rising = np.maximum.accumulate(np.concatenate([[0], first]))[:-1]
    falling = np.maximum.accumulate(np.concatenate([first, [0]])[::-1])[::-1][1:]
    whole = [np.full(count, first.mean()), np.full(count, np.sort(first)[-3:].mean())]
    return np.concatenate([features, np.stack([*near, *whole, rising, falling], axis=1)], axis=1).astype(np.float32)


def features(
    document: Document, sentences: Sequence[Sentence], labels: dict[int, Label], encoding: Encoding
) -> FloatArray:
    """One row for each unit that is not boilerplate, in order; none says what the text is about."""
    units = [number for number, sentence in enumerate(sentences) if sentence.kind != BOILERPLATE]
    if not units:
        return np.zeros((0, 0), dtype=np.float32)
    form = _forms(document.text, sentences, units, labels)
    bounds = np.searchsorted(encoding.sentence_of, np.arange(len(units) + 1))
    told = np.zeros((len(units), encoding.tags[0].size))
    for number, (first, last) in enumerate(pairwise(bounds.tolist())):
        if first < last:
            told[number] = encoding.chances[first:last].mean(0).ravel()
    own = np.concatenate([form, told], axis=1)
    near = [_shifted(form, 1), _shifted(form, -1), _shifted(form[:, :8], 2), _shifted(form[:, :8], -2)]
    whole = np.tile(_document(document.text, sentences, units, labels, form), (len(units), 1))
    return np.concatenate([own, *near, whole], axis=1).astype(np.float32)


def _shifted(rows: FloatArray, by: int) -> FloatArray:
    """Rows of the unit ``by`` places before (after, where negative), zeros beyond the text."""
    out = np.zeros_like(rows)
    if by > 0:
        out[by:] = rows[:-by]
    else:
        out[:by] = rows[-by:]
    return out


def _forms(text: str, sentences: Sequence[Sentence], units: Sequence[int], labels: dict[int, Label]) -> FloatArray:
    """The form of each unit by itself and by what went before it."""
    marks = quotations(text)
    starts = [start for start, _ in marks]

    def inside(start: int, end: int) -> bool:
        at = bisect_right(starts, start) - 1
        return at >= 0 and end <= marks[at][1] + 1

    def said(pattern: re.Pattern[str], sentence: Sentence) -> bool:
        """Whether a word stands outside quotation marks."""
        return any(not inside(*found.span()) for found in pattern.finditer(text, sentence.start, sentence.end))

    whole: dict[int, tuple[bool, bool, float]] = {}
    for paragraph in paragraphs(text, sentences, labels):
        asks = _QUESTION.search(text[sentences[paragraph[0]].start : sentences[paragraph[-1]].end]) is not None
        whole |= {number: (number == paragraph[0], asks, min(len(paragraph), 8) / 8) for number in paragraph}
    named = Counter(label.name for label in labels.values())
    rows = []
    role: str | None = None
    since_label = since_question = asked = first_person = 0
    for place, number in enumerate(units):
        sentence, label = sentences[number], labels.get(number)
        if label:
            role, since_label, first_person = label.role, 0, 0
        string = text[sentence.start : sentence.end]
        asks = _QUESTION.search(string) is not None
        singular, plural = said(_SINGULAR, sentence), said(_PLURAL, sentence)
        begins, paragraph_asks, size = whole[number]
        rows.append(
            [
                asks, begins, paragraph_asks, size, singular, plural, said(_YOU, sentence),
                _ADDRESS.search(string) is not None, _DASH.match(string) is not None,
                string[0] in "“\"«„", inside(sentence.start + 1, sentence.end - 1), sentence.kind == "headline",
                min(len(string), 300) / 300, label is not None, *(label is not None and label.role == r for r in ROLES),
                named[label.name] / 4 if label else 0, *(role == r for r in ROLES), role is None,
                min(since_label, 8) / 8, min(since_question, 8) / 8 if asked else 1, asked and since_question == 0,
                place / len(units), bool(asked), min(first_person, 4) / 4, _REPLY.match(string) is not None,
            ]
        )  # fmt: skip
        since_label += 1
        first_person += singular or plural
        since_question = 0 if asks else since_question + 1
        asked += asks
    return np.array(rows, dtype=np.float32)


def _document(
    text: str, sentences: Sequence[Sentence], units: Sequence[int], labels: dict[int, Label], form: FloatArray
) -> list[float]:
    """The form of the whole document."""
    roles = Counter(label.role for label in labels.values())
    named = Counter(label.name for label in labels.values())
    heading = form[:, _HEADING] > 0
    asks = form[:, _ASKS] > 0
    told = form[~asks][:, [_I, _WE]].any(axis=1)
    beginning = [sentences[number] for number in range(min(len(sentences), _OPENING))]
    opening = " ".join(text[sentence.start : sentence.end] for sentence in beginning)
    intro = text[: sentences[units[min(len(units), _OPENING + 2) - 1]].end]
    return [
        *form[:, [_I, _WE, _YOURS, _ASKS, _DASHED]].mean(axis=0),
        float((heading & asks).sum()) / 5,
        min(len(labels), 12) / 12,
        min(len(named), 8) / 8,
        max(named.values(), default=0) / 6,
        *(roles[role] / 8 for role in (GUEST, HOST, PRESS)),
        *(pattern.search(where) is not None for where in (opening, intro) for pattern in _FORMS[:3]),
        _FORMS[3].search(opening) is not None,
        len(units) / 40,
        float((form[:, _BEGINS] * form[:, _PARAGRAPH_ASKS]).sum()) / 6,
        float(told.mean()) if told.size else 0,
    ]
