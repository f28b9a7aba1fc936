"""The second interval: the corrected share, its widening, and models that say nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from perspectives.intervals import interval, share
from perspectives.model_error import ErrorRates, ErrorTable, Voice, net_limits, share_limits


def labeled(positives: int) -> object:
    # Forty articles of ten sentences with as many positives each, and a little more in every other one.
    x = np.array([positives + (k % 2) for k in range(40)], dtype=float)
    y = np.full(40, 10.0)
    return share(np.array([[40.0], [x.sum()], [y.sum()], [(x * x).sum()], [(x * y).sum()], [(y * y).sum()]]))


def rates(sensitivity: float, specificity: float, n: int = 100_000) -> np.ndarray:
    return np.array([sensitivity * n, n, specificity * n, n]).reshape(4, 1)


def middle(limits: tuple[np.ndarray, np.ndarray]) -> float:
    return float(limits[0][0] + limits[1][0]) / 2


def test_a_perfect_model_adds_nothing() -> None:
    found = labeled(3)
    low, high = share_limits(found, rates(1.0, 1.0))  # type: ignore[arg-type]
    first = interval(found)  # type: ignore[arg-type]
    assert (low[0], high[0]) == pytest.approx((first[0][0], first[1][0]), abs=0.005)


def test_the_middle_is_rogan_and_gladens_estimate() -> None:
    # (.35 + .9 − 1) / (.8 + .9 − 1) = .357
    assert middle(share_limits(labeled(3), rates(0.8, 0.9))) == pytest.approx(0.25 / 0.7, abs=0.002)  # type: ignore[arg-type]


def test_fewer_audited_units_widen_it() -> None:
    few, many = (share_limits(labeled(3), rates(0.8, 0.9, n)) for n in (50, 5000))  # type: ignore[arg-type]
    assert few[1][0] - few[0][0] > many[1][0] - many[0][0]


def test_a_label_that_no_audited_unit_has_keeps_its_sensitivity_open() -> None:
    met, never = (np.array([found, found, 100, 100]).reshape(4, 1) for found in (50, 0))
    (low, high), (open_low, open_high) = (share_limits(labeled(3), seen) for seen in (met, never))  # type: ignore[arg-type]
    assert open_high[0] - open_low[0] > 5 * (high[0] - low[0])
    assert open_low[0] < low[0] < high[0] < open_high[0]


def test_a_model_no_better_than_chance_leaves_the_whole_range() -> None:
    low, high = share_limits(labeled(3), rates(0.5, 0.5))  # type: ignore[arg-type]
    assert (low[0], high[0]) == (0, 1)


@pytest.mark.parametrize(
    ("inside", "sensitivity", "specificity", "expected"),
    [
        (0.5, 1.0, 1.0, 0.25),
        # Half of the sentences are in the voice by the model, a quarter in truth: it holds twice the share.
        (0.5, 1.0, 2 / 3, 0.5),
        # It misses half of the voice's sentences, labeled ones (by their own rates) among them no more than others.
        (0.25, 0.5, 1.0, 0.125),
    ],
)
def test_a_share_of_a_voice_is_over_its_true_sentences(
    inside: float, sensitivity: float, specificity: float, expected: float
) -> None:
    voice = Voice(np.array([inside]), rates(sensitivity, specificity))
    assert middle(share_limits(labeled(2), rates(1.0, 1.0), voice)) == pytest.approx(expected, abs=0.002)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("inside", "specificity", "n"), [(0.1, 0.9, 100_000), (0.0, 1.0, 100_000), (0.1, 0.95, 100), (0.5, 0.0, 100)]
)
def test_a_voice_that_may_have_no_sentence_leaves_the_whole_range(inside: float, specificity: float, n: int) -> None:
    voice = Voice(np.array([inside]), rates(1.0, specificity, n))
    low, high = share_limits(labeled(2), rates(1.0, 1.0), voice)  # type: ignore[arg-type]
    assert (low[0], high[0]) == (0, 1)


def test_unmeasured_labels_have_no_second_interval() -> None:
    table = ErrorTable({"stance:critical": ErrorRates(8, 10, 9, 10)}, {("A", "frame:security"): ErrorRates(1, 2, 3, 4)})
    grid = table.grid(["A", "B"], ["stance:critical", "frame:security"])
    assert grid[:, 0, 0].tolist() == grid[:, 1, 0].tolist() == [8, 10, 9, 10]
    assert grid[:, 0, 1].tolist() == [1, 2, 3, 4]
    assert np.isnan(grid[:, 1, 1]).all()
    low, high = share_limits(labeled(3), np.full((4, 1), np.nan))  # type: ignore[arg-type]
    assert math.isnan(low[0])
    assert math.isnan(high[0])
    low, high = share_limits(labeled(3), rates(1.0, 1.0), Voice(np.array([0.5]), np.full((4, 1), np.nan)))  # type: ignore[arg-type]
    assert math.isnan(low[0])
    assert math.isnan(high[0])


def test_net_limits_stay_in_range_and_shift_with_false_alarms() -> None:
    from perspectives.intervals import net

    x = np.full(40, 2.0)
    y = np.full(40, 10.0)
    rows = [[40.0], [x.sum()], [y.sum()], [(x * x).sum()], [(x * y).sum()], [(y * y).sum()]]
    none = [[40.0], [0.0], [y.sum()], [0.0], [0.0], [(y * y).sum()]]
    minus = [[40.0], [-x.sum()], [y.sum()], [(x * x).sum()], [-(x * y).sum()], [(y * y).sum()]]
    figure = net(np.array(none), np.array(rows), np.array(minus))
    low, high = net_limits(figure, rates(0.9, 1.0), rates(0.9, 0.9))
    assert -1 <= low[0] < high[0] <= 1
    # The critical share of .2 holds .1 of false alarms: (.2 − .1) / .8 = .125.
    assert middle((low, high)) == pytest.approx(-0.125, abs=0.01)
