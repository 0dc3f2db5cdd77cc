"""Chart geometry: the same points for the window and for paper."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.outputs.charts import RINGS, Point, bars, radar

POINTS = st.fractions(0, 100)


def test_the_first_spoke_points_up_and_the_rest_go_clockwise() -> None:
    """C3: four spokes stand at twelve, three, six and nine o'clock."""
    chart = radar("กขคง", [("own", [Fraction(100), Fraction(50), Fraction(0), None])])
    top, right, bottom, left = chart.series[0].points
    assert (top.x, top.y) == pytest.approx((0, 1))
    assert (right.x, right.y) == pytest.approx((0.5, 0))
    assert (bottom.x, bottom.y) == pytest.approx((0, 0))
    assert left is None
    assert [label.anchor for label in chart.labels] == ["middle", "start", "middle", "end"]


def test_a_missing_value_opens_the_outline_and_is_not_zero() -> None:
    """C3: what was not published has no point; neighbours are joined across the first spoke too."""
    half = Fraction(50)
    chart = radar("123456", [("nation", [half, half, None, None, None, half])])
    (series,) = chart.series
    assert not series.closed
    assert [len(run) for run in series.runs] == [3]
    assert radar("123456", [("alone", [None, half, None, half, None, None])]).series[0].runs == ()


@given(st.lists(POINTS, min_size=3, max_size=9))
def test_every_point_lies_on_its_spoke_at_its_value(values: list[Fraction]) -> None:
    """C3: distance from the centre is the score, the outer ring is 100."""
    chart = radar([str(number) for number in range(len(values))], [("own", values)])
    (series,) = chart.series
    assert series.closed
    for point, spoke, value in zip(series.points, chart.spokes, values, strict=True):
        assert point is not None
        assert math.hypot(point.x, point.y) == pytest.approx(float(value) / 100)
        assert point.x * spoke.y == pytest.approx(point.y * spoke.x)
    assert all(math.hypot(one.x, one.y) == pytest.approx(1) for one in chart.rings[-1])


def test_ring_labels_keep_off_the_spokes() -> None:
    """C3: no figure stands on a spoke, and each stands on its ring."""
    chart = radar("123456", [])
    assert [label.text for label in chart.ring_labels] == [str(ring) for ring in RINGS]
    for label in chart.ring_labels:
        beside = min(abs(label.at.x * spoke.y - label.at.y * spoke.x) for spoke in chart.spokes)
        assert beside > 0.05


def test_bars_stand_in_order_from_the_top() -> None:
    """C3: first row on top, length is the share of 100, marks of others only where published."""
    chart = bars([("D1", Fraction(80), [("nation", Fraction(50)), ("ministry", None)]), ("D2", None, [])])
    first, second = chart.bars
    assert (first.length, second.length) == (0.8, None)
    assert 1 > first.top > first.middle > first.bottom > 0.5 > second.top > second.bottom > 0
    assert first.marks == (("nation", 0.5),)
    assert [tick.at for tick in chart.ticks][-1] == Point(1.0, 0)


def test_charts_of_nothing_are_empty() -> None:
    """C3: a form without dimensions breaks nothing."""
    assert radar([], []).rings == ((),) * len(RINGS)
    assert bars([]).bars == ()
