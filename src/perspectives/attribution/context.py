"""Whose an official or an institution is where the phrase does not say: by the context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from perspectives.attribution.blame import enemies
from perspectives.attribution.discourse import Discourse, Referent
from perspectives.attribution.together import they
from perspectives.attribution.words import DETERMINERS, DOMESTIC, FIRST, RELATIONAL, UNNAMED
from perspectives.lexicon import CAPITAL, NAME, PERSON, PLACE, Token, longest, phrase, tokenize
from perspectives.mentions import term
from perspectives.records import BOILERPLATE

_VAGUE = frozenset({"government", "ambassador", "military", "president", "foreign-ministry", "opposition"})
"""Offices whose plural nouns ("diplomats", "leaders") are anybody's."""
_TITLE_REACH = 20_000
"""Characters that a title looks back for its bearer."""
_AT_HOME = frozenset({"prime-minister", "parliament", "opposition"})
"""Offices of a country that its neighbors' officials deal with less than its own politicians do."""
_IN = re.compile(r"\b[Ii]n\s{1,3}(?:the\s{1,3})?$")
"""Before a place where something is said or done."""
_PLACED = re.compile(r"\b(?:[Ii]n|[Aa]t|[Ff]rom)\s{1,3}(?:the\s{1,3})?$")
"""Before the place of those who are named next ("From Baku, the ministry let it be known")."""
_SEATED = re.compile(r"\s{1,3}(?:(?:say|believe|think)\s{1,3})?in\s{1,3}")
"""Between those who speak and their capital."""
_SEVERAL = frozenset({"a", "an", "one", "some", "two", "several"})


def office_id(office: str) -> str:
    """The last part of an office's id."""
    return office.partition("/")[2]


def office_of(referent: Referent) -> str:
    """The office that a referent holds, without the actor."""
    return office_id(referent.actor or "")


class Context:
    """What the text around a phrase tells.

    ``last_direct`` is the speaker of the running quotation or speech, ``accused`` are the sides blamed by what the
    source that is read says, ``enemies`` those that the text or its officials without a country blame anywhere.
    """

    def __init__(self, discourse: Discourse) -> None:
        self.discourse = discourse
        self.lexicon = discourse.lexicon
        self.last_direct: Referent | None = None
        self.accused: frozenset[str] = frozenset()
        self.enemies = enemies(discourse)

    def recalled(self, head: list[Token], offices: frozenset[str], start: int | None) -> Referent | None:
        """Whose, by the context: of the side that is blamed only where the outlet is at home there.

        Where all that the context tells is a side that is blamed, it is the other one in a text of just two.
        """
        found = self._recalled(head, offices, start)
        blamed = found is not None and found.rule != "home" and found.side in self.accused
        dissents = DOMESTIC.intersection(token.lower for token in head)  # an opposition blames its own state
        return self.opponent(offices) if blamed and not dissents else found

    def opponent(self, offices: frozenset[str]) -> Referent | None:
        """The side that a text of two sides does not blame, where it has one of the offices."""
        others = [actor for side, actor in self._actors.items() if side not in self.accused | self.enemies]
        if len(self._actors) != 2 or len(others) != 1:
            return None
        found = Referent(self.lexicon.side(others[0]), others[0], rule="topic")
        return found if not offices or self.holds(found, offices) else None

    @cached_property
    def _actors(self) -> dict[str, str]:
        """The sides that the text names, by themselves or by their towns, and an actor of each."""
        text = self.discourse.text
        units = (unit for unit in self.discourse.sentences if unit.kind != BOILERPLATE)
        named = (actor for unit in units for _, _, actor in self._named(tokenize(text, unit.start, unit.end)))
        return {self.lexicon.side(actor): actor for actor in named}

    def _recalled(self, head: list[Token], offices: frozenset[str], start: int | None) -> Referent | None:
        """Whose, by the context: the same office before, the outlet's country, or whoever is spoken of."""
        here, at = self.discourse, head[0].start
        said = {token.lower for token in head}
        last = head[-1].lower
        if not offices and last in ("ministry", "minister"):
            offices = self.ministries(last)
        if head[0] is head[-1] and head[0].text.isupper() and len(last) > 3:
            return self.at_home() or here.official(at)  # a speaker's label in a transcript
        definite = not said & _SEVERAL
        unnamed = last in UNNAMED and not said & {"the", "this", "these"}
        if said & DOMESTIC and (found := self.domestic(head)):
            return found
        if said & {"western", "foreign", "unnamed", "anonymous"} - ({"foreign"} if offices else set()):
            return None
        if unnamed:
            return self.at_home() if "diplomatic" in said or here.own_home else None
        named = offices - {"government", "ambassador"} if definite and not last.endswith("s") else offices - _VAGUE
        placed = self.placed(at) or self.seated(head[-1].end)
        if placed and named and self.holds(placed, named):
            return placed
        if named:
            near = here.before(at, lambda e: office_of(e.referent) in named, 3)
            home = here.own_home and start is not None and self.home(named, here.own_home)
            found = home or (near.referent if near else here.office(at, named)) or self.only_owner(head[start:])
            if found:
                return found
        if definite and ("the" in said or start is None):
            speaker = here.official(at)
            fits = speaker is not None and (not offices or self.holds(speaker, offices))
            if fits and (start is None or last in RELATIONAL):
                return speaker
        close = None if here.own_home else here.nearby(at, 0)
        guesses = (close, self.at_home(), here.nearby(at, 2), self.topic())
        fitting = [item for item in guesses if item and (not offices or self.holds(item, offices))]
        if not fitting or said & DOMESTIC:
            return next(iter(fitting), None)
        blamed = self.accused | self.enemies
        if found := next((item for item in fitting if item.rule == "home" or item.side not in blamed), None):
            return found
        self.enemies |= {fitting[0].side}
        return self.opponent(offices)

    def ministries(self, word: str) -> frozenset[str]:
        every = {office_id(office) for table in self.lexicon.offices.values() for office in table.values()}
        found = {office for office in every if office.endswith("-ministry")}
        return frozenset(found | ({"prime-minister", "state-minister"} & every if word == "minister" else set()))

    def only_owner(self, tokens: Sequence[Token]) -> Referent | None:
        """The one actor that has such an office ("the peacekeepers"), where only one has."""
        key = phrase(tokens)
        owners = [(actor, table[key]) for actor, table in self.lexicon.offices.items() if key in table]
        return Referent(self.lexicon.side(owners[0][0]), owners[0][1], rule="office") if len(owners) == 1 else None

    def at_home(self) -> Referent | None:
        home = self.discourse.home
        return Referent(self.lexicon.side(home), home, rule="home") if home else None

    def topic(self) -> Referent | None:
        actor = self.discourse.dominant
        return Referent(self.lexicon.side(actor), actor, rule="topic") if actor else None

    def home(self, offices: frozenset[str], actor: str) -> Referent | None:
        for office in self.lexicon.offices[actor].values():
            if office_id(office) in offices:
                return Referent(self.lexicon.side(actor), office, rule="home")
        return None

    def owner(self, head: Sequence[Token], parent: Referent | None) -> Referent | None:
        """Whose, by a possessive pronoun at the head of the phrase."""
        word, at = head[0].lower, head[0].start
        if word in FIRST:
            return parent or self.last_direct or self.at_home()
        if word in ("his", "her"):
            found = self.discourse.person(at, "she" if word == "her" else "he")
            return found if found and found.actor else None
        if word == "its":
            return self.discourse.thing(at)
        if word == "their":
            return next(iter(they(self.discourse, at)), None)
        return None

    def domestic(self, head: Sequence[Token]) -> Referent | None:
        """Whose opposition or ruling party: of the country whose prime minister or parliament is spoken of last."""
        at = head[0].start
        found = self.placed(at) or self.seated(head[-1].end) or self.here_named(at)
        if found is None:
            near = self.discourse.before(at, lambda e: office_of(e.referent) in _AT_HOME and self.opposed(e.referent))
            found = near.referent if near else None
        return found if found and self.opposed(found) else None

    def opposed(self, referent: Referent) -> bool:
        """Whether the conflict file knows an opposition in the referent's country."""
        return self.holds(referent, frozenset({"opposition"}))

    def here_named(self, at: int) -> Referent | None:
        """The capital or country named shortly before in the sentence ("in Baku, where people complain")."""
        start = self.discourse.sentences[self.discourse.sentence_at(at)].start
        names = [n for n in self.discourse.inside(max(start, at - 90), at) if n.head in (CAPITAL, NAME)]
        return self.discourse.referent(names[-1]) if names else None

    def there(self, at: int) -> Referent | None:
        """The place spoken of last ("officials there"): one named with "in", else the first of the last sentence."""
        if near := self.here_named(at):
            return near
        text, here = self.discourse.text, self.discourse.sentence_at(at)
        for sentence in reversed(self.discourse.sentences[max(0, here - 2) : here + 1]):
            tokens = tokenize(text, sentence.start, min(sentence.end, at))
            named = [(start, actor) for start, kind, actor in self._named(tokens) if kind in (NAME, CAPITAL, PLACE)]
            inside = [actor for start, actor in named if _IN.search(text, max(0, start - 10), start)]
            if named:
                actor = inside[-1] if inside else named[0][1]
                return Referent(self.lexicon.side(actor), actor)
        return None

    def placed(self, at: int, kinds: Sequence[int] = (CAPITAL, NAME)) -> Referent | None:
        """The capital or country that stands right before ("In Baku, the Defense Ministry said")."""
        text, named = self.discourse.text, self.discourse.inside(max(0, at - 60), at)
        if not named or named[-1].head not in kinds or text[named[-1].end : at].strip() not in ("", ","):
            return None
        begin = named[-1].start
        return self.discourse.referent(named[-1]) if _PLACED.search(text, max(0, begin - 10), begin) else None

    def seated(self, end: int) -> Referent | None:
        """The capital right after a phrase ("the Defense Ministry in Baku", "as they say in Moscow")."""
        text, named = self.discourse.text, self.discourse.inside(end, end + 40)
        if not named or named[0].head != CAPITAL or not _SEATED.fullmatch(text, end, named[0].start):
            return None
        return self.discourse.referent(named[0])

    def seat(self, tokens: Sequence[Token]) -> Referent | None:
        """Whose capital these words are, if they are one."""
        named = self.discourse.inside(tokens[0].start, tokens[-1].end) if tokens else []
        return self.discourse.referent(named[0]) if named and named[0].head == CAPITAL else None

    def places(self, tokens: Sequence[Token]) -> set[str]:
        """Sides that the places named in these words belong to."""
        return {self.lexicon.side(actor) for _, _, actor in self._named(tokens)}

    def _named(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
        """Where these words name an actor or its town, the kind of the name, and the actor."""
        at = 0
        while at < len(tokens):
            stop, entries = longest(self.lexicon.names, tokens, at)
            town = self.lexicon.towns.get(tokens[at].lower)
            if town and not entries:
                yield tokens[at].start, PLACE, town
            for entry in entries:
                if entry.actor:
                    yield tokens[at].start, entry.kind, entry.actor
            at = max(stop, at + 1)

    def holds(self, speaker: Referent, offices: frozenset[str]) -> bool:
        """Whether the speaker's country has one of these offices: "the military" in its mouth is its own."""
        table = self.lexicon.offices[(speaker.actor or "").partition("/")[0]]
        return bool(offices & {office_id(office) for office in table.values()})

    def titled(self, head: list[Token]) -> Referent | None:
        """A person named before whose title is this word: "the archbishop", "the national security adviser"."""
        title = [token.lower for token in head if token.lower not in DETERMINERS]
        at = head[0].start
        for name in reversed(self.discourse.inside(max(0, at - _TITLE_REACH), at)):
            if name.head == PERSON and not name.lapsed:
                held = term(self.lexicon.terms[name.name or ""], self.discourse.published)
                if held and held.title.lower().split()[-len(title) :] == title:
                    return self.discourse.referent(name)
        return None
