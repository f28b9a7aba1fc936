"""Lay a comparison out as a folder of pages for large corpora: an index, outlets, events, evidence, tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from perspectives.records import Comparison, Event, compared
from perspectives.report.coverage import head
from perspectives.report.dates import period
from perspectives.report.escape import slug
from perspectives.report.flatten import tables, tables_json
from perspectives.report.keys import Entry
from perspectives.report.page import LIMIT, page
from perspectives.report.restrict import to_chief_claims, to_outlets
from perspectives.report.sections import SECTIONS, Section
from perspectives.report.sentences import sentences, size
from perspectives.report.view import View
from perspectives.report.wording import claims

_ROOM = LIMIT * 7 // 10
"""Bytes of sentences on an evidence page; the rest is for its index, filter and styles."""
_OUTLET_SECTIONS = ("findings", "voices", "stance", "gaps", "frames", "naming", "coverage")
_BARS = 12
"""Outlets on the index up to which its shares are drawn as bars too."""
_ACROSS = "several outlets"
_CLAIMS = 160
"""Claims on the index and on an event's page; the tables hold them all."""


@dataclass(frozen=True, slots=True)
class Evidenced:
    """An evidence page: the entries of one outlet and group that stand on it."""

    path: str
    title: str
    outlet: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """A line in a list of pages."""

    href: str
    label: str
    note: str


def render_site(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """The report as a folder: pairs of a relative path (with ``/``) and a file's text, one at a time.

    ``index.html`` holds every figure; each outlet and event has a page of its own, and every cell's sentences
    stand together on one evidence page, up to the cap of the comparison. The tables lie beside as CSV and JSON.
    """
    view = View.of(comparison, claim_cells=True)
    evidenced = _evidence_pages(view)
    paths = {entry.key: f"{found.path}#{entry.anchor}" for found in evidenced for entry in found.entries}
    chief = to_chief_claims(comparison, _CLAIMS)
    bars = len(comparison.outlets) <= _BARS
    index = replace(view.narrow(chief), links=paths, bars=bars)
    inner = replace(view, links={key: f"../{path}" for key, path in paths.items()})
    outlets = _paths("outlets", [outlet.name for outlet in compared(comparison.outlets)])
    events = _paths("events", [event.id for event in _events(comparison)])
    yield "index.html", page(index, _index_sections(view, outlets, events, evidenced), head(index), 0)
    for name, path in outlets.items():
        yield path, _outlet_page(inner, name, [found for found in evidenced if found.outlet == name])
    for event in _events(comparison):
        yield events[event.id], _event_page(inner, event)
    for found in evidenced:
        yield found.path, _evidence_page(view, found)
    for name, table in tables(comparison).items():
        yield f"tables/{name}.csv", table.csv()
    yield "tables/tables.json", tables_json(comparison)


def _paths(folder: str, names: list[str]) -> dict[str, str]:
    # The number keeps names apart that have the same slug.
    width = len(str(len(names)))
    return {name: f"{folder}/{index:0{width}d}-{slug(name)}.html" for index, name in enumerate(names, 1)}


def _events(comparison: Comparison) -> list[Event]:
    covered = {cell.key for cell in comparison.events if cell.documents}
    return [event for event in comparison.conflict.events if event.id in covered]


def _evidence_pages(view: View) -> list[Evidenced]:
    buckets: dict[tuple[str, str], list[Entry]] = {}
    for entry in view.entries.values():
        owners = {view.comparison.evidence[position].outlet for position in entry.ranked}
        owner = owners.pop() if len(owners) == 1 else _ACROSS
        buckets.setdefault((owner, entry.group), []).append(entry)
    sizes = [size(view, evidence) for evidence in view.comparison.evidence]
    found: list[Evidenced] = []
    for (owner, group), entries in buckets.items():
        chunks = _chunks(entries, sizes)
        for part, chunk in enumerate(chunks, 1):
            path = f"evidence/{len(found) + 1:04d}-{slug(owner)}-{slug(group)}.html"
            title = f"{view.names.outlet(owner)}: {group.lower()}" + (f", part {part}" if len(chunks) > 1 else "")
            found.append(Evidenced(path, title, owner, tuple(chunk)))
    return found


def _chunks(entries: list[Entry], sizes: list[int]) -> list[list[Entry]]:
    chunks: list[list[Entry]] = [[]]
    seen: set[int] = set()
    room = _ROOM
    for entry in entries:
        cost = sum(sizes[position] for position in entry.ranked if position not in seen)
        if cost > room and chunks[-1]:
            chunks.append([])
            seen, room = set(), _ROOM
            cost = sum(sizes[position] for position in entry.ranked)
        chunks[-1].append(entry)
        seen.update(entry.ranked)
        room -= cost
    return chunks


def _index_sections(
    view: View, outlets: dict[str, str], events: dict[str, str], evidenced: list[Evidenced]
) -> dict[str, Section]:
    names = view.names
    documents = {outlet.name: outlet.documents for outlet in view.comparison.outlets}
    lists = [
        (
            "Outlets",
            [Linked(path, names.outlet(name), f"{documents[name]:,} articles") for name, path in outlets.items()],
        ),
        ("Events", [Linked(path, names.event(name), "") for name, path in events.items()]),
        ("Sentences", [Linked(found.path, found.title, f"{len(found.entries):,} cells") for found in evidenced]),
    ]
    files = [Linked(f"tables/{name}.csv", f"{name}.csv", "") for name in tables(view.comparison)]
    files.append(Linked("tables/tables.json", "tables.json", "all of them"))
    sections = {name: section for name, section in SECTIONS.items() if not section.fills}
    sections["downloads"] = Section("Downloads", "Downloads", lambda view: view.html("pages.html", lists=[("", files)]))
    sections["pages"] = Section("Pages", "Pages", lambda view: view.html("pages.html", lists=lists))
    return sections


def _outlet_page(view: View, name: str, evidenced: list[Evidenced]) -> str:
    narrow = view.narrow(to_outlets(view.comparison, {name}))
    links = [Linked(f"../{found.path}", found.title, f"{len(found.entries):,} cells") for found in evidenced]
    sections = {key: SECTIONS[key] for key in _OUTLET_SECTIONS if key in SECTIONS}
    sections["pages"] = Section("Sentences", "Sentences", lambda view: view.html("pages.html", lists=[("", links)]))
    return page(narrow, sections, _top(view, view.names.outlet(name), None), 0)


def _event_page(view: View, event: Event) -> str:
    comparison = view.comparison
    part = replace(
        comparison,
        claims=tuple(claim for claim in comparison.claims if claim.event == event.id),
        numbers=tuple(row for row in comparison.numbers if row.event == event.id),
        omissions=(),
        evidence=tuple(evidence for evidence in comparison.evidence if evidence.event == event.id),
    )
    chief = to_chief_claims(part, _CLAIMS)
    narrow = replace(view.narrow(chief), whole=part, entries={})
    counts = {cell.outlet: cell.documents for cell in comparison.events if cell.key == event.id}
    sections = {
        "coverage": Section("Coverage", "Coverage", lambda view: view.html("event.html", counts=counts)),
        "claims": Section("Claims", "Claims", claims),
        "sentences": Section("Sentences", "Sentences", sentences, fills=True),
    }
    return page(narrow, sections, _top(view, event.label, period(event.start, event.end)), LIMIT)


def _evidence_page(view: View, found: Evidenced) -> str:
    positions = sorted({position for entry in found.entries for position in entry.ranked})
    place = {position: index for index, position in enumerate(positions)}
    entries = {
        entry.key: replace(entry, ranked=tuple(place[position] for position in entry.ranked)) for entry in found.entries
    }
    evidence = tuple(view.comparison.evidence[position] for position in positions)
    narrow = replace(view.narrow(replace(view.comparison, evidence=evidence)), entries=entries)
    sections = {"sentences": Section("Sentences", "Sentences", sentences, fills=True)}
    # The page was cut to size by its entries, so all of them fit.
    return page(narrow, sections, _top(view, found.title, None), 2 * LIMIT)


def _top(view: View, title: str, note: str | None) -> Markup:
    return view.html("subpage.html", title=title, note=note)
