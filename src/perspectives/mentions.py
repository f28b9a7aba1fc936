"""Find the names of actors in a text: countries, offices and persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from perspectives.lexicon import (
    CAPITAL,
    IGNORE,
    NAME,
    OFFICE,
    PERSON,
    PLACE,
    POSSESSIVE,
    SURNAME,
    Entry,
    Lexicon,
    Token,
    ends_at,
    longest,
    phrase,
    unbroken,
    words,
)
from perspectives.records import BOILERPLATE, Document, Mention, Person, Sentence, Span

_OUTLET_WORDS = words(
    "Post Times Reporter Review Ledger Daily News Weekly Herald Journal Tribune Telegraph Courier Wire Voice Examiner "
    "Observer Dispatch Mirror Gazette Monitor TV Radio University Institute Center Centre Foundation Street Examiner "
    "Newswire Chronicle Standard Insider Bulletin Spectator Airlines Airport Academy College Library Museum Hotel "
    "Public Ledger Analytica Policy"
)
"""After a name, capitalized, they make it the name of an outlet or a body of its own."""
_NOT_AFTER = words("based born language speaking registered")
"""After a name they say that no actor is meant ("Baku-based")."""
_LOCATIVE = words(
    "in into to from of around near over toward towards at inside outside across through within about on between "
    "linking and over against throughout leaving fled left entering reach reached reaching visit visited"
)
"""Before an ambiguous name they make it a place only."""
_CONFLICT_NOUNS = words(
    "conflict war issue region dispute peace process enclave problem question settlement status talks corridor "
    "economic territory crisis soil city residents resident population people's road horse carpet clashes fighting"
)
"""After an ambiguous name they make it a place only."""
MODIFIERS = words(
    "deputy first acting former new then top senior state federal high national permanent special central own chief "
    "vice assistant ex current outgoing newly appointed entire so called political military ruling interim "
    "official pro"
)
"""They may stand between a country and its office or person."""
SPOKES = words("spokesman spokeswoman spokesperson spokespeople spokesmen press secretary service")
"""After an institution they speak for it."""
_NAMELESS = words(
    "president premier minister secretary mr mrs ms dr general colonel ambassador senator chancellor chairman speaker "
    "spokesman spokeswoman spokesperson pm leader prime foreign and or but as when while yesterday today later earlier "
    "although both meanwhile if for with from by to of on in at that after before since because during however thus "
    "then monsieur sir lord archbishop the former chief commander envoy representative so what how why says said "
    "commissioner congressman congresswoman adviser aide tells told asks asked calls see watch nor not only even yet "
    "will would did does has had is was are were can could should between versus vs against via sees meets met let "
    "thank thanks dear under where who whom whose which here there this these those according like unlike "
    "despite"
)
"""Before a surname they are no given name."""
_BEFORE_PERSON = MODIFIERS | _NAMELESS - words("and or but as when while to of on in at that from by for with the")
"""They may stand between a country's name and a person's ("Armenian ex-Prime Minister Nikol Pashinyan")."""
_TITLES = words("president premier minister secretary pm leader ambassador spokesman spokeswoman")
"""Before a surname they tell that its known bearer is meant, even where another bears it in the text."""
_GIVEN = words("Michel Thomas James Martin Paul Louis Johnson Harris Ritter Price")
"""Surnames that are as often given names."""
_NEVER_NAMES = _NAMELESS | words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december"
)
"""Capitalized beside a surname, they are no part of a name."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name in the text: like a Mention, with the kind of its last part and the person, if one.

    ``head`` is the kind of the part that carries the meaning (NAME, CAPITAL, DEMONYM, OFFICE, PERSON), ``name`` a
    person's full name, ``lapsed`` whether that person held no office on the date.
    """

    sentence: int
    start: int
    end: int
    actor: str
    head: int
    name: str | None = None
    lapsed: bool = False


@dataclass
class _Persons:
    """Who was named in full so far, and surnames that belong to somebody else."""

    seen: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)


def find_mentions(document: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Mention, ...]:
    """All names of actors in the sentences (boilerplate apart), in order, without overlap.

    The document's date decides which office a person holds; names inside the outlets' own names do not
    count, nor do role nouns alone ("the president").
    """
    return mentions_of(find_names(document, sentences, lexicon), lexicon)


def mentions_of(names: Iterable[Found], lexicon: Lexicon) -> tuple[Mention, ...]:
    """What :func:`find_mentions` gives where the names are known."""
    return tuple(Mention(item.sentence, item.start, item.end, item.actor, lexicon.side(item.actor)) for item in names)


def find_names(document: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> list[Found]:
    """The mentions with what the resolution of sources needs to know of them."""
    persons = _Persons()
    found: list[Found] = []
    for sentence in sentences:
        if sentence.kind != BOILERPLATE:
            found.extend(_Scan(document, sentence, lexicon, persons).run())
    taken = list(_outlets(document))
    return [item for item in found if not any(start <= item.start and item.end <= end for start, end in taken)]


def _outlets(document: Document) -> Iterator[Span]:
    """Where the text names its own outlets ("Artsakh Today reports")."""
    names = {document.outlet, *(layer.name for layer in document.provenance if layer.role != "author")}
    for name in names:
        at = document.text.find(name) if " " in name else -1
        while at >= 0:
            yield at, at + len(name)
            at = document.text.find(name, at + 1)


def term(terms: Sequence[Person], published: str | None) -> Person | None:
    """The term of office that covers the date; without a date the only or latest one; None where none does."""
    if published is None:
        return terms[-1] if len({item.office for item in terms}) == 1 or terms[-1].until is None else None
    day = published[:10]
    current = [item for item in terms if (item.since or "") <= day <= (item.until or "9999")]
    return current[-1] if current else None


def names_outlet(tokens: Sequence[Token], end: int) -> bool:
    """Whether the word after a name makes it an outlet's, a school's or a street's name."""
    if end >= len(tokens) or not tokens[end].gap:
        return False
    word = tokens[end].text
    return word in _OUTLET_WORDS or (word.isupper() and word.capitalize() in _OUTLET_WORDS)


class _Scan:
    """One pass over the words of a sentence."""

    def __init__(self, document: Document, sentence: Sentence, lexicon: Lexicon, persons: _Persons) -> None:
        self.tokens = unbroken(document.text, sentence.start, sentence.end, lexicon.words)
        self.sentence = sentence.id
        self.lexicon = lexicon
        self.published = document.published
        self.persons = persons
        long = [token for token in self.tokens if len(token.text) > 3]
        self.title_case = sum(token.text[0].isupper() for token in long) > 0.7 * len(long)

    def run(self) -> Iterator[Found]:
        """The names in order, without overlap."""
        at, free = 0, 0
        while at < len(self.tokens):
            end, entries = longest(self.lexicon.names, self.tokens, at)
            if not entries:
                at += 1
                continue
            entry = entries[0]
            if entry.kind in (PERSON, SURNAME):
                found = self._person(at, end, entries)
            elif entry.kind == IGNORE:
                found = None
            else:
                found = self._name(at, end, entry, free)
            if found is not None:
                yield found
                while end < len(self.tokens) and self.tokens[end].start < found.end:
                    end += 1
                free = end
            at = max(end, at + 1)

    def _name(self, at: int, end: int, entry: Entry, free: int) -> Found | None:
        """A country's name with the office and the person that follow it, or with the office before it.

        ``free`` is the first word that no mention holds yet.
        """
        tokens = self.tokens
        if names_outlet(tokens, end) and not self._office(entry.actor, end)[1]:
            return None
        if end < len(tokens) and tokens[end].gap and tokens[end].lower in _NOT_AFTER:
            return None
        actor, head, stop = entry.value, entry.kind, end
        after, office = self._office(entry.actor, end)
        if office:
            actor, head, stop = office, OFFICE, after
        person = self._named(entry.actor, stop) if entry.kind != CAPITAL or office else None
        if person:
            stop, holder = person
            return self._held(at, stop, holder, entry.actor)
        start = at
        if head in (NAME, CAPITAL, PLACE, OFFICE) and stop == end:
            start, before = self._before(entry.actor, at, free)
            if before:
                actor, head = before, OFFICE
        if head == PLACE and self._only_place(at, stop):
            return None
        return Found(self.sentence, tokens[start].start, tokens[stop - 1].end, actor, head)

    def _office(self, actor: str, at: int) -> tuple[int, str | None]:
        """An institution or role of the actor right after its name: the word after it and the office."""
        tokens, here = self.tokens, at
        if here < len(tokens) and tokens[here].text == POSSESSIVE:
            here += 1
        office: str | None = None
        end = at
        skipped = 0
        while here < len(tokens) and tokens[here].gap and skipped < 3:
            stop, entries = longest(self.lexicon.generic, tokens, here)
            known = self.lexicon.offices[actor].get(phrase(tokens[here:stop])) if entries else None
            if known:
                # The first institution names the office; "ministry spokesman" keeps it.
                office, end, here = office or known, stop, stop
            elif tokens[here].lower in SPOKES and office:
                end, here = here + 1, here + 1
            elif tokens[here].lower in MODIFIERS:
                here, skipped = here + 1, skipped + 1
            else:
                break
        return end, office

    def _named(self, actor: str, at: int) -> tuple[int, str] | None:
        """A person of the actor named right here: the word after the name and the full name."""
        tokens, here = self.tokens, at
        while here < len(tokens) and tokens[here].gap and here < at + 5:
            end, entries = longest(self.lexicon.names, tokens, here)
            own = [item for item in entries if item.actor == actor and item.kind in (PERSON, SURNAME)]
            if own:
                self.persons.seen.add(own[0].value)
                return end, own[0].value
            if entries or tokens[here].lower not in _BEFORE_PERSON:
                return None
            here += 1
        return None

    def _before(self, actor: str, at: int, free: int) -> tuple[int, str | None]:
        """An office before the name: "the Foreign Ministry of the Republic of Armenia"."""
        here = at
        if here > free and self.tokens[here - 1].lower == "the":
            here -= 1
        if here <= free or self.tokens[here - 1].lower != "of":
            return at, None
        start = ends_at(self.lexicon.generic, self.tokens, here - 1)
        if start is None or start < free:
            return at, None
        office = self.lexicon.offices[actor].get(phrase(self.tokens[start : here - 1]))
        return (start, office) if office else (at, None)

    def _only_place(self, at: int, end: int) -> bool:
        """Whether the words around an ambiguous name tell that it is a place here and nobody who acts."""
        tokens = self.tokens
        before = at - 1
        while before >= 0 and tokens[before].lower in ("the", "s", "breakaway", "disputed", "region"):
            before -= 1
        if before >= 0 and tokens[before].lower in _LOCATIVE:
            return True
        after = end + 1 if end < len(tokens) and tokens[end].text == POSSESSIVE else end
        if after < len(tokens) and tokens[after].gap:
            return tokens[after].lower in _CONFLICT_NOUNS or (tokens[after].text[0].isupper() and not self.title_case)
        return False

    def _person(self, at: int, end: int, entries: Sequence[Entry]) -> Found | None:
        """The person of a full name, or of a surname whose bearer was named or is known by it alone."""
        tokens = self.tokens
        entry = entries[0]
        surname = tokens[at].text
        if end - at == 1:
            if self._stranger(at, end):
                self.persons.strangers.add(surname)
                return None
            seen = [item for item in entries if item.value in self.persons.seen]
            safe = [item for item in entries if item.kind == PERSON]
            titled = at > 0 and tokens[at].gap and tokens[at - 1].lower in _TITLES
            if not seen and (not safe or (surname in self.persons.strangers and not titled)):
                return None
            entry = next((item for item in seen if item.kind == PERSON), seen[0]) if seen else safe[0]
        else:
            self.persons.seen.add(entry.value)
        return self._held(at, end, entry.value, entry.actor)

    def _held(self, at: int, end: int, name: str, actor: str) -> Found:
        """A person as the office held on the date; as the actor where none was."""
        held = term(self.lexicon.terms[name], self.published)
        span = (self.tokens[at].start, self.tokens[end - 1].end)
        return Found(self.sentence, *span, held.office if held else actor, PERSON, name, held is None)

    def _stranger(self, at: int, end: int) -> bool:
        """Whether a surname stands after a given name that is not its bearer's, or is itself one here."""
        tokens = self.tokens
        if tokens[at].text in _GIVEN and end < len(tokens) and tokens[end].gap and not self.title_case:
            after = tokens[end]
            if after.text[0].isupper() and after.lower not in _NEVER_NAMES:
                return True
        if at == 0 or not tokens[at].gap or self.title_case:
            return False
        before = tokens[at - 1]
        if before.text == POSSESSIVE or not before.text[0].isupper() or before.lower in _NEVER_NAMES:
            return False
        return ends_at(self.lexicon.generic, tokens, at) is None and ends_at(self.lexicon.names, tokens, at) is None
