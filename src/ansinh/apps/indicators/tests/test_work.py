"""What entry sheets give people to do, and which of them are late."""

from __future__ import annotations

from datetime import date

from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.indicators.models import SheetState
from ansinh.apps.indicators.work import overdue_sheets, work_source
from ansinh.domain.roles import Role
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.kit.clock import now, today
from tests.province import Province

DUE = date(2024, 10, 31)


def _work(person: User) -> list[WorkItem]:
    return list(work_source(actor_for(person, today()), today()))


def _move(province: Province, state: SheetState, **changes: object) -> None:
    sheet = province.sheet
    for name, value in {"state": state, "due_on": DUE, "version": sheet.version + 1, **changes}.items():
        setattr(sheet, name, value)
    sheet.save()


def test_sheet_is_due_for_who_fills_it_in(province: Province) -> None:
    _move(province, SheetState.DRAFT)
    (item,) = _work(province.person(Role.FOCAL))
    assert (item.group, item.act, item.due_on) == (WorkGroup.DUE, "Nhập số liệu", DUE)


def test_sheet_that_was_sent_waits_for_the_approver_and_the_sender_sees_it(province: Province) -> None:
    _move(province, SheetState.SUBMITTED, submitted_at=now())
    (mine,) = _work(province.person(Role.FOCAL))
    (theirs,) = _work(province.person(Role.APPROVER, province.other))
    assert (mine.group, mine.who) == (WorkGroup.WAITING, "Sở Y tế")
    assert (theirs.group, theirs.act, theirs.who) == (WorkGroup.WAITED_FOR, "Duyệt", "Sở LĐ-TB&XH")


def test_returned_sheet_comes_back_with_the_reason_as_another_occasion_each_time(province: Province) -> None:
    _move(province, SheetState.RETURNED, reason="Lệch 38 hộ.", decided_at=now())
    (first,) = _work(province.person(Role.FOCAL))
    assert (first.group, first.detail) == (WorkGroup.RETURNED, "Lệch 38 hộ.")
    _move(province, SheetState.RETURNED, reason="Vẫn lệch.", decided_at=now())
    (second,) = _work(province.person(Role.FOCAL))
    assert first.key != second.key


def test_approved_sheet_and_sheet_of_others_are_no_work(province: Province) -> None:
    assert _work(province.person(Role.FOCAL, province.other)) == []
    _move(province, SheetState.APPROVED)
    assert _work(province.person(Role.FOCAL)) == []


def test_auditor_who_sees_every_sheet_has_none_to_fill_in(province: Province) -> None:
    assert _work(province.person(Role.AUDITOR)) == []


def test_unsent_sheet_is_late_from_the_day_after_its_last_day(province: Province) -> None:
    _move(province, SheetState.DRAFT)
    assert list(overdue_sheets(DUE)) == []
    (late,) = overdue_sheets(date(2024, 11, 1))
    assert (late.organisation_id, late.due_on) == (province.own.pk, DUE)
    _move(province, SheetState.SUBMITTED)
    assert list(overdue_sheets(date(2024, 11, 1))) == []
