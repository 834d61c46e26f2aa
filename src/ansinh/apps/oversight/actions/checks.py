"""Checks and supervision: planned, held or not, what was found, what is asked, and how that ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ansinh.apps.accounts.queries import main_organisation
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.oversight.access import ANSWER, RUN_CHECKS, may_decide
from ansinh.apps.oversight.models import (
    CheckFinding,
    CheckKind,
    CheckRecommendation,
    CheckState,
    ComplianceCheck,
    RecommendationState,
)
from ansinh.apps.plans.models import Promise
from ansinh.domain.figures import write_date
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now, today
from ansinh.kit.locking import update_if_unchanged

_MOVED = "Mục này vừa được người khác xử lý. Tải lại trang để xem rồi làm tiếp."


@action("oversight.plan_check", "Đưa vào chương trình kiểm tra, giám sát", needs=RUN_CHECKS)
def plan_check(
    *,
    actor: Actor,
    fields: Mapping[str, Any],
    checked: Iterable[Organisation],
    promises: Iterable[Promise] = (),
) -> Done[ComplianceCheck]:
    """A new line of a year's programme, by the actor's own organisation."""
    agency = main_organisation(actor)
    actor.must(RUN_CHECKS, agency.pk)
    checked = list(checked)
    _refuse(_programme_problems(agency, fields, checked))
    check = ComplianceCheck.objects.create(agency=agency, **fields)
    check.checked.set(checked)
    check.promises.set(promises)
    whom = ", ".join(str(one) for one in checked)
    return Done(check, subject_of(check), f"Đưa vào chương trình năm {check.year}: {check} ({whom}).")


@action("oversight.change_check", "Sửa chương trình kiểm tra, giám sát", needs=RUN_CHECKS)
def change_check(
    *,
    actor: Actor,
    check: ComplianceCheck,
    version: int,
    fields: Mapping[str, Any],
    checked: Iterable[Organisation],
    promises: Iterable[Promise] = (),
) -> Done[ComplianceCheck]:
    """While it has not been held."""
    actor.must(RUN_CHECKS, check.agency_id)
    checked = list(checked)
    _refuse(_programme_problems(check.agency, fields, checked))
    before = {name: _plain(getattr(check, name)) for name in fields}
    _move_planned(check, version, **fields)
    check.checked.set(checked)
    check.promises.set(promises)
    after = {name: _plain(value) for name, value in fields.items() if _plain(value) != before[name]}
    return Done(
        check,
        subject_of(check),
        f"Sửa chương trình: {check}.",
        before={name: before[name] for name in after},
        after=after,
    )


@action("oversight.hold_check", "Ghi cuộc kiểm tra, giám sát đã tiến hành", needs=RUN_CHECKS)
def hold_check(
    *, actor: Actor, check: ComplianceCheck, version: int, held_on: date, conclusion: str
) -> Done[ComplianceCheck]:
    """It took place; from now on findings and recommendations are recorded."""
    actor.must(RUN_CHECKS, check.agency_id)
    conclusion = nfc(conclusion).strip()
    problems = []
    if not check.starts_on <= held_on <= today():
        problems.append(
            Problem(
                f"Ngày kết thúc {write_date(held_on)} phải từ ngày bắt đầu {write_date(check.starts_on)} đến hôm nay.",
                "held_on",
            )
        )
    if not conclusion:
        problems.append(Problem("Chưa có kết luận. Ghi ngắn gọn kết quả chung của cuộc.", "conclusion"))
    _refuse(problems)
    _move_planned(check, version, state=CheckState.HELD, held_on=held_on, conclusion=conclusion)
    summary = f"{check.get_kind_display()} «{check}» đã tiến hành, kết thúc {write_date(held_on)}."
    return Done(check, subject_of(check), summary)


@action("oversight.cancel_check", "Ghi cuộc kiểm tra, giám sát không tiến hành", needs=RUN_CHECKS)
def cancel_check(*, actor: Actor, check: ComplianceCheck, version: int, reason: str) -> Done[ComplianceCheck]:
    actor.must(RUN_CHECKS, check.agency_id)
    reason = nfc(reason).strip()
    if not reason:
        raise ActionRefused(Problem("Chưa có lý do không tiến hành.", "reason"))
    _move_planned(check, version, state=CheckState.CANCELLED, reason=reason)
    return Done(check, subject_of(check), f"Không tiến hành «{check}»: {reason}", after={"reason": reason})


# What was found, and what is asked -------------------------------------------------------------------------------


@action("oversight.record_finding", "Ghi kết quả kiểm tra, giám sát", needs=RUN_CHECKS)
def record_finding(
    *, actor: Actor, check: ComplianceCheck, organisation: Organisation, text: str, promise: Promise | None = None
) -> Done[CheckFinding]:
    """One thing found at one of the organisations."""
    text = nfc(text).strip()
    _refuse([*_result_problems(actor, check, organisation), *_lacking(text, "text", "Chưa có nội dung.")])
    finding = CheckFinding.objects.create(
        check_held=check,
        organisation=organisation,
        promise=promise,
        text=text,
        recorded_at=now(),
        recorded_by_name=actor.name,
    )
    # The subject is the finding: the history of the check is read by every agency that is checked.
    return Done(finding, subject_of(finding), f"Ghi kết quả tại {organisation}: {finding}")


@action("oversight.recommend", "Ghi kiến nghị", needs=RUN_CHECKS)
def recommend(
    *,
    actor: Actor,
    check: ComplianceCheck,
    organisation: Organisation,
    text: str,
    due_on: date,
    finding: CheckFinding | None = None,
) -> Done[CheckRecommendation]:
    """What one of the organisations has to do by when; followed until the answer is accepted."""
    text = nfc(text).strip()
    problems = [*_result_problems(actor, check, organisation), *_lacking(text, "text", "Chưa có nội dung kiến nghị.")]
    if check.held_on and due_on <= check.held_on:
        problems.append(
            Problem(f"Hạn {write_date(due_on)} phải sau ngày kết thúc cuộc, {write_date(check.held_on)}.", "due_on")
        )
    if finding is not None and (finding.check_held_id, finding.organisation_id) != (check.pk, organisation.pk):
        problems.append(Problem("Kết quả được chọn không phải của đơn vị này trong cuộc này.", "finding"))
    _refuse(problems)
    asked = CheckRecommendation.objects.create(
        check_held=check, finding=finding, organisation=organisation, text=text, due_on=due_on
    )
    summary = f"Kiến nghị {organisation}, hạn {write_date(due_on)}: {asked}"
    return Done(asked, subject_of(asked), summary, after={"due_on": due_on.isoformat()})


@action("oversight.answer_recommendation", "Trả lời kiến nghị", needs=ANSWER)
def answer_recommendation(
    *, actor: Actor, asked: CheckRecommendation, version: int, answer: str, evidence: str
) -> Done[CheckRecommendation]:
    """What the organisation did about it, with evidence."""
    actor.must(ANSWER, asked.organisation_id)
    answer, evidence = nfc(answer).strip(), nfc(evidence).strip()
    _refuse(
        [
            *_lacking(answer, "answer", "Chưa có kết quả thực hiện."),
            *_lacking(evidence, "evidence", "Chưa có minh chứng. Ghi số văn bản, liên kết hoặc nơi lưu hồ sơ."),
        ]
    )
    _settle(
        asked,
        version,
        (RecommendationState.OPEN, RecommendationState.RETURNED),
        state=RecommendationState.ANSWERED,
        answer=answer,
        evidence=evidence,
        answered_at=now(),
        answered_by_id=actor.user_id,
        answered_by_name=actor.name,
    )
    return Done(asked, subject_of(asked), f"Trả lời kiến nghị «{asked}».", after={"answer": answer[:300]})


@action("oversight.accept_answer", "Chấp nhận trả lời kiến nghị", needs=RUN_CHECKS)
def accept_answer(*, actor: Actor, asked: CheckRecommendation, version: int) -> Done[CheckRecommendation]:
    """The end of a recommendation. Not by who answered."""
    _must_decide(actor, asked)
    _decide(actor, asked, version, RecommendationState.ACCEPTED, "")
    return Done(asked, subject_of(asked), f"Chấp nhận kết quả thực hiện kiến nghị «{asked}».")


@action("oversight.return_answer", "Trả lại trả lời kiến nghị", needs=RUN_CHECKS)
def return_answer(*, actor: Actor, asked: CheckRecommendation, version: int, reason: str) -> Done[CheckRecommendation]:
    """The answer is not enough, and why."""
    _must_decide(actor, asked)
    reason = nfc(reason).strip()
    _refuse(_lacking(reason, "reason", "Chưa có lý do trả lại. Ghi rõ còn thiếu gì."))
    _decide(actor, asked, version, RecommendationState.RETURNED, reason)
    return Done(asked, subject_of(asked), f"Trả lại kiến nghị «{asked}»: {reason}", after={"reason": reason})


# Rules -----------------------------------------------------------------------------------------------------------


def _programme_problems(agency: Organisation, fields: Mapping[str, Any], checked: list[Organisation]) -> list[Problem]:
    problems = _lacking(squeeze(str(fields["title"])), "title", "Chưa có nội dung của cuộc.")
    if not checked:
        problems.append(Problem("Chưa chọn đơn vị nào được kiểm tra, giám sát.", "checked"))
    if agency in checked:
        problems.append(Problem(f"{agency} không tự kiểm tra, giám sát mình. Bỏ chọn cơ quan này.", "checked"))
    if fields["ends_on"] < fields["starts_on"]:
        problems.append(Problem("Ngày kết thúc sớm hơn ngày bắt đầu. Sửa một trong hai ngày.", "ends_on"))
    if fields["starts_on"].year != fields["year"]:
        problems.append(Problem(f"Ngày bắt đầu không nằm trong năm {fields['year']} của chương trình.", "starts_on"))
    if fields["kind"] == CheckKind.SUPERVISION and agency.kind not in _SUPERVISORS:
        problems.append(
            Problem(
                "Giám sát do HĐND, Đoàn đại biểu Quốc hội, Mặt trận Tổ quốc và tổ chức chính trị - xã hội tiến hành; "
                f"{agency} chọn «Kiểm tra».",
                "kind",
            )
        )
    return problems


_SUPERVISORS = ("council", "mass")


def _result_problems(actor: Actor, check: ComplianceCheck, organisation: Organisation) -> list[Problem]:
    actor.must(RUN_CHECKS, check.agency_id)
    problems = []
    if check.state != CheckState.HELD:
        problems.append(Problem("Cuộc này chưa tiến hành. Ghi ngày kết thúc và kết luận trước, rồi ghi kết quả."))
    if not check.checked.filter(pk=organisation.pk).exists():
        problems.append(Problem(f"{organisation} không thuộc đơn vị được kiểm tra, giám sát.", "organisation"))
    return problems


def _lacking(text: str, field: str, message: str) -> list[Problem]:
    return [] if text else [Problem(message, field)]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ActionRefused(*problems)


def _must_decide(actor: Actor, asked: CheckRecommendation) -> None:
    actor.must(RUN_CHECKS, asked.check_held.agency_id)
    if not may_decide(actor, asked):
        raise ActionRefused("Người trả lời không tự chấp nhận trả lời của mình. Đề nghị người khác của đoàn xem xét.")


def _decide(actor: Actor, asked: CheckRecommendation, version: int, state: RecommendationState, reason: str) -> None:
    _settle(
        asked,
        version,
        (RecommendationState.ANSWERED,),
        state=state,
        reason=reason,
        decided_at=now(),
        decided_by_name=actor.name,
    )


def _move_planned(check: ComplianceCheck, version: int, **changes: Any) -> None:
    planned = ComplianceCheck.objects.filter(state=CheckState.PLANNED)
    if not update_if_unchanged(planned, check.pk, version, **changes):
        raise Conflict(_MOVED)
    check.refresh_from_db()


def _settle(asked: CheckRecommendation, version: int, states: tuple[RecommendationState, ...], **changes: Any) -> None:
    rows = CheckRecommendation.objects.filter(state__in=states)
    if not update_if_unchanged(rows, asked.pk, version, **changes):
        raise Conflict(_MOVED)
    asked.refresh_from_db()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
