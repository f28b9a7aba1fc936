"""What a user's own labels say of the models: an audit of each outlet beside the shipped error estimate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from perspectives import store
from perspectives.errors import PerspectivesError
from perspectives.evaluate.rates import error_rates
from perspectives.model_error import ErrorRates, ErrorTable
from perspectives.records import Analysis, Conflict


def audited(errors: ErrorTable, analyses: Sequence[Analysis], labels: Sequence[Path], conflict: Conflict) -> ErrorTable:
    """The error table with what a user's audit labels say of each outlet; they replace the shipped estimate.

    Args:
        errors: the shipped estimate, which stays for outlets and labels without audit.
        analyses: what the models said.
        labels: JSON lines of ``perspectives import`` for an audit sample (``perspectives sample``).
        conflict: whose sides and frames were looked for, also where a sample holds none of a kind.

    Raises:
        PerspectivesError: where a labeled document is not among the analyses, or its text differs.
    """
    said = {analysis.document.id: analysis for analysis in analyses if not analysis.skipped}
    by_outlet: dict[str, list[tuple[Analysis, Analysis]]] = {}
    for path in labels:
        for truth in store.read_analyses(path):
            other = said.get(truth.document.id)
            if other is None or other.document.text != truth.document.text:
                raise PerspectivesError(
                    f"{path}: the audited document {truth.document.id!r} is not among the articles, or its text differs"
                )
            pair = replace(truth, mentions=other.mentions), other
            by_outlet.setdefault(other.document.outlet, []).append(pair)
    audits = {
        (outlet, label): ErrorRates(*counts)
        for outlet, pairs in sorted(by_outlet.items())
        for label, counts in error_rates([gold for gold, _ in pairs], [other for _, other in pairs], conflict).items()
    }
    return ErrorTable(errors.rates, audits)
