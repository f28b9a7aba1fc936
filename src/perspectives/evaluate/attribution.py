"""Figures of attribution on gold annotations: sentences, tokens, exact spans, matched attributions, source heads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from perspectives.evaluate.gold import ROLES, GoldDocument, Roles, gold_document, roles
from perspectives.evaluate.intervals import Counts, Estimate, Statistic, difference, divide, estimate, ratio
from perspectives.records import Analysis, Span

QUOTED = ("direct", "mixed", "indirect")
_WORD = re.compile(r"\w")
_QUOTATION = re.compile(r"[\"“][^\"”]*[\"”]?")
# A source's head is its last word before one of these.
_HEAD_STOPS = frozenset(
    re.split(
        " ",
        "of who which that in for from at with on to by whose where during after including as about against like near "
        "— – - ( , ; :",
    )
)
_CLITICS = frozenset({"’s", "'s"})


# The columns of the counts: three (right, predicted, gold) for each of these, then the rest.
_PAIRED = ("content_match", *(f"exact_{role}" for role in sorted(ROLES)), "full")
_TRIPLES = (*_PAIRED, *(f"token_{role}" for role in sorted(ROLES)))
_SINGLES = ("yes_yes", "yes_no", "no_yes", "no_no", "sources", "sources_given", "sources_right")
_COLUMNS = [
    *(f"{name}.{part}" for name in _TRIPLES for part in ("right", "predicted", "gold")),
    *_SINGLES,
    *(f"recall_{kind}.{part}" for kind in QUOTED for part in ("right", "gold")),
]
_AT = {name: index for index, name in enumerate(_COLUMNS)}


@dataclass(frozen=True, slots=True)
class AttributionScore:
    """Counts of one system on gold documents, one row a document."""

    counts: Counts

    def figures(self) -> dict[str, Any]:
        """All figures, rounded to four digits, as one object of plain numbers."""
        total = self.counts.sum(axis=0)
        found: dict[str, Any] = {name: round(float(f(total)), 4) for name, f in _STATISTICS.items()}
        for name in _TRIPLES:
            right, predicted, gold = total[_AT[f"{name}.right"] : _AT[f"{name}.right"] + 3].tolist()
            found[name] = _prf(right, predicted, gold)
        found["recall_by_type"] = {
            kind: round(float(total[_AT[f"recall_{kind}.right"]] / total[_AT[f"recall_{kind}.gold"]]), 4)
            for kind in QUOTED
            if total[_AT[f"recall_{kind}.gold"]]
        }
        return found

    def estimates(self) -> dict[str, Estimate]:
        """The main figures with intervals by document."""
        return {name: estimate(self.counts, statistic) for name, statistic in _STATISTICS.items()}

    def against(self, other: AttributionScore) -> dict[str, Estimate]:
        """The main figures minus those of another system on the same documents."""
        return {name: difference(self.counts, other.counts, f) for name, f in _STATISTICS.items()}


def score_attribution(gold: Sequence[GoldDocument], predicted: Mapping[str, Sequence[Roles]]) -> AttributionScore:
    """Score predicted attributions (by document id; a missing document has none) against gold.

    Spans are code points into the gold document's text.
    """
    return AttributionScore(np.array([_count(d, predicted.get(d.id, ())) for d in gold]).reshape(-1, len(_COLUMNS)))


def score_attributions(labeled: Sequence[Analysis], found: Sequence[Analysis]) -> AttributionScore:
    """Score the attributions of analyses against those of labeled documents of the same ids."""
    said = {analysis.document.id: [roles(item) for item in analysis.attributions] for analysis in found}
    return score_attribution([gold_document(analysis) for analysis in labeled], said)


class _Tokens:
    """Token indices of character spans in one document."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self.words = [text[start:end] for start, end in spans]
        self.is_word = [bool(_WORD.search(word)) for word in self.words]
        self._at = [-1] * (len(text) + 1)
        for index, (start, end) in enumerate(spans):
            self._at[start:end] = [index] * (end - start)

    def inside(self, spans: Sequence[Span]) -> frozenset[int]:
        """The tokens that the spans touch."""
        return frozenset(i for start, end in spans for i in self._at[max(start, 0) : end] if i >= 0)

    def head(self, indices: frozenset[int]) -> int:
        """The head of a source: its last word before a preposition, relative pronoun or mark."""
        ordered = sorted(indices)
        head = ordered[0]
        for position, index in enumerate(ordered):
            word = self.words[index].lower()
            if position and word in _HEAD_STOPS:
                break
            if self.is_word[index] and word not in _CLITICS:
                head = index
        return head


@dataclass(frozen=True, slots=True)
class _Indexed:
    """An attribution as token indices."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def _count(document: GoldDocument, predicted: Sequence[Roles]) -> list[float]:
    tokens = _Tokens(document.text, document.tokens)
    words = frozenset(i for i, is_word in enumerate(tokens.is_word) if is_word)
    gold = [_indexed(tokens, a) for a in document.attributions]
    guess = [_indexed(tokens, a) for a in predicted]
    counts: dict[str, float] = dict.fromkeys(_COLUMNS, 0)

    def add(name: str, right: int, said: int, true: int) -> None:
        for part, value in (("right", right), ("predicted", said), ("gold", true)):
            counts[f"{name}.{part}"] += value

    for role in ROLES:
        g = frozenset[int]().union(*(getattr(a, role) for a in gold)) & words
        p = frozenset[int]().union(*(getattr(a, role) for a in guess)) & words
        add(f"token_{role}", len(g & p), len(p), len(g))
        g_spans = {_trimmed(document.text, a.get(role)) for a in document.attributions} - {None}
        p_spans = {_trimmed(document.text, a.get(role)) for a in predicted} - {None}
        add(f"exact_{role}", len(g_spans & p_spans), len(p_spans), len(g_spans))
    said = frozenset[int]().union(*(a.content for a in guess)) & words
    _count_sentences(counts, document, tokens, (gold, guess))
    matched = _match(gold, guess)
    right = sum(_same_source(tokens, gold[g], guess[p]) for g, p in matched)
    add("content_match", len(matched), len(guess), len(gold))
    add("full", right, len(guess), len(gold))
    for indexed, raw in zip(gold, document.attributions, strict=True):
        kind = _quotation(document.text, raw.get("content", ()))
        counts[f"recall_{kind}.right"] += len(indexed.content & words & said)
        counts[f"recall_{kind}.gold"] += len(indexed.content & words)
    return list(counts.values())


def _count_sentences(
    counts: dict[str, float],
    document: GoldDocument,
    tokens: _Tokens,
    attributions: tuple[list[_Indexed], list[_Indexed]],
) -> None:
    gold, guess = attributions
    words = frozenset(i for i, is_word in enumerate(tokens.is_word) if is_word)
    true = frozenset[int]().union(*(a.content for a in gold))
    said = frozenset[int]().union(*(a.content for a in guess))
    for span in document.sentences:
        inside = tokens.inside([span]) & words
        if not inside:
            continue
        has = bool(inside & true)
        counts[f"{'yes' if has else 'no'}_{'yes' if inside & said else 'no'}"] += 1
        if not has:
            continue
        main = max(gold, key=lambda a: len(a.content & inside))
        if not main.source:
            continue
        counts["sources"] += 1
        best = max(
            (a for a in guess if a.content & inside),
            key=lambda a: (len(a.content & inside & main.content), len(a.content & inside)),
            default=None,
        )
        if best and best.source:
            counts["sources_given"] += 1
            counts["sources_right"] += tokens.head(main.source) in best.source


def _match(gold: list[_Indexed], guess: list[_Indexed]) -> list[tuple[int, int]]:
    """Pairs of gold and predicted attributions, one to one, best content Jaccard first, at least one half."""
    pairs = sorted(
        (
            (len(g.content & p.content) / len(g.content | p.content), gi, pi)
            for gi, g in enumerate(gold)
            for pi, p in enumerate(guess)
            if g.content & p.content
        ),
        reverse=True,
    )
    matched: dict[int, int] = {}
    for jaccard, gi, pi in pairs:
        if jaccard >= 0.5 and gi not in matched and pi not in matched.values():
            matched[gi] = pi
    return list(matched.items())


def _same_source(tokens: _Tokens, gold: _Indexed, guess: _Indexed) -> bool:
    return tokens.head(gold.source) in guess.source if gold.source else not guess.source


def _indexed(tokens: _Tokens, attribution: Roles) -> _Indexed:
    return _Indexed(*(tokens.inside(attribution.get(role) or ()) for role in ROLES))


def _trimmed(text: str, spans: Sequence[Span] | None) -> Span | None:
    """The hull of the spans without outer punctuation."""
    if not spans:
        return None
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return (start, end) if end > start else None


def _quotation(text: str, spans: Sequence[Span]) -> str:
    """direct, mixed or indirect, by the share of the content that stands in quotation marks."""
    content = " ".join(text[start:end] for start, end in spans)
    share = sum(len(found) for found in _QUOTATION.findall(content)) / max(len(content), 1)
    if not share and spans and text[max(spans[0][0] - 2, 0) : spans[0][0]].strip()[-1:] in {'"', "“"}:
        share = 1.0
    return "direct" if share > 0.85 else "mixed" if share > 0 else "indirect"


def _prf(right: float, predicted: float, gold: float) -> dict[str, float]:
    p, r = (right / n if n else 0.0 for n in (predicted, gold))
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r) if p + r else 0.0, 4)}


def _f1(name: str) -> Statistic:
    first = _AT[f"{name}.right"]

    def statistic(counts: Counts) -> Counts:
        return divide(2 * counts[..., first], counts[..., first + 1] + counts[..., first + 2])

    return statistic


def _sentence_agreement(counts: Counts) -> tuple[Counts, Counts]:
    """Observed and chance agreement on which sentences hold attributed content."""
    cells = counts[..., _AT["yes_yes"] : _AT["no_no"] + 1]
    n = np.maximum(cells.sum(axis=-1), 1)
    yes_yes, yes_no, no_yes, no_no = (cells[..., i] / n for i in range(4))
    gold, guess = yes_yes + yes_no, yes_yes + no_yes
    return yes_yes + no_no, gold * guess + (1 - gold) * (1 - guess)


def _kappa(counts: Counts) -> Counts:
    agreed, chance = _sentence_agreement(counts)
    return divide(agreed - chance, 1 - chance)


_STATISTICS: dict[str, Statistic] = {
    "sentence_kappa": _kappa,
    "sentence_accuracy": lambda counts: _sentence_agreement(counts)[0],
    "content_f1": _f1("token_content"),
    "source_head": ratio(_AT["sources_right"], _AT["sources"]),
    "source_head_precision": ratio(_AT["sources_right"], _AT["sources_given"]),
    "full_f1": _f1("full"),
}
