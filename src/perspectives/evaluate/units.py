"""Figures of whole analyses on gold ones: units, main side, attributed sides, stance and frames."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from perspectives.errors import PerspectivesError
from perspectives.evaluate.intervals import Counts, Estimate, Statistic, difference, divide, estimate, ratio
from perspectives.records import AUTHOR, BOILERPLATE, Analysis, Span

POLAR = ("favorable", "critical")
_SHARES = ("main_side", "side_sets", "frame_shared", "kind", "polarity")
_F1S = ("stance", "stance_unheld", "frames", "boilerplate", "boundaries", "units")
_COLUMNS = (
    *(f"{name}.{part}" for name in _SHARES for part in ("right", "all")),
    *(f"{name}.{part}" for name in _F1S for part in ("right", "predicted", "gold")),
)
_AT = {name: index for index, name in enumerate(_COLUMNS)}


@dataclass(frozen=True, slots=True)
class UnitLabels:
    """What is said of one unit; ``sides`` are those of the attributions that cover it."""

    side: str = AUTHOR
    sides: frozenset[str] = frozenset()
    stances: frozenset[tuple[str, str, str]] = frozenset()
    frames: frozenset[str] = frozenset()
    boilerplate: bool = False
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class LabeledUnits:
    """The units of a document as spans with their labels."""

    spans: tuple[Span, ...]
    labels: tuple[UnitLabels, ...]


def labeled_units(analysis: Analysis) -> LabeledUnits:
    """The units of an analysis; of the stances only polar ones, as (holder, target, label)."""
    sides: dict[int, set[str]] = {}
    for attribution in analysis.attributions:
        for sentence in attribution.sentences:
            sides.setdefault(sentence, set()).add(attribution.side)
    stances: dict[int, set[tuple[str, str, str]]] = {}
    for stance in analysis.stances:
        if stance.label in POLAR:
            stances.setdefault(stance.sentence, set()).add((stance.holder, stance.target, stance.label))
    return LabeledUnits(
        tuple((s.start, s.end) for s in analysis.sentences),
        tuple(
            UnitLabels(
                s.side,
                frozenset(sides.get(s.id, ())),
                frozenset(stances.get(s.id, ())),
                frozenset(f.frame for f in s.frames),
                s.kind == BOILERPLATE,
                s.kind,
            )
            for s in analysis.sentences
        ),
    )


def align(gold: Sequence[Span], predicted: Sequence[Span]) -> tuple[tuple[int, ...], ...]:
    """For each gold unit the predicted units that stand for it, that of the largest overlap first.

    A predicted unit goes to the gold unit that it overlaps most; a gold unit left without one (two gold units
    predicted as one) takes the unit that overlaps it most. Both lists are in text order and do not overlap
    themselves.
    """
    overlaps: dict[tuple[int, int], int] = {}
    first = 0
    for g, (start, end) in enumerate(gold):
        while first < len(predicted) and predicted[first][1] <= start:
            first += 1
        p = first
        while p < len(predicted) and predicted[p][0] < end:
            overlaps[g, p] = min(end, predicted[p][1]) - max(start, predicted[p][0])
            p += 1
    home: dict[int, int] = {}
    best: dict[int, int] = {}
    for (g, p), size in overlaps.items():
        if p not in home or size > overlaps[home[p], p]:
            home[p] = g
        if g not in best or size > overlaps[g, best[g]]:
            best[g] = p
    mine: dict[int, list[int]] = {}
    for p, g in home.items():
        mine.setdefault(g, []).append(p)
    return tuple(
        tuple(sorted(mine.get(g, [best[g]] if g in best else []), key=lambda p: (-overlaps[g, p], p)))
        for g in range(len(gold))
    )


def merged(units: LabeledUnits, which: Sequence[int]) -> UnitLabels:
    """The labels of several units taken as one: side and kind of the first, all else united."""
    if not which:
        return UnitLabels()
    labels = [units.labels[index] for index in which]
    return UnitLabels(
        labels[0].side,
        frozenset().union(*(one.sides for one in labels)),
        frozenset().union(*(one.stances for one in labels)),
        frozenset().union(*(one.frames for one in labels)),
        labels[0].boilerplate,
        labels[0].kind,
    )


@dataclass(frozen=True, slots=True)
class AnalysisScore:
    """Counts of one system on gold analyses, one row a document, and the pairs of main sides (gold, predicted)."""

    counts: Counts
    sides: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """All figures as plain numbers, rounded to four digits."""
        total = self.counts.sum(axis=0)
        found = {name: round(float(statistic(total)), 4) for name, statistic in STATISTICS.items()}
        return found | {"main_side_kappa": round(_kappa(self.sides), 4)}

    def estimates(self) -> dict[str, Estimate]:
        """All figures with intervals by document."""
        return {name: estimate(self.counts, statistic) for name, statistic in STATISTICS.items()}

    def against(self, other: AnalysisScore) -> dict[str, Estimate]:
        """All figures minus those of another system on the same documents."""
        return {name: difference(self.counts, other.counts, statistic) for name, statistic in STATISTICS.items()}


def score_analyses(gold: Sequence[Analysis], predicted: Sequence[Analysis]) -> AnalysisScore:
    """Score analyses against gold ones of the same documents (matched by id).

    Main side, attributed sides, stance and frames are counted on gold units that are not boilerplate. A gold
    document without text (offsets only) must carry its sha256. Raises PerspectivesError where a document is
    missing or its text differs.
    """
    by_id = {analysis.document.id: analysis for analysis in predicted}
    rows, sides = [], Counter[tuple[str, str]]()
    for analysis in gold:
        other = by_id.get(analysis.document.id)
        if other is None:
            raise PerspectivesError(f"no analysis of the gold document {analysis.document.id!r}")
        digest = hashlib.sha256(other.document.text.encode()).hexdigest()
        if digest != analysis.document.sha256:
            raise PerspectivesError(f"document {analysis.document.id!r}: its text is not the one that was labeled")
        rows.append(_count(labeled_units(analysis), labeled_units(other), sides))
    return AnalysisScore(np.array(rows, dtype=float).reshape(-1, len(_COLUMNS)), dict(sides))


def _count(gold: LabeledUnits, predicted: LabeledUnits, pairs: Counter[tuple[str, str]]) -> list[int]:
    counts = dict.fromkeys(_COLUMNS, 0)

    def share(name: str, right: bool) -> None:
        counts[f"{name}.right"] += right
        counts[f"{name}.all"] += 1

    def sets(name: str, true: frozenset[object], said: frozenset[object]) -> None:
        for part, value in (("right", true & said), ("predicted", said), ("gold", true)):
            counts[f"{name}.{part}"] += len(value)

    for labels, which in zip(gold.labels, align(gold.spans, predicted.spans), strict=True):
        guess = merged(predicted, which)
        share("kind", labels.kind == guess.kind)
        sets("boilerplate", frozenset([1] * labels.boilerplate), frozenset([1] * guess.boilerplate))
        if labels.boilerplate:
            continue
        pairs[labels.side, guess.side] += 1
        share("main_side", labels.side == guess.side)
        share("side_sets", labels.sides == guess.sides)
        sets("stance", frozenset(labels.stances), frozenset(guess.stances))
        sets("stance_unheld", frozenset(s[1:] for s in labels.stances), frozenset(s[1:] for s in guess.stances))
        true, said = _polarities(labels), _polarities(guess)
        for pair in true.keys() & said.keys():
            share("polarity", true[pair] == said[pair])
        sets("frames", frozenset(labels.frames), frozenset(guess.frames))
        if labels.frames:
            share("frame_shared", bool(labels.frames & guess.frames))
    sets("boundaries", frozenset(e for _, e in gold.spans), frozenset(e for _, e in predicted.spans))
    sets("units", frozenset(gold.spans), frozenset(predicted.spans))
    return list(counts.values())


def _polarities(unit: UnitLabels) -> dict[tuple[str, str], set[str]]:
    """The polar labels by holder and target; a merged unit may have both."""
    found: dict[tuple[str, str], set[str]] = {}
    for holder, target, label in unit.stances:
        found.setdefault((holder, target), set()).add(label)
    return found


def _kappa(pairs: Mapping[tuple[str, str], int]) -> float:
    n = sum(pairs.values())
    if not n:
        return 0.0
    gold, guess = Counter[str](), Counter[str]()
    for (g, p), count in pairs.items():
        gold[g] += count
        guess[p] += count
    agreed = sum(count for (g, p), count in pairs.items() if g == p) / n
    chance = sum(gold[side] * guess[side] for side in gold) / n**2
    return (agreed - chance) / (1 - chance) if chance < 1 else 0.0


def _f1(name: str) -> Statistic:
    right, predicted, gold = (_AT[f"{name}.{part}"] for part in ("right", "predicted", "gold"))
    return lambda counts: divide(2 * counts[..., right], counts[..., predicted] + counts[..., gold])


def _share(name: str) -> Statistic:
    return ratio(_AT[f"{name}.right"], _AT[f"{name}.all"])


STATISTICS: dict[str, Statistic] = {
    "main_side_accuracy": _share("main_side"),
    "attributed_sides_exact": _share("side_sets"),
    "polar_stance_f1": _f1("stance"),
    "polar_stance_unheld_f1": _f1("stance_unheld"),
    "polarity_accuracy": _share("polarity"),
    "frames_f1": _f1("frames"),
    "frames_shared": _share("frame_shared"),
    "boilerplate_f1": _f1("boilerplate"),
    "kind_accuracy": _share("kind"),
    "boundary_f1": _f1("boundaries"),
    "unit_f1": _f1("units"),
}
"""Name to figure: those of a stance need holder, target and label right, ``unheld`` only target and label."""
