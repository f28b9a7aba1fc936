"""Distinctive terms of each outlet's own voice: log-odds with a prior, above what shuffled articles reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perspectives.intervals import SMALL_CLUSTERS, Array
from perspectives.records import Analysis, Term
from perspectives.tally import Placement
from perspectives.term_sample import ArticleTerms, TermSample, own_terms

LEAST_COUNT, LEAST_ARTICLES = 10, 5
"""A term needs ten uses in five articles among all outlets, and five articles of the outlet it marks."""
PRIOR = 500.0
"""Words that the prior counts for, spread over the terms as all outlets together use them."""
LEVEL = 0.95
"""The quantile of shuffled articles' highest scores that is the threshold."""
PER_OUTLET = 30
"""The most terms of an outlet."""
_CELLS = 2_000_000
"""Scores (outlets × terms) computed at once, which bounds the memory."""


def terms(sample: TermSample, permutations: int = 199, seed: int = 0) -> tuple[Term, ...]:
    """The distinctive terms of each outlet, strongest first: at most 30 an outlet, none below the threshold.

    The score is the log-odds ratio of an outlet against all others with an informative Dirichlet prior, over
    its standard deviation (Monroe, Colaresi and Quinn 2008, 3.5.1). The threshold is the 95 % quantile of the
    highest score of any term in any outlet when articles are shuffled between outlets, so that all terms
    together have a chance of 5 % to hold a false one. Outlets under ten articles are part of the reference
    only.
    """
    articles = sorted(sample.articles, key=lambda article: (article.outlet, article.cluster, article.terms))
    outlets = sorted({article.outlet for article in articles})
    table = _Table.of(articles)
    owners = np.array([outlets.index(article.outlet) for article in articles], dtype=np.int64)
    sizes = np.bincount(owners, minlength=len(outlets))
    compared = np.flatnonzero(sizes >= SMALL_CLUSTERS)
    if len(outlets) < 2 or not len(compared) or not table.vocabulary:
        return ()
    generator = np.random.default_rng(seed)
    highest = sorted(table.highest(generator.permutation(owners), compared) for _ in range(permutations))
    threshold = highest[min(int(np.ceil(LEVEL * (permutations + 1))) - 1, permutations - 1)]
    return tuple(
        Term(outlets[i], table.vocabulary[j], odds, z, threshold, target, reference, documents)
        for i in compared
        for z, odds, j, target, reference, documents in table.marking(owners, int(i), threshold)
    )


def term_references(
    found: Iterable[Term], placed: Iterable[tuple[Analysis, Placement]]
) -> tuple[tuple[str, str, int, float], ...]:
    """The own-voice sentences that hold an outlet's distinctive terms, as references to evidence.

    Each is (``term|outlet|term``, document id, sentence number, 1.0): that a word stands there is certain.
    """
    wanted = _by_outlet(found)
    return tuple(
        (f"term|{outlet}|{term}", analysis.document.id, number, 1.0)
        for analysis, placement in placed
        for outlet, number, used in (own_terms(analysis, placement) if wanted else ())
        for term in sorted(wanted.get(outlet, set()).intersection(used))
    )


def holders(found: Iterable[Term], sample: TermSample) -> Iterator[tuple[str, str]]:
    """The cluster and outlet of each article of a sample that holds a distinctive term of its outlet."""
    wanted = _by_outlet(found)
    for article in sample.articles:
        if not wanted.get(article.outlet, frozenset()).isdisjoint(article.terms):
            yield article.cluster, article.outlet


def _by_outlet(found: Iterable[Term]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for term in found:
        wanted.setdefault(term.outlet, set()).add(term.term)
    return wanted


@dataclass(frozen=True, slots=True)
class _Table:
    """Counts of the terms that are common enough, article by article, in coordinates sorted by term."""

    vocabulary: tuple[str, ...]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    counts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @staticmethod
    def of(articles: Sequence[ArticleTerms]) -> _Table:
        uses: Counter[str] = Counter()
        documents: Counter[str] = Counter()
        for article in articles:
            documents.update(article.terms)
            for term, count in zip(article.terms, article.counts.tolist(), strict=True):
                uses[term] += count
        enough = (term for term, n in uses.items() if n >= LEAST_COUNT and documents[term] >= LEAST_ARTICLES)
        vocabulary = tuple(sorted(enough))
        places = {term: place for place, term in enumerate(vocabulary)}
        cells = [
            (places[term], row, count)
            for row, article in enumerate(articles)
            for term, count in zip(article.terms, article.counts.tolist(), strict=True)
            if term in places
        ]
        cells.sort()
        columns, rows, counts = np.array(cells, dtype=np.int64).reshape(-1, 3).T
        sizes = np.array([article.counts.sum() for article in articles], dtype=np.int64)
        return _Table(vocabulary, rows, columns, counts, sizes)

    def highest(self, owners: NDArray[np.int64], compared: NDArray[np.int64]) -> float:
        """The highest score of any term in any compared outlet."""
        outlets, best = int(owners.max()) + 1, -np.inf
        for start, end in self._blocks(outlets):
            score, _ = self._scores(owners, outlets, (start, end))
            best = max(best, float(score[compared].max()))
        return best

    def marking(
        self, owners: NDArray[np.int64], outlet: int, threshold: float
    ) -> list[tuple[float, float, int, int, int, int]]:
        """Score, log-odds, term, counts in outlet and reference, articles of the terms above the threshold."""
        outlets, found = int(owners.max()) + 1, []
        here = owners[self.rows] == outlet
        size = len(self.vocabulary)
        documents = np.bincount(self.columns[here], minlength=size)
        target = np.bincount(self.columns[here], weights=self.counts[here], minlength=size)
        total = np.bincount(self.columns, weights=self.counts, minlength=size)
        for start, end in self._blocks(outlets):
            scores, odds = self._scores(owners, outlets, (start, end))
            for j in np.flatnonzero((scores[outlet] > threshold) & (documents[start:end] >= LEAST_ARTICLES)):
                k = start + int(j)
                numbers = (int(target[k]), int(total[k] - target[k]), int(documents[k]))
                found.append((float(scores[outlet, j]), float(odds[outlet, j]), k, *numbers))
        found.sort(key=lambda row: (-row[0], self.vocabulary[row[2]]))
        return found[:PER_OUTLET]

    def _blocks(self, outlets: int) -> Iterator[tuple[int, int]]:
        step = max(_CELLS // outlets, 1)
        for start in range(0, len(self.vocabulary), step):
            yield start, min(start + step, len(self.vocabulary))

    def _scores(self, owners: NDArray[np.int64], outlets: int, block: tuple[int, int]) -> tuple[Array, Array]:
        """Scores and log-odds of shape (outlets, terms of the block)."""
        start, end = block
        first, last = np.searchsorted(self.columns, [start, end])
        width = end - start
        cells = owners[self.rows[first:last]] * width + self.columns[first:last] - start
        target = np.bincount(cells, weights=self.counts[first:last], minlength=outlets * width)
        target = target.reshape(outlets, width)
        words = np.bincount(owners, weights=self.sizes, minlength=outlets)[:, None]
        total, everything = target.sum(axis=0), float(words.sum())
        prior = PRIOR * total / everything
        reference, rest = total - target, everything - words
        odds = np.log((target + prior) / (words + PRIOR - target - prior))
        odds -= np.log((reference + prior) / (rest + PRIOR - reference - prior))
        return odds / np.sqrt(1 / (target + prior) + 1 / (reference + prior)), odds
