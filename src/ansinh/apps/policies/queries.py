"""Reads of acts: the list as strips of stages, one act, the panel on a promise's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.apps.plans.models import Holding, HoldingRole, Plan, Promise, PromiseKind, TaskWording
from ansinh.apps.plans.queries import Panel, promise_url
from ansinh.apps.policies.access import MANAGE, is_of, may_manage, may_move, visible_policies
from ansinh.apps.policies.models import PolicyMove, PolicyPaper, PolicyPipeline, PolicyStage
from ansinh.domain.figures import write_date
from ansinh.domain.policy_stages import (
    STAGE_LABELS,
    ActKind,
    FoundAct,
    PipelineState,
    PolicyStep,
    Progress,
    StageDates,
    find_acts,
    is_same_act,
    legal_basis,
    progress,
    stages_of,
)
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from ansinh.kit.pages import Crumb, Page

MODULE = "chinh-sach"
#: The agency that appraises drafts by law (Sở Tư pháp), as the register codes it.
_JUSTICE = "so-tu-phap"


# Strips --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StageMark:
    """One stage of a strip. ``css``: is-done, is-now, is-late or empty; ``word`` says the same without colour."""

    label: str
    css: str
    word: str
    planned_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class PolicyRow:
    pk: int
    name: str
    url: str
    code: str
    code_url: str
    kind: str
    lead: str
    holder: str
    state: str
    marks: tuple[StageMark, ...]
    status: str
    word: str
    weight: int  # days late, else days of standing still: what heads the list

    @property
    def has_strip(self) -> bool:
        return bool(self.marks)


def with_parts(policies: QuerySet[PolicyPipeline]) -> QuerySet[PolicyPipeline]:
    """What a row needs: two queries."""
    return policies.select_related("plan", "promise", "lead", "holder").prefetch_related(
        Prefetch("stages", queryset=PolicyStage.objects.order_by("order"))
    )


def dates_of(policy: PolicyPipeline) -> tuple[StageDates, ...]:
    known = {
        PolicyStep(row.stage): StageDates(PolicyStep(row.stage), row.planned_on, row.done_on)
        for row in policy.stages.all()
    }
    return stages_of(ActKind(policy.kind), known)


def progress_of(policy: PolicyPipeline, day: date) -> Progress | None:
    """Of an act that is on its way."""
    if policy.state != PipelineState.ACTIVE or policy.moved_on is None:
        return None
    return progress(dates_of(policy), policy.moved_on, day)


def current_stage(policy: PolicyPipeline) -> PolicyStep | None:
    return next((stage.stage for stage in dates_of(policy) if stage.done_on is None), None)


def row_of(policy: PolicyPipeline, day: date) -> PolicyRow:
    stand = progress_of(policy, day)
    status, word = _standing(policy, stand)
    return PolicyRow(
        pk=policy.pk,
        name=policy.name,
        url=reverse("policies:policy", args=[policy.pk]),
        code=policy.promise.code,
        code_url=promise_url(policy.plan, policy.promise.kind, policy.promise.code),
        kind=policy.get_kind_display(),
        lead=str(policy.lead or ""),
        holder=str(policy.holder or "") if policy.state == PipelineState.ACTIVE else "",
        state=policy.state,
        marks=_marks(policy, stand),
        status=status,
        word=word,
        weight=(stand.late or stand.idle) if stand else 0,
    )


def _standing(policy: PolicyPipeline, stand: Progress | None) -> tuple[str, str]:
    if stand is None or stand.current is None:
        issued = policy.state == PipelineState.ISSUED
        return ("done" if issued else "none"), policy.get_state_display()
    if stand.late:
        return "late", f"Chậm {stand.late} ngày"
    if stand.idle:
        return "warn", f"Đứng yên {stand.idle} ngày"
    return "ok", f"Bước {stand.done + 1}/{stand.count}"


def _marks(policy: PolicyPipeline, stand: Progress | None) -> tuple[StageMark, ...]:
    if policy.state in (PipelineState.FOUND, PipelineState.REJECTED):
        return ()
    return tuple(_mark(stage, stand) for stage in dates_of(policy))


def _mark(stage: StageDates, stand: Progress | None) -> StageMark:
    label = STAGE_LABELS[stage.stage]
    if stage.done_on is not None:
        late = stage.planned_on is not None and stage.done_on > stage.planned_on
        return StageMark(label, "is-done", "xong, chậm" if late else "xong", stage.planned_on, stage.done_on)
    if stand is not None and stand.current == stage.stage:
        css, word = ("is-late", "đang làm, chậm") if stand.late else ("is-now", "đang làm")
        return StageMark(label, css, word, stage.planned_on, None)
    return StageMark(label, "", "chưa đến", stage.planned_on, None)


# The list ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PolicyListPage(Page):
    active: tuple[PolicyRow, ...]
    issued: tuple[PolicyRow, ...]
    ended: tuple[PolicyRow, ...]
    found: tuple[PolicyRow, ...]
    plan: Plan | None
    may_manage: bool


def policy_list_page(actor: Actor, plan: Plan | None) -> PolicyListPage:
    """Stalled acts first: by days late, then by days without a step."""
    day = today()
    policies = list(with_parts(visible_policies(actor).filter(plan=plan))) if plan else []
    by_state: dict[str, list[PolicyRow]] = {state.value: [] for state in PipelineState}
    for policy in policies:
        by_state[policy.state].append(row_of(policy, day))
    active = sorted(
        by_state[PipelineState.ACTIVE], key=lambda row: (row.status != "late", row.status != "warn", -row.weight)
    )
    return PolicyListPage(
        title=_title(active, by_state[PipelineState.ISSUED]),
        crumbs=(Crumb("Chính sách phải ban hành"),),
        module=MODULE,
        note=f"Kế hoạch {plan}, tính đến {write_date(day)}" if plan else "",
        active=tuple(active),
        issued=tuple(by_state[PipelineState.ISSUED]),
        ended=tuple(by_state[PipelineState.DROPPED] + by_state[PipelineState.REJECTED]),
        found=tuple(by_state[PipelineState.FOUND]),
        plan=plan,
        may_manage=plan is not None and actor.can(MANAGE, plan.coordinating_agency_id),
    )


def _title(active: Sequence[PolicyRow], issued: Sequence[PolicyRow]) -> str:
    if not active and not issued:
        return "Chưa có chính sách nào trong danh mục"
    stalled = sum(row.status in ("late", "warn") for row in active)
    parts = [f"{len(active)} chính sách đang xây dựng"]
    parts += [f"{stalled} chậm hoặc đứng yên"] if stalled else []
    parts += [f"{len(issued)} đã ban hành"] if issued else []
    return ", ".join(parts)


# Finding -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    promise: Promise
    act: FoundAct


def candidates(plan: Plan, day: date) -> tuple[Candidate, ...]:
    """Acts in the words of the plan's tasks that are not on the list yet, rejected ones included: two queries."""
    known = list(PolicyPipeline.objects.filter(plan=plan).values_list("promise_id", "name", "quote"))
    wordings = TaskWording.objects.in_force_on(day).filter(task__plan=plan).select_related("task")
    found: list[Candidate] = []
    for wording in wordings.order_by("task__order"):
        for act in find_acts(wording.text):
            listed = any(
                pk == wording.task_id and (quote == act.quote or name == act.name) for pk, name, quote in known
            )
            again = any(is_same_act(act.name, other.act.name) for other in found)
            if not listed and not again:
                found.append(Candidate(wording.task, act))
    return tuple(found)


def promise_choices(plan: Plan, day: date) -> list[tuple[str, str]]:
    """Tasks in force for a form: key and "III.5.a …"."""
    wordings = (
        TaskWording.objects.in_force_on(day).filter(task__plan=plan).select_related("task").order_by("task__order")
    )
    return [(str(wording.task_id), f"{wording.task.code} {wording.name[:90]}") for wording in wordings]


def usual_holder(policy: PolicyPipeline, stage: PolicyStep) -> Organisation | None:
    """Who usually has an act at a stage: the agency that prepares it, Sở Tư pháp, UBND tỉnh, HĐND tỉnh."""
    bodies = Organisation.objects.in_force_on(today())
    match stage:
        case PolicyStep.APPRAISE:
            return bodies.filter(code=_JUSTICE).first() or policy.lead
        case PolicyStep.COMMITTEE:
            return policy.plan.issuer
        case PolicyStep.COUNCIL:
            return _council() or policy.plan.issuer
        case PolicyStep.ISSUE:
            return (_council() if policy.kind == ActKind.RESOLUTION else None) or policy.plan.issuer
        case _:
            return policy.lead


def _council() -> Organisation | None:
    bodies = Organisation.objects.in_force_on(today()).filter(kind=OrganisationKind.COUNCIL)
    return bodies.filter(code__startswith="hdnd").first()


def accountable_for(promise: Promise, day: date) -> Organisation | None:
    """Who answers for a promise: proposed as the agency that prepares the act."""
    holding = (
        Holding.objects.in_force_on(day)
        .filter(promise=promise, role=HoldingRole.ACCOUNTABLE)
        .select_related("organisation")
        .first()
    )
    return holding.organisation if holding else None


# One act -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MoveLine:
    move: PolicyMove
    label: str
    stage: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    paper: PolicyPaper
    url: str
    stage: str


@dataclass(frozen=True, slots=True)
class ActLink:
    label: str
    url: str
    is_main: bool = False


@dataclass(frozen=True, kw_only=True)
class PolicyPage(Page):
    policy: PolicyPipeline
    row: PolicyRow
    current: str
    basis: str
    quote_url: str
    papers: tuple[PaperLine, ...]
    moves: tuple[MoveLine, ...]
    acts: tuple[ActLink, ...]


#: Addresses and words of what is done to an act.
VERBS = {
    "xac-nhan": "Xác nhận vào danh mục",
    "loai": "Không phải chính sách phải ban hành",
    "xong-buoc": "Xong bước này",
    "tra-ve": "Trả về bước trước",
    "chuyen-giao": "Chuyển cơ quan giữ",
    "ho-so": "Thêm hồ sơ",
    "lich": "Đặt ngày dự kiến",
    "thoi": "Không ban hành nữa",
}


def policy_page(actor: Actor, policy: PolicyPipeline) -> PolicyPage:
    day = today()
    stage = current_stage(policy) if policy.state == PipelineState.ACTIVE else None
    return PolicyPage(
        title=policy.name,
        crumbs=(Crumb("Chính sách phải ban hành", reverse("policies:list")), Crumb(policy.promise.code)),
        module=MODULE,
        note=f"{policy.get_kind_display()}, kế hoạch {policy.plan}",
        policy=policy,
        row=row_of(policy, day),
        current=STAGE_LABELS[stage] if stage else "",
        basis=legal_basis(ActKind(policy.kind), policy.began_on or day),
        quote_url=promise_url(policy.plan, policy.promise.kind, policy.promise.code),
        papers=tuple(_paper_line(paper) for paper in policy.papers.select_related("document")),
        moves=tuple(
            MoveLine(move, move.get_verb_display(), move.get_stage_display() if move.stage else "")
            for move in policy.moves.select_related("holder")
        ),
        acts=tuple(
            ActLink(VERBS[verb], reverse("policies:act", args=[policy.pk, verb]), is_main=place == 0)
            for place, verb in enumerate(verbs_for(actor, policy))
        ),
    )


def _paper_line(paper: PolicyPaper) -> PaperLine:
    url = reverse("documents:detail", args=[paper.document_id]) if paper.document_id else paper.url
    return PaperLine(paper, url, paper.get_stage_display())


def verbs_for(actor: Actor, policy: PolicyPipeline) -> list[str]:
    """What the actor may do with an act now, the usual thing first."""
    names: list[str] = []
    if policy.state == PipelineState.FOUND and may_manage(actor, policy):
        names = ["xac-nhan", "loai"]
    if may_move(actor, policy):
        names = ["xong-buoc", "chuyen-giao", "ho-so", "lich"]
        if current_stage(policy) != PolicyStep.PROPOSE:
            names.insert(1, "tra-ve")
        if may_manage(actor, policy):
            names.append("thoi")
    if policy.state == PipelineState.ISSUED and is_of(actor, policy):
        names = ["ho-so"]
    return names


# Panel on a promise's page -------------------------------------------------------------------------------------------


def panels(actor: Actor, plan: Plan, promise: Promise, day: date) -> Sequence[Panel]:
    """«Chính sách phải ban hành» on the page of a task that promises one."""
    if promise.kind != PromiseKind.TASK:
        return ()
    shown = visible_policies(actor).filter(promise=promise).exclude(state=PipelineState.REJECTED)
    rows = tuple(row_of(policy, day) for policy in with_parts(shown))
    return (Panel("Chính sách phải ban hành", "policies/panel.html", rows, f"{len(rows)} chính sách"),) if rows else ()
