"""Whom a text lets speak: by the label of a turn, by its headline, by what stands before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from perspectives.attribution.context import office_of
from perspectives.attribution.discourse import PERSON_KIND, RETIRED, Referent
from perspectives.attribution.phrases import Sources
from perspectives.attribution.sides import Speaker
from perspectives.attribution.words import AGENCY_WORDS, FORMER, PRIVATE
from perspectives.lexicon import NAME, OFFICE, tokenize, words
from perspectives.records import OTHER, Span

UNSURE = ("private", "unknown", "nobody")
"""Ways to an answer that tell of no side."""
_TOLD = ("name", "home", RETIRED)
"""Ways to an answer that the words themselves, or the outlet's country, tell."""
_REACH = 12
"""Units before the first turn in which whoever speaks is announced."""
_SAID = (
    r"(?:answers?|repl(?:y|ies)|response|comments?|commentary|remarks|statement|speech|address|letter|message|briefing|"
    r"note|guidance|interview|appeal|conversation)\b"
)
_SAYS = r"(?:responds|explains|speaks|tells|told|addresses|writes|recalls|warns)\b"
_BY = re.compile(rf"\b{_SAID}(?:\s\w+)?\s(?:by|of|from|with)\s", re.IGNORECASE)
_WHOSE = re.compile(rf"(?:[’']s?)?\s(?:{_SAID}|{_SAYS})")
_TELLS = re.compile(rf"\b(?:{_SAID}|{_SAYS})")
_ABOUT = re.compile(r"\s(?:on|about|after|before|regarding|concerning|as|in (?:answer|reply|response))\s")
"""What follows in a headline tells the subject of a statement, not its author."""
_ASIDE = re.compile(r"\((?P<aside>[^()]+)\)")
_MARKS = ("“", '"', "‘", "«", "'")
_CHAIR = words("the speaker chair chairman chairwoman chairperson president presiding vice deputy acting")
"""A label of nothing else is of whoever leads a sitting."""
_PRESS = AGENCY_WORDS | words("tv television radio media press news wire times post journal review freelance")
_HOUSES = frozenset({"parliament", "congress"})


class Announced:
    """Reads for whom one document says that the speakers of its turns speak; the first turn starts at ``begin``."""

    def __init__(self, sources: Sources, begin: int) -> None:
        self.sources = sources
        self.discourse = sources.discourse
        self.text = sources.text
        self.begin = begin

    def speaker(self, speaker: Speaker) -> Referent:
        """By the first label, else by what stands before the first turn."""
        if not speaker.labels:
            told = self.before(speaker.content[0][0])
            return told if told.rule in ("nobody", RETIRED) else replace(told, rule="announced")
        label = speaker.labels[0]
        told = self._country(label) or self.sources.read(label, None)[0]
        known = self.discourse.known.get(speaker.name)
        if known and told.rule in UNSURE and (told.name or speaker.name not in self.text[slice(*label)].lower()):
            return known if known.rule == RETIRED else replace(known, rule="surname")
        chairs = _CHAIR.issuperset(token.lower for token in tokenize(self.text, *label)) and told.rule != "home"
        if self.house is not None and (chairs or (told.rule in UNSURE and self._member(label))):
            return replace(self.house, kind=PERSON_KIND, name=told.name, rule="office")
        return replace(told, side=OTHER, actor=None, rule="unknown") if chairs or told.rule == "topic" else told

    def before(self, position: int) -> Referent:
        """The official whose speech, statement or answers the text announces before a position."""
        if self.heading and self.headed:
            return self.heading
        here = self.discourse.sentence_at(position)
        bodies: Referent | None = None
        for sentence in reversed(self.discourse.sentences[max(0, here - _REACH) : here]):
            for token in tokenize(self.text, sentence.start, sentence.end):
                if token.lower in self.discourse.known and token.text[:1].isupper():
                    return self.discourse.known[token.lower]
            tells = _TELLS.search(self.text, sentence.start, sentence.end) is not None
            named = map(self.discourse.referent, self.discourse.inside(sentence.start, sentence.end))
            referents = [told for told in named if told.actor and (tells or not told.name)]
            persons = (told for told in referents if told.kind == PERSON_KIND)
            if person := next(persons, None):
                return person
            bodies = bodies or next((told for told in referents if "/" in (told.actor or "")), None)
        return self.sources.title_holder(position) or bodies or Referent(OTHER, rule="nobody")

    @cached_property
    def line(self) -> Span:
        """The headline, else the first unit."""
        units = self.discourse.sentences[:4]
        line = next((unit for unit in units if unit.kind == "headline"), units[0] if units else None)
        return (line.start, line.end) if line else (0, 0)

    @cached_property
    def heading(self) -> Referent | None:
        """Whom the headline names before a colon or as the author of a speech, a statement, an answer."""
        read = [self._read(span) for span in self._authors()]
        told = (who for who in read if who.rule in _TOLD)
        return next(told, read[0] if read else None)

    @property
    def headed(self) -> bool:
        """Whether the headline's own words tell for whom its author speaks."""
        return self.heading is not None and self.heading.rule in _TOLD

    def _authors(self) -> Iterator[Span]:
        """Where the headline may name the author: before a colon, "Statement by ...", "... answers our questions"."""
        first, last = self.line
        colon = self.text.find(":", first, last)
        for start, end in [(first, colon), (colon + 1, last)] if colon > 0 else [(first, last)]:
            by, whose = _BY.search(self.text, start, end), _WHOSE.search(self.text, start, end)
            if self.text[start:end].lstrip()[:1] in _MARKS:
                continue
            if by and (whose is None or by.start() < whose.start() + 3):
                start = by.end()
            elif whose:
                end = whose.start()
            elif end != colon:
                continue
            about = _ABOUT.search(self.text, start, end)
            yield start, about.start() if about else end

    @cached_property
    def house(self) -> Referent | None:
        """The parliament that the text names before the first turn, for its members."""
        named = (entity.referent for entity in self.discourse.entities if entity.end <= self.begin)
        houses = (told for told in named if told.name is None and office_of(told) in _HOUSES)
        return next((told for told in houses if told.rule in _TOLD), None)

    def _read(self, span: Span) -> Referent:
        """Whom a phrase means; where its words tell that it is nobody's voice but their own, that is sure."""
        told = self.sources.read(span, None)[0]
        tokens = tokenize(self.text, *span)
        head = self.sources.cuts.parts(tokens).head if tokens else []
        private = head and (head[-1].lower in PRIVATE or any(token.lower in FORMER for token in head))
        return replace(told, rule="name") if private and told.actor is None and told.rule != RETIRED else told

    def _country(self, label: Span) -> Referent | None:
        """Whose a label says in parentheses that its bearer is: "Mr. Delorme (France)", "Ms. Akyol (Türkiye, NR)"."""
        found = _ASIDE.search(self.text, *label)
        tokens = tokenize(self.text, *found.span("aside")) if found else []
        first = self.sources.cuts.segments(tokens)[0] if tokens else []
        if not first or not self.sources.cuts.only_name(first):
            return None
        names = self.discourse.inside(first[0].start, first[-1].end)
        if names and names[0].head not in (NAME, OFFICE):
            return None
        told = self.discourse.referent(names[0]) if names else Referent(OTHER)
        return replace(told, kind=PERSON_KIND, rule="title")

    def _member(self, label: Span) -> bool:
        """Whether a label tells of a member of the house that sits: a party or a town in parentheses."""
        found = _ASIDE.search(self.text, *label)
        return found is not None and _PRESS.isdisjoint(
            token.lower for token in tokenize(self.text, *found.span("aside"))
        )
