"""Read source phrases: pronouns, several sides at once, and whom titles introduce."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from perspectives.attribution.blame import accused
from perspectives.attribution.cuts import Parts, capital
from perspectives.attribution.discourse import GROUP, NAME_PATTERN, PERSON_KIND, Discourse, Referent
from perspectives.attribution.former import introduced
from perspectives.attribution.heads import NOBODY, Heads
from perspectives.attribution.together import NUMBERS, number, pair, they
from perspectives.attribution.words import (
    DETERMINERS,
    FORMER,
    NATIONAL,
    NEUTER,
    NOBODIES,
    PAIRED,
    PAIRING,
    PLURAL,
    SENT,
    SINGULAR,
)
from perspectives.lexicon import CAPITAL, NAME, OFFICE, POSSESSIVE, Token, longest, phrase, tokenize, words
from perspectives.mentions import MODIFIERS
from perspectives.records import AUTHOR, BOILERPLATE, OTHER, Span

_LOOSE = words(
    "side party team units general forces mission delegation council court chief leaders commission service police"
)
"""Generic words that mean too much to be followed."""
_ADVERBS = words(
    "still also again already earlier later meanwhile separately yesterday today recently now then once "
    "himself herself itself themselves and or but who"
)
"""Words after a source that change nothing about who it is, or are left of what was cut off."""

_OF = re.compile(r"\s+(?:of|from)\s+(?:the\s+)?")
_OWNER = 30
"""Characters after a name within which the country stands."""
_LONGEST = 100
"""Words of a phrase that may be joint; telling speakers apart takes square time."""


def _span(tokens: Sequence[Token]) -> Span:
    return tokens[0].start, tokens[-1].end


class Sources:
    """Reads the source phrases of one document against its discourse."""

    def __init__(self, discourse: Discourse) -> None:
        self.discourse = discourse
        self.text = discourse.text
        self.lexicon = discourse.lexicon
        self.heads = Heads(discourse)
        self.cuts = self.heads.cuts
        self.context = self.heads.context

    def read(self, span: Span, parent: Referent | None, since: int | None = None) -> tuple[Referent, ...]:
        """Whom a source phrase means: one referent, or one for each of several sides.

        ``parent`` is the speaker of the attribution around it, who is "I" and "we" there; ``since`` is where what
        the source says begins, if before it: "Baku, it said, was not ready" is not said by Baku.
        """
        if self.discourse.byline.names(span) and not self.discourse.inside(*span):
            return (Referent(AUTHOR, rule="first person"),)
        tokens = tokenize(self.text, *span)
        while len(tokens) > 1 and tokens[-1].lower in _ADVERBS:
            tokens.pop()
        if not tokens:
            return (NOBODY,)
        if len(tokens) == 1 or (len(tokens) == 2 and tokens[1].text == POSSESSIVE):
            referent = self._pronoun(tokens[0], parent, since)
            if referent is not None:
                return referent
        town = self.lexicon.towns.get(tokens[0].lower) if len(tokens) == 1 and capital(tokens[0]) else None
        if town and not self.discourse.inside(*span):
            return (Referent(self.lexicon.side(town), town, rule="town"),)  # "according to Stepanakert"
        joint = self._paired(tokens) or self._one_of_them(tokens) or self._joint(tokens, parent, since)
        if joint:
            return joint
        return (self.heads.phrase(tokens, parent),)

    def introduce(self) -> None:
        """Learn who the persons are that titles and appositions introduce anywhere in the text."""
        for sentence in self.discourse.sentences:
            if sentence.kind == BOILERPLATE:
                continue
            for surname in introduced(self.cuts, sentence):
                self.discourse.retire(surname)
        for sentence in self.discourse.sentences:
            if sentence.kind == BOILERPLATE:
                continue
            self.context.accused = accused(self.discourse, [(sentence.start, sentence.end)])
            self._roles(sentence.start, sentence.end)
            for found in NAME_PATTERN.finditer(self.text, sentence.start, sentence.end):
                names = self.discourse.inside(*found.span())
                start = names[-1].end + 1 if names else found.start()  # "Armenian Foreign Minister Gor Aramyan"
                if start < found.end():
                    self._introduced(sentence.start, sentence.end, start, found.end())

    def _roles(self, start: int, end: int) -> None:
        """Role nouns and pairs without a country join the discourse ("the peacekeepers", "the two leaders")."""
        tokens = tokenize(self.text, start, end)
        at = 0
        while at < len(tokens) - 1:
            if tokens[at].lower not in ("the", "its", "their", "both"):
                at += 1
                continue
            two = next((two for two in (tokens[at : at + n] for n in (4, 3, 2)) if self._two(two)), [])
            for referent in pair(self.discourse, tokens[at].start) if two else ():
                self.discourse.put(*_span(two), referent)
            if two or tokens[at].lower == "both":
                at += max(len(two), 1)
                continue
            stop = longest(self.lexicon.generic, tokens, at + 1)[0]
            head = tokens[at:stop]
            clear = len(head) > 1 and not self.discourse.inside(head[0].start, head[-1].end)
            if clear and phrase(head[1:]) not in _LOOSE:
                told = self.heads.official(head, Parts(head), None, 1)
                if told.actor is not None:
                    self.discourse.put(head[0].start, head[-1].end, told)
            at = max(stop, at + 1)

    def _introduced(self, begin: int, stop: int, start: int, end: int) -> None:
        """One run of capitalized words: a name with a title before it or an apposition after it."""
        title = [t for t in tokenize(self.text, max(begin, start - 90), start) if t.start >= begin]
        name = tokenize(self.text, start, end)
        for cut in range(len(name) - 1, 0, -1):
            if self.cuts.title_start([*title, *name[:cut]]) is not None:
                title, name = [*title, *name[:cut]], name[cut:]
                break
        surname = name[-1].lower
        if surname in self.discourse.known or len(name) > 3 or self.discourse.inside(name[0].start, name[-1].end):
            return
        told: Referent | None = None
        first = self.cuts.title_start(title)
        if first is not None:
            while first > 0 and (title[first - 1].lower in MODIFIERS or self.cuts.own(title[first - 1])):
                first -= 1
            told = self.heads.phrase([*title[first:], *self._owner(stop, end)], None)
        elif len(name) > 1 and self.text[end : end + 2] == ", ":
            after = tokenize(self.text, end + 2, min(stop, end + 140))
            if after and self.heads.speaks(self.cuts.segments(after)[0]):
                told = self.heads.phrase(after, None)
        if told is not None and told.actor is not None and told.rule != "topic":
            self.discourse.known[surname] = replace(told, kind=PERSON_KIND, name=surname, rule="introduced")

    def _owner(self, stop: int, end: int) -> list[Token]:
        """The words after a name that tell whose official its bearer is: "Minister Gor Aramyan of Armenia"."""
        names = self.discourse.inside(end, min(stop, end + _OWNER))
        owned = names and _OF.fullmatch(self.text, end, names[0].start)
        return tokenize(self.text, end, names[0].end) if owned else []

    def _pronoun(self, token: Token, parent: Referent | None, since: int | None) -> tuple[Referent, ...] | None:
        word, here = token.lower, self.discourse
        at = token.start if since is None else since
        if word in ("i", "we", "me", "us") and token.text != "US":
            return (parent or self._speaker(token.start),)
        if word in SINGULAR:
            return (here.person(at, "she" if word in ("she", "her", "hers") else "he") or NOBODY,)
        if word in NEUTER:
            return (here.thing(at) or NOBODY,)
        if word in PLURAL:
            context = self.context
            placed = context.placed(token.start, (CAPITAL, NAME, OFFICE)) or context.seated(token.end)
            return (placed,) if placed else they(here, at) or (NOBODY,)
        if word in ("who", "which", "that", "whom", "whose"):
            found = here.antecedent(token.start)
            return (found.referent if found else NOBODY,)
        if word in ("both", "each", "either", "neither"):
            return pair(here, at)
        if word in NOBODIES:
            return (NOBODY,)
        return None

    def _speaker(self, at: int) -> Referent:
        """Who says "I" outside any quotation: the last speaker if still speaking, else the author."""
        found = self.discourse.before(at, lambda e: e.source and e.referent.kind == PERSON_KIND, 0)
        return found.referent if found else Referent(AUTHOR, rule="first person")

    def _paired(self, tokens: list[Token]) -> tuple[Referent, ...] | None:
        """Whom "both sides", "the two ministers in Brussels" or "the three" mean; None for any other phrase."""
        at = tokens[0].start
        lower = [token.lower for token in tokens]
        if "of" not in lower:
            tokens = self.cuts.parts(tokens).head
            lower = [token.lower for token in tokens]
            if self.discourse.inside(*_span(tokens)):
                return None
        first = lower[1] if lower[0] in ("the", "all") and len(lower) > 1 else lower[0]
        last = lower[-1]
        if len(lower) == 2 and lower[0] in ("the", "all") and first in NUMBERS:
            return pair(self.discourse, at) if first == "two" else number(self.discourse, at, NUMBERS[first])
        plain = len(lower) <= 4 and last in PAIRED
        if plain and (first in PAIRING or first in ("sides", "parties")):
            return pair(self.discourse, at)
        if first in ("each", "both", "neither", "either") and (last in PAIRED or len(lower) <= 2 or "of" in lower):
            return pair(self.discourse, at)
        return None

    def _one_of_them(self, tokens: Sequence[Token]) -> tuple[Referent, ...] | None:
        """Whom "one of them" means: one of those spoken of; None for any other phrase."""
        if phrase(tokens) != "one of them":
            return None
        found = they(self.discourse, tokens[0].start)
        return (replace(found[0], kind=PERSON_KIND),) if len(found) == 1 else (NOBODY,)

    @staticmethod
    def _two(tokens: Sequence[Token]) -> bool:
        """Whether the words are a pair: "both leaders", "the two ministers"."""
        first, *_, last = (token.lower for token in tokens)
        return (first == "both" or tokens[1].lower == "two") and last in PAIRED - {"of"}

    def _joint(
        self, tokens: list[Token], parent: Referent | None, since: int | None = None
    ) -> tuple[Referent, ...] | None:
        """Speakers joined by "and" or commas, one referent for each side of theirs; None where nobody is joined."""
        if len(tokens) > _LONGEST:
            return None
        speakers = self.cuts.speakers(tokens)
        if len(speakers) > 1 and all(map(self._tells, speakers)):
            found = self._sharing(speakers) or [r for s in speakers for r in self.read(_span(s), parent, since)]
        else:
            found = self._owners(tokens, parent)
        sides: dict[str, Referent] = {}
        for referent in found:
            sides.setdefault(referent.side, replace(referent, kind=GROUP, rule="joint"))
        return tuple(sides.values()) if len(sides) > 1 else tuple(found[:1]) or None

    def _tells(self, speaker: list[Token]) -> bool:
        """Whether the words alone tell who speaks: they name a country or somebody of one, or take two up."""
        pronoun = len(speaker) == 1 and speaker[0].lower in SINGULAR | PLURAL | NEUTER
        named = bool(self.discourse.inside(*_span(speaker))) or self.cuts.abroad(speaker)
        return pronoun or named or self._paired(speaker) is not None

    def _sharing(self, speakers: Sequence[list[Token]]) -> list[Referent]:
        """Whom "Armenian and Azerbaijani officials" means: countries with one noun, which tells who they are."""
        *others, last = speakers
        last = last[last[0].lower in DETERMINERS :] or last
        if not all(map(self.cuts.adjective, others)) or not self.discourse.inside(last[0].start, last[0].end):
            return []
        told = self.heads.phrase(last, None)
        if told.actor is None or any(token.lower in FORMER for token in others[0]):
            return [replace(told, side=OTHER, actor=None, kind=GROUP, rule="private")]
        return [*(self.discourse.referent(self.discourse.inside(*_span(other))[-1]) for other in others), told]

    def _owners(self, tokens: list[Token], parent: Referent | None) -> list[Referent]:
        """Whose officials "the leaders of Armenia and Azerbaijan" are, where the first country is surely one."""
        parts = self.cuts.parts(tokens, joint=True)
        if not parts.complement or not self._shared(parts.head, parts.preposition):
            return []
        end = parts.rest[0] if parts.rest else tokens[-1].end
        stretch = [token for token in tokens if parts.complement[0].start <= token.start < end]
        owners = self.cuts.speakers(stretch)
        found = [self.discourse.inside(*_span(owner)) for owner in owners]
        if len(owners) < 2 or not found[0] or not all(map(self._tells, owners)):
            return []
        told = self.heads.phrase(tokens, parent)
        if told.actor is None or told.side != self.lexicon.side(found[0][0].actor):
            return []
        return [told, *(self.discourse.referent(names[0]) if names else NOBODY for names in found[1:])]

    def _shared(self, head: Sequence[Token], preposition: str) -> bool:
        """Whether each country after the preposition has such people: "spokesmen for", but not "envoys to"."""
        last = head[-1].lower
        if not last.endswith("s") and last not in NATIONAL and self.discourse.kind_of(last) != GROUP:
            return False
        if self.discourse.inside(*_span(head)):
            return False  # "Armenian officials in Moscow and Yerevan"
        if preposition in ("for", "to"):
            return last not in SENT and not self.cuts.body_of_its_own(head[:-1])
        return preposition in ("of", "from", "in")

    def title_holder(self, position: int) -> Referent | None:
        """The latest person before a position whom a title introduces ("Deputy Foreign Minister Arsen Tumanyan")."""
        here = self.discourse.sentence_at(position)
        found: Referent | None = None
        for sentence in self.discourse.sentences[max(0, here - 12) : here + 1]:
            tokens = tokenize(self.text, sentence.start, min(sentence.end, position))[:200]
            for end in range(1, len(tokens)):
                title = tokens[max(0, end - 8) : end]
                start = self.cuts.official_end(title) if capital(tokens[end]) and tokens[end].gap else None
                if start is not None:
                    told = self.heads.official(title[start:], Parts(title[start:]), None, 0)
                    found = told if told.actor and told.rule != "topic" else found
        return found
