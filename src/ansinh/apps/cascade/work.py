"""What the cascade gives people to do: a plan that is owed, items not linked yet, promises nobody took up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from ansinh.apps.cascade.access import LINK, OVERSEE
from ansinh.apps.cascade.models import PromiseLink
from ansinh.apps.cascade.queries import KINDS, links_on, members_on, plan_duties
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Holding, HoldingRole, Plan, Promise
from ansinh.apps.plans.queries import promise_url
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.kit.access import Actor


def work_source(actor: Actor, day: date) -> Iterable[WorkItem]:
    """A plan that is owed, items not linked yet, promises nobody took up. At most seven queries."""
    mine = actor.organisations_where(LINK)
    if mine:
        yield from _owed(mine, day)
        yield from _unlinked(mine, day)
    followed = actor.organisations_where(OVERSEE)
    if followed:
        yield from _untaken(followed, day)


def _owed(mine: Collection[int], day: date) -> Iterable[WorkItem]:
    """Four queries."""
    duties = {
        wording.obligation_id: wording.obligation
        for wording in plan_duties(day)
        .filter(obligation__plan__parent=None, obligation__plan__issued_on__lte=day)
        .select_related("obligation__plan")
        .defer("what", "quote")
    }
    groups = defaultdict(set)
    for group, body in members_on(day).filter(organisation__in=mine).values_list("group_id", "organisation_id"):
        groups[group].add(body)
    held = Holding.objects.in_force_on(day).filter(promise__in=duties).exclude(role=HoldingRole.ACCOUNTABLE)
    owed: dict[tuple[int, int], int] = {}
    for promise, body, group in held.filter(Q(organisation__in=mine) | Q(group__in=groups)).values_list(
        "promise_id", "organisation_id", "group_id"
    ):
        for one in groups[group] if group else {body}:
            owed.setdefault((duties[promise].plan_id, one), promise)
    out = _out_under({plan for plan, _ in owed}, day)
    names = Organisation.objects.in_bulk({body for _, body in owed})
    for (plan_pk, body), promise in sorted(owed.items()):
        if (plan_pk, body) in out:
            continue
        duty = duties[promise]
        yield WorkItem(
            key=f"cascade.plan:{plan_pk}:{body}",
            group=WorkGroup.DUE,
            title=f"Chưa ban hành kế hoạch thực hiện {duty.plan.number}",
            url=reverse("cascade:unit", args=[duty.plan.slug, names[body].code]),
            act="Lập dự thảo",
            detail=f"Của {names[body]}. Tải dự thảo Word có sẵn nhiệm vụ, chỉ tiêu; hoặc đưa văn bản đã ký vào bàn đọc.",
            code=duty.code,
            code_url=promise_url(duty.plan, duty.kind, duty.code),
            since=duty.plan.issued_on,
        )


def _out_under(plans: Collection[int], day: date) -> set[tuple[int, int]]:
    """(plan above, unit) of published plans. One query."""
    return set(Plan.objects.filter(parent__in=plans, issued_on__lte=day).values_list("parent_id", "issuer_id"))


def _loose(day: date) -> QuerySet[Promise]:
    """Targets and tasks of units' plans that nobody has linked or called the unit's own."""
    return (
        Promise.objects.alive_on(day)
        .filter(kind__in=KINDS, plan__parent__isnull=False, plan__issued_on__lte=day)
        .filter(~Exists(PromiseLink.objects.filter(child=OuterRef("pk"))))
    )


def _unlinked(mine: Collection[int], day: date) -> Iterable[WorkItem]:
    """One query."""
    rows = (
        _loose(day)
        .filter(Q(plan__issuer__in=mine) | Q(plan__document__organisation__in=mine))
        .values("plan_id", "plan__slug", "plan__number", "plan__parent__number", "plan__issued_on")
        .annotate(count=Count("pk"))
        .order_by("plan__issued_on", "plan_id")
    )
    for row in rows:
        yield WorkItem(
            key=f"cascade.links:{row['plan_id']}",
            group=WorkGroup.DUE,
            title=f"{row['count']} mục của {row['plan__number']} chưa nối với {row['plan__parent__number']}",
            url=reverse("cascade:links", args=[row["plan__slug"]]),
            act="Nối mục",
            since=row["plan__issued_on"],
        )


def _untaken(followed: Collection[int], day: date) -> Iterable[WorkItem]:
    """Plans that ask for units' plans: what no unit took up. One query."""
    taken = links_on(day).filter(parent=OuterRef("pk"))
    asking = plan_duties(day).filter(obligation__plan=OuterRef("plan"))
    rows = (
        Promise.objects.alive_on(day)
        .filter(
            ~Exists(taken),
            Exists(asking),
            kind__in=KINDS,
            plan__coordinating_agency__in=followed,
            plan__parent=None,
            plan__issued_on__lte=day,
        )
        .values("plan_id", "plan__slug", "plan__number", "plan__issued_on")
        .annotate(count=Count("pk"))
        .order_by("plan__issued_on", "plan_id")
    )
    for row in rows:
        yield WorkItem(
            key=f"cascade.untaken:{row['plan_id']}",
            group=WorkGroup.DUE,
            title=f"{row['count']} mục của {row['plan__number']} chưa đơn vị nào nhận",
            url=reverse("cascade:matrix_of", args=[row["plan__slug"]]) + "#chua-ai-nhan",
            act="Xem",
            since=row["plan__issued_on"],
        )
