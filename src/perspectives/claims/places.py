"""The places of a claim, and which sides are of one people: both compiled once from a conflict file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from perspectives.lexicon import Token, longest, tokenize, words
from perspectives.records import Conflict

_LOCATIVE = words("in at near into to from of toward towards outside around over through leaving reach")


@dataclass(frozen=True, slots=True)
class Setting:
    """What claims need of a conflict: places by spelling, capitals, and for each side the camp it belongs to.

    Sides are of one camp where one's people carry the other's name ("Karabakh Armenians"): blame of either is not
    blame of opposite sides.
    """

    places: dict[str, Any]
    capitals: frozenset[str]
    camps: dict[str, str]
    homes: dict[str, str]

    def camp(self, side: str | None) -> str | None:
        """The camp of a side; a side that the file does not know is its own."""
        return None if side is None else self.camps.get(side, side)

    def places_of(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """The ids of the places named, in order, once each; a capital counts only after "in", "to" and the like."""
        found: list[str] = []
        at = 0
        while at < len(tokens):
            end, entries = longest(self.places, tokens, at)
            if entries:
                place = entries[0]
                located = at > 0 and tokens[at - 1].lower in _LOCATIVE
                if (str(place) not in self.capitals or located) and str(place) not in found:
                    found.append(str(place))
            at = max(end, at + 1)
        return tuple(found)


def setting(conflict: Conflict) -> Setting:
    """Compile a conflict's places and camps; do it once for a run."""
    trie: dict[str, Any] = {}
    for place in conflict.places:
        for name in place.names:
            node = trie
            for token in tokenize(name):
                node = node.setdefault(token.text, {})
            node.setdefault("", []).append(place.id)
    names = {name.lower() for actor in conflict.actors for name in actor.capitals}
    capitals = {place.id for place in conflict.places if any(name.lower() in names for name in place.names)}
    homes = {outlet.lower(): actor.side for actor in conflict.actors for outlet in actor.outlets}
    return Setting(trie, frozenset(capitals), _camps(conflict), homes)


def _camps(conflict: Conflict) -> dict[str, str]:
    camps = {actor.side: actor.side for actor in conflict.actors}
    plain = {d.lower(): actor.side for actor in conflict.actors for d in actor.demonyms if " " not in d}
    for actor in conflict.actors:
        for demonym in actor.demonyms:
            for word in demonym.lower().split()[1:] if " " in demonym else ():
                kin = plain.get(word)
                if kin and kin != actor.side:
                    camps[actor.side] = camps[kin]
    return camps
