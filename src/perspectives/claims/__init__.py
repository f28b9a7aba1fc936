"""Aligned claims: what each side says happened, who carries it, who disputes it and who leaves it out."""

from __future__ import annotations

from collections.abc import Iterable

from perspectives.claims.align import align
from perspectives.claims.copies import marked
from perspectives.claims.extract import extract
from perspectives.claims.matrix import ClaimTables, tables
from perspectives.claims.model import Claim, ClaimEvent, Claims, Relation
from perspectives.claims.pairs import PairModel
from perspectives.claims.places import setting
from perspectives.claims.vectors import Encoded, encode, joined
from perspectives.claims.write import console, to_json
from perspectives.encoder import Encoder
from perspectives.events import EventFinder
from perspectives.index import Record, cluster, record
from perspectives.records import Analysis, Conflict

__all__ = [
    "Claim",
    "ClaimEvent",
    "ClaimTables",
    "Claims",
    "Encoded",
    "PairModel",
    "Relation",
    "align",
    "claims",
    "console",
    "encode",
    "extract",
    "tables",
    "to_json",
]

_TOGETHER = 1000
"""Claims encoded at once."""


def claims(
    analyses: Iterable[Analysis], conflict: Conflict, encoder: Encoder, model: PairModel | None = None
) -> Claims:
    """The aligned claims of some analyses; a document id that comes twice counts once, a copy with its original.

    Memory is that of the claims and their vectors, about 6 KB a claim; the analyses are read once and not kept.

    Raises:
        PerspectivesError: where the pair model is missing or damaged, or was fitted on another encoder.
    """
    model = model or PairModel.load()
    model.reader.check(encoder)
    where, finder = setting(conflict), EventFinder.of(conflict)
    found: list[Claim] = []
    waiting: list[Claim] = []
    parts: list[Encoded] = []
    seen: set[str] = set()
    records: list[Record] = []
    for analysis in analyses:
        if analysis.document.id in seen:
            continue
        seen.add(analysis.document.id)
        if analysis.skipped or analysis.document.skipped:
            continue
        records.append(record(analysis, finder))
        here = extract(analysis, where, records[-1].event)
        found += here
        waiting += here
        if len(waiting) >= _TOGETHER:
            parts.append(encode(waiting, encoder, model.reader.axes))
            waiting = []
    parts.append(encode(waiting, encoder, model.reader.axes))
    return align(marked(found, cluster(records)), joined(parts), conflict, model)
