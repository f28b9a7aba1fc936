"""Measure the shipped models on the corpus's test split and write what the report shows beside its figures.

    python -m training.accuracy --corpus corpus/labeled --out src/perspectives/data/models/accuracy.json

The file holds the accuracy of each layer with its interval, the error rates of each label that the corpus has
(by voice where the report tells voices apart, see perspectives.evaluate.rates), and the corpus's hash.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from perspectives.analysis import analyze
from perspectives.conflict import load
from perspectives.evaluate import score_analyses, score_attributions
from perspectives.evaluate.rates import Rates, error_rates
from perspectives.labels.corpus import gold
from perspectives.models import load_models
from training.articles import listed

DATA = "labeled articles written for this project (test split, events and two outlets unseen in training)"
SHOWN = {
    "main_side_accuracy": ("attribution", "main side of a sentence right"),
    "attributed_sides_exact": ("attribution", "set of attributed sides exact"),
    "polar_stance_f1": ("stance", "polar stances, micro-F1"),
    "frames_f1": ("frames", "frames, micro-F1"),
    "frames_shared": ("frames", "at least one frame right"),
    "boilerplate_f1": ("segmentation", "boilerplate, F1"),
    "boundary_f1": ("segmentation", "unit boundaries, F1"),
}


def main() -> None:
    """Read the arguments, measure and write."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--corpus", type=Path, required=True)
    cli.add_argument("--split", default="test")
    cli.add_argument("--conflict", default="karabakh")
    cli.add_argument("--articles", type=Path, help="measure the train articles named here, a name a line, instead")
    cli.add_argument("--reader", type=Path, help="folder of a release: its encoder and models")
    cli.add_argument("--out", type=Path)
    arguments = cli.parse_args()
    conflict = load(arguments.conflict)
    models = load_models(conflict, None, None, threads=2, release=arguments.reader)
    if arguments.articles:
        labeled = listed(arguments.corpus, arguments.articles, models.lexicon)
    else:
        labeled = gold(arguments.corpus, arguments.split, models.lexicon)
    predicted = [analyze(analysis.document, models) for analysis in labeled]
    score = score_analyses(labeled, predicted)
    spans = score_attributions(labeled, predicted)
    estimates = score.estimates()
    units = sum(s.kind != "boilerplate" for a in labeled for s in a.sentences)
    rates = error_rates(labeled, predicted, conflict)
    record = {
        "corpus": hashlib.sha256("".join(sorted(a.document.sha256 for a in labeled)).encode()).hexdigest(),
        "encoder": models.encoder.version,
        "accuracy": [
            [layer, measure, *(round(float(v), 4) for v in _triple(estimates[name])), units, DATA]
            for name, (layer, measure) in SHOWN.items()
        ],
        "rates": _measured(rates),
    }
    print(json.dumps(score.figures(), indent=1))
    print(json.dumps({k: v for k, v in spans.figures().items() if not isinstance(v, dict)}, indent=1))
    if arguments.out:
        arguments.out.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf8")


def _measured(rates: Rates) -> Rates:
    """The rates of labels that some unit has; one that only a voice lacks is known not to be found there."""
    seen = {label.removesuffix(":all") for label, counts in rates.items() if counts[1]}
    return {label: counts for label, counts in rates.items() if seen & {label.rpartition(":")[0], label}}


def _triple(found: object) -> tuple[float, float, float]:
    value, low, high = (getattr(found, name) for name in ("value", "low", "high"))
    return value, value if low is None else low, value if high is None else high


if __name__ == "__main__":
    main()
