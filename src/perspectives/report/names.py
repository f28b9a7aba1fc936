"""How the report calls outlets, sides, voices, frames and events: ids in, readers' words out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perspectives.records import AUTHOR, OTHER, Comparison
from perspectives.report.dates import day
from perspectives.report.escape import shorten

VOICES = {"own": "own voice", "quoted": "quoted voices", "all": "all voices"}
"""The voices of an outlet by id."""
JOURNALISM = {"war": "War journalism", "peace": "Peace journalism"}
"""Frames of this id sum the frames that the conflict file marks so (Galtung, "Peace journalism", 1998)."""
DECIDED = {
    "name": "by its name",
    "introduced": "by a name told before",
    "surname": "by surname",
    "town": "by its town",
    "title": "by name and title",
    "office": "by office",
    "home": "by country or capital",
    "topic": "by what the article is about",
    "joint": "joint source",
    "pair": "both parties",
    "possessive": "by whose it is",
    "parent": "same as the source around it",
    "running": "the quotation runs on",
    "announced": "announced as speaker",
    "speaker": "by all that the article says of the speaker",
    "press": "a question from the floor",
    "weighed": "by whom the words mean, in context",
    "document": "speaker of the whole text",
    "first person": "the writer",
    "private": "a private person",
    "stranger": "not in the conflict file",
    "unknown": "not in the conflict file",
    "nobody": "no source named",
    "model": "by the model",
    "annotator": "by an annotator",
}
"""How it was decided whose side a source is on, by the rule's id."""
_OUTLET_LENGTH = 60
_DERIVED_EVENT = re.compile(r"(\d{4}-\d{2}-\d{2}):(.+)")


@dataclass(frozen=True, slots=True)
class Names:
    """Labels by id; an id that the conflict file does not know is shown as it is, made readable."""

    sides: dict[str, str]
    frames: dict[str, str]
    events: dict[str, str]
    actors: dict[str, str]
    colors: dict[str, int]
    variants: dict[tuple[str, str], str]

    @classmethod
    def of(cls, comparison: Comparison) -> Names:
        """The names of a comparison's conflict file."""
        conflict = comparison.conflict
        sides = {side.id: side.label for side in conflict.sides}
        actors: dict[str, str] = {}
        for actor in conflict.actors:
            name = actor.names[0] if actor.names else _readable(actor.id)
            actors[actor.id] = name
            sides.setdefault(actor.side, name)
            for office in actor.offices:
                actors[office.id] = f"{name}, {_readable(office.id.rpartition('/')[2]).lower()}"
        sides |= {AUTHOR: "Own voice", OTHER: "Others"}
        return cls(
            sides=sides,
            frames={frame.id: frame.label for frame in conflict.frames},
            events={event.id: event.label for event in conflict.events},
            actors=actors,
            colors={side.id: index for index, side in enumerate(conflict.sides)},
            variants={
                (naming.id, variant.id): variant.spellings[0]
                for naming in conflict.namings
                for variant in naming.variants
                if variant.spellings
            },
        )

    def outlet(self, name: str) -> str:
        """An outlet's name in a bounded length."""
        return shorten(name, _OUTLET_LENGTH) or "unknown"

    def side(self, side: str) -> str:
        """A side, actor, "other" or "author"."""
        return self.sides.get(side) or shorten(_readable(side), 40)

    def voice(self, voice: str) -> str:
        """A voice of an outlet."""
        return VOICES.get(voice) or shorten(_readable(voice), 40)

    def frame(self, frame: str) -> str:
        """A frame."""
        return self.frames.get(frame) or JOURNALISM.get(frame) or shorten(_readable(frame), 40)

    def event(self, event: str) -> str:
        """An event; one that only its articles' day and place tell is called by these."""
        if event in self.events:
            return self.events[event]
        derived = _DERIVED_EVENT.fullmatch(event)
        return f"{shorten(_readable(derived[2]), 40)}, {day(derived[1])}" if derived else shorten(_readable(event), 60)

    def actor(self, actor: str) -> str:
        """An actor or one of its offices."""
        return self.actors.get(actor) or shorten(_readable(actor.replace("/", ", ")), 60)

    def decided(self, rule: str) -> str:
        """The rule or model that told a source's side."""
        return DECIDED.get(rule) or shorten(rule, 40)

    def variant(self, naming: str, variant: str) -> str:
        """A variant of a contested name, by its first spelling."""
        return self.variants.get((naming, variant)) or shorten(variant.replace("_", " "), 40)

    def color(self, side: str) -> str:
        """The CSS class of a side's color."""
        index = self.colors.get(side)
        if index is None:
            return "c-own" if side == AUTHOR else "c-other"
        return f"c{index}"


def _readable(identifier: str) -> str:
    words = identifier.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
