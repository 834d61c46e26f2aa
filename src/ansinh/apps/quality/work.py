"""Doubts as something to do: one item a check and agency, however many doubts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min, Q

from ansinh.apps.indicators.access import ENTER
from ansinh.apps.quality.access import REVIEW
from ansinh.apps.quality.models import FlagState, QualityFlag
from ansinh.apps.quality.queries import check_url
from ansinh.domain.figures import write_number
from ansinh.domain.quality.checks import CHECK_LABELS, Check
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.kit.access import Actor


def work_source(actor: Actor, day: date) -> Iterable[WorkItem]:
    """Open doubts about figures of the actor's agency, and what was asked to be corrected there. Two queries.

    A sheet that has not been sent is the entry room's to tell: it is not told twice.
    """
    own = actor.organisations_where(REVIEW)
    mine = Q(organisation_id__in=own)
    if actor.can_everywhere(REVIEW):  # what no agency answers for is the coordinators'
        mine |= Q(organisation_id__isnull=True) | Q(organisation_id=actor.organisation_id)
    if own or actor.can_everywhere(REVIEW):
        yield from _items(mine, FlagState.OPEN, WorkGroup.DUE)
    entering = actor.organisations_where(ENTER)
    if entering:
        yield from _items(Q(organisation_id__in=entering), FlagState.ASKED, WorkGroup.RETURNED)


def _items(whose: Q, state: FlagState, group: WorkGroup) -> Iterable[WorkItem]:
    rows = (
        QualityFlag.objects.filter(whose, state=state)
        .exclude(kind=Check.TIMELINESS.value)
        .exclude(sheet__isnull=False, sheet__submitted_at__isnull=True)
        .order_by()
        .values_list("kind", "organisation_id", "organisation__short_name")
        .annotate(count=Count("pk"), since=Min("found_on"))
    )
    for check, organisation, name, count, since in rows:
        yield _item(Check(check), organisation, name or "số liệu đã công bố", count, since, state, group)


def _item(
    check: Check, organisation: int | None, name: str, count: int, since: date, state: FlagState, group: WorkGroup
) -> WorkItem:
    is_open = state == FlagState.OPEN
    query = f"?co_quan={organisation}" if organisation else ""
    asked = "" if is_open else f"{'&' if query else '?'}tinh_trang={state.value}"
    label = CHECK_LABELS[check]
    return WorkItem(
        key=f"quality.{check.value}:{organisation or 0}:{state.value}",
        group=group,
        title=f"{label}: {write_number(count)} chỗ cần xem"
        if is_open
        else f"{label}: {write_number(count)} chỗ phải sửa",
        url=check_url(check) + query + asked,
        act="Xem" if is_open else "Sửa",
        detail=name,
        since=since,
    )
