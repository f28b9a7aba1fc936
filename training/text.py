"""Labeled articles and sentences as token windows."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

ROLES = ("source", "cue", "content")
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
DEPTHS = 3  # layers of tags: outermost attributions, those inside them, and those inside these
STANCES = ("none", "critical", "favorable", "neutral")  # neutral: only an addressee or a role
FLAGS = ("own voice", "toward itself", "inside", "beside", "before", "unnamed", "source named")
FRAMES = (
    "security", "sovereignty", "self_determination", "humanitarian", "responsibility", "diplomacy", "geopolitics",
    "economy", "history_identity", "justice", "domestic_politics",
)  # fmt: skip
UNKNOWN = -100  # label that the loss leaves out
CLS, SEP, MASK = 101, 102, 103

Row = dict[str, Any]
TokenSpan = tuple[int, int]  # first and last token, both inclusive


def read(path: Path) -> list[Row]:
    """Rows of a JSONL file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def load_tokenizer(base: Path) -> Tokenizer:
    """The base model's tokenizer without its truncation and padding."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def held_out(group: str) -> bool:
    """Whether an article of NewsMTSC belongs to the tenth that nothing is trained on."""
    return int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) % 10 == 0


def set_aside(group: str) -> bool:
    """Whether a family of the corpus's further sentences is kept from the encoder, for calibrating the heads."""
    return int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) % 5 == 0


@dataclass(frozen=True)
class TokenAttribution:
    """One attribution in a window; a role whose spans lie outside the window is in `elsewhere`."""

    source: tuple[TokenSpan, ...]
    cue: tuple[TokenSpan, ...]
    content: tuple[TokenSpan, ...]
    elsewhere: frozenset[str]
    sides: frozenset[str] = frozenset()  # for whom the source speaks; empty where that is not annotated


@dataclass(frozen=True)
class Judged:
    """A pair of holder and target in a window: where to read it, `FLAGS`, and which of `STANCES` it has."""

    sentence: TokenSpan
    target: tuple[TokenSpan, ...]
    source: tuple[TokenSpan, ...]
    region: tuple[TokenSpan, ...]
    flags: tuple[float, ...]
    stance: int


@dataclass
class Window:
    """A run of whole sentences: word pieces without [CLS] and [SEP], and what is known of them."""

    ids: list[int]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int, str | None]]  # first and last token, text whose vector to keep
    labels: np.ndarray = field(default_factory=lambda: np.zeros((DEPTHS, 0), dtype=np.int64))
    attributions: list[TokenAttribution] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    frames: list[tuple[TokenSpan, tuple[float, ...]]] = field(default_factory=list)  # sentence, each of `FRAMES`
    mentions: list[tuple[TokenSpan, str]] = field(default_factory=list)  # of a side, and which

    def tokens(self, start: int, end: int) -> TokenSpan | None:
        """First and last token that overlap the code points."""
        first = int(np.searchsorted(self.ends, start, "right"))
        last = int(np.searchsorted(self.starts, end, "left")) - 1
        return (first, last) if first <= last else None


def pack(
    text: str, sentences: Sequence[tuple[int, int, str | None]], tokenizer: Tokenizer, budgets: Iterable[int]
) -> list[Window]:
    """Consecutive sentences packed into windows of at most the budgets' numbers of pieces."""
    encodings = tokenizer.encode_batch([text[s:e] for s, e, _ in sentences], add_special_tokens=False)
    sizes = iter(budgets)
    limit, windows, current = next(sizes), [], Window([], [], [], [])
    for (start, _, key), encoding in zip(sentences, encodings, strict=True):
        if not encoding.ids:
            continue
        if current.ids and len(current.ids) + len(encoding.ids) > limit:
            windows.append(current)
            limit, current = next(sizes), Window([], [], [], [])
        ids, offsets = encoding.ids[:limit], encoding.offsets[:limit]
        first = len(current.ids)
        current.ids += ids
        current.starts += [a + start for a, _ in offsets]
        current.ends += [b + start for _, b in offsets]
        current.sentences.append((first, len(current.ids) - 1, key))
    return [*windows, current] if current.ids else windows


def annotate(window: Window, article: Row) -> None:
    """Give a window the tags and attributions of its article.

    Inside a content whose article marks only the outermost attributions, the deeper layers are unknown.
    """
    low, high = window.starts[0], window.ends[-1]
    labels = np.zeros((DEPTHS, len(window.ids)), dtype=np.int64)
    near = []
    for attribution in article["attributions"]:
        spans = [span for role in ROLES for span in attribution[role] or ()]
        if any(s < high and e > low for s, e in spans):
            near.append(attribution)
    for role in ("content", "source", "cue"):
        for attribution in near:
            depth = attribution.get("depth", 0)
            for start, end in attribution[role] or ():
                span = window.tokens(start, end)
                if span is None or depth >= DEPTHS:
                    continue
                first, last = span
                labels[depth, first : last + 1] = TAGS.index("I-" + role)
                if start >= low:
                    labels[depth, first] = TAGS.index("B-" + role)
                if role == "content" and not attribution.get("inside_known"):
                    labels[depth + 1 :, first : last + 1] = UNKNOWN
    inside = [j for j in article.get("judged", ()) if low <= j["sentence"][0] < high]
    window.judged = [found for judged in inside if (found := _judged(window, judged))]
    for start, end, frames in article.get("frames", ()):
        if start >= low and (span := window.tokens(start, end)):
            window.frames.append((span, tuple(float(frame in frames) for frame in FRAMES)))
    for start, end, side in article.get("mentions", ()):
        if start >= low and end <= high and (span := window.tokens(start, end)):
            window.mentions.append((span, side))
    for start, end in article.get("discard", ()):
        if span := window.tokens(start, end):
            labels[:, span[0] : span[1] + 1] = UNKNOWN
    window.labels = labels
    for attribution in near:
        parts: dict[str, tuple[TokenSpan, ...]] = {}
        elsewhere = set()
        for role in ROLES:
            found = [window.tokens(s, e) for s, e in attribution[role] or ()]
            parts[role] = tuple(span for span in found if span)
            if attribution[role] and not parts[role]:
                elsewhere.add(role)
        sides = frozenset(attribution.get("sides", ()))
        window.attributions.append(TokenAttribution(elsewhere=frozenset(elsewhere), sides=sides, **parts))


def _judged(window: Window, judged: Row) -> Judged | None:
    """A row's pair in a window's tokens; None where its target or sentence was cut off."""
    sentence = window.tokens(*judged["sentence"])
    parts = {
        role: tuple(span for s, e in judged[role] if (span := window.tokens(s, e)))
        for role in ("target", "source", "region")
    }
    if sentence is None or not parts["region"] or (judged["target"] and not parts["target"]):
        return None
    flags = tuple(float(flag in judged["flags"]) for flag in FLAGS)
    return Judged(sentence, flags=flags, stance=STANCES.index(judged["stance"]), **parts)


def with_depths(article: Row) -> Row:
    """An article whose attributions name their `parent`, each given its depth."""
    by_id = {a["id"]: a for a in article["attributions"]}

    def depth(attribution: Row) -> int:
        parent = by_id.get(attribution.get("parent"))
        return 0 if parent is None else 1 + depth(parent)

    return article | {"attributions": [a | {"depth": depth(a), "inside_known": True} for a in article["attributions"]]}


def article_windows(
    articles: Iterable[Row], tokenizer: Tokenizer, rng: random.Random, sizes: tuple[int, int]
) -> list[Window]:
    """Windows of random sizes over articles, so that borders fall anywhere."""

    def budgets() -> Iterable[int]:
        yield rng.randint(40, sizes[1])
        while True:
            yield rng.randint(*sizes)

    windows = []
    for article in articles:
        text, fresh = article["text"], article.get("rewritten", frozenset())
        sentences = [(s, e, None if i in fresh else text[s:e]) for i, (s, e) in enumerate(article["sentences"])]
        for window in pack(text, sentences, tokenizer, budgets()):
            annotate(window, article)
            windows.append(window)
    return windows
