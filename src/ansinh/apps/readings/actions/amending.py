"""What only the desk of an amending document does: which plan, from what day, which promise a change means."""

from __future__ import annotations

from datetime import date
from typing import Any

from ansinh.apps.documents.queries import paper_of
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings.access import CONFIRM
from ansinh.apps.readings.live import LivePlan, LiveState, live_plan, read_against
from ansinh.apps.readings.models import (
    ItemChange,
    ItemKind,
    ItemOrigin,
    ItemState,
    Reading,
    ReadingAgency,
    ReadingItem,
    ReadingPurpose,
)
from ansinh.apps.readings.queries import live_day
from ansinh.domain.amendments import free_code, replaced_sets
from ansinh.domain.desk import Values, kind_of
from ansinh.domain.figures import write_date
from ansinh.domain.promise_matching import group_of
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of

from .laying import IN_FORCE, desk_role, lay_amendment, lay_plan
from .parts import ON_DESK, must_be_on_desk, must_be_open, selected_words, write

_KIND_WORDS = {"target": "chỉ tiêu", "task": "nhiệm vụ", "obligation": "nghĩa vụ"}


@action("readings.read_as", "Đổi mục đích đọc văn bản", needs=CONFIRM)
def read_as(*, actor: Actor, reading: Reading, plan: Plan | None) -> Done[Reading]:
    """Read the document anew: as amending a plan, or (``None``) as a plan of its own. Refused once anything was decided."""
    must_be_open(actor, reading)
    _refuse_decided(reading)
    reading.items.all().delete()
    reading.remarks.all().delete()
    reading.plan = plan
    reading.purpose = ReadingPurpose.AMENDMENT if plan is not None else ReadingPurpose.NEW_PLAN
    reading.effective_from = None
    reading.save(update_fields=["plan", "purpose", "effective_from"])
    if plan is None:
        count = _lay_as_plan(reading)
        said = f"Đọc văn bản «{reading.document}» là kế hoạch mới với {count} mục."
    else:
        count = lay_amendment(reading, read_against(reading.document, plan))
        said = f"Đọc văn bản «{reading.document}» là văn bản sửa đổi kế hoạch {plan.number} với {count} thay đổi."
    return Done(reading, subject_of(reading), said)


def _refuse_decided(reading: Reading) -> None:
    decided = reading.items.exclude(state=ItemState.PENDING, origin=ItemOrigin.READ).order_by("order")
    codes = list(decided.values_list("code", flat=True)[:12])
    if codes:
        raise ActionRefused(
            f"Đã có mục được quyết định hoặc thêm tay: {', '.join(codes)}. Đọc lại sẽ mất các quyết định này; "
            "mở lại từng mục trước, hoặc tiếp tục với cách đọc hiện nay."
        )


def _lay_as_plan(reading: Reading) -> int:
    # The readers of whole documents take long to load.
    from ansinh.papers.reading import read_paper

    return lay_plan(reading, read_paper(paper_of(reading.document)))


@action("readings.set_effective_from", "Ghi ngày có hiệu lực của văn bản sửa đổi", needs=CONFIRM)
def set_effective_from(*, actor: Actor, reading: Reading, day: date, seen: date | None) -> Done[Reading]:
    """From what day the changes hold. ``seen`` is the day that the officer saw in the field."""
    must_be_open(actor, reading)
    _must_amend(reading)
    assert reading.plan is not None
    if day <= reading.plan.issued_on:
        raise ActionRefused(
            Problem(
                f"Ngày có hiệu lực {write_date(day)} không sau ngày ban hành kế hoạch "
                f"{write_date(reading.plan.issued_on)}. Kiểm tra lại ở văn bản sửa đổi.",
                "effective_from",
            )
        )
    if not Reading.objects.filter(pk=reading.pk, effective_from=seen).update(effective_from=day):
        raise Conflict("Ngày có hiệu lực vừa được người khác sửa. Xem ngày mới ở dưới rồi quyết định.")
    reading.effective_from = day
    return Done(
        reading,
        subject_of(reading),
        f"Ghi ngày có hiệu lực {write_date(day)} cho văn bản «{reading.document}».",
        before={"effective_from": seen.isoformat() if seen else None},
        after={"effective_from": day.isoformat()},
    )


@action("readings.point_item", "Chỉ rõ mục được sửa đổi", needs=CONFIRM)
def point_item(
    *, actor: Actor, item: ReadingItem, version: int, change: ItemChange, promise_id: int | None, section: str = ""
) -> Done[ReadingItem]:
    """Say what an item does: change or drop a promise, or add a new one in a section. It is pending again."""
    must_be_open(actor, item.reading)
    _must_amend(item.reading)
    must_be_on_desk(item)
    live = _live(item.reading)
    before = {"change": item.change, "code": item.code}
    if change == ItemChange.ADD:
        written = _as_addition(item, live, section)
        agencies = None
    else:
        state = _state_or_refuse(live, promise_id)
        written = _as_change(item, state, change)
        agencies = state
    _refuse_code_on_desk(item.reading, written["kind"], written["code"], but=item.pk)
    write(actor, item, version, state=ItemState.PENDING, change=change, **written)
    if agencies is not None and "agencies" not in item.instruction.get("sets", []):
        _take_agencies(item, agencies)
    return Done(
        item,
        subject_of(item, f"{item.reading.document} {item.code}"),
        f"Chỉ rõ thay đổi: {item.get_change_display().lower()} mục {item.code}.",
        before=before,
        after={"change": item.change, "code": item.code},
    )


def _as_addition(item: ReadingItem, live: LivePlan, section: str) -> dict[str, Any]:
    place = squeeze(section) or item.code.rpartition(".")[0]
    if not place:
        raise ActionRefused(Problem("Chưa có vị trí của mục bổ sung trong kế hoạch, ví dụ II.2.a.", "section"))
    return {"kind": item.kind, "code": _next_code(item.reading, item.kind, place, live), "promise_id": None, "live": {}}


def _as_change(item: ReadingItem, state: LiveState, change: ItemChange) -> dict[str, Any]:
    promise = state.promise
    sets = item.instruction.get("sets", [])
    if change == ItemChange.DROP:
        values: Values = dict(promise.values)
        kind = promise.kind
    elif (
        item.origin == ItemOrigin.READ
        and set(sets) & {"name", "text", "what"}
        and _groups_differ(item.kind, promise.kind)
    ):
        raise ActionRefused(
            Problem(
                f"Nội dung mới là {_KIND_WORDS[group_of(item.kind)]}, còn {promise.code} là "
                f"{_KIND_WORDS[group_of(promise.kind)]}. Chọn mục cùng loại.",
                "promise",
            )
        )
    else:
        values = replaced_sets(promise, item.values, sets)
        kind = kind_of(promise.kind, values)
    return {
        "kind": kind,
        "code": promise.code,
        "values": values,
        "promise_id": promise.promise_id,
        "live": state.kept(),
    }


def _groups_differ(one: str, other: str) -> bool:
    return group_of(one) != group_of(other)


def _take_agencies(item: ReadingItem, state: LiveState) -> None:
    """The printed agencies in force: the document says nothing of them."""
    item.agencies.all().delete()
    ReadingAgency.objects.bulk_create(
        ReadingAgency(
            item=item,
            role=desk_role(item.kind, agency.role),
            raw=agency.raw,
            order=order,
            organisation_id=agency.organisation_id,
            group_id=agency.group_id,
            suggested_by=IN_FORCE,
            is_accountable=agency.role == "lead" and agency.organisation_id == state.accountable_id is not None,
        )
        for order, agency in enumerate(state.agencies)
    )


@action("readings.add_change", "Thêm thay đổi từ văn bản sửa đổi", needs=CONFIRM)
def add_change(
    *,
    actor: Actor,
    reading: Reading,
    change: ItemChange,
    promise_id: int | None,
    kind: ItemKind,
    section: str,
    values: Values,
    start: int | None,
    end: int | None,
) -> Done[ReadingItem]:
    """A change that the reader missed: of a promise as it stands (to be corrected then), its end, or a new promise.

    ``kind``, ``section`` and ``values`` are of a new promise; the words of the document between the offsets are its source.
    """
    must_be_open(actor, reading)
    _must_amend(reading)
    quote = selected_words(reading.document, start, end)
    live = _live(reading)
    if change == ItemChange.ADD:
        place = squeeze(section)
        if not place:
            raise ActionRefused(Problem("Chưa có vị trí của mục bổ sung trong kế hoạch, ví dụ II.2.a.", "section"))
        state, said, what = None, values, kind.value
        code = _next_code(reading, kind, place, live)
    else:
        state = _state_or_refuse(live, promise_id)
        said, what, code = dict(state.promise.values), state.promise.kind, state.promise.code
        _refuse_code_on_desk(reading, what, code)
    last = reading.items.order_by("-order").values_list("order", flat=True).first() or 0
    item = ReadingItem.objects.create(
        reading=reading,
        kind=what,
        code=code,
        order=last + 1000,
        values=said,
        quote=quote,
        start=start,
        end=end,
        origin=ItemOrigin.ADDED,
        promise_id=state.promise.promise_id if state is not None else None,
        change=change,
        instruction={"start": start, "end": end, "quote": quote, "places": "", "also": [], "sets": [], "note": ""},
        live=state.kept() if state is not None else {},
    )
    if state is not None:
        _take_agencies(item, state)
    return Done(
        item,
        subject_of(item, f"{reading.document} {item.code}"),
        f"Thêm thay đổi: {item.get_change_display().lower()} mục {item.code}.",
    )


# Parts ---------------------------------------------------------------------------------------------------------


def _must_amend(reading: Reading) -> None:
    if reading.purpose != ReadingPurpose.AMENDMENT or reading.plan is None:
        raise ActionRefused(f"Văn bản «{reading.document}» không được đọc là văn bản sửa đổi kế hoạch.")


def _live(reading: Reading) -> LivePlan:
    assert reading.plan is not None
    return live_plan(reading.plan, live_day(reading))


def _state_or_refuse(live: LivePlan, promise_id: int | None) -> LiveState:
    state = live.states.get(promise_id) if promise_id is not None else None
    if state is None:
        raise ActionRefused(
            Problem(
                "Chưa chọn mục nào của kế hoạch đang có hiệu lực. Gõ mã hoặc tên rồi chọn trong danh sách.", "promise"
            )
        )
    return state


def _next_code(reading: Reading, kind: str, section: str, live: LivePlan) -> str:
    """A code that neither the plan nor the desk has."""
    on_desk = reading.items.filter(state__in=ON_DESK).values_list("code", flat=True)
    return free_code(group_of(kind), section, live.used_codes | set(on_desk))


def _refuse_code_on_desk(reading: Reading, kind: str, code: str, but: int | None = None) -> None:
    kinds = [k for k in ItemKind.values if group_of(k) == group_of(kind)]
    other = reading.items.filter(kind__in=kinds, code=code, state__in=ON_DESK).exclude(pk=but or 0).first()
    if other is not None:
        raise ActionRefused(
            Problem(
                f"Mục {code} đã có một thay đổi khác ở bàn đọc ({other.get_change_display().lower()}). "
                "Mỗi mục chỉ sửa một lần: sửa thay đổi đó, hoặc loại bỏ nó trước.",
                "promise",
            )
        )
