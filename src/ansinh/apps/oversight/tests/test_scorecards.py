"""Scorecards: what is gathered from each room, and how it is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from ansinh.apps.commitments.models import Commitment, DueChange, Duty
from ansinh.apps.indicators.models import SheetState
from ansinh.apps.obstacles.models import ObstacleStep
from ansinh.apps.oversight.queries.scorecards import _answers, period_asked, scorecard_page, scorecards_page
from ansinh.domain.periods import Period
from ansinh.domain.roles import Role
from ansinh.kit.access import system_actor
from tests.province import Province

DAY = date(2024, 11, 4)
YEAR = Period.parse("2024")
ME = system_actor("thử")


@pytest.fixture(autouse=True)
def _on_that_day() -> Iterator[None]:
    with override_settings(TODAY=DAY):
        yield


def _commitment(province: Province, promise: Any, due_on: date, claimed_on: date | None, **more: Any) -> Commitment:
    return Commitment.objects.create(
        promise=promise,
        year=2024,
        organisation=more.pop("organisation", province.other),
        role="main",
        due_on=due_on,
        proposed_on=date(2024, 1, 5),
        accepted_on=date(2024, 1, 20),
        claimed_on=claimed_on,
        confirmed_on=claimed_on,
        state="done" if claimed_on else "accepted",
        **more,
    )


def _cells(province: Province, code: str = "2024") -> dict[str, str]:
    page = scorecards_page(ME, Period.parse(code), DAY)
    row = next(row for row in page.rows if row.organisation == province.other)
    return {kind.key: f"{cell.figure} | {cell.left_out}" for kind, cell in zip(page.kinds, row.cells, strict=True)}


def test_commitments_are_counted_by_promise_with_what_is_left_out(province: Province) -> None:
    _commitment(province, province.target, date(2024, 6, 30), date(2024, 6, 30))
    _commitment(province, province.task, date(2024, 9, 30), date(2024, 10, 2))
    _commitment(province, province.obligation, date(2024, 12, 31), date(2024, 10, 1))
    assert _cells(province)["commitments"] == "1 trên 2 mục | chưa đến hạn 1"
    assert _cells(province, "2024Q2")["commitments"] == "1 trên 1 mục | "
    assert _cells(province, "2024Q3")["commitments"] == "0 trên 1 mục | "


def test_commitments_that_nobody_accepted_have_no_day_and_are_said(province: Province) -> None:
    one = _commitment(province, province.target, date(2024, 6, 30), None)
    Commitment.objects.filter(pk=one.pk).update(accepted_on=None, state="proposed")
    assert _cells(province)["commitments"] == " | chưa có hạn 1"


def test_duties_of_one_obligation_weigh_one(province: Province) -> None:
    for period, handed_in in (("2024Q1", date(2024, 3, 31)), ("2024Q2", None), ("2024Q3", date(2024, 9, 30))):
        Duty.objects.create(
            obligation=province.obligation,
            organisation=province.other,
            period=period,
            year=2024,
            receiver=province.own,
            due_on=Period.parse(period).end,
            made_on=date(2024, 1, 1),
            handed_in_on=handed_in,
            state="accepted" if handed_in else "open",
        )
    assert _cells(province)["duties"] == "0,67 trên 1 nghĩa vụ | "


def test_a_sheet_that_came_back_is_not_sent(province: Province) -> None:
    sheet = province.sheet
    sheet.organisation, sheet.due_on = province.other, date(2024, 10, 1)
    sheet.submitted_at = datetime(2024, 9, 30, 23, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    sheet.state = SheetState.SUBMITTED
    sheet.save()
    assert _cells(province)["sheets"] == "1 trên 1 biểu | "
    sheet.state = SheetState.RETURNED
    sheet.save()
    assert _cells(province)["sheets"] == "0 trên 1 biểu | "


def _step(state: str, holder: int | None, on: date, due_on: date | None, verb: str = "route") -> ObstacleStep:
    return ObstacleStep(state=state, holder_id=holder, on=on, due_on=due_on, verb=verb)


def test_an_obstacle_counts_for_whoever_had_to_answer_it_each_time() -> None:
    first, second = date(2024, 9, 10), date(2024, 9, 30)
    steps = [
        _step("raised", None, date(2024, 9, 1), date(2024, 9, 4), "raise"),
        _step("routed", 7, date(2024, 9, 2), first),
        _step("routed", 7, date(2024, 9, 3), first, "join"),
        _step("routed", 8, date(2024, 9, 12), second, "escalate"),
        _step("answered", 8, date(2024, 9, 20), None, "answer"),
    ]
    found = list(_answers("5", steps))
    assert [(owed.organisation_id, owed.due.due_on, owed.due.done_on) for owed in found] == [
        (7, first, date(2024, 9, 12)), (8, second, date(2024, 9, 20)),
    ]  # fmt: skip


def test_an_obstacle_that_was_withdrawn_or_still_lies_there() -> None:
    due = date(2024, 9, 10)
    routed = _step("routed", 7, date(2024, 9, 2), due)
    (still,) = _answers("5", [routed])
    (withdrawn,) = _answers("5", [routed, _step("withdrawn", 7, date(2024, 9, 3), None, "withdraw")])
    assert (still.due.done_on, still.due.is_cancelled) == (None, False)
    assert withdrawn.due.is_cancelled


def test_agencies_stand_by_name_and_there_is_no_sum(province: Province) -> None:
    _commitment(province, province.target, date(2024, 6, 30), date(2024, 6, 30))
    _commitment(province, province.target, date(2024, 6, 30), None, organisation=province.own)
    page = scorecards_page(ME, YEAR, DAY)
    assert [row.organisation for row in page.rows] == [province.own, province.other]
    assert page.note.endswith("xếp theo tên, không xếp hạng")
    assert len(page.rows[0].cells) == len(page.kinds)


def test_one_agency_over_time_and_moved_due_days_beside_it(province: Province) -> None:
    made = _commitment(province, province.target, date(2024, 6, 30), date(2024, 6, 30))
    DueChange.objects.create(
        commitment=made,
        old_due_on=date(2024, 3, 31),
        new_due_on=date(2024, 6, 30),
        reason="Chờ kinh phí",
        state="agreed",
        asked_on=date(2024, 3, 1),
        decided_on=date(2024, 3, 5),
    )
    page = scorecard_page(ME, province.other, DAY)
    assert [period.code for period in page.periods][-5:] == ["2024Q1", "2024Q2", "2024Q3", "2024Q4", "2024"]
    assert page.lines[-1][1][0][1].percent == "100%"
    assert page.changed == "1 hạn đã được đổi theo đề nghị."


def test_nothing_due_is_said_so_and_is_not_zero(province: Province) -> None:
    page = scorecards_page(ME, Period.parse("2024Q1"), DAY)
    assert page.title == "Không cơ quan nào có việc đến hạn trong quý I/2024"


@pytest.mark.parametrize("text", ["", "2019", "2024Q4x", "2025", "202401"])
def test_a_period_that_cannot_be_chosen_is_this_year(text: str) -> None:
    assert period_asked(text, DAY).code == "2024"


def test_pages_open_and_keep_to_few_queries(province: Province, django_assert_max_num_queries: Any) -> None:
    for promise in (province.target, province.task, province.obligation):
        _commitment(province, promise, date(2024, 6, 30), date(2024, 6, 30))
    with django_assert_max_num_queries(6):
        scorecards_page(ME, YEAR, DAY)
    browser = Client()
    browser.force_login(province.person(Role.FOCAL), "django.contrib.auth.backends.ModelBackend")
    listed = browser.get(reverse("oversight:scorecards"), {"ky": "2024"}).content.decode()
    assert "3 trên 3 mục" in listed
    assert browser.get(reverse("oversight:scorecard", args=[province.other.code])).status_code == 200
    assert browser.get(reverse("oversight:scorecard", args=["khong-co"])).status_code == 404
