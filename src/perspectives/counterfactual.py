"""Counterfactual copies: a text or an analysis in which the sides of a conflict bear each other's names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from perspectives.lexicon import (
    CAPITAL,
    DEMONYM,
    IGNORE,
    NAME,
    OFFICE,
    PERSON,
    PLACE,
    SURNAME,
    Entry,
    Lexicon,
    longest,
    tokenize,
    words,
)
from perspectives.mentions import Found, find_names, term
from perspectives.records import Actor, Analysis, Conflict, Document, Sentence, Span

Edit = tuple[int, int, str]
"""Start and end in the old text, and what stands there in the new one."""

_COUNTRY = (NAME, CAPITAL, DEMONYM, PLACE)
_THE = re.compile(r"(?<!\w)(?:the|The|THE)\s\Z")
_AN = re.compile(r"(?<!\w)(?:an?|An?)\s\Z")
_OPENING = " \t\n\"'“‘«„(["
_APOSTROPHES = "'’"
_HYPHENS = "-‐‑"
_WITH_ARTICLE = words("Union States Nations Republic Federation Kingdom Emirates Netherlands Philippines bloc")
"""Words that give a country's name the article."""
_NOUNS = words(
    "mission missions monitor monitors observer observers envoy envoys mediation mediator mediators official officials "
    "diplomat diplomats diplomacy leader leaders member members foreign special troops forces soldiers peacekeepers "
    "sanctions aid support statement embassy ambassador policy policies president side delegation officers citizens "
    "lawmakers senators senator congressman congresswoman intelligence military army border capital interests firms "
    "companies funding money gas patrols patrol states countries chief negotiators negotiator presence role proposal "
    "plan draft text efforts pressure guarantees assistance"
)
"""After "EU" or "US" they make it an adjective."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A text with exchanged names, and the edits that made it: in order, without overlap."""

    text: str
    edits: tuple[Edit, ...]

    def move(self, span: Span) -> Span:
        """Where a span of the old text stands; an end inside a replaced name moves to the name's end."""
        return self._moved(span[0], False), self._moved(span[1], True)

    def _moved(self, position: int, closing: bool) -> int:
        after = bisect_right(self.edits, position, key=lambda edit: edit[0])
        shift = sum(len(new) - (end - start) for start, end, new in self.edits[: max(after - 1, 0)])
        if not after:
            return position
        start, end, new = self.edits[after - 1]
        if position >= end:
            return position + shift + len(new) - (end - start)
        inside = closing and position > start
        return start + shift + (len(new) if inside else 0)


def exchanges(conflict: Conflict) -> list[dict[str, str]]:
    """Every exchange of two of the compared sides, then the rotation of all of them."""
    sides = [side.id for side in conflict.sides]
    swaps = [{a: b, b: a} for a, b in combinations(sides, 2)]
    rotation = dict(zip(sides, [*sides[1:], *sides[:1]], strict=True))
    return swaps if len(sides) < 3 else [*swaps, rotation]


def exchange(text: str, lexicon: Lexicon, sides: Mapping[str, str], published: str | None = None) -> Exchanged:
    """The text in which each side of ``sides`` bears the names of the side it maps to.

    Countries, their people, capitals, offices and persons in office are renamed wherever they count as a
    mention; case, possessive, number and article are kept. ``published`` tells which office a person held.
    """
    document = Document("", text, "", published=published)
    return _exchange(document, [Sentence(0, 0, len(text), "body")], lexicon, sides)


def exchange_analysis(analysis: Analysis, lexicon: Lexicon, sides: Mapping[str, str]) -> Analysis:
    """A copy of a finished or gold analysis: new text, spans moved with it, sides and actors renamed.

    Sentences, attributions, mentions and stances keep their number and order, so that a copy can be compared
    row by row; the id is kept, so that copies stay in their article's group.
    """
    done = _exchange(analysis.document, analysis.sentences, lexicon, sides)
    actors = _Actors(lexicon, sides)

    def moved(spans: Sequence[Span] | None) -> tuple[Span, ...] | None:
        return None if spans is None else tuple(done.move(span) for span in spans)

    def side(name: str) -> str:
        return sides.get(name, name)

    zones = tuple(
        replace(zone, start=start, end=end)
        for zone in analysis.document.zones
        for start, end in [done.move((zone.start, zone.end))]
    )
    return replace(
        analysis,
        document=replace(analysis.document, text=done.text, zones=zones, sha256=""),
        sentences=tuple(
            replace(item, start=start, end=end, side=side(item.side))
            for item in analysis.sentences
            for start, end in [done.move((item.start, item.end))]
        ),
        attributions=tuple(
            replace(
                item,
                source=moved(item.source),
                cue=moved(item.cue),
                content=moved(item.content),
                actor=None if item.actor is None else actors.renamed(item.actor),
                side=side(item.side),
            )
            for item in analysis.attributions
        ),
        stances=tuple(replace(s, holder=side(s.holder), target=side(s.target)) for s in analysis.stances),
        withheld=tuple(replace(s, holder=side(s.holder), target=side(s.target)) for s in analysis.withheld),
        mentions=tuple(
            replace(item, start=start, end=end, actor=actors.renamed(item.actor), side=side(item.side))
            for item in analysis.mentions
            for start, end in [done.move((item.start, item.end))]
        ),
        namings=tuple(
            replace(item, start=start, end=end)
            for item in analysis.namings
            for start, end in [done.move((item.start, item.end))]
        ),
    )


def _exchange(
    document: Document, sentences: Sequence[Sentence], lexicon: Lexicon, sides: Mapping[str, str]
) -> Exchanged:
    actors = _Actors(lexicon, sides)
    found: dict[int, list[Found]] = {}
    for item in find_names(document, sentences, lexicon):
        if actors.moves(item.actor):
            found.setdefault(item.sentence, []).append(item)
    edits: list[Edit] = []
    for sentence in sentences:
        if sentence.id in found:
            edits += _Renaming(document, sentence, actors).edits(found[sentence.id])
    pieces, position = [], 0
    for start, end, new in edits:
        pieces += [document.text[position:start], new]
        position = end
    return Exchanged("".join([*pieces, document.text[position:]]), tuple(edits))


class _Actors:
    """Which actor takes the place of which."""

    def __init__(self, lexicon: Lexicon, sides: Mapping[str, str]) -> None:
        self.lexicon = lexicon
        self.sides = sides
        self._first: dict[str, Actor] = {}
        self._by_id = {actor.id: actor for actor in lexicon.conflict.actors}
        for actor in lexicon.conflict.actors:
            self._first.setdefault(actor.side, actor)

    def moves(self, actor: str) -> bool:
        side = self.lexicon.side(actor)
        return self.sides.get(side, side) != side

    def of(self, actor: str) -> Actor:
        return self._first[self.sides[self.lexicon.side(actor)]]

    def renamed(self, actor: str) -> str:
        """The id of an actor or office of the side that takes its place."""
        root, slash, office = actor.partition("/")
        return self.of(root).id + slash + office if self.moves(root) else actor

    def office(self, office: str) -> str:
        """What follows the adjective for an office that has a name of its own ("Kremlin")."""
        root, _, name = office.partition("/")
        for actor in (self._by_id[root], self.of(root)):
            for known in actor.offices:
                own = {spelling.lower() for spelling in known.names}
                if known.id.partition("/")[2] == name and known.institutions and known.institutions[0] not in own:
                    return known.institutions[0]
        return "government"

    def person(self, name: str, actor: str, published: str | None) -> str | None:
        """Who holds the same office at that date, else somebody of the same gender, else the first; None: nobody."""
        terms = self.lexicon.terms[name]
        own = term(terms, published) or terms[-1]
        office = own.office.partition("/")[2]
        day = (published or own.since or "")[:10]
        ranked = sorted(
            (
                other.office.partition("/")[2] != office,
                not (other.since or "") <= day <= (other.until or "9999"),
                other.title != own.title,
                other.pronoun != own.pronoun,
                index,
            )
            for index, other in enumerate(self.of(actor).persons)
        )
        return self.of(actor).persons[ranked[0][-1]].name if ranked else None


class _Renaming:
    """The edits of one sentence."""

    def __init__(self, document: Document, sentence: Sentence, actors: _Actors) -> None:
        self.text = document.text
        self.published = document.published
        self.sentence = sentence
        self.actors = actors
        self.tokens = tokenize(document.text, sentence.start, sentence.end)
        self.upper = document.slice((sentence.start, sentence.end)).isupper()
        self.free = sentence.start

    def edits(self, found: Sequence[Found]) -> Iterator[Edit]:
        for item in found:
            root = item.actor.partition("/")[0]
            at = next(i for i, token in enumerate(self.tokens) if token.start >= item.start)
            stop = next((i for i, token in enumerate(self.tokens) if token.start >= item.end), len(self.tokens))
            while at < stop:
                edit, at = self._at(at, stop, root)
                if edit:
                    self.free = edit[1]
                    yield edit

    def _at(self, at: int, stop: int, actor: str) -> tuple[Edit | None, int]:
        """The edit of the name at a word of a mention, if one begins there, and the word after it."""
        end, entry = self._entry(at, stop, actor, (*_COUNTRY, OFFICE, PERSON, SURNAME))
        if entry is None:
            return None, at + 1
        if entry.kind == OFFICE:
            for start in range(at, end):
                inner, country = self._entry(start, end, actor, _COUNTRY)
                if country is not None:
                    return self._edit(start, inner, country), end
            return self._office(at, end, entry), end
        return self._edit(at, end, entry), end

    def _entry(self, at: int, stop: int, actor: str, kinds: Sequence[int]) -> tuple[int, Entry | None]:
        for limit in range(stop, at, -1):
            end, entries = longest(self.actors.lexicon.names, self.tokens[:limit], at)
            for entry in entries:
                if entry.actor == actor and entry.kind in kinds and entry.kind != IGNORE:
                    return end, entry
        return at, None

    def _edit(self, at: int, end: int, entry: Entry) -> Edit | None:
        new = self.actors.of(entry.actor)
        span = self.tokens[at].start, self.tokens[end - 1].end
        if entry.kind in (PERSON, SURNAME):
            name = self.actors.person(entry.value, entry.actor, self.published)
            if name is None:
                return None
            return self._written(span, _surname(name) if end - at == 1 else name, entry)
        if entry.kind == DEMONYM:
            last = self.tokens[end - 1]
            return self._written((last.start, last.end), _people(new, last.text), entry)
        if entry.kind == CAPITAL:
            return self._written(span, (*new.capitals, *new.names)[0], entry)
        if self._adjective(end, span):
            return self._written(span, _people(new, ""), entry)
        if self._hyphen(span):
            return self._written(span, _short(new), entry)
        return self._noun(span, new.names[0], entry)

    def _adjective(self, end: int, span: Span) -> bool:
        """Whether a name that takes the article stands before a noun ("the EU mission", "US officials")."""
        if end >= len(self.tokens) or not _takes_article(self.text[slice(*span)]):
            return False
        if not self.tokens[end].gap or not self.text[span[1] : self.tokens[end].start].isspace():
            return False
        generic = longest(self.actors.lexicon.generic, self.tokens, end)[1]
        return bool(generic) or self.tokens[end].lower in _NOUNS

    def _hyphen(self, span: Span) -> bool:
        around = self.text[span[0] - 1 : span[0]], self.text[span[1] : span[1] + 1]
        return any(char and char in _HYPHENS for char in around)

    def _noun(self, span: Span, name: str, entry: Entry) -> Edit:
        """A country's name with the article it takes, and the possessive that goes with its last letter."""
        start, end = span
        old = self.text[start:end]
        article = _THE.search(self.text, max(self.free, start - 4), start)
        if article and _takes_article(old):
            start = article.start()
        elif article or _AN.search(self.text, max(self.free, start - 3), start):
            return self._written(span, name, entry)
        if _takes_article(name):
            first = not self.text[self.sentence.start : start].strip(_OPENING)
            name = f"{'The' if first else 'the'} {name}"
        following = self.text[end : end + 3]
        if following[:1] and following[:1] in _APOSTROPHES:
            if following[1:2] == "s" and not following[2:].isalpha() and name.endswith("s"):
                return start, end + 2, (name.upper() if self._capitals(old) else name) + following[0]
            if old.endswith("s") and not name.endswith("s") and following[1:].strip()[:1].isalpha():
                return start, end + 1, (name.upper() if self._capitals(old) else name) + following[0] + "s"
        return start, end, name.upper() if self._capitals(old) else name

    def _office(self, at: int, end: int, entry: Entry) -> Edit:
        """An office with a name of its own becomes that of the other country: "the Azerbaijani government"."""
        span = self.tokens[at].start, self.tokens[end - 1].end
        name = f"{_people(self.actors.of(entry.actor), '')} {self.actors.office(entry.value)}"
        return self._written(span, name, entry)

    def _written(self, span: Span, new: str, entry: Entry) -> Edit:
        """The edit with the case of what it replaces, and with "a" or "an" before it as it sounds."""
        start, end = span
        if self._capitals(self.text[start:end]):
            new = new.upper()
        article = _AN.search(self.text, max(self.free, start - 3), start)
        if article and entry.kind not in (PERSON, SURNAME):
            word = article[0].rstrip()[0] + ("n" if new[0] in "AIOU" and not new.startswith(("US", "UN", "Uk")) else "")
            return article.start(), end, f"{word}{article[0][-1]}{new}"
        return start, end, new

    def _capitals(self, old: str) -> bool:
        return self.upper or (old.isupper() and len(old.replace(".", "")) > 3)


def _people(actor: Actor, old: str) -> str:
    """The adjective, or the people where the old word is a plural; the name where the file gives neither."""
    forms = [form for form in actor.demonyms if " " not in form] or list(actor.names)
    plural = [form for form in forms if _plural(form)]
    single = [form for form in forms if not _plural(form)]
    return (plural or single if _plural(old) else single or plural)[0]


def _plural(word: str) -> bool:
    return word.lower().endswith(("s", "men"))


def _short(actor: Actor) -> str:
    """The initials where a country has some, as they stand in compounds ("EU-brokered")."""
    return next((name for name in actor.names if name.isupper() and "." not in name and len(name) < 4), actor.names[0])


def _takes_article(name: str) -> bool:
    initials = name.replace(".", "")
    return (initials.isupper() and len(initials) < 4) or any(
        token.text.capitalize() in _WITH_ARTICLE or token.lower in _WITH_ARTICLE for token in tokenize(name)
    )


def _surname(name: str) -> str:
    """The last word of a name, with the particles before it ("von der Leyen")."""
    parts = name.split()
    start = next((i for i, part in enumerate(parts) if i and part.islower()), len(parts) - 1)
    return " ".join(parts[start:])
