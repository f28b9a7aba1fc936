"""Fit the second judge of short lines (`perspectives.clutter`) on the labeled train articles and measure it.

    python -m training.clutter [--corpus FOLDER] [--out FILE]

Prints figures of cross-validation by outlet over the train split, which is where features, penalty and limits are
chosen, then of the dev split, and writes the weights fitted on all train articles. Takes about a minute.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from perspectives import segment
from perspectives.clutter import CLASSES, Weights, digest, features, judge
from perspectives.conflict import load
from perspectives.labels.corpus import read_articles
from perspectives.markup import Article, vocabulary
from perspectives.paragraphs import Line, lines, surely_wrapped, wrap_width
from perspectives.records import BOILERPLATE, Document, Sentence
from perspectives.store import atomic

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "src" / "perspectives" / "data" / "models" / "clutter.json"
FOLDS = 9
EXCERPTS = 3
OUTLETS = 3
"""Outlets whose lines must show a feature, so that it is a habit of the press and not of one outlet."""
PENALTY = 0.2
LIMITS = {"body": 0.9, "headline": 0.8, "caption": 0.8, BOILERPLATE: 0.7}
"""The least probability at which the judge overrules the rules in favor of a kind."""


@dataclass(frozen=True)
class Row:
    """A line that may be judged: its features, its kind in the gold, and its outlet."""

    names: tuple[str, ...]
    kind: str
    outlet: str


def rows(article: Article) -> list[Row]:
    """The lines of an article as the rules leave them, among furniture that is known, and in other layouts."""
    document, gold = article.analysis.document, article.analysis.sentences
    result = _rows(document, gold)
    page = segment.ruled(document)
    judged = {index for index, _ in features(page, document)}
    truth = [_kind(line, gold) for line in page]
    ruled_kinds = [(line.kind, line.name) for line in page]
    for line, kind in zip(page, truth, strict=True):
        if kind == BOILERPLATE:
            line.kind, line.name = BOILERPLATE, line.name or "clutter"
    for index in sorted(judged):
        line, known = page[index], (page[index].kind, page[index].name)
        line.kind, line.name = ruled_kinds[index]
        result += [Row(tuple(n), truth[index], document.outlet) for _, n in features(page, document, {index})]
        line.kind, line.name = known
    for gap in ("\n", "\n\n"):
        result += _rows(*_laid_out(document, gold, gap))
    text = [kind != BOILERPLATE for kind in truth]
    result += _rows(*_excerpt(document, gold, page, text))
    chance = random.Random(document.id)
    for _ in range(EXCERPTS):
        start = chance.randrange(len(page))
        end = start + chance.randint(4, 12)
        held = [inside and start <= index < end for index, inside in enumerate(text)]
        result += _rows(*_excerpt(document, gold, page, held))
    return result


def _excerpt(
    document: Document, gold: Sequence[Sentence], page: Sequence[Line], held: Sequence[bool]
) -> tuple[Document, list[Sentence]]:
    """The document with only the lines that are held: without furniture, a text's last line is still text."""
    pieces: list[str] = []
    moved = []
    length = 0
    for line, inside in zip(page, held, strict=True):
        if not inside:
            continue
        by = length - line.start
        moved += [
            replace(unit, start=max(unit.start, line.start) + by, end=min(unit.end, line.end) + by)
            for unit in gold
            if unit.start < line.end and unit.end > line.start
        ]
        pieces.append(line.raw)
        length += len(line.raw) + 2
    return replace(document, text="\n\n".join(pieces), zones=(), title=None), moved


def _rows(document: Document, gold: Sequence[Sentence]) -> list[Row]:
    page = segment.ruled(document)
    return [Row(tuple(n), _kind(page[i], gold), document.outlet) for i, n in features(page, document)]


def _kind(line: Line, gold: Sequence[Sentence]) -> str:
    """The kind that most characters of the line have."""
    shares: Counter[str] = Counter()
    for unit in gold:
        shares[unit.kind] += max(0, min(unit.end, line.end) - max(unit.start, line.start))
    return shares.most_common(1)[0][0]


def _laid_out(document: Document, gold: Sequence[Sentence], gap: str) -> tuple[Document, list[Sentence]]:
    """The document with the same gap between all its lines and less metadata; as it is where lines are wrapped."""
    page = lines(document.text)
    if wrap_width(page) or any(surely_wrapped(one, two) for one, two in pairwise(page)):
        gap = ""
    pieces, moved, length = [], [], 0
    last = 0
    shift: list[tuple[int, int]] = []
    for match in re.finditer(r"\n\s*", document.text) if gap else ():
        pieces += [document.text[last : match.start()], gap]
        length += match.start() - last + len(gap)
        last = match.end()
        shift.append((last, length - last))
    pieces.append(document.text[last:])
    starts = [0, *(at for at, _ in shift)]
    by = [0, *(much for _, much in shift)]
    for unit in gold:
        first, end = bisect_right(starts, unit.start) - 1, bisect_right(starts, unit.end - 1) - 1
        moved.append(replace(unit, start=unit.start + by[first], end=unit.end + by[end]))
    less = {"title": None} if gap == "\n" else {"provenance": ()}
    return replace(document, text="".join(pieces), zones=document.zones if not gap else (), **less), moved


def fit(known: Sequence[Row], penalty: float = PENALTY, outlets: int = OUTLETS) -> Weights:
    """The weights that tell the kinds of the rows apart."""
    seen: dict[str, set[str]] = defaultdict(set)
    for row in known:
        for name in row.names:
            seen[name].add(row.outlet)
    kept = {name: i for i, name in enumerate(sorted(name for name, where in seen.items() if len(where) >= outlets))}
    table = matrix(known, kept)
    model = LogisticRegression(C=penalty, max_iter=400, fit_intercept=False, tol=1e-3)
    model.fit(table, [CLASSES.index(row.kind) for row in known])
    weights = {name: tuple(round(float(value), 2) for value in model.coef_[:, i]) for name, i in kept.items()}
    weights = {name: row for name, row in weights.items() if any(abs(value) >= 0.02 for value in row)}
    return weights | {"limit": tuple(LIMITS[kind] for kind in CLASSES)}


def matrix(known: Sequence[Row], kept: dict[str, int]) -> Any:
    """A row for each line with a one for each feature that is kept."""
    columns = [sorted({kept[name] for name in row.names if name in kept}) for row in known]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.concatenate([np.array(one, dtype=np.int64) for one in columns])
    return csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(known), len(kept)))


@dataclass
class Figures:
    """Counts of gold and found units, by gold unit: the found kind is that of most of its characters."""

    kinds: Counter[tuple[str, str]]
    exact: int = 0
    gold: int = 0
    found: int = 0

    def add(self, gold: Sequence[Sentence], found: Sequence[Sentence]) -> None:
        """Count an article."""
        self.exact += len({(u.start, u.end) for u in gold} & {(u.start, u.end) for u in found})
        self.gold += len(gold)
        self.found += len(found)
        for unit in gold:
            shares: Counter[str] = Counter()
            for other in found:
                shares[other.kind] += max(0, min(unit.end, other.end) - max(unit.start, other.start))
            self.kinds[unit.kind, shares.most_common(1)[0][0]] += 1

    def shown(self) -> dict[str, Any]:
        """Boundary F1, and precision, recall and F1 of each kind."""
        result: dict[str, Any] = {"boundaries": round(2 * self.exact / (self.gold + self.found), 4)}
        for kind in CLASSES:
            right = self.kinds[kind, kind]
            said = sum(count for (_, found), count in self.kinds.items() if found == kind)
            true = sum(count for (gold, _), count in self.kinds.items() if gold == kind)
            result[kind] = [round(x, 3) for x in (right / said, right / true, 2 * right / (said + true))]
        return result


def folds(articles: Sequence[Article]) -> dict[str, int]:
    """Outlet to its fold; the folds have about as many articles, and no outlet is in two."""
    sizes = [0] * FOLDS
    result: dict[str, int] = {}
    for outlet, count in Counter(article.analysis.document.outlet for article in articles).most_common():
        result[outlet] = sizes.index(min(sizes))
        sizes[result[outlet]] += count
    return result


def measure(articles: Sequence[Article], weights: Sequence[Weights] | None, fold: dict[str, int]) -> dict[str, Any]:
    """Figures of segmentation with the weights of each article's fold, by the rules alone for None."""
    figures = Figures(Counter())
    for article in articles:
        document = article.analysis.document
        page = segment.ruled(document)
        if weights is not None:
            judge(page, document, weights[fold.get(document.outlet, 0)])
        figures.add(article.analysis.sentences, segment.assembled(document, page))
    return figures.shown()


def main() -> None:
    """Cross-validate, fit, measure and write the weights; print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--corpus", type=Path, default=ROOT / "corpus" / "labeled")
    cli.add_argument("--out", type=Path, default=MODEL)
    arguments = cli.parse_args()
    articles = read_articles(arguments.corpus, vocabulary(load("karabakh")))
    train, dev = ([article for article in articles if article.split == split] for split in ("train", "dev"))
    known = {article.analysis.document.id: rows(article) for article in train}
    fold = folds(train)

    def fitted(left_out: int) -> Weights:
        chosen = [article.analysis.document for article in train if fold[article.analysis.document.outlet] != left_out]
        return fit([row for document in chosen for row in known[document.id]])

    crossed = [fitted(number) for number in range(FOLDS)]
    weights = fitted(FOLDS)
    stored = {name: list(row) for name, row in weights.items()}
    with atomic(arguments.out) as file:
        json.dump({"format": 1, "sha256": digest(stored), "weights": stored}, file, ensure_ascii=False, indent=0)
    figures = {
        "rules, train": measure(train, None, fold),
        "cross-validated by outlet, train": measure(train, crossed, fold),
        "rules, dev": measure(dev, None, fold),
        "dev": measure(dev, [weights], {}),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
