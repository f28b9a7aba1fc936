"""Compile the names of a conflict into token tries and find them in text by longest match."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from perspectives.records import Actor, Conflict, Person

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|['’ʼ][sS]\b|[^\W_]+")
_GAPS = frozenset(" \t\n\r\u00a0\u202f-‐‑'’.")
_BREAK = re.compile(r"-\n[ \t]{0,40}")
"""What may stand inside a word that goes on in the next line."""
_LETTERS = str.maketrans("əƏıİøØłŁđĐßŋ", "aAiIoOlLdDsn")
POSSESSIVE = "'s"

NAME, CAPITAL, DEMONYM, PLACE, OFFICE, PERSON, SURNAME, IGNORE, NAMING = range(9)
"""Kinds of entries; a PLACE is an ambiguous name, a SURNAME counts only after the full name."""

Trie = dict[str, Any]


class Token(NamedTuple):
    """A word at ``start:end``: ``text`` without accents, ``lower`` of it, ``gap`` whether it joins the word before."""

    start: int
    end: int
    text: str
    lower: str
    gap: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What a spelling stands for: ``value`` is the actor, office, person's full name, or naming and variant."""

    kind: int
    actor: str
    value: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names of a conflict, compiled; pure data that may be shared.

    ``offices`` maps an actor to its generic phrases (lower case) and their office; ``titles`` names the
    phrases that are roles (held by people); ``terms`` the terms of office of a full name; ``foreign`` holds
    countries that are no party, with their people and capitals (lower case), ``towns`` the actor of each of an actor's
    towns (lower case), ``words`` every word of a name or an office (lower case).
    """

    conflict: Conflict
    names: Trie
    generic: Trie
    namings: Trie
    sides: dict[str, str]
    offices: dict[str, dict[str, str]]
    roles: frozenset[str]
    terms: dict[str, tuple[Person, ...]]
    foreign: frozenset[str]
    towns: Mapping[str, str]
    words: frozenset[str]

    def side(self, actor: str) -> str:
        """The side of an actor or of one of its offices."""
        return self.sides[actor.partition("/")[0]]


def lexicon(conflict: Conflict) -> Lexicon:
    """Compile a conflict; takes some hundredths of a second, so keep the result."""
    names: Trie = {}
    generic: Trie = {}
    namings: Trie = {}
    roles: set[str] = set()
    offices: dict[str, dict[str, str]] = {}
    terms: dict[str, list[Person]] = {}
    for actor in conflict.actors:
        _add_actor(names, actor)
        offices[actor.id] = {}
        for office in actor.offices:
            for spelling in office.names:
                _add(names, spelling, Entry(OFFICE, actor.id, office.id))
            for spelling in (*office.institutions, *office.roles):
                _add(generic, spelling.lower(), Entry(OFFICE, "", spelling.lower()))
                offices[actor.id].setdefault(_plain(spelling), office.id)
            roles.update(map(_plain, office.roles))
        for person in actor.persons:
            terms.setdefault(person.name, []).append(person)
    for spelling in conflict.ignore:
        _add(names, spelling, Entry(IGNORE, "", spelling))
    for naming in conflict.namings:
        for variant in naming.variants:
            for spelling in variant.spellings:
                _add(namings, spelling, Entry(NAMING, naming.id, variant.id))
    return Lexicon(
        conflict=conflict,
        names=names,
        generic=generic,
        namings=namings,
        sides={actor.id: actor.side for actor in conflict.actors},
        offices=offices,
        roles=frozenset(roles),
        terms={name: tuple(persons) for name, persons in terms.items()},
        foreign=frozenset(fold(name).lower() for name in conflict.foreign),
        towns={
            _plain(town): actor.id
            for actor in conflict.actors
            for town in (*actor.capitals, *actor.cities, *actor.ambiguous)
        },
        words=frozenset(word for trie in (names, generic, namings) for word in _words_of(trie)),
    )


def _words_of(trie: Trie) -> Iterator[str]:
    for word, child in trie.items():
        if word:
            yield word.lower()
            yield from _words_of(child)


def _add_actor(names: Trie, actor: Actor) -> None:
    ambiguous = set(actor.ambiguous)
    for kind, spellings in ((NAME, actor.names), (CAPITAL, actor.capitals), (DEMONYM, actor.demonyms)):
        for spelling in spellings:
            if spelling not in ambiguous:
                _add(names, spelling, Entry(kind, actor.id, actor.id))
    for spelling in actor.ambiguous:
        _add(names, spelling, Entry(PLACE, actor.id, actor.id))
    for person in actor.persons:
        spellings = (person.name, *person.aliases)
        for spelling in spellings:
            _add(names, spelling, Entry(PERSON, actor.id, person.name))
        surnames = {tokens[-1].text for tokens in map(tokenize, spellings) if tokens[-1].text[0].isupper()}
        for surname in sorted(surnames.difference(map(fold, person.aliases))):
            _add(names, surname, Entry(SURNAME, actor.id, person.name))


def _add(trie: Trie, spelling: str, entry: Entry) -> None:
    node = trie
    for token in tokenize(spelling):
        node = node.setdefault(token.text, {})
    entries = node.setdefault("", [])
    if entry not in entries:
        entries.append(entry)


def _plain(spelling: str) -> str:
    return " ".join(token.lower for token in tokenize(spelling))


def words(text: str) -> frozenset[str]:
    """The words of a text as a set, for word lists in code."""
    return frozenset(text.split())


def fold(text: str) -> str:
    """Text without accents and with the dots of initialisms left out ("U.S." is "US")."""
    if text.isascii():
        return text.replace(".", "")
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace(".", "")


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of a stretch of text; a possessive ending is a word of its own."""
    stop = len(text) if end is None else end
    return list((_known if stop - start <= _LONGEST_KEPT else _tokens)(text, start, stop))


def _tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    tokens: list[Token] = []
    before = -1
    for found in _TOKEN.finditer(text, start, end):
        at, stop = found.span()
        word = found[0]
        word = POSSESSIVE if word[0] in "'’ʼ" else fold(word)
        tokens.append(Token(at, stop, word, word.lower(), before >= 0 and _joins(text, before, at)))
        before = stop
    return tuple(tokens)


# names, contested namings, strangers and titles are each looked for in the same sentences
_known = lru_cache(maxsize=2048)(_tokens)
_LONGEST_KEPT = 2000
"""Characters; text without sentence ends, a megabyte at once, would fill the memory of a batch."""


def unbroken(text: str, start: int, end: int, known: frozenset[str]) -> list[Token]:
    """The words of a stretch of text; a hyphen at the end of a line breaks none of the ``known`` (lower case).

    "Azer-\\nbaijan" is one word with the place of both halves; "Armenian-\\nbacked" stays two.
    """
    tokens = tokenize(text, start, end)
    if text.find("-\n", start, end) < 0:
        return tokens
    out = tokens[:1]
    for token in tokens[1:]:
        before = out[-1]
        broken = _BREAK.fullmatch(text, before.end, token.start) and before.lower + token.lower in known
        if broken:
            out[-1] = Token(before.start, token.end, before.text + token.text, before.lower + token.lower, before.gap)
        else:
            out.append(token)
    return out


def _joins(text: str, before: int, at: int) -> bool:
    """Whether what stands between two words lets a name run on: white space, one hyphen, no blank line."""
    if at == before:
        return True
    if at == before + 1:
        return text[before] in _GAPS and text[before] != "."
    gap = text[before:at]
    return "." not in gap and gap.count("\n") <= 1 and all(char in _GAPS for char in gap) and len(gap) <= 80


def longest(trie: Trie, tokens: Sequence[Token], at: int) -> tuple[int, Sequence[Entry]]:
    """The longest spelling that begins at word ``at``: the word after it and its entries (or ``at`` and none)."""
    node, here = trie, at
    best, entries = at, ()
    while here < len(tokens) and (here == at or tokens[here].gap):
        node = _child(node, tokens[here])
        if node is None:
            break
        here += 1
        if "" in node:
            best, entries = here, node[""]
    return best, entries


def _child(node: Trie, token: Token) -> Any:
    """A spelling's capital asks for a capital; all capitals match any spelling."""
    child = node.get(token.text)
    if child is None and token.text != token.lower:
        child = node.get(token.lower)
        if child is None and len(token.text) > 3 and token.text.isupper():
            child = node.get(token.text.capitalize())
    return child


def ends_at(trie: Trie, tokens: Sequence[Token], end: int, reach: int = 6) -> int | None:
    """The first word of the longest spelling of ``trie`` that ends before word ``end``, or None."""
    for start in range(max(0, end - reach), end):
        if longest(trie, tokens[:end], start)[0] == end:
            return start
    return None


def phrase(tokens: Iterable[Token]) -> str:
    """Words as the keys of ``Lexicon.offices`` are written."""
    return " ".join(token.lower for token in tokens)
