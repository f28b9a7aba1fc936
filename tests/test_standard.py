"""Shares on shared events: what an outlet writes there, and not how it spreads its articles over them."""

from __future__ import annotations

import numpy as np
import pytest

from perspectives.intervals import p_value, share
from perspectives.others import against_others
from perspectives.standard import standardized


def stratum(*outlets: tuple[int, float]) -> np.ndarray:
    """One event: (articles, share) of each outlet, ten sentences an article; shape (6, outlets, 1)."""
    rows = [(n, 10 * r * n, 10 * n, 100 * r * r * n, 100 * r * n, 100 * n) for n, r in outlets]
    return np.array(rows, dtype=float).T[:, :, None]


CLASH, TALKS = 0.9, 0.1


@pytest.mark.parametrize(
    ("strata", "values", "clusters"),
    [
        # Alike on each event: alike in all, however the articles are spread.
        ([((30, CLASH), (5, CLASH)), ((5, TALKS), (30, TALKS))], [0.5, 0.5], [35, 35]),
        ([((30, CLASH), (10, CLASH)), ((5, TALKS), (30, TALKS))], [0.633, 0.633], [35, 40]),
        # One event alone: the plain share.
        ([((30, 0.3), (12, 0.4))], [0.3, 0.4], [30, 12]),
        # An event that a compared outlet lacks drops out.
        ([((30, 0.3), (12, 0.4)), ((20, 1.0), (0, 0.0))], [0.3, 0.4], [30, 12]),
        # An outlet too small to be compared has no say, and is weighed over the events that it has.
        ([((20, 0.2), (20, 0.4), (2, 0.5)), ((20, 0.4), (20, 0.6), (0, 0.0))], [0.3, 0.5, 0.5], [40, 40, 2]),
        # No event of all: nothing to show.
        ([((20, 0.2), (0, 0.0)), ((0, 0.0), (20, 0.6))], [0, 0], [0, 0]),
        # None large enough: each event counts by all its articles.
        ([((4, 0.2), (4, 0.4)), ((2, 0.5), (2, 0.7))], [0.3, 0.5], [6, 6]),
    ],
)
def test_every_event_weighs_alike_in_all_outlets(
    strata: list[tuple[tuple[int, float], ...]], values: list[float], clusters: list[int]
) -> None:
    found = standardized(np.stack([stratum(*outlets) for outlets in strata]))
    assert share(found.sums).value[:, 0] == pytest.approx(values, abs=5e-4)
    assert found.counts[2, :, 0].tolist() == clusters
    assert (found.sums[0] <= found.counts[2] + 1e-9).all()


def test_one_event_keeps_its_sums() -> None:
    only = stratum((12, 0.3), (20, 0.4))
    assert standardized(only[None]).sums == pytest.approx(only)


def test_the_order_of_events_and_outlets_changes_nothing() -> None:
    strata = np.stack([stratum((30, 0.8), (5, 0.7)), stratum((5, 0.2), (30, 0.1)), stratum((9, 0.5), (8, 0.4))])
    sums = standardized(strata).sums
    assert standardized(strata[::-1]).sums == pytest.approx(sums)
    assert standardized(strata[:, :, ::-1]).sums == pytest.approx(sums[:, ::-1])


@pytest.mark.parametrize("spread", [((20, 4), (4, 20)), ((9, 3), (3, 9)), ((11, 1), (1, 11)), ((15, 15), (15, 15))])
def test_outlets_alike_on_each_event_differ_no_more_than_chance(spread: tuple[tuple[int, int], ...]) -> None:
    """Half a thousand draws of two outlets that write alike on each of two very different events."""
    random, items = np.random.default_rng(5), 500
    strata = np.zeros((2, 6, 2, items))
    for outlet, numbers in enumerate(spread):
        for event, (number, mean) in enumerate(zip(numbers, (0.6, 0.2), strict=True)):
            x = random.binomial(10, random.beta(6 * mean, 6 * (1 - mean), (number, items))).astype(float)
            n = np.full(items, float(number))
            strata[event, :, outlet] = [n, x.sum(0), 10 * n, (x * x).sum(0), 10 * x.sum(0), 100 * n]
    p = p_value(against_others(share(standardized(strata).sums), np.ones((2, items))))[0]
    assert np.mean(p < 0.05) <= 0.065
