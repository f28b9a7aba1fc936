"""What every section sees: the comparison, readers' names, links to evidence and the templates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from perspectives.records import Comparison, Evidence, Figure, compared
from perspectives.report import cells, figures
from perspectives.report.cells import Cell
from perspectives.report.escape import neutralize, safe_url, shorten
from perspectives.report.keys import Entry, entries
from perspectives.report.names import Names
from perspectives.report.restrict import left_out


@dataclass(frozen=True, slots=True)
class View:
    """A comparison made ready for templates, or the part of the ``whole`` that a page shows.

    ``entries`` are the evidence lists by key; ``links`` gives for each evidence key the address that a cell
    links to; ``room`` is how many bytes are left for sentences, ``bars`` whether shares are drawn. ``drafts`` keeps
    rendered sentences, which several pages may show.
    """

    comparison: Comparison
    whole: Comparison
    names: Names
    entries: dict[str, Entry]
    links: dict[str, str]
    room: int = 0
    bars: bool = True
    drafts: dict[Evidence, str] = field(default_factory=dict)

    @classmethod
    def of(cls, comparison: Comparison, claim_cells: bool = False) -> View:
        """The view of a comparison whose evidence stands in the same page (see `entries`)."""
        names = Names.of(comparison)
        found = entries(comparison, names, claim_cells)
        return cls(comparison, comparison, names, found, {key: f"#{entry.anchor}" for key, entry in found.items()})

    @property
    def hidden(self) -> int:
        """How many outlets the page leaves out."""
        return len(compared(self.whole.outlets)) - len(compared(self.comparison.outlets))

    @property
    def cut(self) -> dict[str, int]:
        """How many claims and figures in dispute there are in all, where the page has fewer."""
        return left_out(self.comparison, self.whole)

    @property
    def unaudited(self) -> bool:
        """Whether a shown interval with the models' error rests on no audit of its outlet; such bear a dagger."""
        comparison = self.comparison
        figures = chain(
            (cell.share for cell in comparison.speakers),
            (cell.net for cell in comparison.stances),
            (cell.share for cell in comparison.frames),
        )
        return any(figure.model_low is not None and not figure.audited for figure in figures)

    def narrow(self, comparison: Comparison) -> View:
        """The same names and links for a part of the comparison."""
        return replace(self, comparison=comparison)

    def cell(self, figure: Figure | None, kind: str, key: str | None = None, top: float | None = 1.0) -> Cell | None:
        """The table cell of a figure, linked to the sentences of ``key``; bars end at the share ``top``."""
        return cells.cell(figure, kind, None if key is None else self.links.get(key), top)

    def html(self, template: str, **context: Any) -> Markup:
        """A template of the package rendered with ``view`` and the given names."""
        return Markup(environment().get_template(template).render(view=self, **context).strip())


@cache
def environment() -> Environment:
    """The templates: everything is escaped, an undefined name is an error, control characters are replaced."""
    found = Environment(
        loader=PackageLoader("perspectives.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    found.filters |= {
        "counted": figures.counted,
        "difference": cells.compared,
        "percent": figures.percent,
        "plural": figures.plural,
        "probability": figures.probability,
        "safe_url": safe_url,
        "shorten": shorten,
        "signed": figures.signed,
        "thousands": figures.thousands,
    }
    return found


def _finalize(value: object) -> object:
    return neutralize(value) if type(value) is str else value
