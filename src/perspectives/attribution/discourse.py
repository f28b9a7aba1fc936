"""Who has been spoken of so far in a text, and whom a pronoun or a role noun means."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, takewhile
from urllib.parse import urlsplit

from perspectives.attribution.byline import Byline
from perspectives.attribution.words import FEMININE, MASCULINE
from perspectives.lexicon import (
    CAPITAL,
    DEMONYM,
    NAME,
    OFFICE,
    PERSON,
    PLACE,
    Lexicon,
    Token,
    longest,
    phrase,
    tokenize,
)
from perspectives.mentions import Found, find_names
from perspectives.records import AUTHOR, BOILERPLATE, OTHER, Document, Sentence

PERSON_KIND, BODY, GROUP = "person", "body", "group"
RETIRED = "former"
"""The rule by which a former official speaks for nobody else; nothing overrules it."""
_REACH = 6  # sentences that a pronoun looks back
_FAR = 400  # entities that an office looks back
# bounded words, so that one endless word does not take square time
NAME_PATTERN = re.compile(r"[A-ZÀ-Þ][\w’'-]{0,40}(?:[ \n](?:[A-ZÀ-Þ]\.[ \n])?[A-ZÀ-Þ][\w’'-]{1,40})+")
_GOES_ON = re.compile(r",|\s\(|\s(?:said|told|says|is|was|has)\b")
_DATELINE = re.compile(r"\s*(?P<city>[A-ZÀ-Þ][\w.-]*(?: [A-ZÀ-Þ][\w.-]*)?)(?:[,:]| —| –| -|\s\(|/|\.\s)")


@dataclass(frozen=True, slots=True)
class Referent:
    """Whom words mean: a side, the actor or office if known, and what a pronoun needs to know.

    ``kind`` is person, body or group; ``gender`` he, she or None; ``name`` a family name in lower case.
    """

    side: str
    actor: str | None = None
    kind: str = BODY
    gender: str | None = None
    name: str | None = None
    rule: str = "name"


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A referent where the text speaks of it; ``source`` tells that it is the source of an attribution."""

    start: int
    end: int
    sentence: int = field(compare=False)
    referent: Referent = field(compare=False)
    source: bool = field(default=False, compare=False)
    subject: bool = field(default=False, compare=False)


class Discourse:
    """The entities of a document in order; sources join them as they are resolved."""

    def __init__(
        self,
        document: Document,
        sentences: Sequence[Sentence],
        lexicon: Lexicon,
        names: Sequence[Found] | None = None,
    ) -> None:
        self.text = document.text
        self.published = document.published
        self.lexicon = lexicon
        self.byline = Byline(document, sentences)
        self.sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self.names = list(find_names(document, sentences, lexicon) if names is None else names)
        self._name_starts = [item.start for item in self.names]
        self._roles = {role.rpartition(" ")[2] for role in lexicon.roles}
        self.known: dict[str, Referent] = {}
        self._retired: set[str] = set()
        self.entities: list[Entity] = []
        for sentence in sentences:
            if sentence.kind != BOILERPLATE:
                self.entities.extend(self._strangers(sentence))
        self.entities.extend(self._entity(item) for item in self.names if item.head != DEMONYM or self._people(item))
        self.entities.sort()
        self.own_home = self._outlet_home(document)
        self.home = self.own_home
        if self.home is None:
            self.home, own = self._dateline_home(document.outlet)
            self.own_home = self.home if own else None

    # ------------------------------------------------------------------ what the text holds

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds a position (the one before it where none does)."""
        return max(0, bisect_right(self._starts, position) - 1)

    def inside(self, start: int, end: int) -> list[Found]:
        """Names that overlap a stretch of text."""
        first = bisect_right(self._name_starts, start)
        if first and self.names[first - 1].end > start:
            first -= 1
        last = first
        while last < len(self.names) and self.names[last].start < end:
            last += 1
        return self.names[first:last]

    def referent(self, item: Found) -> Referent:
        """Whom a found name means; a person out of office speaks for nobody."""
        actor: str | None = item.actor
        side = self.lexicon.side(item.actor)
        if item.head == PERSON:
            terms = self.lexicon.terms[item.name or ""]
            surname = tokenize(terms[0].name)[-1].lower
            if item.name in self._retired:
                return Referent(OTHER, None, PERSON_KIND, terms[0].pronoun, surname, RETIRED)
            if item.lapsed:
                actor, side = None, OTHER
            return Referent(side, actor, PERSON_KIND, terms[0].pronoun, surname)
        words = self.text[item.start : item.end].lower().split()
        kind = GROUP if item.head == DEMONYM else BODY
        if item.head == OFFICE:
            kind = self.kind_of(words[-1])
        return Referent(side, actor, kind, gender_of(words))

    def kind_of(self, head: str) -> str:
        """Whether a role noun means one person, several, or a body."""
        if head.endswith(("men", "women", "people")):
            return GROUP
        if head in self._roles or head.endswith(("man", "woman", "person")):
            return GROUP if head.endswith("s") else PERSON_KIND
        return GROUP if head in ("forces", "troops", "authorities", "guards", "police") else BODY

    def _people(self, item: Found) -> bool:
        return self.text[item.start : item.end].endswith("s")

    def _entity(self, item: Found) -> Entity:
        first = self.text[self.sentences[self.sentence_at(item.start)].start : item.start]
        subject = len(first.split()) <= 3
        return Entity(item.start, item.end, self.sentence_at(item.start), self.referent(item), subject=subject)

    def _strangers(self, sentence: Sentence) -> Iterator[Entity]:
        """Persons that the conflict file does not name: two or three capitalized words that are no name in it."""
        for found in NAME_PATTERN.finditer(self.text, sentence.start, sentence.end):
            start, end = found.span()
            if self.inside(start, end) or not _GOES_ON.match(self.text, end, end + 8):
                continue
            surname = found[0].split()[-1].lower()
            referent = Referent(OTHER, None, PERSON_KIND, None, surname, "stranger")
            yield Entity(start, end, self.sentence_at(start), referent, subject=start - sentence.start < 30)

    # ------------------------------------------------------------------ where the outlet is at home

    def _outlet_home(self, document: Document) -> str | None:
        """The actor whose name or town the outlet bears, if one."""
        outlet = next((layer.name for layer in document.provenance if layer.role == "outlet"), document.outlet)
        known = [(name.lower(), actor.id) for actor in self.lexicon.conflict.actors for name in actor.outlets]
        named = next((actor for name, actor in known if name == outlet.lower()), None)
        if named:
            return named
        # the address of a reposted article is the republisher's
        hosts = [outlet.lower(), *([_host(document.url or "")] if outlet == document.outlet else [])]
        for host in hosts:
            for domain, actor_id in known:
                if domain.startswith(".") and host.endswith(domain):
                    return actor_id
        tokens = tokenize(outlet)
        for at in range(len(tokens)):
            _, entries = longest(self.lexicon.names, tokens, at)
            if entries and entries[0].kind in (NAME, CAPITAL, DEMONYM, PLACE):
                return entries[0].actor
            if tokens[at].lower in self.lexicon.towns:
                return self.lexicon.towns[tokens[at].lower]
        return None

    def _dateline_home(self, outlet: str) -> tuple[str | None, bool]:
        """The actor of the town in the dateline, and whether the outlet's name beside it makes it the home.

        "BAKU, May 24, KHAZAR STATE WIRE" is how an agency signs at home; "BAKU (Reuters)" tells the reporter's place.
        """
        counted = 0
        for sentence in self.sentences:
            found = _DATELINE.match(self.text, sentence.start, min(sentence.end, sentence.start + 60))
            actor = self.lexicon.towns.get(found["city"].strip(".").lower()) if found else None
            if actor and (sentence.kind == BOILERPLATE or self.text[sentence.start : sentence.start + 3].isupper()):
                line = self.text[sentence.start : sentence.start + 70]
                return actor, outlet.lower() in line.lower() and "(" not in line
            counted += sentence.kind != BOILERPLATE
            if counted > 3:
                break
        return None, False

    # ------------------------------------------------------------------ looking back

    def add(self, start: int, end: int, referent: Referent) -> None:
        """Remember a resolved source."""
        insort(self.entities, Entity(start, end, self.sentence_at(start), referent, source=True))
        if referent.name and referent.rule != "surname":
            self.known[referent.name] = referent

    def retire(self, surname: Token) -> None:
        """Remember that somebody is introduced as a former official; the conflict file knows who holds an office."""
        named = self.inside(surname.start, surname.end)
        if not named:
            self.known[surname.lower] = Referent(OTHER, None, PERSON_KIND, None, surname.lower, RETIRED)
            return
        person, name = named[0], named[0].name
        if name is None or name in self._retired or person.actor.endswith("/opposition"):
            return
        if person.lapsed or (self.published is None and self.lexicon.terms[name][-1].until):
            self._retired.add(name)
            own = {item.start: item for item in self.names if item.name == name}
            self.entities = [self._entity(own[e.start]) if e.start in own else e for e in self.entities]

    def put(self, start: int, end: int, referent: Referent) -> None:
        """Remember who is spoken of without speaking."""
        insort(self.entities, Entity(start, end, self.sentence_at(start), referent))

    def back(self, position: int) -> Iterator[Entity]:
        """Entities that end before a position, the nearest first."""
        number = bisect_right(self.entities, position, key=lambda entity: entity.start)
        while number > 0:
            number -= 1
            if self.entities[number].end <= position:
                yield self.entities[number]

    def before(self, position: int, wanted: Callable[[Entity], bool], reach: int = _REACH) -> Entity | None:
        """The entity a pronoun at ``position`` most likely means: near, a speaker, a subject."""
        here = self.sentence_at(position)
        best: tuple[float, Entity] | None = None
        for entity in self.back(position):
            distance = here - entity.sentence
            if distance > reach:
                break
            if not wanted(entity):
                continue
            score = -2.0 * distance + 1.5 * entity.source + 1.0 * entity.subject - 0.002 * (position - entity.end)
            if best is None or score > best[0] + 1e-9:
                best = (score, entity)
        return best[1] if best else None

    def person(self, position: int, gender: str | None) -> Referent | None:
        """Whom "he" or "she" means."""
        found = self.before(
            position,
            lambda e: e.referent.kind == PERSON_KIND and (e.referent.gender in (None, gender) or gender is None),
        )
        return found.referent if found else None

    def thing(self, position: int) -> Referent | None:
        """Whom "it" means: a state, a body, an institution."""
        found = self.before(position, lambda e: e.referent.kind == BODY and e.referent.side != AUTHOR)
        return found.referent if found else None

    def office(self, position: int, offices: frozenset[str]) -> Referent | None:
        """The latest holder of one of these offices (last part of the id) before a position, however far."""
        for entity in islice(self.back(position), _FAR):
            actor = entity.referent.actor
            if actor and actor.partition("/")[2] in offices:
                return entity.referent
        return None

    def official(self, position: int) -> Referent | None:
        """The latest speaker who spoke for a side."""
        found = self.before(position, lambda e: e.source and e.referent.actor is not None, 4)
        return found.referent if found else None

    def nearby(self, position: int, reach: int) -> Referent | None:
        """The actor that the text is about right before a position."""
        found = self.before(position, lambda e: e.referent.actor is not None, reach)
        return found.referent if found else None

    def antecedent(self, position: int) -> Entity | None:
        """What a relative pronoun follows."""
        here = self.sentence_at(position)
        same = takewhile(lambda e: e.sentence >= here, self.back(position))
        near = [e for e in same if e.sentence == here and position - e.end <= 80]
        return max(near, key=lambda e: (e.end, e.source), default=None)

    def offices(self, tokens: Sequence[Token]) -> frozenset[str]:
        """Offices (last parts of ids) that a generic phrase may mean, whoever's they are."""
        key = phrase(tokens)
        return frozenset(table[key].partition("/")[2] for table in self.lexicon.offices.values() if key in table)

    @cached_property
    def dominant(self) -> str | None:
        """The actor most often named, for a text about one side's affairs."""
        counts = Counter(item.actor.partition("/")[0] for item in self.names)
        return counts.most_common(1)[0][0] if counts else None


def _host(url: str) -> str:
    """The host of an address, empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[x"
        return ""


def gender_of(words: Sequence[str]) -> str | None:
    """he or she where a word tells, else None."""
    low = {word.strip(".,’'").lower() for word in words}
    if low & FEMININE or any(word.endswith("woman") for word in low):
        return "she"
    if low & MASCULINE or any(word.endswith("man") and word not in ("german", "woman") for word in low):
        return "he"
    return None
