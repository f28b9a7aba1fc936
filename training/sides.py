"""Train the second opinion on whose a source is, on the sources found in the labeled articles.

python -m training.sides --corpus corpus/labeled --out src/perspectives/data/models/sides.npz
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from perspectives.attribution import Linker, found_in
from perspectives.attribution.discourse import Discourse, Referent
from perspectives.attribution.link import PARTS
from perspectives.attribution.sides import Asked, Opinion, likelier
from perspectives.conflict import load
from perspectives.dense import Dense, write
from perspectives.encoder import Encoder
from perspectives.labels.corpus import gold
from perspectives.lexicon import Lexicon, lexicon
from perspectives.records import Analysis, clip
from perspectives.store import atomic
from training.articles import encoded, options
from training.networks import averaged


@dataclass(frozen=True)
class Source:
    """A source with its features (sides, n), the sides it really speaks for, and what the rules say."""

    article: str
    features: np.ndarray
    sides: tuple[str, ...]
    right: frozenset[str]
    told: frozenset[str]
    plain: bool


class Recorder(Opinion):
    """Notes what it is asked, and agrees with the rules."""

    def __init__(self, discourse: Discourse, noted: list[tuple[Asked, Source]], **models: Any) -> None:
        super().__init__(discourse, **models)
        self.noted = noted

    def revised(self, asked: Asked, blamed: frozenset[str] = frozenset()) -> tuple[Referent, ...]:
        """The rules' answer."""
        told = frozenset(referent.side for referent in asked.told)
        self.noted.append((asked, Source("", self.features(asked), self.sides, frozenset(), told, self.sure(asked))))
        return asked.told


def sources(labeled: Sequence[Analysis], encoder: Encoder, linker: Linker, names: Lexicon) -> list[Source]:
    """The sources found in labeled articles that match a labeled one."""
    found = []
    for analysis in labeled:
        document = analysis.document
        sentences, encoding = encoded(document, encoder)
        noted: list[tuple[Asked, Source]] = []
        found_in(document, sentences, encoding, linker, names, partial(Recorder, noted=noted))
        found += [
            replace(source, article=document.id, right=right)
            for asked, source in noted
            if (right := speaks_for(asked, analysis))
        ]
    return found


def speaks_for(asked: Asked, analysis: Analysis) -> frozenset[str]:
    """The sides of the labeled source that shares words with this one, and with its content; none if no one does."""
    for item in analysis.attributions:
        if clip(item.source or (), asked.span) and any(clip(item.content or (), span) for span in asked.content):
            return frozenset(
                other.side
                for other in analysis.attributions
                if other.source == item.source and other.content == item.content
            )
    return frozenset()


def fit(rows: Sequence[Source]) -> Dense:
    """A classifier of (source, side) pairs; where the rules are not asked twice, nothing is to be learned."""
    rows = [row for row in rows if not row.plain]
    truth = [side in row.right for row in rows for side in row.sides]
    features = np.concatenate([row.features for row in rows])
    return averaged(features, truth, hidden=32, alpha=0.5, rounds=20, batch=512)


def accuracy(rows: Sequence[Source], model: Dense | None) -> float:
    """Share of the sources whose side is right; without a model, by the rules alone."""
    right = 0
    for row in rows:
        told = row.told
        if model is not None and not row.plain and told <= set(row.sides):
            (rules,) = told
            told = frozenset({row.sides[likelier(model.predict_proba(row.features)[:, 1], row.sides.index(rules))]})
        right += bool(told & row.right)
    return right / max(1, len(rows))


def main() -> None:
    """Read the arguments, cross-validate by article, fit and save."""
    arguments = options(__doc__, "folder of another linker and turns than those that ship").parse_args()
    names = lexicon(load(arguments.conflict))
    encoder = Encoder.load(arguments.encoder, threads=2)
    linker = Linker.load(arguments.models, PARTS[:2])
    train, dev = (sources(gold(arguments.corpus, split, names), encoder, linker, names) for split in ("train", "dev"))
    groups = [row.article for row in train]
    folds = []
    for known, unread in GroupKFold(5).split(train, groups=groups):
        model = fit([train[i] for i in known])
        folds.append([accuracy([train[i] for i in unread], m) for m in (None, model)])
    model = fit(train)
    for name, figures in (("train, by article", np.mean(folds, 0)), ("dev", [accuracy(dev, m) for m in (None, model)])):
        print(f"{name}: rules {figures[0]:.3f}, weighed {figures[1]:.3f}")
    with atomic(arguments.out, "wb") as file:
        write(file, "sides", {"model": model})


if __name__ == "__main__":
    main()
