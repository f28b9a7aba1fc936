"""Figures of claim alignment on gold pairs: classes, role reversals apart, and clusters, beside baselines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from perspectives.analysis import Models
from perspectives.claims.align import clusters
from perspectives.claims.gold import GoldSet, Pair, read_gold
from perspectives.claims.model import CONTESTED, RELATIONS, SAME
from perspectives.claims.pairs import BASELINES, PairModel, columns
from perspectives.errors import PerspectivesError
from perspectives.evaluate import accuracy, confusion, expected_calibration_error, macro_f1, per_class
from perspectives.records import Conflict

REVERSAL = "role_reversal"


def evaluate(path: Path, load: Callable[[str], Conflict], models: Models) -> dict[str, Any]:
    """Figures of the shipped pair model on labeled pairs: a folder of claims and pairs, or the file of pairs.

    Pairs on events that the model was fitted on are left out and counted. ``load`` reads a conflict by its name.

    Raises:
        PerspectivesError: where the file cannot be read, the model fits another encoder, or no pair is left.
    """
    model = PairModel.load()
    model.reader.check(models.encoder)
    gold = read_gold(path, load, models)
    known = set(model.events)
    pairs = [pair for pair in gold.pairs if not {gold.events[pair.a], gold.events[pair.b]} & known]
    if not pairs:
        raise PerspectivesError(f"{path} holds no pair on an event that the claims model was not fitted on")
    return {**score(gold, model, pairs), "left_out": len(gold.pairs) - len(pairs)}


def score(gold: GoldSet, model: PairModel, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Figures of a model on pairs, with 95 % intervals by event, and of the baselines fitted with it.

    ``role_reversals`` is the share of the pairs of that kind told right, ``reversals_called_same`` how many were
    called the same; ``b3_f1`` that of the clusters that say the same (Bagga and Baldwin 1998), over all claims of
    the pairs' events.
    """
    rows, clashes = gold.rows([(pair.a, pair.b) for pair in pairs], model.reader.axes)
    found = model.probabilities(rows, clashes)
    said = [RELATIONS[i] for i in found.argmax(axis=1)]
    labels = [pair.label for pair in pairs]
    right = np.array([a == b for a, b in zip(labels, said, strict=True)])
    table = confusion(labels, said, [gold.events[pair.a] for pair in pairs], RELATIONS)
    macro, whole = macro_f1(table), accuracy(table)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for pair, ok in zip(pairs, right.tolist(), strict=True):
        kinds[pair.kind].append(ok)
    majority = Counter(labels).most_common(1)[0][0]
    others = {"majority": [majority] * len(pairs)}
    for name, seen in BASELINES.items():
        if name in model.baselines:
            others[name] = [str(label) for label in model.baselines[name].predict(rows[:, columns(seen)])]
    return {
        "pairs": len(pairs),
        "events": len(table.counts),
        "macro_f1": round(macro.value, 3),
        "accuracy": round(whole.value, 3),
        "ece": round(expected_calibration_error(found.max(axis=1), right), 3),
        **_reversals(pairs, said),
        **{f"b3_{name}": value for name, value in b_cubed(gold, model, pairs).items()},
        "per_class": {
            c.label: {
                "f1": round(c.f1.value, 3),
                "precision": round(c.precision.value, 3),
                "recall": round(c.recall.value, 3),
                "support": c.support,
                "interval": _interval(c.f1),
            }
            for c in per_class(table)
        },
        "kinds": {kind: f"{np.mean(held):.2f} of {len(held)}" for kind, held in sorted(kinds.items())},
        "baselines": {name: _baseline(gold, pairs, labels) for name, labels in others.items()},
        "intervals": {"macro_f1": _interval(macro), "accuracy": _interval(whole)},
    }


def _interval(estimate: Any) -> list[float] | None:
    return None if estimate.low is None else [round(estimate.low, 3), round(estimate.high, 3)]


def _reversals(pairs: Sequence[Pair], said: Sequence[str]) -> dict[str, Any]:
    held = [label for pair, label in zip(pairs, said, strict=True) if (pair.kind, pair.label) == (REVERSAL, CONTESTED)]
    if not held:
        return {}
    return {
        "role_reversals": round(sum(label == CONTESTED for label in held) / len(held), 3),
        "role_reversals_n": len(held),
        "reversals_called_same": sum(label == SAME for label in held),
    }


def _baseline(gold: GoldSet, pairs: Sequence[Pair], said: Sequence[str]) -> dict[str, float]:
    table = confusion([pair.label for pair in pairs], said, [gold.events[pair.a] for pair in pairs], RELATIONS)
    figures = {"macro_f1": macro_f1(table).value, **{c.label: c.f1.value for c in per_class(table)}}
    held = {**figures, **_reversals(pairs, said)}
    return {name: round(held[name], 3) for name in (*figures, "role_reversals") if name in held}


def b_cubed(gold: GoldSet, model: PairModel, pairs: Sequence[Pair]) -> dict[str, float]:
    """B³ of the clusters over all pairs of claims within each event of some pairs."""
    by_event: dict[str, list[str]] = defaultdict(list)
    for name in sorted({name for pair in pairs for name in (pair.a, pair.b)}):
        by_event[gold.events[name]].append(name)
    assigned: dict[str, str] = {}
    for names in by_event.values():
        within = list(combinations(range(len(names)), 2))
        if not within:
            assigned |= {name: name for name in names}
            continue
        rows, clashes = gold.rows([(names[i], names[j]) for i, j in within], model.reader.axes)
        found = [
            (i, j, RELATIONS[int(row.argmax())], float(row.max()), "")
            for (i, j), row in zip(within, model.probabilities(rows, clashes), strict=True)
        ]
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
