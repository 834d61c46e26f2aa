from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.charts.maps import CLASSES, Outline, choropleth, classes
from ansinh.domain.charts.multiples import HEIGHT, WIDTH, small_multiples
from ansinh.domain.periods import Period
from ansinh.domain.series import Measured

_WEST = Outline(
    "1", ("Tây",), (((108.2, 14.5), (108.6, 14.5), (108.6, 15.4), (108.2, 15.4), (108.2, 14.5)),), (108.4, 15)
)
_EAST = Outline("2", ("Đông",), (((108.6, 14.5), (109.1, 14.5), (109.1, 15.4), (108.6, 14.5)),), (108.9, 14.7), "start")


def test_a_district_without_a_figure_is_hatched_and_says_so() -> None:
    drawn = choropleth([_WEST, _EAST], {"1": Decimal(92)}, {"1": "92,0"})
    west, east = drawn.grounds
    assert (west.level, west.value.text) == (CLASSES, "92,0")
    assert (east.level, east.value.text) == (0, "chưa có số")
    assert drawn.has_gaps


def test_the_lowest_stands_out_only_among_different_values() -> None:
    apart = choropleth([_WEST, _EAST], {"1": Decimal(92), "2": Decimal(95)}, {})
    assert [ground.is_lowest for ground in apart.grounds] == [True, False]
    alike = choropleth([_WEST, _EAST], {"1": Decimal(92), "2": Decimal(92)}, {})
    assert not any(ground.is_lowest for ground in alike.grounds)


def test_words_are_white_only_on_dark_ground() -> None:
    drawn = choropleth([_WEST, _EAST], {"1": Decimal(95), "2": Decimal(95)}, {})
    assert [ground.is_dark for ground in drawn.grounds] == [True, False]  # the other's name stands in the sea


def test_north_is_up_and_east_is_right() -> None:
    west, east = choropleth([_WEST, _EAST], {}, {}).grounds
    south_west, north_east = west.rings[0][0], west.rings[0][2]
    assert float(south_west.y) > float(north_east.y)
    assert float(south_west.x) < float(north_east.x) <= float(east.rings[0][1].x)


@given(st.lists(st.decimals(0, 100, places=1), max_size=30))
def test_classes_hold_every_value_once_and_rise(values: list[Decimal]) -> None:
    steps = classes(values)
    assert len(steps) == min(CLASSES, len(set(values)))
    assert all(one.high < other.low and one.level < other.level for one, other in pairwise(steps))
    for value in values:
        assert sum(1 for step in steps if step.low <= value <= step.high) == 1


_unit = st.lists(st.decimals(0, 1000, places=1), max_size=6)


@given(st.dictionaries(st.integers(1, 13), _unit, max_size=13), st.none() | st.decimals(0, 1000, places=1))
def test_small_multiples_share_one_scale(series: dict[int, list[Decimal]], goal: Decimal | None) -> None:
    measured = {
        unit: tuple(Measured(Period.parse(str(2018 + k)), value) for k, value in enumerate(values))
        for unit, values in series.items()
    }
    drawn = small_multiples(measured, goal)
    if drawn is None:
        assert not any(series.values())
        return
    heights: dict[Decimal, str] = {}
    for multiple in drawn.multiples:
        assert (multiple.last is None) == (not series[multiple.unit])
        for value, spot in zip(series[multiple.unit], multiple.line, strict=True):
            assert heights.setdefault(value, spot.y) == spot.y
            assert 0 <= float(spot.x) <= WIDTH
            assert 0 <= float(spot.y) <= HEIGHT
