from datetime import date

from ansinh.domain.due import last_day_on_time, next_last_day
from ansinh.domain.readings import DueRule

BEFORE_30_10 = DueRule("trước ngày 30/10", day=30, month=10, before=True)


def test_before_a_day_excludes_the_day():
    assert last_day_on_time(BEFORE_30_10, 2024) == date(2024, 10, 29)


def test_until_a_day_includes_it():
    assert last_day_on_time(DueRule("chậm nhất ngày 15/12", day=15, month=12), 2024) == date(2024, 12, 15)


def test_before_the_first_of_january_is_the_last_day_of_the_year_before():
    assert last_day_on_time(DueRule("trước ngày 01/01/2030", 1, 1, 2030, True), 2024) == date(2029, 12, 31)


def test_a_month_without_a_day_ends_with_the_month():
    assert last_day_on_time(DueRule("trong tháng 2", month=2), 2024) == date(2024, 2, 29)
    assert last_day_on_time(DueRule("trước tháng 3", month=3, before=True), 2025) == date(2025, 2, 28)


def test_the_next_due_day_is_this_year_until_it_has_passed():
    assert next_last_day(BEFORE_30_10, date(2024, 10, 29)) == date(2024, 10, 29)
    assert next_last_day(BEFORE_30_10, date(2024, 10, 30)) == date(2025, 10, 29)


def test_a_rule_for_one_year_that_has_passed_has_no_next_day():
    assert next_last_day(DueRule("trước ngày 30/10/2024", 30, 10, 2024, True), date(2025, 1, 1)) is None


def test_a_rule_without_a_month_has_no_day():
    assert last_day_on_time(DueRule("kịp thời"), 2024) is None


def test_the_last_day_of_the_calendar_has_no_following_year() -> None:
    assert next_last_day(DueRule("trước ngày 30/10", 30, 10, None, True), date.max) is None
