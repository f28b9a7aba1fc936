"""Figures of claim alignment on the gold set: pairs, role reversals apart, and clusters, beside two baselines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from perspectives.claims.align import clusters
from perspectives.claims.clash import compare
from perspectives.claims.features import NAMES, features
from perspectives.claims.gold import GoldSet, Pair
from perspectives.claims.model import CONTESTED, RELATIONS, SAME
from perspectives.claims.pairs import PairModel
from perspectives.evaluate import accuracy, confusion, macro_f1, per_class

REVERSAL = "role_reversal"


def score(gold: GoldSet, model: PairModel, split: str, train: str = "train") -> dict[str, Any]:
    """Figures of a model on the pairs of a split, and of baselines fitted on those of ``train``.

    ``macro_f1`` and its 95 % interval by event; ``role_reversals`` the share of them told right; ``b3`` precision,
    recall and F1 of the clusters that say the same (Bagga and Baldwin 1998), over all claims of the split's events.
    """
    pairs = [pair for pair in gold.pairs if pair.split == split]
    known = [pair for pair in gold.pairs if pair.split in train.split("+")]
    rows, clashes = gold.rows(pairs)
    said = [RELATIONS[i] for i in model.probabilities(rows, clashes).argmax(axis=1)]
    found = {"pairs": len(pairs), **_figures(gold, pairs, said), "b3": b_cubed(gold, model, split)}
    found["baselines"] = {
        name: _figures(gold, pairs, _baseline(gold, known, pairs, columns))
        for name, columns in {"bag of words": ("stems", "contained"), "sentence vectors": ("similarity",)}.items()
    }
    return found


def _figures(gold: GoldSet, pairs: Sequence[Pair], said: Sequence[str]) -> dict[str, Any]:
    labels = [pair.label for pair in pairs]
    table = confusion(labels, said, [gold.events[pair.a] for pair in pairs], RELATIONS)
    whole, right = macro_f1(table), [a == b for a, b in zip(labels, said, strict=True)]
    kinds: dict[str, list[bool]] = defaultdict(list)
    for pair, ok in zip(pairs, right, strict=True):
        kinds[pair.kind].append(ok)
    reversed_ = [i for i, pair in enumerate(pairs) if pair.kind == REVERSAL and pair.label == CONTESTED]
    return {
        "macro_f1": round(whole.value, 3),
        "interval": [whole.low and round(whole.low, 3), whole.high and round(whole.high, 3)],
        "accuracy": round(accuracy(table).value, 3),
        "per_class": {c.label: round(c.f1.value, 3) for c in per_class(table)},
        "role_reversals": round(float(np.mean([right[i] for i in reversed_])), 3) if reversed_ else None,
        "role_reversals_n": len(reversed_),
        "reversals_called_same": sum(said[i] == SAME for i in reversed_),
        "kinds": {kind: [round(float(np.mean(held)), 2), len(held)] for kind, held in sorted(kinds.items())},
    }


def _baseline(gold: GoldSet, known: Sequence[Pair], pairs: Sequence[Pair], columns: Sequence[str]) -> list[str]:
    """A model that sees only some features, and the days apart, so that it may tell other events too."""
    from sklearn.ensemble import ExtraTreesClassifier

    kept = [NAMES.index(name) for name in (*columns, "days apart")]
    trees = ExtraTreesClassifier(200, min_samples_leaf=5, class_weight="balanced", random_state=0)
    trees.fit(gold.rows(known)[0][:, kept], [pair.label for pair in known])
    return [str(label) for label in trees.predict(gold.rows(pairs)[0][:, kept])]


def b_cubed(gold: GoldSet, model: PairModel, split: str) -> dict[str, float]:
    """B³ of the clusters over all pairs of claims within each event of a split."""
    here = {pair.a for pair in gold.pairs if pair.split == split} | {
        pair.b for pair in gold.pairs if pair.split == split
    }
    places = {name: row for row, name in enumerate(gold.claims)}
    by_event: dict[str, list[str]] = defaultdict(list)
    for name in sorted(here):
        by_event[gold.events[name]].append(name)
    assigned: dict[str, str] = {}
    for names in by_event.values():
        found = []
        pairs = list(combinations(range(len(names)), 2))
        rows, clashes = [], []
        for i, j in pairs:
            a, b = gold.claims[names[i]], gold.claims[names[j]]
            clash = compare(a, b, gold.settings[names[i]])
            like = float(gold.vectors[places[names[i]]] @ gold.vectors[places[names[j]]])
            rows.append(features(a, b, like, clash))
            clashes.append(clash)
        for (i, j), row in zip(pairs, model.probabilities(np.array(rows), clashes), strict=True):
            found.append((i, j, RELATIONS[int(row.argmax())], float(row.max()), ""))
        for i, first in enumerate(clusters(len(names), found)):
            assigned[names[i]] = names[first]
    return b_cubed_of(assigned, {name: gold.propositions[name] for name in assigned})


def b_cubed_of(said: Mapping[str, str], true: Mapping[str, str]) -> dict[str, float]:
    """B³ precision, recall and F1 of assigned against true clusters, both by item."""
    precision, recall = [], []
    for name in said:
        mine = {other for other in said if said[other] == said[name]}
        theirs = {other for other in said if true[other] == true[name]}
        both = len(mine & theirs)
        precision.append(both / len(mine))
        recall.append(both / len(theirs))
    p, r = float(np.mean(precision)), float(np.mean(recall))
    return {"precision": round(p, 3), "recall": round(r, 3), "f1": round(2 * p * r / (p + r), 3)}
