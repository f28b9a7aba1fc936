"""Write a commented skeleton of a conflict file, with what is known of the countries filled in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from perspectives.errors import PerspectivesError

_COLORS = ("#535ed2", "#e57310", "#53a38d", "#ac3686", "#72641e", "#7a7a7a")
"""Stay apart under color-vision deficiencies and keep 3:1 on white and on near-black."""

_OFFICES = (
    "president",
    "prime-minister",
    "foreign-ministry",
    "defense-ministry",
    "government",
    "parliament",
    "military",
    "border-service",
    "ambassador",
    "state-media",
    "opposition",
)


@dataclass(frozen=True, slots=True)
class Country:
    """A country as its names run in English news."""

    name: str
    adjective: str
    people: str
    capital: str
    further: tuple[str, ...]


def countries() -> dict[str, Country]:
    """The countries known, by name in lower case, further names included."""
    table: dict[str, Country] = {}
    text = (resources.files("perspectives") / "data" / "countries.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, adjective, people, capital, further = line.split("\t")
        country = Country(name, adjective, people, capital, tuple(filter(None, further.split(", "))))
        for key in (name, *country.further):
            table.setdefault(key.lower(), country)
    return table


def skeleton(names: Sequence[str], name: str) -> str:
    """A conflict file to fill in, for a conflict called ``name`` between the countries of these names.

    It is valid as it is (``conflict check``): names, people, capitals and the usual offices are filled in;
    persons, contested namings, events and places wait as commented examples. Raises PerspectivesError for
    a country it does not know, with the nearest names.
    """
    known = countries()
    chosen: list[Country] = []
    for wanted in names:
        country = known.get(wanted.strip().lower())
        if country is None:
            near = difflib.get_close_matches(wanted.strip().lower(), known, n=3, cutoff=0.6)
            hint = f"did you mean {' or '.join(known[key].name for key in near)}?" if near else "use its English name"
            raise PerspectivesError(f"unknown country {wanted!r}: {hint}")
        if country not in chosen:
            chosen.append(country)
    if len(chosen) < 2:
        raise PerspectivesError("a conflict needs at least two countries, for example: Serbia Kosovo")
    identifier = _slug(name)
    if not identifier:
        raise PerspectivesError(f"the name {name!r} holds no letter: give a name such as kosovo")
    parts = [_HEAD.format(id=identifier, label=_text(name), countries=" and ".join(c.name for c in chosen))]
    parts += [_side(country, _COLORS[i % len(_COLORS)]) for i, country in enumerate(chosen)]
    parts.append(_ACTORS)
    parts += [_actor(country) for country in chosen]
    sides = [_side_id(country) for country in chosen]
    parts.append(_TAIL.format(one=sides[0], two=sides[1], capital=chosen[0].capital))
    parts.append(_frames())
    return "\n".join(parts)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _side_id(country: Country) -> str:
    """The capital, as the news names a government, unless a bloc or state is better known by its letters."""
    return next((n.lower() for n in country.further if n.isupper() and len(n) <= 3), None) or _slug(country.capital)


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _texts(values: Sequence[str]) -> str:
    return "[" + ", ".join(_text(value) for value in dict.fromkeys(values)) + "]"


def _side(country: Country, color: str) -> str:
    label = country.capital if _slug(country.capital) == _side_id(country) else country.further[0]
    return f'[[sides]]\nid = {_text(_side_id(country))}\nlabel = {_text(label)}\ncolor = "{color}"\n'


def _actor(country: Country) -> str:
    offices = "\n".join(f'    {{ id = "{office}" }},' for office in _OFFICES)
    demonyms = [word for word in (country.adjective, country.people) if word not in (country.name, *country.further)]
    return f"""[[actors]]
id = {_text(_slug(country.name))}
side = {_text(_side_id(country))}
names = {_texts([country.name, *country.further])}
demonyms = {_texts(demonyms)}
capitals = {_texts([country.capital])}
offices = [
{offices}
]
persons = [
    # One line per term of office, with since = "2020-01-31" and until where known. aliases: the family name alone
    # if nobody else in this news bears it, and other spellings.
    # {{ name = "Given Family", aliases = ["Family"], office = "president", title = "president", pronoun = "she" }},
]
"""


def _frames() -> str:
    """The frames of the shipped conflict: they do not depend on it, and the frame model knows them."""
    text = (resources.files("perspectives") / "data" / "conflicts" / "karabakh.toml").read_text("utf-8")
    return "# The frames are the guideline's; add your own after them.\n\n" + text[text.index("[[frames]]") :]


_HEAD = """\
# The conflict of {countries}: fill in what the comments ask for, then run: perspectives conflict check FILE
#
# Spellings: a word in lower case is found in any case, a word with a capital only so (or all in capitals);
# {{a|b}} stands for either; accents and hyphens may be left out. Dates are ISO and the last day in office counts.

id = "{id}"
label = {label}
version = "0.1"

# Sides of actors that the report does not compare, but that speak and are spoken of: ["london", "un"]
further_sides = []

# Names that hold an actor's name and do not mean it: ["American University"]
ignore = []

# The parties whose voice and image the report compares.
"""

_ACTORS = """\
# ---------------------------------------------------------------------------------------------- actors
# States and bodies that speak and act. ambiguous: names that are mostly a place. The usual offices bring
# their English words along; add names = ["Kremlin"] where an office has one of its own.
"""

_TAIL = """\
# ---------------------------------------------------------------------------------------------- namings
# Contested names: preferred_by is the side whose officials write so; for loaded words target is the side judged.
#
# [[namings]]
# id = "war"
# label = "The war"
# loaded = true
# variants = [
#     {{ id = "aggression", spellings = ["{{unprovoked|illegal}} war"], preferred_by = "{one}", target = "{two}" }},
#     {{ id = "special operation", spellings = ["special {{operation|military operation}}"], preferred_by = "{two}" }},
# ]

# ---------------------------------------------------------------------------------------------- events
#
# [[events]]
# id = "ceasefire-2024"
# label = "The ceasefire of 2024"
# start = "2024-03-01"
# end = "2024-03-05"
# places = ["{capital}"]
# parties = ["{one}", "{two}"]
# keywords = ["ceasefire", "line of contact"]

# ---------------------------------------------------------------------------------------------- places
# Spellings of one place.
#
# [[places]]
# id = "capital"
# names = ["{capital}"]

# ---------------------------------------------------------------------------------------------- frames
"""
