"""The section of sentences: the evidence with its marks, the filter and the index by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from perspectives.records import Evidence
from perspectives.report.evidence import TEXT_LIMIT, Choice, choose, marked, numbers
from perspectives.report.keys import Entry
from perspectives.report.view import View

_PRINTED = 8
"""Sentences of each finding that go on paper, which nobody can filter."""
_NUMBER = "\0"
"""Stands for the sentence's number in a draft; no text of an article can hold it (see `neutralize`)."""


@dataclass(frozen=True, slots=True)
class Group:
    """The shown sentences of an outlet, rendered; ``printed`` tells whether one of them is for paper too."""

    outlet: str
    label: str
    items: tuple[Markup, ...]
    total: int
    printed: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A cell's entry in the index: the numbers of its shown sentences, best first, and whether each is printed."""

    entry: Entry
    links: tuple[tuple[int, bool], ...]


def sentences(view: View) -> Markup:
    """As many sentences as the page has room for, the best of every cell first."""
    return view.html("sentences.html", **_context(view, chosen(view)))


def chosen(view: View) -> Choice:
    """The sentences that the page has room for; a cell of which none is shown is not in it."""
    overhead = len(view.html("sentences.html", **_context(view, Choice((), {}))).encode()) + 2000
    return choose(view.comparison, view.entries, view.room - overhead, lambda found: size(view, found))


def size(view: View, evidence: Evidence) -> int:
    """The bytes of a rendered sentence, with room for a long number."""
    return len(_draft(view, evidence).encode()) + 20


def item(view: View, evidence: Evidence, number: int, printed: bool = True) -> Markup:
    """A sentence with its marks, attributions, stances, frames and provenance, numbered in the page."""
    found = str(_draft(view, evidence)).replace(_NUMBER, str(number))
    return Markup(found.replace("<li", '<li class="k"', 1) if printed else found)


def _draft(view: View, evidence: Evidence) -> str:
    # A sentence is measured and then shown, on a site on several pages: it is rendered once.
    if evidence not in view.drafts:
        view.drafts[evidence] = view.html(
            "sentence.html",
            evidence=evidence,
            number=Markup(_NUMBER),
            text=marked(evidence),
            cut=max(len(evidence.text) - TEXT_LIMIT, 0),
            numbers=numbers(evidence),
        )
    return view.drafts[evidence]


def _context(view: View, choice: Choice) -> dict[str, object]:
    evidence = view.comparison.evidence
    number = {position: index for index, position in enumerate(choice.positions, 1)}
    totals = {outlet.name: outlet.sentences for outlet in view.comparison.outlets}
    printed = _printed(view, choice)
    groups = []
    for outlet, found in groupby(choice.positions, lambda position: evidence[position].outlet):
        positions = list(found)
        items = tuple(item(view, evidence[place], number[place], place in printed) for place in positions)
        total, on_paper = totals.get(outlet, 0), not printed.isdisjoint(positions)
        groups.append(Group(outlet, view.names.outlet(outlet), items, total, on_paper))
    listed = [
        Listed(view.entries[key], tuple((number[position], position in printed) for position in shown))
        for key, shown in choice.shown.items()
    ]
    return {
        "groups": groups,
        "index": by_group(listed),
        "shown": len(number),
        "printed": len(printed),
        "options": options(view, [evidence[position] for position in choice.positions]),
    }


def _printed(view: View, choice: Choice) -> set[int]:
    """The sentences for paper: the best of every finding, or of every cell in own voice where there is none."""
    findings = [shown for key, shown in choice.shown.items() if view.entries[key].finding]
    own = [shown[:1] for key, shown in choice.shown.items() if key.startswith("stance|") and key.endswith("|own")]
    return {position for shown in findings or own for position in shown[:_PRINTED]}


def by_group(listed: Sequence[Listed]) -> list[tuple[str, list[Listed]]]:
    """The entries of the index under the names of their groups, in the order of the groups' first entries."""
    found: dict[str, list[Listed]] = {}
    for entry in listed:
        found.setdefault(entry.entry.group, []).append(entry)
    return list(found.items())


def options(view: View, shown: Sequence[Evidence]) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: ids with labels that occur in the sentences shown."""
    names = view.names
    return {
        "outlet": _named({evidence.outlet for evidence in shown}, names.outlet),
        "side": _named({evidence.side for evidence in shown}, names.side),
        "toward": _named({stance.target for evidence in shown for stance in evidence.stances}, names.side),
        "frame": _named({frame for evidence in shown for frame, _ in evidence.frames}, names.frame),
        "kind": _named({evidence.kind for evidence in shown}, str),
        "event": _named({evidence.event for evidence in shown if evidence.event}, names.event),
    }


def _named(ids: set[str], label: Callable[[str], str]) -> list[tuple[str, str]]:
    return sorted(((found, label(found)) for found in ids), key=lambda pair: (pair[1].casefold(), pair[0]))
