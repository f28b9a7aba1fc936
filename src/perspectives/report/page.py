"""Assemble a page: sections, table of contents, and a policy that lets nothing in and nothing out."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from markupsafe import Markup

from perspectives.records import Comparison
from perspectives.report.coverage import head
from perspectives.report.sections import SECTIONS, Section
from perspectives.report.view import View, environment

LIMIT = 1_000_000
"""Bytes of a page: one that can be mailed."""
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Part:
    """A rendered section."""

    id: str
    title: str
    short: str
    html: Markup


def render(comparison: Comparison, limit: int = LIMIT) -> str:
    """The report as one self-contained HTML page.

    ``limit`` is the size to keep in UTF-8 bytes: sentences that do not fit are counted and left out, the
    best of every cell last. The same comparison gives the same page.
    """
    return page(View.of(comparison), SECTIONS, head(View.of(comparison)), limit)


def page(view: View, sections: Mapping[str, Section], top: Markup, limit: int = LIMIT) -> str:
    """A page of some sections under ``top``, kept under ``limit`` bytes by the sections that fill."""
    parts: dict[str, Part] = {}
    fixed = len(assemble(view, top, []).encode())
    for fills in (False, True):
        room = max(limit - fixed - sum(len(part.html.encode()) + 300 for part in parts.values()), 0)
        for name, section in sections.items():
            if section.fills is fills:
                html = Markup.escape(section.render(replace(view, room=room)))
                parts[name] = Part(name, section.title, section.short, html)
    return assemble(view, top, [parts[name] for name in sections])


def assemble(view: View, top: Markup, parts: list[Part], title: str | None = None) -> str:
    """The HTML document with its styles, script and their hashes in the content security policy."""
    chart, style, script = _asset("chart.css") + _colors(view.comparison), _asset("style.css"), _asset("script.js")
    policy = (
        f"default-src 'none'; style-src {_hash(chart)} {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    template = environment().get_template("page.html")
    return template.render(
        view=view,
        top=top,
        parts=parts,
        title=title or f"{view.comparison.conflict.label}: how outlets present it",
        policy=policy,
        chart_style=Markup(chart),
        style=Markup(style),
        script=Markup(script),
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    text = (resources.files("perspectives.report") / name).read_text(encoding="utf-8")
    # Indentation, empty lines and comments on lines of their own are for those who edit the file.
    text = re.sub(r"(?m)^[ ]*(?://.*|/\*[^*]*\*/)$", "", text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def _colors(comparison: Comparison) -> str:
    rules = [
        f".c{index}{{--side:{side.color}}}\n"
        for index, side in enumerate(comparison.conflict.sides)
        if _COLOR.fullmatch(side.color)
    ]
    return "".join(rules)
