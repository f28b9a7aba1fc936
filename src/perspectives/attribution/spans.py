"""Role spans from tag probabilities, and quotations from quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from perspectives.encoder import TAGS, BoolArray, Encoding, FloatArray, IntArray
from perspectives.records import Span

ROLES = ("source", "cue", "content")
_ROLE = np.array([-1, 0, 0, 1, 1, 2, 2])  # role of each tag
_INSIDE = np.array([tag.startswith("I-") for tag in TAGS])
# tag follows tag: an inside tag needs a tag of its role before it
_ALLOWED = ~_INSIDE[None, :] | (_ROLE[:, None] == _ROLE[None, :])
# Spans are sought more eagerly than the tags alone would have it: what links to nothing is dropped.
BIAS = np.array([0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5], dtype=np.float32)
_SOURCE = np.isin(_ROLE, ROLES.index("source"))
_GOES_ON = _SOURCE & _INSIDE
# only contents go on past a line that ends a sentence
_WITHIN = _INSIDE & ~np.isin(_ROLE, ROLES.index("content"))
# words after which a source goes on: "Armenia and", "the head of the"
_LEADING = re.compile(r"\b(?:the|an?|and|or|nor|of|by|from|with|for|in|on|at)\b", re.IGNORECASE)
_DANGLING = re.compile(r"(?:[\s,;—–-]{1,4}(?:and|but|or|nor|which|who|while)){1,3}\Z", re.IGNORECASE)
"""Words at the end of a span that lead on to what is not in it."""
_BEYOND = 12
"""Tokens after a source that may not end in which its end, or a reading without it, is sought."""
_MARKS = re.compile("[\"“”„«»‘’'\n]|``|''")
_DECADE = re.compile(r"['‘]\d0s\b")
_SENTENCE_ENDS = re.compile(r"[.!?…](?=[’')]?\s{1,3}\Z)")
_CLOSING = {"“": "”", "„": "“”", "«": "»", "‘": "’", "``": ("''",), "\"": "\"", "'": "'"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A source, cue or content in the text; ``depth`` counts the contents around it, ``score`` its mean probability."""

    role: str
    start: int
    end: int
    depth: int
    score: float


def decode(encoding: Encoding, text: str) -> list[RoleSpan]:
    """The most probable role spans under legal tags, by depth and then in reading order.

    A content may run over borders of sentences and windows; a source or cue ends with the line that ends a sentence,
    since above a paragraph stand headlines and dates. No source ends in a word that leads on to the next.
    Deeper spans are kept only inside a content of the depth above.
    """
    leading = np.isin(encoding.offsets[:, 1], [match.end() for match in _LEADING.finditer(text)])
    spans: list[RoleSpan] = []
    starts, stops = encoding.offsets.T.tolist()
    opening = [
        first
        for first in np.flatnonzero(np.diff(encoding.sentence_of)) + 1
        if "\n" in text[stops[first - 1] : starts[first]]
    ]
    for depth in range(encoding.tags.shape[1]):
        scores = encoding.tags[:, depth] + BIAS
        if opening:
            scores[np.ix_(opening, _WITHIN)] = -np.inf
        found = [
            RoleSpan(ROLES[role], *_trimmed(text, starts[first], stops[last]), depth, score)
            for role, first, last, score in _runs(legal(scores, leading), encoding.tags[:, depth])
        ]
        if depth:
            around = [s for s in spans if s.depth == depth - 1 and s.role == "content"]
            found = [s for s in found if any(a.start <= s.start and s.end <= a.end for a in around)]
        if not found:
            break
        spans += [span for span in found if span.start < span.end]
    return spans


def legal(scores: FloatArray, leading: BoolArray) -> IntArray:
    """The best legal tag sequence (tokens,) for log-probabilities (tokens, 7); no source ends at a ``leading`` token.

    Only stretches of tags around an illegal step need the search; elsewhere the best tag of each token
    is the best sequence.
    """
    tags: IntArray = scores.argmax(1).astype(np.int64)
    previous, following = np.concatenate([[0], tags[:-1]]), np.concatenate([tags[1:], [0]])
    unfinished = leading & _SOURCE[tags] & ~_GOES_ON[following]
    edge = -1
    for position in np.flatnonzero(~_ALLOWED[previous, tags] | unfinished):
        if position <= edge:
            continue
        outside = np.flatnonzero(tags == 0)
        before = np.searchsorted(outside, position)
        after = np.searchsorted(outside, position + (_BEYOND if unfinished[position] else 0), "right")
        left = int(outside[before - 1]) if before else 0
        right = int(outside[after]) if after < len(outside) else len(tags) - 1
        tags[left : right + 1] = _viterbi(scores[left : right + 1], leading[left : right + 1])
        edge = right
    return tags


def _viterbi(scores: FloatArray, leading: BoolArray) -> IntArray:
    """Best path that neither begins with an inside tag, nor steps to one from another role, nor leaves a source
    at a leading token.
    """
    step = np.where(_ALLOWED, 0.0, -np.inf)
    kept = np.where(_ALLOWED & (~_SOURCE[:, None] | _GOES_ON[None, :]), 0.0, -np.inf)
    best = scores[0] + step[0]
    back = np.zeros(scores.shape, dtype=np.int64)
    for i in range(1, len(scores)):
        paths = best[:, None] + (kept if leading[i - 1] else step)
        back[i] = paths.argmax(0)
        best = paths.max(0) + scores[i]
    if leading[-1]:
        best[_SOURCE] = -np.inf
    path = [int(best.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return np.array(path[::-1])


def _runs(tags: IntArray, scores: FloatArray) -> Iterator[tuple[int, int, int, float]]:
    """Role, first and last token and mean probability of each span."""
    roles = _ROLE[tags]
    starts = (roles >= 0) & ~_INSIDE[tags]
    chosen = np.exp(scores[np.arange(len(tags)), tags])
    first_tokens = np.flatnonzero(starts)
    stops = np.flatnonzero(starts | (roles < 0))
    for first in first_tokens:
        after = stops[np.searchsorted(stops, first, "right") :]
        last = int(after[0]) - 1 if len(after) else len(tags) - 1
        score = np.add.reduce(chosen[first : last + 1]) / np.float32(last + 1 - first)
        yield int(roles[first]), int(first), last, float(score)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole words, without outer spaces and commas and words that lead on."""
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    inside = text[start:end]
    left = len(inside) - len(inside.lstrip(" \t\n,;"))
    kept = _DANGLING.sub("", inside.rstrip(" \t\n,;"))
    return start + left, start + max(left, len(kept))


def quotations(text: str) -> list[Span]:
    """Spans between quotation marks, the marks included, in reading order; inner quotations are not listed.

    Straight, curly and single marks and guillemets. An unclosed quotation ends with its paragraph, or with a
    sentence after which the next quotation opens; a paragraph that opens with a mark is the next quotation. A
    straight mark closes a curly one that no curly mark closes, unless it closes an inner straight one.

    >>> [text[s:e] for text in ['He said: “We won’t go,” and left. "Never!'] for s, e in quotations(text)]
    ['“We won’t go,”', '"Never!']
    """
    return list(_quotations(text))


@lru_cache(maxsize=2)
def _quotations(text: str) -> tuple[Span, ...]:
    """The same; several steps ask for those of one document."""
    found: list[Span] = []
    opened: tuple[int, str] | None = None
    inner = False  # whether a straight mark opened within a curly quotation
    marks = list(_MARKS.finditer(text))
    for match, curly, double in zip(marks, _next(text, marks, "“”„"), _next(text, marks, '"“”'), strict=True):
        mark, at = match.group(), match.start()
        after = text[match.end() : match.end() + 1]
        if opened is None:
            if _opens(text, match):
                opened, inner = (at, mark), False
        elif mark == "\n":
            # a paragraph ends at a blank line; single line breaks may be hard wraps
            if after == "\n" or text[match.end() : match.end() + 40].strip()[:1] == opened[1]:
                found.append((opened[0], at))
                opened = None
        elif mark == opened[1] and _reopens(text, match, double) and (ended := _sentence_end(text, at)):
            found.append((opened[0], ended))
            opened, inner = (at, mark), False
        elif mark == '"' and opened[1] == "“" and (inner or _opens_within(text, match)):
            inner = _opens_within(text, match)
        elif _closes(text, match, opened[1], curly):
            found.append((opened[0], match.end()))
            opened = None
    if opened:
        found.append((opened[0], len(text)))
    return tuple(found)


def _next(text: str, marks: Sequence[re.Match[str]], kinds: str) -> list[re.Match[str] | None]:
    """The next mark of some kinds after each of the marks, None where the paragraph ends before one."""
    found: list[re.Match[str] | None] = []
    following: re.Match[str] | None = None
    for match in reversed(marks):
        found.append(following)
        if match[0] in kinds:
            following = match
        elif match[0] == "\n" and text[match.end() : match.end() + 1] == "\n":
            following = None
    return found[::-1]


def _opens(text: str, match: re.Match[str]) -> bool:
    """Whether a mark outside quotations opens one: no apostrophe, and no mark before a space."""
    mark, before, after = match[0], text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    if mark not in _CLOSING or after == "" or after.isspace():
        return False
    if mark not in {"'", "‘"}:
        return True
    single = not before.isalnum() and after.isalnum() and not _DECADE.match(text, match.start())
    return single and _closes_later(text, match.end())


def _opens_within(text: str, match: re.Match[str]) -> bool:
    """Whether a straight mark inside a quotation opens an inner one: it leans on what follows it alone."""
    before = text[match.start() - 1]
    return (before.isspace() or before in "([“") and _opens(text, match)


def _closes(text: str, match: re.Match[str], opening: str, curly: re.Match[str] | None) -> bool:
    """Whether a mark closes what ``opening`` opened; ``curly`` is the next curly mark after it."""
    mark, before, after = match[0], text[match.start() - 1], text[match.end() : match.end() + 1]
    if mark in _CLOSING[opening]:
        return not (mark in {"'", "’"} and after.isalnum())
    return mark == '"' and opening == "“" and not before.isspace() and not (curly and curly[0] == "”")


def _reopens(text: str, match: re.Match[str], double: re.Match[str] | None) -> bool:
    """Whether a mark inside a quotation opens one that the next ``double`` mark closes; some open every sentence."""
    if match[0] not in {'"', "“"} or not text[match.end() : match.end() + 1].isalpha() or double is None:
        return False
    return double[0] == "”" or (double[0] == '"' and not text[double.start() - 1].isspace())


def _sentence_end(text: str, at: int) -> int | None:
    """Where the sentence ends that white space alone parts from a place, if one does."""
    start = max(0, at - 5)
    found = _SENTENCE_ENDS.search(text[start:at])
    return start + found.end() if found else None


def _closes_later(text: str, start: int) -> bool:
    """Whether a single mark closes within the paragraph: an apostrophe opens nothing."""
    return re.match(r"[^\n]*?[\w.,!?…][’'](?!\w)", text[start : start + 1000]) is not None
