"""What the verbs of the desk share: checks, the versioned write, codes, agencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ansinh.apps.documents.models import Document
from ansinh.apps.readings.access import CONFIRM
from ansinh.apps.readings.live import live_plan
from ansinh.apps.readings.models import (
    ItemKind,
    ItemState,
    Reading,
    ReadingAgency,
    ReadingItem,
    ReadingPurpose,
    ReadingState,
)
from ansinh.apps.readings.queries import live_day
from ansinh.domain.desk import Values, number_in_sections
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Problem
from ansinh.kit.clock import now
from ansinh.kit.locking import update_if_unchanged

BATCH = 500
ON_DESK = (ItemState.PENDING, ItemState.CONFIRMED)
NUMBERED = (ItemKind.TARGET, ItemKind.GOAL)


class Repeated(Conflict):
    """The same officer sent the same decision twice (a double click): it is already done."""


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    """An agency of an item as the officer leaves it: printed name, and the organisation or group it means."""

    role: str  # lead, supporting, who
    raw: str
    organisation_id: int | None = None
    group_id: int | None = None
    accountable: bool = False
    suggested_by: str = ""


def choose_accountable(agencies: Sequence[ReadingAgency]) -> None:
    """The first lead agency of each item that is one organisation is proposed as accountable."""
    chosen: set[int] = set()
    for agency in agencies:
        if agency.role == "lead" and agency.organisation_id and agency.item_id not in chosen:
            agency.is_accountable = True
            chosen.add(agency.item_id)


def register_day(document: Document) -> Any:
    return document.issued_on or document.uploaded_at.date()


def must_be_open(actor: Actor, reading: Reading) -> None:
    actor.must(CONFIRM, reading.document.organisation_id)
    if reading.state != ReadingState.OPEN:
        raise ActionRefused(f"Bàn đọc văn bản «{reading.document}» đã đóng ({reading.get_state_display().lower()}).")


def must_be_on_desk(item: ReadingItem) -> None:
    if item.state not in ON_DESK:
        raise ActionRefused(f"Mục {item.code} không còn trên bàn đọc ({item.get_state_display().lower()}).")


def refuse_repetition(actor: Actor, item: ReadingItem, version: int, said: Values) -> None:
    same = item.decided_by_id == actor.user_id and item.state == ItemState.CONFIRMED and item.values == said
    if same and item.version == version + 1:
        raise Repeated(f"Mục {item.code} đã được chấp nhận.")


def agency_problems(item: ReadingItem, choices: Sequence[AgencyChoice] | None) -> list[Problem]:
    if choices is None or item.kind != ItemKind.TASK:
        return []
    problems = [
        Problem(f"«{c.raw}» chưa ghép với cơ quan nào trong danh mục. Chọn cơ quan, hoặc bỏ dòng này.", c.role)
        for c in choices
        if c.organisation_id is None and c.group_id is None
    ]
    if not any(c.role == "lead" for c in choices):
        problems.append(Problem("Nhiệm vụ chưa có cơ quan chủ trì.", "lead"))
    return problems


def replace_agencies(item: ReadingItem, choices: Sequence[AgencyChoice] | None) -> tuple[list[str], list[str]]:
    """Agencies before and after, in words; ``None`` leaves them as they are."""
    before = [_agency_words(agency) for agency in item.agencies.select_related("organisation", "group")]
    if choices is None:
        return before, before
    item.agencies.all().delete()
    fresh = [
        ReadingAgency(
            item=item,
            role=choice.role,
            raw=choice.raw[:300],
            order=order,
            organisation_id=choice.organisation_id,
            group_id=choice.group_id,
            suggested_by=choice.suggested_by[:40],
            is_accountable=choice.accountable and choice.organisation_id is not None,
            is_chosen=choice.accountable and choice.organisation_id is not None,
        )
        for order, choice in enumerate(choices)
    ]
    if not any(agency.is_accountable for agency in fresh):
        choose_accountable(fresh)
    ReadingAgency.objects.bulk_create(fresh)
    return before, [_agency_words(agency) for agency in item.agencies.select_related("organisation", "group")]


def _agency_words(agency: ReadingAgency) -> str:
    chosen = " (chịu trách nhiệm chính)" if agency.is_accountable else ""
    return f"{agency.get_role_display()}: {agency.raw} → {agency.organisation or agency.group or 'chưa ghép'}{chosen}"


def write(actor: Actor, item: ReadingItem, version: int, **changes: Any) -> None:
    """Conditional write of an item with who decided and when; tells the second officer what the first did."""
    stamp = {"decided_by_id": actor.user_id, "decided_by_name": actor.name, "decided_at": now()}
    if update_if_unchanged(ReadingItem.objects.all(), item.pk, version, **changes, **stamp):
        item.refresh_from_db()
        return
    current = ReadingItem.objects.get(pk=item.pk)
    raise Conflict(
        f"Mục {current.code} vừa được {current.decided_by_name or 'người khác'} thay đổi "
        f"({current.get_state_display().lower()}). Xem nội dung mới ở dưới; điều anh/chị nhập vẫn còn trong ô."
    )


def renumber(reading: Reading) -> None:
    """Codes of targets follow their order in the text; two steps, since codes are unique at every moment.

    In an amendment they are codes of the live plan, which stay.
    """
    if reading.purpose == ReadingPurpose.AMENDMENT:
        return
    items = list(reading.items.filter(kind__in=NUMBERED, state__in=ON_DESK).order_by("order", "pk"))
    outline = list(reading.document.passages.values_list("start", "text_end", "code"))
    codes = number_in_sections([_section_of(item, outline) for item in items])
    moved = [(item, code) for item, code in zip(items, codes, strict=True) if item.code != code]
    for item, _ in moved:
        set_aside(item)
    for item, code in moved:
        ReadingItem.objects.filter(pk=item.pk).update(code=code)
        item.code = code


def set_aside(item: ReadingItem) -> None:
    ReadingItem.objects.filter(pk=item.pk).update(code=f"~{item.pk}")


def _section_of(item: ReadingItem, outline: Sequence[tuple[int, int, str]]) -> str:
    if item.start is None:
        return item.code.rpartition(".")[0]
    inside = [code for start, text_end, code in outline if start <= item.start < text_end]
    return inside[-1] if inside else ""


def carry_agencies(sources: Sequence[ReadingItem], to: ReadingItem) -> None:
    """The agencies of the parts, each named once in each role."""
    seen: set[tuple[str, str]] = set()
    carried = []
    for agency in ReadingAgency.objects.filter(item__in=[item.pk for item in sources]).order_by("item__order", "order"):
        if (agency.role, agency.raw) in seen:
            continue
        seen.add((agency.role, agency.raw))
        agency.pk, agency.item, agency.is_accountable = None, to, False
        carried.append(agency)
    choose_accountable(carried)
    ReadingAgency.objects.bulk_create(carried)


def selected_words(document: Document, start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return ""
    if not 0 <= start < end <= len(document.text):
        raise ActionRefused("Đoạn chọn không nằm trong văn bản. Bôi đen lại đoạn văn rồi thêm.")
    return document.text[start:end]


# Of amendments -------------------------------------------------------------------------------------------------


def unsettled_problems(item: ReadingItem) -> list[Problem]:
    """A change that nobody pointed at a promise cannot be accepted."""
    if not item.is_unsettled:
        return []
    return [Problem("Chưa rõ thay đổi này là của mục nào trong kế hoạch. Chọn mục ở «Chỉ rõ mục được sửa».", "promise")]


def looked_at(item: ReadingItem) -> dict[str, Any]:
    """What the promise says at the moment an officer decides about its change: kept, to notice later changes."""
    reading = item.reading
    if reading.plan is None or item.promise_id is None:
        return {}
    state = live_plan(reading.plan, live_day(reading)).states.get(item.promise_id)
    return {"live": state.kept()} if state is not None else {}


def refuse_second_change(item: ReadingItem) -> None:
    """One change a promise on the desk."""
    twin = ReadingItem.objects.filter(reading=item.reading, code=item.code, kind=item.kind, state__in=ON_DESK)
    if item.change and twin.exclude(pk=item.pk).exists():
        raise ActionRefused(f"Mục {item.code} đã có một thay đổi khác ở bàn đọc. Loại bỏ thay đổi đó trước.")
