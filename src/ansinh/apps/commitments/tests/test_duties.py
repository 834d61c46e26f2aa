"""Dated duties: made once for every agency that owes them, handed in with evidence, received by somebody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.commitments import actions, jobs
from ansinh.apps.commitments.actions import NewEvidence, Progress
from ansinh.apps.commitments.models import Duty
from ansinh.apps.commitments.queries import missing_duties
from ansinh.apps.commitments.tests.scene import DAY, Scene, duties_of
from ansinh.apps.jobs.models import Job
from ansinh.apps.plans.models import ObligationWording
from ansinh.domain.commitments import DutyState
from ansinh.domain.periods import Period
from ansinh.domain.timeliness import Timeliness, timeliness
from ansinh.kit.access import Denied
from ansinh.kit.actions import ActionRefused, Conflict

PAPER = Progress("Đã gửi báo cáo năm.", evidence=NewEvidence(paper="112/BC-SYT ngày 25/10/2024"))


def _theirs(scene: Scene) -> Duty:
    return next(duty for duty in duties_of(scene) if duty.organisation == scene.province.other)


def test_every_member_of_the_group_owes_the_report_by_the_day_before(scene: Scene) -> None:
    duties = duties_of(scene)
    assert {(str(d.organisation), d.period, d.due_on) for d in duties} == {
        ("Sở LĐ-TB&XH", "2024", date(2024, 10, 29)),
        ("Sở Y tế", "2024", date(2024, 10, 29)),
    }
    assert {str(d.receiver) for d in duties} == {"Sở LĐ-TB&XH"}


def test_making_again_adds_nothing_and_changes_nothing(scene: Scene) -> None:
    duties_of(scene)
    Duty.objects.update(due_on=date(2024, 11, 15))  # as if moved by hand
    with pytest.raises(ActionRefused, match="đã lập đủ"):
        actions.make_duties(actor=scene.coordinator, plan=scene.province.plan, year=2024, day=date(2024, 6, 1))
    assert set(Duty.objects.values_list("due_on", flat=True)) == {date(2024, 11, 15)}


def test_an_agency_that_joins_before_the_due_date_owes_it_and_one_that_joins_after_does_not(scene: Scene) -> None:
    duties_of(scene)
    joined = scene.province.committee
    membership = scene.province.group.memberships.create(organisation=joined, valid_from=date(2024, 10, 1))
    assert [d.organisation for d in missing_duties(scene.province.plan, 2024, date(2024, 10, 5))] == [joined]
    membership.valid_from = date(2024, 11, 1)
    membership.save()
    assert missing_duties(scene.province.plan, 2024, date(2024, 11, 5)) == []


def test_years_before_the_plan_are_refused(scene: Scene) -> None:
    with pytest.raises(ActionRefused, match="Năm 2023 không lập được"):
        actions.make_duties(actor=scene.coordinator, plan=scene.province.plan, year=2023, day=DAY)


def test_daily_work_adds_what_is_lacking_once_and_says_who(scene: Scene, settings: object) -> None:
    settings.TODAY = DAY  # type: ignore[attr-defined]
    jobs.daily()
    jobs.daily()
    assert Job.objects.filter(kind=jobs.MAKE_DUTIES).count() == 1
    call_command("make_duties")
    assert Duty.objects.count() == 2
    entry = AuditEntry.objects.get(action="commitments.make_duties")
    assert "II.3: 2 cơ quan" in entry.summary
    call_command("make_duties")
    jobs.daily()
    assert (Duty.objects.count(), Job.objects.filter(kind=jobs.MAKE_DUTIES).count()) == (2, 1)


def test_handing_in_needs_something_to_hand_in(scene: Scene) -> None:
    duty = _theirs(scene)
    with pytest.raises(ActionRefused, match="Chưa có gì để nộp"):
        actions.hand_in_duty(actor=scene.lead, duty=duty, version=duty.version, progress=Progress("Đã gửi."), day=DAY)
    with pytest.raises(Denied):
        actions.hand_in_duty(actor=scene.coordinator, duty=duty, version=duty.version, progress=PAPER, day=DAY)
    handed_in = actions.hand_in_duty(actor=scene.lead, duty=duty, version=duty.version, progress=PAPER, day=DAY)
    assert handed_in.state == DutyState.HANDED_IN


def test_received_by_somebody_of_the_receiving_agency_other_than_the_doer(scene: Scene) -> None:
    duty = _theirs(scene)
    duty = actions.hand_in_duty(actor=scene.lead, duty=duty, version=duty.version, progress=PAPER, day=DAY)
    with pytest.raises(Denied):
        actions.receive_duty(actor=scene.lead_approver, duty=duty, version=duty.version, day=DAY)
    Duty.objects.update(handed_in_by_id=scene.coordinator.user_id)
    duty.refresh_from_db()
    with pytest.raises(ActionRefused, match="Người nộp không tự nhận"):
        actions.receive_duty(actor=scene.coordinator, duty=duty, version=duty.version, day=DAY)
    received = actions.receive_duty(actor=scene.approver, duty=duty, version=duty.version, day=DAY)
    assert timeliness(received.time_facts, date(2024, 12, 1)) == Timeliness.DONE_ON_TIME


def test_several_are_received_at_once_or_with_any_problem_none(scene: Scene) -> None:
    theirs = _theirs(scene)
    ours = Duty.objects.get(organisation=scene.province.own)
    handed_in = actions.hand_in_duty(actor=scene.lead, duty=theirs, version=theirs.version, progress=PAPER, day=DAY)
    plan, on = scene.province.plan, {"actor": scene.approver, "day": DAY}
    with pytest.raises(Denied):  # their own goes to the committee above
        actions.receive_duties(plan=plan, chosen=[(handed_in, handed_in.version), (ours, ours.version)], **on)
    assert Duty.objects.get(pk=theirs.pk).state == DutyState.HANDED_IN
    with pytest.raises(ActionRefused, match="Chưa đánh dấu"):
        actions.receive_duties(plan=plan, chosen=[], **on)
    fresh = Duty.objects.get(pk=theirs.pk)
    assert actions.receive_duties(plan=plan, chosen=[(fresh, fresh.version)], **on) == 1


def test_sent_back_with_a_reason_the_clock_goes_on(scene: Scene) -> None:
    duty = _theirs(scene)
    duty = actions.hand_in_duty(actor=scene.lead, duty=duty, version=duty.version, progress=PAPER, day=DAY)
    stale = duty.version
    duty = actions.return_duty(
        actor=scene.coordinator, duty=duty, version=duty.version, reason="Thiếu biểu 2.", day=DAY
    )
    assert timeliness(duty.time_facts, date(2024, 10, 30)) == Timeliness.OPEN_LATE
    with pytest.raises(Conflict, match="vừa được người khác xử lý"):
        actions.hand_in_duty(actor=scene.lead, duty=duty, version=stale, progress=PAPER, day=DAY)


def test_cancelled_and_reopened_with_reasons(scene: Scene) -> None:
    duty = _theirs(scene)
    duty = actions.cancel_duty(
        actor=scene.coordinator, duty=duty, version=duty.version, reason="Cơ quan giải thể.", day=DAY
    )
    duty = actions.reopen_duty(
        actor=scene.coordinator, duty=duty, version=duty.version, reason="Chưa giải thể.", day=DAY
    )
    assert (duty.state, duty.times_reopened, duty.cancelled_on) == (DutyState.OPEN, 1, None)


def test_a_due_date_that_the_document_leaves_open_is_set_once_with_its_ground(scene: Scene) -> None:
    ObligationWording.objects.update(due_day=None, due_month=None)
    duties_of(scene)
    period = Period.parse("2024")
    obligation = scene.province.obligation
    with pytest.raises(ActionRefused) as refused:
        actions.set_due_dates(
            actor=scene.coordinator, obligation=obligation, period=period, due_on=date(2024, 1, 1), ground=" ", day=DAY
        )
    assert [problem.field for problem in refused.value.problems] == ["ground", "due_on"]
    ask = {"actor": scene.coordinator, "obligation": obligation, "period": period, "ground": "Công văn 120", "day": DAY}
    assert actions.set_due_dates(due_on=date(2024, 11, 15), **ask) == 2
    with pytest.raises(Conflict, match="không còn nghĩa vụ nào"):
        actions.set_due_dates(due_on=date(2024, 12, 15), **ask)
    assert set(Duty.objects.values_list("due_on", flat=True)) == {date(2024, 11, 15)}
