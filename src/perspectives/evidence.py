"""The sentences behind every figure: the best of each, and how they are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from perspectives.records import (
    Analysis,
    Attribution,
    Conflict,
    Evidence,
    EvidenceAttribution,
    EvidenceMark,
    EvidenceStance,
    Sentence,
    Span,
)
from perspectives.references import ReferenceFinder, only_of_findings
from perspectives.tally import SHARED, Placement
from perspectives.voices import counted, covering, voice_of_stance

Ranked = tuple[float, str, int]
"""Minus the probability, document id and sentence number: the smallest is the best."""
Further = tuple[str, str, int, float]
"""Evidence key, document id, sentence number and probability."""
Placed = tuple[Analysis, Placement]
Chosen = tuple[str, int]
"""Document id and sentence number."""


@dataclass(frozen=True, slots=True)
class Pool:
    """For each evidence key how many sentences stand behind it, and references to the best of them."""

    totals: dict[str, int] = field(default_factory=dict)
    best: dict[str, list[Ranked]] = field(default_factory=dict)


def pool(placed: Iterable[Placed], conflict: Conflict, further: Iterable[Further], per_key: int) -> Pool:
    """The evidence of placed analyses, at most ``per_key`` references a key; their order does not matter.

    ``further`` are references that come from elsewhere, such as those of claims.
    """
    gathered = Pool()
    for key, document, number, probability in further:
        _add(gathered, key, (-probability, document, number), per_key)
    finder = ReferenceFinder(conflict)
    for analysis, placement in placed:
        for key, probability, number in finder.find(analysis, placement):
            _add(gathered, key, (-probability, analysis.document.id, number), per_key)
    return _sorted(gathered, per_key)


def merge(first: Pool, second: Pool, per_key: int) -> Pool:
    """The evidence of two disjoint sets of documents; associative and commutative."""
    joined = Pool(dict(first.totals), {key: list(best) for key, best in first.best.items()})
    for key, total in second.totals.items():
        joined.totals[key] = joined.totals.get(key, 0) + total
    for key, best in second.best.items():
        joined.best.setdefault(key, []).extend(best)
    return _sorted(joined, per_key)


def choose(
    gathered: Pool, first: Sequence[str], cap: int, uncompared: Collection[str] = frozenset()
) -> dict[Chosen, float]:
    """The (document id, sentence) to show, with the probability that ranks it; about ``cap`` of them.

    All of the keys in ``first``, those of findings, come in whole, then of every other cell the best, then the
    second best, and so on, so that a cap thins all lists alike. ``uncompared`` outlets have no cell to lead from.
    """
    chosen: dict[Chosen, float] = {}
    ranked = [ref for key in first for ref in gathered.best.get(key, ())]
    kept = set(first)
    rest = [
        best
        for key, best in sorted(gathered.best.items())
        if key not in kept and not only_of_findings(key) and _outlet(key) not in uncompared
    ]
    for rank in range(max(map(len, rest), default=0)):
        ranked += sorted(best[rank] for best in rest if len(best) > rank)
    for score, document, number in ranked:
        if len(chosen) >= cap:
            break
        chosen[document, number] = max(chosen.get((document, number), 0.0), -score)
    return chosen


def shown(
    placed: Iterable[Placed], conflict: Conflict, chosen: Mapping[Chosen, float], further: Iterable[Further]
) -> list[Evidence]:
    """The chosen sentences with all their labels and keys, most probable first."""
    extra: dict[Chosen, set[str]] = {}
    for key, document, number, _ in further:
        extra.setdefault((document, number), set()).add(key)
    documents = {document for document, _ in chosen}
    finder, found = ReferenceFinder(conflict), list[Evidence]()
    for analysis, placement in placed:
        name = analysis.document.id
        if name not in documents:
            continue
        keys: dict[int, set[str]] = {}
        for key, _, number in finder.find(analysis, placement):
            keys.setdefault(number, set()).add(key)
        found += [
            _shown(
                analysis, placement, unit, sorted(keys.get(unit[0].id, set()) | extra.get((name, unit[0].id), set()))
            )
            for unit in counted(analysis)
            if (name, unit[0].id) in chosen
        ]
    return sorted(found, key=lambda e: (-chosen[e.document, e.sentence], e.document, e.sentence))


def _shown(analysis: Analysis, placement: Placement, unit: tuple[Sentence, str], keys: Sequence[str]) -> Evidence:
    sentence, outlet = unit
    document = analysis.document
    attributions = covering(analysis, sentence)
    stances = [stance for stance in analysis.stances if stance.sentence == sentence.id]
    return Evidence(
        id=f"{document.id}:{sentence.id}",
        outlet=outlet,
        document=document.id,
        sentence=sentence.id,
        title=document.title,
        published=document.published,
        url=document.url,
        event=placement.event,
        kind=sentence.kind,
        text=document.slice((sentence.start, sentence.end)),
        side=sentence.side,
        provenance=tuple(f"{layer.name} ({layer.role})" for layer in document.provenance),
        marks=tuple(_marks(analysis, sentence, attributions)),
        attributions=tuple(
            EvidenceAttribution(a.id, a.parent, a.type, a.actor, a.side, a.probability, a.decided_by)
            for a in attributions
        ),
        stances=tuple(EvidenceStance(s.holder, s.target, s.label, s.probability, voice_of_stance(s)) for s in stances),
        frames=tuple((label.frame, label.probability) for label in sentence.frames),
        keys=tuple(keys),
    )


def _marks(analysis: Analysis, sentence: Sentence, attributions: Sequence[Attribution]) -> list[EvidenceMark]:
    labeled: list[tuple[Span, str, int | None]] = [
        (span, role, a.id)
        for a in attributions
        for role, spans in (("source", a.source), ("cue", a.cue), ("content", a.content))
        for span in spans or ()
    ]
    labeled += [((u.start, u.end), "naming", u.attribution) for u in analysis.namings if u.sentence == sentence.id]
    marks = set()
    for (start, end), role, number in labeled:
        start, end = max(start, sentence.start), min(end, sentence.end)
        if start < end:
            marks.add(EvidenceMark(start - sentence.start, end - sentence.start, role, number))
    return sorted(marks, key=lambda m: (m.start, -m.end, m.role, -1 if m.attribution is None else m.attribution))


def _outlet(key: str) -> str:
    """The outlet of a cell's key, which stands behind its family; of a claim's key something else."""
    return key.removeprefix(f"{SHARED}|").split("|")[1]


def _add(gathered: Pool, key: str, reference: Ranked, per_key: int) -> None:
    gathered.totals[key] = gathered.totals.get(key, 0) + 1
    best = gathered.best.setdefault(key, [])
    best.append(reference)
    # Sorting only when the list has doubled keeps the cost linear.
    if len(best) > 2 * per_key + 16:
        best.sort()
        del best[per_key:]


def _sorted(gathered: Pool, per_key: int) -> Pool:
    totals = dict(sorted(gathered.totals.items()))
    return Pool(totals, {key: sorted(best)[:per_key] for key, best in sorted(gathered.best.items())})
