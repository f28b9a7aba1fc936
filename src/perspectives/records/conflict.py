"""A conflict as its file tells it: sides, actors, offices, namings, events and frames."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """An institution or office of an actor.

    ``id`` is actor/office, for example "azerbaijan/defense-ministry". ``names`` mean it alone ("Kremlin");
    ``institutions`` ("defense ministry") and ``roles`` ("defense minister") only beside the actor's name or
    where the context tells whose. ``spokesperson`` phrases need no entry.
    """

    id: str
    names: tuple[str, ...]
    institutions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A person with an office and the ISO dates in it; a None date is open. One record per term of office."""

    name: str
    aliases: tuple[str, ...]
    office: str
    title: str
    pronoun: str
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A state or body: names, demonyms (people and adjectives), capitals; ``side`` is a side id or its own id."""

    id: str
    side: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    offices: tuple[Office, ...]
    persons: tuple[Person, ...]
    ambiguous: tuple[str, ...] = ()
    """Names of places that mean the actor only as one who acts or speaks, not after "in" or before "conflict"."""
    cities: tuple[str, ...] = ()
    """Towns of the actor: who holds office there is of its side."""
    outlets: tuple[str, ...] = ()
    """Outlets at home there: their "Foreign Ministry" without a country is this actor's.

    A name that begins with a dot is a domain (".az"): of an outlet's name or of the address of the article.
    """


@dataclass(frozen=True, slots=True)
class Side:
    """A party whose voice and image the report compares; ``color`` is a hex color safe for color blindness."""

    id: str
    label: str
    color: str


@dataclass(frozen=True, slots=True)
class Event:
    """A documented event: ISO dates, places, parties (side or actor ids) and words that point to it."""

    id: str
    label: str
    start: str
    end: str
    places: tuple[str, ...]
    parties: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """A contested name: variants (each a tuple of spellings) with the side that prefers it, or None.

    ``loaded`` tells a word that carries judgment (regime, so-called) from a mere choice of place name;
    ``target`` is the side the loaded word judges, if one.
    """

    id: str
    label: str
    loaded: bool
    variants: tuple[NamingVariant, ...]


@dataclass(frozen=True, slots=True)
class NamingVariant:
    """One way to name: its spellings, the side that prefers it, and for loaded words the side it judges."""

    id: str
    spellings: tuple[str, ...]
    preferred_by: str | None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame: definition, Policy Frames Codebook dimensions, war or peace journalism, cues."""

    id: str
    label: str
    definition: str
    codebook: tuple[str, ...]
    journalism: str | None
    cues: tuple[str, ...]


def journalism_of(frame: Frame) -> str | None:
    """The kind of journalism, war or peace, that a frame counts toward, or None; the file may say why behind it."""
    kind = re.split("[:,]", frame.journalism or "")[0]
    return kind if kind in ("war", "peace") else None


@dataclass(frozen=True, slots=True)
class Place:
    """A place with all its spellings, contested names among them."""

    id: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A validated conflict file; ``version`` and ``sha256`` identify it in every report.

    ``ignore`` are names that hold an actor's name and do not mean it ("American University"); ``foreign``
    are names of all countries that are no actor, with their people and capitals.
    """

    id: str
    label: str
    version: str
    sides: tuple[Side, ...]
    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    namings: tuple[Naming, ...]
    frames: tuple[Frame, ...]
    sha256: str
    places: tuple[Place, ...] = ()
    ignore: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def every_side(self) -> tuple[str, ...]:
        """Ids of the compared sides, then of those that only actors have."""
        return tuple(dict.fromkeys([*(side.id for side in self.sides), *(actor.side for actor in self.actors)]))
