"""Read a source phrase: who is its head, whose are they, and which side do they speak for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from perspectives.attribution.discourse import BODY, GROUP, NAME_PATTERN, PERSON_KIND, Discourse, Referent, gender_of
from perspectives.attribution.words import (
    AGENCY_WORDS,
    CROWD,
    DETERMINERS,
    DOCUMENTS,
    FIRST,
    FORMER,
    NEUTER,
    PAIRED,
    PAIRING,
    PLURAL,
    PREPOSITIONS,
    PRIVATE,
    RELATIONAL,
    RELATIVE,
    SINGULAR,
    STATE_MEDIA,
    STATELY,
    UNNAMED_BLOC,
)
from perspectives.conflict_skeleton import countries
from perspectives.lexicon import (
    CAPITAL,
    DEMONYM,
    NAME,
    OFFICE,
    PERSON,
    PLACE,
    POSSESSIVE,
    Token,
    ends_at,
    fold,
    longest,
    phrase,
    tokenize,
    words,
)
from perspectives.mentions import SPOKES, Found, term
from perspectives.records import AUTHOR, BOILERPLATE, OTHER, Span

_VAGUE = frozenset({"government", "ambassador", "military", "president", "foreign-ministry", "opposition"})
"""Offices whose plural nouns ("diplomats", "leaders") are anybody's."""
_LOOSE = words(
    "side party team units general forces mission delegation council court chief leaders commission service police"
)
"""Generic words that mean too much to be followed."""
_COUNTS = frozenset({"members", "member", "others", "group", "number", "half", "part", "three", "four", "dozens", "few"})
_NOBODY = Referent(OTHER, rule="unknown")
_SPEAKER = re.compile(r"(?:MR|MRS|MS|DR)\.? [A-Z’'-]+|[A-Z][A-Z’' -]+")


@dataclass(frozen=True, slots=True)
class _Parts:
    """A noun phrase taken apart: up to its head, what follows a preposition, and what stands in apposition."""

    head: list[Token]
    preposition: str
    complement: list[Token]
    appositions: list[list[Token]]
    relative: bool
    rest: tuple[int, int] | None = None


class Sources:
    """Reads the source phrases of one document against its discourse."""

    def __init__(self, discourse: Discourse) -> None:
        self.discourse = discourse
        self.text = discourse.text
        self.lexicon = discourse.lexicon
        self.last_direct: Referent | None = None
        self.foreign = _foreign() - {
            name.lower()
            for actor in self.lexicon.conflict.actors
            for name in (*actor.names, *actor.demonyms, *actor.capitals)
        }

    def read(self, span: Span, parent: Referent | None) -> tuple[Referent, ...]:
        """Whom a source phrase means: one referent, or one for each of several sides.

        ``parent`` is the speaker of the attribution around it, who is "I" and "we" there.
        """
        tokens = tokenize(self.text, *span)
        if not tokens:
            return (_NOBODY,)
        if len(tokens) == 1 or (len(tokens) == 2 and tokens[1].text == POSSESSIVE):
            referent = self._pronoun(tokens[0], parent)
            if referent is not None:
                return referent
        joint = self._paired(tokens) or self._joint(tokens, parent)
        if joint:
            return joint
        return (self._phrase(tokens, parent),)

    def introduce(self) -> None:
        """Learn who the persons are that titles and appositions introduce anywhere in the text."""
        for sentence in self.discourse.sentences:
            if sentence.kind == BOILERPLATE:
                continue
            self._roles(sentence.start, sentence.end)
            for found in NAME_PATTERN.finditer(self.text, sentence.start, sentence.end):
                if not self.discourse.inside(*found.span()):
                    self._introduced(sentence.start, sentence.end, *found.span())

    def _roles(self, start: int, end: int) -> None:
        """Role nouns and institutions without a country join the discourse ("the peacekeepers", "the minister")."""
        tokens = tokenize(self.text, start, end)
        at = 0
        while at < len(tokens) - 1:
            if tokens[at].lower not in ("the", "its", "their"):
                at += 1
                continue
            stop = longest(self.lexicon.generic, tokens, at + 1)[0]
            if stop > at + 1 and not self.discourse.inside(tokens[at].start, tokens[stop - 1].end):
                if phrase(tokens[at + 1 : stop]) not in _LOOSE:
                    head = tokens[at:stop]
                    told = self._official(head, _Parts(head, "", [], [], False), None, 1)
                    if told.actor is not None:
                        self.discourse.put(head[0].start, head[-1].end, told)
            at = max(stop, at + 1)

    def _introduced(self, begin: int, stop: int, start: int, end: int) -> None:
        tokens = tokenize(self.text, max(begin, start - 60), end)
        own = tokenize(self.text, start, end)
        title = tokens[: len(tokens) - len(own)]
        while title and title[0].start < begin:
            title = title[1:]
        # Words of the title may be capitalized and so part of the match ("Minister Arsen Tumanyan").
        for cut in range(len(own) - 1, 0, -1):
            if self._official_end([*title, *own[:cut]]) is not None:
                title, own = [*title, *own[:cut]], own[cut:]
                break
        surname = own[-1].lower
        if surname in self.discourse.known:
            return
        parts = _Parts([*title[-5:], *own], "", [], [], False)
        if self.text[end : end + 2] == ", ":
            after = tokenize(self.text, end + 2, min(stop, end + 120))
            parts = replace(self._parts(after), head=parts.head, appositions=[after]) if after else parts
            parts = replace(parts, preposition="", complement=[])
        start_of = self._official_end(title)
        if start_of is None and title and title[-1].lower in SPOKES:
            start_of = len(title) - 1
        if start_of is None and not (parts.appositions and self._speaks(parts.appositions[0])):
            return
        if start_of is not None:
            lead = max(0, start_of - 3)
            while lead < start_of and title[lead].lower in PREPOSITIONS | RELATIVE | {"and", "said", "told"}:
                lead += 1
            head = title[lead:]
            generic = start_of - lead if title[-1].lower not in SPOKES else None
            told = self._official(head, _Parts(head, "", [], [], False), None, generic)
        else:
            told = self._phrase(parts.appositions[0], None)
        if told.actor is not None:
            self.discourse.known[surname] = replace(told, kind=PERSON_KIND, name=surname, rule="introduced")

    # ------------------------------------------------------------------ pronouns and pairs

    def _pronoun(self, token: Token, parent: Referent | None) -> tuple[Referent, ...] | None:
        word, at, here = token.lower, token.start, self.discourse
        if word in ("i", "we", "me", "us") and token.text != "US":
            return (parent or self._speaker(at),)
        if word in SINGULAR:
            return (here.person(at, "she" if word in ("she", "her", "hers") else "he") or _NOBODY,)
        if word in NEUTER:
            return (here.thing(at) or _NOBODY,)
        if word in PLURAL:
            return (here.plural(at) or _NOBODY,)
        if word in ("who", "which", "that", "whom", "whose"):
            found = here.antecedent(at)
            return (found.referent if found else _NOBODY,)
        if word in ("both", "each", "either", "neither"):
            return here.pair(at)
        if word in ("you", "one", "some", "others", "many", "nobody", "everyone", "everybody", "someone", "q", "question"):
            return (_NOBODY,)
        return None

    def _speaker(self, at: int) -> Referent:
        """Who says "I" outside any quotation: the last speaker if still speaking, else the author."""
        found = self.discourse.before(at, lambda e: e.source and e.referent.kind == PERSON_KIND, 0)
        return found.referent if found else Referent(AUTHOR, rule="first person")

    def _paired(self, tokens: Sequence[Token]) -> tuple[Referent, ...] | None:
        lower = [token.lower for token in tokens]
        first = lower[1] if lower[0] in ("the", "all") and len(lower) > 1 else lower[0]
        last = lower[-1]
        if self.discourse.inside(tokens[0].start, tokens[-1].end) and "of" not in lower:
            return None
        plain = len(lower) <= 4 and last in PAIRED
        if plain and (first in PAIRING or first in ("sides", "parties")):
            return self.discourse.pair(tokens[0].start)
        if first in ("each", "both", "neither", "either") and (last in PAIRED or len(lower) <= 2 or "of" in lower):
            return self.discourse.pair(tokens[0].start)
        return None

    def _joint(self, tokens: list[Token], parent: Referent | None) -> tuple[Referent, ...] | None:
        """Sides joined by "and": both speak."""
        parts = self._parts(tokens)
        names = [n for n in self.discourse.inside(tokens[0].start, tokens[-1].end) if n.head != PERSON or not n.lapsed]
        sides = list(dict.fromkeys(self.lexicon.side(name.actor) for name in names))
        if len(sides) < 2 or parts.relative:
            return None
        found: list[Referent] = []
        area = parts.head if self._joined(parts.head, names) else []
        if not area and parts.preposition == "of" and self._joined(parts.complement, names):
            area = parts.complement if self._official_end(parts.head) else []
        if not area:
            listed = [parts.head, *parts.appositions]
            if "and" not in (segment[0].lower for segment in listed[-1:] if segment):
                return None
            area = tokens
        for name in self.discourse.inside(area[0].start, area[-1].end):
            referent = self.discourse.referent(name)
            if referent.side != OTHER and referent.side not in [item.side for item in found]:
                found.append(replace(referent, kind=GROUP, rule="joint"))
        return tuple(found) if len(found) > 1 else None

    def _joined(self, area: Sequence[Token], names: Sequence[Found]) -> bool:
        """Whether "and" stands between two names, with nothing but words of the first's phrase before it."""
        if not area:
            return False
        inside = [n for n in names if area[0].start <= n.start and n.end <= area[-1].end + 2]
        for left, right in zip(inside, inside[1:], strict=False):
            between = self.text[left.end : right.start].lower().split()
            if between and len(between) <= 5 and between[-1] in ("and", "the", "both") and "and" in between:
                return not any(word in ("in", "with", "between", "to", "for", "at", "on") for word in between)
        return False

    # ------------------------------------------------------------------ noun phrases

    def _parts(self, tokens: list[Token]) -> _Parts:
        """Cut at the first preposition, comma, dash or relative pronoun that no name holds."""
        atoms = [(n.start, n.end) for n in self.discourse.inside(tokens[0].start, tokens[-1].end)]
        segments: list[list[Token]] = [[]]
        rest: tuple[int, int] | None = None
        relative = False
        for number, token in enumerate(tokens):
            held = any(start < token.start < end for start, end in atoms)
            gap = self.text[tokens[number - 1].end : token.start] if number else ""
            if number and not held and (any(mark in gap for mark in ",(—–:;") or " - " in gap):
                segments.append([])
            if token.lower in RELATIVE and number and not held:
                relative, rest = True, (token.start, tokens[-1].end)
                break
            segments[-1].append(token)
        main = segments[0]
        for number, token in enumerate(main):
            inside = any(start < token.start < end for start, end in atoms)
            if number and not inside and token.lower == "and" and self._conjunct(main, number):
                return _Parts(main[:number], "", [], segments[1:], relative, rest)
            if number and not inside and token.lower in PREPOSITIONS and not self._generic_inside(main, number):
                return _Parts(main[:number], token.lower, main[number + 1 :], segments[1:], relative, rest)
        return _Parts(main, "", [], segments[1:], relative, rest)

    def _conjunct(self, tokens: list[Token], at: int) -> bool:
        """Whether "and" begins another speaker rather than another adjective."""
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        return after is not None and (after.lower in DETERMINERS or _capital(after)) and not self._generic_inside(tokens, at)

    def _generic_inside(self, tokens: list[Token], at: int) -> bool:
        """Whether the preposition belongs to a generic phrase ("minister of defense", "secretary of state")."""
        return any(
            (start := ends_at(self.lexicon.generic, tokens, end)) is not None and start < at
            for end in range(at + 2, min(len(tokens), at + 4) + 1)
        )

    def _phrase(self, tokens: list[Token], parent: Referent | None) -> Referent:
        parts = self._parts(tokens)
        head = parts.head
        while head and head[0].lower in (PREPOSITIONS - {"of"}) | {"as", "and", "but"}:
            head = head[1:]
        if head and head[-1].text == POSSESSIVE:
            head = head[:-1]
        there = len(head) > 1 and head[-1].lower in ("there", "here")
        head = head[:-1] if there else head
        if parts.preposition == "of" and parts.complement and all(t.lower in DETERMINERS | _COUNTS for t in head):
            return self._phrase(parts.complement, parent)
        if not head:
            return _NOBODY
        if there and (place := self._here_named(head[0].start)):
            return place if self._speaks(head) else _private(head)
        referent = self._head(head, parts, parent)
        if referent.kind == PERSON_KIND and referent.gender is None:
            referent = replace(referent, gender=gender_of([token.lower for token in tokens]))
        return referent

    def _head(self, head: list[Token], parts: _Parts, parent: Referent | None) -> Referent:
        names = self.discourse.inside(head[0].start, head[-1].end)
        last = head[-1]
        low = {token.lower for token in head}
        tip = next((n for n in names if n.end >= last.end), None)
        if tip is not None:
            return self._named(tip, head, parts)
        known = self._acquaintance(head, parts, parent)
        if known is not None:
            return known
        titled = self._titled(head) if low & {"the", "this"} else None
        if titled is not None:
            return titled
        if last.lower in DOCUMENTS and last.lower not in STATE_MEDIA:
            return self._document(head, parts, parent, names)
        if low & FORMER:
            return _private(head)
        if self._abroad([*head, *parts.complement]):
            return _private(head)
        start = self._official_end(head)
        if last.lower in PRIVATE and start is None:
            return self._media(names) if last.lower in STATE_MEDIA and low & {"state", "pro"} else _private(head)
        if start is None and head[0].lower == "opposition":
            return self._official(head[:1], parts, parent, 0)
        if start is not None or last.lower in RELATIONAL:
            return self._official(head, parts, parent, start)
        if names and last.lower in STATELY:
            return replace(self.discourse.referent(names[-1]), kind=GROUP if last.lower.endswith("s") else BODY)
        if last.lower in CROWD or low & {"those"}:
            return self._crowd(head, parts)
        if last.lower in STATELY and low & {"our", "its", "his", "their", "her"}:
            return self._owner(head, parent) or _NOBODY
        return _private(head)

    def _titled(self, head: list[Token]) -> Referent | None:
        """A person named before whose title is this word: "the archbishop", "the national security adviser"."""
        title = [token.lower for token in head if token.lower not in DETERMINERS]
        for name in reversed(self.discourse.names):
            if name.head == PERSON and name.end <= head[0].start and not name.lapsed:
                held = term(self.lexicon.terms[name.name or ""], self.discourse.published)
                if held and held.title.lower().split()[-len(title) :] == title:
                    return self.discourse.referent(name)
        return None

    def _named(self, tip: Found, head: list[Token], parts: _Parts) -> Referent:
        """The head is a name of the conflict file: a collective, an institution, a person."""
        before = {token.lower for token in head if token.start < tip.start}
        own = set(re.findall(r"[\w-]+", self.text[tip.start : tip.end].lower()))
        referent = self.discourse.referent(tip)
        if tip.head == OFFICE:
            if (before | own) & FORMER or before & PRIVATE:
                return _private(head)
            if head[-1].lower in UNNAMED_BLOC and self._bloc(referent):
                return _private(head)
            return self._relayed(referent, parts)
        if tip.head == PERSON:
            title = [token for token in head if token.start < tip.start]
            if before & FORMER and referent.actor and not referent.actor.endswith("/opposition"):
                return replace(referent, side=OTHER, actor=None)
            if title and title[-1].text == POSSESSIVE:
                return _private(head)
            return referent
        if tip.head == DEMONYM:
            return self._demonym(tip, head, referent)
        if tip.head == NAME and before & PRIVATE:
            return _private(head)
        return referent

    def _demonym(self, tip: Found, head: list[Token], referent: Referent) -> Referent:
        surface = self.text[tip.start : tip.end]
        if any(token.lower in PRIVATE | FORMER for token in head if token.start < tip.start):
            return _private(head)
        single = head[0].lower in ("a", "an", "one", "another", "young", "old") or (
            not surface.endswith("s") and head[0].lower in ("the", "this") and not surface.endswith(("ch", "sh"))
        )
        if single:
            return Referent(OTHER, None, PERSON_KIND, gender_of([t.lower for t in head]), None, "private")
        return replace(referent, kind=GROUP)

    def _relayed(self, referent: Referent, parts: _Parts) -> Referent:
        """An office whose holder is named beside it: "the foreign minister, Jeyhun Bayramov"."""
        for segment in parts.appositions:
            names = self.discourse.inside(segment[0].start, segment[-1].end) if segment else []
            if names and names[0].head == PERSON and names[0].start <= segment[0].start + 1:
                return self.discourse.referent(names[0])
            if segment and segment[0].text[:1].isupper():
                return replace(referent, name=segment[-1].lower, kind=PERSON_KIND)
        return referent

    # ------------------------------------------------------------------ persons that the file does not name

    def _acquaintance(self, head: list[Token], parts: _Parts, parent: Referent | None) -> Referent | None:
        """A person by name: known from before, or told by the title or the apposition."""
        if self._official_end(head) is not None:
            return None
        capitals = 0
        while capitals < len(head) and _capital(head[-1 - capitals]) and not self._generic_ends(head, capitals):
            capitals += 1
        shouted = _SPEAKER.fullmatch(self.text[head[0].start : head[-1].end]) is not None
        if not capitals or (head[0] is head[-capitals] and capitals == 1 and not self._seems_name(head)):
            return None
        surname = head[-1].lower
        if surname in self.discourse.known and (capitals == 1 or shouted or len(head) == capitals):
            return replace(self.discourse.known[surname], rule="surname")
        title = head[: len(head) - capitals]
        while title and title[0].lower in DETERMINERS:
            title = title[1:]
        for segment in [title, *parts.appositions]:
            if segment and not segment[0].text.isdigit():
                told = self._phrase(list(segment), parent) if self._speaks(segment) else None
                if told is not None and told.actor is not None:
                    return replace(told, kind=PERSON_KIND, name=surname, rule="title")
        if parts.preposition in ("of", "from", "at", "with") and parts.complement:
            names = self.discourse.inside(parts.complement[0].start, parts.complement[-1].end)
            office = next((n for n in names if n.head == OFFICE), None)
            if office and names[0] is office:
                return replace(self.discourse.referent(office), kind=PERSON_KIND, name=surname, rule="title")
        told_by = [token.lower for token in (*head, *(t for s in parts.appositions for t in s))]
        return Referent(OTHER, None, PERSON_KIND, gender_of(told_by), surname, "private")

    def _speaks(self, segment: Sequence[Token]) -> bool:
        """Whether an apposition or a title names an office rather than a place or an age."""
        cut = self._parts(list(segment)).head
        if not cut or any(token.lower in FORMER for token in segment):
            return False
        if any(token.lower in PRIVATE for token in cut[-1:]) and self._official_end(cut) is None:
            return False
        names = self.discourse.inside(cut[0].start, cut[-1].end)
        return (
            self._official_end(cut) is not None
            or cut[-1].lower in RELATIONAL
            or any(n.head == OFFICE for n in names)
            or any(self._official_end(cut[: k + 1]) is not None and cut[0].lower == "opposition" for k in range(len(cut)))
        )

    def _generic_ends(self, head: list[Token], back: int) -> bool:
        """Whether the head without its last words ends in a generic phrase: those words are the name then."""
        return back > 0 and self._official_end(head[: len(head) - back]) is not None

    def _seems_name(self, head: list[Token]) -> bool:
        """Whether a lone capitalized word is a person's name rather than a role at a sentence's start."""
        token = head[-1]
        return token.lower not in PRIVATE | RELATIONAL | CROWD | STATELY | DOCUMENTS | DETERMINERS

    def title_holder(self, position: int) -> Referent | None:
        """The latest person before a position whom a title introduces ("Deputy Foreign Minister Arsen Tumanyan")."""
        found: Referent | None = None
        for sentence in self.discourse.sentences:
            if sentence.start >= position:
                break
            tokens = tokenize(self.text, sentence.start, min(sentence.end, position))
            for end in range(1, len(tokens)):
                if _capital(tokens[end]) and tokens[end].gap and self._official_end(tokens[:end]) is not None:
                    start = self._official_end(tokens[:end]) or 0
                    told = self._official(tokens[start:end], _Parts(tokens[start:end], "", [], [], False), None, 0)
                    found = told if told.actor else found
        return found

    # ------------------------------------------------------------------ officials, documents, crowds

    def _official_end(self, tokens: Sequence[Token]) -> int | None:
        return ends_at(self.lexicon.generic, list(tokens), len(tokens))

    def _official(self, head: list[Token], parts: _Parts, parent: Referent | None, start: int | None) -> Referent:
        """An official or an institution: of whom its adjective, its complement or the context tells."""
        at, last = head[0].start, head[-1].lower
        kind = self.discourse.kind_of(last)
        names = self.discourse.inside(at, head[-1].end)
        offices = self.discourse.offices(head[start:]) if start is not None else frozenset()
        base: Referent | None = None
        marks = [number for number, token in enumerate(head) if token.text == POSSESSIVE]
        if names:
            base = self.discourse.referent(names[-1])
        elif marks and marks[-1] > 0 and head[0].lower not in FIRST:
            base = self._phrase(head[: marks[-1]], parent)
            if base.actor is None:
                return _private(head)
        elif parts.complement:
            base = self._complement(parts, parent, bool(offices - {"government", "military", "ambassador"}))
            if base is not None and base.actor is None:
                return _private(head)
        base = base or self._owner(head, parent)
        if base is None and parts.rest and (clause := self.discourse.inside(*parts.rest)):
            base = self.discourse.referent(clause[0])
        if base is None and {t.lower for t in head} & AGENCY_WORDS:
            return _private(head)
        if base is None:
            base = self._recalled(head, offices, start)
        if base is None or base.actor is None or (names and last in UNNAMED_BLOC and self._bloc(base)):
            return _private(head)
        actor = base.actor
        table = self.lexicon.offices[actor.partition("/")[0]]
        own = table.get(phrase(head[start:])) if start is not None else None
        if own and ("/" not in actor or names):
            actor = own
        name = self._name_after(parts)
        return Referent(base.side, actor, PERSON_KIND if name else kind, base.gender, name, base.rule)

    def _bloc(self, referent: Referent) -> bool:
        """Whether an actor is a body of states: its unnamed diplomats are its members'."""
        offices = self.lexicon.offices[(referent.actor or "").partition("/")[0]].values()
        return any(_last(office) in ("commission", "secretary-general") for office in offices)

    def _complement(self, parts: _Parts, parent: Referent | None, strong: bool) -> Referent | None:
        """Whose an official is, told after a preposition; a private body there makes them private."""
        tokens = parts.complement
        names = self.discourse.inside(tokens[0].start, tokens[-1].end)
        if parts.preposition in ("to", "before", "on", "over", "about", "against", "near", "among") and strong:
            return None
        usable = [n for n in names if n.head != PLACE or parts.preposition in ("of", "from", "in")]
        if usable:
            return self.discourse.referent(usable[0])
        towns = {
            town.lower(): actor.id for actor in self.lexicon.conflict.actors for town in actor.cities
        }
        for token in tokens:
            if token.lower in towns:
                return Referent(self.lexicon.side(towns[token.lower]), towns[token.lower])
        first = self._parts(tokens).head
        if first and (self._official_end(first) is not None or first[-1].lower in RELATIONAL):
            inner = self._phrase(tokens, parent)
            return inner if inner.actor else None
        if parts.preposition in ("of", "for", "from", "with") and first and any(t.text[:1].isupper() for t in first):
            return _NOBODY
        return None

    def _owner(self, head: Sequence[Token], parent: Referent | None) -> Referent | None:
        """Whose, by a possessive pronoun at the head of the phrase."""
        word, at = head[0].lower, head[0].start
        if word in FIRST:
            return parent or self.last_direct or self._at_home()
        if word in ("his", "her"):
            found = self.discourse.person(at, "she" if word == "her" else "he")
            return found if found and found.actor else None
        if word == "its":
            return self.discourse.thing(at)
        if word == "their":
            return self.discourse.plural(at)
        return None

    def _recalled(self, head: list[Token], offices: frozenset[str], start: int | None) -> Referent | None:
        """Whose, by the context: the same office before, the outlet's country, or whoever is spoken of."""
        here, at = self.discourse, head[0].start
        said = {token.lower for token in head}
        last = head[-1].lower
        if not offices and last in ("ministry", "minister"):
            offices = self._ministries(last)
        definite = not said & {"a", "an", "one", "some", "two", "several"}
        unnamed = last in UNNAMED_BLOC and not said & {"the", "this", "these"}
        if said & {"western", "foreign", "unnamed", "anonymous"} - ({"foreign"} if offices else set()):
            return None
        if unnamed:
            return self._at_home() if "diplomatic" in said or here.own_home else None
        named = offices - {"government", "ambassador"} if definite and not last.endswith("s") else offices - _VAGUE
        if named:
            near = here.before(at, lambda e: _office(e.referent) in named, 3)
            home = here.own_home and start is not None and self._home(named, here.own_home)
            found = home or (near.referent if near else here.office(at, named)) or self._only_owner(head[start:])
            if found:
                return found
        if definite and ("the" in said or start is None):
            speaker = here.official(at)
            if speaker is not None and (start is None or last in RELATIONAL):
                return speaker
        here_named = None if here.own_home else here.nearby(at, 0)
        return here_named or self._at_home() or here.nearby(at, 2) or self._topic()

    def _ministries(self, word: str) -> frozenset[str]:
        every = {_last(office) for table in self.lexicon.offices.values() for office in table.values()}
        found = {office for office in every if office.endswith("-ministry")}
        return frozenset(found | ({"prime-minister", "state-minister"} & every if word == "minister" else set()))

    def _only_owner(self, tokens: Sequence[Token]) -> Referent | None:
        """The one actor that has such an office ("the peacekeepers"), where only one has."""
        key = phrase(tokens)
        owners = [(actor, table[key]) for actor, table in self.lexicon.offices.items() if key in table]
        return Referent(self.lexicon.side(owners[0][0]), owners[0][1], rule="office") if len(owners) == 1 else None

    def _at_home(self) -> Referent | None:
        home = self.discourse.home
        return Referent(self.lexicon.side(home), home, rule="home") if home else None

    def _topic(self) -> Referent | None:
        actor = self.discourse.dominant()
        return Referent(self.lexicon.side(actor), actor, rule="topic") if actor else None

    def _home(self, offices: frozenset[str], actor: str) -> Referent | None:
        for office in self.lexicon.offices[actor].values():
            if _last(office) in offices:
                return Referent(self.lexicon.side(actor), office, rule="home")
        return None

    def _name_after(self, parts: _Parts) -> str | None:
        for segment in parts.appositions:
            if segment and _capital(segment[0]) and _capital(segment[-1]) and len(segment) <= 3:
                return segment[-1].lower
        return None

    def _document(
        self, head: list[Token], parts: _Parts, parent: Referent | None, names: Sequence[Found]
    ) -> Referent:
        """A statement, a report: whoever issued it."""
        if names:
            return self.discourse.referent(names[-1])
        if parts.preposition in ("of", "from", "by", "for") and parts.complement:
            return self._phrase(parts.complement, parent)
        start = self._official_end(head[:-1])
        if start is not None:
            return self._official(head[:-1], parts, parent, start)
        return self._owner(head, parent) or self.discourse.official(head[0].start) or _NOBODY

    def _crowd(self, head: list[Token], parts: _Parts) -> Referent:
        """People in a capital are the side's public; people elsewhere are people."""
        begin = head[-1].end
        stretch = parts.complement if parts.preposition == "in" else []
        if stretch or parts.relative:
            names = self.discourse.inside(stretch[0].start if stretch else begin, begin + 60)
            if names and names[0].head in (CAPITAL, NAME):
                return replace(self.discourse.referent(names[0]), kind=GROUP)
            return Referent(OTHER, None, GROUP, rule="private")
        if parts.preposition or len(head) > 1:
            return Referent(OTHER, None, GROUP, rule="private")
        place = self._here_named(head[0].start)
        return replace(place, kind=GROUP) if place else Referent(OTHER, None, GROUP, rule="private")

    def _here_named(self, at: int) -> Referent | None:
        """The capital or country named shortly before in the sentence ("in Baku, where people complain")."""
        start = self.discourse.sentences[self.discourse.sentence_at(at)].start
        names = [n for n in self.discourse.names if max(start, at - 90) <= n.start and n.end <= at]
        names = [n for n in names if n.head in (CAPITAL, NAME)]
        return self.discourse.referent(names[-1]) if names else None

    def _media(self, names: Sequence[Found]) -> Referent:
        if names:
            return replace(self.discourse.referent(names[-1]), kind=GROUP)
        home = self.discourse.own_home or self.discourse.home
        return Referent(self.lexicon.side(home), home, GROUP, rule="home") if home else Referent(OTHER, kind=GROUP)

    def _abroad(self, tokens: Sequence[Token]) -> bool:
        """Whether the phrase names a country that is no part of the conflict."""
        lower = [token.lower for token in tokens]
        return any(word in self.foreign for word in lower) or any(
            f"{a} {b}" in self.foreign for a, b in zip(lower, lower[1:], strict=False)
        )


def _capital(token: Token) -> bool:
    return token.text[:1].isupper()


def _last(office: str) -> str:
    return office.partition("/")[2]


def _office(referent: Referent) -> str:
    return _last(referent.actor or "")


def _private(head: Sequence[Token]) -> Referent:
    """Somebody who speaks for nobody but themselves."""
    word = head[-1].lower
    plural = word.endswith("s") and not word.endswith("ss")
    kind = GROUP if plural or word in ("people", "men", "women", "many", "media") else PERSON_KIND
    return Referent(OTHER, None, kind, gender_of([token.lower for token in head]), None, "private")


@cache
def _foreign() -> frozenset[str]:
    """Countries, their people and capitals, in lower case."""
    table = {country.name: country for country in countries().values()}.values()
    return frozenset(
        fold(name).lower()
        for country in table
        for name in (country.name, country.adjective, country.people, country.capital, *country.further)
        if len(name) > 2
    )

