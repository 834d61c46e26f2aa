from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.charts.scales import LINE, round_ticks, spread, value_axis, written

_values = st.decimals(-1_000_000, 1_000_000, places=3)


def test_an_axis_begins_at_zero_unless_that_squeezes_the_values() -> None:
    assert value_axis([Decimal("5"), Decimal("20")], 100, 0).low == 0
    assert value_axis([Decimal("93.6"), Decimal("97.2")], 100, 0).low == 93


def test_a_single_value_still_has_an_axis() -> None:
    axis = value_axis([Decimal(0)], 100, 0)
    assert axis.low < 0 < axis.high
    assert value_axis([Decimal(12)], 100, 0).low == 0


@given(st.lists(_values, min_size=1, max_size=20))
def test_every_value_lies_on_the_axis_and_higher_values_stand_higher(values: list[Decimal]) -> None:
    axis = value_axis(values, 266, 16)
    assert axis.low <= min(values)
    assert max(values) <= axis.high
    heights = [axis.y(value) for value in sorted(values)]
    assert all(16 <= y <= 266 for y in heights)
    assert all(lower >= upper for lower, upper in pairwise(heights))


@given(low=_values, length=st.decimals("0.001", 1_000_000, places=3))
def test_ticks_are_few_and_evenly_apart(low: Decimal, length: Decimal) -> None:
    ticks = round_ticks(low, low + length)
    assert 3 <= len(ticks) <= 9
    assert len({b - a for a, b in pairwise(ticks)}) == 1


@given(st.lists(st.floats(0, 270), max_size=6))
def test_spread_labels_never_lie_on_each_other(wanted: list[float]) -> None:
    lines = spread(wanted, 16, 270)
    assert all(b - a >= LINE - 1e-9 for a, b in pairwise(sorted(lines)))
    assert all(16 <= line <= 270 for line in lines)


def test_coordinates_have_a_decimal_point() -> None:
    assert written(1234.56) == "1234.6"
