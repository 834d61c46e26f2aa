"""The verbs of acts: finding and listing them, moving them from stage to stage, papers, planned days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ansinh.apps.documents.models import Document
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, Promise
from ansinh.apps.policies.access import MANAGE, MOVE, must_manage, must_move
from ansinh.apps.policies.models import PolicyMove, PolicyPaper, PolicyPipeline, PolicyStage
from ansinh.apps.policies.queries import candidates, current_stage, dates_of
from ansinh.domain.figures import write_date
from ansinh.domain.policy_stages import (
    STAGE_LABELS,
    STAGES,
    ActKind,
    PipelineState,
    PolicyStep,
    StageDates,
    earlier_stages,
    next_stage,
    planned_problems,
)
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now, today
from ansinh.kit.locking import update_if_unchanged

_CHANGED = "Chính sách này vừa được người khác cập nhật. Tải lại trang để xem rồi làm tiếp."

# The list ------------------------------------------------------------------------------------------------------------


@action("policies.find", "Tìm chính sách phải ban hành trong văn bản", needs=MANAGE)
def find_policies(*, actor: Actor, plan: Plan) -> Done[tuple[PolicyPipeline, ...]]:
    """Put what the plan's words promise on the list as proposals; what is there or was rejected stays as it is."""
    actor.must(MANAGE, plan.coordinating_agency_id)
    found = candidates(plan, today())
    if not found:
        raise ActionRefused(
            "Không tìm thêm được chính sách nào trong lời văn các nhiệm vụ. Thêm bằng tay nếu còn thiếu."
        )
    made = tuple(
        PolicyPipeline.objects.create(
            plan=plan,
            promise=candidate.promise,
            name=candidate.act.name,
            kind=candidate.act.kind.value,
            quote=candidate.act.quote,
        )
        for candidate in found
    )
    for policy in made:
        _write_move(actor, policy, "find", policy.quote)
    summary = f"Tìm thấy {len(made)} chính sách phải ban hành trong kế hoạch {plan}."
    return Done(made, subject_of(plan), summary, after={"found": [policy.name for policy in made]})


@action("policies.add", "Thêm chính sách phải ban hành", needs=MANAGE)
def add_policy(
    *,
    actor: Actor,
    plan: Plan,
    promise: Promise,
    name: str,
    kind: ActKind,
    lead: Organisation,
    due_on: date | None = None,
) -> Done[PolicyPipeline]:
    """Put an act on the list by hand; it begins at its first stage."""
    actor.must(MANAGE, plan.coordinating_agency_id)
    name = _named(promise, name)
    policy = PolicyPipeline.objects.create(plan=plan, promise=promise, name=name, kind=kind.value)
    _begin(policy, policy.version, kind, lead, due_on)
    _write_move(actor, policy, "add", "")
    return Done(policy, subject_of(policy), f"Thêm chính sách «{policy}» ở mục {promise}, {lead} chủ trì xây dựng.")


@action("policies.accept", "Xác nhận chính sách phải ban hành", needs=MANAGE)
def accept_policy(
    *,
    actor: Actor,
    policy: PolicyPipeline,
    version: int,
    name: str,
    kind: ActKind,
    lead: Organisation,
    due_on: date | None = None,
) -> Done[PolicyPipeline]:
    """Take a proposal over, corrected where needed; it begins at its first stage."""
    must_manage(actor, policy)
    _must_be(policy, PipelineState.FOUND)
    before = {"name": policy.name, "kind": policy.kind}
    _begin(policy, version, kind, lead, due_on, name=_named(policy.promise, name, policy))
    _write_move(actor, policy, "accept", "")
    summary = f"Xác nhận chính sách «{policy}», {lead} chủ trì xây dựng."
    return Done(policy, subject_of(policy), summary, before, {"name": policy.name, "kind": policy.kind})


@action("policies.reject", "Loại gợi ý chính sách", needs=MANAGE)
def reject_policy(*, actor: Actor, policy: PolicyPipeline, version: int, text: str) -> Done[PolicyPipeline]:
    """It is no act to be issued, with the reason; it is not proposed again."""
    must_manage(actor, policy)
    _must_be(policy, PipelineState.FOUND)
    text = _said(text, "Chưa có lý do loại. Ghi ngắn gọn vì sao đây không phải chính sách phải ban hành.")
    _store(policy, version, state=PipelineState.REJECTED.value, reason=text)
    _write_move(actor, policy, "reject", text)
    return Done(policy, subject_of(policy), f"Loại gợi ý «{policy}»: {text}", after={"reason": text})


def _named(promise: Promise, name: str, policy: PolicyPipeline | None = None) -> str:
    name = squeeze(nfc(name))
    if not name:
        raise ActionRefused(Problem("Chưa nhập «Tên chính sách».", "name"))
    others = PolicyPipeline.objects.filter(promise=promise, name=name)
    if others.exclude(pk=policy.pk if policy else 0).exists():
        raise ActionRefused(Problem(f"Mục {promise} đã có chính sách tên này trong danh mục. Đặt tên khác.", "name"))
    return name


def _begin(
    policy: PolicyPipeline, version: int, kind: ActKind, lead: Organisation, due_on: date | None, **more: Any
) -> None:
    if due_on is not None and due_on < today():
        raise ActionRefused(
            Problem(f"Ngày dự kiến ban hành {write_date(due_on)} đã qua. Đặt ngày từ hôm nay.", "due_on")
        )
    day = today()
    _store(
        policy, version, state=PipelineState.ACTIVE.value, kind=kind.value, lead=lead, holder=lead, began_on=day,
        moved_on=day, **more,
    )  # fmt: skip
    PolicyStage.objects.bulk_create(
        PolicyStage(
            pipeline=policy, stage=stage.value, order=order, planned_on=due_on if stage == PolicyStep.ISSUE else None
        )
        for order, stage in enumerate(STAGES[kind], 1)
    )


# Moving --------------------------------------------------------------------------------------------------------------


@action("policies.advance", "Xong một bước xây dựng chính sách", needs=MOVE)
def advance(
    *,
    actor: Actor,
    policy: PolicyPipeline,
    version: int,
    done_on: date,
    holder: Organisation | None = None,
    reference: str = "",
    text: str = "",
) -> Done[PolicyPipeline]:
    """The present stage is done; ``holder`` has the next. After the last one the act is issued under ``reference``."""
    must_move(actor, policy)
    stage = _stage_of(policy)
    following = next_stage(ActKind(policy.kind), stage)
    _refuse(*_advance_problems(policy, stage, following, done_on, holder, reference))
    changes: dict[str, Any] = {"moved_on": done_on}
    if following is None:
        changes |= {
            "state": PipelineState.ISSUED.value, "issued_on": done_on, "reference": squeeze(nfc(reference)), "holder": None,
        }  # fmt: skip
    else:
        changes["holder"] = holder
    before = policy.holder
    _store(policy, version, **changes)
    policy.stages.filter(stage=stage.value).update(done_on=done_on, done_by=before)
    verb = "issue" if following is None else "advance"
    _write_move(actor, policy, verb, text or policy.reference, stage)
    where = f"; {policy.holder} làm bước «{STAGE_LABELS[following]}»" if following else f": {policy.reference}"
    summary = f"«{policy}» xong bước «{STAGE_LABELS[stage]}» ngày {write_date(done_on)}{where}."
    return Done(policy, subject_of(policy), summary, after={"stage": stage.value, "done_on": done_on.isoformat()})


def _advance_problems(
    policy: PolicyPipeline,
    stage: PolicyStep,
    following: PolicyStep | None,
    done_on: date,
    holder: Organisation | None,
    reference: str,
) -> Iterable[Problem]:
    if done_on > today():
        yield Problem(f"Ngày xong {write_date(done_on)} ở sau hôm nay. Ghi ngày thực tế đã xong.", "done_on")
    last = max((row.done_on for row in dates_of(policy) if row.done_on), default=None)
    if last and done_on < last:
        yield Problem(
            f"Bước «{STAGE_LABELS[stage]}» không thể xong trước bước liền trước ({write_date(last)}). Kiểm tra lại ngày.",
            "done_on",
        )
    if following is not None and holder is None:
        yield Problem(f"Chưa chọn cơ quan làm bước «{STAGE_LABELS[following]}».", "holder")
    if following is None and not squeeze(reference):
        yield Problem("Chưa ghi số, ký hiệu văn bản đã ban hành, ví dụ 12/2024/NQ-HĐND.", "reference")


@action("policies.go_back", "Trả chính sách về bước trước", needs=MOVE)
def go_back(
    *, actor: Actor, policy: PolicyPipeline, version: int, stage: PolicyStep, holder: Organisation, text: str
) -> Done[PolicyPipeline]:
    """Back to an earlier stage with the reason; the real days from there on are taken back, the history keeps them."""
    must_move(actor, policy)
    current = _stage_of(policy)
    problems = []
    if stage not in earlier_stages(ActKind(policy.kind), current):
        problems.append(
            Problem(
                f"Chính sách đang ở bước «{STAGE_LABELS[current]}»; chỉ trả về bước trước đó. Chọn lại bước.", "stage"
            )
        )
    if not squeeze(text):
        problems.append(Problem("Chưa có lý do trả về. Ghi rõ phải làm lại điều gì.", "text"))
    _refuse(*problems)
    _store(policy, version, holder=holder, moved_on=today())
    undone = [
        step.value for step in STAGES[ActKind(policy.kind)] if step not in earlier_stages(ActKind(policy.kind), stage)
    ]
    before = {row.stage: str(row.done_on) for row in policy.stages.filter(stage__in=undone, done_on__isnull=False)}
    policy.stages.filter(stage__in=undone).update(done_on=None, done_by=None)
    _write_move(actor, policy, "go_back", text, stage)
    summary = f"Trả «{policy}» về bước «{STAGE_LABELS[stage]}» ({holder}): {squeeze(nfc(text))}"
    return Done(policy, subject_of(policy), summary, before, {"stage": stage.value})


@action("policies.hand_over", "Chuyển cơ quan giữ chính sách", needs=MOVE)
def hand_over(
    *, actor: Actor, policy: PolicyPipeline, version: int, holder: Organisation, text: str = ""
) -> Done[PolicyPipeline]:
    """Another agency has it now, at the same stage."""
    must_move(actor, policy)
    stage = _stage_of(policy)
    if holder.pk == policy.holder_id:
        raise ActionRefused(Problem(f"Chính sách đang ở {holder} rồi. Chọn cơ quan khác.", "holder"))
    _store(policy, version, holder=holder, moved_on=today())
    _write_move(actor, policy, "hand_over", text, stage)
    return Done(policy, subject_of(policy), f"Chuyển «{policy}» sang {holder}, bước «{STAGE_LABELS[stage]}».")


@action("policies.reschedule", "Đặt ngày dự kiến các bước", needs=MOVE)
def reschedule(
    *, actor: Actor, policy: PolicyPipeline, version: int, planned: Mapping[PolicyStep, date | None], text: str
) -> Done[PolicyPipeline]:
    """Set the planned days of stages that are not done; a change of days once set needs a reason."""
    must_move(actor, policy)
    _stage_of(policy)
    now_planned = {row.stage: row.planned_on for row in dates_of(policy)}
    rows = [StageDates(row.stage, planned.get(row.stage, row.planned_on), row.done_on) for row in dates_of(policy)]
    changed = [row for row in rows if row.planned_on != now_planned[row.stage]]
    problems = [Problem(words) for words in planned_problems(rows)]
    if any(row.done_on for row in changed):
        problems.append(Problem("Bước đã xong thì không đổi ngày dự kiến nữa. Chỉ đặt ngày cho bước chưa xong."))
    if not changed:
        problems.append(Problem("Không có ngày nào thay đổi."))
    if any(now_planned[row.stage] for row in changed) and not squeeze(text):
        problems.append(Problem("Đổi ngày dự kiến đã đặt thì ghi lý do.", "text"))
    _refuse(*problems)
    _store(policy, version)
    stored = {row.stage: row for row in policy.stages.all()}
    for row in changed:
        stored[row.stage.value].planned_on = row.planned_on
    PolicyStage.objects.bulk_update(stored.values(), ["planned_on"])
    days = ", ".join(
        f"{STAGE_LABELS[row.stage]} {write_date(row.planned_on) if row.planned_on else '–'}" for row in changed
    )
    _write_move(actor, policy, "reschedule", f"{days}. {squeeze(nfc(text))}".strip())
    before = {row.stage.value: str(now_planned[row.stage]) for row in changed}
    after = {row.stage.value: str(row.planned_on) for row in changed}
    return Done(policy, subject_of(policy), f"Đặt ngày dự kiến của «{policy}»: {days}.", before, after)


@action("policies.add_paper", "Thêm hồ sơ chính sách", needs=MOVE)
def add_paper(
    *,
    actor: Actor,
    policy: PolicyPipeline,
    stage: PolicyStep,
    label: str,
    url: str = "",
    document: Document | None = None,
) -> Done[PolicyPaper]:
    """A paper of a stage: a document of the house or a link, not both."""
    must_move(actor, policy)
    problems = []
    if bool(url) == bool(document):
        problems.append(Problem("Chọn một văn bản trong hệ thống, hoặc ghi một liên kết.", "url"))
    label = squeeze(nfc(label)) or (str(document) if document else "")
    if not label:
        problems.append(Problem("Chưa nhập «Tên hồ sơ».", "label"))
    if stage not in STAGES[ActKind(policy.kind)]:
        problems.append(Problem("Hình thức văn bản này không có bước đó. Chọn bước khác.", "stage"))
    _refuse(*problems)
    paper = PolicyPaper.objects.create(
        pipeline=policy, stage=stage.value, label=label, url=url, document=document, added_on=today()
    )
    _write_move(actor, policy, "paper", label, stage)
    return Done(paper, subject_of(policy), f"Thêm hồ sơ «{label}» vào bước «{STAGE_LABELS[stage]}» của «{policy}».")


@action("policies.drop", "Thôi ban hành chính sách", needs=MANAGE)
def drop_policy(*, actor: Actor, policy: PolicyPipeline, version: int, text: str) -> Done[PolicyPipeline]:
    """It will not be issued, with the reason."""
    must_manage(actor, policy)
    _stage_of(policy)
    text = _said(text, "Chưa có lý do thôi ban hành. Ghi căn cứ, ví dụ văn bản đồng ý của cấp có thẩm quyền.")
    _store(policy, version, state=PipelineState.DROPPED.value, reason=text, holder=None)
    _write_move(actor, policy, "drop", text)
    return Done(policy, subject_of(policy), f"Thôi ban hành «{policy}»: {text}", after={"reason": text})


# Parts ---------------------------------------------------------------------------------------------------------------


def _stage_of(policy: PolicyPipeline) -> PolicyStep:
    """The stage at which an act on its way is."""
    _must_be(policy, PipelineState.ACTIVE)
    stage = current_stage(policy)
    if stage is None:
        raise Conflict(_CHANGED)
    return stage


def _must_be(policy: PolicyPipeline, state: PipelineState) -> None:
    if policy.state != state:
        raise Conflict(
            f"Chính sách đang ở tình trạng «{policy.get_state_display()}», không làm việc này được. {_CHANGED}"
        )


def _store(policy: PolicyPipeline, version: int, **changes: Any) -> None:
    if not update_if_unchanged(PolicyPipeline.objects.all(), policy.pk, version, **changes):
        raise Conflict(_CHANGED)
    policy.refresh_from_db()


def _write_move(actor: Actor, policy: PolicyPipeline, verb: str, text: str, stage: PolicyStep | None = None) -> None:
    PolicyMove.objects.create(
        pipeline=policy,
        verb=verb,
        at=now(),
        on=today(),
        by_name=actor.name,
        by_organisation=actor.organisation_name,
        stage=stage.value if stage else "",
        holder=policy.holder,
        text=nfc(text).strip(),
    )


def _said(text: str, lacking: str) -> str:
    text = squeeze(nfc(text))
    if not text:
        raise ActionRefused(Problem(lacking, "text"))
    return text


def _refuse(*problems: Problem) -> None:
    if problems:
        raise ActionRefused(*problems)
