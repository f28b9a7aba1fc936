"""A labeling task: a text with labeled spans and relations, which is what every labeling tool knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from perspectives.markup import Vocabulary
from perspectives.records import KINDS, STANCES, TYPES, Span

Record = dict[str, Any]
"""A task as the JSON object of a tool."""

ROLES = ("source", "cue", "content")
PART, OF, HOLDER, PARENT = "part of", "of", "held by", "inside"
RELATIONS = (PART, OF, HOLDER, PARENT)
FIRST_NEW = 10_000_000
"""Where the ids of regions made in a tool begin, above those of any export."""


@dataclass(frozen=True, slots=True)
class Region:
    """A labeled span; ``id`` is unique in its task."""

    id: int
    start: int
    end: int
    label: str

    @property
    def span(self) -> Span:
        """Where it stands, in code points."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Link:
    """A labeled relation from one region to another, by their ids."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Task:
    """What a tool shows: a text with regions (code points) and relations; ``sha256`` is that of the text.

    ``done`` is what the tool says of the work: that a person went through the task, also where it changed nothing.
    """

    document: str
    sha256: str
    text: str
    regions: tuple[Region, ...]
    links: tuple[Link, ...]
    done: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A task that a person passed over in the tool: its labels, if any, are nobody's judgment."""

    document: str


def labels(valid: Vocabulary) -> tuple[str, ...]:
    """Every label that a region can carry, for the tool's project."""
    return (
        *(f"unit:{kind}" for kind in KINDS),
        *(f"side:{side}" for side in valid.holders),
        *(f"frame:{frame}" for frame in valid.frames),
        *ROLES,
        *(f"type:{kind}" for kind in TYPES),
        *(f"stance:{target}:{label}" for target in valid.sides for label in STANCES),
    )
