"""Dated duties: making those of a year, setting due dates that the document leaves open, handing in, receiving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from ansinh.apps.commitments.access import COMMIT, DECIDE, PROPOSE
from ansinh.apps.commitments.models import Duty
from ansinh.apps.commitments.queries import missing_duties
from ansinh.apps.plans.models import Obligation, Plan
from ansinh.domain.commitments import DutyState, DutyVerb
from ansinh.domain.figures import write_date
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import nfc
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of

from .evidence import Progress, progress_problems, write_entry
from .steps import begin_duty, move, reason_of, refuse_same_person


@action("commitments.make_duties", "Lập nghĩa vụ đến hạn", needs=PROPOSE)
def make_duties(*, actor: Actor, plan: Plan, year: int, day: date) -> Done[int]:
    """The dated duties that a year lacks, for every agency that owes them. What is there stays as it is."""
    actor.must(PROPOSE, plan.coordinating_agency_id)
    if not plan.issued_on.year <= year <= day.year + 1:
        raise ActionRefused(
            Problem(
                f"Năm {year} không lập được: chỉ từ năm ban hành kế hoạch {plan.issued_on.year} đến năm {day.year + 1}.",
                "year",
            )
        )
    duties = missing_duties(plan, year, day)
    if not duties:
        raise ActionRefused(f"Nghĩa vụ đến hạn của năm {year} đã lập đủ. Không có gì để thêm.")
    Duty.objects.bulk_create(duties)
    counts = Counter(duty.obligation.code for duty in duties)
    said = ", ".join(f"{code}: {count} cơ quan" for code, count in sorted(counts.items()))
    return Done(
        len(duties),
        subject_of(plan),
        f"Lập {len(duties)} nghĩa vụ đến hạn năm {year} ({said}).",
        after={"year": year, "counts": dict(counts), "organisations": sorted({str(d.organisation) for d in duties})},
    )


@action("commitments.set_due_dates", "Đặt hạn cho nghĩa vụ chưa có hạn", needs=PROPOSE)
def set_due_dates(
    *, actor: Actor, obligation: Obligation, period: Period, due_on: date, ground: str, day: date
) -> Done[int]:
    """A due date where the document names none, with its ground; duties that have one keep it."""
    plan = obligation.plan
    actor.must(PROPOSE, plan.coordinating_agency_id)
    words = nfc(ground).strip()
    problems = []
    if not words:
        problems.append(Problem("Chưa có căn cứ. Ghi văn bản hoặc ý kiến chỉ đạo đặt ra hạn này.", "ground"))
    if due_on < day:
        problems.append(Problem(f"Hạn {write_date(due_on)} đã qua. Chọn ngày từ {write_date(day)} trở đi.", "due_on"))
    if problems:
        raise ActionRefused(*problems)
    undated = Duty.objects.filter(
        obligation=obligation,
        period=period.code,
        due_on__isnull=True,
        state__in=[DutyState.OPEN, DutyState.RETURNED],
    )
    changed = undated.update(due_on=due_on, due_ground=words[:300])
    if not changed:
        raise Conflict(f"Mục {obligation.code}, {period.label}: không còn nghĩa vụ nào chưa nộp mà chưa có hạn.")
    return Done(
        changed,
        subject_of(obligation),
        f"Đặt hạn {write_date(due_on)} cho {changed} nghĩa vụ mục {obligation.code}, {period.label}: {words}",
        after={"due_on": due_on.isoformat(), "ground": words, "period": period.code},
    )


@action("commitments.hand_in", "Nộp nghĩa vụ", needs=COMMIT)
def hand_in_duty(*, actor: Actor, duty: Duty, version: int, progress: Progress, day: date) -> Done[Duty]:
    """Hand in with evidence: a file, a link, or a paper named by its number."""
    target = begin_duty(actor, duty, DutyVerb.HAND_IN, day)
    problems = progress_problems(progress)
    if progress.evidence.is_empty:
        problems.append(Problem("Chưa có gì để nộp. Thêm tệp, liên kết, hoặc ghi số, ký hiệu văn bản đã gửi.", "proof"))
    if problems:
        raise ActionRefused(*problems)
    move(duty, version, state=target.value, handed_in_on=day, handed_in_by_id=actor.user_id, reason="")
    entry = write_entry(actor, duty, progress, day)
    evidence = progress.evidence
    return Done(
        duty,
        subject_of(duty),
        f"Nộp {duty} cho {duty.receiver}: {entry.text[:120]}",
        after={
            "handed_in_on": day.isoformat(),
            "files": [file.name for file in evidence.files],
            "link": evidence.link,
            "paper": evidence.paper,
        },
    )


@action("commitments.receive", "Nhận nghĩa vụ", needs=DECIDE)
def receive_duty(*, actor: Actor, duty: Duty, version: int, day: date) -> Done[Duty]:
    """The receiving agency has it, by somebody else than who handed it in."""
    target = begin_duty(actor, duty, DutyVerb.RECEIVE, day)
    _refuse_doer(actor, duty)
    move(duty, version, state=target.value, accepted_on=day, reason="")
    return Done(duty, subject_of(duty), f"Nhận {duty}, nộp ngày {_day(duty.handed_in_on)}.")


@action("commitments.receive_many", "Nhận nhiều nghĩa vụ", needs=DECIDE)
def receive_duties(*, actor: Actor, plan: Plan, chosen: Sequence[tuple[Duty, int]], day: date) -> Done[int]:
    """Several duties of a plan, each with the version that was seen: all of them, or with any problem none."""
    if not chosen:
        raise ActionRefused("Chưa đánh dấu nghĩa vụ nào để nhận.")
    for duty, version in chosen:
        receive_duty(actor=actor, duty=duty, version=version, day=day)
    return Done(
        len(chosen),
        subject_of(plan),
        f"Nhận {len(chosen)} nghĩa vụ.",
        after={"duties": [str(duty) for duty, _ in chosen]},
    )


@action("commitments.return_duty", "Trả lại nghĩa vụ đã nộp", needs=DECIDE)
def return_duty(*, actor: Actor, duty: Duty, version: int, reason: str, day: date) -> Done[Duty]:
    """What was handed in will not do; the day is forgotten and the clock goes on."""
    target = begin_duty(actor, duty, DutyVerb.SEND_BACK, day)
    _refuse_doer(actor, duty)
    why = reason_of(reason, "Chưa có lý do trả lại. Ghi rõ phải bổ sung gì.")
    before = {"handed_in_on": duty.handed_in_on and duty.handed_in_on.isoformat()}
    move(duty, version, state=target.value, handed_in_on=None, handed_in_by_id=None, reason=why)
    return Done(duty, subject_of(duty), f"Trả lại {duty}: {why}", before, {"reason": why})


@action("commitments.cancel_duty", "Hủy nghĩa vụ", needs=DECIDE)
def cancel_duty(*, actor: Actor, duty: Duty, version: int, reason: str, day: date) -> Done[Duty]:
    """It is no longer owed: the agency is no more, or the obligation fell away."""
    target = begin_duty(actor, duty, DutyVerb.CANCEL, day)
    why = reason_of(reason, "Chưa có lý do hủy. Ghi rõ vì sao cơ quan không còn phải thực hiện.")
    move(duty, version, state=target.value, cancelled_on=day, reason=why)
    return Done(duty, subject_of(duty), f"Hủy {duty}: {why}", after={"reason": why})


@action("commitments.reopen_duty", "Mở lại nghĩa vụ", needs=DECIDE)
def reopen_duty(*, actor: Actor, duty: Duty, version: int, reason: str, day: date) -> Done[Duty]:
    """Received or cancelled by mistake; what was, stays in the log."""
    target = begin_duty(actor, duty, DutyVerb.REOPEN, day)
    why = reason_of(reason, "Chưa có lý do mở lại. Ghi rõ điều gì phải nộp lại.")
    before = {"state": duty.get_state_display(), "handed_in_on": duty.handed_in_on and duty.handed_in_on.isoformat()}
    move(
        duty,
        version,
        state=target.value,
        handed_in_on=None,
        handed_in_by_id=None,
        accepted_on=None,
        cancelled_on=None,
        times_reopened=duty.times_reopened + 1,
        reason=why,
    )
    return Done(duty, subject_of(duty), f"Mở lại {duty}: {why}", before, {"reason": why})


def _refuse_doer(actor: Actor, duty: Duty) -> None:
    refuse_same_person(actor, duty.handed_in_by_id, "Người nộp không tự nhận. Đề nghị người khác của cơ quan nhận.")


def _day(day: date | None) -> str:
    return write_date(day) if day else ""
