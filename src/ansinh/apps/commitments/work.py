"""What commitments and duties give people to do, and what agencies are late with. For `kit.work`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from ansinh.apps.commitments.access import COMMIT, DECIDE
from ansinh.apps.commitments.duty_pages import kinds_of
from ansinh.apps.commitments.lines import names_of
from ansinh.apps.commitments.models import (
    Commitment,
    CommitmentShare,
    DueChange,
    DueChangeState,
    Duty,
    ShareState,
)
from ansinh.apps.commitments.queries import Holders, holders_on
from ansinh.apps.plans.models import Holding, HoldingRole
from ansinh.apps.plans.queries import source_url
from ansinh.domain.commitments import CommitmentState, DutyState
from ansinh.domain.periods import Period
from ansinh.domain.timeliness import Timeliness, timeliness
from ansinh.domain.work import OverdueItem, WorkGroup, WorkItem
from ansinh.kit.access import Actor

_OPEN_DUTIES = (DutyState.OPEN, DutyState.RETURNED, DutyState.HANDED_IN)


def work_source(actor: Actor, day: date) -> Iterator[WorkItem]:
    """Everything of this room that waits for the actor or that he waits for. At most ten queries."""
    mine, deciding = actor.organisations_where(COMMIT), actor.organisations_where(DECIDE)
    if not mine and not deciding:
        return
    yield from _commitments(actor, mine, deciding, day)
    yield from _shares(mine, day)
    yield from _duties(actor, mine, deciding, day)


# Commitments ---------------------------------------------------------------------------------------------------


def _commitments(actor: Actor, mine: frozenset[int], deciding: frozenset[int], day: date) -> Iterator[WorkItem]:
    asked = DueChange.objects.filter(commitment=OuterRef("pk"), state=DueChangeState.ASKED)
    found = list(
        Commitment.objects.unfinished()
        .filter(
            Q(organisation__in=mine)
            | Q(promise__in=_held_by(mine))
            | Q(promise__plan__coordinating_agency__in=deciding)
            | Q(promise__plan__issuer__in=deciding),
            proposed_on__lte=day,
        )
        .select_related("promise__plan", "organisation")
        .prefetch_related("milestones")
        .annotate(asks_due=Exists(asked), asked_by_me=Exists(asked.filter(asked_by_id=actor.user_id or 0)))
    )
    holders = holders_on(day, {one.promise_id for one in found})
    concerned = [
        one for one in found if holders.of_commitment(one) in mine or holders.acceptor_of_commitment(one) in deciding
    ]
    names = names_of({one.promise_id for one in concerned}, day)
    for one in concerned:
        name = names.get(one.promise_id, one.promise.code)
        if holders.of_commitment(one) in mine:
            yield from _of_holder(one, name, day)
        if holders.acceptor_of_commitment(one) in deciding:
            yield from _of_acceptor(one, name, actor, holders)


def _held_by(organisations: frozenset[int]) -> QuerySet[Any]:
    """Promises for which one of these is or was accountable: what may have come to it from another."""
    held = Holding.objects.filter(role=HoldingRole.ACCOUNTABLE, organisation__in=organisations)
    return held.values("promise_id")


def _of_holder(one: Commitment, name: str, day: date) -> Iterator[WorkItem]:
    match CommitmentState(one.state):
        case CommitmentState.PROPOSED:
            yield _item(one, name, "commit", WorkGroup.DUE, "Cam kết", f"Cam kết năm {one.year}", since=one.proposed_on)
        case CommitmentState.RETURNED:
            yield _item(one, name, "returned", WorkGroup.RETURNED, "Sửa, gửi lại", one.reason)
        case CommitmentState.SUBMITTED:
            yield _item(one, name, "submitted", WorkGroup.WAITING, "Xem", "Chờ nhận cam kết", since=one.submitted_on)
        case CommitmentState.ACCEPTED:
            ahead = [m for m in one.milestones.all() if m.reached_on is None]
            first = min(ahead, key=lambda m: m.due_on) if ahead else None
            due_on = min(filter(None, (one.due_on, first.due_on if first else None)))
            what = f"Mốc «{first}»" if first and first.due_on == due_on else f"Hoàn thành: {one.product}"
            yield _item(one, name, f"update:{due_on:%Y%m%d}", WorkGroup.DUE, "Cập nhật", what, due_on=due_on)
        case CommitmentState.CLAIMED:
            yield _item(one, name, "claimed", WorkGroup.WAITING, "Xem", "Chờ nghiệm thu", since=one.claimed_on)


def _of_acceptor(one: Commitment, name: str, actor: Actor, holders: Holders) -> Iterator[WorkItem]:
    who = str(holders.name(holders.of_commitment(one), one.organisation))
    waits = WorkGroup.WAITED_FOR
    if one.state == CommitmentState.SUBMITTED and one.submitted_by_id != actor.user_id:
        said = f"Cam kết: {one.product}"
        yield _item(one, name, f"accept:{one.version}", waits, "Nhận", said, who=who, since=one.submitted_on)
    if one.state == CommitmentState.CLAIMED and one.claimed_by_id != actor.user_id:
        said = f"Báo hoàn thành: {one.product}"
        yield _item(one, name, f"confirm:{one.version}", waits, "Nghiệm thu", said, who=who, since=one.claimed_on)
    if one.asks_due and not one.asked_by_me and one.state in (CommitmentState.ACCEPTED, CommitmentState.CLAIMED):  # type: ignore[attr-defined]
        yield _item(one, name, "due", waits, "Quyết định", "Đề nghị đổi hạn", who=who)


def _item(
    one: Commitment,
    name: str,
    occasion: str,
    group: WorkGroup,
    act: str,
    detail: str,
    *,
    who: str = "",
    due_on: date | None = None,
    since: date | None = None,
) -> WorkItem:
    return WorkItem(
        key=f"commitments.commitment:{one.pk}:{occasion}",
        group=group,
        title=name,
        url=reverse("commitments:commitment", args=[one.pk]),
        act=act,
        detail=detail,
        code=one.promise.code,
        code_url=source_url(one.promise.plan, one.promise.code),
        who=who,
        due_on=due_on,
        since=since,
    )


# Shares --------------------------------------------------------------------------------------------------------


def _shares(mine: frozenset[int], day: date) -> Iterator[WorkItem]:
    shares = CommitmentShare.objects.filter(
        ~Q(commitment__state__in=[CommitmentState.DONE.value, CommitmentState.CANCELLED.value]),
        organisation_id__in=mine,
        state=ShareState.ASKED,
        asked_on__lte=day,
    ).select_related("commitment__promise__plan", "commitment__organisation")
    for share in shares:
        promise = share.commitment.promise
        yield WorkItem(
            key=f"commitments.share:{share.pk}:answer:{share.version}",
            group=WorkGroup.WAITED_FOR,
            title=share.what,
            url=reverse("commitments:commitment", args=[share.commitment_id]) + "#phoi-hop",
            act="Trả lời",
            detail="Đề nghị phối hợp",
            code=promise.code,
            code_url=source_url(promise.plan, promise.code),
            who=str(share.commitment.organisation),
            since=share.asked_on,
        )


# Duties --------------------------------------------------------------------------------------------------------


def _duties(actor: Actor, mine: frozenset[int], deciding: frozenset[int], day: date) -> Iterator[WorkItem]:
    found = list(
        Duty.objects.filter(
            Q(organisation__in=mine)
            | Q(obligation__in=_held_by(mine))
            | Q(receiver__in=deciding)
            | Q(obligation__plan__coordinating_agency__in=deciding)
            | Q(obligation__plan__issuer__in=deciding),
            state__in=_OPEN_DUTIES,
            made_on__lte=day,
        ).select_related("obligation__plan", "organisation", "receiver")
    )
    holders = holders_on(day, {duty.obligation_id for duty in found})
    kinds = kinds_of({duty.obligation_id for duty in found})
    for duty in found:
        title = f"{kinds.get(duty.obligation_id) or duty.obligation.code}, {Period.parse(duty.period).label}"
        if holders.of_duty(duty) in mine:
            yield _of_ower(duty, title)
        is_mine = duty.handed_in_by_id == actor.user_id
        if duty.state == DutyState.HANDED_IN and not is_mine and holders.acceptor_of_duty(duty) in deciding:
            yield _duty_item(
                duty, title, f"receive:{duty.version}", WorkGroup.WAITED_FOR, "Nhận", "Đã nộp, chờ nhận",
                who=str(duty.organisation), since=duty.handed_in_on,
            )  # fmt: skip


def _of_ower(duty: Duty, title: str) -> WorkItem:
    match DutyState(duty.state):
        case DutyState.RETURNED:
            return _duty_item(
                duty, title, "returned", WorkGroup.RETURNED, "Sửa, nộp lại", duty.reason, due_on=duty.due_on
            )
        case DutyState.HANDED_IN:
            return _duty_item(
                duty, title, "sent", WorkGroup.WAITING, "Xem", "Chờ nhận", who=str(duty.receiver),
                since=duty.handed_in_on,
            )  # fmt: skip
        case _:
            to = f"Gửi {duty.receiver}"
            return _duty_item(duty, title, "hand-in", WorkGroup.DUE, "Nộp", to, due_on=duty.due_on)


def _duty_item(
    duty: Duty,
    title: str,
    occasion: str,
    group: WorkGroup,
    act: str,
    detail: str,
    *,
    who: str = "",
    due_on: date | None = None,
    since: date | None = None,
) -> WorkItem:
    plan = duty.obligation.plan
    return WorkItem(
        key=f"commitments.duty:{duty.pk}:{occasion}",
        group=group,
        title=title,
        url=reverse("commitments:duty", args=[duty.pk]),
        act=act,
        detail=detail,
        code=duty.obligation.code,
        code_url=source_url(plan, duty.obligation.code),
        who=who,
        due_on=due_on,
        since=since,
    )


# What agencies are late with -----------------------------------------------------------------------------------


def overdue_source(day: date) -> Iterator[OverdueItem]:
    """Commitments and duties overdue on a day, and agencies asked that have not committed: for reminders and letters."""
    commitments = list(
        Commitment.objects.unfinished().filter(proposed_on__lte=day).select_related("promise__plan", "organisation")
    )
    duties = list(
        Duty.objects.filter(state__in=_OPEN_DUTIES, due_on__lt=day).select_related("obligation__plan", "organisation")
    )
    holders = holders_on(day, {c.promise_id for c in commitments} | {d.obligation_id for d in duties})
    names = names_of({one.promise_id for one in commitments}, day)
    kinds = kinds_of({duty.obligation_id for duty in duties})
    for one in commitments:
        silent = one.state in (CommitmentState.PROPOSED, CommitmentState.RETURNED)
        if silent or timeliness(one.time_facts, day) == Timeliness.OPEN_LATE:
            name = names.get(one.promise_id, one.promise.code)
            yield OverdueItem(
                key=f"commitments.commitment:{one.pk}",
                organisation_id=holders.of_commitment(one),
                title=f"Chưa cam kết năm {one.year}: {name}" if silent else f"{name}: {one.product}",
                url=reverse("commitments:commitment", args=[one.pk]),
                due_on=None if silent else one.due_on,
                code=one.promise.code,
            )
    for duty in duties:
        if timeliness(duty.time_facts, day) == Timeliness.OPEN_LATE:
            yield OverdueItem(
                key=f"commitments.duty:{duty.pk}",
                organisation_id=holders.of_duty(duty),
                title=f"{kinds.get(duty.obligation_id) or duty.obligation.code}, {Period.parse(duty.period).label}",
                url=reverse("commitments:duty", args=[duty.pk]),
                due_on=duty.due_on,
                code=duty.obligation.code,
            )
