from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.periods import Period, PeriodKind

PERIODS = st.builds(
    lambda kind, year, number: Period(kind, year, number % (12 // {"year": 12, "half": 6, "quarter": 3, "month": 1}[kind]) + 1),
    st.sampled_from(PeriodKind),
    st.integers(1990, 2100),
    st.integers(0, 11),
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "label", "start", "end"),
    [
        ("2024", "năm 2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024S1", "6 tháng đầu năm 2024", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024Q3", "quý III/2024", date(2024, 7, 1), date(2024, 9, 30)),
        ("202402", "tháng 2/2024", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_code_names_a_stretch_of_days(code, label, start, end):
    period = Period.parse(code)
    assert (period.label, period.start, period.end, period.code) == (label, start, end, code)


@pytest.mark.parametrize("code", ["", "24", "2024Q5", "202413", "2024S3", "Quý 1", "2024-Q1"])
def test_what_is_not_a_period_is_refused(code):
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(code)


@given(PERIODS)
def test_codes_round_trip_and_neighbours_touch(period):
    assert Period.parse(period.code) == period
    assert period.next().previous() == period
    assert (period.next().start - period.end).days == 1
    assert period < period.next()


@given(PERIODS)
def test_a_year_contains_its_parts(period):
    year = Period(PeriodKind.YEAR, period.year)
    assert year.contains(period)
    assert period.contains(year) == (period.kind == PeriodKind.YEAR)
