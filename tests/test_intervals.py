"""Intervals, differences and their p-values against figures worked out by hand and rules that must always hold."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perspectives.intervals import (
    Share,
    Sums,
    at,
    benjamini_hochberg,
    covariance,
    interval,
    net,
    p_value,
    paired,
    share,
)
from perspectives.others import against_mean, against_others

clusters = st.lists(
    st.integers(1, 15).flatmap(lambda y: st.tuples(st.integers(0, y), st.just(y))), min_size=2, max_size=30
)


def moments(pairs: list[tuple[int, int]]) -> np.ndarray:
    x, y = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    return np.array([[len(x)], [x.sum()], [y.sum()], [(x * x).sum()], [(x * y).sum()], [(y * y).sum()]])


def ends(estimate: object) -> tuple[float, float]:
    low, high = interval(estimate)  # type: ignore[arg-type]
    return float(low[0]), float(high[0])


def test_a_share_is_the_linearized_ratio_on_the_logit_scale() -> None:
    # Twelve clusters of 10 sentences: six with 2 and six with 4 positives.
    found = share(moments([(2, 10)] * 6 + [(4, 10)] * 6))
    assert found.value[0] == pytest.approx(0.3)
    # Residuals are ±1: n/(n−1) Σe² / (Σy)² = 12/11 · 12 / 120².
    assert found.variance[0] == pytest.approx(12 / 11 * 12 / 14400)
    assert found.df[0] == 11
    t = 2.200985160  # the .975 quantile of Student's t with 11 degrees of freedom
    step = t * math.sqrt(12 / 11 * 12 / 14400) / (0.3 * 0.7)
    logit = math.log(0.3 / 0.7)
    assert ends(found) == pytest.approx((1 / (1 + math.exp(step - logit)), 1 / (1 + math.exp(-logit - step))))


@pytest.mark.parametrize(("positives", "expected"), [(0, (0.0, 0.0717)), (10, (0.9283, 1.0))])
def test_at_the_edge_the_limit_is_exact_for_the_effective_sample(positives: int, expected: tuple[float, float]) -> None:
    # Ten clusters of ten: effective sample 100 / (1 + 9 · 0.1) = 52.6; 1 − .025^(1/52.6) = .0677.
    size = 100 / 1.9
    reach = 1 - 0.025 ** (1 / size)
    low, high = ends(share(moments([(positives, 10)] * 10)))
    assert (low, high) == pytest.approx((0.0, reach) if positives == 0 else (1 - reach, 1.0))
    assert (low, high) == pytest.approx(expected, abs=0.005)


def test_one_cluster_has_no_interval() -> None:
    assert all(math.isnan(end) for end in ends(share(moments([(3, 10)]))))


def test_rare_labels_lower_the_degrees_of_freedom() -> None:
    assert share(moments([(1, 10)] * 2 + [(0, 10)] * 48)).df[0] == 6
    assert share(moments([(5, 10)] * 50)).df[0] == 49


@settings(deadline=None)
@given(clusters)
def test_an_interval_holds_its_value_and_stays_in_range(pairs: list[tuple[int, int]]) -> None:
    found = share(moments(pairs))
    low, high = ends(found)
    assert 0 <= low <= found.value[0] + 1e-12
    assert found.value[0] - 1e-12 <= high <= 1
    assert high - low > 0


@settings(deadline=None)
@given(clusters)
def test_a_wider_level_gives_a_wider_interval(pairs: list[tuple[int, int]]) -> None:
    found = share(moments(pairs))
    narrow, wide = interval(found, 0.05), interval(found, 0.005)
    assert wide[0][0] <= narrow[0][0] + 1e-12
    assert narrow[1][0] <= wide[1][0] + 1e-12


@settings(deadline=None)
@given(clusters)
def test_more_articles_of_the_same_kind_never_widen_a_share(pairs: list[tuple[int, int]]) -> None:
    once, twice = (ends(share(moments(pairs * times))) for times in (1, 2))
    assert twice[1] - twice[0] <= once[1] - once[0] + 1e-9


@settings(deadline=None)
@given(clusters)
def test_the_complement_has_the_mirrored_interval(pairs: list[tuple[int, int]]) -> None:
    low, high = ends(share(moments(pairs)))
    other_low, other_high = ends(share(moments([(y - x, y) for x, y in pairs])))
    assert (low, high) == pytest.approx((1 - other_high, 1 - other_low), abs=1e-9)


triples = st.lists(
    st.integers(1, 12).flatmap(
        lambda y: st.integers(0, y).flatmap(lambda a: st.tuples(st.just(a), st.integers(0, y - a), st.just(y)))
    ),
    min_size=2,
    max_size=20,
)


def net_of(rows: list[tuple[int, int, int]]) -> object:
    return net(
        moments([(a, y) for a, _, y in rows]),
        moments([(b, y) for _, b, y in rows]),
        moments([(a - b, y) for a, b, y in rows]),
    )


@settings(deadline=None)
@given(triples)
def test_a_net_interval_holds_its_value_and_stays_in_range(rows: list[tuple[int, int, int]]) -> None:
    found = net_of(rows)
    low, high = ends(found)
    value = found.value[0]  # type: ignore[attr-defined]
    assert -1 - 1e-9 <= low <= value + 1e-9
    assert value - 1e-9 <= high <= 1 + 1e-9


def test_a_net_figure_without_any_stance_is_zero_with_an_interval() -> None:
    low, high = ends(net_of([(0, 0, 10)] * 10))
    assert low == pytest.approx(-high)
    assert 0.05 < high < 0.15


def test_covariance_of_voices_that_move_together_narrows_their_gap() -> None:
    own = [(k % 5, 10) for k in range(20)]
    x, y = (np.array(column, dtype=float) for column in zip(*own, strict=True))
    crossed = np.array([[20.0], *([float(a @ b)] for a in (x, y) for b in (x, y))])
    one = share(moments(own))
    together = covariance(moments(own), moments(own), crossed)
    assert together[0] == pytest.approx(one.variance[0])
    apart = paired(one, one, np.zeros(1))
    low, high = ends(paired(one, one, together))
    assert low == pytest.approx(0.0, abs=0.02)
    assert high == pytest.approx(0.0, abs=0.02)
    assert ends(apart)[1] > 0.05


@settings(max_examples=60, deadline=None)
@given(clusters, clusters)
def test_p_is_below_five_percent_exactly_where_the_interval_leaves_out_zero(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    contrast = against_mean(share(moments(first)), share(moments(second)[:, None]), np.ones((1, 1)))
    low, high = ends(contrast)
    p = float(p_value(contrast)[0])
    assert 0 <= p <= 1
    if abs(p - 0.05) > 1e-6:
        assert (p < 0.05) == (low > 0 or high < 0)


@settings(max_examples=40, deadline=None)
@given(clusters, clusters)
def test_a_difference_turns_its_sign_with_the_order(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    rows = share(np.stack([moments(first), moments(second)], axis=1))
    contrast = against_others(rows, np.ones((2, 1)))
    low, high = interval(contrast)
    assert contrast.value[0, 0] == pytest.approx(-contrast.value[1, 0])
    assert (low[0, 0], high[0, 0]) == pytest.approx((-high[1, 0], -low[1, 0]))
    p = p_value(contrast)
    assert p[0, 0] == pytest.approx(p[1, 0])


def test_cells_that_are_not_usable_are_no_reference_and_have_no_difference() -> None:
    rows = share(np.stack([moments([(x, 10)] * 12) for x in (2, 4, 9)], axis=1))
    contrast = against_others(rows, np.array([[1.0], [1.0], [0.0]]))
    assert contrast.value[0, 0] == pytest.approx(0.2 - 0.4)
    assert contrast.df[2, 0] == -1
    assert np.isnan(p_value(contrast)[2, 0])


def test_many_outlets_give_nearly_the_exact_limits() -> None:
    random = np.random.default_rng(0)
    drawn = [[(int(random.binomial(10, 0.3)), 10) for _ in range(20)] for _ in range(13)]
    rows = share(np.stack([moments(pairs) for pairs in drawn], axis=1))
    usable = np.ones((13, 1))
    fast = interval(at(against_others(rows, usable), (0,)))
    slow = interval(against_mean(at(rows, (0,)), at(rows, (slice(1, None),)), usable[1:]))
    assert fast[0] == pytest.approx(slow[0], abs=0.003)
    assert fast[1] == pytest.approx(slow[1], abs=0.003)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_benjamini_hochberg_keeps_the_order_and_never_lowers_p(values: list[float]) -> None:
    adjusted = benjamini_hochberg(values)
    assert all(q >= p for p, q in zip(values, adjusted, strict=True))
    assert all(q <= 1 for q in adjusted)
    order = sorted(range(len(values)), key=values.__getitem__)
    assert all(adjusted[a] <= adjusted[b] for a, b in pairwise(order))


@pytest.mark.parametrize(
    ("sums", "small"),
    [(Sums(10, 5, 30, 0, 0, 0), False), (Sums(9, 5, 90, 0, 0, 0), True), (Sums(20, 5, 29, 0, 0, 0), True)],
)
def test_small_cells(sums: Sums, small: bool) -> None:
    assert sums.small is small


def test_estimates_of_no_sentence_are_unknown() -> None:
    found = share(np.zeros((6, 1)))
    assert isinstance(found, Share)
    assert all(math.isnan(end) for end in ends(found))
