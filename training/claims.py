"""Fit the pair model of aligned claims on the gold set and measure it.

    python -m training.claims [--report cv|test] [--out FILE]

With ``test`` (the default) it is fitted on the events of the train and dev splits, measured on the test events, and
written to the package with its figures; run it after every new encoder or stance head. With ``cv`` nothing is
written: the figures are of cross-validation by event over train and dev, which is where features and settings are
chosen. Prints every figure as JSON; takes about two minutes.

Gold claims are short. So that the model does not take two long sentences of press for the same because they are
alike, it also sees pairs drawn from the labeled training articles as related: two claims that one holder makes in
one article, which hardly ever say the same, and unlike claims of two holders in one article between which nothing
clashes. No figure counts them.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from perspectives import store
from perspectives.analysis import Models
from perspectives.claims.clash import compare
from perspectives.claims.extract import extract
from perspectives.claims.features import features
from perspectives.claims.gold import GoldSet, Pair, read_gold
from perspectives.claims.model import RELATED, RELATIONS, Claim
from perspectives.claims.pairs import PairModel, fit
from perspectives.claims.places import setting
from perspectives.claims.score import b_cubed, score
from perspectives.claims.vectors import Axes, Reader, encode
from perspectives.conflict import load
from perspectives.evaluate import confusion, macro_f1, per_class
from perspectives.mentions import find_mentions
from perspectives.run import Settings, load_models

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "corpus" / "claims"
MODEL = ROOT / "src" / "perspectives" / "data" / "models" / "claims.skops"
ARTICLES = ROOT / "corpus" / "standoff" / "train.jsonl"
DRAWN, LEAST, MOST = 450, 0.2, 0.85
"""Most pairs of one holder drawn from articles, and their cosines: above these one may repeat itself."""
APART, UNLIKE = 150, 0.4
"""Most pairs of two holders drawn from articles, and the cosine under which they lie."""
SPLITS = ("train", "dev")
FOLDS = 8


def drawn(models: Models, axes: Axes) -> list[list[float]]:
    """Feature rows of related pairs: the claims of one holder in one article that are most alike.

    Every second pair in own voice is given to two outlets, so that a shared holder is not what tells.
    """
    where = setting(models.conflict)
    claims: list[Claim] = []
    for analysis in store.read_analyses(ARTICLES):
        named = find_mentions(analysis.document, analysis.sentences, models.lexicon)
        claims += extract(replace(analysis, mentions=named), where)
    encoded = encode(claims, models.encoder, axes)
    articles: dict[str, list[int]] = defaultdict(list)
    for place, claim in enumerate(claims):
        articles[claim.document].append(place)
    pairs = [pair for held in articles.values() for pair in combinations(held, 2)]
    pairs.sort(key=lambda pair: (-encoded.alike(*pair).similarity, claims[pair[0]].id, claims[pair[1]].id))
    rows: list[list[float]] = []
    apart: list[list[float]] = []
    for first, second in pairs:
        a, b, alike = claims[first], claims[second], encoded.alike(first, second)
        if a.holder == b.holder and LEAST < alike.similarity < MOST and len(rows) < DRAWN:
            if a.own and len(rows) % 2:
                b = replace(b, holder="another outlet", outlet="another outlet", document="another")
            rows.append(features(a, b, alike, compare(a, b, where)))
        elif a.holder != b.holder and alike.similarity < UNLIKE and len(apart) < APART:
            clash = compare(a, b, where)
            if not clash.ground:
                apart.append(features(a, b, alike, clash))
    return rows + apart


class Trainer:
    """What every fit shares: the gold set, the axes of its words and the pairs drawn from articles."""

    def __init__(self, models: Models) -> None:
        self.gold: GoldSet = read_gold(GOLD, load, models)
        self.pairs = [pair for pair in self.gold.pairs if pair.split in SPLITS]
        axes = self.gold.axes(SPLITS)
        self.reader = Reader.of(models.encoder, axes)
        self.further = drawn(models, axes)

    def fit(self, pairs: Sequence[Pair]) -> PairModel:
        """The model fitted on some pairs of the gold set and those drawn from articles."""
        rows, _ = self.gold.rows([(pair.a, pair.b) for pair in pairs], self.reader.axes)
        labels = [pair.label for pair in pairs] + [RELATED] * len(self.further)
        events = {self.gold.events[name] for pair in pairs for name in (pair.a, pair.b)}
        return fit(np.vstack([rows, *self.further]), labels, self.reader, tuple(events))

    def cross_validated(self) -> dict[str, Any]:
        """Macro-F1, F1 by class and B³ where no event is in both training and measurement."""
        gold, pairs = self.gold, self.pairs
        events = sorted({gold.events[name] for pair in pairs for name in (pair.a, pair.b)})
        np.random.default_rng(0).shuffle(events)
        fold = {event: i % FOLDS for i, event in enumerate(events)}
        homes = np.array([(fold[gold.events[pair.a]], fold[gold.events[pair.b]]) for pair in pairs])
        said = np.empty(len(pairs), dtype=object)
        cubed = []
        for number in range(FOLDS):
            here = homes[:, 0] == number
            known = [pair for pair, out in zip(pairs, (homes == number).any(axis=1), strict=True) if not out]
            tested = [pair for pair, inside in zip(pairs, here, strict=True) if inside]
            model = self.fit(known)
            rows, clashes = gold.rows([(pair.a, pair.b) for pair in tested], self.reader.axes)
            said[here] = [RELATIONS[i] for i in model.probabilities(rows, clashes).argmax(axis=1)]
            cubed.append(b_cubed(gold, model, [p for p in tested if gold.events[p.a] == gold.events[p.b]])["f1"])
        labels = [pair.label for pair in pairs]
        table = confusion(labels, said.tolist(), [gold.events[pair.a] for pair in pairs], RELATIONS)
        found = {"macro_f1": macro_f1(table).value, **{c.label: c.f1.value for c in per_class(table)}}
        return {name: round(value, 3) for name, value in {**found, "b3_f1": float(np.mean(cubed))}.items()}


def main() -> None:
    """Fit, measure, write the model and print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--report", choices=("cv", "test"), default="test")
    cli.add_argument("--out", type=Path, default=MODEL)
    arguments = cli.parse_args()
    trainer = Trainer(load_models(Settings()))
    figures: dict[str, Any] = {"cross_validation": trainer.cross_validated(), "drawn": len(trainer.further)}
    if arguments.report == "test":
        model = trainer.fit(trainer.pairs)
        figures |= score(trainer.gold, model, [pair for pair in trainer.gold.pairs if pair.split == "test"])
        replace(model, figures=figures).save(arguments.out)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
