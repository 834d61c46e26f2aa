"""What the desk shows of a change: the order, the promise in force, what differs; and the page to add a change by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from ansinh.apps.plans.queries import promise_url
from ansinh.apps.readings.live import LivePlan, LiveState, live_plan
from ansinh.apps.readings.models import ItemChange, Reading, ReadingItem
from ansinh.apps.readings.queries import live_day, told_by_item
from ansinh.domain.amendment_readings import AgencyName
from ansinh.domain.promise_matching import group_of
from ansinh.domain.wording_differences import FieldChange, PromiseWording, field_changes
from ansinh.kit.pages import Crumb, Page


@dataclass(frozen=True, slots=True)
class AmendedItem:
    """What an item of an amendment changes: the order, the promise in force, and the fields that differ from it."""

    order_quote: str
    also: tuple[str, ...]  # other orders that reach the same promise
    places: str
    note: str
    promise_label: str
    proposed_label: str  # of what is not settled: the promise named most alike
    promise_url: str
    in_force: str  # the words in force
    in_force_by: str  # the document that says them
    changes: tuple[FieldChange, ...]
    is_unsettled: bool
    has_moved_on: bool  # the plan changed since an officer last looked at the item


def amended_item(reading: Reading, item: ReadingItem, live: LivePlan | None) -> AmendedItem:
    order = item.instruction
    state = live.states.get(item.promise_id) if live is not None and item.promise_id is not None else None
    near = live.states.get(order.get("near") or 0) if live is not None and item.is_unsettled else None
    before = _before(item, state)
    after = told_by_item(item, list(item.agencies.all())) if item.change != ItemChange.DROP else None
    has_difference = item.change != ItemChange.DROP and not item.is_unsettled
    return AmendedItem(
        order_quote=order.get("quote") or "",
        also=tuple(order.get("also") or ()),
        places=order.get("places") or "",
        note=order.get("note") or "",
        promise_label=state.label if state is not None else "",
        proposed_label=near.label if near is not None else "",
        promise_url=promise_url(reading.plan, group_of(item.kind), item.code) if state and reading.plan else "",
        in_force=state.promise.quote if state is not None else "",
        in_force_by=state.document if state is not None else "",
        changes=field_changes(before, after) if has_difference else (),
        is_unsettled=item.is_unsettled,
        has_moved_on=state is not None and state.kept() != item.live,
    )


def _before(item: ReadingItem, state: LiveState | None) -> PromiseWording | None:
    """What is in force; of a published amendment, what was in force when it was decided."""
    if state is not None:
        return state.wording
    if not item.live:
        return None
    agencies = tuple(AgencyName(role, raw) for role, raw, _, _ in item.live["agencies"])
    return PromiseWording(item.live["kind"], item.live["values"], agencies)


@dataclass(frozen=True, kw_only=True)
class AddChangePage(Page):
    promise_labels: tuple[str, ...]


def add_change_page(reading: Reading) -> AddChangePage:
    """What an officer needs to add a change by hand: the promises in force to choose from."""
    assert reading.plan is not None
    live = live_plan(reading.plan, live_day(reading))
    return AddChangePage(
        title="Thêm thay đổi từ văn bản",
        note=f"Sửa đổi kế hoạch {reading.plan.number}.",
        crumbs=(
            Crumb("Bàn đọc văn bản", reverse("readings:list")),
            Crumb(str(reading.document), reverse("readings:desk", args=[reading.pk])),
            Crumb("Thêm thay đổi"),
        ),
        module="ban-doc",
        promise_labels=tuple(state.label for state in live.states.values()),
    )
