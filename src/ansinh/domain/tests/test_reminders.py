"""When somebody is reminded: the table of docs/algorithms/reminders.md, and what holds for every due day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.reminders import Family, nudge, said, stage_on
from ansinh.domain.work import WorkGroup, WorkItem

HOLIDAYS = {date(2024, 9, 2), date(2024, 9, 3)}
MONDAY = date(2024, 11, 4)


def quiet(day: date) -> bool:
    return day.weekday() >= 5 or day in HOLIDAYS


def _item(due_on: date | None, group: WorkGroup = WorkGroup.DUE) -> WorkItem:
    return WorkItem(key="x:1:do", group=group, title="Việc", url="/", act="Làm", due_on=due_on)


#: due day → the days on which stages are told, as the document has it.
TABLE = {
    # a Monday
    date(2024, 11, 4): {
        "before-7": date(2024, 10, 28), "before-1": date(2024, 11, 1), "day": date(2024, 11, 4),
        "after-1": date(2024, 11, 5), "after-7": date(2024, 11, 11), "after-14": date(2024, 11, 18),
    },
    # a Sunday: the day before is a Saturday, both are told on Friday, where the later stage wins
    date(2024, 11, 10): {
        "before-7": date(2024, 11, 1), "day": date(2024, 11, 8), "after-1": date(2024, 11, 11),
        "after-7": date(2024, 11, 18),
    },
    # National Day, Monday and Tuesday off
    date(2024, 9, 2): {
        "before-7": date(2024, 8, 26), "day": date(2024, 8, 30), "after-1": date(2024, 9, 4), "after-7": date(2024, 9, 9),
    },
}  # fmt: skip


@pytest.mark.parametrize("due_on", TABLE, ids=str)
def test_stages_come_on_the_days_of_the_table(due_on: date) -> None:
    told: dict[str, date] = {}
    day = due_on - timedelta(days=20)
    while day < due_on + timedelta(days=15):
        stage = None if quiet(day) else stage_on(due_on, day, quiet)
        if stage is not None:
            told.setdefault(stage.name, day)
        day += timedelta(days=1)
    assert {name: when for name, when in told.items() if name in TABLE[due_on]} == TABLE[due_on]
    assert set(told) - set(TABLE[due_on]) <= {"after-14"}


@pytest.mark.parametrize(
    ("due_on", "words"),
    [(MONDAY, "đến hạn hôm nay"), (date(2024, 11, 11), "còn 7 ngày"), (date(2024, 10, 31), "quá hạn 4 ngày")],
)
def test_the_distance_is_said_from_the_real_day(due_on: date, words: str) -> None:
    assert said(due_on, MONDAY) == words


def test_nobody_is_reminded_on_a_quiet_day() -> None:
    assert nudge(_item(date(2024, 11, 9)), date(2024, 11, 9), quiet) is None


def test_nobody_is_reminded_of_what_others_have() -> None:
    assert nudge(_item(MONDAY, WorkGroup.WAITING), MONDAY, quiet) is None


def test_what_came_back_without_a_day_is_told_once() -> None:
    found = nudge(_item(None, WorkGroup.RETURNED), MONDAY, quiet)
    assert found is not None
    assert (found.occasion, found.stage, found.said) == ("x:1:do", "news", "bị trả lại")
    waited = WorkItem("x:2", WorkGroup.WAITED_FOR, "Việc", "/", "Duyệt", who="Sở Y tế")
    told = nudge(waited, MONDAY, quiet)
    assert told is not None
    assert told.said == "Sở Y tế đang chờ"
    assert nudge(_item(None), MONDAY, quiet) is None


def test_a_stage_that_is_switched_off_is_not_replaced_by_an_earlier_one() -> None:
    overdue = _item(date(2024, 10, 31))
    assert nudge(overdue, MONDAY, quiet, frozenset({Family.WEEK_BEFORE, Family.DAY_BEFORE})) is None


def test_a_changed_due_day_is_another_occasion() -> None:
    first, second = nudge(_item(MONDAY), MONDAY, quiet), nudge(_item(date(2024, 11, 5)), MONDAY, quiet)
    assert first is not None
    assert second is not None
    assert first.occasion != second.occasion


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(-30, 120))
def test_stages_never_go_back_and_are_told_on_working_days(due_on: date, offset: int) -> None:
    day = due_on + timedelta(days=offset)
    stage, later = stage_on(due_on, day, quiet), stage_on(due_on, day + timedelta(days=1), quiet)
    if stage is not None:
        assert not quiet(stage.on)
        assert later is not None
        assert stage.on <= later.on


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 200))
def test_a_thing_overdue_for_long_is_told_weekly(due_on: date, weeks: int) -> None:
    told = {
        stage.name
        for offset in range(7 * weeks, 7 * weeks + 7)
        if (stage := stage_on(due_on, due_on + timedelta(days=offset + 9), quiet))
    }
    assert len(told) <= 3
