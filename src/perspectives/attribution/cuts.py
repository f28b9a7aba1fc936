"""Take a noun phrase apart: its head, what follows a preposition, appositions, and the generic words in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from perspectives.attribution.discourse import Discourse
from perspectives.attribution.words import (
    DETERMINERS,
    EQUALS,
    FORMER,
    OWNERS,
    PARTICIPLES,
    PREPOSITIONS,
    PRIVATE,
    RELATIONAL,
    RELATIVE,
)
from perspectives.lexicon import DEMONYM, POSSESSIVE, Token, ends_at
from perspectives.mentions import MODIFIERS, SPOKES
from perspectives.records import Span


@dataclass(frozen=True, slots=True)
class Parts:
    """A noun phrase taken apart; ``rest`` is the relative clause after it."""

    head: list[Token]
    preposition: str = ""
    complement: list[Token] = field(default_factory=list)
    appositions: list[list[Token]] = field(default_factory=list)
    rest: Span | None = None


def capital(token: Token) -> bool:
    """Whether a word begins with a capital."""
    return token.text[:1].isupper()


class Cuts:
    """Cuts the phrases of one document where no name of the conflict file runs on."""

    def __init__(self, discourse: Discourse) -> None:
        self.discourse = discourse
        self.text = discourse.text
        self.lexicon = discourse.lexicon

    def parts(self, tokens: list[Token], joint: bool = False) -> Parts:
        """Cut at the first preposition, comma, dash, relative pronoun or second speaker that no name holds.

        With ``joint``, speakers joined by "and" stay together.
        """
        main, appositions, rest = self.segments(tokens)
        atoms = self.atoms(tokens)
        for number, token in enumerate(main):
            if not number or any(start < token.start < end for start, end in atoms):
                continue
            if not joint and token.lower == "and" and self.conjunct(main, number):
                return Parts(main[:number], "", [], appositions, rest)
            if token.lower in PREPOSITIONS | PARTICIPLES and not self.generic_inside(main, number):
                return Parts(main[:number], token.lower, main[number + 1 :], appositions, rest)
        return Parts(main, "", [], appositions, rest)

    def segments(self, tokens: list[Token]) -> tuple[list[Token], list[list[Token]], Span | None]:
        """The phrase up to its first comma or dash, what stands between further ones, and a relative clause."""
        atoms = self.atoms(tokens)
        segments: list[list[Token]] = [[]]
        rest: Span | None = None
        for number, token in enumerate(tokens):
            held = any(start < token.start < end for start, end in atoms)
            gap = self.text[tokens[number - 1].end : token.start] if number else ""
            if number and not held and (any(mark in gap for mark in ",(—–:;") or " - " in gap):
                segments.append([])
            if token.lower in RELATIVE and number and not held:
                rest = (token.start, tokens[-1].end)
                break
            segments[-1].append(token)
        return segments[0], [segment for segment in segments[1:] if segment], rest

    def speakers(self, tokens: list[Token]) -> list[list[Token]]:
        """All who speak in a phrase; "its ambassador in Moscow", after another speaker, speaks for that one."""
        first, *others = self.listed(tokens) or self.joined(tokens)
        return [first, *(other for other in others if not self.belongs(other))]

    def belongs(self, speaker: list[Token]) -> bool:
        """Whether a speaker is somebody else's own, and no country's beside ("his Azerbaijani counterpart")."""
        head = self.parts(speaker).head
        named = bool(self.discourse.inside(head[0].start, head[-1].end)) or self.abroad(head)
        return len(head) > 1 and head[0].lower in OWNERS and not named and head[-1].lower not in EQUALS

    def joined(self, tokens: list[Token]) -> list[list[Token]]:
        """The speakers of a phrase that "and" joins before any preposition; the last has what follows them."""
        parts = self.parts(tokens, joint=True)
        main = self.segments(tokens)[0]
        atoms = self.atoms(tokens)
        speakers: list[list[Token]] = []
        begin = 0
        for number, token in enumerate(parts.head):
            held = any(start < token.start < end for start, end in atoms)
            if number and not held and token.lower == "and" and self.conjunct(main, number):
                speakers.append(main[begin:number])
                begin = number + 1
        return [*speakers, main[begin:]]

    def listed(self, tokens: list[Token]) -> list[list[Token]]:
        """The speakers of a list with commas: "the EU, the US, and France", "Baku, Yerevan and Moscow"."""
        main, appositions, rest = self.segments(tokens)
        if not appositions or rest is not None:
            return []
        if any(segment[0].lower == "and" for segment in appositions):
            segments = (segment[segment[0].lower == "and" :] for segment in (main, *appositions))
            return [segment for segment in segments if segment]
        speakers = [speaker for segment in (main, *appositions) for speaker in self.joined(segment)]
        *others, last = speakers
        named = all(map(self.only_name, others)) and (self.only_name(last) or all(map(self.adjective, others)))
        return speakers if named else []

    def adjective(self, tokens: Sequence[Token]) -> bool:
        """Whether the words end in the adjective of a country that waits for its noun: "the Armenian"."""
        names = self.discourse.inside(tokens[-1].start, tokens[-1].end)
        return bool(names) and names[0].head == DEMONYM and tokens[-1].lower[-1] != "s"

    def only_name(self, tokens: Sequence[Token]) -> bool:
        """Whether the words are a name and no more, of the conflict file or of a foreign country."""
        if tokens[0].lower == "the" and len(tokens) > 1:
            tokens = tokens[1:]
        names = self.discourse.inside(tokens[0].start, tokens[-1].end)
        own = len(names) == 1 and names[0].start <= tokens[0].start and names[0].end >= tokens[-1].end
        return own or " ".join(token.lower for token in tokens) in self.lexicon.foreign

    def atoms(self, tokens: Sequence[Token]) -> list[Span]:
        return [(n.start, n.end) for n in self.discourse.inside(tokens[0].start, tokens[-1].end)]

    def conjunct(self, tokens: list[Token], at: int) -> bool:
        """Whether "and" begins another speaker rather than another adjective."""
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        speaker = after is not None and (after.lower in DETERMINERS or capital(after))
        return speaker and not self.generic_inside(tokens, at)

    def generic_inside(self, tokens: list[Token], at: int) -> bool:
        """Whether the preposition belongs to a generic phrase ("minister of defense", "secretary of state")."""
        return any(
            (start := ends_at(self.lexicon.generic, tokens, end)) is not None and start < at
            for end in range(at + 2, min(len(tokens), at + 4) + 1)
        )

    def official_end(self, tokens: Sequence[Token]) -> int | None:
        return ends_at(self.lexicon.generic, list(tokens), len(tokens))

    def several(self, tokens: Sequence[Token]) -> bool:
        """Whether the words end in an office in the plural: "the foreign ministries"."""
        last = tokens[-1]
        if not last.lower.endswith("s"):
            return False
        stem, ending = (-3, "y") if last.lower.endswith("ies") else (-1, "")
        one = last._replace(text=last.text[:stem] + ending, lower=last.lower[:stem] + ending)
        return self.official_end([*tokens[:-1], one]) is not None

    def title_start(self, title: Sequence[Token]) -> int | None:
        """Where the title begins that these words end in ("Deputy Head of the Press Service")."""
        start = self.official_end(title)
        if start is None and title and title[-1].lower in SPOKES:
            start = len(title) - 1
        while start is not None and start > 1:
            back = start - 1
            while back > 0 and title[back].lower in DETERMINERS | MODIFIERS:
                back -= 1
            if title[back].lower not in ("of", "for", "at") or title[back - 1].lower not in RELATIONAL:
                break
            start = back - 1
        return start

    def generic_ends(self, head: list[Token], back: int) -> bool:
        """Whether the head without its last words ends in a generic phrase: those words are the name then."""
        return back > 0 and self.official_end(head[: len(head) - back]) is not None

    def body_of_its_own(self, before: Sequence[Token]) -> bool:
        """Whether a proper name stands before the office ("NATO secretary general")."""
        return any(
            capital(token) and token.lower not in DETERMINERS | MODIFIERS | FORMER | PRIVATE | RELATIONAL
            for token in before[(0 if before and before[0].text.isupper() else 1) :]
        )

    def abroad(self, tokens: Sequence[Token]) -> bool:
        """Whether the phrase names a country that is no part of the conflict."""
        lower = [token.lower for token in tokens]
        return any(word in self.lexicon.foreign for word in lower) or any(
            f"{a} {b}" in self.lexicon.foreign for a, b in pairwise(lower)
        )

    def own(self, token: Token) -> bool:
        """Whether a word belongs to a name of the conflict file or to its possessive."""
        return bool(self.discourse.inside(token.start, token.end)) or token.text == POSSESSIVE
