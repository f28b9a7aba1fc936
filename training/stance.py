"""Labeled sentences as rows of the one shape that the encoder is trained on, and windows of several of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import islice

from tokenizers import Tokenizer

from training.augment import renamed
from training.text import Row, Window, annotate, pack

# DSE relation -> (stance of p toward q, stance of q toward p)
DIRECTED = {
    "neutral": ("none", "none"),
    "p_favors_q": ("favorable", "none"),
    "q_favors_p": ("none", "favorable"),
    "p_criticizes_q": ("critical", "none"),
    "q_criticizes_p": ("none", "critical"),
}
MOST_TOKENS = 220


def newsmtsc_rows(rows: Sequence[Row]) -> list[Row]:
    """A row a text with all its targets; the neutral of NewsMTSC is our none."""
    return _by_text(
        (row["text"], (row["target_start"], row["target_end"]), None, row["stance"].replace("neutral", "none"))
        for row in rows
    )


def dse_rows(rows: Sequence[Row]) -> list[Row]:
    """A row a text with both directions of all its pairs."""
    found = []
    for row in rows:
        p, q = (row["p_start"], row["p_end"]), (row["q_start"], row["q_end"])
        toward_q, toward_p = DIRECTED[row["relation"]]
        found += [(row["text"], q, p, toward_q), (row["text"], p, q, toward_p)]
    return _by_text(found)


def further_rows(rows: Sequence[Row]) -> list[Row]:
    """A row a text of the corpus's further sentences with its targets and, where given, its frames."""
    frames = {row["text"]: row["frames"] for row in rows if "frames" in row}
    targets = [row for row in rows if "stance" in row]
    found = _by_text(
        (
            row["text"],
            (row["target_start"], row["target_end"]),
            (row["holder_start"], row["holder_end"]) if "holder_start" in row else None,
            row["stance"],
        )
        for row in targets
    )
    return [row | {"frames": [[0, len(row["text"]), frames.get(row["text"], [])]]} for row in found]


def _by_text(found) -> list[Row]:
    """Rows of (text, target, holder, stance)."""
    rows: dict[str, Row] = {}
    for text, target, holder, stance in found:
        whole = (0, len(text))
        row = rows.setdefault(text, {"text": text, "sentences": [whole], "attributions": [], "judged": []})
        row["discard"] = [whole]  # who speaks is not annotated
        flags = ["inside", "source named"] if holder else ["inside", "own voice"]
        row["judged"].append(
            {"sentence": whole, "target": [target], "source": [holder] if holder else [], "region": [whole]}
            | {"flags": flags, "stance": stance}
        )
    return list(rows.values())


def sentence_windows(
    rows: Sequence[Row], tokenizer: Tokenizer, rng: random.Random, share_renamed: float
) -> list[Window]:
    """Windows of one to four texts, a share of them with other names for their targets."""
    stream = iter(rng.sample(rows, len(rows)))
    windows = []
    while chosen := list(islice(stream, rng.choice((1, 1, 1, 2, 3, 4)))):
        whole = joined([renamed(row, rng) if rng.random() < share_renamed else row for row in chosen])
        fresh = whole["rewritten"]
        text = whole["text"]
        sentences = [(s, e, None if i in fresh else text[s:e]) for i, (s, e) in enumerate(whole["sentences"])]
        for window in pack(text, sentences, tokenizer, iter([MOST_TOKENS] * 9)):
            annotate(window, whole)
            windows.append(window)
    return [w for w in windows if w.judged]


def joined(rows: Sequence[Row]) -> Row:
    """Rows of one sentence each, one after the other as one text."""
    text = ""
    out: Row = {"sentences": [], "attributions": [], "judged": [], "frames": [], "discard": [], "rewritten": set()}
    for row in rows:
        at = len(text)
        move = lambda span: (span[0] + at, span[1] + at)  # noqa: E731, B023 - used before `at` changes
        whole = (at, at + len(row["text"]))
        if row.get("rewritten"):
            out["rewritten"].add(len(out["sentences"]))
        out["sentences"].append(whole)
        out["discard"].append(whole)
        for judged in row["judged"]:
            spans = {role: [move(s) for s in judged[role]] for role in ("target", "source", "region")}
            out["judged"].append(judged | spans | {"sentence": whole})
        out["frames"] += [[*move((s, e)), frames] for s, e, frames in row.get("frames", ())]
        text += row["text"] + "\n"
    return out | {"text": text}
