"""Who may see and change live plans. A published plan is open to everyone signed in."""

from __future__ import annotations

from django.db.models import F, QuerySet

from ansinh.apps.plans.models import Plan, Promise
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

EVERYONE = tuple(Role)

SEE = permission("plans.see", "Xem kế hoạch đang thực hiện", at_own=EVERYONE, province_wide=EVERYONE)
PUBLISH = permission(
    "plans.publish",
    "Công bố, sửa đổi kế hoạch",
    at_own=[Role.COORDINATOR],
    province_wide=[],
)
ASSIGN = permission(
    "plans.assign",
    "Giao cơ quan chịu trách nhiệm chính",
    at_own=[Role.COORDINATOR],
    province_wide=[],
)


#: Plans that carry out no other one first, then the newest.
TOP_FIRST = (F("parent").asc(nulls_first=True), "-issued_on", "-published_at")


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    """Plans the actor may read: all that are published, if he holds any role."""
    return Plan.objects.all() if actor.can(SEE) else Plan.objects.none()


def get_plan(actor: Actor, slug: str) -> Plan:
    plan = visible_plans(actor).select_related("document", "issuer", "coordinating_agency").filter(slug=slug).first()
    if plan is None:
        raise NotThere("Không có kế hoạch này.")
    return plan


def get_promise(actor: Actor, plan: Plan, kind: str, code: str) -> Promise:
    """A promise of a plan the actor may read."""
    promise = Promise.objects.filter(plan=plan, kind=kind, code=code).select_related("section", "ended_by").first()
    if promise is None or not visible_plans(actor).filter(pk=plan.pk).exists():
        raise NotThere(f"Kế hoạch {plan} không có mục {code}.")
    return promise
