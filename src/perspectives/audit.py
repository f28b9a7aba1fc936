"""What a user's own labels say of the models: an audit of each outlet beside the shipped error estimate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from perspectives import store
from perspectives.errors import PerspectivesError
from perspectives.evaluate.rates import error_rates
from perspectives.evaluate.units import UnitLabels, labeled_units
from perspectives.labels.sample import cut
from perspectives.model_error import ErrorRates, ErrorTable
from perspectives.records import Analysis, Conflict, Span
from perspectives.voices import outlet_of


def audited(errors: ErrorTable, analyses: Sequence[Analysis], labels: Sequence[Path], conflict: Conflict) -> ErrorTable:
    """The error table with what a user's audit labels say of each outlet; they replace the shipped estimate.

    Args:
        errors: the shipped estimate, which stays for outlets and labels without audit.
        analyses: what the models said.
        labels: JSON lines of ``perspectives import`` for an audit sample (``perspectives sample``). A sentence that
            comes again with the same labels counts once; it counts for the outlet whose own voice it would be.
        conflict: whose sides and frames were looked for, also where a sample holds none of a kind.

    Raises:
        PerspectivesError: where a labeled document is not among the analyses, or its text differs; or a sentence
            comes again with other labels.
    """
    said = {analysis.document.id: analysis for analysis in analyses if not analysis.skipped}
    by_outlet: dict[str, list[tuple[Analysis, Analysis]]] = {}
    for truth in _distinct(_read(labels, said)):
        other = said[truth.document.id]
        outlets: dict[str, set[int]] = {}
        for sentence in truth.sentences:
            outlets.setdefault(outlet_of(other.document, sentence), set()).add(sentence.id)
        for outlet, sentences in outlets.items():
            part = cut(replace(truth, mentions=other.mentions), sentences)
            by_outlet.setdefault(outlet, []).append((part, other))
    audits = {
        (outlet, label): ErrorRates(*counts)
        for outlet, pairs in sorted(by_outlet.items())
        for label, counts in error_rates([gold for gold, _ in pairs], [other for _, other in pairs], conflict).items()
    }
    return ErrorTable(errors.rates, audits)


def _read(labels: Sequence[Path], said: Mapping[str, Analysis]) -> Iterator[tuple[Path, Analysis]]:
    for path in labels:
        for truth in store.read_analyses(path):
            other = said.get(truth.document.id)
            if other is None or other.document.text != truth.document.text:
                raise PerspectivesError(
                    f"{path}: the audited document {truth.document.id!r} is not among the articles, or its text differs"
                )
            yield path, truth


def _distinct(read: Iterator[tuple[Path, Analysis]]) -> Iterator[Analysis]:
    """The labels of every sentence once: twice as many of the same would feign an audit of twice the size."""
    known: dict[tuple[str, Span], UnitLabels] = {}
    for path, truth in read:
        units, fresh = labeled_units(truth), set()
        for sentence, span, labels in zip(truth.sentences, units.spans, units.labels, strict=True):
            place = truth.document.id, span
            if place not in known:
                fresh.add(sentence.id)
            elif known[place] != labels:
                raise PerspectivesError(
                    f"{path}: sentence {sentence.id} of {truth.document.id!r} comes twice, with other labels; "
                    "give those of one annotator (perspectives agreement shows where two differ)"
                )
            known[place] = labels
        yield cut(truth, fresh)
