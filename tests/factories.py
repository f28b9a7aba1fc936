"""Small conflicts and analyses for tests, written as lines of who says what about whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from perspectives.records import (
    AUTHOR,
    Actor,
    Analysis,
    Attribution,
    Conflict,
    Document,
    Event,
    Frame,
    FrameLabel,
    Layer,
    Mention,
    Naming,
    NamingUse,
    NamingVariant,
    Sentence,
    Side,
    Stance,
)


@dataclass(frozen=True)
class Line:
    """One sentence: its text, main side, and labels.

    ``stances`` are (holder, target, label); ``about`` the sides it mentions (those with a stance are added);
    ``cue`` the words that attribute it, first in the text where given; ``namings`` are (naming, variant).
    """

    text: str = "The road was closed on Monday."
    side: str = AUTHOR
    stances: tuple[tuple[str, str, str], ...] = ()
    about: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    namings: tuple[tuple[str, str], ...] = ()
    kind: str = "body"
    layer: int = 0
    type: str = "indirect"
    cue: str | None = "said"
    probability: float = 0.9


def conflict() -> Conflict:
    """Two sides and a mediator, three events, two names and four frames."""
    sides = (
        Side("north", "North", "#1b7837"),
        Side("south", "South", "#762a83"),
        Side("union", "the Union", "#666666"),
    )
    actors = tuple(Actor(side.id, side.id, (side.label,), (), (), (), ()) for side in sides)
    events = (
        Event(
            "clash", "The clash", "2023-03-01", "2023-03-05", ("Hill Pass",), ("north", "south"), ("clash", "shelling")
        ),
        Event("talks", "The talks", "2023-05-01", "2023-05-02", ("Lakeside",), ("north", "south"), ("talks", "summit")),
        Event("siege", "The siege", "2023-02-01", "2023-06-30", ("Hill Pass",), ("north",), ("siege", "road")),
    )
    variants = (NamingVariant("Hillland", ("Hillland",), "north"), NamingVariant("Upland", ("Upland",), "south"))
    namings = (
        Naming("region", "The region", False, variants),
        Naming("rule", "The rule", True, (NamingVariant("regime", ("regime",), None, "south"),)),
    )
    frames = (
        Frame("security", "Security", "Fighting.", (), "war", ("shelling",)),
        Frame("responsibility", "Responsibility", "Fault.", (), "war", ("blame",)),
        Frame("diplomacy", "Diplomacy", "Talks.", (), "peace", ("talks",)),
        Frame("economy", "Economy", "Trade.", (), None, ("trade",)),
    )
    return Conflict("hills", "The hills", "1", sides, actors, events, namings, frames, "0" * 64)


def article(
    name: str,
    lines: Sequence[Line],
    *,
    outlet: str = "Gazette",
    published: str | None = "2023-03-03",
    provenance: tuple[Layer, ...] = (),
) -> Analysis:
    """An analysis of the lines, joined by spaces; every line of another side than the author is attributed."""
    texts, sentences, attributions, stances, mentions, namings = [], [], [], [], [], []
    position = 0
    for number, line in enumerate(lines):
        start, end = position, position + len(line.text)
        position = end + 1
        texts.append(line.text)
        frames = tuple(FrameLabel(frame, line.probability) for frame in line.frames)
        sentences.append(Sentence(number, start, end, line.kind, line.layer, line.side, frames))
        quoted = None
        if line.side != AUTHOR:
            quoted = len(attributions)
            words = len(line.cue or "")
            cue = ((start, start + words),) if line.cue and line.text.startswith(line.cue) else None
            content = ((start + words if cue else start, end),)
            attributions.append(
                Attribution(
                    quoted, (number,), None, line.type, None, cue, content, line.side, line.side, line.probability
                )
            )
        for holder, target, label in line.stances:
            held = None if holder == AUTHOR else quoted
            stances.append(Stance(number, held, holder, target, label, line.probability))
        about = dict.fromkeys((*line.about, *(target for _, target, _ in line.stances)))
        mentions += [Mention(number, start, start + 1, side, side) for side in about]
        namings += [NamingUse(number, start, start + 1, naming, variant, quoted) for naming, variant in line.namings]
    chain = provenance or (Layer("outlet", outlet),)
    document = Document(name, " ".join(texts), outlet, f"About {name}", published, None, "en", chain)
    return Analysis(
        document, tuple(sentences), tuple(attributions), tuple(stances), (), tuple(mentions), tuple(namings)
    )


def skipped(name: str, outlet: str = "Gazette", reason: str = "it is empty") -> Analysis:
    """An analysis of a document that could not be read."""
    return Analysis(Document(name, "", outlet), skipped=reason)


WORDS = ("hill", "road", "border", "army", "village", "water", "winter", "market", "school", "bridge", "river", "train")


def corpus(outlet: str, number: int, *, critical: float, seed: int = 0, lines: int = 8) -> list[Analysis]:
    """Articles whose own voice is critical of South at the given rate and whose North speakers always are."""
    random = Random(f"{outlet}{seed}")
    found = []
    for i in range(number):
        written = []
        for k in range(lines):
            text = " ".join(random.choice(WORDS) for _ in range(12)).capitalize() + f" {outlet} {i} {k}."
            if k % 4 == 3:
                line = Line(f"said {text}", "north", (("north", "south", "critical"),), frames=("security",))
            else:
                polar = ((AUTHOR, "south", "critical"),) if random.random() < critical else ()
                frames = ("diplomacy",) if random.random() < 0.3 else ()
                named = (("region", "Upland" if random.random() < critical else "Hillland"),)
                line = Line(text, AUTHOR, polar, ("south",), frames, named)
            written.append(replace(line, probability=round(0.5 + random.random() / 2, 3)))
        day = f"2023-03-{1 + i % 9:02d}" if i % 2 else f"2023-05-{1 + i % 9:02d}"
        found.append(article(f"{outlet}-{i:03d}", written, outlet=outlet, published=day))
    return found
