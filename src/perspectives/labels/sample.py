"""Samples of analyzed sentences for an audit by people."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from perspectives.errors import PerspectivesError
from perspectives.records import Analysis
from perspectives.voices import counted

Place = tuple[Analysis, int]
"""A sentence: its analysis and its id."""


def sample(analyses: Iterable[Analysis], n: int, seed: int, strategy: str = "random") -> tuple[Analysis, ...]:
    """Choose ``n`` sentences of each outlet and return their analyses cut down to them.

    Boilerplate is never chosen; an introduction is its republisher's, as in the report. ``strategy`` is one of
    STRATEGIES: ``random`` draws one at random from each of ``n`` equal stretches of the outlet's sentences in order
    of date, so that every period is represented and every sentence is as likely as any other; ``uncertain`` takes
    those whose least certain label is least certain, which is for labeling, not for estimating accuracy. The same
    seed gives the same sample, whatever else is among the analyses. Raises PerspectivesError for an unknown strategy
    or no sentences.
    """
    if strategy not in STRATEGIES:
        raise PerspectivesError(f"unknown strategy {strategy!r}: choose from {', '.join(STRATEGIES)}")
    if n < 1:
        raise PerspectivesError(f"a sample needs at least one sentence, not {n}")
    outlets: dict[str, list[Place]] = {}
    for analysis in analyses:
        for unit, outlet in counted(analysis):
            outlets.setdefault(outlet, []).append((analysis, unit.id))
    if not outlets:
        raise PerspectivesError("there are no sentences to draw from")
    chosen: dict[str, tuple[Analysis, set[int]]] = {}
    for outlet in sorted(outlets):
        ordered = sorted(outlets[outlet], key=_by_date)
        for analysis, sentence in STRATEGIES[strategy](ordered, n, random.Random(f"{seed} {outlet}")):
            chosen.setdefault(analysis.document.id, (analysis, set()))[1].add(sentence)
    return tuple(cut(analysis, sentences) for analysis, sentences in chosen.values())


def cut(analysis: Analysis, sentences: set[int]) -> Analysis:
    """An analysis with only some sentences and their labels; ids stay, and the text is whole as context."""
    attributions = (
        replace(a, sentences=tuple(s for s in a.sentences if s in sentences))
        for a in analysis.attributions
        if sentences.intersection(a.sentences)
    )
    kept = tuple(attributions)
    ids = {a.id for a in kept}
    return replace(
        analysis,
        sentences=tuple(s for s in analysis.sentences if s.id in sentences),
        attributions=tuple(replace(a, parent=a.parent if a.parent in ids else None) for a in kept),
        stances=tuple(s for s in analysis.stances if s.sentence in sentences),
        withheld=tuple(s for s in analysis.withheld if s.sentence in sentences),
        mentions=tuple(m for m in analysis.mentions if m.sentence in sentences),
        namings=tuple(u for u in analysis.namings if u.sentence in sentences),
    )


def blank(analysis: Analysis) -> Analysis:
    """An analysis without its labels, units apart: an auditor who sees the machine's labels tends to agree."""
    return replace(
        analysis,
        sentences=tuple(replace(s, side="author", frames=()) for s in analysis.sentences),
        attributions=(),
        stances=(),
        withheld=(),
        mentions=(),
        namings=(),
    )


def certainty(analysis: Analysis) -> dict[int, float]:
    """The least probability among a sentence's labels, by sentence id; withheld stances count, no labels is 1."""
    least = {s.id: min((f.probability for f in s.frames), default=1.0) for s in analysis.sentences}
    for attribution in analysis.attributions:
        for sentence in attribution.sentences:
            least[sentence] = min(least.get(sentence, 1.0), attribution.probability)
    for stance in (*analysis.stances, *analysis.withheld):
        least[stance.sentence] = min(least.get(stance.sentence, 1.0), stance.probability)
    return least


def _by_date(place: Place) -> tuple[str, str, int]:
    document = place[0].document
    return document.published or "", document.id, place[1]


def _random(places: Sequence[Place], n: int, rng: random.Random) -> list[Place]:
    """One place from each of n stretches; turning the stretches by a random step makes all places equally likely."""
    size = len(places)
    if n >= size:
        return list(places)
    turn, edges = rng.randrange(size), [i * size // n for i in range(n + 1)]
    return [places[(turn + rng.randrange(first, last)) % size] for first, last in pairwise(edges)]


def _uncertain(places: Sequence[Place], n: int, rng: random.Random) -> list[Place]:
    known = {id(analysis): certainty(analysis) for analysis, _ in places}
    return sorted(places, key=lambda place: (known[id(place[0])].get(place[1], 1.0), *_by_date(place)))[:n]


STRATEGIES: dict[str, Callable[[Sequence[Place], int, random.Random], list[Place]]] = {
    "random": _random,
    "uncertain": _uncertain,
}
