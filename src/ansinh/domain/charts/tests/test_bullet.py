from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.charts.bullet import MOST_CELLS, Span, Way, bullet, cells, time_passed

_values = st.decimals(-10_000, 10_000, places=2)


def test_goal_and_baseline_stand_where_the_design_says() -> None:
    way = Way(Decimal("93.6"), Decimal(95))
    assert way.at(Decimal("93.6")) == 5
    assert way.at(Decimal(95)) == 80
    drawn = bullet(way, Decimal("93.9"), ahead=Span(Decimal("94.6"), Decimal("93.8"), Decimal("95.3")))
    assert (drawn.measured.x, drawn.measured.width, drawn.now) == ("5.0", "16.1", "21.1")
    assert drawn.forecast == "58.6"
    assert drawn.band is not None
    assert (drawn.band.x, drawn.band.width) == ("15.7", "80.4")


def test_lower_is_better_needs_no_other_rule() -> None:
    upward, downward = Way(Decimal(0), Decimal(10)), Way(Decimal(10), Decimal(0))
    assert upward.at(Decimal(3)) == downward.at(Decimal(7))


def test_a_fall_behind_the_baseline_is_drawn_to_the_left_of_it() -> None:
    drawn = bullet(Way(Decimal(50), Decimal(60)), Decimal("49.7"))
    assert float(drawn.measured.x) < 5
    assert float(drawn.measured.x) + float(drawn.measured.width) == 5


@given(start=_values, goal=_values, now=_values, low=_values, high=_values, even=st.floats(-1, 2))
def test_everything_lies_inside_the_cell(
    start: Decimal, goal: Decimal, now: Decimal, low: Decimal, high: Decimal, even: float
) -> None:
    if start == goal:
        return
    drawn = bullet(Way(start, goal), now, even, Span(now, min(low, now), max(high, now)))
    assert drawn.band is not None
    for bar in (drawn.measured, drawn.band):
        assert 0.5 <= float(bar.x) <= float(bar.x) + float(bar.width) <= 99.6
    assert 5 <= float(drawn.even) <= 80
    assert 0.5 <= float(drawn.forecast) <= 99.5


@given(start=_values, goal=_values, one=_values, other=_values)
def test_nearer_to_the_goal_is_never_further_left(start: Decimal, goal: Decimal, one: Decimal, other: Decimal) -> None:
    if start == goal:
        return
    way = Way(start, goal)
    sign = 1 if goal > start else -1
    nearer, further = (one, other) if sign * one >= sign * other else (other, one)
    assert way.at(nearer) >= way.at(further)


def test_time_that_has_passed_stays_between_nothing_and_all() -> None:
    start, due = date(2023, 12, 31), date(2025, 12, 31)
    assert time_passed(start, due, date(2023, 1, 1)) == 0
    assert time_passed(start, due, date(2024, 12, 31)) == 366 / 731
    assert time_passed(start, due, date(2030, 1, 1)) == 1
    assert time_passed(due, due, date(2025, 1, 1)) is None


def test_a_count_to_keep_has_a_cell_for_each() -> None:
    assert cells(13, 13) == (True,) * 13
    assert cells(11, 13) == (True,) * 11 + (False,) * 2
    assert len(cells(90, 173)) == MOST_CELLS
