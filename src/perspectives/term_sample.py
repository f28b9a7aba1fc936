"""The terms of the outlets' own voice, article by article, and a sample of articles that any partition gives alike."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from perspectives.records import AUTHOR, UNKNOWN, Analysis, Span
from perspectives.tally import Placement
from perspectives.voices import counted

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
    for outlet, _, used in own_terms(analysis, placement):
        found.setdefault(outlet, Counter()).update(used)
    for outlet, counts in sorted(found.items()):
        if counts:
            yield ArticleTerms.of(outlet, placement.cluster, counts)


def own_terms(analysis: Analysis, placement: Placement) -> Iterator[tuple[str, int, Iterator[str]]]:
    """Outlet, number and terms of each own-voice sentence of a document, for the known outlets it stands for."""
    outlets = set(placement.outlets) - {UNKNOWN}
    if analysis.skipped or analysis.document.skipped:
        return
    said = [span for attribution in analysis.attributions for span in attribution.content or ()]
    for sentence, outlet in counted(analysis):
        if sentence.side == AUTHOR and outlet in outlets:
            words = _words(analysis.document.text, (sentence.start, sentence.end), said)
            yield outlet, sentence.id, _terms(words)


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


def _words(text: str, span: Span, said: Sequence[Span]) -> Iterator[str]:
    """The words of a sentence, empty where they are attributed; punctuation stands as itself."""
    inside = [(start, end) for start, end in said if start < span[1] and span[0] < end]
    for match in _WORD.finditer(text, span[0], span[1]):
        if inside and any(start <= match.start() < end for start, end in inside):
            yield ""
        else:
            yield match.group().lower().replace("’", "'").removesuffix("'s")


def _terms(words: Iterable[str]) -> Iterator[str]:
    """Each word that is a term, and the pair it makes with the word before."""
    before = ""
    for word in words:
        usable = len(word) > 1 and word not in _STOP
        if usable:
            yield word
            if before:
                yield f"{before} {word}"
        before = word if usable else ""
