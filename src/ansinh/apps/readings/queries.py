"""Reads of the desk: how much is left, what keeps it from being published, and the draft of the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from ansinh.apps.orgs.queries import match_agencies
from ansinh.apps.plans.models import Plan
from ansinh.apps.plans.queries import amendment_problems
from ansinh.apps.readings.live import LivePlan, LiveState, live_plan
from ansinh.apps.readings.models import (
    ItemChange,
    ItemKind,
    ItemState,
    Reading,
    ReadingAgency,
    ReadingItem,
    ReadingPurpose,
)
from ansinh.domain.amendment_readings import AgencyName
from ansinh.domain.desk import obligation_draft, target_draft, task_draft
from ansinh.domain.plan_drafts import (
    GROUND_CHOSEN,
    GROUND_FIRST_NAMED,
    GROUND_ONLY_LEAD,
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
from ansinh.domain.wording_differences import PromiseWording, field_changes
from ansinh.kit.actions import Problem

ON_DESK = (ItemState.PENDING, ItemState.CONFIRMED)
#: How many codes a message lists before it says "and so on".
_LISTED = 12


def publish_problems(reading: Reading) -> tuple[Problem, ...]:
    """Everything that keeps a reading from becoming a plan, or from changing one."""
    return _amending_problems(reading) if reading.purpose == ReadingPurpose.AMENDMENT else _planning_problems(reading)


def _planning_problems(reading: Reading) -> tuple[Problem, ...]:
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
        parent_id=reading.carries_out_id,
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
    printed = _printed_holders(item, agencies)
    chosen = next((agency for agency in agencies if agency.is_accountable and agency.organisation_id), None)
    if chosen is None:
        accountable = HolderDraft("accountable", coordinator, ground=GROUND_WHOLE_PLAN)
    else:
        accountable = HolderDraft(
            "accountable", chosen.organisation_id, raw=chosen.raw, ground=_ground(item, chosen, agencies)
        )
    return (accountable, *printed)


def _printed_holders(item: ReadingItem, agencies: Sequence[ReadingAgency]) -> tuple[HolderDraft, ...]:
    return tuple(
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
    )


def _ground(item: ReadingItem, chosen: ReadingAgency, agencies: Sequence[ReadingAgency]) -> str:
    if item.kind in (ItemKind.TARGET, ItemKind.GOAL):
        return chosen.suggested_by or GROUND_CHOSEN
    if sum(agency.role == "lead" for agency in agencies) == 1:
        return GROUND_ONLY_LEAD
    return GROUND_CHOSEN if chosen.is_chosen else GROUND_FIRST_NAMED


def register_day(reading: Reading) -> date:
    """The day whose register the document's agencies are matched to: the day it was issued."""
    return reading.document.issued_on or reading.created_at.date()


# Amendments ----------------------------------------------------------------------------------------------------


def live_day(reading: Reading) -> date:
    """As of what day an amendment is held against the plan: the day it takes effect."""
    return reading.effective_from or register_day(reading)


def promise_called(reading: Reading, label: str) -> int | None:
    """The promise of the amended plan that an officer chose by code or by code and name."""
    if reading.plan is None or not label.strip():
        return None
    state = live_plan(reading.plan, live_day(reading)).called(label)
    return state.promise.promise_id if state is not None else None


def _amending_problems(reading: Reading) -> tuple[Problem, ...]:
    on_desk = list(reading.items.filter(state__in=ON_DESK).prefetch_related("agencies"))
    problems = []
    pending = [item.code for item in on_desk if item.state == ItemState.PENDING]
    if pending:
        problems.append(Problem(f"Còn {len(pending)} thay đổi chờ xác nhận: {_listed(pending)}."))
    if not on_desk:
        problems.append(Problem("Không có thay đổi nào để công bố. Thêm thay đổi từ văn bản rồi công bố."))
    if not reading.document.number:
        problems.append(Problem("Văn bản sửa đổi chưa có số. Bổ sung ở phần thông tin văn bản."))
    if reading.effective_from is None:
        problems.append(Problem("Chưa có ngày có hiệu lực của văn bản sửa đổi. Ghi ngày ở trên danh sách."))
    if problems or reading.plan is None or reading.effective_from is None:
        return tuple(problems)
    live = live_plan(reading.plan, reading.effective_from)
    problems += _stale_problems(on_desk, live)
    return (*problems, *amendment_problems(reading.plan, reading.effective_from, changes_of(reading, live)))


def _stale_problems(items: Sequence[ReadingItem], live: LivePlan) -> Iterable[Problem]:
    for item in items:
        if item.promise_id is None:
            continue
        state = live.states.get(item.promise_id)
        if state is not None and state.kept() != item.live:
            yield Problem(
                f"Nội dung đang có hiệu lực của {item.code} đã đổi sau khi thay đổi này được xác nhận. "
                "Mở mục, xem lại chỗ khác nhau rồi chấp nhận lần nữa."
            )
        elif state is not None and item.change == ItemChange.CHANGE and not _differs(item, state):
            yield Problem(f"Mục {item.code} không có gì khác nội dung đang có hiệu lực. Loại bỏ thay đổi này.")


def _differs(item: ReadingItem, state: LiveState) -> bool:
    return bool(field_changes(state.wording, told_by_item(item, list(item.agencies.all()))))


def told_by_item(item: ReadingItem, agencies: Sequence[ReadingAgency]) -> PromiseWording:
    """What an item says, to be compared with what is in force. A target's agencies are not printed in the document."""
    printed = () if item.kind in (ItemKind.TARGET, ItemKind.GOAL) else agencies
    names = tuple(AgencyName("supporting" if a.role == "supporting" else "lead", a.raw) for a in printed)
    in_order = sorted(names, key=lambda name: name.role != "lead")
    return PromiseWording(item.kind, item.values, tuple(in_order))


def changes_of(reading: Reading, live: LivePlan) -> tuple[PromiseChange, ...]:
    """The confirmed items as changes of the plan."""
    assert reading.plan is not None
    items = list(reading.items.filter(state=ItemState.CONFIRMED))
    agencies = _agencies_by_item(items)
    sections = frozenset(reading.plan.sections.values_list("code", flat=True))
    return tuple(_change_of(item, agencies[item.pk], live, sections, reading.plan) for item in items)


def _change_of(
    item: ReadingItem, agencies: Sequence[ReadingAgency], live: LivePlan, sections: frozenset[str], plan: Plan
) -> PromiseChange:
    source = Source(item.quote, item.start, item.end)
    if item.change == ItemChange.DROP:
        return PromiseChange("drop", item.promise_id, None, source)
    if item.change == ItemChange.ADD:
        holders = _holders(item, agencies, plan.coordinating_agency_id)
        draft = PromiseDraft(item.code, _nearest_section(item.code, sections), _content(item), source, holders)
        return PromiseChange("add", None, draft, source)
    state = live.states.get(item.promise_id) if item.promise_id is not None else None
    holders = _changed_holders(item, agencies, state) if state is not None else ()
    draft = PromiseDraft(item.code, "", _content(item), source, holders)
    return PromiseChange("change", item.promise_id, draft, source)


def _nearest_section(code: str, sections: frozenset[str]) -> str:
    above = code.rpartition(".")[0]
    while above and above not in sections:
        above = above.rpartition(".")[0]
    return above


def _changed_holders(item: ReadingItem, agencies: Sequence[ReadingAgency], state: LiveState) -> tuple[HolderDraft, ...]:
    """The printed agencies as they are to stand, and another accountable one only where it changes."""
    chosen = next((agency for agency in agencies if agency.is_accountable and agency.organisation_id), None)
    printed = _printed_holders(item, agencies)
    if chosen is None or chosen.organisation_id == state.accountable_id:
        return printed
    ground = GROUND_CHOSEN if chosen.is_chosen else f"theo {item.reading.document}"
    return (HolderDraft("accountable", chosen.organisation_id, raw=chosen.raw, ground=ground), *printed)
