"""Distinctive terms of each outlet's own voice: log-odds with a prior, above what shuffled articles reach."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from perspectives.intervals import SMALL_CLUSTERS, Array
from perspectives.records import AUTHOR, Analysis, Span, Term
from perspectives.tally import Placement
from perspectives.voices import counted

LEAST_COUNT, LEAST_ARTICLES = 10, 5
"""A term needs ten uses in five articles among all outlets, and five articles of the outlet it marks."""
PRIOR = 500.0
"""Words that the prior counts for, spread over the terms as all outlets together use them."""
LEVEL = 0.95
PER_OUTLET = 30
_CELLS = 2_000_000

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|[^\s\w]")
_STOPWORDS = """a about above after again against all also although always am among an and another any are aren't around
as at be because been before being below between both but by can can't cannot could couldn't did didn't do does
doesn't doing don't down during each either else even ever every few first for from further get gets got had hadn't
has hasn't have haven't having he her here hers herself him himself his how however i if in instead into is isn't it
its itself just least less let like may me might mine more most much must my myself near neither never no nor not
now of off often on once one only onto or other others our ours ourselves out over own per perhaps quite rather
same shall she should shouldn't since so some still such than that the their theirs them themselves then there
therefore these they this those though three through thus to together too toward towards two under until up upon
us very was wasn't we were weren't what when where whether which while who whom whose why will with within without
won't would wouldn't yet you your yours yourself"""
_STOP = frozenset(_STOPWORDS.split())


@dataclass(frozen=True, slots=True)
class ArticleTerms:
    """The own-voice words and two-word terms of one article in one outlet, with their counts."""

    outlet: str
    cluster: str
    terms: tuple[str, ...]
    counts: NDArray[np.int64]

    @staticmethod
    def of(outlet: str, cluster: str, counts: Mapping[str, int]) -> ArticleTerms:
        """From a count of each term."""
        terms = tuple(sys.intern(term) for term in sorted(counts))
        return ArticleTerms(outlet, cluster, terms, np.array([counts[term] for term in terms], dtype=np.int64))

    @property
    def rank(self) -> bytes:
        """A number that is as good as random but the same in every run."""
        return blake2b(f"{self.outlet}\n{self.cluster}".encode(), digest_size=8, person=b"terms").digest()


@dataclass(frozen=True, slots=True)
class TermSample:
    """At most ``cap`` articles: of each outlet all, or equally many (``share``) where that would be too many.

    Which articles stay depends on a hash of outlet and cluster only, so that any order and partition of the
    articles gives the same sample. Every outlet keeps at least one article.
    """

    cap: int
    articles: tuple[ArticleTerms, ...]
    share: int


def gather(articles: Iterable[ArticleTerms], cap: int) -> TermSample:
    """The sample of many articles; memory is that of twice the cap."""
    kept: list[ArticleTerms] = []
    share = max(cap, 1)
    for article in articles:
        kept.append(article)
        if len(kept) > 2 * cap + 64:
            kept, share = _thinned(kept, cap, share)
    kept, share = _thinned(kept, cap, share)
    return TermSample(cap, tuple(kept), share)


def merge(first: TermSample, second: TermSample) -> TermSample:
    """The sample of two disjoint sets of articles; associative and commutative."""
    cap = min(first.cap, second.cap)
    kept, share = _thinned([*first.articles, *second.articles], cap, min(first.share, second.share))
    return TermSample(cap, tuple(kept), share)


def article_terms(analysis: Analysis, placement: Placement) -> Iterator[ArticleTerms]:
    """Terms of a document's own-voice sentences without attributed words, for each outlet it stands for.

    Words are in lower case without a possessive ending; stop words, numbers and single letters are no terms,
    and they and punctuation end a two-word term.
    """
    found: dict[str, Counter[str]] = {}
    for outlet, _, used in _own_terms(analysis, placement):
        found.setdefault(outlet, Counter()).update(used)
    for outlet, counts in sorted(found.items()):
        if counts:
            yield ArticleTerms.of(outlet, placement.cluster, counts)


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
        for outlet, number, used in (_own_terms(analysis, placement) if wanted else ())
        for term in sorted(wanted.get(outlet, set()).intersection(used))
    )


def holders(found: Iterable[Term], sample: TermSample) -> Iterator[tuple[str, str]]:
    """The cluster and outlet of each article of a sample that holds a distinctive term of its outlet."""
    wanted = _by_outlet(found)
    for article in sample.articles:
        if not wanted.get(article.outlet, frozenset()).isdisjoint(article.terms):
            yield article.cluster, article.outlet


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


def _by_outlet(found: Iterable[Term]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for term in found:
        wanted.setdefault(term.outlet, set()).add(term.term)
    return wanted


def _thinned(articles: list[ArticleTerms], cap: int, share: int) -> tuple[list[ArticleTerms], int]:
    """The articles of lowest rank, at most ``share`` of each outlet, fewer where that is more than ``cap``.

    The share only ever falls, so that an article dropped early would be dropped in the end too.
    """
    ordered = sorted(articles, key=lambda article: (article.outlet, article.rank, article.cluster))
    sizes = sorted(min(size, share) for size in Counter(article.outlet for article in ordered).values())
    left = cap
    for position, size in enumerate(sizes):
        even = max(left // (len(sizes) - position), 1)
        if size > even:
            share = even
            break
        left -= size
    place: Counter[str] = Counter()
    kept = []
    for article in ordered:
        place[article.outlet] += 1
        if place[article.outlet] <= share:
            kept.append(article)
    return kept, share


def _own_terms(analysis: Analysis, placement: Placement) -> Iterator[tuple[str, int, Iterator[str]]]:
    """Outlet, number and terms of each own-voice sentence."""
    if analysis.skipped or analysis.document.skipped:
        return
    said = [span for attribution in analysis.attributions for span in attribution.content or ()]
    for sentence, outlet in counted(analysis):
        if sentence.side == AUTHOR and outlet in placement.outlets:
            words = _words(analysis.document.text, (sentence.start, sentence.end), said)
            yield outlet, sentence.id, _terms(words)


def _words(text: str, span: Span, said: Sequence[Span]) -> Iterator[str]:
    """The words of a sentence, empty where they are attributed; punctuation stands as itself."""
    inside = [(start, end) for start, end in said if start < span[1] and span[0] < end]
    for match in _WORD.finditer(text, span[0], span[1]):
        if inside and any(start <= match.start() < end for start, end in inside):
            yield ""
        else:
            yield match.group().lower().replace("’", "'").removesuffix("'s")


def _terms(words: Iterable[str]) -> Iterator[str]:
    before = ""
    for word in words:
        usable = len(word) > 1 and word not in _STOP
        if usable:
            yield word
            if before:
                yield f"{before} {word}"
        before = word if usable else ""
