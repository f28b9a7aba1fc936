"""What a name becomes when another side bears it: who takes whose place, and the grammar around the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

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
from perspectives.mentions import Found, term
from perspectives.records import Actor, Document, Person, Sentence, Span

Edit = tuple[int, int, str]
"""Start and end in the old text, and what stands there in the new one."""

_COUNTRY = (NAME, CAPITAL, DEMONYM, PLACE)
_THE = re.compile(r"(?<!\w)(?:the|The|THE)\s\Z")
_AN = re.compile(r"(?<!\w)(?:an?|An?)\s\Z")
_OPENING = " \t\n\"'“‘«„(["
_APOSTROPHES = ("'", "’")
_HYPHENS = frozenset("-‐‑")
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


class Counterparts:
    """Which actor takes the place of which: ``sides`` maps a side to the one whose names it bears."""

    def __init__(self, lexicon: Lexicon, sides: Mapping[str, str]) -> None:
        self.lexicon = lexicon
        self.sides = sides
        self._first: dict[str, Actor] = {}
        self._by_id = {actor.id: actor for actor in lexicon.conflict.actors}
        for actor in lexicon.conflict.actors:
            self._first.setdefault(actor.side, actor)

    def moves(self, actor: str) -> bool:
        """Whether an actor or office is of a side that bears another's names."""
        side = self.lexicon.side(actor)
        return self.sides.get(side, side) != side

    def of(self, actor: str) -> Actor:
        """The first actor of the side whose names an actor or office of a moved side bears."""
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

        def unlike(other: Person) -> tuple[bool, ...]:
            return (
                other.office.partition("/")[2] != office,
                not (other.since or "") <= day <= (other.until or "9999"),
                other.title != own.title,
                other.pronoun != own.pronoun,
            )

        nearest = min(self.of(actor).persons, key=unlike, default=None)
        return nearest.name if nearest else None


def renamed(document: Document, sentence: Sentence, found: Sequence[Found], actors: Counterparts) -> Iterator[Edit]:
    """The edits that give the names found in a sentence to their counterparts, in order and without overlap.

    Case, possessive, number and article are kept or made to fit.
    """
    return _Renaming(document, sentence, actors).edits(found)


class _Renaming:
    """One sentence and how far it is done."""

    def __init__(self, document: Document, sentence: Sentence, actors: Counterparts) -> None:
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
        return not _HYPHENS.isdisjoint((self.text[span[0] - 1 : span[0]], self.text[span[1] : span[1] + 1]))

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
        ends_in_s = name.endswith("s")
        if self._capitals(old):
            name = name.upper()
        following = self.text[end : end + 3]
        if following.startswith(_APOSTROPHES):
            if ends_in_s and following[1:2] == "s" and not following[2:].isalpha():
                return start, end + 2, name + following[0]
            if old.endswith("s") and not ends_in_s and following[1:].strip()[:1].isalpha():
                return start, end + 1, name + following[0] + "s"
        return start, end, name

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
