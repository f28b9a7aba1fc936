"""What labels may say: the sides, actors, frames and events of a conflict."""

from __future__ import annotations

from dataclasses import dataclass

from perspectives.records import AUTHOR, OTHER, Conflict


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The valid values of a conflict's labels.

    ``sides`` holds the sides and the actors that are a side of their own, in the file's order; ``actors`` maps
    an actor or actor/office id to its side.
    """

    sides: tuple[str, ...]
    actors: dict[str, str]
    frames: tuple[str, ...]
    events: tuple[str, ...]

    @property
    def holders(self) -> tuple[str, ...]:
        """Who can be quoted, hold a stance or give a unit its main side."""
        return (*self.sides, OTHER, AUTHOR)


def vocabulary(conflict: Conflict) -> Vocabulary:
    """The vocabulary of a conflict file."""
    actors = {
        identifier: actor.side
        for actor in conflict.actors
        for identifier in (actor.id, *(office.id for office in actor.offices))
    }
    return Vocabulary(
        sides=conflict.every_side,
        actors=actors,
        frames=tuple(frame.id for frame in conflict.frames),
        events=tuple(event.id for event in conflict.events),
    )
