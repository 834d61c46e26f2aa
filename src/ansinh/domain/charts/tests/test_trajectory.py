from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.charts.scales import Label, Spot, width_of
from ansinh.domain.charts.trajectory import HEIGHT, RIGHT, WIDTH, Course, GoalLine, Trajectory, trajectory
from ansinh.domain.forecast import Forecast, forecast
from ansinh.domain.periods import Period
from ansinh.domain.series import Measured

_DUE = date(2030, 12, 31)


def _points(**values: str) -> tuple[Measured, ...]:
    return tuple(Measured(Period.parse(code.removeprefix("y")), Decimal(value)) for code, value in values.items())


def _course(points: tuple[Measured, ...], goal: str, due: date = _DUE) -> Course:
    found = forecast(points, due)
    ahead = found.path if isinstance(found, Forecast) else ()
    return Course(points, GoalLine((Decimal(goal),), due, f"đích ≥ {goal}"), points[-1], ahead)


FLOOR_AREA = _points(y2014="21.5", y2016="21.6", y2018="22.8", y2020="25.52", y2022="29.46", y2024="29.41")
INSURANCE = _points(y2023Q3="93.2", y2023Q4="93.6", y2024Q1="93.1", y2024Q2="93.5", y2024Q3="93.9")
POVERTY = _points(y2020="8.4", y2021="7.9", y2022="7.7", y2023="6.2", y2024="4.9")
INCOME = _points(y2010="909", y2012="1300", y2014="1619", y2016="2153", y2018="2899", y2020="3159", y2024="4312")


def test_forecast_and_band_begin_at_the_last_measured_point() -> None:
    drawn = trajectory(_course(FLOOR_AREA, "30"))
    assert drawn.forecast[0] == drawn.band[0] == drawn.measured[-1]
    assert float(drawn.forecast_dots[0].x) == RIGHT


def test_goal_begins_at_its_due_day_and_the_even_path_ends_there() -> None:
    drawn = trajectory(_course(INSURANCE, "95", date(2025, 12, 31)))
    assert drawn.goal[0].start == drawn.even[-1].x
    assert drawn.goal[0].y == drawn.even[-1].y
    assert float(drawn.goal[0].end) > float(drawn.goal[0].start)


def test_a_range_has_two_lines_and_the_even_path_leads_to_the_nearer() -> None:
    course = _course(FLOOR_AREA, "30")
    assert course.goal is not None
    drawn = trajectory(replace(course, goal=replace(course.goal, edges=(Decimal(35), Decimal(40)))))
    assert len(drawn.goal) == 2
    assert drawn.even[-1].y == drawn.goal[0].y


def test_without_goal_or_forecast_only_what_was_measured_is_drawn() -> None:
    drawn = trajectory(Course(FLOOR_AREA[:1]))
    assert len(drawn.measured) == 1
    assert (drawn.forecast, drawn.band, drawn.even, drawn.goal, drawn.goal_labels) == ((), (), (), (), ())


def test_an_axis_that_does_not_begin_at_zero_says_where_it_begins() -> None:
    assert trajectory(_course(INSURANCE, "95")).starts_at
    assert not trajectory(_course(POVERTY, "2")).starts_at


def test_years_stand_under_yearly_values_and_between_the_marks_of_shorter_ones() -> None:
    yearly = trajectory(_course(POVERTY, "2"))
    assert [tick.at for tick in yearly.year_ticks] == [tick.label.x for tick in yearly.year_ticks]
    quarterly = trajectory(_course(INSURANCE, "95"))
    assert all(float(tick.label.x) < float(tick.at) for tick in quarterly.year_ticks)


def test_lower_is_better_is_drawn_by_the_same_rules() -> None:
    drawn = trajectory(_course(POVERTY, "2"))
    assert float(drawn.goal[0].y) > float(drawn.measured[-1].y)


@pytest.mark.parametrize("points", [FLOOR_AREA, INSURANCE, POVERTY, INCOME], ids=["m2", "bhyt", "ngheo", "thu-nhap"])
@pytest.mark.parametrize("share", ["0.5", "0.99", "1", "1.3"])
def test_labels_of_typical_series_do_not_overlap(points: tuple[Measured, ...], share: str) -> None:
    drawn = trajectory(_course(points, str((points[-1].value * Decimal(share)).quantize(Decimal("0.1")))))
    for one, other in combinations(_labels(drawn), 2):
        assert not _overlap(one, other), (one, other)


_series = st.lists(st.decimals(0, 100_000, places=2), min_size=1, max_size=12)


@given(
    values=_series, first=st.integers(1995, 2024), goal=st.decimals(0, 100_000, places=1), due=st.integers(2025, 2045)
)
def test_everything_lies_inside_the_picture(values: list[Decimal], first: int, goal: Decimal, due: int) -> None:
    points = tuple(Measured(Period.parse(str(first + k)), value) for k, value in enumerate(values))
    drawn = trajectory(_course(points, str(goal), date(due, 12, 31)))
    spots = [*drawn.measured, *drawn.forecast, *drawn.band, *drawn.even, *drawn.forecast_dots]
    assert all(_inside(spot) for spot in spots)
    assert all(0 <= float(label.y) <= HEIGHT for label in _labels(drawn))
    assert all(float(a.x) < float(b.x) for a, b in pairwise(drawn.measured))
    years = [float(tick.label.x) for tick in drawn.year_ticks]
    assert all(b - a >= width_of("2024") for a, b in pairwise(years))


def _inside(spot: Spot) -> bool:
    return 0 <= float(spot.x) <= WIDTH and 0 <= float(spot.y) <= HEIGHT


def _labels(drawn: Trajectory) -> list[Label]:
    ticks = [tick.label for tick in (*drawn.value_ticks, *drawn.year_ticks)]
    return [*ticks, *drawn.value_labels, *drawn.goal_labels, *drawn.forecast_labels]


def _overlap(one: Label, other: Label) -> bool:
    return abs(float(one.y) - float(other.y)) < 11 and not (
        _left(one) + width_of(one.text) <= _left(other) or _left(other) + width_of(other.text) <= _left(one)
    )


def _left(label: Label) -> float:
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
    return float(label.x) - share * width_of(label.text)
