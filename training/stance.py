"""Windows of sentences with stance targets."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import islice

from tokenizers import Tokenizer

from training.augment import renamed
from training.text import LABELS, STANCES, Row, Window, pack

# relation -> (stance of p toward q, stance of q toward p)
DIRECTED = {
    "neutral": (1, 1), "p_favors_q": (2, 1), "q_favors_p": (1, 2), "p_criticizes_q": (0, 1), "q_criticizes_p": (1, 0),
}  # fmt: skip
SpansOf = Callable[[Row], list[tuple[int, int]]]


def target_spans(row: Row) -> list[tuple[int, int]]:
    """The target of a NewsMTSC row."""
    return [(row["target_start"], row["target_end"])]


def pair_spans(row: Row) -> list[tuple[int, int]]:
    """Both entities of a DSE row."""
    return [(row["p_start"], row["p_end"]), (row["q_start"], row["q_end"])]


def _add(window: Window, sentence: int, spans: Sequence[tuple[int, int]], row: Row) -> None:
    """Add a row's target or pair to the window, unless it was cut off."""
    found = [window.tokens(*span) for span in spans]
    tokens = [span for span in found if span]
    if len(tokens) < len(found):
        return
    if "relation" in row:
        window.pairs.append((sentence, tokens[0], tokens[1], DIRECTED[row["relation"]]))
    else:
        stance = LABELS.get(row["stance"], row["stance"])
        window.targets.append((sentence, tokens[0], STANCES.index(stance)))


def _by_text(rows: Sequence[Row]) -> list[list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["text"], []).append(row)
    return list(grouped.values())


def plain_windows(rows: Sequence[Row], tokenizer: Tokenizer, spans_of: SpansOf) -> list[Window]:
    """One window a text, as it stands, all its targets in it."""
    return [_joined([(g, g[0]["text"], [spans_of(r) for r in g], True)], tokenizer, 254) for g in _by_text(rows)]


def mixed_windows(
    rows: Sequence[Row], tokenizer: Tokenizer, spans_of: SpansOf, rng: random.Random, share_renamed: float
) -> list[Window]:
    """Windows of one to four texts, a share of them with other names for their targets."""
    groups = _by_text(rows)
    rng.shuffle(groups)
    stream = iter(groups)
    windows = []
    while chosen := list(islice(stream, rng.choice((1, 1, 1, 2, 3, 4)))):
        texts = []
        for group in chosen:
            spans = [spans_of(row) for row in group]
            text, original = group[0]["text"], True
            if rng.random() < share_renamed:
                flat = [span for pair in spans for span in pair]
                text, moved = renamed(text, flat, rng)
                original = text == group[0]["text"]
                width = len(spans[0])
                spans = [moved[i : i + width] for i in range(0, len(moved), width)]
            texts.append((group, text, spans, original))
        windows.append(_joined(texts, tokenizer, 220))
    return [w for w in windows if w.targets or w.pairs]


def _joined(
    texts: Sequence[tuple[Sequence[Row], str, list[list[tuple[int, int]]], bool]], tokenizer: Tokenizer, limit: int
) -> Window:
    """Texts one after the other as the sentences of one window."""
    whole, sentences = "", []
    for _, text, _, original in texts:
        sentences.append((len(whole), len(whole) + len(text), text if original else None))
        whole += text + "\n"
    window = pack(whole, sentences, tokenizer, iter([limit] * 9))[0]
    for i, (rows, _, spans, _) in enumerate(texts[: len(window.sentences)]):
        start = sentences[i][0]
        for row, parts in zip(rows, spans, strict=True):
            _add(window, i, [(start + s, start + e) for s, e in parts], row)
    return window
