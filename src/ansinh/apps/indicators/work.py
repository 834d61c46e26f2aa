"""What entry sheets give people to do, and which of them are late. For `kit.work`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.urls import reverse

from ansinh.apps.indicators.access import ENTER, may_decide, may_fill, visible_sheets
from ansinh.apps.indicators.models import EntrySheet, SheetState
from ansinh.domain.periods import Period
from ansinh.domain.work import OverdueItem, WorkGroup, WorkItem
from ansinh.kit.access import Actor
from ansinh.kit.clock import day_of

_OPEN = (SheetState.DRAFT, SheetState.RETURNED)
_UNFINISHED = (*_OPEN, SheetState.SUBMITTED)


def work_source(actor: Actor, day: date) -> Iterator[WorkItem]:
    """Sheets to fill in, sheets that came back, sheets to decide, and own sheets that others have. One query."""
    sheets = visible_sheets(actor).filter(state__in=_UNFINISHED).select_related("form__approver", "decided_by")
    own = actor.organisations_where(ENTER)
    for sheet in sheets:
        if sheet.state in _OPEN and sheet.organisation_id in own and may_fill(actor, sheet):
            yield _to_fill(sheet)
        elif sheet.state == SheetState.SUBMITTED and may_decide(actor, sheet):
            yield _to_decide(sheet)
        elif sheet.state == SheetState.SUBMITTED and sheet.organisation_id in own:
            yield _at_the_approver(sheet)


def overdue_sheets(day: date) -> Iterable[OverdueItem]:
    """Sheets that their organisation has not sent though the day has passed. One query."""
    late = EntrySheet.objects.filter(state__in=_OPEN, due_on__lt=day).select_related("form")
    return (
        OverdueItem(
            key=f"indicators.sheet:{sheet.pk}",
            organisation_id=sheet.organisation_id,
            title=f"{sheet.form}, {_period(sheet)}",
            url=_url(sheet),
            due_on=sheet.due_on,
        )
        for sheet in late
    )


def _to_fill(sheet: EntrySheet) -> WorkItem:
    returned = sheet.state == SheetState.RETURNED
    return WorkItem(
        key=f"indicators.sheet:{sheet.pk}:{_occasion(sheet) if returned else 'fill'}",
        group=WorkGroup.RETURNED if returned else WorkGroup.DUE,
        title=f"{sheet.form}, {_period(sheet)}",
        url=_url(sheet),
        act="Sửa và gửi lại" if returned else "Nhập số liệu",
        detail=sheet.reason if returned else f"Nhập số của {sheet.organisation}, gửi {sheet.form.approver} duyệt.",
        who=str(sheet.decided_by or sheet.form.approver) if returned else "",
        due_on=sheet.due_on,
        since=_day(sheet.decided_at) if returned else None,
    )


def _to_decide(sheet: EntrySheet) -> WorkItem:
    return WorkItem(
        key=f"indicators.sheet:{sheet.pk}:{_occasion(sheet)}",
        group=WorkGroup.WAITED_FOR,
        title=f"Duyệt {sheet.form}, {_period(sheet)}",
        url=_url(sheet),
        act="Duyệt",
        who=str(sheet.organisation),
        since=_day(sheet.submitted_at),
    )


def _at_the_approver(sheet: EntrySheet) -> WorkItem:
    return WorkItem(
        key=f"indicators.sheet:{sheet.pk}:{_occasion(sheet)}:wait",
        group=WorkGroup.WAITING,
        title=f"{sheet.form}, {_period(sheet)}: chờ duyệt",
        url=_url(sheet),
        act="Xem",
        who=str(sheet.form.approver),
        since=_day(sheet.submitted_at),
    )


def _occasion(sheet: EntrySheet) -> str:
    """Each sending and each return is an occasion of its own: both count the version up."""
    return f"{sheet.state}-{sheet.version}"


def _period(sheet: EntrySheet) -> str:
    return Period.parse(sheet.period).label


def _url(sheet: EntrySheet) -> str:
    return reverse("indicators:sheet", args=[sheet.pk])


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment else None
