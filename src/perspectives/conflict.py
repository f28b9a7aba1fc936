"""Load and check conflict files: the sides, actors, events, namings and frames of one conflict."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from perspectives.conflict_check import validate
from perspectives.conflict_skeleton import countries, skeleton
from perspectives.errors import PerspectivesError
from perspectives.records import (
    Actor,
    Conflict,
    Event,
    Frame,
    Naming,
    NamingVariant,
    Office,
    Person,
    Place,
    Side,
)

__all__ = ["check", "load", "shipped", "skeleton"]

_BRACES = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def shipped() -> list[str]:
    """Names of the conflict files that come with the package."""
    folder = resources.files("perspectives") / "data" / "conflicts"
    return sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))


def load(name_or_path: str | Path) -> Conflict:
    """Read a conflict by its shipped name or from a file.

    Raises PerspectivesError where there is no such conflict or the file has a problem; the message gives
    the first problem with its line and how many more there are.
    """
    source, name = _read(name_or_path)
    table, problems = validate(source, name, _common_offices())
    if problems:
        more = f" (and {len(problems) - 1} more: perspectives conflict check {name})" if len(problems) > 1 else ""
        raise PerspectivesError(problems[0] + more)
    return _build(table, hashlib.sha256(source.encode()).hexdigest())


def check(path: str | Path) -> list[str]:
    """All problems of a conflict file, each ``file:line: what is wrong``; empty where it is sound."""
    source, name = _read(path)
    return validate(source, name, _common_offices())[1]


def _read(name_or_path: str | Path) -> tuple[str, str]:
    path = Path(name_or_path)
    if isinstance(name_or_path, str) and _NAME.fullmatch(name_or_path) and not path.is_file():
        if name_or_path not in shipped():
            raise PerspectivesError(
                f"there is no conflict {name_or_path!r}: give one of {', '.join(shipped())}, or a .toml file"
            )
        return (resources.files("perspectives") / "data" / "conflicts" / f"{name_or_path}.toml").read_text("utf-8"), (
            f"{name_or_path}.toml"
        )
    try:
        return path.read_text("utf-8"), str(path)
    except UnicodeDecodeError as error:
        text = f"{path}: not UTF-8 text (byte {error.start}): save the conflict file as UTF-8"
        raise PerspectivesError(text) from None
    except OSError as error:
        raise PerspectivesError(f"{path}: cannot read the conflict file: {error.strerror}") from None


def _common_offices() -> dict[str, Any]:
    """Institutions and roles that every country has, by office id."""
    return tomllib.loads((resources.files("perspectives") / "data" / "offices.toml").read_text("utf-8"))


def _spellings(values: Sequence[str]) -> tuple[str, ...]:
    """All readings of spellings with {a|b} in them, in order and once each."""
    readings: dict[str, None] = {}
    for value in values:
        for reading in _expand(value):
            readings[" ".join(reading.split())] = None
    return tuple(readings)


def _expand(value: str) -> list[str]:
    found = _BRACES.search(value)
    if found is None:
        return [value]
    head, tail = value[: found.start()], value[found.end() :]
    return [reading for choice in found[1].split("|") for reading in _expand(head + choice + tail)]


def _build(table: dict[str, Any], sha256: str) -> Conflict:
    return Conflict(
        id=table["id"],
        label=table["label"],
        version=table["version"],
        sides=tuple(Side(side["id"], side["label"], side["color"]) for side in table["sides"]),
        actors=tuple(_actor(actor) for actor in table["actors"]),
        events=tuple(
            Event(
                event["id"],
                event["label"],
                event["start"],
                event["end"],
                tuple(event.get("places", ())),
                tuple(event.get("parties", ())),
                tuple(event.get("keywords", ())),
            )
            for event in table.get("events", ())
        ),
        namings=tuple(
            Naming(naming["id"], naming["label"], naming["loaded"], tuple(map(_variant, naming["variants"])))
            for naming in table.get("namings", ())
        ),
        frames=tuple(
            Frame(
                frame["id"],
                frame["label"],
                frame["definition"],
                tuple(frame.get("codebook", ())),
                frame.get("journalism"),
                tuple(frame.get("cues", ())),
            )
            for frame in table["frames"]
        ),
        sha256=sha256,
        places=tuple(Place(place["id"], _spellings(place["names"])) for place in table.get("places", ())),
        ignore=_spellings(table.get("ignore", ())),
        foreign=_foreign(table["actors"]),
    )


def _foreign(actors: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Names of all countries but the actors, of their people and capitals."""
    own = {
        name.lower()
        for actor in actors
        for key in ("names", "demonyms", "capitals")
        for name in _spellings(actor.get(key, ()))
    }
    names = {
        name
        for country in countries().values()
        for name in (country.name, country.adjective, country.people, country.capital, *country.further)
        if len(name) > 2 and not own & {country.name.lower(), name.lower()}
    }
    return tuple(sorted(names))


def _actor(table: dict[str, Any]) -> Actor:
    common = _common_offices()
    return Actor(
        id=table["id"],
        side=table["side"],
        names=_spellings(table["names"]),
        demonyms=_spellings(table.get("demonyms", ())),
        capitals=_spellings(table.get("capitals", ())),
        offices=tuple(
            _office(table["id"], office, common.get(office["id"], {})) for office in table.get("offices", ())
        ),
        persons=tuple(
            Person(
                person["name"],
                tuple(person.get("aliases", ())),
                f"{table['id']}/{person['office']}",
                person["title"],
                person["pronoun"],
                person.get("since"),
                person.get("until"),
            )
            for person in table.get("persons", ())
        ),
        ambiguous=_spellings(table.get("ambiguous", ())),
        cities=_spellings(table.get("cities", ())),
        outlets=_spellings(table.get("outlets", ())),
    )


def _office(actor: str, office: dict[str, Any], common: dict[str, Any]) -> Office:
    return Office(
        f"{actor}/{office['id']}",
        _spellings(office.get("names", ())),
        _spellings([*office.get("institutions", ()), *common.get("institutions", ())]),
        _spellings([*office.get("roles", ()), *common.get("roles", ())]),
    )


def _variant(table: dict[str, Any]) -> NamingVariant:
    return NamingVariant(table["id"], _spellings(table["spellings"]), table.get("preferred_by"), table.get("target"))
