"""Names of publishers: one spelling for each, and what is known of them (data/outlets.toml)."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib import resources
from urllib.parse import urlsplit

_COMMON_WORDS = {
    "report",
    "trend",
    "guardian",
    "politico",
    "bloomberg",
    "foreign policy",
    "foreign affairs",
    "economist",
}
"""Names of outlets that are common words, of which a file name says nothing."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher of the table; ``republishes`` and ``translates`` tell what it mostly does with others' texts."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    republishes: bool = False
    translates: bool = False


def squash(name: str) -> str:
    """A name reduced to letters and digits, without case, accents or a leading article, to compare spellings.

    >>> squash("The EU Reporter"), squash("eu_reporter"), squash("AVİM")
    ('eureporter', 'eureporter', 'avim')
    """
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("İ", "I"))
    plain = "".join(character for character in plain if not unicodedata.combining(character)).casefold()
    return re.sub(r"[\W_]+", "", re.sub(r"\A\s*the[\s_]+", "", plain))


@functools.cache
def _table() -> tuple[dict[str, Publisher], dict[str, Publisher], dict[str, Publisher]]:
    data = resources.files("perspectives").joinpath("data/outlets.toml").read_text("utf-8")
    names: dict[str, Publisher] = {}
    domains: dict[str, Publisher] = {}
    series: dict[str, Publisher] = {}
    for entry in tomllib.loads(data)["outlet"]:
        publisher = Publisher(
            name=entry["name"],
            aliases=tuple(entry.get("aliases", ())),
            domains=tuple(entry.get("domains", ())),
            series=tuple(entry.get("series", ())),
            republishes=bool(entry.get("republishes")),
            translates=bool(entry.get("translates")),
        )
        for name in (publisher.name, *publisher.aliases):
            names[squash(name)] = publisher
        domains.update(dict.fromkeys(publisher.domains, publisher))
        series.update(dict.fromkeys(publisher.series, publisher))
    return names, domains, series


def known(name: str | None) -> Publisher | None:
    """The publisher of the table that has this name in any spelling."""
    return _table()[0].get(squash(name)) if name else None


def by_series(line: str) -> Publisher | None:
    """The publisher whose numbered series a line names ("Special Dispatch No. 10523")."""
    lowered = " ".join(line.lower().split())
    return next((publisher for phrase, publisher in _table()[2].items() if phrase in lowered), None)


def host(url: str | None) -> str | None:
    """The host of an http(s) address without www, or None."""
    try:
        parts = urlsplit(url or "")
        name = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return name if parts.scheme in ("http", "https") and "." in name else None


def by_url(url: str | None) -> Publisher | None:
    """The publisher at an address, by its domain or a domain above it."""
    name = host(url) or ""
    while "." in name:
        if name in _table()[1]:
            return _table()[1][name]
        name = name.partition(".")[2]
    return None


def spelled(name: str) -> str:
    """The table's spelling of a name, or the name itself."""
    publisher = known(name)
    return publisher.name if publisher else name


def same(first: str | None, second: str | None) -> bool:
    """Whether two names mean one publisher: by the table, or by their letters (an address counts by its host).

    >>> same("EU Reporter", "eureporter.co"), same("AVİM", "Center for Eurasian Studies")
    (True, True)
    """
    if not first or not second:
        return False
    left, right = known(first), known(second)
    if left and right:
        return left is right
    return bool(_forms(first) & _forms(second))


def _forms(name: str) -> set[str]:
    publisher = known(name)
    forms = {squash(name)}
    if publisher:
        forms |= {squash(alias) for alias in (publisher.name, *publisher.aliases)}
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+){1,3}", name):  # a host
        forms.add(squash(name.removeprefix("www.").split(".")[0]))
    return forms - {""}


def alike(first: str | None, second: str | None) -> bool:
    """One publisher under two names, or under a longer and a shorter one ("Example Post", "Example Post Online")."""
    if same(first, second):
        return True
    short, long = sorted((squash(first or ""), squash(second or "")), key=len)
    return len(short) >= 4 and short in long and not (known(first) and known(second))


def in_file_name(file: str | None) -> list[Publisher]:
    """The publishers of the table that a file name names ("kommersant_memri.txt")."""
    words = re.sub(r"[\W_]+", " ", (file or "").rpartition("/")[2].split(".")[0]).split()
    found: dict[str, Publisher] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + 5, len(words) + 1)):
            name = " ".join(words[start:end])
            if (publisher := known(name)) and len(squash(name)) >= 3 and name.lower() not in _COMMON_WORDS:
                found.setdefault(publisher.name, publisher)
    return list(found.values())


def site(url: str | None) -> str | None:
    """The name of the publisher at an address, or its host, or None."""
    publisher = by_url(url)
    return publisher.name if publisher else host(url)
