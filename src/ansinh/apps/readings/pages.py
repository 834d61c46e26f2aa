"""The pages of the desk: one frozen dataclass each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localtime

from ansinh.apps.documents.access import BRING_IN, visible_documents
from ansinh.apps.documents.models import Document
from ansinh.apps.documents.queries import Mark, TextPart, document_text
from ansinh.apps.orgs.queries import register_names
from ansinh.apps.plans.access import PUBLISH, visible_plans
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings.access import CONFIRM, visible_readings
from ansinh.apps.readings.amended import AmendedItem, amended_item
from ansinh.apps.readings.live import LivePlan, live_plan
from ansinh.apps.readings.models import (
    ItemChange,
    ItemKind,
    ItemOrigin,
    ItemState,
    Reading,
    ReadingItem,
    ReadingPurpose,
    ReadingRemark,
    ReadingState,
)
from ansinh.apps.readings.queries import ON_DESK, live_day, publish_problems, register_day
from ansinh.domain.desk import decimal_or_none
from ansinh.domain.figures import write_datetime
from ansinh.domain.headings import rail_heading
from ansinh.kit.access import Actor
from ansinh.kit.actions import Problem
from ansinh.kit.pages import Crumb, Page

# Pages ---------------------------------------------------------------------------------------------------------

#: Rows of one group shown at once; a group may have thousands.
WINDOW = 60


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One agency row of the item form. ``meant`` is the register's name, empty when nothing matches."""

    role: str
    role_label: str
    raw: str
    meant: str
    ground: str
    is_accountable: bool
    may_be_accountable: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item as one line of the list at the right."""

    pk: int
    code: str
    short_code: str
    kind: str
    kind_label: str
    name: str
    says: Figure | None
    words: str  # what stands at the right for promises without a number
    certainty: str  # "chắc chắn", "khá chắc", "cần xem kỹ"
    bars: int  # 3, 2, 1
    state: str
    state_label: str
    decided: str
    version: int
    start: int | None
    is_current: bool
    change: str = ""  # of an amendment: change, add, drop
    change_label: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """The number of a target for `{% qty %}`."""

    comparison: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    denominator: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items of one place: "II.2.a Chỉ tiêu đến năm 2025: 4/10 đã xác nhận". Only the open group has ``lines``."""

    code: str
    heading: str
    decided: int
    total: int
    first_pk: int
    is_open: bool
    lines: tuple[ItemLine, ...] = ()
    hidden_before: int = 0
    hidden_after: int = 0


@dataclass(frozen=True, slots=True)
class CurrentItem:
    """The item being decided, with everything its form shows."""

    line: ItemLine
    values: dict[str, Any]
    quote: str
    agencies: tuple[AgencyLine, ...]
    next_pk: int | None
    previous_pk: int | None
    next_code: str
    parts: tuple[str, ...]  # quotes of what it was merged from
    is_on_desk: bool
    amended: AmendedItem | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    decided: int
    total: int
    by_kind: tuple[tuple[str, int, int], ...]  # (label, decided, total)
    remarks_seen: int
    remarks: int

    @property
    def left(self) -> int:
        return self.total - self.decided

    @property
    def width(self) -> str:
        """Of the bar, as SVG wants it: a point, whatever the language."""
        return f"{100 * self.decided / self.total:.1f}%" if self.total else "100%"


@dataclass(frozen=True, kw_only=True)
class DeskPage(Page):
    reading: Reading
    document: Document
    parts: tuple[TextPart, ...]
    progress: Progress
    groups: tuple[ItemGroup, ...]
    rejected: tuple[ItemLine, ...]
    current: CurrentItem | None
    confirmed: tuple[str, ...]  # keys of marks in the document whose items are all confirmed
    marked: tuple[str, ...]  # keys of the marks of the open item
    remarks: tuple[ReadingRemark, ...]
    register_names: tuple[str, ...]
    problems: tuple[Problem, ...]
    is_open: bool
    may_publish: bool
    certain: tuple[tuple[int, int], ...]  # (pk, version) of pending items of the open group that are certain
    amends: Plan | None = None
    promise_labels: tuple[str, ...] = ()  # of the amended plan, to choose from
    plans: tuple[Plan, ...] = ()  # that this document could amend
    may_reread: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadingListPage(Page):
    readings: tuple[tuple[Reading, int, int], ...]  # with decided and total
    waiting: tuple[Document, ...]
    may_bring_in: bool


def reading_list_page(actor: Actor) -> ReadingListPage:
    readings = (
        visible_readings(actor)
        .select_related("document", "document__organisation", "plan")
        .defer("document__text", "document__blocks")
        .annotate(
            decided=Count("items", filter=Q(items__state=ItemState.CONFIRMED)),
            total=Count("items", filter=Q(items__state__in=ON_DESK)),
        )
    )
    rows = tuple((reading, reading.decided, reading.total) for reading in readings)
    waiting = tuple(
        visible_documents(actor)
        .filter(reading=None, is_published=False)
        .defer("text", "blocks")
        .order_by("-uploaded_at")
    )
    left = sum(1 for reading, decided, total in rows if reading.state == ReadingState.OPEN)
    return ReadingListPage(
        title=f"{left} văn bản đang chờ xác nhận" if left else "Không có văn bản nào chờ xác nhận",
        crumbs=(Crumb("Bàn đọc văn bản"),),
        module="ban-doc",
        readings=rows,
        waiting=waiting,
        may_bring_in=actor.can(BRING_IN),
    )


def desk_page(actor: Actor, reading: Reading, current_pk: int | None) -> DeskPage:
    """The whole desk: document at the left, readings at the right, one item open."""
    items = list(reading.items.exclude(state__in=[ItemState.MERGED, ItemState.SPLIT]))
    on_desk = [item for item in items if item.state in ON_DESK]
    current = _current_of(items, on_desk, current_pk)
    lines = {item.pk: _line(item, current) for item in items}
    groups = _groups(on_desk, lines, _placer(reading), current)
    progress = _progress(reading, on_desk)
    is_open = reading.state == ReadingState.OPEN
    opened = next((group for group in groups if group.is_open), None)
    amends = reading.plan if reading.purpose == ReadingPurpose.AMENDMENT else None
    live = live_plan(amends, live_day(reading)) if amends is not None and is_open else None
    is_decided = any(item.state != ItemState.PENDING or item.origin != ItemOrigin.READ for item in items)
    return DeskPage(
        title=_desk_title(reading, progress),
        note=f"Sửa đổi kế hoạch {amends.number}." if amends is not None else "",
        crumbs=(Crumb("Bàn đọc văn bản", reverse("readings:list")), Crumb(str(reading.document))),
        module="ban-doc",
        reading=reading,
        document=reading.document,
        parts=document_text(reading.document, _marks(reading, on_desk, lines, current), fold=True),
        progress=progress,
        groups=groups,
        rejected=tuple(lines[item.pk] for item in items if item.state == ItemState.REJECTED),
        current=_current(reading, current, lines, on_desk, live) if current else None,
        remarks=tuple(reading.remarks.all()),
        register_names=register_names(register_day(reading)) if is_open else (),
        problems=publish_problems(reading) if is_open and not progress.left else (),
        is_open=is_open and actor.can(CONFIRM, reading.document.organisation_id),
        may_publish=_may_publish(actor, reading, amends),
        certain=tuple(
            (line.pk, line.version)
            for line in (opened.lines if opened else ())
            if line.state == ItemState.PENDING and line.bars == 3
        ),
        confirmed=_confirmed_marks(on_desk),
        marked=_marks_of(current) if current is not None else (),
        amends=amends,
        promise_labels=tuple(state.label for state in live.states.values()) if live is not None else (),
        plans=tuple(visible_plans(actor).exclude(document=reading.document)) if is_open else (),
        may_reread=is_open and not is_decided,
    )


def _may_publish(actor: Actor, reading: Reading, amends: Plan | None) -> bool:
    """Whose document it is, and of an amendment also whose plan."""
    owners = {reading.document.organisation_id} | ({amends.document.organisation_id} if amends is not None else set())
    return all(actor.can(PUBLISH, owner) for owner in owners)


def _desk_title(reading: Reading, progress: Progress) -> str:
    if reading.state == ReadingState.PUBLISHED:
        return f"Văn bản {reading.document} đã công bố"
    thing = "thay đổi" if reading.purpose == ReadingPurpose.AMENDMENT else "mục"
    if progress.left:
        return f"Còn {progress.left} {thing} chờ xác nhận trước khi công bố"
    return "Đã xác nhận hết, có thể công bố" if progress.total else f"Văn bản không có {thing} nào được đọc ra"


def _current_of(items: Sequence[ReadingItem], on_desk: Sequence[ReadingItem], wanted: int | None) -> ReadingItem | None:
    """The item asked for, else the first pending one."""
    asked = next((item for item in items if item.pk == wanted), None)
    return asked or next((item for item in on_desk if item.state == ItemState.PENDING), None)


def _line(item: ReadingItem, current: ReadingItem | None) -> ItemLine:
    values = item.values
    words, bars = _certainty(item)
    return ItemLine(
        pk=item.pk,
        code=item.code,
        short_code="?" if item.is_unsettled else short_code(item.code),
        kind=item.kind,
        kind_label=item.get_kind_display(),
        name=values.get("name") or values.get("what") or "",
        says=_figure(values) if item.kind == ItemKind.TARGET else None,
        words=_right_words(item),
        certainty=words,
        bars=bars,
        state=item.state,
        state_label=item.get_state_display(),
        decided=_decided(item),
        version=item.version,
        start=item.start,
        is_current=current is not None and item.pk == current.pk,
        change=item.change,
        change_label=item.get_change_display() if item.change else "",
    )


def _mark_key(item: ReadingItem) -> str:
    """Items of one stretch of the document share a mark: several changes may come from one sentence."""
    return f"{item.start}-{item.end}" if item.start is not None else ""


def _marks_of(item: ReadingItem) -> tuple[str, ...]:
    """Keys of an item's words and of the order it comes from."""
    return tuple(dict.fromkeys(key for key in (_mark_key(item), _order_key(item)) if key))


def _confirmed_marks(items: Iterable[ReadingItem]) -> tuple[str, ...]:
    states: dict[str, bool] = {}
    for item in items:
        for key in _marks_of(item):
            states[key] = states.get(key, True) and item.state == ItemState.CONFIRMED
    return tuple(key for key, is_confirmed in states.items() if is_confirmed)


def _order_key(item: ReadingItem) -> str:
    order = item.instruction
    return f"{order['start']}-{order['end']}" if order.get("start") is not None else ""


def short_code(code: str) -> str:
    """ "II.2.a.3" is called "a.3" where its section is already named."""
    parts = code.split(".")
    return ".".join(parts[-2:]) if len(parts) > 2 else code


def _figure(values: dict[str, Any]) -> Figure:
    return Figure(
        comparison=values.get("operator") or "",
        value=decimal_or_none(values.get("value")),
        low=decimal_or_none(values.get("low")),
        high=decimal_or_none(values.get("high")),
        denominator=decimal_or_none(values.get("denominator")),
        unit=values.get("unit") or "",
    )


def _right_words(item: ReadingItem) -> str:
    if item.change == ItemChange.DROP:
        return ""
    if item.kind == ItemKind.GOAL:
        return "định tính"
    if item.kind == ItemKind.TASK:
        return item.values.get("timeframe_raw") or "chưa nêu thời gian"
    if item.kind == ItemKind.OBLIGATION:
        due = item.values.get("due") or {}
        return due.get("raw") or ""
    return ""


def _certainty(item: ReadingItem) -> tuple[str, int]:
    if item.confidence >= 0.85:
        return "Chắc chắn", 3
    return ("Khá chắc", 2) if item.confidence >= 0.6 else ("Cần xem kỹ", 1)


def _decided(item: ReadingItem) -> str:
    if item.decided_at is None or item.state == ItemState.PENDING:
        return ""
    return f"{item.decided_by_name}, {write_datetime(localtime(item.decided_at))}"


def _groups(
    items: Sequence[ReadingItem],
    lines: dict[int, ItemLine],
    place_of: Callable[[ReadingItem], tuple[str, str]],
    current: ReadingItem | None,
) -> tuple[ItemGroup, ...]:
    by_place: dict[tuple[str, str], list[ReadingItem]] = {}
    for item in items:
        by_place.setdefault(place_of(item), []).append(item)
    return tuple(_group(code, heading, members, lines, current) for (code, heading), members in by_place.items())


def _placer(reading: Reading) -> Callable[[ReadingItem], tuple[str, str]]:
    """Under what an item stands in the list: changes under the order they come from, others under their place."""
    if reading.purpose == ReadingPurpose.AMENDMENT:
        return _order_of
    passages = [(p.start, p.text_end, p.code, p.heading, p.level) for p in reading.document.passages.all()]
    return lambda item: _place_of(item, passages)


def _order_of(item: ReadingItem) -> tuple[str, str]:
    quote = item.instruction.get("quote") or ""
    return ("", rail_heading(quote.split("\n")[0], 100) if quote else "Thêm tay, không có nguyên văn")


def _place_of(item: ReadingItem, passages: Sequence[tuple[int, int, str, str, int]]) -> tuple[str, str]:
    """Targets stand under their nearest heading, tasks and duties under their part (I, II, III …)."""
    if item.start is None:
        return ("", "Thêm tay, không có nguyên văn")
    inside = [p for p in passages if p[0] <= item.start < p[1]]
    if not inside:
        return ("", "Ngoài các mục của văn bản")
    is_target = item.kind in (ItemKind.TARGET, ItemKind.GOAL)
    place = inside[-1] if is_target else inside[0]
    return (place[2], rail_heading(place[3], 80))


def _group(
    code: str, heading: str, members: Sequence[ReadingItem], lines: dict[int, ItemLine], current: ReadingItem | None
) -> ItemGroup:
    keys = [item.pk for item in members]
    is_open = current is not None and current.pk in keys
    first = max(0, keys.index(current.pk) - WINDOW // 2) if is_open and current else 0
    shown = keys[first : first + WINDOW] if is_open else []
    pending = next((item.pk for item in members if item.state == ItemState.PENDING), keys[0])
    alone = members[0] if len(members) == 1 and members[0].change and not members[0].is_unsettled else None
    return ItemGroup(
        code=short_code(alone.code) if alone is not None else code,
        heading=heading,
        decided=sum(item.state == ItemState.CONFIRMED for item in members),
        total=len(members),
        first_pk=pending,
        is_open=is_open,
        lines=tuple(lines[pk] for pk in shown),
        hidden_before=first if is_open else 0,
        hidden_after=len(keys) - first - len(shown) if is_open else 0,
    )


_KINDS: tuple[tuple[str, set[str]], ...] = (
    ("chỉ tiêu", {ItemKind.TARGET, ItemKind.GOAL}),
    ("nhiệm vụ", {ItemKind.TASK}),
    ("nghĩa vụ", {ItemKind.OBLIGATION}),
)
_CHANGES: tuple[tuple[str, set[str]], ...] = (
    ("sửa đổi", {ItemChange.CHANGE}),
    ("bổ sung", {ItemChange.ADD}),
    ("bãi bỏ", {ItemChange.DROP}),
)


def _progress(reading: Reading, on_desk: Sequence[ReadingItem]) -> Progress:
    kinds = _CHANGES if reading.purpose == ReadingPurpose.AMENDMENT else _KINDS
    confirmed = [item for item in on_desk if item.state == ItemState.CONFIRMED]
    return Progress(
        decided=len(confirmed),
        total=len(on_desk),
        by_kind=tuple(
            (label, sum(bool(of & {i.kind, i.change}) for i in confirmed), total)
            for label, of in kinds
            if (total := sum(bool(of & {i.kind, i.change}) for i in on_desk)) or kinds is _KINDS
        ),
        remarks_seen=reading.remarks.filter(seen_at__isnull=False).count(),
        remarks=reading.remarks.count(),
    )


def _marks(
    reading: Reading, on_desk: Sequence[ReadingItem], lines: Mapping[int, ItemLine], current: ReadingItem | None
) -> tuple[Mark, ...]:
    """The words of items, and of an amendment also the sentences of its orders; one mark for each stretch."""
    found: dict[str, Mark] = {}
    # The current item speaks for a stretch that it shares, and its words win over the order around them.
    for item in sorted(on_desk, key=lambda item: current is None or item.pk != current.pk):
        order = item.instruction
        spans = ((_mark_key(item), item.start, item.end), (_order_key(item), order.get("start"), order.get("end")))
        for key, start, end in spans:
            if key and key not in found and start is not None and end is not None:
                label = lines[item.pk].short_code if key == _mark_key(item) else ""
                found[key] = _mark(reading, item, key, start, end, label, current)
    return tuple(found.values())


def _mark(
    reading: Reading, item: ReadingItem, key: str, start: int, end: int, label: str, current: ReadingItem | None
) -> Mark:
    return Mark(
        start=start,
        end=end,
        key=key,
        css=f"hl hl--{_highlight(item, current, key)}",
        label=label,
        url=reverse("readings:item", args=[reading.pk, item.pk]),
        anchor=f"doan-{key}",
    )


def _highlight(item: ReadingItem, current: ReadingItem | None, key: str) -> str:
    """The words of the open item, and around them the sentence of the order it comes from."""
    if current is not None and item.pk == current.pk:
        return "now" if key == _marks_of(item)[0] else "order"
    return "done" if item.state == ItemState.CONFIRMED else "todo"


def _current(
    reading: Reading,
    item: ReadingItem,
    lines: dict[int, ItemLine],
    on_desk: Sequence[ReadingItem],
    live: LivePlan | None,
) -> CurrentItem:
    keys = [member.pk for member in on_desk]
    at = keys.index(item.pk) if item.pk in keys else None
    following = on_desk[at + 1] if at is not None and at + 1 < len(keys) else None
    return CurrentItem(
        line=lines[item.pk],
        values=item.values,
        quote=item.quote,
        agencies=_agency_lines(item),
        next_pk=following.pk if following else None,
        previous_pk=keys[at - 1] if at else None,
        next_code=short_code(following.code) if following and _mergeable(item, following) else "",
        parts=tuple(item.parts.order_by("order").values_list("quote", flat=True)),
        is_on_desk=item.state in ON_DESK,
        amended=amended_item(reading, item, live) if item.change else None,
    )


def _mergeable(item: ReadingItem, other: ReadingItem) -> bool:
    if {item.change, other.change} & {ItemChange.CHANGE, ItemChange.DROP}:
        return False
    numbered = (ItemKind.TARGET, ItemKind.GOAL)
    return item.kind == other.kind or (item.kind in numbered and other.kind in numbered)


def _agency_lines(item: ReadingItem) -> tuple[AgencyLine, ...]:
    agencies = item.agencies.select_related("organisation", "group")
    return tuple(
        AgencyLine(
            role=agency.role,
            role_label=agency.get_role_display(),
            raw=agency.raw,
            meant=agency.organisation.short_name if agency.organisation else agency.group.name if agency.group else "",
            ground=agency.suggested_by,
            is_accountable=agency.is_accountable,
            may_be_accountable=agency.role != "supporting",
        )
        for agency in agencies
    )
