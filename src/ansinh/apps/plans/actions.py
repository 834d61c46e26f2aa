"""Publishing a plan, amending it, and choosing who is accountable for a promise."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.text import slugify

from ansinh.apps.documents.actions import mark_published
from ansinh.apps.documents.models import Document
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.access import ASSIGN, PUBLISH
from ansinh.apps.plans.models import (
    Holding,
    HoldingRole,
    Obligation,
    ObligationWording,
    Plan,
    PlanAmendment,
    PlanKind,
    PlanSection,
    PlanTask,
    Promise,
    PromiseKind,
    Target,
    TargetWording,
    TaskWording,
)
from ansinh.domain.due import end_of_year
from ansinh.domain.headings import rail_heading
from ansinh.domain.plan_drafts import (
    HolderDraft,
    ObligationDraft,
    PlanDraft,
    PromiseChange,
    PromiseDraft,
    SectionDraft,
    TargetDraft,
    TaskDraft,
)
from ansinh.domain.vietnamese import search_key, without_marks
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, action, subject_of
from ansinh.kit.clock import now

_KINDS = {
    "kế hoạch": PlanKind.PLAN,
    "chương trình hành động": PlanKind.ACTION_PROGRAM,
    "chương trình": PlanKind.ACTION_PROGRAM,
    "đề án": PlanKind.PROJECT_SCHEME,
    "dự án": PlanKind.PROJECT,
}


@action("plans.open", "Công bố kế hoạch", needs=PUBLISH)
def open_plan(*, actor: Actor, document: Document, draft: PlanDraft) -> Done[Plan]:
    """Make a confirmed reading a live plan: sections, promises, wordings, holders, in one transaction."""
    actor.must(PUBLISH, document.organisation_id)
    _refuse_second_plan(document)
    plan = Plan.objects.create(
        document=document,
        slug=_free_slug(draft),
        number=draft.number,
        kind=_KINDS.get(draft.kind.casefold(), PlanKind.OTHER),
        title=draft.title,
        issuer_id=draft.issuer_id,
        coordinating_agency_id=draft.coordinating_agency_id,
        issued_on=draft.issued_on,
        published_at=now(),
        published_by_id=actor.user_id,
    )
    sections = _create_sections(plan, draft.sections)
    for order, promise in enumerate(draft.promises):
        _create_promise(plan, sections, promise, document, draft.issued_on, order)
    mark_published(document)
    counts = _count_kinds(draft.promises)
    return Done(
        plan,
        subject_of(plan, f"{plan.number} {plan.title[:80]}"),
        f"Công bố kế hoạch {plan.number}: {counts}.",
        after={"promises": len(draft.promises)},
    )


@action("plans.amend", "Sửa đổi kế hoạch", needs=PUBLISH)
def amend_plan(
    *, actor: Actor, plan: Plan, document: Document, effective_from: date, changes: tuple[PromiseChange, ...]
) -> Done[PlanAmendment]:
    """Carry an amending document into the plan from a day on; earlier wordings stay with their dates."""
    actor.must(PUBLISH, plan.document.organisation_id)
    if effective_from <= plan.issued_on:
        raise ActionRefused(
            f"Ngày có hiệu lực {effective_from:%d/%m/%Y} không sau ngày ban hành kế hoạch {plan.issued_on:%d/%m/%Y}. "
            "Kiểm tra lại ngày ở văn bản sửa đổi."
        )
    amendment = PlanAmendment.objects.create(
        plan=plan,
        document=document,
        effective_from=effective_from,
        published_at=now(),
        published_by_id=actor.user_id,
    )
    sections = {section.code: section for section in plan.sections.all()}
    promises = {promise.pk: promise for promise in plan.promises.all()}
    for change in changes:
        _apply_change(plan, amendment, sections, promises, change)
    mark_published(document)
    return Done(
        amendment,
        subject_of(plan),
        f"Sửa đổi kế hoạch {plan.number} theo {document}, hiệu lực từ {effective_from:%d/%m/%Y}: {len(changes)} thay đổi.",
        after={"changes": [[c.kind, c.draft.code if c.draft else promises[c.promise_id].code] for c in changes]},  # type: ignore[index]
    )


@action("plans.assign", "Giao cơ quan chịu trách nhiệm chính", needs=ASSIGN)
def assign_accountable(
    *, actor: Actor, promise: Promise, organisation: Organisation, from_day: date, ground: str, version: int
) -> Done[Promise]:
    """From a day on another organisation is accountable. The holder before keeps the days before."""
    actor.must(ASSIGN, promise.plan.document.organisation_id)
    current = promise.holdings.filter(role=HoldingRole.ACCOUNTABLE, valid_to__isnull=True).first()
    _check_assignment(promise, current, organisation, from_day)
    if not Promise.objects.filter(pk=promise.pk, version=version).update(version=version + 1):
        raise Conflict(
            f"Mục {promise.code} vừa được người khác giao lại. Mở lại trang để xem cơ quan hiện nay rồi quyết định."
        )
    before = str(current.organisation) if current else ""
    _replace_holding(promise, current, HolderDraft("accountable", organisation.pk, ground=ground), from_day)
    return Done(
        promise,
        subject_of(promise),
        f"Giao {organisation} chịu trách nhiệm chính mục {promise.code} từ {from_day:%d/%m/%Y}.",
        before={"accountable": before},
        after={"accountable": str(organisation), "from": from_day.isoformat(), "ground": ground},
    )


def _refuse_second_plan(document: Document) -> None:
    existing = Plan.objects.filter(document=document).first()
    if existing is not None:
        raise Conflict(f"Văn bản này đã được công bố thành kế hoạch {existing.number}; không công bố lần thứ hai.")


def _free_slug(draft: PlanDraft) -> str:
    base = slugify(without_marks(f"{draft.number.replace('/', '-')} {draft.issued_on.year}"))[:70] or "ke-hoach"
    taken = set(Plan.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)


def _count_kinds(promises: tuple[PromiseDraft, ...]) -> str:
    words = ((TargetDraft, "chỉ tiêu"), (TaskDraft, "nhiệm vụ"), (ObligationDraft, "nghĩa vụ"))
    return ", ".join(f"{sum(isinstance(p.content, kind) for p in promises)} {word}" for kind, word in words)


def _create_sections(plan: Plan, drafts: tuple[SectionDraft, ...]) -> dict[str, PlanSection]:
    PlanSection.objects.bulk_create(
        [
            PlanSection(
                plan=plan,
                order=order,
                code=draft.code,
                label=draft.label,
                heading=draft.heading,
                short_heading=rail_heading(draft.heading),
                level=draft.level,
                start=draft.start,
                end=draft.end,
            )
            for order, draft in enumerate(drafts)
        ]
    )
    return {section.code: section for section in plan.sections.all()}


def _create_promise(
    plan: Plan, sections: dict[str, PlanSection], draft: PromiseDraft, document: Document, day: date, order: int
) -> Promise:
    model, kind = _model_of(draft)
    promise: Promise = model.objects.create(
        plan=plan,
        section=sections.get(draft.section),
        kind=kind,
        code=draft.code,
        order=order,
        began_on=day,
        search_key=_search_key(draft),
    )
    _create_wording(promise, draft, document, day)
    for position, holder in enumerate(draft.holders):
        _create_holding(promise, holder, day, position)
    return promise


def _model_of(draft: PromiseDraft) -> tuple[type[Promise], PromiseKind]:
    match draft.content:
        case TargetDraft():
            return Target, PromiseKind.TARGET
        case TaskDraft():
            return PlanTask, PromiseKind.TASK
        case ObligationDraft():
            return Obligation, PromiseKind.OBLIGATION


def _search_key(draft: PromiseDraft) -> str:
    content = draft.content
    words = {
        TargetDraft: lambda c: f"{c.name} {c.population}",
        TaskDraft: lambda c: f"{c.name} {c.text} {c.product}",
        ObligationDraft: lambda c: f"{c.what} {c.to} {c.via}",
    }[type(content)](content)
    return search_key(f"{draft.code} {words} {draft.source.quote}")


def _create_wording(promise: Promise, draft: PromiseDraft, document: Document, day: date) -> None:
    source = {
        "document": document,
        "start": draft.source.start,
        "end": draft.source.end,
        "quote": draft.source.quote,
        "valid_from": day,
        "legal_basis": str(document),
    }
    match draft.content:
        case TargetDraft() as target:
            TargetWording.objects.create(
                target_id=promise.pk,
                name=target.name,
                comparison=target.comparison.value if target.comparison else "",
                value=target.value,
                low=target.low,
                high=target.high,
                denominator=target.denominator,
                unit=target.unit,
                due_year=target.due_year,
                due_on=end_of_year(target.due_year) if target.due_year else None,
                population=target.population,
                **source,
            )
        case TaskDraft() as task:
            TaskWording.objects.create(
                task_id=promise.pk,
                name=task.name,
                text=task.text,
                timeframe_raw=task.timeframe.raw or "",
                timeframe_kind=task.timeframe.kind.value,
                start_year=task.timeframe.start_year,
                end_year=task.timeframe.end_year,
                due_on=task.timeframe.due_on,
                product=task.product,
                **source,
            )
        case ObligationDraft() as obligation:
            due = obligation.due
            ObligationWording.objects.create(
                obligation_id=promise.pk,
                obligation_kind=obligation.kind.value,
                what=obligation.what,
                to=obligation.to,
                via=obligation.via,
                due_raw=due.raw if due else "",
                due_day=due.day if due else None,
                due_month=due.month if due else None,
                due_year=due.year if due else None,
                due_before=due.before if due else False,
                frequency=obligation.frequency.value if obligation.frequency else "",
                **source,
            )


def _create_holding(promise: Promise, holder: HolderDraft, day: date, order: int) -> None:
    Holding.objects.create(
        promise=promise,
        role=holder.role,
        organisation_id=holder.organisation_id,
        group_id=holder.group_id,
        raw=holder.raw[:300],
        legal_basis=holder.ground[:300],
        order=order,
        valid_from=day,
    )


def _apply_change(
    plan: Plan,
    amendment: PlanAmendment,
    sections: dict[str, PlanSection],
    promises: dict[int, Promise],
    change: PromiseChange,
) -> None:
    day, document = amendment.effective_from, amendment.document
    if change.kind == "add" and change.draft is not None:
        last = plan.promises.order_by("-order").values_list("order", flat=True).first() or 0
        _create_promise(plan, sections, change.draft, document, day, last + 1)
        return
    promise = promises[change.promise_id] if change.promise_id is not None else None
    if promise is None:
        raise ActionRefused("Một thay đổi không nói rõ sửa mục nào của kế hoạch. Chọn mục được sửa rồi công bố lại.")
    if promise.ended_on is not None:
        raise ActionRefused(
            f"Mục {promise.code} đã bị bãi bỏ từ {promise.ended_on:%d/%m/%Y}; không sửa được nữa. Loại thay đổi này."
        )
    if change.kind == "drop":
        _drop_promise(promise, amendment)
    elif change.draft is not None:
        _change_promise(promise, change.draft, document, day)


def _drop_promise(promise: Promise, amendment: PlanAmendment) -> None:
    day = amendment.effective_from
    _close_wordings(promise, day)
    promise.holdings.filter(valid_to__isnull=True).update(valid_to=day)
    promise.ended_on = day
    promise.ended_by = amendment
    promise.save(update_fields=["ended_on", "ended_by"])


def _change_promise(promise: Promise, draft: PromiseDraft, document: Document, day: date) -> None:
    _close_wordings(promise, day)
    _create_wording(promise, draft, document, day)
    promise.search_key = _search_key(draft)
    promise.save(update_fields=["search_key"])
    if draft.holders:
        promise.holdings.filter(valid_to__isnull=True).update(valid_to=day)
        for position, holder in enumerate(draft.holders):
            _create_holding(promise, holder, day, position)


def _close_wordings(promise: Promise, day: date) -> None:
    wordings = {
        PromiseKind.TARGET: TargetWording.objects.filter(target_id=promise.pk),
        PromiseKind.TASK: TaskWording.objects.filter(task_id=promise.pk),
        PromiseKind.OBLIGATION: ObligationWording.objects.filter(obligation_id=promise.pk),
    }[PromiseKind(promise.kind)]
    if wordings.filter(Q(valid_from__gte=day)).exists():
        raise ActionRefused(
            f"Mục {promise.code} đã có nội dung hiệu lực từ {day:%d/%m/%Y} hoặc sau đó. "
            "Văn bản sửa đổi phải có ngày hiệu lực sau lần sửa trước."
        )
    wordings.filter(valid_to__isnull=True).update(valid_to=day)


def _check_assignment(promise: Promise, current: Holding | None, organisation: Organisation, from_day: date) -> None:
    problems = []
    if promise.ended_on is not None and promise.ended_on <= from_day:
        problems.append(f"Mục {promise.code} đã bị bãi bỏ từ {promise.ended_on:%d/%m/%Y}, không giao được nữa.")
    if organisation.valid_from > from_day or (organisation.valid_to and organisation.valid_to <= from_day):
        problems.append(
            f"{organisation.name} không tồn tại vào ngày {from_day:%d/%m/%Y}. Chọn cơ quan khác hoặc ngày khác."
        )
    if current is not None and current.organisation_id == organisation.pk:
        problems.append(f"{organisation} đang chịu trách nhiệm chính mục này rồi.")
    if current is not None and from_day < current.valid_from:
        last = current.valid_from
        problems.append(f"Ngày giao phải từ {last:%d/%m/%Y}, là ngày cơ quan hiện nay bắt đầu chịu trách nhiệm.")
    if problems:
        raise ActionRefused(*problems)


def _replace_holding(promise: Promise, current: Holding | None, holder: HolderDraft, from_day: date) -> None:
    """Close the current holding the day before and open the new one; a holding of no days is removed instead."""
    if current is not None and current.valid_from == from_day:
        current.delete()
    elif current is not None:
        current.valid_to = from_day
        current.save(update_fields=["valid_to"])
    _create_holding(promise, holder, from_day, 0)
