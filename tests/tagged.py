"""Encodings made from marked-up text, so that decoding and linking can be tested without the model."""

import re

import numpy as np

from perspectives.encoder import TAGS, Encoding, Heads
from perspectives.records import Span

ROLES = {"S": "source", "C": "cue", "N": "content"}
LINKS = ("content_cue", "content_source", "cue_source")
SIZE = 8


def heads() -> Heads:
    """Heads whose link scores are all zero, and for which words mean what has the same state."""
    weights = {"content_content": np.zeros(1)}
    for name in ["content_content", *(f"{link}_{side}" for link in LINKS for side in ("query", "key"))]:
        weights[f"links.{name}.weight"] = np.zeros((4, 3 * SIZE), dtype=np.float32)
        weights[f"links.{name}.bias"] = np.zeros(4, dtype=np.float32)
    weights |= {f"none.{link}": np.zeros(4, dtype=np.float32) for link in LINKS}
    for name in ("query", "key"):
        weights[f"refers.{name}.weight"] = np.eye(SIZE, dtype=np.float32)
        weights[f"refers.{name}.bias"] = np.zeros(SIZE, dtype=np.float32)
    weights["nobody"] = np.zeros((2, SIZE), dtype=np.float32)
    return Heads({**weights, "same_bias": np.zeros(1, dtype=np.float32)})


def tagged(marked: str) -> tuple[str, list[Span], Encoding]:
    """Text, its sentences (lines) and an encoding that tags `[S …]`, `[C …]` and `[N …]`, which may nest.

    Depth counts the contents around a span.
    """
    text, marks, opened = "", [], []
    for piece in re.findall(r"\[[SCN] |\]|[^\[\]]", marked):
        if piece.startswith("["):
            opened.append((ROLES[piece[1]], len(text), sum(role == "content" for role, *_ in opened)))
        elif piece == "]":
            role, start, depth = opened.pop()
            marks.append((role, start, len(text), depth))
        else:
            text += piece
    offsets = np.array([m.span() for m in re.finditer(r"\w+|[^\w\s]", text)], dtype=np.int64).reshape(-1, 2)
    tags = np.full((len(offsets), 3, len(TAGS)), np.log(0.01), dtype=np.float32)
    chosen = np.zeros((len(offsets), 3), dtype=np.int64)
    for role in ("content", "source", "cue"):
        for own, start, end, depth in marks:
            if own == role:
                inside = np.flatnonzero((offsets[:, 0] >= start) & (offsets[:, 1] <= end))
                chosen[inside, depth] = TAGS.index("I-" + role)
                chosen[inside[0], depth] = TAGS.index("B-" + role)
    np.put_along_axis(tags, chosen[:, :, None], np.log(0.94), axis=2)
    sentences = [m.span() for m in re.finditer(r"[^\n]+", text)]
    of = np.searchsorted([e for _, e in sentences], offsets[:, 0], "right")
    states = np.zeros((len(offsets), SIZE), dtype=np.float32)
    return text, sentences, Encoding(offsets, states, tags, of, np.zeros(len(offsets), dtype=np.int64), heads())
