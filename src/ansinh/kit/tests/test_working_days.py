from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.kit.working_days import after_working_days, is_working_day

PAGE = Path(__file__).parents[4] / "docs" / "algorithms" / "obstacles.md"
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def worked_cases() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").split("## Worked cases: last day on time")[1].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return rows[2:]


@pytest.mark.parametrize(("begins", "days", "last", "why"), worked_cases())
def test_worked_cases(begins: str, days: str, last: str, why: str) -> None:
    assert after_working_days(date.fromisoformat(begins), int(days)) == date.fromisoformat(last), why


@given(DAYS, st.integers(1, 40))
def test_last_day_is_a_working_day_and_exactly_that_many_lie_between(start: date, count: int) -> None:
    last = after_working_days(start, count)
    between = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert is_working_day(last)
    assert sum(is_working_day(day) for day in between) == count


@given(DAYS, st.integers(1, 30))
def test_more_days_never_end_earlier(start: date, count: int) -> None:
    assert after_working_days(start, count) < after_working_days(start, count + 1)


def test_weekends_and_tet_are_off() -> None:
    assert not is_working_day(date(2024, 11, 2))
    assert not is_working_day(date(2024, 2, 12))
    assert not is_working_day(date(2024, 9, 2))
    assert is_working_day(date(2024, 11, 4))


def test_no_days_at_all_is_a_fault() -> None:
    with pytest.raises(ValueError, match="at least one"):
        after_working_days(date(2024, 11, 4), 0)
