"""What a trained model must beat: the majority class, a lexicon, and TF-IDF views around the target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from perspectives.classify.labeled import StanceRow
from perspectives.classify.polar import WORD, polar_words

_NEAR = 60
"""Characters on each side of the target that count as its neighborhood."""

Predict = Callable[[Sequence[StanceRow]], list[str]]
Baseline = Callable[[Sequence[StanceRow]], Predict]


def majority(train: Sequence[StanceRow]) -> Predict:
    """Always the most frequent label."""
    labels = [row.stance for row in train]
    best = max(sorted(set(labels)), key=labels.count)
    return lambda rows: [best] * len(rows)


def lexicon(train: Sequence[StanceRow]) -> Predict:
    """More good than bad words near the target: favorable; more bad: critical; else the majority non-polar label."""
    rest = [row.stance for row in train if row.stance in ("none", "neutral")] or ["none"]
    default = max(sorted(set(rest)), key=rest.count)
    good, bad = polar_words()

    def predict(rows: Sequence[StanceRow]) -> list[str]:
        said = []
        for row in rows:
            words = [word.lower() for word in WORD.findall(_neighborhood(row))]
            score = sum(word in good for word in words) - sum(word in bad for word in words)
            said.append("favorable" if score > 0 else "critical" if score < 0 else default)
        return said

    return predict


def tfidf(train: Sequence[StanceRow]) -> Predict:
    """Logistic regression on TF-IDF of the sentence, of the words near the target, and before and after it.

    Where the rows are too few to learn from, the majority.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    model = make_pipeline(
        make_union(*(_view(part) for part in (_whole, _neighborhood, _before, _after))),
        LogisticRegression(C=3, max_iter=300),
    )
    try:
        model.fit(list(train), [row.stance for row in train])
    except ValueError:  # one label only, or no word twice on one side of the targets
        return majority(train)
    return lambda rows: [str(label) for label in model.predict(list(rows))]


BASELINES: dict[str, Baseline] = {"majority": majority, "lexicon": lexicon, "tfidf": tfidf}
"""Name to a function that fits on rows and returns a prediction function."""


def frame_majority(labels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The most frequent frame, said of every sentence."""
    flat = [frame for found in labels for frame in found]
    return (max(sorted(set(flat)), key=flat.count),) if flat else ()


def frame_tfidf(texts: Sequence[str], labels: Sequence[Sequence[str]]) -> Callable[[Sequence[str]], list[set[str]]]:
    """One logistic regression a frame on TF-IDF of words and word pairs."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    rows = vectorizer.fit_transform(texts)
    models: dict[str, Any] = {}
    for frame in sorted({frame for found in labels for frame in found}):
        truth = np.array([frame in found for found in labels])
        if 0 < truth.sum() < len(truth):
            models[frame] = LogisticRegression(C=10, class_weight="balanced", max_iter=300).fit(rows, truth)

    def predict(new: Sequence[str]) -> list[set[str]]:
        found = vectorizer.transform(new)
        said: list[set[str]] = [set() for _ in new]
        for frame, model in models.items():
            for index in np.flatnonzero(model.predict(found)):
                said[index].add(frame)
        return said

    return predict


def _view(part: Callable[[StanceRow], str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(preprocessor=part, ngram_range=(1, 2), min_df=2, sublinear_tf=True)


def _whole(row: StanceRow) -> str:
    return row.text.lower()


def _neighborhood(row: StanceRow) -> str:
    return f"{_before(row)} TARGET {_after(row)}"


def _before(row: StanceRow) -> str:
    start = row.target[0][0]
    return row.text[max(start - _NEAR, 0) : start].lower()


def _after(row: StanceRow) -> str:
    end = row.target[-1][1]
    return row.text[end : end + _NEAR].lower()
