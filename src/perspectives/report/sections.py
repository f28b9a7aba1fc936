"""The registry of the report's sections: a new section is one function and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from perspectives.report.coverage import coverage, findings
from perspectives.report.method import downloads, method
from perspectives.report.sentences import sentences
from perspectives.report.view import View
from perspectives.report.voices import gaps, speakers, stance
from perspectives.report.wording import claims, frames, naming


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report.

    ``render`` returns the HTML under the heading: markupsafe.Markup is taken as it is, plain text is escaped.
    ``short`` is its name in the table of contents. A section that ``fills`` is rendered last and gets the
    room that the others leave in the page.
    """

    title: str
    short: str
    render: Callable[[View], str]
    fills: bool = False


SECTIONS: dict[str, Section] = {
    "findings": Section("Key findings", "Findings", findings),
    "voices": Section("Who gets to speak", "Who speaks", speakers),
    "stance": Section("Stance toward each side", "Stance", stance),
    "gaps": Section("Own voice against quoted voices", "Own vs quoted", gaps),
    "frames": Section("Frames", "Frames", frames),
    "naming": Section("Naming and words", "Naming", naming),
    "claims": Section("Claims", "Claims", claims),
    "coverage": Section("Coverage and silences", "Coverage", coverage),
    "sentences": Section("Sentences", "Sentences", sentences, fills=True),
    "method": Section("Method and limits", "Method", method),
    "downloads": Section("Downloads", "Downloads", downloads),
}
"""The sections in the order of the page, by the id that anchors them."""
