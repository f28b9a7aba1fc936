"""Fit the second look at stances, on articles that the encoder behind the first look has not read.

    python -m training.second rows --corpus corpus/labeled --articles LIST --reader FOLDER --out rows.npz
    python -m training.second fit --corpus corpus/labeled --rows rows.npz ... --head stance.npz

An encoder is too sure of what it was trained on, so a second look fitted there would trust the first too much.
``rows`` therefore reads with the models of an earlier release (FOLDER holds its ``encoder`` and ``models``; the
installed ones by default) the articles added since (LIST, a name a line). ``fit`` learns from these rows,
calibrates on the dev split with the installed models, and puts the second look into the head.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from perspectives.analysis import Models, analyze
from perspectives.classify import StanceHead
from perspectives.classify.candidates import POLARITY, Candidate
from perspectives.classify.features import FLAGS
from perspectives.classify.fit import fit_temperature, polar_f1, polar_threshold
from perspectives.classify.heads import counted
from perspectives.classify.rows import surrounded
from perspectives.classify.second import SecondLook, features, together
from perspectives.conflict import load
from perspectives.dense import Dense
from perspectives.labels.corpus import gold
from perspectives.models import load_head, load_models, ship_head
from perspectives.records import BOILERPLATE, Analysis, Conflict, Sentence
from training.articles import listed
from training.networks import averaged

FOLDS = 4


@dataclass(frozen=True)
class Rows:
    """Features (n, k), places in POLARITY (n,) and the article (n,); ``first`` (n, 3) is what the first look says."""

    features: Any
    truth: Any
    articles: Any
    first: Any


def rows_of(labeled: Sequence[Analysis], models: Models) -> Rows:
    """The candidates of the analyses of articles, with attributions as they are found, and the labels they match."""
    frames = sorted(frame.id for frame in models.conflict.frames)
    parts = []
    for gold_labels in labeled:
        told = analyze(gold_labels.document, models)
        states, around = surrounded(told, models.encoder, models.frames)
        if around.candidates:
            first = models.stance.probabilities(states)
            found = features(first, states[:, -len(FLAGS) :], around, frames)
            truth = _truth(around.candidates, told, gold_labels)
            parts.append((found, truth, np.full(len(truth), told.document.id), first))
    return Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _truth(found: Sequence[Candidate], told: Analysis, labeled: Analysis) -> Any:
    """Places in POLARITY (candidates,) of the labels that candidates of a found analysis match."""
    labels = {(s.sentence, s.holder, s.target): s.label for s in labeled.stances}
    meant = {s.id: _same(s, labeled.sentences) for s in told.sentences if s.kind != BOILERPLATE}
    polar = [labels.get((meant[c.sentence], c.holder, c.target), "none") for c in found]
    return np.array([POLARITY.index(label if label in POLARITY else "none") for label in polar])


def _same(sentence: Sentence, labeled: Sequence[Sentence]) -> int:
    """The labeled sentence that shares most of the text with one that was found."""
    return max(labeled, key=lambda s: min(s.end, sentence.end) - max(s.start, sentence.start)).id


def fitted(rows: Rows) -> Dense:
    """The network of a second look."""
    return averaged(rows.features, rows.truth, hidden=32, alpha=1.0, rounds=25, batch=256)


def best_f1(probabilities: Any, truth: Any) -> tuple[float, float]:
    """Micro-F1 of the polar labels at the threshold that is best, and that threshold."""
    threshold = polar_threshold(probabilities, truth)
    return polar_f1(counted(probabilities, threshold), truth), threshold


def cross_validated(rows: Rows) -> Any:
    """What networks say of the rows of articles they were not fitted on."""
    found = np.zeros_like(rows.first)
    for known, rest in GroupKFold(FOLDS).split(rows.features, groups=rows.articles):
        part = Rows(rows.features[known], rows.truth[known], rows.articles[known], rows.first[known])
        found[rest] = together(rows.first[rest], fitted(part).predict_proba(rows.features[rest]), 1.0)
    return found


def make_rows(args: argparse.Namespace, conflict: Conflict) -> None:
    """The ``rows`` command."""
    models = load_models(conflict, None, None, threads=2, release=args.reader)
    articles = listed(args.corpus, args.articles, models.lexicon)
    rows = rows_of(articles, models)
    np.savez(args.out, **vars(rows))
    print(f"{len(articles)} articles, {len(rows.truth)} candidates, encoder {models.encoder.version}")


def fit(args: argparse.Namespace, conflict: Conflict) -> None:
    """The ``fit`` command."""
    held = [np.load(path) for path in args.rows]
    rows = Rows(*(np.concatenate([part[name] for part in held]) for name in Rows.__dataclass_fields__))
    models = load_models(conflict, None, None, threads=2)
    head = StanceHead(**load_head(args.head, "stance", models.encoder.version))
    dev = rows_of(gold(args.corpus, "dev", models.lexicon), replace(models, stance=replace(head, second=None)))
    network = fitted(rows)
    said = network.predict_proba(dev.features)
    temperature = fit_temperature(together(dev.first, said, 1.0), dev.truth)
    found = together(dev.first, said, temperature)
    for name, part, revised in (("unread", rows, cross_validated(rows)), ("dev", dev, found)):
        (before, _), (after, at) = best_f1(part.first, part.truth), best_f1(revised, part.truth)
        print(f"{name}: {len(part.truth)} candidates, polar F1 {before:.3f}, second look {after:.3f} at {at}")
    frames = sorted(frame.id for frame in conflict.frames)
    second = SecondLook(network, temperature, polar_threshold(found, dev.truth), frames)
    ship_head(args.head, replace(head, second=second))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = cli.add_subparsers(required=True, metavar="rows|fit")
    for run in (make_rows, fit):
        step = steps.add_parser("rows" if run is make_rows else "fit", help=run.__doc__)
        step.set_defaults(run=run)
        step.add_argument("--corpus", type=Path, required=True)
        step.add_argument("--conflict", default="karabakh")
        if run is make_rows:
            step.add_argument("--articles", type=Path, required=True, help="names of the articles not yet read")
            step.add_argument("--reader", type=Path, help="folder of a release: its encoder and models")
            step.add_argument("--out", type=Path, required=True)
        else:
            step.add_argument("--rows", type=Path, nargs="+", required=True)
            step.add_argument("--head", type=Path, required=True, help="the stance head that gets the second look")
    args = cli.parse_args()
    args.run(args, load(args.conflict))


if __name__ == "__main__":
    main()
