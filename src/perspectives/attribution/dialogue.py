"""The form of transcripts and interviews: paragraphs, and labels that name who speaks ("MR. CORBIN:", "Q:")."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from perspectives.attribution.words import PREPOSITIONS
from perspectives.lexicon import Lexicon, longest, tokenize, words
from perspectives.records import BOILERPLATE, Document, Sentence, Span

PRESS, HOST, ANSWER, GUEST = "press", "host", "answer", "guest"
"""Whom a label names: somebody who asks from the floor, the outlet, whoever answers, or a speaker by name."""
ROLES = (PRESS, HOST, ANSWER, GUEST)
_CAPITAL = r"[A-ZÀ-ÞĀ-Ž]"
_LABEL = re.compile(
    rf"(?:[—–-]\s*)?(?P<label>{_CAPITAL}[\w.’'-]*(?:\s(?:of|the|and|{_CAPITAL}[\w.’'-]*|\([^()\n]{{1,60}}\)|&)){{0,6}}"
    r"(?:,\s[\w ]{3,40})?)\s?(?P<colon>:)\s+(?=[\w“\"‘'«–—(-])"
)
_PRESS = words("question q journalist reporter media press")
_HOST = words("correspondent interviewer host moderator presenter anchor editor")
_ANSWER = words("a answer reply")
_NOBODY = words(
    "analysis abstract background breaking caption claim clarification comment commentary conclusion contents context "
    "correction credit date details disclaimer example exclusive explainer fact facts glossary headline headlines "
    "highlights image introduction keywords listen location map note notes opinion outlet overview photo photos "
    "picture rating reality related reminder result results source sources summary tags takeaways time timeline title "
    "topic topics update updates verdict video warning watch"
)
"""Last words of labels that head a passage and name no speaker ("Background:", "Editor's note:")."""
_NUMBERED = re.compile(r"[jq]\d?")
_WORD = re.compile(r"\w+")
_INITIALS = re.compile(rf"(?:{_CAPITAL}[.-]?\s?){{2,4}}")
_NAME = re.compile(rf"(?<![\w’'-]){_CAPITAL}[\w’']+(?:[ -]{_CAPITAL}[\w’']+){{1,3}}")


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker's label before a unit: its span, its colon, whom it names, and the name's last word in lower case."""

    span: Span
    colon: Span
    role: str
    name: str


class Cover:
    """Stretches of a text that do not overlap, for asking what lies in them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)

    def at(self, start: int, end: int) -> Span | None:
        """The last of them that begins before ``end``, where it overlaps a stretch."""
        place = bisect_left(self._spans, (end, 0)) - 1
        return self._spans[place] if place >= 0 and self._spans[place][1] > start else None


def labels(document: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> dict[int, Label]:
    """The labels that open units of the body, by the unit's index into ``sentences``.

    A heading ("Background:", "In Goris:") is none, nor is the dateline of a first unit ("BAKU:").
    """
    outlet = document.outlet.lower()
    initials = "".join(word[0] for word in _WORD.findall(outlet))
    author = next((layer.name.lower() for layer in document.provenance if layer.role == "author"), None)
    found: dict[int, Label] = {}
    for number, sentence in enumerate(sentences):
        match = _LABEL.match(document.text, sentence.start) if sentence.kind == "body" else None
        if match is None or match.end("colon") > sentence.end:
            continue
        name = match["label"].partition(" (")[0].partition(",")[0].lower()
        name = name.removesuffix(".") if len(name) == 2 else name
        last = name.rpartition(" ")[2]
        if last in _NOBODY or name.partition(" ")[0] in PREPOSITIONS:
            continue
        if name in _ANSWER:
            role = ANSWER
        elif name in _PRESS or _NUMBERED.fullmatch(name):
            role = PRESS
        elif name in _HOST or name == author or (len(name) > 1 and _named(name, outlet, initials)):
            role = HOST
        else:
            role = GUEST
        found[number] = Label(match.span("label"), match.span("colon"), role, last)
    first = next((number for number, sentence in enumerate(sentences) if sentence.kind == "body"), -1)
    if first in found and _is_dateline(first, found, document.text, lexicon):
        del found[first]
    return _spelled_out(found, document.text)


def _is_dateline(first: int, found: Mapping[int, Label], text: str, lexicon: Lexicon) -> bool:
    """Whether the first unit's label is nothing but a town or country, named once.

    Not all towns are known: words in capitals that are nobody's name are one, where nobody else has a label.
    """
    opening = found[first]
    others = [label for number, label in found.items() if number != first]
    if opening.role != GUEST or any(label.name == opening.name for label in others):
        return False
    place = text[slice(*opening.span)].partition(" (")[0].partition(",")[0]
    tokens = tokenize(place)
    name = " ".join(token.lower for token in tokens)
    if name in lexicon.towns or name in lexicon.foreign:
        return True
    alone = all(label.role == HOST for label in others)
    return alone and place.isupper() and "." not in place and longest(lexicon.names, tokens, 0)[0] < len(tokens)


def _named(name: str, outlet: str, initials: str) -> bool:
    """Whether a name is of an outlet: some of its words, or its initials."""
    return f" {name} " in f" {outlet} " or initials.startswith(name)


def _spelled_out(found: Mapping[int, Label], text: str) -> dict[int, Label]:
    """The labels, initials ("J.B.") with the last word of the first name in the text that they stand for."""
    short = {number: _letters(text[slice(*label.span)]) for number, label in found.items() if label.role == GUEST}
    if not any(short.values()):
        return dict(found)
    last: dict[str, str] = {}
    for name in _NAME.finditer(text):
        parts = re.split("[ -]", name[0])
        last.setdefault("".join(part[0] for part in parts), parts[-1].lower())
    return {number: replace(label, name=last.get(short.get(number, ""), label.name)) for number, label in found.items()}


def _letters(label: str) -> str:
    """The letters of a label that is nothing but initials, else nothing."""
    return "".join(filter(str.isalpha, label)) if _INITIALS.fullmatch(label) else ""


def paragraphs(text: str, sentences: Sequence[Sentence], labels: Mapping[int, Label]) -> Iterator[list[int]]:
    """Indices of the units of each paragraph; a blank line, another kind or a label ends it."""
    current: list[int] = []
    for number, sentence in enumerate(sentences):
        if current:
            before = sentences[current[-1]]
            apart = "\n\n" in text[before.end : sentence.start] or before.kind != sentence.kind
            if apart or sentence.layer != before.layer or number in labels:
                yield current
                current = []
        if sentence.kind != BOILERPLATE:
            current.append(number)
    if current:
        yield current
