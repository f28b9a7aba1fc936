"""Fit the pair model of aligned claims on the gold set and measure it on held-out events.

    python -m training.claims [--report dev|test] [--out FILE]

It is fitted on the events of the train and dev splits (on train alone for ``--report dev``) and written to the
package; the figures on the test events are stored with it. Takes under two minutes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from perspectives.analysis import Models
from perspectives.claims.gold import GoldSet, read_gold
from perspectives.claims.pairs import PairModel, fit
from perspectives.claims.score import score
from perspectives.classify.candidates import candidates
from perspectives.classify.features import stance_features
from perspectives.conflict import load
from perspectives.encoder import Encoding
from perspectives.records import Attribution, Mention, Sentence, Stance
from perspectives.run import Settings, load_models

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "corpus" / "claims"
MODEL = ROOT / "src" / "perspectives" / "data" / "models" / "claims.skops"
CONFLICTS = ("karabakh", "kosovo")


def gold(models: Models) -> GoldSet:
    """The gold set, its stances decided by the shipped head."""

    def stances(
        sentences: tuple[Sentence, ...],
        attributions: tuple[Attribution, ...],
        mentions: tuple[Mention, ...],
        encoding: Encoding,
        text: str,
    ) -> tuple[Stance, ...]:
        found = candidates(sentences, attributions, mentions)
        return models.stance.decide(found, stance_features(encoding, sentences, found, text))[0] if found else ()

    conflicts = {name: load(name) for name in CONFLICTS}
    return read_gold(GOLD, conflicts, models.encoder, stances)


def train(data: GoldSet, models: Models, splits: tuple[str, ...]) -> PairModel:
    """The model fitted on the pairs of some splits."""
    pairs = [pair for pair in data.pairs if pair.split in splits]
    return fit(data.rows(pairs)[0], [pair.label for pair in pairs], models.encoder.version)


def main() -> None:
    """Fit, measure, write the model and print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--report", choices=("dev", "test"), default="test")
    cli.add_argument("--out", type=Path, default=MODEL)
    arguments = cli.parse_args()
    models = load_models(Settings())
    data = gold(models)
    splits = ("train",) if arguments.report == "dev" else ("train", "dev")
    model = train(data, models, splits)
    figures: dict[str, Any] = score(data, model, arguments.report, "+".join(splits))
    if arguments.report == "test":
        PairModel(model.classifiers, model.version, figures).save(arguments.out)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
