"""Whether stance labels follow when the sides of the conflict bear each other's names; one table.

    python benchmarks/counterfactual.py corpus/labeled [--conflict NAME] [--stance-model FILE] [--split test]

Gold sentences, attributions and mentions of a split, so that only the stance head is measured (its second look
reads frames as they are found), under every exchange of two sides and the rotation of all. Rows are the pairs of
holder and target of each sentence that an exchange rewrites.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from perspectives.analysis import Models
from perspectives.classify.candidates import POLARITY
from perspectives.classify.rows import surrounded
from perspectives.conflict import load
from perspectives.counterfactual import exchange_analysis, exchanges
from perspectives.labels.corpus import gold
from perspectives.models import load_models
from perspectives.records import Analysis

LEAST_FOLLOWING = 0.95
MOST_CHANGE = 0.05
MOST_RATE = 0.02


@dataclass(frozen=True)
class Rows:
    """What is decided on the candidates of several articles, the target of each, and the text of its sentence.

    ``probabilities`` (n, 3) are of :data:`POLARITY`, ``labels`` (n,) places in it.
    """

    probabilities: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]
    targets: npt.NDArray[np.str_]
    texts: npt.NDArray[np.str_]


@dataclass(frozen=True)
class Outcome:
    """What one exchange does: rows rewritten, shares that follow, mean change, and the largest move of a rate."""

    name: str
    rows: int
    following: float
    polar: int
    polar_following: float
    change: float
    rate: float
    side: str

    def holds(self) -> bool:
        """Whether the three bounds of the design hold."""
        return self.following >= LEAST_FOLLOWING and self.change <= MOST_CHANGE and self.rate <= MOST_RATE

    def __str__(self) -> str:
        return (
            f"{self.name:24s} {self.rows:5d} {self.following:7.1%} {self.polar:6d} {self.polar_following:7.1%} "
            f"{self.change:7.3f} {100 * self.rate:6.1f} {self.side:8s} {'holds' if self.holds() else 'broken'}"
        )


HEAD = f"{'exchange':24s} {'rows':>5} {'follow':>7} {'polar':>6} {'follow':>7} {'change':>7} {'rate':>6} side"


def rows(analyses: Sequence[Analysis], models: Models) -> Rows:
    """The candidates of analyses, decided in their documents' context."""
    probabilities, labels, targets, texts = [], [], [], []
    for analysis in analyses:
        document = analysis.document
        features, around = surrounded(analysis, models.encoder, models.frames)
        probabilities.append(models.stance.probabilities(features, around))
        labels.append(models.stance.labels(features, around))
        text = {s.id: document.slice((s.start, s.end)) for s in analysis.sentences}
        targets += [candidate.target for candidate in around.candidates]
        texts += [text[candidate.sentence] for candidate in around.candidates]
    return Rows(np.concatenate(probabilities), np.concatenate(labels), np.array(targets), np.array(texts))


def compare(name: str, before: Rows, after: Rows, sides: Sequence[str]) -> Outcome:
    """The outcome of one exchange; rows of ``before`` and ``after`` belong together."""
    rewritten = before.texts != after.texts
    old, new, was, now = before.probabilities, after.probabilities, before.labels, after.labels
    same = (was == now)[rewritten]
    polar = ((was != POLARITY.index("none")) | (now != POLARITY.index("none")))[rewritten]
    critical = POLARITY.index("critical")
    rates = []
    for side in sides:
        about = before.targets == side
        if about.any():
            rates.append((abs(float((now[about] == critical).mean() - (was[about] == critical).mean())), side))
    polar_columns = [POLARITY.index("critical"), POLARITY.index("favorable")]
    change = np.abs(old - new)[rewritten][:, polar_columns].max(axis=1)
    rate, side = max(rates)
    return Outcome(
        name,
        int(rewritten.sum()),
        float(same.mean()),
        int(polar.sum()),
        float(same[polar].mean()) if polar.any() else 1.0,
        float(change.mean()),
        rate,
        side,
    )


def copies(analyses: Sequence[Analysis], models: Models) -> Iterator[tuple[str, Rows]]:
    """The rows under every exchange, with its name."""
    for sides in exchanges(models.conflict):
        name = "⇄".join(sides) if len(sides) == 2 else "rotation of all"
        yield name, rows([exchange_analysis(a, models.lexicon, sides) for a in analyses], models)


def main() -> int:
    """Print the table; exit code 1 where a bound is broken."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", type=Path)
    cli.add_argument("--conflict", default="karabakh")
    cli.add_argument("--stance-model", type=Path)
    cli.add_argument("--split", default="test")
    args = cli.parse_args()
    models = load_models(load(args.conflict), args.stance_model, None, threads=1)
    analyses = gold(args.corpus, args.split, models.lexicon)
    before = rows(analyses, models)
    print(f"{len(analyses)} articles, {len(before.targets)} pairs of holder and target")
    print(HEAD)
    outcomes = []
    for name, after in copies(analyses, models):
        outcomes.append(compare(name, before, after, [side.id for side in models.conflict.sides]))
        print(outcomes[-1], flush=True)
    return int(not all(outcome.holds() for outcome in outcomes))


if __name__ == "__main__":
    raise SystemExit(main())
