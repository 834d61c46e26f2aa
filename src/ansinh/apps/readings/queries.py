"""Reads of the desk: how much is left, what keeps it from being published, and the draft of the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from ansinh.apps.orgs.queries import match_agencies
from ansinh.apps.readings.models import (
    ItemKind,
    ItemState,
    Reading,
    ReadingAgency,
    ReadingItem,
)
from ansinh.domain.desk import obligation_draft, target_draft, task_draft
from ansinh.domain.plan_drafts import (
    GROUND_CHOSEN,
    GROUND_FIRST_NAMED,
    GROUND_ONLY_LEAD,
    GROUND_WHOLE_PLAN,
    HolderDraft,
    ObligationDraft,
    PlanDraft,
    PromiseDraft,
    SectionDraft,
    Source,
    TargetDraft,
    TaskDraft,
)
from ansinh.kit.actions import Problem

ON_DESK = (ItemState.PENDING, ItemState.CONFIRMED)
#: How many codes a message lists before it says "and so on".
_LISTED = 12


def publish_problems(reading: Reading) -> tuple[Problem, ...]:
    """Everything that keeps a reading from becoming a plan."""
    document = reading.document
    on_desk = list(reading.items.filter(state__in=ON_DESK))
    problems = []
    pending = [item.code for item in on_desk if item.state == ItemState.PENDING]
    if pending:
        problems.append(Problem(f"Còn {len(pending)} mục chờ xác nhận: {_listed(pending)}."))
    if not on_desk:
        problems.append(
            Problem("Văn bản không có chỉ tiêu, nhiệm vụ hay nghĩa vụ nào. Thêm mục từ văn bản rồi công bố.")
        )
    if document.issued_on is None or not document.number:
        problems.append(Problem("Văn bản chưa có số hoặc ngày ban hành. Bổ sung ở phần thông tin văn bản."))
    without = _tasks_without_lead(on_desk)
    if without:
        problems.append(
            Problem(f"{len(without)} nhiệm vụ chưa có cơ quan chủ trì ghép với danh mục: {_listed(without)}.")
        )
    if coordinating_agency_id(reading) is None:
        problems.append(Problem("Chưa rõ cơ quan theo dõi, tổng hợp. Ghép cơ quan ở nghĩa vụ «theo dõi, đôn đốc»."))
    return tuple(problems)


def _listed(codes: Sequence[str]) -> str:
    more = f" và {len(codes) - _LISTED} mục khác" if len(codes) > _LISTED else ""
    return ", ".join(codes[:_LISTED]) + more


def _tasks_without_lead(items: Sequence[ReadingItem]) -> list[str]:
    tasks = {item.pk: item.code for item in items if item.kind == ItemKind.TASK}
    matched = ReadingAgency.objects.filter(item__in=tasks, role="lead").exclude(organisation=None, group=None)
    led = set(matched.values_list("item_id", flat=True))
    return [code for pk, code in tasks.items() if pk not in led]


def coordinating_agency_id(reading: Reading) -> int | None:
    """Who follows the whole plan: the organisation that the monitoring duty names, else the one that brought it in."""
    named = (
        ReadingAgency.objects.filter(
            item__reading=reading,
            item__kind=ItemKind.OBLIGATION,
            item__state__in=ON_DESK,
            item__values__kind="monitor",
            organisation__isnull=False,
        )
        .order_by("item__order", "order")
        .values_list("organisation_id", flat=True)
        .first()
    )
    return named or reading.document.organisation_id


def plan_draft_of(reading: Reading) -> PlanDraft:
    """The confirmed items as a plan. Call `publish_problems` first."""
    document = reading.document
    assert document.issued_on is not None
    coordinator = coordinating_agency_id(reading)
    assert coordinator is not None
    items = list(reading.items.filter(state=ItemState.CONFIRMED))
    agencies = _agencies_by_item(items)
    sections = _sections(reading)
    return PlanDraft(
        number=document.number,
        kind=document.kind,
        title=document.title or document.file_name,
        issuer_id=_issuer_id(reading, coordinator),
        coordinating_agency_id=coordinator,
        issued_on=document.issued_on,
        sections=sections,
        promises=tuple(promise_draft_of(item, agencies[item.pk], sections, coordinator) for item in items),
    )


def _agencies_by_item(items: Iterable[ReadingItem]) -> dict[int, list[ReadingAgency]]:
    by_item: dict[int, list[ReadingAgency]] = defaultdict(list)
    for agency in ReadingAgency.objects.filter(item__in=[item.pk for item in items]).order_by("role", "order"):
        by_item[agency.item_id].append(agency)
    return by_item


def _sections(reading: Reading) -> tuple[SectionDraft, ...]:
    """Headings of the outline; lettered tasks are promises, not headings, and stand in the rail by their marks."""
    task_codes = set(reading.items.filter(kind__in=[ItemKind.TASK, ItemKind.OBLIGATION]).values_list("code", flat=True))
    seen: set[str] = set()
    found = []
    for passage in reading.document.passages.all():
        is_leaf_promise = passage.code in task_codes and passage.level > 2
        if passage.code in seen or is_leaf_promise:
            continue
        seen.add(passage.code)
        found.append(
            SectionDraft(passage.code, passage.label, passage.heading, passage.level, passage.start, passage.text_end)
        )
    return tuple(found)


def _issuer_id(reading: Reading, fallback: int) -> int:
    issuer = reading.document.issuer
    day = reading.document.issued_on or reading.created_at.date()
    match = match_agencies({issuer}, day).get(issuer) if issuer else None
    return (match and match.organisation_id) or fallback


def promise_draft_of(
    item: ReadingItem, agencies: Sequence[ReadingAgency], sections: Sequence[SectionDraft], coordinator: int
) -> PromiseDraft:
    """One confirmed item as a promise with its holders."""
    return PromiseDraft(
        code=item.code,
        section=_section_code(item, sections),
        content=_content(item),
        source=Source(item.quote, item.start, item.end),
        holders=_holders(item, agencies, coordinator),
    )


def _content(item: ReadingItem) -> TargetDraft | TaskDraft | ObligationDraft:
    match ItemKind(item.kind):
        case ItemKind.TASK:
            return task_draft(item.values)
        case ItemKind.OBLIGATION:
            return obligation_draft(item.values)
        case _:
            return target_draft(item.values)


def _section_code(item: ReadingItem, sections: Sequence[SectionDraft]) -> str:
    if item.start is None:
        return item.code.rpartition(".")[0]
    inside = [section for section in sections if section.start <= item.start < section.end]
    return inside[-1].code if inside else ""


def _holders(item: ReadingItem, agencies: Sequence[ReadingAgency], coordinator: int) -> tuple[HolderDraft, ...]:
    """As printed, plus exactly one accountable organisation: the chosen lead, else who follows the whole plan."""
    printed = [
        HolderDraft(
            "supporting" if agency.role == "supporting" else "lead",
            agency.organisation_id,
            agency.group_id,
            raw=agency.raw,
            ground=agency.suggested_by,
        )
        for agency in agencies
        # A holder suggested for a target is not in the document: it is accountable, not a printed lead.
        if item.kind in (ItemKind.TASK, ItemKind.OBLIGATION)
    ]
    chosen = next((agency for agency in agencies if agency.is_accountable and agency.organisation_id), None)
    if chosen is None:
        accountable = HolderDraft("accountable", coordinator, ground=GROUND_WHOLE_PLAN)
    else:
        accountable = HolderDraft(
            "accountable", chosen.organisation_id, raw=chosen.raw, ground=_ground(item, chosen, agencies)
        )
    return (accountable, *printed)


def _ground(item: ReadingItem, chosen: ReadingAgency, agencies: Sequence[ReadingAgency]) -> str:
    if item.kind in (ItemKind.TARGET, ItemKind.GOAL):
        return chosen.suggested_by or GROUND_CHOSEN
    if sum(agency.role == "lead" for agency in agencies) == 1:
        return GROUND_ONLY_LEAD
    return GROUND_CHOSEN if chosen.is_chosen else GROUND_FIRST_NAMED


def register_day(reading: Reading) -> date:
    """The day whose register the document's agencies are matched to: the day it was issued."""
    return reading.document.issued_on or reading.created_at.date()
