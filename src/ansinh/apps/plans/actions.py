"""Publishing a plan, amending it, and choosing who is accountable for a promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Q
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
from ansinh.apps.plans.queries import amendment_problems, kind_of_draft, wordings_of
from ansinh.domain.due import end_of_year
from ansinh.domain.headings import rail_heading
from ansinh.domain.holder_suggestions import HolderSuggestion
from ansinh.domain.plan_drafts import (
    GROUND_FIRST_NAMED,
    GROUND_WHOLE_PLAN,
    HolderDraft,
    ObligationDraft,
    PlanDraft,
    PromiseChange,
    PromiseDraft,
    SectionDraft,
    Source,
    TargetDraft,
    TaskDraft,
)
from ansinh.domain.vietnamese import search_key, without_marks
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, action, subject_of
from ansinh.kit.clock import now
from ansinh.kit.locking import update_if_unchanged

_KINDS = {
    "kế hoạch": PlanKind.PLAN,
    "chương trình hành động": PlanKind.ACTION_PROGRAM,
    "chương trình": PlanKind.ACTION_PROGRAM,
    "đề án": PlanKind.PROJECT_SCHEME,
    "dự án": PlanKind.PROJECT,
}
_MODELS: dict[PromiseKind, type[Promise]] = {
    PromiseKind.TARGET: Target,
    PromiseKind.TASK: PlanTask,
    PromiseKind.OBLIGATION: Obligation,
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
        parent_id=draft.parent_id,
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
    """Carry an amending document into the plan from a day on; earlier wordings stay with their dates.

    Refused with every reason at once (`amendment_problems`); then nothing is changed.
    """
    actor.must(PUBLISH, plan.document.organisation_id)
    if plan.amendments.filter(document=document).exists():
        raise Conflict(f"Văn bản {document} đã được công bố là văn bản sửa đổi kế hoạch {plan.number}.")
    problems = amendment_problems(plan, effective_from, changes)
    if problems:
        raise ActionRefused(*problems)
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


@action("plans.assign_as_proposed", "Giao theo gợi ý", needs=ASSIGN)
def assign_as_proposed(
    *, actor: Actor, plan: Plan, choices: Sequence[tuple[Promise, HolderSuggestion]], from_day: date
) -> Done[int]:
    """An officer takes several proposals at once: all of them, or with any problem none."""
    actor.must(ASSIGN, plan.document.organisation_id)
    if not choices:
        raise ActionRefused("Chưa chọn mục nào để giao theo gợi ý.")
    holders = Organisation.objects.in_bulk([suggestion.holder for _, suggestion in choices])
    for promise, suggestion in choices:
        assign_accountable(
            actor=actor,
            promise=promise,
            organisation=holders[suggestion.holder],
            from_day=from_day,
            ground=f"theo lĩnh vực {suggestion.field}",
            version=promise.version,
        )
    codes = [promise.code for promise, _ in choices]
    return Done(len(codes), subject_of(plan), f"Giao {len(codes)} mục theo gợi ý.", after={"codes": codes})


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
    kind = kind_of_draft(draft)
    promise: Promise = _MODELS[kind].objects.create(
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
    """One change that `amendment_problems` found nothing wrong with."""
    day, document = amendment.effective_from, amendment.document
    if change.kind == "add" and change.draft is not None:
        _create_promise(plan, sections, change.draft, document, day, _make_room(plan, change.draft))
        return
    assert change.promise_id is not None
    promise = promises[change.promise_id]
    if not update_if_unchanged(Promise.objects.all(), promise.pk, promise.version):
        raise Conflict(f"Mục {promise.code} vừa được người khác sửa. Mở lại trang để xem nội dung hiện nay.")
    if change.kind == "drop":
        _drop_promise(promise, amendment, change.source)
    elif change.draft is not None:
        _change_promise(promise, change.draft, document, day)


def _make_room(plan: Plan, draft: PromiseDraft) -> int:
    """The turn of a new promise: behind the last one of its section; those after it move on by one."""
    of_section = plan.promises.filter(section__code=draft.section)
    candidates = (of_section.filter(kind=kind_of_draft(draft)), of_section, plan.promises.all())
    last = next((found.latest("order").order for found in candidates if found.exists()), None)
    turn = 0 if last is None else last + 1
    plan.promises.filter(order__gte=turn).update(order=F("order") + 1)
    return turn


def _drop_promise(promise: Promise, amendment: PlanAmendment, source: Source) -> None:
    day = amendment.effective_from
    _close_wordings(promise, day)
    _end_holdings(promise, day)
    Promise.objects.filter(pk=promise.pk).update(
        ended_on=day, ended_by=amendment, ended_quote=source.quote, ended_start=source.start
    )


def _end_holdings(promise: Promise, day: date) -> None:
    """Nobody holds the promise from the day on; a holding that would have begun later never begins."""
    promise.holdings.filter(valid_from__gte=day).delete()
    promise.holdings.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).update(valid_to=day)


def _change_promise(promise: Promise, draft: PromiseDraft, document: Document, day: date) -> None:
    _close_wordings(promise, day)
    _create_wording(promise, draft, document, day)
    Promise.objects.filter(pk=promise.pk).update(search_key=_search_key(draft))
    printed = [holder for holder in draft.holders if holder.role != "accountable"]
    if printed:
        _replace_printed(promise, printed, day)
    for holder in draft.holders:
        if holder.role == "accountable":
            _replace_accountable(promise, holder, day)


def _replace_printed(promise: Promise, holders: list[HolderDraft], day: date) -> None:
    """Lead and supporting agencies as the document names them now; those that stay keep their dates."""
    current = promise.holdings.filter(role__in=[HoldingRole.LEAD, HoldingRole.SUPPORTING], valid_to__isnull=True)
    standing = {(h.role, h.organisation_id, h.group_id, h.raw): h for h in current}
    wanted = {(h.role, h.organisation_id, h.group_id, h.raw[:300]): h for h in holders}
    gone = promise.holdings.filter(pk__in=[holding.pk for key, holding in standing.items() if key not in wanted])
    gone.filter(valid_from__gte=day).delete()
    gone.update(valid_to=day)
    turn = 0
    for key, holder in wanted.items():
        if key in standing:
            turn = standing[key].order
        else:  # right behind the one before it, whose turn of days gone by is not touched
            _create_holding(promise, holder, day, turn)


def _replace_accountable(promise: Promise, holder: HolderDraft, day: date) -> None:
    """Another accountable agency from the day on, unless somebody chose one for a later day already."""
    current = promise.holdings.filter(role=HoldingRole.ACCOUNTABLE, valid_to__isnull=True).first()
    if current is not None and (current.organisation_id == holder.organisation_id or current.valid_from > day):
        return
    _replace_holding(promise, current, holder, day)


def _close_wordings(promise: Promise, day: date) -> None:
    wordings_of(promise).filter(valid_to__isnull=True).update(valid_to=day)


def _check_assignment(promise: Promise, current: Holding | None, organisation: Organisation, from_day: date) -> None:
    problems = []
    if promise.ended_on is not None and promise.ended_on <= from_day:
        problems.append(f"Mục {promise.code} đã bị bãi bỏ từ {promise.ended_on:%d/%m/%Y}, không giao được nữa.")
    if organisation.valid_from > from_day or (organisation.valid_to and organisation.valid_to <= from_day):
        problems.append(
            f"{organisation.name} không tồn tại vào ngày {from_day:%d/%m/%Y}. Chọn cơ quan khác hoặc ngày khác."
        )
    is_settled = current is not None and current.legal_basis not in (GROUND_WHOLE_PLAN, GROUND_FIRST_NAMED)
    if current is not None and is_settled and current.organisation_id == organisation.pk:
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
