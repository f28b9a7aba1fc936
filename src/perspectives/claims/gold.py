"""The gold set of claim pairs, read and given the same features as claims of articles."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from perspectives.claims.extract import extract
from perspectives.claims.clash import Clash, compare
from perspectives.claims.features import features
from perspectives.claims.model import Claim, Vectors
from perspectives.claims.places import Setting, setting
from perspectives.claims.vectors import vectors
from perspectives.encoder import Encoder
from perspectives.lexicon import Lexicon, lexicon
from perspectives.mentions import find_mentions
from perspectives.records import AUTHOR, Analysis, Attribution, Conflict, Document, Sentence, Stance


@dataclass(frozen=True, slots=True)
class Pair:
    """A labeled pair of claim ids; ``kind`` says what makes it hard, ``second`` is the second annotation."""

    a: str
    b: str
    label: str
    kind: str
    split: str
    second: str | None


@dataclass(frozen=True)
class GoldSet:
    """Claims by id with their vectors' rows, the labeled pairs, and each claim's event and proposition."""

    claims: dict[str, Claim]
    pairs: tuple[Pair, ...]
    events: dict[str, str]
    propositions: dict[str, str]
    settings: dict[str, Setting]
    vectors: Vectors

    def rows(self, pairs: Sequence[Pair]) -> tuple[np.ndarray[Any, Any], list[Clash]]:
        """Feature rows (pairs, features) and what was compared."""
        places = {name: row for row, name in enumerate(self.claims)}
        rows, clashes = [], []
        for pair in pairs:
            a, b = self.claims[pair.a], self.claims[pair.b]
            clash = compare(a, b, self.settings[pair.a])
            similarity = float(self.vectors[places[pair.a]] @ self.vectors[places[pair.b]])
            rows.append(features(a, b, similarity, clash))
            clashes.append(clash)
        return np.array(rows, dtype=np.float64), clashes


StanceOf = Any
"""A function from (sentences, attributions, mentions, encoding, text) to stances; see ``training/claims.py``."""


def read_gold(folder: Path, conflicts: Mapping[str, Conflict], encoder: Encoder, stance: StanceOf = None) -> GoldSet:
    """Read ``claims.jsonl`` and ``pairs.jsonl`` of a folder; ``conflicts`` by id."""
    records = [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    lexicons = {name: lexicon(conflict) for name, conflict in conflicts.items()}
    settings = {name: setting(conflict) for name, conflict in conflicts.items()}
    claims = {
        record["id"]: gold_claim(record, lexicons[record["conflict"]], settings[record["conflict"]], (encoder, stance))
        for record in records
    }
    lines = (folder / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = tuple(
        Pair(p["a"], p["b"], p["label"], p["kind"], p["split"], p.get("second")) for p in map(json.loads, lines)
    )
    return GoldSet(
        claims,
        pairs,
        {record["id"]: record["event"] for record in records},
        {record["id"]: record["proposition"] for record in records},
        {record["id"]: settings[record["conflict"]] for record in records},
        vectors(list(claims.values()), encoder),
    )


def gold_claim(record: Mapping[str, Any], names: Lexicon, where: Setting, models: tuple[Encoder, StanceOf]) -> Claim:
    """A claim of the gold set, read by the same code as one of an article; its holder is given."""
    text = record["text"]
    document = Document(record["id"], text, "unknown", published=record["published"])
    sentences = (Sentence(0, 0, len(text), "body"),)
    mentions = find_mentions(document, sentences, names)
    own = record["holder"] == AUTHOR
    span = ((0, len(text)),)
    said = Attribution(0, (0,), None, "indirect", None, None, span, None, record["holder"], 1.0)
    attributions = () if own else (said,)
    stances: tuple[Stance, ...] = ()
    encoder, stance = models
    if stance is not None:
        stances = stance(sentences, attributions, mentions, encoder.encode(text, [(0, len(text))]), text)
    found = extract(Analysis(document, sentences, attributions, stances, mentions=mentions), where)
    if not found:
        raise ValueError(f"no claim in the gold text of {record['id']}")
    return replace(found[0], id=record["id"])
