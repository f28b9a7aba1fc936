"""Candidate pairs of role spans and the features by which a linker judges them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from perspectives.attribution.spans import RoleSpan, quotations
from perspectives.encoder import Encoding, FloatArray, Heads, IntArray
from perspectives.records import Span

KINDS = (("content", "cue"), ("content", "source"), ("cue", "source"), ("content", "content"))
"""Roles of query and candidate: does the candidate belong to the query's attribution?"""
_NEAREST = 3  # candidates kept on either side of a query
_SENTENCES = (3, 4, 2, 3)  # sentences that may lie between query and candidate, by kind
_PRONOUN = re.compile(r"(?:i|he|she|they|we|it|you|who|which|that)", re.IGNORECASE)
_SAYING = re.compile(r"\b(?:sa(?:y|ys|id|ying)|told|tells?|wrote|writes|add(?:s|ed)|ask(?:s|ed)|tweet(?:s|ed))\b", re.I)
_MARK = frozenset('"“”„«»‘’`')


@dataclass(frozen=True)
class Pairs:
    """Pairs of indices into a list of spans; arrays (pairs,) and features (pairs, n)."""

    kind: IntArray
    query: IntArray
    candidate: IntArray
    features: FloatArray


@dataclass(frozen=True)
class _Layout:
    """Where spans stand: first and last token, sentence of either, quotation (-1 outside), and running counts."""

    first: IntArray
    last: IntArray
    first_sentence: IntArray
    last_sentence: IntArray
    quotation: IntArray
    counts: IntArray
    own: FloatArray


def pairs(spans: Sequence[RoleSpan], encoding: Encoding, text: str) -> Pairs:
    """All pairs near enough to belong together, at equal depth, with their features.

    Features: the kind, order, distance in tokens, sentences and spans of either role, marks in between, shared
    quotation, what either span looks like, and the encoder's link scores with their rank among candidates.
    """
    layout = _layout(spans, encoding, text)
    ends = encoding.ends([(span.start, span.end) for span in spans])
    blocks = [_block(kind, spans, layout, encoding.heads, ends) for kind in range(len(KINDS))]
    return Pairs(
        np.concatenate([np.full(len(q), kind) for kind, (q, _, _) in enumerate(blocks)]).astype(np.int64),
        np.concatenate([q for q, _, _ in blocks]).astype(np.int64),
        np.concatenate([c for _, c, _ in blocks]).astype(np.int64),
        np.concatenate([f for _, _, f in blocks]).astype(np.float32),
    )


def _layout(spans: Sequence[RoleSpan], encoding: Encoding, text: str) -> _Layout:
    tokens = [encoding.tokens(s.start, s.end) for s in spans]
    first = np.array([t.start for t in tokens], dtype=np.int64)
    last = np.array([max(t.start, t.stop - 1) for t in tokens], dtype=np.int64)
    starts = encoding.offsets[:, 0]
    initial = [text[i] for i in starts.tolist()]
    counts = np.zeros((6, len(initial) + 1), dtype=np.int64)
    for row, marks in enumerate((_MARK, {","}, {".", "!", "?"}, {":", ";", "—", "–", "-"})):
        counts[row, 1:] = np.cumsum([c in marks for c in initial])
    breaks = [m.start() for m in re.finditer(r"\n\s*\n", text)]
    counts[4, :-1] = np.searchsorted(breaks, starts)
    counts[4, -1] = len(breaks)
    counts[5, 1:] = np.arange(1, len(initial) + 1)
    quoted = np.full(len(initial), -1, dtype=np.int64)
    for number, (start, end) in enumerate(quotations(text)):
        quoted[encoding.tokens(start, end)] = number
    own = np.array([_appearance(s, text, quoted[a : b + 1]) for s, a, b in zip(spans, first, last, strict=True)])
    return _Layout(
        first,
        last,
        encoding.sentence_of[first],
        encoding.sentence_of[last],
        quoted[first],
        counts,
        own.astype(np.float32),
    )


def _appearance(span: RoleSpan, text: str, quoted: IntArray) -> list[float]:
    inside = text[span.start : span.end]
    before, after = text[max(span.start - 3, 0) : span.start], text[span.end : span.end + 3]
    return [
        span.score,
        np.log1p(len(inside)),
        float((quoted >= 0).mean()),
        float(quoted[0] >= 0) - float(quoted[-1] >= 0),
        float("," in before) + 2 * float(":" in before),
        float("," in after) + 2 * float(":" in after) + 3 * float("." in after),
        float(_PRONOUN.fullmatch(inside) is not None),
        float(_SAYING.search(inside) is not None),
        float(inside[:1].isupper()),
        float(span.depth),
    ]


def _near(kind: int, spans: Sequence[RoleSpan], layout: _Layout) -> tuple[IntArray, IntArray]:
    """Indices of queries and candidates that are near enough."""
    roles = [np.array([i for i, s in enumerate(spans) if s.role == role], dtype=np.int64) for role in KINDS[kind]]
    depth = np.array([s.depth for s in spans])
    queries, candidates = [], []
    for level in np.unique(depth):
        query, candidate = (role[depth[role] == level] for role in roles)
        place = np.searchsorted(layout.first[candidate], layout.first[query])
        relative = np.arange(len(candidate))[None, :] - place[:, None]
        near = (relative >= -_NEAREST) & (relative < _NEAREST + (KINDS[kind][0] == KINDS[kind][1]))
        if KINDS[kind][0] == KINDS[kind][1]:
            near &= relative > 0
        gap = np.maximum(
            layout.first_sentence[candidate][None, :] - layout.last_sentence[query][:, None],
            layout.first_sentence[query][:, None] - layout.last_sentence[candidate][None, :],
        )
        q, c = np.nonzero(near & (gap <= _SENTENCES[kind]))
        queries.append(query[q])
        candidates.append(candidate[c])
    return np.concatenate([*queries, np.zeros(0, np.int64)]), np.concatenate([*candidates, np.zeros(0, np.int64)])


def _block(
    kind: int, spans: Sequence[RoleSpan], layout: _Layout, heads: Heads, ends: FloatArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Queries, candidates and features of one kind of pair."""
    q, c = _near(kind, spans, layout)
    after = layout.first[c] > layout.first[q]
    low = np.where(after, layout.last[q], layout.last[c]) + 1
    high = np.maximum(np.where(after, layout.first[c], layout.first[q]), low)
    marks = layout.counts[:, high] - layout.counts[:, low]
    between = []
    for role in ("source", "cue", "content"):
        starts = np.sort(np.array([f for f, s in zip(layout.first, spans, strict=True) if s.role == role]))
        between.append(np.searchsorted(starts, high) - np.searchsorted(starts, low))
    one_hot = np.zeros((len(q), len(KINDS)))
    one_hot[:, kind] = 1
    same = (layout.quotation[q] == layout.quotation[c]) & (layout.quotation[q] >= 0)
    columns = [
        after,
        np.where(after, 1, -1) * np.log1p(marks[5]),
        marks[5] == 0,
        layout.first_sentence[c] - layout.first_sentence[q],
        layout.last_sentence[c] == layout.last_sentence[q],
        np.where(
            after,
            layout.first_sentence[c] - layout.last_sentence[q],
            layout.first_sentence[q] - layout.last_sentence[c],
        ),
        *np.minimum(marks[:5], 4),
        *np.minimum(np.array(between), 4),
        same,
        *_link_scores(kind, q, c, heads, ends),
    ]
    features = np.concatenate([one_hot, np.array(columns, dtype=np.float64).T, layout.own[q], layout.own[c]], 1)
    return q, c, features.astype(np.float32)


def _link_scores(kind: int, q: IntArray, c: IntArray, heads: Heads, ends: FloatArray) -> tuple[FloatArray, ...]:
    """Score over "none", shares among the query's and among the candidate's pairs, margin to the query's best other."""
    name = "_".join(KINDS[kind])
    if name == "content_content":
        vectors = heads.link(name, ends)
        score = (vectors[q] * vectors[c]).sum(1) / 8 + heads.weights["same_bias"]
    else:
        query = heads.link(name + "_query", ends)
        key = heads.link(name + "_key", ends)
        score = ((query[q] * (key[c] - heads.weights["none." + name])).sum(1)) / 8
    weight = np.exp(np.clip(score, -30, 30))
    of_query, of_candidate = np.ones(len(ends)), np.ones(len(ends))
    np.add.at(of_query, q, weight)
    np.add.at(of_candidate, c, weight)
    best = np.full(len(ends), -np.inf)
    np.maximum.at(best, q, score)
    return score, weight / of_query[q], weight / of_candidate[c], score - best[q]


def sentences_of(spans: Sequence[Span], sentences: Sequence[Span]) -> tuple[int, ...]:
    """Indices of the sentences, given in reading order, that the spans overlap."""
    found: set[int] = set()
    for start, end in spans:
        first = bisect_right(sentences, start, key=lambda sentence: sentence[1])
        last = bisect_left(sentences, end, key=lambda sentence: sentence[0])
        found.update(range(first, last))
    return tuple(sorted(found))
