"""Attributions from role spans: which source, cue and content belong together, and what is nested in what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import as_file, files
from math import exp, log
from pathlib import Path
from typing import Any, Protocol

from perspectives.attribution.credible import CredibleModel
from perspectives.attribution.mainside import AuthorModel
from perspectives.attribution.pairs import KINDS, Pairs, pairs, sentences_of
from perspectives.attribution.sides import SideModel
from perspectives.attribution.spans import RoleSpan
from perspectives.attribution.spoken import SpokenModel, UnitsModel
from perspectives.dense import read
from perspectives.encoder import Encoding, FloatArray
from perspectives.records import Span

Spans = tuple[Span, ...]

PARTS = ("linker", "turns", "sides", "judges")
"""Files of what is learned, in the order in which they are trained: each on what those before it find."""

_FAR = log(0.02 / (1 - 0.02))  # log-odds of a pair that is not near enough to be judged
_SAY = 0.3  # weight of another content's view of a cue


@dataclass(frozen=True, slots=True)
class LinkedAttribution:
    """One source and content run; ``source`` and ``cue`` are None where implicit.

    ``parent`` is the index of the enclosing attribution in the list that :func:`link` returns, ``sentences``
    are indices of the sentences that the content covers.
    """

    source: Spans | None
    cue: Spans | None
    content: Spans | None
    parent: int | None
    probability: float
    sentences: tuple[int, ...]


class PairModel(Protocol):
    """A classifier of pairs."""

    def predict_proba(self, features: FloatArray) -> Any:
        """Probabilities (pairs, 2) that the spans do not, and do, belong to one attribution."""


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which a link counts; ``alone`` is asked of an attribution without a cue."""

    cue: float = 0.15
    source: float = 0.25
    same: float = 0.4
    alone: float = 0.35


@dataclass(frozen=True)
class Linker:
    """Learned classifiers of pairs of spans and of whose a source is, and from which probability a link counts."""

    model: PairModel
    sides: SideModel | None = None
    spoken: UnitsModel | None = None
    speakers: SideModel | None = None
    credible: CredibleModel | None = None
    author: AuthorModel | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)

    @classmethod
    def load(cls, folder: Path | None = None, parts: Sequence[str] = PARTS) -> Linker:
        """The linker in the files of a folder, by default those shipped with the package.

        ``parts`` are the first of :data:`PARTS`, for training what comes after them.

        Raises:
            PerspectivesError: where a file is missing, damaged or of another kind.
        """
        with as_file(files("perspectives").joinpath("data", "models")) as shipped:
            held = {name: read((folder or shipped) / f"{name}.npz", name) for name in parts}
        turns = held.get("turns")
        return cls(
            held["linker"]["model"],
            held["sides"]["model"] if "sides" in held else None,
            SpokenModel(turns["first"], turns["second"]) if turns else None,
            turns["speakers"] if turns else None,
            held["judges"]["credible"] if "judges" in held else None,
            held["judges"]["author"] if "judges" in held else None,
        )

    def link(
        self, spans: Sequence[RoleSpan], encoding: Encoding, text: str, sentences: Sequence[Span]
    ) -> list[LinkedAttribution]:
        """Attributions in reading order, outer before inner.

        Every content goes to the cue it most probably belongs to; contents of one cue are one attribution.
        A content without a cue joins the content before it where both are one run, else it stands alone.
        The source is the one that cue and contents together make most probable, or none.
        """
        if not any(span.role == "content" for span in spans):
            return []
        found = pairs(spans, encoding, text)
        chances = self.model.predict_proba(found.features)[:, 1].tolist() if len(found.kind) else []
        scores = _Scores(found, chances)
        attributions = []
        for contents, cue in _groups(spans, scores, self.thresholds):
            source, certainty = scores.source(contents, cue, self.thresholds.source)
            content = tuple((spans[i].start, spans[i].end) for i in contents)
            linked = LinkedAttribution(
                source=None if source is None else ((spans[source].start, spans[source].end),),
                cue=None if cue is None else ((spans[cue].start, spans[cue].end),),
                content=content,
                parent=None,
                probability=round(sum(spans[i].score for i in contents) / len(contents) * certainty, 4),
                sentences=sentences_of(content, sentences),
            )
            if cue is not None or linked.probability >= self.thresholds.alone:
                attributions.append((spans[contents[0]].depth, linked))
        return _nested(attributions)


class _Scores:
    """Log-odds of links by kind, query and candidate, and probabilities that two contents are one."""

    def __init__(self, found: Pairs, probability: Sequence[float]) -> None:
        self._by_kind: list[dict[int, dict[int, float]]] = [{} for _ in KINDS[:-1]]
        self._same: dict[int, dict[int, float]] = {}
        self._near: dict[int, dict[int, float]] = {}
        for kind, query, candidate, p in zip(
            found.kind.tolist(), found.query.tolist(), found.candidate.tolist(), probability, strict=True
        ):
            if kind < len(self._by_kind):
                self._by_kind[kind].setdefault(query, {})[candidate] = _logit(p)
            else:
                self._same.setdefault(query, {})[candidate] = p
                self._near.setdefault(query, {})[candidate] = p
                self._near.setdefault(candidate, {})[query] = p

    def cue(self, content: int) -> tuple[int | None, float]:
        """The most probable cue of a content; contents that may be one with it have a say."""
        own, near = self._by_kind[0].get(content, {}), self._near.get(content, {})
        logits = dict(own)
        for other, same in near.items():
            theirs = self._by_kind[0].get(other, {})
            for cue in logits:
                logits[cue] += _SAY * same * theirs.get(cue, _FAR)
        if not logits:
            return None, 0.0
        best = max(sorted(logits), key=lambda cue: logits[cue])
        return best, 1 / (1 + exp(-logits[best]))

    def same(self, content: int) -> dict[int, float]:
        """Later contents that may belong to the same attribution."""
        return self._same.get(content, {})

    def source(self, contents: Sequence[int], cue: int | None, threshold: float) -> tuple[int | None, float]:
        """The source that the contents and the cue agree on, and how certain the choice is."""
        views = [self._by_kind[1].get(content, {}) for content in contents]
        if cue is not None:
            views += [self._by_kind[2].get(cue, {})] * len(contents)
        candidates = {c for view in views for c in view}
        logits = {c: sum(view.get(c, _FAR) for view in views) / len(views) for c in candidates}
        best = max(sorted(logits), key=lambda c: logits[c], default=None)
        p = 0.0 if best is None else 1 / (1 + exp(-logits[best]))
        return (best, p) if p >= threshold else (None, 1 - p)


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return log(p / (1 - p))


def _groups(spans: Sequence[RoleSpan], scores: _Scores, thresholds: Thresholds) -> list[tuple[list[int], int | None]]:
    """Contents of each attribution, with its cue."""
    contents = [i for i, span in enumerate(spans) if span.role == "content"]
    cue_of: dict[int, int] = {}
    for content in contents:
        cue, p = scores.cue(content)
        if cue is not None and p >= thresholds.cue:
            cue_of[content] = cue
    group_of = {content: cue_of.get(content, -1 - content) for content in contents}
    for content in contents:
        for later, p in sorted(scores.same(content).items(), key=lambda x: -x[1]):
            if p < thresholds.same or (content in cue_of and later in cue_of):
                continue
            if later not in cue_of and group_of[later] == -1 - later:
                group_of[later] = group_of[content]
            elif content not in cue_of and group_of[content] == -1 - content:
                group_of[content] = group_of[later]
    groups: dict[int, list[int]] = {}
    for content in contents:
        groups.setdefault(group_of[content], []).append(content)
    return [(members, key if key >= 0 else None) for key, members in groups.items()]


def _nested(attributions: Sequence[tuple[int, LinkedAttribution]]) -> list[LinkedAttribution]:
    """Reading order, outer before inner, each inner one pointing to the attribution whose content holds it."""
    start = [min(s for s, _ in attribution.content or ()) for _, attribution in attributions]
    stop = [max(e for _, e in attribution.content or ()) for _, attribution in attributions]
    parents: list[int | None] = [None] * len(attributions)
    places: list[tuple[tuple[int, int], ...]] = [()] * len(attributions)
    for index, (depth, attribution) in sorted(enumerate(attributions), key=lambda item: item[1][0]):
        own = [*(attribution.content or ()), *(attribution.cue or ())]
        low, high = min(own)[0], max(e for _, e in own)
        most = 0
        for other, (other_depth, outer) in enumerate(attributions if depth else ()):
            if other_depth == depth - 1 and start[other] < high and low < stop[other]:
                shared = sum(max(0, min(e, f) - max(s, t)) for s, e in own for t, f in outer.content or ())
                if shared > most:
                    parents[index], most = other, shared
        parent = parents[index]
        places[index] = (*(() if parent is None else places[parent]), (start[index], index))
    order = sorted(range(len(attributions)), key=lambda index: places[index])
    rank = {index: position for position, index in enumerate(order)}
    return [replace(attributions[i][1], parent=None if (parent := parents[i]) is None else rank[parent]) for i in order]
