"""The records of claims: what is asserted, by whom, and how two claims relate."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perspectives.records import Span

Vectors = NDArray[np.float32]
"""One unit vector a claim, (claims, 384)."""

ASSERTED, DEMANDED, PROMISED, FEARED, PREDICTED, OPINION, ENDORSED = KINDS = (
    "asserted",
    "demanded",
    "promised",
    "feared",
    "predicted",
    "opinion",
    "endorsed",
)
"""Modality of a claim; only ``asserted`` ones are assertions of fact, ``endorsed`` sides with another's version."""
AFFIRMED, DENIED = "affirmed", "denied"
SAME, CONTESTED, RELATED, UNRELATED = RELATIONS = ("same", "contested", "related", "unrelated")


@dataclass(frozen=True, slots=True)
class Role:
    """Who did what to whom; ``agent`` and ``target`` are sides or None, ``action`` a concept of `words`."""

    agent: str | None
    action: str
    target: str | None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A count or measure with what it counts.

    ``what`` is a category ("killed", "prisoners", "distance"), ``head`` the family of the thing counted ("police"),
    ``text`` its words ("three Armenian policemen"), ``side`` whose they are; ``bound`` is "least", "most",
    "about" or "".
    """

    value: float
    what: str
    head: str
    text: str
    side: str | None
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that one holder says.

    ``holder`` is a side, ``other``, or for an outlet's own voice the outlet; ``home`` the side an outlet is at
    home with, if one. ``spans`` are code points into the document's text, ``text`` their words. ``date`` is the
    ISO date of what is claimed where the words give one, ``published`` that of the document. ``blame`` holds
    (side, +1 blamed or −1 cleared) by the words, ``stances`` (side, label) by the stance model.
    """

    id: str
    document: str
    outlet: str
    sentence: int
    spans: tuple[Span, ...]
    text: str
    holder: str
    own: bool
    kind: str
    polarity: str
    roles: tuple[Role, ...]
    date: str | None
    places: tuple[str, ...]
    numbers: tuple[Number, ...]
    published: str | None = None
    anchor: str | None = None
    """The documented event of the document, or None."""
    parties: tuple[str, ...] = ()
    blame: tuple[tuple[str, int], ...] = ()
    stances: tuple[tuple[str, str], ...] = ()
    concepts: frozenset[str] = frozenset()
    """Concepts of `words`; a leading ``-`` marks a negated one."""
    stems: frozenset[str] = frozenset()
    probability: float = 1.0
    subject: str | None = None
    """The side that acts first in the clause."""
    endorses: str | None = None
    """The side whose version an own-voice sentence calls true."""
    copy_of: str | None = None
    """The id of the same claim in an earlier copy of the article, or None."""

    @property
    def day(self) -> str | None:
        """The date of what is claimed, else of the publication."""
        return self.date or self.published


@dataclass(frozen=True, slots=True)
class Relation:
    """How two claims relate: same, contested or related, with its probability and the reasons in words."""

    a: str
    b: str
    relation: str
    probability: float
    reasons: str


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """Claims about one happening: a documented event of the conflict file, or date and place."""

    id: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Claims:
    """All aligned claims; ``groups`` maps each claim id to the first id of the claims that say the same.

    ``homes`` gives the side that an outlet (in lower case) is at home with, where the conflict file names one.
    """

    claims: tuple[Claim, ...]
    events: tuple[ClaimEvent, ...]
    relations: tuple[Relation, ...]
    groups: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
