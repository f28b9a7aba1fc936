"""Agreement of annotators: Krippendorff's alpha per field, span F1, and where they disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from perspectives.errors import PerspectivesError
from perspectives.evaluate.attribution import score_attributions
from perspectives.evaluate.units import align
from perspectives.records import BOILERPLATE, Analysis, Sentence

Value = Hashable
Distance = Callable[[Value, Value], float]


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """Krippendorff's alpha of a field over the items that two or more annotators judged; ``exact`` is the share
    of pairs of judgments that are equal. ``alpha`` is None where nothing varies or nothing was judged twice."""

    field: str
    alpha: float | None
    exact: float | None
    items: int


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """Mean F1 between pairs of annotators of a role's spans: equal but for outer marks, and by words.

    Pairs of whom neither marked any such span are left out; None where no pair is left.
    """

    role: str
    exact: float | None
    words: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item judged differently: ``values`` are the annotators' judgments in their order, as text."""

    document: str
    sentence: int
    text: str
    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What `agreement` finds over ``documents`` documents and ``units`` units of the first annotator."""

    fields: tuple[FieldAgreement, ...]
    spans: tuple[SpanAgreement, ...]
    disagreements: tuple[Disagreement, ...]
    documents: int
    units: int


@dataclass(frozen=True, slots=True)
class _Item:
    field: str
    document: str
    sentence: int
    text: str
    values: tuple[Value, ...]


def nominal(a: Value, b: Value) -> float:
    """Distance 0 where equal, else 1."""
    return float(a != b)


def masi(a: Value, b: Value) -> float:
    """Distance of sets by their overlap and inclusion: 0 equal, 1 disjoint.

    Source: Passonneau, Measuring agreement on set-valued items (LREC 2006).
    """
    if not isinstance(a, frozenset) or not isinstance(b, frozenset):
        raise TypeError("MASI compares frozensets")
    if a == b:
        return 0.0
    common = len(a & b)
    inclusion = 0.0 if not common else 2 / 3 if a < b or b < a else 1 / 3
    return 1.0 - common / len(a | b) * inclusion


def alpha(items: Iterable[Sequence[Value]], distance: Distance = nominal) -> float | None:
    """Krippendorff's alpha of judgments: 1 is perfect agreement, 0 that of chance.

    Each item holds the judgments that were made of it, in any number; items with fewer than two count for
    nothing. None where no item is judged twice or all judgments are equal. Source: Krippendorff, Content
    Analysis (4th ed., 2019), chapter 12.
    """
    judged = [tuple(item) for item in items if len(item) > 1]
    totals = Counter(value for item in judged for value in item)
    n = sum(totals.values())
    expected = sum(2 * x * y * distance(a, b) for (a, x), (b, y) in combinations(totals.items(), 2))
    if not expected:
        return None
    observed = sum(2 * sum(distance(a, b) for a, b in combinations(item, 2)) / (len(item) - 1) for item in judged)
    return 1.0 - (n - 1) * observed / expected


def agreement(annotators: Sequence[Sequence[Analysis]]) -> Agreement:
    """Compare two or more annotators' analyses of the same documents, matched by id.

    Annotators may have cut units differently: the others' are aligned to those of the first (see
    `evaluate.units.align`), and how they cut is a field of its own. Only documents that all have are
    compared. Raises PerspectivesError for fewer than two annotators, no common document, or texts that differ.
    """
    if len(annotators) < 2:
        raise PerspectivesError("agreement needs the labels of two or more annotators")
    by_id = [{a.document.id: a for a in analyses} for analyses in annotators]
    common = [identifier for identifier in by_id[0] if all(identifier in other for other in by_id)]
    if not common:
        raise PerspectivesError("the annotators have no document in common")
    items: list[_Item] = []
    for identifier in common:
        versions = [other[identifier] for other in by_id]
        _check_texts(identifier, [v.document.text for v in versions])
        items += _items(versions)
    return Agreement(
        fields=tuple(_field(name, [i for i in items if i.field == name]) for name in FIELDS),
        spans=_spans([[other[identifier] for other in by_id] for identifier in common]),
        disagreements=tuple(
            Disagreement(i.document, i.sentence, i.text, i.field, tuple(_shown(v) for v in i.values))
            for i in items
            if len(set(i.values)) > 1
        ),
        documents=len(common),
        units=sum(len(by_id[0][identifier].sentences) for identifier in common),
    )


def _check_texts(document: str, texts: Sequence[str]) -> None:
    for text in texts[1:]:
        if text != texts[0]:
            pairs = enumerate(zip(text, texts[0], strict=False))
            at = next((i for i, (a, b) in pairs if a != b), min(len(text), len(texts[0])))
            parts = " and ".join(repr(one[max(at - 20, 0) : at + 20]) for one in (texts[0], text))
            raise PerspectivesError(f"document {document!r}: the texts differ at character {at}: {parts}")


FIELDS: dict[str, Distance] = {
    "unit": nominal,
    "kind": nominal,
    "main side": nominal,
    "attributed sides": masi,
    "stances": masi,
    "polarity": nominal,
    "first frame": nominal,
    "frames": masi,
}
"""Field to distance; ``unit`` is whether a unit has the same bounds, ``stances`` the set of a unit's stances,
``polarity`` the label of a holder and target that all annotators gave."""


def _items(versions: Sequence[Analysis]) -> list[_Item]:
    first = versions[0]
    spans = [[(s.start, s.end) for s in v.sentences] for v in versions]
    aligned = [align(spans[0], other) for other in spans]
    found: list[_Item] = []
    for index, unit in enumerate(first.sentences):
        texts = first.document.text[unit.start : unit.end]
        groups = [
            [version.sentences[i] for i in which[index]] for version, which in zip(versions, aligned, strict=True)
        ]

        def add(name: str, values: Iterable[Value], unit: Sentence = unit, text: str = texts) -> None:
            found.append(_Item(name, first.document.id, unit.id, text, tuple(values)))

        add("unit", [[(s.start, s.end) for s in group] == [(unit.start, unit.end)] for group in groups])
        judged = [(v, group) for v, group in zip(versions, groups, strict=True) if group]
        add("kind", [group[0].kind for _, group in judged])
        if all(group[0].kind == BOILERPLATE for _, group in judged):
            continue
        add("main side", [group[0].side for _, group in judged])
        add("attributed sides", [_sides(v, group) for v, group in judged])
        add("first frame", [group[0].frames[0].frame if group[0].frames else "" for _, group in judged])
        add("frames", [frozenset(f.frame for s in group for f in s.frames) for _, group in judged])
        stances = [_stances(v, group) for v, group in judged]
        add("stances", [frozenset(f"{h}>{t}:{label}" for (h, t), label in one.items()) for one in stances])
        for pair in sorted(set.intersection(*(set(one) for one in stances)) if len(stances) > 1 else ()):
            add("polarity", [one[pair] for one in stances])
    return found


def _sides(version: Analysis, group: Sequence[Sentence]) -> frozenset[str]:
    ids = {s.id for s in group}
    return frozenset(a.side for a in version.attributions if ids.intersection(a.sentences))


def _stances(version: Analysis, group: Sequence[Sentence]) -> dict[tuple[str, str], str]:
    ids = {s.id for s in group}
    return {(s.holder, s.target): s.label for s in version.stances if s.sentence in ids}


def _field(name: str, items: Sequence[_Item]) -> FieldAgreement:
    values = [i.values for i in items if len(i.values) > 1]
    pairs = [(a, b) for item in values for a, b in combinations(item, 2)]
    exact = sum(a == b for a, b in pairs) / len(pairs) if pairs else None
    return FieldAgreement(name, alpha(values, FIELDS[name]), exact, len(values))


def _spans(documents: Sequence[Sequence[Analysis]]) -> tuple[SpanAgreement, ...]:
    annotators = list(zip(*documents, strict=True))
    scores = [(a, b, score_attributions(a, b).figures()) for a, b in combinations(annotators, 2)]
    found = []
    for role in ("source", "cue", "content"):
        compared = [figures for a, b, figures in scores if _has(a, role) or _has(b, role)]
        exact, words = (
            sum(figures[f"{kind}_{role}"]["f1"] for figures in compared) / len(compared) if compared else None
            for kind in ("exact", "token")
        )
        found.append(SpanAgreement(role, exact, words))
    return tuple(found)


def _has(analyses: Iterable[Analysis], role: str) -> bool:
    """Whether an annotator marked any span of a role."""
    return any(getattr(attribution, role) for analysis in analyses for attribution in analysis.attributions)


def _shown(value: Value) -> str:
    if isinstance(value, frozenset):
        return " ".join(sorted(map(str, value))) or "–"
    return str(value) or "–"
