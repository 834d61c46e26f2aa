from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.forecast import Forecast, Limits, NoForecast, forecast, forecast_sentence
from ansinh.domain.periods import Period
from ansinh.domain.series import Measured

DUE = date(2030, 12, 31)
FREE = Limits()
SHARE = Limits(Decimal(0), Decimal(100))


def series(*values: float | str, first: int = 2018) -> list[Measured]:
    return [Measured(Period.parse(str(first + n)), Decimal(str(v))) for n, v in enumerate(values)]


def made(points: list[Measured], limits: Limits = FREE) -> Forecast:
    found = forecast(points, DUE, limits)
    assert isinstance(found, Forecast)
    return found


@pytest.mark.parametrize("values", [(), (5,), (5, 6)])
def test_below_three_points_it_refuses_and_says_why(values: tuple[int, ...]) -> None:
    found = forecast(series(*values), DUE)
    assert isinstance(found, NoForecast)
    assert "cần ít nhất 3 kỳ" in found.reason


def test_nothing_is_forecast_once_the_due_period_is_measured() -> None:
    assert isinstance(forecast(series(1, 2, 3, first=2029), DUE), NoForecast)


def test_three_quarters_of_the_pace_are_carried_on() -> None:
    found = made(series(10, 12, 14, 16))  # 2 a year to 2021; nine years at 1.5 a year
    assert float(found.at_due.central) == pytest.approx(29.5, abs=0.01)


def test_a_series_that_never_moved_stays_without_doubt() -> None:
    assert {(o.low, o.central, o.high) for o in made(series(13, 13, 13, 13)).path} == {(13, 13, 13)}


def test_the_band_by_hand() -> None:
    """Steps 3, -1, 3 about 0.75 x 5/3 = 1.25: variance (3.0625 + 5.0625 + 3.0625) / 2; t(2; 0.9) = 1.8856."""
    at = made(series(10, 13, 12, 15, first=2026)).at_due  # 2029 to 2030: one year ahead
    assert float(at.central) == pytest.approx(16.25, abs=0.01)
    assert float(at.high - at.central) == pytest.approx(1.8856 * (5.59375 * (1 + 1 / 3)) ** 0.5, abs=0.02)


def test_years_that_were_not_measured_do_not_change_the_pace() -> None:
    every = series(10, 12, 14, 16, 18)
    assert float(made([every[0], every[2], every[4]]).at_due.central) == pytest.approx(
        float(made(every).at_due.central), abs=0.01
    )


def test_the_path_has_every_year_and_its_band_widens() -> None:
    path = made(series(10, 13, 12, 15)).path
    assert [o.on.year for o in path] == list(range(2022, 2031))
    widths = [o.high - o.low for o in path]
    assert widths == sorted(widths)


@given(st.lists(st.decimals(0, 100, places=2), min_size=3, max_size=12))
def test_a_share_stays_between_its_ends(values: list[Decimal]) -> None:
    for outlook in made(series(*values), SHARE).path:
        assert 0 <= outlook.low <= outlook.central <= outlook.high <= 100


@given(st.lists(st.integers(0, 5000), min_size=3, max_size=10))
def test_a_running_total_does_not_fall(values: list[int]) -> None:
    points = series(*sorted(values))
    for outlook in made(points, Limits(Decimal(0), only_grows=True)).path:
        assert points[-1].value <= outlook.low <= outlook.central <= outlook.high


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=8), st.integers(2, 9))
def test_the_unit_does_not_matter(values: list[int], factor: int) -> None:
    plain, scaled = made(series(*values)).at_due, made(series(*(v * factor for v in values))).at_due
    for a, b in ((plain.low, scaled.low), (plain.central, scaled.central), (plain.high, scaled.high)):
        assert float(b) == pytest.approx(float(a) * factor, abs=1e-4)


@given(st.lists(st.decimals(0, 100, places=1), min_size=3, max_size=8))
def test_the_same_input_gives_the_same_output(values: list[Decimal]) -> None:
    assert made(series(*values), SHARE) == made(series(*values), SHARE)


def test_the_sentence_names_year_value_band_and_need() -> None:
    found = made(series(25, 26, "26.5", "27.4"), SHARE)
    sentence = forecast_sentence(found, "%", 1, "cần thêm 0,9 điểm mỗi năm")
    assert sentence.startswith("Theo đà hiện nay, năm 2030 đạt 3")
    assert sentence.endswith("; cần thêm 0,9 điểm mỗi năm.")
    assert " đến " in sentence
