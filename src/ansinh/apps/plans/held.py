"""What an organisation holds: the panel of live plans on its page in the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from ansinh.apps.orgs.models import GroupMembership, Organisation
from ansinh.apps.plans.access import SEE, visible_plans
from ansinh.apps.plans.models import Holding, HoldingRole, Plan, PromiseKind
from ansinh.apps.plans.queries import KIND_WORDS
from ansinh.kit.access import Actor
from ansinh.kit.pages import Panel

_LISTS = {
    PromiseKind.TARGET: "plans:targets",
    PromiseKind.TASK: "plans:tasks",
    PromiseKind.OBLIGATION: "plans:obligations",
}
_ROLES = (HoldingRole.ACCOUNTABLE, HoldingRole.LEAD, HoldingRole.SUPPORTING)


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Of one plan and kind: how many promises are held in each role; ``url`` lists them all."""

    plan: str
    plan_url: str
    kind: str
    counts: tuple[int, ...]
    url: str


def held_panels(actor: Actor, organisation: Organisation, day: date) -> Sequence[Panel]:
    """For `orgs.queries.add_panel_source`: two queries; nothing for whoever holds nothing."""
    if not actor.can(SEE):
        return ()
    plans = {plan.pk: plan for plan in visible_plans(actor)}
    groups = GroupMembership.objects.in_force_on(day).filter(organisation=organisation).values("group_id")
    alive = Q(promise__ended_on__isnull=True) | Q(promise__ended_on__gt=day)
    rows = (
        Holding.objects.in_force_on(day)
        .filter(alive, Q(organisation=organisation) | Q(group_id__in=groups), promise__plan_id__in=plans)
        .values_list("promise__plan_id", "promise__kind", "role", "promise_id")
    )
    held = set(rows)
    lines = tuple(
        _line(plan, kind, organisation, held)
        for plan in plans.values()
        for kind in PromiseKind
        if any(row[:2] == (plan.pk, kind) for row in held)
    )
    return (Panel("Đang giữ trong các kế hoạch", "plans/held.html", lines),) if lines else ()


def _line(plan: Plan, kind: PromiseKind, organisation: Organisation, held: set[tuple[int, str, str, int]]) -> HeldLine:
    counts = tuple(sum(row[:3] == (plan.pk, kind, role) for row in held) for role in _ROLES)
    return HeldLine(
        plan=plan.number,
        plan_url=reverse("plans:plan", args=[plan.slug]),
        kind=KIND_WORDS[kind],
        counts=counts,
        url=f"{reverse(_LISTS[kind], args=[plan.slug])}?co-quan={organisation.code}",
    )
