"""Assemble a page: sections, table of contents, and a policy that lets nothing in and nothing out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from markupsafe import Markup

from perspectives.records import Comparison, compared
from perspectives.report.coverage import head
from perspectives.report.evidence import ENTRY_BYTES
from perspectives.report.inline import colors, policy
from perspectives.report.restrict import to_chief_claims, to_largest, to_main_tables
from perspectives.report.sections import SECTIONS, Section
from perspectives.report.sentences import chosen, size
from perspectives.report.view import View, environment

LIMIT = 1_000_000
"""Bytes of a page: one that can be mailed."""
_SENTENCES = 150_000
"""Bytes that the sentences get at least: figures without evidence are no report."""


@dataclass(frozen=True, slots=True)
class Part:
    """A rendered section."""

    id: str
    title: str
    short: str
    html: Markup


def render(comparison: Comparison, limit: int = LIMIT) -> str:
    """The report as one self-contained HTML page.

    ``limit`` is the size to keep in UTF-8 bytes. Sentences that do not fit are counted and left out, the best
    of every cell last. Where too little room is left for sentences, only the chief claims are shown, then the
    tables go without bars, then only the outlets with the most articles are shown, and the page says so. The same
    comparison gives the same page.
    """
    for wanted, view in _plans(comparison):
        top = head(view)
        fixed = _fixed(view, SECTIONS)
        room = limit - len(assemble(view, top, []).encode()) - _bytes(fixed)
        if room >= min(wanted, _evidence(view, wanted)) + ENTRY_BYTES * len(view.entries):
            break
    return _complete(view, SECTIONS, top, fixed, max(room, _SENTENCES))


def page(view: View, sections: Mapping[str, Section], top: Markup, limit: int = LIMIT) -> str:
    """A page of some sections under ``top``, kept under ``limit`` bytes by the sections that fill."""
    fixed = _fixed(view, sections)
    room = limit - len(assemble(view, top, []).encode()) - _bytes(fixed)
    return _complete(view, sections, top, fixed, max(room, _SENTENCES))


def _plans(comparison: Comparison) -> Iterator[tuple[int, View]]:
    """From all tables to fewer and fewer, each with the bytes of sentences that it must leave room for."""
    yield 3 * _SENTENCES, View.of(comparison)
    main = to_main_tables(comparison)
    yield 2 * _SENTENCES, _part(main, comparison)
    for count in (160, 80):
        # Less than a quarter is not worth leaving out.
        if 4 * count < 3 * max(len(main.claims), len(main.numbers)):
            main = to_chief_claims(main, count)
            yield 2 * _SENTENCES, _part(main, comparison)
    yield _SENTENCES, replace(_part(main, comparison), bars=False)
    for count in (24, 16, 12, 8, 6):
        if count < len(compared(comparison.outlets)):
            view = _part(to_chief_claims(to_largest(main, count), 5 * count), comparison)
            yield _SENTENCES, replace(view, bars=False)


def _part(part: Comparison, whole: Comparison) -> View:
    """The view of a part that tells what there is in the whole."""
    return replace(View.of(part), whole=whole)


def _evidence(view: View, enough: int) -> int:
    """The bytes of all sentences, counted up to ``enough``."""
    total = 0
    for evidence in view.comparison.evidence:
        total += size(view, evidence)
        if total >= enough:
            break
    return total


def _fixed(view: View, sections: Mapping[str, Section]) -> dict[str, Part]:
    return {
        name: Part(name, section.title, section.short, Markup.escape(section.render(view)))
        for name, section in sections.items()
        if not section.fills
    }


def _bytes(parts: Mapping[str, Part]) -> int:
    # What stands around a section, its heading and its line in the table of contents, is 300 bytes at most.
    return sum(len(part.html.encode()) + 300 for part in parts.values())


def _complete(view: View, sections: Mapping[str, Section], top: Markup, fixed: Mapping[str, Part], room: int) -> str:
    parts = dict(fixed)
    if any(section.fills for section in sections.values()):
        linked, whole = _linked(replace(view, room=room)), len(view.entries)
        # A list less makes room for another sentence, which may take that of two: until every list is shown.
        while len(linked.entries) < len(view.entries):
            view, linked = linked, _linked(linked)
        if len(view.entries) < whole:
            # Without some links the sections are shorter than before, so all still fits.
            parts = _fixed(view, sections)
    for name, section in sections.items():
        if section.fills:
            html = Markup.escape(section.render(replace(view, room=room)))
            parts[name] = Part(name, section.title, section.short, html)
            room = max(room - _bytes({name: parts[name]}), 0)
    return assemble(view, top, [parts[name] for name in sections])


def _linked(view: View) -> View:
    """The view without the entries of which no sentence has room: no figure links to an empty list."""
    shown = chosen(view).shown
    kept = {key: entry for key, entry in view.entries.items() if key in shown}
    gone = view.entries.keys() - kept.keys()
    return replace(view, entries=kept, links={key: link for key, link in view.links.items() if key not in gone})


def assemble(view: View, top: Markup, parts: list[Part], title: str | None = None) -> str:
    """The HTML document with its styles, script and their hashes in the content security policy."""
    chart, style, script = _asset("chart.css") + colors(view.comparison), _asset("style.css"), _asset("script.js")
    template = environment().get_template("page.html")
    return template.render(
        view=view,
        top=top,
        parts=parts,
        title=title or f"{view.comparison.conflict.label}: how outlets present it",
        policy=policy((chart, style), script),
        chart_style=Markup(chart),
        style=Markup(style),
        script=Markup(script),
    )


@cache
def _asset(name: str) -> str:
    text = (resources.files("perspectives.report") / name).read_text(encoding="utf-8")
    # Indentation, empty lines and comments on lines of their own are for those who edit the file.
    text = re.sub(r"(?m)^[ ]*(?://.*|/\*[^*]*\*/)$", "", text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"
