"""Fit the pair model of aligned claims on the gold set and measure it.

    python -m training.claims [--report cv|test] [--out FILE]

With ``test`` (the default) it is fitted on the events of the train and dev splits, measured on the test events, and
written to the package with its figures; run it after every new encoder or stance head. With ``cv`` nothing is
written: the figures are of cross-validation by event over train and dev, which is where features and settings are
chosen. Prints every figure as JSON; takes about a minute.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from perspectives.analysis import Models
from perspectives.claims.gold import GoldSet, Pair, read_gold
from perspectives.claims.model import RELATIONS
from perspectives.claims.pairs import PairModel, fit
from perspectives.claims.score import score
from perspectives.claims.vectors import Axes, Reader
from perspectives.conflict import load
from perspectives.evaluate import confusion, macro_f1, per_class
from perspectives.run import Settings, load_models

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "corpus" / "claims"
MODEL = ROOT / "src" / "perspectives" / "data" / "models" / "claims.skops"
SPLITS = ("train", "dev")
FOLDS = 8


def train(gold: GoldSet, models: Models, pairs: Sequence[Pair], axes: Axes) -> PairModel:
    """The model fitted on some pairs."""
    rows, _ = gold.rows([(pair.a, pair.b) for pair in pairs], axes)
    events = {gold.events[name] for pair in pairs for name in (pair.a, pair.b)}
    return fit(rows, [pair.label for pair in pairs], Reader.of(models.encoder, axes), tuple(events))


def cross_validated(gold: GoldSet, models: Models, pairs: Sequence[Pair], axes: Axes) -> dict[str, Any]:
    """Macro-F1 and F1 by class where no event is in both training and measurement."""
    events = sorted({gold.events[name] for pair in pairs for name in (pair.a, pair.b)})
    np.random.default_rng(0).shuffle(events)
    fold = {event: i % FOLDS for i, event in enumerate(events)}
    homes = np.array([(fold[gold.events[pair.a]], fold[gold.events[pair.b]]) for pair in pairs])
    said = np.empty(len(pairs), dtype=object)
    for number in range(FOLDS):
        here = homes[:, 0] == number
        known = [pair for pair, out in zip(pairs, (homes == number).any(axis=1), strict=True) if not out]
        tested = [pair for pair, inside in zip(pairs, here, strict=True) if inside]
        rows, clashes = gold.rows([(pair.a, pair.b) for pair in tested], axes)
        found = train(gold, models, known, axes).probabilities(rows, clashes)
        said[here] = [RELATIONS[i] for i in found.argmax(axis=1)]
    table = confusion([pair.label for pair in pairs], said.tolist(), [gold.events[pair.a] for pair in pairs], RELATIONS)
    return {"macro_f1": round(macro_f1(table).value, 3), **{c.label: round(c.f1.value, 3) for c in per_class(table)}}


def main() -> None:
    """Fit, measure, write the model and print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--report", choices=("cv", "test"), default="test")
    cli.add_argument("--out", type=Path, default=MODEL)
    arguments = cli.parse_args()
    models = load_models(Settings())
    gold = read_gold(GOLD, load, models)
    pairs = [pair for pair in gold.pairs if pair.split in SPLITS]
    axes = gold.axes(SPLITS)
    figures: dict[str, Any] = {"cross_validation": cross_validated(gold, models, pairs, axes)}
    if arguments.report == "test":
        model = train(gold, models, pairs, axes)
        figures |= score(gold, model, [pair for pair in gold.pairs if pair.split == "test"])
        replace(model, figures=figures).save(arguments.out)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
