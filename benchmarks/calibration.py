"""Whether the intervals cover, the tests stay quiet and keyness finds nothing, on simulated outlets; one table.

python benchmarks/calibration.py            # about five minutes on one core
python benchmarks/calibration.py --quick    # seconds, as the tests run it
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from perspectives.intervals import (
    SMALL_CLUSTERS,
    SMALL_UNITS,
    Array,
    Contrast,
    at,
    benjamini_hochberg,
    covariance,
    interval,
    net,
    p_value,
    paired,
    share,
)
from perspectives.keyness import LEAST_COUNT, terms
from perspectives.model_error import share_limits
from perspectives.others import against_mean
from perspectives.term_sample import ArticleTerms, gather

SHARES = (0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.93, 0.95, 0.96, 0.97, 0.98)
ARTICLES = (10, 15, 20, 30, 50, 100, 200)
CORRELATIONS = (0.0, 0.05, 0.1, 0.2)
SETTINGS = ((10, (10,)), (20, (20,)), (50, (50,)), (10, (100,)), (100, (10,)), (30, (30,) * 3), (30, (30,) * 6))
"""Articles of an outlet, and of those it is compared with."""
LEAST_SENTENCES, MOST_SENTENCES = 2, 15


@dataclass(frozen=True)
class Effort:
    """How many outlets are drawn for a cell, and how many times one outlet is split in two."""

    outlets: int
    splits: int
    term_splits: int
    permutations: int


FULL = Effort(outlets=5000, splits=2000, term_splits=400, permutations=99)
QUICK = Effort(outlets=600, splits=200, term_splits=20, permutations=39)


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured, its lowest and highest value in percent, where, and the bounds."""

    name: str
    low: float
    high: float
    where: str
    least: float
    most: float

    def holds(self, noise: float = 0.0) -> bool:
        """Whether the measured values keep the bounds, up to some percentage points of simulation noise."""
        return self.least - noise <= self.low and self.high <= self.most + noise

    def __str__(self) -> str:
        bounds = f"{self.least:g}–{self.most:g}"
        verdict = "holds" if self.holds() else "FAILS"
        return f"{self.name:<58} {self.low:6.1f} {self.high:6.1f}  {bounds:>8}  {verdict}  {self.where}"


class Outlets:
    """Draws articles of 2 to 15 sentences whose labels go together within an article."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def labels(self, shares: tuple[float, ...], articles: int, correlation: float, outlets: int) -> tuple[Array, Array]:
        """Label counts of shape (labels, outlets, articles) and sentences of shape (outlets, articles).

        Each article draws its own rates from a Dirichlet distribution (beta for one label) whose
        concentration gives the intraclass correlation; its sentences then draw a label or none.
        """
        sentences = self.random.integers(LEAST_SENTENCES, MOST_SENTENCES + 1, (outlets, articles))
        whole = np.array([*shares, 1 - sum(shares)])
        if correlation:
            weights = self.random.standard_gamma(
                whole * (1 - correlation) / correlation, (outlets, articles, len(whole))
            )
            rates = weights / np.maximum(weights.sum(-1, keepdims=True), 1e-300)
        else:
            rates = np.broadcast_to(whole, (outlets, articles, len(whole)))
        counts, left, chance = [], sentences, np.ones((outlets, articles))
        for k in range(len(shares)):
            drawn = self.random.binomial(left, np.clip(rates[..., k] / np.maximum(chance, 1e-12), 0, 1))
            counts.append(drawn)
            left, chance = left - drawn, chance - rates[..., k]
        return np.stack(counts).astype(np.float64), sentences.astype(np.float64)


def sums(x: Array, y: Array) -> Array:
    """The (6, outlets) sums of counts of shape (outlets, articles)."""
    return np.array([(y > 0).sum(-1), x.sum(-1), y.sum(-1), (x * x).sum(-1), (x * y).sum(-1), (y * y).sum(-1)], float)


def covered(limits: tuple[Array, Array], truth: float) -> float:
    """Percent of intervals that hold the truth."""
    low, high = limits
    return float(100 * np.mean((low <= truth) & (truth <= high)))


def shares(effort: Effort) -> Iterator[Row]:
    """Coverage of the 95 % intervals of shares, in three ranges of the share."""
    found: dict[str, list[tuple[float, str]]] = {"rare": [], "low": [], "middle": []}
    draw = Outlets(1)
    for articles in ARTICLES:
        for correlation in CORRELATIONS:
            for truth in SHARES:
                counts, sentences = draw.labels((truth,), articles, correlation, effort.outlets)
                rare = min(truth, 1 - truth)
                place = "rare" if rare < 0.0499 else "low" if rare < 0.0999 else "middle"
                value = covered(interval(share(sums(counts[0], sentences))), truth)
                found[place].append((value, f"share {truth:g}, {articles} articles, ICC {correlation:g}"))
    yield _row("coverage, share under .05 or over .95", found["rare"], 90, 100)
    yield _row("coverage, share .05 to .1 or .9 to .95", found["low"], 92, 100)
    yield _row("coverage, share .1 to .9", found["middle"], 92, 97)


def nets(effort: Effort) -> Iterator[Row]:
    """Coverage of net figures and of the gap between two voices of the same articles."""
    draw, net_values, gap_values = Outlets(2), [], []
    for articles in ARTICLES:
        for correlation in CORRELATIONS:
            where = f"{articles} articles, ICC {correlation:g}"
            for favorable, critical in ((0.05, 0.05), (0.02, 0.3), (0.1, 0.1), (0.2, 0.4), (0.4, 0.4), (0.05, 0.8)):
                truth = favorable - critical
                first = _net(draw, (favorable, critical), articles, correlation, effort.outlets)
                net_values.append((covered(interval(first[0]), truth), f"{favorable:g} − {critical:g}, {where}"))
            own = _net(draw, (0.1, 0.2), articles, correlation, effort.outlets)
            quoted = _net(draw, (0.2, 0.4), articles, correlation, effort.outlets)
            gap_values.append((covered(interval(_gap(own, quoted)), 0.1), where))
    yield _row("coverage, net stance", net_values, 92, 100)
    yield _row("coverage, own minus quoted voice", gap_values, 92, 100)


def differences(effort: Effort) -> Iterator[Row]:
    """Coverage and false alarms of an outlet against the mean of one, three or six others."""
    draw, coverage, alarms = Outlets(3), [], []
    for articles, others in SETTINGS:
        for correlation in CORRELATIONS:
            for own, rest in ((0.05, 0.05), (0.1, 0.1), (0.3, 0.3), (0.5, 0.5), (0.3, 0.1), (0.2, 0.6)):
                drawn = [
                    sums(*_one(draw.labels((value,), number, correlation, effort.outlets)))
                    for value, number in ((own, articles), *((rest, number) for number in others))
                ]
                rest_of = share(np.stack(drawn[1:], axis=1))
                contrast = against_mean(share(drawn[0]), rest_of, np.ones((len(others), effort.outlets)))
                where = f"{own:g} against {rest:g}, {articles} against {others} articles, ICC {correlation:g}"
                coverage.append((covered(interval(contrast), own - rest), where))
                if own == rest:
                    alarms.append((float(100 * np.mean(p_value(contrast) < 0.05)), where))
    yield _row("coverage, outlet minus the mean of others", coverage, 92, 100)
    yield _row("false alarms before correction, p < .05", alarms, 0, 8)


def split_outlet(effort: Effort) -> Iterator[Row]:
    """False findings when the articles of one outlet are split in two at random, by the rule for findings."""
    draw = Outlets(4)
    labels = (0.02, 0.03, 0.05, 0.05, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2)
    share_found, runs_found = [], []
    for articles in (20, 40, 100, 400):
        for correlation in (0.0, 0.1, 0.2):
            counts, sentences = draw.labels(labels, articles, correlation, effort.splits)
            half = draw.random.random(sentences.shape) < 0.5
            first, second = (
                share(np.stack([sums(count * side, sentences * side) for count in counts], axis=1))
                for side in (half, ~half)
            )
            large = np.ones(effort.splits, dtype=bool)
            for side in (half, ~half):
                large &= (side.sum(-1) >= SMALL_CLUSTERS) & ((sentences * side).sum(-1) >= SMALL_UNITS)
            alone = np.ones((1, len(labels), effort.splits))
            p = p_value(against_mean(first, at(second, (None,)), alone))
            hits = np.array([[q < 0.05 for q in benjamini_hochberg(list(column))] for column in p.T[large]])
            where = f"{articles} articles, ICC {correlation:g}, {len(hits)} splits"
            share_found.append((float(100 * hits.mean()), where))
            runs_found.append((float(100 * hits.any(axis=1).mean()), where))
    yield _row("false findings, one outlet split in two (of all cells)", share_found, 0, 5)
    yield _row("splits of one outlet with any false finding", runs_found, 0, 8)


def split_terms(effort: Effort) -> Iterator[Row]:
    """False terms when the articles of one outlet are split in two, with words that come in bursts."""
    random = np.random.default_rng(5)
    vocabulary = [f"word{k}" for k in range(3000)]
    rates = 1 / np.arange(1, len(vocabulary) + 1)
    rates /= rates.sum()
    term_share, runs_found = [], []
    for articles, burst in ((30, 0.0), (60, 0.3), (60, 0.6)):
        hits = false_terms = compared = 0
        for _ in range(effort.term_splits):
            made = []
            for i in range(articles):
                own = rates if not burst else random.dirichlet(rates * 1000 * (1 - burst) / burst + 1e-3)
                drawn = np.bincount(random.choice(len(vocabulary), size=int(random.integers(60, 300)), p=own))
                counts = {vocabulary[k]: int(drawn[k]) for k in np.flatnonzero(drawn)}
                made.append(ArticleTerms.of("a" if random.random() < 0.5 else "b", str(i), counts))
            uses: Counter[str] = Counter()
            for article in made:
                uses.update(dict(zip(article.terms, article.counts.tolist(), strict=True)))
            found = terms(gather(made, 10_000), effort.permutations)
            hits += bool(found)
            false_terms += len(found)
            compared += sum(n >= LEAST_COUNT for n in uses.values())
        where = f"{articles} articles, burstiness {burst:g}, {effort.term_splits} splits"
        term_share.append((100 * false_terms / compared, where))
        runs_found.append((100 * hits / effort.term_splits, where))
    yield _row("false terms, one outlet split in two (of all terms)", term_share, 0, 5)
    yield _row("splits of one outlet with any false term", runs_found, 0, 8)


def second_intervals(effort: Effort) -> Iterator[Row]:
    """Coverage of the true share by the second interval, the model's error being measured on 150 + 600 units."""
    draw, found = Outlets(6), []
    settings = product((20, 100), (0.0, 0.2), (0.05, 0.2, 0.5), ((0.7, 0.95), (0.85, 0.9), (0.9, 0.98)))
    for articles, correlation, truth, (sensitivity, specificity) in settings:
        counts, sentences = _one(draw.labels((truth,), articles, correlation, effort.outlets))
        kept = draw.random.binomial(counts.astype(int), sensitivity)
        added = draw.random.binomial((sentences - counts).astype(int), 1 - specificity)
        labeled = share(sums((kept + added).astype(float), sentences))
        right = [draw.random.binomial(n, rate, effort.outlets) for n, rate in ((150, sensitivity), (600, specificity))]
        rates = np.array([right[0], np.full_like(right[0], 150), right[1], np.full_like(right[1], 600)], dtype=float)
        low, high = share_limits(labeled, rates)
        first = interval(labeled)
        limits = (np.minimum(low, first[0]), np.maximum(high, first[1]))
        model = f"sensitivity {sensitivity:g}, specificity {specificity:g}"
        found.append((covered(limits, truth), f"share {truth:g}, {articles} articles, ICC {correlation:g}, {model}"))
    yield _row("coverage of the truth, second interval", found, 92, 100)


PARTS = (shares, nets, differences, split_outlet, split_terms, second_intervals)


def _row(name: str, found: list[tuple[float, str]], least: float, most: float) -> Row:
    low, high = min(found), max(found)
    where = low[1] if least - low[0] > high[0] - most else high[1]
    return Row(name, low[0], high[0], where if least else high[1], least, most)


def _one(drawn: tuple[Array, Array]) -> tuple[Array, Array]:
    return drawn[0][0], drawn[1]


def _net(
    draw: Outlets, labels: tuple[float, float], articles: int, correlation: float, outlets: int
) -> tuple[Contrast, Array, Array]:
    counts, sentences = draw.labels(labels, articles, correlation, outlets)
    plus, minus = (sums(count, sentences) for count in counts)
    return net(plus, minus, sums(counts[0] - counts[1], sentences)), counts[0] - counts[1], sentences


def _gap(own: tuple[Contrast, Array, Array], quoted: tuple[Contrast, Array, Array]) -> Contrast:
    (first, x1, y1), (second, x2, y2) = own, quoted
    products = [(a * b).sum(-1) for a, b in ((x1, x2), (x1, y2), (y1, x2), (y1, y2))]
    crossed = np.array([np.full(len(x1), x1.shape[1]), *products], dtype=float)
    return paired(first, second, covariance(sums(x1, y1), sums(x2, y2), crossed))


def main() -> int:
    """Print the table; exit code 1 where a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="few draws, for a look")
    effort = QUICK if parser.parse_args().quick else FULL
    print(f"{'percent':<58} {'lowest':>6} {'highest':>6}  {'bounds':>8}  verdict, extreme")
    rows = []
    for part in PARTS:
        for row in part(effort):
            print(row, flush=True)
            rows.append(row)
    return int(not all(row.holds() for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
