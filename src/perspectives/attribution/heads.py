"""The head of a source phrase decides for whom it speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from perspectives.attribution.context import Context
from perspectives.attribution.cuts import Cuts, Parts, capital
from perspectives.attribution.discourse import BODY, GROUP, PERSON_KIND, RETIRED, Discourse, Referent, gender_of
from perspectives.attribution.words import (
    AGENCY_WORDS,
    COUNTS,
    CROWD,
    DETERMINERS,
    DOCUMENTS,
    DOMESTIC,
    FIRST,
    FORMER,
    PREPOSITIONS,
    PRIVATE,
    RELATIONAL,
    STATE_MEDIA,
    STATELY,
)
from perspectives.lexicon import (
    CAPITAL,
    DEMONYM,
    NAME,
    OFFICE,
    PERSON,
    PLACE,
    POSSESSIVE,
    Token,
    phrase,
    tokenize,
    words,
)
from perspectives.mentions import Found
from perspectives.records import OTHER

_CHIEFS = words("chiefs chief brass commanders generals strategists planners authorities regime command rulers circles")
"""Of whom these are, the capital after them tells ("military chiefs in Yerevan")."""
_GUESTS = frozenset({"diplomats", "envoys", "ambassadors"})
"""In a capital they are of other countries than its own."""
_PLACES = frozenset({"there", "here"})
"""Words for a place named before, where they end a phrase."""
_ANYBODY = words("nobody somebody someone anybody anyone one")
"""Followed by "in" and a capital or an office they mean the side."""
_LANDS = frozenset({"country", "republic", "nation"})
"""With "the" they mean the country just spoken of."""
_TOPICAL = frozenset({"on", "over", "about", "against", "near", "among", "before"})
"""Prepositions after which nobody's employer stands."""
NOBODY = Referent(OTHER, rule="unknown")
_SPEAKER = re.compile(r"(?:MR|MRS|MS|DR)\.? [A-Z’'-]+|[A-Z][A-Z’' -]+")


def private(head: Sequence[Token]) -> Referent:
    """Somebody who speaks for nobody but themselves."""
    word = head[-1].lower
    plural = word.endswith("s") and not word.endswith("ss")
    kind = GROUP if plural or word in ("people", "men", "women", "many", "media") else PERSON_KIND
    low = [token.lower for token in head]
    return Referent(OTHER, None, kind, gender_of(low), None, _rule(low))


def _rule(low: Sequence[str]) -> str:
    """By which rule somebody of these words in lower case speaks for nobody.

    "The former president" may be told of from the time in office.
    """
    return "private" if FORMER.isdisjoint(low) or low[0] == "the" else RETIRED


class Heads:
    """Resolves noun phrases of one document by their heads."""

    def __init__(self, discourse: Discourse) -> None:
        self.discourse = discourse
        self.text = discourse.text
        self.lexicon = discourse.lexicon
        self.cuts = Cuts(discourse)
        self.context = Context(discourse)

    def phrase(self, tokens: list[Token], parent: Referent | None) -> Referent:
        parts = self.cuts.parts(tokens)
        head = parts.head
        while head and head[0].lower in (PREPOSITIONS - {"of"}) | {"as", "and", "but"}:
            head = head[1:]
        if head and head[-1].text == POSSESSIVE:
            head = head[:-1]
        there = self.there(parts)
        head = head[:-1] if there and not parts.complement else head
        if parts.preposition == "of" and parts.complement and all(t.lower in DETERMINERS | COUNTS for t in head):
            return self.phrase(parts.complement, parent)
        if not head:
            return NOBODY
        at, end = head[0].start, head[-1].end
        if there and not self.discourse.inside(at, end) and (place := self.context.there(at)):
            return place if self.speaks(head) else private(head)
        referent = self.beside(parts) or self.head(head, parts, parent)
        if referent.kind == PERSON_KIND and referent.gender is None:
            referent = replace(referent, gender=gender_of([token.lower for token in tokens]))
        return referent

    @staticmethod
    def there(parts: Parts) -> bool:
        """Whether the phrase ends in "there" or "here": "the president over there"."""
        words = parts.complement or parts.head
        return len(words) > (not parts.complement) and words[-1].lower in _PLACES

    def beside(self, parts: Parts) -> Referent | None:
        """The person of the conflict file whom an apposition names: "the council's secretary, Armen Grigoryan"."""
        for segment in parts.appositions:
            names = self.discourse.inside(segment[0].start, segment[-1].end) if segment else []
            if names and names[0].head == PERSON and names[0].start <= segment[0].start + 1:
                return self.discourse.referent(names[0])
        return None

    def head(self, head: list[Token], parts: Parts, parent: Referent | None) -> Referent:
        names = self.discourse.inside(head[0].start, head[-1].end)
        last = head[-1]
        low = {token.lower for token in head}
        tip = next((n for n in names if n.end >= last.end), None)
        if tip is not None:
            return self.named(tip, head, parts)
        if last.lower in _ANYBODY and parts.preposition == "in":
            return self.crowd(head, parts, parent)
        known = self.acquaintance(head, parts, parent)
        if known is not None:
            return known
        titled = self.context.titled(head) if low & {"the", "this"} else None
        if titled is not None:
            return titled
        if last.lower in DOCUMENTS and last.lower not in STATE_MEDIA:
            return self.document(head, parts, parent, names)
        if low & FORMER:
            return private(head)
        if self.cuts.abroad([*head, *parts.complement]):
            return private(head)
        start = self.cuts.official_end(head)
        if parts.preposition == "in" and not names and last.lower in _GUESTS and self.context.seat(parts.complement):
            return private(head)
        owned = bool(self.discourse.inside(head[0].start, (parts.complement or head)[-1].end))
        several = start is None and owned and self.cuts.several(head)
        if start is None and parts.complement and (several or last.lower in RELATIONAL):
            whose = self.complement(parts, parent, False)
            if whose is not None and whose.actor is not None:
                return replace(whose, kind=self.discourse.kind_of(last.lower))
        if last.lower in PRIVATE and start is None:
            return self.media(names) if last.lower in STATE_MEDIA and low & {"state", "pro"} else private(head)
        if not names and low & DOMESTIC and last.lower not in AGENCY_WORDS:
            return self.official(head, parts, parent, start)
        if not names and self.cuts.body_of_its_own(head[: len(head) - 1 if start is None else start]):
            return private(head)
        if start is not None or (several and names) or last.lower in RELATIONAL:
            return self.official(head, parts, parent, start)
        if names and last.lower in STATELY:
            return replace(self.discourse.referent(names[-1]), kind=GROUP if last.lower.endswith("s") else BODY)
        if last.lower in _LANDS and low & {"the", "this", "that"}:
            return self.discourse.thing(head[0].start) or NOBODY
        if last.lower in CROWD or low & {"those"}:
            return self.crowd(head, parts, parent)
        if parts.preposition == "in" and low & _CHIEFS and (seat := self.context.seat(parts.complement)):
            return replace(seat, kind=GROUP if last.lower.endswith("s") else PERSON_KIND)
        if last.lower in STATELY and low & {"our", "its", "his", "their", "her"}:
            return self.context.owner(head, parent) or NOBODY
        return private(head)

    def named(self, tip: Found, head: list[Token], parts: Parts) -> Referent:
        """The head is a name of the conflict file: a collective, an institution, a person."""
        before = {token.lower for token in head if token.start < tip.start}
        own = {token.lower for token in tokenize(self.text, tip.start, tip.end)}
        referent = self.discourse.referent(tip)
        if tip.head == OFFICE:
            if (before | own) & FORMER or before & PRIVATE:
                return private(head)
            return self.relayed(referent, parts)
        if tip.head == PERSON:
            title = [token for token in head if token.start < tip.start]
            if before & FORMER and not (referent.actor or "").endswith("/opposition"):
                return replace(referent, side=OTHER, actor=None, rule=RETIRED)
            if title and title[-1].text == POSSESSIVE:
                return private(head)
            return referent
        if tip.head == DEMONYM:
            return self.demonym(tip, head, parts, referent)
        if tip.head == NAME and before & PRIVATE:
            return private(head)
        return referent

    def demonym(self, tip: Found, head: list[Token], parts: Parts, referent: Referent) -> Referent:
        surface = self.text[tip.start : tip.end]
        if any(token.lower in PRIVATE | FORMER for token in head if token.start < tip.start):
            return private(head)
        abroad = parts.preposition in ("in", "of", "from") and bool(parts.complement)
        if abroad and referent.side not in self.context.places(parts.complement):
            return private(head)  # a diaspora
        single = head[0].lower in ("a", "an", "one", "another", "young", "old") or (
            not surface.endswith("s") and head[0].lower in ("the", "this") and not surface.endswith(("ch", "sh"))
        )
        if single:
            return Referent(OTHER, None, PERSON_KIND, gender_of([t.lower for t in head]), None, "private")
        return replace(referent, kind=GROUP)

    def relayed(self, referent: Referent, parts: Parts) -> Referent:
        """An office whose holder, unknown to the conflict file, is named beside it: "its spokesman, Gor Aramyan"."""
        for segment in parts.appositions:
            if segment and segment[0].text[:1].isupper():
                return replace(referent, name=segment[-1].lower, kind=PERSON_KIND)
        return referent

    def acquaintance(self, head: list[Token], parts: Parts, parent: Referent | None) -> Referent | None:
        """A person by name: known from before, or told by the title or the apposition."""
        if self.cuts.official_end(head) is not None or head[-1].lower in RELATIONAL | PRIVATE | STATELY:
            return None
        capitals = 0
        while capitals < len(head) and capital(head[-1 - capitals]) and not self.cuts.generic_ends(head, capitals):
            capitals += 1
        shouted = _SPEAKER.fullmatch(self.text[head[0].start : head[-1].end]) is not None
        if not capitals or (head[0] is head[-capitals] and capitals == 1 and not self.seems_name(head)):
            return None
        surname = head[-1].lower
        if surname in self.discourse.known and (capitals == 1 or shouted or len(head) == capitals):
            known = self.discourse.known[surname]
            return known if known.rule == RETIRED else replace(known, rule="surname")
        title = head[: len(head) - capitals]
        while title and title[0].lower in DETERMINERS:
            title = title[1:]
        for segment in [title, *parts.appositions]:
            if segment and not segment[0].text.isdigit():
                told = self.phrase(list(segment), parent) if self.speaks(segment) else None
                if told is not None and told.actor is not None:
                    return replace(told, kind=PERSON_KIND, name=surname, rule="title")
        if parts.preposition in ("of", "from", "at", "with") and parts.complement:
            names = self.discourse.inside(parts.complement[0].start, parts.complement[-1].end)
            if not names and DOMESTIC.intersection(token.lower for token in parts.complement):
                whose = self.complement(parts, parent, False)  # "Aram Petikyan of the ruling party"
                return replace(whose, kind=PERSON_KIND, name=surname, rule="title") if whose else None
            office = next((n for n in names if n.head == OFFICE), None)
            if office and names[0] is office:
                return replace(self.discourse.referent(office), kind=PERSON_KIND, name=surname, rule="title")
        told_by = [token.lower for token in (*head, *(t for s in parts.appositions for t in s))]
        return Referent(OTHER, None, PERSON_KIND, gender_of(told_by), surname, _rule(told_by))

    def speaks(self, segment: Sequence[Token]) -> bool:
        """Whether an apposition or a title names an office rather than a place or an age."""
        parts = self.cuts.parts(list(segment))
        cut = parts.head
        if parts.preposition == "of" and all(token.lower in DETERMINERS | COUNTS for token in cut):
            cut = self.cuts.parts(parts.complement).head if parts.complement else cut
        if not cut or any(token.lower in FORMER for token in segment):
            return False
        if any(token.lower in PRIVATE for token in cut[-1:]) and self.cuts.official_end(cut) is None:
            return False
        names = self.discourse.inside(cut[0].start, cut[-1].end)
        return (
            self.cuts.official_end(cut) is not None
            or cut[-1].lower in RELATIONAL
            or any(n.head == OFFICE for n in names)
            or cut[0].lower == "opposition"
        )

    def seems_name(self, head: list[Token]) -> bool:
        """Whether a lone capitalized word is a person's name rather than a role at a sentence's start."""
        token = head[-1]
        return token.lower not in PRIVATE | RELATIONAL | CROWD | STATELY | DOCUMENTS | DETERMINERS

    def official(self, head: list[Token], parts: Parts, parent: Referent | None, start: int | None) -> Referent:
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
            base = self.phrase(head[: marks[-1]], parent)
            if base.actor is None:
                return private(head)
        elif parts.complement:
            base = self.complement(parts, parent, bool(offices - {"government", "military", "ambassador"}))
            if base is not None and base.actor is None:
                return private(head)
        base = base or self.context.owner(head, parent)
        if base is None and "local" in (token.lower for token in head):
            base = self.context.there(at)
        if base is None and parts.rest and (clause := self.discourse.inside(*parts.rest)):
            base = self.discourse.referent(clause[0])
        if base is None and {t.lower for t in head} & AGENCY_WORDS:
            return private(head)
        recalled = base is None
        if base is None:
            own_side = parent is not None and parent.actor is not None and start is not None
            base = (parent if own_side and parent and self.context.holds(parent, offices) else None) or (
                self.context.recalled(head, offices, start)
            )
        if base is None or base.actor is None:
            return private(head)
        actor = base.actor
        table = self.lexicon.offices[actor.partition("/")[0]]
        own = table.get(phrase(head[start:])) if start is not None else None
        if own and ("/" not in actor or names or recalled):
            actor = own
        name = self.name_after(parts)
        gender = gender_of([token.lower for token in head])
        return Referent(base.side, actor, PERSON_KIND if name else kind, gender, name, base.rule)

    def complement(self, parts: Parts, parent: Referent | None, strong: bool) -> Referent | None:
        """Whose an official is, told after a preposition; a private body there makes them private."""
        tokens = parts.complement
        names = self.discourse.inside(tokens[0].start, tokens[-1].end)
        if parts.preposition == "to" and strong:
            return None
        if parts.preposition in _TOPICAL:  # "on Smolenskaya Square", but "on Russian weapons"
            return self.discourse.referent(names[0]) if names and names[0].head == OFFICE else None
        usable = [n for n in names if n.head != PLACE or parts.preposition in ("of", "from", "in")]
        if usable:
            return self.discourse.referent(usable[0])
        for token in tokens:
            if token.lower in self.lexicon.towns:
                actor = self.lexicon.towns[token.lower]
                return Referent(self.lexicon.side(actor), actor)
        first = self.cuts.parts(tokens).head
        for cut in range(1, min(3, len(first))):
            if self.cuts.official_end(first) is None and self.cuts.official_end(first[:-cut]) is not None:
                first = tokens = first[:-cut]  # "spokesman for the ministry Ivan Ivanov"
        start = self.cuts.official_end(first)
        if first and (start is not None or first[-1].lower in RELATIONAL):
            placed = self.context.placed(parts.head[0].start) if start is not None else None
            if placed and self.context.holds(placed, self.discourse.offices(first[start:])):
                return placed  # "In Baku, a spokesman for the ministry"
            inner = self.phrase(tokens, parent)
            return inner if inner.actor else None
        if parts.preposition in ("of", "for", "from", "with") and first and any(t.text[:1].isupper() for t in first):
            return NOBODY
        return None

    def name_after(self, parts: Parts) -> str | None:
        for segment in parts.appositions:
            if segment and capital(segment[0]) and capital(segment[-1]) and len(segment) <= 3:
                return segment[-1].lower
        return None

    def document(self, head: list[Token], parts: Parts, parent: Referent | None, names: Sequence[Found]) -> Referent:
        """A statement, a report: whoever issued it."""
        if names:
            return self.discourse.referent(names[-1])
        if parts.preposition and parts.complement:
            low = [token.lower for token in parts.complement]
            after = low.index("by") + 1 if "by" in low[:3] else 0
            if (after or parts.preposition in ("of", "from", "by", "for")) and parts.complement[after:]:
                return self.phrase(parts.complement[after:], parent)
        start = self.cuts.official_end(head[:-1])
        if start is not None:
            return self.official(head[:-1], parts, parent, start)
        at = head[0].start
        return self.context.owner(head, parent) or self.discourse.official(at) or self.discourse.nearby(at, 2) or NOBODY

    def crowd(self, head: list[Token], parts: Parts, parent: Referent | None) -> Referent:
        """People in a capital or in an office are the side's public; people elsewhere are people."""
        begin = head[-1].end
        stretch = parts.complement if parts.preposition == "in" else []
        if stretch or parts.rest:
            names = self.discourse.inside(stretch[0].start if stretch else begin, begin + 60)
            if names and names[0].head in (CAPITAL, NAME, *((OFFICE,) if stretch else ())):
                return replace(self.discourse.referent(names[0]), kind=GROUP)
            if stretch and self.speaks(stretch) and (whose := self.complement(parts, parent, False)):
                return replace(whose, kind=GROUP)
            return Referent(OTHER, None, GROUP, rule="private")
        if parts.preposition or len(head) > 1:
            return Referent(OTHER, None, GROUP, rule="private")
        place = self.context.here_named(head[0].start)
        return replace(place, kind=GROUP) if place else Referent(OTHER, None, GROUP, rule="private")

    def media(self, names: Sequence[Found]) -> Referent:
        if names:
            return replace(self.discourse.referent(names[-1]), kind=GROUP)
        home = self.discourse.own_home or self.discourse.home
        return Referent(self.lexicon.side(home), home, GROUP, rule="home") if home else Referent(OTHER, kind=GROUP)
