"""Articles that several outlets run: one measurement, however many outlets carry it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
import pytest

from perspectives.copies import MOST_CLUSTERS, Columns, Copies, Copy, Residuals, Sample, residuals
from perspectives.intervals import Contrast, interval, p_value, share
from perspectives.others import against_others

Articles = dict[str, np.ndarray]
"""Positives among ten sentences by cluster, one column a figure: (items,)."""


def compared(outlets: Sequence[Articles], known: bool = True) -> Contrast:
    """Each outlet against the mean of the others; ``known`` tells whether shared clusters are taken into account."""
    rows = [np.stack(list(articles.values())).astype(float) for articles in outlets]
    size = rows[0].shape[1]
    sums = np.stack(
        [
            np.array(
                [np.full(size, value) for value in (len(x),)]
                + [x.sum(0), np.full(size, 10 * len(x)), (x * x).sum(0), 10 * x.sum(0), np.full(size, 100 * len(x))]
            )
            for x in rows
        ],
        axis=1,
    )
    estimate, usable = share(sums), np.ones((len(outlets), size))
    overlap = residuals_of(outlets, sums).overlap(estimate.variance, usable) if known else None
    return against_others(estimate, usable, overlap)


def residuals_of(outlets: Sequence[Articles], sums: np.ndarray) -> Residuals:
    keys = [(("frame", str(item)), "found") for item in range(sums.shape[2])]
    sample = Sample()
    for number, articles in enumerate(outlets):
        for cluster, found in articles.items():
            if sum(cluster in other for other in outlets) > 1:
                units = {base: 10 for base, _ in keys}
                positives = {(*base, item): int(x) for (base, item), x in zip(keys, found, strict=True)}
                sample.add({cluster: (Copy(str(number), None, units, positives),)})
    copies = sample.copies()
    return residuals(copies, [str(number) for number in range(len(outlets))], Columns(keys), sums, len(copies))


def drawn(random: np.random.Generator, number: int, name: str, items: int = 1) -> Articles:
    """Articles whose sentences go together."""
    return {f"{name}{k}": random.binomial(10, random.beta(2, 4, items)) for k in range(number)}


def ends(contrast: Contrast) -> Iterator[float]:
    yield from (float(end[0, 0]) for end in interval(contrast))
    yield float(p_value(contrast)[0, 0])


@pytest.mark.parametrize("mirrors", [2, 5, 11, 14])
def test_outlets_that_run_the_same_articles_are_one_measurement(mirrors: int) -> None:
    random = np.random.default_rng(mirrors)
    own, wire = drawn(random, 30, "own"), drawn(random, 12, "wire")
    once, often = compared([own, wire]), compared([own, *[wire] * mirrors])
    # Beyond a dozen outlets the mean is taken as normal, and the interval as symmetric.
    assert list(ends(often)) == pytest.approx(list(ends(once)), abs=1e-9 if mirrors < 12 else 0.02)


@pytest.mark.parametrize("positives", [0, 10])
def test_copies_at_the_edge_are_one_measurement_too(positives: int) -> None:
    own = drawn(np.random.default_rng(0), 30, "own")
    wire = {f"wire{k}": np.array([positives]) for k in range(12)}
    assert list(ends(compared([own, *[wire] * 4]))) == pytest.approx(list(ends(compared([own, wire]))))


def test_an_outlet_that_runs_what_the_others_run_does_not_differ() -> None:
    wire = drawn(np.random.default_rng(1), 20, "wire")
    low, high, p = ends(compared([wire] * 3))
    assert low <= 0 <= high
    assert p == 1


def test_a_few_articles_of_its_own_tell_little_of_an_outlet_that_runs_the_wire() -> None:
    wire = drawn(np.random.default_rng(2), 40, "wire")
    own = {f"own{k}": np.array([10]) for k in range(3)}
    *_, p = ends(compared([wire | own, wire, wire]))
    assert p > 0.05


def test_the_names_of_outlets_and_articles_change_nothing() -> None:
    random = np.random.default_rng(3)
    wire = drawn(random, 12, "wire")
    outlets = [drawn(random, 15, f"own{k}") | dict(list(wire.items())[: 4 * k]) for k in range(4)]
    order = [2, 0, 3, 1]
    first, second = compared(outlets), compared([dict(reversed(list(outlets[k].items()))) for k in order])
    for one, other in zip((*interval(first), p_value(first)), (*interval(second), p_value(second)), strict=True):
        assert other == pytest.approx(one[order])


@pytest.mark.parametrize("shared", [0.0, 0.5, 1.0])
def test_where_nothing_differs_five_percent_seem_to(shared: float) -> None:
    """One outlet of its own articles, five that share some or all of theirs; every item is another draw."""
    random, items = np.random.default_rng(4), 600
    wire = drawn(random, 12, "wire", items)
    kept = dict(list(wire.items())[: round(12 * shared)])
    others = [kept | drawn(random, 12 - len(kept), f"other{k}-", items) for k in range(5)]
    outlets = [drawn(random, 60, "own", items), *others]
    assert np.mean(p_value(compared(outlets))[0] < 0.05) == pytest.approx(0.05, abs=0.025)
    if shared:
        assert np.mean(p_value(compared(outlets, known=False))[0] < 0.05) > 0.1


def test_the_sample_of_copies_is_the_same_for_any_order_and_partition() -> None:
    parts: list[Copies] = [
        {str(cluster): (Copy(outlet, None, {("frame", "own"): cluster}, {}),)}
        for cluster in range(2 * MOST_CLUSTERS + 200)
        for outlet in ("A", "B")
    ]
    random = Random(0)
    totals: list[Copies] = []
    for _ in range(2):
        random.shuffle(parts)
        whole, halves = Sample(), (Sample(), Sample())
        for number, part in enumerate(parts):
            halves[number % 3 == 0].add(part)
        for half in halves:
            whole.add(half.copies())
        totals.append(whole.copies())
    assert totals[0] == totals[1]
    assert len(totals[0]) == MOST_CLUSTERS
    assert all([copy.outlet for copy in copies] == ["A", "B"] for copies in totals[0].values())
