"""What the reading desk gives people to do. For `kit.work`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from ansinh.apps.readings.access import CONFIRM, visible_readings
from ansinh.apps.readings.models import ItemState, ReadingState
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.kit.access import Actor
from ansinh.kit.clock import day_of


def work_source(actor: Actor, day: date) -> Iterator[WorkItem]:
    """Desks of the actor's own organisations that are not finished. One query."""
    own = actor.organisations_where(CONFIRM)
    if not own:
        return
    readings = (
        visible_readings(actor)
        .filter(state=ReadingState.OPEN, document__organisation_id__in=own)
        .select_related("document")
        .annotate(pending=Count("items", filter=Q(items__state=ItemState.PENDING)))
    )
    for reading in readings:
        left = reading.pending
        yield WorkItem(
            key=f"readings.reading:{reading.pk}:finish",
            group=WorkGroup.DUE,
            title=f"Bàn đọc: {reading.document}",
            url=reverse("readings:desk", args=[reading.pk]),
            act="Xác nhận" if left else "Công bố",
            detail=f"Còn {left} mục chờ xác nhận." if left else "Mọi mục đã xác nhận, chờ công bố.",
            since=day_of(reading.created_at),
        )
