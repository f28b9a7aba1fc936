"""Train the linker on the spans that the encoder predicts in labeled articles.

python -m training.linker --encoder src/perspectives/data/encoder --articles FILE.jsonl ... --out linker.npz
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from perspectives.attribution.pairs import pairs
from perspectives.attribution.spans import RoleSpan, decode
from perspectives.dense import Dense, write
from perspectives.encoder import Encoder
from perspectives.store import atomic
from training.text import Row, read, with_depths


def owners(span: RoleSpan, attributions: Sequence[Row]) -> frozenset[int]:
    """Gold attributions with a span of the role at the depth that overlaps this one by a third of their union."""
    found = set()
    for index, attribution in enumerate(attributions):
        if attribution.get("depth", 0) != span.depth:
            continue
        for start, end in attribution[span.role] or ():
            shared = min(end, span.end) - max(start, span.start)
            inside = shared > 0.6 * (end - start) or shared > 0.6 * (span.end - span.start)
            if shared > 0 and (inside if span.role == "content" else shared > 0):
                found.add(index)
    return frozenset(found)


def labeled_pairs(articles: Iterable[Row], encoder: Encoder) -> tuple[np.ndarray, np.ndarray]:
    """Features (pairs, n) and labels (pairs,) over all articles; nothing below the depths that an article marks."""
    features, labels = [], []
    for article in articles:
        text = article["text"]
        sentences = [(s, e) for s, e in article["sentences"]]
        encoding = encoder.encode(text, sentences)
        nested = any("depth" in a for a in article["attributions"])
        spans = [s for s in decode(encoding, text) if nested or not s.depth]
        if not spans:
            continue
        found = pairs(spans, encoding, text)
        owner = [owners(span, article["attributions"]) for span in spans]
        features.append(found.features)
        labels.append([bool(owner[q] & owner[c]) for q, c in zip(found.query, found.candidate, strict=True)])
    return np.concatenate(features), np.concatenate(labels)


def network() -> Any:
    """A small network: as good as gradient-boosted trees and an order of magnitude faster at run time."""
    return make_pipeline(
        StandardScaler(),
        MLPClassifier((96, 32), alpha=0.1, batch_size=512, learning_rate_init=2e-3, max_iter=10, random_state=0),
    )


def main() -> None:
    """Read the arguments and train."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--encoder", type=Path, required=True)
    cli.add_argument("--articles", type=Path, nargs="+", required=True, help="articles with outermost attributions")
    cli.add_argument("--corpus", type=Path, nargs="*", default=[], help="articles with nested attributions")
    cli.add_argument("--repeat", type=int, default=1, help="weight of the corpus")
    cli.add_argument("--limit", type=int)
    cli.add_argument("--out", type=Path, required=True)
    arguments = cli.parse_args()
    encoder = Encoder.load(arguments.encoder)
    articles = [a for file in arguments.articles for a in read(file)][: arguments.limit]
    corpus = [with_depths(a) for file in arguments.corpus for a in read(file)]
    features, labels = labeled_pairs([*articles, *corpus * arguments.repeat], encoder)
    model = network().fit(features, labels)
    print(f"{len(labels)} pairs, {labels.mean():.3f} linked, accuracy {(model.predict(features) == labels).mean():.4f}")
    with atomic(arguments.out, "wb") as file:
        write(file, "linker", {"model": Dense.of(model)})


if __name__ == "__main__":
    main()
