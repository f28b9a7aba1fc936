"""What a user's own labels say of the models: an audit of each outlet beside the shipped error estimate."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from perspectives import store
from perspectives.errors import PerspectivesError
from perspectives.evaluate.rates import error_rates, rests_on
from perspectives.evaluate.units import UnitLabels, labeled_units
from perspectives.labels.sample import cut
from perspectives.model_error import ErrorRates, ErrorTable
from perspectives.records import AUTHOR, Analysis, Conflict, Span
from perspectives.voices import outlet_of

LAYERS: Mapping[str, Callable[[Analysis], bool]] = {
    "sides": lambda truth: any(s.side != AUTHOR for s in truth.sentences),
    "stances": lambda truth: bool(truth.stances),
    "frames": lambda truth: any(s.frames for s in truth.sentences),
}
"""Layer of labels to whether somebody has marked anything of it: an audit sample comes without a mark."""


def audited(
    errors: ErrorTable,
    analyses: Sequence[Analysis],
    labels: Sequence[Path],
    conflict: Conflict,
    layers: Collection[str] = (),
) -> ErrorTable:
    """The error table with what a user's audit labels say of each outlet; they replace the shipped estimate.

    Args:
        errors: the shipped estimate, which stays for outlets and labels without audit.
        analyses: what the models said.
        labels: JSON lines of ``perspectives import`` for an audit sample (``perspectives sample``). A sentence that
            comes again with the same labels counts once; it counts for the outlet whose own voice it would be.
        conflict: whose sides and frames were looked for, also where a sample holds none of a kind.
        layers: the layers that were labeled (keys of LAYERS); without any, those of which some mark is in the labels,
            for where nobody looked for frames, a sentence without frames says nothing.

    Raises:
        PerspectivesError: where a labeled document is not among the analyses, or its text differs; a sentence comes
            again with other labels; or nothing is marked.
    """
    said = {analysis.document.id: analysis for analysis in analyses if not analysis.skipped}
    truths = list(_distinct(_read(labels, said)))
    layers = layers or [name for name, marked in LAYERS.items() if any(map(marked, truths))]
    if not layers:
        raise PerspectivesError(
            f"the audit labels mark nothing; say which of {', '.join(LAYERS)} were looked for (--audit-layer)"
        )
    by_outlet: dict[str, list[tuple[Analysis, Analysis]]] = {}
    for truth in truths:
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
        if rests_on(label) <= set(layers)
    }
    return ErrorTable(errors.rates, audits, tuple(layer for layer in LAYERS if layer in layers))


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
